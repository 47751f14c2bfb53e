import { expect, test } from "vitest";
import { liftOf } from "../../../src/signals/convergence/ai-lift-robotics.ts";
import { monthlyCounts, pooled, signal, yearOnYear } from "../../../src/signals/convergence/ai-share-robotics.ts";
import { signal as models } from "../../../src/signals/convergence/biology-robotics-models.ts";
import {
  devicesByQuarter,
  lastCompleteQuarter,
  lateAdditions,
} from "../../../src/signals/convergence/medical-devices.ts";
import { signal as science } from "../../../src/signals/convergence/science-share.ts";
import type { Observation } from "../../../src/terms/observation.ts";
import { listIn } from "../../../src/terms/panel.ts";
import { periodRange } from "../../../src/terms/period.ts";
import { panelOf } from "../../tasks/parts/panel-of.ts";

function plain(
  series: string,
  period: string,
  value: number,
  known = "2026-01-01T00:00:00Z",
  flags: readonly string[] = [],
): Observation {
  return {
    series,
    period,
    value,
    unit: "papers",
    published: null,
    known,
    knownBy: "observed",
    evidence: "derived",
    origin: { document: "d", url: "u", locator: period, kind: "extract" },
    flags,
  };
}

function entry(
  series: string,
  item: string,
  period: string,
  value: number | null,
  known: string,
  fields: NonNullable<Observation["fields"]> = {},
): Observation {
  return { ...plain(series, period, 0, known), item, value, fields };
}

function months(first: string, last: string, ai: number, all: number): Observation[] {
  return periodRange(first, last).flatMap((m) => [
    plain("arxiv/robotics/papers", m, all),
    plain("arxiv/ai-x-robotics/papers", m, ai),
  ]);
}

test("counts only months that have both numbers and ended two days before the as-of day", () => {
  const observations = [...months("2025-10", "2025-12", 40, 100), plain("arxiv/robotics/papers", "2025-09", 100)];
  expect(monthlyCounts(panelOf(observations, "2026-01-02"), "robotics").map((m) => m.period)).toEqual([
    "2025-10",
    "2025-11",
    "2025-12",
  ]);
  expect(monthlyCounts(panelOf(observations, "2026-01-01"), "robotics").map((m) => m.period)).toEqual([
    "2025-10",
    "2025-11",
  ]);
  expect([...signal.measure(panelOf(observations, "2026-02-01")).values]).toEqual([0.4, 0.4, 0.4]);
});

test("pools only quarters of which every month is held", () => {
  const counts = monthlyCounts(panelOf([...months("2025-08", "2025-12", 40, 100)], "2026-02-01"), "robotics");
  expect(pooled(counts, "quarterly").map((q) => [q.period, q.ai, q.all])).toEqual([["2025-Q4", 120, 300]]);
});

test("compares four quarters with the four before only when 24 months are held and the newest is recent", () => {
  const full = [...months("2024-01", "2024-12", 30, 100), ...months("2025-01", "2025-12", 40, 100)];
  const at = (observations: readonly Observation[], asOf: string): ReturnType<typeof yearOnYear> =>
    yearOnYear(monthlyCounts(panelOf(observations, asOf), "robotics"), asOf);
  expect(at(full, "2026-02-01")).toMatchObject({
    before: { ai: 360, all: 1200 },
    after: { ai: 480, all: 1200, period: "2025-Q4" },
  });
  expect(at(full, "2026-11-22")).toBeNull();
  expect(
    at(
      full.filter((o) => o.period !== "2024-05"),
      "2026-02-01",
    ),
  ).toBeNull();
});

test("gives the two conventions of association strength of a small table worked out by hand", () => {
  const graph = (item: string, value: number, kind: string, a: string | null, b: string | null): Observation =>
    entry("arxiv/category-graph", item, "2026-03-20", value, "2026-07-21T00:00:00Z", { kind, a, b });
  const panel = panelOf(
    [
      graph("A", 50, "category", "A", null),
      graph("B", 20, "category", "B", null),
      graph("C", 30, "category", "C", null),
      graph("A + B", 10, "pair", "A", "B"),
      graph("A + C", 5, "pair", "C", "A"),
      graph("all papers", 200, "all", null, null),
    ],
    "2026-08-01",
    ["arxiv/category-graph"],
  );
  // By occurrences 10 * 200 / (50 * 20) = 2; row sums: A 15, B 10, C 5, T = 30, so 10 * 30 / (15 * 10) = 2; A with C 5 * 30 / (15 * 5) = 2.
  expect(liftOf(panel, "B", "A")).toMatchObject({ byOccurrence: 2, byRowSum: 2 });
  expect(liftOf(panel, "A", "C")?.byOccurrence).toBeCloseTo((5 * 200) / (50 * 30), 12);
  expect(liftOf(panel, "B", "C")).toBeNull();
});

const device = (item: string, day: string, known: string): Observation =>
  entry("fda/ai-devices", item, day, null, known);

test("counts devices by complete quarter of the newest copy and names late additions", () => {
  const [old, now] = ["2025-07-01T00:00:00Z", "2026-01-01T00:00:00Z"];
  const observations = [
    device("K1", "2025-01-15", old),
    device("K2", "2025-05-30", old),
    device("gone", "2025-02-01", old),
    device("K1", "2025-01-15", now),
    device("K2", "2025-05-30", now),
    device("late", "2025-03-03", now),
    device("new", "2025-09-29", now),
  ];
  const list = listIn(panelOf(observations, "2026-02-09", ["fda/ai-devices"]), "fda/ai-devices");
  expect(devicesByQuarter(list?.entries ?? []).map((q) => [q.quarter, q.devices])).toEqual([
    ["2025-Q1", 2],
    ["2025-Q2", 1],
    ["2025-Q3", 1],
  ]);
  expect(lateAdditions(list)).toEqual([{ from: old, to: now, added: 2, late: 1, removed: 1 }]);
  expect(lastCompleteQuarter(list?.copies[0]?.entries ?? [])).toBe("2025-Q1");
});

test("pools the laboratory sciences and leaves out years that only an older search covers", () => {
  const field = (f: string, year: string, ml: number, all: number, flags: readonly string[] = []): Observation[] => [
    plain(`wos/${f}/ml-papers`, year, ml, undefined, flags),
    plain(`wos/${f}/papers`, year, all, undefined, flags),
  ];
  const observations = ["chemistry", "materials", "physics"].flatMap((f, i) => [
    ...field(f, "2023", 10 * (i + 1), 1000),
    ...field(f, "2022", 5, 1000, ["narrower-query"]),
  ]);
  const series = science.measure(panelOf(observations, "2026-02-09"));
  expect(series.periods).toEqual(["2023"]);
  expect(series.values[0]).toBeCloseTo(60 / 3000, 12);
});

test("counts models in biology, medicine and robotics, not those of the two newest years of the copy", () => {
  const model = (item: string, period: string, domain: string): Observation =>
    entry("epoch/notable-models", item, period, null, "2026-01-20T00:00:00Z", { domain });
  const panel = panelOf(
    [
      model("a", "2023-05-01", "Biology"),
      model("b", "2024-05-01", "Language,Robotics"),
      model("c", "2024-06-01", "Language"),
      model("d", "2025-05-01", "Biology"),
    ],
    "2026-02-09",
    ["epoch/notable-models"],
  );
  const series = models.measure(panel);
  expect([series.periods, [...series.values]]).toEqual([
    ["2023", "2024"],
    [1, 1],
  ]);
});

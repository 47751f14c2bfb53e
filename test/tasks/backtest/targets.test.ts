import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import { readPanel } from "../../../src/store/panel.ts";
import { guidedLastQuarter, guidedYear } from "../../../src/tasks/backtest/guided.ts";
import { placebos } from "../../../src/tasks/backtest/leads.ts";
import { levelsOf, recordOf } from "../../../src/tasks/backtest/models.ts";
import { outcomeOf, quarterDays } from "../../../src/tasks/backtest/target.ts";
import { targetOf, targets } from "../../../src/tasks/backtest/targets.ts";
import type { ListEntry, Panel } from "../../../src/terms/panel.ts";
import { panelWith, type Rows } from "../panel-with.ts";

/** Alphabet's filings of 2025 and its guidance for the year, as known on 2026-01-13. */
const filed: Rows = [
  ["2025-Q1", 17.197e9],
  ["2025-Q2", 22.446e9],
  ["2025-Q3", 23.953e9],
];
const statement = (item: string, value: number | null, known: string, kind = "guidance"): ListEntry => ({
  item,
  period: "2025",
  value,
  known: `${known}T23:59:59Z`,
  evidence: "reported (secondary)",
  fields: { kind, start: "2025-01-01", end: "2025-12-31" },
});
function withGuidance(rows: Rows, entries: readonly ListEntry[]): Panel {
  const id = "guidance/googl/capex";
  return {
    ...panelWith("2026-01-13", { "sec/googl/capex": rows }),
    lists: { [id]: { id, kind: "log", unit: "USD", known: "2025-10-29T23:59:59Z", entries, copies: [] } },
  };
}

test("guidance for a year less three filed quarters is what the fourth is guided to: 92 - 63.596 = 28.404 bn", () => {
  const panel = withGuidance(filed, [
    statement("b", 92e9, "2025-10-29"),
    statement("a", 75e9, "2025-02-28"),
    statement("c", null, "2025-12-01", "qualitative"),
  ]);
  expect(guidedYear(panel, "googl", "2025")).toBe(92e9);
  expect(guidedLastQuarter(panel, "googl")).toEqual({ period: "2025-Q4", value: expect.closeTo(28.404e9, -3) });
  expect(guidedYear(panel, "googl", "2026")).toBeNull();
  expect(guidedLastQuarter(withGuidance(filed.slice(0, 2), [statement("b", 92e9, "2025-10-29")]), "googl")).toBeNull();
});

test("the first value held is the outcome, and a comparative is not called a first release", () => {
  const view = panelWith("2026-01-01", {
    a: [
      ["2023-Q4", 7665, "2024-02-02"],
      ["2023-Q4", 7592, "2025-01-30"],
    ],
  }).series["a"];
  if (view === undefined) throw new Error("no view");
  expect(outcomeOf(view, "2023-Q4")).toEqual({ first: 7665, firstRelease: true, latest: 7592 });
  expect(
    outcomeOf({ ...view, history: view.history.map((h) => ({ ...h, flags: ["comparative"] })) }, "2023-Q4")
      ?.firstRelease,
  ).toBe(false);
  expect(outcomeOf(view, "2024-Q1")).toBeNull();
});

test("origins are the 13th of the quarters' first months", () => {
  expect(quarterDays("2025-04-14T23:59:59Z", "2026-01-13")).toEqual(["2025-07-13", "2025-10-13", "2026-01-13"]);
});

test("a record starts after its last gap, and a value without a logarithm is a gap", () => {
  const periods = Array.from({ length: 12 }, (_, i) => `${2020 + Math.floor(i / 4)}-Q${(i % 4) + 1}`);
  expect(
    recordOf(
      periods,
      periods.map(() => 2),
    )?.periods,
  ).toHaveLength(12);
  expect(
    recordOf(
      periods,
      periods.map((_, i) => (i === 3 ? 0 : 2)),
    )?.periods[0],
  ).toBe("2021-Q1");
  expect(
    recordOf(
      periods,
      periods.map((_, i) => (i === 5 ? Number.NaN : 2)),
    ),
  ).toBeNull();
});

test("quantiles of equally likely draws lie at (i + 1/2) / m", () => {
  expect(levelsOf(Float64Array.from([3, 1, 4, 2], Math.log), 4)).toEqual([1, 2, 3, 4]);
  expect(levelsOf(Float64Array.from([1, 2, 3, 4], Math.log), 2).map((v) => v ** 2)).toEqual([
    expect.closeTo(2, 5),
    expect.closeTo(12, 5),
  ]);
});

test("targets have ids of their own, twenty placebos stand beside every lead, and a misspelt target names near ones", () => {
  expect(new Set(targets.map((t) => t.id)).size).toBe(targets.length);
  expect(new Set(placebos).size).toBe(20);
  const leading = targets.filter((t) => t.leads !== undefined);
  expect(leading.every((t) => t.leads?.candidates.every((c) => !placebos.includes(c)))).toBe(true);
  expect(() => targetOf("capex-gogl")).toThrow("capex-googl");
});

test("construction and the frontier are held against what came: 68,297 USD million for June 2026, 157.7 over 154.2 points", async () => {
  const store = await openStore(fileURLToPath(new URL("../../../snapshot", import.meta.url)), { readOnly: true });
  try {
    const known = async (id: string): Promise<Panel> =>
      readPanel(store, {
        asOf: "2026-11-22",
        mode: "strict",
        needs: targetOf(id).needs.map((n) => ({ ...n, history: true })),
      });
    const construction = await known("data-centre-construction");
    // Census, release of 9 August 2026.
    expect(targetOf("data-centre-construction").outcome(construction, "2026-06")).toEqual({
      first: 68_297,
      latest: 68_297,
      firstRelease: true,
    });
    expect(targetOf("data-centre-construction").origins(construction)).toEqual(["2026-07-01", "2026-08-09"]);
    const index = await known("frontier-capability");
    // Epoch's copy of May 2026: GPT-5.4 Pro of March 157.7, GPT-5.2 Pro of December 154.2; the copies differ in scale.
    const came = targetOf("frontier-capability").outcome(index, "2026-Q1", "2025-Q4");
    expect(came?.first).toBeCloseTo((100 * 157.7) / 154.2, 1);
    expect(targetOf("frontier-capability").outcome(index, "2026-Q2", "2025-Q4")).toBeNull();
    expect(targetOf("frontier-capability").origins(index)).toHaveLength(4);
  } finally {
    store.close();
  }
});

import { expect, test } from "vitest";
import { source } from "../../src/sources/capex-guidance.ts";
import type { Observation } from "../../src/terms/observation.ts";
import { sharedTest } from "../shared.ts";
import { documentOf, fixture, noTools, readWith, sharedDocument } from "./documents.ts";

const path = "capex-guidance/synthetic/capex_guidance.csv";

function entry(observations: readonly Observation[], item: string): Observation | undefined {
  return observations.find((o) => o.item === item);
}

test("a range has its midpoint as value, a point itself, and a statement names the one that it replaced", () => {
  const { observations } = readWith(source, fixture(path));
  expect(entry(observations, "guidance-2025-stated-2025-02")).toMatchObject({
    series: "guidance/abc/capex",
    period: "2025",
    value: 75e9,
    unit: "USD",
    known: "2025-02-28T23:59:59Z",
    knownBy: "released",
    evidence: "reported (secondary)",
    fields: { low: 70e9, high: 80e9, supersedes: null },
  });
  expect(entry(observations, "guidance-2025-stated-2025-07-23")).toMatchObject({
    value: 85e9,
    known: "2025-07-23T23:59:59Z",
    origin: { url: "https://example.org/b", locator: "record 3", kind: "citation" },
    fields: { supersedes: "guidance-2025-stated-2025-02" },
  });
});

test("no value is made up for words, for a range open at one end, or for two definitions side by side", () => {
  const { observations } = readWith(source, fixture(path));
  expect(entry(observations, "qualitative-2026-stated-2025-07-23")?.value).toBeNull();
  expect(entry(observations, "guidance-fy2026-q1-stated-2025-07-30")).toMatchObject({
    value: null,
    period: "2025-Q3",
    fields: { low: 30e9, high: null, fiscalYear: "FY2026" },
  });
  expect(entry(observations, "actual-2026-q1-stated-2026-04-29")).toMatchObject({
    value: null,
    flags: ["two-definitions"],
    fields: { low: 43.2e9, high: 44.2e9 },
  });
});

test("a fiscal year stands in the calendar year of its midpoint and keeps its name; a plan keeps its currency and its first year", () => {
  const { observations } = readWith(source, fixture(path));
  expect(entry(observations, "guidance-fy2026-stated-2025-10-29")).toMatchObject({
    period: "2025",
    flags: ["derived-date"],
    fields: { fiscalYear: "FY2026", start: "2025-07-01", end: "2026-06-30", basis: "year" },
  });
  expect(entry(observations, "guidance-2026-2030-sum-stated-2025-09-18")).toMatchObject({
    series: "guidance/hyundai-motor/capex",
    period: "2026",
    value: 77.3e12,
    unit: "KRW",
    fields: { basis: "sum of the years" },
  });
});

test("an undated statement is known from the copy, an approximate day from the end of its month", () => {
  const { observations } = readWith(source, fixture(path, "2026-11-22T10:00:00Z"));
  expect(entry(observations, "guidance-2024-stated-undated")).toMatchObject({
    published: null,
    known: "2026-11-22T10:00:00Z",
    knownBy: "observed",
    flags: ["undated"],
  });
  expect(entry(observations, "guidance-2024-stated-2024-04")).toMatchObject({
    known: "2024-04-30T23:59:59Z",
    flags: ["approximate-date"],
  });
});

test("a wrong unit, a reversed range and a repeated statement are refused with the record", () => {
  const { raw } = fixture(path);
  const text = new TextDecoder().decode(raw.bytes);
  const read = (changed: string): unknown =>
    source.read(documentOf(new TextEncoder().encode(changed), "x.csv").raw, {}, noTools);
  expect(() => read(text.replace("KRW trillion", "KRW bn"))).toThrow(
    /record 10 expected USD billion or KRW trillion, got KRW bn/,
  );
  expect(() => read(text.replace(",70,80,", ",80,70,"))).toThrow(/record 2 expected low at most high/);
  expect(() => read(`${text}${text.split("\n")[1]}\n`)).toThrow(
    /record 11 expected one statement per company, kind, period and day/,
  );
});

sharedTest(
  "the collected statements read: 53 entries, each replaced statement found, Microsoft's and Oracle's fiscal years mapped",
  () => {
    const { observations } = readWith(source, sharedDocument("sources/capex-guidance/capex_guidance.csv"));
    expect(observations).toHaveLength(53);
    const items = new Set(observations.map((o) => `${o.series}#${o.item}`));
    expect(items.size).toBe(53);
    for (const o of observations)
      if (o.fields?.["supersedes"] !== null) expect(items).toContain(`${o.series}#${o.fields?.["supersedes"]}`);
    expect(observations.filter((o) => o.fields?.["supersedes"] !== null)).toHaveLength(19);
    const googl = observations.filter(
      (o) => o.series === "guidance/googl/capex" && o.period === "2026" && o.value !== null,
    );
    expect(googl.map((o) => [o.known.slice(0, 10), (o.value ?? 0) / 1e9])).toEqual([
      ["2026-02-04", 180],
      ["2026-04-29", 185],
    ]);
    expect(observations.find((o) => o.item === "actual-fy2026-stated-2026-06-22")).toMatchObject({
      series: "guidance/orcl/capex",
      period: "2025",
      value: 55_663_000_000,
    });
    expect(observations.find((o) => o.item === "actual-fy2026-q2-stated-2026-01-28")).toMatchObject({
      series: "guidance/msft/capex",
      period: "2025-Q4",
      value: 37_500_000_000,
    });
    expect(
      observations.find((o) => o.item === "actual-2026-q1-stated-2026-04-29" && o.series === "guidance/amzn/capex"),
    ).toMatchObject({ value: null, flags: ["two-definitions"] });
  },
);

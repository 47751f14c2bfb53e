import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import { readPanel } from "../../../src/store/panel.ts";
import { judgeWithPast } from "../../../src/tasks/thesis/past.ts";
import { fromScale, scaleOf, toScale } from "../../../src/tasks/thesis/scale.ts";
import { measureSeries, seriesNeeds } from "../../../src/tasks/thesis/series-measures.ts";
import type { Thesis } from "../../../src/terms/thesis.ts";
import type { ThesisJudgement } from "../../../src/terms/workbench.ts";
import { readThesis } from "../../../src/theses/read.ts";
import { panelWith, run } from "../panel-with.ts";

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const thesisOf = (tests: string): Thesis =>
  readThesis(
    `id: t
title: { en: T, de: T }
citation: hand
published: 2026-01-01
claims:
${tests
  .split("\n")
  .map(
    (t, i) =>
      `  - { id: c${i}, says: { en: S, de: S }, test: ${t}, opens: 2026-01-01, resolves: 2026-12-31, source: s, finePrint: { en: F, de: F } }`,
  )
  .join("\n")}
`,
    "hand.yaml",
  );

const value = (thesis: Thesis, series: Parameters<typeof panelWith>[1]): number | null | undefined =>
  measureSeries(thesis, panelWith("2026-06-30", series), 1)?.headline.value;

test("a series gives its newest value, that of a period, its change on a year earlier, and its quotient with another", () => {
  const series = {
    "a/x": run("2024-01", [100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 120, 130]),
    "a/y": run("2024-01", [50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 40, 52]),
  };
  const of = (words: string): number | null | undefined =>
    value(thesisOf(`{ measure: series/a/x, ${words}is: above, of: 0, unit: USD }`), series);
  expect([of(""), of("period: 2024-03, "), of("over: a/y, ")]).toEqual([130, 102, 2.5]);
  expect(of("change: year, ")).toBeCloseTo(130 / 101 - 1, 12);
  // 120 / 40 = 3 against 100 / 50 = 2 a year earlier.
  expect(of("over: a/y, change: year, period: 2025-01, ")).toBeCloseTo(0.5, 12);
});

test("the draws of a random walk with known drift lie where its closed form says", () => {
  // Log steps alternate 0 and 0.02: drift 0.01, variance 0.0001; after h = 4 steps the median is 100 e^0.04.
  const levels = Array.from({ length: 61 }, (_, i) => 100 * Math.exp(0.02 * (Math.ceil(i / 2) - 30)));
  const panel = panelWith("2026-06-30", { "a/x": run("2020-01", levels) });
  const forecast = measureSeries(
    thesisOf("{ measure: series/a/x, period: 2025-05, is: above, of: 0, unit: USD }"),
    panel,
    1,
  )?.forecasts[0];
  const draws = forecast?.draws ?? [];
  expect(forecast?.horizon).toBe(4);
  expect(Math.log((draws[draws.length / 2] ?? 0) / 100)).toBeCloseTo(0.04, 2);
  // sd of the path's end: 0.01 sqrt(4 + 16 / 60), so 80 % lie within 1.28 times that.
  const width = Math.log((draws[draws.length * 0.9] ?? 0) / (draws[draws.length * 0.1] ?? 1));
  expect(width).toBeGreaterThan(0.9 * 2 * 1.2816 * 0.01 * Math.sqrt(4 + 16 / 60));
  expect(width).toBeLessThan(1.1 * 2 * 1.2816 * 0.01 * Math.sqrt(4 + 16 / 60));
});

test("a percentage stays inside its bounds and a scale is undone exactly", () => {
  const scale = scaleOf([1, 22, 48], "percent");
  expect(scale).toEqual({ kind: "logit", top: 100 });
  expect(fromScale(toScale(48, scale) + 9, scale)).toBeLessThan(100);
  expect(fromScale(toScale(22, scale), scale)).toBeCloseTo(22, 12);
  expect(scaleOf([1, -2], "USD").kind).toBe("identity");
});

test("a period written at another frequency, a missing series and a list cannot be told, with what would settle it", () => {
  const series = { "a/x": run("2024-01", [1, 2, 3]) };
  const line = (test: string): string | undefined =>
    measureSeries(thesisOf(test), panelWith("2026-06-30", series), 1)?.headline.says.en;
  expect(line("{ measure: series/a/x, period: 2025, is: above, of: 0, unit: USD }")).toContain(
    "periods like 2024-03; the test asks for 2025",
  );
  expect(line("{ measure: series/a/z, is: above, of: 0, unit: USD }")).toContain("the store holds no such series");
});

async function judgedOn(asOf: string, file: string): Promise<ThesisJudgement> {
  const thesis = readThesis(readFileSync(at(`theses/${file}`), "utf8"), file);
  const store = await openStore(at("snapshot"), { readOnly: true });
  const on = async (day: string): Promise<ReturnType<typeof measureSeries>[]> => [
    measureSeries(thesis, await readPanel(store, { asOf: day, mode: "strict", needs: seriesNeeds(thesis) }), 1),
  ];
  const results = async (day: string): Promise<NonNullable<ReturnType<typeof measureSeries>>[]> =>
    (await on(day)).filter((r) => r !== null);
  try {
    return await judgeWithPast(thesis, await results(asOf), asOf, results);
  } finally {
    store.close();
  }
}

test("a claim of 2019 is judged by the print of its day of decision, and scored by what was known when it was made", async () => {
  const judged = await judgedOn("2026-11-21", "us-industry-base-rates.yaml");
  const output = judged.claims.find((c) => c.id === "output-august-2020");
  // Federal Reserve, G.17 of 15 September 2020: industrial production 7.7 % below its level of a year earlier.
  expect([output?.state, Number(((output?.value ?? 0) * 100).toFixed(1))]).toEqual(["fails", -7.7]);
  // 569 of 715 months since 1960 in the vintage of August 2019 show a rise: 0.80; (0.8 - 0)² = 0.64.
  expect(output?.score?.author?.brier).toBeCloseTo(0.64, 12);
  expect(output?.score?.model?.probability).toBeGreaterThan(0.6);
  const [before] = (await judgedOn("2019-12-31", "us-industry-base-rates.yaml")).claims;
  expect([before?.state, before?.score]).toEqual(["open", undefined]);
  // International Energy Agency, Global EV Outlook 2025: 22 % of the world's sales, 48 % of China's in 2024.
  const cars = await judgedOn("2025-06-30", "electric-cars-world.yaml");
  expect(cars.claims.slice(0, 2).map((c) => [c.state, c.value])).toEqual([
    ["holds", 22],
    ["fails", 48],
  ]);
});

import { expect, test } from "vitest";
import { scoreForecasts } from "../../../src/tasks/backtest/score.ts";
import type { Predicted, Target } from "../../../src/tasks/backtest/target.ts";
import type { Panel } from "../../../src/terms/panel.ts";

const known: Panel = { asOf: "2026-11-22", mode: "strict", series: {}, lists: {}, oldest: {} };
const quarter = (i: number): string => `${2000 + Math.floor(i / 4)}-Q${(i % 4) + 1}`;
const spread = (centre: number, width: number): number[] =>
  Array.from({ length: 100 }, (_, i) => centre * Math.exp(width * ((i + 0.5) / 100 - 0.5)));

function target(outcomes: ReadonlyMap<string, number>, over: Partial<Target> = {}): Target {
  return {
    id: "hand",
    title: { en: "hand", de: "hand" },
    unit: "USD",
    step: "quarter",
    needs: [],
    origins: () => [],
    forecast: () => ({ predicted: [], dated: [] }),
    outcome: (_, period) => {
      const first = outcomes.get(period);
      return first === undefined ? null : { first, firstRelease: true, latest: first };
    },
    baselines: ["random-walk"],
    headline: "drift-posterior",
    notes: [],
    ...over,
  };
}

function forecasts(
  n: number,
  models: Readonly<Record<string, (i: number) => readonly number[]>>,
): { origin: string; result: { predicted: Predicted[]; dated: [] } }[] {
  return Array.from({ length: n }, (_, i) => ({
    origin: `${2000 + Math.floor(i / 4)}-${["01", "04", "07", "10"][i % 4]}-13`,
    result: {
      predicted: Object.entries(models).map(([model, quantiles]) => ({
        period: quarter(i),
        horizon: 1,
        model,
        quantiles: quantiles(i),
      })),
      dated: [],
    },
  }));
}

const truth = (n: number): Map<string, number> =>
  new Map(Array.from({ length: n }, (_, i) => [quarter(i), 100 * Math.exp(0.01 * ((i * 7) % 5))]));

test("with 19 origins there is no p-value and no calibration, with 20 there is", () => {
  const models = { "random-walk": (i: number) => spread(80 + (i % 4), 0.2), "drift-posterior": () => spread(102, 0.2) };
  const [few, enough] = [19, 20].map((n) =>
    scoreForecasts(target(truth(n)), forecasts(n, models), known, { draws: 1, seed: 1 }),
  );
  const own = (b: typeof few) => b?.scores.find((s) => s.model === "drift-posterior");
  expect([own(few)?.n, own(few)?.p, own(few)?.pit, own(few)?.inSet]).toEqual([19, null, null, null]);
  expect(own(enough)?.p).toBeLessThan(0.001);
  expect(own(enough)?.pit?.reduce((a, b) => a + b, 0)).toBe(20);
  expect(few?.rows).toHaveLength(38);
  expect(few?.says.en).toContain("too few for a test");
});

test("a model that does not beat the baseline is reported so, and its horizon is not validated", () => {
  const models = { "random-walk": () => spread(102, 0.2), "drift-posterior": (i: number) => spread(85 + (i % 3), 0.2) };
  const result = scoreForecasts(target(truth(24)), forecasts(24, models), known, { draws: 1, seed: 1 });
  expect(result.says.en).toContain("does not beat the best baseline (random walk with drift)");
  expect(result.says.de).toContain("nicht");
  expect(result.validated).toEqual({ "drift-posterior": 0 });
});

test("coverage is k of n with the interval of Clopper and Pearson: 9 of 10 is 55.5 % to 99.7 %", () => {
  const outcomes = new Map(Array.from({ length: 10 }, (_, i) => [quarter(i), i === 0 ? 150 : 100]));
  const result = scoreForecasts(target(outcomes), forecasts(10, { "random-walk": () => spread(100, 0.4) }), known, {
    draws: 1,
    seed: 1,
  });
  const c = result.scores[0]?.coverage.find((x) => x.level === 0.9);
  expect([c?.inside, c?.n]).toEqual([9, 10]);
  // scipy.stats.binomtest(9, 10).proportion_ci(method="exact"): 0.5549839, 0.9974714
  expect(c?.low).toBeCloseTo(0.554984, 5);
  expect(c?.high).toBeCloseTo(0.997471, 5);
});

test("a point forecast is scored by its absolute log error and has no coverage", () => {
  const result = scoreForecasts(
    target(new Map([[quarter(0), 100]])),
    forecasts(1, { "random-walk": () => spread(100, 0.4), guidance: () => [110] }),
    known,
    { draws: 1, seed: 1 },
  );
  const guidance = result.scores.find((s) => s.model === "guidance");
  expect(guidance?.crps).toBeCloseTo(Math.log(1.1), 5);
  expect(guidance?.coverage).toEqual([]);
});

test("an origin at which nothing new was known counts once", () => {
  const twice = forecasts(1, { "random-walk": () => spread(100, 0.4) }).flatMap((f) => [
    f,
    { ...f, origin: "2000-04-13" },
  ]);
  expect(scoreForecasts(target(new Map([[quarter(0), 100]])), twice, known, { draws: 1, seed: 1 }).scores[0]?.n).toBe(
    1,
  );
});

test("a lead needs 20 origins, a lower CRPS and p < 0.10; its rank among placebos is printed", () => {
  const leads = { y: "y", candidates: ["good", "bad"] };
  const models = {
    "random-walk": (i: number) => spread(80 + (i % 4), 0.2),
    "with good": () => spread(102, 0.2),
    "with bad": (i: number) => spread(60 + (i % 5), 0.2),
    "placebo p1": (i: number) => spread(70 + (i % 5), 0.2),
    "placebo p2": (i: number) => spread(75 + (i % 5), 0.2),
  };
  const run = (n: number) =>
    scoreForecasts(target(truth(n), { leads }), forecasts(n, models), known, { draws: 1, seed: 1 }).leads;
  expect(run(19).map((l) => l.verdict)).toEqual(["cannot-tell", "cannot-tell"]);
  expect(run(20).map((l) => [l.verdict, l.rank, l.placebos])).toEqual([
    ["leads", 1, 2],
    ["does-not-lead", 3, 2],
  ]);
});

test("a turning point survives when the last origin dates one of its kind at most the tolerance away", () => {
  const dated = (origin: string, peaks: string[], troughs: string[]) => ({
    origin,
    result: { predicted: [], dated: [{ series: "s", peaks, troughs }] },
  });
  const runs = [
    dated("2001-01-13", ["1990-07"], []),
    dated("2001-07-13", ["1990-07", "2000-09"], []),
    dated("2002-07-13", ["1990-07", "2000-06"], ["2001-12"]),
    dated("2003-07-13", ["1990-07", "1995-01", "2000-06"], ["2002-11"]),
  ];
  const { turns, says } = scoreForecasts(target(new Map(), { tolerance: { s: 3 } }), runs, known, {
    draws: 1,
    seed: 1,
  });
  expect(turns).toEqual([
    { series: "s", kind: "peak", period: "2000-09", firstDated: "2001-07-13", finally: "2000-06" },
    { series: "s", kind: "trough", period: "2001-12", firstDated: "2002-07-13", finally: null },
    { series: "s", kind: "trough", period: "2002-11", firstDated: "2003-07-13", finally: "2002-11" },
  ]);
  expect(says.en).toContain("Of 3 turning points dated in real time 2 survived");
});

import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { drawsAt, fitEts, forecastBaseline } from "../../src/methods/baselines.ts";
import * as s from "../../src/methods/scores.ts";
import { airline } from "./well-known-series.ts";

test("CRPS of draws by its definition: draws 1, 2, 4 and outcome 3", () => {
  // mean |x - 3| = (2 + 1 + 1)/3 = 4/3; mean |x - x'| = 2 (1 + 3 + 2)/9 = 4/3
  expect(s.crpsSample([2, 4, 1], 3)).toBeCloseTo(4 / 3 - 2 / 3, 12);
});

test("CRPS of the standard normal at its mean is (sqrt 2 - 1)/sqrt pi, and many draws agree", () => {
  expect(s.crpsNormal(0, 0, 1)).toBeCloseTo((Math.SQRT2 - 1) / Math.sqrt(Math.PI), 12);
  const r = createRandom(1);
  const draws = Float64Array.from({ length: 20_000 }, () => 1 + 2 * r.normal());
  expect(Math.abs(s.crpsSample(draws, 3) - s.crpsNormal(3, 1, 2))).toBeLessThan(0.02);
  expect(Math.abs(s.logScoreSample(draws, 3) - s.logScoreNormal(3, 1, 2))).toBeLessThan(0.05);
});

test("scores of probabilities by hand", () => {
  expect(s.brier([0.8, 0.3], [1, 0])).toBeCloseTo(0.065, 12);
  expect(s.quadraticProbabilityScore([0.8, 0.3], [1, 0])).toBeCloseTo(0.13, 12);
  expect(s.logScoreBinary([0.5, 0.25], [1, 0])).toBeCloseTo((Math.log(2) + Math.log(4 / 3)) / 2, 12);
  expect(s.auroc([0.9, 0.4, 0.6, 0.1], [1, 1, 0, 0]).area).toBe(0.75);
  expect(s.pit([1, 2, 3, 4], 2)).toBe(0.375);
});

test("coverage is k of n with an exact interval", () => {
  const c = s.coverageOf([
    { low: 0, high: 1, outcome: 0.5 },
    { low: 0, high: 1, outcome: 2 },
  ]);
  expect(c).toMatchObject({ inside: 1, n: 2, share: 0.5 });
  expect(c.low).toBeCloseTo(1 - Math.sqrt(0.975), 9);
});

test("Diebold-Mariano by hand: differences 1, 2, 3, 6 have mean 3, variance 14/4, t = 3/sqrt(3.5/4) sqrt(3/4)", () => {
  const t = s.dieboldMariano([1, 2, 3, 6], [0, 0, 0, 0]);
  expect(t.dm).toBeCloseTo(3 / Math.sqrt(3.5 / 4), 12);
  expect(t.dmAdjusted).toBeCloseTo((3 / Math.sqrt(3.5 / 4)) * Math.sqrt(3 / 4), 12);
  expect(t.pAWorse).toBeCloseTo(t.p / 2, 12);
});

test("exponential smoothing of the airline series picks trend and season", () => {
  const fit = fitEts(airline.map(Math.log), 12);
  expect(fit.season).toBe(12);
  expect(["A", "Ad"]).toContain(fit.trend);
  expect(Math.sqrt(fit.sigma2)).toBeLessThan(0.0385);
});

test("of the last year of the airline series the seasonal models miss by less than the random walk", () => {
  const known = airline.slice(0, 132);
  const miss = (baseline: "random-walk" | "seasonal-naive" | "ets" | "arima"): number => {
    const f = forecastBaseline(known, { baseline, season: 12, horizon: 12, draws: 500 });
    let total = 0;
    for (let h = 1; h <= 12; h++) total += s.crpsSample(drawsAt(f, h), airline[131 + h]!);
    return total / 12;
  };
  const walk = miss("random-walk");
  expect(miss("ets")).toBeLessThan(0.6 * walk);
  expect(miss("arima")).toBeLessThan(0.6 * walk);
  expect(miss("seasonal-naive")).toBeLessThan(0.6 * walk);
});

test("forecasts refuse what they cannot use", () => {
  expect(() => forecastBaseline([1, 2, -1, 3], {})).toThrow("-1");
  expect(() => forecastBaseline([1, 1, 1, 1, 1], { baseline: "ets" })).toThrow("needs 6");
  expect(() => forecastBaseline([1, 1, 1, 1, 1, 1], { baseline: "ets" })).toThrow("constant");
  expect(() => forecastBaseline([1, 2], { baseline: "arima" })).toThrow("needs 5");
});

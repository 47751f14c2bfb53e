import { expect, test } from "vitest";
import { normalCdf, tCdf } from "../../src/math/distributions.ts";
import { quantileSorted } from "../../src/math/quantile.ts";
import { createRandom } from "../../src/math/random.ts";
import * as dp from "../../src/methods/drift-posterior.ts";

const steps = [0.02, 0.05, -0.01, 0.04, 0.03, 0.06, 0.0, 0.05];

test("posterior moments are the sample's", () => {
  const p = dp.driftPosterior([...steps, Number.NaN]);
  expect(p).toMatchObject({ n: 8, df: 7 });
  expect(p.mean).toBeCloseTo(0.03, 12);
  expect(p.s2).toBeCloseTo(0.0044 / 7, 12);
});

test("the predictive law of one step is Student with n - 1 degrees of freedom and scale s sqrt(1 + 1/n)", () => {
  const p = dp.driftPosterior(steps);
  const draws = dp.drawPaths(p, 0, { horizon: 1, draws: 40_000, seed: 5 }).sort();
  for (const q of [0.05, 0.25, 0.5, 0.9]) {
    const x = quantileSorted(draws, q);
    expect(Math.abs(tCdf((x - p.mean) / Math.sqrt(p.s2 * (1 + 1 / 8)), 7) - q)).toBeLessThan(
      4 * Math.sqrt((q * (1 - q)) / 40_000),
    );
  }
});

test("h steps ahead the scale is s sqrt(h + h²/n)", () => {
  const p = dp.driftPosterior(steps);
  const draws = dp
    .drawPaths(p, 1, { horizon: 6, draws: 40_000, seed: 6 })
    .filter((_, i) => i % 6 === 5)
    .sort();
  const x = quantileSorted(draws, 0.8);
  expect(Math.abs(tCdf((x - 1 - 6 * p.mean) / Math.sqrt(p.s2 * (6 + 36 / 8)), 7) - 0.8)).toBeLessThan(0.01);
});

test("without uncertainty of the parameters the first crossing follows the reflection principle", () => {
  // 40,000 steps known: drift 0 and sd 1 are all but certain; P(max of 100 steps >= 10) by the principle with the 0.5826 overshoot correction
  const r = createRandom(2);
  const known = { n: 1e9, mean: 0, s2: 1, df: 1e9 };
  const crossing = dp.firstCrossing(known, 0, { threshold: 10, horizon: 100, draws: 20_000, seed: r.integer(9) });
  const expected = 2 * (1 - normalCdf((10 + 0.5826) / 10));
  expect(Math.abs(1 - crossing.never - expected)).toBeLessThan(0.015);
  expect(crossing.cumulative[99]).toBeCloseTo(1 - crossing.never, 12);
});

test("pooling gives windows equal weight and 'never' keeps its probability", () => {
  const at = (h: number): dp.FirstCrossing =>
    dp.poolCrossings([
      {
        probability: Float64Array.from([0, 0, 0], (_, i) => (i === h ? 1 : 0)),
        cumulative: new Float64Array(3),
        never: 0,
      },
    ]);
  const none = { probability: new Float64Array(3), cumulative: new Float64Array(3), never: 1 };
  const pooled = dp.poolCrossings([at(0), at(2), none]);
  expect(Array.from(pooled.probability)).toEqual([1 / 3, 0, 1 / 3]);
  expect(pooled.never).toBeCloseTo(1 / 3, 12);
  expect(dp.crossingQuantile(pooled, 0.5)).toBe(3);
  expect(dp.crossingQuantile(pooled, 0.9)).toBeNull();
});

test("a steep, steady rise almost never peaks; a walk without drift mostly does within twelve quarters", () => {
  const rise = Float64Array.from({ length: 20 }, (_, t) => t * 0.1 + (t % 2) * 0.01);
  const steady = dp.driftPosterior(dp.logChanges(rise));
  expect(dp.probabilityNoPeak(rise, steady, { horizon: 12, draws: 500 })).toBeGreaterThan(0.97);
  const flat = { n: 1e6, mean: 0, s2: 0.01, df: 1e6 };
  expect(dp.probabilityNoPeak(rise, flat, { horizon: 12, draws: 500 })).toBeLessThan(0.35);
});

test("a sum of two future quarters with known quarters has the log-normal mean", () => {
  const known = { n: 1e9, mean: 0.1, s2: 0.04, df: 1e9 };
  const draws = dp.drawSum(known, Math.log(100), { ahead: [1, 2], known: 50, draws: 60_000, seed: 3 });
  const expected = 50 + 100 * Math.exp(0.1 + 0.02) + 100 * Math.exp(0.2 + 0.04);
  expect(Math.abs(draws.reduce((a, b) => a + b, 0) / draws.length / expected - 1)).toBeLessThan(0.005);
  expect(dp.probabilityAtLeast(draws, 0)).toBe(1);
});

test("two steps are too few and equal steps carry no variance", () => {
  expect(() => dp.driftPosterior([0.1, 0.2])).toThrow("has 2 observations, needs 3");
  expect(() => dp.driftPosterior([0.1, 0.1, 0.1])).toThrow("constant");
});

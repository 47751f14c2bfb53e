import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { laggedEffect, surrogateEffects, testLaggedEffects } from "../../src/methods/granger.ts";
import { fitHawkes, profileExcitation, simulateHawkes } from "../../src/methods/hawkes.ts";
import { laggedResponses } from "../../src/methods/lagged-response.ts";
import { tableOf } from "../../src/methods/vector-autoregression.ts";

/** y follows 0.6 x one period later; x is white. Responses: 0.6, then 0. */
function world(n: number, seed: string): readonly [Float64Array, Float64Array] {
  const r = createRandom(seed);
  const x = Float64Array.from({ length: n }, () => r.normal());
  const y = Float64Array.from({ length: n }, (_, t) => 0.6 * (x[t - 1] ?? 0) + 0.8 * r.normal());
  return [x, y];
}

test("with y = 0.6 x(-1) + 0.8 e the response is 0.6 after one period and 0 after two", () => {
  const [x, y] = world(20_000, "long");
  const [one, two] = laggedResponses(x, y, { horizons: 2 });
  expect(one!.response).toBeCloseTo(0.6, 1);
  expect(Math.abs(two!.response)).toBeLessThan(0.03);
  expect(one!.standardError).toBeCloseTo(0.8 / Math.sqrt(20_000), 3);
});

test("90 % intervals of short series hold the truth 83 to 97 times of a hundred", () => {
  let held = 0;
  for (let i = 0; i < 200; i++) {
    const [x, y] = world(40, `short/${i}`);
    const [one] = laggedResponses(x, y, { horizons: 1 });
    // In standardised units the truth is 0.6 sd(x) / sd(y).
    const sd = (v: Float64Array): number => Math.sqrt(v.reduce((s, e) => s + e * e, 0) / v.length);
    const truth = (0.6 * sd(x)) / sd(y);
    if (one!.low <= truth && truth <= one!.high) held++;
  }
  expect(held).toBeGreaterThan(166);
  expect(held).toBeLessThan(196);
});

test("scale and sign of the cause turn the sign of the response and nothing else", () => {
  const [x, y] = world(60, "scale");
  const a = laggedResponses(x, y)[0]!;
  const b = laggedResponses(
    x.map((v) => -1000 * v + 5),
    y,
  )[0]!;
  expect(b.response).toBeCloseTo(-a.response, 9);
  expect(b.p).toBeCloseTo(a.p, 9);
});

test("too short, constant and gapped series are refused with the numbers", () => {
  const [x, y] = world(14, "bad");
  expect(() => laggedResponses(x, y)).toThrow(/14/);
  const [u, v] = world(40, "flat");
  expect(() => laggedResponses(u.fill(3), v)).toThrow(/constant/);
  expect(() => laggedResponses(v.fill(Number.NaN, 3, 4), u)).toThrow(/cause/);
});

test("the quick kernel gives the F statistics of the regression, for every lag and number of series", () => {
  const r = createRandom(9);
  for (const [k, lags, extra] of [
    [2, 1, 0],
    [3, 2, 1],
    [4, 1, 1],
  ] as const) {
    const table = tableOf(Array.from({ length: k }, () => Float64Array.from({ length: 50 }, () => 100 + r.normal())));
    const options = { lags, extra, surrogates: 99, seed: 3 };
    const tested = testLaggedEffects(table, options);
    const all = surrogateEffects(table, options);
    for (const effect of tested) {
      const own = laggedEffect(table, effect, options);
      expect(effect.F).toBeCloseTo(own.F, 9);
      const sorted = [...all[effect.effect * k + effect.cause]!].sort((a, b) => a - b);
      expect(effect.surrogate.nullMedian).toBeCloseTo(sorted[49]!, 9);
    }
    // Under the null the F statistics follow their law: about half of them lie above its median near 1/(lags) scale.
    const above = all[1]!.filter((F) => F > 0.2).length;
    expect(above).toBeGreaterThan(30);
  }
});

test("an excitation of 0.4 lies in its interval, the one that is not there is not found", () => {
  const truth = {
    mu: Float64Array.of(0.5, 0.3),
    alpha: Float64Array.of(0, 0, 0.4, 0),
    beta: new Float64Array(4).fill(1.5),
  };
  const events = simulateHawkes(truth, 600, 11);
  const decays = [0.5, 1, 1.5, 2, 4];
  const there = profileExcitation(events, { cause: 0, effect: 1 }, { decays });
  const not = profileExcitation(events, { cause: 1, effect: 0 }, { decays });
  expect(there.low).toBeGreaterThan(0.15);
  expect(there.low).toBeLessThan(0.4);
  expect(there.high).toBeGreaterThan(0.4);
  expect(there.high).toBeLessThan(0.75);
  expect(there.p).toBeLessThan(1e-4);
  expect(not.p).toBeGreaterThan(0.05);
  expect(not.low).toBe(0);
  const fit = fitHawkes(events);
  expect(there.alpha).toBeCloseTo(fit.alpha[2]!, 1);
});

test("between independent Poisson processes 10 % one-sided tests find excitation in at most 16 % of cases", () => {
  let found = 0;
  const none = { mu: Float64Array.of(0.4, 0.6), alpha: new Float64Array(4), beta: new Float64Array(4).fill(1) };
  for (let i = 0; i < 100; i++) {
    const events = simulateHawkes(none, 100, `none/${i}`);
    if (profileExcitation(events, { cause: 0, effect: 1 }, { decays: [0.2, 0.5, 1] }).p < 0.1) found++;
  }
  expect(found).toBeLessThanOrEqual(16);
});

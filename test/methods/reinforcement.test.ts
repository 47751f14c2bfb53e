import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { connectednessExcess, measureConnectedness } from "../../src/methods/connectedness.ts";
import { laggedEffect, testLaggedEffects } from "../../src/methods/granger.ts";
import { detectableLead, detectableRatio } from "../../src/methods/minimum-detectable-effect.ts";
import { fitVar, generalisedDecomposition, movingAverage, tableOf } from "../../src/methods/vector-autoregression.ts";

/** x leads y by one period with weight b; z is unrelated. */
function world(T: number, b: number, seed: number): Float64Array[] {
  const r = createRandom(seed);
  const [x, y, z] = [new Float64Array(T), new Float64Array(T), new Float64Array(T)];
  for (let t = 1; t < T; t++) {
    x[t] = 0.5 * x[t - 1]! + r.normal();
    y[t] = 0.5 * y[t - 1]! + b * x[t - 1]! + r.normal();
    z[t] = 0.5 * z[t - 1]! + r.normal();
  }
  return [x, y, z];
}

test("a VAR(1) recovers the matrix it was simulated with", () => {
  const fit = fitVar(tableOf(world(20_000, 0.4, 1)), 1);
  const expected = [0.5, 0, 0, 0, 0.4, 0.5, 0, 0, 0, 0, 0.5, 0];
  expected.forEach((v, i) => expect(Math.abs(fit.coefficients[i]! - v)).toBeLessThan(0.04));
});

test("impulse responses of y = 0.5 y(-1) + 0.4 x(-1) by hand", () => {
  const psi = movingAverage({ k: 2, lags: 1, coefficients: new Float64Array([0.5, 0, 0, 0.4, 0.5, 0]) }, 2);
  expect(Array.from(psi[1]!)).toEqual([0.5, 0, 0.4, 0.5]);
  expect(psi[2]![2]).toBeCloseTo(0.4, 12);
  expect(psi[2]![3]).toBeCloseTo(0.25, 12);
});

test("the generalised decomposition of one step has shares rho² before normalisation", () => {
  const sigma = new Float64Array([4, 1, 1, 1]);
  const shares = generalisedDecomposition({ k: 2, lags: 1, coefficients: new Float64Array(6) }, sigma, 1);
  const rho2 = 0.25;
  expect(shares[0]).toBeCloseTo(1 / (1 + rho2), 12);
  expect(shares[1]).toBeCloseTo(rho2 / (1 + rho2), 12);
});

test("connectedness does not depend on the order or the scale of the series", () => {
  const [x, y, z] = world(200, 0.4, 2) as [Float64Array, Float64Array, Float64Array];
  const a = measureConnectedness(tableOf([x, y, z]), { lags: 2, horizon: 10 });
  const b = measureConnectedness(tableOf([z, x.map((v) => 1000 * v), y]), { lags: 2, horizon: 10 });
  expect(b.total).toBeCloseTo(a.total, 9);
  expect(b.shares[2 * 3 + 1]).toBeCloseTo(a.shares[1 * 3 + 0]!, 9);
});

test("four independent short series show large plain shares but no excess", () => {
  const r = createRandom(11);
  const series = Array.from({ length: 4 }, () => Float64Array.from({ length: 20 }, () => r.normal()));
  const e = connectednessExcess(tableOf(series), { surrogates: 199 });
  expect(e.observed.total).toBeGreaterThan(0.2);
  expect(e.total.p).toBeGreaterThan(0.05);
  expect(Math.abs(e.total.excess)).toBeLessThan(0.2);
});

test("a real lead is found with its sign, in its direction only", () => {
  const effects = testLaggedEffects(tableOf(world(80, 0.6, 5)), { surrogates: 199 });
  const of = (cause: number, effect: number): number =>
    effects.find((e) => e.cause === cause && e.effect === effect)!.surrogate.p;
  expect(of(0, 1)).toBe(1 / 200);
  expect(of(1, 0)).toBeGreaterThan(0.05);
  expect(of(2, 1)).toBeGreaterThan(0.05);
  expect(effects.find((e) => e.cause === 0 && e.effect === 1)!.sum).toBeGreaterThan(0.3);
});

test("the F statistic of one lag is the squared t statistic, so a scaled cause changes nothing", () => {
  const [x, y] = world(60, 0.3, 7) as [Float64Array, Float64Array];
  const a = laggedEffect(tableOf([x, y]), { cause: 0, effect: 1 }, { lags: 1 });
  const b = laggedEffect(tableOf([x.map((v) => -50 * v), y]), { cause: 0, effect: 1 }, { lags: 1 });
  expect(b.F).toBeCloseTo(a.F, 7);
  expect(b.sum).toBeCloseTo(a.sum / -50, 10);
});

test("with 80 periods a lead of half a standard deviation is detectable, with 20 it takes more", () => {
  const long = detectableLead(tableOf(world(80, 0, 3)), { cause: 0, effect: 1 }, { simulations: 120 });
  const short = detectableLead(tableOf(world(20, 0, 3)), { cause: 0, effect: 1 }, { simulations: 120 });
  expect(long.effect!).toBeLessThan(0.5);
  expect(short.effect!).toBeGreaterThan(long.effect! * 1.4);
  expect(long.size).toBeLessThan(0.2);
});

test("six records a year before: only about a doubling would be seen", () => {
  const { effect } = detectableRatio(6, { simulations: 400 });
  expect(effect!).toBeGreaterThan(1.8);
  expect(effect!).toBeLessThan(3.2);
});

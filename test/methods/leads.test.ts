import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { conferenceBoardIndex } from "../../src/methods/composite-index.ts";
import { frequencyConnectedness } from "../../src/methods/connectedness.ts";
import { baxterKing, christianoFitzgerald, hamiltonFilter } from "../../src/methods/cycle-filters.ts";
import { crossCorrelation, leadRegression } from "../../src/methods/lead-lag.ts";
import { localProjections } from "../../src/methods/local-projections.ts";
import { betaWeights, exponentialAlmon, fitBridge, fitMidas } from "../../src/methods/midas.ts";
import { modelConfidenceSet } from "../../src/methods/model-confidence-set.ts";
import { segment } from "../../src/methods/pelt.ts";
import { tableOf } from "../../src/methods/vector-autoregression.ts";

test("x leading y by two periods shows at lag -2 and nowhere else so high", () => {
  const r = createRandom(1);
  const x = Float64Array.from({ length: 300 }, r.normal);
  const y = Float64Array.from({ length: 300 }, (_, t) => (t < 2 ? 0 : x[t - 2]!) + 0.3 * r.normal());
  const c = crossCorrelation(x, y, 5);
  expect(c.indexOf(Math.max(...c))).toBe(3);
  expect(leadRegression(x, y, { lead: 2, lags: 4 }).b).toBeCloseTo(1, 1);
});

test("cross-correlation by hand: x = 1, 2, 3, 4 and y = 2, 1, 4, 3 at lag 0 is 0.6", () => {
  expect(crossCorrelation([1, 2, 3, 4], [2, 1, 4, 3], 1)[1]).toBeCloseTo(0.6, 12);
});

test("local projections of an AR(1) fall like its powers", () => {
  const r = createRandom(2);
  const y = new Float64Array(20_000);
  for (let t = 1; t < y.length; t++) y[t] = 0.6 * y[t - 1]! + r.normal();
  const lp = localProjections(tableOf([y]), { lags: 1, horizon: 3 });
  [1, 0.6, 0.36, 0.216].forEach((v, h) => expect(Math.abs(lp.response[0]![0]![h]! - v)).toBeLessThan(0.03));
});

test("weights of mixed-frequency lags sum to one and a known shape is found again", () => {
  expect(exponentialAlmon(6, 0.2, -0.1).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  expect(betaWeights(6, 1, 3)[5]).toBeLessThan(1e-20);
  const r = createRandom(3);
  const x = Float64Array.from({ length: 900 }, r.normal);
  const w = exponentialAlmon(9, 0.3, -0.1);
  const y = Float64Array.from(
    { length: 300 },
    (_, t) => (t < 3 ? 0 : w.reduce((s, v, k) => s + 2 * v * x[t * 3 + 2 - k]!, 0)) + 0.1 * r.normal(),
  );
  const fit = fitMidas({ y, x }, { ylags: 0 });
  expect(fit.coefficients[1]).toBeCloseTo(2 * w[0]!, 1);
  expect(fitMidas({ y, x }, { ylags: 0, weights: "free" }).rss).toBeLessThan(fit.rss * 1.0001);
  expect(fitBridge({ y, x }).rss).toBeGreaterThan(fit.rss);
});

test("of three models the one with twice the loss leaves the confidence set", () => {
  const r = createRandom(4);
  const losses = [1, 1, 2].map((scale) => Float64Array.from({ length: 200 }, () => scale * r.normal() ** 2));
  const set = modelConfidenceSet(losses, { bootstrap: 500 });
  expect(set.survivors.map((m) => m.model)).toEqual([0, 1]);
  expect(set.eliminated).toEqual([2]);
});

test("The Conference Board's worked example: 105.2 with growth 0.06 becomes 105.3, 41.8 to 41.4 hours is -0.96", () => {
  const i = conferenceBoardIndex([{ id: "hours", values: [41.8, 41.4, 41.9], change: "pct" }]);
  expect(i.growth[1]).toBeCloseTo(-0.96, 2);
  expect((105.2 * (200 + 0.06)) / (200 - 0.06)).toBeCloseTo(105.3, 1);
  expect(i.index[1]! / i.index[0]!).toBeCloseTo(41.4 / 41.8, 12);
});

test("band-pass filters keep a cycle inside the band and drop a line", () => {
  const wave = Float64Array.from({ length: 200 }, (_, t) => Math.sin((2 * Math.PI * t) / 16));
  const line = Float64Array.from({ length: 200 }, (_, t) => 0.2 * t);
  const mixed = wave.map((v, t) => v + line[t]!);
  const bk = baxterKing(mixed, { low: 6, high: 32 }, 12).cycle;
  const cf = christianoFitzgerald(mixed, { low: 6, high: 32 }).cycle;
  for (let t = 60; t < 140; t++) {
    expect(Math.abs(bk[t]! - wave[t]!)).toBeLessThan(0.15);
    expect(Math.abs(cf[t]! - wave[t]!)).toBeLessThan(0.15);
  }
  expect(hamiltonFilter(line.map((v, t) => v + 0.01 * Math.sin(t * t))).cycle[5]).toBeNaN();
});

test("PELT with safe pruning equals exhaustive dynamic programming", () => {
  const r = createRandom(5);
  for (let round = 0; round < 10; round++) {
    const y = Float64Array.from({ length: 40 }, (_, t) => (t > 15 ? 2 : 0) + (t > 28 ? -3 : 0) + r.normal());
    const fit = segment(y, { penalty: 4, minSegment: 3 });
    const n = y.length;
    const cost = (s: number, t: number): number => {
      const m = y.slice(s, t).reduce((a, b) => a + b, 0) / (t - s);
      return y.slice(s, t).reduce((a, b) => a + (b - m) ** 2, 0);
    };
    const F = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
    F[0] = -4;
    for (let t = 3; t <= n; t++) for (let s = 0; s <= t - 3; s++) F[t] = Math.min(F[t]!, F[s]! + cost(s, t) + 4);
    expect(fit.penalised).toBeCloseTo(F[n]!, 8);
  }
});

test("the bands of frequency connectedness add up to the table", () => {
  const r = createRandom(6);
  const x = new Float64Array(400);
  const y = new Float64Array(400);
  for (let t = 1; t < 400; t++) {
    x[t] = 0.4 * x[t - 1]! + r.normal();
    y[t] = 0.3 * x[t - 1]! + 0.2 * y[t - 1]! + r.normal();
  }
  const f = frequencyConnectedness(tableOf([x, y]), { lags: 1, horizon: 100, bounds: [Math.PI + 0.1, 1, 0] });
  for (let c = 0; c < 4; c++) expect(f.bands[0]![c]! + f.bands[1]![c]!).toBeCloseTo(f.table.shares[c]!, 8);
});

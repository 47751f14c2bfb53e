import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { measureConnectedness } from "../../src/methods/connectedness.ts";
import { rollingConnectedness } from "../../src/methods/rolling-connectedness.ts";
import { tableOf } from "../../src/methods/vector-autoregression.ts";

function noise(k: number, T: number, seed: number): Float64Array[] {
  const r = createRandom(seed);
  return Array.from({ length: k }, () => Float64Array.from({ length: T }, () => r.normal()));
}

test("white noise with correlation rho: one step ahead the total is rho² / (1 + rho²)", () => {
  const [a, b] = noise(2, 40_000, 1) as [Float64Array, Float64Array];
  const mixed = b.map((v, t) => 0.8 * v + 0.6 * a[t]!);
  const [all] = rollingConnectedness(tableOf([a, mixed]), { horizon: 1 });
  expect(all!.total).toBeCloseTo(0.36 / 1.36, 2);
});

test("every window is the static measure of its own rows, and later rows change no earlier window", () => {
  const series = noise(3, 60, 2);
  const rolling = rollingConnectedness(tableOf(series), { window: 40, horizon: 5 });
  expect(rolling.map((w) => w.end)).toEqual(Array.from({ length: 21 }, (_, i) => 39 + i));
  const own = measureConnectedness(tableOf(series.map((s) => s.subarray(7, 47))), { lags: 1, horizon: 5 });
  expect(rolling[7]!.total).toBeCloseTo(own.total, 12);
  const short = rollingConnectedness(tableOf(series.map((s) => s.subarray(0, 50))), { window: 40, horizon: 5 });
  expect(short.map((w) => w.total)).toEqual(rolling.slice(0, 11).map((w) => w.total));
});

test("the bands add up to the total over one step more", () => {
  const table = tableOf(noise(3, 80, 3));
  const [w] = rollingConnectedness(table, { horizon: 12, cycles: [4, 12] });
  const total = measureConnectedness(table, { lags: 1, horizon: 13 }).total;
  expect(w!.bands).toHaveLength(3);
  expect(w!.bands.reduce((a, b) => a + b, 0)).toBeCloseTo(total, 10);
});

test("eight unrelated short series look less connected when shrunk, and nearly the same when the sample is long", () => {
  const total = (T: number, estimator: "ols" | "minnesota"): number =>
    rollingConnectedness(tableOf(noise(8, T, 4)), { estimator, lags: 2 })[0]!.total;
  expect(total(40, "ols")).toBeGreaterThan(0.4);
  expect(total(40, "minnesota")).toBeLessThan(total(40, "ols") / 2);
  expect(Math.abs(total(4000, "minnesota") - total(4000, "ols"))).toBeLessThan(0.01);
});

test("wrong windows and cycles are refused", () => {
  const table = tableOf(noise(2, 30, 5));
  expect(() => rollingConnectedness(table, { window: 31 })).toThrow("31 of 30 periods");
  expect(() => rollingConnectedness(table, { cycles: [12, 4] })).toThrow("cycles: got 12, 4");
});

test("a hundred and twenty windows from one triangle are the static measures by orthogonal factors, scales apart", () => {
  const series = noise(4, 200, 8).map((x, i) => x.map((v, t) => 1000 ** i * (v + 3 + 0.6 * (x[t - 1] ?? 0))));
  const rolling = rollingConnectedness(tableOf(series), { window: 81, lags: 3, horizon: 6 });
  for (const from of [0, 1, 49, 50, 51, 77, 119]) {
    const own = measureConnectedness(tableOf(series.map((x) => x.subarray(from, from + 81))), { lags: 3, horizon: 6 });
    own.shares.forEach((v, c) => expect(rolling[from]!.shares[c]).toBeCloseTo(v, 10));
  }
});

test("collinear series are refused in windows too", () => {
  const [a] = noise(1, 60, 9) as [Float64Array];
  expect(() => rollingConnectedness(tableOf([a, a.map((v) => 2 * v)]), { window: 40 })).toThrow(
    "not-positive-definite",
  );
});

import { expect, test } from "vitest";
import { loessInto, planLoess } from "../../src/math/loess.ts";
import { decomposeStl } from "../../src/methods/stl.ts";
import { airline } from "./well-known-series.ts";

const log = airline.map(Math.log);

test("a local line leaves a line alone, at the ends and over jumps, and a local mean keeps a constant", () => {
  const line = Float64Array.from({ length: 31 }, (_, t) => 3 - 0.5 * t);
  const out = new Float64Array(31);
  loessInto(out, planLoess(31, { span: 9, degree: 1, jump: 4 }), line, null);
  out.forEach((v, t) => expect(v).toBeCloseTo(3 - 0.5 * t, 10));
  loessInto(out, planLoess(31, { span: 45, degree: 0, jump: 1 }), line.fill(2), null);
  out.forEach((v) => expect(v).toBeCloseTo(2, 12));
});

test("a local mean of three values by hand: tricube weights at distance 1 of h = 1 vanish, of h = 2 they are (7/8)^3", () => {
  const y = Float64Array.from([1, 2, 6, 4, 0]);
  const out = new Float64Array(5);
  loessInto(out, planLoess(5, { span: 3, degree: 0, jump: 1 }), y, null);
  expect(out[2]).toBe(6);
  expect(out[0]).toBeCloseTo((1 + 0.669921875 * 2) / 1.669921875, 12);
  loessInto(out, planLoess(5, { span: 5, degree: 0, jump: 1 }), y, Float64Array.from([1, 1, 0, 1, 1]));
  expect(out[2]).toBeCloseTo(3, 12);
});

test("robust decomposition of 143 months of airline passengers: R's figures", () => {
  // R 4.2.2, stl(ts(log(AirPassengers)[1:143], frequency = 12), s.window = 13, robust = TRUE)
  const d = decomposeStl(log.subarray(0, 143), { inner: 1, outer: 15 });
  const at = (x: Float64Array, rows: readonly number[]): number[] => rows.map((i) => x[i]!);
  const near = (got: readonly number[], want: readonly number[]): void =>
    got.forEach((v, i) => expect(v).toBeCloseTo(want[i]!, 8));
  near(at(d.weights, [2, 22, 40, 99, 142]), [0.6391756725, 0.1687805096, 0.8043881286, 0.9996525187, 0.8702116294]);
  near(at(d.seasonal, [0, 49, 142]), [-0.07880426515, -0.09284449366, -0.2186449397]);
  near(at(d.trend, [0, 49, 142]), [4.808486447, 5.357608013, 6.205267284]);
});

test("with 144 months R's median is not one: its sixth iteration takes the 82nd absolute residual for the 73rd", () => {
  const five = decomposeStl(log, { inner: 1, outer: 5 });
  [0.7573033037, 0.2001869244, 0.7661658576].forEach((w, k) => expect(five.weights[[2, 22, 40][k]!]).toBeCloseTo(w, 8));
  const away = five.remainder.map(Math.abs);
  const sorted = Float64Array.from(away).sort();
  // R's weights of that iteration give its scale h away: w = (1 - (r / h)²)², h = 6 median for the authors.
  for (const [i, w] of [
    [2, 0.7775264812],
    [22, 0.3101050884],
    [40, 0.8144072881],
  ] as const) {
    const scale = away[i]! / Math.sqrt(1 - Math.sqrt(w));
    expect(scale).toBeCloseTo(3 * (sorted[71]! + sorted[81]!), 7);
    expect(scale / (3 * (sorted[71]! + sorted[72]!))).toBeGreaterThan(1.1);
  }
});

test("what cannot be decomposed is refused with its numbers", () => {
  expect(() => decomposeStl(log.subarray(0, 24))).toThrow("has 24 observations, needs 25");
  expect(() => decomposeStl(log.map((v, t) => (t === 9 ? Number.NaN : v)))).toThrow("index 9");
  expect(() => decomposeStl(new Float64Array(60).fill(Number.NaN))).toThrow("index 0");
  expect(() => decomposeStl(new Float64Array(60).fill(4))).toThrow("constant");
  expect(() => decomposeStl(log, { period: 1 })).toThrow("from 2");
});

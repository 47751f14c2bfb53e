import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { impulseResponses } from "../../src/methods/impulse-responses.ts";
import { tableOf } from "../../src/methods/vector-autoregression.ts";

/** y2 follows y1 with one lag; shocks correlated 0.5. */
function world(T: number, seed: number): Float64Array[] {
  const r = createRandom(seed);
  const [x, y] = [new Float64Array(T + 50), new Float64Array(T + 50)];
  for (let t = 1; t < T + 50; t++) {
    const [e, u] = [r.normal(), r.normal()];
    x[t] = 0.6 * x[t - 1]! + e;
    y[t] = 0.4 * x[t - 1]! + 0.5 * y[t - 1]! + 0.5 * e + Math.sqrt(0.75) * u;
  }
  return [x.slice(50), y.slice(50)];
}

test("on a long sample the responses are those of the model: 0.6^h, and 0.5, 0.65, 0.565 of the second series", () => {
  const { response } = impulseResponses(tableOf(world(20_000, 1)), { horizon: 2, draws: 99 });
  [1, 0.6, 0.36].forEach((v, h) => expect(Math.abs(response[0]![0]![h]! - v)).toBeLessThan(0.03));
  // y: 0.5; 0.4 + 0.5 0.5 = 0.65; 0.4 0.6 + 0.5 0.65 = 0.565.
  [0.5, 0.65, 0.565].forEach((v, h) => expect(Math.abs(response[0]![1]![h]! - v)).toBeLessThan(0.03));
  expect(response[1]![0]![0]).toBe(0);
});

test("generalised responses at once are covariances over a standard deviation, whatever the order", () => {
  const [x, y] = world(400, 2) as [Float64Array, Float64Array];
  const o = { shock: "generalised", horizon: 3, draws: 99 } as const;
  const a = impulseResponses(tableOf([x, y]), o);
  const b = impulseResponses(tableOf([y, x]), o);
  const s = a.fit.sigma;
  expect(a.response[1]![0]![0]).toBeCloseTo(s[1]! / Math.sqrt(s[3]!), 12);
  expect(Math.abs(b.response[0]![1]![2]! - a.response[1]![0]![2]!)).toBeLessThan(0.02);
});

test("cumulative responses are sums", () => {
  const table = tableOf(world(200, 3));
  const single = impulseResponses(table, { horizon: 4, draws: 99 }).response[0]![1]!;
  const sums = impulseResponses(table, { horizon: 4, draws: 99, cumulative: true }).response[0]![1]!;
  expect(sums[4]).toBeCloseTo(
    single.reduce((s, v) => s + v, 0),
    12,
  );
});

test("in a large sample the band of an AR(1)'s response has the delta method's width", () => {
  const r = createRandom(4);
  const y = new Float64Array(3000);
  for (let t = 1; t < 3000; t++) y[t] = 0.5 * y[t - 1]! + r.normal();
  const { low, high, fit } = impulseResponses(tableOf([y]), { horizon: 2, draws: 1999, coverage: 0.9 });
  // sd of sigma phi²: sigma sqrt(phi^4 / (2n) + 4 phi² (1 - phi²) / n), phi and sigma independent.
  const phi = fit.coefficients[0]!;
  const sd = Math.sqrt(fit.sigma[0]! * (phi ** 4 / 6000 + (4 * phi ** 2 * (1 - phi ** 2)) / 3000));
  const width = (high[0]![0]![2]! - low[0]![0]![2]!) / (2 * 1.6449 * sd);
  expect(width).toBeGreaterThan(0.92);
  expect(width).toBeLessThan(1.08);
});

test("90 % bands hold the true response in about 270 of 300 samples of 60 periods", () => {
  let inside = 0;
  for (let s = 0; s < 300; s++) {
    const { low, high } = impulseResponses(tableOf(world(60, 100 + s)), {
      horizon: 2,
      draws: 199,
      coverage: 0.9,
      seed: s,
    });
    if (low[0]![1]![1]! <= 0.65 && high[0]![1]![1]! >= 0.65) inside++;
  }
  // Three binomial standard errors of 300 are 15.6.
  expect(inside).toBeGreaterThan(254);
  expect(inside).toBeLessThan(286);
});

test("an explosive VAR is said to be one, few draws are refused", () => {
  const y = Float64Array.from({ length: 40 }, (_, t) => 1.1 ** t + 0.01 * Math.sin(t * t));
  expect(impulseResponses(tableOf([y]), { draws: 99 }).warnings[0]?.code).toBe("explosive");
  expect(() => impulseResponses(tableOf([y]), { draws: 50 })).toThrow("draws: got 50");
});

import { expect, test } from "vitest";
import { cholesky, choleskySolve, logDetFromCholesky } from "../../src/math/linear-algebra.ts";
import { createRandom } from "../../src/math/random.ts";
import { fitLocalLevel } from "../../src/methods/local-level.ts";

function drawn(n: number, seed: number, [H, Q]: readonly [number, number]): Float64Array {
  const random = createRandom(seed);
  let level = 10;
  return Float64Array.from({ length: n }, () => {
    level += Math.sqrt(Q) * random.normal();
    return level + Math.sqrt(H) * random.normal();
  });
}

/** Density of the changes of a series without gaps: normal, Q + 2H on the diagonal and -H beside it. */
function densityOfChanges(y: Float64Array, H: number, Q: number): number {
  const k = y.length - 1;
  const V = Float64Array.from({ length: k * k }, (_, c) => {
    const [i, j] = [Math.floor(c / k), c % k];
    return i === j ? Q + 2 * H : Math.abs(i - j) === 1 ? -H : 0;
  });
  const L = cholesky(V, k);
  const d = Float64Array.from({ length: k }, (_, t) => y[t + 1]! - y[t]!);
  const solved = choleskySolve(L, d, k);
  return -0.5 * (k * Math.log(2 * Math.PI) + logDetFromCholesky(L, k) + d.reduce((s, v, t) => s + v * solved[t]!, 0));
}

test("the maximum is that of the changes' normal density, and the level the smoothest compromise at these variances", () => {
  const y = drawn(60, 1, [4, 1]);
  const fit = fitLocalLevel(y);
  const at = (h: number, q: number): number => densityOfChanges(y, fit.H * Math.exp(h), fit.Q * Math.exp(q));
  expect(fit.logLikelihood).toBeCloseTo(at(0, 0), 8);
  for (const [h, q] of [
    [0.05, 0],
    [-0.05, 0],
    [0, 0.05],
    [0, -0.05],
  ] as const)
    expect(at(h, q)).toBeLessThan(fit.logLikelihood);
  // (I / H + D'D / Q) level = y / H.
  const n = y.length;
  const K = new Float64Array(n * n);
  for (let t = 0; t < n; t++) {
    K[t * n + t]! += 1 / fit.H;
    if (t === 0) continue;
    K[t * n + t]! += 1 / fit.Q;
    K[(t - 1) * n + t - 1]! += 1 / fit.Q;
    K[t * n + t - 1]! -= 1 / fit.Q;
    K[(t - 1) * n + t]! -= 1 / fit.Q;
  }
  const L = cholesky(K, n);
  choleskySolve(
    L,
    y.map((v) => v / fit.H),
    n,
  ).forEach((v, t) => expect(fit.level[t]).toBeCloseTo(v, 8));
  const unit = new Float64Array(n);
  unit[17] = 1;
  expect(fit.standardError[17]! ** 2).toBeCloseTo(choleskySolve(L, unit, n)[17]!, 8);
});

test("another unit, another level and an empty row change nothing but that; known variances are found again", () => {
  const y = drawn(400, 2, [4, 1]);
  const plain = fitLocalLevel(y);
  const other = fitLocalLevel(y.map((v) => 1000 * v - 500));
  expect(other.H / 1e6 / plain.H).toBeCloseTo(1, 4);
  expect(other.Q / 1e6 / plain.Q).toBeCloseTo(1, 4);
  expect(other.logLikelihood).toBeCloseTo(plain.logLikelihood - 399 * Math.log(1000), 5);
  const later = fitLocalLevel(Float64Array.from([Number.NaN, ...y, Number.NaN]));
  expect(later.logLikelihood).toBeCloseTo(plain.logLikelihood, 6);
  expect(Math.abs(plain.H - 4)).toBeLessThan(1.2);
  expect(Math.abs(plain.Q - 1)).toBeLessThan(0.6);
});

test("about 95 of 100 levels lie within two standard errors", () => {
  const random = createRandom(9);
  let inside = 0;
  for (let run = 0; run < 20; run++) {
    let level = 0;
    const levels: number[] = [];
    const y = Float64Array.from({ length: 100 }, () => {
      level += random.normal();
      levels.push(level);
      return level + 2 * random.normal();
    });
    const fit = fitLocalLevel(y);
    levels.forEach((v, t) => {
      if (Math.abs(v - fit.level[t]!) < 1.96 * fit.standardError[t]!) inside++;
    });
  }
  expect(inside / 2000).toBeGreaterThan(0.91);
  expect(inside / 2000).toBeLessThan(0.98);
});

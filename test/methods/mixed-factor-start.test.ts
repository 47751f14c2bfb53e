import { expect, test } from "vitest";
import { quarterWeights } from "../../src/math/factor-plan.ts";
import { createRandom } from "../../src/math/random.ts";
import { startByComponents } from "../../src/methods/mixed-factor-start.ts";

const [T, N] = [120, 7];
const all = Array.from({ length: N }, () => true);
const some = [true, true, true, false, false, false, true];
const weights = Array.from({ length: N }, (_, i) => (i === 6 ? quarterWeights : [1]));

/** A common factor, one of the first three series, and a quarterly series in the last column. */
function panel(): Float64Array {
  const random = createRandom(4);
  let [f, g] = [0, 0];
  const growth: number[] = [];
  const y = new Float64Array(T * N);
  for (let t = 0; t < T; t++) {
    f = 0.7 * f + random.normal();
    g = 0.5 * g + random.normal();
    for (let i = 0; i < 6; i++) y[t * N + i] = f + (i < 3 ? 1.5 * g : 0) + 0.6 * random.normal();
    growth.push(f + 1.5 * g);
    y[t * N + 6] =
      t % 3 === 2 && t > 4
        ? quarterWeights.reduce((s, w, j) => s + w * growth[t - j]!, 0) + random.normal()
        : Number.NaN;
  }
  return y;
}

/** Leading eigenvector of the covariance of columns, by powers. */
function leading(columns: readonly Float64Array[]): number[] {
  const means = columns.map((c) => c.reduce((s, v) => s + v / c.length, 0));
  const C = columns.map((a, i) =>
    columns.map((b, j) => a.reduce((s, v, t) => s + (v - means[i]!) * (b[t]! - means[j]!), 0)),
  );
  let v = columns.map(() => 1);
  for (let k = 0; k < 2000; k++) {
    const next = C.map((row) => row.reduce((s, c, j) => s + c * v[j]!, 0));
    const size = Math.hypot(...next);
    v = next.map((x) => x / size);
  }
  return v;
}

test("loadings are the leading eigenvectors block by block on what the block before left, and the quarterly ones least squares on the weighted factor", () => {
  const y = panel();
  const start = startByComponents(y, {
    blocks: [
      { size: 1, loads: all },
      { size: 1, loads: some },
    ],
    order: 1,
    weights,
    noise: 0,
  });
  const column = (i: number): Float64Array => Float64Array.from({ length: T }, (_, t) => y[t * N + i]!);
  const first = leading([0, 1, 2, 3, 4, 5].map(column));
  const sign = Math.sign(start.Lambda[0]! * first[0]!);
  first.forEach((v, i) => expect(start.Lambda[i * 2]! * sign).toBeCloseTo(v, 6));
  for (const i of [3, 4, 5]) expect(start.Lambda[i * 2 + 1]).toBe(0);
  // The second block speaks of what three series have beyond the common factor: one sign, length one.
  const second = [0, 1, 2].map((i) => start.Lambda[i * 2 + 1]!);
  expect(Math.hypot(...second)).toBeCloseTo(1, 10);
  expect(Math.abs(second.reduce((a, v) => a + Math.sign(v), 0))).toBe(3);
  const F = Float64Array.from({ length: T }, (_, t) => first.reduce((s, v, i) => s + v * y[t * N + i]!, 0));
  const rows = Array.from({ length: T }, (_, t) => t).filter((t) => !Number.isNaN(y[t * N + 6]!));
  const sum = (t: number): number => quarterWeights.reduce((s, w, j) => s + w * F[t - j]!, 0);
  const own = rows.reduce((s, t) => s + y[t * N + 6]! * sum(t), 0) / rows.reduce((s, t) => s + sum(t) ** 2, 0);
  expect(start.Lambda[6 * 2]! * sign).toBeCloseTo(own, 6);
  // AR(1) of the first component by its own regression.
  let [cross, square] = [0, 0];
  for (let t = 5; t < T; t++) {
    cross += F[t]! * F[t - 1]!;
    square += F[t - 1]! ** 2;
  }
  expect(Math.abs(start.blocks[0]!.A[0]! - cross / square)).toBeLessThan(0.02);
});

test("series in another order give the same start, too short a panel is refused", () => {
  const y = panel();
  const options = { blocks: [{ size: 2, loads: all }], order: 1, noise: 0 };
  const plain = startByComponents(y, { ...options, weights });
  const place = [3, 0, 5, 1, 2, 4, 6];
  const turned = startByComponents(
    y.map((_, k) => y[Math.floor(k / N) * N + place[k % N]!]!),
    { ...options, weights },
  );
  for (let i = 0; i < N; i++) {
    const [a, b] = [turned.Lambda.subarray(2 * i, 2 * i + 2), plain.Lambda.subarray(2 * place[i]!, 2 * place[i]! + 2)];
    for (const k of [0, 1]) expect(Math.abs(a[k]!)).toBeCloseTo(Math.abs(b[k]!), 6);
    expect(turned.phi[i]).toBeCloseTo(plain.phi[place[i]!]!, 8);
  }
  expect(() => startByComponents(y.slice(0, 9 * N), { ...options, weights })).toThrow(
    "periods for start values: has 9 observations, needs 12",
  );
});

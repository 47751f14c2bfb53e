import { expect, test } from "vitest";
import { inverseSpd } from "../../src/math/linear-algebra.ts";
import { choleskySkylineInto, inverseSkyline, skyline, skylineAt, solveSkylineInto } from "../../src/math/skyline.ts";

const first = Int32Array.of(0, 0, 1, 0, 3, 4, 1);
const n = first.length;

function example(): { readonly A: Float64Array; readonly K: ReturnType<typeof skyline> } {
  const K = skyline(first);
  const A = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = first[i]!; j <= i; j++) {
      const v = i === j ? 9 + i : Math.sin(3 * i + 5 * j);
      K.values[K.at[i]! + j] = v;
      A[i * n + j] = v;
      A[j * n + i] = v;
    }
  return { A, K };
}

test("the factor solves the dense system and keeps the inverse's entries where the rows reach", () => {
  const { A, K } = example();
  const dense = inverseSpd(A, n);
  choleskySkylineInto(K);
  const Z = inverseSkyline(K);
  for (let i = 0; i < n; i++)
    for (let j = first[i]!; j <= i; j++) {
      expect(skylineAt(Z, i, j)).toBeCloseTo(dense[i * n + j]!, 12);
      expect(skylineAt(Z, j, i)).toBeCloseTo(dense[i * n + j]!, 12);
    }
  const b = Float64Array.of(1, 0, 0, 0, 0, 0, 0);
  solveSkylineInto(K, b);
  b.forEach((v, i) => expect(v).toBeCloseTo(dense[i * n]!, 12));
});

test("2 × 2 by hand: (4 2; 2 3) has log determinant log 8 and inverse (3 -2; -2 4) / 8", () => {
  const K = skyline(Int32Array.of(0, 0));
  K.values.set([4, 2, 3]);
  expect(choleskySkylineInto(K)).toBeCloseTo(Math.log(8), 14);
  expect(Array.from(inverseSkyline(K).values)).toEqual([3 / 8, -2 / 8, 4 / 8].map((v) => expect.closeTo(v, 14)));
});

test("a matrix that is not positive definite is refused with its row", () => {
  const K = skyline(Int32Array.of(0, 0));
  K.values.set([1, 2, 3]);
  expect(() => choleskySkylineInto(K)).toThrow(/index 1/);
});

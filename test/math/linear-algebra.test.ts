import fc from "fast-check";
import { expect, test } from "vitest";
import { MathFailure } from "../../src/math/failure.ts";
import * as la from "../../src/math/linear-algebra.ts";
import { createRandom } from "../../src/math/random.ts";

const near = (got: ArrayLike<number>, want: ArrayLike<number>, tolerance: number): void => {
  expect(got.length).toBe(want.length);
  for (let i = 0; i < want.length; i++)
    expect(Math.abs(got[i]! - want[i]!), `element ${i}`).toBeLessThanOrEqual(tolerance);
};

test("the textbook factor of a 3 by 3 matrix", () => {
  const L = la.cholesky(new Float64Array([4, 12, -16, 12, 37, -43, -16, -43, 98]), 3);
  near(L, [2, 0, 0, 6, 1, 0, -8, 5, 3], 1e-13);
  expect(la.logDetFromCholesky(L, 3)).toBeCloseTo(Math.log(36), 12);
});

test("an indefinite matrix is refused with its pivot", () => {
  expect(() => la.cholesky(new Float64Array([1, 2, 2, 1]), 2)).toThrow(MathFailure);
  try {
    la.cholesky(new Float64Array([1, 2, 2, 1]), 2);
  } catch (e) {
    expect(e).toMatchObject({ code: "not-positive-definite", facts: { pivot: -3, index: 1 } });
  }
});

test("least squares reproduces the line through (0,1), (1,3), (2,4), (3,4) found by hand: 1.5 + x", () => {
  const X = new Float64Array([1, 0, 1, 1, 1, 2, 1, 3]);
  const fit = la.leastSquares(X, new Float64Array([1, 3, 4, 4]), { n: 4, k: 2 });
  near(fit.beta, [1.5, 1], 1e-13);
  near(fit.residuals, [-0.5, 0.5, 0.5, -0.5], 1e-13);
  near(fit.inverseGram, [0.7, -0.3, -0.3, 0.2], 1e-13);
});

test("collinear regressors are refused", () => {
  expect(() => la.leastSquares(new Float64Array([1, 2, 1, 2, 1, 2]), new Float64Array(3), { n: 3, k: 2 })).toThrow(
    /collinear/,
  );
});

test("for random matrices: solve inverts, eigenvectors rebuild, the radius bounds the eigenvalues", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }), fc.integer(), (n, seed) => {
      const random = createRandom(seed);
      const A = Float64Array.from({ length: n * n }, () => random.normal());
      const b = Float64Array.from({ length: n }, () => random.normal());
      const x = la.solve(A, b, n);
      const size = Math.max(1, ...x.map(Math.abs));
      near(la.multiplyVector(A, x, n), b, 1e-10 * size);
      const S = la.multiply(A, la.transpose(A, n, n), { n, k: n, m: n });
      const { values, vectors } = la.symmetricEigen(S, n);
      const scaled = vectors.map((v, i) => v * values[i % n]!);
      near(la.multiply(scaled, la.transpose(vectors, n, n), { n, k: n, m: n }), S, 1e-11 * (1 + values[0]!));
      expect(la.spectralRadius(S, n)).toBeCloseTo(values[0]!, 6);
    }),
    { numRuns: 50, seed: 1 },
  );
});

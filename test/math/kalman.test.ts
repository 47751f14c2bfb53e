import { expect, test } from "vitest";
import { filterArma, stationaryCoefficients } from "../../src/math/arma.ts";
import { solveBanded } from "../../src/math/banded.ts";
import { eigenvalues } from "../../src/math/eigenvalues.ts";
import { filterStates, type StateSpace, smoothStates } from "../../src/math/kalman.ts";
import { kolmogorovUpper } from "../../src/math/kolmogorov.ts";
import {
  cholesky,
  choleskySolve,
  inverseSpd,
  logDetFromCholesky,
  multiply,
  transpose,
} from "../../src/math/linear-algebra.ts";
import { createRandom } from "../../src/math/random.ts";

const r = createRandom(12);
const draw = (n: number, scale = 1): Float64Array => Float64Array.from({ length: n }, () => scale * r.normal());

/** A random stable model with correlated measurement noise. */
function randomModel(): StateSpace {
  const [p, m] = [2, 3];
  const spd = (n: number): Float64Array => {
    const A = draw(n * n);
    return multiply(A, transpose(A, n, n), { n, k: n, m: n }).map(
      (v, i) => v + (Math.floor(i / n) === i % n ? 0.3 : 0),
    );
  };
  const I = Float64Array.from({ length: m * m }, (_, i) => (Math.floor(i / m) === i % m ? 1 : 0));
  return {
    p,
    m,
    r: m,
    Z: draw(p * m),
    H: spd(p),
    T: draw(m * m, 0.3),
    R: I,
    Q: spd(m),
    a1: draw(m),
    P1: spd(m),
    P1inf: new Float64Array(m * m),
  };
}

/** Mean and covariance of the stacked states, built without any recursion of the filter. */
function dense(
  { T, Q, a1, P1, m }: StateSpace,
  n: number,
): { readonly mean: Float64Array; readonly cov: Float64Array } {
  const d = { n: m, k: m, m };
  const mean = new Float64Array(n * m);
  const cov = new Float64Array(n * m * n * m);
  let P: Float64Array = P1;
  let a: Float64Array = a1;
  for (let t = 0; t < n; t++) {
    mean.set(a, t * m);
    let C: Float64Array = P;
    for (let s = t; s < n; s++) {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < m; j++) {
          cov[(s * m + i) * n * m + t * m + j] = C[i * m + j]!;
          cov[(t * m + j) * n * m + s * m + i] = C[i * m + j]!;
        }
      }
      C = multiply(T, C, d);
    }
    P = multiply(multiply(T, P, d), transpose(T, m, m), d).map((v, i) => v + Q[i]!);
    a = multiply(T, a, { n: m, k: m, m: 1 });
  }
  return { mean, cov };
}

test("filter and smoother agree with the dense Gaussian density, missing values included", () => {
  const n = 7;
  for (let round = 0; round < 5; round++) {
    const model = randomModel();
    const { p, m, Z, H } = model;
    const y = draw(n * p, 2);
    for (const gap of [1, 4, 5, 10]) y[gap] = Number.NaN;
    const { mean, cov } = dense(model, n);
    const seen = Array.from(y.keys()).filter((k) => !Number.isNaN(y[k]!));
    const q = seen.length;
    const L = new Float64Array(q * n * m);
    seen.forEach((k, row) => {
      for (let j = 0; j < m; j++) L[row * n * m + Math.floor(k / p) * m + j] = Z[(k % p) * m + j]!;
    });
    const LC = multiply(L, cov, { n: q, k: n * m, m: n * m });
    const S = multiply(LC, transpose(L, q, n * m), { n: q, k: n * m, m: q });
    seen.forEach((a, i) =>
      seen.forEach(
        (b, j) => (S[i * q + j]! += Math.floor(a / p) === Math.floor(b / p) ? H[(a % p) * p + (b % p)]! : 0),
      ),
    );
    const e = Float64Array.from(
      seen,
      (k, row) => y[k]! - L.subarray(row * n * m, (row + 1) * n * m).reduce((s, v, c) => s + v * mean[c]!, 0),
    );
    const C = cholesky(S, q);
    const x = choleskySolve(C, e, q);
    const logLikelihood =
      -0.5 * (q * Math.log(2 * Math.PI) + logDetFromCholesky(C, q) + e.reduce((s, v, i) => s + v * x[i]!, 0));
    const s = smoothStates(model, y);
    expect(Math.abs(s.filtered.logLikelihood - logLikelihood)).toBeLessThan(1e-9 * Math.abs(logLikelihood));
    const gain = multiply(transpose(LC, q, n * m), x, { n: n * m, k: q, m: 1 });
    const cut = multiply(transpose(LC, q, n * m), choleskySolve(C, LC, q, n * m), { n: n * m, k: q, m: n * m });
    for (let c = 0; c < n * m; c++) {
      expect(Math.abs(s.alpha[c]! - mean[c]! - gain[c]!)).toBeLessThan(1e-9);
      const t = Math.floor(c / m);
      expect(
        Math.abs(s.V[t * m * m + (c % m) * m + (c % m)]! - cov[c * n * m + c]! + cut[c * n * m + c]!),
      ).toBeLessThan(1e-9);
    }
  }
});

test("scaling the data by 1000 shifts the log-likelihood by n log 1000", () => {
  const model = randomModel();
  const y = draw(20);
  const k2 = 1e6;
  const scaled = {
    ...model,
    H: model.H.map((v) => v * k2),
    Q: model.Q.map((v) => v * k2),
    P1: model.P1.map((v) => v * k2),
    a1: model.a1.map((v) => v * 1000),
  };
  expect(
    filterStates(
      scaled,
      y.map((v) => v * 1000),
    ).logLikelihood,
  ).toBeCloseTo(filterStates(model, y).logLikelihood - 20 * Math.log(1000), 6);
});

test("the ARMA filter gives an AR(1) its exact likelihood through a gap", () => {
  const f = filterArma([1, 2, Number.NaN, 0.5], [0.5], []);
  [1, 1.5].forEach((v, i) => expect(f.errors[i]).toBeCloseTo(v, 12));
  expect(f.errors[2]).toBeNaN();
  expect(f.errors[3]).toBeCloseTo(0.5 - 0.25 * 2, 12);
  expect(f.scale[0]).toBeCloseTo(4 / 3, 12);
  expect(f.scale[3]).toBeCloseTo(1.25, 12);
  expect(Array.from(stationaryCoefficients([0.3, -0.2])).length).toBe(2);
});

test("a band system is solved as by the dense inverse", () => {
  const [n, w] = [9, 3];
  const A = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = Math.max(0, i - w); j <= i; j++) A[i * n + j] = A[j * n + i] = i === j ? 6 : 0.7 * r.normal();
  const bands = Array.from({ length: w + 1 }, (_, d) =>
    Float64Array.from({ length: n }, (__, j) => (j + d < n ? A[(j + d) * n + j]! : 0)),
  );
  const b = draw(n);
  const direct = multiply(inverseSpd(A, n), b, { n, k: n, m: 1 });
  solveBanded(bands, b).forEach((v, i) => expect(v).toBeCloseTo(direct[i]!, 10));
});

test("eigenvalues of a companion matrix are the roots 2, -1 ± i of its polynomial", () => {
  // (x - 2)(x² + 2x + 2) = x³ - 2x - 4
  const { re, im } = eigenvalues(Float64Array.from([0, 2, 4, 1, 0, 0, 0, 1, 0]), 3);
  expect(re[0]).toBeCloseTo(2, 12);
  expect([re[1], Math.abs(im[1]!)].map((v) => Math.round(v! * 1e10) / 1e10)).toEqual([-1, 1]);
});

test("Kolmogorov's tail: the published example P(D_10 < 0.274) = 0.6284796", () => {
  expect(1 - kolmogorovUpper(0.274, 10)).toBeCloseTo(0.628479615, 6);
});

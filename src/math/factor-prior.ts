import type { FactorParameters } from "./factor-plan.ts";
import { MathFailure } from "./failure.ts";
import {
  cholesky,
  choleskySolve,
  identity,
  logDetFromCholesky,
  multiply,
  symmetrise,
  transpose,
} from "./linear-algebra.ts";

/** What the likelihood needs of the factors' vector autoregression. */
export interface FactorPrior {
  /** Precision of the first p factors, oldest first (rp × rp), and log of its determinant. */
  readonly start: Float64Array;
  /** Precision that each later date adds to (f[d-p], ..., f[d]), r(p+1) × r(p+1), oldest first. */
  readonly step: Float64Array;
  /** Log determinants of the start's and of every step's precision. */
  readonly logDetStart: number;
  readonly logDetStep: number;
}

/** The r p × r p transition matrix of (f[t], ..., f[t-p+1]). */
export function factorCompanion({ r, p, A }: Pick<FactorParameters, "r" | "p" | "A">): Float64Array {
  const m = r * p;
  const F = new Float64Array(m * m);
  F.set(A);
  for (let i = r; i < m; i++) F[i * m + i - r] = 1;
  return F;
}

/**
 * X with X = F X F' + C, by doubling.
 * @throws "not-positive-definite" when F has an eigenvalue on or outside the unit circle
 */
export function solveLyapunov(F: Float64Array, C: Float64Array, m: number): Float64Array {
  const d = { n: m, k: m, m };
  let G: Float64Array = F;
  const X: Float64Array = Float64Array.from(C);
  for (let k = 0; k < 60; k++) {
    const add = multiply(multiply(G, X, d), transpose(G, m, m), d);
    let [change, size] = [0, 0];
    for (let i = 0; i < X.length; i++) {
      change = Math.max(change, Math.abs(add[i]!));
      X[i]! += add[i]!;
      size = Math.max(size, Math.abs(X[i]!));
    }
    if (change <= 1e-17 * size) return symmetrise(X, m);
    if (!(change < 1e12 * (1 + size))) break;
    G = multiply(G, G, d);
  }
  throw new MathFailure("not-positive-definite", {
    what: "stationary covariance of the factors",
    pivot: Number.NaN,
    index: 0,
  });
}

/** Stationary covariance of (f[t], ..., f[t-p+1]), rp × rp. @throws "not-positive-definite" when the VAR is not stationary */
export function stationaryFactors(q: Pick<FactorParameters, "r" | "p" | "A" | "Q">): Float64Array {
  const { r, p, Q } = q;
  const m = r * p;
  const C = new Float64Array(m * m);
  for (let i = 0; i < r; i++) for (let j = 0; j < r; j++) C[i * m + j] = Q[i * r + j]!;
  return solveLyapunov(factorCompanion(q), C, m);
}

/** Place of element k of (f[t], f[t-1], ...) in a path that runs from old to new. */
function oldestFirst(k: number, { r, p }: { readonly r: number; readonly p: number }): number {
  return (p - 1 - Math.floor(k / r)) * r + (k % r);
}

/** Precision of the factor path in pieces. @throws "not-positive-definite" when the VAR is not stationary or Q not positive definite */
export function factorPrior(q: Pick<FactorParameters, "r" | "p" | "A" | "Q">): FactorPrior {
  const { r, p, A, Q } = q;
  const m = r * p;
  const L0 = cholesky(stationaryFactors(q), m);
  const inverse = choleskySolve(L0, identity(m), m, m);
  const start = new Float64Array(m * m);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) start[oldestFirst(i, q) * m + oldestFirst(j, q)] = inverse[i * m + j]!;
  const LQ = cholesky(Q, r);
  const B = new Float64Array(r * (m + r));
  for (let i = 0; i < r; i++) {
    for (let j = 0; j < m; j++) B[i * (m + r) + oldestFirst(j, q)] = -A[i * m + j]!;
    B[i * (m + r) + m + i] = 1;
  }
  return {
    start,
    step: multiply(transpose(B, r, m + r), choleskySolve(LQ, B, r, m + r), { n: m + r, k: r, m: m + r }),
    logDetStart: -logDetFromCholesky(L0, m),
    logDetStep: -logDetFromCholesky(LQ, r),
  };
}

/** Expected squares of a factor path: of (f[d-p], ..., f[d]) summed over d = p .. D - 1, and of the first p; oldest first. */
export interface FactorSquares {
  readonly window: Float64Array;
  readonly start: Float64Array;
  /** D - p. */
  readonly steps: number;
}

/** The pieces of the window sums: E f[d] f[d]' (r × r), E f[d] y' (r × rp) and E y y' with y = (f[d-1], ..., f[d-p]). */
export function splitSquares(
  { window }: FactorSquares,
  { r, p }: { readonly r: number; readonly p: number },
): { readonly now: Float64Array; readonly cross: Float64Array; readonly past: Float64Array } {
  const m = r * p;
  const w = m + r;
  const now = Float64Array.from({ length: r * r }, (_, c) => window[(m + Math.floor(c / r)) * w + m + (c % r)]!);
  const cross = Float64Array.from(
    { length: r * m },
    (_, c) => window[(m + Math.floor(c / m)) * w + oldestFirst(c % m, { r, p })]!,
  );
  const past = Float64Array.from(
    { length: m * m },
    (_, c) => window[oldestFirst(Math.floor(c / m), { r, p }) * w + oldestFirst(c % m, { r, p })]!,
  );
  return { now, cross, past };
}

/**
 * Gradient of the expected log density of the factor path with respect to A (r × rp) and Q (r × r, symmetric, each element
 * counted once as if Q were a full matrix). The start's part goes through the stationary covariance by the adjoint Lyapunov
 * equation.
 */
export function factorPriorScore(
  q: Pick<FactorParameters, "r" | "p" | "A" | "Q">,
  squares: FactorSquares,
): { readonly A: Float64Array; readonly Q: Float64Array } {
  const { r, p, A, Q } = q;
  const m = r * p;
  const { now, cross, past } = splitSquares(squares, q);
  const P0 = stationaryFactors(q);
  const L0 = cholesky(P0, m);
  const S0 = Float64Array.from(
    { length: m * m },
    (_, c) => squares.start[oldestFirst(Math.floor(c / m), q) * m + oldestFirst(c % m, q)]!,
  );
  const inverse0 = choleskySolve(L0, identity(m), m, m);
  const mid = choleskySolve(L0, transpose(choleskySolve(L0, S0, m, m), m, m), m, m);
  const G = inverse0.map((v, c) => 0.5 * (mid[c]! - v));
  const F = factorCompanion(q);
  const adjoint = solveLyapunov(transpose(F, m, m), G, m);
  const AFP = multiply(multiply(adjoint, F, { n: m, k: m, m }), P0, { n: m, k: m, m });
  const LQ = cholesky(Q, r);
  const AC = multiply(A, past, { n: r, k: m, m });
  const dA = choleskySolve(
    LQ,
    cross.map((v, c) => v - AC[c]!),
    r,
    m,
  ).map((v, c) => v + 2 * AFP[c]!);
  const ACross = multiply(A, transpose(cross, r, m), { n: r, k: m, m: r });
  const ACA = multiply(AC, transpose(A, r, m), { n: r, k: m, m: r });
  const S = now.map((v, c) => v - ACross[c]! - ACross[(c % r) * r + Math.floor(c / r)]! + ACA[c]!);
  const inverseQ = choleskySolve(LQ, identity(r), r, r);
  const QSQ = choleskySolve(LQ, transpose(choleskySolve(LQ, S, r, r), r, r), r, r);
  const dQ = Float64Array.from(
    { length: r * r },
    (_, c) => 0.5 * (QSQ[c]! - squares.steps * inverseQ[c]!) + adjoint[Math.floor(c / r) * m + (c % r)]!,
  );
  return { A: dA, Q: dQ };
}

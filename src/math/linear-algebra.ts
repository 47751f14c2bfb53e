import { checkLength, MathFailure } from "./failure.ts";

/** Product of A (n × k) and B (k × m): n × m. */
export function multiply(
  A: Float64Array,
  B: Float64Array,
  dims: { readonly n: number; readonly k: number; readonly m: number },
): Float64Array {
  const { n, k, m } = dims;
  const C = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < k; l++) {
      const a = A[i * k + l]!;
      if (a === 0) continue;
      for (let j = 0; j < m; j++) C[i * m + j]! += a * B[l * m + j]!;
    }
  }
  return C;
}

/** Product of A (n × m) and x (m): n. */
export function multiplyVector(A: Float64Array, x: Float64Array, n: number): Float64Array {
  const m = x.length;
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let s = 0;
    for (let j = 0; j < m; j++) s += A[i * m + j]! * x[j]!;
    y[i] = s;
  }
  return y;
}

/** Transpose of A (n × m): m × n. */
export function transpose(A: Float64Array, n: number, m: number): Float64Array {
  const B = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) B[j * n + i] = A[i * m + j]!;
  return B;
}

/** Identity matrix n × n. */
export function identity(n: number): Float64Array {
  const I = new Float64Array(n * n);
  for (let i = 0; i < n; i++) I[i * n + i] = 1;
  return I;
}

/** (A + A') / 2 for A (n × n). */
export function symmetrise(A: Float64Array, n: number): Float64Array {
  const B = Float64Array.from(A);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) B[i * n + j] = B[j * n + i] = 0.5 * (A[i * n + j]! + A[j * n + i]!);
  return B;
}

/**
 * Replaces the lower triangle of a symmetric A (n × n) by its Cholesky factor; the upper triangle is left as it was.
 * @returns -1, or the index of the first pivot that is not positive
 */
export function choleskyInto(A: Float64Array, n: number): number {
  for (let j = 0; j < n; j++) {
    const rowJ = j * n;
    let d = A[rowJ + j]!;
    for (let k = 0; k < j; k++) d -= A[rowJ + k]! * A[rowJ + k]!;
    if (!(d > 0)) {
      A[rowJ + j] = d;
      return j;
    }
    const root = Math.sqrt(d);
    A[rowJ + j] = root;
    for (let i = j + 1; i < n; i++) {
      const rowI = i * n;
      let s = A[rowI + j]!;
      for (let k = 0; k < j; k++) s -= A[rowI + k]! * A[rowJ + k]!;
      A[rowI + j] = s / root;
    }
  }
  return -1;
}

/**
 * Lower Cholesky factor L with A = L L', upper triangle 0.
 * @throws "not-positive-definite" with the pivot and its index
 */
export function cholesky(A: Float64Array, n: number): Float64Array {
  checkLength("matrix for Cholesky", A, n * n);
  const L = Float64Array.from(A);
  const failed = choleskyInto(L, n);
  if (failed >= 0)
    throw new MathFailure("not-positive-definite", {
      what: `matrix ${n} × ${n}`,
      pivot: L[failed * n + failed]!,
      index: failed,
    });
  for (let i = 0; i < n; i++) L.fill(0, i * n + i + 1, (i + 1) * n);
  return L;
}

/** Solves L x = b in place for m right-hand sides; b is n × m. */
export function forwardSolveInto(L: Float64Array, b: Float64Array, n: number, m: number = 1): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const l = L[i * n + k]!;
      if (l !== 0) for (let c = 0; c < m; c++) b[i * m + c]! -= l * b[k * m + c]!;
    }
    const d = L[i * n + i]!;
    for (let c = 0; c < m; c++) b[i * m + c]! /= d;
  }
}

/** Solves L' x = b in place for m right-hand sides; b is n × m. */
export function backSolveInto(L: Float64Array, b: Float64Array, n: number, m: number = 1): void {
  for (let i = n - 1; i >= 0; i--) {
    const d = L[i * n + i]!;
    for (let c = 0; c < m; c++) b[i * m + c]! /= d;
    for (let k = 0; k < i; k++) {
      const l = L[i * n + k]!;
      if (l !== 0) for (let c = 0; c < m; c++) b[k * m + c]! -= l * b[i * m + c]!;
    }
  }
}

/** x with L L' x = b; b is n × m. */
export function choleskySolve(L: Float64Array, b: Float64Array, n: number, m: number = 1): Float64Array {
  const x = Float64Array.from(b);
  forwardSolveInto(L, x, n, m);
  backSolveInto(L, x, n, m);
  return x;
}

/** Inverse of a symmetric positive definite matrix; use a solve where one will do. @throws "not-positive-definite" */
export function inverseSpd(A: Float64Array, n: number): Float64Array {
  return symmetrise(choleskySolve(cholesky(A, n), identity(n), n, n), n);
}

/** log of the determinant from a Cholesky factor: 2 sum log L_ii. */
export function logDetFromCholesky(L: Float64Array, n: number): number {
  let s = 0;
  for (let i = 0; i < n; i++) s += Math.log(L[i * n + i]!);
  return 2 * s;
}

/**
 * x with A x = b for a general square A (n × n), b n × m, by LU with row exchanges.
 * @throws "not-positive-definite" when a pivot is exactly 0 (A is singular)
 */
export function solve(A: Float64Array, b: Float64Array, n: number, m: number = 1): Float64Array {
  checkLength("matrix to solve", A, n * n);
  checkLength("right-hand side", b, n * m);
  const U = Float64Array.from(A);
  const x = Float64Array.from(b);
  for (let j = 0; j < n; j++) {
    let p = j;
    for (let i = j + 1; i < n; i++) if (Math.abs(U[i * n + j]!) > Math.abs(U[p * n + j]!)) p = i;
    const pivot = U[p * n + j]!;
    if (pivot === 0 || Number.isNaN(pivot))
      throw new MathFailure("not-positive-definite", { what: `singular matrix ${n} × ${n}`, pivot, index: j });
    if (p !== j) {
      swapRows(U, p, j, n);
      swapRows(x, p, j, m);
    }
    for (let i = j + 1; i < n; i++) {
      const f = U[i * n + j]! / pivot;
      if (f === 0) continue;
      for (let k = j; k < n; k++) U[i * n + k]! -= f * U[j * n + k]!;
      for (let c = 0; c < m; c++) x[i * m + c]! -= f * x[j * m + c]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let c = 0; c < m; c++) {
      let s = x[i * m + c]!;
      for (let k = i + 1; k < n; k++) s -= U[i * n + k]! * x[k * m + c]!;
      x[i * m + c] = s / U[i * n + i]!;
    }
  }
  return x;
}

function swapRows(A: Float64Array, i: number, j: number, width: number): void {
  for (let k = 0; k < width; k++) {
    const t = A[i * width + k]!;
    A[i * width + k] = A[j * width + k]!;
    A[j * width + k] = t;
  }
}

/** Least squares by Householder QR. */
export interface LeastSquares {
  /** Coefficients, k × m. */
  readonly beta: Float64Array;
  /** (X'X)^-1, k × k. */
  readonly inverseGram: Float64Array;
  /** y - X beta, n × m. */
  readonly residuals: Float64Array;
}

/**
 * beta that minimises |y - X beta|^2, by Householder QR.
 * @param X n × k, full column rank, n >= k
 * @param y n × m
 * @throws "not-positive-definite" when a column is (to 1e-12 of its length) a combination of the ones before it
 * @cite Golub & Van Loan (2013), Matrix Computations, 5.2 and 5.3
 */
export function leastSquares(
  X: Float64Array,
  y: Float64Array,
  dims: { readonly n: number; readonly k: number; readonly m?: number },
): LeastSquares {
  const { n, k } = dims;
  const m = dims.m ?? 1;
  checkLength("regressors", X, n * k);
  checkLength("regressand", y, n * m);
  const A = Float64Array.from(X);
  const B = Float64Array.from(y);
  for (let j = 0; j < k; j++) {
    let whole = 0;
    let below = 0;
    for (let i = 0; i < n; i++) {
      const v = A[i * k + j]! ** 2;
      whole += v;
      if (i >= j) below += v;
    }
    const norm = Math.sqrt(below);
    if (!(norm > 1e-12 * Math.sqrt(whole)))
      throw new MathFailure("not-positive-definite", {
        what: `regressors (${n} × ${k}), collinear`,
        pivot: norm,
        index: j,
      });
    householder(A, B, { j, norm, n, k, m });
  }
  const R = new Float64Array(k * k);
  for (let i = 0; i < k; i++) for (let j = i; j < k; j++) R[j * k + i] = A[i * k + j]!;
  const beta = B.slice(0, k * m);
  backSolveInto(R, beta, k, m);
  const root = identity(k);
  backSolveInto(R, root, k, k);
  const inverseGram = multiply(root, transpose(root, k, k), { n: k, k, m: k });
  const fitted = multiply(X, beta, { n, k, m });
  return { beta, inverseGram, residuals: y.map((v, i) => v - fitted[i]!) };
}

function householder(
  A: Float64Array,
  B: Float64Array,
  at: { readonly j: number; readonly norm: number; readonly n: number; readonly k: number; readonly m: number },
): void {
  const { j, n, k, m } = at;
  const head = A[j * k + j]!;
  const alpha = head > 0 ? -at.norm : at.norm;
  const v = new Float64Array(n - j);
  v[0] = head - alpha;
  for (let i = j + 1; i < n; i++) v[i - j] = A[i * k + j]!;
  let vv = 0;
  for (const e of v) vv += e * e;
  const reflect = (M: Float64Array, width: number, c: number): void => {
    let s = 0;
    for (let i = j; i < n; i++) s += v[i - j]! * M[i * width + c]!;
    const f = (2 * s) / vv;
    for (let i = j; i < n; i++) M[i * width + c]! -= f * v[i - j]!;
  };
  for (let c = j; c < k; c++) reflect(A, k, c);
  for (let c = 0; c < m; c++) reflect(B, m, c);
}

/**
 * The upper triangle R (p × p) of A = Q R: R'R = A'A without forming it. Its diagonal may have either sign; a column that
 * depends on the ones before leaves a zero there. Fewer rows than columns are allowed (zero rows follow).
 * @param A n × p
 * @cite Golub & Van Loan (2013), Matrix Computations, 5.2
 */
export function triangularFactor(A: Float64Array, n: number, p: number): Float64Array {
  checkLength("matrix to factor", A, n * p);
  const W = Float64Array.from(A);
  const v = new Float64Array(n);
  const s = new Float64Array(p);
  for (let j = 0; j < Math.min(n, p); j++) {
    let below = 0;
    for (let i = j; i < n; i++) {
      v[i] = W[i * p + j]!;
      below += v[i]! * v[i]!;
    }
    if (!(below > 0)) continue;
    const alpha = v[j]! > 0 ? -Math.sqrt(below) : Math.sqrt(below);
    const vv = below - v[j]! * alpha;
    v[j]! -= alpha;
    s.fill(0);
    for (let i = j; i < n; i++) for (let c = j; c < p; c++) s[c]! += v[i]! * W[i * p + c]!;
    for (let i = j; i < n; i++) for (let c = j; c < p; c++) W[i * p + c]! -= (v[i]! * s[c]!) / vv;
  }
  const R = new Float64Array(p * p);
  for (let i = 0; i < Math.min(n, p); i++) for (let c = i; c < p; c++) R[i * p + c] = W[i * p + c]!;
  return R;
}

/** Eigenvalues in descending order and their vectors in the columns of `vectors` (n × n). */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * Eigen decomposition of a symmetric matrix by cyclic Jacobi rotations: A = V diag(values) V'.
 * Each vector has its largest element positive, so the result does not depend on the start.
 * @throws "not-converged" after 100 sweeps
 * @cite Golub & Van Loan (2013), 8.5
 */
export function symmetricEigen(A: Float64Array, n: number): SymmetricEigen {
  checkLength("symmetric matrix", A, n * n);
  const S = symmetrise(A, n);
  const V = identity(n);
  let scale = 0;
  for (const v of S) scale += v * v;
  for (let sweep = 0; ; sweep++) {
    let off = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) off += S[i * n + j]! ** 2;
    if (off <= 1e-31 * scale || off === 0) break;
    if (sweep === 100)
      throw new MathFailure("not-converged", { what: "Jacobi eigenvalues", iterations: sweep, change: Math.sqrt(off) });
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(S, V, { p, q, n });
  }
  return orderEigen(S, V, n);
}

function rotate(
  S: Float64Array,
  V: Float64Array,
  at: { readonly p: number; readonly q: number; readonly n: number },
): void {
  const { p, q, n } = at;
  const apq = S[p * n + q]!;
  if (apq === 0) return;
  const theta = (S[q * n + q]! - S[p * n + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const a = S[k * n + p]!;
    const b = S[k * n + q]!;
    S[k * n + p] = c * a - s * b;
    S[k * n + q] = s * a + c * b;
  }
  for (let k = 0; k < n; k++) {
    const a = S[p * n + k]!;
    const b = S[q * n + k]!;
    S[p * n + k] = c * a - s * b;
    S[q * n + k] = s * a + c * b;
    const x = V[k * n + p]!;
    const y = V[k * n + q]!;
    V[k * n + p] = c * x - s * y;
    V[k * n + q] = s * x + c * y;
  }
  S[p * n + q] = 0;
  S[q * n + p] = 0;
}

function orderEigen(S: Float64Array, V: Float64Array, n: number): SymmetricEigen {
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => S[j * n + j]! - S[i * n + i]!);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    let top = 0;
    for (let k = 0; k < n; k++) if (Math.abs(V[k * n + from]!) > Math.abs(top) * (1 + 1e-9)) top = V[k * n + from]!;
    for (let k = 0; k < n; k++) vectors[k * n + to] = top < 0 ? -V[k * n + from]! : V[k * n + from]!;
  });
  return { values: Float64Array.from(order, (i) => S[i * n + i]!), vectors };
}

/** Largest absolute eigenvalue of a general square matrix, by repeated squaring of A (Gelfand's formula). */
export function spectralRadius(A: Float64Array, n: number): number {
  let M: Float64Array = Float64Array.from(A);
  let log = 0;
  for (let i = 0; i < 40; i++) {
    let size = 0;
    for (const v of M) size = Math.max(size, Math.abs(v));
    if (size === 0) return 0;
    log += Math.log(size) / 2 ** i;
    M = M.map((v) => v / size);
    M = multiply(M, M, { n, k: n, m: n });
  }
  return Math.exp(log);
}

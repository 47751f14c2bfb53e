/** Product of two polynomials with coefficients in ascending powers. */
export function polynomialProduct(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const c = new Float64Array(a.length + b.length - 1);
  for (let i = 0; i < a.length; i++) for (let j = 0; j < b.length; j++) c[i + j]! += a[i]! * b[j]!;
  return c;
}

/**
 * Coefficients of a stationary autoregression from free numbers: tanh gives partial autocorrelations, Durbin and Levinson's
 * recursion the coefficients. Negated, the same map gives an invertible moving average.
 * @cite Monahan (1984), Biometrika 71
 */
export function stationaryCoefficients(free: ArrayLike<number>): Float64Array {
  const phi = new Float64Array(free.length);
  for (let k = 0; k < free.length; k++) {
    const r = Math.tanh(free[k]!);
    const before = phi.slice(0, k);
    for (let j = 0; j < k; j++) phi[j] = before[j]! - r * before[k - 1 - j]!;
    phi[k] = r;
  }
  return phi;
}

/** Innovations of an ARMA process and what its likelihood needs. */
export interface ArmaFilter {
  /** One-step errors, NaN where y is missing. */
  readonly errors: Float64Array;
  /** Their variances over sigma². */
  readonly scale: Float64Array;
  /** Observations used. */
  readonly n: number;
  /** sum log scale. */
  readonly logScale: number;
  /** sum errors² / scale. */
  readonly squares: number;
  /** State at the last period given everything up to it (m) and its variance over sigma² (m × m), for forecasts. */
  readonly state: Float64Array;
  readonly variance: Float64Array;
}

/**
 * Exact filter of a zero-mean ARMA(p, q), y[t] = sum phi_i y[t-i] + e[t] + sum theta_j e[t-j], in Harvey's state form with
 * m = max(p, q + 1) states, stationary start. Missing values are skipped exactly.
 * @cite Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, 3.3; Gardner, Harvey & Phillips (1980), AS 154
 */
export function filterArma(y: ArrayLike<number>, phi: ArrayLike<number>, theta: ArrayLike<number>): ArmaFilter {
  const p = phi.length;
  const m = Math.max(p, theta.length + 1);
  const f = Float64Array.from({ length: m }, (_, i) => (i < p ? phi[i]! : 0));
  const r = Float64Array.from({ length: m }, (_, i) => (i === 0 ? 1 : (theta[i - 1] ?? 0)));
  let P: Float64Array = stationaryVariance(f, r, m);
  let a: Float64Array = new Float64Array(m);
  const errors = new Float64Array(y.length).fill(Number.NaN);
  const scale = new Float64Array(y.length).fill(Number.NaN);
  let [n, logScale, squares] = [0, 0, 0];
  let steady = false;
  for (let t = 0; t < y.length; t++) {
    const F = P[0]!;
    const v = y[t]! - a[0]!;
    const seen = !Number.isNaN(v);
    if (seen) {
      errors[t] = v;
      scale[t] = F;
      n++;
      logScale += Math.log(F);
      squares += (v * v) / F;
      for (let i = m - 1; i >= 0; i--) a[i]! += (P[i * m]! * v) / F;
      if (!steady) P = P.map((x, k) => x - (P[Math.floor(k / m) * m]! * P[(k % m) * m]!) / F);
    }
    const last = t === y.length - 1;
    if (steady && seen) {
      if (last) P = new Float64Array(m * m);
      else a = shiftState(a, f, m);
      continue;
    }
    if (last) break;
    a = shiftState(a, f, m);
    P = shiftVariance(P, f, r, m);
    steady = isInnovationOnly(P, r, m);
  }
  return { errors, scale, n, logScale, squares, state: a, variance: P };
}

/** Whether the state's variance has settled at R R' (the innovations are known exactly), so it needs no more updating. */
function isInnovationOnly(P: Float64Array, r: Float64Array, m: number): boolean {
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) if (Math.abs(P[i * m + j]! - r[i]! * r[j]!) > 1e-13) return false;
  return true;
}

function shiftState(a: Float64Array, f: Float64Array, m: number): Float64Array {
  return Float64Array.from({ length: m }, (_, i) => f[i]! * a[0]! + (i + 1 < m ? a[i + 1]! : 0));
}

function shiftVariance(P: Float64Array, f: Float64Array, r: Float64Array, m: number): Float64Array {
  const at = (i: number, j: number): number => (i < m && j < m ? P[i * m + j]! : 0);
  const next = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      const v = f[i]! * f[j]! * P[0]! + f[i]! * at(0, j + 1) + f[j]! * at(i + 1, 0) + at(i + 1, j + 1) + r[i]! * r[j]!;
      next[i * m + j] = v;
      next[j * m + i] = v;
    }
  }
  return next;
}

/** P = F P F' + r r' by doubling: P_{k+1} = P_k + A_k P_k A_k', A_{k+1} = A_k². */
function stationaryVariance(f: Float64Array, r: Float64Array, m: number): Float64Array {
  let A: Float64Array = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    A[i * m] = f[i]!;
    if (i + 1 < m) A[i * m + i + 1] = 1;
  }
  let P: Float64Array = Float64Array.from({ length: m * m }, (_, k) => r[Math.floor(k / m)]! * r[k % m]!);
  for (let k = 0; k < 60; k++) {
    const AP = times(A, P, m, false);
    const add = times(AP, A, m, true);
    let change = 0;
    P = P.map((v, i) => {
      change = Math.max(change, Math.abs(add[i]!) / (1 + Math.abs(v)));
      return v + add[i]!;
    });
    if (change < 1e-15 || !Number.isFinite(change)) break;
    A = times(A, A, m, false);
  }
  return P;
}

function times(A: Float64Array, B: Float64Array, m: number, transposed: boolean): Float64Array {
  const C = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < m; k++) {
      const a = A[i * m + k]!;
      if (a === 0) continue;
      for (let j = 0; j < m; j++) C[i * m + j]! += a * (transposed ? B[j * m + k]! : B[k * m + j]!);
    }
  }
  return C;
}

import { solve } from "./linear-algebra.ts";

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
  const P = stationaryVariance(f, r, m);
  const a = new Float64Array(m);
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
      if (!steady) takeOutInto(P, F, m);
    }
    const last = t === y.length - 1;
    if (steady && seen) {
      if (last) P.fill(0);
      else shiftStateInto(a, f, m);
      continue;
    }
    if (last) break;
    shiftStateInto(a, f, m);
    shiftVarianceInto(P, f, r, m);
    steady = isInnovationOnly(P, r, m);
  }
  return { errors, scale, n, logScale, squares, state: a, variance: P };
}

/** P - p p' / F with p the first column. */
function takeOutInto(P: Float64Array, F: number, m: number): void {
  for (let i = m - 1; i >= 0; i--) {
    const w = P[i * m]! / F;
    if (w !== 0) for (let j = m - 1; j >= 1; j--) P[i * m + j]! -= w * P[j * m]!;
  }
  for (let j = 1; j < m; j++) {
    P[j * m] = 0;
    P[j] = 0;
  }
  P[0] = 0;
}

/** Whether the state's variance has settled at R R' (the innovations are known exactly), so it needs no more updating. */
function isInnovationOnly(P: Float64Array, r: Float64Array, m: number): boolean {
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) if (Math.abs(P[i * m + j]! - r[i]! * r[j]!) > 1e-13) return false;
  return true;
}

function shiftStateInto(a: Float64Array, f: Float64Array, m: number): void {
  const first = a[0]!;
  for (let i = 0; i < m; i++) a[i] = f[i]! * first + (i + 1 < m ? a[i + 1]! : 0);
}

/** F P F' + r r' in place: every element needs only those of its own row and column and beyond. */
function shiftVarianceInto(P: Float64Array, f: Float64Array, r: Float64Array, m: number): void {
  const top = new Float64Array(m + 1);
  top.set(P.subarray(0, m));
  for (let i = 0; i < m; i++) {
    for (let j = i; j < m; j++) {
      const beyond = j + 1 < m ? P[(i + 1) * m + j + 1]! : 0;
      const v = f[i]! * f[j]! * top[0]! + f[i]! * top[j + 1]! + f[j]! * top[i + 1]! + beyond + r[i]! * r[j]!;
      P[i * m + j] = v;
      P[j * m + i] = v;
    }
  }
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

/**
 * Standardised innovations of one or more series under one ARMA(p, q), v[t] / sqrt(F[t]), without gaps: Chandrasekhar recursions, which
 * carry the change of the state's variance (rank one) instead of the variance itself, O(m) a step.
 * @param series equal lengths
 * @param into   as many arrays of that length
 * @returns sum log F
 * @cite Morf, Sidhu & Kailath (1974), IEEE Transactions on Automatic Control 19; Pearlman (1980), Biometrika 67
 */
export function armaInnovationsInto(
  into: readonly Float64Array[],
  series: readonly Float64Array[],
  { phi, theta }: { readonly phi: ArrayLike<number>; readonly theta: ArrayLike<number> },
): number {
  const p = phi.length;
  const m = Math.max(p, theta.length + 1);
  const f = Float64Array.from({ length: m }, (_, i) => (i < p ? phi[i]! : 0));
  const g = stateCovariances(f, theta, m);
  let F = g[0]!;
  const k = Float64Array.from({ length: m }, (_, i) => f[i]! * F + (i + 1 < m ? g[i + 1]! : 0));
  const W = new Float64Array(m + 1);
  W.set(k);
  let M = -1 / F;
  const states = series.map(() => new Float64Array(m + 1));
  const n = series[0]?.length ?? 0;
  let logScale = 0;
  for (let t = 0; t < n; t++) {
    logScale += Math.log(F);
    const root = Math.sqrt(F);
    for (let s = 0; s < states.length; s++) {
      const a = states[s]!;
      const first = a[0]!;
      const v = series[s]![t]! - first;
      into[s]![t] = v / root;
      const step = v / F;
      for (let i = 0; i < m; i++) a[i] = f[i]! * first + a[i + 1]! + k[i]! * step;
    }
    const w = W[0]!;
    const mw = M * w;
    if (mw * w === 0) {
      for (let i = 0; i < m; i++) W[i] = W[i + 1]!;
      continue;
    }
    const next = F + mw * w;
    const share = w / next;
    for (let i = 0; i < m; i++) {
      const moved = f[i]! * w + W[i + 1]!;
      k[i]! += moved * mw;
      W[i] = moved - k[i]! * share;
    }
    M += (mw * mw) / F;
    F = next;
  }
  return logScale;
}

/** Covariances of Harvey's state with the observation of its period, over sigma²: the first column of the stationary variance. */
function stateCovariances(f: Float64Array, theta: ArrayLike<number>, m: number): Float64Array {
  const r = (j: number): number => (j === 0 ? 1 : (theta[j - 1] ?? 0));
  const psi = new Float64Array(m + 1);
  for (let j = 0; j <= m; j++) {
    psi[j] = r(j);
    for (let i = 1; i <= j && i <= m; i++) psi[j]! += f[i - 1]! * psi[j - i]!;
  }
  const gamma = autocovariances(f, r, psi, m);
  return Float64Array.from({ length: m }, (_, i) => {
    let s = 0;
    for (let j = i; j < m; j++) s += f[j]! * gamma[1 + j - i]! + r(j) * psi[j - i]!;
    return s;
  });
}

/** gamma_0 .. gamma_m over sigma² by the Yule-Walker equations of the highest lag with a coefficient. */
function autocovariances(f: Float64Array, r: (j: number) => number, psi: Float64Array, m: number): Float64Array {
  const p = f.findLastIndex((v) => v !== 0) + 1;
  const right = Float64Array.from({ length: m + 1 }, (_, k) => {
    let s = 0;
    for (let j = k; j < m; j++) s += r(j) * psi[j - k]!;
    return s;
  });
  if (p === 0) return right;
  const size = p + 1;
  const A = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    A[k * size + k]! += 1;
    for (let i = 1; i <= p; i++) A[k * size + Math.abs(k - i)]! -= f[i - 1]!;
  }
  const gamma = new Float64Array(m + 1);
  gamma.set(solve(A, right.slice(0, size), size));
  for (let k = size; k <= m; k++) {
    gamma[k] = right[k]!;
    for (let i = 1; i <= p; i++) gamma[k]! += f[i - 1]! * gamma[k - i]!;
  }
  return gamma;
}

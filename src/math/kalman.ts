import { checkLength, MathFailure } from "./failure.ts";
import { multiply, transpose } from "./linear-algebra.ts";

/**
 * A linear Gaussian state-space model.
 *
 *   y[t] = Z a[t] + e[t],        e ~ N(0, H)
 *   a[t+1] = T a[t] + R u[t],    u ~ N(0, Q)
 *   a[1] ~ N(a1, P1 + kappa P1inf), kappa -> infinity
 */
export interface StateSpace {
  /** Series p, states m, shocks r. */
  readonly p: number;
  readonly m: number;
  readonly r: number;
  /** p × m. */
  readonly Z: Float64Array;
  /** p × p, symmetric, positive semidefinite. */
  readonly H: Float64Array;
  /** m × m. */
  readonly T: Float64Array;
  /** m × r. */
  readonly R: Float64Array;
  /** r × r. */
  readonly Q: Float64Array;
  /** m. */
  readonly a1: Float64Array;
  /** m × m. */
  readonly P1: Float64Array;
  /** m × m, its range is the diffuse part; all zero for a proper start. */
  readonly P1inf: Float64Array;
}

/** One scalar step of the filter, kept for the smoother. */
interface Step {
  readonly z: Float64Array;
  readonly v: number;
  readonly F: number;
  readonly Finf: number;
  readonly M: Float64Array;
  readonly Minf: Float64Array;
}

/** What the filter found. */
export interface Filtered {
  /** Diffuse log-likelihood [nats]: log(2 pi)/2 is counted for every non-diffuse scalar observation, log(Finf)/2 for the diffuse ones. */
  readonly logLikelihood: number;
  /** Predicted states E(a[t] | y[1..t-1]), (n + 1) × m, and variances (n + 1) × m × m. */
  readonly a: Float64Array;
  readonly P: Float64Array;
  /** Diffuse part of the variances while it lasts, one m × m per period; `d` of them. */
  readonly Pinf: readonly Float64Array[];
  /** Periods of the diffuse phase, and scalar observations used in its last one. */
  readonly d: number;
  readonly j: number;
  /** Observed scalars. */
  readonly observed: number;
  /** Per period: the scalar steps, in the order used (after the transformation that makes H diagonal). */
  readonly steps: readonly (readonly Step[])[];
  /** Filtered states E(a[t] | y[1..t]) and their variances. */
  readonly aFiltered: Float64Array;
  readonly PFiltered: Float64Array;
}

/**
 * Kalman filter with exact diffuse start, one scalar observation at a time.
 *
 * A missing y[t][i] is NaN; the row is reduced, not imputed. Where H is not diagonal the observed part of the row is
 * transformed by H = L D L', which leaves the likelihood unchanged (|L| = 1). A scalar whose prediction variance is zero (to
 * 1e-13 of the model's largest variance) is known already and left out.
 *
 * @param y n × p, rows in time order
 * @throws "wrong-shape"; "not-positive-definite" when H has a negative pivot
 * @cite Durbin & Koopman (2012), Time Series Analysis by State Space Methods, 5.2 and 6.4; Koopman & Durbin (2000), JTSA 21
 */
export function filterStates(model: StateSpace, y: Float64Array): Filtered {
  const { p, m } = model;
  checkModel(model);
  const n = y.length / p;
  const RQR = symmetricProduct(model);
  const a = new Float64Array((n + 1) * m);
  const P = new Float64Array((n + 1) * m * m);
  const aFiltered = new Float64Array(n * m);
  const PFiltered = new Float64Array(n * m * m);
  a.set(model.a1);
  P.set(model.P1);
  let Pinf: Float64Array | null = model.P1inf.some((v) => v !== 0) ? Float64Array.from(model.P1inf) : null;
  const level = largestVariance(model, RQR);
  const kept: Float64Array[] = [];
  const steps: Step[][] = [];
  const rows = rowReducer(model);
  const at = Float64Array.from(model.a1);
  let Pt = Float64Array.from(model.P1);
  let [logLikelihood, observed, d, j] = [0, 0, 0, 0];
  for (let t = 0; t < n; t++) {
    a.set(at, t * m);
    P.set(Pt, t * m * m);
    if (Pinf !== null) kept.push(Float64Array.from(Pinf));
    const diffuseBefore: boolean = Pinf !== null;
    const taken: Step[] = [];
    for (const { z, h, value } of rows(y.subarray(t * p, (t + 1) * p))) {
      const step: Step = scalarStep({ z, h, value, at, Pt, Pinf, level });
      taken.push(step);
      observed++;
      if (step.Finf > 0) logLikelihood -= 0.5 * Math.log(step.Finf);
      else if (step.F > 0)
        logLikelihood -= 0.5 * (Math.log(2 * Math.PI) + Math.log(step.F) + (step.v * step.v) / step.F);
      if (Pinf !== null) j = taken.length;
      if (Pinf !== null && step.Finf > 0 && vanished(Pinf, model.P1inf)) Pinf = null;
    }
    steps.push(taken);
    if (diffuseBefore) d = t + 1;
    aFiltered.set(at, t * m);
    PFiltered.set(Pt, t * m * m);
    at.set(timesVector(model.T, at, m));
    Pt = propagate(model.T, Pt, RQR, m);
    if (Pinf !== null) Pinf = propagate(model.T, Pinf, null, m);
  }
  a.set(at, n * m);
  P.set(Pt, n * m * m);
  return { logLikelihood, a, P, Pinf: kept, d, j: d > 0 ? j : 0, observed, steps, aFiltered, PFiltered };
}

function checkModel({ p, m, r, Z, H, T, R, Q, a1, P1, P1inf }: StateSpace): void {
  checkLength("Z", Z, p * m);
  checkLength("H", H, p * p);
  checkLength("T", T, m * m);
  checkLength("R", R, m * r);
  checkLength("Q", Q, r * r);
  checkLength("a1", a1, m);
  checkLength("P1", P1, m * m);
  checkLength("P1inf", P1inf, m * m);
}

function symmetricProduct({ R, Q, m, r }: StateSpace): Float64Array {
  return multiply(multiply(R, Q, { n: m, k: r, m: r }), transpose(R, m, r), { n: m, k: r, m });
}

/** Turns a row of y into independent scalar observations. */
function rowReducer({
  Z,
  H,
  p,
  m,
}: StateSpace): (row: Float64Array) => { readonly z: Float64Array; readonly h: number; readonly value: number }[] {
  const diagonal = H.every((v, k) => Math.floor(k / p) === k % p || v === 0);
  return (row) => {
    const seen = Array.from({ length: p }, (_, i) => i).filter((i) => !Number.isNaN(row[i]!));
    if (diagonal) return seen.map((i) => ({ z: Z.subarray(i * m, (i + 1) * m), h: H[i * p + i]!, value: row[i]! }));
    return transformed(seen, { Z, H, p, m, row });
  };
}

function transformed(
  seen: readonly number[],
  from: {
    readonly Z: Float64Array;
    readonly H: Float64Array;
    readonly p: number;
    readonly m: number;
    readonly row: Float64Array;
  },
): { readonly z: Float64Array; readonly h: number; readonly value: number }[] {
  const { Z, H, p, m, row } = from;
  const q = seen.length;
  const L = new Float64Array(q * q);
  const D = new Float64Array(q);
  const zs = seen.map((i) => Z.slice(i * m, (i + 1) * m));
  const values = seen.map((i) => row[i]!);
  for (let i = 0; i < q; i++) {
    for (let k = 0; k <= i; k++) {
      let s = H[seen[i]! * p + seen[k]!]!;
      for (let l = 0; l < k; l++) s -= L[i * q + l]! * L[k * q + l]! * D[l]!;
      if (i === k) D[i] = s;
      else L[i * q + k] = D[k]! > 0 ? s / D[k]! : 0;
    }
    if (D[i]! < -1e-10 * Math.abs(H[seen[i]! * p + seen[i]!]!))
      throw new MathFailure("not-positive-definite", { what: "H", pivot: D[i]!, index: i });
    for (let k = 0; k < i; k++) {
      const l = L[i * q + k]!;
      values[i]! -= l * values[k]!;
      for (let c = 0; c < m; c++) zs[i]![c]! -= l * zs[k]![c]!;
    }
  }
  return zs.map((z, i) => ({ z, h: Math.max(0, D[i]!), value: values[i]! }));
}

function scalarStep(from: {
  readonly z: Float64Array;
  readonly h: number;
  readonly value: number;
  readonly at: Float64Array;
  readonly Pt: Float64Array;
  readonly Pinf: Float64Array | null;
  readonly level: number;
}): Step {
  const { z, h, value, at, Pt, Pinf, level } = from;
  const m = at.length;
  const M = new Float64Array(m);
  let v = value;
  for (let i = 0; i < m; i++) {
    const zi = z[i]!;
    if (zi === 0) continue;
    v -= zi * at[i]!;
    for (let k = 0; k < m; k++) M[k]! += Pt[k * m + i]! * zi;
  }
  let F = h;
  let size = h > 0 ? 1 : 0;
  for (let i = 0; i < m; i++) {
    F += z[i]! * M[i]!;
    size += z[i]! * z[i]!;
  }
  if (F <= 1e-13 * size * level) F = 0;
  const Minf = new Float64Array(Pinf === null ? 0 : m);
  let Finf = 0;
  if (Pinf !== null) {
    let scale = 0;
    for (let i = 0; i < m; i++) {
      const zi = z[i]!;
      scale += zi * zi;
      if (zi !== 0) for (let k = 0; k < m; k++) Minf[k]! += Pinf[k * m + i]! * zi;
    }
    for (let i = 0; i < m; i++) Finf += z[i]! * Minf[i]!;
    if (Finf <= 1e-10 * scale) Finf = 0;
  }
  if (Finf > 0 && Pinf !== null) {
    for (let i = 0; i < m; i++) {
      const gi = Minf[i]! / Finf;
      at[i]! += gi * v;
      for (let k = 0; k < m; k++) {
        Pt[i * m + k]! += (gi * Minf[k]! * F) / Finf - gi * M[k]! - (M[i]! * Minf[k]!) / Finf;
        Pinf[i * m + k]! -= gi * Minf[k]!;
      }
    }
  } else if (F > 0) {
    for (let i = 0; i < m; i++) {
      const g = M[i]! / F;
      if (g === 0) continue;
      at[i]! += g * v;
      for (let k = 0; k < m; k++) Pt[i * m + k]! -= g * M[k]!;
    }
  }
  return { z, v, F, Finf, M, Minf };
}

/** What a variance is compared with before it counts as zero. */
function largestVariance({ H, P1, p, m }: StateSpace, RQR: Float64Array): number {
  let top = 0;
  for (let i = 0; i < p; i++) top = Math.max(top, H[i * p + i]!);
  for (let i = 0; i < m; i++) top = Math.max(top, RQR[i * m + i]!, P1[i * m + i]!);
  return top;
}

function vanished(Pinf: Float64Array, start: Float64Array): boolean {
  let [size, first] = [0, 0];
  for (const v of Pinf) size = Math.max(size, Math.abs(v));
  for (const v of start) first = Math.max(first, Math.abs(v));
  return size <= 1e-10 * first;
}

function timesVector(A: Float64Array, x: Float64Array, m: number): Float64Array {
  const y = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    let s = 0;
    for (let k = 0; k < m; k++) s += A[i * m + k]! * x[k]!;
    y[i] = s;
  }
  return y;
}

function transposedTimesVector(A: Float64Array, x: Float64Array, m: number): Float64Array {
  const y = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    const v = x[i]!;
    if (v !== 0) for (let k = 0; k < m; k++) y[k]! += A[i * m + k]! * v;
  }
  return y;
}

/** T P T' + V, symmetric. */
function propagate(T: Float64Array, P: Float64Array, V: Float64Array | null, m: number): Float64Array<ArrayBuffer> {
  const TP = multiply(T, P, { n: m, k: m, m });
  const out = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < m; k++) {
      const t = T[i * m + k]!;
      if (t === 0) continue;
      for (let l = 0; l < m; l++) out[l * m + i]! += TP[l * m + k]! * t;
    }
  }
  for (let i = 0; i < m; i++) {
    for (let k = 0; k <= i; k++) {
      const v = 0.5 * (out[i * m + k]! + out[k * m + i]!) + (V === null ? 0 : V[i * m + k]!);
      out[i * m + k] = v;
      out[k * m + i] = v;
    }
  }
  return out;
}

/** What the smoother found. */
export interface Smoothed {
  readonly filtered: Filtered;
  /** E(a[t] | all y), n × m, and variances n × m × m (the first period only with `sparse`). */
  readonly alpha: Float64Array;
  readonly V: Float64Array;
  /** With `sparse`: P[t] N[t-1] per period, from which {@link smoothedCovariance} and {@link laggedCovariance} read elements. */
  readonly PN: Float64Array | null;
  /** Smoothed disturbances: E(u[t] | all y), n × r, and y - Z alpha with NaN where missing, n × p. */
  readonly eta: Float64Array;
  readonly epsilon: Float64Array;
}

/**
 * Fixed-interval smoother with exact diffuse start (state and disturbances).
 * @param options `sparse`: no full variances but what is needed to read single elements, for EM steps (proper start only);
 *   `meansOnly`: no variances at all (V empty)
 * @cite Durbin & Koopman (2012), 4.4, 5.3, 6.4; for the lagged covariance 4.7
 */
export function smoothStates(
  model: StateSpace,
  y: Float64Array,
  options: { readonly sparse?: boolean; readonly meansOnly?: boolean } = {},
): Smoothed {
  const filtered = filterStates(model, y);
  const { p, m, r } = model;
  const n = y.length / p;
  const sparse = options.sparse === true;
  const meansOnly = options.meansOnly === true && filtered.d === 0;
  const alpha = new Float64Array(n * m);
  const V = new Float64Array(meansOnly ? 0 : (sparse ? 1 : n) * m * m);
  const PN = sparse ? new Float64Array(n * m * m) : null;
  const eta = new Float64Array(n * r);
  const QR = multiply(model.Q, transpose(model.R, m, r), { n: r, k: r, m });
  let back = new BackwardState(m, !meansOnly);
  for (let t = n - 1; t >= 0; t--) {
    eta.set(multiply(QR, back.r0, { n: r, k: m, m: 1 }), t * r);
    back = back.throughTransition(model.T);
    const diffuse = t < filtered.d;
    for (let i = (filtered.steps[t]?.length ?? 0) - 1; i >= 0; i--) back.throughStep(filtered.steps[t]![i]!, diffuse);
    const P = filtered.P.subarray(t * m * m, (t + 1) * m * m);
    const Pinf = diffuse ? (filtered.Pinf[t] ?? null) : null;
    alpha.set(smoothedMean(filtered.a.subarray(t * m, (t + 1) * m), P, Pinf, back), t * m);
    PN?.set(multiply(P, back.N0, { n: m, k: m, m }), t * m * m);
    if (!meansOnly && (!sparse || t === 0)) V.set(smoothedVariance(P, Pinf, back), sparse ? 0 : t * m * m);
  }
  const epsilon = new Float64Array(n * p);
  for (let t = 0; t < n; t++) {
    const fit = multiply(model.Z, alpha.slice(t * m, (t + 1) * m), { n: p, k: m, m: 1 });
    for (let i = 0; i < p; i++) epsilon[t * p + i] = y[t * p + i]! - fit[i]!;
  }
  return { filtered, alpha, V, PN, eta, epsilon };
}

/**
 * Weight of every observation in E(c'a[t] | all y), which is linear in y: one pass forward and one back over what the filter kept,
 * whatever the number of observations (the smoother's recursions run in reverse).
 *
 * @param y what was filtered, n × p; H diagonal, no diffuse start
 * @returns n × p, 0 where nothing was observed
 * @throws "wrong-shape" for a model with a diffuse start or correlated measurement errors
 * @cite Koopman & Harvey (2003), Journal of Economic Dynamics & Control 27
 */
export function observationWeights(
  model: StateSpace,
  { filtered, y }: { readonly filtered: Filtered; readonly y: Float64Array },
  { t: target, c }: { readonly t: number; readonly c: Float64Array },
): Float64Array {
  const { p, m, T, H } = model;
  const n = y.length / p;
  if (filtered.d > 0 || H.some((v, k) => v !== 0 && Math.floor(k / p) !== k % p))
    throw new MathFailure("wrong-shape", {
      what: "model",
      expected: "a proper start and uncorrelated measurement errors",
      got: filtered.d > 0 ? "a diffuse start" : "correlated errors",
    });
  const response = filtered.steps.map((steps) => new Float64Array(steps.length));
  let r: Float64Array = multiply(filtered.P.slice(target * m * m, (target + 1) * m * m), c, { n: m, k: m, m: 1 });
  for (let t = target; t < n; t++) {
    filtered.steps[t]!.forEach(({ z, F, M }, i) => {
      if (!(F > 0)) return;
      const w = dotOf(z, r) / F;
      response[t]![i] = w;
      for (let k = 0; k < m; k++) r[k]! -= M[k]! * w;
    });
    r = timesVector(T, r, m);
  }
  const weights = new Float64Array(n * p);
  let a: Float64Array = new Float64Array(m);
  for (let t = n - 1; t >= 0; t--) {
    a = transposedTimesVector(T, a, m);
    const seen = Array.from({ length: p }, (_, i) => i).filter((i) => !Number.isNaN(y[t * p + i]!));
    for (let i = seen.length - 1; i >= 0; i--) {
      const { z, F, M } = filtered.steps[t]![i]!;
      if (!(F > 0)) continue;
      const w = response[t]![i]! + dotOf(M, a) / F;
      weights[t * p + seen[i]!] = w;
      for (let k = 0; k < m; k++) a[k]! -= z[k]! * w;
    }
    if (t === target) for (let k = 0; k < m; k++) a[k]! += c[k]!;
  }
  return weights;
}

/** Element (i, j) of Var(a[t] | all y) = P - P N P after a sparse smoothing. */
export function smoothedCovariance(
  { filtered, PN }: Smoothed,
  m: number,
  at: { readonly t: number; readonly i: number; readonly j: number },
): number {
  const { t, i, j } = at;
  const base = t * m * m;
  let s = filtered.P[base + i * m + j]!;
  if (PN !== null) for (let k = 0; k < m; k++) s -= PN[base + i * m + k]! * filtered.P[base + k * m + j]!;
  return s;
}

/** Element (i, j) of Cov(a[t], a[t-1] | all y) = (I - P[t] N[t-1]) T P[t-1|t-1] after a sparse smoothing. */
export function laggedCovariance(
  { filtered, PN }: Smoothed,
  model: StateSpace,
  at: { readonly t: number; readonly i: number; readonly j: number },
): number {
  const { m, T } = model;
  const { t, i, j } = at;
  const before = (t - 1) * m * m;
  const moved = (k: number): number => {
    let s = 0;
    for (let l = 0; l < m; l++) {
      const v = T[k * m + l]!;
      if (v !== 0) s += v * filtered.PFiltered[before + l * m + j]!;
    }
    return s;
  };
  let s = moved(i);
  if (PN !== null) for (let k = 0; k < m; k++) s -= PN[t * m * m + i * m + k]! * moved(k);
  return s;
}

/** The backward recursions r0, r1, N0, N1, N2 of the diffuse smoother. */
class BackwardState {
  r0: Float64Array;
  r1: Float64Array;
  N0: Float64Array;
  N1: Float64Array;
  N2: Float64Array;
  private readonly m: number;
  private readonly withN: boolean;
  constructor(m: number, withN: boolean) {
    this.m = m;
    this.withN = withN;
    this.r0 = new Float64Array(m);
    this.r1 = new Float64Array(m);
    this.N0 = new Float64Array(m * m);
    this.N1 = new Float64Array(m * m);
    this.N2 = new Float64Array(m * m);
  }

  throughTransition(T: Float64Array): BackwardState {
    const { m } = this;
    const next = new BackwardState(m, this.withN);
    next.r0 = transposedTimesVector(T, this.r0, m);
    if (!this.withN) return next;
    const Tt = transpose(T, m, m);
    // T' N T as T' (T' N')': the sparse matrix stands first both times.
    const d = { n: m, k: m, m };
    const sandwich = (N: Float64Array): Float64Array =>
      N.some((v) => v !== 0) ? transpose(multiply(Tt, transpose(multiply(Tt, N, d), m, m), d), m, m) : N;
    next.r1 = transposedTimesVector(T, this.r1, m);
    next.N0 = sandwich(this.N0);
    next.N1 = sandwich(this.N1);
    next.N2 = sandwich(this.N2);
    return next;
  }

  throughStep(step: Step, diffuse: boolean): void {
    if (step.Finf > 0) this.throughDiffuse(step);
    else if (step.F > 0) this.throughProper(step, diffuse);
  }

  /** r <- Z v/F + L' r, N <- ZZ'/F + L' N L with L = I - M Z'/F, as rank-one updates. */
  private throughProper({ z, v, F, M }: Step, diffuse: boolean): void {
    const { m, N0 } = this;
    const rM = dotOf(this.r0, M);
    if (!this.withN) {
      for (let i = 0; i < m; i++) this.r0[i]! += (z[i]! * (v - rM)) / F;
      return;
    }
    const NM = timesVector(N0, M, m);
    const MNM = dotOf(M, NM);
    for (let i = 0; i < m; i++) {
      const zi = z[i]!;
      this.r0[i]! += (zi * (v - rM)) / F;
      for (let k = 0; k < m; k++) N0[i * m + k]! += (-zi * NM[k]! - NM[i]! * z[k]! + zi * z[k]! * (1 + MNM / F)) / F;
    }
    if (!diffuse) return;
    const N1M = timesVector(this.N1, M, m);
    for (let i = 0; i < m; i++) for (let k = 0; k < m; k++) this.N1[i * m + k]! -= (N1M[i]! * z[k]!) / F;
  }

  private throughDiffuse({ z, v, F, Finf, M, Minf }: Step): void {
    const { m } = this;
    const Linf = new Float64Array(m * m);
    const L0 = new Float64Array(m * m);
    for (let i = 0; i < m; i++) {
      for (let k = 0; k < m; k++) {
        Linf[i * m + k] = (i === k ? 1 : 0) - (Minf[i]! / Finf) * z[k]!;
        L0[i * m + k] = -((M[i]! - (Minf[i]! * F) / Finf) / Finf) * z[k]!;
      }
    }
    const d = { n: m, k: m, m };
    const LinfT = transpose(Linf, m, m);
    const L0T = transpose(L0, m, m);
    const r0 = timesVector(LinfT, this.r0, m);
    const [r1a, r1b] = [timesVector(LinfT, this.r1, m), timesVector(L0T, this.r0, m)];
    const zz = Float64Array.from({ length: m * m }, (_, k) => z[Math.floor(k / m)]! * z[k % m]!);
    const N0 = multiply(multiply(LinfT, this.N0, d), Linf, d);
    const N1 = sumOf(
      zz.map((v2) => v2 / Finf),
      multiply(multiply(LinfT, this.N1, d), Linf, d),
      multiply(multiply(L0T, this.N0, d), Linf, d),
    );
    const cross = multiply(multiply(LinfT, this.N1, d), L0, d);
    const N2 = sumOf(
      zz.map((v2) => (-v2 * F) / (Finf * Finf)),
      multiply(multiply(LinfT, this.N2, d), Linf, d),
      cross,
      transpose(cross, m, m),
      multiply(multiply(L0T, this.N0, d), L0, d),
    );
    this.r1 = r1a.map((x, i) => x + r1b[i]! + (z[i]! * v) / Finf);
    this.r0 = r0;
    this.N0 = N0;
    this.N1 = N1;
    this.N2 = N2;
  }
}

function dotOf(a: Float64Array, b: Float64Array): number {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i]! * b[i]!;
  return s;
}

function sumOf(...parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts[0]!, (_, i) => parts.reduce((s, x) => s + x[i]!, 0));
}

function smoothedMean(a: Float64Array, P: Float64Array, Pinf: Float64Array | null, back: BackwardState): Float64Array {
  const m = a.length;
  const one = timesVector(P, back.r0, m);
  const two = Pinf === null ? null : timesVector(Pinf, back.r1, m);
  return Float64Array.from(a, (v, i) => v + one[i]! + (two === null ? 0 : two[i]!));
}

function smoothedVariance(P: Float64Array, Pinf: Float64Array | null, back: BackwardState): Float64Array {
  const m = back.r0.length;
  const d = { n: m, k: m, m };
  const PNP = multiply(multiply(P, back.N0, d), P, d);
  let V: Float64Array = P.map((v, i) => v - PNP[i]!);
  if (Pinf !== null) {
    const cross = multiply(multiply(Pinf, back.N1, d), P, d);
    const crossT = transpose(cross, m, m);
    const square = multiply(multiply(Pinf, back.N2, d), Pinf, d);
    V = V.map((v, i) => v - cross[i]! - crossT[i]! - square[i]!);
  }
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < i; k++) {
      const v = 0.5 * (V[i * m + k]! + V[k * m + i]!);
      V[i * m + k] = v;
      V[k * m + i] = v;
    }
  }
  return V;
}

/** Log-likelihood of a model; see {@link filterStates}. */
export function stateLogLikelihood(model: StateSpace, y: Float64Array): number {
  return filterStates(model, y).logLikelihood;
}

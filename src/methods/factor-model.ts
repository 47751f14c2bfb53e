import {
  cholesky,
  choleskySolve,
  logDetFromCholesky,
  multiply,
  solve,
  spectralRadius,
  symmetricEigen,
  transpose,
} from "../math/linear-algebra.ts";
import { lbfgs, minimiseScalar, type ValueAndGradient } from "../math/optimise.ts";
import { mean, standardDeviation } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import type { Warning } from "../terms/warnings.ts";
import {
  covarianceAt,
  type FactorPanel,
  type FactorParameters,
  type FactorPosterior,
  factorMoments,
  factorPosterior,
  gapVariance,
  type PanelPattern,
  patternOf,
  stationaryFactors,
} from "./factor-likelihood.ts";

/** How a factor model is estimated. */
export interface FactorOptions {
  readonly factors: number;
  readonly lags: number;
  /** Conditional maximisation steps before the quasi-Newton finish. */
  readonly warmSteps: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  /** Bounds that keep the likelihood bounded: |phi| below, s above. */
  readonly phiBound: number;
  readonly varianceFloor: number;
  /** Where to start, for example the fit of the vintage before; principal components unless given. */
  readonly start: FactorParameters | null;
}

/** A fitted factor model. */
export interface FactorFit extends FactorParameters {
  readonly logLikelihood: number;
  /** E(f | x), T × r. */
  readonly factors: Float64Array;
  /** lambda_i' E(f[t] | x), T × N, in the panel's unit. */
  readonly common: Float64Array;
  readonly posterior: FactorPosterior;
  readonly iterations: number;
  readonly converged: boolean;
  /** Log-likelihood after every warm step. */
  readonly path: readonly number[];
  readonly warnings: readonly Warning[];
}

/**
 * Maximum likelihood of a dynamic factor model with AR(1) idiosyncratic terms, any pattern of missing values.
 *
 * Conditional maximisation (loadings by GLS on quasi-differenced data, so they move, unlike in the EM of the augmented form)
 * gives the start of a quasi-Newton search with the analytic score of the exact likelihood (Fisher's identity: the expected
 * score of the complete data).
 *
 * @param panel standardised, NaN where missing
 * @throws "too-few-observations" for a series with fewer than 8 values or T <= 3 r p; "constant-series"
 * @cite Doz, Giannone & Reichlin (2012), Review of Economics and Statistics 94; Meng & Rubin (1993), Biometrika 80; Koopman & Shephard (1992), Biometrika 79
 */
export function fitFactorModel(panel: FactorPanel, options: Partial<FactorOptions> = {}): FactorFit {
  const o = { ...method.defaults, ...options };
  checkPanel(panel, o);
  const pattern = patternOf(panel);
  let q = o.start ?? principalStart(panel, o);
  const path: number[] = [];
  for (let k = 0; k < o.warmSteps; k++) {
    const moments = factorMoments(panel, pattern, q);
    path.push(moments.logLikelihood);
    q = conditionalStep(panel, pattern, { q, moments, o });
  }
  const codec = codecOf(panel.N, o);
  const end = lbfgs((z) => valueAndScore(panel, pattern, codec, z), codec.encode(q), {
    memory: 30,
    maxIterations: o.maxIterations,
    tolerance: o.tolerance,
  });
  const best = codec.decode(end.x);
  const posterior = factorMoments(panel, pattern, best);
  const common = multiply(posterior.mean, transpose(best.Lambda, panel.N, o.factors), {
    n: panel.T,
    k: o.factors,
    m: panel.N,
  });
  return {
    ...best,
    logLikelihood: posterior.logLikelihood,
    factors: posterior.mean,
    common,
    posterior,
    iterations: end.iterations,
    converged: end.converged,
    path,
    warnings: warningsOf(best, o, end),
  };
}

function checkPanel({ x, T, N }: FactorPanel, o: FactorOptions): void {
  if (T <= 3 * o.factors * o.lags + 5)
    throw new VorlaufError("too-few-observations", { what: "factor model", have: T, need: 3 * o.factors * o.lags + 6 });
  for (let i = 0; i < N; i++) {
    const seen = columnOf(x, N, i).filter((v) => !Number.isNaN(v));
    if (seen.length < 8)
      throw new VorlaufError("too-few-observations", { what: `series ${i} of the panel`, have: seen.length, need: 8 });
    if (!(standardDeviation(seen) > 0)) throw new VorlaufError("constant-series", { what: `series ${i} of the panel` });
  }
}

function columnOf(x: Float64Array, N: number, i: number): Float64Array {
  return Float64Array.from({ length: x.length / N }, (_, t) => x[t * N + i]!);
}

function warningsOf(
  q: FactorParameters,
  o: FactorOptions,
  end: { readonly converged: boolean; readonly iterations: number; readonly change: number },
): Warning[] {
  const warnings: Warning[] = [];
  q.s.forEach(
    (v, i) =>
      v < 2 * o.varianceFloor &&
      warnings.push({ code: "variance-at-floor", facts: { series: i, variance: v }, about: [] }),
  );
  q.phi.forEach(
    (v, i) =>
      Math.abs(v) > 0.999 * o.phiBound &&
      warnings.push({ code: "autocorrelation-at-bound", facts: { series: i, phi: v }, about: [] }),
  );
  if (!end.converged)
    warnings.push({ code: "not-converged", facts: { iterations: end.iterations, change: end.change }, about: [] });
  return warnings;
}

/** Principal components of the panel with gaps at 0, their VAR, and AR(1) of the residuals. */
function principalStart({ x, T, N }: FactorPanel, o: FactorOptions): FactorParameters {
  const r = o.factors;
  const filled = x.map((v) => (Number.isNaN(v) ? 0 : v));
  const C = multiply(transpose(filled, T, N), filled, { n: N, k: T, m: N });
  const { vectors } = symmetricEigen(C, N);
  const Lambda = Float64Array.from({ length: N * r }, (_, k) => vectors[Math.floor(k / r) * N + (k % r)]!);
  const f = multiply(filled, Lambda, { n: T, k: N, m: r });
  const { A, Q } = regressFactors(momentsOfPath(f, T, { r, p: o.lags }), { r, p: o.lags });
  const phi = new Float64Array(N);
  const s = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    const e = Float64Array.from(
      { length: T },
      (_, t) =>
        x[t * N + i]! -
        Array.from({ length: r }, (__, a) => Lambda[i * r + a]! * f[t * r + a]!).reduce((u, v) => u + v, 0),
    );
    let [cross, square, n] = [0, 0, 0];
    for (let t = 1; t < T; t++) {
      if (Number.isNaN(e[t]!) || Number.isNaN(e[t - 1]!)) continue;
      cross += e[t]! * e[t - 1]!;
      square += e[t - 1]! ** 2;
      n++;
    }
    phi[i] = Math.max(-0.9, Math.min(0.9, square > 0 ? cross / square : 0));
    s[i] = Math.max(0.05, (n > 0 ? square / n : 1) * (1 - phi[i]! ** 2));
  }
  return { r, p: o.lags, Lambda, phi, s, A, Q };
}

/** Sums over t = p..T-1 of E f[t]f[t]', E f[t] x[t]', E x[t]x[t]' with x the p lags, and E of the first p factors' square. */
interface FactorSums {
  readonly yy: Float64Array;
  readonly yx: Float64Array;
  readonly xx: Float64Array;
  readonly start: Float64Array;
  readonly n: number;
}

function momentsOfPath(f: Float64Array, T: number, { r, p }: { readonly r: number; readonly p: number }): FactorSums {
  return sumsOf(T, { r, p }, (t, a, s, b) => f[t * r + a]! * f[s * r + b]!);
}

function sumsOf(
  T: number,
  { r, p }: { readonly r: number; readonly p: number },
  second: (t: number, a: number, s: number, b: number) => number,
): FactorSums {
  const m = r * p;
  const out = {
    yy: new Float64Array(r * r),
    yx: new Float64Array(r * m),
    xx: new Float64Array(m * m),
    start: new Float64Array(m * m),
    n: T - p,
  };
  for (let t = p; t < T; t++) {
    for (let a = 0; a < r; a++) {
      for (let b = 0; b < r; b++) out.yy[a * r + b]! += second(t, a, t, b);
      for (let k = 0; k < m; k++) out.yx[a * m + k]! += second(t, a, t - 1 - Math.floor(k / r), k % r);
    }
    for (let k = 0; k < m; k++)
      for (let l = 0; l < m; l++)
        out.xx[k * m + l]! += second(t - 1 - Math.floor(k / r), k % r, t - 1 - Math.floor(l / r), l % r);
  }
  for (let k = 0; k < m; k++)
    for (let l = 0; l < m; l++)
      out.start[k * m + l] = second(p - 1 - Math.floor(k / r), k % r, p - 1 - Math.floor(l / r), l % r);
  return out;
}

function regressFactors(
  { yy, yx, xx, n }: FactorSums,
  { r, p }: { readonly r: number; readonly p: number },
): { readonly A: Float64Array; readonly Q: Float64Array } {
  const m = r * p;
  let A: Float64Array = transpose(solve(xx, transpose(yx, r, m), m, r), m, r);
  const radius = spectralRadius(companionOf(A, r, p), m);
  if (radius > 0.98) A = A.map((v, k) => v * (0.98 / radius) ** (1 + Math.floor((k % m) / r)));
  const AYX = multiply(A, transpose(yx, r, m), { n: r, k: m, m: r });
  const AXA = multiply(multiply(A, xx, { n: r, k: m, m }), transpose(A, r, m), { n: r, k: m, m: r });
  const Q = Float64Array.from(
    { length: r * r },
    (_, c) => (yy[c]! - AYX[c]! - AYX[(c % r) * r + Math.floor(c / r)]! + AXA[c]!) / n,
  );
  return { A, Q: Q.map((v, c) => 0.5 * (v + Q[(c % r) * r + Math.floor(c / r)]!)) };
}

function companionOf(A: Float64Array, r: number, p: number): Float64Array {
  const m = r * p;
  const F = new Float64Array(m * m);
  F.set(A);
  for (let i = r; i < m; i++) F[i * m + i - r] = 1;
  return F;
}

function factorSums(T: number, q: Pick<FactorParameters, "r" | "p">, moments: FactorPosterior): FactorSums {
  const { r } = q;
  return sumsOf(
    T,
    q,
    (t, a, s, b) => moments.mean[t * r + a]! * moments.mean[s * r + b]! + covarianceAt(moments, r, { t, a, s, b }),
  );
}

/** Walks the transitions of a series with the moments of the quasi-differenced factor. */
interface Transition {
  readonly c: number;
  readonly g: number;
  /** x[t] - c x[s], and E(f[t] - c f[s]). */
  readonly dx: number;
  readonly xs: number;
}

function walkSeries(
  panel: FactorPanel,
  pattern: PanelPattern,
  at: { readonly i: number; readonly r: number; readonly phi: number; readonly moments: FactorPosterior },
  visit: (tr: Transition, df: Float64Array, V: Float64Array, fs: Float64Array, W: Float64Array) => void,
): void {
  const { x, N } = panel;
  const { i, r, phi, moments } = at;
  const chain = pattern.chains[i];
  if (chain === null || chain === undefined) return;
  const df = new Float64Array(r);
  const fs = new Float64Array(r);
  const V = new Float64Array(r * r);
  const W = new Float64Array(r * r);
  const band = moments.covariance.values;
  const step = moments.covariance.width + 1;
  for (let k = 0; k < chain.to.length; k++) {
    const [s, t] = [chain.from[k]!, chain.to[k]!];
    const g = t - s;
    const c = g === 1 ? phi : phi ** g;
    const [bs, bt] = [s * r, t * r];
    for (let a = 0; a < r; a++) {
      fs[a] = moments.mean[bs + a]!;
      df[a] = moments.mean[bt + a]! - c * fs[a]!;
      for (let b = 0; b < r; b++) {
        const [lo, hi] = a < b ? [a, b] : [b, a];
        const tt = band[(bt + lo) * step + hi - lo]!;
        const ss = band[(bs + lo) * step + hi - lo]!;
        const ts = band[(bs + b) * step + bt + a - bs - b]!;
        const st = band[(bs + a) * step + bt + b - bs - a]!;
        V[a * r + b] = tt - c * (ts + st) + c * c * ss;
        W[a * r + b] = ts - c * ss;
      }
    }
    const xs = x[s * N + i]!;
    visit({ c, g, dx: x[t * N + i]! - c * xs, xs }, df, V, fs, W);
  }
}

function firstMoment(
  panel: FactorPanel,
  pattern: PanelPattern,
  at: { readonly i: number; readonly r: number; readonly moments: FactorPosterior },
): { readonly x: number; readonly f: Float64Array; readonly V: Float64Array } | null {
  const chain = pattern.chains[at.i];
  if (chain === null || chain === undefined) return null;
  const { r, moments } = at;
  const t = chain.first;
  return {
    x: panel.x[t * panel.N + at.i]!,
    f: moments.mean.slice(t * r, (t + 1) * r),
    V: Float64Array.from({ length: r * r }, (_, c) =>
      covarianceAt(moments, r, { t, a: Math.floor(c / r), s: t, b: c % r }),
    ),
  };
}

function form(l: Float64Array, V: Float64Array, r: number): number {
  let s = 0;
  for (let a = 0; a < r; a++) for (let b = 0; b < r; b++) s += l[a]! * V[a * r + b]! * l[b]!;
  return s;
}

function inner(a: Float64Array, b: Float64Array): number {
  let s = 0;
  for (let k = 0; k < a.length; k++) s += a[k]! * b[k]!;
  return s;
}

/** One pass of conditional maximisation: loadings by GLS, then phi and s of every series, then the factor VAR. */
function conditionalStep(
  panel: FactorPanel,
  pattern: PanelPattern,
  from: { readonly q: FactorParameters; readonly moments: FactorPosterior; readonly o: FactorOptions },
): FactorParameters {
  const { q, moments, o } = from;
  const { r, p } = q;
  const Lambda = Float64Array.from(q.Lambda);
  const phi = Float64Array.from(q.phi);
  const s = Float64Array.from(q.s);
  for (let i = 0; i < panel.N; i++) {
    const start = firstMoment(panel, pattern, { i, r, moments });
    if (start === null) continue;
    const l = gls(panel, pattern, { i, r, phi: phi[i]!, moments, start });
    Lambda.set(l, i * r);
    const table = errorMoments(panel, pattern, { i, r, l, moments });
    const e0 = (start.x - inner(l, start.f)) ** 2 + form(l, start.V, r);
    const n = table.reduce((k, row) => k + row.n, 0) + 1;
    const concentrated = (f: number): { readonly loss: number; readonly s: number } => {
      let [square, logs] = [(1 - f * f) * e0, -Math.log(1 - f * f)];
      for (const m of table) {
        const c = f ** m.g;
        const k = gapVariance(f, m.g);
        square += (m.tt - 2 * c * m.ts + c * c * m.ss) / k;
        logs += m.n * Math.log(k);
      }
      const variance = Math.max(o.varianceFloor * 1.01, square / n);
      return { loss: n * Math.log(variance) + square / variance + logs, s: variance };
    };
    const best = minimiseScalar((f) => concentrated(f).loss, -0.999 * o.phiBound, 0.999 * o.phiBound, 1e-7).x;
    phi[i] = best;
    s[i] = concentrated(best).s;
  }
  return { r, p, Lambda, phi, s, ...regressFactors(factorSums(panel.T, q, moments), q) };
}

function gls(
  panel: FactorPanel,
  pattern: PanelPattern,
  at: {
    readonly i: number;
    readonly r: number;
    readonly phi: number;
    readonly moments: FactorPosterior;
    readonly start: { readonly x: number; readonly f: Float64Array; readonly V: Float64Array };
  },
): Float64Array {
  const { r, phi, start } = at;
  const G = new Float64Array(r * r);
  const h = new Float64Array(r);
  const add = (w: number, x: number, f: Float64Array, V: Float64Array): void => {
    for (let a = 0; a < r; a++) {
      h[a]! += w * x * f[a]!;
      for (let b = 0; b < r; b++) G[a * r + b]! += w * (f[a]! * f[b]! + V[a * r + b]!);
    }
  };
  add(1 - phi * phi, start.x, start.f, start.V);
  walkSeries(panel, pattern, at, ({ g, dx }, df, V) => add(1 / gapVariance(phi, g), dx, df, V));
  return choleskySolve(cholesky(G, r), h, r);
}

/** Per gap: sums of E e[t]², E e[t]e[s], E e[s]² at given loadings. */
function errorMoments(
  panel: FactorPanel,
  pattern: PanelPattern,
  at: { readonly i: number; readonly r: number; readonly l: Float64Array; readonly moments: FactorPosterior },
): { g: number; n: number; tt: number; ts: number; ss: number }[] {
  const { r, l } = at;
  const rows = new Map<number, { g: number; n: number; tt: number; ts: number; ss: number }>();
  // With phi = 0 the walk's difference is f[t] itself, V its variance and W its covariance with f[s].
  let before: { readonly e: number; readonly v: number } | null = null;
  const start = firstMoment(panel, pattern, at);
  if (start !== null) before = { e: start.x - inner(l, start.f), v: form(l, start.V, r) };
  walkSeries(panel, pattern, { ...at, phi: 0 }, ({ g, dx }, df, V, _, W) => {
    if (before === null) return;
    const row = rows.get(g) ?? { g, n: 0, tt: 0, ts: 0, ss: 0 };
    const e = dx - inner(l, df);
    const v = form(l, V, r);
    row.n++;
    row.tt += e * e + v;
    row.ts += e * before.e + form(l, W, r);
    row.ss += before.e ** 2 + before.v;
    rows.set(g, row);
    before = { e, v };
  });
  return [...rows.values()];
}

/** Unconstrained numbers to parameters and back. */
interface Codec {
  readonly o: FactorOptions;
  readonly N: number;
  readonly decode: (z: Float64Array) => FactorParameters;
  readonly encode: (q: FactorParameters) => Float64Array;
}

function codecOf(N: number, o: FactorOptions): Codec {
  const { factors: r, lags: p, phiBound, varianceFloor } = o;
  const [atPhi, atS, atA, atQ] = [N * r, N * r + N, N * r + 2 * N, N * r + 2 * N + r * r * p];
  return {
    o,
    N,
    decode: (z) => {
      const L = choleskyFromFree(z.subarray(atQ), r);
      return {
        r,
        p,
        Lambda: z.slice(0, atPhi),
        phi: z.slice(atPhi, atS).map((v) => phiBound * Math.tanh(v)),
        s: z.slice(atS, atA).map((v) => varianceFloor + Math.exp(v)),
        A: z.slice(atA, atQ),
        Q: multiply(L, transpose(L, r, r), { n: r, k: r, m: r }),
      };
    },
    encode: (q) => {
      const L = cholesky(q.Q, r);
      const chol: number[] = [];
      for (let a = 0; a < r; a++)
        for (let b = 0; b <= a; b++) chol.push(a === b ? Math.log(L[a * r + a]!) : L[a * r + b]!);
      const bounded = q.phi.map((v) => Math.atanh(Math.max(-0.9999, Math.min(0.9999, v / phiBound))));
      return Float64Array.from([
        ...q.Lambda,
        ...bounded,
        ...q.s.map((v) => Math.log(Math.max(1e-12, v - varianceFloor))),
        ...q.A,
        ...chol,
      ]);
    },
  };
}

function choleskyFromFree(z: Float64Array, r: number): Float64Array {
  const L = new Float64Array(r * r);
  let k = 0;
  for (let a = 0; a < r; a++) for (let b = 0; b <= a; b++) L[a * r + b] = a === b ? Math.exp(z[k++]!) : z[k++]!;
  return L;
}

/** Negative log-likelihood and its exact gradient. */
function valueAndScore(panel: FactorPanel, pattern: PanelPattern, codec: Codec, z: Float64Array): ValueAndGradient {
  const bad = { value: Number.POSITIVE_INFINITY, gradient: new Float64Array(z.length) };
  const { r, N } = { r: codec.o.factors, N: codec.N };
  const q = codec.decode(z);
  if (![...q.s, ...q.A, ...q.Q].every(Number.isFinite) || spectralRadius(companionOf(q.A, r, q.p), r * q.p) >= 0.9999)
    return bad;
  const moments = factorMoments(panel, pattern, q);
  if (!Number.isFinite(moments.logLikelihood)) return bad;
  const gradient = new Float64Array(z.length);
  for (let i = 0; i < N; i++)
    seriesScore(panel, pattern, { i, q, moments, bound: codec.o.phiBound, floor: codec.o.varianceFloor }, gradient);
  const at = N * r + 2 * N;
  const sums = factorSums(panel.T, q, moments);
  const part = (free: Float64Array): number => factorComplete(sums, free, { r, p: q.p });
  const free = z.slice(at);
  for (let k = 0; k < free.length; k++) {
    const h = 1e-5 * Math.max(1, Math.abs(free[k]!));
    const v = free[k]!;
    free[k] = v + h;
    const up = part(free);
    free[k] = v - h;
    gradient[at + k] = (up - part(free)) / (2 * h);
    free[k] = v;
  }
  return { value: -moments.logLikelihood, gradient: gradient.map((v) => -v) };
}

/** Expected complete-data log density of the factor path as a function of A and Q. */
function factorComplete(
  { yy, yx, xx, start, n }: FactorSums,
  free: Float64Array,
  { r, p }: { readonly r: number; readonly p: number },
): number {
  const m = r * p;
  const A = free.slice(0, r * m);
  const L = choleskyFromFree(free.subarray(r * m), r);
  const Q = multiply(L, transpose(L, r, r), { n: r, k: r, m: r });
  const L0 = cholesky(stationaryFactors({ r, p, A, Q }), m);
  const trace = (M: Float64Array, k: number): number =>
    Array.from({ length: k }, (_, a) => M[a * k + a]!).reduce((u, v) => u + v, 0);
  const AYX = multiply(A, transpose(yx, r, m), { n: r, k: m, m: r });
  const AXA = multiply(multiply(A, xx, { n: r, k: m, m }), transpose(A, r, m), { n: r, k: m, m: r });
  const S = Float64Array.from(yy, (v, c) => v - AYX[c]! - AYX[(c % r) * r + Math.floor(c / r)]! + AXA[c]!);
  return (
    -0.5 *
    (logDetFromCholesky(L0, m) +
      trace(choleskySolve(L0, start, m, m), m) +
      n * logDetFromCholesky(L, r) +
      trace(choleskySolve(L, S, r, r), r))
  );
}

function seriesScore(
  panel: FactorPanel,
  pattern: PanelPattern,
  at: {
    readonly i: number;
    readonly q: FactorParameters;
    readonly moments: FactorPosterior;
    readonly bound: number;
    readonly floor: number;
  },
  gradient: Float64Array,
): void {
  const { i, q, moments, bound, floor } = at;
  const { r } = q;
  const N = panel.N;
  const start = firstMoment(panel, pattern, { i, r, moments });
  if (start === null) return;
  const l = q.Lambda.slice(i * r, (i + 1) * r);
  const phi = q.phi[i]!;
  const s = q.s[i]!;
  let [dPhi, dS] = [0, 0];
  const dL = new Float64Array(r);
  const pull = (w: number, u: number, f: Float64Array, V: Float64Array): void => {
    for (let a = 0; a < r; a++) {
      let v = u * f[a]!;
      for (let b = 0; b < r; b++) v -= V[a * r + b]! * l[b]!;
      dL[a]! += w * v;
    }
  };
  const e0 = start.x - inner(l, start.f);
  const E0 = e0 * e0 + form(l, start.V, r);
  pull((1 - phi * phi) / s, e0, start.f, start.V);
  dPhi += -phi / (1 - phi * phi) + (phi * E0) / s;
  dS += -0.5 / s + (0.5 * (1 - phi * phi) * E0) / (s * s);
  walkSeries(panel, pattern, { i, r, phi, moments }, ({ g, dx, xs }, df, V, fs, W) => {
    const k = g === 1 ? 1 : gapVariance(phi, g);
    const u = dx - inner(l, df);
    const E = u * u + form(l, V, r);
    pull(1 / (s * k), u, df, V);
    dS += -0.5 / s + (0.5 * E) / (s * s * k);
    const cross = u * (xs - inner(l, fs)) + form(l, W, r);
    const dc = g === 1 ? 1 : g * phi ** (g - 1);
    dPhi += (dc * cross) / (s * k);
    if (g > 1) {
      let dk = 0;
      for (let j = 1; j < g; j++) dk += 2 * j * phi ** (2 * j - 1);
      dPhi += (-0.5 * dk) / k + (0.5 * E * dk) / (s * k * k);
    }
  });
  gradient.set(dL, i * r);
  gradient[N * r + i] = dPhi * bound * (1 - (phi / bound) ** 2);
  gradient[N * r + N + i] = dS * (s - floor);
}

/** Forecasts of every series for 1..horizon periods after the panel, horizon × N, in the panel's (standardised) unit. */
export function forecastPanel(panel: FactorPanel, fit: FactorFit, horizon: number): Float64Array {
  const { x, T, N } = panel;
  const { r, p } = fit;
  const f = new Float64Array((T + horizon) * r);
  f.set(fit.factors);
  for (let t = T; t < T + horizon; t++) {
    for (let a = 0; a < r; a++) {
      let v = 0;
      for (let k = 0; k < r * p; k++) v += fit.A[a * r * p + k]! * f[(t - 1 - Math.floor(k / r)) * r + (k % r)]!;
      f[t * r + a] = v;
    }
  }
  const out = new Float64Array(horizon * N);
  for (let i = 0; i < N; i++) {
    let last = T - 1;
    while (last >= 0 && Number.isNaN(x[last * N + i]!)) last--;
    const e = last < 0 ? 0 : x[last * N + i]! - fit.common[last * N + i]!;
    for (let h = 0; h < horizon; h++) {
      let v = e * fit.phi[i]! ** (T + h - last);
      for (let a = 0; a < r; a++) v += fit.Lambda[i * r + a]! * f[(T + h) * r + a]!;
      out[h * N + i] = v;
    }
  }
  return out;
}

/** Log-likelihood at given parameters. */
export function factorLogLikelihood(panel: FactorPanel, q: FactorParameters): number {
  return factorPosterior(panel, patternOf(panel), q).logLikelihood;
}

/** A panel from columns: each centred and scaled by its mean and sd over observed values. */
export function standardise(
  series: readonly ArrayLike<number>[],
): FactorPanel & { readonly means: Float64Array; readonly sds: Float64Array } {
  const N = series.length;
  const T = series[0]?.length ?? 0;
  const seen = series.map((s) => Array.from(s).filter((v) => !Number.isNaN(v)));
  const means = Float64Array.from(seen, (v) => mean(v));
  const sds = Float64Array.from(seen, (v) => standardDeviation(v));
  const x = Float64Array.from(
    { length: T * N },
    (_, k) => (series[k % N]![Math.floor(k / N)]! - means[k % N]!) / sds[k % N]!,
  );
  return { x, T, N, means, sds };
}

/** What moves many series together? One array per series, NaN where missing. */
export const method: Method<{ readonly series: readonly ArrayLike<number>[] }, FactorOptions, FactorFit> = {
  id: "factor-model",
  cites: [
    "Doz, Giannone & Reichlin (2012)",
    "Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1)",
    "Jungbacker & Koopman (2015), The Econometrics Journal 18",
  ],
  defaults: {
    factors: 1,
    lags: 1,
    warmSteps: 10,
    maxIterations: 500,
    tolerance: 1e-7,
    phiBound: 0.995,
    varianceFloor: 1e-6,
    start: null,
  },
  run: ({ series }, options) => fitFactorModel(standardise(series), options),
};

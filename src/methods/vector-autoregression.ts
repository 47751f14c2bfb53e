import { chi2Upper, fUpper, normalQuantile } from "../math/distributions.ts";
import {
  cholesky,
  choleskySolve,
  forwardSolveInto,
  leastSquares,
  logDetFromCholesky,
  multiply,
  transpose,
} from "../math/linear-algebra.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** A table of series: T rows in time order, k columns, row-major, no missing values. */
export interface Table2 {
  readonly values: Float64Array;
  readonly k: number;
}

/** The table whose columns are these series. @throws "wrong-shape" for unequal lengths, "not-finite" for a gap */
export function tableOf(series: readonly ArrayLike<number>[]): Table2 {
  const k = series.length;
  const T = series[0]?.length ?? 0;
  const values = new Float64Array(T * k);
  series.forEach((s, j) => {
    if (s.length !== T)
      throw new VorlaufError("wrong-shape", { what: `series ${j}`, expected: `${T} periods`, got: `${s.length}` });
    for (let t = 0; t < T; t++) {
      if (!Number.isFinite(s[t])) throw new VorlaufError("not-finite", { what: `series ${j}`, index: t });
      values[t * k + j] = s[t]!;
    }
  });
  return { values, k };
}

/** Deterministic terms of every equation: nothing, a constant, a line through 0, or both (the line counts the table's rows from 1). */
export type Deterministic = "none" | "constant" | "trend" | "both";

/**
 * A vector autoregression y[t] = A1 y[t-1] + ... + Ap y[t-p] + c + d t + u[t], u ~ (0, Sigma).
 */
export interface VarFit {
  readonly k: number;
  readonly lags: number;
  /** Rows of the sample that enter (T - p). */
  readonly n: number;
  readonly deterministic: Deterministic;
  /** One row per equation (k × m): lag 1 of every variable, lag 2, ..., then constant and trend where there are any; m = k p + 1 with a constant. */
  readonly coefficients: Float64Array;
  /** Residual cross product over n - m (k × k). */
  readonly sigma: Float64Array;
  /** Residual cross product over n (k × k): the maximum-likelihood estimate. */
  readonly sigmaMl: Float64Array;
  /** n × k. */
  readonly residuals: Float64Array;
  /** (Z'Z)^-1 of the regressors (m squared). */
  readonly inverseGram: Float64Array;
  /** Gaussian, at sigmaMl [nats]. */
  readonly logLikelihood: number;
  /** The last p observations, newest first, for forecasts. */
  readonly last: Float64Array;
}

/**
 * VAR(p) by least squares (QR), with a constant unless said otherwise.
 * @throws "too-few-observations" when T - p <= m; "input-invalid" for lags that are no whole number from 1; "not-positive-definite" for collinear series
 * @cite Lütkepohl (2005), New Introduction to Multiple Time Series Analysis, 3.2
 */
export function fitVar(table: Table2, lags: number, deterministic: Deterministic = "constant"): VarFit {
  const { values, k } = table;
  checkLags(lags);
  const T = values.length / k;
  const n = T - lags;
  const m = k * lags + termsOf(deterministic);
  if (n <= m)
    throw new VorlaufError("too-few-observations", {
      what: `VAR(${lags}) of ${k} series`,
      have: T,
      need: lags + m + 1,
    });
  const { Z, Y } = lagged(table, lags, deterministic);
  const { beta, inverseGram, residuals } = leastSquares(Z, Y, { n, k: m, m: k });
  const cross = multiply(transpose(residuals, n, k), residuals, { n: k, k: n, m: k });
  const sigmaMl = cross.map((v) => v / n);
  const logDet = logDetFromCholesky(cholesky(sigmaMl, k), k);
  const last = new Float64Array(k * lags);
  for (let l = 0; l < lags; l++) last.set(values.subarray((T - 1 - l) * k, (T - l) * k), l * k);
  return {
    k,
    lags,
    n,
    deterministic,
    coefficients: transpose(beta, m, k),
    sigma: cross.map((v) => v / (n - m)),
    sigmaMl,
    residuals,
    inverseGram,
    logLikelihood: -0.5 * n * (k * Math.log(2 * Math.PI) + logDet + k),
    last,
  };
}

/** Deterministic regressors of every equation. */
export function termsOf(deterministic: Deterministic): 0 | 1 | 2 {
  return deterministic === "none" ? 0 : deterministic === "both" ? 2 : 1;
}

/** The deterministic regressors of row t, counted from 1. */
function termsAt(deterministic: Deterministic, t: number): readonly number[] {
  switch (deterministic) {
    case "none":
      return [];
    case "constant":
      return [1];
    case "trend":
      return [t];
    case "both":
      return [1, t];
  }
}

function checkLags(lags: number): void {
  if (!(Number.isInteger(lags) && lags >= 1))
    throw new VorlaufError("input-invalid", { what: "lags", got: `${lags}`, fix: "Give a whole number from 1." });
}

/** Regressors (n × m: the lags, then the deterministic terms) and regressands (n × k) of a VAR. */
export function lagged(
  { values, k }: Table2,
  lags: number,
  deterministic: Deterministic = "constant",
): { readonly Z: Float64Array; readonly Y: Float64Array } {
  const n = values.length / k - lags;
  const m = k * lags + termsOf(deterministic);
  const Z = new Float64Array(n * m);
  for (let t = 0; t < n; t++) {
    for (let l = 1; l <= lags; l++)
      Z.set(values.subarray((t + lags - l) * k, (t + lags - l + 1) * k), t * m + (l - 1) * k);
    Z.set(termsAt(deterministic, t + lags + 1), t * m + k * lags);
  }
  return { Z, Y: values.slice(lags * k) };
}

/**
 * Reduced-form impulse responses Psi_0 = I, Psi_h = sum_{l=1..min(h,p)} Psi_{h-l} A_l, h = 0..horizon; each k × k,
 * Psi[i][j] = response of variable i to a unit innovation of j.
 * @cite Lütkepohl (2005), eq. 2.1.22
 */
export function movingAverage(fit: Pick<VarFit, "k" | "lags" | "coefficients">, horizon: number): Float64Array[] {
  const { k, lags, coefficients } = fit;
  const m = coefficients.length / k;
  const A = Array.from({ length: lags }, (_, l) =>
    Float64Array.from({ length: k * k }, (__, ij) => coefficients[Math.floor(ij / k) * m + l * k + (ij % k)]!),
  );
  const psi: Float64Array[] = [
    Float64Array.from({ length: k * k }, (_, ij) => (Math.floor(ij / k) === ij % k ? 1 : 0)),
  ];
  for (let h = 1; h <= horizon; h++) {
    const sum = new Float64Array(k * k);
    for (let l = 1; l <= Math.min(h, lags); l++) {
      const add = multiply(psi[h - l]!, A[l - 1]!, { n: k, k, m: k });
      for (let i = 0; i < k * k; i++) sum[i]! += add[i]!;
    }
    psi.push(sum);
  }
  return psi;
}

/** Orthogonalised impulse responses Theta_h = Psi_h P, P the lower Cholesky factor of `sigma`, h = 0..horizon. @cite Lütkepohl (2005), eq. 2.3.27 */
export function orthogonalResponses(fit: VarFit, horizon: number): Float64Array[] {
  const P = cholesky(fit.sigma, fit.k);
  return movingAverage(fit, horizon).map((psi) => multiply(psi, P, { n: fit.k, k: fit.k, m: fit.k }));
}

/**
 * Forecast error variance decomposition by Cholesky ordering after 1..horizon steps; each k × k, row i = variable explained,
 * column j = source; rows sum to 1.
 * @cite Lütkepohl (2005), eq. 2.3.37
 */
export function varianceDecomposition(fit: VarFit, horizon: number): Float64Array[] {
  const k = fit.k;
  const total = new Float64Array(k * k);
  return orthogonalResponses(fit, horizon - 1).map((theta) => {
    for (let i = 0; i < k * k; i++) total[i]! += theta[i]! ** 2;
    return rowShares(total, k);
  });
}

/**
 * Generalised forecast error variance decomposition over `horizon` steps (h = 0..horizon - 1), rows normalised to 1:
 * theta_ij ~ sigma_jj^-1 sum_h (e_i' Psi_h Sigma e_j)² / sum_h e_i' Psi_h Sigma Psi_h' e_i. Row i receives, column j sends.
 * Independent of the ordering.
 * @cite Pesaran & Shin (1998), Economics Letters 58; Diebold & Yilmaz (2012), International Journal of Forecasting 28
 */
export function generalisedDecomposition(
  fit: Pick<VarFit, "k" | "lags" | "coefficients">,
  sigma: Float64Array,
  horizon: number,
): Float64Array {
  const k = fit.k;
  const numerator = new Float64Array(k * k);
  for (const psi of movingAverage(fit, horizon - 1)) {
    const hit = multiply(psi, sigma, { n: k, k, m: k });
    for (let i = 0; i < k * k; i++) numerator[i]! += hit[i]! ** 2;
  }
  for (let i = 0; i < k * k; i++) numerator[i]! /= sigma[(i % k) * k + (i % k)]!;
  return rowShares(numerator, k);
}

function rowShares(M: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    let s = 0;
    for (let j = 0; j < k; j++) s += M[i * k + j]!;
    for (let j = 0; j < k; j++) out[i * k + j] = M[i * k + j]! / s;
  }
  return out;
}

/** Point forecasts with standard errors (innovations only, as usual for packages), each horizon × k. */
export interface VarForecast {
  readonly mean: Float64Array;
  readonly standardErrors: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Forecast of 1..horizon steps; interval mean ± z sd with MSE_h = sum_{i<h} Psi_i Sigma Psi_i'. @cite Lütkepohl (2005), 2.2.2 */
export function forecastVar(fit: VarFit, horizon: number, coverage: number = 0.95): VarForecast {
  const { k, lags } = fit;
  const m = fit.coefficients.length / k;
  const mean = new Float64Array(horizon * k);
  const standardErrors = new Float64Array(horizon * k);
  const mse = new Float64Array(k);
  const z = normalQuantile(0.5 + coverage / 2);
  movingAverage(fit, horizon - 1).forEach((psi, h) => {
    const hit = multiply(psi, fit.sigma, { n: k, k, m: k });
    const terms = termsAt(fit.deterministic, fit.n + lags + h + 1);
    for (let i = 0; i < k; i++) {
      let y = terms.reduce((s, v, c) => s + v * fit.coefficients[i * m + k * lags + c]!, 0);
      for (let l = 1; l <= lags; l++) {
        for (let j = 0; j < k; j++)
          y +=
            fit.coefficients[i * m + (l - 1) * k + j]! *
            (h - l >= 0 ? mean[(h - l) * k + j]! : fit.last[(l - h - 1) * k + j]!);
      }
      mean[h * k + i] = y;
      for (let j = 0; j < k; j++) mse[i]! += hit[i * k + j]! * psi[i * k + j]!;
      standardErrors[h * k + i] = Math.sqrt(mse[i]!);
    }
  });
  return {
    mean,
    standardErrors,
    low: mean.map((v, i) => v - z * standardErrors[i]!),
    high: mean.map((v, i) => v + z * standardErrors[i]!),
  };
}

/** A test of block exogeneity. */
export interface BlockTest {
  readonly F: number;
  readonly df1: number;
  readonly df2: number;
  readonly p: number;
  /** Instantaneous causality: chi-squared of no correlation of innovations. */
  readonly instant: { readonly chi2: number; readonly df: number; readonly p: number };
}

/**
 * Do the `causes` not help to predict the other variables? F test of their lags' exclusion from all their equations jointly,
 * Wald / (restrictions), df2 = k n - number of coefficients; and the Wald test of no instantaneous correlation.
 * @cite Lütkepohl (2005), 3.6.1 and 3.6.3
 */
export function blockCausality(fit: VarFit, causes: readonly number[]): BlockTest {
  const { k, lags, n } = fit;
  const m = fit.coefficients.length / k;
  const others = Array.from({ length: k }, (_, i) => i).filter((i) => !causes.includes(i));
  const cells = others
    .flatMap((i) => Array.from({ length: lags }, (_, l) => causes.map((cause) => ({ i, c: l * k + cause }))))
    .flat();
  const N = cells.length;
  const V = new Float64Array(N * N);
  cells.forEach((a, x) =>
    cells.forEach((b, y) => (V[x * N + y] = fit.sigma[a.i * k + b.i]! * fit.inverseGram[a.c * m + b.c]!)),
  );
  const r = Float64Array.from(cells, ({ i, c }) => fit.coefficients[i * m + c]!);
  const F = quadratic(V, r) / N;
  const df2 = k * n - k * m;
  return { F, df1: N, df2, p: fUpper(F, N, df2), instant: instantTest(fit, causes, others) };
}

function instantTest(fit: VarFit, causes: readonly number[], others: readonly number[]): BlockTest["instant"] {
  const { k, n, sigma } = fit;
  const s = (i: number, j: number): number => sigma[i * k + j]!;
  const cells = causes.flatMap((c) => others.map((o) => [c, o] as const));
  const q = cells.length;
  // Covariance of the elements of Sigma under normality: cov(s_ab, s_cd) = (s_ac s_bd + s_ad s_bc) / n.
  const V = new Float64Array(q * q);
  cells.forEach(([a, b], x) =>
    cells.forEach(([c, d], y) => (V[x * q + y] = (s(a, c) * s(b, d) + s(a, d) * s(b, c)) / n)),
  );
  const chi2 = quadratic(
    V,
    Float64Array.from(cells, ([a, b]) => s(a, b)),
  );
  return { chi2, df: q, p: chi2Upper(chi2, q) };
}

function quadratic(V: Float64Array, r: Float64Array): number {
  const x = choleskySolve(cholesky(V, r.length), r, r.length);
  return r.reduce((s, v, i) => s + v * x[i]!, 0);
}

/**
 * Portmanteau statistic of the residuals, Q = n sum_{j=1..h} tr(C_j' C_0^-1 C_j C_0^-1), C_j = 1/n sum u[t] u[t-j]'.
 * Chi-squared with k² (h - p) degrees of freedom in large samples.
 * @cite Lütkepohl (2005), 4.4.3
 */
export function portmanteau(
  fit: VarFit,
  h: number = 16,
): { readonly statistic: number; readonly df: number; readonly p: number } {
  const { k, n, residuals } = fit;
  const covariance = (j: number): Float64Array => {
    const C = new Float64Array(k * k);
    for (let t = j; t < n; t++)
      for (let a = 0; a < k; a++)
        for (let b = 0; b < k; b++) C[a * k + b]! += (residuals[t * k + a]! * residuals[(t - j) * k + b]!) / n;
    return C;
  };
  const L = cholesky(covariance(0), k);
  let statistic = 0;
  for (let j = 1; j <= h; j++) {
    const C = covariance(j);
    const A = choleskySolve(L, C, k, k);
    const B = choleskySolve(L, transpose(C, k, k), k, k);
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) statistic += n * A[a * k + b]! * B[b * k + a]!;
  }
  const df = k * k * (h - fit.lags);
  return { statistic, df, p: chi2Upper(statistic, df) };
}

/**
 * Multivariate Jarque-Bera statistic of the residuals orthogonalised by Cholesky: n sum b1² / 6 + n sum (b2 - 3)² / 24.
 * @cite Lütkepohl (2005), 4.5
 */
export function multivariateNormality(fit: VarFit): {
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
} {
  const { k, n } = fit;
  const centred = Float64Array.from(fit.residuals);
  for (let j = 0; j < k; j++) {
    let m = 0;
    for (let t = 0; t < n; t++) m += centred[t * k + j]! / n;
    for (let t = 0; t < n; t++) centred[t * k + j]! -= m;
  }
  const w = transpose(centred, n, k);
  forwardSolveInto(
    cholesky(
      multiply(w, centred, { n: k, k: n, m: k }).map((v) => v / n),
      k,
    ),
    w,
    k,
    n,
  );
  let statistic = 0;
  for (let j = 0; j < k; j++) {
    let [b1, b2] = [0, 0];
    for (let t = 0; t < n; t++) {
      b1 += w[j * n + t]! ** 3 / n;
      b2 += w[j * n + t]! ** 4 / n;
    }
    statistic += (n * b1 * b1) / 6 + (n * (b2 - 3) ** 2) / 24;
  }
  return { statistic, df: 2 * k, p: chi2Upper(statistic, 2 * k) };
}

/** Information criteria for lags 1..max on the common sample, and the lag each prefers (the first of ties). */
export interface LagChoice {
  readonly aic: Float64Array;
  readonly hq: Float64Array;
  readonly sc: Float64Array;
  readonly fpe: Float64Array;
  readonly best: { readonly aic: number; readonly hq: number; readonly sc: number; readonly fpe: number };
}

/** Lag order by AIC, Hannan-Quinn, Schwarz and final prediction error; all lags on the sample that leaves out the first `max` rows. @cite Lütkepohl (2005), 4.3 */
export function chooseLags(table: Table2, max: number, deterministic: Deterministic = "constant"): LagChoice {
  const { values, k } = table;
  checkLags(max);
  const rows = Array.from({ length: max }, (_, i) => {
    const p = i + 1;
    const fit = fitVar({ values: values.slice((max - p) * k), k }, p, deterministic);
    const n = fit.n;
    const logDet = logDetFromCholesky(cholesky(fit.sigmaMl, k), k);
    const m = k * p + termsOf(deterministic);
    const free = m * k;
    return [
      logDet + (2 / n) * free,
      logDet + ((2 * Math.log(Math.log(n))) / n) * free,
      logDet + (Math.log(n) / n) * free,
      ((n + m) / (n - m)) ** k * Math.exp(logDet),
    ] as const;
  });
  const column = (c: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(rows, (r) => r[c]);
  const first = (x: Float64Array): number => x.indexOf(Math.min(...x)) + 1;
  const [aic, hq, sc, fpe] = [column(0), column(1), column(2), column(3)];
  return { aic, hq, sc, fpe, best: { aic: first(aic), hq: first(hq), sc: first(sc), fpe: first(fpe) } };
}

/** What a VAR says in one go. */
export interface VarReport {
  readonly fit: VarFit;
  readonly decomposition: Float64Array;
  readonly causality: readonly BlockTest[];
  readonly forecast: VarForecast;
}

/** How do several series move together? One array per series, equal length. */
export const method: Method<
  { readonly series: readonly ArrayLike<number>[] },
  { readonly lags: number; readonly horizon: number },
  VarReport
> = {
  id: "vector-autoregression",
  cites: [
    "Lütkepohl (2005), New Introduction to Multiple Time Series Analysis, ch. 2-4",
    "Pesaran & Shin (1998), Economics Letters 58",
  ],
  defaults: { lags: 1, horizon: 10 },
  run: ({ series }, options) => {
    const { lags, horizon } = { ...method.defaults, ...options };
    const fit = fitVar(tableOf(series), lags);
    return {
      fit,
      decomposition: generalisedDecomposition(fit, fit.sigma, horizon),
      causality: series.map((_, i) => blockCausality(fit, [i])),
      forecast: forecastVar(fit, horizon),
    };
  },
};

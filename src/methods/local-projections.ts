import { cholesky, multiply, symmetrise } from "../math/linear-algebra.ts";
import { longRunVariance, type OlsFit, ols } from "../math/ols.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import { fitVar, type Table2, tableOf, type VarFit } from "./vector-autoregression.ts";

/** Impulse responses by local projections; each [shock][response] a line over horizons 0..H. */
export interface LocalProjections {
  readonly response: readonly (readonly Float64Array[])[];
  /** Bounds with HAC and with plain OLS errors. */
  readonly lowHac: readonly (readonly Float64Array[])[];
  readonly highHac: readonly (readonly Float64Array[])[];
  readonly lowOls: readonly (readonly Float64Array[])[];
  readonly highOls: readonly (readonly Float64Array[])[];
}

/** How responses are estimated. */
export interface ProjectionOptions {
  readonly lags: number;
  readonly horizon: number;
  /** Half-width of the bounds in standard errors. */
  readonly width: number;
  /**
   * What a shock of size 1 does at once: the Cholesky factor of the residual covariance, or (as R's lpirfs does) its columns
   * scaled to 1 on the diagonal times the sd of the reduced-form residual (divisor n - 1), which exceeds the structural sd;
   * `unit`: those columns as they are, a shock that moves its own series by 1.
   */
  readonly impact: "cholesky" | "unit-times-sd" | "unit";
}

/** The projection of all columns at t + h on a constant and lags 1..p: one regression per column. */
export function project(
  { values, k }: Table2,
  options: { readonly lags: number; readonly ahead: number },
): { readonly X: Float64Array; readonly fits: readonly OlsFit[]; readonly m: number } {
  const { lags: p, ahead } = options;
  const T = values.length / k;
  const n = T - p - ahead;
  const m = 1 + k * p;
  if (n <= m)
    throw new VorlaufError("too-few-observations", {
      what: `local projection ${ahead} ahead with ${p} lags`,
      have: T,
      need: p + ahead + m + 1,
    });
  const X = new Float64Array(n * m);
  for (let t = 0; t < n; t++) {
    X[t * m] = 1;
    for (let l = 1; l <= p; l++)
      for (let j = 0; j < k; j++) X[t * m + 1 + (l - 1) * k + j] = values[(t + p - l) * k + j]!;
  }
  const fits = Array.from({ length: k }, (_, i) =>
    ols(
      X,
      Float64Array.from({ length: n }, (__, t) => values[(t + p + ahead) * k + i]!),
      m,
    ),
  );
  return { X, fits, m };
}

/** HAC covariance of a projection's coefficients with this many Bartlett lags, no small-sample factor. */
export function projectionHac(X: Float64Array, fit: OlsFit, lags: number): Float64Array {
  const { n, k } = fit;
  const u = X.map((x, i) => x * fit.residuals[Math.floor(i / k)]!);
  const S = longRunVariance(u, k, lags).map((v) => v * n);
  return symmetrise(multiply(multiply(fit.inverseGram, S, { n: k, k, m: k }), fit.inverseGram, { n: k, k, m: k }), k);
}

/**
 * Responses to one-standard-deviation Cholesky shocks of a VAR(p), by direct projections: y[t+h-1] on a constant and
 * y[t-1], ..., y[t-p]; the coefficients of the first lag, times the impact matrix, are the response at h. Bounds apply the
 * impact matrix to coefficient -/+ width standard errors (as the peer lpirfs does), HAC with h lags.
 * @throws "too-few-observations"
 * @cite Jordà (2005), American Economic Review 95(1)
 */
export function localProjections(table: Table2, options: Partial<ProjectionOptions> = {}): LocalProjections {
  const { lags, horizon, width, impact: kind } = { ...method.defaults, ...options };
  const { k } = table;
  const fit = fitVar(table, lags);
  const impact = impactMatrix(fit, kind);
  const empty = (): Float64Array[][] =>
    Array.from({ length: k }, () => Array.from({ length: k }, () => new Float64Array(horizon + 1)));
  const out = { response: empty(), lowHac: empty(), highHac: empty(), lowOls: empty(), highOls: empty() };
  const put = (into: Float64Array[][], h: number, B: Float64Array): void => {
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) into[j]![i]![h] = B[i * k + j]!;
  };
  for (const into of Object.values(out)) put(into, 0, impact);
  for (let h = 1; h <= horizon; h++) {
    const { X, fits, m } = project(table, { lags, ahead: h - 1 });
    const matrix = (of: (f: OlsFit, column: number) => number): Float64Array =>
      Float64Array.from({ length: k * k }, (_, c) => of(fits[Math.floor(c / k)]!, 1 + (c % k)));
    const hac = fits.map((f) => projectionHac(X, f, h));
    const times = (A: Float64Array): Float64Array => multiply(A, impact, { n: k, k, m: k });
    const B = matrix((f, c) => f.beta[c]!);
    const plain = matrix((f, c) => f.standardErrors[c]!);
    const robust = Float64Array.from({ length: k * k }, (_, c) =>
      Math.sqrt(hac[Math.floor(c / k)]![(1 + (c % k)) * m + 1 + (c % k)]!),
    );
    put(out.response, h, times(B));
    put(out.lowHac, h, times(B.map((v, c) => v - width * robust[c]!)));
    put(out.highHac, h, times(B.map((v, c) => v + width * robust[c]!)));
    put(out.lowOls, h, times(B.map((v, c) => v - width * plain[c]!)));
    put(out.highOls, h, times(B.map((v, c) => v + width * plain[c]!)));
  }
  return out;
}

function impactMatrix({ sigma, sigmaMl, k, n }: VarFit, kind: ProjectionOptions["impact"]): Float64Array {
  const L = cholesky(sigma, k);
  if (kind === "cholesky") return L;
  if (kind === "unit") return L.map((v, c) => v / L[(c % k) * k + (c % k)]!);
  return L.map((v, c) => (v / L[(c % k) * k + (c % k)]!) * Math.sqrt((sigmaMl[(c % k) * k + (c % k)]! * n) / (n - 1)));
}

/** How does one series respond to another, without a model of the path? One array per series, in causal order. */
export const method: Method<{ readonly series: readonly ArrayLike<number>[] }, ProjectionOptions, LocalProjections> = {
  id: "local-projections",
  cites: ["Jordà (2005), American Economic Review 95(1), 161-182", "Newey & West (1987), Econometrica 55"],
  defaults: { lags: 4, horizon: 12, width: 1.96, impact: "cholesky" },
  run: ({ series }, options) => localProjections(tableOf(series), options),
};

import { observationWeights, type StateSpace, smoothStates } from "../math/kalman.ts";
import type { Method } from "../terms/method.ts";
import { factorsOf } from "./mixed-factor-em.ts";
import type { MixedParameters, MixedStart } from "./mixed-factor-form.ts";
import {
  combine,
  factorTerm,
  longTerm,
  type MixedPosterior,
  meanOf,
  mixedPosterior,
  summedFactor,
} from "./mixed-factor-posterior.ts";
import { type VintageNews, vintageNews } from "./vintage-news.ts";

/** Exact log-likelihood with a stationary start [nats]. */
export function mixedLogLikelihood(y: Float64Array, q: MixedParameters): number {
  return mixedPosterior(y, q).logLikelihood;
}

/** Factors and series given the panel. */
export interface MixedSmoothed {
  readonly logLikelihood: number;
  /** T × r. */
  readonly factors: Float64Array;
  /**
   * T × N: every series every base period without its measurement noise; those of a longer period as the weighted sum ending
   * there.
   */
  readonly series: Float64Array;
}

/**
 * Factors and series given a panel of mixed frequency, at given parameters (from a file: those of the EM).
 *
 *   x_i[t] = lambda_i' sum_j w_i[j] f[t-j] + sum_j w_i[j] e_i[t-j] + noise,   e_i AR(1) or white,   every block of f a VAR of its own
 *
 * w = (1) for a series of the panel's own period. Any value may be missing; empty rows appended to the panel are forecasts, gaps at the ragged
 * edge nowcasts.
 *
 * @param y T × N, standardised, NaN where missing
 * @param start distribution of the first row's state; stationary unless given
 * @throws "wrong-shape" for fewer than two rows; "not-positive-definite" when a block or an own term is not stationary
 * @cite Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1), sections 2.1 and 2.2
 */
export function smoothMixed(y: Float64Array, q: MixedParameters, start: MixedStart | null = null): MixedSmoothed {
  const posterior = mixedPosterior(y, q, start);
  return {
    logLikelihood: posterior.logLikelihood,
    factors: factorsOf(posterior),
    series: smoothedSeries(posterior),
  };
}

/** Z alpha given the panel, T × N: common part and own term, without measurement noise. */
export function smoothedSeries({ x, form }: MixedPosterior): Float64Array {
  const { T, N, q, layout, loads, long } = form;
  const out = new Float64Array(T * N);
  for (let i = 0; i < N; i++) {
    for (let t = 0; t < T; t++) {
      let v = 0;
      for (const f of loads[i]!) v += q.Lambda[i * layout.r + f]! * meanOf(x, summedFactor(form, i, { t, f }));
      const j = long.indexOf(i);
      if (j >= 0) v += meanOf(x, combine(q.weights[i]!.map((w, lag) => [w, longTerm(form, t - lag, j)])));
      out[t * N + i] = v;
    }
    addOwnTerm({ x, form }, i, out);
  }
  return out;
}

/** Adds E(e[t] | y) of a base-period series whose own term is integrated out. */
function addOwnTerm({ x, form }: Pick<MixedPosterior, "x" | "form">, i: number, into: Float64Array): void {
  const { T, N, q, layout, loads, y, first, bridges } = form;
  const bridge = bridges[i]!;
  if (bridge === null) return;
  const { dates, H, stride, count } = bridge;
  const w = Float64Array.from(dates, (t, a) => {
    if (a === 0) return meanOf(x, first[layout.idioAt[i]!]!);
    let v = y[t * N + i]!;
    for (const f of loads[i]!) v -= q.Lambda[i * layout.r + f]! * meanOf(x, factorTerm(form, t, f));
    return v;
  });
  for (let t = 0; t < T; t++)
    for (let a = 0; a < count[t]!; a++) into[t * N + i]! += H[t * stride + a]! * w[bridge.first[t]! + a]!;
}

/**
 * What a new vintage changed in the nowcast of series `target` in row `t` at the fixed parameters of a state-space model: {@link vintageNews}, with
 * means from one smoothing and weights from one reversed pass per pattern of missing values.
 *
 * @param model  with a proper start and uncorrelated measurement errors
 * @param vintages T × N panels of the same shape
 * @throws "wrong-shape"
 * @cite Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1), section 2.3; Koopman & Harvey (2003), JEDC 27
 */
export function decomposeNews(
  model: StateSpace,
  vintages: { readonly before: Float64Array; readonly after: Float64Array },
  target: { readonly series: number; readonly t: number },
): VintageNews {
  const { p, m, Z } = model;
  const row = (i: number): Float64Array => Z.subarray(i * m, (i + 1) * m);
  return vintageNews(vintages, (y) => {
    const { alpha, filtered } = smoothStates(model, y, { meansOnly: true });
    const weights = observationWeights(model, { filtered, y }, { t: target.t, c: row(target.series) });
    const cell = (k: number): number => {
      const z = row(k % p);
      let v = 0;
      for (let a = 0; a < m; a++) v += z[a]! * alpha[Math.floor(k / p) * m + a]!;
      return v;
    };
    return { value: cell(target.t * p + target.series), weight: (k) => weights[k]!, cell };
  });
}

/** Where are the factors of a panel of months and quarters? */
export const method: Method<
  { readonly y: Float64Array; readonly parameters: MixedParameters },
  Record<string, never>,
  MixedSmoothed
> = {
  id: "mixed-factor-model",
  cites: [
    "Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1), 133-160",
    "Mariano & Murasawa (2003), Journal of Applied Econometrics 18",
  ],
  defaults: {},
  run: ({ y, parameters }) => smoothMixed(y, parameters),
};

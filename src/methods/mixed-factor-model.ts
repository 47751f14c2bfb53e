import { type StateSpace, smoothStates } from "../math/kalman.ts";
import { multiply, transpose } from "../math/linear-algebra.ts";
import { VorlaufError } from "../terms/errors.ts";
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

/** Smooths a panel (T × N, standardised, NaN where missing); append empty rows for forecasts. */
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

/** What one release did to a nowcast, in the panel's unit. */
export interface ReleaseNews {
  readonly t: number;
  readonly series: number;
  readonly actual: number;
  readonly forecast: number;
  readonly news: number;
  readonly weight: number;
  readonly impact: number;
}

/** What moved a nowcast between two vintages. */
export interface NewsDecomposition {
  readonly before: number;
  /** With revised values but no new ones. */
  readonly revised: number;
  readonly after: number;
  readonly revisionImpact: number;
  readonly news: readonly ReleaseNews[];
}

/**
 * Change of the nowcast of series `target` in row `t` from one vintage to the next at fixed parameters:
 * after - before = (revised - before) + sum_j weight_j (actual_j - forecast_j). The weights are joint: each is the nowcast's
 * response to one unit of that release's news with all other releases at their forecasts.
 *
 * @param model  any state-space model
 * @param before,after T × N panels of the same shape
 * @throws "wrong-shape"; "input-invalid" when a value vanished
 * @cite Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1), section 2.3
 */
export function decomposeNews(
  model: StateSpace,
  vintages: { readonly before: Float64Array; readonly after: Float64Array },
  target: { readonly series: number; readonly t: number },
): NewsDecomposition {
  const { before, after } = vintages;
  const { p, m } = model;
  if (before.length !== after.length)
    throw new VorlaufError("wrong-shape", {
      what: "new vintage",
      expected: `${before.length}`,
      got: `${after.length}`,
    });
  const revisedPanel = after.map((v, k) => (Number.isNaN(before[k]!) ? Number.NaN : v));
  const fitted = (y: Float64Array): Float64Array =>
    multiply(smoothStates(model, y, { meansOnly: true }).alpha, transpose(model.Z, p, m), {
      n: y.length / p,
      k: m,
      m: p,
    });
  const at = target.t * p + target.series;
  const [old, revised] = [fitted(before), fitted(revisedPanel)];
  const releases = Array.from(after.keys()).filter((k) => !Number.isNaN(after[k]!) && Number.isNaN(before[k]!));
  const neutral = revisedPanel.map((v, k) => (Number.isNaN(v) && !Number.isNaN(after[k]!) ? revised[k]! : v));
  const news = releases.map((k): ReleaseNews => {
    const pushed = Float64Array.from(neutral);
    pushed[k] = neutral[k]! + 1;
    const weight = fitted(pushed)[at]! - revised[at]!;
    const surprise = after[k]! - revised[k]!;
    return {
      t: Math.floor(k / p),
      series: k % p,
      actual: after[k]!,
      forecast: revised[k]!,
      news: surprise,
      weight,
      impact: weight * surprise,
    };
  });
  return {
    before: old[at]!,
    revised: revised[at]!,
    after: fitted(after)[at]!,
    revisionImpact: revised[at]! - old[at]!,
    news,
  };
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

import { inverseFormInto, solveEnvelopeInto } from "../math/envelope.ts";
import { type FactorPanel, type FactorParameters, planFactors } from "../math/factor-plan.ts";
import { type FactorWork, factorLikelihoodInto, factorWork } from "../math/factor-precision.ts";
import { cellForm, formMean, formVariance } from "../math/factor-predict.ts";
import { VorlaufError } from "../terms/errors.ts";
import { isWhite } from "./factor-likelihood.ts";
import type { FactorFit } from "./factor-model.ts";
import type { StandardPanel } from "./factor-panel.ts";

/** Normal densities of series and factors over a stretch of periods, given everything observed. */
export interface FactorForecast {
  /** First period (0 = first row of the panel) and number of periods. */
  readonly from: number;
  readonly periods: number;
  /** periods × N, in the series' own units; an observed value has sd 0. */
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  /** periods × r, and periods × r × r. */
  readonly factors: Float64Array;
  readonly covariance: Float64Array;
}

/** A panel with empty rows appended. */
export function extendPanel<P extends FactorPanel>(panel: P, horizon: number): P {
  if (horizon === 0) return panel;
  const x = new Float64Array((panel.T + horizon) * panel.N).fill(Number.NaN);
  x.set(panel.x);
  return { ...panel, x, T: panel.T + horizon };
}

/** The likelihood evaluated on a panel: the workspace that forecasts, contributions and news read from. */
export function evaluateFactors(panel: FactorPanel, q: FactorParameters): FactorWork {
  const work = factorWork(planFactors(panel, { r: q.r, p: q.p, white: isWhite(q) }));
  factorLikelihoodInto(work, q);
  return work;
}

/**
 * Densities of every series and factor from period `from` (default: the first after the panel) to `horizon` periods after the
 * panel, given the data and the parameters (whose own uncertainty is left out). With an earlier `from` the empty cells of the
 * ragged edge are filled as well: nowcasts. A quarterly series stands for the quarter that ends in the period.
 *
 * @throws "input-invalid" for a horizon or period that is no whole number, or out of range
 * @cite Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1), section 2
 */
export function forecastSeries(
  model: FactorParameters & { readonly panel: StandardPanel },
  options: { readonly horizon: number; readonly from?: number },
): FactorForecast {
  const { panel, r } = model;
  const { N, T, means, sds } = panel;
  const { horizon, from = T } = options;
  if (!Number.isInteger(horizon) || horizon < 0 || !Number.isInteger(from) || from < 0 || from > T + horizon)
    throw new VorlaufError("input-invalid", {
      what: "horizon and from",
      got: `${horizon}, ${from}`,
      fix: `Give a horizon from 0 and a period up to ${T} + horizon.`,
    });
  const work = evaluateFactors(extendPanel(panel, horizon), model);
  const { plan } = work;
  const scratch = new Float64Array(plan.shape.n);
  const periods = T + horizon - from;
  const out = {
    mean: new Float64Array(periods * N),
    sd: new Float64Array(periods * N),
    covariance: new Float64Array(periods * r * r),
  };
  for (let k = 0; k < periods; k++) {
    const d = from + k + plan.pre;
    for (let i = 0; i < N; i++) {
      const observed = from + k < T && !Number.isNaN(panel.x[(from + k) * N + i]!);
      const form = cellForm(plan, model, i, d);
      out.mean[k * N + i] = means[i]! + sds[i]! * (observed ? panel.x[(from + k) * N + i]! : formMean(work, i, form));
      out.sd[k * N + i] = observed ? 0 : sds[i]! * Math.sqrt(Math.max(0, formVariance(work, form, scratch)));
    }
    factorCovarianceInto(work, d, out.covariance.subarray(k * r * r, (k + 1) * r * r), scratch);
  }
  return { from, periods, ...out, factors: work.mean.slice((from + plan.pre) * r) };
}

function factorCovarianceInto(
  { plan, system }: FactorWork,
  d: number,
  into: Float64Array,
  scratch: Float64Array,
): void {
  const { r, factorAt, shape } = plan;
  const at = factorAt[d]!;
  const form = (a: number, b: number): number => {
    scratch.fill(0);
    scratch[at + a]! += 1;
    if (b !== a) scratch[at + b]! += 1;
    return inverseFormInto(shape, system, scratch, at);
  };
  for (let a = 0; a < r; a++) into[a * r + a] = form(a, a);
  for (let a = 0; a < r; a++) {
    for (let b = 0; b < a; b++) {
      const v = 0.5 * (form(a, b) - into[a * r + a]! - into[b * r + b]!);
      into[a * r + b] = v;
      into[b * r + a] = v;
    }
  }
}

/**
 * What each series adds to E(f_a[t] | x) in every period, T × N: the sums over the series are the factor. All observations of
 * a series count, past and future ones by the weights the smoother gives them.
 *
 * @param factor a, from 0
 * @throws "input-invalid" for a factor the model does not have
 * @cite Koopman & Harvey (2003), Journal of Economic Dynamics & Control 27
 */
export function factorContributions(fit: FactorFit, factor: number): Float64Array {
  const { panel, r } = fit;
  const { T, N } = panel;
  if (!Number.isInteger(factor) || factor < 0 || factor >= r)
    throw new VorlaufError("input-invalid", { what: "factor", got: `${factor}`, fix: `Give 0 to ${r - 1}.` });
  const out = new Float64Array(T * N);
  const work = evaluateFactors(panel, fit);
  const { plan } = work;
  const rhs = new Float64Array(plan.shape.n);
  for (let i = 0; i < N; i++) {
    rhsOf(panel, fit, i, rhs);
    solveEnvelopeInto(plan.shape, work.system, rhs);
    for (let t = 0; t < T; t++) out[t * N + i] = rhs[plan.factorAt[t + plan.pre]! + factor]!;
  }
  return out;

  /** The right-hand side that series i alone gives: b is linear in the data. */
  function rhsOf({ x }: FactorPanel, q: FactorParameters, i: number, into: Float64Array): void {
    into.fill(0);
    const m = plan.direct.indexOf(i);
    if (m < 0) {
      const k = plan.aggregated.indexOf(i);
      for (let o = 0; o < plan.tieAt.length; o++) if (plan.tieSeries[o] === k) into[plan.tieAt[o]!] = plan.tieValue[o]!;
      return;
    }
    const [phi, w] = [plan.white ? 0 : q.phi[i]!, 1 / q.s[i]!];
    const push = (t: number, v: number): void => {
      for (let a = 0; a < r; a++) into[plan.factorAt[t + plan.pre]! + a]! += v * q.Lambda[i * r + a]!;
    };
    for (let t = 0, last = -1; t < T; t++) {
      const now = x[t * N + i]!;
      if (Number.isNaN(now)) continue;
      if (plan.white) push(t, w * now);
      else if (last < 0) push(t, w * (1 - phi * phi) * now);
      else {
        const c = phi ** (t - last);
        const v = ((1 - phi * phi) / (1 - c * c)) * w * (now - c * x[last * N + i]!);
        push(t, v);
        push(last, -c * v);
      }
      last = t;
    }
  }
}

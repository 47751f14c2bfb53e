import { type FactorPanel, type FactorParameters, planFactors } from "../math/factor-plan.ts";
import { factorLikelihoodInto, factorWork } from "../math/factor-precision.ts";
import { expectInto, factorSums } from "../math/factor-score.ts";
import type { Method } from "../terms/method.ts";

/** Posterior of the factors given the panel. */
export interface FactorPosterior {
  /** Exact log-likelihood of the observed values [nats]. */
  readonly logLikelihood: number;
  /** E(f | x), T × r. */
  readonly mean: Float64Array;
  /** Cov(f[t] | x), T × r × r. */
  readonly covariance: Float64Array;
}

/** Whether every idiosyncratic term is white noise. */
export function isWhite({ phi }: FactorParameters): boolean {
  return phi.every((v) => v === 0);
}

/**
 * Exact likelihood of a panel and posterior of its factors, in precision form (equations at `factorLikelihoodInto`).
 * Any pattern of missing values; a gap of g periods adds one block g below the diagonal, aggregated series (quarters in a
 * panel of months) are tied exactly to the sums they are.
 *
 * @param panel standardised, NaN where missing
 * @throws "wrong-shape", "not-finite"; "not-positive-definite" when the factor VAR is not stationary
 * @cite Chan & Jeliazkov (2009), International Journal of Mathematical Modelling and Numerical Optimisation 1; Jungbacker, Koopman & van der Wel (2011), JEDC 35
 */
export function factorPosterior(panel: FactorPanel, q: FactorParameters): FactorPosterior {
  const plan = planFactors(panel, { r: q.r, p: q.p, white: isWhite(q) });
  const work = factorWork(plan);
  const logLikelihood = factorLikelihoodInto(work, q);
  const sums = factorSums(work);
  expectInto(sums);
  const { r, pre, factorAt } = plan;
  const { offset } = plan.shape;
  const covariance = new Float64Array(panel.T * r * r);
  for (let t = 0; t < panel.T; t++) {
    const base = factorAt[t + pre]!;
    for (let a = 0; a < r; a++)
      for (let b = 0; b < r; b++)
        covariance[(t * r + a) * r + b] = sums.inverse[offset[base + Math.max(a, b)]! + base + Math.min(a, b)]!;
  }
  return { logLikelihood, mean: work.mean.slice(pre * r), covariance };
}

/** Log-likelihood at given parameters [nats]; errors as {@link factorPosterior}. */
export function factorLogLikelihood(panel: FactorPanel, q: FactorParameters): number {
  return factorLikelihoodInto(factorWork(planFactors(panel, { r: q.r, p: q.p, white: isWhite(q) })), q);
}

/** How likely is a panel under a factor model, and where are its factors? */
export const method: Method<
  { readonly panel: FactorPanel; readonly parameters: FactorParameters },
  Record<string, never>,
  FactorPosterior
> = {
  id: "factor-likelihood",
  cites: [
    "Chan & Jeliazkov (2009)",
    "Jungbacker, Koopman & van der Wel (2011), Journal of Economic Dynamics & Control 35(8)",
  ],
  defaults: {},
  run: ({ panel, parameters }) => factorPosterior(panel, parameters),
};

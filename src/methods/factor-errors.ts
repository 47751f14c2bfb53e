import { type FactorStandardErrors, factorStandardErrors } from "../math/factor-information.ts";
import { planFactors } from "../math/factor-plan.ts";
import { factorWork } from "../math/factor-precision.ts";
import { type FactorSums, factorSums } from "../math/factor-score.ts";
import { VorlaufError } from "../terms/errors.ts";
import { isWhite } from "./factor-likelihood.ts";
import type { FactorFit } from "./factor-model.ts";

/**
 * Standard errors of a maximum likelihood fit, in the standardised unit of its parameters, from the observed information of the
 * exact likelihood. Loadings and A are those of factors held by Q = I and Lambda' S^-1 Lambda diagonal; NaN for a parameter at
 * its bound. Two evaluations per parameter: seconds for a hundred series.
 *
 * @throws "input-invalid" for a fit by another estimator; "not-positive-definite" where the point is no maximum
 * @cite Silvey (1975), Statistical Inference, 4.7
 */
export function factorErrors(fit: FactorFit): FactorStandardErrors {
  return factorStandardErrors(sumsOf(fit), fit, fit.bounds);
}

/** The sums in which a fit's score is worked out. @throws "input-invalid" for a fit by another estimator than `ml` */
export function sumsOf(fit: FactorFit): FactorSums {
  if (fit.estimator !== "ml")
    throw new VorlaufError("input-invalid", {
      what: "estimator of the fit",
      got: fit.estimator,
      fix: "Standard errors need the maximum: fit with ml.",
    });
  const { r, p, pattern } = fit;
  return factorSums(factorWork(planFactors(fit.panel, { r, p, white: isWhite(fit), pattern })));
}

import { factorInformation, parameterDraws } from "../math/factor-information.ts";
import { MathFailure } from "../math/failure.ts";
import { createRandom } from "../math/random.ts";
import { VorlaufError } from "../terms/errors.ts";
import { sumsOf } from "./factor-errors.ts";
import { type FactorForecast, forecastSeries } from "./factor-forecast.ts";
import type { FactorModel } from "./factor-model.ts";

/** Densities that hold the uncertainty of the parameters. */
export interface UncertainForecast extends Pick<FactorForecast, "from" | "periods"> {
  /** periods × N: averages over the draws. */
  readonly mean: Float64Array;
  /** periods × N: the parameters' part included. */
  readonly sd: Float64Array;
  /** periods × N: of the means from draw to draw, what the parameters alone add. */
  readonly parameterSd: Float64Array;
  /** Draws used, and draws refused because their factors were not stationary. */
  readonly draws: number;
  readonly refused: number;
}

/**
 * Forecasts and nowcasts with the uncertainty of the parameters: parameters drawn from the asymptotic normal distribution of the free
 * numbers around the maximum (in which variances and autocorrelations keep their bounds), one density each;
 *
 *   mean = average of means,  variance = average of variances + variance of means.
 *
 * Parameters at a bound and the mean and scale of every series are taken as known. A draw with factors that are not stationary is
 * refused and drawn again.
 *
 * @param options as `forecastSeries`; `draws` of the parameters, `seed`
 * @throws "input-invalid" for a fit by another estimator, fewer than 20 draws, or what `forecastSeries` refuses; "not-positive-definite" where the point
 * is no maximum, or more than nine of ten draws are refused
 * @cite Hamilton (1986), Journal of Econometrics 33 (parameter uncertainty of a state-space model by draws)
 */
export function forecastUncertain(
  model: FactorModel,
  options: { readonly horizon: number; readonly from?: number; readonly draws: number; readonly seed: number | string },
): UncertainForecast {
  const { draws, seed, ...when } = options;
  if (!Number.isInteger(draws) || draws < 20)
    throw new VorlaufError("input-invalid", {
      what: "draws of the parameters",
      got: `${draws}`,
      fix: "Give a whole number from 20.",
    });
  const information = factorInformation(sumsOf(model), model, model.bounds);
  const drawOf = parameterDraws(information);
  const random = createRandom(`${seed}/factor-uncertainty`);
  const { from, periods } = forecastSeries(model, when);
  const k = periods * model.panel.N;
  const sums = { mean: new Float64Array(k), square: new Float64Array(k), variance: new Float64Array(k) };
  const first = new Float64Array(k);
  let [used, refused] = [0, 0];
  while (used < draws) {
    const normal = Float64Array.from({ length: information.places.length }, () => random.normal());
    try {
      const { mean, sd } = forecastSeries({ ...drawOf(normal), panel: model.panel }, when);
      if (used === 0) first.set(mean);
      for (let c = 0; c < k; c++) {
        // Around the first draw, so that a large level does not swallow the spread.
        const d = mean[c]! - first[c]!;
        sums.mean[c]! += d;
        sums.square[c]! += d * d;
        sums.variance[c]! += sd[c]! ** 2;
      }
      used++;
    } catch (error) {
      if (!(error instanceof MathFailure)) throw error;
      refused++;
      if (refused > 9 * draws) throw error;
    }
  }
  const parameterVariance = sums.mean.map((m, c) => Math.max(0, (sums.square[c]! - (m * m) / used) / (used - 1)));
  return {
    from,
    periods,
    mean: sums.mean.map((m, c) => first[c]! + m / used),
    sd: parameterVariance.map((v, c) => Math.sqrt(v + sums.variance[c]! / used)),
    parameterSd: parameterVariance.map(Math.sqrt),
    draws: used,
    refused,
  };
}

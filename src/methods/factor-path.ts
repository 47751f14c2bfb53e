import { solveEnvelopeInto } from "../math/envelope.ts";
import type { FactorParameters } from "../math/factor-plan.ts";
import { gapVariance } from "../math/factor-precision.ts";
import { cellForm, formMean } from "../math/factor-predict.ts";
import { VorlaufError } from "../terms/errors.ts";
import { evaluateFactors, extendPanel } from "./factor-forecast.ts";
import { isWhite } from "./factor-likelihood.ts";
import type { StandardPanel } from "./factor-panel.ts";

/** Joint normal density of one series over the periods after its last value. */
export interface PathForecast {
  /** First period forecast (0 = first row of the panel): the one after the series' last value. */
  readonly from: number;
  /** In the series' own unit, one per period. */
  readonly mean: Float64Array;
  /** Periods × periods. */
  readonly covariance: Float64Array;
}

/**
 * Joint density of a series of the panel's own frequency from the period after its last value to `horizon` periods after the panel, so that
 * sums over periods (growth over a year, say) have their own interval; parameters taken as known.
 *
 * Cov(x[d], x[d']) = c_d' S^-1 c_d' + s phi^(d' - d) (1 - phi^(2 (d - last))) / (1 - phi²) for d <= d': factors by the posterior, own term by its AR(1).
 *
 * @param series column of the panel
 * @throws "input-invalid" for an unknown or aggregated series, or a horizon below 0; "too-few-observations" when it was never observed
 * @cite Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1), section 2; Chan & Jeliazkov (2009), International Journal of Mathematical Modelling and Numerical Optimisation 1
 */
export function forecastPath(
  model: FactorParameters & { readonly panel: StandardPanel },
  { series, horizon }: { readonly series: number; readonly horizon: number },
): PathForecast {
  const { panel } = model;
  const { N, T, weights } = panel;
  if (!(series >= 0 && series < N) || (weights?.[series] ?? null) !== null || !(horizon >= 0))
    throw new VorlaufError("input-invalid", {
      what: "series and horizon",
      got: `${series}, ${horizon}`,
      fix: `Give a series of the panel's own frequency from 0 to ${N - 1} and a horizon from 0.`,
    });
  let last = T - 1;
  while (last >= 0 && Number.isNaN(panel.x[last * N + series]!)) last--;
  if (last < 0) throw new VorlaufError("too-few-observations", { what: `series ${series}`, have: 0, need: 1 });
  const work = evaluateFactors(extendPanel(panel, horizon), model);
  const { plan, system } = work;
  const k = T + horizon - 1 - last;
  const forms = Array.from({ length: k }, (_, a) => cellForm(plan, model, series, last + 1 + a + plan.pre));
  const solved = forms.map((form) => {
    const v = new Float64Array(plan.shape.n);
    form.at.forEach((at, j) => {
      v[at]! += form.c[j]!;
    });
    solveEnvelopeInto(plan.shape, system, v);
    return v;
  });
  const [mean, sd] = [panel.means[series]!, panel.sds[series]!];
  const phi = isWhite(model) ? 0 : model.phi[series]!;
  const covariance = new Float64Array(k * k);
  for (let a = 0; a < k; a++)
    for (let b = a; b < k; b++) {
      let v = model.s[series]! * phi ** (b - a) * (phi === 0 && b > a ? 0 : gapVariance(phi, a + 1));
      forms[a]!.at.forEach((at, j) => {
        v += forms[a]!.c[j]! * solved[b]![at]!;
      });
      covariance[a * k + b] = v * sd * sd;
      covariance[b * k + a] = v * sd * sd;
    }
  return { from: last + 1, mean: Float64Array.from(forms, (f) => mean + sd * formMean(work, series, f)), covariance };
}

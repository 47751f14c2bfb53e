import type { FactorParameters } from "../../math/factor-plan.ts";
import { cholesky } from "../../math/linear-algebra.ts";
import { createRandom } from "../../math/random.ts";
import { fitFactorModel } from "../../methods/factor-model.ts";
import { type StandardPanel, standardise } from "../../methods/factor-panel.ts";
import { forecastPath } from "../../methods/factor-path.ts";
import { runEm } from "../../methods/mixed-factor-em.ts";
import { baseWeights } from "../../methods/mixed-factor-form.ts";
import { startByComponents } from "../../methods/mixed-factor-start.ts";
import type { Panel } from "../../terms/panel.ts";
import type { Period } from "../../terms/period.ts";
import { transformedPanel } from "./fred-md-panel.ts";
import type { PathModel } from "./models.ts";

/** Months of the panel: thirty years. */
const months = 360;
/** Two factors, one lag, AR(1) own terms; fixed beforehand. */
const factors = 2;
const leastSeries = 10;
/** The peers' rule: at most so many steps, or until the log-likelihood gains less than this share. */
const em = { iterations: 100, tolerance: 1e-5, patience: 1 } as const;

type Fitted = FactorParameters & { readonly panel: StandardPanel };

/** Exact maximum likelihood, from principal components alone as fixed beforehand. */
function byLikelihood(panel: StandardPanel): Fitted {
  return { ...fitFactorModel(panel, { factors, estimator: "ml", starts: 1 }), panel };
}

/** The peers' EM from principal components, whose loadings stay where they start (docs/methods/factor-model.md). */
function byEm(panel: StandardPanel): Fitted {
  const { x, N } = panel;
  const start = startByComponents(x, {
    blocks: [{ size: factors, loads: Array.from({ length: N }, () => true) }],
    order: 1,
    weights: Array.from({ length: N }, () => baseWeights),
    noise: 0,
  });
  const { parameters } = runEm(x, start, em);
  const block = parameters.blocks[0]!;
  const { Lambda, phi, s } = parameters;
  return { panel, r: factors, p: 1, Lambda, phi, s, A: block.A, Q: block.Q };
}

/**
 * Draws of the target's log path from the joint density of its growth rates (per cent a month). A newest growth rate that was set aside as an
 * outlier is known all the same: the path starts at the newest level, and the density of the months after it is taken.
 */
function pathsFrom(fit: () => Fitted, periods: readonly Period[]): PathModel {
  return ({ record, horizon, draws, seed }) => {
    const known = periods.indexOf(record.periods.at(-1) ?? "");
    if (known < 0) return null;
    const fitted = fit();
    const ahead = Math.max(0, known + horizon - (periods.length - 1));
    const { from, mean, covariance } = forecastPath(fitted, { series: 0, horizon: ahead });
    const skip = known + 1 - from;
    const block = Float64Array.from(
      { length: horizon * horizon },
      (_, c) => covariance[(skip + Math.floor(c / horizon)) * mean.length + skip + (c % horizon)]!,
    );
    const L = cholesky(block, horizon);
    const random = createRandom(seed);
    const paths = new Float64Array(draws * horizon);
    const z = new Float64Array(horizon);
    const start = record.log.at(-1) ?? Number.NaN;
    for (let d = 0; d < draws; d++) {
      for (let a = 0; a < horizon; a++) z[a] = random.normal();
      let level = start;
      for (let h = 0; h < horizon; h++) {
        let growth = mean[skip + h]!;
        for (let a = 0; a <= h; a++) growth += L[h * horizon + a]! * z[a]!;
        level += growth / 100;
        paths[d * horizon + h] = level;
      }
    }
    return paths;
  };
}

/** The factor model of FRED-MD as models of a backtest: `factor-ml`, exact maximum likelihood, and where asked `factor-em`, the peers' estimator on the same panel. */
export function factorModels(
  panel: Panel,
  estimators: readonly ("factor-ml" | "factor-em")[],
): Readonly<Record<string, PathModel>> {
  const { periods, series } = transformedPanel(panel, months);
  if (series.length < leastSeries) return {};
  const standard = standardise({ series });
  const fits = { "factor-ml": byLikelihood, "factor-em": byEm } as const;
  return Object.fromEntries(estimators.map((id) => [id, pathsFrom(() => fits[id](standard), periods)]));
}

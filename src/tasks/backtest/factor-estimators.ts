import { type Panel, seriesIn } from "../../terms/panel.ts";
import { shift } from "../../terms/period.ts";
import { factorModels } from "./factor-arms.ts";
import { fredMdIds } from "./fred-md-panel.ts";
import { type FromRecord, recordAt } from "./from-record.ts";
import { growthSince, target as production } from "./industrial-production.ts";
import { attempt, levelsOf, stepOf } from "./models.ts";
import type { OriginResult, Predicted, Simulating, Target } from "./target.ts";

const id = "fred-md/indpro";
const horizons = [1, 2, 3] as const;
const series: FromRecord = {
  id,
  season: 1,
  horizons,
  longest: 360,
  relative: true,
  values: (panel: Panel) => seriesIn(panel, id),
};

/** Both estimators from the same panel, nothing else. */
function forecast(panel: Panel, { draws, seed }: Simulating): OriginResult {
  const record = recordAt(panel, series);
  if (record === null) return { predicted: [], dated: [] };
  const horizon = Math.max(...horizons);
  const last = record.periods.at(-1) ?? "";
  const zero = (record.log.at(-1) ?? Number.NaN) - Math.log(100);
  const ask = { record, season: 1, horizon, draws, seed: `${seed}/estimators/${panel.asOf}` };
  const predicted = Object.entries(factorModels(panel, ["factor-ml", "factor-em"])).flatMap(([model, run]) => {
    const paths = attempt(() => run(ask));
    return paths === null
      ? []
      : horizons.map(
          (h): Predicted => ({
            period: shift(last, h),
            horizon: h,
            model,
            quantiles: levelsOf(stepOf(paths, horizon, h).map((v) => v - zero)),
            base: last,
          }),
        );
  });
  return { predicted, dated: [] };
}

/** Maximum likelihood against the peers' EM for one factor model, in real time, with the same draws. */
export const target: Target = {
  id: "factor-estimators",
  title: {
    en: "Two estimators of one factor model: US industrial production",
    de: "Zwei Schätzer eines Faktormodells: US-Industrieproduktion",
  },
  unit: production.unit,
  step: "month",
  needs: fredMdIds.map((need) => (need === id ? { id, history: true } : { id: need })),
  origins: production.origins,
  forecast,
  outcome: growthSince,
  baselines: ["factor-em"],
  headline: "factor-ml",
  notes: [
    {
      en: "The same 25 series, the same model (two factors, one lag, AR(1) own terms), the same random numbers; only the estimator differs: exact maximum likelihood, or EM as the peers run it, whose loadings stay at their principal components.",
      de: "Dieselben 25 Reihen, dasselbe Modell (zwei Faktoren, ein Lag, AR(1) im Eigenen), dieselben Zufallszahlen; nur der Schätzer unterscheidet sich: exakte Maximum Likelihood oder das EM der Vorbilder, dessen Ladungen bei ihren Hauptkomponenten bleiben.",
    },
  ],
};

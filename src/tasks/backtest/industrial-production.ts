import { type Panel, seriesIn } from "../../terms/panel.ts";
import type { Period } from "../../terms/period.ts";
import { factorModels } from "./factor-arms.ts";
import { fredMdIds } from "./fred-md-panel.ts";
import { type FromRecord, forecastRecord } from "./from-record.ts";
import { baselineIds } from "./models.ts";
import type { Outcome, Target } from "./target.ts";

const id = "fred-md/indpro";

/** Seasonally adjusted, so no season; the last thirty years. */
const series: FromRecord = {
  id,
  season: 1,
  horizons: [1, 3, 6, 12],
  longest: 360,
  relative: true,
  values: (panel: Panel) => seriesIn(panel, id),
  extra: (panel) => factorModels(panel, ["factor-ml"]),
};

/** US industrial production over the next year, relative to the newest month known; one origin per vintage of FRED-MD. */
export const target: Target = {
  id: "industrial-production",
  title: {
    en: "US industrial production, next twelve months",
    de: "US-Industrieproduktion, die nächsten zwölf Monate",
  },
  unit: "newest month known = 100",
  step: "month",
  needs: fredMdIds.map((need) => (need === id ? { id, history: true } : { id: need })),
  origins: (known) => [...new Set((seriesIn(known, id)?.history ?? []).map((h) => h.known.slice(0, 10)))].sort(),
  forecast: (panel, simulating) => forecastRecord(panel, series, simulating),
  outcome: growthSince,
  baselines: baselineIds,
  headline: "factor-ml",
  notes: [
    {
      en: "The factor model reads 25 series of FRED-MD as they stood in the vintage: two factors, one lag, AR(1) own terms, thirty years, estimated anew at every vintage by maximum likelihood; all fixed beforehand.",
      de: "Das Faktormodell liest 25 Reihen von FRED-MD im jeweiligen Datenstand: zwei Faktoren, ein Lag, AR(1) im Eigenen, dreißig Jahre, zu jedem Datenstand neu per Maximum Likelihood geschätzt; alles vorab festgelegt.",
    },
    {
      en: "The index changes its base year between vintages, so growth since the origin's newest month is forecast; the outcome is that growth in the vintage in which the target month first appears, and in the newest vintage.",
      de: "Der Index wechselt zwischen den Datenständen das Basisjahr; prognostiziert wird deshalb das Wachstum seit dem neuesten Monat des Ursprungs, gemessen im ersten Datenstand mit dem Zielmonat und im neuesten.",
    },
  ],
};

/** Growth since a base period in the vintage in which the period first appears, and in the newest. */
export function growthSince(known: Panel, period: Period, base?: Period): Outcome | null {
  const view = seriesIn(known, id);
  const first = view?.history.find((h) => h.period === period);
  const now = view?.values[view.periods.indexOf(period)];
  const baseNow = view?.values[view.periods.indexOf(base ?? "")];
  const then = view?.history.findLast((h) => h.period === base && h.known <= (first?.known ?? ""));
  if (first === undefined || then === undefined || now === undefined || baseNow === undefined) return null;
  return { first: (100 * first.value) / then.value, firstRelease: true, latest: (100 * now) / baseNow };
}

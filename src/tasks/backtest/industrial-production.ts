import { type Panel, seriesIn } from "../../terms/panel.ts";
import type { Period } from "../../terms/period.ts";
import { type FromRecord, forecastRecord } from "./from-record.ts";
import { baselineIds } from "./models.ts";
import type { Outcome, Target } from "./target.ts";

const id = "fred-md/indpro";

/** Seasonally adjusted, so no season; the last thirty years. `extra` is the slot for a model that reads more of the panel. */
const series: FromRecord = {
  id,
  season: 1,
  horizons: [1, 3, 6, 12],
  longest: 360,
  relative: true,
  values: (panel: Panel) => seriesIn(panel, id),
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
  needs: [{ id, history: true }],
  origins: (known) => [...new Set((seriesIn(known, id)?.history ?? []).map((h) => h.known.slice(0, 10)))].sort(),
  forecast: (panel, simulating) => forecastRecord(panel, series, simulating),
  outcome: growthSince,
  baselines: baselineIds,
  headline: "drift-posterior",
  notes: [
    {
      en: "The index changes its base year between vintages, so growth since the origin's newest month is forecast; the outcome is that growth in the vintage in which the target month first appears, and in the newest vintage.",
      de: "Der Index wechselt zwischen den Datenständen das Basisjahr; prognostiziert wird deshalb das Wachstum seit dem neuesten Monat des Ursprungs, gemessen im ersten Datenstand mit dem Zielmonat und im neuesten.",
    },
  ],
};

function growthSince(known: Panel, period: Period, base?: Period): Outcome | null {
  const view = seriesIn(known, id);
  const first = view?.history.find((h) => h.period === period);
  const now = view?.values[view.periods.indexOf(period)];
  const baseNow = view?.values[view.periods.indexOf(base ?? "")];
  const then = view?.history.findLast((h) => h.period === base && h.known <= (first?.known ?? ""));
  if (first === undefined || then === undefined || now === undefined || baseNow === undefined) return null;
  return { first: (100 * first.value) / then.value, firstRelease: true, latest: (100 * now) / baseNow };
}

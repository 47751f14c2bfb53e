import { type Panel, seriesIn } from "../../terms/panel.ts";
import { type FromRecord, forecastRecord } from "./from-record.ts";
import { baselineIds } from "./models.ts";
import { outcomeOf, type Target } from "./target.ts";

const id = "census/data-center/construction";

const series: FromRecord = {
  id: "data-centre-construction",
  season: 1,
  horizons: [1, 2, 3, 6, 12],
  values: (panel: Panel) => seriesIn(panel, id),
};

/** Private data-centre construction over the next months [USD million, SAAR]; one origin per release held. */
export const target: Target = {
  id: "data-centre-construction",
  title: { en: "Data-centre construction, next months", de: "Bau von Rechenzentren, die nächsten Monate" },
  unit: "USD million, SAAR",
  step: "month",
  needs: [{ id, history: true }],
  origins: (known) => [...new Set((seriesIn(known, id)?.history ?? []).map((h) => h.known.slice(0, 10)))].sort(),
  forecast: (panel, simulating) => forecastRecord(panel, series, simulating),
  outcome: (known, period) => outcomeOf(seriesIn(known, id), period),
  baselines: baselineIds,
  headline: "drift-posterior",
  notes: [
    {
      en: "Copies of the construction release are held from July 2026 on; the newest two months of a release are revised by up to 8 %, which no model here describes.",
      de: "Datenstände der Bauausgaben liegen ab Juli 2026 vor; die neuesten zwei Monate einer Veröffentlichung werden um bis zu 8 % revidiert, was keines der Modelle beschreibt.",
    },
  ],
};

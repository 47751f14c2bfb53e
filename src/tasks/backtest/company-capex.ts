import { type Panel, seriesIn } from "../../terms/panel.ts";
import { type FromRecord, forecastRecord } from "./from-record.ts";
import { guidedLastQuarter } from "./guided.ts";
import { baselineIds } from "./models.ts";
import { type OriginResult, outcomeOf, quarterDays, type Simulating, type Target } from "./target.ts";

const horizons = [1, 2, 3, 4] as const;

/** How one company's quarterly CapEx is forecast from its own filings. */
export function capexRecord(ticker: string): FromRecord {
  const id = `sec/${ticker}/capex`;
  return { id, season: 4, horizons, values: (panel: Panel) => seriesIn(panel, id) };
}

/**
 * Cash CapEx of one company over the next four quarters [USD]. Origins: the 13th of January, April, July and October, when the
 * quarter before last is filed and the last is not. The company's guidance enters as a point where exactly the last quarter
 * of a guided calendar year is open; definitions of guided and filed figures differ by company.
 */
export function companyCapex(ticker: string): Target {
  const series = capexRecord(ticker);
  const name = ticker.toUpperCase();
  return {
    id: `capex-${ticker}`,
    title: { en: `CapEx of ${name}, next four quarters`, de: `CapEx von ${name}, die nächsten vier Quartale` },
    unit: "USD",
    step: "quarter",
    needs: [{ id: series.id, history: true }, { id: `guidance/${ticker}/capex` }],
    origins: (known) => {
      const first = seriesIn(known, series.id)?.history.reduce(
        (min, h) => (h.known < min ? h.known : min),
        "9999-12-31",
      );
      return first === undefined ? [] : quarterDays(first, known.asOf);
    },
    forecast: (panel: Panel, simulating: Simulating): OriginResult => {
      const own = forecastRecord(panel, series, simulating);
      const guided = guidedLastQuarter(panel, ticker);
      const point =
        guided === null ? [] : [{ period: guided.period, horizon: 1, model: "guidance", quantiles: [guided.value] }];
      return { predicted: own.predicted.length === 0 ? [] : [...own.predicted, ...point], dated: [] };
    },
    outcome: (known, period) => outcomeOf(seriesIn(known, series.id), period),
    baselines: baselineIds,
    headline: "drift-posterior",
    notes: [
      {
        en: "Guidance is the guided calendar year less the three quarters filed, by the company's own definition (Meta and Microsoft count finance leases, Amazon deducts proceeds), so only the last quarter of a year can be read from it.",
        de: "Die Prognose des Unternehmens ist das prognostizierte Kalenderjahr abzüglich der drei eingereichten Quartale, nach eigener Definition (Meta und Microsoft zählen Finanzierungsleasing mit, Amazon zieht Erlöse ab); daher ist nur das letzte Quartal eines Jahres ablesbar.",
      },
    ],
  };
}

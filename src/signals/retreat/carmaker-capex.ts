import { sum } from "../../math/sums.ts";
import { weakest } from "../../terms/observation.ts";
import { type Panel, refOf, type SeriesView, seriesIn } from "../../terms/panel.ts";
import type { Gap } from "../../terms/part.ts";
import { shift } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/** The four companies of the claim that file with the SEC; Stellantis and Volkswagen report half-yearly elsewhere. */
export const carmakerCapexIds: readonly string[] = ["sec/f/capex", "sec/gm/capex"];

/** What is missing when neither company's filings are held. */
export const carmakerCapexGap: Gap = {
  needs: carmakerCapexIds,
  have: 0,
  need: 8,
  settles: {
    en: "Eight quarters of filed CapEx of Ford and GM, and the half-year reports of Stellantis and Volkswagen.",
    de: "Acht Quartale gemeldeter CapEx von Ford und GM sowie die Halbjahresberichte von Stellantis und Volkswagen.",
  },
  pull: "vorlauf pull sec F",
};

/** Log change over a year of the sum of four quarters; NaN where one of the eight is missing. */
export function yearlyChange(series: SeriesView): Float64Array {
  const valueAt = (period: string): number => series.values[series.periods.indexOf(period)] ?? Number.NaN;
  const fourQuarters = (last: string): number => sum([0, -1, -2, -3].map((by) => valueAt(shift(last, by))));
  return Float64Array.from(series.periods, (p) => Math.log(fourQuarters(p) / fourQuarters(shift(p, -4))));
}

/** CapEx of Ford and GM, mean of the yearly log changes of the companies held. */
export const signal: Signal = {
  id: "carmaker-capex",
  question: { en: "Do carmakers spend less?", de: "Geben die Autohersteller weniger aus?" },
  needs: carmakerCapexIds.map((id) => ({ id })),
  unit: "log change over a year",
  strongerWhen: "lower",
  measure: (panel: Panel): SignalSeries => {
    const held = carmakerCapexIds.map((id) => seriesIn(panel, id)).filter((s): s is SeriesView => s !== null);
    const periods = [...new Set(held.flatMap((s) => s.periods))].sort();
    const changes = held.map((s) => ({ s, change: yearlyChange(s) }));
    const at = (p: string): number[] =>
      changes.map(({ s, change }) => change[s.periods.indexOf(p)] ?? Number.NaN).filter((v) => !Number.isNaN(v));
    return {
      id: "carmaker-capex",
      unit: "log change over a year",
      frequency: "quarterly",
      periods,
      values: Float64Array.from(periods, (p) => (at(p).length === 0 ? Number.NaN : sum(at(p)) / at(p).length)),
      evidence: held.length === 0 ? "unresolved" : weakest(["derived", ...held.flatMap((s) => s.evidence)]),
      refs: periods.map((p) => held.filter((s) => s.periods.includes(p)).map((s) => refOf(s.id, p))),
      ...(held.length === 0 ? { gap: carmakerCapexGap } : {}),
      warnings: [],
    };
  },
};

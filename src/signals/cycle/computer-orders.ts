import { weakest } from "../../terms/observation.ts";
import { type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Frequency } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/** One held series as a component's values: periods whose newest statement is "no value" are left out; a gap names the series. */
export function asHeld(
  panel: Panel,
  series: string,
  as: { readonly id: string; readonly unit: string; readonly frequency: Frequency; readonly pull: string },
): SignalSeries {
  const view = seriesIn(panel, series);
  const at = view === null ? [] : [...view.values.keys()].filter((i) => Number.isFinite(view.values[i]));
  const shared = {
    id: as.id,
    unit: view?.unit ?? as.unit,
    frequency: view?.frequency ?? as.frequency,
    warnings: [],
  } as const;
  if (view === null || at.length === 0) {
    const settles = {
      en: `A copy of ${series} known on this day.`,
      de: `Eine an diesem Tag bekannte Fassung von ${series}.`,
    };
    return {
      ...shared,
      periods: [],
      values: new Float64Array(0),
      evidence: "unresolved",
      refs: [],
      gap: { needs: [series], have: 0, need: 1, settles, pull: as.pull },
    };
  }
  return {
    ...shared,
    periods: at.map((i) => view.periods[i] ?? ""),
    values: Float64Array.from(at, (i) => view.values[i] ?? Number.NaN),
    evidence: weakest(at.flatMap((i) => view.evidence[i] ?? [])),
    refs: at.map((i) => [refOf(series, view.periods[i] ?? "")]),
  };
}

/** New orders of computers and electronic products received by US makers in a month, seasonally adjusted [USD million]; Census M3, semiconductors not included. */
export const signal: Signal = {
  id: "computer-orders",
  question: {
    en: "Do orders for computers and electronics rise?",
    de: "Steigen die Bestellungen von Computern und Elektronik?",
  },
  needs: [{ id: "fred/a34sno", history: true }],
  unit: "USD million",
  strongerWhen: "higher",
  measure: (panel) =>
    asHeld(panel, "fred/a34sno", {
      id: "computer-orders",
      unit: "USD million",
      frequency: "monthly",
      pull: "vorlauf pull fred A34SNO",
    }),
};

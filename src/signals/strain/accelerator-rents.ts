import { median } from "../../math/quantile.ts";
import { mean } from "../../math/sums.ts";
import { weakest } from "../../terms/observation.ts";
import { idsMatching, type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

const pattern = "gpu-rental/*/marketplace-median";
const week = 7;

/** Asking rents of one accelerator: the mean of its first and of its last seven days [USD per GPU-hour]. */
export interface RentChange {
  readonly gpu: string;
  readonly first: number;
  readonly last: number;
  readonly from: string;
  readonly to: string;
  readonly days: number;
  readonly refs: readonly string[];
}

/** First and last week of every accelerator whose asking rents are held for two weeks or more; models are not pooled. */
export function rentChanges(panel: Panel): RentChange[] {
  return idsMatching(panel, pattern).flatMap((id) => {
    const view = seriesIn(panel, id);
    const at = view === null ? [] : [...view.values.keys()].filter((i) => Number.isFinite(view.values[i]));
    if (view === null || at.length < 2 * week) return [];
    const value = (i: number): number => view.values[i] ?? Number.NaN;
    const [first, last] = [at.slice(0, week), at.slice(-week)];
    return [
      {
        gpu: id.split("/")[1] ?? id,
        first: mean(first.map(value)),
        last: mean(last.map(value)),
        from: view.periods[at[0] ?? 0] ?? "",
        to: view.periods[at.at(-1) ?? 0] ?? "",
        days: at.length,
        refs: [...first, ...last].map((i) => refOf(id, view.periods[i] ?? "")),
      },
    ];
  });
}

/**
 * Median over accelerators of the daily asking rent against that accelerator's own first week (1 = no change): a fall would say
 * that capacity is loose. Days on which fewer than three accelerators are held are left out.
 */
export const signal: Signal = {
  id: "accelerator-rents",
  question: { en: "Do rents of accelerators fall?", de: "Fallen die Mieten von Beschleunigern?" },
  needs: [{ id: pattern }],
  unit: "ratio to first week",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const changes = rentChanges(panel);
    const views = changes.flatMap((c) => {
      const view = seriesIn(panel, `gpu-rental/${c.gpu}/marketplace-median`);
      return view === null
        ? []
        : [
            {
              ...c,
              evidence: view.evidence,
              at: new Map(view.periods.map((p, i) => [p, view.values[i] ?? Number.NaN])),
            },
          ];
    });
    const days = [...new Set(views.flatMap((v) => [...v.at.keys()]))].sort();
    const ratios = (day: string): number[] =>
      views.map((v) => (v.at.get(day) ?? Number.NaN) / v.first).filter(Number.isFinite);
    const shown = days.filter((d) => ratios(d).length >= 3);
    return {
      id: "accelerator-rents",
      unit: "ratio to first week",
      frequency: "daily",
      periods: shown,
      values: Float64Array.from(shown, (d) => median(ratios(d))),
      evidence: weakest([...views.flatMap((v) => v.evidence), "derived"]),
      refs: shown.map((d) =>
        views
          .filter((v) => Number.isFinite(v.at.get(d)))
          .map((v) => refOf(`gpu-rental/${v.gpu}/marketplace-median`, d)),
      ),
      ...(shown.length > 0
        ? {}
        : {
            gap: {
              needs: [pattern],
              have: changes.length,
              need: 3,
              settles: {
                en: "Two weeks of daily asking rents of three accelerators.",
                de: "Zwei Wochen täglicher Angebotsmieten von drei Beschleunigern.",
              },
              pull: "vorlauf pull gpu-rental",
            },
          }),
      warnings: [],
    };
  },
};

import { weakest } from "../../terms/observation.ts";
import { idsMatching, type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import { shift } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/** Newest EV share of car sales of a region and its change over a year. */
export interface ShareChange {
  readonly region: string;
  readonly year: string;
  /** As published, per cent. */
  readonly share: number;
  /** Percentage points; null when the year before is missing. */
  readonly change: number | null;
  readonly refs: readonly string[];
}

const pattern = "iea/*/ev-share";
const world = "iea/world/ev-share";

/** Newest share and yearly change of every region held, in the order of the ids. */
export function shareChanges(panel: Panel): ShareChange[] {
  return idsMatching(panel, pattern).flatMap((id): ShareChange[] => {
    const series = seriesIn(panel, id);
    const last = series?.values.findLastIndex((v) => !Number.isNaN(v)) ?? -1;
    const [year, share] = [series?.periods[last], series?.values[last]];
    if (series === null || year === undefined || share === undefined) return [];
    const before = series.values[series.periods.indexOf(shift(year, -1))];
    const change = before === undefined || Number.isNaN(before) ? null : share - before;
    return [
      {
        region: id.split("/")[1] ?? id,
        year,
        share,
        change,
        refs: [refOf(id, year), ...(change === null ? [] : [refOf(id, shift(year, -1))])],
      },
    ];
  });
}

/** EV share of car sales, world, per cent. */
export const signal: Signal = {
  id: "ev-share",
  question: {
    en: "Does the EV share of car sales lose momentum?",
    de: "Verliert der EV-Anteil an den Autoverkäufen an Schwung?",
  },
  needs: [{ id: pattern }],
  unit: "percent",
  strongerWhen: "lower",
  measure: (panel: Panel): SignalSeries => {
    const series = seriesIn(panel, world);
    return {
      id: "ev-share",
      unit: "percent",
      frequency: "annual",
      periods: series?.periods ?? [],
      values: Float64Array.from(series?.values ?? []),
      evidence: weakest(series?.evidence ?? []),
      refs: (series?.periods ?? []).map((p) => [refOf(world, p)]),
      warnings: [],
    };
  },
};

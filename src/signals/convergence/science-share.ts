import { sum } from "../../math/sums.ts";
import { type Panel, refOf, type SeriesView, seriesIn } from "../../terms/panel.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

const fields = ["chemistry", "materials", "physics"];
const unusable: ReadonlySet<string> = new Set(["narrower-query", "outlier-copy"]);

function at(series: SeriesView, period: string): number {
  const i = series.periods.indexOf(period);
  return (series.flags[i] ?? []).some((f) => unusable.has(f)) ? Number.NaN : (series.values[i] ?? Number.NaN);
}

/** Share of papers on machine learning in chemistry, materials science and physics together, per year, one search throughout. */
export const signal: Signal = {
  id: "science-share",
  question: {
    en: "How far has machine learning spread in the laboratory sciences?",
    de: "Wie weit ist maschinelles Lernen in den Laborwissenschaften verbreitet?",
  },
  needs: fields.flatMap((f) => [
    { id: `wos/${f}/ml-papers`, history: true },
    { id: `wos/${f}/papers`, history: true },
  ]),
  unit: "share",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const pairs = fields.map((f) => ({
      ml: seriesIn(panel, `wos/${f}/ml-papers`),
      all: seriesIn(panel, `wos/${f}/papers`),
    }));
    const held = pairs.flatMap(({ ml, all }) => (ml === null || all === null ? [] : [{ ml, all }]));
    const years = (held.length < fields.length ? [] : (held[0]?.ml.periods ?? [])).filter((y) =>
      held.every(({ ml, all }) => at(ml, y) >= 0 && at(all, y) > 0),
    );
    const newest = years.at(-1);
    const settled = held.every(
      ({ ml }) => newest === undefined || !(ml.flags[ml.periods.indexOf(newest)] ?? []).includes("indexing-incomplete"),
    );
    return {
      id: "science-share",
      unit: "share",
      frequency: "annual",
      periods: years,
      values: Float64Array.from(
        years,
        (y) => sum(held.map(({ ml }) => at(ml, y))) / sum(held.map(({ all }) => at(all, y))),
      ),
      evidence: years.length === 0 ? "unresolved" : "derived",
      refs: years.map((y) => held.flatMap(({ ml, all }) => [refOf(ml.id, y), refOf(all.id, y)])),
      warnings: settled
        ? []
        : [{ code: "indexing-incomplete", facts: { year: newest ?? null }, about: ["wos/*/ml-papers"] }],
    };
  },
};

import { sum } from "../../math/sums.ts";
import { listIn, type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import { monthlyCounts } from "./ai-share-robotics.ts";

/** Association strength of two categories under the two conventions in use; they can even order pairs differently. */
export interface Lift {
  readonly a: string;
  readonly b: string;
  /** c N / (n_a n_b), n = papers with the category (diagonal kept), N = all papers; null without N. */
  readonly byOccurrence: number | null;
  /** (c / T) / ((s_a / T)(s_b / T)), s = row sum of the co-occurrence matrix with an empty diagonal, T = its grand total. */
  readonly byRowSum: number;
  readonly refs: readonly string[];
}

const graphId = "arxiv/category-graph";

/**
 * Lift of one pair of categories in the newest category graph, by both conventions; null when the pair is not in it (edges
 * are cut to the 20 strongest of each category, so absent means unknown, and row sums are of the kept edges).
 * @cite van Eck & Waltman (2009), JASIST 60(8), 1635-1651 (association strength)
 */
export function liftOf(panel: Panel, a: string, b: string): Lift | null {
  const entries = listIn(panel, graphId)?.entries ?? [];
  const pairs = entries.filter((e) => e.fields["kind"] === "pair");
  const count = (item: string): number | null => entries.find((e) => e.item === item)?.value ?? null;
  const pair = pairs.find((e) => e.item === [a, b].sort().join(" + "));
  const [na, nb, N] = [count(a), count(b), count("all papers")];
  if (pair === undefined || pair.value === null || na === null || nb === null) return null;
  const rowSum = (category: string): number =>
    sum(pairs.filter((e) => e.fields["a"] === category || e.fields["b"] === category).map((e) => e.value ?? 0));
  const T = 2 * sum(pairs.map((e) => e.value ?? 0));
  const ref = (item: string): string => refOf(graphId, pair.period, item);
  return {
    a,
    b,
    byOccurrence: N === null ? null : (pair.value * N) / (na * nb),
    byRowSum: (pair.value * T) / (rowSum(a) * rowSum(b)),
    refs: [ref(pair.item), ref(a), ref(b), ...(N === null ? [] : [ref("all papers")])],
  };
}

/**
 * Lift of AI and robotics per month, occurrence convention: c N / (n_AI n_RO), N the highest arXiv serial number of the
 * month. 1 = independent. n_AI misses AI cross-lists of fields that no tracker follows, so the lift is an upper bound.
 */
export const signal: Signal = {
  id: "ai-lift-robotics",
  question: {
    en: "Do robotics papers carry AI categories more often than all papers do?",
    de: "Tragen Robotik-Arbeiten öfter KI-Kategorien als alle Arbeiten?",
  },
  needs: [
    { id: "arxiv/robotics/papers" },
    { id: "arxiv/ai-x-robotics/papers" },
    { id: "arxiv/ai/papers" },
    { id: "arxiv/all/identifiers" },
    { id: graphId },
  ],
  unit: "ratio",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const [ai, all] = [seriesIn(panel, "arxiv/ai/papers"), seriesIn(panel, "arxiv/all/identifiers")];
    const at = (series: typeof ai, period: string): number =>
      series?.values[series.periods.indexOf(period)] ?? Number.NaN;
    const months = monthlyCounts(panel, "robotics").filter((m) => at(ai, m.period) > 0 && at(all, m.period) > 0);
    return {
      id: "ai-lift-robotics",
      unit: "ratio",
      frequency: "monthly",
      periods: months.map((m) => m.period),
      values: Float64Array.from(months, (m) => (m.ai * at(all, m.period)) / (at(ai, m.period) * m.all)),
      evidence: months.length === 0 ? "unresolved" : "derived",
      refs: months.map((m) => [
        ...m.refs,
        refOf("arxiv/ai/papers", m.period),
        refOf("arxiv/all/identifiers", m.period),
      ]),
      warnings: [],
    };
  },
};

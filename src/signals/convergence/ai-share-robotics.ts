import { sum } from "../../math/sums.ts";
import { type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import { dayOf, endOf, type Frequency, periodOf, shift } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/** Papers of a field in a stretch of time, and those of them with an AI category. */
export interface PaperCount {
  readonly period: string;
  readonly ai: number;
  readonly all: number;
  /** Flags of either count, for example `ai-primaries-favoured`. */
  readonly flags: readonly string[];
  readonly refs: readonly string[];
}

/** A field whose share of AI papers is followed. */
export type Field = "robotics" | "biology";

/** Days after its end from which a month counts as listed in full. */
const settleDays = 2;

/**
 * Months for which both the field's papers and those with the tag are visible and that ended at least two days before the
 * as-of day, in time order; a month without both, or with more papers of the tag than of the field, is absent, never zero.
 * @param tag `ai` for the union class, or one category as a slug (`cs-lg`)
 */
export function monthlyCounts(panel: Panel, field: Field, tag: string = "ai"): PaperCount[] {
  const [allId, aiId] = [`arxiv/${field}/papers`, `arxiv/${tag}-x-${field}/papers`];
  const [all, ai] = [seriesIn(panel, allId), seriesIn(panel, aiId)];
  if (all === null || ai === null) return [];
  const aiAt = new Map(ai.periods.map((p, i) => [p, i]));
  return all.periods.flatMap((period, i): PaperCount[] => {
    const j = aiAt.get(period);
    const [n, c] = [all.values[i], j === undefined ? undefined : ai.values[j]];
    if (
      n === undefined ||
      c === undefined ||
      !(n > 0) ||
      !(c >= 0 && c <= n) ||
      dayOf(panel.asOf) - dayOf(endOf(period)) < settleDays
    )
      return [];
    return [
      {
        period,
        ai: c,
        all: n,
        flags: (all.flags[i] ?? []).filter((f) => f !== "month-unfinished"),
        refs: [refOf(aiId, period), refOf(allId, period)],
      },
    ];
  });
}

/** Sums over quarters or years of which every month is there. */
export function pooled(months: readonly PaperCount[], frequency: "quarterly" | "annual"): PaperCount[] {
  const size = frequency === "quarterly" ? 3 : 12;
  const groups = new Map<string, PaperCount[]>();
  for (const m of months) {
    const period = periodOf(frequency, endOf(m.period));
    groups.set(period, [...(groups.get(period) ?? []), m]);
  }
  return [...groups].filter(([, parts]) => parts.length === size).map(([period, parts]) => poolOf(period, parts));
}

/** All papers of some months as one count. */
export function poolOf(period: string, parts: readonly PaperCount[]): PaperCount {
  return {
    period,
    ai: sum(parts.map((p) => p.ai)),
    all: sum(parts.map((p) => p.all)),
    flags: [...new Set(parts.flatMap((p) => p.flags))],
    refs: parts.flatMap((p) => p.refs),
  };
}

/** Days before the as-of day by which the newest of the four quarters must have ended; an older comparison says nothing about today. */
const currentDays = 200;

/** Four complete quarters and the four before them, by the newest complete quarter; null when one of the 24 months is missing or that quarter ended more than 200 days before the as-of day. */
export function yearOnYear(
  months: readonly PaperCount[],
  asOf: string,
): { readonly before: PaperCount; readonly after: PaperCount } | null {
  const quarters = new Map(pooled(months, "quarterly").map((q) => [q.period, q]));
  const last = [...quarters.keys()].sort().at(-1);
  if (last === undefined || dayOf(asOf) - dayOf(endOf(last)) > currentDays) return null;
  const take = (from: number): PaperCount[] => [0, 1, 2, 3].flatMap((k) => quarters.get(shift(last, -from - k)) ?? []);
  const [after, before] = [take(0), take(4)];
  return after.length < 4 || before.length < 4
    ? null
    : { before: poolOf(shift(last, -4), before), after: poolOf(last, after) };
}

/** Months in which the copies held give more papers of the union class than papers of the field: two counts that do not belong together. */
function contradictoryMonths(panel: Panel, field: Field): string[] {
  const [all, ai] = [seriesIn(panel, `arxiv/${field}/papers`), seriesIn(panel, `arxiv/ai-x-${field}/papers`)];
  const papers = new Map(all?.periods.map((p, i) => [p, all.values[i] ?? Number.NaN]));
  return (ai?.periods ?? []).filter((p, i) => (ai?.values[i] ?? Number.NaN) > (papers.get(p) ?? Number.NaN));
}

/** The share series of a field as a signal yields it. */
export function shareSignal(panel: Panel, field: Field): SignalSeries {
  const months = monthlyCounts(panel, field);
  const frequency: Frequency = "monthly";
  const contradictory = contradictoryMonths(panel, field);
  return {
    id: `ai-share-${field}`,
    unit: "share",
    frequency,
    periods: months.map((m) => m.period),
    values: Float64Array.from(months, (m) => m.ai / m.all),
    evidence: months.length === 0 ? "unresolved" : "derived",
    refs: months.map((m) => m.refs),
    warnings: [
      ...(months.some((m) => m.flags.includes("ai-primaries-favoured"))
        ? [
            {
              code: "ai-primaries-favoured",
              facts: { months: months.filter((m) => m.flags.includes("ai-primaries-favoured")).length },
              about: [`arxiv/${field}/papers`],
            },
          ]
        : []),
      ...(contradictory.length === 0
        ? []
        : [
            {
              code: "part-above-whole",
              facts: { months: contradictory.length, newest: contradictory.at(-1) ?? "" },
              about: [`arxiv/${field}/papers`, `arxiv/ai-x-${field}/papers`],
            },
          ]),
    ],
  };
}

/** Share of new robotics papers (cs.RO) with at least one of cs.AI, cs.LG, stat.ML, cs.CV, cs.CL, cs.NE. */
export const signal: Signal = {
  id: "ai-share-robotics",
  question: {
    en: "What share of new robotics papers carries an AI category?",
    de: "Welcher Anteil neuer Robotik-Arbeiten trägt eine KI-Kategorie?",
  },
  needs: [
    { id: "arxiv/robotics/papers", history: true },
    { id: "arxiv/ai-x-robotics/papers", history: true },
  ],
  unit: "share",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => shareSignal(panel, "robotics"),
};

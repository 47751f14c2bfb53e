import {
  crossingQuantile,
  drawPaths,
  driftPosterior,
  type FirstCrossing,
  firstCrossing,
  logChanges,
  poolCrossings,
} from "../../methods/drift-posterior.ts";
import type { Forecast } from "../../terms/part.ts";
import { indexOf, type Period, periodRange, shift } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";

/** Fit windows of definition D10 [months], pooled with equal weight. */
export const windows: readonly number[] = [12, 24, 36];
/** How far ahead a crossing is looked for [months]. */
const tenYears = 120;
const [firstMonth, lastMonth, goal] = ["2026-02", "2027-02", "2031-02"] as const;

/** A ratio's record, months in order without gaps. */
export interface RatioRecord {
  readonly periods: readonly Period[];
  readonly values: Float64Array;
}

/** When the ratio first reaches 1, by fit window and pooled. */
export interface Crossing {
  readonly pooled: FirstCrossing;
  readonly byWindow: readonly { readonly months: number; readonly crossing: FirstCrossing }[];
  /** Months of the 10 %, 50 % and 90 % quantiles of the pooled first crossing; null beyond ten years. */
  readonly quantiles: readonly [Period | null, Period | null, Period | null];
  /** P(ratio reaches 1 by February 2031), pooled. */
  readonly byGoal: number;
}

/** First crossing of 1 under posterior drift and variance of the log ratio (definition D10); null below 37 months. */
export function crossingOf(
  record: RatioRecord,
  options: { readonly seed: number; readonly draws: number },
): Crossing | null {
  if (record.values.length <= Math.max(...windows)) return null;
  const log = record.values.map(Math.log);
  const start = log.at(-1) ?? Number.NaN;
  const last = record.periods.at(-1) ?? "";
  const byWindow = windows.map((months) => ({
    months,
    crossing: firstCrossing(driftPosterior(logChanges(log, months)), start, {
      threshold: 0,
      horizon: tenYears,
      draws: options.draws,
      seed: `${options.seed}/crossing/${months}`,
    }),
  }));
  const pooled = poolCrossings(byWindow.map((w) => w.crossing));
  const at = (p: number): Period | null => {
    const step = crossingQuantile(pooled, p);
    return step === null ? null : shift(last, step);
  };
  return {
    pooled,
    byWindow,
    quantiles: [at(0.1), at(0.5), at(0.9)],
    byGoal: reachedBy(pooled, indexOf(goal) - indexOf(last)),
  };
}

/** P(crossed within so many steps); 1 step at least. */
export function reachedBy(crossing: FirstCrossing, steps: number): number {
  return steps < 1 ? 0 : (crossing.cumulative[Math.min(steps, crossing.cumulative.length) - 1] ?? 0);
}

interface Simulated {
  readonly pooled: readonly number[];
  readonly variants: readonly { readonly id: string; readonly draws: readonly number[] }[];
}

/** Draws of a statistic of future paths, by window and pooled; `months` ahead of the record. */
function simulate(
  record: RatioRecord,
  months: number,
  statistic: (path: Float64Array) => number,
  options: { readonly seed: number; readonly draws: number; readonly label: string },
): Simulated {
  const log = record.values.map(Math.log);
  const variants = windows.map((window) => {
    const seed = `${options.seed}/${options.label}/${window}`;
    const paths = drawPaths(driftPosterior(logChanges(log, window)), log.at(-1) ?? Number.NaN, {
      horizon: months,
      draws: options.draws,
      seed,
    });
    const draws = Array.from({ length: options.draws }, (_, i) =>
      statistic(paths.subarray(i * months, (i + 1) * months).map(Math.exp)),
    );
    return { id: `${window} months`, draws: draws.sort((a, b) => a - b) };
  });
  return { pooled: variants.flatMap((v) => v.draws).sort((a, b) => a - b), variants };
}

const method: Text = {
  en: "random walk of the log ratio, drift and variance uncertain (reference prior), fit windows 12, 24 and 36 months pooled with equal weight",
  de: "Random Walk des logarithmierten Verhältnisses, Drift und Varianz unsicher (Referenz-Prior), Schätzfenster von 12, 24 und 36 Monaten zu gleichen Teilen",
};

/** Options of the two forecasts. */
export interface RotationSimulation {
  readonly seed: number;
  readonly draws: number;
  readonly validated: number;
  readonly refs: readonly string[];
}

/**
 * Months from February 2026 to February 2027 in which the latest print is not above that of twelve months earlier: those
 * known are counted (floor), the rest simulated.
 */
export function monthsNotRising(record: RatioRecord, simulation: RotationSimulation): Forecast {
  const at = new Map(record.periods.map((p, i) => [p, record.values[i] ?? Number.NaN]));
  const last = record.periods.at(-1) ?? firstMonth;
  const judged = periodRange(firstMonth, lastMonth);
  const falls = (now: number | undefined, before: number | undefined): boolean =>
    now !== undefined && before !== undefined && now <= before;
  const known = judged.filter((p) => p <= last && falls(at.get(p), at.get(shift(p, -12)))).length;
  const ahead = judged.filter((p) => p > last);
  const horizon = ahead.length === 0 ? 0 : indexOf(lastMonth) - indexOf(last);
  const place = (p: Period): { readonly known: number | undefined; readonly step: number | null } =>
    p <= last ? { known: at.get(p), step: null } : { known: undefined, step: indexOf(p) - indexOf(last) - 1 };
  const compared = ahead.map((p) => [place(p), place(shift(p, -12))] as const);
  const count = (path: Float64Array): number => {
    const future = ({ known: value, step }: ReturnType<typeof place>): number | undefined =>
      step === null ? value : path[step];
    return known + compared.filter(([now, before]) => falls(future(now), future(before))).length;
  };
  const drawn =
    horizon === 0
      ? { pooled: [known], variants: [] }
      : simulate(record, horizon, count, { ...simulation, label: "not-rising" });
  const none = drawn.pooled.filter((n) => n < 1).length / drawn.pooled.length;
  return {
    id: "rotation/months-not-rising",
    says: text(
      (f) =>
        `The ratio stays above its value twelve months earlier in every month to ${f.when(lastMonth)} in ${f.pct(none)} of paths${judged.length === ahead.length ? "" : `; of the ${f.num(judged.length - ahead.length)} months printed, ${f.num(known)} did not rise`}.`,
      (f) =>
        `In ${f.pct(none)} der Pfade liegt das Verhältnis in jedem Monat bis ${f.when(lastMonth)} über dem Wert von zwölf Monaten zuvor${judged.length === ahead.length ? "" : `; von ${f.num(judged.length - ahead.length)} veröffentlichten Monaten stiegen ${f.num(known)} nicht`}.`,
    ),
    unit: "months",
    period: lastMonth,
    draws: drawn.pooled,
    method,
    validatedHorizon: simulation.validated,
    horizon,
    evidence: "estimated",
    refs: simulation.refs,
    floor: known,
    variants: drawn.variants,
  };
}

/** Highest ratio from February 2026 to February 2031: the highest printed is the floor, the rest simulated. */
export function highestRatio(record: RatioRecord, simulation: RotationSimulation): Forecast {
  const last = record.periods.at(-1) ?? firstMonth;
  const since = record.periods.findIndex((p) => p >= firstMonth);
  const floor = Math.max(0, ...(since < 0 ? [] : record.values.slice(since)));
  const horizon = Math.max(0, indexOf(goal) - indexOf(last));
  const drawn =
    horizon === 0
      ? { pooled: [floor], variants: [] }
      : simulate(record, horizon, (path) => Math.max(floor, ...path), { ...simulation, label: "highest" });
  const above = drawn.pooled.filter((r) => r > 1).length / drawn.pooled.length;
  return {
    id: "rotation/highest-ratio-to-2031",
    says: text(
      (f) =>
        `The ratio exceeds 1 by ${f.when(goal)} in ${f.pct(above)} of paths${since < 0 ? "" : `; highest print so far ${f.num(floor, 3)}`}.`,
      (f) =>
        `Das Verhältnis übersteigt bis ${f.when(goal)} in ${f.pct(above)} der Pfade die 1${since < 0 ? "" : `; höchster Stand bisher ${f.num(floor, 3)}`}.`,
    ),
    unit: "ratio",
    period: goal,
    draws: drawn.pooled,
    method,
    validatedHorizon: simulation.validated,
    horizon,
    evidence: "estimated",
    refs: simulation.refs,
    floor,
    variants: drawn.variants,
    ...(horizon === 0
      ? {}
      : {
          path: {
            kind: "level",
            known: 0,
            last: record.values.at(-1) ?? Number.NaN,
            steps: horizon,
            step: "month",
          } as const,
        }),
  };
}

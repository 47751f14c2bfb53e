import { cholesky } from "../../math/linear-algebra.ts";
import { createRandom } from "../../math/random.ts";
import { mean, sum } from "../../math/sums.ts";
import { drawPaths, driftPosterior, logChanges } from "../../methods/drift-posterior.ts";
import { dateTurningPoints, quarterlyRules } from "../../methods/turning-points.ts";
import type { Members } from "../../signals/capex/hyperscaler-capex.ts";
import { indexOf } from "../../terms/period.ts";

/** Draws of a number, ascending, and the same under each fit window. */
export interface Draws {
  readonly pooled: readonly number[];
  readonly variants: readonly { readonly id: string; readonly draws: readonly number[] }[];
}

/** Fit windows of definition D9: the last twelve changes, and all. */
export const fitWindows: readonly { readonly id: string; readonly steps: number }[] = [
  { id: "12", steps: 12 },
  { id: "all", steps: Number.POSITIVE_INFINITY },
];

/** What is known of a calendar year's sum. */
export interface YearSum extends Draws {
  /** Sum of what is already filed. */
  readonly known: number;
  /** Company quarters filed, and all of the year. */
  readonly filed: number;
  readonly of: number;
  /** Sum of the year's quarters that every company has filed. */
  readonly complete: number;
  /** Sum of the newest quarter that every company has filed: where growth starts. */
  readonly last: number;
  /** Whole quarters of the year that are still missing for at least one company. */
  readonly quartersLeft: number;
}

/**
 * Predictive distribution of a group's CapEx in a calendar year.
 *
 *   log y[i][t] = log y[i][t-1] + mu[i] + sigma[i] e[i][t],   e[.][t] ~ N(0, R)
 *
 * per company i, with (mu, sigma) drawn from the drift posterior of each fit window and R the correlation of the companies'
 * changes in the quarters that all have; quarters already filed enter as they are. Half of the pooled draws come from each
 * window. Null when a company has fewer than four changes, or lacks a quarter of the year before its newest value.
 *
 * ASSUMPTIONS: no seasonal pattern (a year's sum averages over it, a part of a year does not); R is the same in both windows.
 */
export function drawYearSum(
  group: Members,
  year: string,
  options: { readonly draws: number; readonly seed: number },
): YearSum | null {
  const quarters = [1, 2, 3, 4].map((q) => indexOf(`${year}-Q${q}`) - indexOf(group.periods[0] ?? `${year}-Q1`));
  const held = group.members.map((m) => quarters.map((t) => m.values[t] ?? Number.NaN));
  const filed = held.flat().filter(Number.isFinite);
  const starts = group.members.map((m) => m.values.findLastIndex(Number.isFinite));
  const first = Math.min(...starts);
  const holed = held.some((h, i) => h.some((v, q) => !Number.isFinite(v) && (quarters[q] ?? 0) <= (starts[i] ?? -1)));
  if (first < 0 || holed) return null;
  const known = sum(filed);
  const shared = {
    known,
    filed: filed.length,
    of: 4 * group.members.length,
    complete: sum(
      [0, 1, 2, 3]
        .filter((q) => held.every((h) => Number.isFinite(h[q])))
        .flatMap((q) => held.map((h) => h[q] ?? Number.NaN)),
    ),
    last: sum(group.members.map((m) => m.values[first] ?? Number.NaN)),
    quartersLeft: [0, 1, 2, 3].filter((q) => held.some((h) => !Number.isFinite(h[q]))).length,
  };
  if (filed.length === shared.of) return { ...shared, pooled: [known], variants: [] };
  const factor = cholesky(correlationOf(group), group.members.length);
  const variants: { id: string; draws: number[] }[] = [];
  for (const window of fitWindows) {
    const posteriors = posteriorsOf(group, window.steps);
    if (posteriors === null) return null;
    const random = createRandom(options.seed).fork(`year-sum/${year}/${window.id}`);
    const draws = Array.from(
      { length: options.draws },
      () => known + drawRest(group, { quarters, starts, posteriors, factor }, random),
    );
    variants.push({ id: window.id, draws: draws.sort((a, b) => a - b) });
  }
  const pooled = variants.flatMap((v) => v.draws).sort((a, b) => a - b);
  return { ...shared, pooled, variants };
}

type Posterior = ReturnType<typeof driftPosterior>;

function posteriorsOf(group: Members, steps: number): Posterior[] | null {
  const changes = group.members.map((m) =>
    logChanges(held(m.values).map(Math.log), steps).filter((v) => !Number.isNaN(v)),
  );
  return changes.some((c) => c.length < 4) ? null : changes.map((c) => driftPosterior(c));
}

/** From the first to the last value held. */
function held(values: Float64Array): Float64Array {
  return values.slice(values.findIndex(Number.isFinite), values.findLastIndex(Number.isFinite) + 1);
}

interface Setting {
  readonly quarters: readonly number[];
  readonly starts: readonly number[];
  readonly posteriors: readonly Posterior[];
  readonly factor: Float64Array;
}

function drawRest(
  group: Members,
  { quarters, starts, posteriors, factor }: Setting,
  random: ReturnType<typeof createRandom>,
): number {
  const k = group.members.length;
  const [z, e, y] = [new Float64Array(k), new Float64Array(k), new Float64Array(k)];
  const [mu, sigma] = [new Float64Array(k), new Float64Array(k)];
  correlatedInto(e, z, factor, random);
  for (let i = 0; i < k; i++) {
    const p = posteriors[i]!;
    sigma[i] = Math.sqrt((p.df * p.s2) / random.chi2(p.df));
    mu[i] = p.mean + (sigma[i]! / Math.sqrt(p.n)) * e[i]!;
    y[i] = Math.log(group.members[i]!.values[starts[i]!]!);
  }
  let rest = 0;
  const [first, last] = [quarters[0]!, quarters[3]!];
  for (let t = Math.min(...starts) + 1; t <= last; t++) {
    correlatedInto(e, z, factor, random);
    for (let i = 0; i < k; i++) {
      if (t <= starts[i]!) continue;
      y[i]! += mu[i]! + sigma[i]! * e[i]!;
      if (t >= first) rest += Math.exp(y[i]!);
    }
  }
  return rest;
}

/** Standard normal shocks with the correlation whose Cholesky factor is given, into `e`; `z` is scratch. */
function correlatedInto(
  e: Float64Array,
  z: Float64Array,
  factor: Float64Array,
  random: ReturnType<typeof createRandom>,
): void {
  const k = e.length;
  for (let i = 0; i < k; i++) {
    z[i] = random.normal();
    e[i] = 0;
    for (let j = 0; j <= i; j++) e[i]! += factor[i * k + j]! * z[j]!;
  }
}

/**
 * Correlation of the companies' log changes over the quarters in which all have one, drawn a tenth towards independence so
 * that it stays positive definite (ASSUMPTION); the identity below eight such quarters.
 */
export function correlationOf(group: Members): Float64Array {
  const k = group.members.length;
  const changes = group.members.map((m) => logChanges(m.values.map(Math.log)));
  const at = [...(changes[0]?.keys() ?? [])].filter((t) => changes.every((c) => Number.isFinite(c[t])));
  const common = changes.map((c) => at.map((t) => c[t] ?? Number.NaN));
  const R = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++)
      R[i * k + j] = i === j ? 1 : at.length < 8 ? 0 : 0.9 * pearson(common[i] ?? [], common[j] ?? []);
  }
  return R;
}

function pearson(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const product = sum(x.map((v, i) => (v - mx) * ((y[i] ?? Number.NaN) - my)));
  return product / Math.sqrt(sum(x.map((v) => (v - mx) ** 2)) * sum(y.map((v) => (v - my) ** 2)));
}

/** How peaks are counted ahead. Positions are of the record, 0-based; `until` lies beyond its end. */
export interface PeakWindow {
  /** A peak counts after this position ... */
  readonly after: number;
  /** ... up to and including this one. */
  readonly until: number;
  /** Last period that will be known on the day of judgement. */
  readonly recordEnd: number;
}

/**
 * Draws of the number of peaks that will be dated inside a window: every path of a random walk with uncertain drift and
 * variance is appended to the record and dated by the quarterly rules.
 */
export function drawPeaks(
  logLevel: Float64Array,
  window: PeakWindow,
  options: { readonly draws: number; readonly seed: number },
): Draws & { readonly dated: number } {
  const count = (peaks: readonly number[]): number => peaks.filter((p) => p > window.after && p <= window.until).length;
  const dated = count(dateTurningPoints(logLevel, quarterlyRules).peaks);
  const horizon = window.recordEnd - (logLevel.length - 1);
  if (horizon <= 0) return { pooled: [dated], variants: [], dated };
  const variants = fitWindows.map(({ id, steps }) => {
    const posterior = driftPosterior(logChanges(logLevel, steps));
    const paths = drawPaths(posterior, logLevel.at(-1) ?? Number.NaN, {
      horizon,
      draws: options.draws,
      seed: `${options.seed}/peaks/${id}`,
    });
    const extended = new Float64Array(logLevel.length + horizon);
    extended.set(logLevel);
    const draws = Array.from({ length: options.draws }, (_, i) => {
      extended.set(paths.subarray(i * horizon, (i + 1) * horizon), logLevel.length);
      return count(dateTurningPoints(extended, quarterlyRules).peaks);
    });
    return { id, draws: draws.sort((a, b) => a - b) };
  });
  return { pooled: variants.flatMap((v) => v.draws).sort((a, b) => a - b), variants, dated };
}

/** Share of windows of `length` periods without a peak: the base rate of "no peak"; `n` windows, overlapping. */
export function shareWithoutPeak(
  peaks: readonly number[],
  periods: number,
  length: number,
): { readonly share: number; readonly n: number } {
  const n = Math.max(0, periods - length + 1);
  const without = Array.from({ length: n }, (_, s) => !peaks.some((p) => p >= s && p < s + length)).filter(
    Boolean,
  ).length;
  return { share: n === 0 ? Number.NaN : without / n, n };
}

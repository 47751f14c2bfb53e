import { createRandom, type Random } from "../math/random.ts";
import { mean, sum, variance } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import { type DatingRules, dateTurningPoints, quarterlyRules } from "./turning-points.ts";

/**
 * Posterior of a random walk with drift, dy[t] = mu + sigma e[t], e ~ N(0, 1), under the reference prior
 * p(mu, sigma²) ~ 1/sigma² (the limit of the normal-inverse-gamma prior):
 * sigma² | y ~ df s² / chi²(df), mu | sigma², y ~ N(mean, sigma² / n).
 */
export interface DriftPosterior {
  /** Steps observed. */
  readonly n: number;
  /** Posterior mean of the drift per period. */
  readonly mean: number;
  /** Sample variance of the steps. */
  readonly s2: number;
  /** n - 1. */
  readonly df: number;
}

/**
 * Posterior of drift and variance from one-period changes of a log level; NaN changes are left out.
 * @throws "too-few-observations" below 3 changes, "constant-series" when they are all equal
 * @cite Gelman et al. (2013), Bayesian Data Analysis, 3.2
 */
export function driftPosterior(changes: ArrayLike<number>): DriftPosterior {
  const d = Float64Array.from(changes).filter((v) => !Number.isNaN(v));
  if (d.length < 3)
    throw new VorlaufError("too-few-observations", { what: "drift of a random walk", have: d.length, need: 3 });
  const s2 = variance(d);
  const size = d.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  if (!(s2 > 1e-24 * size * size)) throw new VorlaufError("constant-series", { what: "one-period change" });
  return { n: d.length, mean: mean(d), s2, df: d.length - 1 };
}

/** One-period changes of a log level, optionally of its last `window` changes only; neighbours of a gap are NaN. */
export function logChanges(logLevel: ArrayLike<number>, window: number = Number.POSITIVE_INFINITY): Float64Array {
  const d = Float64Array.from({ length: Math.max(0, logLevel.length - 1) }, (_, t) => logLevel[t + 1]! - logLevel[t]!);
  return d.slice(Math.max(0, d.length - Math.min(window, d.length)));
}

/** How a simulation is made. */
export interface SimulationOptions {
  /** Paths, 4,000 unless told. */
  readonly draws?: number;
  readonly seed?: number | string;
}

/** One draw of (mu, sigma) from the posterior. */
export function drawDrift(
  { n, mean: m, s2, df }: DriftPosterior,
  random: Random,
): { readonly mu: number; readonly sigma: number } {
  const sigma = Math.sqrt((df * s2) / random.chi2(df));
  return { mu: m + (sigma / Math.sqrt(n)) * random.normal(), sigma };
}

/**
 * Predictive paths of the log level: drift and variance are drawn once per path, then the steps.
 * @param start log level before the first step
 * @returns (draws × horizon), row-major
 */
export function drawPaths(
  posterior: DriftPosterior,
  start: number,
  options: SimulationOptions & { readonly horizon: number },
): Float64Array {
  const { draws = 4000, seed = 1, horizon } = options;
  const random = createRandom(seed);
  const paths = new Float64Array(draws * horizon);
  for (let i = 0; i < draws; i++) {
    const { mu, sigma } = drawDrift(posterior, random);
    let y = start;
    for (let h = 0; h < horizon; h++) {
      y += mu + sigma * random.normal();
      paths[i * horizon + h] = y;
    }
  }
  return paths;
}

/** What {@link probabilityNoPeak} is asked. */
export interface NoPeakQuestion extends SimulationOptions {
  /** Periods after the record in which a peak counts. */
  readonly horizon: number;
  /** Periods simulated beyond, so that a late peak can be dated; the half window plus the end censor unless told. */
  readonly beyond?: number;
  readonly rules?: DatingRules;
  /** A peak counts only after this position of the record (0-based); the last position of the record unless told. */
  readonly after?: number;
}

/**
 * P(no peak is dated in the window (after, last + horizon]): every simulated path is appended to the record and dated by
 * {@link dateTurningPoints}, so the rules are those of the phase itself.
 * @param logLevel record up to the day, without gaps inside
 */
export function probabilityNoPeak(
  logLevel: ArrayLike<number>,
  posterior: DriftPosterior,
  question: NoPeakQuestion,
): number {
  const { horizon, rules = quarterlyRules, draws = 4000, seed = 1 } = question;
  const beyond = question.beyond ?? rules.halfWindow + rules.endCensor;
  const record = Float64Array.from(logLevel);
  const last = record.length - 1;
  const after = question.after ?? last;
  const length = horizon + beyond;
  const paths = drawPaths(posterior, record[last]!, { horizon: length, draws, seed });
  const extended = new Float64Array(record.length + length);
  extended.set(record);
  let without = 0;
  for (let i = 0; i < draws; i++) {
    extended.set(paths.subarray(i * length, (i + 1) * length), record.length);
    const { peaks } = dateTurningPoints(extended, rules);
    if (!peaks.some((at) => at > after && at <= last + horizon)) without++;
  }
  return without / draws;
}

/**
 * Draws of the sum of a level over some future periods plus what is already known:
 * known + sum over the `ahead` steps of exp(path). Ascending.
 * @param ahead steps (1 = the period after the record) that belong to the sum
 */
export function drawSum(
  posterior: DriftPosterior,
  start: number,
  options: SimulationOptions & { readonly ahead: readonly number[]; readonly known?: number },
): Float64Array {
  const { ahead, known = 0, draws = 4000 } = options;
  const horizon = Math.max(...ahead, 0);
  const paths = drawPaths(posterior, start, { ...options, horizon });
  return Float64Array.from(
    { length: draws },
    (_, i) => known + sum(ahead.map((h) => Math.exp(paths[i * horizon + h - 1]!))),
  ).sort();
}

/** Share of draws at or above a threshold. */
export function probabilityAtLeast(draws: ArrayLike<number>, threshold: number): number {
  let k = 0;
  for (let i = 0; i < draws.length; i++) if (draws[i]! >= threshold) k++;
  return k / draws.length;
}

/** Distribution of the first period in which a path reaches a threshold. */
export interface FirstCrossing {
  /** P(first crossing at step h), h = 1..horizon at index h - 1. */
  readonly probability: Float64Array;
  /** P(crossed by step h). */
  readonly cumulative: Float64Array;
  /** P(no crossing within the horizon). */
  readonly never: number;
}

/**
 * When a log level first reaches a threshold from below, under posterior drift and variance. A level already there crosses
 * at step 1 with certainty only if it stays: the first *future* period at or above counts.
 */
export function firstCrossing(
  posterior: DriftPosterior,
  start: number,
  options: SimulationOptions & { readonly threshold: number; readonly horizon: number },
): FirstCrossing {
  const { threshold, horizon, draws = 4000 } = options;
  const paths = drawPaths(posterior, start, options);
  const probability = new Float64Array(horizon);
  for (let i = 0; i < draws; i++) {
    for (let h = 0; h < horizon; h++) {
      if (paths[i * horizon + h]! >= threshold) {
        probability[h]! += 1 / draws;
        break;
      }
    }
  }
  return completeCrossing(probability);
}

/** Equal-weight mixture of several crossing distributions with the same horizon (fit windows pooled, definition D10). */
export function poolCrossings(crossings: readonly FirstCrossing[]): FirstCrossing {
  const horizon = crossings[0]?.probability.length ?? 0;
  return completeCrossing(
    Float64Array.from({ length: horizon }, (_, h) => mean(crossings.map((c) => c.probability[h]!))),
  );
}

function completeCrossing(probability: Float64Array): FirstCrossing {
  const cumulative = new Float64Array(probability.length);
  let total = 0;
  for (let h = 0; h < probability.length; h++) {
    total += probability[h]!;
    cumulative[h] = total;
  }
  return { probability, cumulative, never: Math.max(0, 1 - total) };
}

/** Step of a quantile of the first crossing, or null when it lies beyond the horizon. */
export function crossingQuantile({ cumulative }: FirstCrossing, p: number): number | null {
  const at = cumulative.findIndex((c) => c >= p - 1e-12);
  return at < 0 ? null : at + 1;
}

/** Predictive draws of a random walk with uncertain drift. */
export interface DriftForecast {
  readonly posterior: DriftPosterior;
  /** (draws × horizon), in levels. */
  readonly draws: Float64Array;
  readonly horizon: number;
}

/** Where does a level go when its drift is uncertain? `y` in levels, > 0. */
export const method: Method<
  { readonly y: ArrayLike<number> },
  { readonly horizon: number; readonly draws: number; readonly seed: number; readonly window: number },
  DriftForecast
> = {
  id: "drift-posterior",
  cites: [
    "Gelman et al. (2013), Bayesian Data Analysis, 3.2",
    "Harding & Pagan (2002), Journal of Monetary Economics 49",
  ],
  defaults: { horizon: 8, draws: 4000, seed: 1, window: Number.POSITIVE_INFINITY },
  run: ({ y }, options) => {
    const o = { ...method.defaults, ...options };
    const log = Float64Array.from(y, Math.log);
    const posterior = driftPosterior(logChanges(log, o.window));
    return { posterior, draws: drawPaths(posterior, log.at(-1)!, o).map(Math.exp), horizon: o.horizon };
  },
};

import { tQuantile } from "../math/distributions.ts";
import { longRunVariance, neweyWestLags } from "../math/ols.ts";
import { percentileRank } from "../math/quantile.ts";
import { mean } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** Level and direction of a series by definition D1; two separate things. */
export interface LevelAndDirection {
  /** Mid-rank percentile of the latest value in its own history, 0 to 1, and the number of values behind it. */
  readonly percentile: number;
  readonly n: number;
  readonly latest: number;
  /** Latest value minus the one `lag` periods before; NaN when that is missing. */
  readonly change: number;
  readonly low: number;
  readonly high: number;
  readonly direction: "up" | "down" | "flat" | null;
}

/** How direction is judged. */
export interface LevelOptions {
  /** Periods of a year: 12 for months, 4 for quarters. */
  readonly lag: number;
  /** Of the interval of the change; 0.8. */
  readonly coverage: number;
}

/**
 * Where a series stands and where it goes (D1).
 *
 * The change over `lag` periods is the sum of `lag` one-period changes d; its standard error is sqrt(lag * S), S the
 * long-run variance of d about its mean (Bartlett kernel, rule-of-thumb lags), with n - 1 degrees of freedom. `flat` when the
 * interval contains 0; null when the value a year before is missing or fewer than 8 changes are held.
 *
 * @param y in time order, NaN for a missing value
 * @throws "too-few-observations" without a value
 * @cite Newey & West (1987), Econometrica 55
 */
export function levelAndDirection(y: ArrayLike<number>, options: Partial<LevelOptions> = {}): LevelAndDirection {
  const { lag, coverage } = { ...method.defaults, ...options };
  let last = y.length - 1;
  while (last >= 0 && Number.isNaN(y[last]!)) last--;
  if (last < 0) throw new VorlaufError("too-few-observations", { what: "level", have: 0, need: 1 });
  const history = Float64Array.from({ length: last + 1 }, (_, t) => y[t]!);
  const latest = history[last]!;
  const n = history.filter((v) => !Number.isNaN(v)).length;
  const change = last >= lag ? latest - history[last - lag]! : Number.NaN;
  const half = halfWidth(history, lag, coverage);
  const known = !Number.isNaN(change) && !Number.isNaN(half);
  const direction = !known ? null : Math.abs(change) <= half ? "flat" : change > 0 ? "up" : "down";
  return {
    percentile: percentileRank(history, latest),
    n,
    latest,
    change,
    low: change - half,
    high: change + half,
    direction,
  };
}

function halfWidth(history: Float64Array, lag: number, coverage: number): number {
  const d = Float64Array.from(
    { length: Math.max(0, history.length - 1) },
    (_, t) => history[t + 1]! - history[t]!,
  ).filter((v) => !Number.isNaN(v));
  if (d.length < 8) return Number.NaN;
  const m = mean(d);
  const S = longRunVariance(
    d.map((v) => v - m),
    1,
    Math.min(neweyWestLags(d.length), d.length - 1),
  )[0]!;
  return tQuantile(0.5 + coverage / 2, d.length - 1) * Math.sqrt((lag * S * d.length) / (d.length - 1));
}

/** How high is it in its own history, and is it moving? */
export const method: Method<{ readonly y: ArrayLike<number> }, LevelOptions, LevelAndDirection> = {
  id: "level",
  cites: ["Newey & West (1987), Econometrica 55"],
  defaults: { lag: 12, coverage: 0.8 },
  run: ({ y }, options) => levelAndDirection(y, options),
};

import { mean } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** What changes: the mean (variance 1 known), the variance (mean known: the overall one), or both. */
export type ChangeOf = "mean" | "variance" | "mean-and-variance";

/** How changes are sought. */
export interface PeltOptions {
  readonly change: ChangeOf;
  /** Per change. `mbic`: 3 log n (4 log n for mean and variance) plus log of every segment's length; a number: just that. */
  readonly penalty: "mbic" | number;
  readonly minSegment: number;
  /**
   * `safe`: exact. `eager`: drop a candidate at once, as R's changepoint 2.3 does; with a least segment length this can miss
   * the optimum (FTSE 100 case: 20,478.98 instead of 20,478.09, one change 12 days late).
   */
  readonly pruning: "safe" | "eager";
}

/** The best segmentation. */
export interface Segmentation {
  /** Last position of every segment but the last, 0-based. */
  readonly changes: readonly number[];
  /** First and last position, own mean and variance about it (divisor n) of every segment. */
  readonly segments: readonly {
    readonly from: number;
    readonly to: number;
    readonly mean: number;
    readonly variance: number;
  }[];
  /** -2 log-likelihood of the segments (for `mean`: sum of squared deviations), and the same with the penalty. */
  readonly cost: number;
  readonly penalised: number;
  readonly penalty: number;
}

/**
 * Optimal segmentation by pruned dynamic programming (PELT), exact:
 * F(t) = min over s of F(s) + C(s, t) + penalty. A candidate s with F(s) + C(s, t) > F(t) + K cannot win once a segment from t
 * is long enough, so it is dropped `minSegment` steps later (K = 0; log n for `mbic`, whose lengths may gain by a split).
 *
 * Costs: `mean` sum (y - mean)²; `variance` n (log 2 pi + log s² + 1), s² about the overall mean; `mean-and-variance` the same
 * about the segment's mean. With `mbic` the log of the segment's length is added to each cost.
 *
 * @throws "too-few-observations" below 2 minSegment, "not-finite" for a gap
 * @cite Killick, Fearnhead & Eckley (2012), JASA 107; Zhang & Siegmund (2007), Biometrics 63 (MBIC)
 */
export function segment(y: ArrayLike<number>, options: Partial<PeltOptions> = {}): Segmentation {
  const { change, penalty, minSegment, pruning } = { ...method.defaults, ...options };
  const n = y.length;
  if (n < 2 * minSegment)
    throw new VorlaufError("too-few-observations", { what: "segmentation", have: n, need: 2 * minSegment });
  const gap = Array.from(y).findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what: "series to segment", index: gap });
  const sums = prefixSums(y, change === "mean-and-variance" || change === "mean" ? 0 : mean(y));
  const plain = costOf(change, sums);
  const mbic = penalty === "mbic";
  const cost = mbic ? (s: number, t: number): number => plain(s, t) + Math.log(t - s) : plain;
  const price = mbic ? (change === "mean-and-variance" ? 4 : 3) * Math.log(n) : penalty;
  const ends = search(cost, {
    n,
    price,
    minSegment,
    slack: pruning === "eager" || !mbic ? 0 : Math.log(n),
    delay: pruning === "eager" ? 0 : minSegment - 1,
  });
  return report(ends, { sums, plain, price, mbic, n, shift: change === "variance" ? mean(y) : 0 });
}

interface Sums {
  readonly x: Float64Array;
  readonly xx: Float64Array;
}

function prefixSums(y: ArrayLike<number>, centre: number): Sums {
  const x = new Float64Array(y.length + 1);
  const xx = new Float64Array(y.length + 1);
  for (let t = 0; t < y.length; t++) {
    const v = y[t]! - centre;
    x[t + 1] = x[t]! + v;
    xx[t + 1] = xx[t]! + v * v;
  }
  return { x, xx };
}

const tiny = 1e-8;

function costOf(change: ChangeOf, { x, xx }: Sums): (s: number, t: number) => number {
  const log2Pi1 = Math.log(2 * Math.PI) + 1;
  if (change === "mean") return (s, t) => xx[t]! - xx[s]! - (x[t]! - x[s]!) ** 2 / (t - s);
  if (change === "variance")
    return (s, t) => (t - s) * (log2Pi1 + Math.log(Math.max(tiny, (xx[t]! - xx[s]!) / (t - s))));
  return (s, t) => {
    const l = t - s;
    const m = (x[t]! - x[s]!) / l;
    return l * (log2Pi1 + Math.log(Math.max(tiny, (xx[t]! - xx[s]!) / l - m * m)));
  };
}

interface SearchRules {
  readonly n: number;
  readonly price: number;
  readonly minSegment: number;
  readonly slack: number;
  readonly delay: number;
}

function search(cost: (s: number, t: number) => number, { n, price, minSegment, slack, delay }: SearchRules): number[] {
  const F = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const before = new Int32Array(n + 1);
  const expires = new Int32Array(n + 1).fill(n + 1);
  F[0] = -price;
  let alive: number[] = [0];
  for (let t = minSegment; t <= n; t++) {
    const costs = alive.map((s) => F[s]! + cost(s, t));
    let best = Number.POSITIVE_INFINITY;
    costs.forEach((c, i) => {
      if (c < best) {
        best = c;
        before[t] = alive[i]!;
      }
    });
    F[t] = best + price;
    costs.forEach((c, i) => {
      const s = alive[i]!;
      if (c > F[t]! + slack) expires[s] = Math.min(expires[s]!, t + delay);
    });
    alive = alive.filter((s) => expires[s]! > t);
    if (t - minSegment + 1 >= minSegment) alive.push(t - minSegment + 1);
  }
  const ends: number[] = [];
  for (let t = n; t > 0; t = before[t]!) ends.unshift(t);
  return ends;
}

function report(
  ends: readonly number[],
  from: {
    readonly sums: Sums;
    readonly plain: (s: number, t: number) => number;
    readonly price: number;
    readonly mbic: boolean;
    readonly n: number;
    readonly shift: number;
  },
): Segmentation {
  const { sums, plain, price, mbic } = from;
  const segments = ends.map((to, i) => {
    const s = i === 0 ? 0 : ends[i - 1]!;
    const l = to - s;
    const m = (sums.x[to]! - sums.x[s]!) / l;
    const square = (sums.xx[to]! - sums.xx[s]!) / l;
    return { from: s, to: to - 1, mean: m + from.shift, variance: square - m * m };
  });
  const cost = ends.reduce((c, to, i) => c + plain(i === 0 ? 0 : ends[i - 1]!, to), 0);
  const lengths = ends.reduce((c, to, i) => c + Math.log(to - (i === 0 ? 0 : ends[i - 1]!)), 0);
  return {
    changes: ends.slice(0, -1).map((e) => e - 1),
    segments,
    cost,
    penalised: cost + price * (ends.length - 1) + (mbic ? lengths : 0),
    penalty: price,
  };
}

/** When did a series change its level or its spread? */
export const method: Method<{ readonly y: ArrayLike<number> }, PeltOptions, Segmentation> = {
  id: "pelt",
  cites: [
    "Killick, Fearnhead & Eckley (2012), JASA 107(500), 1590-1598",
    "Zhang & Siegmund (2007), Biometrics 63(1), 22-32",
  ],
  defaults: { change: "mean", penalty: "mbic", minSegment: 2, pruning: "safe" },
  run: ({ y }, options) => segment(y, options),
};

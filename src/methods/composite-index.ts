import { mean, standardDeviation } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import { hodrickPrescott, lambdaFor } from "./cycle-filters.ts";

/** A component of an index and how its monthly change is taken: symmetric per cent, difference, or the level itself. */
export interface IndexComponent {
  readonly id: string;
  readonly values: ArrayLike<number>;
  readonly change: "pct" | "diff" | "level";
}

/** How the Conference Board's index is scaled. */
export interface ConferenceBoardOptions {
  /** Mean growth per period the index is adjusted to [per cent]; null for none. */
  readonly targetGrowth: number | null;
  /** First and last + 1 row of the base period, averaging 100. */
  readonly base: readonly [number, number] | null;
  /** Weights by component, in proportion; null for inverse standard deviations. */
  readonly weights: Readonly<Record<string, number>> | null;
}

/** An index with its ingredients. */
export interface ConferenceBoardIndex {
  readonly index: Float64Array;
  /** Symmetric growth per period [per cent], NaN at the first. */
  readonly growth: Float64Array;
  readonly standardDeviations: Readonly<Record<string, number>>;
  /** Inverse standard deviations unless given, sum 1. */
  readonly weights: Readonly<Record<string, number>>;
  readonly trendAdjustment: number;
}

/**
 * Composite index by the Conference Board's procedure: symmetric changes 200 (x - x')/(x + x'), weights 1/sd normalised,
 * weighted sum plus trend adjustment, cumulated by I = I' (200 + g)/(200 - g), rebased to 100.
 * @throws "wrong-shape" for unequal lengths, "constant-series"
 * @cite The Conference Board (2001), Business Cycle Indicators Handbook, section IV
 */
export function conferenceBoardIndex(
  components: readonly IndexComponent[],
  options: Partial<ConferenceBoardOptions> = {},
): ConferenceBoardIndex {
  const { targetGrowth, base, weights: given } = { targetGrowth: null, base: null, weights: null, ...options };
  const n = components[0]?.values.length ?? 0;
  if (n < 3) throw new VorlaufError("too-few-observations", { what: "composite index", have: n, need: 3 });
  if (base !== null && !(base[0] >= 0 && base[0] < base[1] && base[1] <= n))
    throw new VorlaufError("input-invalid", {
      what: "base period",
      got: `rows ${base[0]} to ${base[1]}`,
      fix: `Give rows from 0 to ${n}, the first before the second.`,
    });
  const changes = components.map((c) => changeOf(c, n));
  const sds = changes.map((d, i) => {
    const sd = standardDeviation(d);
    if (!(sd > 0)) throw new VorlaufError("constant-series", { what: components[i]?.id ?? `component ${i}` });
    return sd;
  });
  const raw = sds.map((s, i) => (given === null ? 1 / s : (given[components[i]?.id ?? ""] ?? 0)));
  const total = raw.reduce((a, b) => a + b, 0);
  const weights = raw.map((v) => v / total);
  const sums = Float64Array.from({ length: n - 1 }, (_, t) => changes.reduce((s, d, i) => s + weights[i]! * d[t]!, 0));
  const trendAdjustment = targetGrowth === null ? 0 : targetGrowth - mean(sums);
  const growth = new Float64Array(n).fill(Number.NaN);
  const index = new Float64Array(n).fill(100);
  for (let t = 1; t < n; t++) {
    const g = sums[t - 1]! + trendAdjustment;
    growth[t] = g;
    index[t] = (index[t - 1]! * (200 + g)) / (200 - g);
  }
  const scale = base === null ? 1 : 100 / mean(index.subarray(base[0], base[1]));
  const named = (x: readonly number[]): Record<string, number> =>
    Object.fromEntries(components.map((c, i) => [c.id, x[i]!]));
  return {
    index: index.map((v) => v * scale),
    growth,
    standardDeviations: named(sds),
    weights: named(weights),
    trendAdjustment,
  };
}

function changeOf({ id, values, change }: IndexComponent, n: number): Float64Array {
  if (values.length !== n)
    throw new VorlaufError("wrong-shape", { what: id, expected: `${n} periods`, got: `${values.length}` });
  const gap = Array.from(values).findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what: id, index: gap });
  return Float64Array.from({ length: n - 1 }, (_, t) => {
    const [before, now] = [values[t]!, values[t + 1]!];
    switch (change) {
      case "pct":
        return (200 * (now - before)) / (now + before);
      case "diff":
        return now - before;
      case "level":
        return now;
    }
  });
}

/** An OECD-type indicator: each component's normalised cycle, their mean, and that with the reference's amplitude about 100. */
export interface OecdIndicator {
  readonly components: readonly Float64Array[];
  readonly aggregate: Float64Array;
  readonly reference: Float64Array;
  readonly amplitudeAdjusted: Float64Array;
}

/**
 * OECD-type composite leading indicator: every series through the Hodrick-Prescott filter twice (cycle beyond `longest`
 * removed, then waves below `shortest` smoothed away), normalised (c - mean)/mean|c - mean|, signed, averaged (equal
 * weights unless given), given 100 times the standard deviation of the (log) reference's cycle and the mean 100.
 * @throws "wrong-shape", "constant-series" for a component without a cycle
 * @cite OECD (2012), OECD System of Composite Leading Indicators, methodology guideline
 */
export function oecdIndicator(
  components: readonly { readonly values: ArrayLike<number>; readonly sign: number; readonly weight?: number }[],
  reference: ArrayLike<number>,
  options: {
    readonly longest?: number;
    readonly shortest?: number;
    /** The filters' parameters themselves, in place of those that follow from the two periods. */
    readonly trendLambda?: number;
    readonly smoothLambda?: number;
  } = {},
): OecdIndicator {
  const { longest = 120, shortest = 12 } = options;
  const { trendLambda = lambdaFor(longest), smoothLambda = lambdaFor(shortest) } = options;
  const cycleOf = (y: ArrayLike<number>): Float64Array =>
    hodrickPrescott(hodrickPrescott(y, trendLambda).cycle, smoothLambda).trend;
  const total = components.reduce((s, c) => s + (c.weight ?? 1), 0);
  const normalised = components.map(({ values, sign }, i) => {
    if (values.length !== reference.length)
      throw new VorlaufError("wrong-shape", {
        what: `component ${i}`,
        expected: `${reference.length} periods`,
        got: `${values.length}`,
      });
    const c = cycleOf(values);
    const m = mean(c);
    const mad = mean(c.map((v) => Math.abs(v - m)));
    if (!(mad > 1e-12 * Math.max(...Array.from(values, Math.abs))))
      throw new VorlaufError("constant-series", { what: `component ${i}` });
    return c.map((v) => (sign * (v - m)) / mad);
  });
  const aggregate = Float64Array.from({ length: reference.length }, (_, t) =>
    normalised.reduce((s, c, i) => s + ((components[i]!.weight ?? 1) / total) * c[t]!, 0),
  );
  const referenceCycle = cycleOf(reference);
  const scale = (100 * standardDeviation(referenceCycle)) / standardDeviation(aggregate);
  const m = mean(aggregate);
  return {
    components: normalised,
    aggregate,
    reference: referenceCycle,
    amplitudeAdjusted: aggregate.map((v) => 100 + (v - m) * scale),
  };
}

/** What do the leading components say together, by the Conference Board's recipe? */
export const method: Method<
  { readonly components: readonly IndexComponent[] },
  ConferenceBoardOptions,
  ConferenceBoardIndex
> = {
  id: "composite-index",
  cites: [
    "The Conference Board (2001), Business Cycle Indicators Handbook",
    "OECD (2012), System of Composite Leading Indicators",
  ],
  defaults: { targetGrowth: null, base: null, weights: null },
  run: ({ components }, options) => conferenceBoardIndex(components, options),
};

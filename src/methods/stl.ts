import { type LoessOptions, type LoessPlan, loessAt, loessInto, planLoess } from "../math/loess.ts";
import { median } from "../math/quantile.ts";
import { variance } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** Spans, degrees and jumps of the smoothers. */
export interface StlOptions {
  readonly period: number;
  /** Span of the seasonal smoother, odd, or "periodic" for a fixed season. */
  readonly seasonal: number | "periodic";
  /** Spans of the trend and low-pass smoothers; the usual rules unless given. */
  readonly trend: number | null;
  readonly lowPass: number | null;
  readonly seasonalDegree: 0 | 1;
  readonly trendDegree: 0 | 1;
  readonly lowPassDegree: 0 | 1;
  /** Every how many points a loess is evaluated (linear between); a tenth of the span unless given. */
  readonly jumps: { readonly seasonal: number; readonly trend: number; readonly lowPass: number } | null;
  readonly inner: number;
  /** Robustness iterations; 0 for none. */
  readonly outer: number;
}

/** A series as season + trend + remainder. */
export interface Decomposition {
  readonly seasonal: Float64Array;
  readonly trend: Float64Array;
  readonly remainder: Float64Array;
  /** Robustness weights, 1 without. */
  readonly weights: Float64Array;
  /** max(0, 1 - var(remainder) / var(component + remainder)). @cite Wang, Smith & Hyndman (2006) */
  readonly strengthSeasonal: number;
  readonly strengthTrend: number;
}

/**
 * Seasonal-trend decomposition by loess.
 * @param y at least two periods, without gaps
 * @throws "too-few-observations", "not-finite", "constant-series", "input-invalid" for a period below 2
 * @cite Cleveland, Cleveland, McRae & Terpenning (1990), Journal of Official Statistics 6
 */
export function decomposeStl(y: ArrayLike<number>, options: Partial<StlOptions> = {}): Decomposition {
  const o = { ...method.defaults, ...options };
  const x = Float64Array.from(y);
  const n = x.length;
  if (!(Number.isInteger(o.period) && o.period >= 2))
    throw new VorlaufError("input-invalid", { what: "period", got: `${o.period}`, fix: "Give a whole number from 2." });
  if (n <= 2 * o.period)
    throw new VorlaufError("too-few-observations", { what: "seasonal decomposition", have: n, need: 2 * o.period + 1 });
  const gap = x.findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what: "series to decompose", index: gap });
  if (x.every((v) => v === x[0])) throw new VorlaufError("constant-series", { what: "series to decompose" });
  const bench = benchFor(n, o.period, smoothers(o, n));
  const state: State = { seasonal: new Float64Array(n), trend: new Float64Array(n) };
  let weights: Float64Array | null = null;
  for (let k = 0; ; k++) {
    for (let i = 0; i < o.inner; i++) innerStep(x, state, weights, bench);
    if (k >= o.outer) break;
    weights = robustnessWeights(x, state);
  }
  const seasonal = o.seasonal === "periodic" ? cycleMeans(state.seasonal, o.period) : state.seasonal;
  const remainder = new Float64Array(n);
  for (let i = 0; i < n; i++) remainder[i] = x[i]! - seasonal[i]! - state.trend[i]!;
  const noise = variance(remainder);
  const strength = (part: Float64Array): number => {
    const both = new Float64Array(n);
    for (let i = 0; i < n; i++) both[i] = part[i]! + remainder[i]!;
    return Math.max(0, 1 - noise / variance(both));
  };
  return {
    seasonal,
    trend: state.trend,
    remainder,
    weights: weights ?? new Float64Array(n).fill(1),
    strengthSeasonal: strength(seasonal),
    strengthTrend: strength(state.trend),
  };
}

interface State {
  readonly seasonal: Float64Array<ArrayBuffer>;
  readonly trend: Float64Array<ArrayBuffer>;
}
interface Smoothers {
  readonly seasonal: LoessOptions;
  readonly trend: LoessOptions;
  readonly lowPass: LoessOptions;
}

function smoothers(o: StlOptions, n: number): Smoothers {
  const odd = (v: number): number => {
    const w = Math.max(3, Math.ceil(v));
    return w % 2 === 0 ? w + 1 : w;
  };
  const seasonal = o.seasonal === "periodic" ? 10 * n + 1 : odd(o.seasonal);
  const trend = odd(o.trend ?? (1.5 * o.period) / (1 - 1.5 / seasonal));
  const lowPass = odd(o.lowPass ?? o.period);
  const jump = (span: number): number => Math.ceil(span / 10);
  return {
    seasonal: {
      span: seasonal,
      degree: o.seasonal === "periodic" ? 0 : o.seasonalDegree,
      jump: o.jumps?.seasonal ?? jump(seasonal),
    },
    trend: { span: trend, degree: o.trendDegree, jump: o.jumps?.trend ?? jump(trend) },
    lowPass: { span: lowPass, degree: o.lowPassDegree, jump: o.jumps?.lowPass ?? jump(lowPass) },
  };
}

/** Windows of the smoothers and buffers, made once per series. */
interface Bench {
  readonly period: number;
  /** Plans of the sub-series (all Januaries, ...) by their length: two lengths at most. */
  readonly cycles: ReadonlyMap<number, LoessPlan>;
  readonly trend: LoessPlan;
  readonly lowPass: LoessPlan;
  readonly detrended: Float64Array;
  /** n + 2 periods. */
  readonly cycle: Float64Array;
  readonly once: Float64Array;
  readonly twice: Float64Array;
  readonly low: Float64Array;
  /** One sub-series: values, weights, fit. */
  readonly sub: Float64Array;
  readonly subWeights: Float64Array;
  readonly subFit: Float64Array;
}

function benchFor(n: number, period: number, s: Smoothers): Bench {
  const longest = Math.ceil(n / period);
  return {
    period,
    cycles: new Map([longest - 1, longest].map((k) => [k, planLoess(k, s.seasonal)])),
    trend: planLoess(n, s.trend),
    lowPass: planLoess(n, s.lowPass),
    detrended: new Float64Array(n),
    cycle: new Float64Array(n + 2 * period),
    once: new Float64Array(n + period + 1),
    twice: new Float64Array(n + 2),
    low: new Float64Array(n),
    sub: new Float64Array(longest),
    subWeights: new Float64Array(longest),
    subFit: new Float64Array(longest),
  };
}

/** One pass: sub-series, low pass, trend; `state` is overwritten. */
function innerStep(y: Float64Array, state: State, weights: Float64Array | null, bench: Bench): void {
  const { period, detrended, cycle, once, twice, low } = bench;
  const { seasonal, trend } = state;
  const n = y.length;
  for (let i = 0; i < n; i++) detrended[i] = y[i]! - trend[i]!;
  smoothCycles(weights, bench);
  movingAverageInto(once, cycle, period);
  movingAverageInto(twice, once, period);
  movingAverageInto(low, twice, 3);
  detrended.set(low);
  loessInto(low, bench.lowPass, detrended, null);
  for (let i = 0; i < n; i++) {
    seasonal[i] = cycle[period + i]! - low[i]!;
    detrended[i] = y[i]! - seasonal[i]!;
  }
  loessInto(trend, bench.trend, detrended, weights);
}

/** Every sub-series smoothed and extended by one cycle at both ends. */
function smoothCycles(weights: Float64Array | null, bench: Bench): void {
  const { period, detrended, cycle, sub, subWeights, subFit, cycles } = bench;
  const n = detrended.length;
  for (let j = 0; j < period; j++) {
    const k = Math.floor((n - j - 1) / period) + 1;
    const plan = cycles.get(k)!;
    for (let i = 0; i < k; i++) sub[i] = detrended[i * period + j]!;
    if (weights !== null) for (let i = 0; i < k; i++) subWeights[i] = weights[i * period + j]!;
    const robustness = weights === null ? null : subWeights;
    loessInto(subFit, plan, sub, robustness);
    const first = loessAt(plan, plan.before, sub, robustness);
    const last = loessAt(plan, plan.after, sub, robustness);
    cycle[j] = Number.isNaN(first) ? subFit[0]! : first;
    for (let i = 0; i < k; i++) cycle[(i + 1) * period + j] = subFit[i]!;
    cycle[(k + 1) * period + j] = Number.isNaN(last) ? subFit[k - 1]! : last;
  }
}

function movingAverageInto(out: Float64Array, x: Float64Array, span: number): void {
  let s = 0;
  for (let i = 0; i < span; i++) s += x[i]!;
  out[0] = s / span;
  for (let i = 1; i <= x.length - span; i++) {
    s += x[i + span - 1]! - x[i - 1]!;
    out[i] = s / span;
  }
}

/** Bisquare of the residuals over six times their median. */
function robustnessWeights(y: Float64Array, { seasonal, trend }: State): Float64Array {
  const r = y.map((v, i) => Math.abs(v - seasonal[i]! - trend[i]!));
  const c = 6 * median(r);
  return r.map((v) => (v <= 0.001 * c ? 1 : v <= 0.999 * c ? (1 - (v / c) ** 2) ** 2 : 0));
}

function cycleMeans(x: Float64Array, period: number): Float64Array {
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  x.forEach((v, i) => {
    sums[i % period]! += v;
    counts[i % period]!++;
  });
  return x.map((_, i) => sums[i % period]! / counts[i % period]!);
}

/** What is season, what is trend? */
export const method: Method<{ readonly y: ArrayLike<number> }, StlOptions, Decomposition> = {
  id: "stl",
  cites: ["Cleveland, Cleveland, McRae & Terpenning (1990), Journal of Official Statistics 6(1), 3-73"],
  defaults: {
    period: 12,
    seasonal: 13,
    trend: null,
    lowPass: null,
    seasonalDegree: 0,
    trendDegree: 1,
    lowPassDegree: 1,
    jumps: null,
    inner: 2,
    outer: 0,
  },
  run: ({ y }, options) => decomposeStl(y, options),
};

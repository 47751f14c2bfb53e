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
 * @throws "too-few-observations", "not-finite"
 * @cite Cleveland, Cleveland, McRae & Terpenning (1990), Journal of Official Statistics 6
 */
export function decomposeStl(y: ArrayLike<number>, options: Partial<StlOptions> = {}): Decomposition {
  const o = { ...method.defaults, ...options };
  const x = Float64Array.from(y);
  const n = x.length;
  if (n <= 2 * o.period)
    throw new VorlaufError("too-few-observations", { what: "seasonal decomposition", have: n, need: 2 * o.period + 1 });
  const gap = x.findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what: "series to decompose", index: gap });
  const s = smoothers(o, n);
  let state = { seasonal: new Float64Array(n), trend: new Float64Array(n) };
  let weights: Float64Array | null = null;
  for (let k = 0; ; k++) {
    for (let i = 0; i < o.inner; i++) state = innerStep(x, state.trend, weights, { period: o.period, ...s });
    if (k >= o.outer) break;
    weights = robustnessWeights(x, state);
  }
  const seasonal = o.seasonal === "periodic" ? cycleMeans(state.seasonal, o.period) : state.seasonal;
  const remainder = x.map((v, i) => v - seasonal[i]! - state.trend[i]!);
  const strength = (part: Float64Array): number =>
    Math.max(0, 1 - variance(remainder) / variance(part.map((v, i) => v + remainder[i]!)));
  return {
    seasonal,
    trend: state.trend,
    remainder,
    weights: weights ?? new Float64Array(n).fill(1),
    strengthSeasonal: strength(seasonal),
    strengthTrend: strength(state.trend),
  };
}

interface Loess {
  readonly span: number;
  readonly degree: 0 | 1;
  readonly jump: number;
}
interface Smoothers {
  readonly seasonal: Loess;
  readonly trend: Loess;
  readonly lowPass: Loess;
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

function innerStep(
  y: Float64Array,
  trend: Float64Array,
  weights: Float64Array | null,
  s: Smoothers & { readonly period: number },
): { seasonal: Float64Array<ArrayBuffer>; trend: Float64Array<ArrayBuffer> } {
  const n = y.length;
  const cycle = smoothCycles(
    y.map((v, i) => v - trend[i]!),
    weights,
    s,
  );
  const low = smooth(movingAverage(movingAverage(movingAverage(cycle, s.period), s.period), 3), null, s.lowPass);
  const seasonal = new Float64Array(n);
  for (let i = 0; i < n; i++) seasonal[i] = cycle[s.period + i]! - low[i]!;
  return {
    seasonal,
    trend: smooth(
      y.map((v, i) => v - seasonal[i]!),
      weights,
      s.trend,
    ),
  };
}

/** Every sub-series (all Januaries, ...) smoothed and extended by one cycle at both ends: n + 2 periods long. */
function smoothCycles(
  y: Float64Array,
  weights: Float64Array | null,
  { period, seasonal }: Smoothers & { readonly period: number },
): Float64Array {
  const n = y.length;
  const out = new Float64Array(n + 2 * period);
  for (let j = 0; j < period; j++) {
    const k = Math.floor((n - j - 1) / period) + 1;
    const sub = Float64Array.from({ length: k }, (_, i) => y[i * period + j]!);
    const w = weights === null ? null : Float64Array.from({ length: k }, (_, i) => weights[i * period + j]!);
    const fit = smooth(sub, w, seasonal);
    const first = localFit(sub, w, { x: 0, from: 1, to: Math.min(seasonal.span, k), ...seasonal });
    const last = localFit(sub, w, { x: k + 1, from: Math.max(1, k - seasonal.span + 1), to: k, ...seasonal });
    out[j] = Number.isNaN(first) ? fit[0]! : first;
    for (let i = 0; i < k; i++) out[(i + 1) * period + j] = fit[i]!;
    out[(k + 1) * period + j] = Number.isNaN(last) ? fit[k - 1]! : last;
  }
  return out;
}

function movingAverage(x: Float64Array, span: number): Float64Array {
  const out = new Float64Array(x.length - span + 1);
  let s = 0;
  for (let i = 0; i < span; i++) s += x[i]!;
  out[0] = s / span;
  for (let i = 1; i < out.length; i++) {
    s += x[i + span - 1]! - x[i - 1]!;
    out[i] = s / span;
  }
  return out;
}

/** Loess of a whole series, evaluated every `jump` points and at the last, linear between. */
function smooth(y: Float64Array, weights: Float64Array | null, loess: Loess): Float64Array<ArrayBuffer> {
  const n = y.length;
  const out = new Float64Array(n);
  if (n < 2) {
    out[0] = y[0]!;
    return out;
  }
  const jump = Math.min(loess.jump, n - 1);
  const half = Math.floor((loess.span + 1) / 2);
  let [from, to] = [1, Math.min(loess.span, n)];
  const at = (i: number): void => {
    const v = localFit(y, weights, { x: i, from, to, ...loess });
    out[i - 1] = Number.isNaN(v) ? y[i - 1]! : v;
  };
  for (let i = 1; i <= n; i += jump) {
    if (loess.span < n) {
      if (i < half) [from, to] = [1, loess.span];
      else if (i >= n - half + 1) [from, to] = [n - loess.span + 1, n];
      else [from, to] = [i - half + 1, loess.span + i - half];
    }
    at(i);
  }
  if (jump === 1) return out;
  for (let i = 1; i + jump <= n; i += jump) interpolate(out, i, i + jump);
  const last = Math.floor((n - 1) / jump) * jump + 1;
  if (last !== n) {
    at(n);
    if (last !== n - 1) interpolate(out, last, n);
  }
  return out;
}

function interpolate(out: Float64Array, i: number, k: number): void {
  const delta = (out[k - 1]! - out[i - 1]!) / (k - i);
  for (let j = i + 1; j < k; j++) out[j - 1] = out[i - 1]! + delta * (j - i);
}

/** Local constant or line at x with tricube weights over positions from..to (1-based); NaN when all weights are 0. */
function localFit(
  y: Float64Array,
  weights: Float64Array | null,
  p: Loess & { readonly x: number; readonly from: number; readonly to: number },
): number {
  const { x, from, to, span, degree } = p;
  const n = y.length;
  let h = Math.max(x - from, to - x);
  if (span > n) h += Math.floor((span - n) / 2);
  const w = new Float64Array(to - from + 1);
  let total = 0;
  for (let j = from; j <= to; j++) {
    const r = Math.abs(j - x);
    if (r > 0.999 * h) continue;
    let v = r <= 0.001 * h ? 1 : (1 - (r / h) ** 3) ** 3;
    if (weights !== null) v *= weights[j - 1]!;
    w[j - from] = v;
    total += v;
  }
  if (!(total > 0)) return Number.NaN;
  let centre = 0;
  for (let j = from; j <= to; j++) {
    w[j - from]! /= total;
    centre += w[j - from]! * j;
  }
  if (h > 0 && degree > 0) {
    let c = 0;
    for (let j = from; j <= to; j++) c += w[j - from]! * (j - centre) ** 2;
    if (Math.sqrt(c) > 0.001 * (n - 1)) {
      const b = (x - centre) / c;
      for (let j = from; j <= to; j++) w[j - from]! *= b * (j - centre) + 1;
    }
  }
  let s = 0;
  for (let j = from; j <= to; j++) s += w[j - from]! * y[j - 1]!;
  return s;
}

/** Bisquare of the residuals over six times their median. */
function robustnessWeights(
  y: Float64Array,
  { seasonal, trend }: { readonly seasonal: Float64Array; readonly trend: Float64Array },
): Float64Array {
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

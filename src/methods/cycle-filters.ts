import { solveBanded } from "../math/banded.ts";
import { columns, ols, ones } from "../math/ols.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** A series split into cycle and trend; NaN where the filter has no value. */
export interface CycleAndTrend {
  readonly cycle: Float64Array;
  readonly trend: Float64Array;
}

function checkSeries(y: ArrayLike<number>, need: number): Float64Array {
  if (y.length < need) throw new VorlaufError("too-few-observations", { what: "cycle filter", have: y.length, need });
  const x = Float64Array.from(y);
  const gap = x.findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what: "series to filter", index: gap });
  return x;
}

/**
 * Hodrick and Prescott's trend: (I + lambda D'D) trend = y, D second differences; solved after removal of the line through
 * the ends, which the filter passes unchanged, to keep digits.
 * @throws "too-few-observations" below 4, "not-finite"
 * @cite Hodrick & Prescott (1997), Journal of Money, Credit and Banking 29
 */
export function hodrickPrescott(y: ArrayLike<number>, lambda: number = 1600): CycleAndTrend {
  const x = checkSeries(y, 4);
  const n = x.length;
  const slope = (x[n - 1]! - x[0]!) / (n - 1);
  const line = x.map((_, t) => x[0]! + slope * t);
  const bands = [new Float64Array(n).fill(1), new Float64Array(n), new Float64Array(n)];
  for (let t = 0; t + 2 < n; t++) {
    const d = [1, -2, 1];
    for (let i = 0; i < 3; i++) for (let j = 0; j <= i; j++) bands[i - j]![t + j]! += lambda * d[i]! * d[j]!;
  }
  const smooth = solveBanded(
    bands,
    x.map((v, t) => v - line[t]!),
  );
  const trend = smooth.map((v, t) => v + line[t]!);
  return { cycle: x.map((v, t) => v - trend[t]!), trend };
}

/** lambda at which the Hodrick-Prescott filter halves cycles of `period`: (2 sin(pi / period))^-4. @cite Gómez (2001), JBES 19 */
export function lambdaFor(period: number): number {
  return (2 * Math.sin(Math.PI / period)) ** -4;
}

/** Lengths of the cycles kept, in periods. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

function idealWeight(j: number, { low, high }: Band): number {
  const [a, b] = [(2 * Math.PI) / high, (2 * Math.PI) / low];
  return j === 0 ? (b - a) / Math.PI : (Math.sin(j * b) - Math.sin(j * a)) / (Math.PI * j);
}

/**
 * Baxter and King's symmetric band-pass filter with K leads and lags, weights shifted to sum to 0; the first and last K
 * values are NaN.
 * @cite Baxter & King (1999), Review of Economics and Statistics 81
 */
export function baxterKing(y: ArrayLike<number>, band: Band, K: number = 12): CycleAndTrend {
  const x = checkSeries(y, 2 * K + 1);
  const raw = Array.from({ length: 2 * K + 1 }, (_, j) => idealWeight(j - K, band));
  const shift = raw.reduce((s, w) => s + w, 0) / raw.length;
  const cycle = x.map((_, t) =>
    t < K || t >= x.length - K ? Number.NaN : raw.reduce((s, w, j) => s + (w - shift) * x[t - K + j]!, 0),
  );
  return { cycle, trend: x.map((v, t) => v - cycle[t]!) };
}

/**
 * Christiano and Fitzgerald's asymmetric band-pass filter for a random walk: every observation enters, the weights of the
 * first and last make each row sum to 0. With `drift` the line through the ends is removed first.
 * @cite Christiano & Fitzgerald (2003), International Economic Review 44
 */
export function christianoFitzgerald(y: ArrayLike<number>, band: Band, drift: boolean = true): CycleAndTrend {
  const x = checkSeries(y, 5);
  const n = x.length;
  const slope = drift ? (x[n - 1]! - x[0]!) / (n - 1) : 0;
  const z = x.map((v, t) => v - slope * t);
  const B = Array.from({ length: n }, (_, j) => idealWeight(j, band));
  const cycle = z.map((_, t) => {
    let s = B[0]! * z[t]!;
    let [left, right] = [-0.5 * B[0]!, -0.5 * B[0]!];
    for (let j = 1; t - j > 0; j++) {
      s += B[j]! * z[t - j]!;
      left -= B[j]!;
    }
    for (let j = 1; t + j < n - 1; j++) {
      s += B[j]! * z[t + j]!;
      right -= B[j]!;
    }
    if (t === 0) return s - B[0]! * z[0]! + 0.5 * B[0]! * z[0]! + right * z[n - 1]!;
    if (t === n - 1) return s - 0.5 * B[0]! * z[t]! + left * z[0]!;
    return s + right * z[n - 1]! + left * z[0]!;
  });
  return { cycle, trend: x.map((v, t) => v - cycle[t]!) };
}

/**
 * Hamilton's regression filter: y[t + h] on a constant and y[t], ..., y[t - p + 1]; the residual is the cycle. NaN for the
 * first h + p - 1 periods.
 * @cite Hamilton (2018), Review of Economics and Statistics 100
 */
export function hamiltonFilter(
  y: ArrayLike<number>,
  h: number = 8,
  p: number = 4,
): CycleAndTrend & { readonly coefficients: Float64Array } {
  const x = checkSeries(y, h + 2 * p + 3);
  const first = h + p - 1;
  const n = x.length - first;
  const lags = Array.from({ length: p }, (_, j) => x.subarray(p - 1 - j, p - 1 - j + n));
  const fit = ols(columns(ones(n), ...lags), x.slice(first), p + 1);
  const cycle = new Float64Array(x.length).fill(Number.NaN);
  cycle.set(fit.residuals, first);
  return { cycle, trend: x.map((v, t) => v - cycle[t]!), coefficients: fit.beta };
}

/** Which filter, and its settings. */
export interface FilterOptions {
  readonly filter: "hodrick-prescott" | "baxter-king" | "christiano-fitzgerald" | "hamilton";
  readonly lambda: number;
  readonly low: number;
  readonly high: number;
}

/** What is cycle, what is trend? `y` a log level. */
export const method: Method<{ readonly y: ArrayLike<number> }, FilterOptions, CycleAndTrend> = {
  id: "cycle-filters",
  cites: ["Hodrick & Prescott (1997)", "Baxter & King (1999)", "Christiano & Fitzgerald (2003)", "Hamilton (2018)"],
  defaults: { filter: "hodrick-prescott", lambda: 1600, low: 6, high: 32 },
  run: ({ y }, options) => {
    const o = { ...method.defaults, ...options };
    switch (o.filter) {
      case "hodrick-prescott":
        return hodrickPrescott(y, o.lambda);
      case "baxter-king":
        return baxterKing(y, o);
      case "christiano-fitzgerald":
        return christianoFitzgerald(y, o);
      case "hamilton":
        return hamiltonFilter(y);
    }
  },
};

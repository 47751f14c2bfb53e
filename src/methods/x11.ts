import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** Seasonal moving averages of X-11. */
export type SeasonalAverage = "3x3" | "3x5" | "3x9";

/** How a series is adjusted. */
export interface X11Options {
  readonly mode: "multiplicative" | "additive";
  readonly period: number;
  /** Seasonal moving average of every pass. */
  readonly seasonal: SeasonalAverage;
  /** Terms of the Henderson trend, odd. */
  readonly henderson: number;
  /** Limits in sigmas between which an irregular loses its weight. */
  readonly sigma: readonly [number, number];
}

/** Tables D8 to D13 of an adjustment. */
export interface Adjustment {
  /** D8: unmodified seasonal-irregular. */
  readonly seasonalIrregular: Float64Array;
  /** D10. */
  readonly seasonal: Float64Array;
  /** D11. */
  readonly adjusted: Float64Array;
  /** D12. */
  readonly trend: Float64Array;
  /** D13. */
  readonly irregular: Float64Array;
}

interface Arithmetic {
  readonly less: (a: Float64Array, b: Float64Array) => Float64Array;
  readonly neutral: 0 | 1;
}

const arithmetic: Readonly<Record<X11Options["mode"], Arithmetic>> = {
  multiplicative: { less: (a, b) => a.map((v, t) => v / b[t]!), neutral: 1 },
  additive: { less: (a, b) => a.map((v, t) => v - b[t]!), neutral: 0 },
};

/**
 * Seasonal adjustment by the X-11 core: two rounds of trend, seasonal and irregular with extreme values graduated (parts B
 * and C), then the final round (part D). The same scheme as X-13ARIMA-SEATS, not its digits: details of the treatment of
 * extreme values differ (seasonal factors by up to 0.2 % on the airline series). Asymmetric seasonal averages and Musgrave's Henderson end weights at the ends.
 *
 * @param y monthly or quarterly, no gaps, > 0 when multiplicative
 * @throws "too-few-observations" below five years, "not-finite", "input-invalid"
 * @cite Shiskin, Young & Musgrave (1967), Bureau of the Census Technical Paper 15; Ladiray & Quenneville (2001), Seasonal Adjustment with the X-11 Method
 */
export function adjustX11(y: ArrayLike<number>, options: Partial<X11Options> = {}): Adjustment {
  const o = { ...method.defaults, ...options };
  const B1 = Float64Array.from(y);
  if (B1.length < 5 * o.period)
    throw new VorlaufError("too-few-observations", {
      what: "seasonal adjustment",
      have: B1.length,
      need: 5 * o.period,
    });
  const gap = B1.findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what: "series to adjust", index: gap });
  const low = o.mode === "multiplicative" ? B1.findIndex((v) => v <= 0) : -1;
  if (low >= 0)
    throw new VorlaufError("input-invalid", {
      what: `value ${low}`,
      got: `${B1[low]}`,
      fix: "Multiplicative adjustment needs values above 0.",
    });
  const { less } = arithmetic[o.mode];
  const henderson = (x: Float64Array): Float64Array => hendersonTrend(x, o.henderson);
  // Part B
  const first = graduatedSeasonal(less(B1, centredAverage(B1, o.period)), o.seasonal, o);
  const B7 = henderson(less(B1, first));
  const B10 = graduatedSeasonal(less(B1, B7), o.seasonal, o);
  const B20 = extremeFactor(less(less(B1, B10), B7), o);
  // Part C
  const C1 = less(B1, B20);
  const C5 = seasonalOf(less(C1, centredAverage(C1, o.period)), o.seasonal, o);
  const C7 = henderson(less(C1, C5));
  const C10 = seasonalOf(less(C1, C7), o.seasonal, o);
  const C20 = extremeFactor(less(less(B1, C10), C7), o);
  // Part D
  const D1 = less(B1, C20);
  const D5 = seasonalOf(less(D1, centredAverage(D1, o.period)), o.seasonal, o);
  const D7 = henderson(less(D1, D5));
  const D10 = seasonalOf(less(D1, D7), o.seasonal, o);
  const D11 = less(B1, D10);
  const D12 = henderson(less(D1, D10));
  return { seasonalIrregular: less(B1, D7), seasonal: D10, adjusted: D11, trend: D12, irregular: less(D11, D12) };
}

/** Centred average over a year (2 × period for even periods), NaN for half a year at both ends. */
function centredAverage(x: Float64Array, period: number): Float64Array {
  const half = Math.floor(period / 2);
  return x.map((_, t) => {
    if (t < half || t >= x.length - half) return Number.NaN;
    let s = 0;
    for (let k = -half; k <= half; k++) s += x[t + k]! * (period % 2 === 0 && Math.abs(k) === half ? 0.5 : 1);
    return s / period;
  });
}

/** Rows of weights: the symmetric one first, then with 1, 2, ... future values missing up to all; oldest value first. */
const averages: Readonly<Record<SeasonalAverage, readonly (readonly number[])[]>> = {
  "3x3": [
    [1 / 9, 2 / 9, 3 / 9, 2 / 9, 1 / 9],
    [3 / 27, 7 / 27, 10 / 27, 7 / 27],
    [5 / 27, 11 / 27, 11 / 27],
  ],
  "3x5": [
    [1 / 15, 2 / 15, 3 / 15, 3 / 15, 3 / 15, 2 / 15, 1 / 15],
    [4 / 60, 8 / 60, 13 / 60, 13 / 60, 13 / 60, 9 / 60],
    [4 / 60, 11 / 60, 15 / 60, 15 / 60, 15 / 60],
    [9 / 60, 17 / 60, 17 / 60, 17 / 60],
  ],
  "3x9": [
    [1 / 27, 2 / 27, 3 / 27, 3 / 27, 3 / 27, 3 / 27, 3 / 27, 3 / 27, 3 / 27, 2 / 27, 1 / 27],
    [0.034, 0.073, 0.111, 0.113, 0.114, 0.116, 0.117, 0.118, 0.12, 0.084],
    [0.034, 0.075, 0.113, 0.117, 0.123, 0.128, 0.132, 0.137, 0.141],
    [0.032, 0.079, 0.123, 0.133, 0.143, 0.154, 0.163, 0.173],
    [0.028, 0.092, 0.144, 0.16, 0.176, 0.192, 0.208],
    [0.051, 0.112, 0.173, 0.197, 0.221, 0.246],
  ],
};

/** One month over the years, smoothed. */
function smoothYears(x: Float64Array, kind: SeasonalAverage): Float64Array {
  const rows = averages[kind];
  const half = rows.length - 1;
  const n = x.length;
  if (n < rows[0]!.length)
    throw new VorlaufError("too-few-observations", {
      what: `years for a ${kind} average`,
      have: n,
      need: rows[0]!.length,
    });
  return x.map((_, t) => {
    const [ahead, behind] = [n - 1 - t, t];
    const mirrored = behind < half;
    const missing = mirrored ? half - behind : Math.max(0, half - ahead);
    const row = rows[missing]!;
    let s = 0;
    for (let k = 0; k < row.length; k++) {
      const w = row[k]!;
      s += w * (mirrored ? x[t + half - k]! : x[t - half + k]!);
    }
    return s;
  });
}

/** Seasonal factors: every month smoothed over the years, ends without a value repeated from the nearest year, normalised over a year. */
function seasonalOf(si: Float64Array, kind: SeasonalAverage, o: X11Options): Float64Array {
  const raw = rawSeasonal(si, kind, o.period);
  const average = centredAverage(raw, o.period);
  const half = Math.floor(o.period / 2);
  const n = raw.length;
  for (let t = 0; t < half; t++) {
    average[t] = average[half]!;
    average[n - 1 - t] = average[n - 1 - half]!;
  }
  return arithmetic[o.mode].less(raw, average);
}

function rawSeasonal(si: Float64Array, kind: SeasonalAverage, period: number): Float64Array {
  const out = new Float64Array(si.length).fill(Number.NaN);
  for (let j = 0; j < period; j++) {
    const at = Array.from({ length: Math.floor((si.length - 1 - j) / period) + 1 }, (_, k) => j + k * period).filter(
      (t) => !Number.isNaN(si[t]!),
    );
    smoothYears(
      Float64Array.from(at, (t) => si[t]!),
      kind,
    ).forEach((v, k) => {
      out[at[k]!] = v;
    });
  }
  for (let t = 0; t < period; t++) if (Number.isNaN(out[t]!)) out[t] = out[t + period]!;
  for (let t = si.length - period; t < si.length; t++) if (Number.isNaN(out[t]!)) out[t] = out[t - period]!;
  return out;
}

/** Seasonal factors after extreme seasonal-irregular values were replaced (B4-B5, B9-B10). */
function graduatedSeasonal(si: Float64Array, kind: SeasonalAverage, o: X11Options): Float64Array {
  const irregular = arithmetic[o.mode].less(si, rawSeasonal(si, kind, o.period));
  const w = extremeWeights(irregular, o);
  const fixed = si.map((v, t) => (Number.isNaN(v) || w[t]! >= 1 ? v : replaceExtreme(si, w, t, o.period)));
  return seasonalOf(fixed, kind, o);
}

/** Weighted mean of an extreme value and the nearest full-weight values of the same month, two before and two after (near an end four in all). */
function replaceExtreme(si: Float64Array, w: Float64Array, t: number, period: number): number {
  const side = (step: number, wanted: number): number[] => {
    const found: number[] = [];
    for (let s = t + step; s >= 0 && s < si.length && found.length < wanted; s += step)
      if (!Number.isNaN(si[s]!) && w[s]! >= 1) found.push(si[s]!);
    return found;
  };
  let before = side(-period, 2);
  let after = side(period, 2);
  if (before.length < 2) after = side(period, 4 - before.length);
  else if (after.length < 2) before = side(-period, 4 - after.length);
  const others = [...before, ...after];
  return (w[t]! * si[t]! + others.reduce((a, b) => a + b, 0)) / (w[t]! + others.length);
}

/** Weights 1 to 0 of irregulars between the two sigma limits; sigma over five years around each year, recomputed without what lies beyond the upper limit. */
function extremeWeights(irregular: Float64Array, o: X11Options): Float64Array {
  const { period, sigma } = o;
  const centre = arithmetic[o.mode].neutral;
  const n = irregular.length;
  const first = Math.max(
    0,
    irregular.findIndex((v) => !Number.isNaN(v)),
  );
  const years = Math.ceil((n - 2 * first) / period);
  const out = new Float64Array(n).fill(1);
  for (let year = 0; year < years; year++) {
    const from = first + Math.max(0, Math.min(year - 2, years - 5)) * period;
    const window = irregular.subarray(from, Math.min(n, from + 5 * period)).filter((v) => !Number.isNaN(v));
    const spread = (x: Float64Array): number => Math.sqrt(x.reduce((s, v) => s + (v - centre) ** 2, 0) / x.length);
    const rough = spread(window);
    const fine = spread(window.filter((v) => Math.abs(v - centre) <= sigma[1] * rough));
    for (let t = first + year * period; t < Math.min(n, first + (year + 1) * period); t++) {
      const off = Math.abs(irregular[t]! - centre) / fine;
      if (Number.isNaN(off)) continue;
      out[t] = off <= sigma[0] ? 1 : off >= sigma[1] ? 0 : (sigma[1] - off) / (sigma[1] - sigma[0]);
    }
  }
  return out;
}

/** B20, C20: the part of every irregular that is taken out of the series. */
function extremeFactor(irregular: Float64Array, o: X11Options): Float64Array {
  const w = extremeWeights(irregular, o);
  return irregular.map((v, t) => (o.mode === "multiplicative" ? v / (1 + w[t]! * (v - 1)) : v * (1 - w[t]!)));
}

/** Henderson's symmetric weights for 2 m + 1 terms. @cite Henderson (1916); Ladiray & Quenneville (2001), 3.2.3 */
export function hendersonWeights(terms: number): Float64Array {
  const m = (terms - 1) / 2;
  const n = m + 2;
  return Float64Array.from({ length: terms }, (_, k) => {
    const i = k - m;
    const top = 315 * ((n - 1) ** 2 - i * i) * (n * n - i * i) * ((n + 1) ** 2 - i * i) * (3 * n * n - 16 - 11 * i * i);
    return top / (8 * n * (n * n - 1) * (4 * n * n - 1) * (4 * n * n - 9) * (4 * n * n - 25));
  });
}

/** Musgrave's weights when only the first `q` of the symmetric window's values are there; D = 4 / (pi R²), R the irregular-to-trend ratio. @cite Musgrave (1964); Doherty (2001), Australian & New Zealand Journal of Statistics 43 */
function musgraveWeights(w: Float64Array, q: number, R: number): Float64Array {
  const D = 4 / (Math.PI * R * R);
  let [tail, moment] = [0, 0];
  for (let i = q + 1; i <= w.length; i++) {
    tail += w[i - 1]!;
    moment += (i - (q + 1) / 2) * w[i - 1]!;
  }
  return Float64Array.from(
    { length: q },
    (_, j) => w[j]! + tail / q + ((j + 1 - (q + 1) / 2) * D * moment) / (1 + (q * (q - 1) * (q + 1) * D) / 12),
  );
}

/** Henderson trend with Musgrave's weights at both ends. */
export function hendersonTrend(x: Float64Array, terms: number): Float64Array {
  const w = hendersonWeights(terms);
  const m = (terms - 1) / 2;
  const n = x.length;
  const R = terms <= 9 ? 1 : terms <= 13 ? 3.5 : 4.5;
  return x.map((_, t) => {
    const [behind, ahead] = [Math.min(m, t), Math.min(m, n - 1 - t)];
    if (behind === m && ahead === m) return w.reduce((s, v, k) => s + v * x[t - m + k]!, 0);
    const q = m + 1 + Math.min(behind, ahead);
    const e = musgraveWeights(w, q, R);
    return ahead < behind
      ? e.reduce((s, v, k) => s + v * x[t - m + k]!, 0)
      : e.reduce((s, v, k) => s + v * x[t + m - k]!, 0);
  });
}

/** What does a series say without its season? */
export const method: Method<{ readonly y: ArrayLike<number> }, X11Options, Adjustment> = {
  id: "x11",
  cites: [
    "Shiskin, Young & Musgrave (1967), Technical Paper 15",
    "Ladiray & Quenneville (2001), Seasonal Adjustment with the X-11 Method",
  ],
  defaults: { mode: "multiplicative", period: 12, seasonal: "3x5", henderson: 13, sigma: [1.5, 2.5] },
  run: ({ y }, options) => adjustX11(y, options),
};

import { hendersonTrend } from "../math/henderson.ts";
import { movingSeasonality, type SeasonalAverage, smoothYears } from "../math/seasonal-averages.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** How a series is adjusted. */
export interface X11Options {
  /** y = C S I, y = C + S + I, log y = C + S + I, or y = C (S + I - 1). */
  readonly mode: "multiplicative" | "additive" | "log-additive" | "pseudo-additive";
  /** Periods of a year, even: 12 or 4. */
  readonly period: number;
  /** Which month or quarter the first value is, from 1: extreme values are judged over calendar years. */
  readonly firstPeriod: number;
  /** Seasonal moving average of every pass; "msr": 3x3, then 3x5, and in the last pass by the moving seasonality ratio; "x11default": 3x3, then 3x5. */
  readonly seasonal: SeasonalAverage | "msr" | "x11default";
  /** Terms of the Henderson trend, odd, or "auto": by the irregular-to-trend ratio. */
  readonly henderson: number | "auto";
  /** Limits in sigmas between which an irregular loses its weight. */
  readonly sigma: readonly [number, number];
  /** How many values at the end of y are forecasts: they help to adjust the others and come back unadjusted. */
  readonly forecasts: number;
}

/** Tables D8 to D13 of an adjustment, in the order of y without its forecasts. */
export interface Adjustment {
  /** D8: unmodified seasonal-irregular. */
  readonly seasonalIrregular: Float64Array;
  /** D10. */
  readonly seasonal: Float64Array;
  /** D10A: seasonal factors of the year ahead. */
  readonly seasonalAhead: Float64Array;
  /** D11. */
  readonly adjusted: Float64Array;
  /** D12. */
  readonly trend: Float64Array;
  /** D13. */
  readonly irregular: Float64Array;
  /** C17: weights of the irregulars, below 1 where a value was held to be extreme. */
  readonly weights: Float64Array;
  /** What was used in the last pass. */
  readonly filters: { readonly seasonal: SeasonalAverage; readonly henderson: number };
}

interface Arithmetic {
  /** Taking b out of a. */
  readonly less: (a: number, b: number) => number;
  readonly neutral: 0 | 1;
}
const ratios: Arithmetic = { less: (a, b) => a / b, neutral: 1 };
const differences: Arithmetic = { less: (a, b) => a - b, neutral: 0 };

interface Plan extends X11Options {
  readonly arithmetic: Arithmetic;
  readonly pseudo: boolean;
  /** Values that are no forecasts. */
  readonly observed: number;
}

/**
 * Seasonal adjustment by the X-11 core of X-13ARIMA-SEATS, to its digits: two rounds of trend, seasonal and irregular in which extreme
 * values are found and graduated (parts B and C), then the final round (part D).
 *
 * Conventions where the literature leaves room: sigma is taken over five calendar years, at first with all irregulars and then without
 * those beyond the upper limit; an extreme value of part B becomes a mean of itself (by its weight) and four full-weight values of its
 * month, two on each side where there are; seasonal factors are centred by a 2 x period average of themselves whose end values are
 * repeated, and taken from the nearest year where the trend of the first step has no values; below five years a month's factor is its mean;
 * end weights of the trend are Musgrave's with R = 1 up to 9 terms, 3.5 up to 13, 4.5 above (quarterly: 0.001 for 5 terms).
 *
 * @param y monthly or quarterly, no gaps, > 0 unless additive
 * @throws "too-few-observations" below three years, "not-finite", "input-invalid" for values <= 0 or filters that do not exist, "constant-series"
 * @cite Shiskin, Young & Musgrave (1967), Bureau of the Census Technical Paper 15; Ladiray & Quenneville (2001), Seasonal Adjustment with the X-11 Method; US Census Bureau (2023), X-13ARIMA-SEATS Reference Manual, 7.19
 */
export function adjustX11(y: ArrayLike<number>, options: Partial<X11Options> = {}): Adjustment {
  const given = { ...method.defaults, ...options };
  checkInput(y, given);
  const B1 = given.mode === "log-additive" ? Float64Array.from(y, Math.log) : Float64Array.from(y);
  const additive = given.mode === "additive" || given.mode === "log-additive";
  const plan: Plan = {
    ...given,
    arithmetic: additive ? differences : ratios,
    pseudo: given.mode === "pseudo-additive",
    observed: y.length - given.forecasts,
  };
  const b = firstRounds(B1, B1, plan, "B");
  const c = firstRounds(b.modified, B1, plan, "C");
  return finalRound(Float64Array.from(y), B1, c, plan);
}

function checkInput(y: ArrayLike<number>, o: X11Options): void {
  const observed = y.length - o.forecasts;
  const wrong = (what: string, got: string, fix: string): never => {
    throw new VorlaufError("input-invalid", { what, got, fix });
  };
  if (!(o.period >= 2 && o.period % 2 === 0))
    wrong("period", `${o.period}`, "Give an even number of periods a year, 12 or 4.");
  if (!(o.firstPeriod >= 1 && o.firstPeriod <= o.period && Number.isInteger(o.firstPeriod)))
    wrong("firstPeriod", `${o.firstPeriod}`, `Give a number from 1 to ${o.period}.`);
  if (observed < 3 * o.period)
    throw new VorlaufError("too-few-observations", { what: "seasonal adjustment", have: observed, need: 3 * o.period });
  if (o.henderson !== "auto" && !(o.henderson >= 3 && o.henderson % 2 === 1 && o.henderson <= Math.min(101, observed)))
    wrong("henderson", `${o.henderson}`, `Give an odd number of terms from 3 to ${Math.min(101, observed)}.`);
  if (!(o.sigma[0] > 0 && o.sigma[1] > o.sigma[0]))
    wrong("sigma", o.sigma.join(" and "), "Give two limits above 0, the lower first.");
  let constant = true;
  for (let t = 0; t < y.length; t++) {
    if (!Number.isFinite(y[t])) throw new VorlaufError("not-finite", { what: "series to adjust", index: t });
    if (o.mode !== "additive" && y[t]! <= 0)
      wrong(`value ${t}`, `${y[t]}`, `Adjustment that is ${o.mode} needs values above 0.`);
    constant &&= y[t] === y[0];
  }
  if (constant) throw new VorlaufError("constant-series", { what: "series to adjust" });
}

/** What parts B and C leave behind. */
interface Round {
  /** C1 or D1: the series without its extreme values. */
  readonly modified: Float64Array;
  readonly irregular: Float64Array;
  readonly extreme: Float64Array;
  readonly weights: Float64Array;
}

/** Part B (extreme seasonal-irregular values are replaced) or C (they are gone already), to table 20 and the modified series. */
function firstRounds(x: Float64Array, B1: Float64Array, plan: Plan, part: "B" | "C"): Round {
  const { less } = plan.arithmetic;
  const seasonal = (si: Span, step: 1 | 2): Span => {
    const kind = filterOf(plan, step);
    return seasonalFactors(part === "B" ? withoutExtremes(si, kind, plan) : si, kind, plan);
  };
  const trend = preliminaryTrend(x, plan, part, (si) => seasonal(si, 1));
  const factors = seasonal({ values: each(x, trend, less), from: 0 }, 2).values;
  const irregular = plan.pseudo
    ? x.map((_, t) => (B1[t]! - trend[t]! * (factors[t]! - 1)) / trend[t]!)
    : B1.map((v, t) => less(less(v, factors[t]!), trend[t]!));
  const weights = extremeWeights({ values: irregular, from: 0 }, plan);
  const extreme = irregular.map((v, t) =>
    plan.arithmetic.neutral === 1 ? v / (1 + weights[t]! * (v - 1)) : v * (1 - weights[t]!),
  );
  const modified = plan.pseudo
    ? trend.map((v, t) => v * (factors[t]! + irregular[t]! / extreme[t]! - 1))
    : each(B1, extreme, less);
  return { modified, irregular, extreme, weights };
}

/** Tables 2 to 7: centred trend, seasonal factors by it, Henderson trend of the series adjusted by them. */
function preliminaryTrend(x: Float64Array, plan: Plan, part: Part, seasonal: (si: Span) => Span): Float64Array {
  const { less } = plan.arithmetic;
  const centred = centredAverage({ values: x, from: 0 }, plan.period);
  const si: Span = { from: centred.from, values: centred.values.map((v, i) => less(x[centred.from + i]!, v)) };
  const inner = seasonal(si);
  const factors = extended(inner, x.length, plan.period);
  const adjusted = x.map((v, t) => {
    const i = t - inner.from;
    return plan.pseudo && i >= 0 && i < inner.values.length
      ? v - centred.values[i]! * (inner.values[i]! - 1)
      : less(v, factors[t]!);
  });
  return variableTrend(adjusted, plan, part).trend;
}

type Part = "B" | "C" | "D";

function finalRound(y: Float64Array, B1: Float64Array, c: Round, plan: Plan): Adjustment {
  const { less } = plan.arithmetic;
  const D1 = c.modified;
  const D7 = preliminaryTrend(D1, plan, "D", (si) => seasonalFactors(si, filterOf(plan, 1), plan));
  const D9: Span = { values: each(D1, D7, less), from: 0 };
  const kind = plan.seasonal === "msr" ? chooseFilter(D9, plan) : filterOf(plan, 2);
  const factors = seasonalFactors(D9, kind, plan).values;
  const D12 = variableTrend(
    plan.pseudo ? D1.map((v, t) => v - D7[t]! * (factors[t]! - 1)) : each(D1, factors, less),
    plan,
    "D",
  );
  const log = plan.mode === "log-additive";
  const cut = (x: Float64Array): Float64Array => (log ? x.map(Math.exp) : x).slice(0, plan.observed);
  const seasonal = cut(factors);
  const trend = cut(D12.trend);
  if (log) unbias(trend, factors.map(Math.exp), c.irregular, plan.period);
  const final = log ? ratios.less : less;
  const adjusted = seasonal.map((s, t) => (plan.pseudo ? y[t]! - trend[t]! * (s - 1) : final(y[t]!, s)));
  return {
    seasonalIrregular: cut(plan.pseudo ? each(D9.values, c.extreme, (v, e) => v * e) : each(B1, D7, less)),
    seasonal,
    seasonalAhead: yearAhead(factors, plan).map((v) => (log ? Math.exp(v) : v)),
    adjusted,
    trend,
    irregular: each(adjusted, trend, final),
    weights: c.weights.slice(0, plan.observed),
    filters: { seasonal: kind, henderson: D12.terms },
  };
}

/** Factors of the year after the observed one: those over the forecasts where there are, else last year's and half of their last change. */
function yearAhead(factors: Float64Array, { period, observed }: Plan): Float64Array {
  const out = new Float64Array(period);
  for (let j = 0; j < period; j++) {
    const t = observed + j;
    const last = t - period;
    out[j] = t < factors.length ? factors[t]! : factors[last]! + 0.5 * (factors[last]! - factors[last - period]!);
  }
  return out;
}

/** A trend of logs lies too low by half the variance: sets its level right. @cite Thomson & Ozaki (1992), Transformation and seasonal adjustment */
function unbias(trend: Float64Array, seasonal: Float64Array, irregular: Float64Array, period: number): void {
  const level = Math.exp(irregular.reduce((s, v) => s + v * v, 0) / (2 * irregular.length));
  const smooth = hendersonTrend(seasonal, 2 * period - 1, 4.5);
  for (let t = 0; t < trend.length; t++) trend[t]! *= level * smooth[t]!;
}

function each(a: Float64Array, b: Float64Array, f: (a: number, b: number) => number): Float64Array {
  return a.map((v, t) => f(v, b[t]!));
}

/** Consecutive values of which the first belongs to period `from` of the series. */
interface Span {
  readonly values: Float64Array;
  readonly from: number;
}

/** Centred average over a year (2 x period): half a year shorter at both ends. */
function centredAverage({ values, from }: Span, period: number): Span {
  const half = period / 2;
  const out = new Float64Array(values.length - period);
  for (let i = 0; i < out.length; i++) {
    let s = 0.5 * (values[i]! + values[i + period]!);
    for (let k = 1; k < period; k++) s += values[i + k]!;
    out[i] = s / period;
  }
  return { values: out, from: from + half };
}

function filterOf({ seasonal }: Plan, step: 1 | 2): SeasonalAverage {
  return seasonal === "msr" || seasonal === "x11default" ? (step === 1 ? "3x3" : "3x5") : seasonal;
}

/** Seasonal factors: every month smoothed over the years, then centred over a year. */
function seasonalFactors(si: Span, kind: SeasonalAverage, { period, arithmetic }: Plan): Span {
  const n = si.values.length;
  const filter = n < 5 * period ? "stable" : kind;
  const raw = new Float64Array(n);
  for (let j = 0; j < period; j++)
    smoothYears(monthOf(si.values, j, period), filter).forEach((v, k) => {
      raw[j + k * period] = v;
    });
  const centre = centredAverage({ values: raw, from: 0 }, period);
  const m = centre.values.length;
  const level = (t: number): number => {
    const i = t - centre.from;
    if (i >= 0 && i < m) return centre.values[i]!;
    if (kind === "stable") return centre.values[i < 0 ? i + period : i - period]!;
    return centre.values[i < 0 ? 0 : m - 1]!;
  };
  return { from: si.from, values: raw.map((v, t) => arithmetic.less(v, level(t))) };
}

function monthOf(x: Float64Array, j: number, period: number): Float64Array {
  return Float64Array.from({ length: Math.floor((x.length - 1 - j) / period) + 1 }, (_, k) => x[j + k * period]!);
}

/** A span with what it lacks of `n` values taken from the nearest year. */
function extended({ values, from }: Span, n: number, period: number): Float64Array {
  const out = new Float64Array(n);
  out.set(values, from);
  for (let t = from + values.length; t < n; t++) out[t] = out[t - period]!;
  for (let t = from - 1; t >= 0; t--) out[t] = out[t + period]!;
  return out;
}

/** Tables 3-4 and 8-9 of part B: seasonal-irregular values whose irregular is extreme, replaced. */
function withoutExtremes(si: Span, kind: SeasonalAverage, plan: Plan): Span {
  const { period, arithmetic, pseudo } = plan;
  const factors = seasonalFactors(si, kind, plan).values;
  const irregular = each(si.values, factors, pseudo ? (v, s) => v - s + 1 : arithmetic.less);
  const w = extremeWeights({ values: irregular, from: si.from }, plan);
  const out = Float64Array.from(si.values);
  for (let j = 0; j < period; j++) {
    const x = monthOf(si.values, j, period);
    const weights = monthOf(w, j, period);
    for (let k = 0; k < x.length; k++) if (weights[k]! < 1) out[j + k * period] = replacement(x, weights, k);
  }
  return { values: out, from: si.from };
}

/**
 * An extreme value of a month: mean of itself by its weight and of four full-weight ones, the first or last four for the two values at an end,
 * else two on each side (more from one where the other has fewer); the month's plain mean where there are no four.
 */
function replacement(x: Float64Array, w: Float64Array, at: number): number {
  const full: number[] = [];
  const take = (from: number, step: 1 | -1, most: number): number => {
    let k = from;
    for (let found = 0; k >= 0 && k < x.length && found < most; k += step)
      if (w[k]! >= 1) {
        full.push(x[k]!);
        found++;
      }
    return k;
  };
  if (at <= 1) take(0, 1, 4);
  else if (at >= x.length - 2) take(x.length - 1, -1, 4);
  else {
    const next = take(at + 1, 1, 2);
    take(at - 1, -1, 4 - full.length);
    take(next, 1, 4 - full.length);
  }
  if (full.length < 4) return x.reduce((s, v) => s + v, 0) / x.length;
  return (w[at]! * x[at]! + full.reduce((s, v) => s + v, 0)) / (w[at]! + full.length);
}

/** Weights 1 to 0 of irregulars between the two sigma limits. */
function extremeWeights({ values, from }: Span, plan: Plan): Float64Array {
  const { period, arithmetic, sigma } = plan;
  const away = values.map((v) => Math.abs(v - arithmetic.neutral));
  const windows = sigmaWindows(values.length, from + plan.firstPeriod - 1, period);
  const out = new Float64Array(values.length).fill(1);
  for (const { judged, over } of windows) {
    const s = spread(away, over, null);
    if (s > 0) for (let t = judged[0]; t < judged[1]; t++) if (away[t]! > sigma[1] * s) out[t] = 0;
  }
  const kept = Float64Array.from(out);
  for (const { judged, over } of windows) {
    const s = spread(away, over, kept);
    if (!(s > 0)) continue;
    for (let t = judged[0]; t < judged[1]; t++) {
      const off = away[t]! / s;
      if (off > sigma[1]) out[t] = 0;
      else if (off > sigma[0] && kept[t]! > 0) out[t] = (sigma[1] - off) / (sigma[1] - sigma[0]);
    }
  }
  return out;
}

/** Root mean square over [from, to) of those with a weight. */
function spread(away: Float64Array, [from, to]: readonly [number, number], kept: Float64Array | null): number {
  let [s, n] = [0, 0];
  for (let t = from; t < to; t++) {
    if (kept !== null && kept[t] === 0) continue;
    s += away[t]! * away[t]!;
    n++;
  }
  return n > 0 ? Math.sqrt(s / n) : 0;
}

interface SigmaWindow {
  /** Values whose weights are set, [from, to). */
  readonly judged: readonly [number, number];
  /** Values over which sigma is taken, [from, to). */
  readonly over: readonly [number, number];
}

/**
 * Five calendar years around each year; the first three years share the first window and the last three the last, and a year cut short
 * at an end is in the window of the five whole ones beside it. One window below five whole years.
 * @param phase periods from the beginning of a calendar year to the first value
 */
function sigmaWindows(n: number, phase: number, period: number): SigmaWindow[] {
  const yearOf = (t: number): number => Math.floor((phase + t) / period);
  const begins = (year: number): number => Math.max(0, Math.min(n, year * period - phase));
  const [firstYear, lastYear] = [yearOf(0), yearOf(n - 1)];
  const firstWhole = Math.ceil(phase / period);
  const lastWhole = Math.floor((phase + n) / period) - 1;
  if (lastWhole - firstWhole < 4 || lastYear - 4 <= firstYear) return [{ judged: [0, n], over: [0, n] }];
  const windows: SigmaWindow[] = [{ judged: [0, begins(firstYear + 3)], over: [0, begins(firstWhole + 5)] }];
  for (let year = firstYear + 3; year < lastYear - 2; year++)
    windows.push({ judged: [begins(year), begins(year + 1)], over: [begins(year - 2), begins(year + 3)] });
  windows.push({ judged: [begins(lastYear - 2), n], over: [begins(lastWhole - 4), n] });
  return windows;
}

/** Henderson trend of a seasonally adjusted series; its terms, where they are free, from the ratio of irregular to trend changes. */
function variableTrend(
  x: Float64Array,
  plan: Plan,
  part: Part,
): { readonly trend: Float64Array; readonly terms: number } {
  const terms = plan.henderson === "auto" ? autoTerms(x, plan, part) : plan.henderson;
  const quarterly = plan.period === 4;
  const ratio = quarterly ? (terms >= 7 ? 4.5 : 0.001) : terms <= 9 ? 1 : terms <= 13 ? 3.5 : 4.5;
  return { trend: hendersonTrend(x, terms, ratio), terms };
}

/** 9, 13 or 23 terms (quarterly 5 or 7; in part B only up to 13 and 5) by I/C of a trend of a year's terms, per month. */
function autoTerms(x: Float64Array, { period, arithmetic, observed }: Plan, part: Part): number {
  const terms = period + 1;
  const half = period / 2;
  const trend = hendersonTrend(x, terms, 3.5);
  const relative = arithmetic.neutral === 1;
  let [noise, signal] = [0, 0];
  for (let t = half; t < observed - half - 1; t++) {
    const [now, next] = [arithmetic.less(x[t]!, trend[t]!), arithmetic.less(x[t + 1]!, trend[t + 1]!)];
    noise += Math.abs(next - now) / (relative ? now : 1);
    signal += Math.abs(trend[t + 1]! - trend[t]!) / (relative ? trend[t]! : 1);
  }
  const r = signal > 0 ? ((noise / signal) * 12) / period : 999;
  if (r < 1) return period === 12 ? 9 : terms;
  return part === "B" || r < 3.5 ? terms : period === 4 ? 7 : 23;
}

/** 3x3, 3x5 or 3x9 by the moving seasonality ratio, leaving out years at the end until it is clear; 3x5 when it never is. */
function chooseFilter(si: Span, plan: Plan): SeasonalAverage {
  const { period, arithmetic, pseudo, observed } = plan;
  const phase = plan.firstPeriod - 1;
  for (let end = Math.floor((phase + observed) / period) * period - phase; end >= 5 * period; end -= period) {
    const whole = si.values.subarray(0, end);
    const ratio = movingSeasonality(
      Array.from({ length: period }, (_, j) => monthOf(whole, j, period)),
      arithmetic.neutral === 1,
      pseudo ? (v, s) => v - s + 1 : arithmetic.less,
    );
    if (Number.isNaN(ratio) || ratio >= 6.5) return "3x9";
    if (ratio <= 2.5) return "3x3";
    if (ratio >= 3.5 && ratio <= 5.5) return "3x5";
  }
  return "3x5";
}

/** What does a series say without its season? */
export const method: Method<{ readonly y: ArrayLike<number> }, X11Options, Adjustment> = {
  id: "x11",
  cites: [
    "Shiskin, Young & Musgrave (1967), Technical Paper 15",
    "Ladiray & Quenneville (2001), Seasonal Adjustment with the X-11 Method",
  ],
  defaults: {
    mode: "multiplicative",
    period: 12,
    firstPeriod: 1,
    seasonal: "msr",
    henderson: "auto",
    sigma: [1.5, 2.5],
    forecasts: 0,
  },
  run: ({ y }, options) => adjustX11(y, options),
};

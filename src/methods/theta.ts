import { normalQuantile } from "../math/distributions.ts";
import { columns, ols, ones } from "../math/ols.ts";
import { minimiseScalar } from "../math/optimise.ts";
import { createRandom } from "../math/random.ts";
import { mean, sum } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** A fitted Theta model: exponential smoothing with half the trend's slope as drift. */
export interface ThetaFit {
  readonly alpha: number;
  /** Half the least-squares slope of the seasonally adjusted series per period. */
  readonly drift: number;
  /** Level from which the next period is forecast, and where it started. */
  readonly level: number;
  readonly start: number;
  /** Additive seasonal terms, the one for the next period first; empty when the series is not seasonal. */
  readonly seasonal: Float64Array;
  /** Sum of squared one-step errors / n. */
  readonly sigma2: number;
  readonly n: number;
}

/** What the Theta method is asked. */
export interface ThetaOptions {
  /** Periods of a year: 4, 12, or 1 for none. */
  readonly season: number;
  readonly horizon: number;
  readonly draws: number;
  readonly seed: number | string;
}

/** Point forecasts and equally likely paths of the Theta method. */
export interface ThetaForecast {
  readonly fit: ThetaFit;
  readonly mean: Float64Array;
  /** (draws × horizon), row-major. */
  readonly paths: Float64Array;
  readonly draws: number;
  readonly horizon: number;
}

/**
 * The Theta method: the seasonally adjusted series is split into its least-squares line and the line with twice the
 * curvature, 2 y[t] - a - b t; the first is extended, the second smoothed exponentially, and the two are averaged. That is the
 * local level with drift
 *
 *   y[t] = m[t] + e[t],   m[t+1] = m[t] + b/2 + alpha e[t],
 *
 * with b the slope and (alpha, m[0]) by least squares of the one-step errors. Seasonal where the autocorrelation at lag
 * `season` is significant at 10 %: additive terms by the classical decomposition (give logs for multiplicative ones).
 *
 * @throws "too-few-observations" below 4 values, "not-finite" for a gap, "constant-series"
 * @cite Assimakopoulos & Nikolopoulos (2000), International Journal of Forecasting 16(4); Hyndman & Billah (2003), International Journal of Forecasting 19(2), eq. 3 and section 3
 */
export function fitTheta(y: ArrayLike<number>, season: number = 1): ThetaFit {
  const x = Float64Array.from(y);
  const n = x.length;
  if (n < 4) throw new VorlaufError("too-few-observations", { what: "Theta method", have: n, need: 4 });
  const gap = x.findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what: "series of the Theta method", index: gap });
  if (x.every((v) => v === x[0])) throw new VorlaufError("constant-series", { what: "series of the Theta method" });
  const terms = season > 1 && n > 2 * season && isSeasonal(x, season) ? seasonalTerms(x, season) : new Float64Array(0);
  const s = terms.length;
  const z = s === 0 ? x : x.map((v, t) => v - terms[t % s]!);
  const time = Float64Array.from({ length: n }, (_, t) => t);
  const drift = ols(columns(ones(n), time), z, 2).beta[1]! / 2;
  const loss = (alpha: number): number => smooth(z, alpha, drift).sse;
  const grid = Array.from({ length: 25 }, (_, i) => 0.0001 + (0.9998 * i) / 24);
  const at = grid.reduce((best, _, i) => (loss(grid[i]!) < loss(grid[best]!) ? i : best), 0);
  const low = grid[Math.max(0, at - 1)]!;
  const high = grid[Math.min(24, at + 1)]!;
  const alpha = minimiseScalar(loss, low, high, 1e-10).x;
  const { sse, start, level } = smooth(z, alpha, drift);
  return {
    alpha,
    drift,
    level,
    start,
    seasonal: Float64Array.from({ length: s }, (_, j) => terms[(n + j) % s]!),
    sigma2: sse / n,
    n,
  };
}

/** One pass with the best first level in closed form: the errors are linear in it, e[t] = u[t] - (1 - alpha)^t m[0]. */
function smooth(
  y: Float64Array,
  alpha: number,
  drift: number,
): { readonly sse: number; readonly start: number; readonly level: number } {
  const u = new Float64Array(y.length);
  let [m, power, cross, square] = [0, 1, 0, 0];
  for (let t = 0; t < y.length; t++) {
    const e = y[t]! - m;
    u[t] = e;
    cross += power * e;
    square += power * power;
    m += drift + alpha * e;
    power *= 1 - alpha;
  }
  const start = cross / square;
  let [sse, decay] = [0, 1];
  for (const e of u) {
    sse += (e - decay * start) ** 2;
    decay *= 1 - alpha;
  }
  return { sse, start, level: m + power * start };
}

/** Whether the autocorrelation at the seasonal lag exceeds Bartlett's 90 % bound. */
function isSeasonal(x: Float64Array, season: number): boolean {
  const m = mean(x);
  const c0 = sum(x.map((v) => (v - m) ** 2));
  const r = Array.from({ length: season }, (_, l) => {
    let c = 0;
    for (let t = l + 1; t < x.length; t++) c += (x[t]! - m) * (x[t - l - 1]! - m);
    return c / c0;
  });
  const bound = Math.sqrt((1 + 2 * sum(r.slice(0, season - 1).map((v) => v * v))) / x.length);
  return Math.abs(r[season - 1]!) > normalQuantile(0.95) * bound;
}

/** Seasonal terms of positions 0..season-1, sum 0: means of the deviations from the centred moving average. */
function seasonalTerms(x: Float64Array, season: number): Float64Array {
  const half = Math.floor(season / 2);
  const even = season % 2 === 0;
  const totals = new Float64Array(season);
  const counts = new Float64Array(season);
  for (let t = half; t + half < x.length; t++) {
    let trend = 0;
    for (let j = -half; j <= half; j++) trend += ((even && Math.abs(j) === half ? 0.5 : 1) * x[t + j]!) / season;
    totals[t % season]! += x[t]! - trend;
    counts[t % season]!++;
  }
  const terms = totals.map((v, j) => v / counts[j]!);
  const centre = mean(terms);
  return terms.map((v) => v - centre);
}

/** Point forecasts of 1..horizon steps. */
export function forecastTheta(fit: ThetaFit, horizon: number): Float64Array {
  const s = fit.seasonal.length;
  return Float64Array.from(
    { length: horizon },
    (_, h) => fit.level + h * fit.drift + (s === 0 ? 0 : fit.seasonal[h % s]!),
  );
}

/**
 * Paths (draws × horizon): normal errors whose variance is drawn from its posterior with n - 3 degrees of freedom, so that
 * given the variance step h has variance sigma² (1 + (h - 1) alpha²); alpha and slope stay at their estimates.
 * @cite Hyndman & Billah (2003), section 4; Hyndman, Koehler, Ord & Snyder (2008), table 6.1
 */
export function drawTheta(fit: ThetaFit, { horizon, draws, seed }: Omit<ThetaOptions, "season">): Float64Array {
  const random = createRandom(seed);
  const df = Math.max(1, fit.n - 3);
  const s = fit.seasonal.length;
  const paths = new Float64Array(draws * horizon);
  for (let i = 0; i < draws; i++) {
    const sigma = Math.sqrt((fit.sigma2 * fit.n) / random.chi2(df));
    let { level } = fit;
    for (let h = 0; h < horizon; h++) {
      const e = sigma * random.normal();
      paths[i * horizon + h] = level + e + (s === 0 ? 0 : fit.seasonal[h % s]!);
      level += fit.drift + fit.alpha * e;
    }
  }
  return paths;
}

/** Where does a series go if its trend lasts half as strongly? `y` best in logs. */
export const method: Method<{ readonly y: ArrayLike<number> }, ThetaOptions, ThetaForecast> = {
  id: "theta",
  cites: [
    "Assimakopoulos & Nikolopoulos (2000), International Journal of Forecasting 16(4), 521-530",
    "Hyndman & Billah (2003), International Journal of Forecasting 19(2), 287-290",
  ],
  defaults: { season: 1, horizon: 4, draws: 2000, seed: 1 },
  run: ({ y }, options) => {
    const o = { ...method.defaults, ...options };
    const fit = fitTheta(y, o.season);
    return {
      fit,
      mean: forecastTheta(fit, o.horizon),
      paths: drawTheta(fit, o),
      draws: o.draws,
      horizon: o.horizon,
    };
  },
};

import { nelderMead } from "../math/optimise.ts";
import { quantileSorted } from "../math/quantile.ts";
import { createRandom } from "../math/random.ts";
import { mean, variance } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import { fitArima, forecastArima } from "./arima.ts";
import { drawPaths, driftPosterior } from "./drift-posterior.ts";
import { drawTheta, fitTheta } from "./theta.ts";

/** The simple forecasts that any model has to beat (definition D13). */
export type Baseline = "random-walk" | "seasonal-naive" | "ets" | "theta" | "arima";

/** What a baseline is asked. */
export interface BaselineOptions {
  readonly baseline: Baseline;
  /** Steps ahead. */
  readonly horizon: number;
  /** Paths. */
  readonly draws: number;
  /** Periods of a year: 4, 12, or 1 for none. */
  readonly season: number;
  readonly seed: number | string;
  /** Model and draw the logarithm; the series must be > 0. */
  readonly log: boolean;
}

/** Equally likely future paths. */
export interface PathForecast {
  /** (draws × horizon), row-major, in the unit of y. */
  readonly paths: Float64Array;
  readonly draws: number;
  readonly horizon: number;
  /** What was fitted, in one line. */
  readonly model: string;
}

/**
 * Predictive paths of a baseline.
 *
 * - `random-walk`: log random walk with uncertain drift and variance (see drift-posterior).
 * - `seasonal-naive`: y[t] = y[t-s] + drift + e with uncertain drift and variance of the seasonal differences; the errors of
 *   one season are drawn independently.
 * - `ets`: the best by AICc of the additive-error exponential smoothing models with trend N, A, Ad and season N, A.
 * - `theta`: the Theta method (see theta).
 * - `arima`: (0,1,1)(0,1,1)_s by exact maximum likelihood where at least 3 seasons are held, else (0,1,1) about the mean difference.
 *
 * Gaussian errors; paths of ets, theta and arima keep parameters at their estimates, the variance is drawn from its posterior.
 * Missing values are allowed inside for `random-walk` and `arima`, not for `ets` and `theta`.
 *
 * @throws "too-few-observations", "input-invalid" when logs are asked of values <= 0
 * @cite Hyndman, Koehler, Ord & Snyder (2008), Forecasting with Exponential Smoothing; Box & Jenkins (1976)
 */
export function forecastBaseline(y: ArrayLike<number>, options: Partial<BaselineOptions> = {}): PathForecast {
  const o = { ...method.defaults, ...options };
  const z = Float64Array.from(y, (v, i) => {
    if (o.log && v <= 0)
      throw new VorlaufError("input-invalid", {
        what: `value ${i} of a log forecast`,
        got: `${v}`,
        fix: "Give levels above 0, or log: false.",
      });
    return o.log ? Math.log(v) : v;
  });
  const { paths, model } = forecasters[o.baseline](z, o);
  return { paths: o.log ? paths.map(Math.exp) : paths, draws: o.draws, horizon: o.horizon, model };
}

interface Drawn {
  readonly paths: Float64Array;
  readonly model: string;
}

const forecasters: Readonly<Record<Baseline, (y: Float64Array, o: BaselineOptions) => Drawn>> = {
  "random-walk": randomWalk,
  "seasonal-naive": seasonalNaive,
  ets: (y, o) => drawEts(fitEts(y, o.season), y, o),
  theta: drawThetaBaseline,
  arima: drawArima,
};

function randomWalk(y: Float64Array, o: BaselineOptions): Drawn {
  const last = y.findLastIndex((v) => !Number.isNaN(v));
  const changes = Float64Array.from({ length: Math.max(0, y.length - 1) }, (_, t) => y[t + 1]! - y[t]!);
  const posterior = driftPosterior(changes);
  const stale = y.length - 1 - last;
  const all = drawPaths(posterior, y[last]!, { draws: o.draws, seed: o.seed, horizon: o.horizon + stale });
  const paths = new Float64Array(o.draws * o.horizon);
  for (let i = 0; i < o.draws; i++)
    paths.set(all.subarray(i * (o.horizon + stale) + stale, (i + 1) * (o.horizon + stale)), i * o.horizon);
  return { paths, model: `random walk, drift ${posterior.mean.toPrecision(3)} per period, n ${posterior.n}` };
}

function seasonalNaive(y: Float64Array, o: BaselineOptions): Drawn {
  const s = o.season;
  const changes = Float64Array.from({ length: Math.max(0, y.length - s) }, (_, t) => y[t + s]! - y[t]!);
  const { n, mean: m, s2, df } = driftPosterior(changes);
  const effective = Math.max(2, n / s);
  const random = createRandom(o.seed);
  const paths = new Float64Array(o.draws * o.horizon);
  for (let i = 0; i < o.draws; i++) {
    const sigma = Math.sqrt((df * s2) / random.chi2(df));
    const drift = m + (sigma / Math.sqrt(effective)) * random.normal();
    for (let h = 0; h < o.horizon; h++) {
      const before = h < s ? y[y.length - s + h]! : paths[i * o.horizon + h - s]!;
      paths[i * o.horizon + h] = before + drift + sigma * random.normal();
    }
  }
  return { paths, model: `seasonal naive with drift ${m.toPrecision(3)} per year, n ${n}` };
}

function drawThetaBaseline(y: Float64Array, o: BaselineOptions): Drawn {
  const fit = fitTheta(y, o.season);
  const seasonal = fit.seasonal.length > 0 ? "seasonal" : "not seasonal";
  return { paths: drawTheta(fit, o), model: `Theta, alpha ${fit.alpha.toFixed(3)}, ${seasonal}, n ${fit.n}` };
}

/** A fitted exponential smoothing model with additive errors. */
export interface EtsFit {
  readonly trend: "N" | "A" | "Ad";
  readonly season: number;
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
  /** Sum of squared one-step errors / n. */
  readonly sigma2: number;
  readonly aicc: number;
  readonly level: number;
  readonly slope: number;
  /** Seasonal states, the one for the next period first; empty without season. */
  readonly seasonal: Float64Array;
  readonly n: number;
}

/**
 * Exponential smoothing with additive errors in innovations form,
 * y[t] = l + phi b + s[t-m] + e, l' = l + phi b + alpha e, b' = phi b + beta e, s' = s[t-m] + gamma e,
 * the best by AICc among trend N, A, Ad and season N, A. Start values by regression on the first seasons, smoothing
 * parameters by least squares (Nelder-Mead), 0 < beta <= alpha, gamma <= 1 - alpha, 0.8 <= phi <= 0.98.
 * @throws "too-few-observations" below 6 values, "not-finite" for a gap, "constant-series"
 * @cite Hyndman, Koehler, Ord & Snyder (2008), ch. 2 and 5
 */
export function fitEts(y: Float64Array, season: number = 1): EtsFit {
  if (y.length < 6)
    throw new VorlaufError("too-few-observations", { what: "exponential smoothing", have: y.length, need: 6 });
  const gap = y.findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what: "series to smooth", index: gap });
  if (y.every((v) => v === y[0])) throw new VorlaufError("constant-series", { what: "series to smooth" });
  const seasons = season > 1 && y.length >= 2 * season + 3 ? [1, season] : [1];
  const fits = seasons.flatMap((s) =>
    (["N", "A", "Ad"] as const).filter((t) => y.length > etsParameters(t, s) + 2).map((t) => fitOneEts(y, t, s)),
  );
  return fits.reduce((a, b) => (b.aicc < a.aicc ? b : a));
}

function etsParameters(trend: EtsFit["trend"], season: number): number {
  return { N: 2, A: 4, Ad: 5 }[trend] + (season > 1 ? season : 0) + 1;
}

function fitOneEts(y: Float64Array, trend: EtsFit["trend"], season: number): EtsFit {
  const start = etsStart(y, trend, season);
  const unit = (x: number): number => 1 / (1 + Math.exp(-x));
  const decode = (x: Float64Array): EtsSmoothing => {
    const alpha = 0.0001 + 0.9998 * unit(x[0]!);
    return {
      alpha,
      beta: trend === "N" ? 0 : alpha * unit(x[1]!),
      gamma: season > 1 ? (1 - alpha) * unit(x[2]!) : 0,
      phi: trend === "Ad" ? 0.8 + 0.18 * unit(x[3]!) : 1,
    };
  };
  const free = (x: Float64Array): { smoothing: EtsSmoothing; start: EtsState } => ({
    smoothing: decode(x),
    start: {
      level: start.level + x[4]! * start.scale,
      slope: trend === "N" ? 0 : start.slope + x[5]! * start.scale,
      seasonal: start.seasonal,
    },
  });
  const end = nelderMead(
    (x) => runEts(y, free(x).smoothing, free(x).start).sse,
    new Float64Array([0, -2, -2, 1, 0, 0]),
    { step: 0.5, maxIterations: 1500, tolerance: 1e-9 },
  );
  const best = free(end.x);
  const { sse, state } = runEts(y, best.smoothing, best.start);
  const n = y.length;
  const k = etsParameters(trend, season);
  const sigma2 = Math.max(sse / n, Number.MIN_VALUE);
  return {
    trend,
    season,
    ...best.smoothing,
    sigma2,
    aicc: n * Math.log(sigma2) + 2 * k + (2 * k * (k + 1)) / Math.max(1, n - k - 1),
    ...state,
    n,
  };
}

interface EtsSmoothing {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
}
interface EtsState {
  readonly level: number;
  readonly slope: number;
  readonly seasonal: Float64Array;
}

function etsStart(y: Float64Array, trend: EtsFit["trend"], season: number): EtsState & { readonly scale: number } {
  const d = Float64Array.from({ length: y.length - 1 }, (_, t) => y[t + 1]! - y[t]!);
  const scale = Math.sqrt(variance(d)) || 1;
  if (season === 1)
    return {
      level: y[0]! - (trend === "N" ? 0 : mean(d)),
      slope: trend === "N" ? 0 : mean(d),
      seasonal: new Float64Array(0),
      scale,
    };
  const cycles = Math.min(2, Math.floor(y.length / season));
  const first = mean(y.subarray(0, season));
  const slope = cycles > 1 ? (mean(y.subarray(season, 2 * season)) - first) / season : 0;
  const seasonal = Float64Array.from({ length: season }, (_, j) =>
    mean(
      Array.from(
        { length: cycles },
        (__, c) => y[c * season + j]! - (first + slope * (c * season + j - (season - 1) / 2)),
      ),
    ),
  );
  return { level: first - (slope * (season + 1)) / 2, slope: trend === "N" ? 0 : slope, seasonal, scale };
}

function runEts(
  y: Float64Array,
  { alpha, beta, gamma, phi }: EtsSmoothing,
  start: EtsState,
): { readonly sse: number; readonly state: EtsState } {
  let { level, slope } = start;
  const m = start.seasonal.length;
  const seasonal = Float64Array.from(start.seasonal);
  let sse = 0;
  for (let t = 0; t < y.length; t++) {
    const s = m > 0 ? seasonal[t % m]! : 0;
    const ahead = level + phi * slope;
    const e = y[t]! - ahead - s;
    sse += e * e;
    level = ahead + alpha * e;
    slope = phi * slope + beta * e;
    if (m > 0) seasonal[t % m] = s + gamma * e;
  }
  return {
    sse,
    state: { level, slope, seasonal: Float64Array.from({ length: m }, (_, j) => seasonal[(y.length + j) % m]!) },
  };
}

function drawEts(fit: EtsFit, y: Float64Array, o: BaselineOptions): Drawn {
  const random = createRandom(o.seed);
  const df = Math.max(1, y.length - etsParameters(fit.trend, fit.season) + 1);
  const m = fit.seasonal.length;
  const paths = new Float64Array(o.draws * o.horizon);
  for (let i = 0; i < o.draws; i++) {
    const sigma = Math.sqrt((fit.sigma2 * fit.n) / random.chi2(df));
    let { level, slope } = fit;
    const seasonal = Float64Array.from(fit.seasonal);
    for (let h = 0; h < o.horizon; h++) {
      const s = m > 0 ? seasonal[h % m]! : 0;
      const ahead = level + fit.phi * slope;
      const e = sigma * random.normal();
      paths[i * o.horizon + h] = ahead + s + e;
      level = ahead + fit.alpha * e;
      slope = fit.phi * slope + fit.beta * e;
      if (m > 0) seasonal[h % m] = s + fit.gamma * e;
    }
  }
  return { paths, model: `ETS(A,${fit.trend},${m > 0 ? "A" : "N"}), alpha ${fit.alpha.toFixed(3)}, n ${fit.n}` };
}

function drawArima(y: Float64Array, o: BaselineOptions): Drawn {
  const seasonal = o.season >= 2 && y.length >= 3 * o.season + 2;
  const changes = Float64Array.from({ length: Math.max(0, y.length - 1) }, (_, t) => y[t + 1]! - y[t]!);
  // The joint likelihood of drift and theta piles up at theta = -1, a straight line, in half of all short records.
  const drift = seasonal ? 0 : mean(changes.filter((v) => !Number.isNaN(v)));
  const fit = fitArima(
    y.map((v, t) => v - drift * t),
    { order: [0, 1, 1], seasonalOrder: seasonal ? [0, 1, 1] : [0, 0, 0], season: seasonal ? o.season : 1 },
  );
  const { mean: level, psi } = forecastArima(fit, o.horizon);
  const expected = level.map((v, h) => v + drift * (y.length + h));
  const random = createRandom(o.seed);
  const df = Math.max(1, fit.n - 2);
  const driftError = (1 + fit.theta[0]!) / Math.sqrt(fit.n);
  const paths = new Float64Array(o.draws * o.horizon);
  const shocks = new Float64Array(o.horizon);
  for (let i = 0; i < o.draws; i++) {
    const sigma = Math.sqrt((fit.sigma2 * fit.n) / random.chi2(df));
    const extra = seasonal ? 0 : sigma * driftError * random.normal();
    for (let h = 0; h < o.horizon; h++) {
      shocks[h] = sigma * random.normal();
      let v = expected[h]! + extra * (h + 1);
      for (let j = 0; j <= h; j++) v += psi[j]! * shocks[h - j]!;
      paths[i * o.horizon + h] = v;
    }
  }
  const name = seasonal ? `ARIMA(0,1,1)(0,1,1)${o.season}` : "ARIMA(0,1,1) with drift";
  return { paths, model: `${name}, theta ${fit.theta[0]!.toFixed(3)}, n ${fit.n}` };
}

/** The draws of one step of a forecast, ascending, h = 1.. */
export function drawsAt({ paths, draws, horizon }: PathForecast, h: number): Float64Array {
  const at = new Float64Array(draws);
  for (let i = 0; i < draws; i++) at[i] = paths[i * horizon + h - 1]!;
  return at.sort();
}

/** Median and central interval of one step. */
export function intervalAt(
  forecast: PathForecast,
  h: number,
  coverage: number = 0.8,
): { readonly low: number; readonly median: number; readonly high: number } {
  const x = drawsAt(forecast, h);
  return {
    low: quantileSorted(x, (1 - coverage) / 2),
    median: quantileSorted(x, 0.5),
    high: quantileSorted(x, (1 + coverage) / 2),
  };
}

/** What would a simple rule forecast? `y` in levels. */
export const method: Method<{ readonly y: ArrayLike<number> }, BaselineOptions, PathForecast> = {
  id: "baselines",
  cites: [
    "Hyndman, Koehler, Ord & Snyder (2008), Forecasting with Exponential Smoothing",
    "Box & Jenkins (1976), Time Series Analysis, 9.2",
  ],
  defaults: { baseline: "random-walk", horizon: 4, draws: 2000, season: 4, seed: 1, log: true },
  run: ({ y }, options) => forecastBaseline(y, options),
};

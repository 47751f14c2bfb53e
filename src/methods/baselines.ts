import { filterArma, polynomialProduct, stationaryCoefficients } from "../math/arma.ts";
import { nelderMead } from "../math/optimise.ts";
import { quantileSorted } from "../math/quantile.ts";
import { createRandom, type Random } from "../math/random.ts";
import { mean, sum, variance } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
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
 * - `arima`: (0,1,1)(0,1,1)_s by exact maximum likelihood where at least 3 seasons are held, else (0,1,1) with drift.
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
  arima: (y, o) => drawArima(fitArima(y, o.season >= 2 && y.length >= 3 * o.season + 2 ? o.season : 1), o),
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
 * @throws "too-few-observations" below 4 values, "not-finite" for a gap, "constant-series"
 * @cite Hyndman, Koehler, Ord & Snyder (2008), ch. 2 and 5
 */
export function fitEts(y: Float64Array, season: number = 1): EtsFit {
  if (y.length < 4)
    throw new VorlaufError("too-few-observations", { what: "exponential smoothing", have: y.length, need: 4 });
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

/** A fitted (0,1,1)(0,1,1) model; without season (0,1,1) with drift. */
export interface ArimaFit {
  readonly theta: number;
  readonly seasonalTheta: number;
  readonly season: number;
  /** Mean of the differenced series; 0 with a seasonal difference. */
  readonly drift: number;
  readonly sigma2: number;
  readonly logLikelihood: number;
  readonly n: number;
  /** The series itself, for undoing the differences. */
  readonly y: Float64Array;
}

/**
 * (1 - B)(1 - B^s) y = (1 + theta B)(1 + Theta B^s) e by exact maximum likelihood (sigma² concentrated out); with s = 1
 * (1 - B) y = drift + (1 + theta B) e. Missing values are skipped exactly in the differenced series.
 * @throws "too-few-observations"
 * @cite Box & Jenkins (1976), Time Series Analysis, 9.2; Harvey (1989), 3.3
 */
export function fitArima(y: Float64Array, season: number = 1): ArimaFit {
  const s = season;
  const from = s > 1 ? s + 1 : 1;
  const w = Float64Array.from({ length: Math.max(0, y.length - from) }, (_, k) => {
    const t = k + from;
    return s > 1 ? y[t]! - y[t - 1]! - y[t - s]! + y[t - s - 1]! : y[t]! - y[t - 1]!;
  });
  const known = w.filter((v) => !Number.isNaN(v));
  if (known.length < 5)
    throw new VorlaufError("too-few-observations", { what: "ARIMA differences", have: known.length, need: 5 });
  const drift = s > 1 ? 0 : mean(known);
  const centred = w.map((v) => v - drift);
  const theta = (x: Float64Array): readonly [number, number] => [
    -stationaryCoefficients([x[0]!])[0]!,
    s > 1 ? -stationaryCoefficients([x[1]!])[0]! : 0,
  ];
  const run = (x: Float64Array): { readonly objective: number; readonly sigma2: number; readonly n: number } => {
    const [a, b] = theta(x);
    const f = filterArma(centred, [], movingAverage(a, b, s));
    const sigma2 = f.squares / f.n;
    return { objective: f.n * Math.log(sigma2) + f.logScale, sigma2, n: f.n };
  };
  const end = nelderMead((x) => run(x).objective, new Float64Array(s > 1 ? [0.3, 0.3] : [0.3]), {
    step: 0.4,
    maxIterations: 300,
    tolerance: 1e-11,
  });
  const { objective, sigma2, n } = run(end.x);
  const [a, b] = theta(end.x);
  return {
    theta: a,
    seasonalTheta: b,
    season: s,
    drift,
    sigma2,
    logLikelihood: -0.5 * (objective + n * (1 + Math.log(2 * Math.PI))),
    n,
    y,
  };
}

function movingAverage(theta: number, seasonal: number, s: number): Float64Array {
  if (s === 1) return new Float64Array([theta]);
  const b = new Float64Array(s + 1);
  b[0] = 1;
  b[s] = seasonal;
  return polynomialProduct([1, theta], b).slice(1);
}

function drawArima(fit: ArimaFit, o: BaselineOptions): Drawn {
  const { y, season: s, drift } = fit;
  const ma = movingAverage(fit.theta, fit.seasonalTheta, s);
  const from = s > 1 ? s + 1 : 1;
  const centred = Float64Array.from({ length: y.length - from }, (_, k) => {
    const t = k + from;
    return (s > 1 ? y[t]! - y[t - 1]! - y[t - s]! + y[t - s - 1]! : y[t]! - y[t - 1]!) - drift;
  });
  const { state } = filterArma(centred, [], ma);
  const last = y.findLastIndex((v) => !Number.isNaN(v));
  if (last !== y.length - 1)
    throw new VorlaufError("not-finite", { what: "last value of the series to forecast", index: y.length - 1 });
  const random = createRandom(o.seed);
  const df = Math.max(1, fit.n - 2);
  const paths = new Float64Array(o.draws * o.horizon);
  for (let i = 0; i < o.draws; i++) {
    const sigma = Math.sqrt((fit.sigma2 * fit.n) / random.chi2(df));
    const extra = s > 1 ? 0 : (sigma / Math.sqrt(fit.n)) * (1 + fit.theta) * random.normal();
    drawArimaPath({ fit, ma, state, sigma, extra, random }, paths.subarray(i * o.horizon, (i + 1) * o.horizon));
  }
  const name = s > 1 ? `ARIMA(0,1,1)(0,1,1)${s}` : "ARIMA(0,1,1) with drift";
  return { paths, model: `${name}, theta ${fit.theta.toFixed(3)}, n ${fit.n}` };
}

/** Point forecasts of a fitted ARIMA model for 1..horizon steps, in the unit it was fitted in. */
export function forecastArima(fit: ArimaFit, horizon: number): Float64Array {
  const ma = movingAverage(fit.theta, fit.seasonalTheta, fit.season);
  const { state } = filterArma(differenced(fit), [], ma);
  const into = new Float64Array(horizon);
  drawArimaPath({ fit, ma, state, sigma: 0, extra: 0, random: createRandom(1) }, into);
  return into;
}

function differenced({ y, season: s, drift }: ArimaFit): Float64Array {
  const from = s > 1 ? s + 1 : 1;
  return Float64Array.from({ length: y.length - from }, (_, k) => {
    const t = k + from;
    return (s > 1 ? y[t]! - y[t - 1]! - y[t - s]! + y[t - s - 1]! : y[t]! - y[t - 1]!) - drift;
  });
}

function drawArimaPath(
  from: {
    readonly fit: ArimaFit;
    readonly ma: Float64Array;
    readonly state: Float64Array;
    readonly sigma: number;
    readonly extra: number;
    readonly random: Random;
  },
  into: Float64Array,
): void {
  const { fit, ma, state, sigma, extra, random } = from;
  const { y, season: s } = fit;
  const before = (h: number): number => (h < 0 ? y[y.length + h]! : into[h]!);
  const shocks: number[] = [];
  for (let h = 0; h < into.length; h++) {
    shocks.push(sigma * random.normal());
    const known = state[h + 1] ?? 0;
    const w = fit.drift + extra + known + sum(shocks.map((e, j) => e * (h === j ? 1 : (ma[h - j - 1] ?? 0))));
    into[h] = s > 1 ? w + before(h - 1) + before(h - s) - before(h - s - 1) : w + before(h - 1);
  }
}

/** The draws of one step of a forecast, ascending, h = 1.. */
export function drawsAt({ paths, draws, horizon }: PathForecast, h: number): Float64Array {
  return Float64Array.from({ length: draws }, (_, i) => paths[i * horizon + h - 1]!).sort();
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

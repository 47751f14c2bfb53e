import { armaInnovationsInto, filterArma, polynomialProduct, stationaryCoefficients } from "../math/arma.ts";
import { choleskyInto, inverseSpd } from "../math/linear-algebra.ts";
import { bfgs } from "../math/optimise.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import type { Warning } from "../terms/warnings.ts";

/** Orders of a seasonal ARIMA model. */
export interface ArimaOptions {
  /** p, d, q. */
  readonly order: readonly [number, number, number];
  /** P, D, Q. */
  readonly seasonalOrder: readonly [number, number, number];
  /** Periods of a season; 1 for none. */
  readonly season: number;
  /** Whether the differenced series has a mean. */
  readonly drift: boolean;
}

/** Coefficients of a model, or their standard errors. */
export interface ArimaCoefficients {
  readonly phi: Float64Array;
  readonly theta: Float64Array;
  readonly seasonalPhi: Float64Array;
  readonly seasonalTheta: Float64Array;
  /** Mean of the differenced series; 0 without. */
  readonly drift: number;
}

/** A fitted model. */
export interface ArimaFit extends ArimaCoefficients {
  readonly options: ArimaOptions;
  /** Variance of the innovations. */
  readonly sigma2: number;
  /** Of the differenced series [nats]. */
  readonly logLikelihood: number;
  /** Values of the differenced series that were there. */
  readonly n: number;
  /** From the inverse Hessian of the likelihood with sigma² concentrated out; NaN where it is not positive definite. */
  readonly standardErrors: ArimaCoefficients;
  /** The series itself, for undoing the differences. */
  readonly y: Float64Array;
  readonly warnings: readonly Warning[];
}

/**
 * phi(B) Phi(B^s) [(1 - B)^d (1 - B^s)^D y - drift] = theta(B) Theta(B^s) e by exact maximum likelihood: sigma² and drift are
 * concentrated out, coefficients move inside the stationary and invertible region, quasi-Newton from two starts. AR signs: y[t] = phi y[t-1];
 * MA signs: e[t] + theta e[t-1]. Missing values are skipped exactly in the differenced series.
 *
 * Warnings: `not-converged` with the last change, `root-at-bound` when a coefficient polynomial ends within 0.001 of a unit root,
 * `standard-errors-missing` when the Hessian is not positive definite.
 *
 * @throws "too-few-observations" below 3 differences more than parameters (sigma² counts), "not-finite" for infinite values, "constant-series" when the differences are, "input-invalid" for orders
 * @cite Box & Jenkins (1976), Time Series Analysis, 9.2; Harvey (1989), 3.3; Monahan (1984), Biometrika 71
 */
export function fitArima(y: ArrayLike<number>, options: Partial<ArimaOptions> = {}): ArimaFit {
  const o = { ...method.defaults, ...options };
  checkOrders(o);
  const x = Float64Array.from(y);
  const w = differences(x, differencing(o));
  const known = w.filter((v) => !Number.isNaN(v));
  const infinite = x.findIndex((v) => v === Number.POSITIVE_INFINITY || v === Number.NEGATIVE_INFINITY);
  if (infinite >= 0) throw new VorlaufError("not-finite", { what: "series of an ARIMA model", index: infinite });
  const count = o.order[0] + o.order[2] + o.seasonalOrder[0] + o.seasonalOrder[2];
  const need = count + (o.drift ? 1 : 0) + 4;
  if (known.length < need)
    throw new VorlaufError("too-few-observations", { what: "ARIMA differences", have: known.length, need });
  if (known.every((v) => v === known[0])) throw new VorlaufError("constant-series", { what: "differenced series" });
  const profile = profileOf(w, o);
  const size = Math.sqrt(known.reduce((s, v) => s + v * v, 0) / known.length);
  const objective = (c: Coefficients): number => {
    const { squares, logScale } = profile(c);
    const s2 = squares / known.length;
    return s2 > 1e-24 * size * size ? 0.5 * (known.length * Math.log(s2) + logScale) : Number.POSITIVE_INFINITY;
  };
  const starts = count === 0 ? [[]] : [0.1, 0.4].map((v) => Array.from({ length: count }, () => v));
  const ends = starts
    .map((start) =>
      bfgs((z) => objective(bounded(z, o)), Float64Array.from(start), { maxIterations: 200, tolerance: 1e-8 }),
    )
    .sort((a, b) => a.value - b.value);
  const best = ends[0]!;
  const c = bounded(best.x, o);
  const { squares, logScale, drift, driftVariance } = profile(c);
  const n = known.length;
  const sigma2 = squares / n;
  const errors = standardErrorsOf(c, objective);
  const warnings: Warning[] = [];
  if (!best.converged)
    warnings.push({ code: "not-converged", facts: { iterations: best.iterations, change: best.change }, about: [] });
  const largest = best.x.reduce((m, z) => Math.max(m, Math.abs(Math.tanh(z))), 0);
  if (largest > 0.999) warnings.push({ code: "root-at-bound", facts: { partialCorrelation: largest }, about: [] });
  if (errors === null) warnings.push({ code: "standard-errors-missing", facts: {}, about: [] });
  return {
    ...split(c, o),
    drift,
    options: o,
    sigma2,
    logLikelihood: -0.5 * (n * (Math.log(2 * Math.PI * sigma2) + 1) + logScale),
    n,
    standardErrors: {
      ...split(errors ?? new Float64Array(count).fill(Number.NaN), o),
      drift: o.drift ? Math.sqrt(sigma2 * driftVariance) : 0,
    },
    y: x,
    warnings,
  };
}

function checkOrders({ order, seasonalOrder, season }: ArimaOptions): void {
  const whole = [...order, ...seasonalOrder].every((v) => Number.isInteger(v) && v >= 0);
  if (!whole || !(Number.isInteger(season) && season >= 1))
    throw new VorlaufError("input-invalid", {
      what: "orders of an ARIMA model",
      got: `(${order.join(" ")})(${seasonalOrder.join(" ")})${season}`,
      fix: "Give whole numbers from 0, and a season from 1.",
    });
  if (season === 1 && seasonalOrder.some((v) => v > 0))
    throw new VorlaufError("input-invalid", {
      what: "seasonal orders",
      got: seasonalOrder.join(" "),
      fix: "Without a season they are 0 0 0.",
    });
}

/** Coefficients as they enter the polynomials, in the order phi, theta, Phi, Theta. */
type Coefficients = Float64Array;

/** Free numbers to coefficients inside the stationary and invertible region. */
function bounded(z: Float64Array, o: ArimaOptions): Coefficients {
  const out = new Float64Array(z.length);
  let at = 0;
  for (const [count, sign] of [
    [o.order[0], 1],
    [o.order[2], -1],
    [o.seasonalOrder[0], 1],
    [o.seasonalOrder[2], -1],
  ] as const) {
    stationaryCoefficients(z.subarray(at, at + count)).forEach((v, i) => {
      out[at + i] = sign * v;
    });
    at += count;
  }
  return out;
}

function split(c: Coefficients, { order, seasonalOrder }: ArimaOptions): Omit<ArimaCoefficients, "drift"> {
  const [p, q, P] = [order[0], order[2], seasonalOrder[0]];
  return {
    phi: c.slice(0, p),
    theta: c.slice(p, p + q),
    seasonalPhi: c.slice(p + q, p + q + P),
    seasonalTheta: c.slice(p + q + P),
  };
}

/** The multiplied-out AR and MA coefficients. */
function expanded(
  { phi, theta, seasonalPhi, seasonalTheta }: Omit<ArimaCoefficients, "drift">,
  season: number,
): { readonly phi: Float64Array; readonly theta: Float64Array } {
  const polynomial = (short: Float64Array, long: Float64Array, sign: 1 | -1): Float64Array => {
    const a = Float64Array.from([1, ...short.map((v) => sign * v)]);
    const b = new Float64Array(long.length * season + 1);
    b[0] = 1;
    long.forEach((v, i) => {
      b[(i + 1) * season] = sign * v;
    });
    return polynomialProduct(a, b)
      .slice(1)
      .map((v) => sign * v);
  };
  return { phi: polynomial(phi, seasonalPhi, -1), theta: polynomial(theta, seasonalTheta, 1) };
}

/** (1 - B)^d (1 - B^s)^D, ascending powers. */
function differencing({ order, seasonalOrder, season }: ArimaOptions): Float64Array {
  let out: Float64Array = Float64Array.from([1]);
  for (let k = 0; k < order[1]; k++) out = polynomialProduct(out, [1, -1]);
  const long = new Float64Array(season + 1);
  long[0] = 1;
  long[season] = -1;
  for (let k = 0; k < seasonalOrder[1]; k++) out = polynomialProduct(out, long);
  return out;
}

function differences(y: Float64Array, delta: Float64Array): Float64Array {
  const lost = delta.length - 1;
  return Float64Array.from({ length: Math.max(0, y.length - lost) }, (_, k) => {
    let s = 0;
    for (let j = 0; j <= lost; j++) if (delta[j] !== 0) s += delta[j]! * y[k + lost - j]!;
    return s;
  });
}

interface Profile {
  readonly squares: number;
  readonly logScale: number;
  readonly drift: number;
  /** Over sigma². */
  readonly driftVariance: number;
}

/** Generalised least squares at given coefficients: sums of the innovations with the best drift. */
function profileOf(w: Float64Array, o: ArimaOptions): (c: Coefficients) => Profile {
  const gaps = w.some((v) => Number.isNaN(v));
  const one = w.map((v) => (Number.isNaN(v) ? v : 1));
  const series = o.drift ? [w, one] : [w];
  const into = series.map((s) => new Float64Array(s.length));
  return (c) => {
    const model = expanded(split(c, o), o.season);
    let logScale = 0;
    if (gaps)
      series.forEach((s, k) => {
        const f = filterArma(s, model.phi, model.theta);
        f.errors.forEach((e, t) => {
          into[k]![t] = Number.isNaN(e) ? 0 : e / Math.sqrt(f.scale[t]!);
        });
        logScale = f.logScale;
      });
    else logScale = armaInnovationsInto(into, series, model);
    const [u, v] = [into[0]!, into[1]];
    let [uu, uv, vv] = [0, 0, 0];
    for (let t = 0; t < u.length; t++) {
      uu += u[t]! * u[t]!;
      if (v === undefined) continue;
      uv += u[t]! * v[t]!;
      vv += v[t]! * v[t]!;
    }
    const drift = v === undefined ? 0 : uv / vv;
    return { squares: uu - drift * uv, logScale, drift, driftVariance: v === undefined ? 0 : 1 / vv };
  };
}

/** Square roots of the inverse Hessian's diagonal by central second differences; null when it is not positive definite. */
function standardErrorsOf(c: Coefficients, objective: (c: Coefficients) => number): Float64Array | null {
  const k = c.length;
  const h = 1e-4;
  const at = (i: number, a: number, j: number, b: number): number => {
    const x = Float64Array.from(c);
    x[i]! += a * h;
    x[j]! += b * h;
    return objective(x);
  };
  const H = new Float64Array(k * k);
  const middle = objective(c);
  for (let i = 0; i < k; i++) {
    H[i * k + i] = (at(i, 1, i, 0) - 2 * middle + at(i, -1, i, 0)) / (h * h);
    for (let j = 0; j < i; j++) {
      const v = (at(i, 1, j, 1) - at(i, 1, j, -1) - at(i, -1, j, 1) + at(i, -1, j, -1)) / (4 * h * h);
      H[i * k + j] = v;
      H[j * k + i] = v;
    }
  }
  if (k > 0 && choleskyInto(Float64Array.from(H), k) >= 0) return null;
  return k === 0
    ? new Float64Array(0)
    : Float64Array.from({ length: k }, (_, i) => Math.sqrt(inverseSpd(H, k)[i * k + i]!));
}

/** Forecasts of a fitted model. */
export interface ArimaForecast {
  /** Expected values for 1..horizon steps, in the unit of the fit. */
  readonly mean: Float64Array;
  /** psi_0.. psi_{horizon-1}: the error of step h is sum psi_j e[T+h-j], as if past innovations were known exactly. */
  readonly psi: Float64Array;
  /** sigma times the root of the sum of squared psi. */
  readonly standardErrors: Float64Array;
}

/**
 * Forecasts for 1..horizon steps after the last value.
 * @throws "not-finite" when one of the last values, which the differences are undone from, is missing
 */
export function forecastArima(fit: ArimaFit, horizon: number): ArimaForecast {
  const { options: o, y } = fit;
  const delta = differencing(o);
  const lost = delta.length - 1;
  for (let t = y.length - Math.max(1, lost); t < y.length; t++)
    if (delta[y.length - t] !== 0 && Number.isNaN(y[t]!))
      throw new VorlaufError("not-finite", { what: "last values of the series to forecast", index: t });
  const model = expanded(fit, o.season);
  const w = differences(y, delta).map((v) => v - fit.drift);
  const { state } = filterArma(w, model.phi, model.theta);
  const mean = new Float64Array(horizon);
  let a = state;
  for (let h = 0; h < horizon; h++) {
    const first = a[0]!;
    a = a.map((_, i) => (model.phi[i] ?? 0) * first + (a[i + 1] ?? 0));
    let v = fit.drift + a[0]!;
    for (let j = 1; j <= lost; j++) v -= delta[j]! * (h >= j ? mean[h - j]! : y[y.length + h - j]!);
    mean[h] = v;
  }
  const ar = polynomialProduct(Float64Array.from([1, ...model.phi.map((v) => -v)]), delta);
  const psi = new Float64Array(horizon);
  for (let h = 0; h < horizon; h++) {
    psi[h] = h === 0 ? 1 : (model.theta[h - 1] ?? 0);
    for (let j = 1; j <= Math.min(h, ar.length - 1); j++) psi[h]! -= ar[j]! * psi[h - j]!;
  }
  let sum = 0;
  const standardErrors = psi.map((v) => {
    sum += v * v;
    return Math.sqrt(fit.sigma2 * sum);
  });
  return { mean, psi, standardErrors };
}

/** What does a series' own past say about its next values? */
export const method: Method<{ readonly y: ArrayLike<number> }, ArimaOptions, ArimaFit> = {
  id: "arima",
  cites: [
    "Box & Jenkins (1976), Time Series Analysis, 9.2",
    "Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, 3.3",
    "Morf, Sidhu & Kailath (1974), IEEE Transactions on Automatic Control 19",
  ],
  defaults: { order: [0, 1, 1], seasonalOrder: [0, 0, 0], season: 1, drift: false },
  run: ({ y }, options) => fitArima(y, options),
};

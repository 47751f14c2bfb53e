import { tQuantile } from "../math/distributions.ts";
import { columns, hacCovariance, neweyWestLags, ols, ones } from "../math/ols.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** A log-linear trend. */
export interface Trend {
  /** Growth of log y per unit of x, with its interval. */
  readonly slope: number;
  readonly low: number;
  readonly high: number;
  /** log y at x = 0. */
  readonly intercept: number;
  readonly standardError: number;
  /** Two-sided p-value of slope 0. */
  readonly p: number;
  /** Growth per unit of x as a factor, exp(slope). */
  readonly factor: number;
  /** log 2 / slope in units of x; negative when y halves, infinite for a flat trend. */
  readonly doubling: number;
  readonly residualSd: number;
  readonly n: number;
}

/** How a trend is estimated. */
export interface TrendOptions {
  /** Of the interval; 0.95. */
  readonly coverage: number;
  /** Errors robust to autocorrelation (Newey-West, rule-of-thumb lags) instead of the plain ones; x must be in time order. */
  readonly robust: boolean;
}

/**
 * log y = a + b x + e by least squares with a Student interval for b; pairs with a NaN are left out.
 * @param x position in time, for example decimal years
 * @param y level, > 0
 * @throws "too-few-observations" below 3 pairs, "input-invalid" for y <= 0, "constant-series" when x does not vary
 * @cite Greene (2012), Econometric Analysis, 4.7
 */
export function logLinearTrend(x: ArrayLike<number>, y: ArrayLike<number>, options: Partial<TrendOptions> = {}): Trend {
  const { coverage, robust } = { ...method.defaults, ...options };
  if (x.length !== y.length)
    throw new VorlaufError("wrong-shape", { what: "trend", expected: `${x.length} values`, got: `${y.length}` });
  const keep = Array.from({ length: x.length }, (_, i) => i).filter(
    (i) => !Number.isNaN(x[i]!) && !Number.isNaN(y[i]!),
  );
  if (keep.length < 3) throw new VorlaufError("too-few-observations", { what: "trend", have: keep.length, need: 3 });
  const bad = keep.find((i) => !(y[i]! > 0));
  if (bad !== undefined)
    throw new VorlaufError("input-invalid", {
      what: `value ${bad} of a log trend`,
      got: `${y[bad]}`,
      fix: "Give levels above 0.",
    });
  const xs = Float64Array.from(keep, (i) => x[i]!);
  if (xs.every((v) => v === xs[0])) throw new VorlaufError("constant-series", { what: "position in time" });
  const X = columns(ones(xs.length), xs);
  const fit = ols(
    X,
    Float64Array.from(keep, (i) => Math.log(y[i]!)),
    2,
  );
  const n = keep.length;
  const covariance = robust ? hacCovariance(X, fit, { lags: neweyWestLags(n), adjust: true }) : fit.covariance;
  const standardError = Math.sqrt(covariance[3]!);
  const slope = fit.beta[1]!;
  const half = tQuantile(0.5 + coverage / 2, n - 2) * standardError;
  return {
    slope,
    low: slope - half,
    high: slope + half,
    intercept: fit.beta[0]!,
    standardError,
    p: fit.p[1]!,
    factor: Math.exp(slope),
    doubling: Math.LN2 / slope,
    residualSd: Math.sqrt(fit.sigma2),
    n,
  };
}

/** How fast does it grow? */
export const method: Method<{ readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }, TrendOptions, Trend> = {
  id: "trend",
  cites: ["Greene (2012), Econometric Analysis, 4.7", "Newey & West (1987), Econometrica 55"],
  defaults: { coverage: 0.95, robust: false },
  run: ({ x, y }, options) => logLinearTrend(x, y, options),
};

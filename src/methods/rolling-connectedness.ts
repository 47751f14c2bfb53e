import { transpose } from "../math/linear-algebra.ts";
import { addRowInto, dropRowInto, solveUpperInto } from "../math/rolling-least-squares.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import { fitBvar } from "./bayesian-vector-autoregression.ts";
import { type Connectedness, connectednessOf, frequencyConnectednessOf } from "./connectedness.ts";
import { fitVar, generalisedDecomposition, type Table2, tableOf, type VarFit } from "./vector-autoregression.ts";

/** How connectedness is followed through time. */
export interface RollingOptions {
  readonly lags: number;
  /** Steps of the forecast error that is decomposed. */
  readonly horizon: number;
  /** Periods of a window; 0 for one window, the whole sample. */
  readonly window: number;
  /** `ols`, or shrunk towards independent white noise with the tightness chosen anew in every window. */
  readonly estimator: "ols" | "minnesota";
  /** Lengths of cycle [periods] at which the frequencies are parted, rising; empty for none. */
  readonly cycles: readonly number[];
}

/** One window. */
export interface ConnectednessWindow extends Connectedness {
  /** Last row of the window, 0-based. */
  readonly end: number;
  /** Per band from the shortest cycles to the longest: mean off-diagonal share; sums to the total over horizon + 1 steps. */
  readonly bands: readonly number[];
}

/**
 * Generalised connectedness in every window of a sample, each from its own rows only.
 * Bands: cycles shorter than cycles[0], between cycles[0] and cycles[1], ..., longer than the last.
 *
 * @throws "input-invalid" for a window longer than the sample or cycles that do not rise from above 2; as fitVar, fitBvar
 * @cite Diebold & Yilmaz (2012), International Journal of Forecasting 28; Baruník & Křehlík (2018), Journal of Financial Econometrics 16; Demirer, Diebold, Liu & Yilmaz (2018), Journal of Applied Econometrics 33 (shrinkage for many series)
 */
export function rollingConnectedness(table: Table2, options: Partial<RollingOptions> = {}): ConnectednessWindow[] {
  const o = { ...method.defaults, ...options };
  const { values, k } = table;
  const T = values.length / k;
  const window = o.window === 0 ? T : o.window;
  if (!(Number.isInteger(window) && window >= 1 && window <= T))
    throw new VorlaufError("input-invalid", {
      what: "window",
      got: `${o.window} of ${T} periods`,
      fix: "Give 0 for the whole sample, or a whole number up to its length.",
    });
  if (o.cycles.some((c, i) => !(c > (i === 0 ? 2 : o.cycles[i - 1]!))))
    throw new VorlaufError("input-invalid", {
      what: "cycles",
      got: o.cycles.join(", "),
      fix: "Give rising lengths in periods, each above 2.",
    });
  const bounds = [Math.PI, ...o.cycles.map((c) => (2 * Math.PI) / c), 0];
  const fits = o.estimator === "ols" ? leastSquaresWindows(table, o.lags, window) : null;
  return Array.from({ length: T - window + 1 }, (_, from) => {
    const fit = fits?.[from] ?? estimate({ values: values.slice(from * k, (from + window) * k), k }, o);
    return {
      ...connectednessOf(generalisedDecomposition(fit, fit.sigmaMl, o.horizon), k),
      end: from + window - 1,
      bands: o.cycles.length === 0 ? [] : frequencyConnectednessOf(fit, { horizon: o.horizon, bounds }).overall,
    };
  });
}

type Estimate = Pick<VarFit, "k" | "lags" | "coefficients" | "sigmaMl">;

/** Windows after which the triangle is made anew, so that rounding cannot add up. */
const renewAfter = 50;

/**
 * Every window's VAR from one triangle that a row enters and a row leaves; null where the window is too nearly collinear for it. Values are
 * taken in standard deviations of the first window, which changes no share and nothing that a later row could tell.
 */
function leastSquaresWindows({ values, k }: Table2, lags: number, window: number): (Estimate | null)[] {
  const T = values.length / k;
  const m = k * lags + 1;
  const width = m + k;
  const n = window - lags;
  if (n <= m) return [];
  const { centre, size } = scaleOf(values, k, window);
  const row = new Float64Array(width);
  const rowAt = (t: number): Float64Array => {
    for (let l = 0; l <= lags; l++)
      for (let i = 0; i < k; i++)
        row[l === 0 ? m + i : (l - 1) * k + i] = (values[(t - l) * k + i]! - centre[i]!) / size[i]!;
    row[m - 1] = 1;
    return row;
  };
  const R = new Float64Array(width * width);
  let renewal = 0;
  const renew = (from: number): void => {
    R.fill(0);
    for (let t = from + lags; t < from + window; t++) addRowInto(R, rowAt(t), width);
    renewal = 0;
  };
  return Array.from({ length: T - window + 1 }, (_, from) => {
    if (from === 0 || renewal >= renewAfter) renew(from);
    else {
      renewal++;
      addRowInto(R, rowAt(from + window - 1), width);
      if (!dropRowInto(R, rowAt(from + lags - 1), width)) renew(from);
    }
    return solved(R, { k, lags, n });
  });
}

function scaleOf(
  values: Float64Array,
  k: number,
  rows: number,
): { readonly centre: Float64Array; readonly size: Float64Array } {
  const centre = new Float64Array(k);
  const size = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    for (let t = 0; t < rows; t++) centre[i]! += values[t * k + i]! / rows;
    for (let t = 0; t < rows; t++) size[i]! += (values[t * k + i]! - centre[i]!) ** 2 / rows;
    size[i] = Math.sqrt(size[i]!) || 1;
  }
  return { centre, size };
}

/** Coefficients and residual covariance from the triangle of [regressors, regressands]. */
function solved(
  R: Float64Array,
  { k, lags, n }: { readonly k: number; readonly lags: number; readonly n: number },
): Estimate | null {
  const m = k * lags + 1;
  const width = m + k;
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < width; i++) {
    const d = Math.abs(R[i * width + i]!);
    least = Math.min(least, d);
    most = Math.max(most, d);
  }
  if (!(least > 1e-6 * most)) return null;
  const B = new Float64Array(m * k);
  for (let i = 0; i < m; i++) for (let c = 0; c < k; c++) B[i * k + c] = R[i * width + m + c]!;
  solveUpperInto(B, R, { n: m, k, width });
  const sigmaMl = new Float64Array(k * k);
  for (let r = 0; r < k; r++) {
    const at = (m + r) * width + m;
    for (let i = r; i < k; i++) for (let j = r; j < k; j++) sigmaMl[i * k + j]! += (R[at + i]! * R[at + j]!) / n;
  }
  return { k, lags, coefficients: transpose(B, m, k), sigmaMl };
}

function estimate(table: Table2, o: RollingOptions): Estimate {
  if (o.estimator === "ols") return fitVar(table, o.lags);
  const { k, lags, coefficients, sigma } = fitBvar(table, {
    lags: o.lags,
    persistence: 0,
    sumOfCoefficients: "off",
    initialObservation: "off",
  });
  return { k, lags, coefficients, sigmaMl: sigma };
}

/** When do several series spill over most, and in short or long cycles? One array per series, equal length, stationary. */
export const method: Method<
  { readonly series: readonly ArrayLike<number>[] },
  RollingOptions,
  readonly ConnectednessWindow[]
> = {
  id: "rolling-connectedness",
  cites: [
    "Diebold & Yilmaz (2012), International Journal of Forecasting 28(1), 57-66",
    "Baruník & Křehlík (2018), Journal of Financial Econometrics 16(2), 271-296",
    "Demirer, Diebold, Liu & Yilmaz (2018), Journal of Applied Econometrics 33(1), 1-15",
  ],
  defaults: { lags: 1, horizon: 10, window: 0, estimator: "ols", cycles: [] },
  run: ({ series }, options) => rollingConnectedness(tableOf(series), options),
};

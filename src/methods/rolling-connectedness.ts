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
  return Array.from({ length: T - window + 1 }, (_, from) => {
    const fit = estimate({ values: values.slice(from * k, (from + window) * k), k }, o);
    return {
      ...connectednessOf(generalisedDecomposition(fit, fit.sigmaMl, o.horizon), k),
      end: from + window - 1,
      bands: o.cycles.length === 0 ? [] : frequencyConnectednessOf(fit, { horizon: o.horizon, bounds }).overall,
    };
  });
}

function estimate(table: Table2, o: RollingOptions): Pick<VarFit, "k" | "lags" | "coefficients" | "sigmaMl"> {
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

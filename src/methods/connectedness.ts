import { MathFailure } from "../math/failure.ts";
import { multiply } from "../math/linear-algebra.ts";
import { columns, ols, ones } from "../math/ols.ts";
import { median } from "../math/quantile.ts";
import { createRandom } from "../math/random.ts";
import { mean, sum } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import {
  fitVar,
  generalisedDecomposition,
  movingAverage,
  type Table2,
  tableOf,
  type VarFit,
} from "./vector-autoregression.ts";

/** A connectedness table in shares (not per cent). */
export interface Connectedness {
  /** k × k, row i receives, column j sends; rows sum to 1. */
  readonly shares: Float64Array;
  /** What each sends to and receives from the others, and the difference. */
  readonly to: Float64Array;
  readonly from: Float64Array;
  readonly net: Float64Array;
  /** Mean of `from`: total connectedness, 0 to 1. */
  readonly total: number;
  readonly k: number;
}

/** A table's margins. @cite Diebold & Yilmaz (2012), International Journal of Forecasting 28, eq. 6-11 */
export function connectednessOf(shares: Float64Array, k: number): Connectedness {
  const off = (i: number, j: number): number => (i === j ? 0 : shares[i * k + j]!);
  const index = Array.from({ length: k }, (_, i) => i);
  const from = Float64Array.from(index, (i) => sum(index.map((j) => off(i, j))));
  const to = Float64Array.from(index, (j) => sum(index.map((i) => off(i, j))));
  return { shares, to, from, net: to.map((v, i) => v - from[i]!), total: mean(from), k };
}

/** Which part of a spillover is measured: all of it, or only what passes from one period to the next. */
export type SpilloverPart = "all" | "lagged";

/**
 * Connectedness of a VAR by generalised variance decomposition. `lagged`: with the covariances between the shocks of one period set
 * to 0, so that shares come from the lag coefficients alone.
 * @throws as fitVar
 */
export function measureConnectedness(
  table: Table2,
  options: { readonly lags: number; readonly horizon: number; readonly part?: SpilloverPart },
): Connectedness {
  const fit = fitVar(table, options.lags);
  const { k, sigmaMl } = fit;
  const sigma = options.part === "lagged" ? sigmaMl.map((v, c) => (c % (k + 1) === 0 ? v : 0)) : sigmaMl;
  return connectednessOf(generalisedDecomposition(fit, sigma, options.horizon), k);
}

/** Connectedness split by length of cycle. */
export interface FrequencyConnectedness {
  /** Per band: k × k shares of the whole forecast error variance; over all bands the rows sum to 1. */
  readonly bands: readonly Float64Array[];
  /** Per band: mean off-diagonal row sum, of the whole and of the band's own variance. */
  readonly overall: readonly number[];
  readonly within: readonly number[];
  /** The time-domain table over horizon + 1 steps and its total. */
  readonly table: Connectedness;
}

/**
 * Generalised decomposition by frequency: with Psi(w) the discrete Fourier transform of the responses 0..horizon,
 * share_ij(w) ~ sigma_jj^-1 |(Psi(w) Sigma)_ij|² / sum_w (Psi(w) Sigma Psi(w)*)_ii, rows normalised over all frequencies, then
 * summed over the bands. Frequency k of the transform counts as 2 pi k / horizon.
 * @param bounds radians, falling, from pi to 0: bands [bounds[b + 1], bounds[b])
 * @cite Baruník & Křehlík (2018), Journal of Financial Econometrics 16
 */
export function frequencyConnectedness(
  table: Table2,
  options: { readonly lags: number; readonly horizon: number; readonly bounds: readonly number[] },
): FrequencyConnectedness {
  return frequencyConnectednessOf(fitVar(table, options.lags), options);
}

/** {@link frequencyConnectedness} of a VAR that is already there, whatever it was estimated by. */
export function frequencyConnectednessOf(
  fit: Pick<VarFit, "k" | "lags" | "coefficients" | "sigmaMl">,
  { horizon, bounds }: { readonly horizon: number; readonly bounds: readonly number[] },
): FrequencyConnectedness {
  const { k, sigmaMl } = fit;
  const psi = movingAverage(fit, horizon);
  const N = psi.length;
  const denominator = new Float64Array(k);
  for (const P of psi) {
    const hit = multiply(P, sigmaMl, { n: k, k, m: k });
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) denominator[i]! += hit[i * k + j]! * P[i * k + j]!;
  }
  const bands = bounds.slice(1).map(() => new Float64Array(k * k));
  const rows = new Float64Array(k);
  for (let f = 0; f < N; f++) {
    const [re, im] = [new Float64Array(k * k), new Float64Array(k * k)];
    psi.forEach((P, h) => {
      const angle = (-2 * Math.PI * f * h) / N;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      for (let x = 0; x < k * k; x++) {
        re[x]! += c * P[x]!;
        im[x]! += s * P[x]!;
      }
    });
    const [hitRe, hitIm] = [multiply(re, sigmaMl, { n: k, k, m: k }), multiply(im, sigmaMl, { n: k, k, m: k })];
    const w = (2 * Math.PI * Math.min(f, N - f)) / horizon;
    const band = bounds.slice(1).findIndex((low, b) => w >= low - 1e-9 && (b === 0 || w < bounds[b]! - 1e-9));
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) {
        const x = i * k + j;
        const v = (hitRe[x]! ** 2 + hitIm[x]! ** 2) / N / (denominator[i]! * sigmaMl[j * k + j]!);
        rows[i]! += v;
        if (band >= 0) bands[band]![x]! += v;
      }
    }
  }
  const shares = bands.map((B) => B.map((v, x) => v / rows[Math.floor(x / k)]!));
  const off = (B: Float64Array): number => sum(B.filter((_, x) => Math.floor(x / k) !== x % k));
  return {
    bands: shares,
    overall: shares.map((B) => off(B) / k),
    within: shares.map((B) => off(B) / sum(B)),
    table: connectednessOf(generalisedDecomposition(fit, sigmaMl, horizon + 1), k),
  };
}

/** One number against its law under independence. */
export interface Excess {
  readonly observed: number;
  /** Median over the surrogates. */
  readonly nullMedian: number;
  /** observed - nullMedian: what may be called an effect. */
  readonly excess: number;
  /** (1 + surrogates at least as large) / (1 + surrogates). */
  readonly p: number;
}

/** Connectedness as an excess over series that have nothing to do with each other. */
export interface ConnectednessExcess {
  readonly observed: Connectedness;
  readonly total: Excess;
  /** k × k: each share against its null; null on the diagonal. */
  readonly pairs: readonly (readonly (Excess | null)[])[];
  readonly surrogates: number;
  readonly periods: number;
}

/** How the excess is estimated. */
export interface ExcessOptions {
  readonly lags: number;
  readonly horizon: number;
  /** At least 999 for a published number. */
  readonly surrogates: number;
  readonly seed: number | string;
  readonly part: SpilloverPart;
}

/**
 * Excess connectedness: the shares are never negative (independent series show tens of per cent in short samples), so each
 * is compared with surrogates that keep every series' own dynamics and have no cross-dependence: an AR(`lags`) per series,
 * simulated from its own residuals drawn independently of the other series, and the whole VAR refitted. For the `lagged` part the residuals
 * of one period are drawn together: what moves in the same period stays in the surrogates and never counts.
 *
 * @throws "input-invalid" below 99 surrogates; as fitVar
 * @cite Diebold & Yilmaz (2012); Davison & Hinkley (1997), Bootstrap Methods, 4.2 and 8.2
 */
export function connectednessExcess(table: Table2, options: Partial<ExcessOptions> = {}): ConnectednessExcess {
  const o = { ...method.defaults, ...options };
  if (o.surrogates < 99)
    throw new VorlaufError("input-invalid", {
      what: "surrogates",
      got: `${o.surrogates}`,
      fix: "Use at least 99, 999 for a result.",
    });
  const { k } = table;
  const observed = measureConnectedness(table, o);
  const makers = Array.from({ length: k }, (_, j) => autoregression(table, j, o.lags));
  const random = createRandom(o.seed);
  const T = table.values.length / k;
  const surrogate = (): Connectedness => {
    const rows = Int32Array.from({ length: o.part === "lagged" ? T + burnIn : 0 }, () =>
      random.integer(makers[0]!.residuals.length),
    );
    const series = makers.map((ar) =>
      simulateAr(
        ar,
        T,
        (t) => ar.residuals[o.part === "lagged" ? rows[t + burnIn]! : random.integer(ar.residuals.length)]!,
      ),
    );
    return measureConnectedness(tableOf(series), o);
  };
  const null_ = Array.from({ length: o.surrogates }, () => fitted(surrogate));
  return {
    observed,
    total: excessOf(
      observed.total,
      null_.map((c) => c.total),
    ),
    pairs: Array.from({ length: k }, (_, i) =>
      Array.from({ length: k }, (__, j) =>
        i === j
          ? null
          : excessOf(
              observed.shares[i * k + j]!,
              null_.map((c) => c.shares[i * k + j]!),
            ),
      ),
    ),
    surrogates: o.surrogates,
    periods: T,
  };
}

/** The first surrogate that can be fitted: in very short samples a draw may repeat so few residuals that its VAR is singular. */
function fitted(surrogate: () => Connectedness): Connectedness {
  for (let attempt = 0; ; attempt++) {
    try {
      return surrogate();
    } catch (cause) {
      if (!(cause instanceof MathFailure) || cause.code !== "not-positive-definite" || attempt === 99) throw cause;
    }
  }
}

/** An observed statistic against its surrogate values, larger = more. */
export function excessOf(observed: number, surrogates: readonly number[]): Excess {
  const nullMedian = median(surrogates);
  const above = surrogates.filter((v) => v >= observed).length;
  return { observed, nullMedian, excess: observed - nullMedian, p: (1 + above) / (1 + surrogates.length) };
}

/** A univariate autoregression of one column, with centred residuals. */
export interface Autoregression {
  readonly constant: number;
  readonly phi: Float64Array;
  readonly residuals: Float64Array;
  /** The first p observed values, where a surrogate starts. */
  readonly start: Float64Array;
}

/**
 * AR(p) of column j by least squares; with one lag corrected for the bias of short samples, -(1 + 3 phi) / n (Kendall 1954, Biometrika 41), without which
 * surrogates are less persistent than the series and a test against them rejects too often. The lag coefficients are shrunk to a sum of 0.99
 * when the fit is explosive.
 */
export function autoregression({ values, k }: Table2, j: number, lags: number): Autoregression {
  const y = Float64Array.from({ length: values.length / k }, (_, t) => values[t * k + j]!);
  const n = y.length - lags;
  const X = columns(...Array.from({ length: lags }, (_, l) => y.subarray(lags - 1 - l, lags - 1 - l + n)), ones(n));
  const fit = ols(X, y.slice(lags), lags + 1);
  const raw = fit.beta.slice(0, lags);
  if (lags === 1) raw[0]! += (1 + 3 * raw[0]!) / n;
  const size = sum(raw);
  const phi = size > 0.99 ? raw.map((b) => (b * 0.99) / size) : raw;
  const centre = mean(y);
  const residuals = Float64Array.from({ length: n }, (_, t) => {
    let e = y[t + lags]! - centre;
    for (let l = 0; l < lags; l++) e -= phi[l]! * (y[t + lags - 1 - l]! - centre);
    return e;
  });
  const m = mean(residuals);
  return { constant: centre * (1 - sum(phi)), phi, residuals: residuals.map((e) => e - m), start: y.slice(0, lags) };
}

/** Periods simulated and dropped before a surrogate starts. */
export const burnIn = 50;

/** T values of an autoregression with the shocks given (t from -{@link burnIn}), after a burn-in from the observed start. */
export function simulateAr(ar: Autoregression, T: number, shock: (t: number) => number): Float64Array {
  const p = ar.phi.length;
  const y = new Float64Array(p + burnIn + T);
  y.set(ar.start);
  for (let t = p; t < y.length; t++) {
    let v = ar.constant + shock(t - p - burnIn);
    for (let l = 0; l < p; l++) v += ar.phi[l]! * y[t - 1 - l]!;
    y[t] = v;
  }
  return y.slice(p + burnIn);
}

/** Do several series spill over more than unrelated series with the same dynamics would? */
export const method: Method<{ readonly series: readonly ArrayLike<number>[] }, ExcessOptions, ConnectednessExcess> = {
  id: "connectedness",
  cites: [
    "Diebold & Yilmaz (2012), International Journal of Forecasting 28(1), 57-66",
    "Pesaran & Shin (1998), Economics Letters 58",
  ],
  defaults: { lags: 1, horizon: 10, surrogates: 999, seed: 1, part: "all" },
  run: ({ series }, options) => connectednessExcess(tableOf(series), options),
};

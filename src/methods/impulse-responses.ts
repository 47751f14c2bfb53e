import { cholesky, multiply, spectralRadius } from "../math/linear-algebra.ts";
import { quantileSorted } from "../math/quantile.ts";
import { createRandom, type Random } from "../math/random.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import type { Warning } from "../terms/warnings.ts";
import { fitVar, movingAverage, type Table2, tableOf, type VarFit } from "./vector-autoregression.ts";

/** How responses and their bands are computed. */
export interface ResponseOptions {
  readonly lags: number;
  readonly horizon: number;
  /** Shocks: lower Cholesky factor in the order of the series, or Pesaran and Shin's generalised ones (no order). */
  readonly shock: "cholesky" | "generalised";
  /** Sums of the responses from 0 to h instead of the responses. */
  readonly cumulative: boolean;
  /** Bootstrap samples of the bands. */
  readonly draws: number;
  readonly coverage: number;
  readonly seed: number | string;
}

/** Responses to shocks of one standard deviation; [shock][response] a line over h = 0..horizon. */
export interface ResponseBands {
  readonly response: readonly (readonly Float64Array[])[];
  readonly low: readonly (readonly Float64Array[])[];
  readonly high: readonly (readonly Float64Array[])[];
  readonly fit: VarFit;
  readonly warnings: readonly Warning[];
}

/**
 * Impulse responses of a VAR(p) with bootstrap-after-bootstrap bands: the small-sample bias of the coefficients is
 * estimated by a first residual bootstrap and taken off (less of it where the VAR would become explosive), then the residuals
 * are drawn anew from the corrected VAR, refitted and corrected by the same bias; bands are the quantiles of the responses.
 *
 *   cholesky: Theta_h = Psi_h P, P P' = Sigma;   generalised: psi_ij,h = (Psi_h Sigma)_ij / sqrt(sigma_jj)
 *
 * @throws "input-invalid" below 99 draws; as fitVar
 * @cite Kilian (1998), Review of Economics and Statistics 80(2); Pesaran & Shin (1998), Economics Letters 58; Lütkepohl (2005), 2.3.2 and appendix D.3
 */
export function impulseResponses(table: Table2, options: Partial<ResponseOptions> = {}): ResponseBands {
  const o = { ...method.defaults, ...options };
  if (!(o.draws >= 99))
    throw new VorlaufError("input-invalid", {
      what: "draws",
      got: `${o.draws}`,
      fix: "Use at least 99, 999 for a result.",
    });
  const fit = fitVar(table, o.lags);
  const { k } = fit;
  const random = createRandom(o.seed);
  const radius = spectralRadius(companionOf(fit.coefficients, k, o.lags), k * o.lags);
  const bias = radius >= 1 ? new Float64Array(fit.coefficients.length) : biasOf(table, fit, random);
  const centre = { ...fit, coefficients: corrected(fit, bias) };
  const lines = Array.from({ length: k * k * (o.horizon + 1) }, () => new Float64Array(o.draws));
  for (let d = 0; d < o.draws; d++) {
    const again = refit(table, centre, random);
    const drawn = flatResponses({ ...again, coefficients: corrected(again, bias) }, o);
    drawn.forEach((v, c) => {
      lines[c]![d] = v;
    });
  }
  for (const line of lines) line.sort();
  const tail = (1 - o.coverage) / 2;
  const shape = (flat: Float64Array): Float64Array[][] =>
    Array.from({ length: k }, (_, j) =>
      Array.from({ length: k }, (__, i) =>
        Float64Array.from({ length: o.horizon + 1 }, (___, h) => flat[(h * k + i) * k + j]!),
      ),
    );
  const at = (p: number): Float64Array => Float64Array.from(lines, (line) => quantileSorted(line, p));
  return {
    response: shape(flatResponses(centre, o)),
    low: shape(at(tail)),
    high: shape(at(1 - tail)),
    fit: centre,
    warnings: radius >= 1 ? [{ code: "explosive", facts: { spectralRadius: radius }, about: [] }] : [],
  };
}

/** (horizon + 1) × k × k. */
function flatResponses(fit: Pick<VarFit, "k" | "lags" | "coefficients" | "sigma">, o: ResponseOptions): Float64Array {
  const { k, sigma } = fit;
  const right =
    o.shock === "cholesky" ? cholesky(sigma, k) : sigma.map((v, c) => v / Math.sqrt(sigma[(c % k) * k + (c % k)]!));
  const out = new Float64Array((o.horizon + 1) * k * k);
  movingAverage(fit, o.horizon).forEach((psi, h) => {
    const now = multiply(psi, right, { n: k, k, m: k });
    for (let c = 0; c < k * k; c++)
      out[h * k * k + c] = now[c]! + (o.cumulative && h > 0 ? out[(h - 1) * k * k + c]! : 0);
  });
  return out;
}

function biasOf(table: Table2, fit: VarFit, random: Random): Float64Array {
  const rounds = 200;
  const total = new Float64Array(fit.coefficients.length);
  for (let b = 0; b < rounds; b++)
    refit(table, fit, random).coefficients.forEach((v, c) => {
      total[c]! += v / rounds;
    });
  return total.map((v, c) => v - fit.coefficients[c]!);
}

/** Coefficients less their bias, as much of it as leaves the VAR stable. */
function corrected(
  { coefficients, k, lags }: Pick<VarFit, "coefficients" | "k" | "lags">,
  bias: Float64Array,
): Float64Array {
  const less = (share: number): Float64Array => coefficients.map((v, c) => v - share * bias[c]!);
  const stable = (share: number): boolean => spectralRadius(companionOf(less(share), k, lags), k * lags) < 1;
  if (!stable(0)) return Float64Array.from(coefficients);
  let share = 1;
  while (share > 0.01 && !stable(share)) share -= 0.01;
  return less(Math.max(0, share));
}

function companionOf(coefficients: Float64Array, k: number, lags: number): Float64Array {
  const m = k * lags;
  const F = new Float64Array(m * m);
  for (let i = 0; i < k; i++) for (let c = 0; c < m; c++) F[i * m + c] = coefficients[i * (m + 1) + c]!;
  for (let i = k; i < m; i++) F[i * m + i - k] = 1;
  return F;
}

/** The VAR refitted to a sample made from the fit, residuals drawn with replacement and start at a random stretch of the data. */
function refit({ values, k }: Table2, fit: VarFit, random: Random): VarFit {
  const { lags, n, residuals, coefficients } = fit;
  const m = k * lags + 1;
  const T = values.length / k;
  const scale = Math.sqrt(n / (n - m));
  const y = new Float64Array(T * k);
  const from = random.integer(n + 1);
  y.set(values.subarray(from * k, (from + lags) * k));
  for (let t = lags; t < T; t++) {
    const row = random.integer(n);
    for (let i = 0; i < k; i++) {
      let v = coefficients[i * m + m - 1]! + scale * residuals[row * k + i]!;
      for (let l = 1; l <= lags; l++)
        for (let j = 0; j < k; j++) v += coefficients[i * m + (l - 1) * k + j]! * y[(t - l) * k + j]!;
      y[t * k + i] = v;
    }
  }
  return fitVar({ values: y, k }, lags);
}

/** How does each series answer a surprise in another, and how sure is that? One array per series, in causal order for Cholesky. */
export const method: Method<{ readonly series: readonly ArrayLike<number>[] }, ResponseOptions, ResponseBands> = {
  id: "impulse-responses",
  cites: [
    "Kilian (1998), Review of Economics and Statistics 80(2), 218-230",
    "Pesaran & Shin (1998), Economics Letters 58",
    "Lütkepohl (2005), New Introduction to Multiple Time Series Analysis, 2.3",
  ],
  defaults: { lags: 1, horizon: 12, shock: "cholesky", cumulative: false, draws: 999, coverage: 0.9, seed: 1 },
  run: ({ series }, options) => impulseResponses(tableOf(series), options),
};

import {
  cholesky,
  choleskySolve,
  forwardSolveInto,
  logDetFromCholesky,
  multiply,
  multiplyVector,
  transpose,
} from "../math/linear-algebra.ts";
import { createRandom, type Random } from "../math/random.ts";
import { logSumExp } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Warning } from "../terms/warnings.ts";
import type { BvarFit } from "./bayesian-vector-autoregression.ts";
import { movingAverage } from "./vector-autoregression.ts";

/** A value that a series is known or supposed to take after the sample's end. */
export interface FutureValue {
  readonly series: number;
  /** 1 = the first period after the sample. */
  readonly step: number;
  readonly value: number;
}

/** Equally likely future paths of all series together. */
export interface JointForecast {
  /** Per series (draws × horizon), row-major. */
  readonly paths: readonly Float64Array[];
  readonly draws: number;
  readonly horizon: number;
  /** Draws that the weights of the conditions are worth; `draws` without conditions. */
  readonly effectiveDraws: number;
  readonly warnings: readonly Warning[];
}

/** What is asked of the future. */
export interface JointQuestion {
  readonly horizon: number;
  readonly draws: number;
  readonly seed: number | string;
  readonly known?: readonly FutureValue[];
}

/** The predictive law of the next period: multivariate Student. */
export interface StudentLaw {
  readonly location: Float64Array;
  /** k × k; the covariance is df / (df - 2) times this. */
  readonly scale: Float64Array;
  readonly df: number;
}

/**
 * Next period in closed form: t with df - k + 1 degrees of freedom about x'B, scale S (1 + x' root root' x) / (df - k + 1).
 * @cite Karlsson (2013), Handbook of Economic Forecasting 2B, eq. 15.19
 */
export function predictNext(fit: BvarFit): StudentLaw {
  const { k, lags, df } = fit;
  const m = k * lags + 1;
  const x = Float64Array.from([...fit.last, 1]);
  const spread = multiplyVector(transpose(fit.root, m, m), x, m).reduce((s, v) => s + v * v, 0);
  return {
    location: Float64Array.from({ length: k }, (_, i) =>
      x.reduce((s, v, c) => s + v * fit.coefficients[i * m + c]!, 0),
    ),
    scale: fit.scale.map((v) => (v * (1 + spread)) / (df - k + 1)),
    df: df - k + 1,
  };
}

/** One draw of the parameters. */
export interface BvarDraw {
  /** k × (k p + 1), like {@link BvarFit}. */
  readonly coefficients: Float64Array;
  /** Any factor F of the innovations' covariance, F F' = Sigma (k × k). */
  readonly factor: Float64Array;
}

/** Draws parameters from the posterior: Sigma by Bartlett's decomposition, B given Sigma. @cite Karlsson (2013), 15.2.2; Smith & Hocking (1972), Applied Statistics 21 */
export function posteriorSampler(fit: BvarFit): (random: Random) => BvarDraw {
  const { k, lags, df } = fit;
  const m = k * lags + 1;
  const L = cholesky(fit.scale, k);
  return (random) => {
    const A = new Float64Array(k * k);
    for (let i = 0; i < k; i++) {
      A[i * k + i] = Math.sqrt(random.chi2(df - i));
      for (let j = 0; j < i; j++) A[i * k + j] = random.normal();
    }
    // Sigma^-1 = L^-T A A' L^-1, so Sigma = F F' with F' = A^-1 L'.
    const right = transpose(L, k, k);
    forwardSolveInto(A, right, k, k);
    const factor = transpose(right, k, k);
    const noise = new Float64Array(m * k);
    for (let c = 0; c < noise.length; c++) noise[c] = random.normal();
    const spread = multiply(multiply(fit.root, noise, { n: m, k: m, m: k }), right, { n: m, k, m: k });
    const coefficients = Float64Array.from(fit.coefficients);
    for (let i = 0; i < k; i++) for (let c = 0; c < m; c++) coefficients[i * m + c]! += spread[c * k + i]!;
    return { coefficients, factor };
  };
}

/**
 * Predictive paths: parameters from the posterior, then innovations. With values `known`, the innovations are drawn given that
 * they hold, e + R'(RR')^-1 (r - R e), and the draws of the parameters are weighted by the density of the known values and drawn
 * again (systematic resampling), so the paths follow p(y future | data, known) and not only the law at the old parameters.
 *
 * @throws "input-invalid" for a known value outside the horizon or said twice
 * @cite Waggoner & Zha (1999), Review of Economics and Statistics 81(4), section II; Bańbura, Giannone & Lenza (2015), International Journal of Forecasting 31(3); Gordon, Salmond & Smith (1993)
 */
export function forecastBvar(fit: BvarFit, question: JointQuestion): JointForecast {
  const { horizon, draws, seed, known = [] } = question;
  checkKnown(known, fit.k, horizon);
  const random = createRandom(seed);
  const sample = posteriorSampler(fit);
  const { k } = fit;
  const all = new Float64Array(draws * horizon * k);
  const logWeights = new Float64Array(draws);
  for (let d = 0; d < draws; d++) {
    const draw = sample(random);
    const shocks = new Float64Array(horizon * k);
    for (let c = 0; c < shocks.length; c++) shocks[c] = random.normal();
    if (known.length > 0) logWeights[d] = bend(shocks, draw, { fit, horizon, known });
    all.set(pathOf(fit, draw, shocks), d * horizon * k);
  }
  const { order, effectiveDraws } = known.length > 0 ? resample(logWeights, random) : inTurn(draws);
  const paths = Array.from({ length: k }, (_, i) =>
    Float64Array.from(
      { length: draws * horizon },
      (__, c) => all[(order[Math.floor(c / horizon)]! * horizon + (c % horizon)) * k + i]!,
    ),
  );
  const warnings: Warning[] =
    effectiveDraws < 0.1 * draws
      ? [{ code: "few-effective-draws", facts: { effective: effectiveDraws, draws }, about: [] }]
      : [];
  return { paths, draws, horizon, effectiveDraws, warnings };
}

function inTurn(draws: number): { readonly order: Int32Array; readonly effectiveDraws: number } {
  return { order: Int32Array.from({ length: draws }, (_, i) => i), effectiveDraws: draws };
}

function checkKnown(known: readonly FutureValue[], k: number, horizon: number): void {
  const seen = new Set<string>();
  for (const { series, step, value } of known) {
    const key = `${series} ${step}`;
    const inside = Number.isInteger(step) && step >= 1 && step <= horizon && series >= 0 && series < k;
    if (!inside || !Number.isFinite(value) || seen.has(key))
      throw new VorlaufError("input-invalid", {
        what: "known value",
        got: `series ${series}, step ${step}, ${value}${seen.has(key) ? ", said twice" : ""}`,
        fix: `Name each pair of series 0..${k - 1} and step 1..${horizon} once, with a number.`,
      });
    seen.add(key);
  }
}

/** The path of all series (horizon × k) under parameters and standard normal shocks (horizon × k). */
function pathOf(fit: BvarFit, { coefficients, factor }: BvarDraw, shocks: Float64Array): Float64Array {
  const { k, lags, last } = fit;
  const m = k * lags + 1;
  const horizon = shocks.length / k;
  const y = new Float64Array(horizon * k);
  for (let h = 0; h < horizon; h++) {
    for (let i = 0; i < k; i++) {
      let v = coefficients[i * m + m - 1]!;
      for (let l = 1; l <= lags; l++) {
        const [from, base] = h - l >= 0 ? [y, (h - l) * k] : [last, (l - h - 1) * k];
        for (let j = 0; j < k; j++) v += coefficients[i * m + (l - 1) * k + j]! * from[base + j]!;
      }
      for (let j = 0; j < k; j++) v += factor[i * k + j]! * shocks[h * k + j]!;
      y[h * k + i] = v;
    }
  }
  return y;
}

/** Bends shocks so that the known values hold; returns the log density of the known values under the parameters [nats]. */
function bend(
  shocks: Float64Array,
  draw: BvarDraw,
  of: { readonly fit: BvarFit; readonly horizon: number; readonly known: readonly FutureValue[] },
): number {
  const { fit, known } = of;
  const { k, lags } = fit;
  const q = known.length;
  const reach = known.reduce((s, v) => Math.max(s, v.step), 0);
  const theta = movingAverage({ k, lags, coefficients: draw.coefficients }, reach - 1).map((psi) =>
    multiply(psi, draw.factor, { n: k, k, m: k }),
  );
  const middle = pathOf(fit, draw, new Float64Array(reach * k));
  const width = reach * k;
  const R = new Float64Array(q * width);
  known.forEach(({ series, step }, c) => {
    for (let s = 1; s <= step; s++)
      for (let j = 0; j < k; j++) R[c * width + (s - 1) * k + j] = theta[step - s]![series * k + j]!;
  });
  const r = Float64Array.from(known, ({ series, step, value }) => value - middle[(step - 1) * k + series]!);
  const L = cholesky(multiply(R, transpose(R, q, width), { n: q, k: width, m: q }), q);
  const short = r.map((v, c) => {
    let s = v;
    for (let j = 0; j < width; j++) s -= R[c * width + j]! * shocks[j]!;
    return s;
  });
  const x = choleskySolve(L, short, q);
  for (let c = 0; c < q; c++) for (let j = 0; j < width; j++) shocks[j]! += R[c * width + j]! * x[c]!;
  const z = Float64Array.from(r);
  forwardSolveInto(L, z, q);
  return -0.5 * (q * Math.log(2 * Math.PI) + logDetFromCholesky(L, q) + z.reduce((s, v) => s + v * v, 0));
}

/** Systematic resampling by log weights. @cite Kitagawa (1996), Journal of Computational and Graphical Statistics 5 */
function resample(
  logWeights: Float64Array,
  random: Random,
): { readonly order: Int32Array; readonly effectiveDraws: number } {
  const n = logWeights.length;
  const total = logSumExp(logWeights);
  const w = logWeights.map((v) => Math.exp(v - total));
  const order = new Int32Array(n);
  const offset = random.uniform();
  let [at, sum] = [0, w[0]!];
  for (let i = 0; i < n; i++) {
    while ((i + offset) / n > sum && at < n - 1) sum += w[++at]!;
    order[i] = at;
  }
  return { order, effectiveDraws: 1 / w.reduce((s, v) => s + v * v, 0) };
}

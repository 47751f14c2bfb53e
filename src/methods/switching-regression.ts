import { smoothTuples, stationaryDistribution, type TupleSpace, tupleSpace } from "../math/hamilton-filter.ts";
import { ols } from "../math/ols.ts";
import { lbfgs, type ValueAndGradient } from "../math/optimise.ts";
import { quantile } from "../math/quantile.ts";
import { createRandom } from "../math/random.ts";
import { variance } from "../math/sums.ts";
import { type RegimeRegression, regimeLikelihood, regimeScore } from "../math/switching-score.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Warning } from "../terms/warnings.ts";

/** What switches, and how the maximum is sought. */
export interface SwitchingRegressionOptions {
  readonly regimes: number;
  /** Lags of the deviations from the regression. */
  readonly order: number;
  /** Per column of X: whether its coefficient switches. */
  readonly switching: readonly boolean[];
  readonly switchingVariance: boolean;
  readonly switchingAr: boolean;
  /** Random starts beside the first. */
  readonly starts: number;
  readonly seed: number | string;
  /** Least regime variance as a share of the variance of y. */
  readonly varianceFloor: number;
}

/** A fitted switching regression; regimes rise by the first coefficient that switches, else by variance. */
export interface SwitchingRegressionFit extends RegimeRegression {
  readonly logLikelihood: number;
  /** P(s_t | y up to t) and P(s_t | all y), n × K, rows after the first `order`. */
  readonly filtered: Float64Array;
  readonly smoothed: Float64Array;
  readonly expectedDurations: Float64Array;
  readonly warnings: readonly Warning[];
}

/**
 * Regression on X with coefficients, variance and autoregression of the deviations that may switch with a hidden Markov chain: exact
 * maximum likelihood from several starts with the exact score. The chain starts from its stationary distribution.
 *
 * @param y T values without gaps
 * @param X T × q, row-major, a column of ones among them where there is a constant
 * @throws "not-finite", "constant-series", "wrong-shape", "input-invalid" when nothing switches, "too-few-observations" below 5 rows per
 *   parameter of a regime
 * @cite Hamilton (1994), Time Series Analysis, ch. 22; Kim & Nelson (1999), State-Space Models with Regime Switching, ch. 4
 */
export function fitSwitchingRegression(
  y: Float64Array,
  X: Float64Array,
  options: SwitchingRegressionOptions,
): SwitchingRegressionFit {
  const o = options;
  check(y, X, o);
  const floor = o.varianceFloor * variance(y);
  const space = tupleSpace(o.regimes, o.order, y.length);
  const loss = (z: Float64Array): ValueAndGradient => lossAt(z, { y, X }, o, { floor, space });
  const random = createRandom(o.seed);
  const ends = Array.from({ length: o.starts + 1 }, (_, i) =>
    lbfgs(loss, startAt({ y, X }, o, { floor, jitter: i === 0 ? null : random.normal }), {
      maxIterations: 80,
      tolerance: 1e-5,
      memory: 200,
    }),
  ).sort((a, b) => a.value - b.value);
  const polished = ends
    .slice(0, 5)
    .map((end) => lbfgs(loss, end.x, { maxIterations: 400, tolerance: 1e-9, memory: 200 }))
    .sort((a, b) => a.value - b.value);
  const best = polished[0]!;
  const p = ordered(decode(best.x, o, floor), o);
  const K = o.regimes;
  const warnings: Warning[] = [];
  if (p.sigma2.some((v) => v < 1.01 * floor)) warnings.push({ code: "variance-at-floor", facts: { floor }, about: [] });
  if (p.transition.some((v) => v < 1e-4))
    warnings.push({ code: "transition-at-bound", facts: { smallest: Math.min(...p.transition) }, about: [] });
  if (!best.converged)
    warnings.push({ code: "not-converged", facts: { iterations: best.iterations, change: best.change }, about: [] });
  return {
    ...p,
    ...regimesAt(y, X, p),
    expectedDurations: Float64Array.from({ length: K }, (_, i) => 1 / (1 - p.transition[i * K + i]!)),
    warnings,
  };
}

/** Likelihood and regime probabilities at given parameters. @param X T × q */
export function regimesAt(
  y: Float64Array,
  X: Float64Array,
  p: RegimeRegression,
): Pick<SwitchingRegressionFit, "logLikelihood" | "filtered" | "smoothed"> {
  const K = p.sigma2.length;
  const space = tupleSpace(K, p.phi.length / K, y.length);
  const logLikelihood = regimeLikelihood(y, X, p, space);
  const smoothed = smoothTuples(p.transition, space, null);
  return { logLikelihood, filtered: marginal(space.filtered, space), smoothed: marginal(smoothed, space) };
}

function check(y: Float64Array, X: Float64Array, o: SwitchingRegressionOptions): void {
  const q = o.switching.length;
  const gap = y.findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what: "series with regimes", index: gap });
  const hole = X.findIndex((v) => !Number.isFinite(v));
  if (hole >= 0) throw new VorlaufError("not-finite", { what: "regressors", index: Math.floor(hole / q) });
  if (X.length !== y.length * q)
    throw new VorlaufError("wrong-shape", {
      what: "regressors",
      expected: `${y.length} × ${q}`,
      got: `${X.length} numbers`,
    });
  if (!(o.switching.some(Boolean) || o.switchingVariance || (o.switchingAr && o.order > 0)))
    throw new VorlaufError("input-invalid", {
      what: "regimes",
      got: "nothing that switches",
      fix: "Let a coefficient or the variance switch.",
    });
  const own = o.switching.filter(Boolean).length + (o.switchingVariance ? 1 : 0) + (o.switchingAr ? o.order : 0);
  const need = 5 * (o.regimes * (o.regimes - 1) + o.regimes * own + (q - o.switching.filter(Boolean).length)) + o.order;
  if (y.length < need)
    throw new VorlaufError("too-few-observations", { what: `${o.regimes} regimes`, have: y.length, need });
  if (!(variance(y) > 0)) throw new VorlaufError("constant-series", { what: "series with regimes" });
}

function marginal(x: Float64Array, { K, tuples, n }: TupleSpace): Float64Array {
  const out = new Float64Array(n * K);
  const block = tuples / K;
  for (let t = 0; t < n; t++)
    for (let s = 0; s < tuples; s++) out[t * K + Math.floor(s / block)]! += x[t * tuples + s]!;
  return out;
}

interface Data {
  readonly y: Float64Array;
  readonly X: Float64Array;
}

/** The free numbers in order: logits of the chain, coefficients (K or 1 each), log variances above the floor, lags (K or 1 each). */
function lossAt(
  z: Float64Array,
  { y, X }: Data,
  o: SwitchingRegressionOptions,
  { floor, space }: { readonly floor: number; readonly space: TupleSpace },
): ValueAndGradient {
  const K = o.regimes;
  const q = o.switching.length;
  const p = decode(z, o, floor);
  const score = regimeScore(y, X, p, space);
  const gradient = new Float64Array(z.length);
  const start = (at: Float64Array): number => {
    const pi = stationaryDistribution(decode(at, o, floor).transition, K);
    return score.first.reduce((s, w, i) => s + w * Math.log(Math.max(pi[i]!, Number.MIN_VALUE)), 0);
  };
  let at = 0;
  const moved = Float64Array.from(z);
  for (let i = 0; i < K; i++) {
    let out = 0;
    for (let j = 0; j < K; j++) out += score.moves[i * K + j]!;
    for (let j = 0; j < K; j++) {
      if (j === i) continue;
      moved[at] = z[at]! + 1e-5;
      const up = start(moved);
      moved[at] = z[at]! - 1e-5;
      gradient[at] = -(score.moves[i * K + j]! - p.transition[i * K + j]! * out) - (up - start(moved)) / 2e-5;
      moved[at] = z[at]!;
      at++;
    }
  }
  const put = (switches: boolean, of: (k: number) => number): void => {
    for (let k = 0; k < K; k++) gradient[at + (switches ? k : 0)]! -= of(k);
    at += switches ? K : 1;
  };
  for (let j = 0; j < q; j++) put(o.switching[j]!, (k) => score.beta[k * q + j]!);
  const first = at;
  put(o.switchingVariance, (k) => score.sigma2[k]! * Math.exp(z[first + (o.switchingVariance ? k : 0)]!));
  for (let i = 0; i < o.order; i++) put(o.switchingAr, (k) => score.phi[k * o.order + i]!);
  return { value: -score.logLikelihood, gradient };
}

function decode(z: Float64Array, o: SwitchingRegressionOptions, floor: number): RegimeRegression {
  const K = o.regimes;
  const q = o.switching.length;
  const transition = new Float64Array(K * K);
  let at = 0;
  for (let i = 0; i < K; i++) {
    let total = 1;
    for (let j = 0; j < K; j++) {
      const e = j === i ? 1 : Math.exp(Math.min(50, z[at++]!));
      transition[i * K + j] = e;
      if (j !== i) total += e;
    }
    for (let j = 0; j < K; j++) transition[i * K + j]! /= total;
  }
  const take = (switches: boolean, set: (k: number, v: number) => void): void => {
    for (let k = 0; k < K; k++) set(k, z[at + (switches ? k : 0)]!);
    at += switches ? K : 1;
  };
  const [beta, sigma2, phi] = [new Float64Array(K * q), new Float64Array(K), new Float64Array(K * o.order)];
  for (let j = 0; j < q; j++)
    take(o.switching[j]!, (k, v) => {
      beta[k * q + j] = v;
    });
  take(o.switchingVariance, (k, v) => {
    sigma2[k] = floor + Math.exp(v);
  });
  for (let i = 0; i < o.order; i++)
    take(o.switchingAr, (k, v) => {
      phi[k * o.order + i] = v;
    });
  return { transition, beta, sigma2, phi };
}

/** Least squares, spread over the regimes by quantiles of the residual (a constant) or by chance; variances from small to large. */
function startAt(
  { y, X }: Data,
  o: SwitchingRegressionOptions,
  { floor, jitter }: { readonly floor: number; readonly jitter: (() => number) | null },
): Float64Array {
  const K = o.regimes;
  const q = o.switching.length;
  const fit = q === 0 ? null : ols(X, y, q);
  const residuals = fit?.residuals ?? y;
  const s2 = Math.max(variance(residuals), 2 * floor);
  const noise = (size: number): number => (jitter === null ? 0 : size * jitter());
  // Every other random start lets the chain leave a regime as readily as it stays: not all chains persist.
  const restless = jitter !== null && jitter() > 0;
  const z: number[] = Array.from({ length: K * (K - 1) }, () => (restless ? noise(2) : -2 + noise(1)));
  for (let j = 0; j < q; j++) {
    const b = fit!.beta[j]!;
    const spread = 2 * fit!.standardErrors[j]!;
    const isConstant = Array.from({ length: y.length }, (_, t) => X[t * q + j]).every((v) => v === X[j]);
    if (!o.switching[j]) z.push(b + noise(spread));
    else
      for (let k = 0; k < K; k++)
        z.push(
          isConstant
            ? b + quantile(residuals, (k + 0.5) / K) / (X[j]! || 1) + noise(0.5 * Math.sqrt(s2))
            : b + spread * (k - (K - 1) / 2) + noise(4 * spread),
        );
  }
  const variances = o.switchingVariance ? K : 1;
  for (let k = 0; k < variances; k++) {
    const share = variances === 1 ? 0.5 : 0.2 * 10 ** ((1.2 * k) / (K - 1));
    z.push(Math.log(Math.max(share * s2 - floor, 0.05 * s2)) + noise(0.5));
  }
  for (let i = 0; i < o.order * (o.switchingAr ? K : 1); i++) z.push(noise(0.2));
  return Float64Array.from(z);
}

function ordered(p: RegimeRegression, o: SwitchingRegressionOptions): RegimeRegression {
  const K = o.regimes;
  const q = o.switching.length;
  const j = o.switching.indexOf(true);
  const key = (k: number): number =>
    j >= 0 ? p.beta[k * q + j]! : o.switchingVariance ? p.sigma2[k]! : (p.phi[k * o.order] ?? 0);
  const order = Array.from({ length: K }, (_, k) => k).sort((a, b) => key(a) - key(b));
  const rows = (x: Float64Array, width: number): Float64Array =>
    Float64Array.from(order.flatMap((k) => Array.from(x.subarray(k * width, (k + 1) * width))));
  return {
    transition: Float64Array.from(
      { length: K * K },
      (_, c) => p.transition[order[Math.floor(c / K)]! * K + order[c % K]!]!,
    ),
    beta: rows(p.beta, q),
    sigma2: rows(p.sigma2, 1),
    phi: rows(p.phi, o.order),
  };
}

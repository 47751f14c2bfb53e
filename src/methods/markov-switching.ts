import {
  hamiltonFilter,
  type SwitchingParameters,
  smoothTuples,
  stationaryDistribution,
  switchingScore,
  type TupleSpace,
  tupleSpace,
} from "../math/hamilton-filter.ts";
import { choleskyInto, inverseSpd } from "../math/linear-algebra.ts";
import { hessianByDifferences, lbfgs, type ValueAndGradient } from "../math/optimise.ts";
import { quantile } from "../math/quantile.ts";
import { createRandom } from "../math/random.ts";
import { variance } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import type { Warning } from "../terms/warnings.ts";

/** Regime probabilities; rows are the periods after the first p. */
export interface RegimeProbabilities {
  /** [nats]. */
  readonly logLikelihood: number;
  /** P(s_t | y up to t), n × K. */
  readonly filtered: Float64Array;
  /** P(s_t | all y), n × K. */
  readonly smoothed: Float64Array;
}

/**
 * Hamilton's filter and Kim's smoother. The chain starts from its stationary distribution; the state of the filter is the
 * tuple (s_t, ..., s_{t-p}), so the likelihood is exact.
 * @cite Hamilton (1989), Econometrica 57; Kim (1994), Journal of Econometrics 60
 */
export function regimeProbabilities(y: Float64Array, p: SwitchingParameters): RegimeProbabilities {
  const space = tupleSpace(p.mu.length, p.phi.length, y.length);
  const logLikelihood = hamiltonFilter(y, p, space);
  const smoothed = smoothTuples(p.transition, space, null);
  return { logLikelihood, filtered: marginal(space.filtered, space), smoothed: marginal(smoothed, space) };
}

function marginal(x: Float64Array, { K, tuples, n }: TupleSpace): Float64Array {
  const out = new Float64Array(n * K);
  const block = tuples / K;
  for (let t = 0; t < n; t++)
    for (let s = 0; s < tuples; s++) out[t * K + Math.floor(s / block)]! += x[t * tuples + s]!;
  return out;
}

/** What is estimated. */
export interface SwitchingOptions {
  readonly regimes: number;
  readonly order: number;
  readonly switchingVariance: boolean;
  /** Random starts beside the one from the quantiles of y. */
  readonly starts: number;
  readonly seed: number | string;
  /** Least regime variance as a share of the variance of y: without a floor the likelihood is unbounded. */
  readonly varianceFloor: number;
}

/** A fitted switching model, regimes in ascending order of their mean. */
export interface SwitchingFit extends SwitchingParameters, RegimeProbabilities {
  /** 1 / (1 - P[i][i]), periods. */
  readonly expectedDurations: Float64Array;
  /** From the inverse Hessian; null where it is not positive definite (a bound, a flat likelihood). */
  readonly standardErrors: SwitchingParameters | null;
  readonly warnings: readonly Warning[];
}

/**
 * Maximum likelihood from several starts (quantile start first, then seeded random ones), quasi-Newton with the exact score on
 * unconstrained parameters (multinomial logits, log variances above the floor). Warns when a variance ends at its floor, when a
 * transition probability ends at 0 or 1, when the best two starts disagree, and with the last change when it has not converged.
 * @throws "too-few-observations" below 5 observations per parameter of the chain, "not-finite", "constant-series"
 * @cite Hamilton (1994), Time Series Analysis, ch. 22
 */
export function fitMarkovSwitching(y: ArrayLike<number>, options: Partial<SwitchingOptions> = {}): SwitchingFit {
  const o = { ...method.defaults, ...options };
  const x = Float64Array.from(y);
  if (!(Number.isInteger(o.regimes) && o.regimes >= 2 && Number.isInteger(o.order) && o.order >= 0))
    throw new VorlaufError("input-invalid", {
      what: "regimes and order",
      got: `${o.regimes} and ${o.order}`,
      fix: "Give whole numbers, regimes from 2, order from 0.",
    });
  const gap = x.findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what: "series with regimes", index: gap });
  const need = 5 * (o.regimes * (o.regimes - 1) + 2 * o.regimes) + o.order;
  if (x.length < need)
    throw new VorlaufError("too-few-observations", { what: `${o.regimes} regimes`, have: x.length, need });
  const scale = variance(x);
  if (!(scale > 0)) throw new VorlaufError("constant-series", { what: "series with regimes" });
  const floor = o.varianceFloor * scale;
  const space = tupleSpace(o.regimes, o.order, x.length);
  const loss = (z: Float64Array): ValueAndGradient => lossAt(z, x, o, { floor, space });
  const random = createRandom(o.seed);
  const ends = Array.from({ length: o.starts + 1 }, (_, i) =>
    lbfgs(loss, startAt(x, o, { floor, jitter: i === 0 ? null : random.normal }), {
      maxIterations: 60,
      tolerance: 1e-5,
      memory: 200,
    }),
  ).sort((a, b) => a.value - b.value);
  const polished = ends
    .slice(0, 2)
    .map((end) => lbfgs(loss, end.x, { maxIterations: 300, tolerance: 1e-9, memory: 200 }))
    .sort((a, b) => a.value - b.value);
  const best = polished[0]!;
  const { p, order } = ordered(decode(best.x, o, floor));
  const errors = standardErrorsAt(best.x, o, { floor, gradient: (z) => loss(z).gradient });
  const warnings: Warning[] = [];
  if (p.sigma2.some((v) => v < 1.01 * floor)) warnings.push({ code: "variance-at-floor", facts: { floor }, about: [] });
  if (p.transition.some((v) => v < 1e-4))
    warnings.push({ code: "transition-at-bound", facts: { smallest: Math.min(...p.transition) }, about: [] });
  const second = polished[1];
  if (second !== undefined && second.value - best.value > 0.01)
    warnings.push({ code: "starts-disagree", facts: { best: -best.value, second: -second.value }, about: [] });
  if (!best.converged)
    warnings.push({ code: "not-converged", facts: { iterations: best.iterations, change: best.change }, about: [] });
  if (errors === null) warnings.push({ code: "standard-errors-missing", facts: {}, about: [] });
  return {
    ...p,
    ...regimeProbabilities(x, p),
    expectedDurations: Float64Array.from({ length: o.regimes }, (_, i) => 1 / (1 - p.transition[i * o.regimes + i]!)),
    standardErrors: errors === null ? null : renumbered(errors, order),
    warnings,
  };
}

interface Place {
  readonly floor: number;
  readonly space: TupleSpace;
}

/** Minus the log-likelihood and its gradient by the free numbers. */
function lossAt(z: Float64Array, y: Float64Array, o: SwitchingOptions, { floor, space }: Place): ValueAndGradient {
  const K = o.regimes;
  const p = decode(z, o, floor);
  const score = switchingScore(y, p, space);
  const gradient = new Float64Array(z.length);
  const chain = K * (K - 1);
  const start = (at: Float64Array): number => {
    const pi = stationaryDistribution(decode(at, o, floor).transition, K);
    return score.first.reduce((s, w, i) => s + w * Math.log(pi[i]!), 0);
  };
  let at = 0;
  const moved = Float64Array.from(z);
  for (let i = 0; i < K; i++) {
    let out = 0;
    for (let j = 0; j < K; j++) out += score.moves[i * K + j]!;
    for (let j = 0; j < K; j++) {
      if (j === i) continue;
      const h = 1e-5;
      moved[at] = z[at]! + h;
      const up = start(moved);
      moved[at] = z[at]! - h;
      gradient[at] = -(score.moves[i * K + j]! - p.transition[i * K + j]! * out) - (up - start(moved)) / (2 * h);
      moved[at] = z[at]!;
      at++;
    }
  }
  for (let k = 0; k < K; k++) gradient[chain + k] = -score.mu[k]!;
  const variances = o.switchingVariance ? K : 1;
  for (let k = 0; k < K; k++) {
    const c = chain + K + (variances === 1 ? 0 : k);
    gradient[c]! -= score.sigma2[k]! * Math.exp(z[c]!);
  }
  for (let i = 0; i < o.order; i++) gradient[chain + K + variances + i] = -score.phi[i]!;
  return { value: -score.logLikelihood, gradient };
}

function decode(z: Float64Array, o: SwitchingOptions, floor: number): SwitchingParameters {
  const K = o.regimes;
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
  const mu = z.slice(at, at + K);
  at += K;
  const variances = o.switchingVariance ? K : 1;
  const sigma2 = new Float64Array(K);
  for (let k = 0; k < K; k++) sigma2[k] = floor + Math.exp(z[at + (variances === 1 ? 0 : k)]!);
  at += variances;
  return { transition, mu, sigma2, phi: z.slice(at, at + o.order) };
}

/** Standard errors of the parameters by the delta method from the Hessian in the free numbers; null when it is not positive definite. */
function standardErrorsAt(
  z: Float64Array,
  o: SwitchingOptions,
  { floor, gradient }: { readonly floor: number; readonly gradient: (z: Float64Array) => Float64Array },
): SwitchingParameters | null {
  const k = z.length;
  const H = hessianByDifferences(gradient, z);
  if (!H.every(Number.isFinite) || choleskyInto(Float64Array.from(H), k) >= 0) return null;
  const V = inverseSpd(H, k);
  const flat = (at: Float64Array): Float64Array => {
    const p = decode(at, o, floor);
    return Float64Array.from([...p.transition, ...p.mu, ...p.sigma2, ...p.phi]);
  };
  const J = Array.from({ length: k }, (_, i) => {
    const [up, down] = [Float64Array.from(z), Float64Array.from(z)];
    up[i]! += 1e-5;
    down[i]! -= 1e-5;
    const [a, b] = [flat(up), flat(down)];
    return a.map((v, c) => (v - b[c]!) / 2e-5);
  });
  const errors = flat(z).map((_, c) => {
    let s = 0;
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) s += J[i]![c]! * V[i * k + j]! * J[j]![c]!;
    return Math.sqrt(Math.max(0, s));
  });
  const K = o.regimes;
  return {
    transition: errors.slice(0, K * K),
    mu: errors.slice(K * K, K * K + K),
    sigma2: errors.slice(K * K + K, K * K + 2 * K),
    phi: errors.slice(K * K + 2 * K),
  };
}

function startAt(
  y: Float64Array,
  o: SwitchingOptions,
  { floor, jitter }: { readonly floor: number; readonly jitter: (() => number) | null },
): Float64Array {
  const K = o.regimes;
  const s2 = variance(y);
  const noise = (size: number): number => (jitter === null ? 0 : size * jitter());
  const chain = Array.from({ length: K * (K - 1) }, () => -2 + noise(1));
  const mu = Array.from({ length: K }, (_, k) => quantile(y, (k + 0.5) / K) + noise(0.5 * Math.sqrt(s2))).sort(
    (a, b) => a - b,
  );
  const variances = Array.from(
    { length: o.switchingVariance ? K : 1 },
    () => Math.log(Math.max(0.4 * s2 - floor, 0.1 * s2)) + noise(0.5),
  );
  return Float64Array.from([...chain, ...mu, ...variances, ...Array.from({ length: o.order }, () => noise(0.1))]);
}

/** Regimes in ascending order of their mean. */
function ordered(p: SwitchingParameters): { readonly p: SwitchingParameters; readonly order: readonly number[] } {
  const order = Array.from(p.mu.keys()).sort((a, b) => p.mu[a]! - p.mu[b]!);
  return { p: renumbered(p, order), order };
}

function renumbered(p: SwitchingParameters, order: readonly number[]): SwitchingParameters {
  const K = order.length;
  return {
    transition: p.transition.map((_, c) => p.transition[order[Math.floor(c / K)]! * K + order[c % K]!]!),
    mu: Float64Array.from(order, (i) => p.mu[i]!),
    sigma2: Float64Array.from(order, (i) => p.sigma2[i]!),
    phi: p.phi,
  };
}

/** P(regime) for 1..horizon periods after the sample, horizon × K. */
export function forecastRegimes(fit: Pick<SwitchingFit, "transition" | "filtered">, horizon: number): Float64Array {
  const K = Math.sqrt(fit.transition.length);
  let now = fit.filtered.slice(-K);
  const out = new Float64Array(horizon * K);
  for (let h = 0; h < horizon; h++) {
    now = Float64Array.from({ length: K }, (_, j) => now.reduce((s, v, i) => s + v * fit.transition[i * K + j]!, 0));
    out.set(now, h * K);
  }
  return out;
}

/**
 * Expected values for 1..horizon periods after the sample: the chain's expected mean plus the autoregression of the expected deviations
 * from it, which is exact because the coefficients do not switch.
 * @param y the series of the fit
 */
export function forecastSwitching(fit: SwitchingFit, y: ArrayLike<number>, horizon: number): Float64Array {
  const K = fit.mu.length;
  const order = fit.phi.length;
  const levels = (x: Float64Array, row: number): number => fit.mu.reduce((s, m, k) => s + m * x[row * K + k]!, 0);
  const rows = fit.smoothed.length / K;
  if (rows < order)
    throw new VorlaufError("too-few-observations", { what: "forecast with regimes", have: y.length, need: 2 * order });
  const ahead = forecastRegimes(fit, horizon);
  const away = Array.from(
    { length: order },
    (_, i) => y[y.length - order + i]! - levels(fit.smoothed, rows - order + i),
  );
  return Float64Array.from({ length: horizon }, (_, h) => {
    const next = fit.phi.reduce((s, v, i) => s + v * away[away.length - 1 - i]!, 0);
    away.push(next);
    return levels(ahead, h) + next;
  });
}

/** In which regime is a series? */
export const method: Method<{ readonly y: ArrayLike<number> }, SwitchingOptions, SwitchingFit> = {
  id: "markov-switching",
  cites: ["Hamilton (1989), Econometrica 57(2), 357-384", "Kim (1994), Journal of Econometrics 60"],
  defaults: { regimes: 2, order: 0, switchingVariance: false, starts: 8, seed: 1, varianceFloor: 0.001 },
  run: ({ y }, options) => fitMarkovSwitching(y, options),
};

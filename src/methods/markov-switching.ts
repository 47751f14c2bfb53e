import { bfgs } from "../math/optimise.ts";
import { quantile } from "../math/quantile.ts";
import { createRandom } from "../math/random.ts";
import { mean, variance } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import type { Warning } from "../terms/warnings.ts";

/**
 * A series whose mean (and variance) follow a hidden Markov chain of K regimes:
 * y[t] - mu[s_t] = sum_i phi_i (y[t-i] - mu[s_{t-i}]) + sigma[s_t] e[t].
 */
export interface SwitchingParameters {
  /** K × K, P[i][j] = P(next regime j | now i); rows sum to 1. */
  readonly transition: Float64Array;
  /** K. */
  readonly mu: Float64Array;
  /** K; all equal without switching variance. */
  readonly sigma2: Float64Array;
  /** AR coefficients, may be empty. */
  readonly phi: Float64Array;
}

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
  const K = p.mu.length;
  const tuples = K ** (p.phi.length + 1);
  const n = y.length - p.phi.length;
  const kept = new Float64Array(n * tuples);
  const logLikelihood = hamiltonFilter(y, p, kept);
  return {
    logLikelihood,
    filtered: marginal(kept, n, { K, tuples }),
    smoothed: kimSmoother(kept, p.transition, { K, tuples, n }),
  };
}

/** Log-likelihood by Hamilton's filter; the filtered probabilities of the tuples go into `kept` when it is given. */
function hamiltonFilter(y: Float64Array, p: SwitchingParameters, kept: Float64Array | null): number {
  const K = p.mu.length;
  const order = p.phi.length;
  const tuples = K ** (order + 1);
  const block = tuples / K;
  const { centre, precision, height } = tupleDensities(p, tuples);
  let prior: Float64Array = startTuples(stationaryDistribution(p.transition, K), p.transition, { K, order });
  let next: Float64Array = new Float64Array(tuples);
  let logLikelihood = 0;
  for (let t = order; t < y.length; t++) {
    let z = y[t]!;
    for (let i = 0; i < order; i++) z -= p.phi[i]! * y[t - 1 - i]!;
    let total = 0;
    for (let s = 0; s < tuples; s++) {
      const e = z - centre[s]!;
      const v = prior[s]! * height[s]! * Math.exp(-0.5 * e * e * precision[s]!);
      prior[s] = v;
      total += v;
    }
    if (!(total > 0)) return Number.NEGATIVE_INFINITY;
    logLikelihood += Math.log(total);
    next.fill(0);
    for (let s = 0; s < tuples; s++) {
      const post = prior[s]! / total;
      prior[s] = post;
      const now = Math.floor(s / block);
      const older = Math.floor(s / K);
      for (let j = 0; j < K; j++) next[j * block + older]! += p.transition[now * K + j]! * post;
    }
    kept?.set(prior, (t - order) * tuples);
    [prior, next] = [next, prior];
  }
  return logLikelihood;
}

/** Per tuple (digits in base K, newest regime first): mean of y[t] - sum phi y[t-i], inverse variance, density at the mean. */
function tupleDensities(
  p: SwitchingParameters,
  tuples: number,
): { readonly centre: Float64Array; readonly precision: Float64Array; readonly height: Float64Array } {
  const K = p.mu.length;
  const order = p.phi.length;
  const centre = new Float64Array(tuples);
  const precision = new Float64Array(tuples);
  for (let s = 0; s < tuples; s++) {
    let rest = s;
    for (let i = order; i >= 0; i--) {
      const regime = rest % K;
      rest = Math.floor(rest / K);
      if (i === 0) {
        centre[s]! += p.mu[regime]!;
        precision[s] = 1 / p.sigma2[regime]!;
      } else centre[s]! -= p.phi[i - 1]! * p.mu[regime]!;
    }
  }
  return { centre, precision, height: precision.map((v) => Math.sqrt(v / (2 * Math.PI))) };
}

function startTuples(
  stationary: Float64Array,
  P: Float64Array,
  { K, order }: { readonly K: number; readonly order: number },
): Float64Array {
  let joint = Float64Array.from(stationary);
  for (let i = 0; i < order; i++) {
    const size = joint.length;
    const block = size / K;
    const next = new Float64Array(size * K);
    for (let s = 0; s < size; s++)
      for (let j = 0; j < K; j++) next[j * size + s] = joint[s]! * P[Math.floor(s / block) * K + j]!;
    joint = next;
  }
  return joint;
}

function marginal(
  x: Float64Array,
  n: number,
  { K, tuples }: { readonly K: number; readonly tuples: number },
): Float64Array {
  const out = new Float64Array(n * K);
  for (let t = 0; t < n; t++)
    for (let s = 0; s < tuples; s++) out[t * K + Math.floor((s * K) / tuples)]! += x[t * tuples + s]!;
  return out;
}

function kimSmoother(
  filtered: Float64Array,
  P: Float64Array,
  { K, tuples, n }: { readonly K: number; readonly tuples: number; readonly n: number },
): Float64Array {
  const block = tuples / K;
  const smoothed = Float64Array.from(filtered);
  for (let t = n - 2; t >= 0; t--) {
    const predicted = new Float64Array(tuples);
    for (let s = 0; s < tuples; s++)
      for (let j = 0; j < K; j++)
        predicted[j * block + Math.floor(s / K)]! += P[Math.floor(s / block) * K + j]! * filtered[t * tuples + s]!;
    for (let s = 0; s < tuples; s++) {
      let sum = 0;
      for (let j = 0; j < K; j++) {
        const to = j * block + Math.floor(s / K);
        if (predicted[to]! > 0)
          sum += (P[Math.floor(s / block) * K + j]! * smoothed[(t + 1) * tuples + to]!) / predicted[to]!;
      }
      smoothed[t * tuples + s] = filtered[t * tuples + s]! * sum;
    }
  }
  return marginal(smoothed, n, { K, tuples });
}

/** Stationary distribution of a chain, by repeated squaring of its transition matrix. */
export function stationaryDistribution(P: Float64Array, K: number): Float64Array {
  let M: Float64Array = Float64Array.from(P);
  for (let k = 0; k < 60; k++) {
    const next = new Float64Array(K * K);
    for (let i = 0; i < K; i++)
      for (let l = 0; l < K; l++) for (let j = 0; j < K; j++) next[i * K + j]! += M[i * K + l]! * M[l * K + j]!;
    M = next;
  }
  const row = Float64Array.from({ length: K }, (_, j) => mean(Array.from({ length: K }, (__, i) => M[i * K + j]!)));
  const total = row.reduce((a, b) => a + b, 0);
  return row.map((v) => v / total);
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
  readonly warnings: readonly Warning[];
}

/**
 * Maximum likelihood from several starts (quantile start first, then seeded random ones), quasi-Newton on unconstrained
 * parameters (multinomial logits, log variances above the floor). Warns when a variance ends at its floor, when a transition
 * probability ends at 0 or 1, and when the best two starts disagree.
 * @throws "too-few-observations" below 5 observations per parameter of the chain, "not-finite", "constant-series"
 * @cite Hamilton (1994), Time Series Analysis, ch. 22
 */
export function fitMarkovSwitching(y: ArrayLike<number>, options: Partial<SwitchingOptions> = {}): SwitchingFit {
  const o = { ...method.defaults, ...options };
  const x = Float64Array.from(y);
  const gap = x.findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what: "series with regimes", index: gap });
  const need = 5 * (o.regimes * (o.regimes - 1) + 2 * o.regimes) + o.order;
  if (x.length < need)
    throw new VorlaufError("too-few-observations", { what: `${o.regimes} regimes`, have: x.length, need });
  const scale = variance(x);
  if (!(scale > 0)) throw new VorlaufError("constant-series", { what: "series with regimes" });
  const floor = o.varianceFloor * scale;
  const decode = decoder(o, floor);
  const loss = (z: Float64Array): number => -hamiltonFilter(x, decode(z), null);
  const random = createRandom(o.seed);
  const ends = Array.from({ length: o.starts + 1 }, (_, i) =>
    bfgs(loss, startAt(x, o, { floor, jitter: i === 0 ? null : random.normal }), {
      maxIterations: 60,
      tolerance: 1e-5,
    }),
  ).sort((a, b) => a.value - b.value);
  const polished = ends
    .slice(0, 2)
    .map((end) => bfgs(loss, end.x, { maxIterations: 300, tolerance: 1e-8 }))
    .sort((a, b) => a.value - b.value);
  const best = polished[0]!;
  const p = ordered(decode(best.x));
  const warnings: Warning[] = [];
  if (p.sigma2.some((v) => v < 1.01 * floor)) warnings.push({ code: "variance-at-floor", facts: { floor }, about: [] });
  if (p.transition.some((v) => v < 1e-4))
    warnings.push({ code: "transition-at-bound", facts: { smallest: Math.min(...p.transition) }, about: [] });
  const second = polished[1];
  if (second !== undefined && second.value - best.value > 0.01)
    warnings.push({ code: "starts-disagree", facts: { best: -best.value, second: -second.value }, about: [] });
  if (!best.converged)
    warnings.push({ code: "not-converged", facts: { iterations: best.iterations, change: best.change }, about: [] });
  return {
    ...p,
    ...regimeProbabilities(x, p),
    expectedDurations: Float64Array.from({ length: o.regimes }, (_, i) => 1 / (1 - p.transition[i * o.regimes + i]!)),
    warnings,
  };
}

function decoder(o: SwitchingOptions, floor: number): (z: Float64Array) => SwitchingParameters {
  const K = o.regimes;
  return (z) => {
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
    const sigma2 = Float64Array.from({ length: K }, (_, k) => floor + Math.exp(z[at + (variances === 1 ? 0 : k)]!));
    at += variances;
    return { transition, mu, sigma2, phi: z.slice(at, at + o.order) };
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

/** Regimes renumbered by ascending mean. */
function ordered(p: SwitchingParameters): SwitchingParameters {
  const K = p.mu.length;
  const order = Array.from({ length: K }, (_, i) => i).sort((a, b) => p.mu[a]! - p.mu[b]!);
  return {
    transition: Float64Array.from(
      { length: K * K },
      (_, c) => p.transition[order[Math.floor(c / K)]! * K + order[c % K]!]!,
    ),
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

/** In which regime is a series? */
export const method: Method<{ readonly y: ArrayLike<number> }, SwitchingOptions, SwitchingFit> = {
  id: "markov-switching",
  cites: ["Hamilton (1989), Econometrica 57(2), 357-384", "Kim (1994), Journal of Econometrics 60"],
  defaults: { regimes: 2, order: 0, switchingVariance: false, starts: 8, seed: 1, varianceFloor: 0.001 },
  run: ({ y }, options) => fitMarkovSwitching(y, options),
};

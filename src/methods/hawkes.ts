import { chi2Quantile, chi2Upper } from "../math/distributions.ts";
import { kolmogorovUpper } from "../math/kolmogorov.ts";
import { choleskyInto, choleskySolve, inverseSpd, solve, spectralRadius } from "../math/linear-algebra.ts";
import { findRoot, hessianByDifferences } from "../math/optimise.ts";
import { createRandom } from "../math/random.ts";
import { mean } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import type { Warning } from "../terms/warnings.ts";

/** Dated events of several kinds on [0, T], in time order. */
export interface Events {
  readonly t: Float64Array;
  /** Kind of each event, 0..kinds - 1. */
  readonly kind: Int32Array;
  readonly kinds: number;
  readonly T: number;
}

/**
 * A mutually exciting point process with exponential kernels:
 * lambda_i(t) = mu_i + sum_j sum_{t_k of kind j < t} alpha_ij beta_ij exp(-beta_ij (t - t_k)).
 */
export interface HawkesParameters {
  /** Events per unit of time without excitation, D. */
  readonly mu: Float64Array;
  /** alpha_ij: expected direct offspring of kind i per event of kind j, D × D. */
  readonly alpha: Float64Array;
  /** Decay per unit of time, D × D. */
  readonly beta: Float64Array;
}

/** Log-likelihood and its derivatives. */
export interface HawkesLikelihood {
  /** sum log lambda(t_k) - integral of lambda over [0, T] [nats]. */
  readonly value: number;
  readonly mu: Float64Array;
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
}

/**
 * Exact log-likelihood and gradient: R_ij(t) = sum exp(-beta_ij (t - t_k)) and its derivative S_ij(t) = sum (t - t_k) exp(...) are
 * carried from event to event, so the integral's tails are what they come to at T. With one decay for all pairs one exponential an
 * event and O(n D); else O(n D) exponentials.
 * @cite Ogata (1981), IEEE Transactions on Information Theory 27; Ozaki (1979), Annals of the Institute of Statistical Mathematics 31
 */
export function hawkesLikelihood(events: Events, p: HawkesParameters): HawkesLikelihood {
  const first = p.beta[0]!;
  return p.beta.every((b) => b === first) ? sharedLikelihood(events, p, first) : pairwiseLikelihood(events, p);
}

function sharedLikelihood({ t, kind, kinds: D, T }: Events, p: HawkesParameters, decay: number): HawkesLikelihood {
  const { mu, alpha } = p;
  const R = new Float64Array(D);
  const S = new Float64Array(D);
  const counts = new Float64Array(D);
  const gradMu = new Float64Array(D).fill(-T);
  const gradAlpha = new Float64Array(D * D);
  const gradBeta = new Float64Array(D * D);
  const log = new LogSum();
  let last = 0;
  for (let n = 0; n < t.length; n++) {
    const i = kind[n]!;
    const gap = t[n]! - last;
    last = t[n]!;
    const fade = Math.exp(-decay * gap);
    let lambda = mu[i]!;
    for (let j = 0; j < D; j++) {
      S[j] = fade * (S[j]! + gap * R[j]!);
      R[j]! *= fade;
      lambda += alpha[i * D + j]! * decay * R[j]!;
    }
    log.add(lambda);
    const one = 1 / lambda;
    gradMu[i]! += one;
    for (let j = 0; j < D; j++) {
      const c = i * D + j;
      gradAlpha[c]! += decay * R[j]! * one;
      gradBeta[c]! += alpha[c]! * (R[j]! - decay * S[j]!) * one;
    }
    R[i]! += 1;
    counts[i]!++;
  }
  const gap = T - last;
  const fade = Math.exp(-decay * gap);
  let value = log.total();
  for (let i = 0; i < D; i++) value -= mu[i]! * T;
  for (let j = 0; j < D; j++) {
    const tail = fade * R[j]!;
    const moment = fade * (S[j]! + gap * R[j]!);
    for (let i = 0; i < D; i++) {
      const c = i * D + j;
      value -= alpha[c]! * (counts[j]! - tail);
      gradAlpha[c]! -= counts[j]! - tail;
      gradBeta[c]! -= alpha[c]! * moment;
    }
  }
  return { value, mu: gradMu, alpha: gradAlpha, beta: gradBeta };
}

function pairwiseLikelihood({ t, kind, kinds: D, T }: Events, { mu, alpha, beta }: HawkesParameters): HawkesLikelihood {
  const R = new Float64Array(D * D);
  const S = new Float64Array(D * D);
  const before = new Float64Array(D * D);
  const counts = new Float64Array(D);
  const grad = { mu: new Float64Array(D).fill(-T), alpha: new Float64Array(D * D), beta: new Float64Array(D * D) };
  const moveTo = (now: number, c: number): void => {
    const gap = now - before[c]!;
    if (!(gap > 0)) return;
    const fade = Math.exp(-beta[c]! * gap);
    S[c] = fade * (S[c]! + gap * R[c]!);
    R[c]! *= fade;
    before[c] = now;
  };
  const log = new LogSum();
  for (let n = 0; n < t.length; n++) {
    const i = kind[n]!;
    let lambda = mu[i]!;
    for (let c = i * D; c < i * D + D; c++) {
      moveTo(t[n]!, c);
      lambda += alpha[c]! * beta[c]! * R[c]!;
    }
    log.add(lambda);
    const one = 1 / lambda;
    grad.mu[i]! += one;
    for (let c = i * D; c < i * D + D; c++) {
      grad.alpha[c]! += beta[c]! * R[c]! * one;
      grad.beta[c]! += alpha[c]! * (R[c]! - beta[c]! * S[c]!) * one;
    }
    for (let c = i; c < D * D; c += D) {
      moveTo(t[n]!, c);
      R[c]! += 1;
    }
    counts[i]!++;
  }
  let value = log.total();
  for (let i = 0; i < D; i++) value -= mu[i]! * T;
  for (let c = 0; c < D * D; c++) {
    moveTo(T, c);
    value -= alpha[c]! * (counts[c % D]! - R[c]!);
    grad.alpha[c]! -= counts[c % D]! - R[c]!;
    grad.beta[c]! -= alpha[c]! * S[c]!;
  }
  return { value, ...grad };
}

/** Sum of logarithms, one logarithm for several factors; NaN or -Infinity as soon as a factor is not above 0. */
class LogSum {
  private sum = 0;
  private product = 1;
  add(x: number): void {
    const next = this.product * x;
    if (next < 1e250 && next > 1e-250) this.product = next;
    else {
      this.sum += Math.log(this.product) + Math.log(x);
      this.product = 1;
    }
  }
  total(): number {
    return this.sum + Math.log(this.product);
  }
}

/** Log-likelihood of independent Poisson processes at their rates n_i / T. */
export function poissonLikelihood({ kind, kinds, T }: Events): number {
  const counts = new Float64Array(kinds);
  for (const k of kind) counts[k]!++;
  return counts.reduce((s, n) => s + (n > 0 ? n * Math.log(n / T) - n : 0), 0);
}

/** A fitted process with one decay for all pairs. */
export interface HawkesFit extends HawkesParameters {
  readonly decay: number;
  readonly logLikelihood: number;
  /** Largest eigenvalue of alpha: below 1 the process is stable. */
  readonly spectralRadius: number;
  /** (I - alpha)^-1 mu; NaN when unstable. */
  readonly stationaryRate: Float64Array;
  /** Per kind: rescaled waiting times against the unit exponential (Kolmogorov-Smirnov). */
  readonly residuals: readonly { readonly n: number; readonly mean: number; readonly ks: number; readonly p: number }[];
  readonly poissonLogLikelihood: number;
  readonly converged: boolean;
  /** `not-converged`, `unstable` (spectral radius of 1 or more), `decay-at-bound` (the likelihood rises to the edge of the search), `no-excitation` (all alpha are 0, the decay is arbitrary). */
  readonly warnings: readonly Warning[];
}

/**
 * Maximum likelihood at a given common decay. For fixed decay the problem falls apart by kind and is concave in
 * (mu_i, alpha_i.), so Newton steps with an active set of zero bounds find the unique maximum.
 * @throws "too-few-observations" below 3 events of a kind, "input-invalid" for unsorted times or decay <= 0
 */
export function fitHawkesAt(events: Events, decay: number): HawkesFit {
  checkEvents(events);
  if (!(decay > 0))
    throw new VorlaufError("input-invalid", { what: "decay", got: `${decay}`, fix: "Give a decay above 0." });
  const best = maximiseAt(events, decay);
  return complete(events, decay, best);
}

/**
 * Maximum likelihood with one common decay: a grid over its logarithm, then the root of the profile's derivative beside the best
 * point (which is the likelihood's own, since mu and alpha are at their maximum).
 * @throws as {@link fitHawkesAt}
 */
export function fitHawkes(events: Events): HawkesFit {
  checkEvents(events);
  const centre = Math.log(events.t.length / events.T);
  let warm: Best | null = null;
  const at = (x: number): Best => {
    warm = maximiseAt(events, Math.exp(x), { warm });
    return warm;
  };
  const grid = Array.from({ length: 11 }, (_, i) => centre - 8 + 1.6 * i);
  const values = grid.map((x) => at(x).value);
  const i = values.indexOf(Math.max(...values));
  const [low, high] = [grid[Math.max(0, i - 1)]!, grid[Math.min(10, i + 1)]!];
  warm = null;
  const root = findRoot((x) => profileSlope(events, Math.exp(x), at(x)), low, high, 1e-10);
  // No change of sign: the profile rises to the edge of the grid.
  const decay = Math.exp(Number.isNaN(root) ? grid[i]! : root);
  const fit = complete(events, decay, maximiseAt(events, decay, { warm }));
  const code = fit.alpha.every((v) => v < 1e-9) ? "no-excitation" : Number.isNaN(root) ? "decay-at-bound" : null;
  return code === null ? fit : { ...fit, warnings: [...fit.warnings, { code, facts: { decay }, about: [] }] };
}

/** Derivative of the profile likelihood by the decay. */
function profileSlope(events: Events, decay: number, { mu, alpha }: Best): number {
  const D = events.kinds;
  const { beta } = sharedLikelihood(events, { mu, alpha, beta: new Float64Array(D * D).fill(decay) }, decay);
  return beta.reduce((s, v) => s + v, 0);
}

function checkEvents({ t, kind, kinds, T }: Events): void {
  const counts = new Float64Array(kinds);
  if (kind.length !== t.length)
    throw new VorlaufError("wrong-shape", { what: "kinds of events", expected: `${t.length}`, got: `${kind.length}` });
  const stranger = kind.findIndex((k) => k < 0 || k >= kinds);
  if (stranger >= 0 || !(T > 0 && Number.isFinite(T)))
    throw new VorlaufError("input-invalid", {
      what: stranger >= 0 ? `kind of event ${stranger}` : "T",
      got: `${stranger >= 0 ? kind[stranger] : T}`,
      fix: stranger >= 0 ? `Number kinds from 0 to ${kinds - 1}.` : "Give a finite end of observation above 0.",
    });
  for (let n = 0; n < t.length; n++) {
    if (!(t[n]! >= (n > 0 ? t[n - 1]! : 0) && t[n]! <= T))
      throw new VorlaufError("input-invalid", {
        what: `event ${n}`,
        got: `${t[n]}`,
        fix: "Sort events by time within [0, T].",
      });
    counts[kind[n]!]!++;
  }
  const rare = counts.findIndex((c) => c < 3);
  if (rare >= 0)
    throw new VorlaufError("too-few-observations", { what: `events of kind ${rare}`, have: counts[rare]!, need: 3 });
}

/** Most Newton steps of one kind. */
const newtonSteps = 200;

interface Best {
  readonly mu: Float64Array;
  readonly alpha: Float64Array;
  readonly value: number;
  readonly converged: boolean;
  /** Largest scaled element of the score per event where the steps of a kind ended. */
  readonly change: number;
}

/** Where a maximisation at given decay starts, and one alpha that it leaves alone. */
interface Terms {
  readonly warm?: Pick<Best, "mu" | "alpha"> | null;
  readonly held?: { readonly cause: number; readonly effect: number; readonly value: number };
}

/** Excitation g_j at every event and its integral, then one concave problem per kind. */
function maximiseAt({ t, kind, kinds: D, T }: Events, decay: number, { warm = null, held }: Terms = {}): Best {
  const counts = new Float64Array(D);
  for (let n = 0; n < t.length; n++) counts[kind[n]!]!++;
  const rows = Array.from(counts, (c) => new Float64Array(c * D));
  const filled = new Int32Array(D);
  const R = new Float64Array(D);
  let last = 0;
  for (let n = 0; n < t.length; n++) {
    const fade = Math.exp(-decay * (t[n]! - last));
    last = t[n]!;
    const k = kind[n]!;
    const row = rows[k]!;
    let at = filled[k]!;
    for (let j = 0; j < D; j++) {
      R[j]! *= fade;
      row[at++] = decay * R[j]!;
    }
    filled[k] = at;
    R[k]! += 1;
  }
  const fade = Math.exp(-decay * (T - last));
  const c = new Float64Array(D + 1);
  c[0] = T;
  for (let j = 0; j < D; j++) c[j + 1] = counts[j]! - fade * R[j]!;
  const mu = new Float64Array(D);
  const alpha = new Float64Array(D * D);
  let value = 0;
  let [converged, change] = [true, 0];
  for (let i = 0; i < D; i++) {
    const start = warm === null ? null : Float64Array.from([warm.mu[i]!, ...warm.alpha.subarray(i * D, (i + 1) * D)]);
    const one = maximiseKind(rows[i]!, D, c, {
      warm: start,
      held: held?.effect === i ? { index: held.cause + 1, value: held.value } : null,
    });
    mu[i] = one.x[0]!;
    for (let j = 0; j < D; j++) alpha[i * D + j] = one.x[j + 1]!;
    value += one.value;
    converged &&= one.converged;
    change = Math.max(change, one.change);
  }
  return { mu, alpha, value, converged, change };
}

/** max over x >= 0 of sum_k log(x_0 + sum_j x_j g_kj) - c'x by Newton steps with an active set of zero bounds; a held coordinate keeps its value. */
function maximiseKind(
  g: Float64Array,
  D: number,
  c: Float64Array,
  {
    warm,
    held,
  }: { readonly warm: Float64Array | null; readonly held: { readonly index: number; readonly value: number } | null },
): { readonly x: Float64Array } & Pick<Best, "value" | "converged" | "change"> {
  const m = D + 1;
  const n = g.length / D;
  const gradient = new Float64Array(m);
  const hessian = new Float64Array(m * m);
  let x = Float64Array.from(c, (v, i) =>
    i === held?.index ? held.value : i === 0 ? (0.5 * n) / v : v > 0 ? (0.5 * n) / D / v : 0,
  );
  let value = logIntensities(x, g, D, c);
  if (warm !== null) {
    // A parameter at 0 would have to be set free again; a little above it costs nothing.
    const start = warm.map((v, i) => (i === held?.index ? held.value : Math.max(v, 1e-3 * x[i]!)));
    const at = logIntensities(start, g, D, c);
    if (at > value) [x, value] = [start, at];
  }
  let change = Number.POSITIVE_INFINITY;
  for (let iteration = 0; iteration < newtonSteps; iteration++) {
    derivativesInto(gradient, hessian, x, g, c, D);
    const free = Array.from({ length: m }, (_, i) => i).filter(
      (i) => i !== held?.index && (x[i]! > 0 || gradient[i]! > 0),
    );
    const size = Math.max(...free.map((i) => Math.abs(gradient[i]!) * Math.max(x[i]!, 1e-6 / Math.max(1, c[i]!))), 0);
    change = size / n;
    if (change < 1e-11) return { x, value, converged: true, change };
    const step = newtonStep(gradient, hessian, free, m);
    let scale = 1;
    let moved = false;
    for (let halving = 0; halving < 60; halving++, scale /= 2) {
      const next = x.map((v, i) => Math.max(0, v + scale * step[i]!));
      const at = logIntensities(next, g, D, c);
      if (at > value || (at === value && halving > 0)) {
        moved = at > value;
        x = next;
        value = at;
        break;
      }
    }
    if (!moved) return { x, value, converged: true, change };
  }
  return { x, value, converged: false, change };
}

function logIntensities(x: Float64Array, g: Float64Array, D: number, c: Float64Array): number {
  const log = new LogSum();
  for (let at = 0; at < g.length; at += D) {
    let l = x[0]!;
    for (let j = 0; j < D; j++) l += x[j + 1]! * g[at + j]!;
    if (!(l > 0)) return Number.NEGATIVE_INFINITY;
    log.add(l);
  }
  let s = log.total();
  for (let i = 0; i <= D; i++) s -= c[i]! * x[i]!;
  return s;
}

/** Gradient, and the lower half of minus the Hessian. */
function derivativesInto(
  gradient: Float64Array,
  hessian: Float64Array,
  x: Float64Array,
  g: Float64Array,
  c: Float64Array,
  D: number,
): void {
  const m = D + 1;
  for (let a = 0; a < m; a++) gradient[a] = -c[a]!;
  hessian.fill(0);
  const row = new Float64Array(m);
  for (let at = 0; at < g.length; at += D) {
    let l = x[0]!;
    for (let j = 0; j < D; j++) l += x[j + 1]! * g[at + j]!;
    const one = 1 / l;
    row[0] = one;
    for (let j = 0; j < D; j++) row[j + 1] = g[at + j]! * one;
    for (let a = 0; a < m; a++) {
      const r = row[a]!;
      gradient[a]! += r;
      for (let b = 0; b <= a; b++) hessian[a * m + b]! += r * row[b]!;
    }
  }
}

/** Newton direction in the free coordinates; a ridge grows until the matrix is positive definite. */
function newtonStep(gradient: Float64Array, hessian: Float64Array, free: readonly number[], m: number): Float64Array {
  const q = free.length;
  const step = new Float64Array(m);
  for (let ridge = 1e-12; ; ridge *= 100) {
    const A = new Float64Array(q * q);
    free.forEach((a, i) =>
      free.forEach(
        (b, j) =>
          (A[i * q + j] =
            hessian[Math.max(a, b) * m + Math.min(a, b)]! * (i === j ? 1 + ridge : 1) + (i === j ? 1e-300 : 0)),
      ),
    );
    if (choleskyInto(A, q) >= 0) continue;
    const d = choleskySolve(
      A,
      Float64Array.from(free, (i) => gradient[i]!),
      q,
    );
    free.forEach((i, k) => (step[i] = d[k]!));
    return step;
  }
}

function complete(events: Events, decay: number, best: Best): HawkesFit {
  const D = events.kinds;
  const beta = new Float64Array(D * D).fill(decay);
  const parameters = { mu: best.mu, alpha: best.alpha, beta };
  const radius = spectralRadius(best.alpha, D);
  const IminusA = best.alpha.map((v, k) => (Math.floor(k / D) === k % D ? 1 : 0) - v);
  return {
    ...parameters,
    decay,
    logLikelihood: best.value,
    spectralRadius: radius,
    stationaryRate: radius < 1 ? solve(IminusA, best.mu, D) : new Float64Array(D).fill(Number.NaN),
    residuals: residualTest(events, parameters),
    poissonLogLikelihood: poissonLikelihood(events),
    converged: best.converged,
    warnings: [
      ...(best.converged
        ? []
        : [{ code: "not-converged", facts: { iterations: newtonSteps, change: best.change }, about: [] }]),
      ...(radius < 1 ? [] : [{ code: "unstable", facts: { spectralRadius: radius }, about: [] }]),
    ],
  };
}

/** How many direct offspring of one kind an event of another has, with what the likelihood can tell about it. */
export interface Excitation {
  readonly cause: number;
  readonly effect: number;
  /** Expected direct offspring per event at the maximum. */
  readonly alpha: number;
  /** Decay at the maximum, per unit of time. */
  readonly decay: number;
  /** Profile-likelihood interval. */
  readonly low: number;
  readonly high: number;
  /** Twice the log-likelihood lost without this excitation. */
  readonly likelihoodRatio: number;
  /** One-sided, no excitation lying on the edge of what is possible: half of P(chi-squared(1) > likelihoodRatio). */
  readonly p: number;
}

/**
 * Excitation of kind `effect` by kind `cause` with its profile-likelihood interval: mu, every other alpha and the common decay are
 * maximised again at each value. The decay is one of `decays`, so that a time scale that cannot mean anything (events of one
 * day, whose order is arbitrary) can be left out.
 * @param options.decays per unit of time, at least one
 * @throws as {@link fitHawkesAt}
 * @cite Self & Liang (1987), Journal of the American Statistical Association 82 (tests on the edge); Ogata (1978), Annals of the Institute of Statistical Mathematics 30
 */
export function profileExcitation(
  events: Events,
  pair: { readonly cause: number; readonly effect: number },
  options: { readonly decays: readonly number[]; readonly coverage?: number },
): Excitation {
  checkEvents(events);
  const { decays, coverage = 0.9 } = options;
  const fits = decays.map((decay) => ({ decay, ...maximiseAt(events, decay) }));
  const fit = fits.reduce((best, f) => (f.value > best.value ? f : best));
  const profile = (value: number): number =>
    Math.max(...decays.map((decay) => maximiseAt(events, decay, { held: { ...pair, value } }).value));
  const alpha = fit.alpha[pair.effect * events.kinds + pair.cause]!;
  const target = fit.value - chi2Quantile(coverage, 1) / 2;
  const lost = (value: number): number => target - profile(value);
  const none = profile(0);
  const likelihoodRatio = alpha > 0 ? Math.max(0, 2 * (fit.value - none)) : 0;
  let top = Math.max(0.1, 2 * alpha);
  while (lost(top) < 0 && top < 1e3) top *= 2;
  return {
    ...pair,
    alpha,
    decay: fit.decay,
    low: none >= target ? 0 : findRoot(lost, 0, alpha, 1e-4),
    high: findRoot(lost, alpha, top, 1e-4),
    likelihoodRatio,
    p: likelihoodRatio === 0 ? 1 : chi2Upper(likelihoodRatio, 1) / 2,
  };
}

/**
 * Time-rescaling test: between events of a kind the compensator grows by unit exponentials when the model holds.
 * @cite Papangelou (1972); Brown et al. (2002), Neural Computation 14
 */
export function residualTest(
  { t, kind, kinds: D }: Events,
  p: HawkesParameters,
): { readonly n: number; readonly mean: number; readonly ks: number; readonly p: number }[] {
  const counts = new Float64Array(D);
  for (let n = 0; n < t.length; n++) counts[kind[n]!]!++;
  const waits = Array.from(counts, (c) => new Float64Array(c));
  const filled = new Int32Array(D);
  const sums = new Float64Array(D);
  const R = new Float64Array(D * D);
  const shared = p.beta.every((b) => b === p.beta[0]);
  let last = 0;
  for (let n = 0; n < t.length; n++) {
    const gap = t[n]! - last;
    last = t[n]!;
    let fade = Math.exp(-p.beta[0]! * gap);
    for (let i = 0; i < D; i++) {
      let s = p.mu[i]! * gap;
      for (let c = i * D; c < i * D + D; c++) {
        if (!shared) fade = Math.exp(-p.beta[c]! * gap);
        const r = R[c]!;
        s += p.alpha[c]! * r * (1 - fade);
        R[c] = r * fade;
      }
      sums[i]! += s;
    }
    const k = kind[n]!;
    waits[k]![filled[k]!] = sums[k]!;
    filled[k]!++;
    sums[k] = 0;
    for (let c = k; c < D * D; c += D) R[c]! += 1;
  }
  return waits.map((w) => {
    const x = w.sort();
    const n = x.length;
    let ks = 0;
    for (let i = 0; i < n; i++) {
      const F = -Math.expm1(-x[i]!);
      ks = Math.max(ks, F - i / n, (i + 1) / n - F);
    }
    return { n, mean: mean(x), ks, p: kolmogorovUpper(ks, n) };
  });
}

/** Standard errors of a fit; NaN for parameters at 0, which have none. */
export interface HawkesErrors {
  readonly mu: Float64Array;
  readonly alpha: Float64Array;
  readonly decay: number;
}

/**
 * Standard errors from the observed information of all parameters above 0 and the common decay, in logarithms.
 * @throws "not-positive-definite" when the likelihood has no curvature in some direction
 * @cite Ogata (1978), Annals of the Institute of Statistical Mathematics 30
 */
export function hawkesStandardErrors(events: Events, { mu, alpha, decay }: HawkesFit): HawkesErrors {
  const D = events.kinds;
  const all = Float64Array.from([...mu, ...alpha, decay]);
  const free = Array.from(all.keys()).filter((i) => all[i]! > 1e-9);
  const gradient = (z: Float64Array): Float64Array => {
    const x = Float64Array.from(all);
    free.forEach((i, k) => {
      x[i] = Math.exp(z[k]!);
    });
    const at = sharedLikelihood(
      events,
      { mu: x.subarray(0, D), alpha: x.subarray(D, D + D * D), beta: new Float64Array(D * D).fill(x.at(-1)!) },
      x.at(-1)!,
    );
    const g = [...at.mu, ...at.alpha, at.beta.reduce((s, v) => s + v, 0)];
    return Float64Array.from(free, (i) => -g[i]! * x[i]!);
  };
  const H = hessianByDifferences(
    gradient,
    Float64Array.from(free, (i) => Math.log(all[i]!)),
  );
  const inverse = inverseSpd(H, free.length);
  const errors = new Float64Array(all.length).fill(Number.NaN);
  free.forEach((i, k) => {
    errors[i] = all[i]! * Math.sqrt(inverse[k * free.length + k]!);
  });
  return { mu: errors.slice(0, D), alpha: errors.slice(D, D + D * D), decay: errors.at(-1)! };
}

/**
 * Profile-likelihood interval of the common decay: where twice the fall of the likelihood, mu and alpha refitted, reaches the chi-squared
 * quantile. An end that is not reached within a factor of e^6 is 0 or Infinity.
 */
export function decayInterval(
  events: Events,
  fit: HawkesFit,
  coverage: number = 0.95,
): { readonly low: number; readonly high: number } {
  const limit = fit.logLikelihood - 0.5 * chi2Quantile(coverage, 1);
  const height = (x: number): number => maximiseAt(events, fit.decay * Math.exp(x), { warm: fit }).value - limit;
  const side = (sign: 1 | -1): number => {
    for (let x = 0.1; x < 6; x *= 2)
      if (height(sign * x) < 0)
        return fit.decay * Math.exp(sign * findRoot((v) => height(sign * v), x === 0.1 ? 0 : x / 2, x, 1e-6));
    return sign === 1 ? Number.POSITIVE_INFINITY : 0;
  };
  return { low: side(-1), high: side(1) };
}

/** Refits of simulated copies: draws × parameters. */
export interface HawkesBootstrap {
  /** Draws × D². */
  readonly alpha: Float64Array;
  readonly decay: Float64Array;
  readonly spectralRadius: Float64Array;
  /** Copies that had fewer than 3 events of a kind and were left out. */
  readonly leftOut: number;
}

/**
 * Parametric bootstrap of a stable fit: copies of the process on [0, T] simulated and refitted, decay included.
 * @throws "input-invalid" when the fit is unstable
 * @cite Efron & Tibshirani (1993), An Introduction to the Bootstrap, 6.5
 */
export function bootstrapHawkes(
  fit: HawkesFit,
  T: number,
  { draws, seed }: { readonly draws: number; readonly seed: number | string },
): HawkesBootstrap {
  const fits: HawkesFit[] = [];
  let leftOut = 0;
  for (let b = 0; b < draws; b++) {
    const events = simulateHawkes(fit, T, `${seed}/${b}`);
    const counts = new Float64Array(events.kinds);
    for (const k of events.kind) counts[k]!++;
    if (counts.every((c) => c >= 3)) fits.push(fitHawkes(events));
    else leftOut++;
  }
  const D2 = fit.alpha.length;
  const alpha = new Float64Array(fits.length * D2);
  fits.forEach((f, b) => {
    alpha.set(f.alpha, b * D2);
  });
  return {
    alpha,
    decay: Float64Array.from(fits, (f) => f.decay),
    spectralRadius: Float64Array.from(fits, (f) => f.spectralRadius),
    leftOut,
  };
}

/** Events of a stable process on [0, T] by Ogata's thinning. @throws "input-invalid" when the spectral radius is 1 or more */
export function simulateHawkes(p: HawkesParameters, T: number, seed: number | string): Events {
  const D = p.mu.length;
  if (!(spectralRadius(p.alpha, D) < 1))
    throw new VorlaufError("input-invalid", {
      what: "branching matrix",
      got: "spectral radius of 1 or more",
      fix: "Only a stable process can be simulated.",
    });
  const random = createRandom(seed);
  const R = new Float64Array(D * D);
  const l = new Float64Array(D);
  const [t, kind]: [number[], number[]] = [[], []];
  const ratesInto = (): number => {
    let total = 0;
    for (let i = 0; i < D; i++) {
      let rate = p.mu[i]!;
      for (let c = i * D; c < i * D + D; c++) rate += p.alpha[c]! * p.beta[c]! * R[c]!;
      l[i] = rate;
      total += rate;
    }
    return total;
  };
  let now = 0;
  for (;;) {
    const bound = ratesInto();
    const gap = random.exponential() / bound;
    now += gap;
    if (now > T) break;
    for (let c = 0; c < D * D; c++) R[c]! *= Math.exp(-p.beta[c]! * gap);
    ratesInto();
    let u = random.uniform() * bound;
    let k = 0;
    while (k < D) {
      u -= l[k]!;
      if (u < 0) break;
      k++;
    }
    if (k === D) continue;
    t.push(now);
    kind.push(k);
    for (let i = 0; i < D; i++) R[i * D + k]! += 1;
  }
  return { t: Float64Array.from(t), kind: Int32Array.from(kind), kinds: D, T };
}

/** What `vorlauf method hawkes` gives: the fit, its standard errors and the profile interval of the decay (95 %). */
interface HawkesReport extends HawkesFit {
  readonly standardErrors: HawkesErrors;
  readonly decayInterval: { readonly low: number; readonly high: number };
}

/** Do events of one kind set off events of another? */
export const method: Method<Events, Record<string, never>, HawkesReport> = {
  id: "hawkes",
  cites: [
    "Hawkes (1971), Biometrika 58",
    "Ogata (1981), IEEE Transactions on Information Theory 27",
    "Brown et al. (2002), Neural Computation 14",
  ],
  defaults: {},
  run: (events) => {
    const fit = fitHawkes(events);
    return {
      ...fit,
      standardErrors: hawkesStandardErrors(events, fit),
      decayInterval: decayInterval(events, fit),
    };
  },
};

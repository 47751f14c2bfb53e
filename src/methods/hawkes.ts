import { chi2Quantile, chi2Upper } from "../math/distributions.ts";
import { kolmogorovUpper } from "../math/kolmogorov.ts";
import { choleskyInto, choleskySolve, solve, spectralRadius } from "../math/linear-algebra.ts";
import { findRoot, minimiseScalar } from "../math/optimise.ts";
import { createRandom } from "../math/random.ts";
import { mean } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

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
 * Exact log-likelihood and gradient in O(n D²): R_ij(t) = sum exp(-beta_ij (t - t_k)) and its derivative are carried from
 * event to event.
 * @cite Ogata (1981), IEEE Transactions on Information Theory 27; Ozaki (1979), Annals of the Institute of Statistical Mathematics 31
 */
export function hawkesLikelihood(events: Events, p: HawkesParameters): HawkesLikelihood {
  const { t, kind, kinds: D, T } = events;
  const R = new Float64Array(D * D);
  const S = new Float64Array(D * D);
  const grad = { mu: new Float64Array(D).fill(-T), alpha: new Float64Array(D * D), beta: new Float64Array(D * D) };
  const before = new Float64Array(D * D);
  let value = 0;
  for (let i = 0; i < D; i++) value -= p.mu[i]! * T;
  for (let n = 0; n < t.length; n++) {
    const i = kind[n]!;
    let lambda = p.mu[i]!;
    for (let j = 0; j < D; j++) {
      const c = i * D + j;
      const b = p.beta[c]!;
      const gap = t[n]! - before[c]!;
      const decay = Math.exp(-b * gap);
      S[c] = decay * (S[c]! + gap * R[c]!);
      R[c]! *= decay;
      before[c] = t[n]!;
      lambda += p.alpha[c]! * b * R[c]!;
    }
    value += Math.log(lambda);
    grad.mu[i]! += 1 / lambda;
    for (let j = 0; j < D; j++) {
      const c = i * D + j;
      const b = p.beta[c]!;
      grad.alpha[c]! += (b * R[c]!) / lambda;
      grad.beta[c]! += (p.alpha[c]! * (R[c]! - b * S[c]!)) / lambda;
    }
    for (let a = 0; a < D; a++) {
      const c = a * D + i;
      const gap = t[n]! - before[c]!;
      if (gap > 0) {
        const decay = Math.exp(-p.beta[c]! * gap);
        S[c] = decay * (S[c]! + gap * R[c]!);
        R[c]! *= decay;
        before[c] = t[n]!;
      }
      R[c]! += 1;
      const left = T - t[n]!;
      const tail = Math.exp(-p.beta[c]! * left);
      value -= p.alpha[c]! * (1 - tail);
      grad.alpha[c]! -= 1 - tail;
      grad.beta[c]! -= p.alpha[c]! * left * tail;
    }
  }
  return { value, ...grad };
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

/** Maximum likelihood with one common decay, found by one-dimensional search over its logarithm. @throws as {@link fitHawkesAt} */
export function fitHawkes(events: Events): HawkesFit {
  checkEvents(events);
  const rate = events.t.length / events.T;
  const loss = (x: number): number => -maximiseAt(events, Math.exp(x)).value;
  const centre = Math.log(rate);
  const grid = Array.from({ length: 21 }, (_, i) => centre - 8 + 0.8 * i);
  const values = grid.map(loss);
  const i = values.indexOf(Math.min(...values));
  const found = minimiseScalar(loss, grid[Math.max(0, i - 1)]!, grid[Math.min(20, i + 1)]!, 1e-9);
  const decay = Math.exp(found.x);
  return complete(events, decay, maximiseAt(events, decay));
}

function checkEvents({ t, kind, kinds, T }: Events): void {
  const counts = new Float64Array(kinds);
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

interface Best {
  readonly mu: Float64Array;
  readonly alpha: Float64Array;
  readonly value: number;
  readonly converged: boolean;
}

/** Excitation g_j at every event of each kind, and the integral of every kind's excitation. */
function excitationAt(
  { t, kind, kinds: D, T }: Events,
  decay: number,
): { readonly rows: readonly Float64Array[]; readonly c: Float64Array } {
  const rows: number[][] = Array.from({ length: D }, () => []);
  const R = new Float64Array(D);
  const integral = new Float64Array(D);
  let last = 0;
  for (let n = 0; n < t.length; n++) {
    const fade = Math.exp(-decay * (t[n]! - last));
    last = t[n]!;
    const row = rows[kind[n]!]!;
    for (let j = 0; j < D; j++) {
      R[j]! *= fade;
      row.push(decay * R[j]!);
    }
    R[kind[n]!]! += 1;
    integral[kind[n]!]! += -Math.expm1(-decay * (T - t[n]!));
  }
  return { rows: rows.map((r) => Float64Array.from(r)), c: Float64Array.from([T, ...integral]) };
}

/** One concave problem per kind; `held` fixes one alpha. */
function maximiseAt(
  events: Events,
  decay: number,
  held: { readonly cause: number; readonly effect: number; readonly value: number } | null = null,
): Best {
  const D = events.kinds;
  const { rows, c } = excitationAt(events, decay);
  const mu = new Float64Array(D);
  const alpha = new Float64Array(D * D);
  let value = 0;
  let converged = true;
  for (let i = 0; i < D; i++) {
    const one = maximiseKind(rows[i]!, D, c, held?.effect === i ? { index: held.cause + 1, value: held.value } : null);
    mu[i] = one.x[0]!;
    for (let j = 0; j < D; j++) alpha[i * D + j] = one.x[j + 1]!;
    value += one.value;
    converged &&= one.converged;
  }
  return { mu, alpha, value, converged };
}

/** max over x >= 0 of sum_k log(x_0 + sum_j x_j g_kj) - c'x; a held coordinate keeps its value. */
function maximiseKind(
  g: Float64Array,
  D: number,
  c: Float64Array,
  held: { readonly index: number; readonly value: number } | null = null,
): { readonly x: Float64Array; readonly value: number; readonly converged: boolean } {
  const m = D + 1;
  const n = g.length / D;
  let x = Float64Array.from(c, (v, i) =>
    i === held?.index ? held.value : i === 0 ? (0.5 * n) / v : v > 0 ? (0.5 * n) / D / v : 0,
  );
  const evaluate = (at: Float64Array): number => {
    let s = 0;
    for (let k = 0; k < n; k++) {
      let l = at[0]!;
      for (let j = 0; j < D; j++) l += at[j + 1]! * g[k * D + j]!;
      if (!(l > 0)) return Number.NEGATIVE_INFINITY;
      s += Math.log(l);
    }
    for (let i = 0; i < m; i++) s -= c[i]! * at[i]!;
    return s;
  };
  let value = evaluate(x);
  for (let iteration = 0; iteration < 200; iteration++) {
    const { gradient, hessian } = derivatives(x, g, c, D);
    const free = Array.from({ length: m }, (_, i) => i).filter(
      (i) => i !== held?.index && (x[i]! > 0 || gradient[i]! > 0),
    );
    const size = Math.max(...free.map((i) => Math.abs(gradient[i]!) * Math.max(x[i]!, 1e-6 / Math.max(1, c[i]!))), 0);
    if (size < 1e-11 * n) return { x, value, converged: true };
    const step = newtonStep(gradient, hessian, free, m);
    let scale = 1;
    let moved = false;
    for (let halving = 0; halving < 60; halving++, scale /= 2) {
      const next = x.map((v, i) => Math.max(0, v + scale * step[i]!));
      const at = evaluate(next);
      if (at > value || (at === value && halving > 0)) {
        moved = at > value;
        x = next;
        value = at;
        break;
      }
    }
    if (!moved) return { x, value, converged: true };
  }
  return { x, value, converged: false };
}

function derivatives(
  x: Float64Array,
  g: Float64Array,
  c: Float64Array,
  D: number,
): { readonly gradient: Float64Array; readonly hessian: Float64Array } {
  const m = D + 1;
  const gradient = c.map((v) => -v);
  const hessian = new Float64Array(m * m);
  const row = new Float64Array(m);
  row[0] = 1;
  for (let k = 0; k < g.length / D; k++) {
    let l = x[0]!;
    for (let j = 0; j < D; j++) {
      row[j + 1] = g[k * D + j]!;
      l += x[j + 1]! * row[j + 1]!;
    }
    for (let a = 0; a < m; a++) {
      const r = row[a]! / l;
      gradient[a]! += r;
      for (let b = 0; b <= a; b++) hessian[a * m + b]! += (r * row[b]!) / l;
    }
  }
  return { gradient, hessian };
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
    Math.max(...decays.map((decay) => maximiseAt(events, decay, { ...pair, value }).value));
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
  const waits: number[][] = Array.from({ length: D }, () => []);
  const sums = new Float64Array(D);
  const R = new Float64Array(D * D);
  let last = 0;
  for (let n = 0; n < t.length; n++) {
    const gap = t[n]! - last;
    last = t[n]!;
    for (let i = 0; i < D; i++) {
      sums[i]! += p.mu[i]! * gap;
      for (let j = 0; j < D; j++) {
        const c = i * D + j;
        const fade = Math.exp(-p.beta[c]! * gap);
        sums[i]! += p.alpha[c]! * R[c]! * (1 - fade);
        R[c]! *= fade;
      }
    }
    const k = kind[n]!;
    waits[k]!.push(sums[k]!);
    sums[k] = 0;
    for (let i = 0; i < D; i++) R[i * D + k]! += 1;
  }
  return waits.map((w) => {
    const x = Float64Array.from(w).sort();
    const n = x.length;
    let ks = 0;
    x.forEach((v, i) => {
      const F = -Math.expm1(-v);
      ks = Math.max(ks, F - i / n, (i + 1) / n - F);
    });
    return { n, mean: mean(x), ks, p: kolmogorovUpper(ks, n) };
  });
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
  const [t, kind]: [number[], number[]] = [[], []];
  const rates = (): Float64Array =>
    Float64Array.from(
      { length: D },
      (_, i) =>
        p.mu[i]! +
        Array.from({ length: D }, (__, j) => p.alpha[i * D + j]! * p.beta[i * D + j]! * R[i * D + j]!).reduce(
          (a, b) => a + b,
          0,
        ),
    );
  let now = 0;
  for (;;) {
    const bound = rates().reduce((a, b) => a + b, 0);
    const gap = random.exponential() / bound;
    now += gap;
    if (now > T) break;
    for (let c = 0; c < D * D; c++) R[c]! *= Math.exp(-p.beta[c]! * gap);
    const l = rates();
    let u = random.uniform() * bound;
    const k = l.findIndex((v) => {
      u -= v;
      return u < 0;
    });
    if (k < 0) continue;
    t.push(now);
    kind.push(k);
    for (let i = 0; i < D; i++) R[i * D + k]! += 1;
  }
  return { t: Float64Array.from(t), kind: Int32Array.from(kind), kinds: D, T };
}

/** Do events of one kind set off events of another? */
export const method: Method<Events, Record<string, never>, HawkesFit> = {
  id: "hawkes",
  cites: [
    "Hawkes (1971), Biometrika 58",
    "Ogata (1981), IEEE Transactions on Information Theory 27",
    "Brown et al. (2002), Neural Computation 14",
  ],
  defaults: {},
  run: (events) => fitHawkes(events),
};

import { type BandMatrix, choleskyBandInto, selectedInverse, solveBandCholesky } from "../math/banded.ts";
import {
  cholesky,
  choleskySolve,
  identity,
  logDetFromCholesky,
  multiply,
  symmetrise,
  transpose,
} from "../math/linear-algebra.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/**
 * A dynamic factor model with AR(1) idiosyncratic terms and no measurement noise:
 *
 *   x_i[t] = lambda_i' f[t] + e_i[t],  e_i[t] = phi_i e_i[t-1] + u_i[t],  u_i ~ N(0, s_i)
 *   f[t] = A1 f[t-1] + ... + Ap f[t-p] + v[t],  v ~ N(0, Q)
 *
 * f and every e_i start from their stationary distributions.
 */
export interface FactorParameters {
  readonly r: number;
  readonly p: number;
  /** N × r. */
  readonly Lambda: Float64Array;
  /** N. */
  readonly phi: Float64Array;
  /** N, innovation variances. */
  readonly s: Float64Array;
  /** r × (r p): A1, A2, ... side by side. */
  readonly A: Float64Array;
  /** r × r. */
  readonly Q: Float64Array;
}

/** A standardised panel: T rows, N columns, NaN where missing. */
export interface FactorPanel {
  readonly x: Float64Array;
  readonly T: number;
  readonly N: number;
}

/** Observed dates of a series as transitions: the first, then (previous, current). */
interface Chain {
  readonly first: number;
  /** Pairs with their gap g = to - from. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** The observed dates of every series, worked out once per panel. */
export interface PanelPattern {
  readonly chains: readonly (Chain | null)[];
  readonly longestGap: number;
  readonly observed: number;
}

/** Dates of the observations of every series. @throws "wrong-shape" */
export function patternOf({ x, T, N }: FactorPanel): PanelPattern {
  if (x.length !== T * N)
    throw new VorlaufError("wrong-shape", { what: "panel", expected: `${T} × ${N}`, got: `${x.length} numbers` });
  let [longestGap, observed] = [1, 0];
  const chains = Array.from({ length: N }, (_, i) => {
    const dates: number[] = [];
    for (let t = 0; t < T; t++) if (!Number.isNaN(x[t * N + i]!)) dates.push(t);
    observed += dates.length;
    for (let k = 1; k < dates.length; k++) longestGap = Math.max(longestGap, dates[k]! - dates[k - 1]!);
    return dates.length === 0
      ? null
      : { first: dates[0]!, from: Int32Array.from(dates.slice(0, -1)), to: Int32Array.from(dates.slice(1)) };
  });
  return { chains, longestGap, observed };
}

/** Posterior of the factors given the panel. */
export interface FactorPosterior {
  /** Exact log-likelihood of the observed values [nats]. */
  readonly logLikelihood: number;
  /** E(f | x), T × r. */
  readonly mean: Float64Array;
  /** Covariances inside the band; read with {@link covarianceAt}. */
  readonly covariance: BandMatrix;
}

/** Cov(f[t][a], f[s][b] | x) for dates within the band. */
export function covarianceAt(
  { covariance }: FactorPosterior,
  r: number,
  at: { readonly t: number; readonly a: number; readonly s: number; readonly b: number },
): number {
  const i = at.t * r + at.a;
  const j = at.s * r + at.b;
  const [low, high] = i < j ? [i, j] : [j, i];
  return covariance.values[low * (covariance.width + 1) + high - low]!;
}

/** Variance of e over a gap of g, over s: (1 - phi^2g) / (1 - phi²). */
export function gapVariance(phi: number, g: number): number {
  let v = 0;
  for (let k = 0, c = 1; k < g; k++, c *= phi * phi) v += c;
  return v;
}

/** Stationary covariance of (f[t], ..., f[t-p+1]) by doubling, rp × rp. @throws "not-positive-definite" when the VAR is not stationary */
export function stationaryFactors({ r, p, A, Q }: Pick<FactorParameters, "r" | "p" | "A" | "Q">): Float64Array {
  const m = r * p;
  let F: Float64Array = new Float64Array(m * m);
  for (let i = 0; i < r; i++) for (let j = 0; j < m; j++) F[i * m + j] = A[i * m + j]!;
  for (let i = r; i < m; i++) F[i * m + i - r] = 1;
  let P: Float64Array = new Float64Array(m * m);
  for (let i = 0; i < r; i++) for (let j = 0; j < r; j++) P[i * m + j] = Q[i * r + j]!;
  const d = { n: m, k: m, m };
  for (let k = 0; k < 60; k++) {
    const add = multiply(multiply(F, P, d), transpose(F, m, m), d);
    let change = 0;
    P = P.map((v, i) => {
      change = Math.max(change, Math.abs(add[i]!));
      return v + add[i]!;
    });
    if (change < 1e-16 * Math.abs(P[0]!)) return symmetrise(P, m);
    if (!(change < 1e12)) break;
    F = multiply(F, F, d);
  }
  throw new VorlaufError("not-positive-definite", {
    what: "stationary covariance of the factors",
    pivot: Number.NaN,
    index: 0,
  });
}

/**
 * Exact likelihood and factor posterior in precision form: K = K_f + sum_i L_i' Q_i L_i is block-banded (a gap of g months
 * adds a block g below the diagonal), and
 * log p(x) = 1/2 (log|K_f| + sum log|Q_i| - log|K| - n log 2 pi - sum x'Q x + b' K^-1 b), b = sum L_i' Q_i x_i.
 * Cost O(T r³ w² + N T r²).
 *
 * @throws "not-positive-definite" when the factor VAR is not stationary
 * @cite Chan & Jeliazkov (2009), International Journal of Mathematical Modelling and Numerical Optimisation 1; Jungbacker, Koopman & van der Wel (2011), JEDC 35
 */
export function factorPosterior(panel: FactorPanel, pattern: PanelPattern, q: FactorParameters): FactorPosterior {
  const { T, N, x } = panel;
  const { r, p } = q;
  const width = r * (Math.max(p, pattern.longestGap) + 1) - 1;
  const step = width + 1;
  const n = T * r;
  const K: BandMatrix = { values: new Float64Array(n * step), n, width };
  const logDetF = addFactorPrecision(K, T, q);
  const b = new Float64Array(n);
  let [logDetQ, quadratic] = [0, 0];
  const lambda = new Float64Array(r);
  for (let i = 0; i < N; i++) {
    const chain = pattern.chains[i];
    if (chain === null || chain === undefined) continue;
    for (let a = 0; a < r; a++) lambda[a] = q.Lambda[i * r + a]!;
    const phi = q.phi[i]!;
    const weight0 = (1 - phi * phi) / q.s[i]!;
    const x0 = x[chain.first * N + i]!;
    logDetQ += Math.log(weight0);
    quadratic += weight0 * x0 * x0;
    addDiagonal(K, chain.first * r, lambda, weight0);
    for (let a = 0; a < r; a++) b[chain.first * r + a]! += weight0 * x0 * lambda[a]!;
    const plain = 1 / q.s[i]!;
    for (let k = 0; k < chain.to.length; k++) {
      const [s, t] = [chain.from[k]!, chain.to[k]!];
      const g = t - s;
      const c = g === 1 ? phi : phi ** g;
      const w = g === 1 ? plain : plain / gapVariance(phi, g);
      logDetQ += Math.log(w);
      const u = x[t * N + i]! - c * x[s * N + i]!;
      quadratic += w * u * u;
      const wu = w * u;
      const [at, as] = [t * r, s * r];
      for (let a = 0; a < r; a++) {
        const la = lambda[a]!;
        b[at + a]! += wu * la;
        b[as + a]! -= c * wu * la;
        const wl = w * la;
        for (let e = 0; e <= a; e++) {
          const v = wl * lambda[e]!;
          K.values[(at + e) * step + a - e]! += v;
          K.values[(as + e) * step + a - e]! += c * c * v;
        }
        for (let e = 0; e < r; e++) K.values[(as + e) * step + at + a - as - e]! -= c * wl * lambda[e]!;
      }
    }
  }
  const logDetK = choleskyBandInto(K);
  const mean = solveBandCholesky(K, b);
  let fit = 0;
  for (let i = 0; i < n; i++) fit += b[i]! * mean[i]!;
  const logLikelihood =
    0.5 * (logDetF + logDetQ - logDetK - pattern.observed * Math.log(2 * Math.PI) - quadratic + fit);
  return { logLikelihood, mean, covariance: K };
}

/** The same with the covariances inside the band (selected inverse) in place of the factor. */
export function factorMoments(panel: FactorPanel, pattern: PanelPattern, q: FactorParameters): FactorPosterior {
  const posterior = factorPosterior(panel, pattern, q);
  return { ...posterior, covariance: selectedInverse(posterior.covariance) };
}

function addDiagonal(K: BandMatrix, at: number, lambda: Float64Array, w: number): void {
  const step = K.width + 1;
  for (let a = 0; a < lambda.length; a++)
    for (let e = 0; e <= a; e++) K.values[(at + e) * step + a - e]! += w * lambda[a]! * lambda[e]!;
}

/** Adds the prior precision of the factor path; returns its log determinant. */
function addFactorPrecision(K: BandMatrix, T: number, q: FactorParameters): number {
  const { r, p, A, Q } = q;
  const m = r * p;
  const step = K.width + 1;
  const P0 = stationaryFactors(q);
  const L0 = cholesky(P0, m);
  const inverse0 = choleskySolve(L0, identity(m), m, m);
  // The stationary block is ordered newest first; the path oldest first.
  const place = (k: number): number => (p - 1 - Math.floor(k / r)) * r + (k % r);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const [a, b] = [place(i), place(j)];
      if (a >= b) K.values[b * step + a - b]! += inverse0[i * m + j]!;
    }
  }
  const LQ = cholesky(Q, r);
  const Qinv = choleskySolve(LQ, identity(r), r, r);
  const B = new Float64Array(r * (m + r));
  for (let i = 0; i < r; i++) {
    for (let j = 0; j < m; j++) B[i * (m + r) + place(j)] = -A[i * m + j]!;
    B[i * (m + r) + m + i] = 1;
  }
  const BQB = multiply(transpose(B, r, m + r), multiply(Qinv, B, { n: r, k: r, m: m + r }), {
    n: m + r,
    k: r,
    m: m + r,
  });
  for (let t = p; t < T; t++) {
    const base = (t - p) * r;
    for (let i = 0; i < m + r; i++)
      for (let j = 0; j <= i; j++) K.values[(base + j) * step + i - j]! += BQB[i * (m + r) + j]!;
  }
  return -logDetFromCholesky(L0, m) - (T - p) * logDetFromCholesky(LQ, r);
}

/** How likely is a panel under a factor model, and where are its factors? */
export const method: Method<
  { readonly panel: FactorPanel; readonly parameters: FactorParameters },
  Record<string, never>,
  FactorPosterior
> = {
  id: "factor-likelihood",
  cites: [
    "Chan & Jeliazkov (2009)",
    "Jungbacker, Koopman & van der Wel (2011), Journal of Economic Dynamics & Control 35(8)",
  ],
  defaults: {},
  run: ({ panel, parameters }) => factorPosterior(panel, patternOf(panel), parameters),
};

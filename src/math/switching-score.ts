import { filterTuples, smoothTuples, type TupleSpace } from "./hamilton-filter.ts";

/**
 * A regression whose coefficients follow a hidden Markov chain of K regimes, with lags of the deviations:
 *
 *   y[t] - x[t]' b[s_t] = sum_i phi_i[s_t] (y[t-i] - x[t-i]' b[s_{t-i}]) + sigma[s_t] e[t]
 */
export interface RegimeRegression {
  /** K × K, rows sum to 1. */
  readonly transition: Float64Array;
  /** K × q. */
  readonly beta: Float64Array;
  /** K. */
  readonly sigma2: Float64Array;
  /** K × order. */
  readonly phi: Float64Array;
}

/** Derivatives of the log-likelihood by everything in {@link RegimeRegression}; expected moves and first regime for the chain's part. */
export interface RegimeScore {
  readonly logLikelihood: number;
  readonly moves: Float64Array;
  readonly first: Float64Array;
  readonly beta: Float64Array;
  readonly sigma2: Float64Array;
  readonly phi: Float64Array;
}

/** x[t]' b[k], K × T; 0 without regressors. */
function levelsOf(
  X: Float64Array,
  beta: Float64Array,
  { K, T }: { readonly K: number; readonly T: number },
): Float64Array {
  const q = X.length / T;
  const out = new Float64Array(K * T);
  for (let k = 0; k < K; k++)
    for (let t = 0; t < T; t++) {
      let m = 0;
      for (let j = 0; j < q; j++) m += X[t * q + j]! * beta[k * q + j]!;
      out[k * T + t] = m;
    }
  return out;
}

/** Log-likelihood by Hamilton's filter; see `filterTuples`. @param X T × q @cite Hamilton (1989), Econometrica 57 */
export function regimeLikelihood(y: Float64Array, X: Float64Array, p: RegimeRegression, space: TupleSpace): number {
  const levels = levelsOf(X, p.beta, { K: space.K, T: y.length });
  return likelihoodAt(y, levels, p, space);
}

function likelihoodAt(y: Float64Array, levels: Float64Array, p: RegimeRegression, space: TupleSpace): number {
  const { order, tuples, digits } = space;
  const T = y.length;
  const height = p.sigma2.map((v) => -0.5 * Math.log(2 * Math.PI * v));
  return filterTuples(p.transition, space, (t, exponent) => {
    for (let s = 0; s < tuples; s++) {
      const d = s * (order + 1);
      const now = digits[d]!;
      let e = y[t + order]! - levels[now * T + t + order]!;
      for (let i = 1; i <= order; i++) {
        const at = t + order - i;
        e -= p.phi[now * order + i - 1]! * (y[at]! - levels[digits[d + i]! * T + at]!);
      }
      exponent[s] = height[now]! - (0.5 * e * e) / p.sigma2[now]!;
    }
  });
}

/**
 * Score by Fisher's identity: expected derivative of the complete-data likelihood given all y.
 * @param X T × q
 * @cite Hamilton (1993), Handbook of Statistics 11, 9.5
 */
export function regimeScore(y: Float64Array, X: Float64Array, p: RegimeRegression, space: TupleSpace): RegimeScore {
  const { K, order, tuples, digits, n } = space;
  const T = y.length;
  const q = X.length / T;
  const levels = levelsOf(X, p.beta, { K, T });
  const logLikelihood = likelihoodAt(y, levels, p, space);
  const moves = new Float64Array(K * K);
  const first = new Float64Array(K);
  const [beta, sigma2, phi] = [new Float64Array(K * q), new Float64Array(K), new Float64Array(K * order)];
  if (!Number.isFinite(logLikelihood)) return { logLikelihood, moves, first, beta, sigma2, phi };
  const smoothed = smoothTuples(p.transition, space, moves);
  const pull = new Float64Array(K * T);
  for (let s = 0; s < tuples; s++) {
    const d = s * (order + 1);
    const now = digits[d]!;
    const w = smoothed[s]!;
    first[digits[d + order]!]! += w;
    for (let i = order; i > 0; i--) moves[digits[d + i]! * K + digits[d + i - 1]!]! += w;
    for (let t = 0; t < n; t++) {
      const weight = smoothed[t * tuples + s]!;
      if (weight < 1e-18) continue;
      const at = t + order;
      let e = y[at]! - levels[now * T + at]!;
      for (let i = 1; i <= order; i++)
        e -= p.phi[now * order + i - 1]! * (y[at - i]! - levels[digits[d + i]! * T + at - i]!);
      const v = (weight * e) / p.sigma2[now]!;
      sigma2[now]! += (0.5 * (v * e - weight)) / p.sigma2[now]!;
      pull[now * T + at]! += v;
      for (let i = 1; i <= order; i++) {
        const then = digits[d + i]! * T + at - i;
        phi[now * order + i - 1]! += v * (y[at - i]! - levels[then]!);
        pull[then]! -= p.phi[now * order + i - 1]! * v;
      }
    }
  }
  for (let k = 0; k < K; k++)
    for (let t = 0; t < T; t++) for (let j = 0; j < q; j++) beta[k * q + j]! += pull[k * T + t]! * X[t * q + j]!;
  return { logLikelihood, moves, first, beta, sigma2, phi };
}

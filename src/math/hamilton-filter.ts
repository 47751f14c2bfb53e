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

/** Derivatives of the log-likelihood, and what follows from the chain's start. */
export interface SwitchingScore {
  readonly logLikelihood: number;
  /** Expected moves from regime i to j given all y, K × K. */
  readonly moves: Float64Array;
  /** P(regime before the first value | all y), K: the weights of log pi in the likelihood. */
  readonly first: Float64Array;
  readonly mu: Float64Array;
  readonly sigma2: Float64Array;
  readonly phi: Float64Array;
}

/** Buffers of the filter and the tuples' digits, made once per shape. */
export interface TupleSpace {
  readonly K: number;
  readonly order: number;
  /** K^(order + 1) tuples (s_t, ..., s_{t-order}), newest regime first. */
  readonly tuples: number;
  /** Digit i of tuple s at [s (order + 1) + i]: regime of period t - i. */
  readonly digits: Int32Array;
  /** n × tuples: densities over the period's predictive density, and filtered probabilities. */
  readonly density: Float64Array;
  readonly filtered: Float64Array;
  readonly n: number;
}

/** @param length values of y, more than `order` */
export function tupleSpace(K: number, order: number, length: number): TupleSpace {
  const tuples = K ** (order + 1);
  const digits = new Int32Array(tuples * (order + 1));
  for (let s = 0; s < tuples; s++) {
    let rest = s;
    for (let i = order; i >= 0; i--) {
      digits[s * (order + 1) + i] = rest % K;
      rest = Math.floor(rest / K);
    }
  }
  const n = length - order;
  return {
    K,
    order,
    tuples,
    digits,
    n,
    density: new Float64Array(n * tuples),
    filtered: new Float64Array(n * tuples),
  };
}

/**
 * Log-likelihood by Hamilton's filter, densities relative to the period's largest so that no value is too far off; `space.density` and
 * `space.filtered` are overwritten. The chain starts from its stationary distribution; the state is the tuple, so the likelihood is exact.
 * @cite Hamilton (1989), Econometrica 57
 */
export function hamiltonFilter(y: Float64Array, p: SwitchingParameters, space: TupleSpace): number {
  const { order, tuples, digits } = space;
  const centre = new Float64Array(tuples);
  const precision = new Float64Array(tuples);
  const height = new Float64Array(tuples);
  for (let s = 0; s < tuples; s++) {
    const d = s * (order + 1);
    centre[s] = p.mu[digits[d]!]!;
    for (let i = 1; i <= order; i++) centre[s]! -= p.phi[i - 1]! * p.mu[digits[d + i]!]!;
    precision[s] = 1 / p.sigma2[digits[d]!]!;
    height[s] = 0.5 * Math.log(precision[s]! / (2 * Math.PI));
  }
  return filterTuples(p.transition, space, (t, exponent) => {
    let z = y[t + order]!;
    for (let i = 0; i < order; i++) z -= p.phi[i]! * y[t + order - 1 - i]!;
    for (let s = 0; s < tuples; s++) {
      const e = z - centre[s]!;
      exponent[s] = height[s]! - 0.5 * e * e * precision[s]!;
    }
  });
}

/**
 * The recursion of Hamilton's filter for any densities: `fill` writes the log-density of row t given every tuple. Overwrites
 * `space.density` and `space.filtered`; minus infinity where a row is impossible.
 */
export function filterTuples(
  transition: Float64Array,
  space: TupleSpace,
  fill: (t: number, exponent: Float64Array) => void,
): number {
  const { K, order, tuples, digits, density, filtered, n } = space;
  const block = tuples / K;
  const prior = startTuples(transition, space);
  const exponent = new Float64Array(tuples);
  let logLikelihood = 0;
  for (let t = 0; t < n; t++) {
    fill(t, exponent);
    let top = Number.NEGATIVE_INFINITY;
    for (let s = 0; s < tuples; s++) if (exponent[s]! > top && prior[s]! > 0) top = exponent[s]!;
    const row = t * tuples;
    let total = 0;
    for (let s = 0; s < tuples; s++) {
      const f = Math.exp(exponent[s]! - top);
      density[row + s] = f;
      total += prior[s]! * f;
    }
    if (!(total > 0 && Number.isFinite(total))) return Number.NEGATIVE_INFINITY;
    logLikelihood += top + Math.log(total);
    const one = 1 / total;
    for (let s = 0; s < tuples; s++) {
      density[row + s]! *= one;
      filtered[row + s] = prior[s]! * density[row + s]!;
    }
    prior.fill(0);
    for (let s = 0; s < tuples; s++) {
      const post = filtered[row + s]!;
      const from = digits[s * (order + 1)]! * K;
      const older = Math.floor(s / K);
      for (let j = 0; j < K; j++) prior[j * block + older]! += transition[from + j]! * post;
    }
  }
  return logLikelihood;
}

function startTuples(P: Float64Array, { K, order, tuples, digits }: TupleSpace): Float64Array {
  const stationary = stationaryDistribution(P, K);
  const out = new Float64Array(tuples);
  for (let s = 0; s < tuples; s++) {
    const d = s * (order + 1);
    let v = stationary[digits[d + order]!]!;
    for (let i = order; i > 0; i--) v *= P[digits[d + i]! * K + digits[d + i - 1]!]!;
    out[s] = v;
  }
  return out;
}

/**
 * P(tuple | all y), n × tuples, after {@link hamiltonFilter}; expected moves are added to `moves` where it is given.
 * @cite Kim (1994), Journal of Econometrics 60; Baum et al. (1970), Annals of Mathematical Statistics 41
 */
export function smoothTuples(transition: Float64Array, space: TupleSpace, moves: Float64Array | null): Float64Array {
  const { K, order, tuples, digits, density, filtered, n } = space;
  const block = tuples / K;
  const smoothed = new Float64Array(n * tuples);
  let later = new Float64Array(tuples).fill(1);
  let now = new Float64Array(tuples);
  for (let t = n - 1; t >= 0; t--) {
    const row = t * tuples;
    if (t < n - 1) {
      for (let s = 0; s < tuples; s++) {
        const from = digits[s * (order + 1)]! * K;
        const older = Math.floor(s / K);
        let sum = 0;
        for (let j = 0; j < K; j++) {
          const to = j * block + older;
          const v = transition[from + j]! * density[row + tuples + to]! * later[to]!;
          sum += v;
          if (moves !== null) moves[from + j]! += filtered[row + s]! * v;
        }
        now[s] = sum;
      }
      [later, now] = [now, later];
    }
    for (let s = 0; s < tuples; s++) smoothed[row + s] = filtered[row + s]! * later[s]!;
  }
  return smoothed;
}

/**
 * Score by Fisher's identity: the expected derivative of the complete-data likelihood given all y, one pass of the filter and one of the
 * smoother whatever the number of parameters.
 * @cite Hamilton (1993), Handbook of Statistics 11, 9.5; Louis (1982), Journal of the Royal Statistical Society B 44
 */
export function switchingScore(y: Float64Array, p: SwitchingParameters, space: TupleSpace): SwitchingScore {
  const { K, order, tuples, digits, n } = space;
  const logLikelihood = hamiltonFilter(y, p, space);
  const moves = new Float64Array(K * K);
  const first = new Float64Array(K);
  const [mu, sigma2, phi] = [new Float64Array(K), new Float64Array(K), new Float64Array(order)];
  if (!Number.isFinite(logLikelihood)) return { logLikelihood, moves, first, mu, sigma2, phi };
  const smoothed = smoothTuples(p.transition, space, moves);
  const width = order + 1;
  for (let s = 0; s < tuples; s++) {
    const d = s * width;
    const w = smoothed[s]!;
    first[digits[d + order]!]! += w;
    for (let i = order; i > 0; i--) moves[digits[d + i]! * K + digits[d + i - 1]!]! += w;
    const now = digits[d]!;
    const precision = 1 / p.sigma2[now]!;
    let centre = p.mu[now]!;
    for (let i = 1; i <= order; i++) centre -= p.phi[i - 1]! * p.mu[digits[d + i]!]!;
    let [pull, spread] = [0, 0];
    for (let t = 0; t < n; t++) {
      const weight = smoothed[t * tuples + s]!;
      if (weight < 1e-18) continue;
      const at = t + order;
      let e = y[at]! - centre;
      for (let i = 1; i <= order; i++) e -= p.phi[i - 1]! * y[at - i]!;
      const v = weight * e * precision;
      pull += v;
      spread += 0.5 * precision * (v * e - weight);
      for (let i = 1; i <= order; i++) phi[i - 1]! += v * (y[at - i]! - p.mu[digits[d + i]!]!);
    }
    mu[now]! += pull;
    for (let i = 1; i <= order; i++) mu[digits[d + i]!]! -= p.phi[i - 1]! * pull;
    sigma2[now]! += spread;
  }
  return { logLikelihood, moves, first, mu, sigma2, phi };
}

/**
 * Stationary distribution of a chain of K states, by elimination without subtractions.
 * @cite Grassmann, Taksar & Heyman (1985), Operations Research 33
 */
export function stationaryDistribution(P: Float64Array, K: number): Float64Array {
  const A = Float64Array.from(P);
  for (let k = K - 1; k > 0; k--) {
    let leave = 0;
    for (let j = 0; j < k; j++) leave += A[k * K + j]!;
    for (let i = 0; i < k; i++) {
      A[i * K + k]! /= leave > 0 ? leave : Number.MIN_VALUE;
      for (let j = 0; j < k; j++) A[i * K + j]! += A[i * K + k]! * A[k * K + j]!;
    }
  }
  const out = new Float64Array(K);
  out[0] = 1;
  let total = 1;
  for (let k = 1; k < K; k++) {
    for (let i = 0; i < k; i++) out[k]! += out[i]! * A[i * K + k]!;
    total += out[k]!;
  }
  return out.map((v) => v / total);
}

import type { StateSpace } from "../math/kalman.ts";
import { multiply, symmetrise, transpose } from "../math/linear-algebra.ts";
import { VorlaufError } from "../terms/errors.ts";

/** Factors that move together as one vector autoregression. */
export interface FactorBlock {
  /** Factors in the block. */
  readonly size: number;
  readonly order: number;
  /** size × (size order). */
  readonly A: Float64Array;
  readonly Q: Float64Array;
}

/**
 * How the part of a series that no factor explains behaves.
 *
 * - `autoregressive`: AR(1) in the base period; a series of a longer period carries its weighted sum
 * - `white`: white noise on every observation, also on those of a longer period
 * - `white-sum`: white in the base period; a series of a longer period carries its weighted sum (statsmodels)
 */
export type Idiosyncratic = "autoregressive" | "white" | "white-sum";

/**
 * A factor model of series of mixed frequency; the shortest period is the base (months, say), the value of a longer one stands
 * in its last base period:
 *
 *   x[t] = lambda' sum_j w[j] f[t-j] + sum_j w[j] e[t-j] + noise,    w = (1) for a series of the base period
 */
export interface MixedParameters {
  readonly blocks: readonly FactorBlock[];
  /** N × r, r the factors of all blocks in order; 0 where a series does not load. */
  readonly Lambda: Float64Array;
  /** Per series the weights of the base periods in one value, newest first. */
  readonly weights: readonly (readonly number[])[];
  readonly idiosyncratic: Idiosyncratic;
  /** Autoregressive coefficients of e, N. */
  readonly phi: Float64Array;
  /** Innovation variances of e, N. */
  readonly s: Float64Array;
  /** Variance of the measurement noise beside e; 0 in statsmodels, 1e-4 in the New York Fed's model. Unused for `white` terms. */
  readonly noise: number;
}

/** Weights of a series of the base period. */
export const baseWeights: readonly number[] = [1];

/** Where things stand in the state vector. */
export interface MixedLayout {
  /** States. */
  readonly m: number;
  /** Factors. */
  readonly r: number;
  /** Lags of every factor that are kept, counting the present. */
  readonly lags: number;
  /** Per block: first position; member k at lag l stands at first + l size + k. */
  readonly blockAt: readonly number[];
  /** Per factor: position at lag 0, and the distance from lag to lag. */
  readonly factorAt: Int32Array;
  readonly factorStep: Int32Array;
  /** Per series: position of its idiosyncratic state, -1 when it has none. */
  readonly idioAt: Int32Array;
  readonly shocks: number;
}

/** Whether a series' own term stands in the state vector. */
export function isState({ idiosyncratic, weights }: MixedParameters, i: number): boolean {
  return idiosyncratic === "autoregressive" || (idiosyncratic === "white-sum" && weights[i]!.length > 1);
}

/** Factors first, block by block; then the terms of series of the base period; then those of longer ones with their lags. */
export function layoutOf(q: MixedParameters): MixedLayout {
  const { blocks, weights } = q;
  const lags = Math.max(1, ...weights.map((w) => w.length), ...blocks.map((b) => b.order));
  const blockAt: number[] = [];
  const factorAt: number[] = [];
  const factorStep: number[] = [];
  let m = 0;
  for (const b of blocks) {
    blockAt.push(m);
    for (let k = 0; k < b.size; k++) {
      factorAt.push(m + k);
      factorStep.push(b.size);
    }
    m += b.size * lags;
  }
  let idio = 0;
  const idioAt = new Int32Array(weights.length).fill(-1);
  for (const long of [false, true]) {
    weights.forEach((w, i) => {
      if (w.length > 1 !== long || !isState(q, i)) return;
      idioAt[i] = m;
      m += w.length;
      idio++;
    });
  }
  const r = factorAt.length;
  return {
    m,
    r,
    lags,
    blockAt,
    factorAt: Int32Array.from(factorAt),
    factorStep: Int32Array.from(factorStep),
    idioAt,
    shocks: r + idio,
  };
}

/** A distribution of the first state. */
export interface MixedStart {
  readonly a1: Float64Array;
  readonly P1: Float64Array;
}

/** The state-space form, from the stationary distribution or from a given start. */
export function stateSpaceOf(q: MixedParameters, start: MixedStart | null = null): StateSpace {
  const layout = layoutOf(q);
  const { m, r, shocks } = layout;
  const p = q.weights.length;
  const [Z, H, T, R, Q] = [
    new Float64Array(p * m),
    new Float64Array(p * p),
    new Float64Array(m * m),
    new Float64Array(m * shocks),
    new Float64Array(shocks * shocks),
  ];
  let shock = 0;
  q.blocks.forEach(({ size, order, A, Q: blockQ }, b) => {
    const at = layout.blockAt[b]!;
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < size * order; k++) T[(at + i) * m + at + k] = A[i * size * order + k]!;
      R[(at + i) * shocks + shock + i] = 1;
      for (let j = 0; j < size; j++) Q[(shock + i) * shocks + shock + j] = blockQ[i * size + j]!;
    }
    for (let k = size; k < size * layout.lags; k++) T[(at + k) * m + at + k - size] = 1;
    shock += size;
  });
  for (let i = 0; i < p; i++) {
    const weights = q.weights[i]!;
    const at = layout.idioAt[i]!;
    H[i * p + i] = at < 0 ? q.s[i]! : q.noise;
    weights.forEach((w, lag) => {
      for (let f = 0; f < r; f++)
        Z[i * m + layout.factorAt[f]! + lag * layout.factorStep[f]!] = w * q.Lambda[i * r + f]!;
      if (at < 0) return;
      Z[i * m + at + lag] = w;
      if (lag > 0) T[(at + lag) * m + at + lag - 1] = 1;
    });
    if (at >= 0) T[at * m + at] = q.idiosyncratic === "autoregressive" ? q.phi[i]! : 0;
  }
  // Shocks of idiosyncratic states in the order of the layout.
  const states = Array.from(layout.idioAt.keys()).filter((i) => layout.idioAt[i]! >= 0);
  for (const i of states.sort((a, b) => layout.idioAt[a]! - layout.idioAt[b]!)) {
    R[layout.idioAt[i]! * shocks + shock] = 1;
    Q[shock * shocks + shock] = q.s[i]!;
    shock++;
  }
  return { p, m, r: shocks, Z, H, T, R, Q, P1inf: new Float64Array(m * m), ...(start ?? stationaryStart(q)) };
}

/** The stationary distribution of the state. @throws "not-positive-definite" when a block or a term is not stationary */
export function stationaryStart(q: MixedParameters): MixedStart {
  const layout = layoutOf(q);
  const { m, lags } = layout;
  const P1 = new Float64Array(m * m);
  q.blocks.forEach((block, b) => {
    const k = block.size * lags;
    const P = stationaryBlock(block, lags);
    const at = layout.blockAt[b]!;
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) P1[(at + i) * m + at + j] = P[i * k + j]!;
  });
  q.weights.forEach(({ length }, i) => {
    const at = layout.idioAt[i]!;
    if (at < 0) return;
    const phi = q.idiosyncratic === "autoregressive" ? q.phi[i]! : 0;
    if (!(Math.abs(phi) < 1))
      throw new VorlaufError("not-positive-definite", {
        what: `stationary variance of series ${i + 1}`,
        pivot: 1 - phi * phi,
        index: i,
      });
    const variance = q.s[i]! / (1 - phi * phi);
    for (let k = 0; k < length; k++)
      for (let j = 0; j < length; j++) P1[(at + k) * m + at + j] = variance * phi ** Math.abs(k - j);
  });
  return { a1: new Float64Array(m), P1 };
}

/** Covariance of (f[t], ..., f[t-lags+1]): doubling, P = sum T^k Q T'^k. */
function stationaryBlock({ size, order, A, Q }: FactorBlock, lags: number): Float64Array {
  const m = size * lags;
  const d = { n: m, k: m, m };
  let F: Float64Array = new Float64Array(m * m);
  let P: Float64Array = new Float64Array(m * m);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size * order; k++) F[i * m + k] = A[i * size * order + k]!;
    for (let j = 0; j < size; j++) P[i * m + j] = Q[i * size + j]!;
  }
  for (let k = size; k < m; k++) F[k * m + k - size] = 1;
  for (let k = 0; k < 60; k++) {
    const add = multiply(multiply(F, P, d), transpose(F, m, m), d);
    let [change, largest] = [0, 0];
    P = P.map((v, i) => {
      change = Math.max(change, Math.abs(add[i]!));
      largest = Math.max(largest, Math.abs(v));
      return v + add[i]!;
    });
    if (change <= 1e-16 * largest) return symmetrise(P, m);
    if (!(change < 1e15)) break;
    F = multiply(F, F, d);
  }
  throw new VorlaufError("not-positive-definite", {
    what: "stationary covariance of the states",
    pivot: Number.NaN,
    index: 0,
  });
}

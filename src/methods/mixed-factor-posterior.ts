import { type AutoregressiveBridge, bridgeAutoregression } from "../math/autoregressive-bridge.ts";
import {
  type EnvelopeMatrix,
  envelopeAt,
  envelopeShape,
  factorEnvelopeInto,
  solveEnvelopeInto,
} from "../math/envelope.ts";
import { filterStates } from "../math/kalman.ts";
import { cholesky, inverseSpd, logDetFromCholesky, multiply, transpose } from "../math/linear-algebra.ts";
import { VorlaufError } from "../terms/errors.ts";
import {
  isState,
  layoutOf,
  type MixedLayout,
  type MixedParameters,
  type MixedStart,
  stateSpaceOf,
} from "./mixed-factor-form.ts";

/** A quantity that is linear in the unknowns: constant + sum weight[k] x[at[k]]. */
export interface LinearTerm {
  readonly constant: number;
  readonly at: readonly number[];
  readonly weight: readonly number[];
}

/**
 * The factors and longer-period terms of a panel given its values, in precision form.
 *
 * The state of the first row, given that row, is a1 + L xi, xi ~ N(0, I). The unknowns x are xi and, for every later row, the
 * factors and the own terms of series of a longer period. Own terms of base-period series are integrated out series by series
 * ({@link AutoregressiveBridge}). Where such a series of a longer period is observed without noise, one of its terms follows
 * from the value and is no unknown. p(x | y) is Gaussian with a precision whose rows reach back only as far as lags and gaps do
 * (`math/envelope.ts`), so mean, log-likelihood and all covariances that an EM step needs cost O(T w^2).
 */
export interface MixedPosterior {
  /** Log-likelihood [nats], with -n log(2 pi)/2. */
  readonly logLikelihood: number;
  /** Mean of the unknowns. */
  readonly x: Float64Array;
  /** Factors L D L' of their precision. */
  readonly factor: EnvelopeMatrix;
  readonly form: MixedForm;
}

/** What does not depend on the values but through the first row: where the unknowns stand and how states follow from them. */
export interface MixedForm {
  readonly q: MixedParameters;
  readonly layout: MixedLayout;
  readonly y: Float64Array;
  readonly T: number;
  readonly N: number;
  readonly unknowns: number;
  /** Entries of xi, the first unknowns. */
  readonly rank: number;
  /** State of the first row by position: a1 + L xi. */
  readonly first: readonly LinearTerm[];
  /** Unknown of factor f in row t > 0: at[t r + f]. */
  readonly factorAt: Int32Array;
  /** Unknown of the term of long series j in row t > 0: at[t S + j], -1 where it follows from a value. */
  readonly termAt: Int32Array;
  /** Series whose own term is an unknown of each row, in order. */
  readonly long: readonly number[];
  /** Terms that follow from a value, by t S + j. */
  readonly implied: ReadonlyMap<number, LinearTerm>;
  /** sum of log |weight| of the implied terms. */
  readonly logWeights: number;
  /** Factors on which each series loads. */
  readonly loads: readonly Int32Array[];
  /** Base-period series whose own terms are integrated out. */
  readonly bridges: readonly (AutoregressiveBridge | null)[];
  /** Log-likelihood of the first row. */
  readonly logFirst: number;
}

/** Factor f in row t (t < 0: before the panel, as far as the lags reach). */
export function factorTerm({ factorAt, first, layout }: MixedForm, t: number, f: number): LinearTerm {
  return t > 0
    ? { constant: 0, at: [factorAt[t * layout.r + f]!], weight: [1] }
    : first[layout.factorAt[f]! - t * layout.factorStep[f]!]!;
}

/** Own term of long series number j in row t. */
export function longTerm({ termAt, implied, first, layout, long }: MixedForm, t: number, j: number): LinearTerm {
  if (t <= 0) return first[layout.idioAt[long[j]!]! - t]!;
  const at = termAt[t * long.length + j]!;
  return at < 0 ? implied.get(t * long.length + j)! : { constant: 0, at: [at], weight: [1] };
}

/** Weights by unknown while terms are combined: all zero between calls. */
let weightOf: Float64Array = new Float64Array(0);
let isTouched: Uint8Array = new Uint8Array(0);

/** sum of factor_k term_k. */
export function combine(terms: readonly (readonly [number, LinearTerm])[]): LinearTerm {
  const touched: number[] = [];
  let constant = 0;
  for (const [factor, term] of terms) {
    constant += factor * term.constant;
    const { at, weight } = term;
    for (let k = 0; k < at.length; k++) {
      const i = at[k]!;
      if (i >= weightOf.length) {
        const [w, m] = [weightOf, isTouched];
        weightOf = new Float64Array(2 * i + 64);
        isTouched = new Uint8Array(2 * i + 64);
        weightOf.set(w);
        isTouched.set(m);
      }
      if (isTouched[i] === 0) {
        isTouched[i] = 1;
        touched.push(i);
      }
      weightOf[i]! += factor * weight[k]!;
    }
  }
  const weight = touched.map((i) => weightOf[i]!);
  for (const i of touched) {
    weightOf[i] = 0;
    isTouched[i] = 0;
  }
  return { constant, at: touched, weight };
}

/** sum_j w[j] f[t-j]. */
export function summedFactor(form: MixedForm, i: number, at: { readonly t: number; readonly f: number }): LinearTerm {
  const weights = form.q.weights[i]!;
  return weights.length === 1 && weights[0] === 1
    ? factorTerm(form, at.t, at.f)
    : combine(weights.map((w, lag) => [w, factorTerm(form, at.t - lag, at.f)]));
}

/** Expectation of a term. */
export function meanOf(x: Float64Array, { constant, at, weight }: LinearTerm): number {
  let s = constant;
  for (let k = 0; k < at.length; k++) s += weight[k]! * x[at[k]!]!;
  return s;
}

/** Covariance of two terms from the kept entries of the inverse precision. */
export function covarianceOf(Z: EnvelopeMatrix, a: LinearTerm, b: LinearTerm): number {
  let s = 0;
  for (let k = 0; k < a.at.length; k++)
    for (let l = 0; l < b.at.length; l++) s += a.weight[k]! * b.weight[l]! * envelopeAt(Z, a.at[k]!, b.at[l]!);
  return s;
}

/** (term)^2 / variance of a Gaussian density. */
interface Square {
  readonly term: LinearTerm;
  readonly variance: number;
}

/** What is being summed: precision, right-hand side and the density's constant without -n log(2 pi)/2. */
interface Sums {
  readonly K: EnvelopeMatrix;
  readonly b: Float64Array;
  constant: number;
}

/**
 * The posterior of a panel, from a distribution of the first row's state (stationary when none is given).
 * @param y T × N, NaN where missing
 * @throws "wrong-shape"; "not-positive-definite"
 * @cite Chan & Jeliazkov (2009), International Journal of Mathematical Modelling and Numerical Optimisation 1; Bańbura & Modugno (2014)
 */
export function mixedPosterior(y: Float64Array, q: MixedParameters, start: MixedStart | null = null): MixedPosterior {
  const form = formOf(y, q, start);
  const squares = squaresOf(form);
  const shape = envelopeShape(profileOf(form, squares));
  const sums: Sums = {
    K: { shape, values: new Float64Array(shape.size) },
    b: new Float64Array(form.unknowns),
    constant: form.logFirst - form.logWeights,
  };
  for (let k = 0; k < form.rank; k++) sums.K.values[sums.K.shape.offset[k]! + k]! += 1;
  addDynamics(form, sums);
  addLongDynamics(form, sums);
  for (const square of squares) addSquare(sums, square);
  form.q.weights.forEach((_, i) => {
    const bridge = form.bridges[i]!;
    if (bridge !== null) addBridge(form, sums, { i, bridge });
    else if (isBaseWhite(q, i)) addWhite(form, sums, i);
  });
  const { K, b } = sums;
  const x = Float64Array.from(b);
  const logDet = factorEnvelopeInto(shape, K.values);
  solveEnvelopeInto(shape, K.values, x);
  let explained = 0;
  for (let i = 0; i < x.length; i++) explained += b[i]! * x[i]!;
  let observed = 0;
  for (let k = form.N; k < y.length; k++) if (!Number.isNaN(y[k]!)) observed++;
  return {
    logLikelihood: sums.constant + 0.5 * (explained - logDet - observed * Math.log(2 * Math.PI)),
    x,
    factor: K,
    form,
  };
}

function isBaseWhite(q: MixedParameters, i: number): boolean {
  return q.weights[i]!.length === 1 && q.idiosyncratic !== "autoregressive";
}

function formOf(y: Float64Array, q: MixedParameters, start: MixedStart | null): MixedForm {
  const N = q.weights.length;
  const T = y.length / N;
  if (!Number.isInteger(T) || T < 2)
    throw new VorlaufError("wrong-shape", {
      what: "panel",
      expected: `at least two rows of ${N}`,
      got: `${y.length} numbers`,
    });
  const layout = layoutOf(q);
  const { m, r } = layout;
  const model = stateSpaceOf(q, start);
  const one = filterStates(model, y.subarray(0, N));
  const { terms: first, rank } = rootTerms(one.aFiltered, one.PFiltered, m);
  const loads = Array.from({ length: N }, (_, i) =>
    Int32Array.from(Array.from({ length: r }, (__, f) => f).filter((f) => q.Lambda[i * r + f] !== 0)),
  );
  const long = Array.from({ length: N }, (_, i) => i).filter((i) => q.weights[i]!.length > 1 && isState(q, i));
  const S = long.length;
  const factorAt = new Int32Array(T * r);
  const termAt = new Int32Array(T * S);
  const pivots = q.noise > 0 ? [] : long.flatMap((i, j) => pivotsOf(y, q, { i, j, S }));
  for (const { at } of pivots) termAt[at] = -1;
  let unknowns = rank;
  for (let t = 1; t < T; t++) {
    for (let f = 0; f < r; f++) factorAt[t * r + f] = unknowns++;
    for (let j = 0; j < S; j++) if (termAt[t * S + j] !== -1) termAt[t * S + j] = unknowns++;
  }
  const implied = new Map<number, LinearTerm>();
  const bridges = q.weights.map((w, i) =>
    w.length === 1 && q.idiosyncratic === "autoregressive"
      ? bridgeAutoregression(datesOf(y, i, N), T, { phi: q.phi[i]!, s: q.s[i]!, noise: q.noise })
      : null,
  );
  const form: MixedForm = {
    q,
    layout,
    y,
    T,
    N,
    unknowns,
    rank,
    first,
    factorAt,
    termAt,
    long,
    implied,
    logWeights: pivots.reduce((s, { weight }) => s + Math.log(Math.abs(weight)), 0),
    loads,
    bridges,
    logFirst: one.logLikelihood,
  };
  for (const { at, t, j, lag, weight } of pivots) {
    const i = long[j]!;
    const rest = unexplained(form, { i, t, j, without: lag });
    implied.set(at, combine([[1 / weight, rest]]));
  }
  return form;
}

/** 0 and the rows after the first in which a series is observed. */
function datesOf(y: Float64Array, i: number, N: number): Int32Array {
  const dates = [0];
  for (let t = 1; t * N < y.length; t++) if (!Number.isNaN(y[t * N + i]!)) dates.push(t);
  return Int32Array.from(dates);
}

/** y - lambda' sum w f - sum w e, of series i in row t, leaving out the own term at one lag (-1: none). */
function unexplained(
  form: MixedForm,
  at: { readonly i: number; readonly t: number; readonly j: number; readonly without: number },
): LinearTerm {
  const { i, t, j, without } = at;
  const { q, layout, y, N, loads } = form;
  const parts: (readonly [number, LinearTerm])[] = [[1, { constant: y[t * N + i]!, at: [], weight: [] }]];
  q.weights[i]!.forEach((w, lag) => {
    for (const f of loads[i]!) parts.push([-w * q.Lambda[i * layout.r + f]!, factorTerm(form, t - lag, f)]);
    if (j >= 0 && lag !== without && w !== 0) parts.push([-w, longTerm(form, t - lag, j)]);
  });
  return combine(parts);
}

/**
 * For each exact value of a long series, the term that it determines: one that no other value speaks of where there is one
 * (the middle of 1, 2, 3, 2, 1), else the newest.
 */
function pivotsOf(
  y: Float64Array,
  q: MixedParameters,
  at: { readonly i: number; readonly j: number; readonly S: number },
): { readonly at: number; readonly t: number; readonly j: number; readonly lag: number; readonly weight: number }[] {
  const { i, j, S } = at;
  const N = q.weights.length;
  const weights = q.weights[i]!;
  const dates = datesOf(y, i, N);
  const taken = new Set<number>();
  return Array.from(dates.subarray(1), (t, k) => {
    const before = k > 0 ? dates[k]! : Number.NEGATIVE_INFINITY;
    const after = dates[k + 2] ?? Number.POSITIVE_INFINITY;
    const lags = weights.map((_, lag) => lag).filter((lag) => t - lag > 0 && weights[lag] !== 0);
    const own = lags.filter((lag) => t - lag > before && t - lag < after - weights.length + 1);
    const best = (list: readonly number[]): number | undefined =>
      list.toSorted((a, b) => Math.abs(weights[b]!) - Math.abs(weights[a]!))[0];
    const lag = best(own) ?? lags.find((l) => !taken.has(t - l)) ?? 0;
    taken.add(t - lag);
    return { at: (t - lag) * S + j, t, j, lag, weight: weights[lag]! };
  });
}

/** a + L xi with L L' = P, by pivoted Cholesky of the correlations: a singular P gives fewer xi than states. */
function rootTerms(
  a: Float64Array,
  P: Float64Array,
  m: number,
): { readonly terms: readonly LinearTerm[]; readonly rank: number } {
  let largest = 0;
  for (let i = 0; i < m; i++) largest = Math.max(largest, P[i * m + i]!);
  const scale = Float64Array.from({ length: m }, (_, i) =>
    P[i * m + i]! > 1e-15 * largest ? Math.sqrt(P[i * m + i]!) : 0,
  );
  const left = Float64Array.from({ length: m }, (_, i) => (scale[i]! > 0 ? 1 : 0));
  const columns: Float64Array[] = [];
  for (let rank = 0; rank < m; rank++) {
    let best = 0;
    for (let i = 1; i < m; i++) if (left[i]! > left[best]! + 1e-9) best = i;
    if (!(left[best]! > 1e-13)) break;
    const root = Math.sqrt(left[best]!);
    const column = new Float64Array(m);
    for (let i = 0; i < m; i++) {
      if (!(left[i]! > 0) || scale[i] === 0) continue;
      let v = i === best ? left[best]! : P[i * m + best]! / (scale[i]! * scale[best]!);
      if (i !== best) for (const c of columns) v -= c[i]! * c[best]!;
      column[i] = v / root;
      left[i] = i === best ? 0 : Math.max(0, left[i]! - column[i]! ** 2);
    }
    columns.push(column);
  }
  return {
    rank: columns.length,
    terms: Array.from({ length: m }, (_, i) => {
      const at = Array.from(columns.keys()).filter((k) => columns[k]![i] !== 0);
      return { constant: a[i]!, at, weight: at.map((k) => columns[k]![i]! * scale[i]!) };
    }),
  };
}

/** Densities that touch the first row or a term that follows from a value; the rest is added without a list. */
function squaresOf(form: MixedForm): Square[] {
  const { q, layout, T, N, y, long } = form;
  const squares: Square[] = [];
  let factor = 0;
  for (const { size, order, A, Q } of q.blocks) {
    const L = cholesky(Q, size);
    for (let t = 1; t <= Math.min(order, T - 1); t++) {
      const residuals = Array.from({ length: size }, (_, i) =>
        combine([
          [1, factorTerm(form, t, factor + i)],
          ...Array.from({ length: size * order }, (__, k): readonly [number, LinearTerm] => [
            -A[i * size * order + k]!,
            factorTerm(form, t - 1 - Math.floor(k / size), factor + (k % size)),
          ]),
        ]),
      );
      const whitened: LinearTerm[] = [];
      residuals.forEach((residual, i) => {
        const term = combine([
          [1 / L[i * size + i]!, residual],
          ...whitened.map((w, k): readonly [number, LinearTerm] => [-L[i * size + k]! / L[i * size + i]!, w]),
        ]);
        whitened.push(term);
        squares.push({ term, variance: 1 });
      });
    }
    factor += size;
  }
  long.forEach((i, j) => {
    const phi = q.idiosyncratic === "autoregressive" ? q.phi[i]! : 0;
    for (let t = 1; t < T; t++) {
      if (!isPlain(form, t, j))
        squares.push({
          term: combine([
            [1, longTerm(form, t, j)],
            [-phi, longTerm(form, t - 1, j)],
          ]),
          variance: q.s[i]!,
        });
      if (q.noise > 0 && !Number.isNaN(y[t * N + i]!))
        squares.push({ term: unexplained(form, { i, t, j, without: -1 }), variance: q.noise });
    }
  });
  q.weights.forEach((w, i) => {
    if (w.length === 1 || isState(q, i)) return;
    for (let t = 1; t < T; t++)
      if (!Number.isNaN(y[t * N + i]!))
        squares.push({ term: unexplained(form, { i, t, j: -1, without: -1 }), variance: q.s[i]! });
  });
  return layout.r === 0 ? [] : squares;
}

/** Whether the own terms of rows t and t - 1 are both unknowns themselves. */
function isPlain({ termAt, long }: MixedForm, t: number, j: number): boolean {
  const S = long.length;
  return t > 1 && termAt[t * S + j]! >= 0 && termAt[(t - 1) * S + j]! >= 0;
}

/** Autoregressions of long series where both terms are unknowns of their own. */
function addLongDynamics(form: MixedForm, sums: Sums): void {
  const { q, T, termAt, long } = form;
  const { K } = sums;
  long.forEach((i, j) => {
    const s = q.s[i]!;
    const phi = q.idiosyncratic === "autoregressive" ? q.phi[i]! : 0;
    for (let t = 2; t < T; t++) {
      if (!isPlain(form, t, j)) continue;
      const [now, past] = [termAt[t * long.length + j]!, termAt[(t - 1) * long.length + j]!];
      K.values[K.shape.offset[now]! + now]! += 1 / s;
      K.values[K.shape.offset[now]! + past]! -= phi / s;
      K.values[K.shape.offset[past]! + past]! += (phi * phi) / s;
      sums.constant -= 0.5 * Math.log(s);
    }
  });
}

/** First column of every row of the precision. */
function profileOf(form: MixedForm, squares: readonly Square[]): Int32Array {
  const { q, layout, T, N, y, factorAt, first, loads, bridges, unknowns, rank } = form;
  const { r } = layout;
  const profile = Int32Array.from({ length: unknowns }, (_, i) => (i < rank ? 0 : i));
  const reach = (row: number, column: number): void => {
    if (column < profile[row]!) profile[row] = column;
  };
  for (let t = 1; t < T; t++) {
    let factor = 0;
    for (const { size, order } of q.blocks) {
      const back = t > order ? factorAt[(t - order) * r + factor]! : factorAt[t * r + factor]!;
      for (let i = 0; i < size; i++) reach(factorAt[t * r + factor + i]!, back);
      factor += size;
    }
  }
  form.long.forEach((_, j) => {
    for (let t = 2; t < T; t++)
      if (isPlain(form, t, j))
        reach(form.termAt[t * form.long.length + j]!, form.termAt[(t - 1) * form.long.length + j]!);
  });
  for (const { term } of squares) {
    let low = unknowns;
    for (const k of term.at) low = Math.min(low, k);
    for (const k of term.at) reach(k, low);
  }
  for (let i = 0; i < N; i++) {
    const mine = loads[i]!;
    if (mine.length === 0) continue;
    const bridge = bridges[i]!;
    if (bridge !== null) {
      const { dates, omega, width } = bridge;
      const start = first[layout.idioAt[i]!]!.at;
      for (let a = 1; a < dates.length; a++) {
        let d = width;
        while (d > 0 && (d > a || omega[a * (width + 1) + d] === 0)) d--;
        const from = dates[a - d]!;
        const low = from > 0 ? factorAt[from * r + mine[0]!]! : Math.min(factorAt[dates[a]! * r]!, ...start);
        for (const f of mine) reach(factorAt[dates[a]! * r + f]!, low);
      }
    } else if (isBaseWhite(q, i)) {
      for (let t = 1; t < T; t++)
        if (!Number.isNaN(y[t * N + i]!))
          for (const f of mine) reach(factorAt[t * r + f]!, factorAt[t * r + mine[0]!]!);
    }
  }
  return profile;
}

/** Vector autoregressions of the factors where all their lags are unknowns of their own. */
function addDynamics({ q, layout, T, factorAt }: MixedForm, sums: Sums): void {
  const { r } = layout;
  const { K } = sums;
  let factor = 0;
  for (const { size, order, A, Q } of q.blocks) {
    const k = size * (order + 1);
    const B = new Float64Array(size * k);
    for (let i = 0; i < size; i++) {
      B[i * k + i] = 1;
      for (let l = 0; l < size * order; l++) B[i * k + size + l] = -A[i * size * order + l]!;
    }
    const M = multiply(multiply(transpose(B, size, k), inverseSpd(Q, size), { n: k, k: size, m: size }), B, {
      n: k,
      k: size,
      m: k,
    });
    const where = new Int32Array(k);
    for (let t = order + 1; t < T; t++) {
      for (let c = 0; c < k; c++) where[c] = factorAt[(t - Math.floor(c / size)) * r + factor + (c % size)]!;
      for (let a = 0; a < k; a++) {
        const row = K.shape.offset[where[a]!]!;
        for (let c = 0; c < k; c++) if (where[c]! <= where[a]!) K.values[row + where[c]!]! += M[a * k + c]!;
      }
    }
    sums.constant -= 0.5 * (T - 1) * logDetFromCholesky(cholesky(Q, size), size);
    factor += size;
  }
}

function addSquare(sums: Sums, { term, variance }: Square): void {
  const { K, b } = sums;
  const { at, weight, constant } = term;
  sums.constant -= 0.5 * (Math.log(variance) + (constant * constant) / variance);
  for (let k = 0; k < at.length; k++) {
    const row = at[k]!;
    const w = weight[k]! / variance;
    const base = K.shape.offset[row]!;
    b[row]! -= w * constant;
    for (let l = 0; l < at.length; l++) if (at[l]! <= row) K.values[base + at[l]!]! += w * weight[l]!;
  }
}

/** A series whose own term is integrated out: its values say the same of the factors as of the bridge's dates. */
function addBridge(
  { q, layout, y, N, factorAt, first, loads }: MixedForm,
  sums: Sums,
  { i, bridge }: { readonly i: number; readonly bridge: AutoregressiveBridge },
): void {
  const { K, b } = sums;
  const { r } = layout;
  const { dates, omega, width } = bridge;
  const mine = loads[i]!;
  const start = first[layout.idioAt[i]!]!;
  let constant = -0.5 * bridge.logF;
  const value = (a: number): number => (a === 0 ? start.constant : y[dates[a]! * N + i]!);
  for (let a = 0; a < dates.length; a++) {
    const t = dates[a]!;
    const va = value(a);
    for (let d = 0; d <= Math.min(a, width); d++) {
      const o = omega[a * (width + 1) + d]!;
      if (o === 0) continue;
      const before = dates[a - d]!;
      const vb = d === 0 ? va : value(a - d);
      constant -= (d === 0 ? 0.5 : 1) * o * va * vb;
      if (before > 0) {
        for (const f of mine) {
          const row = factorAt[t * r + f]!;
          const base = K.shape.offset[row]!;
          const w = o * q.Lambda[i * r + f]!;
          b[row]! += w * vb;
          if (d === 0) {
            for (const g of mine) if (g <= f) K.values[base + factorAt[t * r + g]!]! += w * q.Lambda[i * r + g]!;
          } else {
            for (const g of mine) {
              const column = factorAt[before * r + g]!;
              K.values[base + column]! += w * q.Lambda[i * r + g]!;
            }
          }
        }
        if (d > 0) for (const g of mine) b[factorAt[before * r + g]!]! += o * q.Lambda[i * r + g]! * va;
      } else if (t === 0) addStartSquare(sums, start, o);
      else {
        // w[0] = constant + sum weight xi against w[t] = y - lambda' f.
        for (let k = 0; k < start.at.length; k++) b[start.at[k]!]! -= o * start.weight[k]! * va;
        for (const f of mine) {
          const row = factorAt[t * r + f]!;
          const w = o * q.Lambda[i * r + f]!;
          b[row]! += w * vb;
          for (let k = 0; k < start.at.length; k++)
            K.values[K.shape.offset[row]! + start.at[k]!]! -= w * start.weight[k]!;
        }
      }
    }
  }
  sums.constant += constant;
}

function addStartSquare({ K, b }: Sums, { at, weight, constant }: LinearTerm, precision: number): void {
  for (let k = 0; k < at.length; k++) {
    const row = at[k]!;
    b[row]! -= precision * weight[k]! * constant;
    for (let l = 0; l <= k; l++) K.values[K.shape.offset[row]! + at[l]!]! += precision * weight[k]! * weight[l]!;
  }
}

/** A base-period series with white noise. */
function addWhite({ q, layout, y, N, T, factorAt, loads }: MixedForm, sums: Sums, i: number): void {
  const { K, b } = sums;
  const { r } = layout;
  const s = q.s[i]!;
  const mine = loads[i]!;
  for (let t = 1; t < T; t++) {
    const v = y[t * N + i]!;
    if (Number.isNaN(v)) continue;
    sums.constant -= 0.5 * (Math.log(s) + (v * v) / s);
    for (const f of mine) {
      const row = factorAt[t * r + f]!;
      const w = q.Lambda[i * r + f]! / s;
      b[row]! += w * v;
      for (const g of mine)
        if (g <= f) K.values[K.shape.offset[row]! + factorAt[t * r + g]!]! += w * q.Lambda[i * r + g]!;
    }
  }
}

import {
  filterStates,
  laggedCovariance,
  type Smoothed,
  type StateSpace,
  smoothedCovariance,
  smoothStates,
} from "../math/kalman.ts";
import { cholesky, choleskySolve, multiply, symmetrise, transpose } from "../math/linear-algebra.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

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
 * A factor model of monthly and quarterly series (a quarter's value stands in its last month):
 * monthly x = lambda' f[t] + e[t]; quarterly x = lambda' sum w_j f[t-j] + sum w_j e[t-j], w = (1, 2, 3, 2, 1) (growth rates).
 * e is AR(1) where `autocorrelated`, else white noise.
 */
export interface MixedParameters {
  readonly blocks: readonly FactorBlock[];
  /** N × r, r the factors of all blocks in order. */
  readonly Lambda: Float64Array;
  readonly quarterly: readonly boolean[];
  readonly phi: Float64Array;
  /** Innovation variances. */
  readonly s: Float64Array;
  readonly autocorrelated: boolean;
}

/** Weights of five months' growth in a quarter's growth. @cite Mariano & Murasawa (2003), Journal of Applied Econometrics 18 */
export const quarterWeights: readonly number[] = [1, 2, 3, 2, 1];

/** Where things stand in the state vector. */
interface Layout {
  readonly m: number;
  readonly r: number;
  readonly lags: number;
  /** Per block: first position; member k at lag l stands at first + l size + k. */
  readonly blockAt: readonly number[];
  /** Per series: position of its idiosyncratic state, -1 when it has none. */
  readonly idioAt: Int32Array;
  readonly shocks: number;
}

function layoutOf({ blocks, quarterly, autocorrelated }: MixedParameters): Layout {
  const lags = Math.max(quarterly.some((q) => q) ? quarterWeights.length : 1, ...blocks.map((b) => b.order));
  const blockAt: number[] = [];
  let m = 0;
  for (const b of blocks) {
    blockAt.push(m);
    m += b.size * lags;
  }
  const r = blocks.reduce((k, b) => k + b.size, 0);
  let idio = 0;
  const idioAt = new Int32Array(quarterly.length).fill(-1);
  for (const isQuarterly of [false, true]) {
    quarterly.forEach((q, i) => {
      if (q !== isQuarterly || (!q && !autocorrelated)) return;
      idioAt[i] = m;
      m += q ? quarterWeights.length : 1;
      idio++;
    });
  }
  return { m, r, lags, blockAt, idioAt, shocks: r + idio };
}

/** Position of factor f (numbered over all blocks) at a lag. */
function factorAt({ blocks }: MixedParameters, layout: Layout, f: number, lag: number): number {
  let k = f;
  for (const [b, block] of blocks.entries()) {
    if (k < block.size) return layout.blockAt[b]! + lag * block.size + k;
    k -= block.size;
  }
  throw new VorlaufError("wrong-shape", { what: "factor", expected: `below ${layout.r}`, got: `${f}` });
}

/** The state-space form, from the stationary distribution or from a given start. */
export function stateSpaceOf(
  q: MixedParameters,
  start: { readonly a1: Float64Array; readonly P1: Float64Array } | null = null,
): StateSpace {
  const layout = layoutOf(q);
  const { m, r, shocks } = layout;
  const p = q.quarterly.length;
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
    const weights = q.quarterly[i] ? quarterWeights : [1];
    weights.forEach((w, lag) => {
      for (let f = 0; f < r; f++) Z[i * m + factorAt(q, layout, f, lag)] = w * q.Lambda[i * r + f]!;
    });
    const at = layout.idioAt[i]!;
    if (at < 0) {
      H[i * p + i] = q.s[i]!;
      continue;
    }
    weights.forEach((w, lag) => {
      Z[i * m + at + lag] = w;
      if (lag > 0) T[(at + lag) * m + at + lag - 1] = 1;
    });
    T[at * m + at] = q.autocorrelated ? q.phi[i]! : 0;
  }
  // Shocks of idiosyncratic states in the order of the layout: monthly first.
  for (const isQuarterly of [false, true]) {
    q.quarterly.forEach((quarterly, i) => {
      const at = layout.idioAt[i]!;
      if (quarterly !== isQuarterly || at < 0) return;
      R[at * shocks + shock] = 1;
      Q[shock * shocks + shock] = q.s[i]!;
      shock++;
    });
  }
  const zero = new Float64Array(m * m);
  const model = { p, m, r: shocks, Z, H, T, R, Q, P1inf: zero };
  return start === null
    ? { ...model, a1: new Float64Array(m), P1: stationaryState(T, R, Q, { m, r: shocks }) }
    : { ...model, ...start };
}

function stationaryState(
  T: Float64Array,
  R: Float64Array,
  Q: Float64Array,
  { m, r }: { readonly m: number; readonly r: number },
): Float64Array {
  const d = { n: m, k: m, m };
  let P: Float64Array = multiply(multiply(R, Q, { n: m, k: r, m: r }), transpose(R, m, r), { n: m, k: r, m });
  let F: Float64Array = T;
  for (let k = 0; k < 60; k++) {
    const add = multiply(multiply(F, P, d), transpose(F, m, m), d);
    let change = 0;
    P = P.map((v, i) => {
      change = Math.max(change, Math.abs(add[i]!));
      return v + add[i]!;
    });
    if (change < 1e-15) return symmetrise(P, m);
    if (!(change < 1e15)) break;
    F = multiply(F, F, d);
  }
  throw new VorlaufError("not-positive-definite", {
    what: "stationary covariance of the states",
    pivot: Number.NaN,
    index: 0,
  });
}

/** Exact log-likelihood with a stationary start [nats]. */
export function mixedLogLikelihood(y: Float64Array, q: MixedParameters): number {
  return filterStates(stateSpaceOf(q), y).logLikelihood;
}

/** Factors and series given the panel. */
export interface MixedSmoothed {
  readonly smoothed: Smoothed;
  /** T × r. */
  readonly factors: Float64Array;
  /** Z alpha, T × N: every series every month, quarterly ones as the growth of the three months ending there. */
  readonly series: Float64Array;
}

/** Smooths a panel (T × N, standardised, NaN where missing); append empty rows for forecasts. */
export function smoothMixed(y: Float64Array, q: MixedParameters): MixedSmoothed {
  const model = stateSpaceOf(q);
  const smoothed = smoothStates(model, y, { meansOnly: true });
  const { m, p } = model;
  const T = y.length / p;
  return {
    smoothed,
    factors: factorsOf(q, smoothed, T),
    series: multiply(smoothed.alpha, transpose(model.Z, p, m), { n: T, k: m, m: p }),
  };
}

function factorsOf(q: MixedParameters, { alpha }: Smoothed, T: number): Float64Array {
  const layout = layoutOf(q);
  const { m, r } = layout;
  return Float64Array.from({ length: T * r }, (_, k) => alpha[Math.floor(k / r) * m + factorAt(q, layout, k % r, 0)]!);
}

/** What one release did to a nowcast, in the panel's unit. */
export interface ReleaseNews {
  readonly t: number;
  readonly series: number;
  readonly actual: number;
  readonly forecast: number;
  readonly news: number;
  readonly weight: number;
  readonly impact: number;
}

/** What moved a nowcast between two vintages. */
export interface NewsDecomposition {
  readonly before: number;
  /** With revised values but no new ones. */
  readonly revised: number;
  readonly after: number;
  readonly revisionImpact: number;
  readonly news: readonly ReleaseNews[];
}

/**
 * Change of the nowcast of series `target` in row `t` from one vintage to the next at fixed parameters:
 * after - before = (revised - before) + sum_j weight_j (actual_j - forecast_j). The weights are joint: each is the nowcast's
 * response to one unit of that release's news with all other releases at their forecasts.
 *
 * @param model  any state-space model
 * @param before,after T × N panels of the same shape
 * @throws "wrong-shape"; "input-invalid" when a value vanished
 * @cite Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1), section 2.3
 */
export function decomposeNews(
  model: StateSpace,
  vintages: { readonly before: Float64Array; readonly after: Float64Array },
  target: { readonly series: number; readonly t: number },
): NewsDecomposition {
  const { before, after } = vintages;
  const { p, m } = model;
  if (before.length !== after.length)
    throw new VorlaufError("wrong-shape", {
      what: "new vintage",
      expected: `${before.length}`,
      got: `${after.length}`,
    });
  const revisedPanel = after.map((v, k) => (Number.isNaN(before[k]!) ? Number.NaN : v));
  const fitted = (y: Float64Array): Float64Array =>
    multiply(smoothStates(model, y, { meansOnly: true }).alpha, transpose(model.Z, p, m), {
      n: y.length / p,
      k: m,
      m: p,
    });
  const at = target.t * p + target.series;
  const [old, revised] = [fitted(before), fitted(revisedPanel)];
  const releases = Array.from(after.keys()).filter((k) => !Number.isNaN(after[k]!) && Number.isNaN(before[k]!));
  const neutral = revisedPanel.map((v, k) => (Number.isNaN(v) && !Number.isNaN(after[k]!) ? revised[k]! : v));
  const news = releases.map((k): ReleaseNews => {
    const pushed = Float64Array.from(neutral);
    pushed[k] = neutral[k]! + 1;
    const weight = fitted(pushed)[at]! - revised[at]!;
    const surprise = after[k]! - revised[k]!;
    return {
      t: Math.floor(k / p),
      series: k % p,
      actual: after[k]!,
      forecast: revised[k]!,
      news: surprise,
      weight,
      impact: weight * surprise,
    };
  });
  return {
    before: old[at]!,
    revised: revised[at]!,
    after: fitted(after)[at]!,
    revisionImpact: revised[at]! - old[at]!,
    news,
  };
}

/** The parameters and log-likelihoods of an EM run. */
export interface EmRun {
  readonly parameters: MixedParameters;
  /** At the start and after every iteration. */
  readonly path: readonly number[];
  /** Smoothed factors at the end, from the run's own start of the state, T × r. */
  readonly factors: Float64Array;
}

/**
 * EM as the peers run it (Bańbura and Modugno): the start of the state is the smoothed first state of the iteration before
 * (stationary in the first). With autocorrelated idiosyncratic states and no measurement noise x = lambda f + e holds exactly
 * in the smoothed moments, so the loadings stay where they started; factor-model offers the maximum instead.
 *
 * @param iterations number of steps, no stopping rule
 * @cite Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1); Watson & Engle (1983), Journal of Econometrics 23
 */
export function runEm(y: Float64Array, first: MixedParameters, iterations: number): EmRun {
  let q = first;
  let start: { readonly a1: Float64Array; readonly P1: Float64Array } | null = null;
  const path: number[] = [];
  for (let k = 0; ; k++) {
    const model = stateSpaceOf(q, start);
    const smoothed = smoothStates(model, y, { sparse: true });
    path.push(smoothed.filtered.logLikelihood);
    const { m } = model;
    if (k === iterations) return { parameters: q, path, factors: factorsOf(q, smoothed, y.length / model.p) };
    q = maximise(y, q, { smoothed, model });
    start = { a1: smoothed.alpha.slice(0, m), P1: smoothed.V.slice(0, m * m) };
  }
}

function maximise(
  y: Float64Array,
  q: MixedParameters,
  e: { readonly smoothed: Smoothed; readonly model: StateSpace },
): MixedParameters {
  const layout = layoutOf(q);
  const { smoothed, model } = e;
  const { m, p } = model;
  const T = y.length / p;
  const now = (t: number, i: number, j: number): number =>
    smoothed.alpha[t * m + i]! * smoothed.alpha[t * m + j]! + smoothedCovariance(smoothed, m, { t, i, j });
  const lag = (t: number, i: number, j: number): number =>
    smoothed.alpha[t * m + i]! * smoothed.alpha[(t - 1) * m + j]! + laggedCovariance(smoothed, model, { t, i, j });
  const sum = (f: (t: number) => number): number => {
    let s = 0;
    for (let t = 1; t < T; t++) s += f(t);
    return s;
  };
  const blocks = q.blocks.map((block, b): FactorBlock => {
    const { size, order } = block;
    const at = layout.blockAt[b]!;
    const k = size * order;
    const xx = Float64Array.from({ length: k * k }, (_, c) =>
      sum((t) => now(t - 1, at + Math.floor(c / k), at + (c % k))),
    );
    const yx = Float64Array.from({ length: size * k }, (_, c) =>
      sum((t) => lag(t, at + Math.floor(c / k), at + (c % k))),
    );
    const yy = Float64Array.from({ length: size * size }, (_, c) =>
      sum((t) => now(t, at + Math.floor(c / size), at + (c % size))),
    );
    const A = transpose(choleskySolve(cholesky(symmetrise(xx, k), k), transpose(yx, size, k), k, size), k, size);
    const AYX = multiply(A, transpose(yx, size, k), { n: size, k, m: size });
    return {
      size,
      order,
      A,
      Q: symmetrise(
        yy.map((v, c) => (v - AYX[c]!) / (T - 1)),
        size,
      ),
    };
  });
  const phi = Float64Array.from(q.phi);
  const s = Float64Array.from(q.s);
  const Lambda = Float64Array.from(q.Lambda);
  for (let i = 0; i < p; i++) {
    const at = layout.idioAt[i]!;
    if (at >= 0) {
      const cross = sum((t) => lag(t, at, at));
      const before = sum((t) => now(t - 1, at, at));
      if (q.autocorrelated) phi[i] = cross / before;
      s[i] = (sum((t) => now(t, at, at)) - phi[i]! * cross) / (T - 1);
    } else whiteSeries(y, { i, q, layout, now, m, p, alpha: smoothed.alpha }, { Lambda, s });
  }
  return { ...q, blocks, Lambda, phi, s };
}

/** Loadings by least squares on the smoothed factors and the variance of the rest; missing months carry the old variance. */
function whiteSeries(
  y: Float64Array,
  from: {
    readonly i: number;
    readonly q: MixedParameters;
    readonly layout: Layout;
    readonly now: (t: number, i: number, j: number) => number;
    readonly m: number;
    readonly p: number;
    readonly alpha: Float64Array;
  },
  into: { readonly Lambda: Float64Array; readonly s: Float64Array },
): void {
  const { i, q, layout, now, m, p, alpha } = from;
  const { r } = layout;
  const T = y.length / p;
  const used = Array.from({ length: r }, (_, f) => f).filter((f) => q.Lambda[i * r + f] !== 0);
  const at = used.map((f) => factorAt(q, layout, f, 0));
  const k = used.length;
  const G = new Float64Array(k * k);
  const h = new Float64Array(k);
  let [square, seen] = [0, 0];
  for (let t = 0; t < T; t++) {
    const v = y[t * p + i]!;
    if (Number.isNaN(v)) continue;
    seen++;
    square += v * v;
    for (let a = 0; a < k; a++) {
      h[a]! += v * alpha[t * m + at[a]!]!;
      for (let b = 0; b < k; b++) G[a * k + b]! += now(t, at[a]!, at[b]!);
    }
  }
  const l = choleskySolve(cholesky(G, k), h, k);
  used.forEach((f, a) => {
    into.Lambda[i * r + f] = l[a]!;
  });
  const fit = l.reduce((u, v, a) => u + v * h[a]!, 0);
  into.s[i] = (square - fit + (T - seen) * q.s[i]!) / T;
}

/** Where are the factors of a panel of months and quarters? */
export const method: Method<
  { readonly y: Float64Array; readonly parameters: MixedParameters },
  Record<string, never>,
  MixedSmoothed
> = {
  id: "mixed-factor-model",
  cites: [
    "Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1), 133-160",
    "Mariano & Murasawa (2003), Journal of Applied Econometrics 18",
  ],
  defaults: {},
  run: ({ y, parameters }) => smoothMixed(y, parameters),
};

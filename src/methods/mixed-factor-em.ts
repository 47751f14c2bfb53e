import type { AutoregressiveBridge } from "../math/autoregressive-bridge.ts";
import { type EnvelopeMatrix, envelopeAt, selectedInverse } from "../math/envelope.ts";
import { cholesky, choleskySolve, multiply, symmetrise, transpose } from "../math/linear-algebra.ts";
import { type FactorBlock, type MixedParameters, type MixedStart, stationaryStart } from "./mixed-factor-form.ts";
import {
  combine,
  covarianceOf,
  factorTerm,
  type LinearTerm,
  longTerm,
  type MixedPosterior,
  meanOf,
  mixedPosterior,
  summedFactor,
} from "./mixed-factor-posterior.ts";

/** How the state starts in an EM iteration after the first. */
export type EmStart =
  /** Mean and variance are those of the smoothed first state (statsmodels). */
  | "smoothed"
  /** The mean is that of the smoothed first state, the variance stays as it was at the very start (New York Fed, dfms). */
  | "smoothed-mean";

/** When and how an EM run starts and stops. */
export interface EmOptions {
  /** Most steps. */
  readonly iterations: number;
  /**
   * Stops after the step that follows two log-likelihoods whose difference over their mean size is below; 0 never stops early.
   */
  readonly tolerance: number;
  /** First pass (from 0) whose log-likelihood is held against the one before: 1 in statsmodels, 3 in the New York Fed's code. */
  readonly patience: number;
  /** Added to log-likelihoods [nats]: the New York Fed and dfms omit -n log(2 pi)/2, which enters the relative change. */
  readonly constant: number;
  readonly start: EmStart;
  /** Distribution of the first row's state; stationary when null. */
  readonly first: MixedStart | null;
  /** The first row is a period before the data: it counts in no average. */
  readonly before: boolean;
}

/** The parameters and log-likelihoods of an EM run. */
export interface EmRun {
  readonly parameters: MixedParameters;
  /** At the start and after every step. */
  readonly path: readonly number[];
  /** Steps taken. */
  readonly iterations: number;
  /** Whether the tolerance was reached; null when none was asked. */
  readonly converged: boolean | null;
  /** Distribution of the first row's state in the last pass. */
  readonly start: MixedStart;
  /** Posterior at the parameters, from that start. */
  readonly posterior: MixedPosterior;
}

const asMany: EmOptions = {
  iterations: 100,
  tolerance: 0,
  patience: 1,
  constant: 0,
  start: "smoothed",
  first: null,
  before: false,
};

/**
 * EM as the peers run it (Bańbura and Modugno). With autocorrelated own terms and no measurement noise x = lambda f + e holds
 * exactly in the smoothed moments, so the loadings stay where they started; with noise R they move by R times the score.
 * factor-model offers the maximum instead.
 *
 * @param y T × N, standardised, NaN where missing
 * @param parameters where the run starts
 * @throws "wrong-shape"; "not-positive-definite" when a block or own term stops being identified
 * @cite Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1); Watson & Engle (1983), Journal of Econometrics 23
 */
export function runEm(y: Float64Array, parameters: MixedParameters, options: Partial<EmOptions> = {}): EmRun {
  const { iterations, tolerance, patience, constant, start: kind, first, before } = { ...asMany, ...options };
  let q = parameters;
  let start = first ?? stationaryStart(q);
  let converged = false;
  const path: number[] = [];
  for (let k = 0; ; k++) {
    const posterior = mixedPosterior(y, q, start);
    path.push(posterior.logLikelihood + constant);
    if (converged || k === iterations)
      return { parameters: q, path, iterations: k, converged: tolerance > 0 ? converged : null, start, posterior };
    const Z = selectedInverse(posterior.factor);
    q = maximise(posterior, Z, before);
    start = nextStart(posterior, Z, kind === "smoothed" ? null : start);
    const [old, now] = [path.at(-2), path.at(-1)!];
    converged =
      old !== undefined &&
      k >= patience &&
      Math.abs(now - old) < (tolerance * (Math.abs(now) + Math.abs(old) + Number.EPSILON)) / 2;
  }
}

/** Means of the factors, T × r. */
export function factorsOf({ x, form }: MixedPosterior): Float64Array {
  const { T, layout } = form;
  return Float64Array.from({ length: T * layout.r }, (_, k) =>
    meanOf(x, factorTerm(form, Math.floor(k / layout.r), k % layout.r)),
  );
}

function nextStart({ x, form }: MixedPosterior, Z: EnvelopeMatrix, keep: MixedStart | null): MixedStart {
  const { first, rank } = form;
  const m = first.length;
  const a1 = Float64Array.from(first, (term) => meanOf(x, term));
  if (keep !== null) return { a1, P1: keep.P1 };
  const root = new Float64Array(m * rank);
  first.forEach(({ at, weight }, i) => {
    at.forEach((k, l) => {
      root[i * rank + k] = weight[l]!;
    });
  });
  const V = Float64Array.from({ length: rank * rank }, (_, k) => envelopeAt(Z, Math.floor(k / rank), k % rank));
  const P1 = multiply(multiply(root, V, { n: m, k: rank, m: rank }), transpose(root, m, rank), { n: m, k: rank, m });
  return { a1, P1: symmetrise(P1, m) };
}

/** Means and covariances of the factors row by row: E f f' and Cov(f[t], f[t-1]). */
interface FactorMoments {
  readonly mean: Float64Array;
  readonly now: Float64Array;
  readonly lagged: Float64Array;
}

function factorMoments({ x, form }: MixedPosterior, Z: EnvelopeMatrix): FactorMoments {
  const { T, layout, factorAt } = form;
  const { r } = layout;
  const mean = new Float64Array(T * r);
  const now = new Float64Array(T * r * r);
  const lagged = new Float64Array(T * r * r);
  for (let t = 0; t < T; t++) {
    for (let f = 0; f < r; f++) {
      mean[t * r + f] = t > 0 ? x[factorAt[t * r + f]!]! : meanOf(x, factorTerm(form, 0, f));
      for (let g = 0; g < r; g++) {
        const at = (t * r + f) * r + g;
        now[at] =
          t > 0
            ? envelopeAt(Z, factorAt[t * r + f]!, factorAt[t * r + g]!)
            : covarianceOf(Z, factorTerm(form, 0, f), factorTerm(form, 0, g));
        if (t > 0)
          lagged[at] =
            t > 1
              ? envelopeAt(Z, factorAt[t * r + f]!, factorAt[(t - 1) * r + g]!)
              : covarianceOf(Z, factorTerm(form, 1, f), factorTerm(form, 0, g));
      }
    }
  }
  return { mean, now, lagged };
}

function maximise(posterior: MixedPosterior, Z: EnvelopeMatrix, before: boolean): MixedParameters {
  const { form } = posterior;
  const { q, N } = form;
  const moments = factorMoments(posterior, Z);
  const next = { Lambda: Float64Array.from(q.Lambda), phi: Float64Array.from(q.phi), s: Float64Array.from(q.s) };
  const e: Expectations = { posterior, Z, moments, before };
  for (let i = 0; i < N; i++) {
    const bridge = form.bridges[i]!;
    const j = form.long.indexOf(i);
    if (bridge !== null) maximiseBridge(e, { i, bridge }, next);
    else if (j >= 0) maximiseLong(e, { i, j }, next);
    else maximiseWhite(e, i, next);
  }
  return { ...q, blocks: maximiseDynamics(e), ...next };
}

interface Expectations {
  readonly posterior: MixedPosterior;
  readonly Z: EnvelopeMatrix;
  readonly moments: FactorMoments;
  readonly before: boolean;
}

/** The parameters that a step writes. */
interface Next {
  readonly Lambda: Float64Array;
  readonly phi: Float64Array;
  readonly s: Float64Array;
}

function maximiseDynamics({ posterior, Z, moments }: Expectations): FactorBlock[] {
  const { form } = posterior;
  const { q, T, layout, factorAt } = form;
  const { r } = layout;
  let factor = 0;
  return q.blocks.map(({ size, order }): FactorBlock => {
    const at = factor;
    factor += size;
    const k = size * order;
    const xx = new Float64Array(k * k);
    const yx = new Float64Array(size * k);
    const yy = new Float64Array(size * size);
    const second = (t: number, f: number, l: number, g: number): number => {
      // E f[t] g[t-l]'
      const u = t - l;
      const product = u >= 0 ? moments.mean[t * r + f]! * moments.mean[u * r + g]! : Number.NaN;
      if (l === 0) return product + moments.now[(t * r + f) * r + g]!;
      if (l === 1) return product + moments.lagged[(t * r + f) * r + g]!;
      if (u > 0) return product + envelopeAt(Z, factorAt[t * r + f]!, factorAt[u * r + g]!);
      const [a, b] = [factorTerm(form, t, f), factorTerm(form, u, g)];
      return meanOf(posterior.x, a) * meanOf(posterior.x, b) + covarianceOf(Z, a, b);
    };
    const lagPair = (t: number, a: number, b: number): number => {
      // E of regressors a and b of row t: factor a % size at lag 1 + a / size.
      const [la, lb] = [1 + Math.floor(a / size), 1 + Math.floor(b / size)];
      const [fa, fb] = [at + (a % size), at + (b % size)];
      if (t - Math.max(la, lb) >= 0)
        return la <= lb ? second(t - la, fa, lb - la, fb) : second(t - lb, fb, la - lb, fa);
      const [ta, tb] = [factorTerm(form, t - la, fa), factorTerm(form, t - lb, fb)];
      return meanOf(posterior.x, ta) * meanOf(posterior.x, tb) + covarianceOf(Z, ta, tb);
    };
    for (let t = 1; t < T; t++) {
      for (let i = 0; i < size; i++) {
        for (let b = 0; b < k; b++) yx[i * k + b]! += second(t, at + i, 1 + Math.floor(b / size), at + (b % size));
        for (let b = 0; b < size; b++) yy[i * size + b]! += second(t, at + i, 0, at + b);
      }
      for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) xx[a * k + b]! += lagPair(t, a, b);
    }
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
}

/** E w[a] w[b] between dates of a bridge: values minus common part, the first its own term. */
function bridgeProducts(
  { posterior, Z, moments }: Expectations,
  { i, bridge }: { readonly i: number; readonly bridge: AutoregressiveBridge },
  reach: number,
): Float64Array {
  const { form, x } = posterior;
  const { q, layout, y, N, factorAt, loads, first } = form;
  const { r } = layout;
  const { dates } = bridge;
  const mine = loads[i]!;
  const start = first[layout.idioAt[i]!]!;
  const mean = Float64Array.from(dates, (t, a) => {
    if (a === 0) return meanOf(x, start);
    let v = y[t * N + i]!;
    for (const f of mine) v -= q.Lambda[i * r + f]! * moments.mean[t * r + f]!;
    return v;
  });
  const products = new Float64Array(dates.length * (reach + 1));
  for (let a = 0; a < dates.length; a++) {
    const t = dates[a]!;
    for (let d = 0; d <= Math.min(a, reach); d++) {
      const u = dates[a - d]!;
      let c = 0;
      if (a - d === 0) {
        if (a === 0) c = covarianceOf(Z, start, start);
        else
          for (const f of mine)
            for (let k = 0; k < start.at.length; k++)
              c -= q.Lambda[i * r + f]! * start.weight[k]! * envelopeAt(Z, factorAt[t * r + f]!, start.at[k]!);
      } else if (t - u <= 1) {
        const from = d === 0 ? moments.now : moments.lagged;
        for (const f of mine)
          for (const g of mine) c += q.Lambda[i * r + f]! * q.Lambda[i * r + g]! * from[(t * r + f) * r + g]!;
      } else
        for (const f of mine)
          for (const g of mine)
            c +=
              q.Lambda[i * r + f]! * q.Lambda[i * r + g]! * envelopeAt(Z, factorAt[t * r + f]!, factorAt[u * r + g]!);
      products[a * (reach + 1) + d] = mean[a]! * mean[a - d]! + c;
    }
  }
  return products;
}

function maximiseBridge(
  e: Expectations,
  series: { readonly i: number; readonly bridge: AutoregressiveBridge },
  next: Next,
): void {
  const { i, bridge } = series;
  const { form } = e.posterior;
  const { T, q } = form;
  const { H, stride, first, count, variance, lagged } = bridge;
  const reach = Math.max(stride, bridge.width);
  const products = bridgeProducts(e, series, reach);
  const product = (a: number, b: number): number => {
    const [high, low] = a >= b ? [a, b] : [b, a];
    return high - low > reach ? 0 : products[high * (reach + 1) + high - low]!;
  };
  const between = (t: number, u: number): number => {
    let s = 0;
    for (let a = 0; a < count[t]!; a++) {
      const h = H[t * stride + a]!;
      if (h === 0) continue;
      for (let b = 0; b < count[u]!; b++) {
        const g = H[u * stride + b]!;
        if (g !== 0) s += h * g * product(first[t]! + a, first[u]! + b);
      }
    }
    return s;
  };
  let [cross, now] = [0, 0];
  const start = between(0, 0);
  let end = start;
  for (let t = 1; t < T; t++) {
    cross += between(t, t - 1) + lagged[t]!;
    end = between(t, t) + variance[t]!;
    now += end;
  }
  const past = start + now - end;
  next.phi[i] = cross / past;
  next.s[i] = (now - next.phi[i]! * cross) / (T - 1);
  if (q.noise > 0) moveLoadings(e, series, next);
}

/** Loadings under measurement noise R: lambda + (sum E (w - e) f') (sum E f f')^-1, where w - E(e | w) = R omega w. */
function moveLoadings(
  { posterior, Z, moments }: Expectations,
  { i, bridge }: { readonly i: number; readonly bridge: AutoregressiveBridge },
  next: Next,
): void {
  const { form, x } = posterior;
  const { q, layout, y, N, factorAt, loads, first } = form;
  const { r } = layout;
  const { dates, omega, width } = bridge;
  const mine = loads[i]!;
  const k = mine.length;
  if (k === 0) return;
  const start = first[layout.idioAt[i]!]!;
  const S = new Float64Array(k * k);
  const push = new Float64Array(k);
  const residual = Float64Array.from(dates, (t, a) => {
    let v = a === 0 ? meanOf(x, start) : y[t * N + i]!;
    if (a > 0) for (const f of mine) v -= q.Lambda[i * r + f]! * moments.mean[t * r + f]!;
    return v;
  });
  // Cov(w[b], f[t]) of factor f.
  const covariance = (b: number, t: number, f: number): number => {
    let c = 0;
    if (b === 0) {
      for (let l = 0; l < start.at.length; l++)
        c += start.weight[l]! * envelopeAt(Z, start.at[l]!, factorAt[t * r + f]!);
      return c;
    }
    const u = dates[b]!;
    for (const g of mine) c -= q.Lambda[i * r + g]! * envelopeAt(Z, factorAt[u * r + g]!, factorAt[t * r + f]!);
    return c;
  };
  for (let a = 1; a < dates.length; a++) {
    const t = dates[a]!;
    for (let c = 0; c < k; c++)
      for (let d = 0; d < k; d++) S[c * k + d]! += secondMoment(moments, { t, f: mine[c]!, g: mine[d]!, r });
    for (let b = Math.max(0, a - width); b <= Math.min(dates.length - 1, a + width); b++) {
      const o = b <= a ? omega[a * (width + 1) + a - b]! : omega[b * (width + 1) + b - a]!;
      if (o === 0) continue;
      for (let c = 0; c < k; c++) {
        const f = mine[c]!;
        push[c]! += q.noise * o * (residual[b]! * moments.mean[t * r + f]! + covariance(b, t, f));
      }
    }
  }
  if (!Number.isNaN(y[i]!)) {
    const rest = combine([
      [1, { constant: y[i]!, at: [], weight: [] }],
      [-1, start],
      ...Array.from(mine, (f): readonly [number, LinearTerm] => [-q.Lambda[i * r + f]!, factorTerm(form, 0, f)]),
    ]);
    for (let c = 0; c < k; c++) {
      const f = factorTerm(form, 0, mine[c]!);
      push[c]! += meanOf(x, rest) * meanOf(x, f) + covarianceOf(Z, rest, f);
      for (let d = 0; d < k; d++) S[c * k + d]! += secondMoment(moments, { t: 0, f: mine[c]!, g: mine[d]!, r });
    }
  }
  const step = choleskySolve(cholesky(symmetrise(S, k), k), push, k);
  mine.forEach((f, c) => {
    next.Lambda[i * r + f]! += step[c]!;
  });
}

function secondMoment(
  { mean, now }: FactorMoments,
  { t, f, g, r }: { readonly t: number; readonly f: number; readonly g: number; readonly r: number },
): number {
  return mean[t * r + f]! * mean[t * r + g]! + now[(t * r + f) * r + g]!;
}

/** A series of a longer period whose own term stands in the state. */
function maximiseLong(
  { posterior, Z }: Expectations,
  { i, j }: { readonly i: number; readonly j: number },
  next: Next,
): void {
  const { form, x } = posterior;
  const { q, T, y, N, layout, loads } = form;
  const second = (a: LinearTerm, b: LinearTerm): number => meanOf(x, a) * meanOf(x, b) + covarianceOf(Z, a, b);
  let [cross, now] = [0, 0];
  let before = longTerm(form, 0, j);
  const start = second(before, before);
  let end = start;
  for (let t = 1; t < T; t++) {
    const term = longTerm(form, t, j);
    cross += second(term, before);
    end = second(term, term);
    now += end;
    before = term;
  }
  if (q.idiosyncratic === "autoregressive") {
    next.phi[i] = cross / (start + now - end);
    next.s[i] = (now - next.phi[i]! * cross) / (T - 1);
    if (q.noise === 0) return;
  } else next.s[i] = (start + now) / T;
  const mine = loads[i]!;
  const k = mine.length;
  const S = new Float64Array(k * k);
  const push = new Float64Array(k);
  for (let t = 0; t < T; t++) {
    const v = y[t * N + i]!;
    if (Number.isNaN(v)) continue;
    const common = Array.from(mine, (f) => summedFactor(form, i, { t, f }));
    const rest = combine([
      [1, { constant: v, at: [], weight: [] }],
      ...common.map((term, c): readonly [number, LinearTerm] => [-q.Lambda[i * layout.r + mine[c]!]!, term]),
      // statsmodels leaves the own term in for white terms, though it stands in the state: its loadings differ from the maximum.
      ...(q.idiosyncratic === "autoregressive"
        ? q.weights[i]!.map((w, lag): readonly [number, LinearTerm] => [-w, longTerm(form, t - lag, j)])
        : []),
    ]);
    const [restMean] = [meanOf(x, rest)];
    for (let c = 0; c < k; c++) {
      push[c]! += restMean * meanOf(x, common[c]!) + covarianceOf(Z, rest, common[c]!);
      for (let d = 0; d <= c; d++) S[c * k + d]! += second(common[c]!, common[d]!);
    }
  }
  for (let c = 0; c < k; c++) for (let d = 0; d < c; d++) S[d * k + c] = S[c * k + d]!;
  const step = choleskySolve(cholesky(S, k), push, k);
  mine.forEach((f, c) => {
    next.Lambda[i * layout.r + f]! += step[c]!;
  });
}

/** A series with white noise on its values: least squares on the factors; rows without a value carry the old variance. */
function maximiseWhite({ posterior, Z, moments, before }: Expectations, i: number, next: Next): void {
  const { form, x } = posterior;
  const { q, T, y, N, layout, loads } = form;
  const { r } = layout;
  const mine = loads[i]!;
  const k = mine.length;
  const S = new Float64Array(k * k);
  const h = new Float64Array(k);
  const base = q.weights[i]!.length === 1;
  let [square, seen] = [0, 0];
  for (let t = 0; t < T; t++) {
    const v = y[t * N + i]!;
    if (Number.isNaN(v)) continue;
    seen++;
    square += v * v;
    const common = base ? [] : Array.from(mine, (f) => summedFactor(form, i, { t, f }));
    for (let c = 0; c < k; c++) {
      h[c]! += v * (base ? moments.mean[t * r + mine[c]!]! : meanOf(x, common[c]!));
      for (let d = 0; d < k; d++)
        S[c * k + d]! += base
          ? secondMoment(moments, { t, f: mine[c]!, g: mine[d]!, r })
          : meanOf(x, common[c]!) * meanOf(x, common[d]!) + covarianceOf(Z, common[c]!, common[d]!);
    }
  }
  const l = choleskySolve(cholesky(symmetrise(S, k), k), h, k);
  let fit = 0;
  mine.forEach((f, c) => {
    next.Lambda[i * r + f] = l[c]!;
    fit += l[c]! * h[c]!;
  });
  const rows = before ? T - 1 : T;
  next.s[i] = (square - fit + (rows - seen) * q.s[i]!) / rows;
}

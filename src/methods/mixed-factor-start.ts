import { cholesky, choleskySolve, symmetricEigen, symmetrise } from "../math/linear-algebra.ts";
import { fourPointSpline, notAKnotSpline } from "../math/spline.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { FactorBlock, Idiosyncratic, MixedParameters } from "./mixed-factor-form.ts";

/** A model whose start values are sought. */
export interface ComponentStart {
  /** Per block: how many factors, and which series load on them. */
  readonly blocks: readonly { readonly size: number; readonly loads: readonly boolean[] }[];
  readonly order: number;
  readonly weights: readonly (readonly number[])[];
  /** AR(1) when not given. */
  readonly idiosyncratic?: Idiosyncratic;
  /** Measurement noise beside own terms that stand in the state. */
  readonly noise: number;
  /** Whose covariance gives the components: that of the base-period series (New York Fed, the default) or of all with filled gaps (dfms). */
  readonly components?: "base" | "all";
  /** How gaps inside a series are filled; not-a-knot when not given. */
  readonly spline?: "not-a-knot" | "four-point";
}

/**
 * Start values by principal components, block by block on what the blocks before left over (Bok et al.): gaps filled by splines
 * ({@link fillGaps}); the loadings of base-period series are eigenvectors of their covariance, those of longer ones least
 * squares on the weighted factor; vector autoregressions by least squares; own terms AR(1) of what is left over.
 * A longer series starts with phi 0.1 and a variance of (1 - phi^2) / sum w^2 of what is left over.
 *
 * @param y T × N, standardised, NaN where missing
 * @throws "too-few-observations"
 * @cite Bok, Caratelli, Giannone, Sbordone & Tambalotti (2018), Annual Review of Economics 10; Doz, Giannone & Reichlin (2012)
 */
export function startByComponents(y: Float64Array, options: ComponentStart): MixedParameters {
  const { blocks, order, weights, noise, idiosyncratic = "autoregressive", components: from = "base" } = options;
  const { spline = "not-a-knot" } = options;
  const N = weights.length;
  const longest = Math.max(...weights.map((w) => w.length));
  const trimmed = trimSparseRows(y, N);
  const T = trimmed.length / N;
  const skip = Math.max(longest, order + 1) - 1;
  if (T < skip + 8)
    throw new VorlaufError("too-few-observations", { what: "periods for start values", have: T, need: skip + 8 });
  const missing = trimmed.map((v) => (Number.isNaN(v) ? 1 : 0));
  const rest = fillGaps(trimmed, N, spline);
  const seen = (t: number, i: number): boolean => missing[t * N + i] === 0;
  const r = blocks.reduce((s, b) => s + b.size, 0);
  const Lambda = new Float64Array(N * r);
  const dynamics: FactorBlock[] = [];
  let at = 0;
  blocks.forEach(({ size, loads }) => {
    const base = weights.flatMap((w, i) => (loads[i] === true && (from === "all" || w.length === 1) ? [i] : []));
    const v = components(rest, { N, series: base, size });
    base.forEach((i, k) => {
      for (let f = 0; f < size; f++) Lambda[i * r + at + f] = v[k * size + f]!;
    });
    const F = Float64Array.from({ length: T * size }, (_, k) => {
      let s = 0;
      base.forEach((i, l) => {
        s += rest[Math.floor(k / size) * N + i]! * v[l * size + (k % size)]!;
      });
      return s;
    });
    weights.forEach((w, i) => {
      if (w.length === 1 || loads[i] !== true) return;
      for (let f = 0; f < size; f++) Lambda[i * r + at + f] = 0;
      const rows = Array.from({ length: T - skip }, (_, t) => t + skip);
      const known = rows.filter((t) => seen(t, i));
      const used = known.length < size * w.length + 2 ? rows : known;
      const l = regress(
        used.map((t) => rest[t * N + i]!),
        used.map((t) => Array.from({ length: size }, (_, f) => weighted(F, w, { t, f, size }))),
      );
      for (let f = 0; f < size; f++) Lambda[i * r + at + f] = l[f]!;
    });
    for (let t = skip; t < T; t++)
      for (let i = 0; i < N; i++)
        for (let f = 0; f < size; f++)
          rest[t * N + i]! -= Lambda[i * r + at + f]! * weighted(F, weights[i]!, { t, f, size });
    dynamics.push(autoregression(F, { size, order, T, skip }));
    at += size;
  });
  const own = weights.map((w, i) => ownTerm(rest, { w, i, N, T, skip, seen, idiosyncratic }));
  return {
    blocks: dynamics,
    Lambda,
    weights,
    idiosyncratic,
    phi: Float64Array.from(own, (o) => o.phi),
    s: Float64Array.from(own, (o) => o.s),
    noise,
  };
}

/** Leaves out rows at either end in which more than 80 % of the series are missing. */
function trimSparseRows(y: Float64Array, N: number): Float64Array {
  const T = y.length / N;
  const sparse = (t: number): boolean => {
    let missing = 0;
    for (let i = 0; i < N; i++) if (Number.isNaN(y[t * N + i]!)) missing++;
    return missing > 0.8 * N;
  };
  let [from, to] = [0, T];
  while (from < to && sparse(from)) from++;
  while (to > from && sparse(to - 1)) to--;
  return y.slice(from * N, to * N);
}

/**
 * Fills the gaps of each series: inside by a cubic spline, before its first and after its last value by the
 * median, smoothed by a centred mean of seven that repeats the end values.
 * @throws "too-few-observations" when a series has fewer than two values
 */
export function fillGaps(y: Float64Array, N: number, kind: "not-a-knot" | "four-point" = "not-a-knot"): Float64Array {
  const T = y.length / N;
  const out = Float64Array.from(y);
  for (let i = 0; i < N; i++) {
    const known = Array.from({ length: T }, (_, t) => t).filter((t) => !Number.isNaN(y[t * N + i]!));
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined || known.length < 2)
      throw new VorlaufError("too-few-observations", {
        what: `values of series ${i + 1}`,
        have: known.length,
        need: 2,
      });
    const inside = Float64Array.from({ length: last - first + 1 }, (_, k) => first + k);
    const spline = (kind === "not-a-knot" ? notAKnotSpline : fourPointSpline)(
      Float64Array.from(known),
      Float64Array.from(known, (t) => y[t * N + i]!),
      inside,
    );
    const sorted = Float64Array.from(spline).sort();
    const half = sorted.length >> 1;
    const median = sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
    const x = Float64Array.from({ length: T }, (_, t) => (t < first || t > last ? median : spline[t - first]!));
    for (let t = 0; t < T; t++) {
      let v = x[t]!;
      if (t < first || t > last) {
        v = 0;
        for (let k = -3; k <= 3; k++) v += x[Math.min(T - 1, Math.max(0, t + k))]! / 7;
      }
      out[t * N + i] = v;
    }
  }
  return out;
}

/** Eigenvectors of the largest eigenvalues of the covariance of some series, each with a sum above 0. */
function components(
  x: Float64Array,
  { N, series, size }: { readonly N: number; readonly series: readonly number[]; readonly size: number },
): Float64Array {
  const T = x.length / N;
  const k = series.length;
  if (k < size)
    throw new VorlaufError("too-few-observations", { what: "base-period series of a block", have: k, need: size });
  const mean = series.map((i) => {
    let s = 0;
    for (let t = 0; t < T; t++) s += x[t * N + i]!;
    return s / T;
  });
  const S = new Float64Array(k * k);
  for (let t = 0; t < T; t++)
    for (let a = 0; a < k; a++) {
      const d = x[t * N + series[a]!]! - mean[a]!;
      for (let b = 0; b <= a; b++) S[a * k + b]! += (d * (x[t * N + series[b]!]! - mean[b]!)) / (T - 1);
    }
  for (let a = 0; a < k; a++) for (let b = 0; b < a; b++) S[b * k + a] = S[a * k + b]!;
  const { vectors } = symmetricEigen(S, k);
  const out = new Float64Array(k * size);
  for (let f = 0; f < size; f++) {
    let sum = 0;
    for (let a = 0; a < k; a++) sum += vectors[a * k + f]!;
    for (let a = 0; a < k; a++) out[a * size + f] = sum < 0 ? -vectors[a * k + f]! : vectors[a * k + f]!;
  }
  return out;
}

function weighted(
  F: Float64Array,
  w: readonly number[],
  { t, f, size }: { readonly t: number; readonly f: number; readonly size: number },
): number {
  let s = 0;
  for (let lag = 0; lag < w.length; lag++) s += w[lag]! * F[(t - lag) * size + f]!;
  return s;
}

/** Least squares without a constant. */
function regress(y: readonly number[], X: readonly (readonly number[])[]): Float64Array {
  const k = X[0]?.length ?? 0;
  const G = new Float64Array(k * k);
  const h = new Float64Array(k);
  X.forEach((row, t) => {
    for (let a = 0; a < k; a++) {
      h[a]! += row[a]! * y[t]!;
      for (let b = 0; b < k; b++) G[a * k + b]! += row[a]! * row[b]!;
    }
  });
  return choleskySolve(cholesky(symmetrise(G, k), k), h, k);
}

/** A vector autoregression by least squares; the variance is that of the residuals about their mean. */
function autoregression(
  F: Float64Array,
  {
    size,
    order,
    T,
    skip,
  }: { readonly size: number; readonly order: number; readonly T: number; readonly skip: number },
): FactorBlock {
  const k = size * order;
  const rows = Array.from({ length: T - skip }, (_, t) => t + skip);
  const X = rows.map((t) =>
    Array.from({ length: k }, (_, c) => F[(t - 1 - Math.floor(c / size)) * size + (c % size)]!),
  );
  const columns = Array.from({ length: size }, (_, i) =>
    regress(
      rows.map((t) => F[t * size + i]!),
      X,
    ),
  );
  const A = Float64Array.from({ length: size * k }, (_, c) => columns[Math.floor(c / k)]![c % k]!);
  const e = rows.map((t, n) =>
    Array.from({ length: size }, (_, i) => F[t * size + i]! - X[n]!.reduce((s, v, c) => s + v * A[i * k + c]!, 0)),
  );
  const mean = Array.from({ length: size }, (_, i) => e.reduce((s, v) => s + v[i]!, 0) / e.length);
  const Q = Float64Array.from({ length: size * size }, (_, c) => {
    const [i, j] = [Math.floor(c / size), c % size];
    return e.reduce((s, v) => s + (v[i]! - mean[i]!) * (v[j]! - mean[j]!), 0) / (e.length - 1);
  });
  return { size, order, A, Q };
}

function ownTerm(
  rest: Float64Array,
  from: {
    readonly w: readonly number[];
    readonly i: number;
    readonly N: number;
    readonly T: number;
    readonly skip: number;
    readonly seen: (t: number, i: number) => boolean;
    readonly idiosyncratic: Idiosyncratic;
  },
): { readonly phi: number; readonly s: number } {
  const { w, i, N, T, skip, seen, idiosyncratic } = from;
  const known = Array.from({ length: T - skip }, (_, t) => t + skip).filter((t) => seen(t, i));
  if (w.length > 1 || idiosyncratic !== "autoregressive") {
    const phi = idiosyncratic === "autoregressive" ? 0.1 : 0;
    const summed = idiosyncratic === "white" ? 1 : w.reduce((s, v) => s + v * v, 0);
    return { phi, s: ((1 - phi * phi) * variance(known.map((t) => rest[t * N + i]!))) / summed };
  }
  const [first, last] = [known[0] ?? 0, known.at(-1) ?? -1];
  const e = Array.from({ length: last - first + 1 }, (_, k) => rest[(first + k) * N + i]!);
  let [cross, square] = [0, 0];
  for (let k = 1; k < e.length; k++) {
    cross += e[k]! * e[k - 1]!;
    square += e[k - 1]! ** 2;
  }
  const phi = cross / square;
  return { phi, s: variance(e.slice(1).map((v, k) => v - phi * e[k]!)) };
}

/** About the mean, over n - 1. */
function variance(x: readonly number[]): number {
  const mean = x.reduce((s, v) => s + v, 0) / x.length;
  return x.reduce((s, v) => s + (v - mean) ** 2, 0) / (x.length - 1);
}

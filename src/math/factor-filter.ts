import type { FactorPanel, FactorParameters } from "./factor-plan.ts";
import { gapVariance } from "./factor-precision.ts";
import { stationaryFactors } from "./factor-prior.ts";
import { checkLength } from "./failure.ts";
import { multiply, symmetricEigen, transpose } from "./linear-algebra.ts";

/** What the filter in state form found. */
export interface FilteredFactors {
  /** Exact log-likelihood [nats], the same number as the precision form's. */
  readonly logLikelihood: number;
  /** E(f[t] | x[1..t]), T × r: the factors as they could be known in every period at these parameters. */
  readonly filtered: Float64Array;
}

/** Longest gap that lagged factors in the state bridge; a series with a longer one keeps its idiosyncratic term in the state. */
const longestBridge = 4;

/**
 * The likelihood by a second, independent road: a Kalman filter over a small state.
 *
 * (1 - phi_i^g L^g) x_i[t] = lambda_i' (f[t] - phi_i^g f[t-g]) + u_i[t] has white noise, so the state holds f[t], ..., f[t-l] and
 * the idiosyncratic terms of aggregated series and of series with gaps longer than 4. The N observations of a period are
 * collapsed to as many as the state has factors by the eigenvectors of their Gram matrix, which is worked out once per
 * pattern of missing values; what is held in the state is observed without error and entered one by one.
 *
 * @param panel standardised, NaN where missing
 * @throws "wrong-shape"; "not-positive-definite" when the factor VAR is not stationary
 * @cite Jungbacker, Koopman & van der Wel (2011), JEDC 35; Jungbacker & Koopman (2015), The Econometrics Journal 18; Koopman & Durbin (2000), JTSA 21
 */
export function filterFactors(panel: FactorPanel, q: FactorParameters): FilteredFactors {
  const { x, T, N } = panel;
  checkLength("panel", x, T * N);
  checkLength("phi", q.phi, N);
  const form = stateOf(panel, q);
  const { m, F, noise } = form;
  const { r } = q;
  const a = new Float64Array(m);
  let P: Float64Array = form.P;
  const filtered = new Float64Array(T * r);
  const last = new Int32Array(N).fill(-1);
  const patterns = new Map<string, Pattern>();
  const d = { n: m, k: m, m };
  const M = new Float64Array(m);
  let logLikelihood = 0;
  for (let t = 0; t < T; t++) {
    if (t > 0) {
      a.set(multiply(F, a, { n: m, k: m, m: 1 }));
      P = multiply(multiply(F, P, d), transpose(F, m, m), d);
      for (let k = 0; k < m * m; k++) P[k]! += noise[k]!;
    }
    const seen = Array.from({ length: N }, (_, i) => i).filter((i) => !Number.isNaN(x[t * N + i]!));
    const flat = seen.filter((i) => form.heldAt[i]! < 0);
    const key = flat.map((i) => `${i}:${last[i]! < 0 ? 0 : t - last[i]!}`).join();
    const pattern = patterns.get(key) ?? patternOf(flat, { t, last, form, q });
    patterns.set(key, pattern);
    const { rows, collapsed } = pattern;
    const b = new Float64Array(m);
    let rest = 0;
    for (const { i, g, c, h, v } of rows) {
      const u = x[t * N + i]! - (g === 0 ? 0 : c * x[(t - g) * N + i]!);
      rest += Math.log(2 * Math.PI * v) + (u * u) / v;
      for (let k = 0; k < h.length; k++) b[k]! += (h[k]! * u) / v;
    }
    for (const z of collapsed) {
      const y = z.reduce((s, w, k) => s + (w * b[k]!) / pattern.scale.get(z)!, 0);
      rest -= Math.log(2 * Math.PI) + y * y;
      logLikelihood += update(z, y, 1);
    }
    logLikelihood -= 0.5 * rest;
    for (const i of seen) if (form.heldAt[i]! >= 0) logLikelihood += update(form.exact.get(i)!, x[t * N + i]!, 0);
    for (const i of seen) last[i] = t;
    filtered.set(a.subarray(0, r), t * r);
  }
  return { logLikelihood, filtered };

  /** One scalar observation z'a + noise; returns its log density. */
  function update(z: Float64Array, y: number, variance: number): number {
    let e = y;
    let V = variance;
    for (let k = 0; k < m; k++) {
      e -= z[k]! * a[k]!;
      let s = 0;
      for (let l = 0; l < m; l++) s += P[k * m + l]! * z[l]!;
      M[k] = s;
      V += z[k]! * s;
    }
    for (let k = 0; k < m; k++) {
      a[k]! += (M[k]! * e) / V;
      for (let l = 0; l < m; l++) P[k * m + l]! -= (M[k]! * M[l]!) / V;
    }
    return -0.5 * (Math.log(2 * Math.PI * V) + (e * e) / V);
  }
}

/** The state: lagged factors, then what is held of single series. */
interface StateForm {
  readonly m: number;
  readonly F: Float64Array;
  readonly noise: Float64Array;
  readonly P: Float64Array;
  /** Position of a series' own term, -1 when it is collapsed. */
  readonly heldAt: Int32Array;
  /** Rows of the held series' exact observations. */
  readonly exact: ReadonlyMap<number, Float64Array>;
}

function stateOf({ x, T, N, weights }: FactorPanel, q: FactorParameters): StateForm {
  const { r, p } = q;
  const gaps = Array.from({ length: N }, (_, i) => (q.phi[i] === 0 ? 1 : longestGap(x, { T, N, i })));
  const wide = (weights ?? []).reduce((k, w) => Math.max(k, w?.length ?? 1), 1);
  const bridged = gaps.filter((g) => g <= longestBridge);
  const lags = Math.max(p, wide, 1 + Math.max(1, ...bridged));
  const held = Array.from({ length: N }, (_, i) => i).filter(
    (i) => (weights?.[i] ?? null) !== null || gaps[i]! > longestBridge,
  );
  const heldAt = new Int32Array(N).fill(-1);
  let m = r * lags;
  for (const i of held) {
    heldAt[i] = m;
    m += weights?.[i]?.length ?? 1;
  }
  const [F, noise, P] = [new Float64Array(m * m), new Float64Array(m * m), new Float64Array(m * m)];
  const A = new Float64Array(r * r * lags);
  for (let a = 0; a < r; a++) for (let k = 0; k < r * p; k++) A[a * r * lags + k] = q.A[a * r * p + k]!;
  const start = stationaryFactors({ r, p: lags, A, Q: q.Q });
  for (let a = 0; a < r * lags; a++) {
    for (let b = 0; b < r * lags; b++) P[a * m + b] = start[a * r * lags + b]!;
    if (a < r) for (let b = 0; b < r * lags; b++) F[a * m + b] = A[a * r * lags + b]!;
    else F[a * m + a - r] = 1;
    if (a < r) for (let b = 0; b < r; b++) noise[a * m + b] = q.Q[a * r + b]!;
  }
  const exact = new Map<number, Float64Array>();
  for (const i of held) {
    const at = heldAt[i]!;
    const w = weights?.[i] ?? [1];
    const [phi, s] = [q.phi[i]!, q.s[i]!];
    F[at * m + at] = phi;
    noise[at * m + at] = s;
    const z = new Float64Array(m);
    for (let j = 0; j < w.length; j++) {
      if (j > 0) F[(at + j) * m + at + j - 1] = 1;
      z[at + j] = w[j]!;
      for (let a = 0; a < r; a++) z[j * r + a] = w[j]! * q.Lambda[i * r + a]!;
      for (let k = 0; k < w.length; k++) P[(at + j) * m + at + k] = (s * phi ** Math.abs(j - k)) / (1 - phi * phi);
    }
    exact.set(i, z);
  }
  return { m, F, noise, P, heldAt, exact };
}

function longestGap(
  x: Float64Array,
  { T, N, i }: { readonly T: number; readonly N: number; readonly i: number },
): number {
  let [longest, last] = [1, -1];
  for (let t = 0; t < T; t++) {
    if (Number.isNaN(x[t * N + i]!)) continue;
    if (last >= 0) longest = Math.max(longest, t - last);
    last = t;
  }
  return longest;
}

/** The quasi-differenced observations of one pattern of missing values, and what they collapse to. */
interface Pattern {
  readonly rows: readonly {
    readonly i: number;
    readonly g: number;
    readonly c: number;
    readonly h: Float64Array;
    readonly v: number;
  }[];
  /** Rows z with unit noise; the observation of each is z'b over its scale. */
  readonly collapsed: readonly Float64Array[];
  readonly scale: ReadonlyMap<Float64Array, number>;
}

function patternOf(
  flat: readonly number[],
  at: { readonly t: number; readonly last: Int32Array; readonly form: StateForm; readonly q: FactorParameters },
): Pattern {
  const { t, last, form, q } = at;
  const { r } = q;
  const { m } = form;
  const rows = flat.map((i) => {
    const [phi, s] = [q.phi[i]!, q.s[i]!];
    const g = last[i]! < 0 || phi === 0 ? 0 : t - last[i]!;
    const c = g === 0 ? 0 : phi ** g;
    const h = new Float64Array(m);
    for (let a = 0; a < r; a++) {
      h[a] = q.Lambda[i * r + a]!;
      if (g > 0) h[g * r + a] = -c * q.Lambda[i * r + a]!;
    }
    return { i, g, c, h, v: g === 0 ? s / (1 - phi * phi) : s * gapVariance(phi, g) };
  });
  const C = new Float64Array(m * m);
  for (const { h, v } of rows)
    for (let k = 0; k < m; k++) for (let l = 0; l < m; l++) C[k * m + l]! += (h[k]! * h[l]!) / v;
  const { values, vectors } = symmetricEigen(C, m);
  const scale = new Map<Float64Array, number>();
  const collapsed = Array.from(values.entries())
    .filter(([, v]) => v > 1e-13 * values[0]!)
    .map(([k, v]) => {
      const z = Float64Array.from({ length: m }, (_, l) => Math.sqrt(v) * vectors[l * m + k]!);
      scale.set(z, v);
      return z;
    });
  return { rows, collapsed, scale };
}

import { type FactorPanel, type FactorParameters, quarterWeights } from "../../src/math/factor-plan.ts";
import { cholesky, forwardSolveInto, logDetFromCholesky } from "../../src/math/linear-algebra.ts";
import { createRandom } from "../../src/math/random.ts";

/** A model of two factors and six series. */
export const truth: FactorParameters = {
  r: 2,
  p: 1,
  Lambda: Float64Array.from([1, 0.2, 0.8, -0.3, 0.5, 0.9, -0.7, 0.4, 0.3, 0.3, 0.9, -0.1]),
  phi: Float64Array.from([0.5, -0.3, 0.7, 0.1, 0.9, 0]),
  s: Float64Array.from([0.5, 0.8, 0.3, 1, 0.2, 0.6]),
  A: Float64Array.from([0.7, 0.1, -0.2, 0.5]),
  Q: Float64Array.from([1, 0.3, 0.3, 0.8]),
};

/** A model of one factor and six series. */
export const oneFactor: FactorParameters = {
  r: 1,
  p: 1,
  Lambda: Float64Array.of(1, 0.8, -0.6, 0.5, 0.7, 0.4),
  phi: Float64Array.of(0.5, -0.3, 0.7, 0.1, 0.9, 0),
  s: Float64Array.of(0.5, 0.8, 0.3, 1, 0.2, 0.6),
  A: Float64Array.of(0.7),
  Q: Float64Array.of(1),
};

/** Monthly values of factors and series drawn from a model with one lag; nothing missing. */
export function draw(
  q: FactorParameters,
  T: number,
  seed: number,
): { readonly x: Float64Array; readonly f: Float64Array } {
  const { r, Lambda, phi, s, A, Q } = q;
  const N = phi.length;
  const random = createRandom(seed);
  const L = cholesky(Q, r);
  const x = new Float64Array(T * N);
  const path = new Float64Array(T * r);
  const e = new Float64Array(N);
  let f = new Float64Array(r);
  for (let t = -100; t < T; t++) {
    const u = Float64Array.from({ length: r }, () => random.normal());
    f = Float64Array.from({ length: r }, (_, a) => {
      let v = 0;
      for (let b = 0; b < r; b++) v += A[a * r + b]! * f[b]! + L[a * r + b]! * u[b]!;
      return v;
    });
    for (let i = 0; i < N; i++) {
      e[i] = phi[i]! * e[i]! + Math.sqrt(s[i]!) * random.normal();
      if (t < 0) continue;
      let v = e[i]!;
      for (let a = 0; a < r; a++) v += Lambda[i * r + a]! * f[a]!;
      x[t * N + i] = v;
    }
    if (t >= 0) path.set(f, t * r);
  }
  return { x, f: path };
}

/** A panel of the truth with a late start, gaps inside and a ragged end. */
export function raggedPanel(T: number, seed: number, q: FactorParameters = truth): FactorPanel {
  const N = q.phi.length;
  const { x } = draw(q, T, seed);
  for (let t = 0; t < T; t++) {
    if (t < 6) x[t * N + 3] = Number.NaN;
    if (t > T - 3) x[t * N + 1] = Number.NaN;
    if (t % 11 === 4 || (t > 20 && t < 24)) x[t * N + 4] = Number.NaN;
  }
  return { x, T, N };
}

/** The same panel with its last two series seen as quarterly growth: 1, 2, 3, 2, 1 over months, every third month. */
export function mixedPanel(T: number, seed: number, q: FactorParameters = truth): FactorPanel {
  const N = q.phi.length;
  const long = draw(q, T + 4, seed).x;
  const x = long.slice(4 * N);
  for (let t = 0; t < T; t++) {
    for (const i of [N - 2, N - 1]) {
      let v = Number.NaN;
      if (t % 3 === 2 && !(i === N - 1 && t < 9))
        v = quarterWeights.reduce((u, w, j) => u + w * long[(t + 4 - j) * N + i]!, 0);
      x[t * N + i] = v;
    }
    if (t < 6) x[t * N + 1] = Number.NaN;
    if (t > T - 3) x[t * N] = Number.NaN;
    if (t > 14 && t < 19) x[t * N + 2] = Number.NaN;
  }
  return { x, T, N, weights: Array.from({ length: N }, (_, i) => (i >= N - 2 ? quarterWeights : null)) };
}

/** Autocovariances of the factors of a model with one lag: E f[t] f[t-h]' by summing its moving average. */
function factorCovariances({ r, A, Q }: FactorParameters, h: number): Float64Array {
  const power = (k: number): Float64Array => {
    let P = Float64Array.from({ length: r * r }, (_, c) => (Math.floor(c / r) === c % r ? 1 : 0));
    for (let n = 0; n < k; n++)
      P = Float64Array.from({ length: r * r }, (_, c) => {
        let v = 0;
        for (let b = 0; b < r; b++) v += A[Math.floor(c / r) * r + b]! * P[b * r + (c % r)]!;
        return v;
      });
    return P;
  };
  const out = new Float64Array(r * r);
  let P = power(0);
  const H = power(h);
  for (let k = 0; k < 400; k++) {
    for (let a = 0; a < r; a++)
      for (let b = 0; b < r; b++)
        for (let c = 0; c < r; c++)
          for (let d = 0; d < r; d++)
            for (let g = 0; g < r; g++)
              out[a * r + b]! += H[a * r + c]! * P[c * r + d]! * Q[d * r + g]! * P[b * r + g]!;
    P = Float64Array.from({ length: r * r }, (_, c) => {
      let v = 0;
      for (let b = 0; b < r; b++) v += A[Math.floor(c / r) * r + b]! * P[b * r + (c % r)]!;
      return v;
    });
  }
  return out;
}

/** Covariance of two cells of a panel from the model's moving averages alone. */
export function denseCovariance(
  panel: FactorPanel,
  q: FactorParameters,
): (a: readonly [number, number], b: readonly [number, number]) => number {
  const { r, Lambda, phi, s } = q;
  const known = new Map<number, Float64Array>();
  const gamma = (h: number): Float64Array => {
    const held = known.get(h) ?? factorCovariances(q, h);
    known.set(h, held);
    return held;
  };
  return ([t, i], [u, j]) => {
    const [wi, wj] = [panel.weights?.[i] ?? [1], panel.weights?.[j] ?? [1]];
    let v = 0;
    wi.forEach((a, k) =>
      wj.forEach((b, l) => {
        const lag = t - k - (u - l);
        const G = gamma(Math.abs(lag));
        for (let c = 0; c < r; c++)
          for (let d = 0; d < r; d++)
            v += a * b * Lambda[i * r + c]! * Lambda[j * r + d]! * (lag >= 0 ? G[c * r + d]! : G[d * r + c]!);
        if (i === j) v += (a * b * s[i]! * phi[i]! ** Math.abs(lag)) / (1 - phi[i]! ** 2);
      }),
    );
    return v;
  };
}

/** Observed cells of a panel as (row, series). */
export function cellsOf({ x, N }: FactorPanel): (readonly [number, number])[] {
  return Array.from(x.keys())
    .filter((k) => !Number.isNaN(x[k]!))
    .map((k) => [Math.floor(k / N), k % N] as const);
}

/** Log density of the observed values under the joint normal distribution written out in full. */
export function denseLogDensity(panel: FactorPanel, q: FactorParameters): number {
  const cells = cellsOf(panel);
  const n = cells.length;
  const covariance = denseCovariance(panel, q);
  const L = cholesky(
    Float64Array.from({ length: n * n }, (_, c) => covariance(cells[Math.floor(c / n)]!, cells[c % n]!)),
    n,
  );
  const z = Float64Array.from(cells, ([t, i]) => panel.x[t * panel.N + i]!);
  forwardSolveInto(L, z, n);
  return -0.5 * (n * Math.log(2 * Math.PI) + logDetFromCholesky(L, n) + z.reduce((u, v) => u + v * v, 0));
}

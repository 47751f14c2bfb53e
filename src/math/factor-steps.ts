import { coefficientsOf, type FactorPattern, submatrix } from "./factor-pattern.ts";
import type { FactorPanel, FactorParameters, FactorPlan } from "./factor-plan.ts";
import { gapVariance } from "./factor-precision.ts";
import { type FactorSquares, factorCompanion, splitSquares } from "./factor-prior.ts";
import type { FactorSums } from "./factor-score.ts";
import { MathFailure } from "./failure.ts";
import {
  cholesky,
  choleskySolve,
  multiply,
  solve,
  spectralRadius,
  symmetricEigen,
  symmetrise,
  transpose,
} from "./linear-algebra.ts";
import { minimiseScalar } from "./optimise.ts";

/** Bounds that keep the likelihood bounded: |phi| below, s above. */
export interface FactorBounds {
  readonly phiBound: number;
  readonly varianceFloor: number;
}

/** Whether an innovation variance lies at its floor: below a hundred times it, on its way to zero. */
export function isAtFloor(s: number, { varianceFloor }: FactorBounds): boolean {
  return s < 100 * varianceFloor;
}

/** Whether an autocorrelation lies at its bound. */
export function isAtBound(phi: number, { phiBound }: FactorBounds): boolean {
  return Math.abs(phi) > 0.999 * phiBound;
}

/**
 * Start values: principal components of the direct series with gaps at their mean 0, their VAR, loadings of aggregated series
 * by regression on the aggregated components, and AR(1) of the residuals.
 * @throws "wrong-shape" with fewer direct series in a block than factors
 * @cite Doz, Giannone & Reichlin (2012), Review of Economics and Statistics 94
 */
export function principalStart(panel: FactorPanel, plan: FactorPlan): FactorParameters {
  const { r, p, N, D } = plan;
  const { f, Lambda } = componentsOf(plan);
  regressAggregates(plan, f, Lambda);
  const phi = new Float64Array(N);
  const s = new Float64Array(N);
  for (let i = 0; i < N; i++) residualAutoregression(panel, plan, { i, f, Lambda }, { phi, s });
  return { r, p, Lambda, phi, s, ...regressFactors(squaresOfPath(f, D, { r, p }), plan) };
}

/** Principal components, block by block on what the blocks before have left, and the loadings of the direct series on them. */
function componentsOf({ r, N, D, direct, columns, pattern }: FactorPlan): {
  readonly f: Float64Array;
  readonly Lambda: Float64Array;
} {
  const f = new Float64Array(D * r);
  const Lambda = new Float64Array(N * r);
  const left = Float64Array.from(columns);
  pattern.blocks.forEach(({ factors, series }, b) => {
    const members = Array.from(direct.keys()).filter((m) => series.includes(direct[m]!));
    const [M, k] = [members.length, factors.length];
    if (M < k)
      throw new MathFailure("wrong-shape", {
        what: `series of the panel's own frequency in block ${b}`,
        expected: `${k} or more`,
        got: `${M}`,
      });
    const own = new Float64Array(M * D);
    members.forEach((m, n) => own.set(left.subarray(m * D, (m + 1) * D), n * D));
    const vectors = leadingVectors(covarianceOfColumns(own, M, D), M, k);
    for (let n = 0; n < M; n++) {
      for (let d = 0; d < D; d++) {
        const v = own[n * D + d]!;
        if (v !== 0) for (let a = 0; a < k; a++) f[d * r + factors[a]!]! += v * vectors[n * k + a]!;
      }
    }
    members.forEach((m, n) => {
      for (let a = 0; a < k; a++) Lambda[direct[m]! * r + factors[a]!] = vectors[n * k + a]!;
      for (let d = 0; d < D; d++) {
        if (columns[m * D + d] === 0) continue;
        for (let a = 0; a < k; a++) left[m * D + d]! -= vectors[n * k + a]! * f[d * r + factors[a]!]!;
      }
    });
  });
  return { f, Lambda };
}

function covarianceOfColumns(columns: Float64Array, M: number, D: number): Float64Array {
  const C = new Float64Array(M * M);
  for (let a = 0; a < M; a++) {
    for (let b = 0; b <= a; b++) {
      let v = 0;
      for (let d = 0; d < D; d++) v += columns[a * D + d]! * columns[b * D + d]!;
      C[a * M + b] = v;
      C[b * M + a] = v;
    }
  }
  return C;
}

/** Eigenvectors (M × r, in columns) of the r largest eigenvalues, by orthogonal iteration with four vectors to spare. */
function leadingVectors(C: Float64Array, M: number, r: number): Float64Array {
  const k = Math.min(M, r + 4);
  const order = Array.from({ length: M }, (_, i) => i).sort((a, b) => C[b * M + b]! - C[a * M + a]!);
  let V: Float64Array = Float64Array.from({ length: M * k }, (_, c) => C[Math.floor(c / k) * M + order[c % k]!]!);
  const d = { n: M, k: M, m: k };
  orthonormaliseInto(V, M, k);
  for (let it = 0; it < 60; it++) {
    V = multiply(C, V, d);
    orthonormaliseInto(V, M, k);
  }
  const small = multiply(transpose(V, M, k), multiply(C, V, d), { n: k, k: M, m: k });
  const { vectors } = symmetricEigen(small, k);
  const W = multiply(V, vectors, { n: M, k, m: k });
  const out = Float64Array.from({ length: M * r }, (_, c) => W[Math.floor(c / r) * k + (c % r)]!);
  for (let a = 0; a < r; a++) {
    let top = 0;
    for (let m = 0; m < M; m++) if (Math.abs(out[m * r + a]!) > Math.abs(top) * (1 + 1e-9)) top = out[m * r + a]!;
    if (top < 0) for (let m = 0; m < M; m++) out[m * r + a]! *= -1;
  }
  return out;
}

function orthonormaliseInto(V: Float64Array, M: number, k: number): void {
  for (let a = 0; a < k; a++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let b = 0; b < a; b++) {
        let v = 0;
        for (let m = 0; m < M; m++) v += V[m * k + a]! * V[m * k + b]!;
        for (let m = 0; m < M; m++) V[m * k + a]! -= v * V[m * k + b]!;
      }
    }
    let norm = 0;
    for (let m = 0; m < M; m++) norm += V[m * k + a]! ** 2;
    norm = Math.sqrt(norm);
    if (norm > 0) for (let m = 0; m < M; m++) V[m * k + a]! /= norm;
  }
}

function regressAggregates(plan: FactorPlan, f: Float64Array, Lambda: Float64Array): void {
  const { r: width, aggregated, weights, tieSeries, tieDate, tieValue, pattern } = plan;
  for (let k = 0; k < aggregated.length; k++) {
    const own = pattern.loads[aggregated[k]!]!;
    const r = own.length;
    const G = new Float64Array(r * r);
    const h = new Float64Array(r);
    const sum = new Float64Array(r);
    for (let o = 0; o < tieSeries.length; o++) {
      if (tieSeries[o] !== k) continue;
      sum.fill(0);
      weights[k]!.forEach((w, j) => {
        for (let a = 0; a < r; a++) sum[a]! += w * f[(tieDate[o]! - j) * width + own[a]!]!;
      });
      for (let a = 0; a < r; a++) {
        h[a]! += sum[a]! * tieValue[o]!;
        for (let b = 0; b < r; b++) G[a * r + b]! += sum[a]! * sum[b]!;
      }
    }
    let size = 0;
    for (let a = 0; a < r; a++) size += G[a * r + a]! / r;
    for (let a = 0; a < r; a++) G[a * r + a]! += 1e-3 * size + 1e-12;
    choleskySolve(cholesky(G, r), h, r).forEach((v, a) => {
      Lambda[aggregated[k]! * width + own[a]!] = v;
    });
  }
}

function residualAutoregression(
  { x, T, N }: FactorPanel,
  plan: FactorPlan,
  at: { readonly i: number; readonly f: Float64Array; readonly Lambda: Float64Array },
  into: { readonly phi: Float64Array; readonly s: Float64Array },
): void {
  const { i, f, Lambda } = at;
  const { r, pre, white } = plan;
  const k = plan.aggregated.indexOf(i);
  const weights: readonly number[] = k < 0 ? [1] : Array.from(plan.weights[k]!);
  const e = new Float64Array(T).fill(Number.NaN);
  for (let t = 0; t < T; t++) {
    let v = x[t * N + i]!;
    for (let j = 0; j < weights.length; j++)
      for (let a = 0; a < r; a++) v -= weights[j]! * Lambda[i * r + a]! * f[(t + pre - j) * r + a]!;
    e[t] = v;
  }
  let cross = 0;
  let square = 0;
  let pairs = 0;
  let total = 0;
  let seen = 0;
  for (let t = 0; t < T; t++) {
    if (Number.isNaN(e[t]!)) continue;
    total += e[t]! ** 2;
    seen++;
    if (t === 0 || Number.isNaN(e[t - 1]!)) continue;
    cross += e[t]! * e[t - 1]!;
    square += e[t - 1]! ** 2;
    pairs++;
  }
  const phi = white || pairs === 0 || !(square > 0) ? 0 : Math.max(-0.9, Math.min(0.9, cross / square));
  const scale = weights.reduce((u, w) => u + w * w, 0);
  into.phi[i] = phi;
  into.s[i] = (Math.max(0.05, seen > 0 ? total / seen : 1) * (1 - phi * phi)) / scale;
}

function squaresOfPath(
  f: Float64Array,
  D: number,
  { r, p }: { readonly r: number; readonly p: number },
): FactorSquares {
  const w = r * (p + 1);
  const window = new Float64Array(w * w);
  for (let d = p; d < D; d++)
    for (let i = 0; i < w; i++)
      for (let j = 0; j < w; j++) window[i * w + j]! += f[(d - p) * r + i]! * f[(d - p) * r + j]!;
  const m = r * p;
  return {
    window,
    start: Float64Array.from({ length: m * m }, (_, c) => f[Math.floor(c / m)]! * f[c % m]!),
    steps: D - p,
  };
}

/**
 * The VAR that maximises the expected density of the factor path given its first p, group by group, the innovations of factors that
 * cannot be turned into each other uncorrelated; shrunk to a radius of 0.999 where it explodes.
 */
export function regressFactors(
  squares: FactorSquares,
  { r, p, pattern }: { readonly r: number; readonly p: number; readonly pattern: FactorPattern },
): { readonly A: Float64Array; readonly Q: Float64Array } {
  const m = r * p;
  const { now, cross, past } = splitSquares(squares, { r, p });
  let A: Float64Array = new Float64Array(r * m);
  for (const group of pattern.groups) {
    const k = group.length;
    const at = coefficientsOf(group, { r, p });
    const own = submatrix(cross, m, group, at);
    const rows = solve(submatrix(past, m, at), transpose(own, k, k * p), k * p, k);
    group.forEach((a, n) => {
      at.forEach((to, c) => {
        A[a * m + to] = rows[c * k + n]!;
      });
    });
  }
  const radius = spectralRadius(factorCompanion({ r, p, A }), m);
  if (radius > 0.999) A = A.map((v, k) => v * (0.999 / radius) ** (1 + Math.floor((k % m) / r)));
  const ACross = multiply(A, transpose(cross, r, m), { n: r, k: m, m: r });
  const ACA = multiply(multiply(A, past, { n: r, k: m, m }), transpose(A, r, m), { n: r, k: m, m: r });
  const full = now.map((v, c) => (v - ACross[c]! - ACross[(c % r) * r + Math.floor(c / r)]! + ACA[c]!) / squares.steps);
  const Q = new Float64Array(r * r);
  for (const turn of pattern.turns) for (const a of turn) for (const b of turn) Q[a * r + b] = full[a * r + b]!;
  return { A, Q: symmetrise(Q, r) };
}

/**
 * One pass of conditional maximisation of the expected complete-data likelihood: per series three rounds of loadings by GLS on
 * quasi-differenced data, phi, and s; then the factor VAR. phi and the VAR are those of the transitions alone (the first
 * observations count for the loadings and for s), so the fixed point lies a little below the maximum: it is where the search
 * starts. Loadings of aggregated series stay (their ties are exact, so the expected likelihood does not depend on them).
 * @cite Meng & Rubin (1993), Biometrika 80; Doz, Giannone & Reichlin (2012), Review of Economics and Statistics 94
 */
export function conditionalStep(sums: FactorSums, q: FactorParameters, bounds: FactorBounds): FactorParameters {
  const { plan } = sums.work;
  const { r, p, D, direct, aggregated, groupStart, groupGap, groupCount } = plan;
  const next = { Lambda: Float64Array.from(q.Lambda), phi: Float64Array.from(q.phi), s: Float64Array.from(q.s) };
  for (let m = 0; m < direct.length; m++) {
    const i = direct[m]!;
    if (groupStart[m] === groupStart[m + 1]) continue;
    for (let round = 0; round < 3; round++) {
      const l = generalisedLeastSquares(sums, m, next.phi[i]!);
      next.Lambda.set(l, i * r);
      const rows: ErrorRow[] = [];
      for (let k = groupStart[m]!; k < groupStart[m + 1]!; k++)
        rows.push({ g: groupGap[k]!, n: groupCount[k]!, ...errorSquares(sums, k, l) });
      [next.phi[i], next.s[i]] = autoregressionOf(rows, plan.white, bounds);
    }
  }
  for (let k = 0; k < aggregated.length; k++) {
    const [e0, tt, ts, ss] = sums.errors.subarray(4 * k, 4 * k + 4);
    const rows = [
      { g: 0, n: 1, tt: e0!, ts: 0, ss: 0 },
      { g: 1, n: D - 1, tt: tt!, ts: ts!, ss: ss! },
    ];
    [next.phi[aggregated[k]!], next.s[aggregated[k]!]] = autoregressionOf(rows, plan.white, bounds);
  }
  return { r, p, ...next, ...regressFactors(sums.squares, plan) };
}

/** Expected squares of a series' idiosyncratic terms over the transitions of one gap. */
interface ErrorRow {
  readonly g: number;
  readonly n: number;
  readonly tt: number;
  readonly ts: number;
  readonly ss: number;
}

/** Variance of a transition over a gap, over s. */
function transitionVariance(phi: number, g: number): number {
  return g === 0 ? 1 / (1 - phi * phi) : gapVariance(phi, g);
}

/** Normal equations G l = h of a direct series' loadings, per unit of s. */
export function loadingEquations(
  sums: FactorSums,
  m: number,
  phi: number,
): { readonly G: Float64Array; readonly h: Float64Array } {
  const { groups, work } = sums;
  const { r, groupStart, groupGap } = work.plan;
  const rr = r * r;
  const G = new Float64Array(rr);
  const h = new Float64Array(r);
  for (let k = groupStart[m]!; k < groupStart[m + 1]!; k++) {
    const at = k * 3 * (r + rr);
    const g = groupGap[k]!;
    const c = g === 0 ? 0 : phi ** g;
    const w = 1 / transitionVariance(phi, g);
    for (let a = 0; a < r; a++)
      h[a]! += w * (groups[at + a]! - c * groups[at + r + a]! + c * c * groups[at + 2 * r + a]!);
    for (let b = 0, s = at + 3 * r; b < rr; b++, s++)
      G[b]! += w * (groups[s]! - c * groups[s + rr]! + c * c * groups[s + 2 * rr]!);
  }
  return { G, h };
}

function generalisedLeastSquares(sums: FactorSums, m: number, phi: number): Float64Array {
  const { r, pattern, direct } = sums.work.plan;
  const { G, h } = loadingEquations(sums, m, phi);
  const own = pattern.loads[direct[m]!]!;
  const k = own.length;
  const l = new Float64Array(r);
  const free = choleskySolve(
    cholesky(submatrix(G, r, own), k),
    Float64Array.from(own, (a) => h[a]!),
    k,
  );
  own.forEach((a, n) => {
    l[a] = free[n]!;
  });
  return l;
}

function errorSquares(
  { groups, work }: FactorSums,
  k: number,
  l: Float64Array,
): { readonly tt: number; readonly ts: number; readonly ss: number } {
  const { r, groupSquares } = work.plan;
  const rr = r * r;
  const at = k * 3 * (r + rr);
  let tt = groupSquares[3 * k]!;
  let ts = groupSquares[3 * k + 1]!;
  let ss = groupSquares[3 * k + 2]!;
  for (let a = 0; a < r; a++) {
    const row = at + 3 * r + a * r;
    let fa = 0;
    let fx = 0;
    let fb = 0;
    for (let b = 0; b < r; b++) {
      fa += groups[row + b]! * l[b]!;
      fx += groups[row + rr + b]! * l[b]!;
      fb += groups[row + 2 * rr + b]! * l[b]!;
    }
    tt += l[a]! * (fa - 2 * groups[at + a]!);
    ts += l[a]! * (0.5 * fx - groups[at + r + a]!);
    ss += l[a]! * (fb - 2 * groups[at + 2 * r + a]!);
  }
  return { tt, ts, ss };
}

/** phi of the transitions, and s at that phi with the first observation counted. */
function autoregressionOf(
  rows: readonly ErrorRow[],
  white: boolean,
  { phiBound, varianceFloor }: FactorBounds,
): [number, number] {
  const bound = 0.999 * phiBound;
  const moves = rows.filter(({ g }) => g > 0);
  const squareAt = (of: readonly ErrorRow[], phi: number): number => {
    let square = 0;
    for (const { g, tt, ts, ss } of of) {
      const c = g === 0 ? 0 : phi ** g;
      square += (tt - 2 * c * ts + c * c * ss) / transitionVariance(phi, g);
    }
    return square;
  };
  const only = moves.length === 1 ? moves[0] : undefined;
  let phi = 0;
  if (white || moves.length === 0) phi = 0;
  else if (only !== undefined && only.g === 1) phi = Math.max(-bound, Math.min(bound, only.ts / only.ss));
  else {
    const n = moves.reduce((k, row) => k + row.n, 0);
    const loss = (f: number): number => {
      let logs = 0;
      for (const { g, n: count } of moves) if (g > 1) logs += count * Math.log(transitionVariance(f, g));
      return n * Math.log(Math.max(varianceFloor, squareAt(moves, f) / n)) + logs;
    };
    phi = minimiseScalar(loss, -bound, bound, 1e-9).x;
  }
  const count = rows.reduce((k, row) => k + row.n, 0);
  return [phi, Math.max(varianceFloor * 1.01, squareAt(rows, phi) / count)];
}

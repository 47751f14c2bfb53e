import { coefficientsOf, type FactorPattern, submatrix } from "./factor-pattern.ts";
import type { FactorParameters } from "./factor-plan.ts";
import { factorLikelihoodInto } from "./factor-precision.ts";
import { splitSquares } from "./factor-prior.ts";
import { expectInto, type FactorScore, type FactorSums, factorScore } from "./factor-score.ts";
import { type FactorBounds, loadingEquations } from "./factor-steps.ts";
import { MathFailure } from "./failure.ts";
import {
  backSolveInto,
  cholesky,
  forwardSolveInto,
  identity,
  multiply,
  symmetricEigen,
  transpose,
} from "./linear-algebra.ts";
import { lbfgs } from "./optimise.ts";

/**
 * The same model with factor innovations of unit covariance and, of the factors that may be turned among themselves, Lambda' S^-1 Lambda
 * diagonal and descending, each column's largest element positive: what is left of the freedom to turn the factors. Likelihood and
 * common components do not change.
 */
export function normaliseFactors(q: FactorParameters, pattern: FactorPattern): FactorParameters {
  const unit = unitInnovations(q);
  const { r, p } = q;
  const N = q.phi.length;
  const weighted = unit.Lambda.map((v, k) => v / q.s[Math.floor(k / r)]!);
  const precision = multiply(transpose(weighted, N, r), unit.Lambda, { n: r, k: N, m: r });
  const vectors = new Float64Array(r * r);
  for (const turn of pattern.turns) {
    const k = turn.length;
    const own = symmetricEigen(submatrix(precision, r, turn), k).vectors;
    own.forEach((v, c) => {
      vectors[turn[Math.floor(c / k)]! * r + turn[c % k]!] = v;
    });
  }
  const Lambda = multiply(unit.Lambda, vectors, { n: N, k: r, m: r });
  const sign = Float64Array.from({ length: r }, (_, a) => {
    let top = 0;
    for (let i = 0; i < N; i++) if (Math.abs(Lambda[i * r + a]!) > Math.abs(top) * (1 + 1e-9)) top = Lambda[i * r + a]!;
    return top < 0 ? -1 : 1;
  });
  const turned = turn(
    unit,
    vectors.map((v, c) => v * sign[c % r]!),
  );
  return { ...turned, r, p };
}

/** f = W g with W orthogonal. */
function turn(q: FactorParameters, W: Float64Array): FactorParameters {
  const { r, p } = q;
  const N = q.phi.length;
  const back = transpose(W, r, r);
  const d = { n: r, k: r, m: r };
  return {
    ...q,
    Lambda: multiply(q.Lambda, W, { n: N, k: r, m: r }),
    A: eachLag(q, (A) => multiply(multiply(back, A, d), W, d)),
    Q: multiply(multiply(back, q.Q, d), W, d),
    r,
    p,
  };
}

function eachLag(
  { r, p, A }: Pick<FactorParameters, "r" | "p" | "A">,
  change: (A: Float64Array) => Float64Array,
): Float64Array {
  const out = new Float64Array(A.length);
  for (let lag = 0; lag < p; lag++) {
    const one = Float64Array.from({ length: r * r }, (_, c) => A[Math.floor(c / r) * r * p + lag * r + (c % r)]!);
    change(one).forEach((v, c) => {
      out[Math.floor(c / r) * r * p + lag * r + (c % r)] = v;
    });
  }
  return out;
}

/** The same model with factor innovations of unit covariance: f = L g, Q = L L'. */
export function unitInnovations(q: FactorParameters): FactorParameters {
  const { r } = q;
  const L = cholesky(q.Q, r);
  const d = { n: r, k: r, m: r };
  return {
    ...q,
    Lambda: multiply(q.Lambda, L, { n: q.phi.length, k: r, m: r }),
    A: eachLag(q, (A) => {
      const B = multiply(A, L, d);
      forwardSolveInto(L, B, r, r);
      return B;
    }),
    Q: identity(r),
  };
}

/** Free numbers around a point, each of unit curvature in the expected complete-data likelihood there. */
export interface Coordinates {
  readonly size: number;
  readonly decode: (z: Float64Array) => FactorParameters;
  /** Gradient in z from the gradient by parameter. */
  readonly pull: (q: FactorParameters, score: FactorScore) => Float64Array;
  /** Stretches of z that belong together: loadings of a series, its s, its phi, a row of A. */
  readonly blocks: readonly CoordinateBlock[];
}

/** One stretch of z and its derivative at the origin. */
export interface CoordinateBlock {
  readonly name: "Lambda" | "phi" | "s" | "A";
  /** Series, or row of A. */
  readonly index: number;
  readonly at: number;
  readonly size: number;
  /** Where its parameters stand in the array of that name. */
  readonly places: Int32Array;
  /** d parameter / d z at the origin, size × size. */
  readonly to: Float64Array;
}

/** Where a search for the maximum ended. */
export interface FactorSearch {
  readonly q: FactorParameters;
  readonly iterations: number;
  readonly evaluations: number;
  readonly converged: boolean;
  /** Largest element of the score, each in units of one over its own standard error (complete data). */
  readonly change: number;
}

/**
 * Maximum of the exact likelihood from a start, by L-BFGS with the analytic score in coordinates that the expected
 * information of the complete data makes round. Factor innovations have unit covariance; phi = bound tanh(.), s = floor + exp(.).
 *
 * @param stop `tolerance`: largest element of the scaled score at the end; where rounding hides it, 1e-3 and no gain are enough
 * @cite Jamshidian & Jennrich (1997), Journal of the Royal Statistical Society B 59; Nocedal & Wright (2006), ch. 7
 */
export function searchFactors(
  sums: FactorSums,
  start: FactorParameters,
  bounds: FactorBounds,
  stop: { readonly tolerance: number; readonly maxIterations: number },
): FactorSearch {
  let q = unitInnovations(start);
  let [iterations, evaluations, change] = [0, 0, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 8; round++) {
    const origin = factorLikelihoodInto(sums.work, q);
    expectInto(sums);
    const coordinates = coordinatesAt(sums, q, bounds);
    const scale = Math.max(1, Math.abs(origin));
    const end = lbfgs((z) => evaluate(sums, coordinates, z), new Float64Array(coordinates.size), {
      memory: 30,
      maxIterations: Math.min(round === 0 ? 60 : 200, stop.maxIterations - iterations),
      tolerance: stop.tolerance / scale,
    });
    q = coordinates.decode(end.x);
    iterations += end.iterations;
    evaluations += end.evaluations + 1;
    change = end.change;
    // Less than a thousandth of a standard error from flat with nothing gained: what is left is rounding.
    const stalled = change <= 1e-3 && -end.value - origin <= 1e-9 * scale;
    if (stalled) return { q, iterations, evaluations, converged: true, change };
    if (change <= stop.tolerance || iterations >= stop.maxIterations) break;
  }
  return { q, iterations, evaluations, converged: change <= stop.tolerance, change };
}

function evaluate(
  sums: FactorSums,
  { decode, pull, size }: Coordinates,
  z: Float64Array,
): { readonly value: number; readonly gradient: Float64Array } {
  const q = decode(z);
  try {
    const value = -factorLikelihoodInto(sums.work, q);
    if (!Number.isFinite(value)) return { value: Number.POSITIVE_INFINITY, gradient: new Float64Array(size) };
    expectInto(sums);
    return { value, gradient: pull(q, factorScore(sums, q)).map((v) => -v) };
  } catch (error) {
    if (!(error instanceof MathFailure)) throw error;
    return { value: Number.POSITIVE_INFINITY, gradient: new Float64Array(size) };
  }
}

/** Coordinates around q; the sums must have been filled there. */
export function coordinatesAt(
  sums: FactorSums,
  q: FactorParameters,
  { phiBound, varianceFloor }: FactorBounds,
): Coordinates {
  const { plan } = sums.work;
  const { N, r, p, white, pattern } = plan;
  const observed = observationsOf(sums);
  const inside = q.phi.map((v) => Math.max(-0.9999, Math.min(0.9999, v / phiBound)));
  const free = {
    phi: inside.map(Math.atanh),
    s: q.s.map((v) => Math.log(Math.max(1e-3 * varianceFloor, v - varianceFloor))),
  };
  const step = {
    phi: inside.map((u, i) => 1 / Math.sqrt(1 + (observed[i]! * (phiBound * (1 - u * u)) ** 2) / (1 - q.phi[i]! ** 2))),
    s: q.s.map((v, i) => 1 / Math.sqrt(1 + 0.5 * observed[i]! * (1 - varianceFloor / Math.max(v, varianceFloor)) ** 2)),
  };
  const linear = [...loadingStretches(sums, q), ...coefficientStretches(sums)];
  // Per series its loadings, s and phi; then the rows of A.
  let size = 0;
  const place = (k: number): number => {
    size += k;
    return size - k;
  };
  const at = { linear: new Int32Array(linear.length), s: new Int32Array(N), phi: new Int32Array(N) };
  for (let i = 0; i < N; i++) {
    at.linear[i] = place(linear[i]!.places.length);
    at.s[i] = place(1);
    if (!white) at.phi[i] = place(1);
  }
  for (let k = N; k < linear.length; k++) at.linear[k] = place(linear[k]!.places.length);
  const blocks: CoordinateBlock[] = linear.map(({ name, index, places, factor }, k) => {
    const to = identity(places.length);
    backSolveInto(factor, to, places.length, places.length);
    return { name, index, at: at.linear[k]!, size: places.length, places, to };
  });
  for (let i = 0; i < N; i++) {
    const one = { index: i, size: 1, places: Int32Array.of(i) };
    blocks.push({ ...one, name: "s", at: at.s[i]!, to: Float64Array.of((q.s[i]! - varianceFloor) * step.s[i]!) });
    if (!white)
      blocks.push({
        ...one,
        name: "phi",
        at: at.phi[i]!,
        to: Float64Array.of(phiBound * (1 - inside[i]! ** 2) * step.phi[i]!),
      });
  }
  const moved = new Float64Array(Math.max(1, ...linear.map(({ places }) => places.length)));
  return {
    size,
    blocks,
    decode: (z) => {
      const out = {
        Lambda: Float64Array.from(q.Lambda),
        phi: new Float64Array(N),
        s: new Float64Array(N),
        A: Float64Array.from(q.A),
      };
      for (let b = 0; b < linear.length; b++) {
        const { name, places, factor } = linear[b]!;
        const k = places.length;
        for (let a = 0; a < k; a++) moved[a] = z[at.linear[b]! + a]!;
        backSolveInto(factor, moved, k);
        for (let a = 0; a < k; a++) out[name][places[a]!]! += moved[a]!;
      }
      for (let i = 0; i < N; i++) {
        out.s[i] = varianceFloor + Math.exp(free.s[i]! + step.s[i]! * z[at.s[i]!]!);
        if (!white) out.phi[i] = phiBound * Math.tanh(free.phi[i]! + step.phi[i]! * z[at.phi[i]!]!);
      }
      return { r, p, ...out, Q: q.Q };
    },
    pull: (here, score) => {
      const g = new Float64Array(size);
      for (let b = 0; b < linear.length; b++) {
        const { name, places, factor } = linear[b]!;
        const k = places.length;
        for (let a = 0; a < k; a++) moved[a] = score[name][places[a]!]!;
        forwardSolveInto(factor, moved, k);
        for (let a = 0; a < k; a++) g[at.linear[b]! + a] = moved[a]!;
      }
      for (let i = 0; i < N; i++) {
        g[at.s[i]!] = score.s[i]! * (here.s[i]! - varianceFloor) * step.s[i]!;
        if (!white) g[at.phi[i]!] = score.phi[i]! * phiBound * (1 - (here.phi[i]! / phiBound) ** 2) * step.phi[i]!;
      }
      return g;
    },
  };

  function coefficientStretches({ squares }: FactorSums): LinearStretch[] {
    const m = r * p;
    const past = splitSquares(squares, plan).past;
    for (let c = 0; c < m; c++) past[c * m + c]! += 1e-9 + 1e-9 * past[c * m + c]!;
    const factors = pattern.groups.map((group) => {
      const own = coefficientsOf(group, plan);
      return { own, factor: cholesky(submatrix(past, m, own), own.length) };
    });
    return Array.from({ length: r }, (_, a) => {
      const { own, factor } = factors[pattern.groups.findIndex((group) => group.includes(a))]!;
      return { name: "A" as const, index: a, places: own.map((c) => a * m + c), factor };
    });
  }
}

/** Parameters that a search moves by a linear map: those at `places`, L' of the Cholesky factor of their curvature. */
interface LinearStretch {
  readonly name: "Lambda" | "A";
  readonly index: number;
  readonly places: Int32Array;
  readonly factor: Float64Array;
}

/** Free loadings series by series, and the factor of the information that its observations carry about them, were the factors known. */
function loadingStretches(sums: FactorSums, q: FactorParameters): LinearStretch[] {
  const { N, r, pattern } = sums.work.plan;
  return Array.from({ length: N }, (_, i) => {
    const own = pattern.loads[i]!;
    const k = own.length;
    const H = submatrix(loadingCurvature(sums, i, q), r, own);
    let trace = 0;
    for (let a = 0; a < k; a++) trace += H[a * k + a]! / k;
    for (let a = 0; a < k; a++) H[a * k + a]! += 1e-6 * trace + 1e-9;
    return { name: "Lambda", index: i, places: own.map((a) => i * r + a), factor: cholesky(H, k) };
  });
}

function observationsOf({ work: { plan } }: FactorSums): Float64Array {
  const n = new Float64Array(plan.N);
  for (let m = 0; m < plan.direct.length; m++)
    for (let k = plan.groupStart[m]!; k < plan.groupStart[m + 1]!; k++) n[plan.direct[m]!]! += plan.groupCount[k]!;
  for (const k of plan.tieSeries) n[plan.aggregated[k]!]!++;
  return n;
}

/** The information that a series' observations carry about its loadings, were the factors known. */
function loadingCurvature(sums: FactorSums, i: number, q: FactorParameters): Float64Array {
  const { plan, mean } = sums.work;
  const { r } = plan;
  const m = plan.direct.indexOf(i);
  const H = new Float64Array(r * r);
  if (m >= 0) H.set(loadingEquations(sums, m, q.phi[i]!).G.map((v) => v / q.s[i]!));
  else {
    const k = plan.aggregated.indexOf(i);
    const weights = Array.from(plan.weights[k]!);
    // Neighbouring terms of an aggregate are taken as perfectly alike where phi > 0, as unrelated below: a scale, no more.
    const sum = weights.reduce((u, w) => u + w, 0);
    const square = weights.reduce((u, w) => u + w * w, 0);
    const variance =
      (q.s[i]! / (1 - q.phi[i]! ** 2)) * (q.phi[i]! > 0 ? q.phi[i]! * sum * sum + (1 - q.phi[i]!) * square : square);
    const f = new Float64Array(r);
    for (let o = 0; o < plan.tieSeries.length; o++) {
      if (plan.tieSeries[o] !== k) continue;
      f.fill(0);
      weights.forEach((w, j) => {
        for (let a = 0; a < r; a++) f[a]! += w * mean[(plan.tieDate[o]! - j) * r + a]!;
      });
      for (let a = 0; a < r; a++) for (let b = 0; b < r; b++) H[a * r + b]! += (f[a]! * f[b]!) / variance;
    }
  }
  return H;
}

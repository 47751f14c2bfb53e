import { submatrix } from "./factor-pattern.ts";
import type { FactorParameters } from "./factor-plan.ts";
import { factorLikelihoodInto } from "./factor-precision.ts";
import { expectInto, type FactorSums, factorScore } from "./factor-score.ts";
import { type CoordinateBlock, type Coordinates, coordinatesAt } from "./factor-search.ts";
import { type FactorBounds, isAtBound, isAtFloor } from "./factor-steps.ts";
import { backSolveInto, cholesky, choleskySolve, inverseSpd, multiply, transpose } from "./linear-algebra.ts";
import { hessianByDifferences } from "./optimise.ts";

/** Standard errors by parameter; NaN for a parameter at its bound, 0 for one that the pattern holds at zero. */
export interface FactorStandardErrors {
  readonly Lambda: Float64Array;
  readonly phi: Float64Array;
  readonly s: Float64Array;
  readonly A: Float64Array;
}

/** How precisely a sample tells the free numbers of a model at its maximum. */
export interface FactorInformation {
  readonly coordinates: Coordinates;
  /** Stretches that are not at a bound. */
  readonly free: readonly CoordinateBlock[];
  /** Positions of their numbers among all; those at a bound are taken as known. */
  readonly places: Int32Array;
  /** Observed information of these numbers, and the constraints that hold the factors from turning (rows). */
  readonly H: Float64Array;
  readonly C: Float64Array;
}

/**
 * Observed information at a maximum with Q = I and Lambda' S^-1 Lambda diagonal among factors that could be turned: central differences
 * of the exact score. Two evaluations of likelihood and score per parameter.
 */
export function factorInformation(sums: FactorSums, q: FactorParameters, bounds: FactorBounds): FactorInformation {
  const { work } = sums;
  factorLikelihoodInto(work, q);
  expectInto(sums);
  const coordinates = coordinatesAt(sums, q, bounds);
  const { size, decode, pull, blocks } = coordinates;
  const full = hessianByDifferences(
    (z) => {
      const at = decode(z);
      factorLikelihoodInto(work, at);
      expectInto(sums);
      return pull(at, factorScore(sums, at)).map((v) => -v);
    },
    new Float64Array(size),
    1e-3,
  );
  const free = blocks.filter(
    ({ name, index }) =>
      !(name === "phi" && isAtBound(q.phi[index]!, bounds)) && !(name === "s" && isAtFloor(q.s[index]!, bounds)),
  );
  const places = Int32Array.from(free.flatMap((b) => Array.from({ length: b.size }, (_, k) => b.at + k))).sort();
  return { coordinates, free, places, H: submatrix(full, size, places), C: turning(sums, q, { free, places, size }) };
}

/** Gradients of the elements of Lambda' S^-1 Lambda that are held at zero, in the free numbers, one row of unit length each. */
function turning(
  { work: { plan } }: FactorSums,
  q: FactorParameters,
  { free, places, size }: Pick<FactorInformation, "free" | "places"> & { readonly size: number },
): Float64Array {
  const { r, pattern } = plan;
  const rows: number[] = [];
  for (const turn of pattern.turns) {
    for (const a of turn) {
      for (const b of turn) {
        if (b >= a) continue;
        const g = new Float64Array(size);
        for (const { name, index: i, at, size: k, places: own, to } of free) {
          const [la, lb, s] = [q.Lambda[i * r + a]!, q.Lambda[i * r + b]!, q.s[i]!];
          if (name === "Lambda") {
            const [rowA, rowB] = [own.indexOf(i * r + a), own.indexOf(i * r + b)];
            if (rowA < 0) continue;
            for (let c = 0; c < k; c++) g[at + c] = (to[rowA * k + c]! * lb + to[rowB * k + c]! * la) / s;
          }
          if (name === "s") g[at] = (-to[0]! * la * lb) / (s * s);
        }
        const row = Array.from(places, (z) => g[z]!);
        const norm = Math.hypot(...row);
        rows.push(...row.map((v) => v / norm));
      }
    }
  }
  return Float64Array.from(rows);
}

/**
 * Standard errors from {@link factorInformation}; parameters at a bound are taken as known.
 * @throws "not-positive-definite" when the point is no maximum, or not identified
 * @cite Silvey (1975), Statistical Inference, 4.7 (information with constraints)
 */
export function factorStandardErrors(
  sums: FactorSums,
  q: FactorParameters,
  bounds: FactorBounds,
): FactorStandardErrors {
  const { N, r, p, white } = sums.work.plan;
  const { free, places, H, C } = factorInformation(sums, q, bounds);
  const n = places.length;
  const V = constrainedInverse(H, C, n);
  const out = {
    Lambda: new Float64Array(N * r),
    phi: new Float64Array(N).fill(white ? 0 : Number.NaN),
    s: new Float64Array(N).fill(Number.NaN),
    A: new Float64Array(r * r * p),
  };
  for (const { size: k, at, to, name, places: own } of free) {
    const first = places.indexOf(at);
    const block = Int32Array.from({ length: k }, (_, c) => first + c);
    const W = multiply(multiply(to, submatrix(V, n, block), { n: k, k, m: k }), transpose(to, k, k), {
      n: k,
      k,
      m: k,
    });
    own.forEach((place, a) => {
      out[name][place] = Math.sqrt(Math.max(0, W[a * k + a]!));
    });
  }
  return out;
}

/**
 * Draws from the asymptotic normal distribution of the free numbers around the maximum, turned into parameters: y ~ N(0, K), K the inverse of
 * H + C'C, and z = y - K C' (C K C')^-1 C y, so that no draw turns the factors. Parameters at a bound stay there.
 * @returns a function from standard normal numbers (as many as {@link FactorInformation.places}) to parameters
 * @throws "not-positive-definite" when the point is no maximum, or not identified
 */
export function parameterDraws(information: FactorInformation): (normal: Float64Array) => FactorParameters {
  const { coordinates, places, H, C } = information;
  const n = places.length;
  const k = C.length / n;
  const L = cholesky(bordered(H, C, n), n);
  const KC = k === 0 ? C : choleskySolve(L, transpose(C, k, n), n, k);
  const middle = k === 0 ? C : cholesky(multiply(C, KC, { n: k, k: n, m: k }), k);
  return (normal) => {
    const y = Float64Array.from(normal);
    backSolveInto(L, y, n);
    if (k > 0) {
      const along = choleskySolve(middle, multiply(C, y, { n: k, k: n, m: 1 }), k);
      multiply(KC, along, { n, k, m: 1 }).forEach((v, i) => {
        y[i]! -= v;
      });
    }
    const z = new Float64Array(coordinates.size);
    places.forEach((to, i) => {
      z[to] = y[i]!;
    });
    return coordinates.decode(z);
  };
}

function bordered(H: Float64Array, C: Float64Array, n: number): Float64Array {
  const k = C.length / n;
  if (k === 0) return H;
  const CC = multiply(transpose(C, k, n), C, { n, k, m: n });
  return H.map((v, c) => v + CC[c]!);
}

/** Upper left block of [H C'; C 0]^-1 for H positive definite on the null space of C. */
function constrainedInverse(H: Float64Array, C: Float64Array, n: number): Float64Array {
  const k = C.length / n;
  if (k === 0) return inverseSpd(H, n);
  const K = inverseSpd(bordered(H, C, n), n);
  const KC = multiply(K, transpose(C, k, n), { n, k: n, m: k });
  const middle = multiply(C, KC, { n: k, k: n, m: k });
  const correction = multiply(KC, choleskySolve(cholesky(middle, k), transpose(KC, n, k), k, n), { n, k, m: n });
  return K.map((v, c) => v - correction[c]!);
}

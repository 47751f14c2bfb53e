import type { FactorParameters } from "./factor-plan.ts";
import { factorLikelihoodInto } from "./factor-precision.ts";
import { expectInto, type FactorSums, factorScore } from "./factor-score.ts";
import { coordinatesAt } from "./factor-search.ts";
import { type FactorBounds, isAtBound, isAtFloor } from "./factor-steps.ts";
import { cholesky, choleskySolve, inverseSpd, multiply, transpose } from "./linear-algebra.ts";
import { hessianByDifferences } from "./optimise.ts";

/** Standard errors by parameter; NaN for a parameter at its bound. */
export interface FactorStandardErrors {
  readonly Lambda: Float64Array;
  readonly phi: Float64Array;
  readonly s: Float64Array;
  readonly A: Float64Array;
}

/**
 * Standard errors at a maximum with Q = I and Lambda' S^-1 Lambda diagonal: the inverse of the observed information (central
 * differences of the exact score) under the constraints that hold the factors from turning. Parameters at a bound are taken
 * as known.
 *
 * Cost: two evaluations of likelihood and score per parameter.
 *
 * @throws "not-positive-definite" when the point is no maximum, or not identified
 * @cite Silvey (1975), Statistical Inference, 4.7 (information with constraints)
 */
export function factorStandardErrors(
  sums: FactorSums,
  q: FactorParameters,
  bounds: FactorBounds,
): FactorStandardErrors {
  const { work } = sums;
  const { N, r, p, white } = work.plan;
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
  const atBound = (block: (typeof blocks)[number]): boolean =>
    (block.name === "phi" && isAtBound(q.phi[block.index]!, bounds)) ||
    (block.name === "s" && isAtFloor(q.s[block.index]!, bounds));
  const free = blocks.filter((b) => !atBound(b)).flatMap((b) => Array.from({ length: b.size }, (_, k) => b.at + k));
  const n = free.length;
  const H = Float64Array.from({ length: n * n }, (_, c) => full[free[Math.floor(c / n)]! * size + free[c % n]!]!);
  const V = constrainedInverse(H, constraints(), n);
  const place = new Int32Array(size).fill(-1);
  free.forEach((z, k) => {
    place[z] = k;
  });
  const out = {
    Lambda: new Float64Array(N * r),
    phi: new Float64Array(N).fill(white ? 0 : Number.NaN),
    s: new Float64Array(N).fill(Number.NaN),
    A: new Float64Array(r * r * p),
  };
  for (const block of blocks) {
    if (atBound(block)) continue;
    const { size: k, to, index, name } = block;
    const first = place[block.at]!;
    const C = Float64Array.from({ length: k * k }, (_, c) => V[(first + Math.floor(c / k)) * n + first + (c % k)]!);
    const W = multiply(multiply(to, C, { n: k, k, m: k }), transpose(to, k, k), { n: k, k, m: k });
    for (let a = 0; a < k; a++) out[name][index * k + a] = Math.sqrt(Math.max(0, W[a * k + a]!));
  }
  return out;

  /** Gradients of the elements above the diagonal of Lambda' S^-1 Lambda in the free coordinates, one row each. */
  function constraints(): Float64Array {
    const rows: number[] = [];
    for (let a = 0; a < r; a++) {
      for (let b = 0; b < a; b++) {
        const g = new Float64Array(size);
        for (const block of blocks) {
          const i = block.index;
          const [la, lb, s] = [q.Lambda[i * r + a]!, q.Lambda[i * r + b]!, q.s[i]!];
          if (block.name === "Lambda")
            for (let k = 0; k < r; k++) g[block.at + k] = (block.to[a * r + k]! * lb + block.to[b * r + k]! * la) / s;
          if (block.name === "s") g[block.at] = (-block.to[0]! * la * lb) / (s * s);
        }
        const row = free.map((z) => g[z]!);
        const norm = Math.hypot(...row);
        rows.push(...row.map((v) => v / norm));
      }
    }
    return Float64Array.from(rows);
  }
}

/** Upper left block of [H C'; C 0]^-1 for H positive definite on the null space of C. */
function constrainedInverse(H: Float64Array, C: Float64Array, n: number): Float64Array {
  const k = C.length / n;
  if (k === 0) return inverseSpd(H, n);
  const CC = multiply(transpose(C, k, n), C, { n, k, m: n });
  const K = inverseSpd(
    H.map((v, c) => v + CC[c]!),
    n,
  );
  const KC = multiply(K, transpose(C, k, n), { n, k: n, m: k });
  const middle = multiply(C, KC, { n: k, k: n, m: k });
  const correction = multiply(KC, choleskySolve(cholesky(middle, k), transpose(KC, n, k), k, n), { n, k, m: n });
  return K.map((v, c) => v - correction[c]!);
}

import { MathFailure } from "./failure.ts";

/**
 * Solves A x = b for a symmetric positive definite band matrix by Cholesky.
 * @param bands rows of diagonals: bands[d][i] = A[i + d][i], d = 0..w
 * @throws "not-positive-definite"
 */
export function solveBanded(bands: readonly Float64Array[], b: Float64Array): Float64Array {
  const n = b.length;
  const w = bands.length - 1;
  const L = bands.map((d) => Float64Array.from(d));
  for (let j = 0; j < n; j++) {
    let pivot = L[0]![j]!;
    for (let k = Math.max(0, j - w); k < j; k++) pivot -= L[j - k]![k]! ** 2;
    if (!(pivot > 0)) throw new MathFailure("not-positive-definite", { what: "band matrix", pivot, index: j });
    const root = Math.sqrt(pivot);
    L[0]![j] = root;
    for (let i = j + 1; i <= Math.min(n - 1, j + w); i++) {
      let s = L[i - j]![j]!;
      for (let k = Math.max(0, i - w); k < j; k++) s -= L[i - k]![k]! * L[j - k]![k]!;
      L[i - j]![j] = s / root;
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = Math.max(0, i - w); k < i; k++) x[i]! -= L[i - k]![k]! * x[k]!;
    x[i]! /= L[0]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k <= Math.min(n - 1, i + w); k++) x[i]! -= L[k - i]![i]! * x[k]!;
    x[i]! /= L[0]![i]!;
  }
  return x;
}

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

/** A symmetric band matrix, lower half by columns: values[j * (width + 1) + d] = A[j + d][j]. */
export interface BandMatrix {
  readonly values: Float64Array;
  readonly n: number;
  /** Diagonals below the main one. */
  readonly width: number;
}

/**
 * Replaces a positive definite band matrix by its Cholesky factor (same storage).
 * @returns log determinant of the matrix
 * @throws "not-positive-definite"
 */
export function choleskyBandInto({ values, n, width }: BandMatrix): number {
  const step = width + 1;
  let logDet = 0;
  for (let j = 0; j < n; j++) {
    const at = j * step;
    const pivot = values[at]!;
    if (!(pivot > 0)) throw new MathFailure("not-positive-definite", { what: "band matrix", pivot, index: j });
    const root = Math.sqrt(pivot);
    logDet += Math.log(pivot);
    values[at] = root;
    const reach = Math.min(width, n - 1 - j);
    for (let d = 1; d <= reach; d++) values[at + d]! /= root;
    for (let d = 1; d <= reach; d++) {
      const l = values[at + d]!;
      if (l === 0) continue;
      const to = (j + d) * step - d;
      for (let e = d; e <= reach; e++) values[to + e]! -= l * values[at + e]!;
    }
  }
  return logDet;
}

/** x with L L' x = b for a band Cholesky factor. */
export function solveBandCholesky({ values, n, width }: BandMatrix, b: Float64Array): Float64Array {
  const step = width + 1;
  const x = Float64Array.from(b);
  for (let j = 0; j < n; j++) {
    const at = j * step;
    const v = x[j]! / values[at]!;
    x[j] = v;
    const reach = Math.min(width, n - 1 - j);
    for (let d = 1; d <= reach; d++) x[j + d]! -= values[at + d]! * v;
  }
  for (let j = n - 1; j >= 0; j--) {
    const at = j * step;
    let s = x[j]!;
    const reach = Math.min(width, n - 1 - j);
    for (let d = 1; d <= reach; d++) s -= values[at + d]! * x[j + d]!;
    x[j] = s / values[at]!;
  }
  return x;
}

/**
 * The elements of (L L')^-1 inside the band, in the same storage, without forming the inverse.
 * @cite Takahashi, Fagan & Chen (1973); Erisman & Tinney (1975), Communications of the ACM 18
 */
export function selectedInverse({ values, n, width }: BandMatrix): BandMatrix {
  const step = width + 1;
  const Z = new Float64Array(values.length);
  for (let j = n - 1; j >= 0; j--) {
    const at = j * step;
    const pivot = values[at]!;
    const reach = Math.min(width, n - 1 - j);
    for (let d = reach; d >= 0; d--) {
      let s = d === 0 ? 1 / pivot : 0;
      for (let e = 1; e <= reach; e++)
        s -= values[at + e]! * (d >= e ? Z[(j + e) * step + d - e]! : Z[(j + d) * step + e - d]!);
      Z[at + d] = s / pivot;
    }
  }
  return { values: Z, n, width };
}

import { MathFailure } from "./failure.ts";

/**
 * Shape of a symmetric matrix stored by rows of its lower half, each from its first nonzero column to the diagonal (its
 * envelope, or skyline). A factor L D L' has the same envelope, and so do the elements of the inverse that a score needs.
 */
export interface EnvelopeShape {
  readonly n: number;
  /** First column of every row. */
  readonly first: Int32Array;
  /** Element (i, j) with first[i] <= j <= i stands at offset[i] + j. */
  readonly offset: Int32Array;
  readonly size: number;
  /** Rows below the diagonal that reach column j: below[belowStart[j]] to below[belowStart[j + 1] - 1], ascending. */
  readonly belowStart: Int32Array;
  readonly below: Int32Array;
}

/** The shape that follows from the first column of every row. @throws "wrong-shape" when a row starts right of its diagonal */
export function envelopeShape(first: Int32Array): EnvelopeShape {
  const n = first.length;
  const offset = new Int32Array(n);
  const belowStart = new Int32Array(n + 1);
  let size = 0;
  for (let i = 0; i < n; i++) {
    const f = first[i]!;
    if (!(f >= 0 && f <= i))
      throw new MathFailure("wrong-shape", { what: `first column of row ${i}`, expected: `0 to ${i}`, got: `${f}` });
    offset[i] = size - f;
    size += i - f + 1;
    for (let j = f; j < i; j++) belowStart[j + 1]!++;
  }
  for (let j = 0; j < n; j++) belowStart[j + 1]! += belowStart[j]!;
  const below = new Int32Array(belowStart[n]!);
  const next = belowStart.slice(0, n);
  for (let i = 0; i < n; i++) for (let j = first[i]!; j < i; j++) below[next[j]!++] = i;
  return { n, first, offset, size, belowStart, below };
}

/** A symmetric matrix, or its factors, in an envelope. */
export interface EnvelopeMatrix {
  readonly shape: EnvelopeShape;
  readonly values: Float64Array;
}

/** Element (i, j) of a symmetric matrix; 0 outside of its envelope. */
export function envelopeAt({ shape: { first, offset }, values }: EnvelopeMatrix, i: number, j: number): number {
  if (i >= j) return j >= first[i]! ? values[offset[i]! + j]! : 0;
  return i >= first[j]! ? values[offset[j]! + i]! : 0;
}

/**
 * Replaces a symmetric matrix by its factors: unit lower triangular L off the diagonal, D on it. No pivoting: for matrices
 * that are positive definite, or quasi-definite such as [K H'; H 0] ordered with every constraint after its variables.
 *
 * @param sign +1 or -1 per row: the sign that D must have; +1 throughout when absent
 * @returns log |determinant|
 * @throws "not-positive-definite" when an element of D has the other sign
 * @cite Jennings (1966), The Computer Journal 9; Vanderbei (1995), SIAM Journal on Optimization 5
 */
export function factorEnvelopeInto(
  { n, first, offset }: EnvelopeShape,
  values: Float64Array,
  sign?: Int8Array,
): number {
  let logDet = 0;
  for (let i = 0; i < n; i++) {
    const fi = first[i]!;
    const oi = offset[i]!;
    for (let j = fi + 1; j < i; j++) {
      const fj = first[j]!;
      const oj = offset[j]!;
      let s = values[oi + j]!;
      for (let k = Math.max(fi, fj); k < j; k++) s -= values[oi + k]! * values[oj + k]!;
      values[oi + j] = s;
    }
    let d = values[oi + i]!;
    for (let j = fi; j < i; j++) {
      const g = values[oi + j]!;
      const l = g / values[offset[j]! + j]!;
      values[oi + j] = l;
      d -= g * l;
    }
    values[oi + i] = d;
    if (!(d * (sign?.[i] ?? 1) > 0))
      throw new MathFailure("not-positive-definite", { what: "envelope matrix", pivot: d, index: i });
    logDet += Math.log(Math.abs(d));
  }
  return logDet;
}

/** Solves L D L' x = b in place of b. */
export function solveEnvelopeInto({ n, first, offset }: EnvelopeShape, factor: Float64Array, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const o = offset[i]!;
    let s = b[i]!;
    for (let j = first[i]!; j < i; j++) s -= factor[o + j]! * b[j]!;
    b[i] = s;
  }
  for (let i = 0; i < n; i++) b[i]! /= factor[offset[i]! + i]!;
  for (let i = n - 1; i >= 0; i--) {
    const o = offset[i]!;
    const v = b[i]!;
    for (let j = first[i]!; j < i; j++) b[j]! -= factor[o + j]! * v;
  }
}

/** c' (L D L')^-1 c for a vector whose elements before `from` are zero. Overwrites c. */
export function inverseFormInto(
  { n, first, offset }: EnvelopeShape,
  factor: Float64Array,
  c: Float64Array,
  from: number,
): number {
  let form = 0;
  for (let i = from; i < n; i++) {
    const o = offset[i]!;
    const f = first[i]!;
    let s = c[i]!;
    for (let j = Math.max(f, from); j < i; j++) s -= factor[o + j]! * c[j]!;
    c[i] = s;
    form += (s * s) / factor[o + i]!;
  }
  return form;
}

/** {@link selectedInverseInto} in arrays of its own. */
export function selectedInverse({ shape, values }: EnvelopeMatrix): EnvelopeMatrix {
  const inverse = new Float64Array(shape.size);
  selectedInverseInto(shape, values, inverse, new Float64Array(2 * shape.n));
  return { shape, values: inverse };
}

/**
 * The elements of (L D L')^-1 inside the envelope, without forming the inverse.
 * @param work 2 n numbers
 * @cite Takahashi, Fagan & Chen (1973); Erisman & Tinney (1975), Communications of the ACM 18
 */
export function selectedInverseInto(
  { n, offset, belowStart, below }: EnvelopeShape,
  factor: Float64Array,
  inverse: Float64Array,
  work: Float64Array,
): void {
  for (let j = n - 1; j >= 0; j--) {
    const from = belowStart[j]!;
    const count = belowStart[j + 1]! - from;
    for (let a = 0; a < count; a++) {
      work[a] = factor[offset[below[from + a]!]! + j]!;
      work[n + a] = 0;
    }
    // Where the rows follow each other, so do the elements that are read.
    const dense = count === 0 || below[from + count - 1] === j + count;
    for (let a = 0; a < count; a++) {
      const i = below[from + a]!;
      const o = offset[i]!;
      const la = work[a]!;
      let s = inverse[o + i]! * la;
      for (let b = 0; b < a; b++) {
        const z = inverse[dense ? o + j + 1 + b : o + below[from + b]!]!;
        s += z * work[b]!;
        work[n + b]! += z * la;
      }
      work[n + a]! += s;
    }
    const oj = offset[j]! + j;
    let diagonal = 1 / factor[oj]!;
    for (let a = 0; a < count; a++) {
      const z = -work[n + a]!;
      inverse[offset[below[from + a]!]! + j] = z;
      diagonal -= work[a]! * z;
    }
    inverse[oj] = diagonal;
  }
}

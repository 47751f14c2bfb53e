import { MathFailure } from "./failure.ts";

/**
 * A symmetric matrix of which each row is kept from its first entry that is not zero to the diagonal:
 * A[i][j] = values[at[i] + j] for first[i] <= j <= i. A Cholesky factor fills no other place.
 */
export interface Skyline {
  readonly n: number;
  readonly first: Int32Array;
  readonly at: Int32Array;
  readonly values: Float64Array;
}

/** An empty matrix with these first columns. */
export function skyline(first: Int32Array): Skyline {
  const n = first.length;
  const at = new Int32Array(n);
  let size = 0;
  for (let i = 0; i < n; i++) {
    at[i] = size - first[i]!;
    size += i - first[i]! + 1;
  }
  return { n, first, at, values: new Float64Array(size) };
}

/**
 * Replaces a positive definite matrix by its Cholesky factor L (same storage).
 * @returns log determinant of the matrix
 * @throws "not-positive-definite"
 * @cite George & Liu (1981), Computer Solution of Large Sparse Positive Definite Systems, ch. 4 (envelope method)
 */
export function choleskySkylineInto({ n, first, at, values }: Skyline): number {
  let logDet = 0;
  for (let i = 0; i < n; i++) {
    const row = at[i]!;
    const begin = first[i]!;
    let pivot = values[row + i]!;
    for (let j = begin; j < i; j++) {
      const other = at[j]!;
      let s = values[row + j]!;
      for (let k = Math.max(begin, first[j]!); k < j; k++) s -= values[row + k]! * values[other + k]!;
      s /= values[other + j]!;
      values[row + j] = s;
      pivot -= s * s;
    }
    if (!(pivot > 0)) throw new MathFailure("not-positive-definite", { what: "skyline matrix", pivot, index: i });
    logDet += Math.log(pivot);
    values[row + i] = Math.sqrt(pivot);
  }
  return logDet;
}

/** Solves L L' x = b in place. */
export function solveSkylineInto({ n, first, at, values }: Skyline, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = at[i]!;
    let s = b[i]!;
    for (let j = first[i]!; j < i; j++) s -= values[row + j]! * b[j]!;
    b[i] = s / values[row + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = at[i]!;
    const x = b[i]! / values[row + i]!;
    b[i] = x;
    for (let j = first[i]!; j < i; j++) b[j]! -= values[row + j]! * x;
  }
}

/**
 * The entries of (L L')^-1 at the places that L keeps, by the recursion of Takahashi: column j follows from the later columns,
 * Z[i][j] = -sum_k Z[i][k] L[k][j] / L[j][j] over the rows k that reach back to j.
 * @cite Erisman & Tinney (1975), Communications of the ACM 18(3)
 */
export function inverseSkyline(L: Skyline): Skyline {
  const { n, first, at, values } = L;
  const Z = new Float64Array(values.length);
  const { begin, rows } = columnsOf(first);
  const widest = Math.max(1, ...begin.subarray(1).map((v, j) => v - begin[j]!));
  const l = new Float64Array(widest);
  const sum = new Float64Array(widest);
  for (let j = n - 1; j >= 0; j--) {
    const base = begin[j]!;
    const count = begin[j + 1]! - base;
    const pivot = values[at[j]! + j]!;
    for (let a = 0; a < count; a++) {
      l[a] = values[at[rows[base + a]!]! + j]! / pivot;
      sum[a] = 0;
    }
    const dense = count === 0 || rows[base + count - 1] === j + count;
    for (let a = 0; a < count; a++) {
      const i = rows[base + a]!;
      const row = at[i]!;
      const la = l[a]!;
      let s = Z[row + i]! * la;
      if (dense) {
        const from = row + j + 1;
        for (let b = 0; b < a; b++) {
          const z = Z[from + b]!;
          s += z * l[b]!;
          sum[b]! += z * la;
        }
      } else {
        for (let b = 0; b < a; b++) {
          const z = Z[row + rows[base + b]!]!;
          s += z * l[b]!;
          sum[b]! += z * la;
        }
      }
      sum[a]! += s;
    }
    let diagonal = 1 / (pivot * pivot);
    for (let a = 0; a < count; a++) {
      Z[at[rows[base + a]!]! + j] = -sum[a]!;
      diagonal += l[a]! * sum[a]!;
    }
    Z[at[j]! + j] = diagonal;
  }
  return { n, first, at, values: Z };
}

/** For each column the rows below the diagonal that reach back to it. */
function columnsOf(first: Int32Array): { readonly begin: Int32Array; readonly rows: Int32Array } {
  const n = first.length;
  const begin = new Int32Array(n + 1);
  for (let i = 0; i < n; i++) for (let j = first[i]!; j < i; j++) begin[j + 1]!++;
  for (let j = 0; j < n; j++) begin[j + 1]! += begin[j]!;
  const next = Int32Array.from(begin);
  const rows = new Int32Array(begin[n]!);
  for (let i = 0; i < n; i++) for (let j = first[i]!; j < i; j++) rows[next[j]!++] = i;
  return { begin, rows };
}

/** Entry (i, j) of a symmetric skyline matrix; 0 outside of what is kept. */
export function skylineAt({ first, at, values }: Skyline, i: number, j: number): number {
  if (i >= j) return j >= first[i]! ? values[at[i]! + j]! : 0;
  return i >= first[j]! ? values[at[j]! + i]! : 0;
}

/**
 * Adds a row to a least-squares problem kept as the upper triangle R of R'R = X'X (m × m, row-major), by Givens rotations; O(m²).
 * `row` is overwritten.
 * @cite Golub & Van Loan (2013), Matrix Computations, 6.5.4
 */
export function addRowInto(R: Float64Array, row: Float64Array, m: number): void {
  for (let i = 0; i < m; i++) {
    const x = row[i]!;
    if (x === 0) continue;
    const at = i * m;
    const r = Math.sqrt(R[at + i]! * R[at + i]! + x * x);
    const c = R[at + i]! / r;
    const s = x / r;
    for (let j = i; j < m; j++) {
      const v = R[at + j]!;
      R[at + j] = c * v + s * row[j]!;
      row[j] = c * row[j]! - s * v;
    }
  }
}

/**
 * Takes a row out again, by mixed hyperbolic rotations; O(m²). `row` is overwritten.
 * @returns false when the rest is not positive definite; R is then of no use
 * @cite Bojanczyk, Brent, Van Dooren & de Hoog (1987), SIAM Journal on Scientific and Statistical Computing 8
 */
export function dropRowInto(R: Float64Array, row: Float64Array, m: number): boolean {
  for (let i = 0; i < m; i++) {
    const x = row[i]!;
    if (x === 0) continue;
    const at = i * m;
    const s = x / R[at + i]!;
    const rest = 1 - s * s;
    if (!(rest > 1e-12)) return false;
    const c = Math.sqrt(rest);
    const one = 1 / c;
    for (let j = i; j < m; j++) {
      const v = (R[at + j]! - s * row[j]!) * one;
      R[at + j] = v;
      row[j] = c * row[j]! - s * v;
    }
  }
  return true;
}

/** X = R^-1 B for the upper triangle R (n × n, the leading part of rows of length `width`); B is n × k, overwritten with X. */
export function solveUpperInto(
  B: Float64Array,
  R: Float64Array,
  { n, k, width }: { readonly n: number; readonly k: number; readonly width: number },
): void {
  for (let i = n - 1; i >= 0; i--) {
    const at = i * width;
    for (let j = i + 1; j < n; j++) {
      const r = R[at + j]!;
      for (let c = 0; c < k; c++) B[i * k + c]! -= r * B[j * k + c]!;
    }
    const one = 1 / R[at + i]!;
    for (let c = 0; c < k; c++) B[i * k + c]! *= one;
  }
}

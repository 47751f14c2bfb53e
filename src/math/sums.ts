/**
 * Sum with compensation (Neumaier's variant of Kahan's): the error does not grow with the number of terms.
 * NaN if any term is NaN.
 * @cite Neumaier (1974), ZAMM 54, 39-51
 */
export function sum(x: ArrayLike<number>): number {
  let s = 0;
  let c = 0;
  for (let i = 0; i < x.length; i++) {
    const v = x[i]!;
    const t = s + v;
    c += Math.abs(s) >= Math.abs(v) ? s - t + v : v - t + s;
    s = t;
  }
  return Number.isFinite(c) ? s + c : s;
}

/** Arithmetic mean (compensated); NaN for an empty array. */
export function mean(x: ArrayLike<number>): number {
  return x.length === 0 ? Number.NaN : sum(x) / x.length;
}

/** Sample variance, sum (x - mean)^2 / (n - ddof), two passes, compensated; NaN when n <= ddof. `ddof` 1 unless told. */
export function variance(x: ArrayLike<number>, ddof: number = 1): number {
  if (x.length <= ddof) return Number.NaN;
  const m = mean(x);
  const squares = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const d = x[i]! - m;
    squares[i] = d * d;
  }
  return sum(squares) / (x.length - ddof);
}

/** Square root of {@link variance}. */
export function standardDeviation(x: ArrayLike<number>, ddof: number = 1): number {
  return Math.sqrt(variance(x, ddof));
}

/** Scalar product (compensated); the arrays have equal length. */
export function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return sum(Float64Array.from(x, (v, i) => v * y[i]!));
}

/** log(sum(exp(x))) without overflow; -Infinity for an empty array. */
export function logSumExp(x: ArrayLike<number>): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.length; i++) top = Math.max(top, x[i]!);
  if (!Number.isFinite(top)) return top;
  let s = 0;
  for (let i = 0; i < x.length; i++) s += Math.exp(x[i]! - top);
  return top + Math.log(s);
}

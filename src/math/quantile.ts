/** The numbers in ascending order, NaN left out, as a new array. */
export function sorted(x: ArrayLike<number>): Float64Array {
  const held = new Float64Array(x);
  let n = 0;
  for (const v of held) if (!Number.isNaN(v)) held[n++] = v;
  return held.slice(0, n).sort();
}

/**
 * Quantile of an ascending array by linear interpolation at (n - 1) p (R's type 7, numpy's default).
 * NaN for an empty array.
 * @cite Hyndman & Fan (1996), The American Statistician 50(4)
 */
export function quantileSorted(x: ArrayLike<number>, p: number): number {
  if (x.length === 0) return Number.NaN;
  const h = (x.length - 1) * Math.min(1, Math.max(0, p));
  const lo = Math.floor(h);
  const a = x[lo]!;
  const b = x[Math.min(lo + 1, x.length - 1)]!;
  return a + (h - lo) * (b - a);
}

/** {@link quantileSorted} of numbers in any order; NaN values are left out. */
export function quantile(x: ArrayLike<number>, p: number): number {
  return quantileSorted(sorted(x), p);
}

/** Median; the mean of the two middle numbers when n is even. */
export function median(x: ArrayLike<number>): number {
  return quantile(x, 0.5);
}

/** Median absolute deviation from the median, times `scale` (1 unless told; 1.4826 makes it the sd of a normal). */
export function medianAbsoluteDeviation(x: ArrayLike<number>, scale: number = 1): number {
  const m = median(x);
  return scale * median(Float64Array.from(x, (v) => Math.abs(v - m)));
}

/**
 * Where `value` stands among `x`, in [0, 1]: share of x below it plus half the share equal to it (mid-rank).
 * NaN values of x are left out; NaN when none is left.
 */
export function percentileRank(x: ArrayLike<number>, value: number): number {
  let below = 0;
  let equal = 0;
  let n = 0;
  for (let i = 0; i < x.length; i++) {
    const v = x[i]!;
    if (Number.isNaN(v)) continue;
    n++;
    if (v < value) below++;
    else if (v === value) equal++;
  }
  return n === 0 ? Number.NaN : (below + equal / 2) / n;
}

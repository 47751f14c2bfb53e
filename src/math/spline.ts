import { checkLength, MathFailure } from "./failure.ts";

/**
 * Values at `at` of the cubic spline through (x, y) that is one cubic across the first two and the last two intervals
 * (not-a-knot); through two points a line, through three a parabola.
 * @param x increasing
 * @throws "wrong-shape" with fewer than two points
 * @cite de Boor (1978), A Practical Guide to Splines, ch. 4
 */
export function notAKnotSpline(x: Float64Array, y: Float64Array, at: Float64Array): Float64Array {
  const n = x.length;
  checkLength("y", y, n);
  if (n < 2) throw new MathFailure("wrong-shape", { what: "spline", expected: "at least 2 points", got: `${n}` });
  const slopes = n === 2 ? new Float64Array(2).fill((y[1]! - y[0]!) / (x[1]! - x[0]!)) : slopesOf(x, y);
  let k = 0;
  return Float64Array.from(at, (v) => {
    while (k > 0 && v < x[k]!) k--;
    while (k < n - 2 && v > x[k + 1]!) k++;
    const h = x[k + 1]! - x[k]!;
    const rise = (y[k + 1]! - y[k]!) / h;
    const d = v - x[k]!;
    const b = (3 * rise - 2 * slopes[k]! - slopes[k + 1]!) / h;
    const c = (slopes[k]! + slopes[k + 1]! - 2 * rise) / (h * h);
    return y[k]! + d * (slopes[k]! + d * (b + d * c));
  });
}

/**
 * Values at `at` of the cubic spline through (x, y) whose third derivative at each end is that of the cubic through the four
 * points there; through three points a parabola, through two a line.
 * @param x increasing
 * @throws "wrong-shape" with fewer than two points
 * @cite Forsythe, Malcolm & Moler (1977), Computer Methods for Mathematical Computations, ch. 4
 */
export function fourPointSpline(x: Float64Array, y: Float64Array, at: Float64Array): Float64Array {
  const n = x.length;
  if (n < 4) return notAKnotSpline(x, y, at);
  checkLength("y", y, n);
  const h = Float64Array.from({ length: n - 1 }, (_, i) => x[i + 1]! - x[i]!);
  const rise = Float64Array.from(h, (v, i) => (y[i + 1]! - y[i]!) / v);
  const third = (i: number): number =>
    (6 * ((rise[i + 2]! - rise[i + 1]!) / (x[i + 3]! - x[i + 1]!) - (rise[i + 1]! - rise[i]!) / (x[i + 2]! - x[i]!))) /
    (x[i + 3]! - x[i]!);
  // Second derivatives: the end rows say M[1] - M[0] = h[0] times the third derivative.
  const middle = Float64Array.from({ length: n }, (_, i) => (i === 0 ? -1 : i === n - 1 ? 1 : 2 * (h[i - 1]! + h[i]!)));
  const M = Float64Array.from({ length: n }, (_, i) =>
    i === 0 ? h[0]! * third(0) : i === n - 1 ? h[n - 2]! * third(n - 4) : 6 * (rise[i]! - rise[i - 1]!),
  );
  const upper = (i: number): number => (i === 0 ? 1 : h[i]!);
  for (let i = 1; i < n; i++) {
    const f = (i === n - 1 ? -1 : h[i - 1]!) / middle[i - 1]!;
    middle[i]! -= f * upper(i - 1);
    M[i]! -= f * M[i - 1]!;
  }
  for (let i = n - 1; i >= 0; i--) M[i] = (M[i]! - (i < n - 1 ? upper(i) * M[i + 1]! : 0)) / middle[i]!;
  let k = 0;
  return Float64Array.from(at, (v) => {
    while (k > 0 && v < x[k]!) k--;
    while (k < n - 2 && v > x[k + 1]!) k++;
    const d = v - x[k]!;
    const slope = rise[k]! - (h[k]! * (2 * M[k]! + M[k + 1]!)) / 6;
    return y[k]! + d * (slope + d * (M[k]! / 2 + (d * (M[k + 1]! - M[k]!)) / (6 * h[k]!)));
  });
}

/** First derivatives at the points: a tridiagonal system whose end rows say that the third derivative does not jump next to the ends. */
function slopesOf(x: Float64Array, y: Float64Array): Float64Array {
  const n = x.length;
  const h = Float64Array.from({ length: n - 1 }, (_, i) => x[i + 1]! - x[i]!);
  const rise = Float64Array.from(h, (v, i) => (y[i + 1]! - y[i]!) / v);
  if (n === 3) {
    // The end rows coincide: one parabola.
    const c = (rise[1]! - rise[0]!) / (h[0]! + h[1]!);
    return Float64Array.of(rise[0]! - c * h[0]!, rise[0]! + c * h[0]!, rise[1]! + c * h[1]!);
  }
  const lower = new Float64Array(n);
  const middle = new Float64Array(n);
  const upper = new Float64Array(n);
  const right = new Float64Array(n);
  const [p, q] = [h[0]! + h[1]!, h[n - 2]! + h[n - 3]!];
  middle[0] = h[1]!;
  upper[0] = p;
  right[0] = ((h[0]! + 2 * p) * h[1]! * rise[0]! + h[0]! * h[0]! * rise[1]!) / p;
  middle[n - 1] = h[n - 3]!;
  lower[n - 1] = q;
  right[n - 1] = (h[n - 2]! * h[n - 2]! * rise[n - 3]! + (2 * q + h[n - 2]!) * h[n - 3]! * rise[n - 2]!) / q;
  for (let i = 1; i < n - 1; i++) {
    lower[i] = h[i]!;
    middle[i] = 2 * (h[i - 1]! + h[i]!);
    upper[i] = h[i - 1]!;
    right[i] = 3 * (h[i]! * rise[i - 1]! + h[i - 1]! * rise[i]!);
  }
  for (let i = 1; i < n; i++) {
    const f = lower[i]! / middle[i - 1]!;
    middle[i]! -= f * upper[i - 1]!;
    right[i]! -= f * right[i - 1]!;
  }
  for (let i = n - 1; i >= 0; i--) right[i] = (right[i]! - (i < n - 1 ? upper[i]! * right[i + 1]! : 0)) / middle[i]!;
  return right;
}

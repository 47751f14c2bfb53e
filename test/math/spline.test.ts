import { expect, test } from "vitest";
import { fourPointSpline, notAKnotSpline } from "../../src/math/spline.ts";

const x = Float64Array.of(0, 1, 3, 4, 7, 8);
const y = Float64Array.of(1, 3, 2, -1, 0, 2);
const at = Float64Array.of(0.5, 2, 5, 6, 7.5);

test("scipy's CubicSpline(bc_type='not-a-knot') gives the same values", () => {
  const want = [2.159684065934066, 3.489010989010989, -2.2967032967032965, -1.6978021978021975, 1.0120192307692304];
  notAKnotSpline(x, y, at).forEach((v, i) => expect(v).toBeCloseTo(want[i]!, 12));
});

test("R's spline(method = 'fmm') gives the same values", () => {
  const want = [2.17953667953668, 3.4773166023166, -2.28943228943229, -1.68418418418418, 0.99835102960103];
  fourPointSpline(x, y, at).forEach((v, i) => expect(v).toBeCloseTo(want[i]!, 12));
});

test("a cubic comes back, through three points the parabola, through two the line", () => {
  const cubic = (v: number): number => 1 - 2 * v + 0.5 * v ** 2 - 0.3 * v ** 3;
  for (const spline of [notAKnotSpline, fourPointSpline]) {
    spline(x, x.map(cubic), at).forEach((v, i) => expect(v).toBeCloseTo(cubic(at[i]!), 11));
    const square = (v: number): number => 3 + v - v * v;
    const three = Float64Array.of(0, 2, 5);
    expect(spline(three, three.map(square), Float64Array.of(4))[0]).toBeCloseTo(square(4), 12);
    expect(spline(Float64Array.of(0, 2), Float64Array.of(1, 5), Float64Array.of(1.5))[0]).toBeCloseTo(4, 12);
  }
});

test("one point is refused", () => {
  expect(() => notAKnotSpline(Float64Array.of(1), Float64Array.of(1), Float64Array.of(1))).toThrow(/at least 2/);
});

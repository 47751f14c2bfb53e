import { expect, test } from "vitest";
import { addRowInto, dropRowInto, solveUpperInto } from "../../src/math/rolling-least-squares.ts";

test("rows (3, 1) and (4, 2) give R = [5, 11/5; 0, 2/5]; a third one comes and goes", () => {
  const R = new Float64Array(4);
  addRowInto(R, Float64Array.of(3, 1), 2);
  addRowInto(R, Float64Array.of(4, 2), 2);
  [5, 2.2, 0, 0.4].forEach((v, i) => expect(Math.abs(R[i]!)).toBeCloseTo(v, 12));
  addRowInto(R, Float64Array.of(-1, 7), 2);
  expect(dropRowInto(R, Float64Array.of(-1, 7), 2)).toBe(true);
  [5, 2.2, 0, 0.4].forEach((v, i) => expect(Math.abs(R[i]!)).toBeCloseTo(v, 11));
  expect(dropRowInto(R, Float64Array.of(6, 0), 2)).toBe(false);
});

test("a triangle is solved for two right sides by hand", () => {
  const B = Float64Array.of(7, 1, 6, 2);
  solveUpperInto(B, Float64Array.of(2, 1, 9, 0, 3, 9), { n: 2, k: 2, width: 3 });
  [2.5, 1 / 6, 2, 2 / 3].forEach((v, i) => expect(B[i]).toBeCloseTo(v, 12));
});

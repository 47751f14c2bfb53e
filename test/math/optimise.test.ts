import { expect, test } from "vitest";
import { bfgs, findRoot, hessianByDifferences, lbfgs, minimiseScalar, nelderMead } from "../../src/math/optimise.ts";

const rosenbrock = (x: Float64Array): number => (1 - x[0]!) ** 2 + 100 * (x[1]! - x[0]! ** 2) ** 2;
const gradient = (x: Float64Array): Float64Array =>
  new Float64Array([-2 * (1 - x[0]!) - 400 * x[0]! * (x[1]! - x[0]! ** 2), 200 * (x[1]! - x[0]! ** 2)]);

test("Rosenbrock's valley ends at (1, 1) by every route", () => {
  const start = new Float64Array([-1.2, 1]);
  for (const end of [
    nelderMead(rosenbrock, start),
    bfgs(rosenbrock, start),
    lbfgs((x) => ({ value: rosenbrock(x), gradient: gradient(x) }), start),
  ]) {
    expect(end.converged).toBe(true);
    expect(end.x[0]).toBeCloseTo(1, 4);
    expect(end.x[1]).toBeCloseTo(1, 4);
  }
});

test("an iteration limit is reported as not converged", () => {
  expect(bfgs(rosenbrock, new Float64Array([-1.2, 1]), { maxIterations: 2 }).converged).toBe(false);
});

test("the Hessian of Rosenbrock at its minimum is (802, -400; -400, 200)", () => {
  const H = hessianByDifferences(gradient, new Float64Array([1, 1]));
  [802, -400, -400, 200].forEach((v, i) => expect(H[i]).toBeCloseTo(v, 3));
});

test("one-dimensional minimum and root", () => {
  expect(minimiseScalar((x) => Math.cos(x), 2, 4).x).toBeCloseTo(Math.PI, 6);
  expect(findRoot(Math.cos, 1, 2)).toBeCloseTo(Math.PI / 2, 12);
  expect(findRoot(Math.cos, 0, 1)).toBeNaN();
});

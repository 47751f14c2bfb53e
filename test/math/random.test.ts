import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { mean, variance } from "../../src/math/sums.ts";

test("the same seed gives the same numbers and another seed gives others", () => {
  const a = createRandom(7);
  const b = createRandom(7);
  const c = createRandom(8);
  const first = Array.from({ length: 5 }, () => a.normal());
  expect(Array.from({ length: 5 }, () => b.normal())).toEqual(first);
  expect(Array.from({ length: 5 }, () => c.normal())).not.toEqual(first);
});

test("a fork does not depend on what was drawn before", () => {
  const a = createRandom(7);
  a.uniform();
  expect(a.fork("x").uniform()).toBe(createRandom(7).fork("x").uniform());
  expect(a.fork("x").uniform()).not.toBe(a.fork("y").uniform());
});

test("moments of every law match the theory within four standard errors of 40,000 draws", () => {
  const n = 40_000;
  const r = createRandom(3);
  const laws: readonly [string, () => number, number, number][] = [
    ["uniform", r.uniform, 0.5, 1 / 12],
    ["normal", r.normal, 0, 1],
    ["gamma(0.4)", () => r.gamma(0.4), 0.4, 0.4],
    ["gamma(5)", () => r.gamma(5), 5, 5],
    ["chi2(7)", () => r.chi2(7), 7, 14],
    ["exponential", r.exponential, 1, 1],
    ["beta(2,3)", () => r.beta(2, 3), 0.4, 0.04],
    ["integer(6)", () => r.integer(6), 2.5, 35 / 12],
  ];
  for (const [name, draw, m, v] of laws) {
    const x = Float64Array.from({ length: n }, draw);
    expect(Math.abs(mean(x) - m), name).toBeLessThan(4 * Math.sqrt(v / n));
    expect(Math.abs(variance(x) / v - 1), name).toBeLessThan(0.06);
  }
});

test("a permutation holds every index once", () => {
  expect(Array.from(createRandom(1).permutation(50)).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 50 }, (_, i) => i),
  );
});

import { expect, test } from "vitest";
import { between, drawsOf, hazardOf, placePair, posteriorDraws } from "../../src/methods/reverse-hazard.ts";

const shares = [0.02, 0.06, 0.16, 0.4, 1];

test("a constant reverse hazard of 2 / D is integrated to twice the share of the horizon that passes", () => {
  const hazard = hazardOf([0, 0, 0, 0, 0, 0]);
  for (const [a, b] of [
    [1, 5],
    [10, 400],
    [200, 730],
    [3, 730],
    [700, 5000],
  ] as const) {
    expect(between(hazard, placePair(a, b, 730))).toBeCloseTo((2 * (Math.min(b, 730) - a)) / 730, 12);
  }
});

test("a reverse hazard of 2 / t, a power law of the completeness, is integrated to twice the log of the ratio of ages", () => {
  const hazard = hazardOf(shares.map((s) => -Math.log(s)));
  for (const [a, b] of [
    [15, 30],
    [50, 700],
    [200, 730],
  ] as const)
    expect(between(hazard, placePair(a, b, 730))).toBeCloseTo(2 * Math.log(b / a), 10);
});

test("the posterior sits where half of the entries that were a hundred days old had come by then", () => {
  const place = placePair(100, 300, 730);
  const cells = Array.from({ length: 6 }, () => ({
    kept: Array.from({ length: 5 }, () => place),
    late: Array.from({ length: 5 }, () => place),
  }));
  const { draws, effectiveDraws } = posteriorDraws(cells, { draws: 400, seed: 1 });
  const kept = drawsOf(draws).map((theta) => Math.exp(-between(hazardOf(theta), place)));
  expect(effectiveDraws).toBeGreaterThan(30);
  expect(kept.reduce((a, b) => a + b, 0) / kept.length).toBeCloseTo(0.5, 1);
});

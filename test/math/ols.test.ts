import { expect, test } from "vitest";
import { columns, hacCovariance, neweyWestLags, ols, ones } from "../../src/math/ols.ts";
import { median, percentileRank, quantile } from "../../src/math/quantile.ts";
import { sum, variance } from "../../src/math/sums.ts";

test("a regression worked by hand: (0,1), (1,3), (2,4), (3,4)", () => {
  const fit = ols(columns(ones(4), [0, 1, 2, 3]), new Float64Array([1, 3, 4, 4]), 2);
  expect(fit.rss).toBeCloseTo(1, 12);
  expect(fit.r2).toBeCloseTo(1 - 1 / 6, 12);
  expect(fit.standardErrors[1]).toBeCloseTo(Math.sqrt(0.1), 12);
  expect(fit.t[1]).toBeCloseTo(1 / Math.sqrt(0.1), 10);
});

test("White and Newey-West errors of a mean worked by hand", () => {
  // residuals of the mean of 1, 2, 4, 5 are -2, -1, 1, 2: sum of squares 10, lag-1 products 2 - 1 + 2 = 3
  const X = ones(4);
  const fit = ols(X, new Float64Array([1, 2, 4, 5]), 1);
  expect(hacCovariance(X, fit, { lags: 0 })[0]).toBeCloseTo(10 / 16, 12);
  expect(hacCovariance(X, fit, { lags: 1 })[0]).toBeCloseTo((10 + 2 * 0.5 * 3) / 16, 12);
  expect(hacCovariance(X, fit, { lags: 1, adjust: true })[0]).toBeCloseTo(((13 / 16) * 4) / 3, 12);
  expect(neweyWestLags(100)).toBe(4);
});

test("sums keep what naive addition loses", () => {
  expect(sum([1e100, 1, -1e100])).toBe(1);
  expect(variance([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toBe(30);
});

test("quantiles are R's type 7 and ranks are mid-ranks", () => {
  expect(quantile([3, 1, 2, 4], 0.25)).toBeCloseTo(1.75, 12);
  expect(median([5, Number.NaN, 1, 3])).toBe(3);
  expect(percentileRank([1, 2, 2, 3], 2)).toBe(0.5);
});

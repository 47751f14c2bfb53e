import { expect, test } from "vitest";
import * as d from "../../src/math/distributions.ts";

function close(got: number, want: number, rtol = 2e-12): void {
  expect(Math.abs(got - want), `${got} against ${want}`).toBeLessThanOrEqual(rtol * Math.abs(want));
}

test("tails and quantiles agree with scipy 1.x to twelve digits", () => {
  close(d.tCdf(-2.1, 7), 0.036935598106461326);
  close(d.tCdf(-30, 3), 4.067640213581979e-5);
  close(d.tQuantile(0.975, 4.5), 2.6589123472044034);
  close(d.tQuantile(0.9, 11), 1.3634303180205407);
  close(d.chi2Cdf(3.2, 5), 0.3308170979667568);
  close(d.chi2Upper(80, 5), 8.391825114831597e-16);
  close(d.chi2Quantile(0.95, 10), 18.307038053275146);
  close(d.chi2Quantile(0.01, 300), 245.97247921263673);
  close(d.fUpper(3.4, 3, 20), 0.03779280836402185);
  close(d.fQuantile(0.95, 2, 30), 3.3158295010135213);
  close(d.betaCdf(0.3, 2.5, 4), 0.3521975859067672);
  close(d.betaQuantile(0.025, 3, 18), 0.0320709371854637);
  close(d.betaCdf(0.0101, 120, 11_000), 0.24478120034644335, 1e-11);
  close(d.binomialCdf(14, 40, 0.3), 0.8074482452648244);
  close(d.binomialPmf(7, 40, 0.3), 0.03152194074120269);
  expect(d.binomialQuantile(0.95, 40, 0.3)).toBe(17);
  close(d.normalCdf(-8), 6.22096057427174e-16);
  close(d.normalCdf(0.7), 0.758036347776927);
  close(d.normalQuantile(1e-10), -6.361340902404056);
  close(d.logGamma(0.3), 1.0957979948180756);
  close(d.logGamma(123.4), 469.3360974421906);
  close(d.digamma(0.3), -3.502524222200133);
  close(d.incompleteGamma(1000, 1010)[0], 0.6276789447369947);
});

test("exact small cases: P(X >= 9) of ten fair coins is 11/1024, F(1, n) is the square of t(n)", () => {
  close(d.binomialUpper(9, 10, 0.5), 11 / 1024, 1e-13);
  close(d.fUpper(2.1 ** 2, 1, 7), 2 * d.tCdf(-2.1, 7), 1e-13);
  close(d.chi2Upper(3, 2), Math.exp(-1.5), 1e-13);
  close(d.erf(0.5), 0.5204998778130465, 1e-13);
});

test("quantiles invert their distribution functions across the range", () => {
  for (const p of [1e-6, 0.01, 0.3, 0.5, 0.77, 0.999]) {
    close(d.tCdf(d.tQuantile(p, 3.3), 3.3), p, 1e-11);
    close(d.chi2Cdf(d.chi2Quantile(p, 2.4), 2.4), p, 1e-11);
    close(d.betaCdf(d.betaQuantile(p, 0.6, 5), 0.6, 5), p, 1e-11);
    close(d.normalCdf(d.normalQuantile(p)), p, 1e-11);
  }
});

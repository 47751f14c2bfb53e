import { expect, test } from "vitest";
import { tCdf } from "../../src/math/distributions.ts";
import { cholesky, logDetFromCholesky, multiply, solve, transpose } from "../../src/math/linear-algebra.ts";
import { createRandom } from "../../src/math/random.ts";
import { forecastBvar, predictNext } from "../../src/methods/bayesian-paths.ts";
import { bvarEvidence, fitBvar, method } from "../../src/methods/bayesian-vector-autoregression.ts";
import { fitVar, tableOf } from "../../src/methods/vector-autoregression.ts";

/** Two random walks in levels of which the first pulls the second. */
function levels(T: number, seed: number): Float64Array[] {
  const r = createRandom(seed);
  const [x, y] = [new Float64Array(T), new Float64Array(T)];
  [x[0], y[0]] = [10, 30];
  for (let t = 1; t < T; t++) {
    x[t] = 0.5 + 0.9 * x[t - 1]! + r.normal();
    y[t] = 3 + 0.85 * y[t - 1]! + 0.2 * x[t - 1]! + 2 * r.normal();
  }
  return [x, y];
}

/** What the docstring says of the prior, written with dense matrices. */
function densePrior(series: readonly Float64Array[], p: number, lambda: number) {
  const k = series.length;
  const m = k * p + 1;
  const psi = series.map((y) => {
    const [a, b] = [Array.from(y.slice(0, -1)), Array.from(y.slice(1))];
    const mean = (v: readonly number[]): number => v.reduce((s, e) => s + e, 0) / v.length;
    const [ma, mb] = [mean(a), mean(b)];
    const slope =
      a.reduce((s, v, i) => s + (v - ma) * (b[i]! - mb), 0) / a.reduce((s, v) => s + (v - ma) * (v - ma), 0);
    return a.reduce((s, v, i) => s + (b[i]! - mb - slope * (v - ma)) ** 2, 0) / (a.length - 2);
  });
  const omega = new Float64Array(m * m);
  for (let l = 1; l <= p; l++)
    for (let j = 0; j < k; j++) {
      const c = (l - 1) * k + j;
      omega[c * m + c] = lambda ** 2 / (l ** 2 * psi[j]!);
    }
  omega[m * m - 1] = 1e6;
  const B0 = new Float64Array(m * k);
  for (let j = 0; j < k; j++) B0[j * k + j] = 1;
  return { k, m, psi, omega, B0 };
}

function rowsOf(series: readonly Float64Array[], p: number): { X: Float64Array; Y: Float64Array; n: number } {
  const k = series.length;
  const T = series[0]!.length;
  const n = T - p;
  const m = k * p + 1;
  const X = new Float64Array(n * m).fill(1);
  const Y = new Float64Array(n * k);
  for (let t = 0; t < n; t++) {
    for (let l = 1; l <= p; l++) for (let j = 0; j < k; j++) X[t * m + (l - 1) * k + j] = series[j]![t + p - l]!;
    for (let j = 0; j < k; j++) Y[t * k + j] = series[j]![t + p]!;
  }
  return { X, Y, n };
}

function logGammaHalf(twice: number): number {
  // Gamma(1/2) = sqrt(pi), Gamma(1) = 1, Gamma(x + 1) = x Gamma(x).
  let s = twice % 2 === 0 ? 0 : 0.5 * Math.log(Math.PI);
  for (let x = twice % 2 === 0 ? 1 : 0.5; x < twice / 2; x++) s += Math.log(x);
  return s;
}

/** log density of Y as a matrix t: n × n covariance I + X Omega X'. */
function denseEvidence(
  { X, Y, n }: { X: Float64Array; Y: Float64Array; n: number },
  { k, m, psi, omega, B0 }: ReturnType<typeof densePrior>,
): number {
  const XO = multiply(X, omega, { n, k: m, m });
  const V = multiply(XO, transpose(X, n, m), { n, k: m, m: n });
  for (let t = 0; t < n; t++) V[t * n + t]! += 1;
  const fitted = multiply(X, B0, { n, k: m, m: k });
  const E = Y.map((v, i) => v - fitted[i]!);
  const VE = solve(V, E, n, k);
  const S = multiply(transpose(E, n, k), VE, { n: k, k: n, m: k });
  for (let j = 0; j < k; j++) S[j * k + j]! += psi[j]!;
  const d = k + 2;
  let c = -0.5 * n * k * Math.log(Math.PI);
  for (let i = 0; i < k; i++) c += logGammaHalf(d + n - i) - logGammaHalf(d - i);
  const logPsi = psi.reduce((s, v) => s + Math.log(v), 0);
  return (
    c -
    0.5 * k * logDetFromCholesky(cholesky(V, n), n) +
    0.5 * d * logPsi -
    0.5 * (d + n) * logDetFromCholesky(cholesky(S, k), k)
  );
}

const plain = { sumOfCoefficients: null, initialObservation: null } as const;

test("the marginal likelihood is the dense matrix-t density of the sample", () => {
  const series = levels(30, 3);
  const dense = denseEvidence(rowsOf(series, 2), densePrior(series, 2, 0.3));
  expect(bvarEvidence(tableOf(series), { tightness: 0.3, ...plain }, { lags: 2 })).toBeCloseTo(dense, 7);
});

test("with both dummy priors it is the density of sample and dummies over that of the dummies alone", () => {
  const series = levels(24, 5);
  const prior = densePrior(series, 2, 0.2);
  const { X, Y, n } = rowsOf(series, 2);
  const y0 = series.map((y) => (y[0]! + y[1]!) / 2);
  const [mu, delta] = [0.7, 2];
  const Xd = new Float64Array([y0[0]! / mu, 0, y0[0]! / mu, 0, 0, 0, y0[1]! / mu, 0, y0[1]! / mu, 0].concat([]));
  const last = [y0[0]!, y0[1]!, y0[0]!, y0[1]!, 1].map((v) => v / delta);
  const dX = Float64Array.from([...Xd, ...last]);
  const dY = Float64Array.from([y0[0]! / mu, 0, 0, y0[1]! / mu, y0[0]! / delta, y0[1]! / delta]);
  const dummies = { X: dX, Y: dY, n: 3 };
  const both = { X: Float64Array.from([...X, ...dX]), Y: Float64Array.from([...Y, ...dY]), n: n + 3 };
  const expected = denseEvidence(both, prior) - denseEvidence(dummies, prior);
  const at = { tightness: 0.2, sumOfCoefficients: mu, initialObservation: delta };
  expect(bvarEvidence(tableOf(series), at, { lags: 2 })).toBeCloseTo(expected, 7);
});

test("on one short series it is the integral of the likelihood over constant, lag and variance", () => {
  const y = Float64Array.from([1, 1.4, 1.1, 1.9, 2.2, 1.8, 2.5, 2.1]);
  const { psi } = densePrior([y], 1, 0.5);
  const [vb, vc, s0] = [0.5 ** 2 / psi[0]!, 1e6, psi[0]!];
  // Simpson's rule over b and c; the variance by Simpson's rule in its logarithm.
  const simpson = (i: number, n: number): number => (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2);
  const N = 120;
  const grid = (lo: number, hi: number) =>
    Array.from({ length: N + 1 }, (_, i) => [lo + ((hi - lo) * i) / N, (simpson(i, N) * (hi - lo)) / (3 * N)] as const);
  let total = 0;
  for (const [logS, ws] of grid(-6, 5)) {
    const s = Math.exp(logS);
    // Inverse gamma with shape 3/2 and scale psi / 2.
    const prior = ((s0 / 2) ** 1.5 / (Math.sqrt(Math.PI) / 2)) * s ** -2.5 * Math.exp(-s0 / (2 * s)) * s;
    const reach = 9 * Math.sqrt(s);
    let inner = 0;
    for (const [b, wb] of grid(-reach, 1 + reach)) {
      // Given b the constant integrates as a normal: mean of the residuals.
      const e = Array.from({ length: 7 }, (_, t) => y[t + 1]! - b * y[t]!);
      const mean = e.reduce((a, v) => a + v, 0) / 7;
      const ss = e.reduce((a, v) => a + (v - mean) ** 2, 0);
      const data = (2 * Math.PI * s) ** -3.5 * Math.exp(-ss / (2 * s)) * Math.sqrt((2 * Math.PI * s) / 7);
      const flat = (2 * Math.PI * s * (vc + 1 / 7)) ** -0.5 * Math.exp(-(mean ** 2) / (2 * s * (vc + 1 / 7)));
      inner += wb * data * flat * (2 * Math.PI * s * vb) ** -0.5 * Math.exp(-((b - 1) ** 2) / (2 * s * vb));
    }
    total += ws * prior * inner;
  }
  const evidence = bvarEvidence(tableOf([y]), { tightness: 0.5, ...plain }, { lags: 1 });
  expect(evidence).toBeCloseTo(Math.log(total), 4);
});

test("the posterior mean is the dense ridge of sample and prior", () => {
  const series = levels(40, 7);
  const { X, Y, n } = rowsOf(series, 2);
  const { k, m, omega, B0 } = densePrior(series, 2, 0.25);
  const precision = omega.map((v, c) => (Math.floor(c / m) === c % m ? 1 / v : 0));
  const XX = multiply(transpose(X, n, m), X, { n: m, k: n, m });
  const XY = multiply(transpose(X, n, m), Y, { n: m, k: n, m: k });
  const OB = multiply(precision, B0, { n: m, k: m, m: k });
  const B = solve(
    XX.map((v, c) => v + precision[c]!),
    XY.map((v, c) => v + OB[c]!),
    m,
    k,
  );
  const fit = fitBvar(tableOf(series), {
    lags: 2,
    tightness: 0.25,
    sumOfCoefficients: "off",
    initialObservation: "off",
  });
  B.forEach((v, c) => expect(fit.coefficients[(c % k) * m + Math.floor(c / k)]).toBeCloseTo(v, 8));
});

const off = { sumOfCoefficients: "off", initialObservation: "off" } as const;

test("a loose prior gives least squares, a tight one random walks", () => {
  const table = tableOf(levels(60, 9));
  const loose = fitBvar(table, { lags: 1, tightness: 1e5, ...off });
  fitVar(table, 1).coefficients.forEach((v, c) => expect(loose.coefficients[c]).toBeCloseTo(v, 4));
  const tight = fitBvar(table, { lags: 2, tightness: 1e-5, ...off });
  [1, 0, 0, 0].forEach((v, c) => expect(tight.coefficients[c]).toBeCloseTo(v, 6));
  [0, 1, 0, 0].forEach((v, c) => expect(tight.coefficients[5 + c]).toBeCloseTo(v, 6));
});

test("the sum-of-coefficients prior at its tightest forces a unit root in every equation", () => {
  const fit = fitBvar(tableOf(levels(60, 9)), {
    lags: 2,
    tightness: 5,
    sumOfCoefficients: 1e-6,
    initialObservation: "off",
  });
  expect(fit.coefficients[0]! + fit.coefficients[2]!).toBeCloseTo(1, 6);
  expect(fit.coefficients[1]! + fit.coefficients[3]!).toBeCloseTo(0, 6);
});

test("the chosen tightness is the maximum of the criterion over a grid", () => {
  const table = tableOf(levels(80, 11));
  const fit = fitBvar(table, { lags: 2, hyperprior: false, ...off });
  const at = (tightness: number): number => bvarEvidence(table, { tightness, ...plain }, { lags: 2 });
  expect(fit.logMarginalLikelihood).toBeCloseTo(at(fit.tightness), 9);
  for (let i = 0; i <= 60; i++)
    expect(at(0.01 * 300 ** (i / 60))).toBeLessThanOrEqual(fit.logMarginalLikelihood + 1e-7);
});

test("a series in thousands changes nothing but its unit", () => {
  const [x, y] = levels(60, 13) as [Float64Array, Float64Array];
  const a = method.run({ series: [x, y] }, { lags: 2, draws: 50, horizon: 3 });
  const b = method.run({ series: [x.map((v) => 1000 * v), y] }, { lags: 2, draws: 50, horizon: 3 });
  expect(b.fit.tightness / a.fit.tightness).toBeCloseTo(1, 3);
  expect(b.fit.logMarginalLikelihood).toBeCloseTo(a.fit.logMarginalLikelihood - 58 * Math.log(1000), 5);
  expect(b.forecast.paths[0]![2]! / 1000 / a.forecast.paths[0]![2]!).toBeCloseTo(1, 3);
});

function worstGap(draws: Float64Array, cdf: (v: number) => number): number {
  const x = Float64Array.from(draws).sort();
  return x.reduce((m, v, i) => Math.max(m, Math.abs((i + 0.5) / x.length - cdf(v))), 0);
}

test("simulated next periods follow the closed-form Student law", () => {
  const fit = fitBvar(tableOf(levels(16, 17)), { lags: 1 });
  const law = predictNext(fit);
  const { paths } = forecastBvar(fit, { horizon: 1, draws: 8000, seed: 2 });
  for (const i of [0, 1]) {
    const cdf = (v: number): number => tCdf((v - law.location[i]!) / Math.sqrt(law.scale[i * 2 + i]!), law.df);
    // Kolmogorov's 0.1 % point of 8,000 draws is 1.95 / sqrt(8000) = 0.0218.
    expect(worstGap(paths[i]!, cdf)).toBeLessThan(0.0218);
  }
});

test("given one series of the next period, the other follows the conditional Student law", () => {
  const fit = fitBvar(tableOf(levels(14, 19)), { lags: 1 });
  const { location: m, scale: S, df } = predictNext(fit);
  const c = m[0]! + 2 * Math.sqrt(S[0]!);
  const { paths, effectiveDraws } = forecastBvar(fit, {
    horizon: 1,
    draws: 12_000,
    seed: 3,
    known: [{ series: 0, step: 1, value: c }],
  });
  expect(new Set(paths[0]!.map((v) => Number(v.toFixed(9)))).size).toBe(1);
  expect(paths[0]![0]).toBeCloseTo(c, 9);
  const z2 = (c - m[0]!) ** 2 / S[0]!;
  const location = m[1]! + (S[1]! / S[0]!) * (c - m[0]!);
  const scale = Math.sqrt(((S[3]! - S[1]! ** 2 / S[0]!) * (df + z2)) / (df + 1));
  expect(effectiveDraws).toBeLessThan(12_000);
  expect(worstGap(paths[1]!, (v) => tCdf((v - location) / scale, df + 1))).toBeLessThan(
    1.95 / Math.sqrt(effectiveDraws),
  );
});

test("a value known three periods ahead holds on every path and pulls what comes before it", () => {
  const fit = fitBvar(tableOf(levels(50, 23)), { lags: 2 });
  const free = forecastBvar(fit, { horizon: 4, draws: 1000, seed: 5 });
  const far = free.paths[1]!.filter((_, c) => c % 4 === 2).reduce((a, v) => a + v / 1000, 0) + 6;
  const bent = forecastBvar(fit, { horizon: 4, draws: 1000, seed: 5, known: [{ series: 1, step: 3, value: far }] });
  const at = (paths: Float64Array, h: number): number =>
    paths.filter((_, c) => c % 4 === h - 1).reduce((a, v) => a + v / 1000, 0);
  bent.paths[1]!.filter((_, c) => c % 4 === 2).forEach((v) => expect(v).toBeCloseTo(far, 8));
  expect(at(bent.paths[1]!, 2) - at(free.paths[1]!, 2)).toBeGreaterThan(1);
});

test("80 % intervals hold 80 % of what comes next, over 300 simulated samples", () => {
  let inside = 0;
  for (let s = 0; s < 300; s++) {
    const series = levels(47, 1000 + s);
    const fit = fitBvar(tableOf(series.map((y) => y.subarray(0, 45))), { lags: 1, tightness: 0.3, ...off });
    const { paths } = forecastBvar(fit, { horizon: 2, draws: 400, seed: s });
    const x = paths[1]!.filter((_, c) => c % 2 === 1).sort();
    const y = series[1]![46]!;
    if (y >= x[40]! && y <= x[359]!) inside++;
  }
  // Three binomial standard errors: 3 sqrt(0.8 0.2 / 300) = 0.069.
  expect(Math.abs(inside / 300 - 0.8)).toBeLessThan(0.069);
});

test("what cannot be estimated is refused with its numbers", () => {
  const y = levels(20, 1)[0]!;
  expect(() => fitBvar(tableOf([y, new Float64Array(20).fill(3)]))).toThrow("series 1 is constant");
  expect(() => fitBvar(tableOf([y, Float64Array.from(y, (_, t) => t)]))).toThrow(
    "one-step error of series 1 is constant",
  );
  expect(() => fitBvar(tableOf([y.subarray(0, 7)]))).toThrow("has 7 observations, needs 8");
  expect(() => fitBvar(tableOf([y]), { tightness: 0 })).toThrow("tightness: got 0");
  const fit = fitBvar(tableOf([y]));
  const known = [{ series: 1, step: 1, value: 2 }];
  expect(() => forecastBvar(fit, { horizon: 2, draws: 10, seed: 1, known })).toThrow("series 1, step 1");
});

test("a second copy of a series is no obstacle: the prior keeps the posterior proper", () => {
  const [x, y] = levels(60, 29) as [Float64Array, Float64Array];
  const fit = fitBvar(tableOf([x, y, x.map((v) => v + 1e-9)]), { lags: 2, tightness: 0.2, ...off });
  // The likelihood knows only the sum of the two coefficients, so both move equally far from their prior means 1 and 0.
  expect(fit.coefficients[2]).toBeCloseTo(fit.coefficients[0]! - 1, 5);
  expect(Math.abs(fit.coefficients[2]!)).toBeGreaterThan(0.01);
});

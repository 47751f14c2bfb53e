import { expect, test } from "vitest";
import { armaInnovationsInto, filterArma, polynomialProduct } from "../../src/math/arma.ts";
import { cholesky, forwardSolveInto, logDetFromCholesky } from "../../src/math/linear-algebra.ts";
import { createRandom } from "../../src/math/random.ts";
import { fitArima, forecastArima } from "../../src/methods/arima.ts";
import { airline } from "./well-known-series.ts";

const airlineOrders = { order: [0, 1, 1], seasonalOrder: [0, 1, 1], season: 12 } as const;

/** Luteinising hormone in blood at ten-minute intervals (Diggle 1990; R's `lh`). */
const hormone = [
  2.4, 2.4, 2.4, 2.2, 2.1, 1.5, 2.3, 2.3, 2.5, 2, 1.9, 1.7, 2.2, 1.8, 3.2, 3.2, 2.7, 2.2, 2.2, 1.9, 1.9, 1.8, 2.7, 3,
  2.3, 2, 2, 2.9, 2.9, 2.7, 2.7, 2.3, 2.6, 2.4, 1.8, 1.7, 1.5, 1.4, 2.1, 3.3, 3.5, 3.5, 3.1, 2.6, 2.1, 3.4, 3, 2.9,
];

/** Quarterly approval of US presidents, 1945Q1 to 1974Q4 (McNeil 1977; R's `presidents`), with its gaps. */
const approval =
  `NA 87 82 75 63 50 43 32 35 60 54 55 36 39 NA NA 69 57 57 51 45 37 46 39 36 24 32 23 25 32 NA 32 59 74 75 60 71 61 71 57 71 68 79 73 76
71 67 75 79 62 63 57 60 49 48 52 57 62 61 66 71 62 61 57 72 83 71 78 79 71 62 74 76 64 62 57 80 73 69 69 71 64 69 62 63 46 56 44 44 52 38 46 36 49 35 44 59
65 65 56 66 53 61 52 51 48 54 49 49 61 NA NA 68 44 40 27 28 25 24 24`
    .split(/\s+/)
    .map((v) => (v === "NA" ? Number.NaN : Number(v)));

test("both routes to the innovations agree, whatever the orders", () => {
  const random = createRandom(3);
  const y = Float64Array.from({ length: 150 }, () => random.normal());
  const seasonalAr = polynomialProduct([1, -0.7], [1, 0, 0, 0, -0.5])
    .slice(1)
    .map((v) => -v);
  const seasonalMa = polynomialProduct([1, -0.4], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -0.55]).slice(1);
  for (const [phi, theta] of [
    [[], [-0.4]],
    [[0.6], []],
    [[0.5, 0.2], [0.3]],
    [[], seasonalMa],
    [seasonalAr, [0.2, 0.1]],
  ] as const) {
    const into = new Float64Array(150);
    const logScale = armaInnovationsInto([into], [y], { phi, theta });
    const f = filterArma(y, phi, theta);
    expect(logScale).toBeCloseTo(f.logScale, 9);
    into.forEach((v, t) => expect(v).toBeCloseTo(f.errors[t]! / Math.sqrt(f.scale[t]!), 9));
  }
});

test("the airline model's likelihood is the Gaussian density of its differences with a dense covariance", () => {
  const y = airline.map(Math.log);
  const fit = fitArima(y, airlineOrders);
  const w = Float64Array.from({ length: 131 }, (_, k) => y[k + 13]! - y[k + 12]! - y[k + 1]! + y[k]!);
  const [a, b] = [fit.theta[0]!, fit.seasonalTheta[0]!];
  const gamma: Record<number, number> = {
    0: (1 + a * a) * (1 + b * b),
    1: a * (1 + b * b),
    11: a * b,
    12: b * (1 + a * a),
    13: a * b,
  };
  const S = new Float64Array(131 * 131);
  for (let i = 0; i < 131; i++)
    for (let j = 0; j < 131; j++) S[i * 131 + j] = fit.sigma2 * (gamma[Math.abs(i - j)] ?? 0);
  const L = cholesky(S, 131);
  forwardSolveInto(L, w, 131);
  const dense = -0.5 * (131 * Math.log(2 * Math.PI) + logDetFromCholesky(L, 131) + w.reduce((s, v) => s + v * v, 0));
  expect(fit.logLikelihood).toBeCloseTo(dense, 8);
  // R 4.2.2: ma1 -0.4018 (0.0896), sma1 -0.5569 (0.0731), sigma^2 0.001348, with its inexact start of the differences 244.6995.
  expect(a).toBeCloseTo(-0.40183, 4);
  expect(b).toBeCloseTo(-0.55694, 4);
  expect(fit.sigma2).toBeCloseTo(0.001348, 6);
  expect(fit.logLikelihood).toBeCloseTo(244.6965, 4);
  expect(fit.standardErrors.theta[0]).toBeCloseTo(0.08964, 4);
  expect(fit.standardErrors.seasonalTheta[0]).toBeCloseTo(0.0731, 4);
  expect(fit.warnings).toEqual([]);
});

test("forecasts of the airline model are R's, with their errors", () => {
  const { mean, standardErrors, psi } = forecastArima(fitArima(airline.map(Math.log), airlineOrders), 12);
  // R 4.2.2, predict(arima(log(AirPassengers), c(0,1,1), seasonal = c(0,1,1), method = "ML", reltol = 1e-14), 12)
  expect(Math.exp(mean[0]!) / 450.422369178).toBeCloseTo(1, 5);
  expect(Math.exp(mean[11]!) / 477.242563211).toBeCloseTo(1, 5);
  expect(standardErrors[0]).toBeCloseTo(0.0367156, 4);
  expect(standardErrors[11]).toBeCloseTo(0.0815707, 4);
  expect(psi[1]).toBeCloseTo(1 - 0.40182, 4);
});

test("ARMA(1,1) with a mean is R's fit of lh, standard errors too", () => {
  const fit = fitArima(hormone, { order: [1, 0, 1], drift: true });
  expect(fit.phi[0]).toBeCloseTo(0.4522013, 4);
  expect(fit.theta[0]).toBeCloseTo(0.198168, 4);
  expect(fit.drift).toBeCloseTo(2.4100767, 5);
  expect(fit.sigma2).toBeCloseTo(0.1923121, 5);
  expect(fit.logLikelihood).toBeCloseTo(-28.7620332, 6);
  expect(fit.standardErrors.phi[0]).toBeCloseTo(Math.sqrt(0.0312784), 3);
  expect(fit.standardErrors.theta[0]).toBeCloseTo(Math.sqrt(0.0290771), 3);
  expect(fit.standardErrors.drift).toBeCloseTo(Math.sqrt(0.0184284), 2);
  expect([...forecastArima(fit, 3).mean].map((v) => Number(v.toFixed(4)))).toEqual([2.6796, 2.532, 2.4652]);
});

test("gaps are skipped exactly: AR(3) with a mean is R's fit of the presidents' approval", () => {
  const fit = fitArima(approval, { order: [3, 0, 0], drift: true });
  expect(fit.n).toBe(114);
  expect(fit.logLikelihood).toBeCloseTo(-414.08193, 4);
  [0.7495948, 0.252233, -0.1890343].forEach((v, i) => expect(fit.phi[i]).toBeCloseTo(v, 4));
  expect(fit.drift).toBeCloseTo(56.2167465, 2);
  expect(fit.standardErrors.phi[1]).toBeCloseTo(0.114015, 3);
});

test("simulated seasonal models are recovered, and 95 % intervals of standard errors cover", () => {
  const random = createRandom(11);
  let covered = 0;
  for (let run = 0; run < 40; run++) {
    const e = Float64Array.from({ length: 240 }, () => random.normal());
    const y = new Float64Array(240);
    for (let t = 0; t < 240; t++) y[t] = 0.6 * (y[t - 1] ?? 0) + e[t]! + 0.5 * (e[t - 4] ?? 0);
    const fit = fitArima(y.subarray(40), { order: [1, 0, 0], seasonalOrder: [0, 0, 1], season: 4 });
    for (const [v, truth, s] of [
      [fit.phi[0]!, 0.6, fit.standardErrors.phi[0]!],
      [fit.seasonalTheta[0]!, 0.5, fit.standardErrors.seasonalTheta[0]!],
    ] as const)
      if (Math.abs(v - truth) < 1.96 * s) covered++;
  }
  expect(covered).toBeGreaterThanOrEqual(70);
});

test("scaling and adding leave coefficients alone", () => {
  const [a, b] = [
    fitArima(airline, airlineOrders),
    fitArima(
      airline.map((v) => 1000 * v + 7),
      airlineOrders,
    ),
  ];
  expect(b.theta[0]).toBeCloseTo(a.theta[0]!, 5);
  expect(b.sigma2 / a.sigma2).toBeCloseTo(1e6, -2);
});

test("an over-differenced series ends at the bound and says so", () => {
  const random = createRandom(5);
  const y = Float64Array.from({ length: 200 }, () => random.normal());
  const fit = fitArima(y, { order: [0, 1, 1] });
  expect(fit.theta[0]).toBeLessThan(-0.95);
  const noise = fitArima(y, { order: [0, 2, 2] });
  expect(noise.warnings.map((w) => w.code)).toContain("root-at-bound");
});

test("bad input is refused with its numbers", () => {
  expect(() => fitArima([1, 2, 4, 8], airlineOrders)).toThrow("has 0 observations, needs 6");
  expect(() => fitArima(Array.from({ length: 40 }, (_, t) => 3 * t))).toThrow("constant");
  expect(() => fitArima([1, 3, 2, Number.POSITIVE_INFINITY, 5, 1, 2, 4, 3])).toThrow("index 3");
  expect(() => fitArima([1, 2, 3], { order: [0.5, 1, 1] })).toThrow("whole numbers");
  expect(() => fitArima([1, 2, 3], { seasonalOrder: [0, 1, 1] })).toThrow("Without a season");
  const gap = fitArima([1, 3, 2, 5, 4, 6, 8, 7, 9, Number.NaN]);
  expect(() => forecastArima(gap, 2)).toThrow("last values");
  expect(() => fitArima(new Float64Array(30).fill(Number.NaN))).toThrow("has 0 observations");
});

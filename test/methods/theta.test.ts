import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { drawTheta, fitTheta, forecastTheta } from "../../src/methods/theta.ts";

/** Annual flow of the Nile at Aswan 1871-1970 (1e8 m³), R datasets. */
const nile = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100,
  1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456,
  824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897,
  822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975,
  815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
];

test("on the Nile the smoothing and the forecasts are those of the two theta lines, computed in R with optim", () => {
  const fit = fitTheta(nile);
  expect(fit.alpha).toBeCloseTo(0.219691, 4);
  expect(2 * fit.drift).toBeCloseTo(-2.714305, 6);
  // The line with twice the curvature has twice the errors.
  expect((4 * fit.sigma2 * fit.n) / 8107208.1626).toBeCloseTo(1, 9);
  const f = forecastTheta(fit, 4);
  [808.0988, 806.7417, 805.3845, 804.0274].forEach((v, h) => expect(f[h]).toBeCloseTo(v, 2));
});

/** Monthly airline passengers 1949-1960 (thousands), Box & Jenkins' series G. */
const airline = [
  112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114,
  140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166, 171, 180, 193, 181, 183, 218, 230, 242, 209, 191,
  172, 194, 196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201, 204, 188, 235, 227, 234, 264, 302, 293, 259,
  229, 203, 229, 242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313, 318, 374, 413, 405,
  355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336, 340, 318, 362, 348, 363, 435, 491,
  505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405, 417, 391, 419, 461, 472, 535,
  622, 606, 508, 461, 390, 432,
];

test("the airline series is found seasonal, with R's decompose() figures and forecasts", () => {
  const fit = fitTheta(airline.map(Math.log), 12);
  const figure = [
    -0.085815, -0.114413, 0.018113, -0.013046, -0.008966, 0.115393, 0.210816, 0.204512, 0.064836, -0.075271,
  ];
  figure.forEach((v, j) => expect(fit.seasonal[j]).toBeCloseTo(v, 6));
  expect(fit.alpha).toBeCloseTo(0.771411, 4);
  const f = forecastTheta(fit, 13);
  [6.093462, 6.069895, 6.207453, 6.181325].forEach((v, h) => expect(f[h]).toBeCloseTo(v, 4));
  expect(f[12]).toBeCloseTo(6.153839, 4);
});

test("averaging the extended line and the smoothed line of twice the curvature gives the same, whatever alpha", () => {
  const r = createRandom(4);
  const y = Float64Array.from({ length: 30 }, (_, t) => 5 + 0.3 * t + r.normal());
  const { alpha, start, drift, level } = fitTheta(y);
  const b = 2 * drift;
  const a = y.reduce((s, v) => s + v, 0) / 30 - b * 14.5;
  let smoothed = 2 * start - a;
  for (let t = 0; t < 30; t++) smoothed += alpha * (2 * y[t]! - a - b * t - smoothed);
  for (const h of [1, 2, 7]) {
    const average = 0.5 * (a + b * (29 + h)) + 0.5 * smoothed;
    expect(level + (h - 1) * drift).toBeCloseTo(average, 10);
  }
});

test("Hyndman and Billah's form: simple smoothing plus b/2 (h - 1 + (1 - (1 - alpha)^n) / alpha)", () => {
  const fit = fitTheta(nile);
  let plain = fit.start;
  for (const v of nile) plain += fit.alpha * (v - plain);
  for (const h of [1, 5]) {
    const formula = plain + fit.drift * (h - 1 + (1 - (1 - fit.alpha) ** 100) / fit.alpha);
    expect(forecastTheta(fit, h)[h - 1]).toBeCloseTo(formula, 8);
  }
});

test("paths spread as sigma² (1 + (h - 1) alpha²), about the point forecasts", () => {
  const fit = fitTheta(nile);
  const paths = drawTheta(fit, { horizon: 6, draws: 20_000, seed: 1 });
  const f = forecastTheta(fit, 6);
  for (const h of [1, 6]) {
    const x = paths.filter((_, c) => c % 6 === h - 1);
    const m = x.reduce((s, v) => s + v / x.length, 0);
    const variance = x.reduce((s, v) => s + (v - m) ** 2 / x.length, 0);
    // The drawn variance has mean sigma² n / (df - 2), df = n - 3.
    const expected = ((fit.sigma2 * 100) / 95) * (1 + (h - 1) * fit.alpha ** 2);
    expect(Math.abs(m - f[h - 1]!)).toBeLessThan(4 * Math.sqrt(expected / 20_000));
    expect(variance / expected).toBeGreaterThan(0.96);
    expect(variance / expected).toBeLessThan(1.04);
  }
});

test("a series in thousands and another zero change only unit and zero", () => {
  const a = forecastTheta(fitTheta(nile), 3);
  const b = forecastTheta(fitTheta(nile.map((v) => 1000 * v - 7)), 3);
  b.forEach((v, h) => expect((v + 7) / 1000).toBeCloseTo(a[h]!, 5));
});

test("white noise is not found seasonal; what cannot be forecast is refused", () => {
  const r = createRandom(8);
  expect(
    fitTheta(
      Float64Array.from({ length: 60 }, () => r.normal()),
      12,
    ).seasonal.length,
  ).toBe(0);
  expect(() => fitTheta([1, 2, 3])).toThrow("has 3 observations, needs 4");
  expect(() => fitTheta([1, Number.NaN, 3, 4])).toThrow("index 1");
  expect(() => fitTheta([2, 2, 2, 2])).toThrow("constant");
});

import { expect, test } from "vitest";
import { filterStates } from "../../src/math/kalman.ts";
import { fitLocalLevel, localLevel } from "../../src/methods/local-level.ts";
import { segment } from "../../src/methods/pelt.ts";
import { findBreaks } from "../../src/methods/structural-breaks.ts";

/** Annual flow of the Nile at Aswan 1871-1970, 10^8 m³ (public domain; Cobb 1978, Durbin & Koopman 2012). */
const nile: Float64Array = Float64Array.from([
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100,
  1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456,
  824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897,
  822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975,
  815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
]);

test("KFAS: diffuse log-likelihood of the local level at H = 15099, Q = 1469.1 is -632.5456251", () => {
  const f = filterStates(localLevel(15_099, 1469.1), nile);
  expect(f.logLikelihood).toBeCloseTo(-632.545625115673, 7);
  expect([f.d, f.j]).toEqual([1, 1]);
  expect(f.P[1]).toBeCloseTo(16_568.1, 8);
});

test("KFAS and Durbin & Koopman: maximum at H = 15,098.65, Q = 1,469.16, and 1871's smoothed level is 1,111.67", () => {
  const fit = fitLocalLevel(nile);
  expect(Math.abs(fit.H / 15_098.6543651708 - 1)).toBeLessThan(1e-3);
  expect(Math.abs(fit.Q / 1469.16324575921 - 1)).toBeLessThan(2e-3);
  expect(fit.logLikelihood).toBeCloseTo(-632.545625104184, 5);
  expect(Math.abs(fit.level[0]! - 1111.6683)).toBeLessThan(0.01);
});

test("KFAS: without 1891-1910 and 1931-1950 the log-likelihood is -380.5870628", () => {
  const gaps = nile.map((v, t) => ((t >= 20 && t < 40) || (t >= 60 && t < 80) ? Number.NaN : v));
  expect(filterStates(localLevel(15_099, 1469.1), gaps).logLikelihood).toBeCloseTo(-380.587062775303, 7);
});

test("strucchange: one break, 1898, interval 1895 to 1902, sup F 75.93, BIC path", () => {
  const b = findBreaks(nile);
  expect(b.breaks).toEqual([27]);
  expect(b.intervals).toEqual([{ low: 24, high: 31 }]);
  expect(b.supF).toBeCloseTo(75.9297694274854, 7);
  expect(b.rss[1]).toBeCloseTo(1_597_457.19444444, 5);
  expect(b.bic[1]).toBeCloseTo(1270.08373573957, 6);
});

test("changepoint: PELT on the standardised series finds 1898 as well", () => {
  const m = nile.reduce((a, v) => a + v, 0) / 100;
  const sd = Math.sqrt(nile.reduce((a, v) => a + (v - m) ** 2, 0) / 99);
  expect(segment(nile.map((v) => (v - m) / sd)).changes).toEqual([27]);
});

import { expect, test } from "vitest";
import { tupleSpace } from "../../src/math/hamilton-filter.ts";
import { type RegimeRegression, regimeLikelihood, regimeScore } from "../../src/math/switching-score.ts";
import { fitSwitchingRegression, regimesAt } from "../../src/methods/switching-regression.ts";
import { runCase } from "../../src/tasks/case.ts";

/** Whole-number arithmetic that any language makes: a regressor, and a series whose level and slope change every 15 rows. */
const x = Float64Array.from({ length: 120 }, (_, i) => ((17 * (i + 1)) % 29) / 10);
const y = x.map((v, i) => {
  const even = Math.floor((i + 1) / 15) % 2 === 0;
  return ((37 * (i + 1)) % 23) / 4 + (even ? 0 : 3) + (even ? 0.8 : 0.2) * v;
});
const ones = new Float64Array(120).fill(1);
const withSlope = Float64Array.from({ length: 240 }, (_, c) => (c % 2 === 0 ? 1 : x[(c - 1) / 2]!));

test("likelihood and probabilities with switching intercept, slope and variance are those of statsmodels 0.13.5 MarkovRegression", () => {
  const at = regimesAt(y, withSlope, {
    transition: Float64Array.from([0.9, 0.1, 0.2, 0.8]),
    beta: Float64Array.from([2, 0.8, 5, 0.2]),
    sigma2: Float64Array.from([2, 3]),
    phi: new Float64Array(0),
  });
  expect(at.logLikelihood).toBeCloseTo(-261.43468864045, 9);
  expect(at.smoothed[6]).toBeCloseTo(0.86360872, 7);
  expect(at.filtered[121]).toBeCloseTo(0.30526408, 7);
});

const lagged: RegimeRegression = {
  transition: Float64Array.from([0.9, 0.1, 0.2, 0.8]),
  beta: Float64Array.from([3, 6]),
  sigma2: Float64Array.from([2, 3]),
  phi: Float64Array.from([0.3, -0.2]),
};

test("likelihood and score with a switching autoregression are those of statsmodels 0.13.5 MarkovAutoregression (order 1)", () => {
  const score = regimeScore(y, ones, lagged, tupleSpace(2, 1, 120));
  expect(score.logLikelihood).toBeCloseTo(-263.03515546875906, 9);
  const peers = { beta: [4.7063642, -5.78984523], sigma2: [6.31239312, -1.39593721], phi: [-23.32202737, -8.16677396] };
  for (const key of ["beta", "sigma2", "phi"] as const)
    peers[key].forEach((v, k) => expect(score[key][k]).toBeCloseTo(v, 5));
});

test("with two lags and a switching variance the likelihood is the sum over all paths of regimes, where statsmodels 0.13.5 takes the variance of the period before", () => {
  const p: RegimeRegression = { ...lagged, phi: Float64Array.from([0.3, 0.1, -0.2, 0.25]) };
  const T = 7;
  const short = y.slice(0, T);
  const pi = [2 / 3, 1 / 3];
  let total = 0;
  for (let path = 0; path < 2 ** T; path++) {
    const s = Array.from({ length: T }, (_, t) => Math.floor(path / 2 ** t) % 2);
    let density = pi[s[0]!]!;
    for (let t = 1; t < T; t++) density *= p.transition[s[t - 1]! * 2 + s[t]!]!;
    for (let t = 2; t < T; t++) {
      const k = s[t]!;
      let e = short[t]! - p.beta[k]!;
      for (const i of [1, 2]) e -= p.phi[2 * k + i - 1]! * (short[t - i]! - p.beta[s[t - i]!]!);
      density *= Math.exp((-0.5 * e * e) / p.sigma2[k]!) / Math.sqrt(2 * Math.PI * p.sigma2[k]!);
    }
    total += density;
  }
  expect(regimeLikelihood(short, ones.slice(0, T), p, tupleSpace(2, 2, T))).toBeCloseTo(Math.log(total), 11);
});

test("the maximum is not below the best of statsmodels' 20 random starts, and its score is zero", () => {
  const o = {
    regimes: 2,
    order: 0,
    switching: [true, true],
    switchingVariance: false,
    switchingAr: false,
    starts: 12,
    seed: 1,
    varianceFloor: 0.001,
  };
  const fit = fitSwitchingRegression(y, withSlope, o);
  expect(fit.logLikelihood).toBeGreaterThan(-245.1136400496617 - 1e-6);
  expect(Math.max(...regimeScore(y, withSlope, fit, tupleSpace(2, 0, 120)).beta.map(Math.abs))).toBeLessThan(1e-4);
  expect(fit.beta[0]).toBeLessThan(fit.beta[2]!);
  expect(() => fitSwitchingRegression(y, withSlope, { ...o, switching: [false, false] })).toThrow(
    /nothing that switches/,
  );
  expect(() => fitSwitchingRegression(y.slice(0, 20), withSlope.slice(0, 40), o)).toThrow(/needs 30/);
  expect(() => fitSwitchingRegression(ones, withSlope, o)).toThrow(/constant/);
});

test("a case sets what switches in words or one by one; regressors are further columns of its table", () => {
  const csv = ["date,y,lag", ...Array.from(y, (v, t) => `${1900 + t},${v},${t === 0 ? "NA" : x[t]}`)].join("\n");
  const run = (settings: Record<string, unknown>): Readonly<Record<string, unknown>> => {
    const json = {
      id: "own",
      method: "markov-switching-regression",
      settings,
      inputs: { "y.csv": "" },
      expected: null,
    };
    const params = runCase(json, () => csv).computed.values["ml_params"];
    return Object.fromEntries(Object.entries(Object(params)));
  };
  const all = run({ k_regimes: 2, switching: "intercept, exogenous and variance" });
  expect(Object.keys(all)).toEqual(
    expect.arrayContaining(["p[0->0]", "p[1->0]", "const[0]", "const[1]", "x1[0]", "lag[1]", "sigma2[0]", "sigma2[1]"]),
  );
  const variance = run({ k_regimes: 2, switching: "variance", exog: [] });
  expect(Object.keys(variance)).toEqual(["p[0->0]", "p[1->0]", "const", "sigma2[0]", "sigma2[1]"]);
  expect(Object.keys(run({ k_regimes: 2, switching: "variance", trend: "n", exog: [] }))).not.toContain("const");
  expect(() => run({ k_regimes: 1, switching: "intercept" })).toThrow(/k_regimes/);
  expect(() => run({ k_regimes: 2, switching: "nothing", exog: [] })).toThrow(/nothing that switches/);
});

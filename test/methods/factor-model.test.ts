import { expect, test } from "vitest";
import { filterStates, smoothStates } from "../../src/math/kalman.ts";
import { createRandom } from "../../src/math/random.ts";
import {
  type FactorPanel,
  type FactorParameters,
  factorPosterior,
  patternOf,
} from "../../src/methods/factor-likelihood.ts";
import { factorLogLikelihood, fitFactorModel, forecastPanel, standardise } from "../../src/methods/factor-model.ts";
import { baseWeights, type MixedParameters, stateSpaceOf } from "../../src/methods/mixed-factor-form.ts";

const truth: FactorParameters = {
  r: 2,
  p: 1,
  Lambda: Float64Array.from([1, 0.2, 0.8, -0.3, 0.5, 0.9, -0.7, 0.4, 0.3, 0.3, 0.9, -0.1]),
  phi: Float64Array.from([0.5, -0.3, 0.7, 0.1, 0.9, 0]),
  s: Float64Array.from([0.5, 0.8, 0.3, 1, 0.2, 0.6]),
  A: Float64Array.from([0.7, 0.1, -0.2, 0.5]),
  Q: Float64Array.from([1, 0.3, 0.3, 0.8]),
};

/** A panel simulated from the truth, with gaps inside, a late start and a ragged end. */
function simulate(T: number, seed: number): FactorPanel {
  const N = 6;
  const r = createRandom(seed);
  const x = new Float64Array(T * N);
  let f = [0, 0];
  const e = new Float64Array(N);
  for (let t = -50; t < T; t++) {
    const [u, v] = [r.normal(), r.normal()];
    f = [0.7 * f[0]! + 0.1 * f[1]! + u, -0.2 * f[0]! + 0.5 * f[1]! + 0.3 * u + Math.sqrt(0.71) * v];
    for (let i = 0; i < N; i++) {
      e[i] = truth.phi[i]! * e[i]! + Math.sqrt(truth.s[i]!) * r.normal();
      if (t >= 0) x[t * N + i] = truth.Lambda[i * 2]! * f[0]! + truth.Lambda[i * 2 + 1]! * f[1]! + e[i]!;
    }
  }
  for (let t = 0; t < T; t++) {
    if (t < 6) x[t * N + 3] = Number.NaN;
    if (t > T - 3) x[t * N + 1] = Number.NaN;
    if (t % 11 === 4 || (t > 20 && t < 24)) x[t * N + 4] = Number.NaN;
  }
  return { x, T, N };
}

/** The same model with every idiosyncratic term in the state vector. */
function augmented(q: FactorParameters): MixedParameters {
  return {
    blocks: [{ size: q.r, order: q.p, A: q.A, Q: q.Q }],
    Lambda: q.Lambda,
    weights: Array.from(q.phi, () => baseWeights),
    idiosyncratic: "autoregressive",
    phi: q.phi,
    s: q.s,
    noise: 0,
  };
}

test("precision form and augmented Kalman filter give the same likelihood and factors to 1e-9, gaps included", () => {
  const panel = simulate(60, 1);
  const posterior = factorPosterior(panel, patternOf(panel), truth);
  const model = stateSpaceOf(augmented(truth));
  const { alpha, filtered } = smoothStates(model, panel.x, { meansOnly: true });
  expect(Math.abs(posterior.logLikelihood / filtered.logLikelihood - 1)).toBeLessThan(1e-10);
  posterior.mean.forEach((v, k) =>
    expect(Math.abs(v - alpha[Math.floor(k / 2) * model.m + (k % 2)]!)).toBeLessThan(1e-9),
  );
});

test("a second lag of the factors is treated alike by both routes", () => {
  const panel = simulate(40, 2);
  const q = { ...truth, p: 2, A: Float64Array.from([0.5, 0.1, 0.2, 0, -0.2, 0.4, 0, 0.1]) };
  expect(
    Math.abs(factorLogLikelihood(panel, q) / filterStates(stateSpaceOf(augmented(q)), panel.x).logLikelihood - 1),
  ).toBeLessThan(1e-10);
});

test("the fit does not depend on the order of the series and beats the truth's own likelihood", () => {
  const panel = simulate(200, 3);
  const fit = fitFactorModel(panel, { factors: 2 });
  expect(fit.logLikelihood).toBeGreaterThan(factorLogLikelihood(panel, truth));
  const turned = {
    ...panel,
    x: Float64Array.from({ length: panel.x.length }, (_, k) => panel.x[Math.floor(k / 6) * 6 + 5 - (k % 6)]!),
  };
  expect(fitFactorModel(turned, { factors: 2 }).logLikelihood).toBeCloseTo(fit.logLikelihood, 3);
  fit.phi.forEach((v, i) => expect(Math.abs(v - truth.phi[i]!)).toBeLessThan(0.35));
});

test("conditional steps raise the likelihood and the finish raises it further", () => {
  const fit = fitFactorModel(simulate(150, 4), { factors: 1 });
  for (let k = 2; k < fit.path.length; k++) expect(fit.path[k]!).toBeGreaterThan(fit.path[k - 1]! - 0.05);
  expect(fit.logLikelihood).toBeGreaterThanOrEqual(fit.path.at(-1)!);
  expect(fit.converged).toBe(true);
});

test("far ahead forecasts return to the mean; one step ahead keeps the series' own memory", () => {
  const panel = simulate(150, 5);
  const fit = fitFactorModel(panel, { factors: 1 });
  const f = forecastPanel(panel, fit, 200);
  for (let i = 0; i < 6; i++) expect(Math.abs(f[199 * 6 + i]!)).toBeLessThan(0.05);
});

test("a constant series and a series with three values are refused", () => {
  expect(() =>
    fitFactorModel(standardise([[1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4], new Float64Array(12).fill(Number.NaN)])),
  ).toThrow(/has 0 observations|needs 8/);
  const flat = { x: Float64Array.from({ length: 40 }, (_, k) => (k % 2 === 0 ? 0 : k)), T: 20, N: 2 };
  expect(() => fitFactorModel(flat)).toThrow("constant");
});

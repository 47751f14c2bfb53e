import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import {
  type FactorPanel,
  type FactorParameters,
  factorPosterior,
  patternOf,
} from "../../src/methods/factor-likelihood.ts";
import { factorLogLikelihood, fitFactorModel, forecastPanel, standardise } from "../../src/methods/factor-model.ts";
import {
  decomposeNews,
  type MixedParameters,
  mixedLogLikelihood,
  runEm,
  smoothMixed,
  stateSpaceOf,
} from "../../src/methods/mixed-factor-model.ts";

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
    quarterly: Array.from(q.phi, () => false),
    phi: q.phi,
    s: q.s,
    autocorrelated: true,
  };
}

test("precision form and augmented Kalman filter give the same likelihood and factors to 1e-9, gaps included", () => {
  const panel = simulate(60, 1);
  const posterior = factorPosterior(panel, patternOf(panel), truth);
  expect(Math.abs(posterior.logLikelihood / mixedLogLikelihood(panel.x, augmented(truth)) - 1)).toBeLessThan(1e-10);
  const { factors } = smoothMixed(panel.x, augmented(truth));
  posterior.mean.forEach((v, k) => expect(Math.abs(v - factors[k]!)).toBeLessThan(1e-9));
});

test("a second lag of the factors is treated alike by both routes", () => {
  const panel = simulate(40, 2);
  const q = { ...truth, p: 2, A: Float64Array.from([0.5, 0.1, 0.2, 0, -0.2, 0.4, 0, 0.1]) };
  expect(Math.abs(factorLogLikelihood(panel, q) / mixedLogLikelihood(panel.x, augmented(q)) - 1)).toBeLessThan(1e-10);
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

test("EM of the augmented form leaves the loadings where they were, as the peers' does", () => {
  const panel = simulate(80, 6);
  const em = runEm(panel.x, augmented(truth), 5);
  em.parameters.Lambda.forEach((v, k) => expect(Math.abs(v - truth.Lambda[k]!)).toBeLessThan(1e-9));
  expect(em.path.at(-1)!).toBeGreaterThan(em.path[1]! - 1e-6);
});

test("revision and news add up to the change of the nowcast", () => {
  const panel = simulate(40, 7);
  const before = Float64Array.from(panel.x);
  for (const k of [39 * 6, 39 * 6 + 2, 38 * 6 + 5]) before[k] = Number.NaN;
  const after = Float64Array.from(panel.x);
  after[30 * 6 + 2]! += 0.7;
  const news = decomposeNews(stateSpaceOf(augmented(truth)), { before, after }, { series: 1, t: 39 });
  const total = news.revisionImpact + news.news.reduce((s, n) => s + n.impact, 0);
  expect(news.news.length).toBe(3);
  expect(Math.abs(total - (news.after - news.before))).toBeLessThan(1e-10);
  expect(news.revisionImpact).not.toBe(0);
});

test("a quarterly series of a model without idiosyncratic part is the weighted sum of the factor", () => {
  const q: MixedParameters = {
    blocks: [{ size: 1, order: 1, A: Float64Array.from([0.6]), Q: Float64Array.from([1]) }],
    Lambda: Float64Array.from([1, 0.5]),
    quarterly: [false, true],
    phi: new Float64Array(2),
    s: Float64Array.from([1e-8, 1e-8]),
    autocorrelated: false,
  };
  const r = createRandom(3);
  let f = 0;
  const y = new Float64Array(60).fill(Number.NaN);
  for (let t = 0; t < 30; t++) {
    f = 0.6 * f + r.normal();
    y[t * 2] = f;
  }
  const { series } = smoothMixed(y, q);
  const t = 20;
  const sum = [1, 2, 3, 2, 1].reduce((s, w, j) => s + 0.5 * w * y[(t - j) * 2]!, 0);
  expect(Math.abs(series[t * 2 + 1]! - sum)).toBeLessThan(1e-3);
});

test("a constant series and a series with three values are refused", () => {
  expect(() =>
    fitFactorModel(standardise([[1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4], new Float64Array(12).fill(Number.NaN)])),
  ).toThrow(/has 0 observations|needs 8/);
  const flat = { x: Float64Array.from({ length: 40 }, (_, k) => (k % 2 === 0 ? 0 : k)), T: 20, N: 2 };
  expect(() => fitFactorModel(flat)).toThrow("constant");
});

import { expect, test } from "vitest";
import type { FactorPanel } from "../../src/math/factor-plan.ts";
import { createRandom } from "../../src/math/random.ts";
import { factorContributions, forecastSeries } from "../../src/methods/factor-forecast.ts";
import { factorLogLikelihood } from "../../src/methods/factor-likelihood.ts";
import { method as factorModel, fitFactorModel } from "../../src/methods/factor-model.ts";
import { standardise } from "../../src/methods/factor-panel.ts";
import { cellsOf, denseCovariance, draw, mixedPanel, raggedPanel, truth } from "./factor-panels.ts";

/** A panel as columns in units of its own: series i is 3 + 10 i x. */
function columnsOf({ x, T, N }: FactorPanel): Float64Array[] {
  return Array.from({ length: N }, (_, i) =>
    Float64Array.from({ length: T }, (__, t) => 3 + 10 * (i + 1) * x[t * N + i]!),
  );
}

test("the fit beats the truth's own likelihood, does not depend on the order of the series, and finds the parameters", () => {
  const panel = raggedPanel(200, 3);
  const fit = fitFactorModel(panel, { estimator: "ml", factors: 2, tolerance: 1e-5 });
  expect(fit.converged).toBe(true);
  expect(fit.warnings).toEqual([]);
  expect(fit.logLikelihood).toBeGreaterThan(factorLogLikelihood(panel, truth));
  const turned = { ...panel, x: panel.x.map((_, k) => panel.x[Math.floor(k / 6) * 6 + 5 - (k % 6)]!) };
  const other = fitFactorModel(turned, { estimator: "ml", factors: 2, tolerance: 1e-5 });
  expect(other.logLikelihood).toBeCloseTo(fit.logLikelihood, 6);
  fit.phi.forEach((v, i) => expect(Math.abs(v - other.phi[5 - i]!)).toBeLessThan(1e-3));
  fit.phi.forEach((v, i) => expect(Math.abs(v - truth.phi[i]!)).toBeLessThan(0.35));
});

test("no parameter can be moved from the maximum without losing likelihood", () => {
  const panel = mixedPanel(120, 8);
  const fit = fitFactorModel(panel, { estimator: "ml", factors: 1, tolerance: 1e-6 });
  for (const key of ["Lambda", "phi", "s", "A"] as const)
    fit[key].forEach((v, k) => {
      for (const h of [-0.01, 0.01]) {
        const moved = Float64Array.from(fit[key]);
        moved[k] = key === "s" ? v * (1 + h) : v + h;
        expect(factorLogLikelihood(panel, { ...fit, [key]: moved })).toBeLessThan(fit.logLikelihood);
      }
    });
});

test("warm steps raise the likelihood and the search raises it further", () => {
  const fit = fitFactorModel(raggedPanel(150, 4), { estimator: "ml", factors: 1, warmSteps: 10 });
  expect(fit.path.length).toBe(10);
  for (let k = 2; k < fit.path.length; k++) expect(fit.path[k]!).toBeGreaterThan(fit.path[k - 1]! - 0.05);
  expect(fit.logLikelihood).toBeGreaterThanOrEqual(fit.path.at(-1)!);
});

test("the next vintage starts from the last fit and needs fewer steps to the same maximum", () => {
  const panel = raggedPanel(200, 5);
  const before = fitFactorModel({ x: panel.x.slice(0, 199 * 6), T: 199, N: 6 }, { estimator: "ml", factors: 1 });
  const cold = fitFactorModel(panel, { estimator: "ml", factors: 1 });
  const warm = fitFactorModel(panel, { estimator: "ml", factors: 1, start: before });
  expect(warm.logLikelihood).toBeCloseTo(cold.logLikelihood, 4);
  expect(warm.evaluations + warm.path.length).toBeLessThan(cold.evaluations + cold.path.length);
});

test("forecasts and nowcasts are the normal regression of the cells on everything observed", () => {
  for (const panel of [raggedPanel(40, 6), mixedPanel(39, 7)]) {
    const model = factorModel.run(
      {
        series: columnsOf(panel),
        quarterly: Array.from({ length: 6 }, (_, i) => (panel.weights?.[i] ?? null) !== null),
      },
      { estimator: "ml", factors: 1, maxIterations: 30 },
    );
    const forecast = forecastSeries(model, { horizon: 3, from: 0 });
    const covariance = denseCovariance(model.panel, model);
    const cells = cellsOf(model.panel);
    const n = cells.length;
    const V = cells.map((a) => cells.map((b) => covariance(a, b)));
    for (const [t, i] of [
      [41, 0],
      [panel.T, 5],
      [panel.T - 1, 1],
      [16, 2],
      [2, 3],
      [22, 4],
      [23, 5],
    ] as const) {
      const { means, sds } = model.panel;
      if (t < panel.T && !Number.isNaN(model.panel.x[t * 6 + i]!)) {
        expect(forecast.sd[t * 6 + i]).toBe(0);
        continue;
      }
      const c = cells.map((cell) => covariance(cell, [t, i]));
      const b = eliminate(V, c);
      let mean = 0;
      let variance = covariance([t, i], [t, i]);
      for (let k = 0; k < n; k++) {
        mean += b[k]! * model.panel.x[cells[k]![0] * 6 + cells[k]![1]]!;
        variance -= b[k]! * c[k]!;
      }
      expect(Math.abs((forecast.mean[t * 6 + i]! - means[i]!) / sds[i]! - mean)).toBeLessThan(1e-8);
      expect(Math.abs(forecast.sd[t * 6 + i]! / sds[i]! - Math.sqrt(variance))).toBeLessThan(1e-8);
    }
  }
});

function eliminate(V: readonly (readonly number[])[], c: readonly number[]): number[] {
  const M = V.map((row, i) => [...row, c[i]!]);
  const n = M.length;
  for (let k = 0; k < n; k++)
    for (let i = k + 1; i < n; i++) {
      const f = M[i]![k]! / M[k]![k]!;
      for (let j = k; j <= n; j++) M[i]![j]! -= f * M[k]![j]!;
    }
  const b = Array.from({ length: n }, () => 0);
  for (let k = n - 1; k >= 0; k--) {
    b[k] = M[k]![n]!;
    for (let j = k + 1; j < n; j++) b[k]! -= M[k]![j]! * b[j]!;
    b[k]! /= M[k]![k]!;
  }
  return b;
}

test("far ahead the density is the series' own mean and standard deviation", () => {
  const model = factorModel.run({ series: columnsOf(raggedPanel(150, 9)) }, { estimator: "ml", factors: 1 });
  const far = forecastSeries(model, { horizon: 300 });
  for (let i = 0; i < 6; i++) {
    expect(Math.abs(far.mean[299 * 6 + i]! - model.panel.means[i]!)).toBeLessThan(1e-3 * model.panel.sds[i]!);
    const total = model.s[i]! / (1 - model.phi[i]! ** 2) + model.Lambda[i]! ** 2 / (1 - model.A[0]! ** 2);
    expect(Math.abs(far.sd[299 * 6 + i]! / model.panel.sds[i]! - Math.sqrt(total))).toBeLessThan(1e-6);
  }
});

test("forecast intervals of 80 % hold the outcome about as often as they say", () => {
  let [inside, all] = [0, 0];
  for (let seed = 0; seed < 25; seed++) {
    const { x } = draw(truth, 203, 100 + seed);
    const columns = Array.from({ length: 6 }, (_, i) => Float64Array.from({ length: 203 }, (__, t) => x[t * 6 + i]!));
    const model = factorModel.run(
      { series: columns.map((c) => c.slice(0, 200)) },
      { estimator: "ml", factors: 2, tolerance: 1e-2 },
    );
    const { mean, sd } = forecastSeries(model, { horizon: 3 });
    for (let k = 0; k < 18; k++) {
      all++;
      if (Math.abs(columns[k % 6]![200 + Math.floor(k / 6)]! - mean[k]!) < 1.2816 * sd[k]!) inside++;
    }
  }
  expect(all).toBe(450);
  expect(inside / all).toBeGreaterThan(0.74);
  expect(inside / all).toBeLessThan(0.86);
});

test("contributions of the series add up to the factor, and a series' own is what vanishes with its values at zero", () => {
  for (const panel of [raggedPanel(80, 10), mixedPanel(81, 11)]) {
    const fit = fitFactorModel(panel, { estimator: "ml", factors: 1, maxIterations: 30 });
    const parts = factorContributions(fit, 0);
    for (let t = 0; t < panel.T; t++) {
      let sum = 0;
      for (let i = 0; i < 6; i++) sum += parts[t * 6 + i]!;
      expect(sum).toBeCloseTo(fit.factors[t]!, 9);
    }
    const without = { ...panel, x: panel.x.map((v, k) => (k % 6 === 4 && !Number.isNaN(v) ? 0 : v)) };
    const rest = factorContributions({ ...fit, panel: without }, 0);
    expect(rest[40 * 6 + 4]).toBe(0);
    expect(rest[40 * 6]!).toBeCloseTo(parts[40 * 6]!, 12);
  }
  expect(() => factorContributions(fitFactorModel(raggedPanel(80, 10)), 1)).toThrow("Give 0 to 0");
});

test("two series that are almost one are a Heywood case: floor, unbounded likelihood and their numbers are said", () => {
  const random = createRandom(12);
  const x = Float64Array.from(draw(truth, 120, 13).x);
  for (let t = 0; t < 120; t++) x[t * 6 + 5] = x[t * 6]! + (t % 40 === 7 ? 0 : 1e-5 * random.normal());
  const fit = fitFactorModel({ x, T: 120, N: 6 }, { estimator: "ml", factors: 1, maxIterations: 300 });
  expect(fit.atFloor.length).toBeGreaterThan(0);
  expect(fit.warnings.map((w) => w.code)).toContain("likelihood-unbounded");
  expect(fit.warnings.find((w) => w.code === "variance-at-floor")?.facts["series"]).toBe(fit.atFloor[0]);
});

test("a search cut short says so with the score that is left", () => {
  const fit = fitFactorModel(raggedPanel(150, 14), { estimator: "ml", factors: 2, warmSteps: 1, maxIterations: 2 });
  expect(fit.converged).toBe(false);
  const warning = fit.warnings.find((w) => w.code === "not-converged");
  expect(warning?.facts["iterations"]).toBe(2);
  expect(Number(warning?.facts["change"])).toBeGreaterThan(1e-3);
});

test("bad panels are refused with their numbers", () => {
  const good = columnsOf(raggedPanel(60, 15));
  const run = (series: readonly ArrayLike<number>[], options = {}): unknown => factorModel.run({ series }, options);
  const flat = new Float64Array(60).fill(7);
  const none = new Float64Array(60).fill(Number.NaN);
  expect(() => run([...good, flat])).toThrow("series 6 of the panel is constant");
  expect(() => run([...good, none])).toThrow("series 6 of the panel: has 0 observations, needs 8");
  expect(() => run([...good, good[0]!.map((v) => 5 - 2 * v)])).toThrow(
    "series 0 and 6 of the panel: got multiples of each other in all 60 periods",
  );
  expect(() => run(good.map((c) => c.slice(0, 8)))).toThrow("has 8 observations, needs 9");
  expect(() =>
    run(
      good.map((c) => c.slice(0, 20)),
      { estimator: "ml", factors: 6 },
    ),
  ).toThrow("has 20 observations, needs 24");
  expect(() =>
    run(
      good.slice(0, 2).map((c) => c.slice(20, 36)),
      { estimator: "ml", factors: 2, lags: 1 },
    ),
  ).not.toThrow();
  expect(() => run(good, { estimator: "ml", factors: 7 })).toThrow("6 for 7 factors");
  expect(() =>
    run(good.map((c, i) => (i === 2 ? Float64Array.from(c, (v, t) => (t === 4 ? Number.POSITIVE_INFINITY : v)) : c))),
  ).toThrow("series 2");
  expect(() => run([...good, good[0]!.slice(1)])).toThrow("expected 60 periods, got 59");
  expect(() => run(good, { estimator: "ml", factors: 0 })).toThrow("whole numbers");
  expect(() => run(good, { start: truth })).toThrow("expected 1 factors, 1 lags, 6 series, got 2, 1, 6");
  expect(() => forecastSeries(factorModel.run({ series: good }), { horizon: -1 })).toThrow("horizon");
});

test("standardised columns have mean 0 and sd 1 over what is observed", () => {
  const { x, means, sds } = standardise({
    series: [
      [1, 2, Number.NaN, 6],
      [4, 4, 5, 7],
    ],
  });
  expect(means[0]).toBe(3);
  expect(sds[0]).toBeCloseTo(Math.sqrt(7), 12);
  expect(x[6]).toBeCloseTo(3 / Math.sqrt(7), 12);
  expect(x[4]).toBeNaN();
});

test("three estimators: EM leaves the loadings where they started, conditional maximisation ends just below the maximum", () => {
  for (const panel of [raggedPanel(150, 16), mixedPanel(150, 17)]) {
    const start = fitFactorModel(panel, { estimator: "ml", factors: 1, maxIterations: 3, warmSteps: 1 });
    const em = fitFactorModel(panel, { factors: 1, start, estimator: "em-bm2014", maxIterations: 200 });
    const ecm = fitFactorModel(panel, { factors: 1, start, estimator: "ecm", maxIterations: 2000 });
    const ml = fitFactorModel(panel, { estimator: "ml", factors: 1, start, tolerance: 1e-5 });
    const ratio = em.Lambda[0]! / start.Lambda[0]!;
    em.Lambda.forEach((v, i) => expect(v / start.Lambda[i]!).toBeCloseTo(ratio, 6));
    expect(ml.logLikelihood).toBeGreaterThan(em.logLikelihood);
    expect(ml.logLikelihood).toBeGreaterThan(ecm.logLikelihood);
    for (let k = 1; k < em.path.length; k++) expect(em.path[k]!).toBeGreaterThan(em.path[k - 1]! - 0.05);
    expect([em.converged, ecm.converged, ml.converged]).toEqual([true, true, true]);
    if (panel.weights === undefined) expect(ml.logLikelihood - ecm.logLikelihood).toBeLessThan(1);
  }
});

test("white idiosyncratic terms: no autocorrelation is estimated, a Heywood case with a limit is told from an unbounded one", () => {
  const fit = fitFactorModel(raggedPanel(150, 19), {
    estimator: "ml",
    factors: 2,
    idiosyncratic: "white",
    tolerance: 1e-5,
  });
  expect(Array.from(fit.phi)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(fit.converged).toBe(true);
  expect(fit.logLikelihood).toBeLessThan(
    fitFactorModel(raggedPanel(150, 19), { estimator: "ml", factors: 2 }).logLikelihood,
  );
  fit.s.forEach((v, i) => {
    for (const h of [-0.01, 0.01]) {
      const s = Float64Array.from(fit.s);
      s[i] = v * (1 + h);
      expect(factorLogLikelihood(fit.panel, { ...fit, s })).toBeLessThan(fit.logLikelihood);
    }
  });
  const heywood = fitFactorModel(raggedPanel(150, 18), {
    estimator: "ml",
    factors: 2,
    idiosyncratic: "white",
    tolerance: 1e-5,
  });
  expect(heywood.atFloor).toEqual([2]);
  expect(heywood.warnings.map((w) => w.code)).toEqual(["variance-at-floor"]);
  const s = Float64Array.from(heywood.s);
  s[2] = 1e-9;
  expect(Math.abs(factorLogLikelihood(heywood.panel, { ...heywood, s }) - heywood.logLikelihood)).toBeLessThan(1e-3);
});

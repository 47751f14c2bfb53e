import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { runLengths } from "../../src/methods/bocpd.ts";
import { hodrickPrescott, lambdaFor } from "../../src/methods/cycle-filters.ts";
import { fitHawkes, fitHawkesAt, hawkesLikelihood, simulateHawkes } from "../../src/methods/hawkes.ts";
import { fitMarkovSwitching, regimeProbabilities } from "../../src/methods/markov-switching.ts";
import { crpsNormal } from "../../src/methods/scores.ts";
import { decomposeStl } from "../../src/methods/stl.ts";
import { gnp } from "../methods/well-known-series.ts";

test("Hamilton (1989): log-likelihood at the published parameters is -181.26339, and the maximum is there", () => {
  const at = regimeProbabilities(gnp, {
    transition: Float64Array.from([0.754673, 0.245327, 0.095915, 0.904085]),
    mu: Float64Array.from([-0.358811, 1.163516]),
    sigma2: new Float64Array(2).fill(0.769005 ** 2),
    phi: Float64Array.from([0.013486, -0.057521, -0.246983, -0.212923]),
  });
  expect(at.logLikelihood).toBeCloseTo(-181.26339, 4);
  const fit = fitMarkovSwitching(gnp, { order: 4, starts: 3 });
  expect(fit.logLikelihood).toBeGreaterThan(-181.2634);
  expect(fit.mu[0]).toBeCloseTo(-0.3588, 2);
  expect(fit.transition[3]).toBeCloseTo(0.9041, 2);
  // EViews' standard errors of P11, P21, mu1, mu2, as kept by statsmodels' tests
  const { transition, mu } = fit.standardErrors!;
  [transition[0], transition[2], mu[0], mu[1]].forEach((v, i) =>
    expect(v).toBeCloseTo([0.0965189, 0.0377362, 0.2645396, 0.0745187][i]!, 5),
  );
});

test("a Hawkes gradient agrees with finite differences and the fit recovers the truth", () => {
  const truth = {
    mu: Float64Array.from([0.4, 0.2]),
    alpha: Float64Array.from([0.3, 0.2, 0.1, 0.4]),
    beta: new Float64Array(4).fill(1.5),
  };
  const events = simulateHawkes(truth, 3000, 4);
  const at = hawkesLikelihood(events, truth);
  const shifted = hawkesLikelihood(events, { ...truth, alpha: truth.alpha.map((v, i) => (i === 1 ? v + 1e-6 : v)) });
  expect((shifted.value - at.value) / 1e-6).toBeCloseTo(at.alpha[1]!, 1);
  const fit = fitHawkes(events);
  expect(Math.abs(fit.decay - 1.5)).toBeLessThan(0.25);
  truth.alpha.forEach((a, i) => expect(Math.abs(fit.alpha[i]! - a)).toBeLessThan(0.08));
  expect(fit.logLikelihood).toBeGreaterThan(fitHawkesAt(events, 5).logLikelihood);
  expect(fit.residuals.every((r) => r.p > 0.001)).toBe(true);
});

test("STL gives back a season and a line that were put in", () => {
  const y = Float64Array.from({ length: 120 }, (_, t) => 0.1 * t + Math.sin((2 * Math.PI * t) / 12));
  const d = decomposeStl(y, { seasonal: "periodic" });
  for (let t = 20; t < 100; t++) expect(Math.abs(d.seasonal[t]! - Math.sin((2 * Math.PI * t) / 12))).toBeLessThan(0.06);
  expect(d.strengthSeasonal).toBeGreaterThan(0.99);
});

test("the Hodrick-Prescott filter leaves a line alone and lambda(120 months) is 133,107.94", () => {
  const line = Float64Array.from({ length: 50 }, (_, t) => 3 + 2 * t);
  expect(Math.max(...hodrickPrescott(line).cycle.map(Math.abs))).toBeLessThan(1e-9);
  expect(lambdaFor(120)).toBeCloseTo(133_107.93801148311, 4);
});

test("scoringRules: CRPS of 0.745466 under N(0.880829, 0.969933²) is 0.2341926597", () => {
  expect(crpsNormal(0.74546567919888673, 0.88082874603130878, 0.96993262406462755)).toBeCloseTo(0.234192659617824, 12);
});

test("a jump of five sds is a change point at once", () => {
  const r = createRandom(1);
  const y = Float64Array.from({ length: 80 }, (_, t) => (t < 40 ? 0 : 5) + r.normal());
  const run = runLengths(y, { hazard: 0.02 });
  expect(run.mapRunLength[79]).toBe(40);
  expect(run.last.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
});

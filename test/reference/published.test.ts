import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { runLengths } from "../../src/methods/bocpd.ts";
import { hodrickPrescott, lambdaFor } from "../../src/methods/cycle-filters.ts";
import { fitHawkes, fitHawkesAt, hawkesLikelihood, simulateHawkes } from "../../src/methods/hawkes.ts";
import { fitMarkovSwitching, regimeProbabilities } from "../../src/methods/markov-switching.ts";
import { crpsNormal } from "../../src/methods/scores.ts";
import { decomposeStl } from "../../src/methods/stl.ts";

/** Growth of US real GNP 1951Q2-1984Q4 in per cent a quarter, as used by Hamilton (1989) (public data of the BEA). */
const gnp = Float64Array.from([
  2.59316421, 2.20217133, 0.45827562, 0.9687438, -0.24130757, 0.89647478, 2.05393219, 1.73353648, 0.93871289,
  -0.46477833, -0.80983406, -1.39763689, -0.39886093, 1.1918416, 1.45620048, 2.11808228, 1.08957863, 1.32390273,
  0.87296367, -0.19773273, 0.45420215, 0.07221876, 1.1030364, 0.82097489, -0.05795795, 0.58447772, -1.56192672,
  -2.05041027, 0.53637183, 2.33676839, 2.34014559, 1.2339263, 1.8869648, -0.45920792, 0.84940469, 1.70139849,
  -0.28756312, 0.09594627, -0.86080289, 1.03447127, 1.23685944, 1.42004502, 2.22410631, 1.30210173, 1.03517699,
  0.9253425, -0.16559951, 1.3444382, 1.37500131, 1.73222184, 0.71605635, 2.21032143, 0.85333031, 1.00238776, 0.42725441,
  2.14368343, 1.43789184, 1.57959926, 2.27469826, 1.95962656, 0.25992399, 1.01946914, 0.49016398, 0.5636338, 0.5959546,
  1.43082857, 0.56230122, 1.15388393, 1.68722844, 0.77438205, -0.09647045, 1.39600146, 0.13646798, 0.55223715,
  -0.39944872, -0.61671102, -0.08722561, 1.2101835, -0.90729755, 2.64916158, -0.0080694, 0.51111895, -0.00401437,
  2.16821432, 1.92586732, 1.03504717, 1.85897219, 2.32004929, 0.25570789, -0.09855274, 0.89073682, -0.55896485,
  0.28350255, -1.31155407, -0.88278776, -1.97454941, 1.01275265, 1.68264723, 1.38271284, 1.86073637, 0.4447377,
  0.41449001, 0.99202275, 1.36283576, 1.59970522, 1.98845816, -0.25684232, 0.87786949, 3.1095655, 0.85324478,
  1.23337317, 0.00314302, -0.09433369, 0.89883322, -0.19036628, 0.99772376, -2.39120054, 0.06649673, 1.26136017,
  1.91637838, -0.3348029, 0.44207108, -1.40664911, -1.52129889, 0.29919869, -0.80197448, 0.15204792, 0.98585027,
  2.13034606, 1.34397924, 1.61550522, 2.70930099, 1.24461412, 0.50835466, 0.14802167,
]);

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

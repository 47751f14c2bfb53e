import { expect, test } from "vitest";
import {
  hamiltonFilter,
  type SwitchingParameters,
  smoothTuples,
  stationaryDistribution,
  switchingScore,
  tupleSpace,
} from "../../src/math/hamilton-filter.ts";
import { createRandom } from "../../src/math/random.ts";
import {
  fitMarkovSwitching,
  forecastRegimes,
  forecastSwitching,
  regimeProbabilities,
} from "../../src/methods/markov-switching.ts";

const p: SwitchingParameters = {
  transition: Float64Array.from([0.8, 0.2, 0.1, 0.9]),
  mu: Float64Array.from([-1, 1]),
  sigma2: Float64Array.from([0.5, 1.5]),
  phi: Float64Array.from([0.3]),
};
const y = Float64Array.from([0.2, -0.9, -1.4, 0.8, 1.7, 0.4]);

/** Likelihood and P(s_t = 0 | all y) by all paths of the chain. */
function enumerate(q: SwitchingParameters): { readonly logLikelihood: number; readonly low: readonly number[] } {
  const n = y.length;
  let total = 0;
  const low = Array.from({ length: n - 1 }, () => 0);
  const pi = [
    q.transition[2]! / (q.transition[1]! + q.transition[2]!),
    q.transition[1]! / (q.transition[1]! + q.transition[2]!),
  ];
  for (let path = 0; path < 2 ** n; path++) {
    const s = Array.from({ length: n }, (_, t) => (path >> t) & 1);
    let w = pi[s[0]!]!;
    for (let t = 1; t < n; t++) {
      const e = y[t]! - q.mu[s[t]!]! - q.phi[0]! * (y[t - 1]! - q.mu[s[t - 1]!]!);
      const v = q.sigma2[s[t]!]!;
      w *= (q.transition[s[t - 1]! * 2 + s[t]!]! * Math.exp((-0.5 * e * e) / v)) / Math.sqrt(2 * Math.PI * v);
    }
    total += w;
    for (let t = 1; t < n; t++) if (s[t] === 0) low[t - 1]! += w;
  }
  return { logLikelihood: Math.log(total), low: low.map((v) => v / total) };
}

test("likelihood and smoothed probabilities are the sums over all paths of the chain", () => {
  const want = enumerate(p);
  const got = regimeProbabilities(y, p);
  expect(got.logLikelihood).toBeCloseTo(want.logLikelihood, 12);
  want.low.forEach((v, t) => expect(got.smoothed[2 * t]).toBeCloseTo(v, 12));
});

test("the score agrees with differences of the sum over all paths", () => {
  const score = switchingScore(y, p, tupleSpace(2, 1, y.length));
  const h = 1e-5;
  const slope = (name: "mu" | "sigma2" | "phi", k: number): number => {
    const at = (d: number): number =>
      enumerate({ ...p, [name]: p[name].map((v, i) => (i === k ? v + d : v)) }).logLikelihood;
    return (at(h) - at(-h)) / (2 * h);
  };
  for (const k of [0, 1]) {
    expect(score.mu[k]).toBeCloseTo(slope("mu", k), 8);
    expect(score.sigma2[k]).toBeCloseTo(slope("sigma2", k), 8);
  }
  expect(score.phi[0]).toBeCloseTo(slope("phi", 0), 8);
  expect(score.moves.reduce((a, b) => a + b, 0)).toBeCloseTo(y.length - 1, 12);
  expect(score.first[0]! + score.first[1]!).toBeCloseTo(1, 12);
});

test("a value forty sigmas from every regime does not end the filter", () => {
  const far = Float64Array.from([0.2, -0.9, 60, 0.8, 1.7]);
  const space = tupleSpace(2, 1, 5);
  expect(Number.isFinite(hamiltonFilter(far, p, space))).toBe(true);
  smoothTuples(p.transition, space, null).forEach((v) => expect(Number.isFinite(v)).toBe(true));
});

test("the stationary distribution of three states by hand", () => {
  const pi = stationaryDistribution(Float64Array.from([0.5, 0.5, 0, 0.25, 0.5, 0.25, 0, 0.5, 0.5]), 3);
  [0.25, 0.5, 0.25].forEach((v, i) => expect(pi[i]).toBeCloseTo(v, 12));
});

function simulated(seed: number, n: number): Float64Array {
  const r = createRandom(seed);
  let [state, away] = [0, 0];
  return Float64Array.from({ length: n }, () => {
    if (r.uniform() > (state === 0 ? 0.9 : 0.95)) state = 1 - state;
    away = 0.4 * away + 0.7 * r.normal();
    return (state === 0 ? -2 : 2) + away;
  });
}

test("a simulated chain is recovered and its intervals cover the truth", () => {
  let covered = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const fit = fitMarkovSwitching(simulated(seed, 400), { order: 1, starts: 2 });
    const se = fit.standardErrors!;
    for (const [v, truth, s] of [
      [fit.transition[0]!, 0.9, se.transition[0]!],
      [fit.mu[1]!, 2, se.mu[1]!],
      [fit.phi[0]!, 0.4, se.phi[0]!],
      [fit.sigma2[0]!, 0.49, se.sigma2[0]!],
    ] as const)
      if (Math.abs(v - truth) < 1.96 * s) covered++;
  }
  expect(covered).toBeGreaterThanOrEqual(40);
});

test("forecasts go to the chain's mean: by hand for one step, and far ahead", () => {
  const x = simulated(3, 300);
  const fit = fitMarkovSwitching(x, { order: 1, starts: 1 });
  const last = fit.smoothed.subarray(-2);
  const level = last[0]! * fit.mu[0]! + last[1]! * fit.mu[1]!;
  const next = forecastRegimes(fit, 1);
  const f = forecastSwitching(fit, x, 200);
  expect(f[0]).toBeCloseTo(next[0]! * fit.mu[0]! + next[1]! * fit.mu[1]! + fit.phi[0]! * (x[299]! - level), 12);
  const pi = stationaryDistribution(fit.transition, 2);
  expect(f[199]).toBeCloseTo(pi[0]! * fit.mu[0]! + pi[1]! * fit.mu[1]!, 6);
});

test("scaling scales means and standard errors, not the chain", () => {
  const x = simulated(4, 300);
  const [a, b] = [
    fitMarkovSwitching(x, { starts: 1 }),
    fitMarkovSwitching(
      x.map((v) => 1000 * v),
      { starts: 1 },
    ),
  ];
  expect(b.mu[0]! / a.mu[0]!).toBeCloseTo(1000, 2);
  expect(b.transition[0]).toBeCloseTo(a.transition[0]!, 5);
  expect(b.standardErrors!.mu[1]! / a.standardErrors!.mu[1]!).toBeCloseTo(1000, 1);
});

test("bad input is refused, a variance at its floor is said", () => {
  const x = simulated(5, 100);
  expect(() => fitMarkovSwitching(x.subarray(0, 20))).toThrow("has 20 observations, needs 30");
  expect(() => fitMarkovSwitching(new Float64Array(60).fill(2))).toThrow("constant");
  expect(() => fitMarkovSwitching(x.map((v, t) => (t === 8 ? Number.NaN : v)))).toThrow("index 8");
  const spiked = x.map((v, t) => (t >= 40 && t < 70 ? 5 : v));
  const fit = fitMarkovSwitching(spiked, { switchingVariance: true, starts: 3 });
  expect(fit.warnings.map((w) => w.code)).toContain("variance-at-floor");
});

import { expect, test } from "vitest";
import { kolmogorovUpper } from "../../src/math/kolmogorov.ts";
import {
  bootstrapHawkes,
  decayInterval,
  type Events,
  fitHawkes,
  fitHawkesAt,
  type HawkesParameters,
  hawkesLikelihood,
  hawkesStandardErrors,
  simulateHawkes,
} from "../../src/methods/hawkes.ts";

const two: Events = { t: Float64Array.from([1, 3]), kind: Int32Array.from([0, 0]), kinds: 1, T: 4 };

test("two events by hand: log mu + log(mu + a b e^(-2b)) - 4 mu - a (2 - e^(-3b) - e^(-b))", () => {
  const [mu, a, b] = [0.5, 0.4, 0.7];
  const at = hawkesLikelihood(two, { mu: Float64Array.of(mu), alpha: Float64Array.of(a), beta: Float64Array.of(b) });
  const second = mu + a * b * Math.exp(-2 * b);
  expect(at.value).toBeCloseTo(
    Math.log(mu) + Math.log(second) - 4 * mu - a * (2 - Math.exp(-3 * b) - Math.exp(-b)),
    12,
  );
  expect(at.mu[0]).toBeCloseTo(1 / mu + 1 / second - 4, 12);
  expect(at.alpha[0]).toBeCloseTo((b * Math.exp(-2 * b)) / second - (2 - Math.exp(-3 * b) - Math.exp(-b)), 12);
});

const truth: HawkesParameters = {
  mu: Float64Array.from([0.4, 0.2]),
  alpha: Float64Array.from([0.3, 0.2, 0.1, 0.4]),
  beta: new Float64Array(4).fill(1.5),
};

/** The likelihood as its definition says: every pair of events. */
function plain({ t, kind, kinds: D, T }: Events, p: HawkesParameters): number {
  let value = 0;
  for (let n = 0; n < t.length; n++) {
    let rate = p.mu[kind[n]!]!;
    for (let m = 0; m < n; m++) {
      const c = kind[n]! * D + kind[m]!;
      rate += p.alpha[c]! * p.beta[c]! * Math.exp(-p.beta[c]! * (t[n]! - t[m]!));
    }
    value += Math.log(rate);
    for (let i = 0; i < D; i++) {
      const c = i * D + kind[n]!;
      value -= p.alpha[c]! * (1 - Math.exp(-p.beta[c]! * (T - t[n]!)));
    }
  }
  return value - T * p.mu.reduce((a, b) => a + b, 0);
}

test("both routes give the sum over all pairs, and their gradients agree with differences", () => {
  const events = simulateHawkes(truth, 150, 2);
  for (const beta of [truth.beta, Float64Array.from([1, 1.3, 0.6, 2])]) {
    const p = { ...truth, beta };
    const at = hawkesLikelihood(events, p);
    expect(at.value).toBeCloseTo(plain(events, p), 8);
    const h = 1e-5;
    for (let c = 0; c < 4; c++) {
      const moved = (name: "alpha" | "beta", d: number): number =>
        plain(events, { ...p, [name]: p[name].map((v, k) => (k === c ? v + d : v)) });
      expect((moved("alpha", h) - moved("alpha", -h)) / (2 * h)).toBeCloseTo(at.alpha[c]!, 4);
      expect((moved("beta", h) - moved("beta", -h)) / (2 * h)).toBeCloseTo(at.beta[c]!, 4);
    }
  }
});

test("standard errors are those by which fits of simulated copies spread, and their intervals cover the truth", () => {
  const estimates: number[] = [];
  const errors: number[] = [];
  let [covered, decays] = [0, 0];
  for (let seed = 0; seed < 30; seed++) {
    const events = simulateHawkes(truth, 800, `copy ${seed}`);
    const fit = fitHawkes(events);
    const se = hawkesStandardErrors(events, fit);
    estimates.push(fit.alpha[0]!);
    errors.push(se.alpha[0]!);
    if (Math.abs(fit.alpha[0]! - 0.3) < 1.96 * se.alpha[0]!) covered++;
    const { low, high } = decayInterval(events, fit);
    if (low < 1.5 && high > 1.5) decays++;
  }
  const mean = estimates.reduce((a, b) => a + b, 0) / 30;
  const spread = Math.sqrt(estimates.reduce((a, b) => a + (b - mean) ** 2, 0) / 29);
  const typical = errors.reduce((a, b) => a + b, 0) / 30;
  expect(spread / typical).toBeGreaterThan(0.7);
  expect(spread / typical).toBeLessThan(1.4);
  expect(covered).toBeGreaterThanOrEqual(25);
  expect(decays).toBeGreaterThanOrEqual(25);
});

test("the profile interval is where twice the likelihood falls by 3.84", () => {
  const events = simulateHawkes(truth, 600, 5);
  const fit = fitHawkes(events);
  const { low, high } = decayInterval(events, fit);
  for (const decay of [low, high])
    expect(2 * (fit.logLikelihood - fitHawkesAt(events, decay).logLikelihood)).toBeCloseTo(3.8415, 2);
});

test("bootstrap copies lie about the fit and are the same from the same seed", () => {
  const fit = fitHawkes(simulateHawkes(truth, 600, 5));
  const a = bootstrapHawkes(fit, 600, { draws: 12, seed: 1 });
  const b = bootstrapHawkes(fit, 600, { draws: 12, seed: 1 });
  expect(a.spectralRadius).toEqual(b.spectralRadius);
  const mean = a.spectralRadius.reduce((x, y) => x + y, 0) / a.spectralRadius.length;
  expect(Math.abs(mean - fit.spectralRadius)).toBeLessThan(0.15);
});

test("regular events excite nothing; twins a billionth apart have a decay beyond the search: both are said", () => {
  const at = (t: readonly number[]): Events => ({ t: Float64Array.from(t), kind: new Int32Array(40), kinds: 1, T: 40 });
  const regular = fitHawkes(at(Array.from({ length: 40 }, (_, n) => n + 0.5)));
  expect(regular.logLikelihood).toBeCloseTo(regular.poissonLogLikelihood, 9);
  expect(regular.warnings.map((w) => w.code)).toEqual(["no-excitation"]);
  const twins = fitHawkes(at(Array.from({ length: 40 }, (_, n) => 2 * Math.floor(n / 2) + 0.5 + (n % 2) * 1e-9)));
  expect(twins.warnings.map((w) => w.code)).toEqual(["decay-at-bound"]);
  expect(twins.spectralRadius).toBeCloseTo(0.5, 1);
});

test("Kolmogorov's tail for many observations is scipy's (1.10.1, kstwo.sf)", () => {
  expect(kolmogorovUpper(1 / Math.sqrt(1000), 1000)).toBeCloseTo(0.2644092421903177, 6);
  expect(kolmogorovUpper(1.36 / 20, 400)).toBeCloseTo(0.0472075991494042, 6);
  expect(kolmogorovUpper(0.8 / Math.sqrt(7572), 7572)).toBeCloseTo(0.5410426451555139, 6);
  expect(kolmogorovUpper(0.5 / Math.sqrt(5000), 5000)).toBeCloseTo(0.9624348682860043, 6);
});

test("bad input is refused with its numbers", () => {
  expect(() => fitHawkes(two)).toThrow("has 2 observations, needs 3");
  const t = Float64Array.from([1, 3, 2, 4]);
  expect(() => fitHawkes({ t, kind: new Int32Array(4), kinds: 1, T: 5 })).toThrow("event 2");
  expect(() => fitHawkes({ t: t.sort(), kind: Int32Array.from([0, 0, 3, 0]), kinds: 1, T: 5 })).toThrow(
    "kind of event 2",
  );
  expect(() => fitHawkes({ t, kind: new Int32Array(4), kinds: 1, T: Number.POSITIVE_INFINITY })).toThrow("finite end");
  expect(() => fitHawkes({ t, kind: new Int32Array(3), kinds: 1, T: 5 })).toThrow("expected 4");
  expect(() => fitHawkesAt({ t, kind: new Int32Array(4), kinds: 1, T: 5 }, 0)).toThrow("above 0");
  expect(() => simulateHawkes({ ...truth, alpha: new Float64Array(4).fill(0.6) }, 10, 1)).toThrow("stable");
});

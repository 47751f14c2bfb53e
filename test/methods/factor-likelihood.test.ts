import { expect, test } from "vitest";
import { type FactorPanel, type FactorParameters, planFactors } from "../../src/math/factor-plan.ts";
import { factorLikelihoodInto, factorWork } from "../../src/math/factor-precision.ts";
import { expectInto, factorScore, factorSums } from "../../src/math/factor-score.ts";
import { factorLogLikelihood, factorPosterior } from "../../src/methods/factor-likelihood.ts";
import { cellsOf, denseCovariance, denseLogDensity, mixedPanel, raggedPanel, truth } from "./factor-panels.ts";

const white: FactorParameters = { ...truth, phi: new Float64Array(6) };
const twoLags: FactorParameters = { ...truth, p: 2, A: Float64Array.from([0.5, 0.1, 0.2, 0, -0.2, 0.4, 0, 0.1]) };

const panels: Readonly<Record<string, FactorPanel>> = { monthly: raggedPanel(30, 1), mixed: mixedPanel(30, 2) };

for (const [name, panel] of Object.entries(panels)) {
  for (const [terms, q] of Object.entries({ autoregressive: truth, white })) {
    test(`${name} panel, ${terms} terms: the likelihood is the joint normal density written out in full`, () => {
      const dense = denseLogDensity(panel, q);
      expect(Math.abs(factorLogLikelihood(panel, q) / dense - 1)).toBeLessThan(1e-11);
    });
  }
}

test("the factors are the normal regression of the factors on the observed values", () => {
  const panel = mixedPanel(20, 3);
  const posterior = factorPosterior(panel, truth);
  // Two more series that are the factors themselves, without error and never observed.
  const q = {
    ...truth,
    Lambda: Float64Array.from([...truth.Lambda, 1, 0, 0, 1]),
    phi: Float64Array.from([...truth.phi, 0, 0]),
    s: Float64Array.from([...truth.s, 0, 0]),
  };
  const wide: FactorPanel = {
    x: new Float64Array(20 * 8),
    T: 20,
    N: 8,
    weights: [...(panel.weights ?? []), null, null],
  };
  const covariance = denseCovariance(wide, q);
  const cells = cellsOf(panel);
  const n = cells.length;
  const V = Float64Array.from({ length: n * n }, (_, c) => covariance(cells[Math.floor(c / n)]!, cells[c % n]!));
  for (const [t, a] of [
    [0, 0],
    [7, 1],
    [19, 0],
  ] as const) {
    const c = Float64Array.from(cells, (cell) => covariance(cell, [t, 6 + a]));
    const b = solveDense(V, c, n);
    const mean = cells.reduce((u, [s, i], k) => u + b[k]! * panel.x[s * panel.N + i]!, 0);
    const variance = covariance([t, 6 + a], [t, 6 + a]) - b.reduce((u, v, k) => u + v * c[k]!, 0);
    expect(Math.abs(posterior.mean[t * 2 + a]! - mean)).toBeLessThan(1e-10);
    expect(Math.abs(posterior.covariance[(t * 2 + a) * 2 + a]! - variance)).toBeLessThan(1e-10);
  }
});

/** Gaussian elimination with row exchange, so that nothing of the code under test is used. */
function solveDense(V: Float64Array, c: Float64Array, n: number): Float64Array {
  const M = Float64Array.from(V);
  const b = Float64Array.from(c);
  for (let k = 0; k < n; k++) {
    for (let i = k + 1; i < n; i++) {
      const f = M[i * n + k]! / M[k * n + k]!;
      for (let j = k; j < n; j++) M[i * n + j]! -= f * M[k * n + j]!;
      b[i]! -= f * b[k]!;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) b[k]! -= M[k * n + j]! * b[j]!;
    b[k]! /= M[k * n + k]!;
  }
  return b;
}

for (const [name, panel] of Object.entries(panels)) {
  for (const [terms, q] of Object.entries({ autoregressive: truth, white, "two lags": twoLags })) {
    test(`${name} panel, ${terms}: the score agrees with differences of the likelihood in every parameter`, () => {
      const work = factorWork(planFactors(panel, { r: 2, p: q.p, white: terms === "white" }));
      const sums = factorSums(work);
      factorLikelihoodInto(work, q);
      expectInto(sums);
      const score = factorScore(sums, q);
      for (const key of ["Lambda", "phi", "s", "A", "Q"] as const) {
        if (key === "phi" && terms === "white") continue;
        q[key].forEach((_, k) => {
          const at = (h: number): number => {
            const moved = Float64Array.from(q[key]);
            moved[k]! += h;
            if (key === "Q" && k === 1) moved[2]! += h;
            if (key === "Q" && k === 2) moved[1]! += h;
            return factorLikelihoodInto(work, { ...q, [key]: moved });
          };
          const twice = key === "Q" && (k === 1 || k === 2) ? 2 : 1;
          const difference = (at(1e-5) - at(-1e-5)) / 2e-5;
          expect(Math.abs(twice * score[key][k]! - difference)).toBeLessThan(1e-6 * (1 + Math.abs(difference)));
        });
      }
    });
  }
}

test("an empty row, a panel moved in time and series in another order change nothing", () => {
  const panel = raggedPanel(30, 4);
  const plain = factorLogLikelihood(panel, truth);
  const empty = new Float64Array(6).fill(Number.NaN);
  const later = { x: Float64Array.from([...empty, ...empty, ...panel.x, ...empty]), T: 33, N: 6 };
  expect(factorLogLikelihood(later, truth)).toBeCloseTo(plain, 9);
  const turned = { ...panel, x: panel.x.map((_, k) => panel.x[Math.floor(k / 6) * 6 + 5 - (k % 6)]!) };
  const q = {
    ...truth,
    Lambda: truth.Lambda.map((_, k) => truth.Lambda[(5 - Math.floor(k / 2)) * 2 + (k % 2)]!),
    phi: truth.phi.slice().reverse(),
    s: truth.s.slice().reverse(),
  };
  expect(factorLogLikelihood(turned, q)).toBeCloseTo(plain, 9);
});

test("a series in a thousandth of its unit costs log 1000 per value", () => {
  const panel = raggedPanel(30, 5);
  const scaled = { ...panel, x: panel.x.map((v, k) => (k % 6 === 0 ? 1000 * v : v)) };
  const q = {
    ...truth,
    Lambda: truth.Lambda.map((v, k) => (k < 2 ? 1000 * v : v)),
    s: truth.s.map((v, i) => (i === 0 ? 1e6 * v : v)),
  };
  expect(factorLogLikelihood(scaled, q)).toBeCloseTo(factorLogLikelihood(panel, truth) - 30 * Math.log(1000), 8);
});

test("an explosive factor and a panel of another size are refused", () => {
  const panel = raggedPanel(30, 6);
  expect(() => factorLogLikelihood(panel, { ...truth, A: Float64Array.from([1.01, 0, 0, 0.5]) })).toThrow(
    "not-positive-definite",
  );
  expect(() => factorLogLikelihood({ ...panel, N: 5 }, truth)).toThrow("wrong-shape");
  expect(() => factorLogLikelihood(panel, { ...truth, s: new Float64Array(5).fill(1) })).toThrow("wrong-shape");
});

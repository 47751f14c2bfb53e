import { expect, test } from "vitest";
import { filterFactors } from "../../src/math/factor-filter.ts";
import type { FactorPanel, FactorParameters } from "../../src/math/factor-plan.ts";
import { factorLogLikelihood, factorPosterior } from "../../src/methods/factor-likelihood.ts";
import { denseLogDensity, mixedPanel, raggedPanel, truth } from "../methods/factor-panels.ts";

const models: Readonly<Record<string, FactorParameters>> = {
  autoregressive: truth,
  white: { ...truth, phi: new Float64Array(6) },
  "two lags": { ...truth, p: 2, A: Float64Array.from([0.5, 0.1, 0.2, 0, -0.2, 0.4, 0, 0.1]) },
};

/** Gaps of every length up to 14 in one series, single holes everywhere. */
function holes(): FactorPanel {
  const { x, ...size } = raggedPanel(60, 3);
  const y = x.map((v, k) => ((k * 7919) % 13 === 0 || (k % 6 === 2 && k > 120 && k < 200) ? Number.NaN : v));
  return { ...size, x: y };
}

const panels: Readonly<Record<string, FactorPanel>> = {
  monthly: raggedPanel(60, 1),
  mixed: mixedPanel(60, 2),
  "full of holes": holes(),
};

for (const [name, panel] of Object.entries(panels)) {
  for (const [terms, q] of Object.entries(models)) {
    test(`${name} panel, ${terms}: both roads give one likelihood to 1e-12`, () => {
      expect(Math.abs(filterFactors(panel, q).logLikelihood / factorLogLikelihood(panel, q) - 1)).toBeLessThan(1e-12);
    });
  }
}

test("the likelihood is the joint normal density written out in full", () => {
  const panel = mixedPanel(24, 4);
  expect(Math.abs(filterFactors(panel, truth).logLikelihood / denseLogDensity(panel, truth) - 1)).toBeLessThan(1e-11);
});

test("a filtered factor is the smoothed one of the panel that ends there", () => {
  const panel = raggedPanel(40, 5);
  const { filtered } = filterFactors(panel, truth);
  for (const t of [0, 9, 25, 39]) {
    const cut = { x: panel.x.slice(0, (t + 1) * 6), T: t + 1, N: 6 };
    const { mean } = factorPosterior(cut, truth);
    for (let a = 0; a < 2; a++) expect(filtered[t * 2 + a]).toBeCloseTo(mean[t * 2 + a]!, 10);
  }
});

test("a panel of another size is refused", () => {
  expect(() => filterFactors({ x: new Float64Array(5), T: 2, N: 3 }, truth)).toThrow("wrong-shape");
});

import { expect, test } from "vitest";
import { openPattern } from "../../src/math/factor-pattern.ts";
import type { FactorParameters } from "../../src/math/factor-plan.ts";
import { normaliseFactors } from "../../src/math/factor-search.ts";
import { factorErrors } from "../../src/methods/factor-errors.ts";
import { factorLogLikelihood } from "../../src/methods/factor-likelihood.ts";
import { fitFactorModel } from "../../src/methods/factor-model.ts";
import { draw, mixedPanel, oneFactor, raggedPanel } from "./factor-panels.ts";

test("intervals of 95 % hold the true parameters about as often as they say, and the estimates lie around them", () => {
  const inside = { Lambda: 0, phi: 0, s: 0, A: 0 };
  const runs = 40;
  for (let seed = 0; seed < runs; seed++) {
    const { x } = draw(oneFactor, 200, 500 + seed);
    const fit = fitFactorModel({ x, T: 200, N: 6 }, { estimator: "ml", factors: 1, starts: 1 });
    const se = factorErrors(fit);
    for (const key of ["Lambda", "phi", "s", "A"] as const)
      fit[key].forEach((v, k) => {
        if (Math.abs(v - oneFactor[key][k]!) < 1.96 * se[key][k]!) inside[key] += 1 / (runs * fit[key].length);
      });
  }
  for (const key of ["Lambda", "phi", "s"] as const) {
    expect(inside[key]).toBeGreaterThan(0.9);
    expect(inside[key]).toBeLessThan(0.985);
  }
  expect(inside.A).toBeGreaterThan(0.85);
});

test("one factor: the errors are those of the second differences of the likelihood", () => {
  for (const panel of [raggedPanel(120, 21), mixedPanel(120, 22)]) {
    const fit = fitFactorModel(panel, { estimator: "ml", factors: 1, tolerance: 1e-6 });
    const se = factorErrors(fit);
    const theta = [...fit.Lambda, ...fit.phi, ...fit.s, ...fit.A];
    const at = (z: readonly number[]): number =>
      factorLogLikelihood(panel, {
        ...fit,
        Lambda: Float64Array.from(z.slice(0, 6)),
        phi: Float64Array.from(z.slice(6, 12)),
        s: Float64Array.from(z.slice(12, 18)),
        A: Float64Array.from(z.slice(18)),
      });
    const n = theta.length;
    const h = 1e-4;
    const moved = (...steps: readonly (readonly [number, number])[]): number => {
      const z = [...theta];
      for (const [k, d] of steps) z[k]! += d;
      return at(z);
    };
    const information = theta.map((_, a) =>
      theta.map(
        (__, b) =>
          -(moved([a, h], [b, h]) - moved([a, h], [b, -h]) - moved([a, -h], [b, h]) + moved([a, -h], [b, -h])) /
          (4 * h * h),
      ),
    );
    const wanted = [...se.Lambda, ...se.phi, ...se.s, ...se.A];
    for (const k of [0, 4, 7, 10, 13, 17, 18]) {
      const variance = eliminate(
        information,
        Array.from({ length: n }, (_, i) => (i === k ? 1 : 0)),
      )[k]!;
      expect(Math.abs(wanted[k]! / Math.sqrt(variance) - 1)).toBeLessThan(1e-3);
    }
  }
});

function eliminate(V: readonly (readonly number[])[], c: readonly number[]): number[] {
  const M = V.map((row, i) => [...row, c[i]!]);
  const n = M.length;
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const f = M[i]![k]! / M[k]![k]!;
      for (let j = k; j <= n; j++) M[i]![j]! -= f * M[k]![j]!;
    }
  return M.map((row, k) => row[n]! / row[k]!);
}

test("two factors: errors exist for every parameter, and do not depend on how the fit was reached", () => {
  const panel = raggedPanel(200, 23);
  const fit = fitFactorModel(panel, { estimator: "ml", factors: 2, tolerance: 1e-6 });
  const again = fitFactorModel(panel, { estimator: "ml", factors: 2, tolerance: 1e-6, warmSteps: 20 });
  const [a, b] = [factorErrors(fit), factorErrors(again)];
  for (const key of ["Lambda", "phi", "s", "A"] as const)
    a[key].forEach((v, k) => {
      expect(v).toBeGreaterThan(0);
      expect(Math.abs(v / b[key][k]! - 1)).toBeLessThan(1e-3);
    });
});

test("two factors: intervals of 95 % hold the true loadings, own terms and transitions about as often as they say", () => {
  const two: FactorParameters = {
    r: 2,
    p: 1,
    Lambda: Float64Array.from(
      [1, 0.9, 0.8, 1.1, 0.9, 0.7, 0.5, 0.2, -0.1, 0.1].flatMap((a, i) => [
        a,
        [0, 0.2, -0.1, 0.3, -0.4, 0.6, 0.7, 0.8, 0.9, 0.7][i]!,
      ]),
    ),
    phi: Float64Array.of(0.5, -0.3, 0.6, 0.1, 0.4, 0, 0.3, -0.2, 0.5, 0.2),
    s: Float64Array.of(0.5, 0.8, 0.4, 0.6, 0.7, 0.5, 0.4, 0.6, 0.5, 0.7),
    A: Float64Array.of(0.8, 0, 0, 0.4),
    Q: Float64Array.of(1, 0, 0, 1),
  };
  const wanted = normaliseFactors(two, openPattern(10, 2));
  const inside = { Lambda: 0, phi: 0, s: 0, A: 0 };
  const runs = 30;
  for (let seed = 0; seed < runs; seed++) {
    const { x } = draw(two, 300, 900 + seed);
    const fit = fitFactorModel({ x, T: 300, N: 10 }, { estimator: "ml", factors: 2, starts: 1 });
    const se = factorErrors(fit);
    for (const key of ["Lambda", "phi", "s", "A"] as const)
      fit[key].forEach((v, k) => {
        if (Math.abs(v - wanted[key][k]!) < 1.96 * se[key][k]!) inside[key] += 1 / (runs * fit[key].length);
      });
  }
  for (const key of ["Lambda", "phi", "s"] as const) {
    expect(inside[key]).toBeGreaterThan(0.9);
    expect(inside[key]).toBeLessThan(0.985);
  }
  expect(inside.A).toBeGreaterThan(0.85);
});

test("an estimate that is no maximum has no standard errors", () => {
  const fit = fitFactorModel(raggedPanel(100, 24), { factors: 1, estimator: "ecm" });
  expect(() => factorErrors(fit)).toThrow("got ecm");
});

import { expect, test } from "vitest";
import { factorErrors } from "../../src/methods/factor-errors.ts";
import { forecastSeries } from "../../src/methods/factor-forecast.ts";
import { method as factorModel } from "../../src/methods/factor-model.ts";
import { forecastUncertain } from "../../src/methods/factor-uncertainty.ts";
import { draw, oneFactor } from "./factor-panels.ts";

/** Columns of a drawn panel of T months. */
function columns(T: number, seed: number): Float64Array[] {
  const { x } = draw(oneFactor, T, seed);
  return Array.from({ length: 6 }, (_, i) => Float64Array.from({ length: T }, (__, t) => x[t * 6 + i]!));
}

test("the parameters' part of a forecast is about what the delta method gives from the standard errors, and adds to the density as a variance", () => {
  const model = factorModel.run(
    { series: columns(300, 31) },
    { estimator: "ml", factors: 1, starts: 1, tolerance: 1e-6 },
  );
  const options = { horizon: 1, draws: 600, seed: 1 };
  const uncertain = forecastUncertain(model, options);
  const known = forecastSeries(model, options);
  const se = factorErrors(model);
  expect([uncertain.draws, uncertain.refused]).toEqual([600, 0]);
  for (let i = 0; i < 6; i++) {
    const parts = Math.hypot(known.sd[i]!, uncertain.parameterSd[i]!);
    expect(Math.abs(uncertain.sd[i]! / parts - 1)).toBeLessThan(0.03);
    expect(Math.abs(uncertain.mean[i]! - known.mean[i]!)).toBeLessThan(0.1 * known.sd[i]!);
    const meanAt = (key: "phi" | "A" | "Lambda" | "s", k: number, h: number): number => {
      const moved = Float64Array.from(model[key]);
      moved[k]! += h;
      return forecastSeries({ ...model, [key]: moved, panel: model.panel }, options).mean[i]!;
    };
    // Covariances between parameters are left out here: the answer is right to about a third.
    let variance = 0;
    for (const key of ["phi", "A", "Lambda", "s"] as const)
      model[key].forEach((_, k) => {
        variance += (((meanAt(key, k, 1e-4) - meanAt(key, k, -1e-4)) / 2e-4) * se[key][k]!) ** 2;
      });
    expect(uncertain.parameterSd[i]! / Math.sqrt(variance)).toBeGreaterThan(0.65);
    expect(uncertain.parameterSd[i]! / Math.sqrt(variance)).toBeLessThan(1.5);
  }
});

test("a sample four times as long leaves half of the parameters' part", () => {
  const part = (T: number): number => {
    let sum = 0;
    for (let seed = 40; seed < 46; seed++) {
      const model = factorModel.run({ series: columns(T, seed) }, { estimator: "ml", factors: 1, starts: 1 });
      const { parameterSd } = forecastUncertain(model, { horizon: 1, draws: 100, seed });
      sum += parameterSd.reduce((s, v) => s + v * v, 0);
    }
    return Math.sqrt(sum);
  };
  const ratio = part(100) / part(400);
  expect(ratio).toBeGreaterThan(1.4);
  expect(ratio).toBeLessThan(3.2);
});

test("intervals of 80 % from short samples hold the outcome more often with the parameters' part than without, and about as often as they say", () => {
  let [known, uncertain, cells] = [0, 0, 0];
  const z = 1.2815515655446;
  for (let seed = 100; seed < 160; seed++) {
    const [T, h] = [40, 3];
    const all = columns(T + h, seed);
    const model = factorModel.run(
      { series: all.map((c) => c.subarray(0, T)) },
      { estimator: "ml", factors: 1, starts: 1 },
    );
    if (model.atFloor.length > 0) continue;
    const plain = forecastSeries(model, { horizon: h });
    const full = forecastUncertain(model, { horizon: h, draws: 60, seed });
    for (let t = 0; t < h; t++)
      for (let i = 0; i < 6; i++) {
        const outcome = all[i]![T + t]!;
        const k = t * 6 + i;
        cells++;
        if (Math.abs(outcome - plain.mean[k]!) < z * plain.sd[k]!) known++;
        if (Math.abs(outcome - full.mean[k]!) < z * full.sd[k]!) uncertain++;
      }
  }
  expect(cells).toBeGreaterThan(500);
  expect(uncertain).toBeGreaterThan(known);
  expect(Math.abs(uncertain / cells - 0.8)).toBeLessThan(0.06);
});

test("the same seed gives the same densities; another estimator and too few draws are refused", () => {
  const series = columns(120, 50);
  const model = factorModel.run({ series }, { estimator: "ml", factors: 1, starts: 1 });
  const options = { horizon: 2, draws: 30, seed: 7 };
  expect(forecastUncertain(model, options)).toEqual(forecastUncertain(model, options));
  expect(() => forecastUncertain(model, { ...options, draws: 5 })).toThrow("from 20");
  const ecm = factorModel.run({ series }, { factors: 1, estimator: "ecm" });
  expect(() => forecastUncertain(ecm, options)).toThrow("got ecm");
});

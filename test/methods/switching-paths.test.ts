import { expect, test } from "vitest";
import { fitMarkovSwitching, forecastRegimes, forecastSwitching } from "../../src/methods/markov-switching.ts";
import { drawSwitching } from "../../src/methods/switching-paths.ts";
import { gnp } from "./well-known-series.ts";

const column = (paths: Float64Array, horizon: number, h: number): Float64Array =>
  Float64Array.from({ length: paths.length / horizon }, (_, d) => paths[d * horizon + h]!);
const meanOf = (x: Float64Array): number => x.reduce((s, v) => s + v / x.length, 0);

test("without autoregression the draws are the mixture of the regimes' normal distributions: mean, variance and share below zero", () => {
  const fit = fitMarkovSwitching(gnp, { switchingVariance: true, starts: 4 });
  const [horizon, draws] = [3, 40_000];
  const paths = drawSwitching(fit, gnp, { horizon, draws, seed: 1 });
  const ahead = forecastRegimes(fit, horizon);
  for (let h = 0; h < horizon; h++) {
    const x = column(paths, horizon, h);
    const p = [ahead[h * 2]!, ahead[h * 2 + 1]!];
    const mean = p[0]! * fit.mu[0]! + p[1]! * fit.mu[1]!;
    const second = p.reduce((s, v, k) => s + v * (fit.sigma2[k]! + fit.mu[k]! ** 2), 0);
    expect(Math.abs(meanOf(x) - mean)).toBeLessThan(0.02);
    expect(Math.abs(meanOf(x.map((v) => v * v)) - second)).toBeLessThan(0.05);
    // Share below zero by Simpson's rule over the mixture's density.
    let below = 0;
    const n = 2000;
    for (let i = 0; i <= n; i++) {
      const v = -12 + (12 * i) / n;
      const density = p.reduce(
        (s, w, k) =>
          s + (w * Math.exp(-0.5 * ((v - fit.mu[k]!) ** 2 / fit.sigma2[k]!))) / Math.sqrt(2 * Math.PI * fit.sigma2[k]!),
        0,
      );
      below += (density * (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2) * 12) / n / 3;
    }
    expect(Math.abs(meanOf(x.map((v) => (v < 0 ? 1 : 0))) - below)).toBeLessThan(0.01);
  }
});

test("with autoregression the draws' mean is the exact forecast, and the same seed gives the same draws", () => {
  const fit = fitMarkovSwitching(gnp, { order: 2, starts: 4 });
  const options = { horizon: 4, draws: 40_000, seed: 3 };
  const paths = drawSwitching(fit, gnp, options);
  const exact = forecastSwitching(fit, gnp, 4);
  for (let h = 0; h < 4; h++) expect(Math.abs(meanOf(column(paths, 4, h)) - exact[h]!)).toBeLessThan(0.025);
  expect(drawSwitching(fit, gnp, { ...options, draws: 5 })).toEqual(paths.subarray(0, 20));
});

import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { fitArima } from "../../src/methods/arima.ts";
import { type Baseline, drawsAt, fitEts, forecastBaseline } from "../../src/methods/baselines.ts";

function varianceOf(x: Float64Array): number {
  const m = x.reduce((s, v) => s + v / x.length, 0);
  return x.reduce((s, v) => s + (v - m) ** 2 / x.length, 0);
}

/** A local linear trend of 80 periods. */
function wandering(seed: number): Float64Array {
  const r = createRandom(seed);
  let [level, slope] = [50, 0.5];
  return Float64Array.from({ length: 80 }, () => {
    const e = r.normal();
    const y = level + slope + e;
    level += slope + 0.6 * e;
    slope += 0.2 * e;
    return y;
  });
}

test("paths of exponential smoothing with additive trend spread as sigma² (1 + (h - 1)(alpha² + alpha beta h + beta² h (2h - 1)/6))", () => {
  const y = wandering(1);
  const fit = fitEts(y);
  expect(fit.trend).toBe("A");
  const f = forecastBaseline(y, { baseline: "ets", season: 1, horizon: 8, draws: 30_000, log: false });
  for (const h of [1, 4, 8]) {
    const { alpha, beta } = fit;
    const growth = 1 + (h - 1) * (alpha ** 2 + alpha * beta * h + (beta ** 2 * h * (2 * h - 1)) / 6);
    // The variance is drawn from sigma² n / chi²(n - 4), whose mean is sigma² n / (n - 6).
    const expected = ((fit.sigma2 * 80) / 74) * growth;
    expect(Math.abs(varianceOf(drawsAt(f, h)) / expected - 1)).toBeLessThan(0.04);
  }
});

test("paths of ARIMA (0,1,1) with drift spread as sigma² (1 + (h - 1)(1 + theta)² + h² (1 + theta)² / n)", () => {
  const r = createRandom(2);
  let [level, before] = [0, 0];
  const y = Float64Array.from({ length: 90 }, () => {
    const e = r.normal();
    level += 0.3 + e - 0.5 * before;
    before = e;
    return level;
  });
  const slope = (y[89]! - y[0]!) / 89;
  const fit = fitArima(y.map((v, t) => v - slope * t));
  const theta = fit.theta[0]!;
  expect(theta).toBeLessThan(-0.2);
  const f = forecastBaseline(y, { baseline: "arima", season: 1, horizon: 6, draws: 30_000, log: false });
  for (const h of [1, 3, 6]) {
    const w = (1 + theta) ** 2;
    const expected = ((fit.sigma2 * 89) / 85) * (1 + (h - 1) * w + (h * h * w) / 89);
    expect(Math.abs(varianceOf(drawsAt(f, h)) / expected - 1)).toBeLessThan(0.04);
  }
});

test("80 % intervals of every baseline hold about 80 % of what comes four steps later, on random walks with drift", () => {
  for (const baseline of ["random-walk", "ets", "theta", "arima"] as const satisfies readonly Baseline[]) {
    let inside = 0;
    for (let s = 0; s < 200; s++) {
      const r = createRandom(500 + s);
      let level = 0;
      const y = Float64Array.from({ length: 44 }, () => {
        level += 0.2 + r.normal();
        return level;
      });
      const x = drawsAt(
        forecastBaseline(y.subarray(0, 40), { baseline, season: 1, horizon: 4, draws: 400, log: false, seed: s }),
        4,
      );
      if (y[43]! >= x[40]! && y[43]! <= x[359]!) inside++;
    }
    // Three binomial standard errors of 200 are 0.085; smoothing keeps its parameters fixed and is a little too narrow.
    expect(inside / 200, baseline).toBeGreaterThan(0.8 - 0.085);
    expect(inside / 200, baseline).toBeLessThan(0.8 + 0.085);
  }
});

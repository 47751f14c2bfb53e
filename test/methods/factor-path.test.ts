import { expect, test } from "vitest";
import { cholesky, choleskySolve } from "../../src/math/linear-algebra.ts";
import { createRandom } from "../../src/math/random.ts";
import { forecastSeries } from "../../src/methods/factor-forecast.ts";
import { standardise } from "../../src/methods/factor-panel.ts";
import { forecastPath } from "../../src/methods/factor-path.ts";

const T = 14;
const horizon = 3;
const q = {
  r: 1,
  p: 1,
  Lambda: Float64Array.of(0.8, 0.5, -0.6),
  phi: Float64Array.of(0.7, -0.3, 0),
  s: Float64Array.of(0.4, 0.6, 0.5),
  A: Float64Array.of(0.6),
  Q: Float64Array.of(1),
};

function panel(): ReturnType<typeof standardise> {
  const r = createRandom("path");
  const series = Array.from({ length: 3 }, () => Float64Array.from({ length: T }, () => 2 + 3 * r.normal()));
  series[0]![T - 1] = Number.NaN;
  series[0]![T - 2] = Number.NaN;
  series[1]![5] = Number.NaN;
  return standardise({ series });
}

/** Cov(x_i[t], x_j[u]) of the model, from its definition. */
function covariance(i: number, t: number, j: number, u: number): number {
  const lag = Math.abs(t - u);
  const common = (q.Lambda[i]! * q.Lambda[j]! * q.A[0]! ** lag) / (1 - q.A[0]! ** 2);
  return common + (i === j ? (q.s[i]! * q.phi[i]! ** lag) / (1 - q.phi[i]! ** 2) : 0);
}

test("the joint density is that of the dense Gaussian conditioned on what was observed", () => {
  const p = panel();
  const seen = Array.from(p.x.keys()).filter((c) => !Number.isNaN(p.x[c]!));
  const n = seen.length;
  const at = (c: number): readonly [number, number] => [c % 3, Math.floor(c / 3)];
  const S = Float64Array.from({ length: n * n }, (_, k) =>
    covariance(...at(seen[Math.floor(k / n)]!), ...at(seen[k % n]!)),
  );
  const L = cholesky(S, n);
  const path = forecastPath({ ...q, panel: p }, { series: 0, horizon });
  expect(path.from).toBe(T - 2);
  const ahead = Array.from({ length: horizon + 2 }, (_, h) => T - 2 + h);
  const x = Float64Array.from(seen, (c) => p.x[c]!);
  const scale = p.sds[0]!;
  ahead.forEach((t, a) => {
    const c = Float64Array.from(seen, (cell) => covariance(0, t, ...at(cell)));
    const w = choleskySolve(L, c, n);
    const mean = w.reduce((s, v, k) => s + v * x[k]!, 0);
    expect(path.mean[a]).toBeCloseTo(p.means[0]! + scale * mean, 9);
    ahead.forEach((u, b) => {
      const d = Float64Array.from(seen, (cell) => covariance(0, u, ...at(cell)));
      const exact = covariance(0, t, 0, u) - w.reduce((s, v, k) => s + v * d[k]!, 0);
      expect(path.covariance[a * ahead.length + b]).toBeCloseTo(scale * scale * exact, 9);
    });
  });
});

test("the margins are the densities of forecastSeries", () => {
  const p = panel();
  const path = forecastPath({ ...q, panel: p }, { series: 0, horizon });
  const margins = forecastSeries({ ...q, panel: p }, { horizon, from: T - 2 });
  for (let a = 0; a < horizon + 2; a++) {
    expect(path.mean[a]).toBeCloseTo(margins.mean[a * 3]!, 9);
    expect(Math.sqrt(path.covariance[a * (horizon + 2) + a]!)).toBeCloseTo(margins.sd[a * 3]!, 9);
  }
});

test("an unknown series, one never observed and a horizon below 0 are refused", () => {
  const p = panel();
  expect(() => forecastPath({ ...q, panel: p }, { series: 3, horizon })).toThrow(/0 to 2/);
  expect(() => forecastPath({ ...q, panel: p }, { series: 0, horizon: -1 })).toThrow(/horizon/);
  const none = { ...p, x: p.x.map((v, c) => (c % 3 === 1 ? Number.NaN : v)) };
  expect(() => forecastPath({ ...q, panel: none }, { series: 1, horizon })).toThrow(/have 0|has 0|0/);
});

import { expect, test } from "vitest";
import { bridgeAutoregression } from "../../src/math/autoregressive-bridge.ts";
import { cholesky, choleskySolve, inverseSpd, logDetFromCholesky } from "../../src/math/linear-algebra.ts";

const n = 12;
const dates = Int32Array.of(0, 2, 3, 7, 10);
const [phi, s] = [0.8, 0.5];

/** Covariance of e[1..n-1] given e[0], written from the sum of shocks. */
function covariance(t: number, u: number): number {
  let v = 0;
  for (let k = 1; k <= Math.min(t, u); k++) v += s * phi ** (t - k) * phi ** (u - k);
  return v;
}

for (const noise of [0, 1e-4, 0.3]) {
  test(`noise ${noise}: precision, weights and variances are those of the dense Gaussian`, () => {
    const bridge = bridgeAutoregression(dates, n, { phi, s, noise });
    const seen = Array.from(dates.subarray(1));
    const k = seen.length;
    const C = Float64Array.from(
      { length: k * k },
      (_, c) => covariance(seen[Math.floor(c / k)]!, seen[c % k]!) + (Math.floor(c / k) === c % k ? noise : 0),
    );
    const P = inverseSpd(C, k);
    const omega = (a: number, b: number): number => {
      const [high, low] = a > b ? [a, b] : [b, a];
      return high - low > bridge.width ? 0 : bridge.omega[high * (bridge.width + 1) + high - low]!;
    };
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) expect(omega(a + 1, b + 1)).toBeCloseTo(P[a * k + b]!, 8);
    // Against the given start: e[t] has mean phi^t e[0].
    const mean = Float64Array.from(seen, (t) => phi ** t);
    const Pm = choleskySolve(cholesky(C, k), mean, k);
    for (let a = 0; a < k; a++) expect(omega(a + 1, 0)).toBeCloseTo(-Pm[a]!, 8);
    expect(omega(0, 0)).toBeCloseTo(
      mean.reduce((v, m, a) => v + m * Pm[a]!, 0),
      8,
    );
    expect(bridge.logF).toBeCloseTo(logDetFromCholesky(cholesky(C, k), k), 9);
    for (let t = 1; t < n; t++) {
      const c = Float64Array.from(seen, (u) => covariance(t, u));
      const w = choleskySolve(cholesky(C, k), c, k);
      const got = new Float64Array(k + 1);
      for (let a = 0; a < bridge.count[t]!; a++) got[bridge.first[t]! + a] = bridge.H[t * bridge.stride + a]!;
      for (let a = 0; a < k; a++) expect(got[a + 1]).toBeCloseTo(w[a]!, 9);
      expect(got[0]).toBeCloseTo(phi ** t - w.reduce((v, x, a) => v + x * mean[a]!, 0), 9);
      expect(bridge.variance[t]).toBeCloseTo(covariance(t, t) - w.reduce((v, x, a) => v + x * c[a]!, 0), 9);
      const before = Float64Array.from(seen, (u) => covariance(t - 1, u));
      expect(bridge.lagged[t]).toBeCloseTo(covariance(t, t - 1) - w.reduce((v, x, a) => v + x * before[a]!, 0), 9);
    }
  });
}

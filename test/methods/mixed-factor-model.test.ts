import fc from "fast-check";
import { expect, test } from "vitest";
import { selectedInverse } from "../../src/math/envelope.ts";
import { quarterWeights } from "../../src/math/factor-plan.ts";
import {
  filterStates,
  laggedCovariance,
  observationWeights,
  smoothedCovariance,
  smoothStates,
} from "../../src/math/kalman.ts";
import { identity } from "../../src/math/linear-algebra.ts";
import { createRandom } from "../../src/math/random.ts";
import { runEm } from "../../src/methods/mixed-factor-em.ts";
import {
  baseWeights,
  type FactorBlock,
  type Idiosyncratic,
  layoutOf,
  type MixedParameters,
  type MixedStart,
  stateSpaceOf,
  stationaryStart,
} from "../../src/methods/mixed-factor-form.ts";
import { decomposeNews, smoothMixed } from "../../src/methods/mixed-factor-model.ts";
import {
  covarianceOf,
  factorTerm,
  longTerm,
  meanOf,
  mixedPosterior,
} from "../../src/methods/mixed-factor-posterior.ts";

/** Two blocks (two factors of order 2, one of order 1), four monthly and two longer series. */
function model(idiosyncratic: Idiosyncratic, noise: number): MixedParameters {
  const block: FactorBlock = {
    size: 2,
    order: 2,
    A: Float64Array.from([0.5, 0.1, 0.2, 0, -0.2, 0.4, 0, 0.1]),
    Q: Float64Array.from([1, 0.3, 0.3, 0.8]),
  };
  return {
    blocks: [block, { size: 1, order: 1, A: Float64Array.from([-0.3]), Q: Float64Array.from([0.7]) }],
    Lambda: Float64Array.from([1, 0.2, 0, 0.8, -0.3, 0.5, 0.5, 0.9, 0, -0.7, 0.4, 0.3, 0.2, 0.1, 0, 0.1, -0.2, 0.15]),
    weights: [baseWeights, baseWeights, baseWeights, baseWeights, quarterWeights, [1, 1]],
    idiosyncratic,
    phi: Float64Array.from([0.5, -0.3, 0.97, 0, 0.4, -0.6]),
    s: Float64Array.from([0.5, 0.8, 0.05, 1, 0.1, 0.2]),
    noise,
  };
}

/** Values with a late start, gaps inside and a ragged end; row 0 observed or not. */
function panel(T: number, seed: number, firstRow: boolean): Float64Array {
  const r = createRandom(seed);
  const N = 6;
  const y = Float64Array.from({ length: T * N }, () => r.normal() * 1.5);
  for (let t = 0; t < T; t++) {
    if (!firstRow && t === 0) y.fill(Number.NaN, 0, N);
    if (t < 9) y[t * N + 1] = Number.NaN;
    if (t > 12 && t < 19) y[t * N + 2] = Number.NaN;
    if (t > T - 4) y[t * N] = Number.NaN;
    if (t % 3 !== 2) y[t * N + 4] = Number.NaN;
    if (t % 4 !== 1 || t === 9) y[t * N + 5] = Number.NaN;
  }
  return y;
}

const kinds: readonly (readonly [Idiosyncratic, number])[] = [
  ["autoregressive", 0],
  ["autoregressive", 1e-4],
  ["autoregressive", 0.3],
  ["white", 0],
  ["white-sum", 0],
  ["white-sum", 0.05],
];

for (const [kind, noise] of kinds) {
  test(`${kind} terms with noise ${noise}: likelihood, means and covariances are the Kalman smoother's to 1e-8`, () => {
    for (const firstRow of [true, false]) {
      const q = model(kind, noise);
      const y = panel(30, 5, firstRow);
      const space = stateSpaceOf(q);
      const { m } = space;
      const want = smoothStates(space, y);
      const got = mixedPosterior(y, q);
      expect(Math.abs(got.logLikelihood / want.filtered.logLikelihood - 1)).toBeLessThan(1e-10);
      const Z = selectedInverse(got.factor);
      const { factorAt, factorStep, idioAt } = layoutOf(q);
      for (let t = 0; t < 30; t++) {
        for (let f = 0; f < 3; f++) {
          const a = factorTerm(got.form, t, f);
          const at = factorAt[f]!;
          expect(Math.abs(meanOf(got.x, a) - want.alpha[t * m + at]!)).toBeLessThan(1e-8);
          expect(Math.abs(covarianceOf(Z, a, a) - want.V[t * m * m + at * m + at]!)).toBeLessThan(1e-8);
          if (f > 1) continue;
          const b = factorTerm(got.form, t - 1, 1 - f);
          const past = factorAt[1 - f]! + factorStep[1 - f]!;
          expect(Math.abs(covarianceOf(Z, a, b) - want.V[t * m * m + at * m + past]!)).toBeLessThan(1e-8);
        }
        got.form.long.forEach((i, j) => {
          const a = longTerm(got.form, t, j);
          expect(Math.abs(meanOf(got.x, a) - want.alpha[t * m + idioAt[i]!]!)).toBeLessThan(1e-8);
          const v = want.V[t * m * m + idioAt[i]! * (m + 1)]!;
          expect(Math.abs(covarianceOf(Z, a, a) - v)).toBeLessThan(1e-8);
        });
      }
      const { series } = smoothMixed(y, q);
      for (let t = 0; t < 30; t++)
        for (let i = 0; i < 6; i++) {
          let v = 0;
          for (let k = 0; k < m; k++) v += space.Z[i * m + k]! * want.alpha[t * m + k]!;
          expect(Math.abs(series[t * 6 + i]! - v)).toBeLessThan(1e-8);
        }
    }
  });
}

/** One EM step written from the moments of the augmented Kalman smoother, state by state. */
function plainStep(y: Float64Array, q: MixedParameters, start: MixedStart): MixedParameters {
  const space = stateSpaceOf(q, start);
  const { m } = space;
  const N = q.weights.length;
  const T = y.length / N;
  const smoothed = smoothStates(space, y, { sparse: true });
  const { alpha } = smoothed;
  const now = (t: number, i: number, j: number): number =>
    alpha[t * m + i]! * alpha[t * m + j]! + smoothedCovariance(smoothed, m, { t, i, j });
  const lag = (t: number, i: number, j: number): number =>
    alpha[t * m + i]! * alpha[(t - 1) * m + j]! + laggedCovariance(smoothed, space, { t, i, j });
  const { idioAt, factorAt } = layoutOf(q);
  const sum = (f: (t: number) => number, from: number): number => {
    let s = 0;
    for (let t = from; t < T; t++) s += f(t);
    return s;
  };
  const phi = Float64Array.from(q.phi, (_, i) => {
    const at = idioAt[i]!;
    return sum((t) => lag(t, at, at), 1) / sum((t) => now(t - 1, at, at), 1);
  });
  const s = Float64Array.from(q.s, (_, i) => {
    const at = idioAt[i]!;
    return (sum((t) => now(t, at, at), 1) - phi[i]! * sum((t) => lag(t, at, at), 1)) / (T - 1);
  });
  // Loadings of the one factor: regression of value minus own term on the weighted factor.
  const Lambda = Float64Array.from(q.Lambda, (_, i) => {
    const w = q.weights[i]!;
    const pair = (t: number, at: number, step: number): number =>
      w.reduce((u, a, k) => u + w.reduce((v, b, l) => v + a * b * now(t, at + k * step, factorAt[0]! + l), 0), 0);
    const seen = (t: number): boolean => !Number.isNaN(y[t * N + i]!);
    const mean = (t: number): number => w.reduce((u, a, k) => u + a * alpha[t * m + factorAt[0]! + k]!, 0);
    const xy = sum((t) => (seen(t) ? y[t * N + i]! * mean(t) - pair(t, idioAt[i]!, 1) : 0), 0);
    return xy / sum((t) => (seen(t) ? pair(t, factorAt[0]!, 1) : 0), 0);
  });
  const [xx, yx, yy] = [sum((t) => now(t - 1, 0, 0), 1), sum((t) => lag(t, 0, 0), 1), sum((t) => now(t, 0, 0), 1)];
  const A = yx / xx;
  const blocks = [{ size: 1, order: 1, A: Float64Array.from([A]), Q: Float64Array.from([(yy - A * yx) / (T - 1)]) }];
  return { ...q, phi, s, Lambda, blocks };
}

test("an EM step with measurement noise is the step from the augmented Kalman smoother's moments, to 1e-7", () => {
  for (const noise of [1e-4, 0.2]) {
    const q: MixedParameters = {
      blocks: [{ size: 1, order: 1, A: Float64Array.from([0.6]), Q: Float64Array.from([1]) }],
      Lambda: Float64Array.from([1, 0.8, 0.5, -0.7, 0.2, 0.4]),
      weights: [baseWeights, baseWeights, baseWeights, baseWeights, quarterWeights, [1, 1]],
      idiosyncratic: "autoregressive",
      phi: Float64Array.from([0.5, -0.3, 0.97, 0.1, 0.4, -0.6]),
      s: Float64Array.from([0.5, 0.8, 0.05, 1, 0.1, 0.2]),
      noise,
    };
    for (const firstRow of [true, false]) {
      const y = panel(30, 8, firstRow);
      const want = plainStep(y, q, stationaryStart(q));
      const got = runEm(y, q, { iterations: 1 }).parameters;
      for (const key of ["phi", "s", "Lambda"] as const)
        got[key].forEach((v, i) => expect(Math.abs(v - want[key][i]!), `${key} ${i}`).toBeLessThan(1e-7));
      expect(Math.abs(got.blocks[0]!.A[0]! - want.blocks[0]!.A[0]!)).toBeLessThan(1e-8);
      expect(Math.abs(got.blocks[0]!.Q[0]! - want.blocks[0]!.Q[0]!)).toBeLessThan(1e-8);
    }
  }
});

test("EM without noise leaves the loadings where they were and raises the likelihood; white terms move them", () => {
  const y = panel(60, 6, true);
  const q = model("autoregressive", 0);
  const em = runEm(y, q, { iterations: 5 });
  em.parameters.Lambda.forEach((v, k) => expect(Math.abs(v - q.Lambda[k]!)).toBeLessThan(1e-9));
  for (let k = 2; k < em.path.length; k++) expect(em.path[k]!).toBeGreaterThan(em.path[k - 1]! - 1e-6);
  const white = runEm(y, model("white", 0), { iterations: 5, start: "smoothed-mean" });
  expect(Math.abs(white.parameters.Lambda[0]! - 1)).toBeGreaterThan(1e-3);
  for (let k = 2; k < white.path.length; k++) expect(white.path[k]!).toBeGreaterThan(white.path[k - 1]! - 1e-6);
});

test("turning the series and scaling one by 1000 changes the EM run only by that", () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.integer({ min: 0, max: 5 }), ([kind, noise], turn) => {
      const y = panel(36, 9, false);
      const q = model(kind, noise);
      const order = [0, 1, 2, 3, 4, 5].map((i) => (i + turn) % 6);
      const turned: MixedParameters = {
        ...q,
        Lambda: Float64Array.from(order.flatMap((i) => Array.from(q.Lambda.subarray(i * 3, i * 3 + 3)))),
        weights: order.map((i) => q.weights[i]!),
        phi: Float64Array.from(order, (i) => q.phi[i]!),
        s: Float64Array.from(order, (i) => q.s[i]!),
      };
      const z = Float64Array.from({ length: y.length }, (_, k) => y[Math.floor(k / 6) * 6 + order[k % 6]!]!);
      const [a, b] = [runEm(y, q, { iterations: 3 }), runEm(z, turned, { iterations: 3 })];
      a.path.forEach((v, k) => expect(Math.abs(v / b.path[k]! - 1)).toBeLessThan(1e-9));
      order.forEach((i, k) => expect(Math.abs(a.parameters.s[i]! - b.parameters.s[k]!)).toBeLessThan(1e-8));
      if (noise !== 0) return;
      const scaled = y.map((v, k) => (k % 6 === 3 ? v * 1000 : v));
      const large = runEm(
        scaled,
        {
          ...q,
          Lambda: q.Lambda.map((v, k) => (Math.floor(k / 3) === 3 ? v * 1000 : v)),
          s: q.s.map((v, i) => (i === 3 ? v * 1e6 : v)),
        },
        { iterations: 3 },
      );
      const seen = y.filter((v, k) => k % 6 === 3 && !Number.isNaN(v)).length;
      expect(Math.abs((large.path[3]! + seen * Math.log(1000)) / a.path[3]! - 1)).toBeLessThan(1e-8);
      expect(Math.abs(large.parameters.s[3]! / 1e6 - a.parameters.s[3]!)).toBeLessThan(1e-8);
    }),
    { numRuns: 12, seed: 1 },
  );
});

test("revision and news add up to the change of the nowcast, and each weight is the nowcast's response to its release", () => {
  const y = panel(40, 7, true);
  const before = Float64Array.from(y);
  for (const k of [39 * 6 + 2, 39 * 6 + 3, 38 * 6 + 4]) before[k] = Number.NaN;
  const after = Float64Array.from(y);
  after[30 * 6 + 1]! += 0.7;
  const space = stateSpaceOf(model("autoregressive", 0));
  const news = decomposeNews(space, { before, after }, { series: 0, t: 39 });
  const total = news.revisionImpact + news.news.reduce((s, n) => s + n.impact, 0);
  expect(news.news.length).toBe(3);
  expect(Math.abs(total - (news.after - news.before))).toBeLessThan(1e-10);
  expect(news.revisions.map(({ k }) => k)).toEqual([30 * 6 + 1]);
  // The revision's weight is the response of the old nowcast to that value.
  const nudged = Float64Array.from(before);
  nudged[30 * 6 + 1]! += 1;
  const moved = decomposeNews(space, { before, after: nudged }, { series: 0, t: 39 });
  expect(moved.after - moved.before).toBeCloseTo(news.revisions[0]!.weight, 9);
  expect(Math.abs(news.revisionImpact)).toBeGreaterThan(1e-6);
  const pushed = Float64Array.from(after);
  pushed[39 * 6 + 3]! += 1;
  const more = decomposeNews(space, { before, after: pushed }, { series: 0, t: 39 });
  const release = news.news.find((n) => n.k % 6 === 3)!;
  expect(more.after - news.after).toBeCloseTo(release.weight, 9);
});

test("the weights of a state-space model's observations are the responses of the smoothed target, whatever is missing", () => {
  const y = panel(24, 9, true);
  for (const idiosyncratic of ["autoregressive", "white"] as const) {
    const space = stateSpaceOf(model(idiosyncratic, idiosyncratic === "autoregressive" ? 1e-3 : 0));
    const { m } = space;
    const c = space.Z.subarray(2 * m, 3 * m);
    const target = (of: Float64Array): number => {
      const { alpha } = smoothStates(space, of, { meansOnly: true });
      return c.reduce((s, z, a) => s + z * alpha[13 * m + a]!, 0);
    };
    const weights = observationWeights(space, { filtered: filterStates(space, y), y }, { t: 13, c });
    const origin = target(y);
    y.forEach((v, k) => {
      if (Number.isNaN(v)) {
        expect(weights[k]).toBe(0);
        return;
      }
      const pushed = Float64Array.from(y);
      pushed[k]! += 1;
      expect(Math.abs(target(pushed) - origin - weights[k]!)).toBeLessThan(1e-9);
    });
  }
  const diffuse = stateSpaceOf(model("white", 0));
  const loose = { ...diffuse, P1inf: identity(diffuse.m) };
  expect(() =>
    observationWeights(loose, { filtered: filterStates(loose, y), y }, { t: 3, c: new Float64Array(loose.m) }),
  ).toThrow("proper start");
});

test("a longer series of a model without own part is the weighted sum of the factor", () => {
  const q: MixedParameters = {
    blocks: [{ size: 1, order: 1, A: Float64Array.from([0.6]), Q: Float64Array.from([1]) }],
    Lambda: Float64Array.from([1, 0.5]),
    weights: [baseWeights, quarterWeights],
    idiosyncratic: "white-sum",
    phi: new Float64Array(2),
    s: Float64Array.from([1e-8, 1e-8]),
    noise: 0,
  };
  const r = createRandom(3);
  let f = 0;
  const y = new Float64Array(60).fill(Number.NaN);
  for (let t = 0; t < 30; t++) {
    f = 0.6 * f + r.normal();
    y[t * 2] = f;
  }
  const { series } = smoothMixed(y, q);
  const t = 20;
  const sum = [1, 2, 3, 2, 1].reduce((s, w, j) => s + 0.5 * w * y[(t - j) * 2]!, 0);
  expect(Math.abs(series[t * 2 + 1]! - sum)).toBeLessThan(1e-3);
});

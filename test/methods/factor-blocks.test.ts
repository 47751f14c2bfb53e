import { expect, test } from "vitest";
import { filterFactors } from "../../src/math/factor-filter.ts";
import { type FactorPanel, type FactorParameters, quarterWeights } from "../../src/math/factor-plan.ts";
import { factorErrors } from "../../src/methods/factor-errors.ts";
import { factorLogLikelihood } from "../../src/methods/factor-likelihood.ts";
import { fitFactorModel } from "../../src/methods/factor-model.ts";
import { mixedLogLikelihood } from "../../src/methods/mixed-factor-model.ts";
import { denseLogDensity, draw } from "./factor-panels.ts";

const N = 9;
/** A factor of all series, one of the first four, one of the last four; series 4 knows only the first. */
const truth: FactorParameters = {
  r: 3,
  p: 1,
  Lambda: Float64Array.from(
    [
      [1, 0.8, 0],
      [0.7, -0.6, 0],
      [0.5, 0.9, 0],
      [0.9, 0.5, 0],
      [1.1, 0, 0],
      [0.6, 0, 0.9],
      [0.8, 0, -0.7],
      [-0.4, 0, 0.8],
      [0.7, 0, 0.6],
    ].flat(),
  ),
  phi: Float64Array.from([0.3, -0.2, 0.5, 0, 0.4, 0.6, 0.1, -0.4, 0.2]),
  s: Float64Array.from([0.4, 0.6, 0.3, 0.5, 0.7, 0.4, 0.5, 0.3, 0.6]),
  A: Float64Array.from([0.7, 0, 0, 0, 0.5, 0, 0, 0, -0.4]),
  Q: Float64Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]),
};
const among = (...members: readonly number[]): boolean[] => Array.from({ length: N }, (_, i) => members.includes(i));
const blocks = [
  { size: 1, loads: among(0, 1, 2, 3, 4, 5, 6, 7, 8) },
  { size: 1, loads: among(0, 1, 2, 3) },
  { size: 1, loads: among(5, 6, 7, 8) },
] as const;

/** The truth drawn, with a late start, gaps, a ragged end and one quarterly series. */
function panelOf(T: number, seed: number): FactorPanel {
  const long = draw(truth, T + 4, seed).x;
  const x = long.slice(4 * N);
  for (let t = 0; t < T; t++) {
    x[t * N + 8] = t % 3 === 2 ? quarterWeights.reduce((u, w, j) => u + w * long[(t + 4 - j) * N + 8]!, 0) : Number.NaN;
    if (t < 7) x[t * N + 2] = Number.NaN;
    if (t > 30 && t < 40) x[t * N + 6] = Number.NaN;
    if (t > T - 3) x[t * N] = Number.NaN;
  }
  return { x, T, N, weights: Array.from({ length: N }, (_, i) => (i === 8 ? quarterWeights : null)) };
}

test("with blocks both roads give the joint normal density written out in full", () => {
  const panel = panelOf(24, 1);
  const dense = denseLogDensity(panel, truth);
  expect(Math.abs(factorLogLikelihood(panel, truth) / dense - 1)).toBeLessThan(1e-11);
  expect(Math.abs(filterFactors(panel, truth).logLikelihood / dense - 1)).toBeLessThan(1e-11);
});

for (const dynamics of ["apart", "joint"] as const)
  test(`blocks that move ${dynamics}: zeros stay zero, nothing free can be moved without losing likelihood, both roads agree to 1e-8`, () => {
    const panel = panelOf(240, 2);
    const fit = fitFactorModel(panel, { estimator: "ml", blocks, dynamics, tolerance: 1e-6 });
    expect(fit.converged).toBe(true);
    expect(fit.logLikelihood).toBeGreaterThan(factorLogLikelihood(panel, truth));
    expect(Math.abs(filterFactors(panel, fit).logLikelihood / fit.logLikelihood - 1)).toBeLessThan(1e-8);
    const isFree = (key: string, k: number): boolean =>
      key === "Lambda" ? truth.Lambda[k] !== 0 : key === "A" ? dynamics === "joint" || truth.A[k] !== 0 : true;
    for (const key of ["Lambda", "phi", "s", "A"] as const)
      fit[key].forEach((v, k) => {
        if (!isFree(key, k)) {
          expect(v).toBe(0);
          return;
        }
        for (const h of [-0.01, 0.01]) {
          const moved = Float64Array.from(fit[key]);
          moved[k] = key === "s" ? v * (1 + h) : v + h;
          expect(factorLogLikelihood(panel, { ...fit, [key]: moved })).toBeLessThan(fit.logLikelihood);
        }
      });
    // Without the restriction the maximum is higher, by less than the 5 % point of chi² with the 9 + 1 loadings set free (18.3).
    const free = fitFactorModel(panel, { estimator: "ml", factors: 3, tolerance: 1e-5 });
    expect(free.logLikelihood).toBeGreaterThan(fit.logLikelihood);
    fit.Lambda.forEach((v, k) => expect(Math.abs(Math.abs(v) - Math.abs(truth.Lambda[k]!))).toBeLessThan(0.45));
  });

test("blocks in another order give the same maximum and the same factors", () => {
  const panel = panelOf(160, 3);
  const fit = fitFactorModel(panel, { estimator: "ml", blocks, dynamics: "apart", tolerance: 1e-6 });
  const turned = fitFactorModel(panel, {
    estimator: "ml",
    blocks: [blocks[0], blocks[2], blocks[1]],
    dynamics: "apart",
    tolerance: 1e-6,
  });
  expect(turned.logLikelihood).toBeCloseTo(fit.logLikelihood, 5);
  for (let i = 0; i < N; i++) {
    expect(Math.abs(turned.Lambda[i * 3 + 1]! - fit.Lambda[i * 3 + 2]!)).toBeLessThan(2e-3);
    expect(Math.abs(turned.Lambda[i * 3]! - fit.Lambda[i * 3]!)).toBeLessThan(2e-3);
  }
});

test("a block of two factors turns within itself only, and its errors are those of the information written out", () => {
  const panel = panelOf(160, 4);
  const fit = fitFactorModel(panel, {
    estimator: "ml",
    blocks: [blocks[0], { size: 2, loads: among(0, 1, 2, 3, 4, 5, 6, 7) }],
    dynamics: "apart",
  });
  let across = 0;
  for (let i = 0; i < N; i++) across += (fit.Lambda[i * 3 + 1]! * fit.Lambda[i * 3 + 2]!) / fit.s[i]!;
  expect(Math.abs(across)).toBeLessThan(1e-8);
  expect([fit.A[1], fit.A[2], fit.A[3], fit.A[6]]).toEqual([0, 0, 0, 0]);
  const se = factorErrors(fit);
  expect(se.Lambda[8 * 3 + 1]).toBe(0);
  expect(se.A[1]).toBe(0);
  expect(se.Lambda[0]).toBeGreaterThan(0.03);
  expect(se.Lambda[0]).toBeLessThan(0.5);
});

test("the EM of the peers keeps the zeros too, and ends below the maximum", () => {
  const panel = panelOf(160, 5);
  const em = fitFactorModel(panel, { blocks, dynamics: "apart", estimator: "em-bm2014" });
  const ml = fitFactorModel(panel, { estimator: "ml", blocks, dynamics: "apart" });
  truth.Lambda.forEach((v, k) => {
    if (v === 0) expect(em.Lambda[k]).toBe(0);
  });
  // The same parameters as three blocks of a mixed model, whose likelihood is another program.
  const mixed = mixedLogLikelihood(panel.x, {
    blocks: [0, 1, 2].map((a) => ({ size: 1, order: 1, A: Float64Array.of(em.A[4 * a]!), Q: Float64Array.of(1) })),
    Lambda: em.Lambda,
    weights: Array.from({ length: N }, (_, i) => (i === 8 ? quarterWeights : [1])),
    idiosyncratic: "autoregressive",
    phi: em.phi,
    s: em.s,
    noise: 0,
  });
  expect(Math.abs(em.logLikelihood / mixed - 1)).toBeLessThan(1e-8);
  expect(ml.logLikelihood).toBeGreaterThan(em.logLikelihood + 1);
  expect(() => fitFactorModel(panel, { blocks, estimator: "em-bm2014" })).toThrow("dynamics");
});

test("unless told the estimator is the one that forecast better in real time: EM among months and quarters, the maximum else, and for blocks that move jointly", () => {
  const panel = panelOf(60, 8);
  expect(fitFactorModel(panel, { factors: 1 }).estimator).toBe("em-bm2014");
  expect(fitFactorModel(panel, { blocks, dynamics: "apart" }).estimator).toBe("em-bm2014");
  expect(fitFactorModel(panel, { blocks, dynamics: "joint" }).estimator).toBe("ml");
  expect(fitFactorModel({ x: draw(truth, 60, 8).x, T: 60, N }, { factors: 1 }).estimator).toBe("ml");
});

test("starts at random end at the same maximum or are told of; the same seed gives the same ends", () => {
  const panel = panelOf(120, 6);
  const fit = fitFactorModel(panel, { estimator: "ml", blocks, dynamics: "apart", starts: 4 });
  const again = fitFactorModel(panel, { estimator: "ml", blocks, dynamics: "apart", starts: 4 });
  expect(fit.maxima).toHaveLength(4);
  expect(again.maxima).toEqual(fit.maxima);
  expect(fit.maxima[0]).toBeCloseTo(fit.logLikelihood, 8);
  const alone = fitFactorModel(panel, { estimator: "ml", blocks, dynamics: "apart" });
  expect(fit.logLikelihood).toBeGreaterThan(alone.logLikelihood - 1e-3);
  const below = fit.maxima.filter((v) => v < fit.maxima[0]! - 0.5).length;
  expect(fit.warnings.some((w) => w.code === "several-maxima")).toBe(below > 0);
});

test("a block of no series, a start that loads where it may not, and more factors than series of a block are refused", () => {
  const panel = panelOf(60, 7);
  expect(() => fitFactorModel(panel, { estimator: "ml", blocks: [blocks[0], { size: 1, loads: among() }] })).toThrow(
    "block 1",
  );
  const open = fitFactorModel(panel, { estimator: "ml", factors: 3, maxIterations: 5 });
  expect(() => fitFactorModel(panel, { estimator: "ml", blocks, start: open })).toThrow("may not load");
  expect(() =>
    fitFactorModel(panel, { estimator: "ml", blocks: [blocks[0], { size: 3, loads: among(7, 8) }] }),
  ).toThrow("block 1");
});

test("SYNTHETIC weeks, months and quarters: the likelihood by both roads is the density written out, and the fit holds for both kinds of own terms", () => {
  // A week's growth is the base; a month is the sum of four weeks' levels against the four before, a quarter of twelve.
  const month = [1, 2, 3, 4, 3, 2, 1];
  const quarter = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
  const q: FactorParameters = {
    r: 1,
    p: 1,
    Lambda: Float64Array.from([1, 0.8, -0.6, 0.9, 0.7]),
    phi: Float64Array.from([0.3, -0.2, 0.4, 0.2, 0.1]),
    s: Float64Array.from([0.5, 0.4, 0.6, 0.3, 0.3]),
    A: Float64Array.of(0.8),
    Q: Float64Array.of(1),
  };
  const weights = [null, null, null, month, quarter];
  const weekly = (T: number, seed: number, white = false): FactorPanel => {
    const from = quarter.length - 1;
    const long = draw(white ? { ...q, phi: new Float64Array(5) } : q, T + from, seed).x;
    const x = long.slice(from * 5);
    const sum = (w: readonly number[], t: number, i: number): number =>
      w.reduce((u, v, j) => u + v * long[(t + from - j) * 5 + i]!, 0);
    for (let t = 0; t < T; t++) {
      x[t * 5 + 3] = t % 4 === 3 ? sum(month, t, 3) : Number.NaN;
      x[t * 5 + 4] = t % 12 === 11 ? sum(quarter, t, 4) : Number.NaN;
      if (t < 5 || t === T - 1) x[t * 5 + 1] = Number.NaN;
    }
    return { x, T, N: 5, weights };
  };
  const small = weekly(40, 1);
  const dense = denseLogDensity(small, q);
  expect(Math.abs(factorLogLikelihood(small, q) / dense - 1)).toBeLessThan(1e-10);
  expect(Math.abs(filterFactors(small, q).logLikelihood / dense - 1)).toBeLessThan(1e-10);
  for (const idiosyncratic of ["ar1", "white"] as const) {
    const panel = weekly(360, 2, idiosyncratic === "white");
    const fit = fitFactorModel(panel, { estimator: "ml", factors: 1, idiosyncratic });
    expect(fit.converged).toBe(true);
    expect(Math.abs(filterFactors(panel, fit).logLikelihood / fit.logLikelihood - 1)).toBeLessThan(1e-8);
    fit.Lambda.forEach((v, i) => expect(Math.abs(v - q.Lambda[i]!)).toBeLessThan(0.3));
    expect(Math.abs(fit.A[0]! - 0.8)).toBeLessThan(0.12);
  }
});

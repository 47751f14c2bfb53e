import { expect, test } from "vitest";
import { quarterWeights } from "../../src/math/factor-plan.ts";
import { runEm } from "../../src/methods/mixed-factor-em.ts";
import { baseWeights, type MixedParameters } from "../../src/methods/mixed-factor-form.ts";
import { smoothMixed } from "../../src/methods/mixed-factor-model.ts";
import { mixedParametersOf } from "../../src/tasks/cases/factors.ts";

/** Four monthly series with gaps (three years, made of sines) and one quarterly; the figures below are statsmodels' for them. */
const monthly: readonly (readonly (number | null)[])[] = [
  [1.0, null, 1.0, 0.0],
  [-0.21, null, -0.05, 1.01],
  [-0.07, null, -1.19, 0.09],
  [0.39, null, -1.32, 0.58],
  [1.23, -0.31, -0.37, 1.21],
  [1.19, 1.17, 0.22, 0.04],
  [1.13, -0.65, -0.85, 0.95],
  [1.35, 1.11, 0.68, 1.31],
  [-0.95, -0.49, 0.95, 0.22],
  [-0.22, -0.04, 0.23, 1.27],
  [-0.53, 0.98, 0.63, 0.75],
  [0.49, -0.57, -1.28, 1.58],
  [0.42, 0.62, null, 0.43],
  [1.72, 1.21, null, -0.15],
  [0.57, -0.66, null, -0.49],
  [-0.34, 0.22, -0.48, 0.27],
  [0.15, 1.14, -1.26, 1.2],
  [0.67, -0.31, -1.29, 1.14],
  [-0.45, -0.62, -0.83, -0.72],
  [0.71, 0.69, 0.58, 0.89],
  [-0.33, 1.08, -0.15, 1.44],
  [0.1, 0.02, 0.05, -0.19],
  [1.49, -0.45, 0.14, 1.8],
  [0.89, 0.74, -1.74, 1.17],
  [2.06, 1.66, -0.76, 1.83],
  [2.18, 1.74, -0.86, 0.57],
  [1.39, 1.02, -2.65, 2.54],
  [2.87, 0.24, -2.51, 1.01],
  [3.38, 0.26, -0.86, 1.14],
  [2.77, 0.67, -0.78, 2.51],
  [1.03, 1.25, -1.92, 1.76],
  [2.2, 1.77, -1.1, 1.42],
  [2.3, 1.86, -1.25, 0.67],
  [1.59, 2.09, -2.44, 0.88],
  [3.08, 2.09, -0.84, null],
  [2.0, 2.07, -1.21, null],
];
const quarterly: readonly number[] = [0.63, 0.55, 0.32, 0.26, 0.98, 0.33, 0.3, 1.98, 1.89, 2.4, 1.87, 2.47];

const names = ["a", "b", "c", "d", "g"];

/** Standardised with the standard deviation over n - 1, as statsmodels does. */
function panel(): { readonly y: Float64Array; readonly mean: readonly number[]; readonly std: readonly number[] } {
  const raw = monthly.map((row, t) => [...row, t % 3 === 2 ? (quarterly[Math.floor(t / 3)] ?? null) : null]);
  const known = names.map((_, i) => raw.map((row) => row[i]!).filter((v) => v !== null));
  const mean = known.map((c) => c.reduce((s, v) => s + v, 0) / c.length);
  const std = known.map((c, i) => Math.sqrt(c.reduce((s, v) => s + (v - mean[i]!) ** 2, 0) / (c.length - 1)));
  const y = Float64Array.from(
    raw.flatMap((row) => row.map((v, i) => (v === null ? Number.NaN : (v - mean[i]!) / std[i]!))),
  );
  return { y, mean, std };
}

function read(params: Readonly<Record<string, number>>, autocorrelated: boolean): MixedParameters {
  return mixedParametersOf(params, names, { autocorrelated, quarterly: (n) => n === "g" });
}

/** The part of start_params that both models share: components of the monthly series and their VAR. */
const components: Readonly<Record<string, number>> = {
  "loading.0->a": -0.5618945507108237,
  "loading.0->b": -0.4732259741189363,
  "loading.0->c": 0.46219852211391016,
  "loading.0->d": -0.4715005448231442,
  "loading.0->g": -0.07612927519838464,
  "L1.0->0": 0.5409737784875941,
  "L2.0->0": 0.2470455008147039,
  "fb(0).cov.chol[1,1]": 0.919459041039934,
};

/** start_params, log-likelihoods of nine passes, params after eight steps, forecasts of g and a for three months. */
const runs: readonly {
  readonly ar1: boolean;
  readonly start: Readonly<Record<string, number>>;
  readonly path: readonly number[];
  readonly params: Readonly<Record<string, number>>;
  readonly forecasts: readonly (readonly number[])[];
}[] = [
  {
    ar1: true,
    start: {
      ...components,
      "L1.eps_M.a": 0.017265762694663275,
      "L1.eps_M.b": 0.028053779590565445,
      "L1.eps_M.c": -0.011209737936171423,
      "L1.eps_M.d": 0.004756552078294959,
      "L1.eps_Q.g": -0.712379588627793,
      "sigma2.a": 0.30428932934923414,
      "sigma2.b": 0.49660929755674493,
      "sigma2.c": 0.5078302039527804,
      "sigma2.d": 0.5435438257999883,
      "sigma2.g": 0.029977036046028138,
    },
    path: [
      -177.5769934414024, -168.72032900360503, -167.73186352495847, -167.1893732095188, -166.84413652301546,
      -166.6091167803546, -166.4406094063616, -166.3144025568618, -166.21639261887162,
    ],
    params: {
      "loading.0->a": -0.5618945507108237,
      "loading.0->b": -0.473225974118936,
      "loading.0->c": 0.46219852211391027,
      "loading.0->d": -0.471500544823144,
      "loading.0->g": -0.0761292751983846,
      "L1.0->0": 0.6761946368928198,
      "L2.0->0": 0.278877520909885,
      "fb(0).cov.chol[1,1]": 0.5414696699966604,
      "L1.eps_M.a": 0.12729099624595125,
      "L1.eps_M.b": 0.03303003546695412,
      "L1.eps_M.c": 0.12189649213198031,
      "L1.eps_M.d": -0.15998554906841214,
      "L1.eps_Q.g": -0.7798070970022069,
      "sigma2.a": 0.38081380945675464,
      "sigma2.b": 0.6200332547181171,
      "sigma2.c": 0.6056528220560611,
      "sigma2.d": 0.7271126611591404,
      "sigma2.g": 0.023390647315383407,
    },
    forecasts: [
      [2.328437365045131, 2.4345226019102535, 2.228708331913386],
      [2.1498831067213295, 2.12818340519303, 2.094044080631753],
    ],
  },
  {
    ar1: false,
    start: {
      ...components,
      "sigma2.a": 0.3276633482902209,
      "sigma2.b": 0.5038557467060751,
      "sigma2.c": 0.5151046515231995,
      "sigma2.d": 0.5299808312892537,
      "sigma2.g": 0.029936012920022747,
    },
    path: [
      -179.38300633958406, -173.87911821827726, -172.48040302573125, -171.79219251036474, -171.37519193716992,
      -171.10178913187332, -170.91487914193928, -170.78214895087385, -170.68400898053562,
    ],
    params: {
      "loading.0->a": -0.5128656548638534,
      "loading.0->b": -0.3758014053585474,
      "loading.0->c": 0.37208900511579185,
      "loading.0->d": -0.3181293683193065,
      "loading.0->g": -0.06606093909107039,
      "L1.0->0": 0.7640452420478259,
      "L2.0->0": 0.18476172640548064,
      "fb(0).cov.chol[1,1]": 0.634468659570375,
      "sigma2.a": 0.3508031822126503,
      "sigma2.b": 0.6230712049267271,
      "sigma2.c": 0.6276032186734414,
      "sigma2.d": 0.7508000374929448,
      "sigma2.g": 0.012576701714765968,
    },
    forecasts: [
      [2.532819032026422, 2.4638709564533965, 2.347830960649542],
      [2.263381998425399, 2.2086482674281562, 2.158664132994108],
    ],
  },
];

for (const { ar1, start, path, params, forecasts } of runs) {
  test(`statsmodels 0.13.5: nine log-likelihoods, parameters and forecasts with ${ar1 ? "AR(1)" : "white"} own terms`, () => {
    const { y, mean, std } = panel();
    const em = runEm(y, read(start, ar1), { iterations: 8 });
    em.path.forEach((v, k) => expect(v).toBeCloseTo(path[k]!, 7));
    const want = read(params, ar1);
    want.Lambda.forEach((v, k) => expect(em.parameters.Lambda[k]).toBeCloseTo(v, 7));
    want.s.forEach((v, k) => expect(em.parameters.s[k]).toBeCloseTo(v, 7));
    if (ar1) want.phi.forEach((v, k) => expect(em.parameters.phi[k]).toBeCloseTo(v, 7));
    want.blocks[0]!.A.forEach((v, k) => expect(em.parameters.blocks[0]!.A[k]).toBeCloseTo(v, 7));
    expect(em.parameters.blocks[0]!.Q[0]).toBeCloseTo(want.blocks[0]!.Q[0]!, 7);
    const ahead = new Float64Array(y.length + 15).fill(Number.NaN);
    ahead.set(y);
    const { series } = smoothMixed(ahead, em.parameters, em.start);
    for (let h = 0; h < 3; h++) {
      expect(series[(36 + h) * 5 + 4]! * std[4]! + mean[4]!).toBeCloseTo(forecasts[0]![h]!, 7);
      expect(series[(36 + h) * 5]! * std[0]! + mean[0]!).toBeCloseTo(forecasts[1]![h]!, 7);
    }
    expect(want.weights[4]).toEqual(quarterWeights);
    expect(want.weights[0]).toEqual(baseWeights);
  });
}

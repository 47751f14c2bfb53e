import { z } from "zod";
import { companion, eigenvalues } from "../../math/eigenvalues.ts";
import type { FactorParameters } from "../../math/factor-plan.ts";
import { forecastSeries } from "../../methods/factor-forecast.ts";
import { factorLogLikelihood } from "../../methods/factor-likelihood.ts";
import { type FactorFit, type FactorOptions, fitFactorModel } from "../../methods/factor-model.ts";
import type { StandardPanel } from "../../methods/factor-panel.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { type CaseInput, type CaseKind, parsed } from "./case-input.ts";
import { type CasePanel, panelOf, placeOf, quarterlyColumns, type Standards } from "./factors.ts";

/** Parameters written with a peer's names: loading.F->series, L1.G->F, fb(0).cov.chol[i,j], L1.eps_M.series, sigma2.series. */
function parametersOf(
  params: Readonly<Record<string, number>>,
  names: readonly string[],
  { r, p }: { readonly r: number; readonly p: number },
): FactorParameters {
  const factors = [
    ...new Set(
      Object.keys(params)
        .map((k) => /^loading\.(.*)->/.exec(k)?.[1] ?? "")
        .filter((f) => f !== ""),
    ),
  ];
  if (factors.length !== r)
    throw new VorlaufError("wrong-shape", {
      what: "loadings in given.start_params",
      expected: `${r} factors`,
      got: `${factors.length} (${factors.join(", ")})`,
    });
  const A = new Float64Array(r * r * p);
  for (const [k, v] of Object.entries(params)) {
    const m = /^L(\d+)\.(.+)->(.+)$/.exec(k);
    if (m === null) continue;
    const [from, to] = [factors.indexOf(m[2] ?? ""), factors.indexOf(m[3] ?? "")];
    if (from >= 0 && to >= 0) A[to * r * p + (Number(m[1]) - 1) * r + from] = v;
  }
  const L = new Float64Array(r * r);
  for (const [k, v] of Object.entries(params)) {
    const m = /^fb\(\d+\)\.cov\.chol\[(\d+),(\d+)\]$/.exec(k);
    if (m !== null) L[(Number(m[1]) - 1) * r + Number(m[2]) - 1] = v;
  }
  const Q = Float64Array.from({ length: r * r }, (_, c) =>
    Array.from({ length: r }, (__, k) => (L[Math.floor(c / r) * r + k] ?? 0) * (L[(c % r) * r + k] ?? 0)).reduce(
      (a, b) => a + b,
      0,
    ),
  );
  return {
    r,
    p,
    Lambda: Float64Array.from(names.flatMap((n) => factors.map((f) => params[`loading.${f}->${n}`] ?? 0))),
    phi: Float64Array.from(names, (n) => params[`L1.eps_M.${n}`] ?? 0),
    s: Float64Array.from(names, (n) => params[`sigma2.${n}`] ?? 1),
    A,
    Q,
  };
}

/** The case's panel in the form the methods take. */
function standardOf(input: CaseInput, given: Standards): StandardPanel & CasePanel {
  const panel = panelOf(input, given);
  return { ...panel, means: Float64Array.from(panel.mean), sds: Float64Array.from(panel.std) };
}

/** The search goes on until the score is zero to a millionth of a standard error. */
const strict = { estimator: "ml", tolerance: 1e-6, maxIterations: 2000 } satisfies Partial<FactorOptions>;

function words(fit: FactorFit): string[] {
  return fit.warnings.map((w) => `${w.code} ${JSON.stringify(w.facts)}`);
}

const exactSettings = z.object({
  factors: z.number().int().min(1),
  factor_var_order: z.number().int().min(1),
  idio_ar_bound: z.number().gt(0).lt(1).default(0.995),
  idio_var_floor: z.number().positive().default(1e-6),
  /** Steps ahead of `forecast_N`. */
  forecast_steps: z.number().int().min(1).default(3),
});
const exactGiven = z.object({
  mean: z.array(z.number()).optional(),
  std: z.array(z.number()).optional(),
  start_params: z.record(z.string(), z.number()).optional(),
});

/**
 * A model with AR(1) idiosyncratic terms and its exact likelihood, monthly series. Reported is the fixed point of conditional maximisation
 * from the case's start, the estimator by which such cases are made; a search that goes on to the maximum is beside it, and stands
 * in its place where the fixed point was not reached (docs/methods/reference-cases.md).
 */
export const exactFactorCases: CaseKind = {
  methods: ["dfm-exact-ml-ar1"],
  compute: (input) => {
    const s = parsed(exactSettings, input.settings, "settings");
    const given = parsed(exactGiven, input.given, "given");
    const panel = standardOf(input, given);
    const start =
      given.start_params === undefined
        ? null
        : parametersOf(given.start_params, panel.names, { r: s.factors, p: s.factor_var_order });
    const size = {
      factors: s.factors,
      lags: s.factor_var_order,
      phiBound: s.idio_ar_bound,
      varianceFloor: s.idio_var_floor,
    };
    const fixed = fitFactorModel(panel, { ...size, start, estimator: "ecm", maxIterations: 5000 });
    const best = fitFactorModel(panel, { ...size, start: fixed, ...strict });
    const several = fitFactorModel(panel, { ...size, estimator: "ml", starts: 4 });
    const reached =
      !fixed.warnings.some((w) => w.code === "not-converged") || fixed.logLikelihood >= best.logLikelihood;
    const fit = reached ? fixed : best;
    const ahead = s.forecast_steps;
    const forecast = forecastSeries({ ...fit, panel }, { horizon: ahead });
    const { re, im } = eigenvalues(companion(fit.A, s.factors, s.factor_var_order), s.factors * s.factor_var_order);
    return {
      values: {
        ...(start === null ? {} : { loglik_at_start: factorLogLikelihood(panel, start) }),
        ml_loglik: fit.logLikelihood,
        ml_loglik_of_search: Math.max(fit.logLikelihood, best.logLikelihood),
        idio_ar: Array.from(fit.phi),
        idio_var: Array.from(fit.s),
        factor_transition_eigenvalues: Array.from(re, (v, i) => Math.hypot(v, im[i] ?? 0)).sort((a, b) => a - b),
        [`forecast_${ahead}`]: Object.fromEntries(
          panel.names.map((n, i) => [
            n,
            Array.from({ length: ahead }, (_, h) => forecast.mean[h * panel.N + i] ?? Number.NaN),
          ]),
        ),
      },
      tables: {
        "common_component.csv": {
          date: panel.labels,
          ...Object.fromEntries(
            panel.names.map((n, i) => [n, Array.from({ length: panel.T }, (_, t) => fit.common[t * panel.N + i] ?? 0)]),
          ),
        },
      },
      warnings: [
        ...panel.warnings,
        ...words(fit),
        reached
          ? `the fixed point of conditional maximisation, as the case was made; estimator ml goes on to log-likelihood ${best.logLikelihood.toFixed(6)}${several.logLikelihood > best.logLikelihood + 0.01 ? `, and the best of its four starts ends at another maximum, ${several.logLikelihood.toFixed(6)}` : ""}`
          : `conditional maximisation had not settled after ${fixed.iterations} steps (log-likelihood ${fixed.logLikelihood.toFixed(6)}): the maximum by estimator ml stands here`,
      ],
    };
  },
};

const mixedSettings = z.object({
  factors: z.number().int().min(1),
  factor_orders: z.number().int().min(1),
  idiosyncratic_ar1: z.boolean(),
  aggregation: z.array(z.number()).min(1),
  initial: z.literal("stationary").optional(),
  measurement_noise: z.literal(0).optional(),
});
const mixedGiven = z.object({
  mean: z.array(z.number()).optional(),
  std: z.array(z.number()).optional(),
  target: z.string(),
});

/** The peer's names of the parameters; the factor's innovation has unit variance, a scale the likelihood does not know. */
function peerNames(
  fit: FactorFit,
  panel: StandardPanel & { readonly names: readonly string[] },
): Record<string, number> {
  const { r, p } = fit;
  const out: Record<string, number> = {};
  panel.names.forEach((name, i) => {
    for (let a = 0; a < r; a++) out[`loading.${a}->${name}`] = fit.Lambda[i * r + a]!;
    out[`L1.eps_${(panel.weights?.[i] ?? null) === null ? "M" : "Q"}.${name}`] = fit.phi[i]!;
    out[`sigma2.${name}`] = fit.s[i]!;
  });
  for (let a = 0; a < r; a++) {
    for (let k = 0; k < r * p; k++) out[`L${Math.floor(k / r) + 1}.${k % r}->${a}`] = fit.A[a * r * p + k]!;
    for (let b = 0; b <= a; b++) out[`fb(0).cov.chol[${a + 1},${b + 1}]`] = a === b ? 1 : 0;
  }
  return out;
}

/** Exact maximum likelihood of a panel of months and quarters. */
export const mixedFactorCases: CaseKind = {
  methods: ["dfm-exact-ml-mixed-frequency"],
  compute: (input) => {
    const s = parsed(mixedSettings, input.settings, "settings");
    const given = parsed(mixedGiven, input.given, "given");
    const plain = standardOf(input, given);
    const weights = quarterlyColumns(plain, plain.labels).map((q) => (q ? s.aggregation : null));
    const panel = { ...plain, weights };
    const fit = fitFactorModel(panel, {
      factors: s.factors,
      lags: s.factor_orders,
      idiosyncratic: s.idiosyncratic_ar1 ? "ar1" : "white",
      ...strict,
    });
    const last = forecastSeries({ ...fit, panel }, { horizon: 0, from: panel.T - 6 });
    const target = placeOf(panel.names, given.target, "target");
    return {
      values: {
        ml_loglik: fit.logLikelihood,
        ml_params: peerNames(fit, panel),
        target_smoothed_last6: Array.from({ length: 6 }, (_, k) => last.mean[k * panel.N + target] ?? Number.NaN),
      },
      tables: {},
      warnings: [...panel.warnings, ...words(fit)],
    };
  },
};

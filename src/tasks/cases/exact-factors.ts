import { z } from "zod";
import { companion, eigenvalues } from "../../math/eigenvalues.ts";
import type { FactorParameters } from "../../methods/factor-likelihood.ts";
import { factorLogLikelihood, fitFactorModel, forecastPanel } from "../../methods/factor-model.ts";
import { type CaseKind, parsed } from "./case-input.ts";
import { panelOf } from "./factors.ts";

/** Parameters written with a peer's names: loading.F->series, L1.G->F, fb(0).cov.chol[i,j], L1.eps_M.series, sigma2.series. */
function parametersOf(
  params: Readonly<Record<string, number>>,
  names: readonly string[],
  { r, p }: { readonly r: number; readonly p: number },
): FactorParameters {
  const loading = names.map((n) =>
    Object.entries(params)
      .filter(([k]) => k.startsWith("loading.") && k.endsWith(`->${n}`))
      .map(([, v]) => v),
  );
  const factors = [
    ...new Set(
      Object.keys(params)
        .map((k) => /^loading\.(.*)->/.exec(k)?.[1] ?? "")
        .filter((f) => f !== ""),
    ),
  ];
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
    Lambda: Float64Array.from(loading.flat()),
    phi: Float64Array.from(names, (n) => params[`L1.eps_M.${n}`] ?? 0),
    s: Float64Array.from(names, (n) => params[`sigma2.${n}`] ?? 1),
    A,
    Q,
  };
}

const exactSettings = z.object({
  factors: z.number(),
  factor_var_order: z.number(),
  idio_ar_bound: z.number(),
  idio_var_floor: z.number(),
});
const exactGiven = z.object({
  mean: z.array(z.number()),
  std: z.array(z.number()),
  start_params: z.record(z.string(), z.number()),
});

/** Exact maximum likelihood with AR(1) idiosyncratic terms, monthly series. */
export const exactFactorCases: CaseKind = {
  methods: ["dfm-exact-ml-ar1"],
  compute: (input) => {
    const s = parsed(exactSettings, input.settings, "settings");
    const given = parsed(exactGiven, input.given, "given");
    const panel = panelOf(input, given);
    const start = parametersOf(given.start_params, panel.names, { r: s.factors, p: s.factor_var_order });
    const fit = fitFactorModel(panel, {
      factors: s.factors,
      lags: s.factor_var_order,
      phiBound: s.idio_ar_bound,
      varianceFloor: s.idio_var_floor,
      start,
    });
    const forecast = forecastPanel(panel, fit, 3);
    const { re, im } = eigenvalues(companion(fit.A, s.factors, s.factor_var_order), s.factors * s.factor_var_order);
    return {
      values: {
        loglik_at_start: factorLogLikelihood(panel, start),
        ml_loglik: fit.logLikelihood,
        idio_ar: Array.from(fit.phi),
        idio_var: Array.from(fit.s),
        factor_transition_eigenvalues: Array.from(re, (v, i) => Math.hypot(v, im[i] ?? 0)).sort((a, b) => a - b),
        forecast_3: Object.fromEntries(
          panel.names.map((n, i) => [
            n,
            [0, 1, 2].map((h) => (forecast[h * panel.N + i] ?? 0) * (given.std[i] ?? 1) + (given.mean[i] ?? 0)),
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
      warnings: fit.warnings.map((w) => `${w.code} ${JSON.stringify(w.facts)}`),
    };
  },
};

import { z } from "zod";
import type { RegimeRegression } from "../../math/switching-score.ts";
import { fitMarkovSwitching, type RegimeProbabilities } from "../../methods/markov-switching.ts";
import { fitSwitchingRegression, regimesAt } from "../../methods/switching-regression.ts";
import { VorlaufError } from "../../terms/errors.ts";
import type { Warning } from "../../terms/warnings.ts";
import {
  type CaseInput,
  type CaseKind,
  type Computed,
  firstTable,
  numbers,
  parsed,
  rowLabels,
  seriesOf,
  type Value,
  valueColumns,
} from "./case-input.ts";

const settingsSchema = z.object({
  k_regimes: z.number().int().min(2).max(8),
  /** In words: intercept or mean, variance, autoregression, exogenous. */
  switching: z.string().optional(),
  order: z.number().int().min(0).max(12).default(0),
  variance: z.enum(["common", "switching"]).optional(),
  trend: z.enum(["n", "nc", "c", "ct", "t"]).default("c"),
  exog: z.array(z.string()).optional(),
  switching_trend: z.boolean().optional(),
  switching_exog: z.boolean().optional(),
  switching_variance: z.boolean().optional(),
  switching_ar: z.boolean().optional(),
  initial_state: z
    .string()
    .regex(/steady|stationary/i, "the chain starts from its stationary distribution")
    .optional(),
});
const publishedSchema = z.object({ published_params: z.record(z.string(), z.unknown()).optional() });

/** A model as the case sets it: series, regressors with the peers' names, and what switches. */
interface Design {
  readonly y: Float64Array;
  readonly X: Float64Array;
  /** Per regressor: its names in the parameters (the peers number regressors, x1, x2, after the constant). */
  readonly names: readonly (readonly string[])[];
  readonly switching: readonly boolean[];
  readonly regimes: number;
  readonly order: number;
  readonly switchingVariance: boolean;
  readonly switchingAr: boolean;
}

function designOf(input: CaseInput): Design {
  const s = parsed(settingsSchema, input.settings, "settings");
  const table = firstTable(input, "y.csv");
  const words = s.switching;
  const says = (of: RegExp): boolean | undefined => (words === undefined ? undefined : of.test(words));
  const trend = s.switching_trend ?? says(/intercept|mean|const|trend|all/i) ?? true;
  const exogenous = s.switching_exog ?? says(/exog|slope|coefficient|regress|lag|all/i) ?? true;
  const own = seriesOf(table);
  const series = valueColumns(table).find((c) => /^(y|value)$/i.test(c)) ?? valueColumns(table)[0];
  const names = s.exog ?? valueColumns(table).filter((c) => c !== series);
  const columns: { readonly names: string[]; readonly at: (t: number) => number; readonly switches: boolean }[] = [];
  if (s.trend.startsWith("c")) columns.push({ names: ["const"], at: () => 1, switches: trend });
  if (s.trend.endsWith("t")) columns.push({ names: ["trend"], at: (t) => t + 1, switches: trend });
  for (const name of names) {
    const x = numbers(table, name);
    columns.push({ names: [name], at: (t) => x[t] ?? Number.NaN, switches: exogenous });
  }
  // Rows before the first with every value (lags as regressors) and after the last are left out.
  const whole = (t: number): boolean => [own[t]!, ...columns.map((c) => c.at(t))].every((v) => !Number.isNaN(v));
  const rows = Array.from(own.keys());
  const [from, to] = [rows.findIndex(whole), rows.findLastIndex(whole) + 1];
  if (from < 0) throw new VorlaufError("too-few-observations", { what: "rows with every value", have: 0, need: 1 });
  const y = own.slice(from, to);
  const q = columns.length;
  return {
    y,
    X: Float64Array.from({ length: y.length * q }, (_, c) => columns[c % q]!.at(from + Math.floor(c / q))),
    names: columns.map((c, j) =>
      c.names[0] === "const" ? c.names : [...c.names, `x${j + (columns[0]?.names[0] === "const" ? 0 : 1)}`],
    ),
    switching: columns.map((c) => c.switches),
    regimes: s.k_regimes,
    order: s.order,
    switchingVariance:
      s.switching_variance ??
      (s.variance === undefined ? (says(/variance|sigma|all/i) ?? false) : s.variance === "switching"),
    switchingAr: s.switching_ar ?? says(/\bar\b|autoregress|phi|all/i) ?? false,
  };
}

/** Parameters under the names that statsmodels gives them. */
function parameterNames(p: RegimeRegression, d: Design): Record<string, Value> {
  const K = d.regimes;
  const q = d.switching.length;
  const out: Record<string, Value> = {};
  const put = (name: string, switches: boolean, of: (k: number) => number | undefined): void => {
    // statsmodels 0.13 writes [k] even after the name of a regressor whose coefficient is common.
    for (let k = 0; k < K; k++) if (switches || /^x\d/.test(name)) out[`${name}[${k}]`] = of(k) ?? null;
    if (!switches) out[name] = of(0) ?? null;
  };
  for (let j = 0; j < K - 1; j++) for (let i = 0; i < K; i++) out[`p[${i}->${j}]`] = p.transition[i * K + j] ?? null;
  d.names.forEach((names, j) => {
    for (const name of names) put(name, d.switching[j] === true, (k) => p.beta[k * q + j]);
  });
  put("sigma2", d.switchingVariance, (k) => p.sigma2[k]);
  for (let i = 0; i < d.order; i++) put(`ar.L${i + 1}`, d.switchingAr, (k) => p.phi[k * d.order + i]);
  return out;
}

function probabilityTable(
  p: Omit<RegimeProbabilities, "logLikelihood">,
  K: number,
  labels: readonly Value[],
): Record<string, readonly Value[]> {
  const column = (x: Float64Array, k: number): number[] =>
    Array.from({ length: x.length / K }, (_, t) => x[t * K + k] ?? 0);
  return Object.fromEntries([
    ["date", labels],
    ...Array.from(
      { length: K },
      (_, k) =>
        [
          [`filtered_${k}`, column(p.filtered, k)],
          [`smoothed_${k}`, column(p.smoothed, k)],
        ] as const,
    ).flat(),
  ]);
}

/**
 * Published parameters, by short names (p00, mu0, sigma or sigma0, phi) or by the peers' (p[0->0], const[0], sigma2, ar.L1).
 * @throws "input-invalid" naming the one that is missing
 */
function publishedOf(given: Readonly<Record<string, unknown>>, d: Design): RegimeRegression {
  const K = d.regimes;
  const q = d.switching.length;
  const find = (...names: readonly string[]): number => {
    const name = names.find((n) => typeof given[n] === "number");
    if (name === undefined)
      throw new VorlaufError("input-invalid", {
        what: "given.published_params",
        got: Object.keys(given).join(", "),
        fix: `Give ${names[0]}.`,
      });
    return Number(given[name]);
  };
  const transition = new Float64Array(K * K);
  for (let i = 0; i < K; i++) {
    let rest = 1;
    for (let j = 0; j < K - 1; j++) {
      const v = find(`p${i}${j}`, `p[${i}->${j}]`);
      transition[i * K + j] = v;
      rest -= v;
    }
    transition[i * K + K - 1] = rest;
  }
  const list = Array.isArray(given["phi"]) ? given["phi"].map(Number) : null;
  return {
    transition,
    beta: Float64Array.from({ length: K * q }, (_, c) => {
      const [k, j] = [Math.floor(c / q), c % q];
      const names = d.names[j]!;
      const short = names[0] === "const" ? [`mu${k}`, "mu"] : [];
      return find(...short, ...names.flatMap((n) => [`${n}[${k}]`, n]));
    }),
    sigma2: Float64Array.from({ length: K }, (_, k) =>
      typeof given[`sigma2[${k}]`] === "number" || typeof given["sigma2"] === "number"
        ? find(`sigma2[${k}]`, "sigma2")
        : find(`sigma${k}`, "sigma") ** 2,
    ),
    phi: Float64Array.from({ length: K * d.order }, (_, c) => {
      const [k, i] = [Math.floor(c / d.order), c % d.order];
      return list?.[i] ?? find(`ar.L${i + 1}[${k}]`, `ar.L${i + 1}`);
    }),
  };
}

/** A constant alone, common lags: the case of `markov-switching`, whose filter is the faster one. */
function isPlain(d: Design): boolean {
  return d.switching.length === 1 && d.switching[0] === true && d.names[0]?.[0] === "const" && !d.switchingAr;
}

interface Estimate extends RegimeRegression {
  readonly logLikelihood: number;
  readonly filtered: Float64Array;
  readonly smoothed: Float64Array;
  readonly expectedDurations: Float64Array;
  readonly warnings: readonly Warning[];
}

function estimate(d: Design): Estimate {
  if (!isPlain(d)) return fitSwitchingRegression(d.y, d.X, { ...d, starts: 40, seed: 1, varianceFloor: 0.001 });
  const fit = fitMarkovSwitching(d.y, { regimes: d.regimes, order: d.order, switchingVariance: d.switchingVariance });
  const phi = Float64Array.from({ length: d.regimes * d.order }, (_, c) => fit.phi[c % d.order]!);
  return { ...fit, beta: fit.mu, phi };
}

/** Switching regressions and autoregressions; probabilities at published parameters where they are given. */
export const switchingCases: CaseKind = {
  methods: ["markov-switching-regression", "markov-switching-ar-hamilton"],
  compute: (input): Computed => {
    const d = designOf(input);
    const { published_params: published } = parsed(publishedSchema, input.given, "given");
    const table = firstTable(input, "y.csv");
    const fit = estimate(d);
    const labels = rowLabels(table).slice(table.rows - d.y.length + d.order);
    const values: Record<string, Value> = {
      ml_loglik: fit.logLikelihood,
      ml_params: parameterNames(fit, d),
      expected_durations: Array.from(fit.expectedDurations),
    };
    const warnings = fit.warnings.map((w) => `${w.code} ${JSON.stringify(w.facts)}`);
    if (published === undefined)
      return { values, tables: { "probabilities.csv": probabilityTable(fit, d.regimes, labels) }, warnings };
    const at = regimesAt(d.y, d.X, publishedOf(published, d));
    return {
      values: { ...values, loglik_at_published: at.logLikelihood },
      tables: { "probabilities.csv": probabilityTable(at, d.regimes, labels) },
      warnings,
    };
  },
};

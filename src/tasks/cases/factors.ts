import { z } from "zod";
import type { FactorPanel } from "../../math/factor-plan.ts";
import { quarterWeights } from "../../math/factor-plan.ts";
import type { StateSpace } from "../../math/kalman.ts";
import { identity, multiply, transpose } from "../../math/linear-algebra.ts";
import { factorsOf, runEm } from "../../methods/mixed-factor-em.ts";
import { baseWeights, type MixedParameters, stateSpaceOf } from "../../methods/mixed-factor-form.ts";
import { decomposeNews, mixedLogLikelihood, smoothMixed } from "../../methods/mixed-factor-model.ts";
import { VorlaufError } from "../../terms/errors.ts";
import {
  type CaseInput,
  type CaseKind,
  type Computed,
  type CsvTable,
  firstTable,
  numbers,
  parseCsv,
  parsed,
  rowLabels,
  type Value,
  valueColumns,
} from "./case-input.ts";
import { computeDfms, computeNewYorkFed } from "./component-factors.ts";

/** A panel standardised with the case's means and standard deviations. */
export function panelOf(
  input: CaseInput,
  given: { readonly mean: readonly number[]; readonly std: readonly number[] },
): FactorPanel & { readonly names: readonly string[]; readonly labels: readonly Value[] } {
  return standardPanel(firstTable(input, "panel.csv"), given);
}

function standardPanel(
  table: CsvTable,
  given: { readonly mean: readonly number[]; readonly std: readonly number[] },
): FactorPanel & { readonly names: readonly string[]; readonly labels: readonly Value[] } {
  const names = valueColumns(table);
  const columns = names.map((c) => numbers(table, c));
  const N = names.length;
  const x = Float64Array.from(
    { length: table.rows * N },
    (_, k) =>
      ((columns[k % N]?.[Math.floor(k / N)] ?? Number.NaN) - (given.mean[k % N] ?? 0)) / (given.std[k % N] ?? 1),
  );
  return { x, T: table.rows, N, names, labels: rowLabels(table) };
}

/** Parameters of a mixed-frequency model from a peer's names; quarterly series are those with `eps_Q`, or the ones named. */
export function mixedParametersOf(
  params: Readonly<Record<string, number>>,
  names: readonly string[],
  options: { readonly autocorrelated: boolean; readonly quarterly: (name: string) => boolean },
): MixedParameters & { readonly factorNames: readonly string[] } {
  const blockSizes: number[] = [];
  for (const k of Object.keys(params)) {
    const m = /^fb\((\d+)\)\.cov\.chol\[(\d+),\d+\]$/.exec(k);
    if (m !== null) blockSizes[Number(m[1])] = Math.max(blockSizes[Number(m[1])] ?? 0, Number(m[2]));
  }
  // Factors are named in the order of their blocks by their transition parameters.
  const factorNames = [
    ...new Set(
      Object.keys(params)
        .map((k) => /^L1\.(.+)->/.exec(k)?.[1] ?? "")
        .filter((f) => f !== ""),
    ),
  ];
  let first = 0;
  const blocks = blockSizes.map((size, b) => {
    const members = factorNames.slice(first, first + size);
    first += size;
    const order = Math.max(
      1,
      ...Object.keys(params).map((k) => {
        const lag = /^L(\d+)\.(.+)->/.exec(k);
        return lag !== null && members.includes(lag[2] ?? "") ? Number(lag[1]) : 0;
      }),
    );
    const A = Float64Array.from({ length: size * size * order }, (_, c) => {
      const [i, k] = [Math.floor(c / (size * order)), c % (size * order)];
      return params[`L${Math.floor(k / size) + 1}.${members[k % size] ?? ""}->${members[i] ?? ""}`] ?? 0;
    });
    const L = Float64Array.from(
      { length: size * size },
      (_, c) => params[`fb(${b}).cov.chol[${Math.floor(c / size) + 1},${(c % size) + 1}]`] ?? 0,
    );
    return { size, order, A, Q: multiply(L, transpose(L, size, size), { n: size, k: size, m: size }) };
  });
  const r = factorNames.length;
  return {
    factorNames,
    blocks,
    Lambda: Float64Array.from(
      { length: names.length * r },
      (_, c) => params[`loading.${factorNames[c % r] ?? ""}->${names[Math.floor(c / r)] ?? ""}`] ?? 0,
    ),
    weights: names.map((n) => (options.quarterly(n) ? quarterWeights : baseWeights)),
    phi: Float64Array.from(names, (n) => params[`L1.eps_M.${n}`] ?? params[`L1.eps_Q.${n}`] ?? 0),
    s: Float64Array.from(names, (n) => params[`sigma2.${n}`] ?? 1),
    idiosyncratic: options.autocorrelated ? "autoregressive" : "white-sum",
    noise: 0,
  };
}

/** Series whose values stand only in the last months of quarters. */
export function quarterlyColumns(panel: FactorPanel, labels: readonly Value[]): boolean[] {
  const month = labels.map((l) => Number(/-(\d\d)/.exec(String(l))?.[1] ?? 0));
  return Array.from({ length: panel.N }, (_, i) => {
    const seen = month.filter((_m, t) => !Number.isNaN(panel.x[t * panel.N + i] ?? Number.NaN));
    return seen.length > 0 && seen.every((m) => m % 3 === 0);
  });
}

const emSettings = z.object({ em_iterations: z.number(), idiosyncratic_ar1: z.boolean() });
const emGiven = z.object({
  mean: z.array(z.number()),
  std: z.array(z.number()),
  start_params: z.record(z.string(), z.number()),
  params: z.record(z.string(), z.number()),
  impact_period: z.string(),
  target: z.string(),
});

/** The peers' EM: statsmodels from given start values, the New York Fed's and dfms from components. */
export const emFactorCases: CaseKind = {
  methods: ["dfm-em-mixed-frequency"],
  compute: (input) =>
    "factors_per_block" in input.settings
      ? computeNewYorkFed(input)
      : "start_params" in input.given
        ? computeFromGiven(input)
        : computeDfms(input),
};

/** EM from given start values; filter, smoother, forecasts and news at given parameters. */
function computeFromGiven(input: CaseInput): Computed {
  const s = parsed(emSettings, input.settings, "settings");
  const given = parsed(emGiven, input.given, "given");
  const panel = panelOf(input, given);
  const { N, T, names } = panel;
  const isQuarterly = quarterlyColumns(panel, panel.labels);
  const read = (
    params: Readonly<Record<string, number>>,
  ): MixedParameters & { readonly factorNames: readonly string[] } =>
    mixedParametersOf(params, names, {
      autocorrelated: s.idiosyncratic_ar1,
      quarterly: (n) => isQuarterly[names.indexOf(n)] ?? false,
    });
  const em = runEm(panel.x, read(given.start_params), { iterations: s.em_iterations });
  const factors = factorsOf(em.posterior);
  const at = read(given.params);
  const ahead = Float64Array.from({ length: (T + 6) * N }, (_, k) => panel.x[k] ?? Number.NaN);
  const smooth = smoothMixed(ahead, at);
  const original = (v: number, i: number): number => v * (given.std[i] ?? 1) + (given.mean[i] ?? 0);
  const target = names.indexOf(given.target);
  const impact = panel.labels.findIndex((l) => String(l).startsWith(given.impact_period));
  const months = input.tables["monthly_old.csv"];
  const before =
    months === undefined
      ? panel.x
      : panel.x.map((v, k) => {
          const i = k % N;
          const column = months.cells[names[i] ?? ""];
          if (column === undefined) return v;
          const cell = column[Math.floor(k / N)];
          return typeof cell === "number" ? (cell - (given.mean[i] ?? 0)) / (given.std[i] ?? 1) : Number.NaN;
        });
  const news = decomposeNews(stateSpaceOf(at), { before, after: panel.x }, { series: target, t: impact });
  const scale = given.std[target] ?? 1;
  const loglik = mixedLogLikelihood(panel.x, at);
  return {
    values: {
      loglik: em.path.at(-1) ?? Number.NaN,
      loglik_path: [...em.path],
      loglik_after_smooth_at_params: loglik,
      loglik_stationary_start_at_params: loglik,
      forecast_6m: Object.fromEntries(
        names.map((n, i) => [n, Array.from({ length: 6 }, (_, h) => original(smooth.series[(T + h) * N + i] ?? 0, i))]),
      ),
      nowcast_old: original(news.before, target),
      nowcast_new: original(news.after, target),
      revision_impact: news.revisionImpact * scale,
      total_impact: (news.after - news.before) * scale,
      news: news.news
        .map((n) => ({
          "impact date": given.impact_period,
          "impacted variable": given.target,
          "update date": String(panel.labels[Math.floor(n.k / N)]).slice(0, 7),
          "updated variable": names[n.k % N] ?? "",
          observed: original(n.actual, n.k % N),
          "forecast (prev)": original(n.forecast, n.k % N),
          news: (n.actual - n.forecast) * (given.std[n.k % N] ?? 1),
          weight: (n.weight * scale) / (given.std[n.k % N] ?? 1),
          impact: n.impact * scale,
        }))
        .sort((a, b) => (a["updated variable"] < b["updated variable"] ? -1 : 1)),
    },
    tables: {
      "factors.csv": {
        date: panel.labels,
        ...Object.fromEntries(
          at.factorNames.map((f, j) => [
            f,
            Array.from({ length: T }, (_, t) => factors[t * at.factorNames.length + j] ?? 0),
          ]),
        ),
      },
    },
  };
}

const newsSettings = z.object({ target: z.string(), target_period: z.string(), parameters: z.string() });
const standardsSchema = z.object({ given: z.object({ mean: z.array(z.number()), std: z.array(z.number()) }) });

/** The matrices that a neighbouring case publishes as tables. */
function publishedModel(input: CaseInput, id: string): StateSpace {
  const matrix = (file: string): Float64Array => {
    const table = parseCsv(input.neighbour(id, `${file}.csv`));
    const columns = table.columns.map((c) => numbers(table, c));
    return Float64Array.from(
      { length: table.rows * columns.length },
      (_, k) => columns[k % columns.length]?.[Math.floor(k / columns.length)] ?? Number.NaN,
    );
  };
  const [T, Z, Q, noise, z0, V0] = [
    matrix("params_A"),
    matrix("params_C"),
    matrix("params_Q"),
    matrix("params_R_diag"),
    matrix("state0"),
    matrix("state0_cov"),
  ];
  const m = z0.length;
  const p = noise.length;
  const d = { n: m, k: m, m };
  const moved = multiply(multiply(T, V0, d), transpose(T, m, m), d);
  return {
    p,
    m,
    r: m,
    Z,
    H: Float64Array.from({ length: p * p }, (_, k) => (Math.floor(k / p) === k % p ? (noise[k % p] ?? 0) : 0)),
    T,
    R: identity(m),
    Q,
    a1: multiply(T, z0, { n: m, k: m, m: 1 }),
    P1: moved.map((v, k) => v + (Q[k] ?? 0)),
    P1inf: new Float64Array(m * m),
  };
}

/** News between two vintages at the parameters of a neighbouring case. */
export const newsCases: CaseKind = {
  methods: ["nowcast-news-decomposition"],
  compute: (input) => {
    const s = parsed(newsSettings, input.settings, "settings");
    const id = /case (\S+)/.exec(s.parameters)?.[1] ?? "";
    const { given } = parsed(standardsSchema, JSON.parse(input.neighbour(id, "case.json")), id);
    const model = publishedModel(input, id);
    const before = standardPanel(firstTable(input, "X_old.csv"), given);
    const after = standardPanel(firstTable(input, "X_new.csv"), given);
    const first = before.labels.indexOf(after.labels[0] ?? null);
    if (before.T !== after.T || first !== 0)
      throw new VorlaufError("wrong-shape", {
        what: "vintages",
        expected: `${before.T} rows from ${String(before.labels[0])}`,
        got: `${after.T} from ${String(after.labels[0])}`,
      });
    const { N, names, labels } = before;
    const wanted = /\d{4}-\d{2}/.exec(s.target_period.replace(/.*row /, ""))?.[0] ?? s.target_period;
    const t = labels.findIndex((l) => String(l).startsWith(wanted));
    const target = names.indexOf(s.target);
    const longer = (x: Float64Array): Float64Array =>
      Float64Array.from({ length: x.length + 12 * N }, (_, k) => x[k] ?? Number.NaN);
    const news = decomposeNews(model, { before: longer(before.x), after: longer(after.x) }, { series: target, t });
    const scale = given.std[target] ?? 1;
    const original = (v: number, i: number): number => v * (given.std[i] ?? 1) + (given.mean[i] ?? 0);
    return {
      values: {
        nowcast_old: original(news.before, target),
        nowcast_revised: original(news.revised, target),
        nowcast_new: original(news.after, target),
        impact_revisions: news.revisionImpact * scale,
        impact_releases: (news.after - news.revised) * scale,
        news: Object.fromEntries(
          news.news.map((n) => [
            names[n.k % N] ?? "",
            {
              forecast: original(n.forecast, n.k % N),
              actual: original(n.actual, n.k % N),
              weight: (n.weight * scale) / (given.std[n.k % N] ?? 1),
              impact: n.impact * scale,
            },
          ]),
        ),
      },
      tables: {},
    };
  },
};

/** A panel for timing: nothing is expected of it but that it is read whole. */
export const benchmarkCases: CaseKind = {
  methods: ["benchmark-panel"],
  compute: (input) => {
    const table = firstTable(input, "panel.csv");
    const names = valueColumns(table);
    const observed = names.reduce((n, c) => n + numbers(table, c).filter((v) => !Number.isNaN(v)).length, 0);
    return { values: { series: names.length, periods: table.rows, observed }, tables: {} };
  },
};

import { z } from "zod";
import type { FactorPanel } from "../../math/factor-plan.ts";
import { quarterWeights } from "../../math/factor-plan.ts";
import type { StateSpace } from "../../math/kalman.ts";
import { identity, multiply, transpose } from "../../math/linear-algebra.ts";
import { factorsOf, runEm } from "../../methods/mixed-factor-em.ts";
import { baseWeights, type MixedParameters, stateSpaceOf } from "../../methods/mixed-factor-form.ts";
import { decomposeNews, mixedLogLikelihood, smoothMixed } from "../../methods/mixed-factor-model.ts";
import { nearIds, VorlaufError } from "../../terms/errors.ts";
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

/** A panel as the case standardises it, with the means and standard deviations used. */
export interface CasePanel extends FactorPanel {
  readonly names: readonly string[];
  readonly labels: readonly Value[];
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly warnings: readonly string[];
}

/** Means and standard deviations (divisor n - 1) as a case may give them, in the order of the columns. */
export interface Standards {
  readonly mean?: readonly number[] | undefined;
  readonly std?: readonly number[] | undefined;
}

/**
 * The case's panel. Where `standardize` says mean and std "over observed values", they are taken there: what is given then only repeats them,
 * in an order of columns that a turned file no longer has. Else the given ones count.
 * @throws "constant-series", "too-few-observations" naming the column; "wrong-shape" for standards of another number of columns
 */
export function panelOf(input: CaseInput, given: Standards): CasePanel {
  const observed = /observed/i.test(String(input.settings["standardize"] ?? "observed"));
  const own = standardPanel(firstTable(input, "panel.csv"), observed ? {} : given);
  const differ = own.mean.some(
    (m, i) =>
      Math.abs(m - (given.mean?.[i] ?? m)) > 1e-9 * own.std[i]! ||
      Math.abs((given.std?.[i] ?? own.std[i]!) / own.std[i]! - 1) > 1e-9,
  );
  return observed && differ
    ? {
        ...own,
        warnings: [
          "given.mean and given.std are not those over the observed values in this order of columns: computed anew",
        ],
      }
    : own;
}

function standardPanel(table: CsvTable, given: Standards, names: readonly string[] = valueColumns(table)): CasePanel {
  const columns = names.map((c) => numbers(table, c));
  const N = names.length;
  for (const list of [given.mean, given.std])
    if (list !== undefined && list.length !== N)
      throw new VorlaufError("wrong-shape", {
        what: "given.mean and given.std",
        expected: `${N}`,
        got: `${list.length}`,
      });
  const mean = given.mean ?? columns.map((c) => momentsOf(c).mean);
  const std = given.std ?? columns.map((c) => momentsOf(c).std);
  columns.forEach((c, i) => {
    const have = c.filter((v) => !Number.isNaN(v)).length;
    if (have < 2) throw new VorlaufError("too-few-observations", { what: `column ${names[i]!}`, have, need: 2 });
    if (!(std[i]! > 1e-12 * Math.abs(mean[i]!)))
      throw new VorlaufError("constant-series", { what: `column ${names[i]!}` });
  });
  const x = Float64Array.from(
    { length: table.rows * N },
    (_, k) => ((columns[k % N]?.[Math.floor(k / N)] ?? Number.NaN) - mean[k % N]!) / std[k % N]!,
  );
  return { x, T: table.rows, N, names, labels: rowLabels(table), mean, std, warnings: [] };
}

function momentsOf(column: Float64Array): { readonly mean: number; readonly std: number } {
  const known = column.filter((v) => !Number.isNaN(v));
  const mean = known.reduce((s, v) => s + v, 0) / known.length;
  return { mean, std: Math.sqrt(known.reduce((s, v) => s + (v - mean) ** 2, 0) / (known.length - 1)) };
}

/** Where a name stands in a list. @throws "unknown-id" */
export function placeOf(names: readonly string[], name: string, kind: string): number {
  const at = names.indexOf(name);
  if (at < 0) throw new VorlaufError("unknown-id", { kind, id: name, near: nearIds(name, names) });
  return at;
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

/** Series whose values stand only in the last months of quarters; none where the rows are not dated by month (2001-03, 2001-03-31, 200103, 2001M3). */
export function quarterlyColumns(panel: FactorPanel, labels: readonly Value[]): boolean[] {
  const month = labels.map((l) => Number(/^\d{4}[-./ ]?M?(\d{1,2})(?!\d)/i.exec(String(l))?.[1] ?? Number.NaN));
  return Array.from({ length: panel.N }, (_, i) => {
    const seen = month.filter((_m, t) => !Number.isNaN(panel.x[t * panel.N + i] ?? Number.NaN));
    return seen.length > 0 && seen.every((m) => m % 3 === 0);
  });
}

const emSettings = z.object({
  em_iterations: z.number().int().min(1).max(100_000),
  em_tolerance: z.number().min(0).default(0),
  idiosyncratic_ar1: z.boolean(),
  /** What the names of the parameters say as well. */
  factors: z.unknown().optional(),
  factor_orders: z.unknown().optional(),
});
const emGiven = z.object({
  mean: z.array(z.number()).optional(),
  std: z.array(z.number()).optional(),
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
      quarterly: (n) =>
        `L1.eps_Q.${n}` in params || (!(`L1.eps_M.${n}` in params) && (isQuarterly[names.indexOf(n)] ?? false)),
    });
  const em = runEm(panel.x, read(given.start_params), { iterations: s.em_iterations, tolerance: s.em_tolerance });
  const factors = factorsOf(em.posterior);
  const at = read(given.params);
  const ahead = Float64Array.from({ length: (T + 6) * N }, (_, k) => panel.x[k] ?? Number.NaN);
  const smooth = smoothMixed(ahead, at);
  const original = (v: number, i: number): number => v * panel.std[i]! + panel.mean[i]!;
  const target = placeOf(names, given.target, "target");
  const impact = rowOf(panel.labels, given.impact_period);
  const months = input.tables["monthly_old.csv"];
  const before =
    months === undefined
      ? panel.x
      : panel.x.map((v, k) => {
          const i = k % N;
          const column = months.cells[names[i] ?? ""];
          if (column === undefined) return v;
          const cell = column[Math.floor(k / N)];
          return typeof cell === "number" ? (cell - panel.mean[i]!) / panel.std[i]! : Number.NaN;
        });
  const news = decomposeNews(stateSpaceOf(at), { before, after: panel.x }, { series: target, t: impact });
  const scale = panel.std[target]!;
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
          news: (n.actual - n.forecast) * panel.std[n.k % N]!,
          weight: (n.weight * scale) / panel.std[n.k % N]!,
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
    warnings: panel.warnings,
  };
}

/** The row of a period, by the start of its label. @throws "unknown-id" */
function rowOf(labels: readonly Value[], period: string): number {
  const at = labels.findIndex((l) => String(l).startsWith(period));
  if (at < 0) throw new VorlaufError("unknown-id", { kind: "period", id: period, near: [String(labels.at(-1))] });
  return at;
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
    // The neighbour's matrices stand in the order of its own panel's columns.
    const order = valueColumns(parseCsv(input.neighbour(id, "X.csv")));
    const before = standardPanel(firstTable(input, "X_old.csv"), given, order);
    const after = standardPanel(firstTable(input, "X_new.csv"), given, order);
    const first = before.labels.indexOf(after.labels[0] ?? null);
    if (before.T !== after.T || first !== 0)
      throw new VorlaufError("wrong-shape", {
        what: "vintages",
        expected: `${before.T} rows from ${String(before.labels[0])}`,
        got: `${after.T} from ${String(after.labels[0])}`,
      });
    const { N, names, labels } = before;
    const wanted = /\d{4}-\d{2}/.exec(s.target_period.replace(/.*row /, ""))?.[0] ?? s.target_period;
    const t = rowOf(labels, wanted);
    const target = placeOf(names, s.target, "target");
    const longer = (x: Float64Array): Float64Array =>
      Float64Array.from({ length: x.length + 12 * N }, (_, k) => x[k] ?? Number.NaN);
    const news = decomposeNews(model, { before: longer(before.x), after: longer(after.x) }, { series: target, t });
    const scale = before.std[target]!;
    const original = (v: number, i: number): number => v * before.std[i]! + before.mean[i]!;
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
              weight: (n.weight * scale) / before.std[n.k % N]!,
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

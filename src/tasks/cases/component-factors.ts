import { z } from "zod";
import { quarterWeights } from "../../math/factor-plan.ts";
import { multiply, transpose } from "../../math/linear-algebra.ts";
import { factorsOf, runEm } from "../../methods/mixed-factor-em.ts";
import {
  baseWeights,
  layoutOf,
  type MixedParameters,
  stateSpaceOf,
  stationaryStart,
} from "../../methods/mixed-factor-form.ts";
import { smoothMixed } from "../../methods/mixed-factor-model.ts";
import { startByComponents } from "../../methods/mixed-factor-start.ts";
import { VorlaufError } from "../../terms/errors.ts";
import {
  type CaseInput,
  type Computed,
  type CsvTable,
  firstTable,
  numbers,
  parsed,
  rowLabels,
  type Value,
  valueColumns,
} from "./case-input.ts";

/** A panel as it stands in a table, with the means and standard deviations over the values of each series. */
interface Panel {
  readonly names: readonly string[];
  readonly labels: readonly Value[];
  readonly T: number;
  readonly N: number;
  /** Standardised. */
  readonly x: Float64Array;
  readonly mean: Float64Array;
  readonly std: Float64Array;
}

function panelOf(table: CsvTable, names: readonly string[]): Panel {
  const columns = names.map((c) => numbers(table, c));
  const N = names.length;
  const known = columns.map((c) => c.filter((v) => !Number.isNaN(v)));
  known.forEach((c, i) => {
    if (c.length < 2)
      throw new VorlaufError("too-few-observations", { what: `column ${names[i]!}`, have: c.length, need: 2 });
    if (c.every((v) => v === c[0])) throw new VorlaufError("constant-series", { what: `column ${names[i]!}` });
  });
  const mean = Float64Array.from(known, (c) => c.reduce((s, v) => s + v, 0) / c.length);
  const std = Float64Array.from(known, (c, i) =>
    Math.sqrt(c.reduce((s, v) => s + (v - mean[i]!) ** 2, 0) / (c.length - 1)),
  );
  return {
    names,
    labels: rowLabels(table),
    T: table.rows,
    N,
    x: Float64Array.from(
      { length: table.rows * N },
      (_, k) => (columns[k % N]![Math.floor(k / N)]! - mean[k % N]!) / std[k % N]!,
    ),
    mean,
    std,
  };
}

/** The panel after an empty row: the state starts a period before the data. */
function withRowBefore(x: Float64Array, N: number): Float64Array {
  const y = new Float64Array(x.length + N).fill(Number.NaN, 0, N);
  y.set(x, N);
  return y;
}

/** n log(2 pi)/2, which these programs leave out of the log-likelihood. */
function omitted(x: Float64Array): number {
  return 0.5 * Math.log(2 * Math.PI) * x.reduce((n, v) => n + (Number.isNaN(v) ? 0 : 1), 0);
}

const settings = z.object({
  factors_per_block: z.union([z.number(), z.array(z.number())]),
  factor_order: z.number(),
  quarterly_aggregation: z.array(z.number()),
  idiosyncratic: z.string(),
  em_convergence: z.string(),
  max_iter: z.number(),
});

/** The New York Fed's model: blocks of a specification table, start values by components, EM until the likelihood stands still. */
export function computeNewYorkFed(input: CaseInput): Computed {
  const s = parsed(settings, input.settings, "settings");
  const spec = firstTable(input, "spec.csv");
  const panel = panelOf(firstTable(input, "X.csv"), valueColumns(firstTable(input, "X.csv")));
  const { names, N, T, x } = panel;
  const ids = spec.columns.map((c) => spec.cells[c] ?? []).find((cells) => names.every((n) => cells.includes(n)));
  const row = (name: string): number => ids?.indexOf(name) ?? -1;
  if (ids === undefined)
    throw new VorlaufError("wrong-shape", {
      what: "spec.csv",
      expected: "a column with the names of all series",
      got: `columns ${spec.columns.join(", ")}`,
    });
  const quarterly = names.map((n) => String(spec.cells["Frequency"]?.[row(n)]).toLowerCase() === "q");
  const placeOfBlock = (c: string): number => Number(/^block\s*(\d+)/i.exec(c)?.[1] ?? 0);
  const blockColumns = spec.columns.filter((c) => /^block/i.test(c)).sort((a, b) => placeOfBlock(a) - placeOfBlock(b));
  const sizes = blockColumns.map((_, b) =>
    typeof s.factors_per_block === "number" ? s.factors_per_block : (s.factors_per_block[b] ?? 1),
  );
  const noise = Number(/(?:fixed at|variance)\s*([\d.e-]+)/i.exec(s.idiosyncratic)?.[1] ?? 1e-4);
  const first = startByComponents(x, {
    blocks: blockColumns.map((c, b) => ({ size: sizes[b]!, loads: names.map((n) => spec.cells[c]?.[row(n)] === 1) })),
    order: s.factor_order,
    weights: quarterly.map((q) => (q ? s.quarterly_aggregation : baseWeights)),
    idiosyncratic: "autoregressive",
    noise,
    components: "base",
    spline: "not-a-knot",
  });
  const y = withRowBefore(x, N);
  const constant = omitted(x);
  const em = runEm(y, first, {
    iterations: s.max_iter,
    tolerance: Number(/<\s*([\d.e-]+)/.exec(s.em_convergence)?.[1] ?? 1e-4),
    patience: Number(/(\d+)(?:st|nd|rd|th)/.exec(s.em_convergence)?.[1] ?? 4) - 1,
    constant,
    start: "smoothed-mean",
    first: stationaryStart(first),
    before: true,
  });
  const q = em.parameters;
  const r = q.Lambda.length / N;
  const factors = factorsOf(em.posterior);
  const { series } = smoothMixed(y, q, em.start);
  const original = (i: number): number[] =>
    Array.from({ length: T }, (_, t) => series[(t + 1) * N + i]! * panel.std[i]! + panel.mean[i]!);
  const target = Math.max(
    0,
    names.findIndex((n) => /^GDP/i.test(n)),
  );
  const labelsOfBlocks = blockColumns.flatMap((c, b) => {
    const name = c.replace(/^block\s*\d*\s*-?\s*/i, "") || c;
    return sizes[b] === 1 ? [name] : Array.from({ length: sizes[b]! }, (_, k) => `${name}${k + 1}`);
  });
  const path = em.path.slice(0, em.iterations);
  return {
    values: {
      iterations: em.iterations,
      loglik_path: path,
      loglik_final_reported: path.at(-1) ?? null,
      factor_ar: q.blocks.flatMap((b) => Array.from(b.A)),
      factor_var: q.blocks.flatMap((b) => Array.from(b.Q)),
      loadings_lag0: Object.fromEntries(names.map((n, i) => [n, Array.from(q.Lambda.subarray(i * r, (i + 1) * r))])),
      idio_ar: Array.from(q.phi),
      idio_var: Array.from(q.s),
      measurement_var: q.noise,
      mean: Array.from(panel.mean),
      std: Array.from(panel.std),
      gdp_smoothed_last12: original(target).slice(-12),
      rows_last12: panel.labels.slice(-12),
    },
    tables: {
      "smoothed_factors.csv": {
        date: panel.labels,
        ...Object.fromEntries(
          labelsOfBlocks.map((n, f) => [n, Array.from({ length: T }, (_, t) => factors[(t + 1) * r + f]!)]),
        ),
      },
      "x_smoothed.csv": {
        date: panel.labels,
        ...Object.fromEntries(names.map((n, i) => [n, original(i)])),
      },
      ...matrixTables(q, em.start),
    },
    ...(em.converged === true ? {} : { warnings: [`not-converged after ${em.iterations} iterations`] }),
  };
}

const componentSettings = z.object({
  factors: z.number().int().min(1),
  lags: z.number().int().min(1),
  idiosyncratic_ar1: z.boolean(),
  em_iterations: z.number().int().min(1),
  quarterly: z.array(z.string()).default([]),
});

/**
 * The model of Bańbura and Modugno as R's dfms states it: one block, start values by components of all series with gaps filled
 * (four-point spline), the state starts a period before the data where the last smoothing saw it, white own terms on the
 * quarterly values themselves or AR(1) terms without measurement noise. Its log-likelihood counts log(2 pi)/2 for missing values
 * too. What is not stated (variances at the start) is as in {@link startByComponents}, so the path begins elsewhere.
 */
export function computeDfms(input: CaseInput): Computed {
  const s = parsed(componentSettings, input.settings, "settings");
  const table = firstTable(input);
  const panel = panelOf(table, valueColumns(table));
  const { names, N, T, x } = panel;
  const first = startByComponents(x, {
    blocks: [{ size: s.factors, loads: names.map(() => true) }],
    order: s.lags,
    weights: names.map((n) => (s.quarterly.includes(n) ? quarterWeights : baseWeights)),
    idiosyncratic: s.idiosyncratic_ar1 ? "autoregressive" : "white",
    noise: 0,
    components: "all",
    spline: "four-point",
  });
  const missing = x.reduce((n, v) => n + (Number.isNaN(v) ? 1 : 0), 0);
  const em = runEm(withRowBefore(x, N), first, {
    iterations: s.em_iterations,
    constant: -0.5 * Math.log(2 * Math.PI) * missing,
    start: "smoothed",
    first: stationaryStart(first),
    before: true,
  });
  const q = em.parameters;
  const r = s.factors;
  const factors = factorsOf(em.posterior);
  const rows = (M: Float64Array, columns: number): number[][] =>
    Array.from({ length: M.length / columns }, (_, i) => Array.from(M.subarray(i * columns, (i + 1) * columns)));
  const [block] = q.blocks;
  return {
    values: {
      loglik_path: em.path.slice(0, s.em_iterations),
      A: block === undefined ? null : rows(block.A, r * s.lags),
      Q: block === undefined ? null : rows(block.Q, r),
      C: rows(q.Lambda, r),
      R: Array.from(q.s),
      rho: s.idiosyncratic_ar1 ? Array.from(q.phi) : null,
    },
    tables: {
      "factors.csv": {
        date: panel.labels,
        ...Object.fromEntries(
          Array.from({ length: r }, (_, f): [string, readonly Value[]] => [
            `f${f + 1}`,
            Array.from({ length: T }, (__, t) => factors[(t + 1) * r + f]!),
          ]),
        ),
      },
    },
    ownStart: true,
  };
}

/** The system matrices and the first state as the program writes them, one table each. */
function matrixTables(
  q: MixedParameters,
  start: { readonly a1: Float64Array; readonly P1: Float64Array },
): Record<string, Record<string, readonly Value[]>> {
  const { m } = layoutOf(q);
  const { T, Z, R, Q, H, p, r } = stateSpaceOf(q, start);
  const table = (M: Float64Array, columns: number): Record<string, readonly Value[]> =>
    Object.fromEntries(
      Array.from({ length: columns }, (_, j): [string, readonly Value[]] => [
        String(j),
        Array.from({ length: M.length / columns }, (__, i) => M[i * columns + j]!),
      ]),
    );
  const RQR = multiply(multiply(R, Q, { n: m, k: r, m: r }), transpose(R, m, r), { n: m, k: r, m });
  return {
    "params_A.csv": table(T, m),
    "params_C.csv": table(Z, m),
    "params_Q.csv": table(RQR, m),
    "params_R_diag.csv": table(
      Float64Array.from({ length: p }, (_, i) => H[i * p + i]!),
      1,
    ),
    "state0.csv": table(start.a1, 1),
    "state0_cov.csv": table(start.P1, m),
  };
}

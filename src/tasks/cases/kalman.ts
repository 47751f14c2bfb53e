import { z } from "zod";
import { filterStates, type Smoothed, type StateSpace, smoothStates } from "../../math/kalman.ts";
import { identity } from "../../math/linear-algebra.ts";
import { fitLocalLevel, localLevel } from "../../methods/local-level.ts";
import {
  blanks,
  type CaseInput,
  type CaseKind,
  firstTable,
  numbers,
  parsed,
  rowLabels,
  seriesOf,
  type Value,
  valueColumns,
} from "./case-input.ts";

const levelSettings = z.object({ H: z.number(), Q: z.number() });

/** Local level models: filter, smoother, disturbances, and the maximum of the diffuse likelihood. */
export const localLevelCases: CaseKind = {
  methods: ["kalman-exact-diffuse", "kalman-exact-diffuse-missing"],
  compute: (input) => {
    const { H, Q } = parsed(levelSettings, input.settings, "settings");
    const table = firstTable(input, "y.csv");
    const y = seriesOf(table);
    const s = smoothStates(localLevel(H, Q), y);
    const ml = fitLocalLevel(y);
    const n = y.length;
    const scalar = (of: "v" | "F"): (number | null)[] => s.filtered.steps.map((steps) => steps[0]?.[of] ?? null);
    const columns: Record<string, readonly Value[]> = {
      t: rowLabels(table),
      a_pred: Array.from(s.filtered.a.subarray(0, n)),
      P_pred: Array.from(s.filtered.P.subarray(0, n)),
      v: scalar("v"),
      F: scalar("F"),
      alphahat: Array.from(s.alpha),
      V: Array.from(s.V),
      epshat: blanks(s.epsilon),
      etahat: Array.from(s.eta),
    };
    return {
      values: {
        loglik: s.filtered.logLikelihood,
        d: s.filtered.d,
        j: s.filtered.j,
        ml: { H: ml.H, Q: ml.Q, loglik: ml.logLikelihood },
      },
      tables: { "filter.csv": columns },
    };
  },
};

const matrix = z.array(z.array(z.number()));
const modelSettings = z.object({
  Z: matrix,
  T: matrix,
  Q: matrix,
  H: matrix,
  R: matrix.optional(),
  a1: z.array(z.number()),
  P1: matrix,
  P1inf: matrix,
});

function modelOf(input: CaseInput): StateSpace {
  const s = parsed(modelSettings, input.settings, "settings");
  const flat = (rows: readonly (readonly number[])[]): Float64Array => Float64Array.from(rows.flat());
  const m = s.T.length;
  const r = s.Q.length;
  return {
    p: s.Z.length,
    m,
    r,
    Z: flat(s.Z),
    T: flat(s.T),
    Q: flat(s.Q),
    H: flat(s.H),
    R: s.R === undefined ? identity(m) : flat(s.R),
    a1: Float64Array.from(s.a1),
    P1: flat(s.P1),
    P1inf: flat(s.P1inf),
  };
}

/** Any linear Gaussian model given by its matrices. */
export const stateSpaceCases: CaseKind = {
  methods: ["kalman-exact-diffuse-multivariate"],
  compute: (input) => {
    const model = modelOf(input);
    const table = firstTable(input, "y.csv");
    const columns = valueColumns(table).map((c) => numbers(table, c));
    const y = Float64Array.from(
      { length: table.rows * model.p },
      (_, i) => columns[i % model.p]?.[Math.floor(i / model.p)] ?? Number.NaN,
    );
    const s: Smoothed = smoothStates(model, y);
    const { m } = model;
    const state = (i: number): number[] => Array.from({ length: table.rows }, (_, t) => s.alpha[t * m + i] ?? 0);
    const variance = (i: number): number[] =>
      Array.from({ length: table.rows }, (_, t) => s.V[t * m * m + i * m + i] ?? 0);
    const smooth = Object.fromEntries([
      ["t", rowLabels(table)],
      ...Array.from({ length: m }, (_, i) => [`alphahat${i + 1}`, state(i)]),
      ...Array.from({ length: m }, (_, i) => [`V${i + 1}${i + 1}`, variance(i)]),
    ]);
    return {
      values: { loglik: filterStates(model, y).logLikelihood, d: s.filtered.d, j: s.filtered.j },
      tables: { "smooth.csv": smooth },
    };
  },
};

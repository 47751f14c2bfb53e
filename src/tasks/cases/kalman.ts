import { z } from "zod";
import { filterStates, type Smoothed, type StateSpace, smoothStates } from "../../math/kalman.ts";
import { identity } from "../../math/linear-algebra.ts";
import { fitLocalLevel, localLevel } from "../../methods/local-level.ts";
import { VorlaufError } from "../../terms/errors.ts";
import {
  blanks,
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

/** A variance: a number, or its 1 × 1 matrix. */
const variance = z.union([
  z.number().min(0),
  z
    .array(z.number().min(0))
    .length(1)
    .transform((v) => v[0] ?? 0),
  z
    .array(z.array(z.number().min(0)).length(1))
    .length(1)
    .transform((v) => v[0]?.[0] ?? 0),
]);
const levelSettings = z.object({ H: variance.optional(), Q: variance.optional() });
const matrix = z.array(z.array(z.number())).min(1);
const square = z.union([matrix, z.number().transform((v) => [[v]])]);
const modelSettings = z.object({
  Z: z.union([matrix, z.array(z.number()).transform((row) => [row])]),
  T: square,
  Q: square,
  H: square,
  R: matrix.optional(),
  a1: z.array(z.number()).optional(),
  P1: square.optional(),
  P1inf: square.optional(),
});

/** Filter, smoother, disturbances at given variances (the maximum's where none are given), and the maximum of the diffuse likelihood. */
function localLevelCase(input: CaseInput): Computed {
  const given = parsed(levelSettings, input.settings, "settings");
  const table = firstTable(input, "y.csv");
  const y = seriesOf(table);
  const ml = fitLocalLevel(y);
  const [H, Q] = [given.H ?? ml.H, given.Q ?? ml.Q];
  const s = smoothStates(localLevel(H, Q), y);
  return {
    values: {
      loglik: s.filtered.logLikelihood,
      d: s.filtered.d,
      j: s.filtered.j,
      ml: { H: ml.H, Q: ml.Q, loglik: ml.logLikelihood },
    },
    tables: { "filter.csv": { t: rowLabels(table), ...filterColumns(s, { n: y.length, m: 1, p: 1, r: 1 }) } },
    warnings: ml.converged ? [] : ["not-converged: the search for the variances stopped at its most steps"],
  };
}

/** Predictions, innovations, smoothed states and disturbances by column; columns are numbered where there are several. */
function filterColumns(
  s: Smoothed,
  { n, m, p, r }: { readonly n: number; readonly m: number; readonly p: number; readonly r: number },
): Record<string, readonly Value[]> {
  const rows = (x: ArrayLike<number>, width: number, at: number): Float64Array =>
    Float64Array.from({ length: n }, (_, t) => x[t * width + at] ?? Number.NaN);
  const put = (name: string, x: ArrayLike<number>, width: number): [string, (number | null)[]][] =>
    Array.from({ length: width }, (_, i) => [width === 1 ? name : `${name}${i + 1}`, blanks(rows(x, width, i))]);
  const spread = (name: string, x: ArrayLike<number>): [string, (number | null)[]][] =>
    Array.from({ length: m }, (_, i) => [
      m === 1 ? name : `${name}${i + 1}${i + 1}`,
      blanks(rows(x, m * m, i * m + i)),
    ]);
  const scalar = (of: "v" | "F"): (number | null)[] => s.filtered.steps.map((steps) => steps[0]?.[of] ?? null);
  return Object.fromEntries([
    ...put("a_pred", s.filtered.a, m),
    ...spread("P_pred", s.filtered.P),
    ...(p === 1
      ? ([
          ["v", scalar("v")],
          ["F", scalar("F")],
        ] as const)
      : []),
    ...put("alphahat", s.alpha, m),
    ...spread("V", s.V),
    ...put("epshat", s.epsilon, p),
    ...put("etahat", s.eta, r),
  ]);
}

function modelOf(input: CaseInput): StateSpace {
  const s = parsed(modelSettings, input.settings, "settings");
  const m = s.T.length;
  const r = s.Q.length;
  const p = s.Z.length;
  const flat = (name: string, rows: readonly (readonly number[])[], n: number, width: number): Float64Array => {
    if (rows.length !== n || rows.some((row) => row.length !== width))
      throw new VorlaufError("wrong-shape", {
        what: `settings.${name}`,
        expected: `${n} × ${width}`,
        got: `${rows.length} × ${rows[0]?.length ?? 0}`,
      });
    return Float64Array.from(rows.flat());
  };
  if (s.R === undefined && r !== m)
    throw new VorlaufError("wrong-shape", { what: "settings.R", expected: `${m} × ${r}`, got: "nothing" });
  if (s.a1 !== undefined && s.a1.length !== m)
    throw new VorlaufError("wrong-shape", { what: "settings.a1", expected: `${m}`, got: `${s.a1.length}` });
  return {
    p,
    m,
    r,
    Z: flat("Z", s.Z, p, m),
    T: flat("T", s.T, m, m),
    Q: flat("Q", s.Q, r, r),
    H: flat("H", s.H, p, p),
    R: s.R === undefined ? identity(m) : flat("R", s.R, m, r),
    a1: Float64Array.from(s.a1 ?? new Float64Array(m)),
    P1: s.P1 === undefined ? new Float64Array(m * m) : flat("P1", s.P1, m, m),
    // Without a start of its own a state starts diffuse.
    P1inf:
      s.P1inf !== undefined ? flat("P1inf", s.P1inf, m, m) : s.P1 === undefined ? identity(m) : new Float64Array(m * m),
  };
}

/** Any linear Gaussian model given by its matrices; the columns of the table are the rows of Z, in their order. */
function stateSpaceCase(input: CaseInput): Computed {
  const model = modelOf(input);
  const table = firstTable(input, "y.csv");
  const columns = valueColumns(table).map((c) => numbers(table, c));
  if (columns.length !== model.p)
    throw new VorlaufError("wrong-shape", {
      what: "y.csv",
      expected: `${model.p} columns of values, one per row of Z`,
      got: `${columns.length}`,
    });
  const n = table.rows;
  const y = Float64Array.from({ length: n * model.p }, (_, i) => columns[i % model.p]![Math.floor(i / model.p)]!);
  const s = smoothStates(model, y);
  const { m, p, r } = model;
  const state = (i: number): number[] => Array.from({ length: n }, (_, t) => s.alpha[t * m + i]!);
  const variance = (i: number): number[] => Array.from({ length: n }, (_, t) => s.V[t * m * m + i * m + i]!);
  return {
    values: { loglik: filterStates(model, y).logLikelihood, d: s.filtered.d, j: s.filtered.j },
    tables: {
      "smooth.csv": Object.fromEntries([
        ["t", rowLabels(table)],
        ...Array.from({ length: m }, (_, i) => [`alphahat${i + 1}`, state(i)]),
        ...Array.from({ length: m }, (_, i) => [`V${i + 1}${i + 1}`, variance(i)]),
      ]),
      "filter.csv": { t: rowLabels(table), ...filterColumns(s, { n, m, p, r }) },
    },
  };
}

/** State-space models with exact diffuse start: by their matrices where the case sets Z, else the local level. */
export const stateSpaceCases: CaseKind = {
  methods: ["kalman-exact-diffuse", "kalman-exact-diffuse-missing", "kalman-exact-diffuse-multivariate"],
  compute: (input) => ("Z" in input.settings ? stateSpaceCase(input) : localLevelCase(input)),
};

import { type EnvelopeShape, envelopeShape } from "./envelope.ts";
import { type FactorPattern, openPattern } from "./factor-pattern.ts";
import { checkLength, MathFailure } from "./failure.ts";

/**
 * A dynamic factor model without measurement noise:
 *
 *   x_i[t] = lambda_i' f[t] + e_i[t],  e_i[t] = phi_i e_i[t-1] + u_i[t],  u_i ~ N(0, s_i)
 *   f[t] = A1 f[t-1] + ... + Ap f[t-p] + v[t],  v ~ N(0, Q)
 *
 * f and every e_i start from their stationary distributions. A series with aggregation weights w (a quarterly growth rate in
 * a panel of months: 1, 2, 3, 2, 1) is x_i[t] = sum_j w_j (lambda_i' f[t-j] + e_i[t-j]).
 */
export interface FactorParameters {
  readonly r: number;
  readonly p: number;
  /** N × r. */
  readonly Lambda: Float64Array;
  /** N; all 0 for white idiosyncratic terms. */
  readonly phi: Float64Array;
  /** N, innovation variances. */
  readonly s: Float64Array;
  /** r × (r p): A1, A2, ... side by side. */
  readonly A: Float64Array;
  /** r × r. */
  readonly Q: Float64Array;
}

/** A standardised panel: T rows, N columns, NaN where missing. */
export interface FactorPanel {
  readonly x: Float64Array;
  readonly T: number;
  readonly N: number;
  /** Aggregation weights per series, newest first; null (or no list) for series of the panel's own frequency. */
  readonly weights?: readonly (readonly number[] | null)[];
}

/** Weights of five months' growth in a quarter's growth. @cite Mariano & Murasawa (2003), Journal of Applied Econometrics 18 */
export const quarterWeights: readonly number[] = [1, 2, 3, 2, 1];

/** Dimensions of a model. */
export interface FactorSize {
  readonly r: number;
  readonly p: number;
  /** White idiosyncratic terms: every observation stands alone, so gaps couple nothing. */
  readonly white: boolean;
  /** What is free; everything unless given. */
  readonly pattern?: FactorPattern;
}

/**
 * Everything about a panel that does not depend on the parameters. Dates run from 0 to D - 1 and begin `pre` periods before
 * the panel (as far back as the longest aggregate reaches). Per date the unknowns are f (r), the idiosyncratic terms of the
 * aggregated series (K), and one multiplier per aggregated observation.
 */
export interface FactorPlan extends FactorSize {
  readonly pattern: FactorPattern;
  readonly N: number;
  readonly T: number;
  readonly pre: number;
  readonly D: number;
  /** Observed values. */
  readonly observed: number;
  /** Series of the panel's own frequency, and the aggregated ones, by their column in the panel. */
  readonly direct: Int32Array;
  readonly aggregated: Int32Array;
  /** Weights of the aggregated series. */
  readonly weights: readonly Float64Array[];
  /** Direct series one after the other (direct.length × D), 0 where missing. */
  readonly columns: Float64Array;
  /** The same by rows with an empty row before and after ((D + 2) × direct.length). */
  readonly rows: Float64Array;
  /** Stretches of consecutive observations of the m-th direct series: runs[runStart[m]] to runs[runStart[m + 1] - 1]. */
  readonly runStart: Int32Array;
  readonly runFrom: Int32Array;
  readonly runTo: Int32Array;
  /**
   * Transitions of the m-th direct series by gap, groupStart[m] to groupStart[m + 1] - 1. Gap 0: the first observation, from
   * the stationary distribution (white: not used); 1: from one period to the next (white: every observation); above: over a gap.
   */
  readonly groupStart: Int32Array;
  readonly groupGap: Int32Array;
  readonly groupCount: Int32Array;
  /** Sums of x[t]², x[t] x[s] and x[s]² over the transitions s -> t of every group. */
  readonly groupSquares: Float64Array;
  /** First observations and transitions over gaps, one by one: direct series, group, from (-1: none), to. */
  readonly oddSeries: Int32Array;
  readonly oddGroup: Int32Array;
  readonly oddFrom: Int32Array;
  readonly oddTo: Int32Array;
  /** Per date: which set of direct series has a transition of gap 1 to it (-1: none), and the sets. */
  readonly setOf: Int32Array;
  readonly sets: readonly Int32Array[];
  /** Aggregated observations: which aggregated series, date, value, position of the multiplier. */
  readonly tieSeries: Int32Array;
  readonly tieDate: Int32Array;
  readonly tieValue: Float64Array;
  readonly tieAt: Int32Array;
  /** Position of f[d][0] per date; e of the k-th aggregated series stands at factorAt[d] + r + k. */
  readonly factorAt: Int32Array;
  readonly shape: EnvelopeShape;
  /** Sign of the pivots: -1 for multipliers. */
  readonly sign: Int8Array;
}

/** Prepares a panel for a model of a size. @throws "wrong-shape"; "not-finite" for an infinite value */
export function planFactors(panel: FactorPanel, { r, p, white, pattern }: FactorSize): FactorPlan {
  const { x, T, N } = panel;
  checkLength("panel", x, T * N);
  if (panel.weights !== undefined && panel.weights.length !== N)
    throw new MathFailure("wrong-shape", {
      what: "aggregation weights",
      expected: `${N} series`,
      got: `${panel.weights.length}`,
    });
  for (let k = 0; k < x.length; k++)
    if (Math.abs(x[k]!) === Number.POSITIVE_INFINITY) throw new MathFailure("not-finite", { what: "panel", index: k });
  const columnsOf = (aggregated: boolean): Int32Array =>
    Int32Array.from(
      Array.from({ length: N }, (_, i) => i).filter((i) => ((panel.weights?.[i] ?? null) !== null) === aggregated),
    );
  const [direct, aggregated] = [columnsOf(false), columnsOf(true)];
  const weights = Array.from(aggregated, (i) => Float64Array.from(panel.weights?.[i] ?? []));
  const pre = weights.reduce((k, w) => Math.max(k, w.length - 1), 0);
  const D = T + pre;
  const data = layData(panel, direct, { pre, D });
  const walks = walkRuns(data.columns, runsOf(panel, direct, pre), { D, white });
  const ties = tiesOf(panel, aggregated, pre);
  const observed = walks.observed + ties.date.length;
  return {
    r,
    p,
    white,
    pattern: pattern ?? openPattern(N, r),
    N,
    T,
    pre,
    D,
    observed,
    direct,
    aggregated,
    weights,
    ...data,
    ...walks.plan,
    ...setsOf(walks.plan, direct.length, { D, white }),
    ...layUnknowns({ r, p, D, K: aggregated.length }, walks.plan, ties, weights),
    tieSeries: Int32Array.from(ties.series),
    tieDate: Int32Array.from(ties.date),
    tieValue: Float64Array.from(ties.value),
  };
}

function layData(
  { x, T, N }: FactorPanel,
  direct: Int32Array,
  { pre, D }: { readonly pre: number; readonly D: number },
): { readonly columns: Float64Array; readonly rows: Float64Array } {
  const M = direct.length;
  const columns = new Float64Array(M * D);
  const rows = new Float64Array((D + 2) * M);
  for (let t = 0; t < T; t++) {
    for (let m = 0; m < M; m++) {
      const v = x[t * N + direct[m]!]!;
      if (Number.isNaN(v)) continue;
      columns[m * D + t + pre] = v;
      rows[(t + pre + 1) * M + m] = v;
    }
  }
  return { columns, rows };
}

interface Runs {
  readonly runStart: Int32Array;
  readonly runFrom: Int32Array;
  readonly runTo: Int32Array;
}

function runsOf({ x, T, N }: FactorPanel, direct: Int32Array, pre: number): Runs {
  const M = direct.length;
  const runStart = new Int32Array(M + 1);
  const [from, to]: [number[], number[]] = [[], []];
  for (let m = 0; m < M; m++) {
    const i = direct[m]!;
    for (let t = 0, open = false; t < T; t++) {
      const seen = !Number.isNaN(x[t * N + i]!);
      if (seen && !open) from.push(t + pre);
      if (seen) to[from.length - 1] = t + pre;
      open = seen;
    }
    runStart[m + 1] = from.length;
  }
  return { runStart, runFrom: Int32Array.from(from), runTo: Int32Array.from(to) };
}

type Walks = Runs &
  Pick<
    FactorPlan,
    "groupStart" | "groupGap" | "groupCount" | "groupSquares" | "oddSeries" | "oddGroup" | "oddFrom" | "oddTo"
  >;

/** Transitions of every direct series, grouped by gap. */
function walkRuns(
  columns: Float64Array,
  runs: Runs,
  { D, white }: { readonly D: number; readonly white: boolean },
): { readonly plan: Walks; readonly observed: number } {
  const M = runs.runStart.length - 1;
  const groupStart = new Int32Array(M + 1);
  const [gap, count, squares]: [number[], number[], number[]] = [[], [], []];
  const odd = { series: [] as number[], group: [] as number[], from: [] as number[], to: [] as number[] };
  let observed = 0;
  for (let m = 0; m < M; m++) {
    const first = gap.length;
    const groupFor = (g: number): number => {
      for (let k = first; k < gap.length; k++) if (gap[k] === g) return k;
      gap.push(g);
      count.push(0);
      squares.push(0, 0, 0);
      return gap.length - 1;
    };
    const add = (g: number, s: number, t: number): number => {
      const k = groupFor(g);
      const xt = columns[m * D + t]!;
      const xs = s < 0 ? 0 : columns[m * D + s]!;
      count[k]!++;
      squares[3 * k]! += xt * xt;
      squares[3 * k + 1]! += xt * xs;
      squares[3 * k + 2]! += xs * xs;
      return k;
    };
    const addRun = (a: number, b: number): void => {
      let now = 0;
      let cross = 0;
      let before = 0;
      for (let at = m * D + a + 1; at <= m * D + b; at++) {
        const xt = columns[at]!;
        const xs = columns[at - 1]!;
        now += xt * xt;
        cross += xt * xs;
        before += xs * xs;
      }
      const k = groupFor(1);
      count[k]! += b - a;
      squares[3 * k]! += now;
      squares[3 * k + 1]! += white ? 0 : cross;
      squares[3 * k + 2]! += white ? 0 : before;
    };
    for (let u = runs.runStart[m]!, last = -1; u < runs.runStart[m + 1]!; u++) {
      const [a, b] = [runs.runFrom[u]!, runs.runTo[u]!];
      observed += b - a + 1;
      if (white) add(1, -1, a);
      else {
        odd.series.push(m);
        odd.group.push(add(last < 0 ? 0 : a - last, last, a));
        odd.from.push(last);
        odd.to.push(a);
      }
      if (b > a) addRun(a, b);
      last = b;
    }
    groupStart[m + 1] = gap.length;
  }
  return {
    observed,
    plan: {
      ...runs,
      groupStart,
      groupGap: Int32Array.from(gap),
      groupCount: Int32Array.from(count),
      groupSquares: Float64Array.from(squares),
      oddSeries: Int32Array.from(odd.series),
      oddGroup: Int32Array.from(odd.group),
      oddFrom: Int32Array.from(odd.from),
      oddTo: Int32Array.from(odd.to),
    },
  };
}

/** The set of direct series with a transition of gap 1 to every date; equal sets are kept once. */
function setsOf(
  { runStart, runFrom, runTo }: Runs,
  M: number,
  { D, white }: { readonly D: number; readonly white: boolean },
): Pick<FactorPlan, "setOf" | "sets"> {
  const turns: number[][] = Array.from({ length: D + 1 }, () => []);
  for (let m = 0; m < M; m++) {
    for (let u = runStart[m]!; u < runStart[m + 1]!; u++) {
      const from = runFrom[u]! + (white ? 0 : 1);
      if (from > runTo[u]!) continue;
      turns[from]!.push(m);
      turns[runTo[u]! + 1]!.push(m);
    }
  }
  const within = new Uint8Array(M);
  const setOf = new Int32Array(D).fill(-1);
  const sets: Int32Array[] = [];
  const known = new Map<string, number>();
  let now = -1;
  for (let d = 0; d < D; d++) {
    for (const m of turns[d]!) within[m]! ^= 1;
    if (turns[d]!.length > 0) {
      const members = Int32Array.from(Array.from({ length: M }, (_, m) => m).filter((m) => within[m] === 1));
      const key = members.join();
      now = members.length === 0 ? -1 : (known.get(key) ?? sets.length);
      if (now === sets.length) {
        known.set(key, now);
        sets.push(members);
      }
    }
    setOf[d] = now;
  }
  return { setOf, sets };
}

interface Ties {
  readonly series: readonly number[];
  readonly date: readonly number[];
  readonly value: readonly number[];
}

function tiesOf({ x, T, N }: FactorPanel, aggregated: Int32Array, pre: number): Ties {
  const ties = { series: [] as number[], date: [] as number[], value: [] as number[] };
  for (let t = 0; t < T; t++) {
    aggregated.forEach((i, k) => {
      const v = x[t * N + i]!;
      if (Number.isNaN(v)) return;
      ties.series.push(k);
      ties.date.push(t + pre);
      ties.value.push(v);
    });
  }
  return ties;
}

/** Order of the unknowns and the envelope of their system. */
function layUnknowns(
  { r, p, D, K }: { readonly r: number; readonly p: number; readonly D: number; readonly K: number },
  { oddFrom, oddTo }: Walks,
  ties: Ties,
  weights: readonly Float64Array[],
): Pick<FactorPlan, "factorAt" | "tieAt" | "shape" | "sign"> {
  const factorAt = new Int32Array(D);
  const tieAt = new Int32Array(ties.date.length);
  const reach = Int32Array.from({ length: D }, (_, d) => Math.max(0, d - p));
  for (let k = 0; k < oddTo.length; k++)
    if (oddFrom[k]! >= 0) reach[oddTo[k]!] = Math.min(reach[oddTo[k]!]!, oddFrom[k]!);
  const first: number[] = [];
  for (let d = 0, o = 0; d < D; d++) {
    factorAt[d] = first.length;
    const start = factorAt[reach[d]!]!;
    for (let a = 0; a < r; a++) first.push(start);
    for (let k = 0; k < K; k++) first.push(d === 0 ? first.length : factorAt[d - 1]! + r + k);
    for (; o < ties.date.length && ties.date[o] === d; o++) {
      tieAt[o] = first.length;
      first.push(factorAt[d + 1 - weights[ties.series[o]!]!.length]!);
    }
  }
  const sign = new Int8Array(first.length).fill(1);
  for (const at of tieAt) sign[at] = -1;
  return { factorAt, tieAt, shape: envelopeShape(Int32Array.from(first)), sign };
}

import { inverseFormInto, solveEnvelopeInto } from "./envelope.ts";
import type { FactorParameters, FactorPlan } from "./factor-plan.ts";
import { type FactorWork, gapVariance } from "./factor-precision.ts";

/**
 * A value of the model as a linear form: constant + sum data_k x[date_k] of its own series + c'z + an independent error.
 * An unobserved cell of a direct series lies between its neighbours in time by the bridge of its AR(1).
 */
export interface CellForm {
  /** Positions in the solution and their coefficients. */
  readonly at: readonly number[];
  readonly c: readonly number[];
  /** Dates of the series' own observations used, and their coefficients. */
  readonly dates: readonly number[];
  readonly data: readonly number[];
  readonly variance: number;
}

/** Series i at date d (0 = first date of the plan). The plan must reach d: append empty rows to a panel to look ahead. */
export function cellForm(plan: FactorPlan, q: FactorParameters, i: number, d: number): CellForm {
  const m = plan.direct.indexOf(i);
  if (m < 0) return aggregateForm(plan, q, plan.aggregated.indexOf(i), d);
  const { last, next } = neighbours(plan, m, d);
  if (last === d) return { at: [], c: [], dates: [d], data: [1], variance: 0 };
  const phi = plan.white ? 0 : q.phi[i]!;
  const s = q.s[i]!;
  const stationary = 1 / (1 - phi * phi);
  const [ga, gb] = [last < 0 ? Number.POSITIVE_INFINITY : d - last, next < 0 ? Number.POSITIVE_INFINITY : next - d];
  const [va, vb] = [
    ga === Number.POSITIVE_INFINITY ? stationary : gapVariance(phi, ga),
    gb === Number.POSITIVE_INFINITY ? stationary : gapVariance(phi, gb),
  ];
  // Bridge: forward phi^ga e[last] with variance s va, backward from e[next] with s vb; both share the stationary prior.
  const [ca, cb] = [ga === Number.POSITIVE_INFINITY ? 0 : phi ** ga, gb === Number.POSITIVE_INFINITY ? 0 : phi ** gb];
  const precision = 1 / va + (cb * cb) / vb;
  const weights: (readonly [number, number])[] = [
    [last, ca / va / precision],
    [next, cb / vb / precision],
  ];
  const form = { at: [] as number[], c: [] as number[], dates: [] as number[], data: [] as number[] };
  const load = (date: number, w: number): void => {
    for (let a = 0; a < plan.r; a++) {
      form.at.push(plan.factorAt[date]! + a);
      form.c.push(w * q.Lambda[i * plan.r + a]!);
    }
  };
  load(d, 1);
  for (const [date, w] of weights) {
    if (date < 0 || w === 0) continue;
    load(date, -w);
    form.dates.push(date);
    form.data.push(w);
  }
  return { ...form, variance: s / precision };
}

function aggregateForm(plan: FactorPlan, q: FactorParameters, k: number, d: number): CellForm {
  const { r, factorAt } = plan;
  const at: number[] = [];
  const c: number[] = [];
  plan.weights[k]!.forEach((w, j) => {
    const base = factorAt[d - j]!;
    for (let a = 0; a < r; a++) {
      at.push(base + a);
      c.push(w * q.Lambda[plan.aggregated[k]! * r + a]!);
    }
    at.push(base + r + k);
    c.push(w);
  });
  return { at, c, dates: [], data: [], variance: 0 };
}

/** Last observed date up to d and first one after it, -1 where there is none. */
function neighbours(
  { runStart, runFrom, runTo }: FactorPlan,
  m: number,
  d: number,
): { readonly last: number; readonly next: number } {
  let last = -1;
  for (let u = runStart[m]!; u < runStart[m + 1]!; u++) {
    if (runFrom[u]! > d) return { last, next: runFrom[u]! };
    last = Math.min(d, runTo[u]!);
  }
  return { last, next: -1 };
}

/** Mean of a form of series i, after the likelihood has been evaluated in the workspace. */
export function formMean({ plan, solution }: FactorWork, i: number, { at, c, dates, data }: CellForm): number {
  let v = 0;
  for (let k = 0; k < at.length; k++) v += c[k]! * solution[at[k]!]!;
  const m = plan.direct.indexOf(i);
  for (let k = 0; k < dates.length; k++) v += data[k]! * plan.columns[m * plan.D + dates[k]!]!;
  return v;
}

/** Variance of a form. @param scratch as many numbers as unknowns */
export function formVariance(
  { plan, system }: FactorWork,
  { at, c, variance }: CellForm,
  scratch: Float64Array,
): number {
  if (at.length === 0) return variance;
  scratch.fill(0);
  let from = scratch.length;
  for (let k = 0; k < at.length; k++) {
    scratch[at[k]!]! += c[k]!;
    from = Math.min(from, at[k]!);
  }
  return variance + inverseFormInto(plan.shape, system, scratch, from);
}

/**
 * Weights of all observations in the mean of c'z: v = S^-1 c solved once, then sum_i Q_i L_i v read off per observation.
 * @param c coefficients of the unknowns; overwritten by v
 * @returns per series and date (N × D), 0 where not observed
 */
export function dataWeights({ plan, system }: FactorWork, q: FactorParameters, c: Float64Array): Float64Array {
  solveEnvelopeInto(plan.shape, system, c);
  const { r, N, D, white, direct, aggregated, factorAt, runStart, runFrom, runTo, tieSeries, tieDate, tieAt } = plan;
  const weights = new Float64Array(N * D);
  const g = new Float64Array(D);
  for (let m = 0; m < direct.length; m++) {
    const i = direct[m]!;
    const to = i * D;
    const [phi, w] = [white ? 0 : q.phi[i]!, 1 / q.s[i]!];
    for (let d = 0; d < D; d++) {
      let v = 0;
      for (let a = 0; a < r; a++) v += q.Lambda[i * r + a]! * c[factorAt[d]! + a]!;
      g[d] = v;
    }
    for (let u = runStart[m]!, last = -1; u < runStart[m + 1]!; u++) {
      const [from, end] = [runFrom[u]!, runTo[u]!];
      if (white) for (let d = from; d <= end; d++) weights[to + d] = w * g[d]!;
      else {
        if (last < 0) weights[to + from]! += w * (1 - phi * phi) * g[from]!;
        else {
          const gap = from - last;
          const f = phi ** gap;
          const v = (w / gapVariance(phi, gap)) * (g[from]! - f * g[last]!);
          weights[to + from]! += v;
          weights[to + last]! -= f * v;
        }
        for (let d = from + 1; d <= end; d++) {
          const v = w * (g[d]! - phi * g[d - 1]!);
          weights[to + d]! += v;
          weights[to + d - 1]! -= phi * v;
        }
        last = end;
      }
    }
  }
  for (let o = 0; o < tieAt.length; o++) weights[aggregated[tieSeries[o]!]! * D + tieDate[o]!] = c[tieAt[o]!]!;
  return weights;
}

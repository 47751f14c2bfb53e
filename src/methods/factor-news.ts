import type { FactorPanel, FactorParameters } from "../math/factor-plan.ts";
import type { FactorWork } from "../math/factor-precision.ts";
import { type CellForm, cellForm, dataWeights, formMean } from "../math/factor-predict.ts";
import { VorlaufError } from "../terms/errors.ts";
import { evaluateFactors, extendPanel } from "./factor-forecast.ts";
import type { FactorModel } from "./factor-model.ts";

/** The number whose change is explained: a series in a period (0 = first row of the panel), in its own unit. */
export interface NewsTarget {
  readonly series: number;
  readonly period: number;
}

/** One value that was not there before. Values in the series' own unit, the impact in the target's. */
export interface FactorNewsItem {
  readonly series: number;
  readonly period: number;
  readonly actual: number;
  /** What was expected of it given the revised old values. */
  readonly forecast: number;
  readonly news: number;
  /** Response of the target to one unit of this news, with all other news as they are: joint weights. */
  readonly weight: number;
  readonly impact: number;
}

/** One value that was there before and differs now. */
export interface FactorRevision {
  readonly series: number;
  readonly period: number;
  readonly before: number;
  readonly after: number;
  readonly weight: number;
  readonly impact: number;
}

/** What moved the expectation of the target from one vintage to the next: before + withdrawn + revision + news = after. */
export interface FactorNews {
  readonly before: number;
  readonly after: number;
  readonly withdrawnImpact: number;
  readonly revisionImpact: number;
  readonly newsImpact: number;
  readonly news: readonly FactorNewsItem[];
  readonly revisions: readonly FactorRevision[];
  /** The same by series; series without an impact are left out. */
  readonly bySeries: readonly { readonly series: number; readonly revision: number; readonly news: number }[];
}

/**
 * What a new vintage changed in the expectation of a target at fixed parameters, and which value owes it.
 *
 *   E(y | new) - E(y | old) = [E(y | old values still there) - E(y | old)]        withdrawn
 *                           + sum_k w_k (revised_k - old_k)                        revisions, weights of the old pattern
 *                           + sum_j v_j (x_j - E(x_j | revised old values))        news, joint weights of the new pattern
 *
 * All weights come from one solve per pattern of missing values (the target's row of the smoother), whatever the number of
 * releases and revisions. The vintages may have different numbers of periods.
 *
 * @param after  the new vintage, one array per series in its own unit, NaN where missing
 * @param before the old vintage; the model's own panel unless given
 * @throws "wrong-shape"; "input-invalid" for a target that is not in the model
 * @cite Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1), section 2.3; Koopman & Harvey (2003), JEDC 27
 */
export function factorNews(
  model: FactorModel,
  vintages: { readonly after: readonly ArrayLike<number>[]; readonly before?: readonly ArrayLike<number>[] },
  target: NewsTarget,
): FactorNews {
  const { N, means, sds } = model.panel;
  const { series, period } = target;
  if (!Number.isInteger(series) || series < 0 || series >= N || !Number.isInteger(period) || period < 0)
    throw new VorlaufError("input-invalid", {
      what: "target",
      got: `series ${series}, period ${period}`,
      fix: `Give a series from 0 to ${N - 1} and a period from 0.`,
    });
  const [first, second] = alignVintages(model, vintages, period);
  const { T } = second;
  const kept = new Float64Array(T * N).fill(Number.NaN);
  const newCells: number[] = [];
  let withdrawn = false;
  for (let k = 0; k < T * N; k++) {
    const was = !Number.isNaN(first.x[k]!);
    if (Number.isNaN(second.x[k]!)) withdrawn ||= was;
    else if (was) kept[k] = second.x[k]!;
    else newCells.push(k);
  }
  const common = { ...second, x: kept };
  const size = sds[series]!;
  const revised = nowcast(common, model, target);
  const revisions: FactorRevision[] = [];
  let moved = 0;
  for (let k = 0; k < T * N; k++) {
    const [old, now] = [first.x[k]!, kept[k]!];
    if (Number.isNaN(now) || old === now) continue;
    const [t, i] = [Math.floor(k / N), k % N];
    const w = revised.weights[i * revised.work.plan.D + t + revised.work.plan.pre]!;
    moved += w * (now - old);
    revisions.push({
      series: i,
      period: t,
      before: means[i]! + sds[i]! * old,
      after: means[i]! + sds[i]! * now,
      weight: (w * size) / sds[i]!,
      impact: w * (now - old) * size,
    });
  }
  const still = revised.value - moved;
  const before = withdrawn ? nowcast(first, model, target).value : still;
  const last = newCells.length === 0 ? revised : nowcast(second, model, target);
  const { plan } = revised.work;
  const news = newCells.map((k): FactorNewsItem => {
    const [t, i] = [Math.floor(k / N), k % N];
    const forecast = formMean(revised.work, i, cellForm(plan, model, i, t + plan.pre));
    const surprise = second.x[k]! - forecast;
    const w = last.weights[i * last.work.plan.D + t + last.work.plan.pre]!;
    return {
      series: i,
      period: t,
      actual: means[i]! + sds[i]! * second.x[k]!,
      forecast: means[i]! + sds[i]! * forecast,
      news: surprise * sds[i]!,
      weight: (w * size) / sds[i]!,
      impact: w * surprise * size,
    };
  });
  const level = (v: number): number => means[series]! + size * v;
  return {
    before: level(before),
    after: level(last.value),
    withdrawnImpact: (still - before) * size,
    revisionImpact: moved * size,
    newsImpact: (last.value - revised.value) * size,
    news,
    revisions,
    bySeries: groupBySeries(N, revisions, news),
  };
}

/** Both vintages in the model's standardised unit, with as many rows as the longer one or the target needs. */
function alignVintages(
  { panel }: FactorModel,
  vintages: { readonly after: readonly ArrayLike<number>[]; readonly before?: readonly ArrayLike<number>[] },
  period: number,
): [FactorPanel, FactorPanel] {
  const { N, means, sds, weights } = panel;
  const read = (columns: readonly ArrayLike<number>[], what: string): FactorPanel => {
    if (columns.length !== N)
      throw new VorlaufError("wrong-shape", { what, expected: `${N} series`, got: `${columns.length}` });
    const T = columns[0]?.length ?? 0;
    const x = new Float64Array(T * N);
    columns.forEach((c, i) => {
      if (c.length !== T)
        throw new VorlaufError("wrong-shape", {
          what: `${what}, series ${i}`,
          expected: `${T} periods`,
          got: `${c.length}`,
        });
      for (let t = 0; t < T; t++) x[t * N + i] = (c[t]! - means[i]!) / sds[i]!;
    });
    return { x, T, N, ...(weights === undefined ? {} : { weights }) };
  };
  const first: FactorPanel = vintages.before === undefined ? panel : read(vintages.before, "old vintage");
  const second = read(vintages.after, "new vintage");
  const T = Math.max(first.T, second.T, period + 1);
  return [extendPanel(first, T - first.T), extendPanel(second, T - second.T)];
}

/** The target's expectation and the weight of every observation in it (N × D). */
function nowcast(
  panel: FactorPanel,
  q: FactorParameters,
  { series, period }: NewsTarget,
): { readonly work: FactorWork; readonly value: number; readonly weights: Float64Array } {
  const work = evaluateFactors(panel, q);
  const { plan } = work;
  const form = cellForm(plan, q, series, period + plan.pre);
  return { work, value: formMean(work, series, form), weights: weightsOf(work, q, series, form) };
}

function weightsOf(
  work: FactorWork,
  q: FactorParameters,
  series: number,
  { at, c, dates, data }: CellForm,
): Float64Array {
  const { plan } = work;
  const v = new Float64Array(plan.shape.n);
  at.forEach((k, j) => {
    v[k]! += c[j]!;
  });
  const weights = dataWeights(work, q, v);
  dates.forEach((d, j) => {
    weights[series * plan.D + d]! += data[j]!;
  });
  return weights;
}

function groupBySeries(
  N: number,
  revisions: readonly FactorRevision[],
  news: readonly FactorNewsItem[],
): FactorNews["bySeries"] {
  const sums = Array.from({ length: N }, (_, series) => ({ series, revision: 0, news: 0 }));
  for (const r of revisions) sums[r.series]!.revision += r.impact;
  for (const n of news) sums[n.series]!.news += n.impact;
  return sums.filter((s) => s.revision !== 0 || s.news !== 0);
}

import type { FactorPanel, FactorParameters } from "../math/factor-plan.ts";
import { cellForm, dataWeights, formMean } from "../math/factor-predict.ts";
import { VorlaufError } from "../terms/errors.ts";
import { evaluateFactors, extendPanel } from "./factor-forecast.ts";
import type { FactorModel } from "./factor-model.ts";
import { type LinearExpectation, vintageNews } from "./vintage-news.ts";

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
 * What a new vintage changed in the expectation of a target of a factor model, and which value owes it: {@link vintageNews} in the series' own
 * units, by one solve of the smoother's system per pattern of missing values. The vintages may have different numbers of periods.
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
  const found = vintageNews({ before: first.x, after: second.x }, (x) => expectation({ ...second, x }, model, target));
  const size = sds[series]!;
  const own = (i: number, v: number): number => means[i]! + sds[i]! * v;
  const news = found.news.map(({ k, actual, forecast, weight, impact }): FactorNewsItem => {
    const [period, i] = [Math.floor(k / N), k % N];
    return {
      series: i,
      period,
      actual: own(i, actual),
      forecast: own(i, forecast),
      news: (actual - forecast) * sds[i]!,
      weight: (weight * size) / sds[i]!,
      impact: impact * size,
    };
  });
  const revisions = found.revisions.map(({ k, before, after, weight, impact }): FactorRevision => {
    const [period, i] = [Math.floor(k / N), k % N];
    return {
      series: i,
      period,
      before: own(i, before),
      after: own(i, after),
      weight: (weight * size) / sds[i]!,
      impact: impact * size,
    };
  });
  return {
    before: own(series, found.before),
    after: own(series, found.after),
    withdrawnImpact: found.withdrawnImpact * size,
    revisionImpact: found.revisionImpact * size,
    newsImpact: found.newsImpact * size,
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

/** The target given a panel, by the posterior in precision form. */
function expectation(panel: FactorPanel, q: FactorParameters, { series, period }: NewsTarget): LinearExpectation {
  const work = evaluateFactors(panel, q);
  const { plan } = work;
  const { N, D, pre } = plan;
  const { at, c, dates, data } = cellForm(plan, q, series, period + pre);
  const v = new Float64Array(plan.shape.n);
  at.forEach((k, j) => {
    v[k]! += c[j]!;
  });
  const weights = dataWeights(work, q, v);
  dates.forEach((d, j) => {
    weights[series * D + d]! += data[j]!;
  });
  const cell = (i: number, t: number): number => formMean(work, i, cellForm(plan, q, i, t + pre));
  return {
    value: cell(series, period),
    weight: (k) => weights[(k % N) * D + Math.floor(k / N) + pre]!,
    cell: (k) => cell(k % N, Math.floor(k / N)),
  };
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

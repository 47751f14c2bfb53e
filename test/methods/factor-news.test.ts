import { expect, test } from "vitest";
import { forecastSeries } from "../../src/methods/factor-forecast.ts";
import { type FactorModel, method as factorModel } from "../../src/methods/factor-model.ts";
import { factorNews } from "../../src/methods/factor-news.ts";
import { denseCovariance, mixedPanel } from "./factor-panels.ts";

const N = 6;
const full = columns(60);
const model = factorModel.run(
  { series: full, quarterly: [false, false, false, false, true, true] },
  { estimator: "ml", factors: 1, maxIterations: 40 },
);
/** The vintage before: the last month unknown, some values revised since, one withdrawn since. */
const before = full.map((c, i) =>
  c.map((v, t) => {
    if (t === 59 || (t === 58 && i % 2 === 0)) return Number.NaN;
    return t === 40 && i < 4 ? v + 1 + i : v;
  }),
);

function columns(T: number): Float64Array[] {
  const { x } = mixedPanel(T, 9);
  return Array.from({ length: N }, (_, i) =>
    Float64Array.from({ length: T }, (__, t) => 5 + 3 * (i + 1) * x[t * N + i]!),
  );
}

/** What the model expects of the target on a vintage, by forecasting. */
function expectation(
  series: readonly Float64Array[],
  target: { readonly series: number; readonly period: number },
): number {
  const { means, sds } = model.panel;
  const T = series[0]!.length;
  const x = Float64Array.from(
    { length: T * N },
    (_, k) => (series[k % N]![Math.floor(k / N)]! - means[k % N]!) / sds[k % N]!,
  );
  const there: FactorModel = { ...model, panel: { ...model.panel, x, T } };
  return forecastSeries(there, { horizon: Math.max(0, target.period - T + 1), from: target.period }).mean[
    target.series
  ]!;
}

for (const target of [
  { series: 5, period: 62 },
  { series: 0, period: 60 },
  { series: 1, period: 59 },
  { series: 2, period: 58 },
  { series: 3, period: 40 },
]) {
  test(`series ${target.series} in period ${target.period}: parts add up to what two forecasts say`, () => {
    const news = factorNews(model, { before, after: full }, target);
    expect(news.before).toBeCloseTo(expectation(before, target), 9);
    expect(news.after).toBeCloseTo(expectation(full, target), 9);
    expect(news.before + news.withdrawnImpact + news.revisionImpact + news.newsImpact).toBeCloseTo(news.after, 9);
    expect(news.news.reduce((s, n) => s + n.impact, 0)).toBeCloseTo(news.newsImpact, 9);
    expect(news.revisions.reduce((s, r) => s + r.impact, 0)).toBeCloseTo(news.revisionImpact, 9);
    expect(news.bySeries.reduce((s, v) => s + v.news + v.revision, 0)).toBeCloseTo(
      news.newsImpact + news.revisionImpact,
      9,
    );
    expect(news.withdrawnImpact).toBe(0);
    expect(news.revisions.map((r) => [r.series, r.period])).toEqual([0, 1, 2, 3].map((i) => [i, 40]));
  });
}

test("a weight is the response of the expectation to one unit of that value, forecasts are those of the revised old values", () => {
  const target = { series: 5, period: 62 };
  const news = factorNews(model, { before, after: full }, target);
  const plain = expectation(full, target);
  const revisedOld = before.map((c, i) => c.map((v, t) => (Number.isNaN(v) ? v : full[i]![t]!)));
  for (const item of [...news.news].slice(0, 4)) {
    const pushed = full.map((c, i) => (i === item.series ? c.map((v, t) => (t === item.period ? v + 1 : v)) : c));
    expect(expectation(pushed, target) - plain).toBeCloseTo(item.weight, 9);
    expect(item.forecast).toBeCloseTo(expectation(revisedOld, item), 9);
    expect(item.actual).toBeCloseTo(full[item.series]![item.period]!, 9);
  }
  const item = news.revisions[2]!;
  const pushed = revisedOld.map((c, i) => (i === item.series ? c.map((v, t) => (t === item.period ? v + 1 : v)) : c));
  expect(expectation(pushed, target) - expectation(revisedOld, target)).toBeCloseTo(item.weight, 9);
});

test("one release alone: weight and forecast are those of the normal regression", () => {
  const old = full.map((c, i) => c.map((v, t) => (t === 59 && i === 1 ? Number.NaN : v)));
  const news = factorNews(model, { before: old, after: full }, { series: 0, period: 61 });
  const item = news.news[0]!;
  const { x, means, sds } = model.panel;
  const covariance = denseCovariance(model.panel, model);
  const cells = Array.from(x.keys()).filter((k) => !Number.isNaN(x[k]!) && k !== 59 * N + 1);
  const conditional = (a: readonly [number, number], b: readonly [number, number]): number => {
    const V = cells.map((k) => cells.map((l) => covariance([Math.floor(k / N), k % N], [Math.floor(l / N), l % N])));
    const w = eliminate(
      V,
      cells.map((k) => covariance([Math.floor(k / N), k % N], b)),
    );
    return covariance(a, b) - cells.reduce((s, k, j) => s + w[j]! * covariance([Math.floor(k / N), k % N], a), 0);
  };
  const weight = conditional([61, 0], [59, 1]) / conditional([59, 1], [59, 1]);
  expect(item.weight).toBeCloseTo((weight * sds[0]!) / sds[1]!, 7);
  expect(item.actual).toBeCloseTo(means[1]! + sds[1]! * x[59 * N + 1]!, 9);
});

function eliminate(V: readonly (readonly number[])[], c: readonly number[]): number[] {
  const M = V.map((row, i) => [...row, c[i]!]);
  const n = M.length;
  for (let k = 0; k < n; k++)
    for (let i = k + 1; i < n; i++) {
      const f = M[i]![k]! / M[k]![k]!;
      if (f !== 0) for (let j = k; j <= n; j++) M[i]![j]! -= f * M[k]![j]!;
    }
  const b = Array.from({ length: n }, () => 0);
  for (let k = n - 1; k >= 0; k--) {
    b[k] = M[k]![n]!;
    for (let j = k + 1; j < n; j++) b[k]! -= M[k]![j]! * b[j]!;
    b[k]! /= M[k]![k]!;
  }
  return b;
}

test("a value that was withdrawn, a longer vintage and the model's own panel as the old vintage", () => {
  const target = { series: 5, period: 62 };
  const gone = full.map((c, i) => c.map((v, t) => (i === 3 && t === 50 ? Number.NaN : v)));
  const news = factorNews(model, { after: gone }, target);
  expect(news.before).toBeCloseTo(expectation(full, target), 9);
  expect(news.withdrawnImpact).toBeCloseTo(expectation(gone, target) - expectation(full, target), 9);
  expect(news.withdrawnImpact).not.toBe(0);
  const longer = full.map((c, i) => Float64Array.from([...c, i === 0 ? 9 : Number.NaN]));
  const next = factorNews(model, { after: longer }, target);
  expect(next.news.map((n) => [n.series, n.period, n.actual])).toEqual([[0, 60, 9]]);
  expect(next.after).toBeCloseTo(expectation(longer, target), 9);
});

test("an observed target is its own news with weight 1, and a vintage of another width is refused", () => {
  const news = factorNews(model, { before, after: full }, { series: 1, period: 59 });
  const own = news.news.find((n) => n.series === 1 && n.period === 59);
  expect(own?.weight).toBe(1);
  expect(news.after).toBeCloseTo(full[1]![59]!, 9);
  expect(() => factorNews(model, { after: full.slice(1) }, { series: 1, period: 59 })).toThrow(
    "expected 6 series, got 5",
  );
  expect(() => factorNews(model, { after: full }, { series: 6, period: 59 })).toThrow("series from 0 to 5");
});

import { levelAndDirection } from "../../methods/level.ts";
import { capexToCashFlow, strained } from "../../signals/strain/capex-to-cash-flow.ts";
import type { Panel } from "../../terms/panel.ts";
import type { Figure, Line } from "../../terms/part.ts";
import { text } from "../../terms/text.ts";
import { found, untold } from "../finding.ts";

/** CapEx over operating cash flow, one line per company with its own history; never summed into a score. */
export function strainLines(panel: Panel): Line[] {
  return strained.map((ticker): Line => {
    const series = capexToCashFlow(panel, ticker);
    const [name, id] = [ticker.toUpperCase(), `cycle/strain-${ticker}`];
    const [value, period] = [series.values.at(-1), series.periods.at(-1)];
    if (value === undefined || period === undefined || series.gap !== undefined) {
      const says = {
        en: `Cannot tell how much of its cash flow ${name} invests.`,
        de: `Nicht zu sagen, welchen Teil des Cashflows ${name} investiert.`,
      };
      return untold("cycle", id, says, series.gap ?? { needs: [], have: 0, need: 4, settles: says, pull: null });
    }
    const level = levelAndDirection(series.values, { lag: 4 });
    const before = series.values.at(-5);
    return found("cycle", {
      id,
      says: text(
        (f) =>
          `${name} spends ${f.pct(value)} of its operating cash flow on CapEx (four quarters to ${f.when(period)}${before === undefined ? "" : `; ${f.pct(before)} a year before`}).`,
        (f) =>
          `${name} steckt ${f.pct(value)} des operativen Cashflows in CapEx (vier Quartale bis ${f.when(period)}${before === undefined ? "" : `; ein Jahr zuvor ${f.pct(before)}`}).`,
      ),
      value,
      unit: "ratio",
      direction: level.direction,
      level: { percentile: 100 * level.percentile, n: level.n },
      evidence: series.evidence,
      newestPeriod: period,
      refs: [...(series.refs.at(-1) ?? [])],
      spark: Array.from(series.values.slice(-12)),
    });
  });
}

/** The companies' ratios over time. */
export function strainFigure(panel: Panel): Figure | null {
  const all = strained
    .map((ticker) => ({ ticker, series: capexToCashFlow(panel, ticker) }))
    .filter((s) => s.series.periods.length > 0);
  if (all.length === 0) return null;
  const highest = all.reduce((a, b) => ((b.series.values.at(-1) ?? 0) > (a.series.values.at(-1) ?? 0) ? b : a));
  const top = highest.series.values.at(-1) ?? Number.NaN;
  return {
    id: "strain",
    title: text(
      (f) => `${highest.ticker.toUpperCase()} invests ${f.pct(top)} of its operating cash flow, the most of the group`,
      (f) =>
        `${highest.ticker.toUpperCase()} investiert ${f.pct(top)} des operativen Cashflows, am meisten in der Gruppe`,
    ),
    subtitle: {
      en: "CapEx over operating cash flow, trailing four quarters",
      de: "CapEx durch operativen Cashflow, jeweils vier Quartale",
    },
    unit: "ratio",
    kind: "line",
    series: all.map(({ ticker, series }) => ({
      id: ticker,
      label: { en: ticker.toUpperCase(), de: ticker.toUpperCase() },
      role: "capex",
      kind: "observed",
      points: series.periods.map((x, i) => ({ x, y: series.values[i] ?? null, ref: series.refs[i]?.[0] ?? "" })),
    })),
    rules: [{ y: 1, label: { en: "all of the cash flow", de: "ganzer Cashflow" } }],
    source: "SEC EDGAR",
    evidence: "derived",
    refs: all.flatMap((s) => [...(s.series.refs.at(-1) ?? [])]),
  };
}

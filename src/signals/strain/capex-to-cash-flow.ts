import { weakest } from "../../terms/observation.ts";
import { type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import { shift } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/** Companies of the strain lines; each is shown alone and never summed into a score. */
export const strained: readonly string[] = ["msft", "googl", "amzn", "meta", "orcl"];

/**
 * CapEx over operating cash flow of one company, each summed over four consecutive quarters; quarters in which one of the
 * eight numbers is missing are left out.
 */
export function capexToCashFlow(panel: Panel, ticker: string): SignalSeries {
  const [capex, cash] = [seriesIn(panel, `sec/${ticker}/capex`), seriesIn(panel, `sec/${ticker}/operating-cash-flow`)];
  const shared = { id: `capex-to-cash-flow-${ticker}`, unit: "ratio", frequency: "quarterly", warnings: [] } as const;
  const at = (view: typeof capex): Map<string, number> =>
    new Map(view?.periods.map((p, i) => [p, view.values[i] ?? Number.NaN]));
  const [spent, earned] = [at(capex), at(cash)];
  const year = (p: string): string[] => [shift(p, -3), shift(p, -2), shift(p, -1), p];
  const quarters = [...spent.keys()].filter((p) =>
    year(p).every((q) => Number.isFinite(spent.get(q)) && Number.isFinite(earned.get(q))),
  );
  if (quarters.length === 0) {
    const needs = [
      ...(capex === null ? [`sec/${ticker}/capex`] : []),
      ...(cash === null ? [`sec/${ticker}/operating-cash-flow`] : []),
    ];
    const settles = {
      en: `Four quarters of CapEx and operating cash flow of ${ticker.toUpperCase()}.`,
      de: `Vier Quartale CapEx und operativer Cashflow von ${ticker.toUpperCase()}.`,
    };
    const gap = {
      needs: needs.length > 0 ? needs : [`sec/${ticker}/capex`, `sec/${ticker}/operating-cash-flow`],
      have: 0,
      need: 4,
      settles,
      pull: `vorlauf pull sec ${ticker.toUpperCase()}`,
    };
    return { ...shared, periods: [], values: new Float64Array(0), evidence: "unresolved", refs: [], gap };
  }
  const total = (of: Map<string, number>, p: string): number =>
    year(p).reduce((s, q) => s + (of.get(q) ?? Number.NaN), 0);
  return {
    ...shared,
    periods: quarters,
    values: Float64Array.from(quarters, (p) => total(spent, p) / total(earned, p)),
    evidence: weakest([...(capex?.evidence ?? []), ...(cash?.evidence ?? []), "derived"]),
    refs: quarters.map((p) =>
      year(p).flatMap((q) => [refOf(`sec/${ticker}/capex`, q), refOf(`sec/${ticker}/operating-cash-flow`, q)]),
    ),
  };
}

/** CapEx over operating cash flow of Microsoft, trailing four quarters; {@link capexToCashFlow} gives the other companies. */
export const signal: Signal = {
  id: "capex-to-cash-flow",
  question: {
    en: "How much of its operating cash flow does a company put into CapEx?",
    de: "Wie viel ihres operativen Cashflows steckt eine Firma in CapEx?",
  },
  needs: strained.flatMap((t) => [{ id: `sec/${t}/capex` }, { id: `sec/${t}/operating-cash-flow` }]),
  unit: "ratio",
  strongerWhen: "lower",
  measure: (panel) => capexToCashFlow(panel, "msft"),
};

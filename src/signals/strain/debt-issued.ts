import { weakest } from "../../terms/observation.ts";
import { type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import { overFourQuarters, strained } from "./capex-to-cash-flow.ts";

/**
 * Proceeds of new debt over CapEx of one company: four consecutive quarters, or fiscal years where quarters in a row are not
 * held (a quarter without a tagged figure is missing, not zero). Repayments are not taken off.
 */
export function debtToCapex(panel: Panel, ticker: string): SignalSeries {
  const quarterly = overFourQuarters(panel, {
    id: "debt-issued",
    ticker,
    unit: "ratio",
    facts: ["debt-issued", "capex"],
    combine: ([debt, spent]) => (debt ?? Number.NaN) / (spent ?? Number.NaN),
  });
  if (quarterly.periods.length > 0) return quarterly;
  const [debt, spent] = [
    seriesIn(panel, `sec/${ticker}/debt-issued-annual`),
    seriesIn(panel, `sec/${ticker}/capex-annual`),
  ];
  const capex = new Map(spent?.periods.map((p, i) => [p, spent.values[i] ?? Number.NaN]));
  const years = (debt?.periods ?? []).filter(
    (p, i) => Number.isFinite(debt?.values[i]) && (capex.get(p) ?? Number.NaN) > 0,
  );
  if (debt === null || years.length === 0) return quarterly;
  const issued = new Map(debt.periods.map((p, i) => [p, debt.values[i] ?? Number.NaN]));
  const { gap: _none, ...shared } = quarterly;
  return {
    ...shared,
    frequency: "annual",
    periods: years,
    values: Float64Array.from(years, (p) => (issued.get(p) ?? Number.NaN) / (capex.get(p) ?? Number.NaN)),
    evidence: weakest([...debt.evidence, ...(spent?.evidence ?? []), "derived"]),
    refs: years.map((p) => [refOf(`sec/${ticker}/debt-issued-annual`, p), refOf(`sec/${ticker}/capex-annual`, p)]),
  };
}

/** New debt over CapEx of Oracle; {@link debtToCapex} gives the other companies. */
export const signal: Signal = {
  id: "debt-issued",
  question: { en: "How much of its CapEx does a company borrow?", de: "Wie viel ihres CapEx leiht sich eine Firma?" },
  needs: strained.flatMap((t) => [
    { id: `sec/${t}/debt-issued` },
    { id: `sec/${t}/capex` },
    { id: `sec/${t}/debt-issued-annual` },
    { id: `sec/${t}/capex-annual` },
  ]),
  unit: "ratio",
  strongerWhen: "lower",
  measure: (panel) => debtToCapex(panel, "orcl"),
};

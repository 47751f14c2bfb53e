import type { Panel } from "../../terms/panel.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import { overFourQuarters, strained } from "./capex-to-cash-flow.ts";

/** Operating cash flow less CapEx of one company, four consecutive quarters [USD]; leases and debt are not in it. */
export function freeCashFlow(panel: Panel, ticker: string): SignalSeries {
  return overFourQuarters(panel, {
    id: "free-cash-flow",
    ticker,
    unit: "USD",
    facts: ["operating-cash-flow", "capex"],
    combine: ([earned, spent]) => (earned ?? Number.NaN) - (spent ?? Number.NaN),
  });
}

/** Free cash flow of Oracle, trailing four quarters; {@link freeCashFlow} gives the other companies. */
export const signal: Signal = {
  id: "free-cash-flow",
  question: {
    en: "Does a company's operating business still pay for its CapEx?",
    de: "Bezahlt das laufende Geschäft einer Firma ihren CapEx noch?",
  },
  needs: strained.flatMap((t) => [{ id: `sec/${t}/capex` }, { id: `sec/${t}/operating-cash-flow` }]),
  unit: "USD",
  strongerWhen: "higher",
  measure: (panel) => freeCashFlow(panel, "orcl"),
};

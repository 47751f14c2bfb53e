import { weakest } from "../../terms/observation.ts";
import { type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import { shift } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/** Companies of the strain lines; each is shown alone and never summed into a score. */
export const strained: readonly string[] = ["msft", "googl", "amzn", "meta", "orcl"];

/** What {@link overFourQuarters} makes of a company's quarterly facts. */
export interface FourQuarters {
  readonly id: string;
  readonly ticker: string;
  readonly unit: string;
  /** Facts of `sec/<ticker>/<fact>`, each summed over the same four quarters. */
  readonly facts: readonly string[];
  /** From the sums, in the order of the facts. */
  readonly combine: (sums: readonly number[]) => number;
}

/**
 * Some quarterly facts of one company, each summed over four consecutive quarters, and combined; quarters in which any of the
 * numbers is missing are left out, never filled. A gap names the facts that are not held.
 */
export function overFourQuarters(panel: Panel, { id, ticker, unit, facts, combine }: FourQuarters): SignalSeries {
  const ids = facts.map((fact) => `sec/${ticker}/${fact}`);
  const views = ids.map((i) => seriesIn(panel, i));
  const at = views.map((view) => new Map(view?.periods.map((p, i) => [p, view.values[i] ?? Number.NaN])));
  const year = (p: string): string[] => [shift(p, -3), shift(p, -2), shift(p, -1), p];
  const quarters = [...(at[0]?.keys() ?? [])].filter((p) =>
    year(p).every((q) => at.every((values) => Number.isFinite(values.get(q)))),
  );
  const shared = { id: `${id}-${ticker}`, unit, frequency: "quarterly", warnings: [] } as const;
  if (quarters.length === 0) {
    const missing = ids.filter((_, i) => views[i] === null);
    const gap = {
      needs: missing.length > 0 ? missing : ids,
      have: 0,
      need: 4,
      settles: {
        en: `Four quarters in a row of the filed facts of ${ticker.toUpperCase()}.`,
        de: `Vier Quartale in Folge mit den gemeldeten Zahlen von ${ticker.toUpperCase()}.`,
      },
      pull: `vorlauf pull sec ${ticker.toUpperCase()}`,
    };
    return { ...shared, periods: [], values: new Float64Array(0), evidence: "unresolved", refs: [], gap };
  }
  const sums = (p: string): number[] =>
    at.map((values) => year(p).reduce((s, q) => s + (values.get(q) ?? Number.NaN), 0));
  return {
    ...shared,
    periods: quarters,
    values: Float64Array.from(quarters, (p) => combine(sums(p))),
    evidence: weakest([...views.flatMap((v) => v?.evidence ?? []), "derived"]),
    refs: quarters.map((p) => year(p).flatMap((q) => ids.map((i) => refOf(i, q)))),
  };
}

/** CapEx over operating cash flow of one company, each summed over four consecutive quarters. */
export function capexToCashFlow(panel: Panel, ticker: string): SignalSeries {
  return overFourQuarters(panel, {
    id: "capex-to-cash-flow",
    ticker,
    unit: "ratio",
    facts: ["capex", "operating-cash-flow"],
    combine: ([spent, earned]) => (spent ?? Number.NaN) / (earned ?? Number.NaN),
  });
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

import { weakest } from "../../terms/observation.ts";
import { type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import { shift } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import { strained } from "./capex-to-cash-flow.ts";

/** The two kinds of filed forward commitments; they overlap in meaning and are never added to each other or to CapEx. */
export type Commitment = "purchases" | "leases-not-commenced";

/**
 * A balance of filed forward commitments of one company over its CapEx of the four quarters up to then: years of CapEx that are
 * already signed for. Undiscounted, terms of many years; definitions differ by company, so a ratio is read against its own past.
 */
export function commitmentsToCapex(panel: Panel, ticker: string, kind: Commitment): SignalSeries {
  const [id, capexId] = [`commitments/${ticker}/${kind}`, `sec/${ticker}/capex`];
  const [balance, capex] = [seriesIn(panel, id), seriesIn(panel, capexId)];
  const spent = new Map(capex?.periods.map((p, i) => [p, capex.values[i] ?? Number.NaN]));
  // A balance whose own quarter of CapEx is not filed yet is set against the four quarters before it.
  const yearTo = (p: string): string[] =>
    [p, shift(p, -1)]
      .map((end) => [3, 2, 1, 0].map((k) => shift(end, -k)))
      .find((year) => year.every((q) => Number.isFinite(spent.get(q)))) ?? [];
  const at = (balance?.periods ?? []).flatMap((p, i) => {
    const [value, year] = [balance?.values[i] ?? Number.NaN, yearTo(p)];
    return Number.isFinite(value) && year.length > 0 ? [{ p, value, year }] : [];
  });
  const shared = {
    id: `${kind}-to-capex-${ticker}`,
    unit: "years of CapEx",
    frequency: "quarterly",
    warnings: [],
  } as const;
  if (balance === null || at.length === 0) {
    const gap = {
      needs: balance === null ? [id] : [capexId],
      have: 0,
      need: 1,
      settles: {
        en: `A filed balance of ${ticker.toUpperCase()} and four quarters of its CapEx.`,
        de: `Ein gemeldeter Bestand von ${ticker.toUpperCase()} und vier Quartale seines CapEx.`,
      },
      pull: null,
    };
    return { ...shared, periods: [], values: new Float64Array(0), evidence: "unresolved", refs: [], gap };
  }
  return {
    ...shared,
    periods: at.map((a) => a.p),
    values: Float64Array.from(at, ({ value, year }) => value / year.reduce((s, q) => s + (spent.get(q) ?? 0), 0)),
    evidence: weakest([...balance.evidence, ...(capex?.evidence ?? []), "derived"]),
    refs: at.map(({ p, year }) => [refOf(id, p), ...year.map((q) => refOf(capexId, q))]),
  };
}

/** Purchase commitments of Microsoft in years of its CapEx; {@link commitmentsToCapex} gives the others. */
export const signal: Signal = {
  id: "commitments-to-capex",
  question: {
    en: "For how many years of CapEx has a company signed already?",
    de: "Für wie viele Jahre CapEx hat eine Firma schon unterschrieben?",
  },
  needs: strained.flatMap((t) => [
    { id: `commitments/${t}/purchases` },
    { id: `commitments/${t}/leases-not-commenced` },
    { id: `sec/${t}/capex` },
  ]),
  unit: "years of CapEx",
  strongerWhen: "higher",
  measure: (panel) => commitmentsToCapex(panel, "msft", "purchases"),
};

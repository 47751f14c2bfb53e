import { alignMembers, hyperscalers, memberNeeds } from "../../signals/capex/hyperscaler-capex.ts";
import { signal as acceleratorRevenue } from "../../signals/cycle/accelerator-revenue.ts";
import { signal as computerOrders } from "../../signals/cycle/computer-orders.ts";
import { signal as computerOutput } from "../../signals/cycle/computer-output.ts";
import { signal as dataCentreConstruction } from "../../signals/cycle/data-centre-construction.ts";
import { signal as semiconductorOutput } from "../../signals/cycle/semiconductor-output.ts";
import { signal as tsmcRevenue } from "../../signals/cycle/tsmc-revenue.ts";
import type { Need, Panel } from "../../terms/panel.ts";
import type { SignalSeries } from "../../terms/signal.ts";
import type { Component } from "../components.ts";
import type { CoincidentComponent } from "./coincident.ts";
import { indexOfGroup } from "./series.ts";

/** The group's chain-linked index (100 at its start) where at least two companies carry the link: one alone is no group. */
function groupIndex(panel: Panel): SignalSeries {
  const group = alignMembers(panel, hyperscalers);
  const index = group === null ? null : indexOfGroup(group, { en: "", de: "" });
  const from = index === null ? -1 : index.linked.findIndex((n) => n >= 2) - 1;
  const shared = { id: "hyperscaler-capex", unit: "index", frequency: "quarterly", warnings: [] } as const;
  if (index === null || from < 0)
    return { ...shared, periods: [], values: new Float64Array(0), evidence: "unresolved", refs: [] };
  const base = index.logLevel[from] ?? 0;
  return {
    ...shared,
    periods: index.periods.slice(from),
    values: index.logLevel.slice(from).map((v) => 100 * Math.exp(v - base)),
    evidence: index.evidence,
    refs: index.refs.slice(from),
  };
}

const all: readonly Component[] = [
  {
    signal: { id: "hyperscaler-capex", needs: memberNeeds(hyperscalers), measure: groupIndex },
    label: { en: "Hyperscaler CapEx", de: "CapEx der Hyperscaler" },
    lagDays: 35,
  },
  {
    signal: acceleratorRevenue,
    label: { en: "Accelerator revenue (Nvidia)", de: "Umsatz mit Beschleunigern (Nvidia)" },
    lagDays: 55,
  },
  { signal: tsmcRevenue, label: { en: "TSMC revenue", de: "TSMC-Umsatz" }, lagDays: 10 },
  {
    signal: computerOrders,
    label: { en: "Orders of computers and electronics", de: "Bestellungen von Computern und Elektronik" },
    lagDays: 35,
  },
  {
    signal: dataCentreConstruction,
    label: { en: "Data-centre construction", de: "Bau von Rechenzentren" },
    lagDays: 35,
  },
  { signal: computerOutput, label: { en: "Output of computers", de: "Produktion von Computern" }, lagDays: 17 },
  {
    signal: semiconductorOutput,
    label: { en: "Output of semiconductors", de: "Produktion von Halbleitern" },
    lagDays: 17,
  },
];

/** What the coincident factor reads beside the part's other series. */
export const coincidentNeeds: readonly Need[] = all.flatMap((c) => c.signal.needs);

/** The components of the coincident factor on a day, those without a value included. */
export function coincidentComponents(panel: Panel): CoincidentComponent[] {
  return all.map((c) => ({ ...c, series: c.signal.measure(panel) }));
}

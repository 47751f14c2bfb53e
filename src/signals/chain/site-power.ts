import { weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import { addMonths, endOf, periodOf, periodRange } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

const listId = "epoch/data-center-timelines";

/** Power of the sites of one copy on a day: of each site the newest state by then; states after the copy's own day are plans and not used. */
export interface SitePower {
  readonly facilityMw: number;
  readonly sites: number;
  readonly refs: readonly string[];
}

function bySite(entries: readonly ListEntry[]): ReadonlyMap<string, readonly ListEntry[]> {
  const sites = new Map<string, ListEntry[]>();
  for (const e of entries) {
    if (e.fields["afterCopy"] === true || e.value === null || e.period.length !== 10) continue;
    const site = String(e.fields["site"] ?? e.item);
    sites.set(site, [...(sites.get(site) ?? []), e]);
  }
  return new Map([...sites].map(([site, rows]) => [site, rows.sort((a, b) => (a.period < b.period ? -1 : 1))]));
}

/** Facility power of a copy's sites on a day. */
export function sitePowerOn(entries: readonly ListEntry[], day: string): SitePower {
  let facilityMw = 0;
  const refs: string[] = [];
  for (const rows of bySite(entries).values()) {
    const state = rows.filter((r) => r.period <= day).at(-1);
    if (state === undefined || state.value === null || state.value === 0) continue;
    facilityMw += state.value;
    refs.push(refOf(listId, state.period, state.item));
  }
  return { facilityMw, sites: refs.length, refs };
}

/** What moved between two days on the same sites of one copy, and what two copies say of the same day (coverage and revision). */
export function sameSiteChange(
  entries: readonly ListEntry[],
  day: string,
): { readonly before: SitePower; readonly now: SitePower } {
  return { before: sitePowerOn(entries, addMonths(day, -12)), now: sitePowerOn(entries, day) };
}

/** Facility power of the sites in the newest copy at each quarter's end [MW, base: facility]. A sample: levels are no totals. */
export const signal: Signal = {
  id: "site-power",
  question: {
    en: "How much power have the large sites that are watched?",
    de: "Wie viel Leistung haben die beobachteten großen Standorte?",
  },
  needs: [{ id: listId, history: true }],
  unit: "MW (facility)",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const list = listIn(panel, listId);
    const copyDay = list?.known.slice(0, 10) ?? panel.asOf;
    const last = copyDay < panel.asOf ? copyDay : panel.asOf;
    const quarters =
      list === null ? [] : periodRange("2022-Q4", periodOf("quarterly", last)).filter((q) => endOf(q) <= last);
    const states = quarters.map((q) => sitePowerOn(list?.entries ?? [], endOf(q)));
    return {
      id: "site-power",
      unit: "MW (facility)",
      frequency: "quarterly",
      periods: quarters,
      values: Float64Array.from(states, (s) => s.facilityMw),
      evidence: weakest([
        "derived",
        ...(list?.entries ?? []).filter((e) => e.fields["afterCopy"] !== true).map((e) => e.evidence),
      ]),
      refs: states.map((s) => s.refs),
      warnings: [],
    };
  },
};

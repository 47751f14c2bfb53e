import { weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

const listId = "epoch/data-center-timelines";

/** What two copies of the list of large sites say of the same sites: who was taken off, and what is promised for one day. */
export interface SitePlans {
  readonly before: string;
  readonly now: string;
  /** The day the promises are for. */
  readonly goal: string;
  readonly sites: number;
  /** Sites of the earlier copy that the newer one does not name. */
  readonly gone: readonly string[];
  readonly cut: readonly string[];
  readonly raised: readonly string[];
  /** Power to be added between the earlier copy's day and the goal, as each copy says [MW, facility]. */
  readonly beforeMw: number;
  readonly nowMw: number;
  readonly refs: readonly string[];
}

/** Of each site the newest state that a copy gives for a day, done or planned. */
function statesOn(entries: readonly ListEntry[], goal: string): ReadonlyMap<string, ListEntry> {
  const newest = new Map<string, ListEntry>();
  for (const e of entries) {
    const site = String(e.fields["site"] ?? e.item);
    if (e.value === null || e.period.length !== 10 || e.period > goal) continue;
    if ((newest.get(site)?.period ?? "") <= e.period) newest.set(site, e);
  }
  return newest;
}

/**
 * Facility power to be added from the earlier copy's day to the end of the next year, on the sites that two copies in a row both
 * name: a cut, a site taken off, or a raise. Additions, because a copy also revises what stood already (Meta Prometheus 691 to
 * 99 MW). The list holds sites that are being built, so a project stopped before that is never seen; a later start is a cut here.
 */
export function sitePlans(panel: Panel): SitePlans[] {
  const copies = listIn(panel, listId)?.copies ?? [];
  return copies.slice(1).flatMap((copy, i): SitePlans[] => {
    const earlier = copies[i];
    if (earlier === undefined) return [];
    const goal = `${Number(earlier.known.slice(0, 4)) + 1}-12-31`;
    const named = (entries: readonly ListEntry[]): Set<string> =>
      new Set(entries.map((e) => String(e.fields["site"] ?? e.item)));
    const start = earlier.known.slice(0, 10);
    const added = (entries: readonly ListEntry[]): ReadonlyMap<string, number> => {
      const base = statesOn(entries, start);
      return new Map([...statesOn(entries, goal)].map(([s, e]) => [s, (e.value ?? 0) - (base.get(s)?.value ?? 0)]));
    };
    const [then, now, shown] = [added(earlier.entries), added(copy.entries), statesOn(copy.entries, goal)];
    const still = named(copy.entries);
    const both = [...then.keys()].filter((s) => now.has(s)).sort();
    const mw = (of: typeof then, s: string): number => of.get(s) ?? 0;
    return [
      {
        before: start,
        now: copy.known.slice(0, 10),
        goal,
        sites: both.length,
        gone: [...named(earlier.entries)].filter((s) => !still.has(s)).sort(),
        cut: both.filter((s) => mw(now, s) < mw(then, s)),
        raised: both.filter((s) => mw(now, s) > mw(then, s)),
        beforeMw: both.reduce((t, s) => t + mw(then, s), 0),
        nowMw: both.reduce((t, s) => t + mw(now, s), 0),
        refs: both.flatMap((s) => {
          const e = shown.get(s);
          return e === undefined ? [] : [refOf(listId, e.period, e.item)];
        }),
      },
    ];
  });
}

/** Power to be added on the same sites, newer copy over the one before; one value per copy. */
export const signal: Signal = {
  id: "site-plans",
  question: {
    en: "Are large sites taken off the list, or promised smaller?",
    de: "Verschwinden große Standorte aus der Liste, oder werden sie kleiner geplant?",
  },
  needs: [{ id: listId, history: true }],
  unit: "ratio",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const plans = sitePlans(panel);
    return {
      id: "site-plans",
      unit: "ratio",
      frequency: "irregular",
      periods: plans.map((p) => p.now),
      values: Float64Array.from(plans, (p) => p.nowMw / p.beforeMw),
      evidence: weakest([...(listIn(panel, listId)?.entries.map((e) => e.evidence) ?? []), "estimated"]),
      refs: plans.map((p) => p.refs),
      warnings: [],
    };
  },
};

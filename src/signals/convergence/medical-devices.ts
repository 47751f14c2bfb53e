import { type ListEntry, type ListView, listIn, type Panel, refOf } from "../../terms/panel.ts";
import { dayOf, endOf, periodOf, periodRange, shift } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

const listId = "fda/ai-devices";
/** A quarter counts as complete when the copy's newest decision lies at most this many days before its end. */
const toleranceDays = 7;

function newestDecision(entries: readonly ListEntry[]): string | null {
  return entries.reduce<string | null>((max, e) => (max === null || e.period > max ? e.period : max), null);
}

/** Last quarter that a copy of the list covers to its end; null for an empty copy. */
export function lastCompleteQuarter(entries: readonly ListEntry[]): string | null {
  const newest = newestDecision(entries);
  if (newest === null) return null;
  const quarter = periodOf("quarterly", newest);
  return dayOf(endOf(quarter)) - dayOf(newest) <= toleranceDays ? quarter : shift(quarter, -1);
}

/** Devices per complete quarter of one copy, from the first decision on, raw. */
export function devicesByQuarter(
  entries: readonly ListEntry[],
): { readonly quarter: string; readonly devices: number; readonly refs: readonly string[] }[] {
  const last = lastCompleteQuarter(entries);
  const first = entries.map((e) => e.period).sort()[0];
  if (last === null || first === undefined) return [];
  const byQuarter = new Map<string, ListEntry[]>();
  for (const e of entries) {
    const quarter = periodOf("quarterly", e.period);
    const held = byQuarter.get(quarter);
    if (held === undefined) byQuarter.set(quarter, [e]);
    else held.push(e);
  }
  return periodRange(periodOf("quarterly", first), last).map((quarter) => {
    const here = byQuarter.get(quarter) ?? [];
    return { quarter, devices: here.length, refs: here.map((e) => refOf(listId, e.period, e.item)) };
  });
}

/** What changed between two successive copies: new entries, how many of them decided by the older copy's last decision, entries gone. */
export interface CopyChange {
  readonly from: string;
  readonly to: string;
  readonly added: number;
  readonly late: number;
  readonly removed: number;
}

/** Late additions between the copies visible, oldest first; the evidence on the reporting lag. */
export function lateAdditions(list: ListView | null): CopyChange[] {
  const copies = list?.copies ?? [];
  return copies.slice(1).map((copy, i) => {
    const older = copies[i]?.entries ?? [];
    const [held, now] = [new Set(older.map((e) => e.item)), new Set(copy.entries.map((e) => e.item))];
    const added = copy.entries.filter((e) => !held.has(e.item));
    const end = newestDecision(older) ?? "";
    return {
      from: copies[i]?.known ?? "",
      to: copy.known,
      added: added.length,
      late: added.filter((e) => e.period <= end).length,
      removed: older.filter((e) => !now.has(e.item)).length,
    };
  });
}

/** AI-enabled medical devices per complete quarter of the decision, newest copy, raw count. */
export const signal: Signal = {
  id: "medical-devices",
  question: {
    en: "How many AI-enabled medical devices does the FDA authorise?",
    de: "Wie viele KI-gestützte Medizinprodukte lässt die FDA zu?",
  },
  needs: [{ id: listId, history: true }],
  unit: "devices per quarter",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const quarters = devicesByQuarter(listIn(panel, listId)?.entries ?? []);
    return {
      id: "medical-devices",
      unit: "devices per quarter",
      frequency: "quarterly",
      periods: quarters.map((q) => q.quarter),
      values: Float64Array.from(quarters, (q) => q.devices),
      evidence: quarters.length === 0 ? "unresolved" : "derived",
      refs: quarters.map((q) => q.refs),
      warnings:
        quarters.length === 0
          ? []
          : [
              {
                code: "correction-not-validated",
                facts: { reason: "late additions come from a change of inclusion practice, not from age" },
                about: [listId],
              },
            ],
    };
  },
};

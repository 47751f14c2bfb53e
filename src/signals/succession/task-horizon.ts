import { weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import { endOf, periodOf, periodRange, shift } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import { listDay } from "./capability-records.ts";

const listId = "metr/horizon-p50";

/**
 * The rows of one benchmark version of METR's list that set a record when released (`is_sota`), oldest first.
 * Rows of another version stitched into the same file are left out (definition D4); without `benchmark`, the newest version held.
 */
export function horizonRecords(
  entries: readonly ListEntry[],
  benchmark?: string,
): { readonly benchmark: string; readonly rows: readonly ListEntry[] } {
  const versions = [...new Set(entries.map((e) => String(e.fields["benchmark"] ?? "")))].sort();
  const wanted = benchmark ?? versions.at(-1) ?? "";
  const rows = entries
    .filter(
      (e) =>
        e.fields["benchmark"] === wanted && e.fields["isSota"] === true && e.value !== null && e.period.length === 10,
    )
    .sort((a, b) => (a.period < b.period ? -1 : a.period > b.period ? 1 : a.item < b.item ? -1 : 1));
  return { benchmark: wanted, rows };
}

/** Longest task that the best model finishes half of the time [minutes of skilled human work], at the end of each complete quarter. */
export const signal: Signal = {
  id: "task-horizon",
  question: { en: "How long a task does the best model finish?", de: "Wie lange Aufgaben erledigt das beste Modell?" },
  needs: [{ id: listId }],
  unit: "minutes",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const list = listIn(panel, listId);
    const { rows } = horizonRecords(list?.entries ?? []);
    const day = listDay(list?.known, panel.asOf);
    const current = periodOf("quarterly", day);
    const first = rows[0];
    const quarters =
      first === undefined
        ? []
        : periodRange(periodOf("quarterly", first.period), endOf(current) <= day ? current : shift(current, -1));
    const best = quarters.map((q) =>
      rows
        .filter((r) => periodOf("quarterly", r.period) <= q)
        .reduce<ListEntry | null>((top, r) => (top === null || (r.value ?? 0) > (top.value ?? 0) ? r : top), null),
    );
    return {
      id: "task-horizon",
      unit: "minutes",
      frequency: "quarterly",
      periods: quarters,
      values: Float64Array.from(best, (r) => r?.value ?? Number.NaN),
      evidence: list === null ? "unresolved" : weakest(["derived", ...rows.map((e) => e.evidence)]),
      refs: best.map((r) => (r === null ? [] : [refOf(listId, r.period, r.item)])),
      warnings: [],
    };
  },
};

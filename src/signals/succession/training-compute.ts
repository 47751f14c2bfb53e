import { weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import { endOf, periodOf, periodRange, shift } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import { listDay } from "./capability-records.ts";

const listId = "epoch/notable-models";
const firstYear = "2010";

/**
 * Largest training compute [FLOP] of any notable model published by the end of each complete quarter since 2010, from one
 * copy of the list. Half of the list has no estimate of compute, and estimates come late: the newest quarters can only rise.
 */
export const signal: Signal = {
  id: "training-compute",
  question: {
    en: "How much compute goes into the largest training run?",
    de: "Wie viel Rechenleistung steckt im größten Trainingslauf?",
  },
  needs: [{ id: listId }],
  unit: "FLOP",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const list = listIn(panel, listId);
    const day = listDay(list?.known, panel.asOf);
    const rows = (list?.entries ?? [])
      .filter((e) => e.value !== null && e.period.length === 10 && e.period >= firstYear && e.period <= day)
      .sort((a, b) => (a.period < b.period ? -1 : a.period > b.period ? 1 : a.item < b.item ? -1 : 1));
    const records: ListEntry[] = [];
    for (const row of rows) if ((row.value ?? 0) > (records.at(-1)?.value ?? 0)) records.push(row);
    const current = periodOf("quarterly", day);
    const first = records[0];
    const quarters =
      first === undefined
        ? []
        : periodRange(periodOf("quarterly", first.period), endOf(current) <= day ? current : shift(current, -1));
    const best = quarters.map((q) => records.filter((r) => periodOf("quarterly", r.period) <= q).at(-1));
    return {
      id: "training-compute",
      unit: "FLOP",
      frequency: "quarterly",
      periods: quarters,
      values: Float64Array.from(best, (r) => r?.value ?? Number.NaN),
      evidence: list === null ? "unresolved" : weakest(["derived", ...records.map((e) => e.evidence)]),
      refs: best.map((r) => (r === undefined ? [] : [refOf(listId, r.period, r.item)])),
      warnings: [],
    };
  },
};

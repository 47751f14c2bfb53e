import { weakest } from "../../terms/observation.ts";
import { listIn, type Panel } from "../../terms/panel.ts";
import { periodOf } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import { capabilityRecords, listDay, recordsByQuarter } from "./capability-records.ts";

/**
 * Highest capability-index score of any model released by the end of each complete quarter, all from one copy of the
 * list (the index is rescaled at each fit, so scores of two copies are never compared).
 */
export const signal: Signal = {
  id: "frontier-score",
  question: { en: "How capable is the best model?", de: "Wie leistungsfähig ist das beste Modell?" },
  needs: [{ id: "epoch/capability-index" }],
  unit: "index points",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const list = listIn(panel, "epoch/capability-index");
    const day = listDay(list?.known, panel.asOf);
    const { records } = capabilityRecords(list?.entries ?? [], day);
    const { quarters } = recordsByQuarter(records, day);
    const upTo = quarters.map((q) => records.filter((r) => periodOf("quarterly", r.date) <= q));
    return {
      id: "frontier-score",
      unit: "index points",
      frequency: "quarterly",
      periods: quarters,
      values: Float64Array.from(upTo, (rs) => rs.at(-1)?.score ?? Number.NaN),
      evidence: list === null ? "unresolved" : weakest(["derived", ...list.entries.map((e) => e.evidence)]),
      refs: upTo.map((rs) => rs.slice(-1).map((r) => r.ref)),
      warnings: [],
    };
  },
};

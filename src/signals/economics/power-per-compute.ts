import { weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import { chipSets } from "../chain/accelerator-power.ts";

/**
 * Rated power at the chip of all accelerators sold so far for one H100's worth of computing [W per H100-equivalent], by quarter, of
 * the makers held on the day (named in the id of the references); a maker's quarters start with its own record, so the mix widens.
 * A proxy: energy per token also depends on model, batch and latency, none of which is in it.
 */
export const signal: Signal = {
  id: "power-per-compute",
  question: {
    en: "How much power does a unit of computing draw?",
    de: "Wie viel Leistung zieht eine Einheit Rechenleistung?",
  },
  needs: chipSets.map((id) => ({ id, history: true })),
  unit: "W per H100-equivalent",
  strongerWhen: "lower",
  measure: (panel: Panel): SignalSeries => {
    const sets = chipSets.flatMap((id) => {
      const list = listIn(panel, id);
      const whole = (list?.entries ?? []).filter(
        (e) =>
          e.fields["incomplete"] !== true &&
          typeof e.fields["chipMw"] === "number" &&
          typeof e.fields["h100e"] === "number",
      );
      return whole.length === 0 ? [] : [{ id, at: new Map(whole.map((e): [string, ListEntry] => [e.period, e])) }];
    });
    const nvidia = sets.find((s) => s.id === chipSets[0]);
    const quarters = nvidia === undefined ? [] : [...nvidia.at.keys()].sort();
    const held = (q: string): { readonly id: string; readonly entry: ListEntry }[] =>
      sets.flatMap((s) => {
        const entry = s.at.get(q);
        return entry === undefined ? [] : [{ id: s.id, entry }];
      });
    // A quarter counts only when every maker that has begun by then is held in it.
    const begun = (q: string): number => sets.filter((s) => [...s.at.keys()].some((k) => k <= q)).length;
    const shown = quarters.filter((q) => held(q).length === begun(q));
    const sum = (q: string, field: string): number =>
      held(q).reduce((t, { entry }) => t + Number(entry.fields[field]), 0);
    return {
      id: "power-per-compute",
      unit: "W per H100-equivalent",
      frequency: "quarterly",
      periods: shown,
      values: Float64Array.from(shown, (q) => (1e6 * sum(q, "chipMw")) / sum(q, "h100e")),
      evidence: weakest(["derived", ...sets.flatMap((s) => [...s.at.values()].map((e) => e.evidence))]),
      refs: shown.map((q) => held(q).map(({ id, entry }) => refOf(id, q, entry.item))),
      ...(shown.length > 0
        ? {}
        : {
            gap: {
              needs: [chipSets[0] ?? ""],
              have: 0,
              need: 1,
              settles: { en: "A copy of the chip counts.", de: "Eine Kopie der Chipzahlen." },
              pull: "vorlauf pull epoch-chips",
            },
          }),
      warnings: [],
    };
  },
};

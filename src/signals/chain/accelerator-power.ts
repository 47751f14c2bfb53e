import { type Evidence, weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import type { Gap } from "../../terms/part.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/** The makers whose chips together are the installed base; a sum with one of them missing is missing (definition D11). */
export const chipSets: readonly string[] = [
  "epoch/chips-nvidia/totals",
  "epoch/chips-amd/totals",
  "epoch/chips-tpu/totals",
  "epoch/chips-trainium/totals",
];

function complete(entries: readonly ListEntry[]): ReadonlyMap<string, ListEntry> {
  return new Map(
    entries
      .filter((e) => e.fields["incomplete"] !== true && typeof e.fields["chipMw"] === "number")
      .map((e) => [e.period, e]),
  );
}

/**
 * Rated power of all accelerators sold by the end of each quarter [MW, base: chip], the sum of Nvidia, AMD, Google and
 * Amazon from the newest copy of each, quarters complete in all four. Retired chips are not taken off; the interval adds the
 * makers' 5th and 95th percentiles, as if their errors moved together, and is therefore wide.
 */
export const signal: Signal = {
  id: "accelerator-power",
  question: {
    en: "How much power do the accelerators sold so far draw?",
    de: "Wie viel Leistung ziehen die bisher verkauften Beschleuniger?",
  },
  needs: chipSets.map((id) => ({ id, history: true })),
  unit: "MW (chip)",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const lists = chipSets.map((id) => ({ id, list: listIn(panel, id) }));
    const missing = lists.filter(({ list }) => list === null).map(({ id }) => id);
    const sets = lists.map(({ id, list }) => ({ id, byQuarter: complete(list?.entries ?? []) }));
    const quarters = [...(sets[0]?.byQuarter.keys() ?? [])].filter((q) => sets.every((s) => s.byQuarter.has(q))).sort();
    const sum = (field: string): Float64Array =>
      Float64Array.from(quarters, (q) =>
        sets.reduce((total, s) => total + Number(s.byQuarter.get(q)?.fields[field] ?? Number.NaN), 0),
      );
    const evidences: Evidence[] = lists.flatMap(({ list }) => list?.entries.map((e) => e.evidence) ?? []);
    const gap: Gap | undefined =
      missing.length === 0
        ? undefined
        : {
            needs: missing,
            have: chipSets.length - missing.length,
            need: chipSets.length,
            settles: {
              en: "The chips of every maker in copies taken by this day: a sum with a maker missing is missing.",
              de: "Die Chips jedes Herstellers in Kopien bis zu diesem Tag: Eine Summe, in der ein Hersteller fehlt, fehlt.",
            },
            pull: "vorlauf pull epoch-chips",
          };
    return {
      id: "accelerator-power",
      unit: "MW (chip)",
      frequency: "quarterly",
      periods: quarters,
      values: sum("chipMw"),
      low: sum("chipMwLow"),
      high: sum("chipMwHigh"),
      evidence: weakest(["derived", ...evidences]),
      refs: quarters.map((q) => sets.map((s) => refOf(s.id, q, s.byQuarter.get(q)?.item))),
      ...(gap === undefined ? {} : { gap }),
      warnings: [],
    };
  },
};

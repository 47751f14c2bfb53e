import { listIn, type Panel, refOf } from "../../terms/panel.ts";
import { endOf, periodRange } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/** A documented case of definition D8: the same site, cells, staff or money in a new use. */
export interface RedirectedCase {
  readonly event: string;
  readonly day: string;
  readonly group: string;
  readonly use: string;
  readonly fact: string;
  readonly grade: string;
  readonly ref: string;
}

const lists = ["events/carmakers", "events/carmakers-expansion"];

/** The cases visible in both lists, oldest first. */
export function redirectedCases(panel: Panel): RedirectedCase[] {
  return lists
    .flatMap((list) =>
      (listIn(panel, list)?.entries ?? []).flatMap((e): RedirectedCase[] => {
        const use = e.fields["redirectedTo"];
        if (typeof use !== "string") return [];
        return [
          {
            event: e.item,
            day: endOf(e.period),
            group: String(e.fields["groups"] ?? ""),
            use,
            fact: String(e.fields["fact"] ?? ""),
            grade: String(e.fields["grade"] ?? "C"),
            ref: refOf(list, e.period, e.item),
          },
        ];
      }),
    )
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.event < b.event ? -1 : 1));
}

/** Documented cases per calendar year: a floor, because nobody collected them by a rule. */
export const signal: Signal = {
  id: "redirected-cases",
  question: {
    en: "In how many documented cases did EV capital move to compute, power or storage?",
    de: "In wie vielen belegten Fällen ging EV-Kapital an Rechenleistung, Strom oder Speicher?",
  },
  needs: lists.map((id) => ({ id })),
  unit: "cases",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const cases = redirectedCases(panel);
    const years = cases.length === 0 ? [] : periodRange(cases[0]?.day.slice(0, 4) ?? "", panel.asOf.slice(0, 4));
    return {
      id: "redirected-cases",
      unit: "cases",
      frequency: "annual",
      periods: years,
      values: Float64Array.from(years, (y) => cases.filter((c) => c.day.startsWith(y)).length),
      evidence: cases.length === 0 ? "unresolved" : "reported (secondary)",
      refs: years.map((y) => cases.filter((c) => c.day.startsWith(y)).map((c) => c.ref)),
      warnings: [{ code: "floor-from-uncollected-list", facts: { cases: cases.length }, about: lists }],
    };
  },
};

import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import { periodRange } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

const listId = "epoch/notable-models";
/** A year is counted from two years after its start: entries come in for at least a year. */
const yearsUntilCounted = 2;

function isMeant(entry: ListEntry): boolean {
  return /\b(Biology|Robotics|Medicine)\b/.test(String(entry.fields["domain"] ?? ""));
}

/** Notable models in biology, medicine or robotics per year, only years that ended a year or more before the copy. */
export const signal: Signal = {
  id: "biology-robotics-models",
  question: {
    en: "How many notable AI models are about biology, medicine or robotics?",
    de: "Wie viele nennenswerte KI-Modelle betreffen Biologie, Medizin oder Robotik?",
  },
  needs: [{ id: listId, history: true }],
  unit: "models per year",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const list = listIn(panel, listId);
    const meant = (list?.entries ?? []).filter((e) => e.period.length >= 4 && isMeant(e));
    const lastYear = Number((list?.known ?? panel.asOf).slice(0, 4)) - yearsUntilCounted;
    const first = meant
      .map((e) => e.period.slice(0, 4))
      .filter((y) => y >= "2010")
      .sort()[0];
    const years = first === undefined || Number(first) > lastYear ? [] : periodRange(first, String(lastYear));
    const inYear = (year: string): ListEntry[] => meant.filter((e) => e.period.startsWith(year));
    return {
      id: "biology-robotics-models",
      unit: "models per year",
      frequency: "annual",
      periods: years,
      values: Float64Array.from(years, (y) => inYear(y).length),
      evidence: years.length === 0 ? "unresolved" : "derived",
      refs: years.map((y) => inYear(y).map((e) => refOf(listId, e.period, e.item))),
      warnings: [],
    };
  },
};

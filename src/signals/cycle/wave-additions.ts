import { weakest } from "../../terms/observation.ts";
import { type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import { indexOf } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/**
 * Yearly additions to a stock, x[t] - x[t-1]: what a wave of investment put in place in a year. Years without a neighbour and
 * years flagged `definition-break` (US railways 1977) are left out.
 */
export function additionsOf(panel: Panel, series: string): SignalSeries {
  const view = seriesIn(panel, series);
  const shared = { id: series, unit: view?.unit ?? "", frequency: "annual", warnings: [] } as const;
  const at = (view?.periods ?? []).flatMap((p, i) => {
    const [now, before] = [view?.values[i] ?? Number.NaN, view?.values[i - 1] ?? Number.NaN];
    const next = i > 0 && indexOf(p) === indexOf(view?.periods[i - 1] ?? p) + 1;
    const broken = view?.flags[i]?.includes("definition-break") ?? false;
    return next && !broken && Number.isFinite(now - before)
      ? [{ p, before: view?.periods[i - 1] ?? "", value: now - before }]
      : [];
  });
  if (view === null || at.length === 0) {
    const settles = { en: `Yearly figures of ${series}.`, de: `Jahreswerte von ${series}.` };
    return {
      ...shared,
      periods: [],
      values: new Float64Array(0),
      evidence: "unresolved",
      refs: [],
      gap: { needs: [series], have: 0, need: 2, settles, pull: "vorlauf pull technology-waves --from DIR" },
    };
  }
  return {
    ...shared,
    periods: at.map((a) => a.p),
    values: Float64Array.from(at, (a) => a.value),
    evidence: weakest([...view.evidence, "derived"]),
    refs: at.map((a) => [refOf(series, a.before), refOf(series, a.p)]),
  };
}

/** Yearly additions to railway line open in the United States; {@link additionsOf} gives the other waves. */
export const signal: Signal = {
  id: "wave-additions",
  question: {
    en: "How much did an earlier wave build each year?",
    de: "Wie viel wurde in einer früheren Welle je Jahr gebaut?",
  },
  needs: [{ id: "waves/railways/line-open-us" }],
  unit: "km a year",
  strongerWhen: "higher",
  measure: (panel) => additionsOf(panel, "waves/railways/line-open-us"),
};

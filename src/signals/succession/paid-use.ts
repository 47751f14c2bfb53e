import { weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import { dayOf, endOf, periodOf, periodRange } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

const listId = "epoch/company-revenue";
const companies: readonly string[] = ["OpenAI", "Anthropic"];
/** A figure older than this at the quarter's end is no figure of the quarter [days]. */
const oldestDays = 200;

function ofWholeCompany(e: ListEntry): boolean {
  return (
    e.value !== null &&
    e.period.length === 10 &&
    e.fields["excluded"] !== true &&
    e.fields["type"] !== "Product/division revenue"
  );
}

/**
 * Annual rate of revenue of OpenAI and Anthropic together at each quarter's end [USD a year], from one copy of the list: of each
 * company the newest report about itself as a whole, at most 200 days old; a quarter with one of them missing is missing. What is
 * paid for is the nearest thing at hand to use; tokens are reported too rarely for a series.
 */
export const signal: Signal = {
  id: "paid-use",
  question: { en: "Does paid use of models grow?", de: "Wächst die bezahlte Nutzung von Modellen?" },
  needs: [{ id: listId, history: true }],
  unit: "USD a year",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const list = listIn(panel, listId);
    const rows = (list?.entries ?? []).filter(ofWholeCompany).sort((a, b) => (a.period < b.period ? -1 : 1));
    const [first, last] = [rows[0]?.period, rows.at(-1)?.period];
    const quarters =
      first === undefined || last === undefined
        ? []
        : periodRange(periodOf("quarterly", first), periodOf("quarterly", last));
    const at = quarters
      .filter((q) => endOf(q) <= (list?.known.slice(0, 10) ?? ""))
      .flatMap((q) => {
        const newest = companies.flatMap(
          (c) =>
            rows.findLast(
              (r) =>
                r.fields["company"] === c && r.period <= endOf(q) && dayOf(endOf(q)) - dayOf(r.period) <= oldestDays,
            ) ?? [],
        );
        return newest.length === companies.length ? [{ q, newest }] : [];
      });
    return {
      id: "paid-use",
      unit: "USD a year",
      frequency: "quarterly",
      periods: at.map((a) => a.q),
      values: Float64Array.from(at, ({ newest }) => newest.reduce((s, e) => s + (e.value ?? Number.NaN), 0)),
      evidence:
        at.length === 0 ? "unresolved" : weakest(["derived", ...at.flatMap((a) => a.newest.map((e) => e.evidence))]),
      refs: at.map(({ newest }) => newest.map((e) => refOf(listId, e.period, e.item))),
      warnings: [],
    };
  },
};

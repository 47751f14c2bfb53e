import { weakest } from "../../terms/observation.ts";
import { type ListEntry, type ListView, listIn, type Panel, refOf } from "../../terms/panel.ts";
import { endOf, periodOf, periodRange, shift } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import { listDay } from "./capability-records.ts";

const listId = "epoch/notable-models";
const firstQuarter = "2018-Q1";

/** Releases in a finished quarter as one copy of the list has them. */
export interface ReleasesInQuarter {
  readonly quarter: string;
  readonly notable: number;
  /** Of these, those that the list's own column marks as frontier models. */
  readonly frontier: number;
  readonly refs: readonly string[];
}

/**
 * Notable and frontier releases per quarter that had ended on the copy's day, from one copy, raw: the last two years of any copy are
 * incomplete, because models are listed for months after their release.
 */
export function releasesByQuarter(entries: readonly ListEntry[], day: string): ReleasesInQuarter[] {
  const current = periodOf("quarterly", day);
  const last = endOf(current) <= day ? current : shift(current, -1);
  const byQuarter = new Map<string, ListEntry[]>();
  for (const entry of entries) {
    if (entry.period.length !== 10) continue;
    const quarter = periodOf("quarterly", entry.period);
    const here = byQuarter.get(quarter);
    if (here === undefined) byQuarter.set(quarter, [entry]);
    else here.push(entry);
  }
  return periodRange(firstQuarter, last).map((quarter) => {
    const here = byQuarter.get(quarter) ?? [];
    return {
      quarter,
      notable: here.length,
      frontier: here.filter((e) => e.fields["frontier"] === true).length,
      refs: here.map((e) => refOf(listId, e.period, e.item)),
    };
  });
}

/** Copies of the list that are visible, each with the day it speaks for, as a reporting delay is estimated from them. */
export function copiesOfReleases(
  list: ListView | null,
  asOf: string,
  only: (entry: ListEntry) => boolean = () => true,
): {
  readonly day: string;
  readonly entries: readonly { readonly id: string; readonly date: string; readonly alias: string }[];
}[] {
  return (list?.copies ?? []).map((copy) => {
    const day = listDay(copy.known, asOf);
    const dated = copy.entries.filter((e) => e.period.length === 10 && e.period <= day && only(e));
    return {
      day,
      entries: dated.map((e) => ({
        id: e.item,
        date: e.period,
        alias: typeof e.fields["organization"] === "string" ? e.fields["organization"] : "",
      })),
    };
  });
}

/** Notable releases per finished quarter of the newest copy, raw; frontier status is the notable list's own column. */
export const signal: Signal = {
  id: "release-cadence",
  question: {
    en: "How many notable AI models are released in a quarter?",
    de: "Wie viele bedeutende KI-Modelle erscheinen in einem Quartal?",
  },
  needs: [{ id: listId, history: true }],
  unit: "releases per quarter",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const list = listIn(panel, listId);
    const quarters = list === null ? [] : releasesByQuarter(list.entries, listDay(list.known, panel.asOf));
    return {
      id: "release-cadence",
      unit: "releases per quarter",
      frequency: "quarterly",
      periods: quarters.map((q) => q.quarter),
      values: Float64Array.from(quarters, (q) => q.notable),
      evidence: list === null ? "unresolved" : weakest(["derived", ...list.entries.map((e) => e.evidence)]),
      refs: quarters.map((q) => q.refs),
      warnings:
        quarters.length === 0
          ? []
          : [
              {
                code: "listed-late",
                facts: { reason: "raw count of one copy; the last two years still grow" },
                about: [listId],
              },
            ],
    };
  },
};

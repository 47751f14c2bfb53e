import { weakest } from "../../terms/observation.ts";
import type { Panel } from "../../terms/panel.ts";
import { type ListEntry, listIn, refOf } from "../../terms/panel.ts";
import { dayOf, endOf, periodOf, periodRange, shift } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/** A model that raised the frontier of one copy of the capability index. */
export interface CapabilityRecord {
  readonly model: string;
  readonly date: string;
  readonly score: number;
  readonly ref: string;
}

/** The records of one copy, what was dropped, and how many models were scored in each quarter. */
export interface CapabilityRecords {
  readonly records: readonly CapabilityRecord[];
  /** Versions dropped because their date lies more than 180 days from the nearest of the same name. */
  readonly outliers: readonly { readonly model: string; readonly version: string; readonly date: string }[];
  /** Models with a score and a date, by quarter of release: the list's coverage. */
  readonly scored: Readonly<Record<string, number>>;
}

const listId = "epoch/capability-index";
const spreadDays = 180;

interface Version {
  readonly model: string;
  readonly version: string;
  readonly date: string;
  readonly score: number;
  readonly ref: string;
}

/**
 * Frontier records by definition D3: models whose score exceeds every earlier release in the same copy of the list.
 *
 * Versions are joined by model name; a model's score is its best version's, its date that of the earliest version with
 * that score. A version dated more than 180 days from its nearest namesake is dropped and named (farthest first; of two
 * equally far the earlier, because a date too early makes a record that never was); versions that follow each other within
 * 180 days are genuine successors and stay. At most one record a day: the best of that day. Entries without score or without a full date are not used; entries after `asOf` neither.
 *
 * @param entries one copy of `epoch/capability-index`
 * @param asOf    releases after this day are not used
 * @cite          Ho et al. (2025), A Rosetta Stone for AI Benchmarks (the index); definition D3
 */
export function capabilityRecords(entries: readonly ListEntry[], asOf: string): CapabilityRecords {
  const byModel = new Map<string, Version[]>();
  for (const entry of entries) {
    if (entry.value === null || entry.period.length !== 10 || entry.period > asOf) continue;
    const model =
      typeof entry.fields["model"] === "string" && entry.fields["model"] !== "" ? entry.fields["model"] : entry.item;
    const version = {
      model,
      version: entry.item,
      date: entry.period,
      score: entry.value,
      ref: refOf(listId, entry.period, entry.item),
    };
    byModel.set(model, [...(byModel.get(model) ?? []), version]);
  }
  const outliers: CapabilityRecords["outliers"][number][] = [];
  const scored: Record<string, number> = {};
  const candidates: Version[] = [];
  for (const versions of byModel.values()) {
    const kept = dropOutliers(versions, (v) => outliers.push({ model: v.model, version: v.version, date: v.date }));
    const best = Math.max(...kept.map((v) => v.score));
    const first = kept.filter((v) => v.score === best).sort(byDate)[0];
    if (first === undefined) continue;
    candidates.push(first);
    const quarter = periodOf("quarterly", first.date);
    scored[quarter] = (scored[quarter] ?? 0) + 1;
  }
  candidates.sort((a, b) => byDate(a, b) || b.score - a.score || (a.model < b.model ? -1 : 1));
  const records: CapabilityRecord[] = [];
  let frontier = Number.NEGATIVE_INFINITY;
  for (const { model, date, score, ref } of candidates) {
    if (score <= frontier) continue;
    frontier = score;
    if (records.at(-1)?.date !== date) records.push({ model, date, score, ref });
  }
  return { records, outliers, scored };
}

function byDate(a: Version, b: Version): number {
  return a.date < b.date ? -1 : a.date > b.date ? 1 : 0;
}

function dropOutliers(versions: readonly Version[], dropped: (v: Version) => void): readonly Version[] {
  const kept = [...versions].sort(byDate);
  for (;;) {
    const days = kept.map((v) => dayOf(v.date));
    const distance = days.map((d, i) =>
      Math.min(d - (days[i - 1] ?? Number.NEGATIVE_INFINITY), (days[i + 1] ?? Number.POSITIVE_INFINITY) - d),
    );
    const farthest = kept.length < 2 ? 0 : Math.max(...distance);
    if (farthest <= spreadDays) return kept;
    for (const v of kept.splice(distance.indexOf(farthest), 1)) dropped(v);
  }
}

/** Records in each complete quarter from the first record's to the last quarter that ended by `asOf`. */
export function recordsByQuarter(
  records: readonly CapabilityRecord[],
  asOf: string,
): { readonly quarters: readonly string[]; readonly counts: readonly number[] } {
  const first = records[0];
  if (first === undefined) return { quarters: [], counts: [] };
  const current = periodOf("quarterly", asOf);
  const last = endOf(current) <= asOf ? current : shift(current, -1);
  const quarters = periodRange(periodOf("quarterly", first.date), last);
  return { quarters, counts: quarters.map((q) => records.filter((r) => periodOf("quarterly", r.date) === q).length) };
}

/** Frontier records per complete quarter. */
export const signal: Signal = {
  id: "capability-records",
  question: {
    en: "How many models a quarter raised the capability frontier?",
    de: "Wie viele Modelle je Quartal haben die Leistungsgrenze verschoben?",
  },
  needs: [{ id: listId }],
  unit: "records per quarter",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const list = listIn(panel, listId);
    const { records } = capabilityRecords(list?.entries ?? [], listDay(list?.known, panel.asOf));
    const { quarters, counts } = recordsByQuarter(records, listDay(list?.known, panel.asOf));
    return {
      id: "capability-records",
      unit: "records per quarter",
      frequency: "quarterly",
      periods: quarters,
      values: Float64Array.from(counts),
      evidence: list === null ? "unresolved" : weakest(["derived", ...list.entries.map((e) => e.evidence)]),
      refs: quarters.map((q) => records.filter((r) => periodOf("quarterly", r.date) === q).map((r) => r.ref)),
      warnings: [],
    };
  },
};

/** The last day a copy can speak about: its own day, or the as-of day when that is earlier. */
export function listDay(known: string | undefined, asOf: string): string {
  const day = known?.slice(0, 10) ?? asOf;
  return day < asOf ? day : asOf;
}

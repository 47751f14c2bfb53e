import type { Observation } from "../../../src/terms/observation.ts";
import type { ListEntry, ListView, Panel, SeriesView } from "../../../src/terms/panel.ts";
import { frequencyOf } from "../../../src/terms/period.ts";

function newestFirst(a: Observation, b: Observation): number {
  return a.known < b.known ? 1 : a.known > b.known ? -1 : 0;
}

function seriesOf(id: string, observations: readonly Observation[]): SeriesView {
  const byPeriod = new Map<string, Observation>();
  for (const o of [...observations].sort(newestFirst)) if (!byPeriod.has(o.period)) byPeriod.set(o.period, o);
  const shown = [...byPeriod.values()].sort((a, b) => (a.period < b.period ? -1 : 1));
  return {
    id,
    unit: shown[0]?.unit ?? "",
    frequency: frequencyOf(shown[0]?.period ?? "2000"),
    periods: shown.map((o) => o.period),
    values: Float64Array.from(shown, (o) => o.value ?? Number.NaN),
    known: shown.map((o) => o.known),
    knownBy: shown.map((o) => o.knownBy),
    evidence: shown.map((o) => o.evidence),
    flags: shown.map((o) => o.flags ?? []),
    history: [],
  };
}

function entryOf(o: Observation): ListEntry {
  return {
    item: o.item ?? "",
    period: o.period,
    value: o.value,
    known: o.known,
    evidence: o.evidence,
    fields: o.fields ?? {},
  };
}

function listOf(id: string, observations: readonly Observation[], copies: boolean): ListView {
  const knowns = [...new Set(observations.map((o) => o.known))].sort();
  const newest = knowns.at(-1) ?? "";
  const shown = copies
    ? observations.filter((o) => o.known === newest)
    : [...observations]
        .sort(newestFirst)
        .filter((o, i, all) => all.findIndex((p) => p.item === o.item && p.period === o.period) === i);
  return {
    id,
    kind: copies ? "copy" : "log",
    unit: shown[0]?.unit ?? "",
    known: newest,
    entries: shown.map(entryOf),
    copies: copies
      ? knowns.map((known) => ({ known, entries: observations.filter((o) => o.known === known).map(entryOf) }))
      : [],
  };
}

function bySeries(observations: readonly Observation[]): Map<string, Observation[]> {
  const groups = new Map<string, Observation[]>();
  for (const o of observations) {
    const held = groups.get(o.series);
    if (held === undefined) groups.set(o.series, [o]);
    else held.push(o);
  }
  return groups;
}

/** A strict panel of observations as of a day, in memory: newest known per period; `copyLists` are replaced as a whole, other items are logs. */
export function panelOf(observations: readonly Observation[], asOf: string, copyLists: readonly string[] = []): Panel {
  const visible = bySeries(observations.filter((o) => o.known <= `${asOf}T23:59:59Z`));
  const series: Record<string, SeriesView> = {};
  const lists: Record<string, ListView> = {};
  for (const [id, rows] of visible) {
    if (rows[0]?.item === undefined) series[id] = seriesOf(id, rows);
    else lists[id] = listOf(id, rows, copyLists.includes(id));
  }
  const oldest = Object.fromEntries(
    [...bySeries(observations)].map(([id, rows]) => [id, rows.map((o) => o.known).sort()[0] ?? ""]),
  );
  return { asOf, mode: "strict", series, lists, oldest };
}

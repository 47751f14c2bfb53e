import type { NewsChange } from "../../terms/news.ts";
import { type ListEntry, type ListView, type Panel, refOf, type SeriesView } from "../../terms/panel.ts";

/**
 * The panel of an earlier day moved to the later day, with the news of some ids and of nothing else: those ids are seen as on
 * the later day, every other id as on the earlier one.
 * @param ids none: the later day with nothing new
 */
export function withNews(before: Panel, after: Panel, ids: ReadonlySet<string>): Panel {
  return {
    asOf: after.asOf,
    mode: after.mode,
    series: mixed(before.series, after.series, ids),
    lists: mixed(before.lists, after.lists, ids),
    oldest: after.oldest,
  };
}

/** In the order of ids, as a panel that was read has it: what a computation sees must not depend on how the panel was made. */
function mixed<V>(
  before: Readonly<Record<string, V>>,
  after: Readonly<Record<string, V>>,
  ids: ReadonlySet<string>,
): Record<string, V> {
  const all = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return Object.fromEntries(
    all.flatMap((id): [string, V][] => {
      const view = ids.has(id) ? after[id] : before[id];
      return view === undefined ? [] : [[id, view]];
    }),
  );
}

/** Every value that is new, revised or withdrawn on the later of two panels, in order of series, period, item. */
export function changesOf(before: Panel, after: Panel): NewsChange[] {
  const series = Object.keys(after.series)
    .sort()
    .flatMap((id) => seriesChanges(before.series[id], after.series[id]));
  const lists = Object.keys(after.lists)
    .sort()
    .flatMap((id) => listChanges(before.lists[id], after.lists[id]));
  return [...series, ...lists];
}

/** Ids whose view differs in anything a computation can see, revision history included, beyond the values that changed. */
export function movedIds(before: Panel, after: Panel): string[] {
  const series = Object.keys(after.series).filter((id) => !sameSeries(before.series[id], after.series[id]));
  const lists = Object.keys(after.lists).filter((id) => {
    const [a, b] = [before.lists[id], after.lists[id]];
    return a?.known !== b?.known || a?.entries.length !== b?.entries.length || a?.copies.length !== b?.copies.length;
  });
  return [...series, ...lists].sort();
}

function sameSeries(a: SeriesView | undefined, b: SeriesView | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.periods.length !== b.periods.length || a.history.length !== b.history.length) return false;
  return a.periods.every(
    (p, i) =>
      p === b.periods[i] &&
      Object.is(a.values[i], b.values[i]) &&
      a.known[i] === b.known[i] &&
      a.evidence[i] === b.evidence[i],
  );
}

const numberOrNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

function seriesChanges(before: SeriesView | undefined, after: SeriesView | undefined): NewsChange[] {
  if (after === undefined) return [];
  const old = new Map((before?.periods ?? []).map((p, i) => [p, before?.values[i] ?? Number.NaN]));
  return after.periods.flatMap((period, i): NewsChange[] => {
    const value = after.values[i] ?? Number.NaN;
    const had = old.get(period);
    if (had !== undefined && Object.is(had, value)) return [];
    return [
      {
        ref: refOf(after.id, period),
        series: after.id,
        period,
        kind: had === undefined ? "new" : "revised",
        before: numberOrNull(had),
        after: numberOrNull(value),
        unit: after.unit,
        known: after.known[i] ?? "",
      },
    ];
  });
}

function listChanges(before: ListView | undefined, after: ListView | undefined): NewsChange[] {
  if (
    after === undefined ||
    (before !== undefined && before.known === after.known && before.entries.length === after.entries.length)
  )
    return [];
  const keyOf = (e: ListEntry): string => (after.kind === "copy" ? `${e.item}\u0000${e.period}` : e.item);
  const old = new Map((before?.entries ?? []).map((e) => [keyOf(e), e]));
  const now = new Set(after.entries.map(keyOf));
  const change = (
    kind: NewsChange["kind"],
    e: ListEntry,
    values: Pick<NewsChange, "before" | "after">,
  ): NewsChange => ({
    ref: refOf(after.id, e.period, e.item),
    series: after.id,
    item: e.item,
    period: e.period,
    kind,
    ...values,
    unit: after.unit,
    known: kind === "withdrawn" ? after.known : e.known,
  });
  const present = after.entries.flatMap((e): NewsChange[] => {
    const had = old.get(keyOf(e));
    if (had === undefined) return [change("new", e, { before: null, after: e.value })];
    return sameEntry(had, e) ? [] : [change("revised", e, { before: had.value, after: e.value })];
  });
  const gone = [...old.values()].filter((e) => !now.has(keyOf(e)));
  return [...present, ...gone.map((e) => change("withdrawn", e, { before: e.value, after: null }))];
}

function sameEntry(a: ListEntry, b: ListEntry): boolean {
  if (!Object.is(a.value, b.value) || a.period !== b.period) return false;
  const names = new Set([...Object.keys(a.fields), ...Object.keys(b.fields)]);
  return [...names].every((n) => Object.is(a.fields[n] ?? null, b.fields[n] ?? null));
}

import { readSeriesHistory } from "../store/history.ts";
import type { Store } from "../store/open.ts";
import { readPanel } from "../store/panel.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation, Origin } from "../terms/observation.ts";
import { type ListEntry, type ListView, type Mode, type Panel, refOf, type SeriesView } from "../terms/panel.ts";
import { parseDate } from "../terms/period.ts";

/** One thing that a later day knows otherwise than an earlier one. */
export interface Change {
  readonly id: string;
  readonly item?: string;
  readonly period: string;
  /** *new*: not held before; *revised*: another value or field; *withdrawn*: a newer copy of a list no longer has it. */
  readonly kind: "new" | "revised" | "withdrawn";
  /** Value on the earlier day; null where there was none. */
  readonly old: number | null;
  /** Value on the later day; null where there is none. */
  readonly value: number | null;
  readonly unit: string;
  /** Names of the fields of an entry that differ. */
  readonly fields: readonly string[];
  /** Since when the later day's value stands; of a withdrawn entry, the copy that left it out. */
  readonly known: string;
  readonly ref: string;
  /** The document that brought the value; null for a withdrawn entry. */
  readonly origin: Origin | null;
}

/** What to compare. */
export interface ChangesRequest {
  /** Days; `from` is not later than `to`. */
  readonly from: string;
  readonly to: string;
  readonly mode: Mode;
  /** Ids or patterns with `*` for one segment. */
  readonly ids: readonly string[];
}

/** The changes between two days. */
export interface Changes {
  readonly from: string;
  readonly to: string;
  readonly mode: Mode;
  /** By id, item and period. */
  readonly changes: readonly Change[];
  /** Ids with news, those without left out. */
  readonly ids: readonly string[];
}

/**
 * What the panel of one day shows otherwise than the panel of an earlier one: new, revised and withdrawn observations of some
 * ids, each with its old and new value and the document. Between a day and itself nothing changes; the changes from a to b and from b
 * to c lead together from a to c.
 * @throws "input-invalid" when `from` is later than `to` or a pattern is wrong; "input-date"
 */
export async function changesBetween(store: Store, request: ChangesRequest): Promise<Changes> {
  const [from, to] = [parseDate(request.from), parseDate(request.to)];
  if (from > to)
    throw new VorlaufError("input-invalid", {
      what: "from",
      got: `${from}, later than ${to}`,
      fix: "Give the earlier day first.",
    });
  const needs = request.ids.map((id) => ({ id }));
  const before = await readPanel(store, { asOf: from, mode: request.mode, needs });
  const after = await readPanel(store, { asOf: to, mode: request.mode, needs });
  const found = [...seriesChanges(before, after), ...listChanges(before, after)].sort(
    (a, b) => order(a.id, b.id) || order(a.item ?? "", b.item ?? "") || order(a.period, b.period),
  );
  const ids = [...new Set(found.map((c) => c.id))];
  const changes: Change[] = [];
  for (const id of ids) {
    const history = await readSeriesHistory(store, id, to, request.mode === "pseudo");
    changes.push(
      ...withOrigins(
        found.filter((c) => c.id === id),
        history.observations,
      ),
    );
  }
  return { from, to, mode: request.mode, changes, ids };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type Found = Omit<Change, "origin">;

function seriesChanges(before: Panel, after: Panel): Found[] {
  return Object.values(after.series).flatMap((now) => {
    const was = valuesOf(before.series[now.id]);
    return now.periods.flatMap((period, i): Found[] => {
      const value = number(now.values[i]);
      const old = was.get(period);
      if (old !== undefined && Object.is(old, value)) return [];
      return [
        {
          id: now.id,
          period,
          kind: old === undefined ? "new" : "revised",
          old: old ?? null,
          value,
          unit: now.unit,
          fields: [],
          known: now.known[i] ?? "",
          ref: refOf(now.id, period),
        },
      ];
    });
  });
}

function valuesOf(view: SeriesView | undefined): Map<string, number | null> {
  return new Map((view?.periods ?? []).map((period, i) => [period, number(view?.values[i])]));
}

function number(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function listChanges(before: Panel, after: Panel): Found[] {
  return Object.values(after.lists).flatMap((now) => {
    const was = entriesOf(before.lists[now.id]);
    const is = entriesOf(now);
    const changed = [...is].flatMap(([key, entry]): Found[] => {
      const old = was.get(key);
      const fields = old === undefined ? [] : differing(old, entry);
      if (old !== undefined && Object.is(old.value, entry.value) && fields.length === 0) return [];
      return [
        {
          id: now.id,
          item: entry.item,
          period: entry.period,
          kind: old === undefined ? "new" : "revised",
          old: old?.value ?? null,
          value: entry.value,
          unit: now.unit,
          fields,
          known: entry.known,
          ref: refOf(now.id, entry.period, entry.item),
        },
      ];
    });
    const gone = [...was].flatMap(([key, old]): Found[] =>
      is.has(key)
        ? []
        : [
            {
              id: now.id,
              item: old.item,
              period: old.period,
              kind: "withdrawn",
              old: old.value,
              value: null,
              unit: now.unit,
              fields: [],
              known: now.known,
              ref: refOf(now.id, old.period, old.item),
            },
          ],
    );
    return [...changed, ...gone];
  });
}

function entriesOf(list: ListView | undefined): Map<string, ListEntry> {
  return new Map((list?.entries ?? []).map((e) => [`${e.item}\u0000${e.period}`, e]));
}

function differing(a: ListEntry, b: ListEntry): string[] {
  return [...new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])]
    .filter((name) => (a.fields[name] ?? null) !== (b.fields[name] ?? null))
    .sort();
}

/** The statement that brought each value: of those that say it, the one with the panel's `known`, else the last before. */
function withOrigins(changes: readonly Found[], statements: readonly Observation[]): Change[] {
  const byKey = new Map<string, Observation[]>();
  for (const s of statements) {
    const key = `${s.item ?? ""}\u0000${s.period}`;
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [s]);
    else group.push(s);
  }
  return changes.map((change) => {
    const saying = (byKey.get(`${change.item ?? ""}\u0000${change.period}`) ?? []).filter((s) =>
      Object.is(s.value, change.value),
    );
    const found = saying.find((s) => s.known === change.known) ?? saying.at(-1);
    return { ...change, origin: change.kind === "withdrawn" ? null : (found?.origin ?? null) };
  });
}

import { VorlaufError } from "./errors.ts";
import type { Evidence, KnownBy, ListKind } from "./observation.ts";
import type { Frequency, Period } from "./period.ts";
import type { Instant } from "./time.ts";

/** *strict* uses stamped, released and observed values; *pseudo* may also use the oldest copy at period end + usual lag. */
export type Mode = "strict" | "pseudo";

/** What a computation reads. `id` may hold `*` for one path segment. */
export interface Need {
  readonly id: string;
  /** Also every earlier value known by the as-of day (revision history). */
  readonly history?: boolean;
}

/** A plain series as of a day: per period the newest value known; arrays of equal length in period order. */
export interface SeriesView {
  readonly id: string;
  readonly unit: string;
  readonly frequency: Frequency;
  readonly periods: readonly Period[];
  /** NaN where the newest statement is "no value". */
  readonly values: Float64Array;
  readonly known: readonly Instant[];
  readonly knownBy: readonly KnownBy[];
  readonly evidence: readonly Evidence[];
  readonly flags: readonly (readonly string[])[];
  /** With `history`: every value known by the day, by period then known. */
  readonly history: readonly {
    readonly period: Period;
    readonly value: number;
    readonly known: Instant;
    readonly flags: readonly string[];
  }[];
}

/** One entry of a list. */
export interface ListEntry {
  readonly item: string;
  /** Subject date (release, event, site snapshot), at the precision the source gives. */
  readonly period: Period;
  readonly value: number | null;
  readonly known: Instant;
  readonly evidence: Evidence;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

/** A list as of a day: for kind `copy` the entries of the newest copy, for `log` the newest version of every entry. */
export interface ListView {
  readonly id: string;
  readonly kind: ListKind;
  readonly unit: string;
  /** Of the copy, or of the newest entry. */
  readonly known: Instant;
  readonly entries: readonly ListEntry[];
  /** With `history` and kind `copy`: every copy known by the day, oldest first, the newest included. */
  readonly copies: readonly { readonly known: Instant; readonly entries: readonly ListEntry[] }[];
}

/** Everything visible on a day that was asked for; the only road from the store to a computation. */
export interface Panel {
  readonly asOf: string;
  readonly mode: Mode;
  readonly series: Readonly<Record<string, SeriesView>>;
  readonly lists: Readonly<Record<string, ListView>>;
  /** Oldest `known` the store holds of each id asked for, whatever the as-of day: lets a strict gap name the date of the oldest copy. */
  readonly oldest: Readonly<Record<string, Instant>>;
}

/** A series of the panel, or null when nothing of it is visible on the day. */
export function seriesIn(panel: Panel, id: string): SeriesView | null {
  return panel.series[id] ?? null;
}

/** A list of the panel, or null when nothing of it is visible on the day. */
export function listIn(panel: Panel, id: string): ListView | null {
  return panel.lists[id] ?? null;
}

/** A series as it stood at an earlier instant; without history (not asked for) the values that are older still stand in. */
function viewAsKnown(view: SeriesView, cut: Instant): SeriesView | null {
  if (view.history.length === 0 && view.known.every((k) => k <= cut)) return view;
  const held = new Map(view.periods.map((p, i) => [p, i]));
  const statements =
    view.history.length > 0
      ? view.history
      : view.periods.map((period, i) => ({
          period,
          value: view.values[i] ?? Number.NaN,
          known: view.known[i] ?? "",
          flags: view.flags[i] ?? [],
        }));
  const visible = statements.filter((h) => h.known <= cut);
  const shown = [...new Map(visible.map((h) => [h.period, h])).values()];
  if (shown.length === 0) return null;
  const at = shown.map((h) => held.get(h.period) ?? -1);
  return {
    ...view,
    periods: shown.map((h) => h.period),
    values: Float64Array.from(shown, (h) => h.value),
    known: shown.map((h) => h.known),
    knownBy: at.map((i) => view.knownBy[i] ?? "observed"),
    evidence: at.map((i) => view.evidence[i] ?? "unresolved"),
    flags: shown.map((h) => h.flags),
    history: view.history.length > 0 ? visible : [],
  };
}

function listAsKnown(list: ListView, cut: Instant): ListView | null {
  if (list.kind === "log") {
    const entries = list.entries.filter((e) => e.known <= cut);
    const known = entries.reduce((newest, e) => (e.known > newest ? e.known : newest), "");
    return entries.length === 0 ? null : { ...list, known, entries };
  }
  const copies = list.copies.filter((c) => c.known <= cut);
  const newest = copies.at(-1) ?? (list.known <= cut ? { known: list.known, entries: list.entries } : null);
  return newest === null ? null : { ...list, known: newest.known, entries: newest.entries, copies };
}

/**
 * The panel as it stood at the end of an earlier day: what is needed to tell what a measure said then. Series and lists of kind
 * `copy` must have been read with `history`; of a list of kind `log` an entry whose newest version is later is absent, because a
 * panel holds newest versions only. How a value was known, and its evidence, are those of the newest statement of its period.
 */
export function panelAsKnown(panel: Panel, day: string): Panel {
  const cut = `${day}T23:59:59Z`;
  const kept = <V>(of: Readonly<Record<string, V>>, at: (v: V, cut: Instant) => V | null): Record<string, V> =>
    Object.fromEntries(
      Object.entries(of).flatMap(([id, v]) => {
        const then = at(v, cut);
        return then === null ? [] : [[id, then] as const];
      }),
    );
  return { ...panel, asOf: day, series: kept(panel.series, viewAsKnown), lists: kept(panel.lists, listAsKnown) };
}

/** The panel with what some needs name and nothing else: less to cut to an earlier day. */
export function panelFor(panel: Panel, needs: readonly Need[]): Panel {
  const ids = new Set(needs.flatMap(({ id }) => (id.includes("*") ? idsMatching(panel, id) : [id])));
  const kept = <V>(of: Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(Object.entries(of).filter(([id]) => ids.has(id)));
  return { ...panel, series: kept(panel.series), lists: kept(panel.lists) };
}

/** Ids of the panel's series that match a pattern with `*` for one path segment, sorted. */
export function idsMatching(panel: Panel, pattern: string): string[] {
  const regex = patternRegex(pattern);
  return [...Object.keys(panel.series), ...Object.keys(panel.lists)].filter((id) => regex.test(id)).sort();
}

/** A pattern as a regular expression: `*` stands for one path segment. @throws "input-invalid" */
export function patternRegex(pattern: string): RegExp {
  if (!/^[a-z0-9*.-]+(\/[a-z0-9*.-]+)*$/.test(pattern)) {
    throw new VorlaufError("input-invalid", {
      what: "series pattern",
      got: pattern,
      fix: "Use lower-case path segments, * for one segment.",
    });
  }
  return new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`);
}

/** The reference that `explain` takes for a value of a series, or an entry of a list. */
export function refOf(id: string, period: Period, item?: string): string {
  return item === undefined ? `${id}@${period}` : `${id}#${item}@${period}`;
}

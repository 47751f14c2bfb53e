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

import type { Period } from "./period.ts";
import type { Instant } from "./time.ts";

/** How good a number is, best first; a result carries the weakest of its inputs. */
export const evidenceOrder = [
  "reported (primary)",
  "reported (secondary)",
  "derived",
  "estimated",
  "assumed",
  "unresolved",
] as const;
export type Evidence = (typeof evidenceOrder)[number];

/** The weakest of several grades; `unresolved` for none. */
export function weakest(grades: Iterable<Evidence>): Evidence {
  let worst = -1;
  for (const g of grades) worst = Math.max(worst, evidenceOrder.indexOf(g));
  return evidenceOrder[worst] ?? "unresolved";
}

/**
 * How `known` is known: *stamped* by the publisher on this value, *released* with a dated release, *observed* as the time of
 * the oldest copy that holds it, *assumed* (pseudo mode only: period end plus the source's usual lag).
 */
export type KnownBy = "stamped" | "released" | "observed" | "assumed";

/** Where a value stands in a document. */
export interface Origin {
  /** SHA-256 of the document's bytes as stored (after gunzip of a transport copy), hex. */
  readonly document: string;
  /** The publisher's (or, for a row that cites, the cited) address. */
  readonly url: string;
  /** Where in the document: accession number + fact, row and column, sheet and cell; readable. */
  readonly locator: string;
  /** A publisher's own file, an extract or table made by somebody else, or figures typed with a citation. */
  readonly kind: "primary" | "extract" | "citation";
}

/**
 * One value as one document gave it. Append-only; key (series, item, period, known, origin.document).
 * A plain series has no `item`. An entry of a list (a model, an event, a site) has its key in `item`, its subject date in
 * `period` (never used as `known`), its main number (if any) in `value` and the rest in `fields`.
 */
export interface Observation {
  /** `publisher/entity/measure` or shorter, kebab-case; never a date or a version. */
  readonly series: string;
  readonly item?: string;
  readonly period: Period;
  readonly value: number | null;
  readonly unit: string;
  /** When the publisher says it made this value public; null when it does not say. */
  readonly published: Instant | null;
  readonly known: Instant;
  readonly knownBy: KnownBy;
  readonly evidence: Evidence;
  readonly origin: Origin;
  readonly fields?: Readonly<Record<string, string | number | boolean | null>>;
  /** Codes a reader of this value must see, for example `mixed-vintage`, `comparative`. */
  readonly flags?: readonly string[];
}

/**
 * How the entries of a list supersede each other. `copy`: a newer copy of the list replaces the whole list (Epoch's CSVs).
 * `log`: entries are added one by one, each with its own `known`; the newest version of an item counts.
 */
export type ListKind = "copy" | "log";

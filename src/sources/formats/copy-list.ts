import { VorlaufError } from "../../terms/errors.ts";
import type { Evidence, Observation } from "../../terms/observation.ts";
import { isDate } from "../../terms/period.ts";
import type { RawDocument, Reading, Tools } from "../../terms/source.ts";
import { type Instant, toInstant } from "../../terms/time.ts";
import { decodeText, parseCsv } from "./csv.ts";

/** One record of a table, read cell by cell; every cell that cannot be read is noted in `problems`. */
export interface Row {
  /** Record number (the header is 1), for people. */
  readonly locator: string;
  /** First of the named columns that the table has, white space collapsed; null when blank or when the table has none of them. */
  readonly text: (...names: readonly string[]) => string | null;
  /** The cell as a number; null when blank. */
  readonly number: (...names: readonly string[]) => number | null;
  /** The cell as a day `YYYY-MM-DD` (also from US `m/d/yyyy`); null when blank. */
  readonly day: (...names: readonly string[]) => string | null;
  /** Whether the table has one of the columns. */
  readonly has: (...names: readonly string[]) => boolean;
  /** Why cells could not be read: named reasons for a rejection of the whole row. */
  readonly problems: readonly string[];
}

/** What one record says; a string is the reason why it is not taken. */
export type Entry =
  | string
  | {
      /** Key of the entry within its list; null for a plain series. */
      readonly item: string | null;
      readonly period: string;
      readonly value: number | null;
      readonly evidence: Evidence;
      readonly fields: Readonly<Record<string, string | number | boolean | null>>;
      readonly flags?: readonly string[];
    };

/** How a table of a publisher becomes a list. */
export interface CopySpec {
  readonly source: string;
  readonly series: string;
  readonly unit: string;
  /** Names of columns of which at least one each must stand in the header (renames across vintages side by side). */
  readonly columns: readonly (readonly string[])[];
  readonly entry: (row: Row) => Entry;
}

/**
 * The entries of one copy of a list, from CSV (or from the member of a zip archive whose name matches `member`). Every entry carries the copy's own
 * `known`; nothing in a row is ever taken as the time at which it was known. Rows with a damaged cell, of another width than the
 * header, or that repeat a key are rejected with a named reason; a record that breaks off at the end of the file is an error.
 * @throws "source-changed" when a column is missing, the file is empty or truncated, or the archive lacks the member
 */
export function readCopy(raw: RawDocument, spec: CopySpec, tools?: Tools, member?: RegExp): Reading {
  const rejected: Rejections = new Map();
  const seen = new Map<string, string>();
  const observations: Observation[] = [];
  for (const row of rowsOf(raw, spec, rejected, tools, member)) {
    const entry = spec.entry(row);
    const reason = row.problems[0] ?? (typeof entry === "string" ? entry : undefined);
    if (reason !== undefined || typeof entry === "string") {
      reject(rejected, reason ?? "not taken", row.locator);
      continue;
    }
    const key = `${entry.item ?? ""}\u0000${entry.period}`;
    const content = JSON.stringify([entry.value, entry.fields]);
    const before = seen.get(key);
    if (before !== undefined) {
      reject(
        rejected,
        before === content ? "repeats an earlier row" : "same name and date as an earlier row, other content",
        row.locator,
      );
      continue;
    }
    seen.set(key, content);
    observations.push(observationOf(raw, spec, row, entry));
  }
  if (observations.length === 0) throw changed(spec.source, raw.path, "at least one readable row", "none");
  return { observations, rejected: rejectedRows(rejected) };
}

function observationOf(raw: RawDocument, spec: CopySpec, row: Row, entry: Exclude<Entry, string>): Observation {
  return {
    series: spec.series,
    ...(entry.item === null ? {} : { item: entry.item }),
    period: entry.period,
    value: entry.value,
    unit: spec.unit,
    published: raw.knownBy === "observed" ? null : raw.known,
    known: raw.known,
    knownBy: raw.knownBy,
    evidence: entry.evidence,
    origin: { document: raw.sha256, url: raw.url, locator: row.locator, kind: "primary" },
    fields: entry.fields,
    ...(entry.flags === undefined || entry.flags.length === 0 ? {} : { flags: entry.flags }),
  };
}

function* rowsOf(
  raw: RawDocument,
  spec: CopySpec,
  rejected: Rejections,
  tools?: Tools,
  member?: RegExp,
): Generator<Row> {
  const table = parseCsv(decodeText(memberOf(raw, spec.source, tools, member)), { ragged: true });
  const header = table.header.map((name) => name.trim());
  const missing = spec.columns.find((names) => !names.some((name) => header.includes(name)));
  if (missing !== undefined)
    throw changed(
      spec.source,
      `${raw.path} header`,
      `a column ${missing.join(" or ")}`,
      header.join(", ").slice(0, 200),
    );
  for (const [i, cells] of table.rows.entries()) {
    const locator = `row ${i + 2}`;
    if (cells.length === header.length) yield rowOf(header, cells, locator);
    else if (i === table.rows.length - 1)
      throw changed(
        spec.source,
        `${raw.path} ${locator}`,
        `${header.length} fields`,
        `${cells.length}: the file breaks off`,
      );
    else reject(rejected, "columns shifted: another number of fields than the header", locator);
  }
}

function memberOf(raw: RawDocument, source: string, tools: Tools | undefined, member: RegExp | undefined): Uint8Array {
  const isZip = raw.bytes[0] === 0x50 && raw.bytes[1] === 0x4b && raw.bytes[2] === 3 && raw.bytes[3] === 4;
  if (!isZip || tools === undefined || member === undefined) return raw.bytes;
  const [first] = tools.unzip(raw.bytes, (name) => member.test(name)).values();
  if (first === undefined) throw changed(source, raw.path, `an archive with a member like ${member.source}`, "none");
  return first;
}

/** A record as a {@link Row}; `cells` stand in the order of `header`. */
export function rowOf(header: readonly string[], cells: readonly string[], locator: string): Row {
  const problems: string[] = [];
  const cell = (names: readonly string[]): readonly [string, string] => {
    const at = header.findIndex((name) => names.includes(name));
    return [header[at] ?? "", (cells[at] ?? "").replace(/\s+/g, " ").trim()];
  };
  return {
    locator,
    problems,
    has: (...names) => names.some((name) => header.includes(name)),
    text: (...names) => cell(names)[1] || null,
    number: (...names) => {
      const [name, text] = cell(names);
      if (text === "") return null;
      const value = Number(text.replace(/^\$/, "").replace(/,(?=\d{3}(\D|$))/g, ""));
      if (Number.isFinite(value)) return value;
      problems.push(`columns shifted or damaged: no number in ${name}`);
      return null;
    },
    day: (...names) => {
      const [name, text] = cell(names);
      if (text === "") return null;
      const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
      const date = us === null ? text.slice(0, 10) : `${us[3]}-${us[1]?.padStart(2, "0")}-${us[2]?.padStart(2, "0")}`;
      if (isDate(date) && (us !== null || text.length === 10 || text[10] === "T" || text[10] === " ")) return date;
      problems.push(`columns shifted or damaged: no date in ${name}`);
      return null;
    },
  };
}

/** Counts of rows that were not taken, by reason, each with its first locator; filled by {@link reject}. */
export type Rejections = Map<string, { readonly count: number; readonly example: string }>;

/** Counts one row that was not taken into `into`. */
export function reject(into: Rejections, reason: string, locator: string): void {
  const held = into.get(reason);
  into.set(reason, { count: (held?.count ?? 0) + 1, example: held?.example ?? locator });
}

/** The counts as data, in order of first appearance. */
export function rejectedRows(from: Rejections): Reading["rejected"] {
  return [...from].map(([reason, { count, example }]) => ({ reason, count, example }));
}

/** The error of a document that is not built as expected. */
export function changed(
  source: string,
  locator: string,
  expected: string,
  got: string,
): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source, locator, expected, got });
}

/** A row's own stamp as an instant. @throws "source-changed" at the locator when it is no time */
export function stampOf(source: string, stamp: string, locator: string): Instant {
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(stamp) || !isDate(stamp.slice(0, 10)))
    throw changed(source, locator, "a time with its offset", stamp.slice(0, 40));
  return toInstant(stamp);
}

/** The last part of a path, lower case. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).toLowerCase();
}

import { z } from "zod";
import { VorlaufError } from "../../terms/errors.ts";
import type { Evidence, Observation, Origin } from "../../terms/observation.ts";
import { endOf, type Period, startOf } from "../../terms/period.ts";
import type { FoundFile, RawDocument, Reading, SeriesInfo } from "../../terms/source.ts";
import { endOfDay } from "../../terms/time.ts";
import { type CsvRecord, decodeText, parseCsv, plainNumber, recordsOf } from "./csv.ts";

/** One value or list entry that a row states. */
export interface ExtractValue {
  readonly series: string;
  /** Key of a list entry. */
  readonly item?: string;
  /** Null when the row names none: then the day of the copy, flagged `period-is-copy-day`. */
  readonly period: Period | null;
  /** The column that holds the value: the reader takes it as a plain number, a blank is "not stated" and gives no observation of a plain series. */
  readonly column: string;
  readonly unit: string;
  /** Day, month or year on which the row says that it was made public; absent or null: not said, the copy's own time counts. */
  readonly stamp?: Period | null;
  /** The cited document, when the row names one. */
  readonly url?: string;
  readonly evidence?: Evidence;
  readonly fields?: Readonly<Record<string, string | number | boolean | null>>;
  readonly flags?: readonly string[];
}

/** How an extract that somebody else made becomes observations: data plus one pure function per row. */
export interface ExtractMapping {
  /** The mapping file's stem. */
  readonly id: string;
  /** Whose numbers these are. */
  readonly publisher: string;
  /** Where the publisher keeps them: the address that an origin cites when the row names none. */
  readonly url: string;
  /** Which paths below the folder hold this extract. */
  readonly path: RegExp;
  /** Columns that must be there. */
  readonly columns: readonly string[];
  readonly separator?: string;
  /** Rows may be shorter than the header (their last columns are blank). */
  readonly ragged?: boolean;
  /** A cell that means missing besides a blank, for example FRED's `.`. */
  readonly missing?: string;
  readonly series: readonly SeriesInfo[];
  /** Whether entries whose period begins after the copy's own day are plans: evidence *assumed*, never an observation. */
  readonly plansAhead?: true;
  /** `extract` (a table made by somebody else) when absent; `citation` for typed figures. */
  readonly kind?: Origin["kind"];
  /** What the row states, or the reason why it is not taken. @throws nothing: a bad cell of a value is found by the reader */
  readonly row: (row: CsvRecord) => readonly ExtractValue[] | string;
}

/** The query of a source that has nothing to choose. */
export const noQuery: z.ZodType<NoQuery> = z.object({}).strict() as z.ZodType<NoQuery>;

/** A query without a choice. */
export type NoQuery = Readonly<Record<string, never>>;

/** Whether a file is an extract of this mapping: by its path and its first columns. */
export function isExtract(mapping: ExtractMapping, file: FoundFile): boolean {
  if (!mapping.path.test(file.path)) return false;
  const [first = ""] = file.head.split(/\r?\n/, 1);
  return mapping.columns.every((column) => first.includes(column));
}

/**
 * The observations of an extract. Blank = missing, everything else in a value's column must be a plain number. `known` is the row's own stamp of
 * publication where the mapping names one (a month or a year counts as its last day), else the copy's; evidence is
 * *reported (secondary)* unless the mapping says worse. One table stating a period of a series (or an item) twice with different values is refused.
 * @throws "source-changed" for a missing column, a damaged cell, a contradiction
 */
export function readExtract(raw: RawDocument, mapping: ExtractMapping): Reading {
  const table = parseCsv(decodeText(raw.bytes), {
    separator: mapping.separator ?? ",",
    ragged: mapping.ragged ?? false,
  });
  const observations: Observation[] = [];
  const rejected = new Map<string, { count: number; example: string }>();
  const stated = new Map<string, string>();
  let [rows, blank] = [0, 0];
  recordsOf({ header: table.header.map((name) => name.trim()), rows: table.rows }, mapping.columns).forEach(
    (record, i) => {
      const values = mapping.row(record);
      if (typeof values === "string") {
        const held = rejected.get(values);
        rejected.set(values, { count: (held?.count ?? 0) + 1, example: held?.example ?? `record ${i + 2}` });
        return;
      }
      rows++;
      let isBlank = true;
      for (const said of values) {
        const locator = `record ${i + 2}, column ${said.column}`;
        const cell = record[said.column] ?? "";
        const value = cell === mapping.missing ? null : plainNumber(cell, `${mapping.id} ${locator}`);
        if (value === null && said.item === undefined) continue;
        isBlank = false;
        const key = `${said.series} ${said.item ?? ""} ${said.period ?? ""} ${said.stamp ?? ""}`;
        const content = JSON.stringify([value, said.fields]);
        const before = stated.get(key);
        if (before === content) continue;
        if (before !== undefined)
          throw new VorlaufError("source-changed", {
            source: mapping.id,
            locator,
            expected: `one statement of ${key.trim()}`,
            got: `${before} and ${content}`,
          });
        stated.set(key, content);
        observations.push(observationOf(raw, mapping, said, value, locator));
      }
      if (isBlank) blank++;
    },
  );
  const left = [...rejected].map(([reason, { count, example }]) => ({ reason, count, example }));
  return {
    observations,
    rejected: left,
    account: {
      unit: "rows",
      held: rows - blank + left.reduce((n, r) => n + r.count, 0),
      taken: rows - blank,
      ...(blank === 0 ? {} : { beside: [{ what: "rows without a value in the columns that are read", count: blank }] }),
    },
  };
}

function observationOf(
  raw: RawDocument,
  mapping: ExtractMapping,
  said: ExtractValue,
  value: number | null,
  locator: string,
): Observation {
  const stamp = said.stamp ? endOfDay(endOf(said.stamp)) : null;
  const isAhead =
    mapping.plansAhead === true && said.period !== null && startOf(said.period) > (stamp ?? raw.known).slice(0, 10);
  const flags = [...(said.flags ?? []), ...(said.period === null ? ["period-is-copy-day"] : [])];
  return {
    series: said.series,
    ...(said.item === undefined ? {} : { item: said.item }),
    period: said.period ?? raw.known.slice(0, 10),
    value,
    unit: said.unit,
    published: stamp,
    known: stamp ?? raw.known,
    knownBy: stamp === null ? raw.knownBy : "stamped",
    evidence: isAhead ? "assumed" : (said.evidence ?? "reported (secondary)"),
    origin: { document: raw.sha256, url: said.url ?? mapping.url, locator, kind: mapping.kind ?? "extract" },
    ...(said.fields === undefined ? {} : { fields: said.fields }),
    ...(flags.length === 0 ? {} : { flags }),
  };
}

/** One column of a wide table. */
export interface WideColumn {
  readonly column: string;
  readonly series: string;
  readonly unit: string;
  readonly url?: string;
  readonly flags?: readonly string[];
}

/** The row function of a wide table: every column is a series, `period` gives the row's period. */
export function wide(period: (row: CsvRecord) => Period, columns: readonly WideColumn[]): ExtractMapping["row"] {
  return (row) => {
    const of = period(row);
    return columns.map((column) => ({ ...column, period: of }));
  };
}

/** `2026-05-01` as 2026-05. */
export function monthOf(column: string): (row: CsvRecord) => Period {
  return (row) => (row[column] ?? "").slice(0, 7);
}

/** `2026-04-01` (first day of the quarter) as 2026-Q2. */
export function quarterOf(column: string): (row: CsvRecord) => Period {
  return (row) => `${(row[column] ?? "").slice(0, 4)}-Q${Math.ceil(Number((row[column] ?? "").slice(5, 7)) / 3)}`;
}

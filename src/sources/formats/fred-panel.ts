import { VorlaufError } from "../../terms/errors.ts";
import { isDate } from "../../terms/period.ts";
import type { Reading } from "../../terms/source.ts";
import { type Csv, parseCsv, plainNumber } from "./csv.ts";

/** A panel in the layout of FRED-MD and FRED-QD: one column per series, one row per date. */
export interface FredPanel {
  /** Column names as published, without `sasdate`. */
  readonly names: readonly string[];
  /** Transformation code per series (1 level, 2 difference, 3 second difference, 4 log, 5 log difference, 6 second log difference, 7 change of the rate); empty when the file has none. */
  readonly codes: readonly number[];
  readonly rows: readonly {
    readonly date: string;
    readonly record: number;
    readonly values: readonly (number | null)[];
  }[];
  /** Lines that hold no date: transformation codes, factors, nothing but separators. */
  readonly beside: readonly { readonly what: string; readonly count: number }[];
}

/**
 * Reads a panel file. Dates are `MM/DD/YYYY`, `M/D/YYYY` or ISO; numbers may be padded with spaces; rows of nothing but separators are
 * dropped; an empty cell is a missing value, never zero; the rows `Transform:`, `transform` and `factors` are no observations.
 * @throws "source-changed" when the text is no such panel, a date repeats or goes back, or a cell is no number
 */
export function readFredPanel(text: string, source: string): FredPanel {
  const table = parsed(text, source);
  const names = table.header.slice(1).map((name) => name.trim());
  while (names.at(-1) === "") names.pop();
  if (new Set(names).size !== names.length || names.includes(""))
    throw changed(source, "record 1", "every column named once", names.join(",").slice(0, 120));
  let codes: number[] = [];
  const rows: { date: string; record: number; values: (number | null)[] }[] = [];
  const lines = { "transformation codes": 0, factors: 0, "lines of separators": 0 };
  table.rows.forEach((row, i) => {
    const first = (row[0] ?? "").trim();
    const record = i + 2;
    if (first === "" && row.every((cell) => cell.trim() === "")) return void lines["lines of separators"]++;
    if (/^factors:?$/i.test(first)) return void lines.factors++;
    if (/^transform:?$/i.test(first)) {
      lines["transformation codes"]++;
      codes = names.map((_, c) => Number(row[c + 1]));
      return;
    }
    const date = isoDate(first, source, record);
    const before = rows.at(-1)?.date;
    if (before !== undefined && date <= before)
      throw changed(source, `record ${record}`, `a date after ${before}`, date);
    rows.push({
      date,
      record,
      values: names.map((name, c) => plainNumber(row[c + 1] ?? "", `${source} record ${record}, ${name}`)),
    });
  });
  const beside = Object.entries(lines)
    .map(([what, count]) => ({ what, count }))
    .filter(({ count }) => count > 0);
  return { names, codes, rows, beside };
}

function parsed(text: string, source: string): Csv {
  if (!/^\ufeff?"?sasdate"?,/i.test(text))
    throw changed(source, "start of the file", "a header that starts with sasdate", JSON.stringify(text.slice(0, 80)));
  return parseCsv(text, { ragged: true });
}

function isoDate(text: string, source: string, record: number): string {
  const m = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  const date = m === null ? text : `${m[3]}-${String(m[1]).padStart(2, "0")}-${String(m[2]).padStart(2, "0")}`;
  if (!isDate(date)) throw changed(source, `record ${record}`, "a date such as 1/1/1959", text.slice(0, 40));
  return date;
}

/** A column's name as a segment of a series id: `S&P 500` is `s-p-500`, `S&P div yield` `s-p-div-yield`. */
export function fredSegment(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

function changed(source: string, locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source, locator, expected, got });
}

/** What became of the dates of a panel file: a date without any value is none. */
export function accountOf({ rows, beside }: FredPanel): Pick<Reading, "rejected" | "account"> {
  const blank = rows.filter(({ values }) => values.every((value) => value === null));
  const [first] = blank;
  return {
    rejected:
      first === undefined
        ? []
        : [{ reason: "date without a value", count: blank.length, example: `record ${first.record}` }],
    account: { unit: "dates", held: rows.length, taken: rows.length - blank.length, beside },
  };
}

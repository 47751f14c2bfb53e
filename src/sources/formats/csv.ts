import { VorlaufError } from "../../terms/errors.ts";

/** A table read from delimited text: the first record, and every later record with as many fields as the first. */
export interface Csv {
  readonly header: string[];
  readonly rows: string[][];
}

/** How a delimited text is written. */
export interface CsvOptions {
  /** One character between fields; `,` when absent. */
  readonly separator?: string;
  /** Accept records with fewer or more fields than the header (kept as they are); off when absent. */
  readonly ragged?: boolean;
}

/** Most records that one text may hold; a longer one is not a table this house reads whole. */
const maxRecords = 5_000_000;

/**
 * The records of a delimited text (RFC 4180): fields in double quotes may hold separators, line breaks and doubled quotes;
 * lines end in LF, CRLF or CR; a leading byte-order mark and lines without any character are dropped; fields are not trimmed.
 * An empty text gives an empty header and no rows. Locators in errors count records from 1, the header being 1.
 * @throws "source-changed" for a quote that is never closed, text after a closing quote, or (unless `ragged`) a record of another width
 */
export function parseCsv(text: string, options: CsvOptions = {}): Csv {
  const records = splitRecords(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, options.separator ?? ",");
  const [header = [], ...rows] = records;
  if (options.ragged === true) return { header, rows };
  rows.forEach((row, i) => {
    if (row.length !== header.length)
      throw changed(`record ${i + 2}`, `${header.length} fields`, `${row.length}: ${row.join("|").slice(0, 80)}`);
  });
  return { header, rows };
}

function splitRecords(text: string, separator: string): string[][] {
  if (separator.length !== 1 || separator === '"')
    throw new VorlaufError("input-invalid", {
      what: "separator",
      got: separator,
      fix: "Use one character that is not a quote.",
    });
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    const field = text[at] === '"' ? quotedField(text, at, records.length + 1) : plainField(text, at, separator);
    const next = text[field.end];
    record.push(field.value);
    at = field.end + 1;
    if (next === separator) {
      if (at === text.length) record.push("");
      else continue;
    } else if (next !== undefined && next !== "\n" && next !== "\r") {
      throw changed(
        `record ${records.length + 1}, field ${record.length}`,
        "a separator after the closing quote",
        JSON.stringify(next),
      );
    }
    if (next === "\r" && text[at] === "\n") at++;
    if (record.length > 1 || record[0] !== "" || field.quoted) records.push(record);
    if (records.length > maxRecords) throw changed("end", `at most ${maxRecords} records`, "more");
    record = [];
  }
  return records;
}

interface Field {
  readonly value: string;
  readonly end: number;
  readonly quoted: boolean;
}

function plainField(text: string, from: number, separator: string): Field {
  let end = from;
  for (; end < text.length; end++) {
    const c = text[end];
    if (c === separator || c === "\n" || c === "\r") break;
  }
  return { value: text.slice(from, end), end, quoted: false };
}

function quotedField(text: string, from: number, record: number): Field {
  let value = "";
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw changed(`record ${record}`, "a closing quote", "the end of the text");
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1, quoted: true };
    value += '"';
    at = quote + 2;
  }
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "csv", locator, expected, got });
}

/** One record as names to fields; throws when the table has two columns of one name. */
export type CsvRecord = Readonly<Record<string, string>>;

/**
 * The rows of a table as objects by column name; the position in the array plus 2 is the record number for a locator.
 * Missing fields of a short (`ragged`) row are empty strings.
 * @throws "source-changed" when a column of `required` is absent or a name stands twice
 */
export function recordsOf(table: Csv, required: readonly string[] = []): CsvRecord[] {
  const missing = required.filter((name) => !table.header.includes(name));
  if (missing.length > 0)
    throw changed("header", `columns ${missing.join(", ")}`, table.header.join(", ").slice(0, 300));
  const twice = table.header.find((name, i) => name !== "" && table.header.indexOf(name) !== i);
  if (twice !== undefined) throw changed("header", "every column once", `${twice} twice`);
  return table.rows.map((row) => Object.fromEntries(table.header.map((name, i) => [name, row[i] ?? ""])));
}

/**
 * The text of a file: UTF-16 by its byte-order mark, else UTF-8 (mark dropped), else (bytes that are not UTF-8) Windows-1252.
 * Text does not change the values of ASCII files in any of the three.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/**
 * A number written plainly (`-1234.5`, `1.2e-3`), null for a blank field; no thousands separators, no words for missing.
 * @throws "source-changed" at the locator for anything else
 */
export function plainNumber(field: string, locator: string): number | null {
  const trimmed = field.trim();
  if (trimmed === "") return null;
  const value = Number(trimmed);
  if (!/^[-+]?(\d|\.\d)/.test(trimmed) || !Number.isFinite(value))
    throw changed(locator, "a number or a blank", trimmed.slice(0, 60));
  return value;
}

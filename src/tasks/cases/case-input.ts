import type { z } from "zod";
import { VorlaufError } from "../../terms/errors.ts";

/** A computed value: plain JSON; NaN is written as null. */
export type Value = number | string | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** A CSV file by column; empty cells are null, numbers are numbers, all else stays text. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly cells: Readonly<Record<string, readonly (number | string | null)[]>>;
}

/** All that a computation of a case may see. */
export interface CaseInput {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly given: Readonly<Record<string, unknown>>;
  /** What the case says about each input file, for example `start 1949.jan, period 12`. */
  readonly notes: Readonly<Record<string, string>>;
  /** Input files by name. */
  readonly tables: Readonly<Record<string, CsvTable>>;
  /** Text of a file of a neighbouring case whose results this one starts from; "input-invalid" when it is not there. */
  readonly neighbour: (id: string, file: string) => string;
}

/** What a case's method computes: every key and every table, by the names the reference format uses. */
export interface Computed {
  readonly values: Readonly<Record<string, Value>>;
  /** Tables by file name, columns by name. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, readonly Value[]>>>>;
  readonly warnings?: readonly string[];
  /** The case gives no start values, so an iteration began elsewhere than the peer's: see `compareCase`. */
  readonly ownStart?: boolean;
}

/** One kind of case: the `method` words it answers to, and its computation. */
export interface CaseKind {
  readonly methods: readonly string[];
  readonly compute: (input: CaseInput) => Computed;
}

/** Settings or given values checked against a schema. @throws "input-invalid" naming the first wrong field */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new VorlaufError("input-invalid", {
    what: `${what}.${issue?.path.join(".") ?? ""}`,
    got: issue?.message ?? "something else",
    fix: "See the other cases of this method.",
  });
}

/** The table of this name, or the case's only one; without a name the first. @throws "input-invalid" when there is none */
export function firstTable({ tables }: CaseInput, name?: string): CsvTable {
  const all = Object.values(tables);
  const table = name === undefined ? all[0] : (tables[name] ?? (all.length === 1 ? all[0] : undefined));
  if (table === undefined)
    throw new VorlaufError("input-invalid", {
      what: "case",
      got: all.length === 0 ? "no input table" : `the tables ${Object.keys(tables).join(", ")}`,
      fix: `Give ${name ?? "an input table"}.`,
    });
  return table;
}

/** A column as numbers, NaN where empty. @throws "unknown-id", "input-invalid" for text, "not-finite" */
export function numbers(table: CsvTable, column: string): Float64Array {
  const cells = table.cells[column];
  if (cells === undefined) throw new VorlaufError("unknown-id", { kind: "column", id: column, near: table.columns });
  return Float64Array.from(cells, (v, i) => {
    if (typeof v === "string")
      throw /^[+-]?inf(inity)?$/i.test(v)
        ? new VorlaufError("not-finite", { what: `column ${column}`, index: i })
        : new VorlaufError("input-invalid", { what: `column ${column}, row ${i + 2}`, got: v, fix: "Give numbers." });
    if (v !== null && !Number.isFinite(v)) throw new VorlaufError("not-finite", { what: `column ${column}`, index: i });
    return v ?? Number.NaN;
  });
}

/** The column of a name, else the column of values at that place: files of other hands name their columns otherwise. */
export function columnOf(table: CsvTable, name: string, place: number): Float64Array {
  const column = table.columns.includes(name) ? name : valueColumns(table)[place];
  return numbers(table, column ?? name);
}

/** The one series of a case: the column y or value, else the first of values. @throws "input-invalid" when nothing is observed */
export function seriesOf(table: CsvTable): Float64Array {
  const names = valueColumns(table);
  const name = names.find((c) => /^(y|value)$/i.test(c)) ?? names[0] ?? "y";
  const y = numbers(table, name);
  if (y.every((v) => Number.isNaN(v)))
    throw new VorlaufError("input-invalid", {
      what: `column ${name}`,
      got: `${table.rows} rows without a value`,
      fix: "Give a series.",
    });
  return y;
}

const timeNames = /^(date|dates|time|timestamp|period|periods|yearmonth|yearqtr|year|month|quarter|qtr|week|day)$/i;
const placeNames = /^(|t|i|id|row|rows|rownames|obs|index|unnamed: ?0)$/i;

/** Whether a column tells the rows apart rather than measures: texts only, named as a time and never falling, or counting 1, 2, 3. */
function tellsRows(table: CsvTable, column: string): boolean {
  const cells = table.cells[column] ?? [];
  const known = cells.filter((v): v is number => typeof v === "number");
  if (known.length === 0) return cells.some((v) => typeof v === "string");
  if (known.length < cells.length) return false;
  const steps = known.slice(1).map((v, i) => v - (known[i] ?? 0));
  if (timeNames.test(column.trim()))
    return (
      steps.every((d) => d > 0) ||
      (/^year$/i.test(column.trim()) && steps.every((d) => d >= 0)) ||
      (/^(month|quarter|qtr|week|day)$/i.test(column.trim()) && known.every((v) => Number.isInteger(v) && v >= 0))
    );
  return placeNames.test(column.trim()) && steps.every((d) => d === 1);
}

/** Names of the columns that hold values, leaving out what tells the rows apart: dates and other texts, years, row numbers. */
export function valueColumns(table: CsvTable): string[] {
  const values = table.columns.filter((c) => !tellsRows(table, c));
  return values.length > 0
    ? values
    : table.columns.filter((c) => (table.cells[c] ?? []).every((v) => typeof v !== "string"));
}

/** The column that dates or numbers the rows, wherever it stands; null without one. */
function labelColumn(table: CsvTable): string | null {
  const values = valueColumns(table);
  const labels = table.columns.filter((c) => !values.includes(c));
  return (
    labels.find((c) => /^dates?$/i.test(c.trim())) ?? labels.find((c) => timeNames.test(c.trim())) ?? labels[0] ?? null
  );
}

/** The labels of the rows: the column that tells them apart if there is one, else 1, 2, ... */
export function rowLabels(table: CsvTable): readonly Value[] {
  const column = labelColumn(table);
  return column === null ? Array.from({ length: table.rows }, (_, i) => i + 1) : (table.cells[column] ?? []);
}

/**
 * Refuses a file without rows or whose first row holds numbers (counts as names are fine: 0, 1, 2), and rows out of order: dates that begin with the year (2001-03, 2001Q1, 2001-03-31) must rise from row to row.
 * @throws "input-invalid" naming the two rows
 */
export function checkInput(table: CsvTable, file: string): void {
  const { columns } = table;
  if (table.rows < 1)
    throw new VorlaufError("input-invalid", { what: file, got: "no rows", fix: "Give a header and rows." });
  const counted = columns.every((c, i) => c === String(i + (columns[0] === "1" ? 1 : 0)));
  if (!counted && columns.every((c) => numeral.test(c)))
    throw new VorlaufError("input-invalid", {
      what: `header of ${file}`,
      got: columns.slice(0, 5).join(", "),
      fix: "Name the columns in the first row.",
    });
  const column = table.columns.find((c) => /^dates?$/i.test(c.trim()));
  const cells = column === undefined ? [] : (table.cells[column] ?? []);
  const dated = cells.every((v) => /^\d{4}([-./ ]?[QMW]?\d{1,2}([-./]\d{1,2}([T ].*)?)?)?$/i.test(String(v)));
  if (!dated) return;
  const key = (v: number | string | null): string =>
    String(v)
      .split(/\D+/)
      .map((part) => part.padStart(4, "0"))
      .join("-");
  for (let i = 1; i < cells.length; i++)
    if (!(key(cells[i - 1] ?? null) < key(cells[i] ?? null)))
      throw new VorlaufError("input-invalid", {
        what: `dates of ${file}`,
        got: `${String(cells[i])} in row ${i + 2} after ${String(cells[i - 1])}`,
        fix: "Sort the rows by date, each date once.",
      });
}

/** A matrix (n × m) as rows. */
export function matrixRows(M: ArrayLike<number>, m: number): number[][] {
  return Array.from({ length: M.length / m }, (_, i) => Array.from({ length: m }, (__, j) => M[i * m + j]!));
}

/** NaN as null, for tables with blank cells. */
export function blanks(x: ArrayLike<number>): (number | null)[] {
  return Array.from(x, (v) => (Number.isNaN(v) ? null : v));
}

/**
 * A CSV text by column; cells may be quoted, a semicolon or tab separates where the header has no comma, lines may end as on Windows.
 * Empty, NA, NaN, null, none, a dot or a hyphen are missing.
 * @throws "input-invalid" for a row with another number of cells, a name given twice
 */
export function parseCsv(text: string): CsvTable {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .filter((l) => l.trim() !== "");
  const head = lines[0] ?? "";
  const separator = head.includes(",") ? "," : head.includes(";") ? ";" : head.includes("\t") ? "\t" : ",";
  const columns = splitLine(head, separator).map((c) => c.trim());
  const wrong = headerFault(columns);
  if (wrong !== null) throw new VorlaufError("input-invalid", wrong);
  const cells: Record<string, (number | string | null)[]> = Object.fromEntries(columns.map((c) => [c, []]));
  lines.slice(1).forEach((line, i) => {
    const parts = splitLine(line, separator);
    if (parts.length !== columns.length)
      throw new VorlaufError("input-invalid", {
        what: `row ${i + 2}`,
        got: `${parts.length} cells`,
        fix: `Give ${columns.length}.`,
      });
    columns.forEach((c, j) => cells[c]?.push(cellOf(parts[j] ?? "")));
  });
  return { columns, rows: lines.length - 1, cells };
}

/** What is wrong with a header; null when it names its columns. */
function headerFault(columns: readonly string[]): { what: string; got: string; fix: string } | null {
  const twice = columns.find((c, i) => columns.indexOf(c) < i);
  if (twice !== undefined)
    return { what: "header", got: `column "${twice}" twice`, fix: "Give every column a name of its own." };
  return null;
}

function splitLine(line: string, separator: string): string[] {
  const parts: string[] = [];
  let part = "";
  let quoted = false;
  for (const ch of line) {
    if (ch === '"') quoted = !quoted;
    else if (ch === separator && !quoted) {
      parts.push(part);
      part = "";
    } else part += ch;
  }
  return [...parts, part];
}

const numeral = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const absent = /^(|na|nan|<na>|n\/a|#n\/a|null|none|missing|\.|\.\.|-)$/i;

function cellOf(text: string): number | string | null {
  const cell = text.trim();
  if (absent.test(cell)) return null;
  return numeral.test(cell) ? Number(cell) : cell;
}

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

/** The case's only or first input table. @throws "input-invalid" when there is none */
export function firstTable({ tables }: CaseInput, name?: string): CsvTable {
  const table = name === undefined ? Object.values(tables)[0] : tables[name];
  if (table === undefined)
    throw new VorlaufError("input-invalid", {
      what: "case",
      got: "no input table",
      fix: `Give ${name ?? "an input table"}.`,
    });
  return table;
}

/** A column as numbers, NaN where empty. @throws "unknown-id", "input-invalid" for text */
export function numbers(table: CsvTable, column: string): Float64Array {
  const cells = table.cells[column];
  if (cells === undefined) throw new VorlaufError("unknown-id", { kind: "column", id: column, near: table.columns });
  return Float64Array.from(cells, (v) => {
    if (typeof v === "string")
      throw new VorlaufError("input-invalid", { what: `column ${column}`, got: v, fix: "Give numbers." });
    return v ?? Number.NaN;
  });
}

/** Names of the columns that hold numbers, leaving out the index of rows (date, year, t, i, period, month). */
export function valueColumns(table: CsvTable): string[] {
  const index = /^(date|year|t|i|period|month|index)$/i;
  return table.columns.filter(
    (c, i) => !(i === 0 && index.test(c)) && (table.cells[c] ?? []).every((v) => typeof v !== "string"),
  );
}

/** The labels of the rows: the index column if there is one, else 1, 2, ... */
export function rowLabels(table: CsvTable): readonly Value[] {
  const first = table.columns[0];
  return first !== undefined && !valueColumns(table).includes(first)
    ? (table.cells[first] ?? [])
    : Array.from({ length: table.rows }, (_, i) => i + 1);
}

/** A matrix (n × m) as rows. */
export function matrixRows(M: ArrayLike<number>, m: number): number[][] {
  return Array.from({ length: M.length / m }, (_, i) => Array.from({ length: m }, (__, j) => M[i * m + j]!));
}

/** NaN as null, for tables with blank cells. */
export function blanks(x: ArrayLike<number>): (number | null)[] {
  return Array.from(x, (v) => (Number.isNaN(v) ? null : v));
}

/** A CSV text by column. Quoted cells may hold commas. @throws "input-invalid" for a row with another number of cells */
export function parseCsv(text: string): CsvTable {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((l) => l.trim() !== "");
  const columns = splitLine(lines[0] ?? "");
  const cells: Record<string, (number | string | null)[]> = Object.fromEntries(columns.map((c) => [c, []]));
  lines.slice(1).forEach((line, i) => {
    const parts = splitLine(line);
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

function splitLine(line: string): string[] {
  const parts: string[] = [];
  let part = "";
  let quoted = false;
  for (const ch of line) {
    if (ch === '"') quoted = !quoted;
    else if (ch === "," && !quoted) {
      parts.push(part);
      part = "";
    } else part += ch;
  }
  return [...parts, part];
}

function cellOf(text: string): number | string | null {
  const cell = text.trim();
  if (cell === "" || cell === "NA" || cell === "NaN") return null;
  const n = Number(cell);
  return Number.isNaN(n) ? cell : n;
}

import { VorlaufError } from "../../terms/errors.ts";

/** A CSV file as text cells; every row has as many cells as the header. */
export interface CsvText {
  readonly header: readonly string[];
  /** Line of the file on which each row starts, 1-based. */
  readonly lines: readonly number[];
  readonly rows: readonly (readonly string[])[];
  /** Whether decimals may be written with a comma: the cells are parted by semicolons. */
  readonly decimalComma: boolean;
}

const mostRows = 200_000;
const mostColumns = 1000;

/**
 * Reads a CSV file (RFC 4180): quoted cells may hold separators, doubled quotes and line breaks. Cells are parted by commas; by
 * semicolons or tabs where the header has these and no comma. Blank lines are left out.
 * @throws "input-invalid" with line and fix for rows of another length, a quote that does not end, names said twice, too much
 */
export function readCsv(text: string): CsvText {
  const body = text.replace(/^\uFEFF/, "");
  const head = body.split(/\r?\n/, 1)[0] ?? "";
  const separator = head.includes(",") ? "," : head.includes(";") ? ";" : head.includes("\t") ? "\t" : ",";
  const { rows, lines } = cellsOf(body, separator);
  const [first = [], ...rest] = rows;
  const header = first.map((name) => name.trim());
  if (header.every((name) => name === ""))
    throw refused("CSV file", "no header", "Give the names of the columns in the first line.");
  if (header.length > mostColumns)
    throw refused("CSV file", `${header.length} columns`, `At most ${mostColumns} are read.`);
  if (rest.length > mostRows) throw refused("CSV file", `${rest.length} rows`, `At most ${mostRows} are read.`);
  header.forEach((name, j) => {
    if (name === "" && j > 0) throw refused(`line 1, column ${j + 1}`, "no name", "Name every column but the first.");
    if (header.indexOf(name) < j)
      throw refused(`line 1, column ${j + 1}`, `the name "${name}" again`, "Name every column differently.");
  });
  rest.forEach((row, i) => {
    if (row.length !== header.length)
      throw refused(
        `line ${lines[i + 1]}`,
        `${row.length} cells`,
        `The header has ${header.length}; leave a missing cell empty between its separators.`,
      );
  });
  return { header, rows: rest, lines: lines.slice(1), decimalComma: separator === ";" };
}

function refused(what: string, got: string, fix: string): VorlaufError {
  return new VorlaufError("input-invalid", { what, got, fix });
}

function cellsOf(body: string, separator: string): { readonly rows: string[][]; readonly lines: number[] } {
  const rows: string[][] = [];
  const lines: number[] = [];
  let [row, cell, quoted, line, start, opened]: [string[], string, boolean, number, number, number] = [
    [],
    "",
    false,
    1,
    1,
    1,
  ];
  const endRow = (): void => {
    row.push(cell);
    if (row.some((c) => c.trim() !== "")) {
      rows.push(row);
      lines.push(start);
    }
    [row, cell, start] = [[], "", line];
  };
  for (let i = 0; i < body.length; i++) {
    const ch = body[i]!;
    if (ch === "\n") line++;
    if (quoted) {
      if (ch !== '"') cell += ch;
      else if (body[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (ch === '"' && cell.trim() === "") [quoted, cell, opened] = [true, "", line];
    else if (ch === separator) {
      row.push(cell);
      cell = "";
    } else if (ch === "\n") endRow();
    else if (ch !== "\r" || body[i + 1] !== "\n") cell += ch;
  }
  if (quoted)
    throw refused(`line ${opened}`, "a quote that does not end", 'Close it with ", and write " inside as "".');
  if (cell !== "" || row.length > 0) endRow();
  return { rows, lines };
}

const missing: ReadonlySet<string> = new Set(["", ".", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "#N/A"]);

/** Whether a cell says that there is no value. */
export function isMissing(cell: string): boolean {
  return missing.has(cell.trim());
}

/** A cell as a number; NaN where missing, null where it is no finite number. */
export function numberOf(cell: string, decimalComma: boolean): number | null {
  const text = cell.trim();
  if (missing.has(text)) return Number.NaN;
  const plain = decimalComma ? text.replace(",", ".") : text;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(plain)) return null;
  const n = Number(plain);
  return Number.isFinite(n) ? n : null;
}

import { XMLParser } from "fast-xml-parser";
import { VorlaufError } from "../../terms/errors.ts";
import type { Tools } from "../../terms/source.ts";
import { decodeText } from "./csv.ts";

/** What a cell holds: text, a number, a truth value, or nothing. An error (`#REF!`) is its text. Dates are serial numbers. */
export type Cell = string | number | boolean | null;

/** One sheet: `rows[r][c]` is the cell in spreadsheet row r + 1 and column c (0 = A); rows end at their last cell. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
}

/** The address of a cell as a reader of the workbook finds it: `cellName(3, 27)` is `AB4`. */
export function cellName(row: number, column: number): string {
  let letters = "";
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26))
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  return `${letters}${row + 1}`;
}

const maxCells = 2_000_000;
const maxRow = 1_048_576;
const maxColumn = 16_384;

/**
 * The sheets of an xlsx workbook (ECMA-376) in the workbook's order, values only: no styles, formulas or dates.
 * Formula cells give their cached value; `_x000D_` and the like in strings are decoded. Limits: 2 million cells, no document
 * type declarations (so no entity of the file is expanded), sizes by `tools.unzip`.
 * @param wanted names of the sheets to read; every sheet when absent
 * @throws "source-changed" when the archive is no workbook, a wanted sheet is missing, or a limit is passed
 */
export function readSheets(bytes: Uint8Array, tools: Tools, wanted?: readonly string[]): Sheet[] {
  const files = tools.unzip(bytes, (name) =>
    /^(xl\/(workbook|sharedStrings)\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/worksheets\/[^/]+\.xml)$/.test(name),
  );
  const targets = new Map(
    list(xmlOf(files, "xl/_rels/workbook.xml.rels"), "Relationships", "Relationship").map((r) => [
      textAt(r, "@Id"),
      textAt(r, "@Target"),
    ]),
  );
  const sheets = list(at(xmlOf(files, "xl/workbook.xml"), "workbook"), "sheets", "sheet").map((s) => ({
    name: textAt(s, "@name"),
    path: targets.get(textAt(s, "@r:id")) ?? "",
  }));
  const missing = wanted?.find((name) => !sheets.some((s) => s.name === name));
  if (missing !== undefined)
    throw changed("xl/workbook.xml", `a sheet "${missing}"`, sheets.map((s) => s.name).join(", "));
  const strings = files.has("xl/sharedStrings.xml")
    ? list(xmlOf(files, "xl/sharedStrings.xml"), "sst", "si").map(stringOf)
    : [];
  return sheets
    .filter((s) => wanted === undefined || wanted.includes(s.name))
    .map(({ name, path }) => ({
      name,
      rows: rowsOf(xmlOf(files, path.startsWith("/") ? path.slice(1) : `xl/${path}`), strings, name),
    }));
}

const parser: XMLParser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: true,
  htmlEntities: true,
  isArray: (name) => ["row", "c", "si", "r", "sheet", "Relationship"].includes(name),
});

function xmlOf(files: ReadonlyMap<string, Uint8Array>, path: string): unknown {
  const bytes = files.get(path);
  if (bytes === undefined) throw changed(path, "a part of a workbook", "no such member of the archive");
  const text = decodeText(bytes);
  if (/<!(DOCTYPE|ENTITY)/i.test(text))
    throw changed(path, "XML without a document type", "a document type declaration");
  try {
    return parser.parse(text) as unknown;
  } catch (cause) {
    throw new VorlaufError(
      "source-changed",
      {
        source: "xlsx",
        locator: path,
        expected: "well-formed XML",
        got: cause instanceof Error ? cause.message : "unreadable text",
      },
      { cause },
    );
  }
}

function rowsOf(xml: unknown, strings: readonly string[], sheet: string): Cell[][] {
  const rows: Cell[][] = [];
  let cells = 0;
  for (const row of list(at(xml, "worksheet"), "sheetData", "row")) {
    const r = Number(textAt(row, "@r") || rows.length + 1) - 1;
    if (!Number.isInteger(r) || r < rows.length || r >= maxRow)
      throw changed(`${sheet} row ${textAt(row, "@r")}`, "rows in order", "another row number");
    while (rows.length <= r) rows.push([]);
    const line = rows[r] ?? [];
    for (const cell of list(row, "c")) {
      const c = columnOf(textAt(cell, "@r")) ?? line.length;
      if (c < line.length || c >= maxColumn || ++cells > maxCells)
        throw changed(`${sheet}!${textAt(cell, "@r")}`, `cells in order, at most ${maxCells}`, "another cell");
      while (line.length < c) line.push(null);
      line.push(contentOf(cell, strings, `${sheet}!${cellName(r, c)}`));
    }
  }
  return rows;
}

function columnOf(reference: string): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0];
  return letters === undefined ? null : Array.from(letters).reduce((n, l) => n * 26 + l.charCodeAt(0) - 64, 0) - 1;
}

function contentOf(cell: unknown, strings: readonly string[], locator: string): Cell {
  const type = textAt(cell, "@t") || "n";
  if (type === "inlineStr") return stringOf(at(cell, "is"));
  const raw = textAt(cell, "v");
  if (raw === "" && type !== "str") return null;
  switch (type) {
    case "s": {
      const value = strings[Number(raw)];
      if (value === undefined) throw changed(locator, `a shared string below ${strings.length}`, raw);
      return value;
    }
    case "b":
      return raw === "1";
    case "n": {
      const value = Number(raw);
      if (!Number.isFinite(value)) throw changed(locator, "a number", raw);
      return value;
    }
    default:
      return unescaped(raw);
  }
}

function stringOf(item: unknown): string {
  const runs = list(item, "r");
  return unescaped(runs.length > 0 ? runs.map((run) => textAt(run, "t")).join("") : textAt(item, "t"));
}

function unescaped(value: string): string {
  return value.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function at(node: unknown, key: string): unknown {
  return typeof node === "object" && node !== null && key in node
    ? (node as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function list(node: unknown, ...keys: readonly string[]): readonly unknown[] {
  const found = keys.reduce<unknown>(at, node);
  return Array.isArray(found) ? (found as readonly unknown[]) : found === undefined || found === "" ? [] : [found];
}

function textAt(node: unknown, key: string): string {
  const found = at(node, key);
  if (typeof found === "string") return found;
  const inner = at(found, "#text");
  return typeof inner === "string" ? inner : "";
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "xlsx", locator, expected, got });
}

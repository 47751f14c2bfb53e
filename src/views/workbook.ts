import { safeText } from "./csv.ts";

/** One cell: a number stays a number, a text is never a formula, null is empty. */
export type WorkbookCell = string | number | null;

/** A sheet of a workbook: a title and notes above, then a row of heads, then the rows. */
export interface Sheet {
  /** At most 31 characters without []:*?/\ are kept; made different from the others. */
  readonly name: string;
  /** Lines above the table, the first in bold. */
  readonly above: readonly string[];
  readonly heads: readonly string[];
  readonly rows: readonly (readonly WorkbookCell[])[];
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packages = "http://schemas.openxmlformats.org/package/2006";

/** Styles by their place in the style sheet: plain, bold, wrapped text, whole number, up to four decimals. */
const style = { plain: 0, bold: 1, wrapped: 2, whole: 3, decimal: 4 } as const;

/** The files of an Office Open XML workbook, by their path in the archive: the same sheets give the same texts. */
export function workbookFiles(sheets: readonly Sheet[]): Readonly<Record<string, string>> {
  const names = sheetNames(sheets.map((s) => s.name));
  const each = (write: (i: number) => string): string => sheets.map((_, i) => write(i + 1)).join("");
  const type = `application/vnd.openxmlformats-officedocument.spreadsheetml`;
  return {
    "[Content_Types].xml": `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${each((i) => `<Override PartName="/xl/worksheets/sheet${i}.xml" ContentType="${type}.worksheet+xml"/>`)}</Types>`,
    "_rels/.rels": `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${names.map((n, i) => `<sheet name="${escaped(n)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${head}<Relationships xmlns="${packages}/relationships">${each((i) => `<Relationship Id="rId${i}" Type="${relations}/worksheet" Target="worksheets/sheet${i}.xml"/>`)}<Relationship Id="rId${sheets.length + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": `${head}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.####"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/><xf fontId="1" applyFont="1"/><xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="3" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
    ...Object.fromEntries(sheets.map((s, i) => [`xl/worksheets/sheet${i + 1}.xml`, sheetXml(s)])),
  };
}

/** Names that a spreadsheet takes: short, without its signs, each different from those before. */
export function sheetNames(wanted: readonly string[]): string[] {
  const taken = new Set<string>();
  return wanted.map((name) => {
    const plain =
      name
        .replace(/[[\]:*?/\\]/g, "-")
        .replace(/^'+|'+$/g, "")
        .slice(0, 31) || "sheet";
    for (let n = 1; ; n++) {
      const tail = n === 1 ? "" : ` (${n})`;
      const own = plain.slice(0, 31 - tail.length) + tail;
      if (taken.has(own.toLowerCase())) continue;
      taken.add(own.toLowerCase());
      return own;
    }
  });
}

function sheetXml(sheet: Sheet): string {
  const widths = sheet.heads.map((h, i) =>
    Math.max(8, Math.min(60, Math.max(h.length, ...sheet.rows.slice(0, 400).map((r) => lengthOf(r[i] ?? null))) + 2)),
  );
  const cols = widths.map((w, i) => `<col min="${i + 1}" max="${i + 1}" width="${w}" customWidth="1"/>`).join("");
  const frozen = sheet.above.length + 1;
  const rows = [
    ...sheet.above.map((text, i) => [cell(text, i === 0 ? style.bold : style.plain)]),
    sheet.heads.map((h) => cell(h, style.bold)),
    ...sheet.rows.map((r) => r.map((c) => cell(c, typeof c === "string" ? style.wrapped : numberStyle(c)))),
  ];
  const body = rows.map((r) => `<row>${r.join("")}</row>`).join("");
  return `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="${frozen}" topLeftCell="A${frozen + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${cols === "" ? "" : `<cols>${cols}</cols>`}<sheetData>${body}</sheetData></worksheet>`;
}

function lengthOf(c: WorkbookCell): number {
  return c === null ? 0 : typeof c === "number" ? Math.min(14, String(c).length) : c.length;
}

function numberStyle(c: number | null): number {
  if (c === null) return style.plain;
  if (Number.isInteger(c)) return Math.abs(c) >= 10_000 ? style.whole : style.plain;
  return Math.abs(c) >= 0.001 ? style.decimal : style.plain;
}

function cell(value: WorkbookCell, s: number): string {
  if (value === null || (typeof value === "number" && !Number.isFinite(value))) return "<c/>";
  const styled = s === style.plain ? "" : ` s="${s}"`;
  if (typeof value === "number") return `<c${styled}><v>${value}</v></c>`;
  const text = Array.from(safeText(value)).filter(writable).join("").slice(0, 32_000);
  return `<c t="inlineStr"${styled}><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** XML 1.0 has no way to write most control characters. */
function writable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x20
    ? code !== 0xfffe && code !== 0xffff && (code < 0xd800 || code > 0xdfff)
    : code === 0x09 || code === 0x0a || code === 0x0d;
}

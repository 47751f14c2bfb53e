import type { Figure, Table } from "../terms/part.ts";
import type { Lang } from "../terms/text.ts";

/** A text that no spreadsheet takes for a formula: where the first character is = + - @, tab or carriage return (also after spaces) an apostrophe stands before it. */
export function safeText(text: string): string {
  return /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** One cell of a CSV file: numbers stay numbers, missing ones are empty, texts are safe for a spreadsheet and quoted where needed. */
export function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const safe = safeText(String(value));
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as RFC 4180 text with CRLF line ends. */
export function csvText(rows: readonly (readonly (string | number | boolean | null | undefined)[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

/** The values of a figure, one per row, in the figure's own unit, with the reference that `explain` takes. */
export function figureRows(figure: Figure, lang: Lang, asOf: string): (string | number | null)[][] {
  const rows = figure.series.flatMap((s) =>
    s.points.map((p) => [
      s.id,
      s.label[lang],
      s.kind,
      p.x,
      p.y,
      p.low ?? null,
      p.high ?? null,
      figure.unit,
      asOf,
      p.ref ?? "",
    ]),
  );
  return [["series", "label", "kind", "x", "value", "low", "high", "unit", "as of", "ref"], ...rows];
}

/** A table's cells with a header of labels and units; a `ref` column comes last. */
export function tableRows(table: Table, lang: Lang): (string | number | null)[][] {
  const shown = table.columns.filter((c) => c.id !== "ref");
  const cell = (v: Table["rows"][number][string] | undefined): string | number | null =>
    v === undefined || v === null ? null : typeof v === "object" ? v[lang] : v;
  const withRefs = table.rows.some((r) => r.ref !== undefined);
  return [
    [
      ...shown.map((c) => c.label[lang] + (c.unit === undefined || c.unit === "" ? "" : ` [${c.unit}]`)),
      ...(withRefs ? ["ref"] : []),
    ],
    ...table.rows.map((r) => [...shown.map((c) => cell(r[c.id])), ...(withRefs ? [cell(r.ref)] : [])]),
  ];
}

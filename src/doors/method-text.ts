import type { MethodResult, MethodSheet, MethodTable } from "../terms/method.ts";
import { formats, type Lang } from "../terms/text.ts";
import type { Paper } from "./terminal.ts";
import { wrap } from "./terminal.ts";

const units: Readonly<Record<string, string>> = {
  periods: "Perioden",
  rows: "Zeilen",
  days: "Tage",
  seasons: "Saisons",
  forecasts: "Prognosen",
  "standard errors": "Standardfehler",
  "standard deviations": "Standardabweichungen",
  "per cent per period": "Prozent je Periode",
};

const words = {
  en: {
    takes: "Takes",
    options: "Options (JSON file)",
    cites: "Cites",
    example: "Try it",
    rows: "rows",
    left: (n: number) => `... ${n} rows in between; --csv FILE writes all`,
    without: "does not run on a file",
    warning: "warning",
    now: "default",
    more: (id: string) => `vorlauf method ${id} --data FILE.csv --options FILE.json`,
  },
  de: {
    takes: "Nimmt",
    options: "Optionen (JSON-Datei)",
    cites: "Quellen",
    example: "Ausprobieren",
    rows: "Zeilen",
    left: (n: number) => `... ${n} Zeilen dazwischen; --csv DATEI schreibt alle`,
    without: "läuft nicht auf einer Datei",
    warning: "Hinweis",
    now: "Vorgabe",
    more: (id: string) => `vorlauf method ${id} --data DATEI.csv --options DATEI.json`,
  },
} as const;

/** One line per method: id and question. */
export function methodList(sheets: readonly MethodSheet[], lang: Lang): string {
  const width = Math.max(...sheets.map((s) => s.id.length));
  return `${sheets.map((s) => `${s.id.padEnd(width)}  ${s.question[lang]}${s.notRunnable === null ? "" : ` (${words[lang].without})`}`).join("\n")}\n`;
}

/** A method's sheet: question, input, options with their defaults, citations, example. */
export function methodPage(sheet: MethodSheet, { width, lang }: Paper): string {
  const w = words[lang];
  const head = [`${sheet.id}: ${sheet.question[lang]}`, ""];
  const cites = ["", w.cites, ...sheet.cites.flatMap((c) => wrap(c, width, "  "))];
  if (sheet.notRunnable !== null)
    return `${[...head, ...wrap(sheet.notRunnable[lang], width, ""), ...cites].join("\n")}\n`;
  const options = sheet.options.flatMap((o) => [
    ...wrap(`${o.name}: ${o.says[lang]}`, width, "  "),
    ...wrap(
      `${o.takes[lang]}${o.unit === "" ? "" : ` [${lang === "de" ? (units[o.unit] ?? o.unit) : o.unit}]`}; ${w.now} ${JSON.stringify(o.default)}`,
      width,
      "      ",
    ),
  ]);
  return `${[
    ...head,
    ...wrap(`${w.takes}: ${sheet.input[lang]}`, width, ""),
    ...(options.length === 0 ? [] : ["", w.options, ...options]),
    ...cites,
    "",
    w.example,
    `  vorlauf method ${sheet.id} --example > example.csv`,
    ...(Object.keys(sheet.example?.options ?? {}).length === 0
      ? [`  vorlauf method ${sheet.id} --data example.csv`]
      : [
          `  echo '${JSON.stringify(sheet.example?.options)}' > options.json`,
          `  vorlauf method ${sheet.id} --data example.csv --options options.json`,
        ]),
  ].join("\n")}\n`;
}

const most = 24;

/** A result as lines: what was read, values, tables (long ones by their ends), warnings. */
export function methodResult(result: MethodResult, { width, lang }: Paper): string {
  const w = words[lang];
  const { data } = result;
  const span = data.frequency === "none" ? "" : `, ${data.first} – ${data.last}`;
  const pad = Math.max(...result.values.map((v) => v.name.length), 0);
  const values = result.values.map((v) => `  ${v.name.padEnd(pad)}  ${cell(v.value, lang)}`);
  const warnings = result.warnings.flatMap((x) => wrap(`${w.warning}: ${x.says[lang]}`, width, ""));
  return `${[
    `${result.method}: ${data.rows} ${w.rows}${span}`,
    ...values,
    ...result.tables.flatMap((t) => ["", ...tableLines(t, width, lang)]),
    ...(warnings.length === 0 ? [] : ["", ...warnings]),
  ].join("\n")}\n`;
}

function tableLines(table: MethodTable, width: number, lang: Lang): string[] {
  const { rows } = table;
  const long = rows.length > most;
  const shown = long ? [...rows.slice(0, 6), ...rows.slice(-(most - 8))] : rows;
  const texts = shown.map((row) => row.map((c) => cell(c, lang)));
  const widths = table.columns.map((name, j) => Math.max(name.length, ...texts.map((row) => row[j]?.length ?? 0)));
  const numeric = table.columns.map((_, j) => shown.every((row) => typeof row[j] === "number" || row[j] === null));
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((c, j) => (numeric[j] === true ? c.padStart(widths[j] ?? 0) : c.padEnd(widths[j] ?? 0))).join("  ")}`
      .trimEnd()
      .slice(0, Math.max(width, 72));
  const body = texts.map(line);
  if (long) body.splice(6, 0, `  ${words[lang].left(rows.length - shown.length)}`);
  return [table.id, line(table.columns), ...body];
}

/** A number with six significant digits, in the language's notation. */
function cell(v: number | string | boolean | null, lang: Lang): string {
  if (v === null) return "–";
  if (typeof v !== "number") return String(v);
  if (Number.isInteger(v) && Math.abs(v) < 1e9) return String(v);
  const size = Math.abs(v);
  if (size >= 1e9 || size < 1e-5) return v.toExponential(4).replace(".", lang === "de" ? "," : ".");
  return formats[lang]
    .num(v, Math.max(0, Math.min(8, 5 - Math.floor(Math.log10(size)))))
    .replaceAll(lang === "de" ? "." : ",", "");
}

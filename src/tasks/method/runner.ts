import { quantileSorted } from "../../math/quantile.ts";
import { VorlaufError } from "../../terms/errors.ts";
import type { MethodOption, MethodSheet, MethodTable, MethodValue } from "../../terms/method.ts";
import type { Text } from "../../terms/text.ts";
import type { Warning } from "../../terms/warnings.ts";
import { type Chosen, list, number, whole, word } from "./options.ts";
import { columnOf, type UserTable } from "./user-table.ts";

/** How one method runs on a user's table. */
export interface Runner extends Pick<MethodSheet, "question" | "input"> {
  readonly options: readonly MethodOption[];
  /** Rows are records, not periods. */
  readonly records?: boolean;
  readonly example: NonNullable<MethodSheet["example"]>;
  readonly run: (table: UserTable, o: Chosen) => Output;
}

/** What a runner gives back. */
export interface Output {
  readonly values: readonly MethodValue[];
  readonly tables: readonly MethodTable[];
  readonly warnings: readonly Warning[];
}

/** What a method of one series takes. */
export const oneColumn: Runner["input"] = {
  en: "A date column and one column of numbers (or several, and option `column`), without gaps.",
  de: "Eine Datumsspalte und eine Zahlenspalte (oder mehrere und die Option `column`), ohne Lücken.",
};

/** Options that several methods share, with the same words. */
export const shared: Readonly<Record<"column" | "columns" | "x" | "y" | "season" | "seed", MethodOption>> = {
  column: word("column", null, {
    en: "Column to use; needed where the file has several columns of numbers.",
    de: "Zu verwendende Spalte; nötig, wenn die Datei mehrere Zahlenspalten hat.",
  }),
  columns: list("words", "columns", [], {
    en: "Columns to use, in this order; all of numbers when empty.",
    de: "Zu verwendende Spalten in dieser Reihenfolge; leer: alle Zahlenspalten.",
  }),
  x: word("x", null, {
    en: "Column of the explanation; the first of numbers unless told.",
    de: "Spalte der erklärenden Größe; sonst die erste Zahlenspalte.",
  }),
  y: word("y", null, {
    en: "Column to explain; the second of numbers unless told.",
    de: "Spalte der zu erklärenden Größe; sonst die zweite Zahlenspalte.",
  }),
  season: whole(
    "season",
    null,
    {
      en: "Periods of a year; that of the dates when null (1 without dates).",
      de: "Perioden je Jahr; bei null nach den Datumsangaben (1 ohne Datum).",
    },
    { unit: "periods", least: 1, most: 366 },
  ),
  seed: whole(
    "seed",
    1,
    { en: "Seed of the simulation.", de: "Startwert der Simulation." },
    { least: 0, most: 2 ** 31 },
  ),
};

/** Lags of a model. */
export function lagsOption(value: number): MethodOption {
  return whole(
    "lags",
    value,
    { en: "Lags of every series.", de: "Verzögerungen jeder Reihe." },
    { unit: "periods", least: 1, most: 60 },
  );
}

/** Steps ahead. */
export function horizonOption(value: number): MethodOption {
  return whole(
    "horizon",
    value,
    { en: "Steps ahead.", de: "Schritte voraus." },
    { unit: "periods", least: 1, most: 240 },
  );
}

/** Simulated paths. */
export function drawsOption(value: number): MethodOption {
  return whole("draws", value, { en: "Simulated paths.", de: "Simulierte Pfade." }, { least: 100, most: 20_000 });
}

/** Coverage of an interval. */
export function coverageOption(value: number): MethodOption {
  return number(
    "coverage",
    value,
    { en: "Coverage of the intervals.", de: "Überdeckung der Intervalle." },
    { least: 0.01, most: 0.999 },
  );
}

/** Surrogate or bootstrap samples. */
export function samplesOption(name: string, value: number, says: Text): MethodOption {
  return whole(name, value, says, { least: 99, most: 9999 });
}

/** Periods of a year: as told, else those of the dates. */
export function seasonOf(table: UserTable, o: Chosen): number {
  return o.number("season") ?? table.perYear;
}

/** One series without the missing values at its ends. */
export interface OneSeries {
  readonly name: string;
  readonly y: Float64Array;
  readonly labels: readonly string[];
  /** The table cut to the same rows. */
  readonly table: UserTable;
  readonly warnings: readonly Warning[];
}

/**
 * The column asked for, or the only one of numbers.
 * @throws "input-invalid" when none or several could be meant, or for a gap where none is allowed; "constant-series"; "too-few-observations" when all is missing
 */
export function oneSeries(
  table: UserTable,
  o: Chosen,
  rules: { readonly gaps?: boolean; readonly name?: string } = {},
): OneSeries {
  const asked = o.all[rules.name ?? "column"];
  const names = [...table.numbers.keys()];
  const name = typeof asked === "string" ? asked : names[0];
  if (name === undefined || (typeof asked !== "string" && names.length > 1))
    throw new VorlaufError("input-invalid", {
      what: "columns of numbers",
      got:
        names.length === 0
          ? "none"
          : `${names.length}: ${names.slice(0, 8).join(", ")}${names.length > 8 ? ", ..." : ""}`,
      fix:
        names.length === 0
          ? "Give a column of numbers."
          : `Say which, for example { "column": ${JSON.stringify(names[0])} }.`,
    });
  const cut = trimmed(table, [name], "every");
  const y = columnOf(cut.table, name);
  checkColumn(name, y, cut.table.labels, rules.gaps === true);
  return { name, y, labels: cut.table.labels, ...cut };
}

/** Several series on the same rows. */
export interface Several {
  readonly names: readonly string[];
  readonly series: readonly Float64Array[];
  readonly labels: readonly string[];
  readonly table: UserTable;
  readonly warnings: readonly Warning[];
}

/**
 * The columns asked for, or all of numbers, cut to the rows where every one has a value (`ends: "every"`) or at least one
 * (`"any"`: ragged edges stay).
 * @throws "input-invalid" below `least` columns or for a gap inside where none is allowed; "constant-series"
 */
export function severalSeries(
  table: UserTable,
  o: Chosen,
  rules: {
    readonly least?: number;
    readonly most?: number;
    readonly gaps?: boolean;
    readonly ends?: "every" | "any";
    readonly names?: readonly string[];
  } = {},
): Several {
  const { least = 2, most = 60, gaps = false, ends = "every" } = rules;
  const asked = rules.names ?? o.words("columns");
  const names = asked.length > 0 ? [...asked] : [...table.numbers.keys()];
  const twice = names.find((n, i) => names.indexOf(n) < i);
  if (names.length < least || names.length > most || twice !== undefined)
    throw new VorlaufError("input-invalid", {
      what: "columns of numbers",
      got:
        twice === undefined
          ? `${names.length}${names.length === 0 ? "" : `: ${names.slice(0, 8).join(", ")}`}`
          : `${twice} twice`,
      fix: `Give ${least === most ? least : `${least} to ${most}`} different columns.`,
    });
  const cut = trimmed(table, names, ends);
  const series = names.map((n) => columnOf(cut.table, n));
  series.forEach((y, i) => {
    checkColumn(names[i]!, y, cut.table.labels, gaps || ends === "any");
  });
  return { names, series, labels: cut.table.labels, ...cut };
}

/** The two columns asked for as `x` and `y`, or the first two of numbers. */
export function pairOf(table: UserTable, o: Chosen): Several {
  const names = [...table.numbers.keys()];
  const asked = ["x", "y"].map((n, i) => (typeof o.all[n] === "string" ? String(o.all[n]) : (names[i] ?? "")));
  if (names.length < 2)
    throw new VorlaufError("input-invalid", {
      what: "columns of numbers",
      got: String(names.length),
      fix: "Give two columns, x and y.",
    });
  return severalSeries(table, o, { names: asked, most: 2 });
}

const largest = 1e100;

function checkColumn(name: string, y: Float64Array, labels: readonly string[], gaps: boolean): void {
  const gap = y.findIndex((v) => Number.isNaN(v));
  if (gap >= 0 && !gaps)
    throw new VorlaufError("input-invalid", {
      what: `column ${name}, row ${labels[gap]}`,
      got: "no value",
      fix: "This method takes no gaps: fill the value, or cut the file before or after it.",
    });
  const seen = y.filter((v) => !Number.isNaN(v));
  if (seen.every((v) => v === seen[0])) throw new VorlaufError("constant-series", { what: `column ${name}` });
  const size = seen.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  if (size > largest || size < 1 / largest)
    throw new VorlaufError("input-invalid", {
      what: `column ${name}`,
      got: `values up to ${size.toPrecision(3)}`,
      fix: "Give it in another unit: such numbers cannot be squared.",
    });
}

function trimmed(
  table: UserTable,
  names: readonly string[],
  ends: "every" | "any",
): { readonly table: UserTable; readonly warnings: readonly Warning[] } {
  const columns = names.map((n) => columnOf(table, n));
  const n = table.labels.length;
  for (const [i, y] of columns.entries())
    if (y.every((v) => Number.isNaN(v)))
      throw new VorlaufError("too-few-observations", { what: `column ${names[i]}`, have: 0, need: 1 });
  const full = (t: number): boolean =>
    ends === "every" ? columns.every((y) => !Number.isNaN(y[t]!)) : columns.some((y) => !Number.isNaN(y[t]!));
  let [from, to] = [0, n];
  while (from < n && !full(from)) from++;
  while (to > from && !full(to - 1)) to--;
  if (from >= to)
    throw new VorlaufError("too-few-observations", {
      what: `rows with ${names.join(", ")} together`,
      have: 0,
      need: 1,
    });
  const cut: UserTable = {
    ...table,
    labels: table.labels.slice(from, to),
    numbers: new Map([...table.numbers].map(([k, x]) => [k, x.slice(from, to)])),
    texts: new Map([...table.texts].map(([k, x]) => [k, x.slice(from, to)])),
  };
  const left = from + n - to;
  return {
    table: cut,
    warnings:
      left === 0 ? [] : [{ code: "rows-left-out", facts: { atStart: from, atEnd: n - to, of: n }, about: [...names] }],
  };
}

type Cell = number | string | null;

/** A number as JSON takes it. */
function cellOf(v: number | string | null | undefined): Cell {
  return typeof v === "number" ? (Number.isFinite(v) ? v : null) : (v ?? null);
}

/** A table whose rows have a name each and whose columns are arrays. */
export function tableOfColumns(
  id: string,
  row: string,
  labels: readonly (string | number)[],
  columns: Readonly<Record<string, ArrayLike<number | string | null>>>,
): MethodTable {
  return {
    id,
    columns: [row, ...Object.keys(columns)],
    rows: labels.map((l, t) => [l, ...Object.values(columns).map((x) => cellOf(x[t]))]),
  };
}

/** A table from records with the same keys. */
export function tableOfRecords(
  id: string,
  records: readonly Readonly<Record<string, Cell | undefined>>[],
): MethodTable {
  const columns = [...new Set(records.flatMap((r) => Object.keys(r)))];
  return { id, columns, rows: records.map((r) => columns.map((c) => cellOf(r[c]))) };
}

/** Mean, median and central intervals of every step of (draws × horizon) paths; one row per step. */
export function pathRecords(
  labels: readonly string[],
  paths: Float64Array,
  extra: Readonly<Record<string, Cell>> = {},
): Record<string, Cell>[] {
  const horizon = labels.length;
  return labels.map((period, h) => {
    const x = Float64Array.from({ length: paths.length / horizon }, (_, i) => paths[i * horizon + h]!).sort();
    const at = (p: number): number => quantileSorted(x, p);
    const m = x.reduce((s, v) => s + v / x.length, 0);
    return {
      period,
      ...extra,
      mean: m,
      median: at(0.5),
      low80: at(0.1),
      high80: at(0.9),
      low95: at(0.025),
      high95: at(0.975),
    };
  });
}

/**
 * An output with its gaps said: a number that is not finite and the missing cells of a table each bring a warning, so that
 * nothing is silently empty.
 */
export function output(
  values: Readonly<Record<string, number | string | boolean | null>>,
  tables: readonly MethodTable[],
  warnings: readonly Warning[] = [],
): Output {
  const said: Warning[] = [...warnings];
  const out = Object.entries(values).map(([name, v]): MethodValue => {
    if (v === null || (typeof v === "number" && !Number.isFinite(v)))
      said.push({ code: "no-value", facts: { value: name }, about: [] });
    return { name, value: typeof v === "number" && !Number.isFinite(v) ? null : v };
  });
  for (const t of tables) {
    const missing = t.rows.reduce((n, row) => n + row.filter((c) => c === null).length, 0);
    if (missing > 0)
      said.push({
        code: "missing-cells",
        facts: { table: t.id, missing, of: t.rows.length * t.columns.length },
        about: [],
      });
  }
  return { values: out, tables, warnings: said };
}

import { nearIds, VorlaufError } from "../../terms/errors.ts";
import {
  dateOfDay,
  dayOf,
  endOf,
  frequencyOf,
  indexOf,
  isDate,
  type Period,
  periodAt,
  periodOf,
  startOf,
} from "../../terms/period.ts";
import type { Warning } from "../../terms/warnings.ts";
import { type CsvText, isMissing, numberOf, readCsv } from "./read-csv.ts";

/** How the rows of a table follow each other; `none`: they are only counted. */
export type RowFrequency = "annual" | "quarterly" | "monthly" | "weekly" | "daily" | "none";

/** A user's table: rows in time order on their own grid, columns of numbers (NaN where missing) and of text. */
export interface UserTable {
  readonly frequency: RowFrequency;
  /** Rows of a year: 1, 4, 12, 52; 1 for days and counted rows. */
  readonly perYear: number;
  readonly labels: readonly string[];
  readonly numbers: ReadonlyMap<string, Float64Array>;
  readonly texts: ReadonlyMap<string, readonly (string | null)[]>;
  readonly warnings: readonly Warning[];
}

/** Rows that are no series: every column as it stands, in the order of the file. */
export function readRecords(text: string): UserTable {
  const csv = readCsv(text);
  return {
    frequency: "none",
    perYear: 1,
    labels: csv.rows.map((_, i) => String(i + 1)),
    ...columnsOf(csv, 0),
    warnings: [],
  };
}

const indexNames =
  /^(date|period|time|t|year|quarter|month|week|day|index|i|no|observation_date|datum|zeit|jahr|quartal|monat|woche|tag|)$/i;

/**
 * Rows in time. The first column is their date where its name or its cells say so (2026, 2026-Q3, 2026Q3, 2026-11, 2026M11,
 * 2026-11-20, 20.11.2026, or rising numbers), else rows are counted. Dates on the first or last day of every month, quarter or
 * year count as that period. Periods that are left out become rows without values, with warning `periods-inserted`.
 * @throws "input-invalid" with line, column and fix for what is not a number or a date, dates out of order or said twice
 */
export function readSeriesTable(text: string): UserTable {
  const csv = readCsv(text);
  if (csv.rows.length === 0)
    throw new VorlaufError("too-few-observations", { what: "CSV file: rows below the header", have: 0, need: 1 });
  const first = csv.rows.map((r) => r[0]!.trim());
  const dated = indexNames.test(csv.header[0]!) || first.every((c) => periodLike(c) && !/^\d{4}$/.test(c));
  if (!dated) return { ...counted(csv.rows.length), ...columnsOf(csv, 0), warnings: [] };
  const plain = first.map((c) => numberOf(c, csv.decimalComma));
  const years = /^(date|period|year|jahr|time|zeit|observation_date|datum)$/i.test(csv.header[0]!);
  if (plain.every((v) => v !== null && !Number.isNaN(v)) && !(years && first.every((c) => /^\d{4}$/.test(c)))) {
    checkRising(csv, plain as number[], first);
    return { ...counted(csv.rows.length), labels: first, ...columnsOf(csv, 1), warnings: [] };
  }
  return onGrid(csv, first);
}

function counted(n: number): Pick<UserTable, "frequency" | "perYear" | "labels"> {
  return { frequency: "none", perYear: 1, labels: Array.from({ length: n }, (_, i) => String(i + 1)) };
}

function checkRising(csv: CsvText, at: readonly number[], cells: readonly string[]): void {
  for (let i = 1; i < at.length; i++) {
    if (at[i]! > at[i - 1]!) continue;
    const same = at[i] === at[i - 1];
    throw new VorlaufError("input-invalid", {
      what: `line ${csv.lines[i]}, column ${csv.header[0] === "" ? "1" : csv.header[0]}`,
      got: `${cells[i]} after ${cells[i - 1]}`,
      fix: same ? "Keep one row per period." : "Sort the rows by date, oldest first.",
    });
  }
}

function periodLike(cell: string): boolean {
  return periodOfCell(cell) !== null;
}

/** A date or period as the house writes it, or null. */
export function periodOfCell(cell: string): Period | null {
  const text = cell.trim();
  if (/^\d{4}$/.test(text)) return text;
  const quarter = /^(\d{4})[- ]?[qQ]([1-4])$/.exec(text);
  if (quarter !== null) return `${quarter[1]}-Q${quarter[2]}`;
  const month = /^(\d{4})(?:-|[mM])(\d{1,2})$/.exec(text);
  if (month !== null) {
    const m = Number(month[2]);
    return m >= 1 && m <= 12 ? `${month[1]}-${String(m).padStart(2, "0")}` : null;
  }
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const day =
    german === null ? text.slice(0, 10) : `${german[3]}-${german[2]!.padStart(2, "0")}-${german[1]!.padStart(2, "0")}`;
  const rest = german === null ? text.slice(10) : "";
  return isDate(day) && /^([T ]\d{2}:\d{2}.*)?$/.test(rest) ? day : null;
}

function onGrid(csv: CsvText, cells: readonly string[]): UserTable {
  const periods = cells.map((cell, i) => {
    const period = periodOfCell(cell);
    if (period === null)
      throw new VorlaufError("input-invalid", {
        what: `line ${csv.lines[i]}, column ${csv.header[0] === "" ? "1" : csv.header[0]}`,
        got: cell === "" ? "an empty cell" : cell,
        fix: "Write dates as 2026-11-20, 20.11.2026, 2026-11, 2026-Q3 or 2026.",
      });
    if (frequencyOf(period) !== frequencyOf(periodOfCell(cells[0]!) ?? period))
      throw new VorlaufError("input-invalid", {
        what: `line ${csv.lines[i]}`,
        got: `${cell} in a column that began with ${cells[0]}`,
        fix: "Write all dates in one form.",
      });
    return period;
  });
  checkRising(csv, periods.map(indexOf), cells);
  const { frequency, labels, warnings } = gridOf(periods);
  const columns = columnsOf(csv, 1);
  const perYear = { annual: 1, quarterly: 4, monthly: 12, weekly: 52, daily: 1, none: 1 }[frequency];
  if (frequency === "daily") return { frequency, perYear, labels, ...columns, warnings };
  const step = frequency === "weekly" ? 7 : 1;
  const first = indexOf(labels[0]!);
  const n = (indexOf(labels.at(-1)!) - first) / step + 1;
  if (n > 4 * labels.length + 1000)
    throw new VorlaufError("input-invalid", {
      what: "dates",
      got: `${labels.length} rows for ${n} periods from ${labels[0]} to ${labels.at(-1)}`,
      fix: "Give the series in one frequency; too many periods are left out.",
    });
  const place = labels.map((l) => (indexOf(l) - first) / step);
  const spread = (x: Float64Array): Float64Array => {
    const out = new Float64Array(n).fill(Number.NaN);
    place.forEach((t, i) => {
      out[t] = x[i]!;
    });
    return out;
  };
  const words = (x: readonly (string | null)[]): (string | null)[] => {
    const out = Array.from<string | null>({ length: n }).fill(null);
    place.forEach((t, i) => {
      out[t] = x[i] ?? null;
    });
    return out;
  };
  return {
    frequency,
    perYear,
    labels: Array.from({ length: n }, (_, t) => labelAt(frequency, first + t * step)),
    numbers: new Map([...columns.numbers].map(([name, x]) => [name, spread(x)])),
    texts: new Map([...columns.texts].map(([name, x]) => [name, words(x)])),
    warnings:
      n === labels.length
        ? warnings
        : [...warnings, { code: "periods-inserted", facts: { inserted: n - labels.length, of: n }, about: [] }],
  };
}

function labelAt(frequency: RowFrequency, index: number): string {
  return frequency === "weekly" || frequency === "daily" || frequency === "none"
    ? dateOfDay(index)
    : periodAt(frequency, index);
}

/** The frequency that dates imply, and their labels at it. */
function gridOf(periods: readonly Period[]): {
  readonly frequency: RowFrequency;
  readonly labels: readonly string[];
  readonly warnings: readonly Warning[];
} {
  const form = periods[0]!.length;
  if (form === 4) return { frequency: "annual", labels: periods, warnings: [] };
  if (form === 7 && periods[0]![5] === "Q") return { frequency: "quarterly", labels: periods, warnings: [] };
  if (form === 7) return coarsest(periods, periods);
  const starts = periods.every((p) => p.endsWith("-01"));
  const ends = periods.every((p) => endOf(p.slice(0, 7)) === p);
  if (periods.length > 1 && (starts || ends))
    return coarsest(
      periods.map((p) => p.slice(0, 7)),
      periods,
    );
  const days = periods.map(dayOf);
  const gaps = days.slice(1).map((d, i) => d - days[i]!);
  const shortest = gaps.length === 0 ? 1 : Math.min(...gaps);
  if (shortest >= 7 && gaps.every((g) => g % 7 === 0)) return { frequency: "weekly", labels: periods, warnings: [] };
  const longest = Math.max(1, ...gaps);
  return {
    frequency: "daily",
    labels: periods,
    warnings:
      longest > shortest
        ? [{ code: "dates-unevenly-spaced", facts: { shortestDays: shortest, longestDays: longest }, about: [] }]
        : [],
  };
}

/** Months that are always a quarter or a year apart are quarters or years. */
function coarsest(
  months: readonly Period[],
  dates: readonly Period[],
): { readonly frequency: RowFrequency; readonly labels: readonly string[]; readonly warnings: readonly Warning[] } {
  const at = months.map(indexOf);
  const gaps = at.slice(1).map((m, i) => m - at[i]!);
  if (gaps.length === 0 || gaps.some((g) => g % 3 !== 0)) return { frequency: "monthly", labels: months, warnings: [] };
  const edge = (p: Period): boolean => startOf(p) === dates[0] || endOf(p) === dates[0] || dates[0]!.length === 7;
  const year = months[0]!.slice(0, 4);
  if (gaps.every((g) => g % 12 === 0) && edge(year))
    return { frequency: "annual", labels: months.map((m) => m.slice(0, 4)), warnings: [] };
  const quarters = months.map((m) => periodOf("quarterly", `${m}-15`));
  return { frequency: "quarterly", labels: quarters, warnings: [] };
}

/** Labels of the periods after a table's end. */
export function labelsAfter({ frequency, labels }: UserTable, horizon: number): string[] {
  const last = labels.at(-1) ?? "";
  return Array.from({ length: horizon }, (_, h) => {
    if (frequency === "none" || frequency === "daily") return `+${h + 1}`;
    return labelAt(frequency, indexOf(last) + (h + 1) * (frequency === "weekly" ? 7 : 1));
  });
}

/** Positions of the rows in years (counted rows: in rows). */
export function positionsOf({ frequency, labels }: UserTable): Float64Array {
  if (frequency === "none")
    return Float64Array.from(labels, (l, i) => (Number.isFinite(Number(l)) ? Number(l) : i + 1));
  return Float64Array.from(labels, (l) => {
    const middle = (dayOf(startOf(l)) + dayOf(endOf(l))) / 2;
    return frequency === "annual" ? Number(l) : 1970 + middle / 365.2425;
  });
}

function columnsOf(csv: CsvText, from: number): Pick<UserTable, "numbers" | "texts"> {
  const numbers = new Map<string, Float64Array>();
  const texts = new Map<string, readonly (string | null)[]>();
  csv.header.slice(from).forEach((name, k) => {
    const j = from + k;
    const cells = csv.rows.map((r) => r[j]!);
    const values = cells.map((c) => numberOf(c, csv.decimalComma));
    if (cells.every(isMissing) || values.some((v) => v !== null && !Number.isNaN(v))) {
      const bad = values.indexOf(null);
      if (bad >= 0)
        throw new VorlaufError("input-invalid", {
          what: `line ${csv.lines[bad]}, column ${name === "" ? j + 1 : name}`,
          got: cells[bad]!.trim(),
          fix: "Give a finite number without thousands separators or units, or leave the cell empty.",
        });
      numbers.set(
        name,
        Float64Array.from(values, (v) => v ?? Number.NaN),
      );
    } else
      texts.set(
        name,
        cells.map((c) => (isMissing(c) ? null : c.trim())),
      );
  });
  return { numbers, texts };
}

/** A column of numbers by name. @throws "unknown-id" with near names */
export function columnOf(table: UserTable, name: string): Float64Array {
  const column = table.numbers.get(name);
  if (column !== undefined) return column;
  const known = [...table.numbers.keys()];
  const near = nearIds(name, known);
  throw new VorlaufError("unknown-id", {
    kind: "column of numbers",
    id: name,
    near: near.length > 0 ? near : known.slice(0, 8),
  });
}

/** A column as words, numbers too. @throws "unknown-id" */
export function wordsOf(table: UserTable, name: string): readonly (string | null)[] {
  const text = table.texts.get(name);
  if (text !== undefined) return text;
  const numbers = table.numbers.get(name);
  if (numbers !== undefined) return Array.from(numbers, (v) => (Number.isNaN(v) ? null : String(v)));
  throw new VorlaufError("unknown-id", {
    kind: "column",
    id: name,
    near: nearIds(name, [...table.texts.keys(), ...table.numbers.keys()]),
  });
}

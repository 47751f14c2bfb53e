import type { Panel, SeriesView } from "../../src/terms/panel.ts";
import { frequencyOf } from "../../src/terms/period.ts";

/** Values of one series: `[period, value]`, or `[period, value, known]` for a value that became known later than 2000-01-01. */
export type Rows = readonly (readonly [string, number] | readonly [string, number, string])[];

/** A panel of plain series in memory, cut at its as-of day; every value counts as primary. */
export function panelWith(
  asOf: string,
  series: Readonly<Record<string, Rows>>,
  units: Readonly<Record<string, string>> = {},
): Panel {
  const views = Object.entries(series).flatMap(([id, rows]) => {
    const view = viewOf(id, rows, units[id] ?? "USD", asOf);
    return view.periods.length === 0 ? [] : [[id, view] as const];
  });
  const oldest = Object.fromEntries(
    Object.entries(series).map(([id, rows]) => [id, rows.map(knownOf).sort()[0] ?? ""]),
  );
  return { asOf, mode: "strict", series: Object.fromEntries(views), lists: {}, oldest };
}

function knownOf(row: Rows[number]): string {
  return `${row[2] ?? "2000-01-01"}T23:59:59Z`;
}

function viewOf(id: string, rows: Rows, unit: string, asOf: string): SeriesView {
  const history = rows
    .map((r) => ({ period: r[0], value: r[1], known: knownOf(r), flags: [] }))
    .filter((h) => h.known <= `${asOf}T23:59:59Z`)
    .sort((a, b) => (a.period + a.known < b.period + b.known ? -1 : 1));
  const newest = new Map(history.map((h) => [h.period, h]));
  const shown = [...newest.values()];
  return {
    id,
    unit,
    frequency: frequencyOf(shown[0]?.period ?? "2000"),
    periods: shown.map((h) => h.period),
    values: Float64Array.from(shown, (h) => h.value),
    known: shown.map((h) => h.known),
    knownBy: shown.map(() => "released"),
    evidence: shown.map(() => "reported (primary)"),
    flags: shown.map(() => []),
    history,
  };
}

/** Quarterly or monthly rows from a first period on. */
export function run(first: string, values: readonly number[], known?: string): Rows {
  const [year, part] = first.split("-");
  const quarterly = part?.startsWith("Q") ?? false;
  const per = quarterly ? 4 : 12;
  const start = Number(year) * per + Number(quarterly ? part?.slice(1) : part) - 1;
  return values.map((v, i) => {
    const at = start + i;
    const [y, k] = [Math.floor(at / per), (at % per) + 1];
    const period = quarterly ? `${y}-Q${k}` : `${y}-${String(k).padStart(2, "0")}`;
    return known === undefined ? [period, v] : [period, v, known];
  });
}

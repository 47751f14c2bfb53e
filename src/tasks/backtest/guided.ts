import { listIn, type Panel, seriesIn } from "../../terms/panel.ts";
import { indexOf, type Period } from "../../terms/period.ts";

/** A company's newest statement about a calendar year that carries a figure, as known on the panel's day [USD]; null when there is none. */
export function guidedYear(panel: Panel, ticker: string, year: string): number | null {
  const entries = (listIn(panel, `guidance/${ticker}/capex`)?.entries ?? []).filter(
    (e) =>
      e.value !== null &&
      e.fields["kind"] === "guidance" &&
      e.fields["start"] === `${year}-01-01` &&
      e.fields["end"] === `${year}-12-31`,
  );
  const newest = entries.reduce<(typeof entries)[number] | null>(
    (a, b) => (a === null || b.known > a.known || (b.known === a.known && b.item > a.item) ? b : a),
    null,
  );
  return newest?.value ?? null;
}

/** What the guided year leaves for its last quarter once the first three are filed [USD]; null when it cannot be told. */
export function guidedLastQuarter(
  panel: Panel,
  ticker: string,
): { readonly period: Period; readonly value: number } | null {
  const view = seriesIn(panel, `sec/${ticker}/capex`);
  const last = view?.periods.at(-1);
  if (view === null || last === undefined || !last.endsWith("Q3")) return null;
  const year = last.slice(0, 4);
  const guided = guidedYear(panel, ticker, year);
  const at = view.periods.map((p, i) => ({ p, v: view.values[i] ?? Number.NaN })).filter(({ p }) => p.startsWith(year));
  const filed = at.reduce((s, { v }) => s + v, 0);
  if (guided === null || at.length !== 3 || !(guided > filed)) return null;
  return { period: `${year}-Q4`, value: guided - filed };
}

/** Whether a quarter lies in a calendar year. */
export function quartersOf(year: string): readonly Period[] {
  return [1, 2, 3, 4].map((q) => `${year}-Q${q}`).filter((p) => indexOf(p) >= 0);
}

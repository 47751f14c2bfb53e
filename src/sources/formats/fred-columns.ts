import type { Frequency } from "../../terms/period.ts";
import type { SeriesInfo } from "../../terms/source.ts";
import type { WideColumn } from "./extract.ts";

/** A column of an extract that repeats a series of FRED. */
export interface FredColumn {
  /** Heading in the extract. */
  readonly column: string;
  /** Id at FRED. */
  readonly fred: string;
  readonly unit: string;
  readonly en: string;
  readonly de: string;
}

/** The columns as `fred/<id>` series, each citing its own page. */
export function fredColumns(columns: readonly FredColumn[]): readonly WideColumn[] {
  return columns.map(({ column, fred, unit }) => ({
    column,
    series: `fred/${fred.toLowerCase()}`,
    unit,
    url: `https://fred.stlouisfed.org/series/${fred}`,
  }));
}

/** What the catalogue says of the columns. */
export function fredSeries(
  columns: readonly FredColumn[],
  frequency: Frequency,
  lagDays: number,
): readonly SeriesInfo[] {
  return columns.map(({ fred, unit, en, de }) => ({
    id: `fred/${fred.toLowerCase()}`,
    title: { en, de },
    unit,
    frequency,
    lagDays,
  }));
}

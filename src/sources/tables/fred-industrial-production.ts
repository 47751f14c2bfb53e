import { type ExtractMapping, monthOf, wide } from "../formats/extract.ts";
import { type FredColumn, fredColumns, fredSeries } from "../formats/fred-columns.ts";

const series: readonly FredColumn[] = [
  {
    column: "Industrial Production",
    fred: "INDPRO",
    unit: "index 2017=100",
    en: "Industrial production, US",
    de: "Industrieproduktion, USA",
  },
];

/**
 * Federal Reserve Board, total industrial production (G.17) through FRED, monthly 1919-, index 2017 = 100. One copy of July 2026: later revisions included.
 */
export const mapping: ExtractMapping = {
  id: "fred-industrial-production",
  publisher: "Federal Reserve Board (G.17) via FRED",
  url: "https://fred.stlouisfed.org",
  path: /industrial_production_history\.csv$/,
  columns: ["Observation Date", ...series.map(({ column }) => column)],
  series: fredSeries(series, "monthly", 17),
  row: wide(monthOf("Observation Date"), fredColumns(series)),
};

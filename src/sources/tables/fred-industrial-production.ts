import { type ExtractMapping, monthOf, type WideColumn, wide } from "../formats/extract.ts";

const series = [
  {
    column: "Industrial Production",
    fred: "INDPRO",
    unit: "index 2017=100",
    en: "Industrial production, US",
    de: "Industrieproduktion, USA",
  },
] as const;

const columns: readonly WideColumn[] = series.map(({ column, fred, unit }) => ({
  column,
  series: `fred/${fred.toLowerCase()}`,
  unit,
  url: `https://fred.stlouisfed.org/series/${fred}`,
}));

/**
 * Federal Reserve Board, total industrial production (G.17) through FRED, monthly 1919-, index 2017 = 100. One copy of July 2026: later revisions included.
 */
export const mapping: ExtractMapping = {
  id: "fred-industrial-production",
  publisher: "Federal Reserve Board (G.17) via FRED",
  url: "https://fred.stlouisfed.org",
  path: /industrial_production_history\.csv$/,
  columns: ["Observation Date", ...series.map(({ column }) => column)],
  series: series.map(({ fred, unit, en, de }) => ({
    id: `fred/${fred.toLowerCase()}`,
    title: { en, de },
    unit,
    frequency: "monthly",
    lagDays: 17,
  })),
  row: wide(monthOf("Observation Date"), columns),
};

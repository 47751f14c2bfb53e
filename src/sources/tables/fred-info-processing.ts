import { type ExtractMapping, quarterOf, type WideColumn, wide } from "../formats/extract.ts";

const series = [
  {
    column: "Info Processing Investment Level",
    fred: "A679RX1Q020SBEA",
    unit: "USD billion, chained, SAAR",
    en: "Real investment in information processing equipment and software, US",
    de: "Reale Investitionen in Informationstechnik und Software, USA",
  },
] as const;

const columns: readonly WideColumn[] = series.map(({ column, fred, unit }) => ({
  column,
  series: `fred/${fred.toLowerCase()}`,
  unit,
  url: `https://fred.stlouisfed.org/series/${fred}`,
}));

/**
 * BEA national accounts through FRED: real private investment in information processing equipment and software, quarterly 2007- (date = first day of the quarter), billions of chained dollars
 * at an annual rate. Chained dollars are never added to or divided by other chained series. One copy of August 2026: later revisions included.
 */
export const mapping: ExtractMapping = {
  id: "fred-info-processing",
  publisher: "Bureau of Economic Analysis via FRED",
  url: "https://fred.stlouisfed.org",
  path: /info_processing_investment_history\.csv$/,
  columns: ["Observation Date", ...series.map(({ column }) => column)],
  series: series.map(({ fred, unit, en, de }) => ({
    id: `fred/${fred.toLowerCase()}`,
    title: { en, de },
    unit,
    frequency: "quarterly",
    lagDays: 30,
  })),
  row: wide(quarterOf("Observation Date"), columns),
};

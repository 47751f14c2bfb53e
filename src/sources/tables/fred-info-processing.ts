import { type ExtractMapping, quarterOf, wide } from "../formats/extract.ts";
import { type FredColumn, fredColumns, fredSeries } from "../formats/fred-columns.ts";

const series: readonly FredColumn[] = [
  {
    column: "Info Processing Investment Level",
    fred: "A679RX1Q020SBEA",
    unit: "USD billion, chained, SAAR",
    en: "Real investment in information processing equipment and software, US",
    de: "Reale Investitionen in Informationstechnik und Software, USA",
  },
];

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
  series: fredSeries(series, "quarterly", 30),
  row: wide(quarterOf("Observation Date"), fredColumns(series)),
};

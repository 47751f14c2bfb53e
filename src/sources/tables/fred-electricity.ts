import { type ExtractMapping, monthOf, wide } from "../formats/extract.ts";
import { type FredColumn, fredColumns, fredSeries } from "../formats/fred-columns.ts";

const series: readonly FredColumn[] = [
  {
    column: "Commercial Electricity Sales",
    fred: "IPN22112CS",
    unit: "index 2017=100",
    en: "Commercial and other electricity sales, US, index",
    de: "Stromabsatz an Gewerbe, USA, Index",
  },
  {
    column: "Residential Electricity Sales",
    fred: "IPN22112RS",
    unit: "index 2017=100",
    en: "Residential electricity sales, US, index",
    de: "Stromabsatz an Haushalte, USA, Index",
  },
  {
    column: "Electric Power Capacity Utilization",
    fred: "CAPUTLG2211S",
    unit: "percent",
    en: "Capacity utilization, electric power, US",
    de: "Auslastung der Stromwirtschaft, USA",
  },
  {
    column: "Electric Power Output",
    fred: "IPG2211S",
    unit: "index 2017=100",
    en: "Output of electric power, US, index",
    de: "Stromerzeugung, USA, Index",
  },
  {
    column: "Electric Power Capacity",
    fred: "CAPG2211S",
    unit: "index 2017=100",
    en: "Capacity of electric power, US, index",
    de: "Kapazität der Stromwirtschaft, USA, Index",
  },
];

/**
 * Federal Reserve Board (G.17) through FRED: electricity sales by class, output, capacity and utilization of electric power, monthly 2015-: indices 2017 = 100 (utilization in percent), **not MWh**. The sales indices end earlier than the others.
 */
export const mapping: ExtractMapping = {
  id: "fred-electricity",
  publisher: "Federal Reserve Board (G.17) via FRED",
  url: "https://fred.stlouisfed.org",
  path: /power_series_history\.csv$/,
  columns: ["Observation Date", ...series.map(({ column }) => column)],
  series: fredSeries(series, "monthly", 17),
  row: wide(monthOf("Observation Date"), fredColumns(series)),
};

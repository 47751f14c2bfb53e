import { type ExtractMapping, monthOf, wide } from "../formats/extract.ts";
import { type FredColumn, fredColumns, fredSeries } from "../formats/fred-columns.ts";

const series: readonly FredColumn[] = [
  {
    column: "Computer and Peripheral Equipment Output",
    fred: "IPG3341S",
    unit: "index 2017=100",
    en: "Output of computers and peripherals, US",
    de: "Produktion: Computer und Peripherie, USA",
  },
  {
    column: "Computer and Peripheral Equipment Capacity",
    fred: "CAPG3341S",
    unit: "index 2017=100",
    en: "Capacity in computers and peripherals, US",
    de: "Kapazität: Computer und Peripherie, USA",
  },
  {
    column: "Computer and Peripheral Equipment Capacity Utilization",
    fred: "CAPUTLG3341S",
    unit: "percent",
    en: "Capacity utilization in computers and peripherals, US",
    de: "Auslastung: Computer und Peripherie, USA",
  },
  {
    column: "Communications Equipment Output",
    fred: "IPG3342S",
    unit: "index 2017=100",
    en: "Output of communications equipment, US",
    de: "Produktion: Kommunikationstechnik, USA",
  },
  {
    column: "Communications Equipment Capacity",
    fred: "CAPG3342S",
    unit: "index 2017=100",
    en: "Capacity in communications equipment, US",
    de: "Kapazität: Kommunikationstechnik, USA",
  },
  {
    column: "Communications Equipment Capacity Utilization",
    fred: "CAPUTLG3342S",
    unit: "percent",
    en: "Capacity utilization in communications equipment, US",
    de: "Auslastung: Kommunikationstechnik, USA",
  },
  {
    column: "Semiconductor and Electronic Component Output",
    fred: "IPG3344S",
    unit: "index 2017=100",
    en: "Output of semiconductors and components, US",
    de: "Produktion: Halbleiter und Bauelemente, USA",
  },
  {
    column: "Semiconductor and Electronic Component Capacity",
    fred: "CAPG3344S",
    unit: "index 2017=100",
    en: "Capacity in semiconductors and components, US",
    de: "Kapazität: Halbleiter und Bauelemente, USA",
  },
  {
    column: "Semiconductor and Electronic Component Capacity Utilization",
    fred: "CAPUTLG3344S",
    unit: "percent",
    en: "Capacity utilization in semiconductors and components, US",
    de: "Auslastung: Halbleiter und Bauelemente, USA",
  },
];

/**
 * Federal Reserve Board, Industrial Production and Capacity Utilization (G.17) for computers, communications equipment and semiconductors, through FRED, monthly 1972-.
 * Indices of real output, 2017 = 100, revised for months and every year. One copy of August 2026: later revisions included.
 */
export const mapping: ExtractMapping = {
  id: "fred-ict-production",
  publisher: "Federal Reserve Board (G.17) via FRED",
  url: "https://fred.stlouisfed.org",
  path: /compute_manufacturing_history\.csv$/,
  columns: ["Observation Date", ...series.map(({ column }) => column)],
  series: fredSeries(series, "monthly", 17),
  row: wide(monthOf("Observation Date"), fredColumns(series)),
};

import { type ExtractMapping, monthOf, wide } from "../formats/extract.ts";
import { type FredColumn, fredColumns, fredSeries } from "../formats/fred-columns.ts";

const series: readonly FredColumn[] = [
  {
    column: "WPU03T15M05",
    fred: "WPU03T15M05",
    unit: "index 1982=100",
    en: "Producer prices: industrial commodities less fuels, US",
    de: "Erzeugerpreise: Industriegüter ohne Brennstoffe, USA",
  },
  {
    column: "WPU057",
    fred: "WPU057",
    unit: "index 1982=100",
    en: "Producer prices: refined petroleum products, US",
    de: "Erzeugerpreise: Mineralölprodukte, USA",
  },
  {
    column: "WPU061",
    fred: "WPU061",
    unit: "index 1982=100",
    en: "Producer prices: industrial chemicals, US",
    de: "Erzeugerpreise: Industriechemikalien, USA",
  },
  {
    column: "WPU071",
    fred: "WPU071",
    unit: "index 1982=100",
    en: "Producer prices: rubber and rubber products, US",
    de: "Erzeugerpreise: Gummi und Gummiwaren, USA",
  },
  {
    column: "WPU081",
    fred: "WPU081",
    unit: "index 1982=100",
    en: "Producer prices: lumber, US",
    de: "Erzeugerpreise: Schnittholz, USA",
  },
  {
    column: "WPU101",
    fred: "WPU101",
    unit: "index 1982=100",
    en: "Producer prices: iron and steel, US",
    de: "Erzeugerpreise: Eisen und Stahl, USA",
  },
  {
    column: "WPU102",
    fred: "WPU102",
    unit: "index 1982=100",
    en: "Producer prices: nonferrous metals, US",
    de: "Erzeugerpreise: Nichteisenmetalle, USA",
  },
  {
    column: "WPU114",
    fred: "WPU114",
    unit: "index 1982=100",
    en: "Producer prices: general purpose machinery and equipment, US",
    de: "Erzeugerpreise: Maschinen für allgemeine Zwecke, USA",
  },
  {
    column: "WPU117",
    fred: "WPU117",
    unit: "index 1982=100",
    en: "Producer prices: electrical machinery and equipment, US",
    de: "Erzeugerpreise: Elektrische Maschinen und Geräte, USA",
  },
  {
    column: "WPU1178",
    fred: "WPU1178",
    unit: "index 1982=100",
    en: "Producer prices: electronic components and accessories, US",
    de: "Erzeugerpreise: Elektronische Bauelemente, USA",
  },
  {
    column: "WPU142",
    fred: "WPU142",
    unit: "index 1982=100",
    en: "Producer prices: aircraft and aircraft equipment, US",
    de: "Erzeugerpreise: Flugzeuge und Zubehör, USA",
  },
];

/**
 * BLS producer price indices by commodity through FRED, monthly 1926-01 to 2023-04, 1982 = 100, not seasonally adjusted; tab-separated, leading blanks are months before a series begins, `.` is a month not published.
 * Preliminary for four months at the publisher. One copy of June 2023.
 */
export const mapping: ExtractMapping = {
  id: "fred-producer-prices",
  publisher: "Bureau of Labor Statistics via FRED",
  url: "https://fred.stlouisfed.org",
  path: /ppi_Monthly\.txt$/,
  columns: ["DATE", ...series.map(({ column }) => column)],
  separator: "\t",
  missing: ".",
  series: fredSeries(series, "monthly", 14),
  row: wide(monthOf("DATE"), fredColumns(series)),
};

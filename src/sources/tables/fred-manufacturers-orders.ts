import { type ExtractMapping, monthOf, wide } from "../formats/extract.ts";
import { type FredColumn, fredColumns, fredSeries } from "../formats/fred-columns.ts";

const series: readonly FredColumn[] = [
  {
    column: "Computer and Electronic Product Shipments",
    fred: "A34SVS",
    unit: "USD million",
    en: "Shipments of computers and electronic products, US",
    de: "Lieferungen von Computern und Elektronik, USA",
  },
  {
    column: "Computer and Electronic Product New Orders",
    fred: "A34SNO",
    unit: "USD million",
    en: "New orders for computers and electronic products, US",
    de: "Auftragseingang für Computer und Elektronik, USA",
  },
  {
    column: "Computer and Electronic Product Inventory to Shipments",
    fred: "A34SIS",
    unit: "ratio",
    en: "Inventories to shipments, computers and electronic products",
    de: "Lager im Verhältnis zu Lieferungen, Computer und Elektronik",
  },
  {
    column: "Computer and Electronic Product Unfilled Orders to Shipments",
    fred: "A34SUS",
    unit: "ratio",
    en: "Unfilled orders to shipments, computers and electronic products",
    de: "Auftragsbestand im Verhältnis zu Lieferungen, Computer und Elektronik",
  },
];

/**
 * Census Bureau, Manufacturers' Shipments, Inventories, and Orders (M3) of computers and electronic products, through FRED, monthly 1992-; orders start 1992-02.
 * One copy of August 2026: later revisions included. That new orders leave out semiconductors is remembered, not verified here.
 */
export const mapping: ExtractMapping = {
  id: "fred-manufacturers-orders",
  publisher: "US Census Bureau (M3) via FRED",
  url: "https://fred.stlouisfed.org",
  path: /compute_m3_history\.csv$/,
  columns: ["Observation Date", ...series.map(({ column }) => column)],
  series: fredSeries(series, "monthly", 35),
  row: wide(monthOf("Observation Date"), fredColumns(series)),
};

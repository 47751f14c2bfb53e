import { electricitySectors } from "../formats/electricity-sectors.ts";
import { type ExtractMapping, monthOf } from "../formats/extract.ts";

const measures = [
  ["Sales MWh", "sales", "MWh", "sales", "Absatz"],
  ["Revenue Thousand Dollars", "revenue", "USD thousand", "revenue", "Erlöse"],
  ["Customers", "customers", "customers", "customers", "Kunden"],
  ["Price Cents per kWh", "price", "US cents per kWh", "average price", "Durchschnittspreis"],
] as const;
const month = monthOf("Date");

/**
 * EIA, electricity sales, revenue, customers and average price by state (50 states, DC, and `us`) and sector, monthly 2015-01 to 2026-05 (form EIA-861M).
 * `Preliminary` months are revised once a year and flagged. The price of the United States is revenue over sales, the states' prices are as published.
 */
export const mapping: ExtractMapping = {
  id: "eia-retail",
  publisher: "US Energy Information Administration",
  url: "https://www.eia.gov/electricity/data/eia861m/",
  path: /energy_retail_market_history\.csv$/,
  columns: ["Date", "Geography", "Sector", "Data Status", ...measures.map(([column]) => column)],
  series: Object.entries(electricitySectors).flatMap(([sector, name]) =>
    measures.map(([, id, unit, en, de]) => ({
      id: `eia/*/${sector}-${id}`,
      title: { en: `Electricity ${en}, ${name.en}, by state`, de: `Strom: ${de} nach Bundesstaat, ${name.de}` },
      unit,
      frequency: "monthly" as const,
      lagDays: 60,
    })),
  ),
  row: (row) => {
    const state = row.Geography === "United States" ? "us" : (row.Geography ?? "").toLowerCase();
    const sector = (row.Sector ?? "").toLowerCase();
    if (!/^[a-z]{2}$/.test(state) || electricitySectors[sector] === undefined) return "unknown state or sector";
    const flags = row["Data Status"] === "Preliminary" ? ["preliminary"] : [];
    return measures.map(([column, id, unit]) => ({
      series: `eia/${state}/${sector}-${id}`,
      period: month(row),
      column,
      unit,
      flags,
    }));
  },
};

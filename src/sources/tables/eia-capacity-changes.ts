import type { ExtractMapping } from "../formats/extract.ts";

/**
 * EIA, generators added to or retired from the US system in 2026 up to May, one entry per generator. Value: net summer capacity in MW (never negative;
 * `kind` says addition or retirement); period: the month in which it happened.
 */
export const mapping: ExtractMapping = {
  id: "eia-capacity-changes",
  publisher: "US Energy Information Administration",
  url: "https://www.eia.gov/electricity/data/eia860m/",
  path: /energy_capacity_changes_\d{4}\.csv$/,
  columns: [
    "Year",
    "Month",
    "Plant Name",
    "Plant State",
    "Plant ID",
    "Generator ID",
    "Net Summer Capacity (MW)",
    "Technology",
    "Pipeline Type",
    "Technology Group",
    "Date",
  ],
  series: [
    {
      id: "eia/capacity-changes",
      title: { en: "Generators added and retired, US", de: "In Betrieb genommene und stillgelegte Kraftwerke, USA" },
      unit: "MW",
      frequency: "irregular",
      list: "copy",
      lagDays: 60,
    },
  ],
  row: (row) => {
    const kind = (row["Pipeline Type"] ?? "").toLowerCase();
    const plant = (row["Plant ID"] ?? "").replace(/\.0$/, "");
    return [
      {
        series: "eia/capacity-changes",
        item: `${kind}/${plant}/${row["Generator ID"] ?? ""}`,
        period: (row.Date ?? "").slice(0, 7),
        column: "Net Summer Capacity (MW)",
        unit: "MW",
        fields: {
          kind,
          plant: row["Plant Name"] ?? null,
          state: row["Plant State"] || null,
          technology: row.Technology ?? null,
          group: row["Technology Group"] ?? null,
        },
      },
    ];
  },
};

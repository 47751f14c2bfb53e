import type { ExtractMapping } from "../formats/extract.ts";

const count = (cell: string | undefined): number | null => (cell === undefined || cell === "" ? null : Number(cell));

/**
 * EIA, operating capacity of the United States by technology group, one entry per group. Value: net summer capacity in MW. The extract names no month
 * (the inventory EIA-860M behind it is about two months older): the period is the day of the copy and says so.
 */
export const mapping: ExtractMapping = {
  id: "eia-capacity",
  publisher: "US Energy Information Administration",
  url: "https://www.eia.gov/electricity/data/eia860m/",
  path: /energy_capacity_snapshot\.csv$/,
  columns: [
    "Technology Group",
    "Generators",
    "Plants",
    "Net Summer Capacity MW",
    "Nameplate Capacity MW",
    "Storage Energy MWh",
  ],
  series: [
    {
      id: "eia/operating-capacity",
      title: { en: "Operating capacity by technology, US", de: "Installierte Leistung nach Technik, USA" },
      unit: "MW",
      frequency: "irregular",
      list: "copy",
      lagDays: 60,
    },
  ],
  row: (row) => [
    {
      series: "eia/operating-capacity",
      item: (row["Technology Group"] ?? "").toLowerCase().replace(/[^a-z]+/g, "-"),
      period: null,
      column: "Net Summer Capacity MW",
      unit: "MW",
      fields: {
        group: row["Technology Group"] ?? null,
        generators: count(row.Generators),
        plants: count(row.Plants),
        nameplateMw: count(row["Nameplate Capacity MW"]),
        storageMwh: count(row["Storage Energy MWh"]),
      },
    },
  ],
};

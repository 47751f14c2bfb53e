import type { ExtractMapping } from "../formats/extract.ts";

/**
 * EIA-860M style list of planned additions and retirements of US generators, one entry per generator (2,769 of one copy, August 2026). Value: net summer
 * capacity in MW; period: expected month, or year; an entry without a date (one, already operating) is not taken. `status` keeps the code: only U, V, TS (and L, T, P as plans)
 * are future supply; an entry of a month after the copy's day is a plan (evidence *assumed*); `OP` beside a retirement is a plant still running. Supply of power, not demand for connections.
 */
export const mapping: ExtractMapping = {
  id: "eia-generator-pipeline",
  publisher: "US Energy Information Administration",
  url: "https://www.eia.gov/electricity/data/eia860m/",
  path: /energy_generator_pipeline\.csv$/,
  plansAhead: true,
  columns: [
    "Pipeline Type",
    "Plant ID",
    "Plant Name",
    "Plant State",
    "Generator ID",
    "Net Summer Capacity (MW)",
    "Nameplate Capacity (MW)",
    "Technology",
    "Technology Group",
    "Expected Month",
    "Expected Year",
    "Status",
    "Balancing Authority Code",
  ],
  series: [
    {
      id: "eia/generator-pipeline",
      title: { en: "Planned generators and retirements, US", de: "Geplante Kraftwerke und Stilllegungen, USA" },
      unit: "MW",
      frequency: "irregular",
      list: "copy",
      lagDays: 45,
    },
  ],
  row: (row) => {
    const year = /^(\d{4})(\.0)?$/.exec(row["Expected Year"] ?? "")?.[1];
    if (year === undefined) return "no expected year";
    const month = Number(row["Expected Month"] ?? "");
    const kind = (row["Pipeline Type"] ?? "").toLowerCase();
    const plant = (row["Plant ID"] ?? "").replace(/\.0$/, "");
    return [
      {
        series: "eia/generator-pipeline",
        item: `${kind}/${plant}/${row["Generator ID"] ?? ""}`,
        period: month >= 1 && month <= 12 ? `${year}-${String(month).padStart(2, "0")}` : year,
        column: "Net Summer Capacity (MW)",
        unit: "MW",
        fields: {
          kind,
          plant: row["Plant Name"] ?? null,
          state: row["Plant State"] || null,
          authority: row["Balancing Authority Code"] || null,
          technology: row.Technology ?? null,
          group: row["Technology Group"] ?? null,
          nameplateMw: row["Nameplate Capacity (MW)"] ? Number(row["Nameplate Capacity (MW)"]) : null,
          status: /^\((\w+)\)/.exec(row.Status ?? "")?.[1] ?? null,
          statusText: row.Status ?? null,
        },
      },
    ];
  },
};

import { type ExtractMapping, monthOf } from "../formats/extract.ts";

const month = monthOf("Date");
const sources = {
  Coal: ["coal", "Kohle"],
  "Natural gas": ["natural gas", "Erdgas"],
  Nuclear: ["nuclear", "Kernenergie"],
  Hydro: ["hydro", "Wasserkraft"],
  Solar: ["solar", "Solar"],
  "Wind + other renewables": ["wind and other renewables", "Wind und andere Erneuerbare"],
  Other: ["other sources", "Sonstige"],
} as const;
const slug = (name: string): string => name.toLowerCase().replace(/[^a-z]+/g, "-");

/**
 * EIA, net generation of the United States by source: months from 2024-01, and calendar years 2016-2025 as series of their own (`-annual`); gigawatt-hours.
 * The newest months are preliminary at the publisher; the extract does not mark them.
 */
export const mapping: ExtractMapping = {
  id: "eia-generation",
  publisher: "US Energy Information Administration",
  url: "https://www.eia.gov/electricity/monthly/",
  path: /energy_generation_history\.csv$/,
  columns: ["Period Type", "Date", "Source", "Generation GWh"],
  series: Object.entries(sources).flatMap(([name, [en, de]]) => [
    {
      id: `eia/us/generation-${slug(name)}`,
      title: { en: `Net generation, US: ${en}`, de: `Nettostromerzeugung, USA: ${de}` },
      unit: "GWh",
      frequency: "monthly" as const,
      lagDays: 60,
    },
    {
      id: `eia/us/generation-${slug(name)}-annual`,
      title: { en: `Net generation by year, US: ${en}`, de: `Nettostromerzeugung im Jahr, USA: ${de}` },
      unit: "GWh",
      frequency: "annual" as const,
      lagDays: 60,
    },
  ]),
  row: (row) => {
    const name = row.Source ?? "";
    if (!(name in sources)) return "unknown source of generation";
    const id = `eia/us/generation-${slug(name)}`;
    if (row["Period Type"] === "Monthly")
      return [{ series: id, period: month(row), column: "Generation GWh", unit: "GWh" }];
    if (row["Period Type"] === "Annual")
      return [{ series: `${id}-annual`, period: (row.Date ?? "").slice(0, 4), column: "Generation GWh", unit: "GWh" }];
    return "unknown period type";
  },
};

import type { Source } from "../terms/source.ts";
import { type ExtractMapping, isExtract, type NoQuery, noQuery, readExtract } from "./formats/extract.ts";

/** Nothing to choose. */
export type Query = NoQuery;

const number = (cell: string | undefined): number | null =>
  cell === undefined || cell.trim() === "" ? null : Number(cell);

const mapping: ExtractMapping = {
  id: "nerc",
  publisher: "North American Electric Reliability Corporation",
  url: "https://www.nerc.com/globalassets/our-work/assessments/nerc_sra_2026.pdf",
  path: /nerc_\d{4}_summer_reserve_margins\.csv$/,
  columns: [
    "Assessment Area",
    "Anticipated Reserve Margin Percent",
    "Typical Conditions Margin Percent",
    "Extreme Conditions Margin Percent",
    "Season",
    "Publication Date",
    "Source URL",
  ],
  kind: "citation",
  series: [
    {
      id: "nerc/summer-reserve-margin",
      title: {
        en: "Summer reserve margin by area, North America",
        de: "Leistungsreserve im Sommer nach Gebiet, Nordamerika",
      },
      unit: "percent",
      frequency: "irregular",
      list: "log",
      lagDays: 0,
    },
  ],
  row: (row) => {
    const year = /^Summer (\d{4})$/.exec(row.Season ?? "")?.[1];
    if (year === undefined) return "another season than a summer";
    return [
      {
        series: "nerc/summer-reserve-margin",
        item: `${(row["Assessment Area"] ?? "").toLowerCase().replace(/[^a-z]+/g, "-")}/${year}`,
        period: year,
        column: "Anticipated Reserve Margin Percent",
        unit: "percent",
        stamp: row["Publication Date"] ?? null,
        url: row["Source URL"] ?? "",
        fields: {
          area: row["Assessment Area"] ?? "",
          typical: number(row["Typical Conditions Margin Percent"]),
          extreme: number(row["Extreme Conditions Margin Percent"]),
        },
      },
    ];
  },
};

/**
 * North American Electric Reliability Corporation (NERC), *Summer Reliability Assessment* 2026: anticipated reserve margin of 14 assessment areas,
 * with the margins under typical and under extreme conditions as fields.
 *
 * Terms: quoted figures with source, redistribution *unclear*. Published once a year in May; `known` is the publication day each row states (2026-05-19). Typed figures: secondary. Not revised.
 */
export const source: Source<Query> = {
  id: "nerc",
  title: "Summer reserve margins",
  publisher: "North American Electric Reliability Corporation",
  licence: "quoted figures with source; redistribution terms unclear",
  terms: "unclear",
  homepage: "https://www.nerc.com",
  series: mapping.series,
  query: noQuery,
  requests: () => [],
  recognise: (file) => (isExtract(mapping, file) ? {} : null),
  read: (raw) => readExtract(raw, mapping),
};

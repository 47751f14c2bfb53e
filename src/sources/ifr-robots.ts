import type { Source } from "../terms/source.ts";
import { type ExtractMapping, isExtract, type NoQuery, noQuery, readExtract } from "./formats/extract.ts";

/** Nothing to choose. */
export type Query = NoQuery;

const column = "Annual industrial robots installed";
const address = "https://ourworldindata.org/grapher/annual-industrial-robots-installed";

const mapping: ExtractMapping = {
  id: "ifr-robots",
  publisher: "International Federation of Robotics, via AI Index and Our World in Data",
  url: address,
  path: /annual-industrial-robots-installed\.csv$/,
  columns: ["Entity", "Code", "Year", column],
  series: [
    {
      id: "ifr/*/robots-installed",
      title: { en: "Industrial robots installed in the year", de: "Im Jahr installierte Industrieroboter" },
      unit: "robots",
      frequency: "annual",
      lagDays: 365,
    },
  ],
  row: (row) => [
    {
      series: `ifr/${(row.Entity ?? "").toLowerCase().replace(/[^a-z]+/g, "-")}/robots-installed`,
      period: row.Year ?? "",
      column,
      unit: "robots",
    },
  ],
};

/**
 * International Federation of Robotics, industrial robots installed by year (world and five countries, 2011-2023), through the AI Index and Our World in Data.
 *
 * Terms: third-party data, re-use follows the original source: never in the embedded snapshot. Published 9 to 15 months after the year, rounded to thousands:
 * a lagging control series, no early indicator. `known` is the copy's time. The world starts in 2012; China 2011 equals 2012 (23,000).
 */
export const source: Source<Query> = {
  id: "ifr-robots",
  title: "Industrial robots installed",
  publisher: mapping.publisher,
  licence: "third-party data; re-use follows the original source",
  terms: "test",
  homepage: address,
  series: mapping.series,
  query: noQuery,
  requests: () => [{ url: `${address}.csv?v=1&csvType=full&useColumnShortNames=false` }],
  recognise: (file) => (isExtract(mapping, file) ? {} : null),
  read: (raw) => readExtract(raw, mapping),
};

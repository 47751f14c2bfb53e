import { type ExtractMapping, monthOf } from "../formats/extract.ts";

const columns = [
  ["Data Center Construction", "data-center"],
  ["Private Nonresidential Construction", "private-nonresidential"],
  ["Computer, Electronic & Electrical Manufacturing Construction", "computer-electronic-electrical"],
  ["Private Manufacturing Construction", "manufacturing"],
  ["Electric Power Construction", "electric-power"],
  ["Communication Construction", "private-communication"],
  ["Public Highway and Street Construction", "highway-and-street"],
  ["Public Transportation Construction", "public-transportation"],
  ["Public Water Supply Construction", "public-water-supply"],
  ["Public Sewage and Waste Disposal Construction", "public-sewage-and-waste-disposal"],
] as const;

const month = monthOf("Observation Date");

/**
 * Ten lines of the Census Bureau's construction put in place (private and public workbook of one release), months 1993- as their first day, in
 * millions of dollars at a seasonally adjusted annual rate: the same series ids as the workbooks, which they follow one release later.
 * The extract of the release of 1 July 2026 (folder data-2026-05) is passed over: the workbooks themselves are held and say the same. One
 * edition writes public detail before 2002 as 0: not published then, so it is passed over. Data center is a line inside office (not in this extract).
 */
export const mapping: ExtractMapping = {
  id: "census-construction",
  publisher: "US Census Bureau",
  url: "https://www.census.gov/construction/c30/historical_data.html",
  path: /^(?!(?:.*\/)?data-2026-05\/).*infrastructure_construction_history\.csv$/,
  columns: ["Observation Date", ...columns.map(([column]) => column)],
  series: [],
  row: (row) =>
    columns
      .filter(([column, id]) => !(Number(row[column]) === 0 && month(row) < "2002-01" && /^(public-|highway)/.test(id)))
      .map(([column, id]) => ({
        series: `census/${id}/construction`,
        period: month(row),
        column,
        unit: "USD million, SAAR",
      })),
};

import { type ExtractMapping, monthOf } from "../formats/extract.ts";

const month = monthOf("observation_date");

/**
 * Federal Reserve Board (G.17), the latest month of five series with the day of the release that printed it (2026-07-17): the one extract of this shelf
 * whose rows carry a publisher's stamp, so `known` is that day. Titles stand with the long table of the same series.
 */
export const mapping: ExtractMapping = {
  id: "fred-ict-production-release",
  publisher: "Federal Reserve Board (G.17) via FRED",
  url: "https://fred.stlouisfed.org",
  path: /g17_compute_latest_observations_\d{4}-\d{2}-\d{2}\.csv$/,
  columns: ["series_id", "observation_date", "value", "release_date", "source_url"],
  series: [],
  row: (row) => {
    const id = (row.series_id ?? "").toLowerCase();
    if (!/^(ipg|capg|caputlg)\d+s$/.test(id)) return "not a G.17 series";
    return [
      {
        series: `fred/${id}`,
        period: month(row),
        column: "value",
        unit: id.startsWith("caputl") ? "percent" : "index 2017=100",
        stamp: row.release_date ?? null,
        url: row.source_url ?? "",
      },
    ];
  },
};

import { changed } from "./answers.ts";
import { parseCsv } from "./csv.ts";
import type { SdmxCell } from "./sdmx.ts";

const timeNames = ["TIME_PERIOD", "TIME"];
const leading = ["STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "DATAFLOW", "LAST UPDATE", "ACTION", "KEY"];

/**
 * The cells of SDMX-CSV 1.0 (`DATAFLOW, dimensions..., TIME_PERIOD, OBS_VALUE, attributes...`), of 2.0 (`STRUCTURE, STRUCTURE_ID, ACTION, ...`) and of the ECB's own form (`KEY, ...`).
 * Columns before OBS_VALUE are dimensions, those behind it attributes; headings and cells may hold labels (`CODE: label`), which are dropped. Without a column TIME_PERIOD the last dimension is the time.
 * Action D deletes; a blank or NaN value is missing.
 * @throws "source-changed" for a table without OBS_VALUE
 */
export function sdmxCsvCells(text: string, source: string): readonly SdmxCell[] {
  const { header, rows } = parseCsv(text);
  const names = header.map((name) => codeOf(name).replace(/\[.\]$/, ""));
  const valueAt = names.indexOf("OBS_VALUE");
  if (valueAt < 0) throw changed(source, "record 1", "a column OBS_VALUE", header.join(", ").slice(0, 120));
  const dimensions = names.flatMap((name, c) => (c < valueAt && !leading.includes(name) ? [c] : []));
  const timeAt = dimensions.find((c) => timeNames.includes(names[c] ?? "")) ?? dimensions.at(-1) ?? -1;
  const actionAt = names.indexOf("ACTION");
  return rows.map((row, r) => {
    const cell = (c: number): string => (row[c] ?? "").trim();
    const said = cell(valueAt);
    const value = said === "" || said === "NaN" ? null : Number(said);
    const locator = `record ${r + 2}`;
    if (value !== null && !Number.isFinite(value))
      throw changed(source, `${locator}, OBS_VALUE`, "a number", said.slice(0, 40));
    return {
      key: dimensions.filter((c) => c !== timeAt).map((c) => [names[c] ?? "", codeOf(cell(c))] as const),
      time: codeOf(cell(timeAt)),
      value,
      attributes: Object.fromEntries(
        names.flatMap((name, c) => (c > valueAt && cell(c) !== "" ? [[name, codeOf(cell(c))]] : [])),
      ),
      action: actionAt >= 0 && codeOf(cell(actionAt)) === "D" ? "delete" : "state",
      validFrom: null,
      locator,
    };
  });
}

/** The code of a cell with a label. */
function codeOf(text: string): string {
  const m = /^([A-Za-z0-9_@$.+-]+): /.exec(text);
  return (m?.[1] ?? text).trim();
}

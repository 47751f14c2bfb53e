import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { dayOf, type Period, startOf } from "../terms/period.ts";
import type { RawDocument, Reading, Source, Tools } from "../terms/source.ts";
import { changed } from "./formats/answers.ts";
import { type Rejections, reject, rejectedRows } from "./formats/copy-list.ts";
import { type Cell, cellName, readSheets, type Sheet } from "./formats/xlsx.ts";

/** Which month's workbook. */
export interface Query {
  /** `2026-09`; needed for a live request. */
  readonly month?: string | undefined;
}

const Query: z.ZodType<Query> = z.strictObject({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: "Give the month of the workbook as YYYY-MM." })
    .optional(),
});

const id = "eia-generators";
const series = "eia/planned-generators";
const folder = "https://www.eia.gov/electricity/data/eia860m";
const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/** Columns that are read; the workbook has others, and has had more and fewer (latitudes from 2015-12, unit codes from 2017-04). */
const columns = [
  "Entity Name",
  "Plant ID",
  "Plant Name",
  "Plant State",
  "Generator ID",
  "Net Summer Capacity (MW)",
  "Technology",
  "Planned Operation Month",
  "Planned Operation Year",
  "Status",
] as const;
const also = ["Nameplate Capacity (MW)", "Balancing Authority Code", "County", "Energy Source Code", "Sector"] as const;
type Column = (typeof columns)[number] | (typeof also)[number];

/** Status codes of planned units: P planned, L approvals pending, T approved, U and V under construction (to and beyond one half), TS built, OT other. */
const statuses = ["P", "L", "T", "U", "V", "TS", "OT"];

/**
 * Planned generators of the United States: sheet *Planned* of form EIA-860M's monthly workbook. Copy list `eia/planned-generators`, one entry per generator (item = plant/generator), period = planned month of
 * operation, value = net summer capacity [MW]; fields: operator, plant, state, county, technology, energy source, sector, balancing authority, nameplate capacity, status code, month of the inventory.
 *
 * Publisher: U.S. Energy Information Administration. Licence: public domain. Lag: the inventory of a month comes around the 24th of the next but one. Revision: each workbook replaces the one before; plans slip,
 * so the same generator in two copies gives the slip. `known` is the copy's time: the workbook states a month, not a day of publication. Everything is a plan: evidence *assumed*, flag `planned`; one whose
 * month is past by the copy's day is flagged `overdue`. Supply of power in the future, not demand for connections. Units below one megawatt are not asked. Puerto Rico's sheet, and the sheets of
 * operating, retired and cancelled generators, are not read.
 * Known defects: a name of an older month answers with a page and status 200 (refused); older workbooks lie in `archive/`. **No workbook was at hand**: title, sheet, heading row, columns and status texts are
 * taken from public programs that read it (PUDL's column maps, several trackers, looked up November 2026); the test workbook is SYNTHETIC.
 */
export const source: Source<Query> = {
  id,
  title: "EIA-860M, planned generators",
  publisher: "U.S. Energy Information Administration",
  licence: "public domain (US government work)",
  terms: "ship",
  homepage: `${folder}/`,
  series: [
    {
      id: series,
      title: { en: "Planned generators, US (EIA-860M)", de: "Geplante Kraftwerksblöcke, USA (EIA-860M)" },
      unit: "MW",
      frequency: "irregular",
      list: "copy",
      lagDays: 55,
    },
  ],
  query: Query,
  argument: "month",
  requests: ({ month }) => {
    if (month === undefined) return [];
    const file = `${months[Number(month.slice(5)) - 1]}_generator${month.slice(0, 4)}.xlsx`;
    return [{ url: `${folder}/xls/${file}`, otherwise: `${folder}/archive/xls/${file}` }];
  },
  recognise: ({ path, head }) => {
    const [, month = "", year = ""] = /(?:^|\/)([a-z]+)_generator(\d{4})\.xlsx$/i.exec(path) ?? [];
    const at = months.indexOf(month.toLowerCase());
    return at >= 0 && head.startsWith("PK") ? { month: `${year}-${String(at + 1).padStart(2, "0")}` } : null;
  },
  read,
};

function read(raw: RawDocument, { month }: Query, tools: Tools): Reading {
  if (/^\s*</.test(new TextDecoder("latin1").decode(raw.bytes.subarray(0, 64))))
    throw changed(id, raw.path, "a workbook", "a page (EIA's answer under the name of a month that is not there)");
  const [sheet] = readSheets(raw.bytes, tools, ["Planned"]);
  if (sheet === undefined) throw changed(id, raw.path, "a sheet Planned", "none");
  const inventory = inventoryOf(sheet);
  if (month !== undefined && inventory !== month)
    throw changed(id, `${sheet.name}!A1`, `the inventory of ${month}`, `that of ${inventory}`);
  const at = headingOf(sheet);
  const rejected: Rejections = new Map();
  const observations: Observation[] = [];
  const seen = new Set<string>();
  let [held, footnotes] = [0, 0];
  for (let r = at.row + 1; r < sheet.rows.length; r++) {
    const row = sheet.rows[r] ?? [];
    if (row.every((cell) => textOf(cell) === "")) continue;
    const plant = textOf(row[at.columns["Plant ID"]]);
    if (!/^\d+$/.test(plant)) {
      footnotes++;
      continue;
    }
    held++;
    const entry = entryOf(row, r, { raw, sheet, inventory, at: at.columns });
    const reason =
      typeof entry === "string" ? entry : seen.has(entry.item ?? "") ? "generator that stands in an earlier row" : null;
    if (typeof entry === "string" || reason !== null) reject(rejected, reason ?? "", `${sheet.name} row ${r + 1}`);
    else {
      seen.add(entry.item ?? "");
      observations.push(entry);
    }
  }
  if (observations.length === 0) throw changed(id, sheet.name, "at least one planned generator", "none");
  return {
    observations,
    rejected: rejectedRows(rejected),
    account: {
      unit: "generators",
      held,
      taken: observations.length,
      ...(footnotes === 0 ? {} : { beside: [{ what: "footnotes", count: footnotes }] }),
    },
  };
}

/** The month of the inventory by the sheet's title. */
function inventoryOf(sheet: Sheet): Period {
  const title = textOf(sheet.rows[0]?.[0]);
  const [, name = "", year = ""] = /Inventory of Planned Generators as of ([A-Z][a-z]+) (\d{4})/.exec(title) ?? [];
  const month = months.indexOf(name.toLowerCase()) + 1;
  if (month === 0)
    throw changed(id, `${sheet.name}!A1`, "Inventory of Planned Generators as of a month", title.slice(0, 80));
  return `${year}-${String(month).padStart(2, "0")}`;
}

/** The heading row among the first five, and where each column stands; a column that may be absent is -1. */
function headingOf(sheet: Sheet): { readonly row: number; readonly columns: Readonly<Record<Column, number>> } {
  for (let r = 0; r < Math.min(5, sheet.rows.length); r++) {
    const heading = (sheet.rows[r] ?? []).map((cell) => textOf(cell).replace(/\s+/g, " "));
    if (!heading.includes("Plant ID")) continue;
    const missing = columns.filter((name) => !heading.includes(name));
    if (missing.length > 0)
      throw changed(id, `${sheet.name} row ${r + 1}`, missing.join(", "), heading.join(", ").slice(0, 200));
    const at = Object.fromEntries([...columns, ...also].map((name) => [name, heading.indexOf(name)]));
    return { row: r, columns: at as Readonly<Record<Column, number>> };
  }
  throw changed(id, `${sheet.name} rows 1 to 5`, "a row of headings with Plant ID", "none");
}

interface Place {
  readonly raw: RawDocument;
  readonly sheet: Sheet;
  readonly inventory: Period;
  readonly at: Readonly<Record<Column, number>>;
}

/** A row as an entry of the list, or why it is not taken. */
function entryOf(row: readonly Cell[], r: number, { raw, sheet, inventory, at }: Place): Observation | string {
  const text = (column: Column): string | null => textOf(row[at[column]]) || null;
  const megawatts = (column: Column): number | null => {
    const cell = row[at[column]];
    if (typeof cell === "number") return cell;
    if (textOf(cell) === "") return null;
    throw changed(id, `${sheet.name}!${cellName(r, at[column])}`, "megawatts or nothing", textOf(cell).slice(0, 40));
  };
  const generator = text("Generator ID");
  if (generator === null) return "no generator id";
  const [year, month] = [text("Planned Operation Year") ?? "", Number(text("Planned Operation Month") ?? "x")];
  if (!/^(19|20)\d{2}$/.test(year) || !Number.isInteger(month) || month < 1 || month > 12) return "no planned month";
  const status = /^\(([A-Z]{1,2})\)/.exec(text("Status") ?? "")?.[1] ?? "";
  if (!statuses.includes(status)) return "status that no planned unit has";
  const value = megawatts("Net Summer Capacity (MW)");
  const nameplate = at["Nameplate Capacity (MW)"] < 0 ? null : megawatts("Nameplate Capacity (MW)");
  if (value === null && nameplate === null) return "no capacity";
  const period = `${year}-${String(month).padStart(2, "0")}`;
  const isOverdue = dayOf(startOf(period)) + 31 < dayOf(raw.known.slice(0, 10));
  return {
    series,
    item: `${text("Plant ID")}/${generator}`,
    period,
    value,
    unit: "MW",
    published: null,
    known: raw.known,
    knownBy: raw.knownBy,
    evidence: "assumed",
    origin: { document: raw.sha256, url: `${folder}/`, locator: `${sheet.name} row ${r + 1}`, kind: "primary" },
    fields: {
      operator: text("Entity Name"),
      plant: text("Plant Name"),
      state: text("Plant State"),
      county: at.County < 0 ? null : text("County"),
      technology: text("Technology"),
      energySource: at["Energy Source Code"] < 0 ? null : text("Energy Source Code"),
      sector: at.Sector < 0 ? null : text("Sector"),
      authority: at["Balancing Authority Code"] < 0 ? null : text("Balancing Authority Code"),
      nameplateMw: nameplate,
      status,
      inventory,
    },
    flags: isOverdue ? ["planned", "overdue"] : ["planned"],
  };
}

function textOf(cell: Cell | undefined): string {
  return String(cell ?? "").trim();
}

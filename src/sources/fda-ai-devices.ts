import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { dateOfDay, dayNumber, isDate } from "../terms/period.ts";
import type { FoundFile, RawDocument, Reading, Source, Tools } from "../terms/source.ts";
import { decodeText, parseCsv } from "./formats/csv.ts";
import { cellName, readSheets } from "./formats/xlsx.ts";

/** How the list comes: FDA's Excel sheet or FDA's XML. `derived` is a table made from several copies, which is not read. */
export interface Query {
  readonly form: "xlsx" | "xml" | "derived";
}
const Query: z.ZodType<Query> = z.object({ form: z.enum(["xlsx", "xml", "derived"]) });

interface Row {
  readonly decided: string;
  readonly submission: string;
  readonly device: string;
  readonly company: string;
  readonly panel: string;
  readonly productCode: string | null;
  readonly locator: string;
}

/** A decision day written `09/29/2025`, `2025-09-29` or as an Excel serial number (days since 1899-12-30). @throws "source-changed" */
export function decisionDay(cell: string | number | boolean | null, locator: string): string {
  if (typeof cell === "number" && Number.isInteger(cell) && cell > 20_000 && cell < 80_000)
    return dateOfDay(cell + dayNumber(1899, 12, 30));
  const written = String(cell ?? "").trim();
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(written);
  const day =
    us === null ? written.slice(0, 10) : `${us[3]}-${(us[1] ?? "").padStart(2, "0")}-${(us[2] ?? "").padStart(2, "0")}`;
  if (!isDate(day)) throw changed(locator, "a decision day", written);
  return day;
}

/** The submission number of a cell: plain, or the second argument of an Excel `=HYPERLINK(...)` formula. @throws "source-changed" */
export function submissionNumber(cell: string, locator: string): string {
  const number = (/^=?HYPERLINK\("[^"]*",\s*"([^"]+)"\)$/i.exec(cell.trim())?.[1] ?? cell).trim().toUpperCase();
  if (!/^(K|P|DEN|BK|BP|H)\d{2,}(\/S\d+|S\d+)?$/.test(number))
    throw changed(locator, "a submission number (K, P, DEN, BK, BP or H and digits)", number);
  return number;
}

const columnNames = {
  decided: /^date.of.final.decision$/i,
  submission: /^submission.number$/i,
  device: /^device$/i,
  company: /^(company|applicant)$/i,
  panel: /^(panel( \(lead\))?|field)$/i,
  productCode: /^primary.product.code$/i,
};

function rowsOfSheet(bytes: Uint8Array, tools: Tools): Row[] {
  const sheet = readSheets(bytes, tools)[0];
  const top = sheet?.rows.findIndex((r) => r.some((c) => columnNames.decided.test(String(c ?? "")))) ?? -1;
  if (sheet === undefined || top < 0) throw changed("sheet 1", "a header with Date of Final Decision", "none");
  const header = (sheet.rows[top] ?? []).map((c) => String(c ?? "").trim());
  const column = (name: keyof typeof columnNames): number => header.findIndex((h) => columnNames[name].test(h));
  for (const name of ["decided", "submission", "device", "company", "panel"] as const) {
    if (column(name) < 0)
      throw changed(`sheet 1, row ${top + 1}`, `a column like ${columnNames[name].source}`, header.join(", "));
  }
  return sheet.rows.slice(top + 1).flatMap((cells, i): Row[] => {
    const at = top + 1 + i;
    const cell = (name: keyof typeof columnNames): string => String(cells[column(name)] ?? "").trim();
    if (cells.every((c) => c === null || c === "")) return [];
    const locator = `sheet ${sheet.name}, row ${at + 1}`;
    return [
      {
        decided: decisionDay(
          cells[column("decided")] ?? null,
          `sheet ${sheet.name}, ${cellName(at, column("decided"))}`,
        ),
        submission: submissionNumber(cell("submission"), `sheet ${sheet.name}, ${cellName(at, column("submission"))}`),
        device: cell("device"),
        company: cell("company"),
        panel: cell("panel"),
        productCode: column("productCode") < 0 ? null : cell("productCode") || null,
        locator,
      },
    ];
  });
}

const XmlRow = z.object({
  Date_of_final_decision: z.string(),
  Submission_number: z.string(),
  Device: z.string(),
  Company: z.string(),
  Panel: z.string(),
  Primary_product_code: z.string(),
});
const XmlList = z.object({ data: z.object({ row: z.array(XmlRow).min(1) }) });
const xml = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: true,
  processEntities: true,
  isArray: (name) => name === "row",
});

function rowsOfXml(bytes: Uint8Array): Row[] {
  const content = decodeText(bytes);
  if (/<!DOCTYPE|<!ENTITY/i.test(content)) throw changed("document", "no document type declaration", "one");
  let parsed: unknown;
  try {
    parsed = xml.parse(content, true);
  } catch (cause) {
    throw new VorlaufError(
      "source-changed",
      { source: "fda-ai-devices", locator: "document", expected: "well-formed XML", got: String(cause).slice(0, 100) },
      { cause },
    );
  }
  const list = XmlList.safeParse(parsed);
  if (!list.success)
    throw changed(
      list.error.issues[0]?.path.join(".") ?? "document",
      "data.row with the six known elements",
      list.error.issues[0]?.message ?? "",
    );
  return list.data.data.row.map((r, i) => {
    const locator = `row ${i + 1}`;
    return {
      decided: decisionDay(r.Date_of_final_decision, locator),
      submission: submissionNumber(r.Submission_number, locator),
      device: r.Device,
      company: r.Company,
      panel: r.Panel,
      productCode: r.Primary_product_code || null,
      locator,
    };
  });
}

function read(raw: RawDocument, { form }: Query, tools: Tools): Reading {
  if (form === "derived") {
    const count = rowsOfDerived(raw);
    const reason = "table derived from several copies of the list; the copies themselves are read";
    return {
      observations: [],
      rejected: count === 0 ? [] : [{ reason, count, example: raw.path }],
      account: { unit: "devices", held: count, taken: 0 },
    };
  }
  const rows = form === "xml" ? rowsOfXml(raw.bytes) : rowsOfSheet(raw.bytes, tools);
  const seen = new Set<string>();
  const observations = rows.map((r): Observation => {
    if (seen.has(r.submission)) throw changed(r.locator, "every submission once", `${r.submission} twice`);
    seen.add(r.submission);
    return {
      series: "fda/ai-devices",
      item: r.submission,
      period: r.decided,
      value: null,
      unit: "device",
      published: null,
      known: raw.known,
      knownBy: raw.knownBy,
      evidence: "reported (primary)",
      origin: { document: raw.sha256, url: raw.url, locator: r.locator, kind: "primary" },
      fields: { panel: panelName(r.panel), company: r.company, device: r.device, productCode: r.productCode },
    };
  });
  return { observations, rejected: [], account: { unit: "devices", held: rows.length, taken: observations.length } };
}

/** Rows of a table that others made of the list, none of an empty one; one where it cannot be counted. */
function rowsOfDerived({ path, bytes }: RawDocument): number {
  if (path.endsWith(".csv")) return parseCsv(decodeText(bytes), { ragged: true }).rows.length;
  try {
    const table: unknown = JSON.parse(decodeText(bytes));
    return Array.isArray(table) ? table.length : 1;
  } catch {
    return 1;
  }
}

/** The panel's name with the list's own misspelling put right, so that copies can be compared. */
function panelName(panel: string): string {
  return panel === "Clinical Toxcicology" ? "Clinical Toxicology" : panel;
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "fda-ai-devices", locator, expected, got });
}

function recognise({ path, folder, head }: FoundFile): Query | null {
  if (head.includes("<Date_of_final_decision>")) return { form: "xml" };
  if (folder === "fda-ai-devices" || /ai-(ml-)?enabled-devices/i.test(path)) {
    if (path.endsWith(".xlsx")) return { form: "xlsx" };
    if (/-vintages\.csv$|_enriched\.json$/.test(path)) return { form: "derived" };
  }
  return null;
}

/**
 * The list of AI-enabled medical devices that the U.S. Food and Drug Administration has authorised; one entry per submission.
 *
 * Publisher: FDA, web table "Artificial Intelligence-Enabled Medical Devices", offered as Excel and as XML. Licence: U.S.
 * government work, public domain. Each copy replaces the older (`copy`); period = day of the final decision, value none.
 * Lag: published at irregular intervals, two to three months after the newest decision in it. Revision: devices decided long
 * before are added later (41 of the 361 additions between the copies of October 2022 and May 2024, 37 of the next 368, 1 of the
 * last 111), which is a change of inclusion practice rather than of age, so a delay correction fitted on old copies
 * over-corrects new ones; 3 and 1 entries were removed; panel labels change (8, 28, 10 rows). No submission appears twice in a copy.
 * Known defects: a copy of 2022 has a title row and dates as Excel serials, no product codes and calls the panel `field`; the
 * XML holds submission numbers as `=HYPERLINK(...)` formulas; "Clinical Toxcicology" is corrected. Nearly all entries are
 * diagnostics: 4 of 1,357 name a robot.
 */
export const source: Source<Query> = {
  id: "fda-ai-devices",
  title: "AI-enabled medical devices authorised by the FDA",
  publisher: "U.S. Food and Drug Administration",
  licence: "Public domain (U.S. government work)",
  terms: "ship",
  homepage:
    "https://www.fda.gov/medical-devices/software-medical-device-samd/artificial-intelligence-enabled-medical-devices",
  series: [
    {
      id: "fda/ai-devices",
      title: {
        en: "AI-enabled medical devices by submission (FDA list)",
        de: "KI-gestützte Medizinprodukte nach Zulassungsnummer (Liste der FDA)",
      },
      unit: "device",
      frequency: "irregular",
      list: "copy",
      lagDays: 75,
    },
  ],
  query: Query,
  usual: [{ form: "xlsx" }],
  requests: ({ form }) =>
    form === "derived"
      ? []
      : [{ url: `https://www.fda.gov/media/${form === "xml" ? "178565" : "178540"}/download?attachment` }],
  recognise,
  read,
};

import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import { lookup } from "../terms/lookup.ts";
import type { KnownBy, Observation } from "../terms/observation.ts";
import { type Period, shift } from "../terms/period.ts";
import type { Reading, SeriesInfo, Source } from "../terms/source.ts";
import { endOfDay, type Instant } from "../terms/time.ts";
import { type Cell, cellName, readSheets, type Sheet } from "./formats/xlsx.ts";

type Workbook = "private-sa" | "public-sa" | "private-nsa" | "public-nsa";

/** Which of the four historical workbooks of construction put in place. */
export interface Query {
  /** Private or public owner, seasonally adjusted annual rate (`sa`) or not adjusted (`nsa`); both adjusted ones when absent. */
  readonly workbook?: Workbook;
}

const query: z.ZodType<Query> = z.object({
  workbook: z.enum(["private-sa", "public-sa", "private-nsa", "public-nsa"]).exactOptional(),
});

const homepage = "https://www.census.gov/construction/c30/historical_data.html";
const files: Readonly<Record<Workbook, string>> = {
  "private-sa": "privsatime",
  "public-sa": "pubsatime",
  "private-nsa": "privtime",
  "public-nsa": "pubtime",
};

/** Lines that have a name of their own in this house; every other line is named by its owner and its heading. */
const named: Readonly<Record<string, string>> = {
  "private-office": "office",
  "private-data-center": "data-center",
  "private-general": "private-office-general",
  "private-financial": "private-office-financial",
  "private-power": "power",
  "private-electric": "electric-power",
  "private-manufacturing": "manufacturing",
  "private-computer-electronic-electrical": "computer-electronic-electrical",
  "public-highway-and-street": "highway-and-street",
};

/**
 * US Census Bureau, *Value of Construction Put in Place* (C30), historical workbooks by type of construction.
 *
 * Licence: work of the US government, public domain; attribution customary. Published on the first working day of the second
 * month after the month (10:00 Eastern time): lag about 31-35 days. Each release revises the two months before; the July 1 release revises years.
 * `known` is the release day printed in the workbook ("Construction Spending, July 1, 2026"), the end of that day.
 *
 * Known defects and traps: the months are text, newest first, `May-26p` preliminary, `Apr-26r` revised, two-digit years from 93;
 * headings hold carriage returns and footnote digits; **data center is a line inside office** (office = general + data center + financial),
 * never add the two; highway and street exists in the public workbook only (the private total holds it without a line);
 * public, state and federal detail is 0 before 2002 where it means "not available": those zeros are rejected; data center starts 2014-01.
 * A total of seasonally adjusted annual rates is not comparable with the unadjusted workbook: other ids (`-nsa`), another unit.
 * The EITS programming interface (`vip`) has no data-center line.
 */
export const source: Source<Query> = {
  id: "census",
  title: "Value of construction put in place, by type",
  publisher: "US Census Bureau",
  licence: "US government work, public domain (17 U.S.C. 105); attribution customary",
  terms: "ship",
  homepage,
  series: seriesInfos(),
  query,
  requests: ({ workbook }) =>
    (workbook === undefined ? (["private-sa", "public-sa"] as const) : [workbook]).map((name) => ({
      url: `https://www.census.gov/construction/c30/xlsx/${files[name]}.xlsx`,
    })),
  recognise: ({ path }) => {
    const stem = /(?:^|\/)(privsatime|pubsatime|privtime|pubtime)\.xlsx$/.exec(path)?.[1];
    const found = query.safeParse({ workbook: Object.entries(files).find(([, file]) => file === stem)?.[0] });
    return stem !== undefined && found.success ? found.data : null;
  },
  read: (raw, { workbook }, tools) => {
    if (raw.bytes[0] !== 0x50 || raw.bytes[1] !== 0x4b)
      throw changed(
        "start of the file",
        "an xlsx workbook",
        JSON.stringify(new TextDecoder("latin1").decode(raw.bytes.slice(0, 60))),
      );
    const sheet = readSheets(raw.bytes, tools)[0];
    if (sheet === undefined) throw changed("workbook", "one sheet", "none");
    return readSheet(sheet, workbook, { document: raw.sha256, known: raw.known, knownBy: raw.knownBy });
  },
};

interface Copy {
  readonly document: string;
  readonly known: Instant;
  readonly knownBy: KnownBy;
}

function readSheet(sheet: Sheet, wanted: Workbook | undefined, copy: Copy): Reading {
  const { owner, adjusted } = titleOf(sheet);
  const title = `${owner}-${adjusted ? "sa" : "nsa"}`;
  if (wanted !== undefined && wanted !== title) throw changed(`${sheet.name}!A1`, wanted, title);
  const headerAt = sheet.rows.findIndex((row) => row[0] === "Date");
  const header = sheet.rows[headerAt];
  if (header === undefined) throw changed(sheet.name, 'a heading row that starts with "Date"', "none");
  const columns = header.map((heading, c) =>
    c === 0 ? null : { id: seriesId(owner, String(heading), adjusted), heading: tidy(String(heading)) },
  );
  const twice = columns.find(
    (column, c) => column !== null && columns.findIndex((other) => other?.id === column.id) !== c,
  );
  if (twice)
    throw changed(`${sheet.name} row ${headerAt + 1}`, "every type of construction once", `${twice.heading} twice`);
  const stamp = releaseDay(sheet);
  const statement =
    stamp === null
      ? { published: null, known: copy.known, knownBy: copy.knownBy }
      : { published: endOfDay(stamp), known: endOfDay(stamp), knownBy: "stamped" as const };
  const observations: Observation[] = [];
  let [zeros, held] = [0, 0];
  let example = "";
  for (const { row, r, month } of months(sheet, headerAt + 1)) {
    row.forEach((cell, c) => {
      const column = columns[c];
      const locator = `${sheet.name}!${cellName(r, c)}`;
      const value = column ? amount(cell, locator) : null;
      if (!column || value === null) return;
      held++;
      if (owner === "public" && value === 0 && month.period < "2002-01") {
        zeros++;
        example ||= locator;
        return;
      }
      observations.push({
        series: column.id,
        period: month.period,
        value,
        unit: adjusted ? "USD million, SAAR" : "USD million",
        ...statement,
        evidence: "reported (primary)",
        origin: {
          document: copy.document,
          url: homepage,
          locator: `${locator} (${column.heading}, ${String(row[0])})`,
          kind: "primary",
        },
        ...(month.flag === null ? {} : { flags: [month.flag] }),
      });
    });
  }
  return {
    observations,
    rejected: zeros === 0 ? [] : [{ reason: "0 before 2002 stands for not available", count: zeros, example }],
    account: { unit: "values", held, taken: observations.length },
  };
}

function titleOf(sheet: Sheet): { readonly owner: "private" | "public"; readonly adjusted: boolean } {
  const title = `${String(sheet.rows[0]?.[0] ?? "")} ${String(sheet.rows[1]?.[0] ?? "")}`;
  const owner = /of (private|public) construction put in place/i.exec(title)?.[1]?.toLowerCase();
  if (owner !== "private" && owner !== "public")
    throw changed(`${sheet.name}!A1`, "value of private or public construction put in place", title.slice(0, 120));
  if (!/Millions of dollars/i.test(title)) throw changed(`${sheet.name}!A2`, "millions of dollars", title.slice(-120));
  if (/Not Seasonally Adjusted/i.test(title)) return { owner, adjusted: false };
  if (/Seasonally Adjusted Annual Rate/i.test(title)) return { owner, adjusted: true };
  throw changed(
    `${sheet.name}!A1`,
    "a seasonally adjusted annual rate, or not seasonally adjusted",
    title.slice(0, 120),
  );
}

function* months(
  sheet: Sheet,
  from: number,
): Generator<{ readonly row: readonly Cell[]; readonly r: number; readonly month: Month }> {
  let before: Period | null = null;
  for (let r = from; r < sheet.rows.length; r++) {
    const row = sheet.rows[r] ?? [];
    const month = monthOf(String(row[0] ?? ""));
    if (month === null) {
      if (before === null)
        throw changed(`${sheet.name}!${cellName(r, 0)}`, "a month such as May-26p", String(row[0] ?? "nothing"));
      return;
    }
    if (before !== null && month.period !== shift(before, -1))
      throw changed(`${sheet.name}!${cellName(r, 0)}`, `the month before ${before}`, month.period);
    before = month.period;
    yield { row, r, month };
  }
}

interface Month {
  readonly period: Period;
  readonly flag: "preliminary" | "revised" | null;
}

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `May-26p` as 2026-05, preliminary; two-digit years from 93 belong to 19xx, the series' start. */
function monthOf(label: string): Month | null {
  const m = /^([A-Z][a-z]{2})-(\d{2})\s*([pr])?$/.exec(label.trim());
  const month = monthNames.indexOf(m?.[1] ?? "") + 1;
  if (m === null || month === 0) return null;
  const year = Number(m[2]) + (Number(m[2]) >= 93 ? 1900 : 2000);
  return {
    period: `${year}-${String(month).padStart(2, "0")}`,
    flag: m[3] === "p" ? "preliminary" : m[3] === "r" ? "revised" : null,
  };
}

function amount(cell: Cell, locator: string): number | null {
  if (typeof cell === "number") return cell;
  const text = String(cell ?? "").trim();
  if (text === "" || /^\((NA|S|X|D)\)$/.test(text)) return null;
  throw changed(locator, "an amount in millions of dollars", text.slice(0, 40));
}

const longMonths = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** The release day that the workbook prints under its table, or null. */
function releaseDay(sheet: Sheet): string | null {
  for (const row of sheet.rows) {
    const m = /Construction Spending,\s+([A-Z][a-z]+)\s+(\d{1,2}),\s+(\d{4})/.exec(String(row[0] ?? ""));
    const month = longMonths.indexOf(m?.[1] ?? "") + 1;
    if (m !== null && month > 0) return `${m[3]}-${String(month).padStart(2, "0")}-${String(m[2]).padStart(2, "0")}`;
  }
  return null;
}

function tidy(heading: string): string {
  return heading
    .replace(/\s+/g, " ")
    .replace(/\s*\d+$/, "")
    .trim();
}

function seriesId(owner: string, heading: string, adjusted: boolean): string {
  const plain = tidy(heading)
    .replace(/\([^)]*\)/g, "")
    .toLowerCase();
  const total = /^total (private|public|state and local|federal) construction$/.exec(plain.trim())?.[1];
  const whole = total === undefined ? plain.replace(/^state /, "state and local ") : `${total} total`;
  const words = owner === "private" && total === undefined ? `private ${whole}` : whole;
  const slug = words.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return `census/${lookup(named, slug) ?? slug}/construction${adjusted ? "" : "-nsa"}`;
}

function seriesInfos(): SeriesInfo[] {
  const info = (id: string, en: string, de: string): SeriesInfo[] => [
    {
      id: `census/${id}/construction`,
      title: { en, de },
      unit: "USD million, SAAR",
      frequency: "monthly",
      lagDays: 32,
    },
    {
      id: `census/${id}/construction-nsa`,
      title: { en: `${en}, not seasonally adjusted`, de: `${de}, nicht saisonbereinigt` },
      unit: "USD million",
      frequency: "monthly",
      lagDays: 32,
    },
  ];
  return [
    info(
      "data-center",
      "Data centers, private construction (a line inside office)",
      "Rechenzentren, privater Bau (Teil der Bürobauten)",
    ),
    info(
      "office",
      "Offices, private construction, data centers included",
      "Bürobauten, privat, einschließlich Rechenzentren",
    ),
    info(
      "power",
      "Power incl. gas and oil, private construction",
      "Energieanlagen einschließlich Gas und Öl, privater Bau",
    ),
    info(
      "electric-power",
      "Electric power, private construction (a line inside power)",
      "Stromanlagen, privater Bau (Teil der Energieanlagen)",
    ),
    info("manufacturing", "Manufacturing plants, private construction", "Fabriken, privater Bau"),
    info(
      "computer-electronic-electrical",
      "Computer, electronic and electrical plants, private construction (a line inside manufacturing)",
      "Computer-, Elektronik- und Elektrofabriken, privater Bau (Teil der Fabriken)",
    ),
    info("highway-and-street", "Highways and streets, public construction", "Straßen, öffentlicher Bau"),
    info("private-*", "Private construction, other type", "Privater Bau, andere Art"),
    info("public-*", "Public construction, other type", "Öffentlicher Bau, andere Art"),
    info("state-and-local-*", "State and local construction, by type", "Bau der Bundesstaaten und Gemeinden, nach Art"),
    info("federal-*", "Federal construction, by type", "Bau des Bundes (USA), nach Art"),
  ].flat();
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "census", locator, expected, got });
}

import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { frequencyOf, type Period } from "../terms/period.ts";
import {
  pagesOf,
  type RawDocument,
  type Reading,
  type SeriesInfo,
  type Source,
  type SourceRequest,
  type Tools,
} from "../terms/source.ts";
import { refused } from "./formats/answers.ts";
import { plainNumber } from "./formats/csv.ts";
import { electricitySectors } from "./formats/electricity-sectors.ts";
import { shown } from "./formats/shown.ts";
import { cellName, readSheets, type Sheet } from "./formats/xlsx.ts";

/** What to ask for, or which document is read. */
export interface Query {
  /** `retail-sales`: the programming interface; `table-5-03`: the Electric Power Monthly's table of average prices. */
  readonly document: "retail-sales" | "table-5-03";
  /** State codes, `US` for the United States; for `retail-sales`. */
  readonly states: readonly string[];
  /** First month. */
  readonly start: string;
}

const query: z.ZodType<Query> = z.object({
  document: z.enum(["retail-sales", "table-5-03"]).default("retail-sales"),
  states: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .min(1)
    .max(5)
    .default(["US"]),
  start: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .default("2015-01"),
});

const sectors = {
  RES: "residential",
  COM: "commercial",
  IND: "industrial",
  TRA: "transportation",
  ALL: "total",
} as const;
const measures = [
  ["sales", "sales", "MWh", "million kilowatt hours", 1000],
  ["revenue", "revenue", "USD thousand", "million dollars", 1000],
  ["customers", "customers", "customers", "number of customers", 1],
  ["price", "price", "US cents per kWh", "cents per kilowatt-hour", 1],
] as const;

/**
 * US Energy Information Administration: electricity sales, revenue, customers and price by state and sector (interface v2, `electricity/retail-sales`), and table 5.3
 * of the *Electric Power Monthly* (average price by sector, United States, months of the last years and calendar years).
 *
 * Licence: US government work, public domain. Published monthly, about two months after the month; preliminary values are replaced once a year; the
 * interface keeps no vintages: `known` is the time of the copy. The interface gives millions of kilowatt hours and of dollars: multiplied by 1,000 to the units
 * of form EIA-861M (MWh, thousand dollars), which the extracts of the same series use. Values may be numbers or strings; at most 5,000 rows a page, followed by
 * offset; the pages together must hold the stated total. A wrong key and other errors come as an `error` member. The body echoes the key: the caller scrubs it before keeping it.
 * Table 5.3 prints September as `Sept` and repeats years under *Year to Date* and *Rolling 12 Months*: those blocks are not read. Its prices are rounded to two decimals and have ids of their own
 * (`-average-price`; by calendar year `-average-price-annual`).
 */
export const source: Source<Query> = {
  id: "eia",
  title: "Electricity sales and prices",
  publisher: "US Energy Information Administration",
  licence: "US government work, public domain (17 U.S.C. 105); attribution customary",
  terms: "ship",
  homepage: "https://www.eia.gov/electricity/monthly/",
  series: Object.entries(electricitySectors).flatMap(([sector, name]): SeriesInfo[] => [
    {
      id: `eia/us/${sector}-average-price`,
      title: {
        en: `Average electricity price, US, ${name.en}, by month`,
        de: `Durchschnittlicher Strompreis im Monat, USA, ${name.de}`,
      },
      unit: "US cents per kWh",
      frequency: "monthly",
      lagDays: 60,
    },
    {
      id: `eia/us/${sector}-average-price-annual`,
      title: {
        en: `Average electricity price, US, ${name.en}, by year`,
        de: `Durchschnittlicher Strompreis im Jahr, USA, ${name.de}`,
      },
      unit: "US cents per kWh",
      frequency: "annual",
      lagDays: 60,
    },
  ]),
  query,
  joined: true,
  requests: (asked) =>
    asked.document === "table-5-03"
      ? [{ url: "https://www.eia.gov/electricity/monthly/xls/table_5_03.xlsx" }]
      : [salesFrom(asked, 0)],
  next: ({ raw, page }, asked) => {
    if (asked.document === "table-5-03") return null;
    const { total, data } = pageOf(raw, pagesOf(raw).at(-1) ?? "");
    return data.length > 0 && page * perPage < Number(total) ? salesFrom(asked, page * perPage) : null;
  },
  recognise: ({ path, head }) => {
    if (/(?:^|\/)table_5_03[^/]*\.xlsx$/.test(path))
      return { document: "table-5-03", states: ["US"], start: "2015-01" };
    return head.includes('"stateid"') && head.includes('"sectorid"') && head.includes('"response"')
      ? { document: "retail-sales", states: ["US"], start: "2015-01" }
      : null;
  },
  read: (raw, { document }, tools) => (document === "table-5-03" ? readTable53(raw, tools) : readRetailSales(raw)),
};

const perPage = 5000;

function salesFrom({ states, start }: Query, offset: number): SourceRequest {
  const data = measures.map(([name], i) => `data[${i}]=${name}`).join("&");
  const facets = [
    ...states.map((s) => `facets[stateid][]=${s}`),
    ...Object.keys(sectors).map((s) => `facets[sectorid][]=${s}`),
  ].join("&");
  const url = `https://api.eia.gov/v2/electricity/retail-sales/data/?frequency=monthly&${data}&${facets}&start=${start}&sort[0][column]=period&sort[0][direction]=asc&offset=${offset}&length=${perPage}`;
  return { url, key: { env: "EIA_API_KEY", parameter: "api_key" } };
}

const cell = z.union([z.number(), z.string(), z.null()]);
const answer = z.object({
  response: z.object({
    total: z.union([z.number(), z.string().regex(/^\d+$/)]),
    data: z.array(z.record(z.string(), cell)),
  }),
});

function pageOf(raw: RawDocument, text: string): z.infer<typeof answer>["response"] {
  const body = jsonOf(text);
  const parsed = answer.safeParse(body);
  if (parsed.success) return parsed.data.response;
  const error = errorIn(body);
  if (error !== null) throw refused("eia", raw, error);
  throw changed("body", "response.total and response.data", parsed.error.issues[0]?.message ?? "another structure");
}

function readRetailSales(raw: RawDocument): Reading {
  const pages = pagesOf(raw).map((text) => pageOf(raw, text));
  const total = pages[0]?.total ?? 0;
  const data = pages.flatMap((page) => page.data);
  if (Number(total) > data.length)
    throw changed(
      "response",
      pages.length === 1
        ? `all ${total} rows on one page (ask for fewer states or a later start)`
        : `all ${total} rows on ${pages.length} pages`,
      `${data.length}`,
    );
  const observations: Observation[] = [];
  data.forEach((row, i) => {
    const locator = `response.data[${i}]`;
    const { period, stateid, sectorid } = row;
    const sector = Object.entries(sectors).find(([code]) => code === sectorid)?.[1];
    if (
      typeof period !== "string" ||
      frequencyOf(period) !== "monthly" ||
      typeof stateid !== "string" ||
      sector === undefined
    )
      throw changed(locator, "period, stateid, sectorid", shown(row));
    for (const [name, id, unit, stated, factor] of measures) {
      const said = row[name];
      if (said === null || said === undefined || said === "") continue;
      if (row[`${name}-units`] !== stated)
        throw changed(`${locator}.${name}-units`, stated, String(row[`${name}-units`]));
      const value = plainNumber(String(said), `eia ${locator}.${name}`);
      if (value !== null)
        observations.push(
          observation(
            raw,
            `eia/${stateid.toLowerCase()}/${sector}-${id}`,
            period,
            value * factor,
            unit,
            `${locator}.${name}`,
          ),
        );
    }
  });
  return { observations, rejected: [] };
}

function errorIn(body: unknown): string | null {
  const found = z
    .object({ error: z.union([z.string(), z.object({ code: z.string(), message: z.string().optional() })]) })
    .safeParse(body);
  if (!found.success) return null;
  const { error } = found.data;
  return typeof error === "string" ? error : `${error.code}${error.message === undefined ? "" : `: ${error.message}`}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new VorlaufError(
      "source-changed",
      { source: "eia", locator: "body", expected: "JSON", got: JSON.stringify(text.slice(0, 60)) },
      { cause },
    );
  }
}

const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "Sept",
  "October",
  "November",
  "December",
];
const headings = {
  Residential: "residential",
  Commercial: "commercial",
  Industrial: "industrial",
  Transportation: "transportation",
  "All Sectors": "total",
} as const;

function readTable53(raw: RawDocument, tools: Tools): Reading {
  const sheet = readSheets(raw.bytes, tools)[0];
  if (
    sheet === undefined ||
    !/Average Price of Electricity to Ultimate Customers/.test(String(sheet.rows[0]?.[0] ?? "")) ||
    !/Cents per Kilowatthour/i.test(String(sheet.rows[1]?.[0] ?? ""))
  ) {
    throw changed("A1", "table 5.3, average price, cents per kilowatthour", String(sheet?.rows[0]?.[0] ?? "no sheet"));
  }
  const header = sheet.rows[2] ?? [];
  for (const [c, name] of ["Period", ...Object.keys(headings)].entries())
    if (header[c] !== name) throw changed(`${sheet.name}!${cellName(2, c)}`, name, String(header[c] ?? "nothing"));
  const observations: Observation[] = [];
  let read = 0;
  for (const { period, r } of periodsOf(sheet)) {
    Object.values(headings).forEach((sector, i) => {
      const value = sheet.rows[r]?.[i + 1];
      if (value === "NA" || value === null || value === undefined) return;
      const locator = `${sheet.name}!${cellName(r, i + 1)}`;
      if (typeof value !== "number") throw changed(locator, "a price or NA", String(value));
      read++;
      observations.push(
        observation(
          raw,
          `eia/us/${sector}-average-price${period.length === 4 ? "-annual" : ""}`,
          period,
          value,
          "US cents per kWh",
          locator,
        ),
      );
    });
  }
  if (observations.length === 0) throw changed(sheet.name, "prices by month", "none");
  const prices = sheet.rows
    .slice(3)
    .flatMap((row) => row.slice(1, 6))
    .filter((cell) => typeof cell === "number");
  const toDate = prices.length - read;
  return {
    observations,
    rejected: [],
    account: {
      unit: "prices",
      held: read,
      taken: observations.length,
      beside: [{ what: "prices of the year to date and of rolling years", count: toDate }],
    },
  };
}

function periodsOf(sheet: Sheet): { readonly period: Period; readonly r: number }[] {
  const found: { readonly period: Period; readonly r: number }[] = [];
  let block = "";
  for (let r = 3; r < sheet.rows.length; r++) {
    const label = sheet.rows[r]?.[0] ?? "";
    const text = String(label).trim();
    const month = monthNames.indexOf(text.replace(/^September$/, "Sept")) + 1;
    const year = /^Year (\d{4})$/.exec(block)?.[1];
    if (typeof label === "number" && block === "Annual Totals") found.push({ period: text, r });
    else if (month > 0 && year !== undefined) found.push({ period: `${year}-${String(month).padStart(2, "0")}`, r });
    else if (typeof label === "string" && month === 0) block = text;
  }
  return found;
}

function observation(
  raw: RawDocument,
  series: string,
  period: Period,
  value: number,
  unit: string,
  locator: string,
): Observation {
  return {
    series,
    period,
    value,
    unit,
    published: null,
    known: raw.known,
    knownBy: raw.knownBy,
    evidence: "reported (primary)",
    origin: { document: raw.sha256, url: "https://www.eia.gov/electricity/monthly/", locator, kind: "primary" },
  };
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "eia", locator, expected, got });
}

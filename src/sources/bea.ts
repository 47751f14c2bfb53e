import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { frequencyOf, type Period } from "../terms/period.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { changed, copyStamp, jsonOf, refused, shaped, slugOf } from "./formats/answers.ts";

/** One table of the national accounts or fixed assets. */
export interface Query {
  readonly dataset: "NIPA" | "NIUnderlyingDetail" | "FixedAssets";
  /** `T50305`: private fixed investment by type. */
  readonly table: string;
  readonly frequency: "A" | "Q" | "M";
  /** Years, separated by commas, or `X` for all. */
  readonly years: string;
}

const Query: z.ZodType<Query> = z.strictObject({
  dataset: z.enum(["NIPA", "NIUnderlyingDetail", "FixedAssets"]).default("NIPA"),
  table: z
    .string()
    .regex(/^[A-Z0-9]+$/)
    .default("T50305"),
  frequency: z.enum(["A", "Q", "M"]).default("Q"),
  years: z
    .string()
    .regex(/^(X|\d{4}(,\d{4})*)$/)
    .default("X"),
});

const Failure = z.object({ APIErrorCode: z.union([z.string(), z.number()]), APIErrorDescription: z.string() });
const Results = z.object({
  Error: Failure.optional(),
  UTCProductionTime: z.string().optional(),
  Data: z
    .array(
      z.object({
        TableName: z.string().optional(),
        SeriesCode: z.string(),
        LineNumber: z.string(),
        LineDescription: z.string(),
        TimePeriod: z.string(),
        METRIC_NAME: z.string().default(""),
        CL_UNIT: z.string(),
        UNIT_MULT: z.union([z.string(), z.number()]),
        DataValue: z.string(),
      }),
    )
    .optional(),
});
const Answer = z.object({
  BEAAPI: z.object({ Error: Failure.optional(), Results: z.union([Results, z.array(Results).min(1)]).optional() }),
});

/**
 * Bureau of Economic Analysis, interface `GetData`: `bea/<table>/<series code>` of the national accounts and fixed assets, among them private fixed
 * investment by type (T50305, quarterly: information processing equipment, software, structures).
 *
 * Licence: US government work. Own key (BEA_API_KEY). Limits: 100 requests, 100 MB, 30 errors a minute; beyond, the address is refused for an hour. Published about 30 days after the quarter, revised with each
 * of the next two months, every September and in comprehensive revisions; no vintages (ALFRED has those of GDP): `known` is the copy's time; the answer's
 * `UTCProductionTime` is the time of the answer, not of publication. Errors come with status 200, in two places, and the answer repeats the key (scrubbed by
 * the caller). Numbers hold thousands commas; `(NA)`, `(D)` and the like are "not stated". Units stay the publisher's: metric, unit and power of ten in words. A line is named by its series code, which outlives
 * its number in the table; rows of the same code in one table (a line shown twice) must agree.
 */
export const source: Source<Query> = {
  id: "bea",
  title: "National accounts, tables by line",
  publisher: "US Bureau of Economic Analysis",
  licence: "US government work, public domain (17 U.S.C. 105); own key",
  terms: "ship",
  homepage: "https://www.bea.gov/data/economic-accounts/national",
  series: [
    {
      id: "bea/*/*",
      title: { en: "Line of a BEA table (with your own key)", de: "Zeile einer BEA-Tabelle (mit eigenem Schlüssel)" },
      unit: "as published",
      frequency: "quarterly",
      lagDays: 30,
    },
  ],
  query: Query,
  argument: "table",
  requests: ({ dataset, table, frequency, years }) => [
    {
      url: `https://apps.bea.gov/api/data/?method=GetData&datasetname=${dataset}&TableName=${table}&Frequency=${frequency}&Year=${years}&ResultFormat=JSON`,
      key: { env: "BEA_API_KEY", parameter: "UserID" },
    },
  ],
  recognise: ({ path, head }) => {
    if (!path.endsWith(".json") || !/^\s*\{\s*"BEAAPI"/.test(head)) return null;
    const parameter = (name: string): string | undefined =>
      new RegExp(`"ParameterName"\\s*:\\s*"${name}"\\s*,\\s*"ParameterValue"\\s*:\\s*"([^"]*)"`, "i").exec(head)?.[1];
    const parsed = Query.safeParse({
      table: parameter("TABLENAME")?.toUpperCase(),
      frequency: parameter("FREQUENCY")?.toUpperCase(),
    });
    return parsed.success ? parsed.data : { dataset: "NIPA", table: "T50305", frequency: "Q", years: "X" };
  },
  read,
};

function read(raw: RawDocument, { table }: Query): Reading {
  const { BEAAPI: body } = shaped(
    "bea",
    Answer,
    jsonOf("bea", new TextDecoder("iso-8859-1").decode(raw.bytes), "body"),
    "body",
  );
  const results = Array.isArray(body.Results) ? body.Results[0] : body.Results;
  const error = body.Error ?? results?.Error;
  if (error !== undefined) throw refused("bea", raw, `error ${error.APIErrorCode}: ${error.APIErrorDescription}`);
  if (results?.Data === undefined) throw changed("bea", "BEAAPI.Results", "Data", "none");
  const observations = new Map<string, Observation>();
  const rejected = new Map<string, { count: number; example: string }>();
  results.Data.forEach((row, i) => {
    const locator = `Data[${i}], line ${row.LineNumber} (${row.LineDescription}), ${row.TimePeriod}`;
    const value = amountOf(row.DataValue, locator);
    if (value === null) {
      const reason = `not stated (${row.DataValue.trim()})`;
      rejected.set(reason, {
        count: (rejected.get(reason)?.count ?? 0) + 1,
        example: rejected.get(reason)?.example ?? locator,
      });
      return;
    }
    if (row.TableName !== undefined && row.TableName !== table)
      throw changed("bea", `Data[${i}].TableName`, table, row.TableName);
    const series = `bea/${slugOf(table)}/${slugOf(row.SeriesCode)}`;
    const period = periodOf(row.TimePeriod, locator);
    const held = observations.get(`${series} ${period}`);
    if (held !== undefined && held.value !== value)
      throw changed("bea", locator, `${held.value} as in an earlier row of ${row.SeriesCode}`, String(value));
    observations.set(`${series} ${period}`, {
      series,
      period,
      value,
      unit: unitOf(row.METRIC_NAME, row.CL_UNIT, Number(row.UNIT_MULT)),
      ...copyStamp(raw),
      evidence: "reported (primary)",
      origin: { document: raw.sha256, url: "https://apps.bea.gov/iTable/", locator, kind: "primary" },
    });
  });
  return { observations: [...observations.values()], rejected: [...rejected].map(([reason, r]) => ({ reason, ...r })) };
}

function amountOf(text: string, locator: string): number | null {
  const plain = text.trim().replaceAll(",", "");
  if (/^\([A-Z*]+\)$/.test(plain) || plain === "" || plain === "---" || plain === ".....") return null;
  const value = Number(plain);
  if (!Number.isFinite(value)) throw changed("bea", locator, "an amount with thousands commas", text.slice(0, 40));
  return value;
}

function periodOf(text: string, locator: string): Period {
  const m = /^(\d{4})(?:Q([1-4])|M(\d{2}))?$/.exec(text);
  if (m === null) throw changed("bea", locator, "2015, 2015Q1 or 2015M01", text);
  const period = m[2] !== undefined ? `${m[1]}-Q${m[2]}` : m[3] !== undefined ? `${m[1]}-${m[3]}` : (m[1] ?? "");
  frequencyOf(period);
  return period;
}

const powers: Readonly<Record<number, string>> = {
  0: "",
  3: " thousand",
  6: " million",
  9: " billion",
  12: " trillion",
};

function unitOf(metric: string, unit: string, power: number): string {
  const name = [metric, unit].filter((part) => part !== "" && part !== "Level").join(", ");
  return `${name === "" ? "as published" : name}${powers[power] ?? ` x 10^${power}`}`;
}

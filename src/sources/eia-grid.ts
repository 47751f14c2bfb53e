import { z } from "zod";
import { lookup } from "../terms/lookup.ts";
import type { Observation } from "../terms/observation.ts";
import { isDate } from "../terms/period.ts";
import { pagesOf, type RawDocument, type Reading, type Source, type SourceRequest } from "../terms/source.ts";
import { changed, copyStamp, jsonOf, refused, shaped, slugOf } from "./formats/answers.ts";
import { shown } from "./formats/shown.ts";

/** What one balancing authority reported by hour. */
export interface Query {
  /** `region`: demand and net generation; `fuel`: net generation by source of energy; `interchange`: flows to neighbours. */
  readonly table: "region" | "fuel" | "interchange";
  /** `ERCO`, `PJM`, `CAL`, `US48`. */
  readonly authority: string;
  /** First day, UTC. */
  readonly start: string;
  /** Last day, UTC; the newest when absent. */
  readonly end?: string | undefined;
}

const day = z.string().refine(isDate, "Give a day as YYYY-MM-DD.");
const Query: z.ZodType<Query> = z.strictObject({
  table: z.enum(["region", "fuel", "interchange"]).default("region"),
  authority: z.string().regex(/^[A-Z0-9]+$/),
  start: day,
  end: day.optional(),
});

const routes = { region: "region-data", fuel: "fuel-type-data", interchange: "interchange-data" } as const;
const kinds: Readonly<Record<string, string>> = {
  D: "demand",
  NG: "net-generation",
  TI: "total-interchange",
  DF: "demand-forecast",
};
const perPage = 5_000;

const cell = z.union([z.number(), z.string(), z.null()]);
const Answer = z.object({
  response: z.object({
    total: z.union([z.number(), z.string().regex(/^\d+$/)]).transform(Number),
    data: z.array(z.record(z.string(), cell)),
  }),
});
const Refusal = z.object({
  error: z.union([
    z.string(),
    z
      .object({ code: z.string(), message: z.string().optional() })
      .transform((e) => `${e.code}${e.message === undefined ? "" : `: ${e.message}`}`),
  ]),
});

/**
 * US Energy Information Administration, *Hourly Electric Grid Monitor* (form EIA-930, interface v2): electricity of a balancing authority by day, summed from 24 hours:
 * `eia-grid/<authority>/demand`, `/net-generation`, `/<fuel>-generation`, `/to-<neighbour>` [MWh].
 *
 * Licence: US government work, public domain; own key (EIA_API_KEY). Hours end on UTC clock hours; a day here is the 24 hours 00 to 23 UTC, derived by a sum; a day without all 24 numbers is rejected, never filled. Revised for days, single
 * hours later; no vintages: `known` is the copy's time. At most 5,000 rows a page, followed by offset; the pages together must hold the stated total (three recorded answers at hand
 * were cut by their recorder below it: refused when asked live). The answer repeats the key (the caller scrubs it). Numbers may be strings.
 */
export const source: Source<Query> = {
  id: "eia-grid",
  title: "Hourly Electric Grid Monitor, by day",
  publisher: "US Energy Information Administration",
  licence: "US government work, public domain (17 U.S.C. 105); own key",
  terms: "ship",
  homepage: "https://www.eia.gov/electricity/gridmonitor/",
  series: [
    {
      id: "eia-grid/*/*",
      title: {
        en: "Electricity of a balancing authority by day (with your own key)",
        de: "Strom einer Regelzone nach Tag (mit eigenem Schlüssel)",
      },
      unit: "MWh",
      frequency: "daily",
      lagDays: 2,
    },
  ],
  query: Query,
  argument: "authority",
  joined: true,
  requests: (query) => [requestOf(query, 0)],
  next: ({ raw, page }, query) => {
    const { total, data } = pageOf(raw, pagesOf(raw).at(-1) ?? "");
    return data.length > 0 && page * perPage < total ? requestOf(query, page * perPage) : null;
  },
  recognise: ({ head }) => {
    if (!head.includes('"response"') || !/"period"\s*:\s*"\d{4}-\d{2}-\d{2}T\d{2}"/.test(head)) return null;
    const field = (name: string): string | undefined => new RegExp(`"${name}"\\s*:\\s*"([A-Z0-9]+)"`).exec(head)?.[1];
    const from = field("fromba");
    const authority = from ?? field("respondent");
    return authority === undefined
      ? null
      : {
          table: from !== undefined ? "interchange" : field("fueltype") !== undefined ? "fuel" : "region",
          authority,
          start: "1900-01-01",
        };
  },
  read,
};

function requestOf({ table, authority, start, end }: Query, offset: number): SourceRequest {
  const facet = table === "interchange" ? "fromba" : "respondent";
  const types = table === "region" ? "&facets[type][]=D&facets[type][]=NG" : "";
  const url = `https://api.eia.gov/v2/electricity/rto/${routes[table]}/data/?frequency=hourly&data[0]=value&facets[${facet}][]=${authority}${types}&start=${start}T00${end === undefined ? "" : `&end=${end}T23`}&sort[0][column]=period&sort[0][direction]=asc&offset=${offset}&length=${perPage}`;
  return { url, key: { env: "EIA_API_KEY", parameter: "api_key" } };
}

function pageOf(raw: RawDocument, text: string): z.infer<typeof Answer>["response"] {
  const body = jsonOf("eia-grid", text, "body");
  const refusal = Refusal.safeParse(body);
  if (refusal.success) throw refused("eia-grid", raw, refusal.data.error);
  return shaped("eia-grid", Answer, body, "body").response;
}

function read(raw: RawDocument, { authority, table, start }: Query): Reading {
  const pages = pagesOf(raw).map((text) => pageOf(raw, text));
  const rows = pages.flatMap((page) => page.data);
  const total = pages[0]?.total ?? 0;
  if (start !== "1900-01-01" && rows.length !== total)
    throw changed("eia-grid", "response.data", `all ${total} rows`, String(rows.length));
  const days = new Map<string, Map<string, number>>();
  const rejected = new Map<string, { count: number; example: string }>();
  const reject = (reason: string, locator: string): void =>
    void rejected.set(reason, {
      count: (rejected.get(reason)?.count ?? 0) + 1,
      example: rejected.get(reason)?.example ?? locator,
    });
  rows.forEach((row, i) => {
    const locator = `response.data[${i}]`;
    const m = /^(\d{4}-\d{2}-\d{2})T(\d{2})$/.exec(String(row["period"]));
    const measure = measureOf(row, table);
    if (m === null || !isDate(m[1] ?? "") || measure === null)
      throw changed("eia-grid", locator, "an hour and what was measured", shown(row));
    if (row["value-units"] !== "megawatthours")
      throw changed("eia-grid", `${locator}.value-units`, "megawatthours", String(row["value-units"]));
    if (String(row[table === "interchange" ? "fromba" : "respondent"]) !== authority)
      throw changed("eia-grid", locator, authority, String(row[table === "interchange" ? "fromba" : "respondent"]));
    const said = row["value"];
    if (said === null || said === undefined || said === "") return reject("hour not stated", `${locator}, ${m[0]}`);
    const value = Number(said);
    if (!Number.isFinite(value)) throw changed("eia-grid", `${locator}.value`, "a number", String(said));
    const key = `${measure} ${m[1]}`;
    const hours = days.get(key) ?? new Map<string, number>();
    if (hours.has(m[2] ?? "")) throw changed("eia-grid", locator, "every hour once", m[0]);
    hours.set(m[2] ?? "", value);
    days.set(key, hours);
  });
  const observations: Observation[] = [];
  for (const [key, hours] of days) {
    const [measure = "", period = ""] = key.split(" ");
    if (hours.size < 24) {
      reject("day without all 24 hours", `${measure} ${period}, ${hours.size} hours`);
      continue;
    }
    const series = `eia-grid/${slugOf(authority)}/${measure}`;
    observations.push({
      series,
      period,
      value: [...hours.values()].reduce((a, b) => a + b, 0),
      unit: "MWh",
      ...copyStamp(raw),
      evidence: "derived",
      origin: {
        document: raw.sha256,
        url: "https://www.eia.gov/electricity/gridmonitor/",
        locator: `sum of 24 hours, ${measure} ${period}`,
        kind: "primary",
      },
    });
  }
  return { observations, rejected: [...rejected].map(([reason, found]) => ({ reason, ...found })) };
}

function measureOf(row: Readonly<Record<string, string | number | null>>, table: Query["table"]): string | null {
  if (table === "interchange") return typeof row["toba"] === "string" ? `to-${slugOf(row["toba"])}` : null;
  if (table === "fuel") return typeof row["fueltype"] === "string" ? `${slugOf(row["fueltype"])}-generation` : null;
  return lookup(kinds, String(row["type"])) ?? null;
}

import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { frequencyOf, isDate } from "../terms/period.ts";
import { type Answer as Page, pagesOf, type RawDocument, type Reading, type Source } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { changed, copyStamp, jsonOf, refused, shaped, slugOf } from "./formats/answers.ts";

/** One indicator for some countries. */
export interface Query {
  /** `NY.GDP.MKTP.KD`. */
  readonly indicator: string;
  /** ISO codes separated by semicolons, or `all`. */
  readonly countries: string;
}

const Query: z.ZodType<Query> = z.strictObject({
  indicator: z.string().regex(/^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)+$/),
  countries: z
    .string()
    .regex(/^(all|[A-Za-z0-9]{2,3}(;[A-Za-z0-9]{2,3})*)$/)
    .default("all"),
});

const Refusal = z.object({
  message: z.array(z.object({ id: z.string(), key: z.string().default(""), value: z.string() })).min(1),
});
const Head = z.object({
  page: z.coerce.number(),
  pages: z.coerce.number(),
  total: z.coerce.number(),
  lastupdated: z.string().optional(),
});
const Row = z.object({
  indicator: z.object({ id: z.string(), value: z.string() }),
  country: z.object({ id: z.string(), value: z.string() }),
  countryiso3code: z.string(),
  date: z.string(),
  value: z.number().nullable(),
  unit: z.string().default(""),
  obs_status: z.string().default(""),
});
const Answer = z.tuple([Head, z.array(Row).nullable()]);

/**
 * World Bank indicators (interface v2): `world-bank/<indicator>/<country>`, yearly, quarterly or monthly as the indicator is.
 *
 * Licence: CC BY 4.0 by default, some sets differ. No vintages: `known` is the copy's time; `lastupdated` (of the whole database, not of the value) is kept as `published`.
 * Lag: a year and more; whole histories are revised. A window of dates that does not overlap the data is silently ignored by the service, so none is asked for. Errors come
 * with status 200 as `message`, alone or in an array; aggregates (World, income groups) stand among the countries under codes of their own; null is
 * "not stated". Rows without a three-letter code are rejected. Units are mostly in the indicator's name, else `as published`.
 */
export const source: Source<Query> = {
  id: "world-bank",
  title: "World Bank indicators",
  publisher: "World Bank and the sources of each indicator",
  licence: "CC BY 4.0 by default",
  terms: "ship",
  homepage: "https://data.worldbank.org",
  series: [
    {
      id: "world-bank/*/*",
      title: { en: "World Bank indicator of a country", de: "Indikator der Weltbank für ein Land" },
      unit: "as published",
      frequency: "annual",
      lagDays: 365,
    },
  ],
  query: Query,
  argument: "indicator",
  joined: true,
  requests: (query) => [{ url: addressOf(query, 1) }],
  next: ({ raw }, query) => {
    const { page, pages } = pageOf(raw, pagesOf(raw).at(-1) ?? "")[0];
    return page < pages ? { url: addressOf(query, page + 1) } : null;
  },
  recognise: ({ path, head }) => {
    if (!path.endsWith(".json")) return null;
    const indicator = /"indicator"\s*:\s*\{\s*"id"\s*:\s*"([^"]+)"/.exec(head)?.[1];
    if (indicator !== undefined && head.includes('"countryiso3code"')) return { indicator, countries: "all" };
    return /^\s*\[?\s*\{\s*"message"\s*:\s*\[\s*\{\s*"id"\s*:\s*"\d+"\s*,\s*"key"/.test(head)
      ? { indicator: "unknown.indicator", countries: "all" }
      : null;
  },
  read,
};

function addressOf({ indicator, countries }: Query, page: number): string {
  return `https://api.worldbank.org/v2/country/${countries}/indicator/${indicator}?format=json&per_page=20000&page=${page}`;
}

function pageOf(raw: Page["raw"], text: string): z.infer<typeof Answer> {
  const body = jsonOf("world-bank", text, "body");
  const refusal = Refusal.safeParse(Array.isArray(body) ? body[0] : body);
  if (refusal.success)
    throw refused(
      "world-bank",
      raw,
      refusal.data.message.map((m) => `error ${m.id} (${m.key}): ${m.value}`).join("; "),
    );
  return shaped("world-bank", Answer, body, "body");
}

function read(raw: RawDocument, { indicator }: Query): Reading {
  const pages = pagesOf(raw).map((text) => pageOf(raw, text));
  const rows = pages.flatMap(([, page]) => page ?? []);
  const total = pages[0]?.[0].total ?? 0;
  if (rows.length !== total)
    throw changed("world-bank", "rows", `${total} in ${pages[0]?.[0].pages} pages`, String(rows.length));
  const stamp = pages[0]?.[0].lastupdated ?? "";
  const observations: Observation[] = [];
  let [unnamed, example] = [0, ""];
  rows.forEach((row, i) => {
    const locator = `row ${i + 1}, ${row.country.value} ${row.date}`;
    if (row.indicator.id !== indicator)
      throw changed("world-bank", `${locator}, indicator`, indicator, row.indicator.id);
    if (row.countryiso3code === "") {
      unnamed++;
      example ||= locator;
      return;
    }
    if (row.value === null) return;
    const period = row.date.replace(/^(\d{4})Q([1-4])$/, "$1-Q$2").replace(/^(\d{4})M(\d{2})$/, "$1-$2");
    frequencyOf(period);
    observations.push({
      series: `world-bank/${slugOf(indicator).replaceAll(".", "-")}/${slugOf(row.countryiso3code)}`,
      period,
      value: row.value,
      unit: row.unit === "" ? "as published" : row.unit,
      ...copyStamp(raw),
      published: isDate(stamp) && endOfDay(stamp) <= raw.known ? endOfDay(stamp) : null,
      evidence: "reported (secondary)",
      origin: {
        document: raw.sha256,
        url: `https://data.worldbank.org/indicator/${indicator}`,
        locator,
        kind: "primary",
      },
      ...(row.obs_status === "" ? {} : { flags: [`status-${slugOf(row.obs_status).replaceAll(".", "-")}`] }),
    });
  });
  return { observations, rejected: unnamed === 0 ? [] : [{ reason: "no three-letter code", count: unnamed, example }] };
}

import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { dateOfDay, dayOf, isDate, type Period, periodOf } from "../terms/period.ts";
import { type Answer, pagesOf, type RawDocument, type Source, type SourceRequest } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { refused } from "./formats/answers.ts";
import { plainNumber } from "./formats/csv.ts";
import { fredXml } from "./formats/fred-xml.ts";
import { source as extracts } from "./table.ts";

/** One series of FRED. */
export interface Query {
  /** FRED's series id, upper case. */
  readonly series: string;
  /** Every vintage with its day (ALFRED), else the values of today. */
  readonly vintages: boolean;
}

const query: z.ZodType<Query> = z.object({
  series: z.string().regex(/^[A-Z0-9_]+$/),
  vintages: z.boolean().default(true),
});

const firstDay = "1776-07-04";
const lastDay = "9999-12-31";
const perPage = 100_000;
/** The most vintages that one request for values may span: beyond, ALFRED answers 400 "exceeds the maximum number of vintage dates allowed (2000)". */
const vintagesAtOnce = 2_000;
const description = z.object({ seriess: z.array(z.object({ id: z.string(), units: z.string() })).min(1) });
const vintageDays = z.object({ count: z.number().int(), vintage_dates: z.array(z.string().refine(isDate)) });
const answer = z.object({
  realtime_start: z.string().optional(),
  count: z.number().int().optional(),
  units: z.string().optional(),
  observations: z.array(
    z.object({
      realtime_start: z.string().refine(isDate),
      realtime_end: z.string(),
      date: z.string().refine(isDate),
      value: z.string(),
    }),
  ),
});

/**
 * FRED and ALFRED (Federal Reserve Bank of St. Louis): any series, with every vintage.
 *
 * Terms: a key of your own; some series belong to third parties and are for your own use only, so nothing of this source enters the embedded snapshot. This product uses
 * the FRED(R) API but is not endorsed or certified by the Federal Reserve Bank of St. Louis.
 * Asked for all vintages (1776-07-04 to 9999-12-31), every row states from which day its value was the current one: that day is `known` (stamped, day resolution, US Central time, the end of
 * the day here). Asked without, FRED answers with today's revised values and stamps them with today: then `known` is the copy's time. A value `.` is missing: it is taken as "no value" only where an earlier
 * vintage had one. A request may span 2,000 vintages (a daily series has more): the list of vintage days is asked for first, then values for each stretch of at most
 * 2,000, one stretch beginning the day after the one before it ends. ALFRED cuts `realtime_start` to the beginning of the stretch, so an older value comes again with that day's
 * stamp: a repeat of what was visible, which the store drops; a value that differs is new on that very day. Errors come as `error_code` and `error_message`, at times with HTTP 200 behind a proxy. Pages of 100,000 rows are followed; the unit comes from the description of the
 * series, asked for last (a series that this house knows keeps the unit written here). Answers in XML are read, too.
 */
export const source: Source<Query> = {
  id: "fred",
  title: "FRED and ALFRED, any series",
  publisher: "Federal Reserve Bank of St. Louis and the agency of each series",
  licence: "FRED API terms: own key, own use; single series may be copyrighted",
  terms: "test",
  homepage: "https://fred.stlouisfed.org",
  series: [
    {
      id: "fred/*",
      title: { en: "FRED series (with your own key)", de: "FRED-Reihe (mit eigenem Schlüssel)" },
      unit: "as published",
      frequency: "irregular",
      lagDays: 30,
    },
  ],
  query,
  usual: extracts.series.flatMap(({ id }) =>
    id.startsWith("fred/") && !id.includes("*") ? [{ series: id.slice(5).toUpperCase(), vintages: true }] : [],
  ),
  argument: "series",
  joined: true,
  requests: (asked) => [asked.vintages ? vintagesFrom(asked, firstDay) : valuesFrom(asked, null, 0)],
  next,
  recognise: ({ path, head }) => {
    const id = /(?:^|\/)fred-([A-Za-z0-9_]+)\.json$/.exec(path)?.[1];
    return id !== undefined && head.includes('"observations"')
      ? { series: id.toUpperCase(), vintages: head.includes(firstDay) }
      : null;
  },
  read: (raw, { series, vintages }) => {
    const pages = pagesOf(raw).map((text) => bodyOf(raw, text));
    const values = pages.filter((page) => "observations" in page);
    const rows = values.flatMap((page) => page.observations);
    const units = values[0]?.units;
    const count = statedRows(values);
    if (values.length === 0) throw changed("body", "observations", "none");
    const described = pages.find((page) => "seriess" in page)?.seriess[0];
    if (described !== undefined && described.id !== series) throw changed("seriess", series, described.id);
    if (units !== undefined && units !== "lin") throw changed("units", "lin (no transformation)", units);
    if (count > rows.length)
      throw changed(
        "observations",
        `all ${count} rows on ${values.length === 1 ? "one page" : `${values.length} pages`}`,
        String(rows.length),
      );
    const id = `fred/${series.toLowerCase()}`;
    const unit = extracts.series.find((known) => known.id === id)?.unit ?? described?.units ?? "as published";
    const period = periodsOf(rows.map((row) => row.date));
    const held = new Set<string>();
    const observations: Observation[] = [];
    rows.forEach((row, i) => {
      const missing = row.value === ".";
      if (missing && !held.has(row.date)) return;
      held.add(row.date);
      const stamp = vintages ? endOfDay(row.realtime_start) : null;
      observations.push({
        series: id,
        period: period(row.date),
        value: missing ? null : plainNumber(row.value, `fred ${series} observations[${i}]`),
        unit,
        published: stamp,
        known: stamp ?? raw.known,
        knownBy: stamp === null ? raw.knownBy : "stamped",
        evidence: "reported (primary)",
        origin: {
          document: raw.sha256,
          url: `https://fred.stlouisfed.org/series/${series}`,
          locator: `observations[${i}], ${row.date}, vintage ${row.realtime_start}`,
          kind: "primary",
        },
      });
    });
    return { observations, rejected: [] };
  },
};

/** How a date names its period, from the spacing of all dates: years, quarters, months (first days), else days. */
function periodsOf(dates: readonly string[]): (date: string) => Period {
  const days = [...new Set(dates)].sort();
  if (days.some((date) => !date.endsWith("-01"))) return (date) => date;
  const months = new Set(days.map((date) => date.slice(5, 7)));
  if (days.length > 1 && months.size === 1) return (date) => periodOf("annual", date);
  if (days.length > 2 && [...months].every((month) => ["01", "04", "07", "10"].includes(month)))
    return (date) => periodOf("quarterly", date);
  return (date) => periodOf("monthly", date);
}

function errorIn(body: unknown): string | null {
  const found = z.object({ error_code: z.number(), error_message: z.string() }).safeParse(body);
  return found.success ? `error ${found.data.error_code}: ${found.data.error_message}` : null;
}

/** Rows that the pages state: each stretch of vintages states its own number on all of its pages. */
function statedRows(pages: readonly z.infer<typeof answer>[]): number {
  const byStretch = new Map(pages.map((page) => [page.realtime_start ?? "", page.count ?? 0]));
  return [...byStretch.values()].reduce((sum, n) => sum + n, 0);
}

type Body = z.infer<typeof answer> | z.infer<typeof description> | z.infer<typeof vintageDays>;

/** A page of values, the days of the vintages, or the description of the series. @throws "source-unreachable" for an error of the service, "source-changed" for anything else */
function bodyOf(raw: RawDocument, text: string): Body {
  const body = text.trimStart().startsWith("<") ? fredXml(text) : jsonOf(text);
  const described = description.safeParse(body);
  if (described.success) return described.data;
  const days = vintageDays.safeParse(body);
  if (days.success) return days.data;
  const parsed = answer.safeParse(body);
  if (parsed.success) return parsed.data;
  const error = errorIn(body);
  if (error !== null) throw refused("fred", raw, error);
  throw changed("body", "observations", parsed.error.issues[0]?.message ?? "another structure");
}

const key = { env: "FRED_API_KEY", parameter: "api_key" } as const;

/** Days of the vintages from a day on, as many as one request for values may span. */
function vintagesFrom({ series }: Query, from: string): SourceRequest {
  return {
    url: `https://api.stlouisfed.org/fred/series/vintagedates?series_id=${series}&file_type=json&realtime_start=${from}&realtime_end=${lastDay}&limit=${vintagesAtOnce}`,
    key,
  };
}

function valuesFrom(
  { series }: Query,
  stretch: { readonly from: string; readonly to: string } | null,
  offset: number,
): SourceRequest {
  return {
    url: `https://api.stlouisfed.org/fred/series/observations?series_id=${series}&file_type=json&output_type=1&limit=${perPage}${offset === 0 ? "" : `&offset=${offset}`}${stretch === null ? "" : `&realtime_start=${stretch.from}&realtime_end=${stretch.to}`}`,
    key,
  };
}

/** Behind the days of vintages their values, page by page, then the next days; at the end the description of the series with its unit. */
function next({ raw, asked: { url } }: Answer, asked: Query): SourceRequest | null {
  const body = bodyOf(raw, pagesOf(raw).at(-1) ?? "");
  if ("seriess" in body) return null;
  const was = new URL(url).searchParams;
  const from = was.get("realtime_start") ?? firstDay;
  if ("vintage_dates" in body) {
    const last = body.vintage_dates.at(-1);
    const to = body.count > body.vintage_dates.length && last !== undefined ? last : lastDay;
    return valuesFrom(asked, { from, to }, 0);
  }
  const to = was.get("realtime_end");
  const read = Number(was.get("offset") ?? "0") + perPage;
  if ((body.count ?? 0) > read && body.observations.length > 0)
    return valuesFrom(asked, to === null ? null : { from, to }, read);
  if (to !== null && to !== lastDay) return vintagesFrom(asked, dateOfDay(dayOf(to) + 1));
  return { url: `https://api.stlouisfed.org/fred/series?series_id=${asked.series}&file_type=json`, key };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new VorlaufError(
      "source-changed",
      { source: "fred", locator: "body", expected: "JSON", got: JSON.stringify(text.slice(0, 60)) },
      { cause },
    );
  }
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "fred", locator, expected, got });
}

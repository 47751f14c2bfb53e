import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { daysInMonth, type Period } from "../terms/period.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { changed, copyStamp, jsonOf, refused, shaped } from "./formats/answers.ts";

/** One count of works: by year, or of one month. */
export interface Query {
  /** The name that the count gets in its series id. */
  readonly name: string;
  /** OpenAlex filter, `topics.id:T10028,type:article`; ids, not names. */
  readonly filter: string;
  /** `2026-06`; counts by year of publication when absent. */
  readonly month?: Period | undefined;
}

const Query: z.ZodType<Query> = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  filter: z.string().min(1),
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional(),
});

const Answer = z.object({
  meta: z.object({ count: z.number().int(), groups_count: z.number().int().nullish() }),
  group_by: z.array(z.object({ key: z.union([z.string(), z.number()]), count: z.number().int() })).default([]),
});
const Refusal = z.object({ error: z.string(), message: z.string().default("") });

/**
 * OpenAlex: numbers of works that meet a filter, `openalex/<name>/works` by month, `openalex/<name>/works-annual` by year of publication.
 *
 * Licence: CC0. Key since February 2026 (OPENALEX_API_KEY); a list costs one credit, with one row per page. Not point in time: counts of a month grow for years, topics are assigned by a model and
 * re-assigned, records merge; so `known` is the copy's time and only copies of the same age may be compared (flag `back-filled`). Publication dates in the future and on 1 January
 * occur; years after the copy's year are rejected. A grouping shows 200 groups at most: a longer one is refused.
 */
export const source: Source<Query> = {
  id: "openalex",
  title: "OpenAlex, counts of works",
  publisher: "OurResearch",
  licence: "CC0 1.0",
  terms: "ship",
  homepage: "https://openalex.org",
  series: [
    {
      id: "openalex/*/works",
      title: { en: "Works published in the month", de: "Veröffentlichungen des Monats" },
      unit: "works",
      frequency: "monthly",
      lagDays: 1,
    },
    {
      id: "openalex/*/works-annual",
      title: { en: "Works published in the year", de: "Veröffentlichungen des Jahres" },
      unit: "works",
      frequency: "annual",
      lagDays: 1,
    },
  ],
  query: Query,
  requests: ({ filter, month }) => {
    const days =
      month === undefined
        ? ""
        : `,from_publication_date:${month}-01,to_publication_date:${month}-${String(daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5)))).padStart(2, "0")}`;
    const rest = month === undefined ? "&group_by=publication_year&per-page=200" : "&per-page=1&select=id";
    return [
      {
        url: `https://api.openalex.org/works?filter=${encodeURIComponent(`${filter}${days}`)}${rest}`,
        key: { env: "OPENALEX_API_KEY", parameter: "api_key" },
      },
    ];
  },
  recognise: () => null,
  read,
};

function read(raw: RawDocument, { name, month }: Query): Reading {
  const body = jsonOf("openalex", new TextDecoder().decode(raw.bytes), "body");
  const refusal = Refusal.safeParse(body);
  if (refusal.success) throw refused("openalex", raw, `${refusal.data.error} ${refusal.data.message}`);
  const { meta, group_by: groups } = shaped("openalex", Answer, body, "body");
  const observation = (series: string, period: Period, value: number, locator: string): Observation => ({
    series,
    period,
    value,
    unit: "works",
    ...copyStamp(raw),
    evidence: "reported (primary)",
    origin: { document: raw.sha256, url: raw.url, locator, kind: "primary" },
    flags:
      raw.known.slice(0, 7) <= period.padEnd(7, "-12").slice(0, 7)
        ? ["back-filled", "period-unfinished"]
        : ["back-filled"],
  });
  if (month !== undefined)
    return { observations: [observation(`openalex/${name}/works`, month, meta.count, "meta.count")], rejected: [] };
  if (groups.length >= 200) throw changed("openalex", "group_by", "fewer than 200 groups", String(groups.length));
  const observations: Observation[] = [];
  let [odd, example] = [0, ""];
  groups.forEach(({ key, count }, i) => {
    const year = String(key);
    if (!/^(1[5-9]|20)\d{2}$/.test(year) || year > raw.known.slice(0, 4)) {
      odd++;
      example ||= `group_by[${i}], ${year}`;
    } else observations.push(observation(`openalex/${name}/works-annual`, year, count, `group_by[${i}], ${year}`));
  });
  return {
    observations,
    rejected: odd === 0 ? [] : [{ reason: "not a year up to the copy's own", count: odd, example }],
  };
}

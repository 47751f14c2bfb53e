import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { dayOf, isDate } from "../terms/period.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { changed, copyStamp, jsonOf, refused, shaped } from "./formats/answers.ts";

/** The share of all coverage that meets a search, by day. */
export interface Query {
  /** The name that the share gets in its series id. */
  readonly name: string;
  /** Search in GDELT's syntax. */
  readonly search: string;
  /** Days back from now, at most 90. */
  readonly days: number;
}

const Query: z.ZodType<Query> = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  search: z.string().min(3),
  days: z.coerce.number().int().min(8).max(90).default(90),
});

const Answer = z.object({
  query_details: z.object({ date_resolution: z.string() }),
  timeline: z.array(
    z.object({
      series: z.string(),
      data: z.array(z.object({ date: z.string(), value: z.number(), norm: z.number().optional() })),
    }),
  ),
});

/**
 * GDELT 2.0, document interface, mode `timelinevol`: `gdelt/<name>/coverage`, share of all monitored coverage of a day that meets a search [percent].
 *
 * Licence: free use with attribution and link. One request in 5 s. The window is the last three months only, so a history is made by pulling regularly. Counted by the day an article was seen: the value of a day that is
 * over hardly changes, but articles are crawled again: `known` is the copy's time and at the earliest the end of the day. The last, unfinished day is rejected. Short spans come at 15 minutes or an hour,
 * which are no days: rejected. A search that is too short, too long or too broad is answered with status 200 and plain text.
 */
export const source: Source<Query> = {
  id: "gdelt",
  title: "GDELT, share of news coverage",
  publisher: "The GDELT Project",
  licence: "free use with attribution and link to gdeltproject.org",
  terms: "ship",
  homepage: "https://www.gdeltproject.org",
  series: [
    {
      id: "gdelt/*/coverage",
      title: {
        en: "Share of news coverage that meets a search",
        de: "Anteil der Berichterstattung, auf den eine Suche zutrifft",
      },
      unit: "percent",
      frequency: "daily",
      lagDays: 1,
    },
  ],
  query: Query,
  requests: ({ search, days }) => [
    {
      url: `https://api.gdeltproject.org/api/v2/doc/doc?query=${encodeURIComponent(search)}&mode=timelinevol&format=json&timespan=${days}d`,
    },
  ],
  recognise: () => null,
  read,
};

function read(raw: RawDocument, { name }: Query): Reading {
  const text = new TextDecoder().decode(raw.bytes);
  if (!text.trimStart().startsWith("{")) throw refused("gdelt", raw, text.trim() === "" ? "an empty answer" : text);
  const { query_details: details, timeline } = shaped("gdelt", Answer, jsonOf("gdelt", text, "body"), "body");
  const line = timeline.find((t) => t.series === "Volume Intensity");
  if (line === undefined)
    throw changed(
      "gdelt",
      "timeline",
      "the series Volume Intensity",
      timeline.map((t) => t.series).join(", ") || "none",
    );
  if (details.date_resolution !== "day")
    return {
      observations: [],
      rejected: [
        {
          reason: `resolution ${details.date_resolution}, not a day`,
          count: line.data.length,
          example: "timeline[0].data[0]",
        },
      ],
    };
  const observations: Observation[] = [];
  let [unfinished, example] = [0, ""];
  line.data.forEach(({ date, value }, i) => {
    const day = date.replace(/^(\d{4})(\d{2})(\d{2}).*$/, "$1-$2-$3");
    const locator = `timeline[0].data[${i}], ${date}`;
    if (!isDate(day) || !/^\d{8}(T?000000Z?)?$/.test(date)) throw changed("gdelt", locator, "a day", date);
    if (dayOf(day) >= dayOf(raw.known)) {
      unfinished++;
      example ||= locator;
      return;
    }
    const stamp = copyStamp(raw);
    observations.push({
      series: `gdelt/${name}/coverage`,
      period: day,
      value,
      unit: "percent",
      ...stamp,
      known: stamp.known > endOfDay(day) ? stamp.known : endOfDay(day),
      evidence: "reported (primary)",
      origin: { document: raw.sha256, url: raw.url, locator, kind: "primary" },
    });
  });
  return { observations, rejected: unfinished === 0 ? [] : [{ reason: "day not over", count: unfinished, example }] };
}

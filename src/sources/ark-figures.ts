import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import { type Evidence, evidenceOrder, type Observation } from "../terms/observation.ts";
import { isDate } from "../terms/period.ts";
import type { FoundFile, RawDocument, Reading, Source } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";

/** There is one file; nothing to choose. */
export interface Query {
  readonly file: "figures";
}
const Query: z.ZodType<Query> = z.object({ file: z.literal("figures") });

const columns = ["claim", "item", "value", "unit", "meaning", "published", "source_title", "source_url", "evidence"];

/** Rows whose page shows only a year were seen on this day and count as known from its end. */
const seenOn = "2026-11-22";

function evidenceOf(word: string, locator: string): Evidence {
  const grade = evidenceOrder.find((e) => e === word);
  if (grade === undefined) throw changed(`${locator}, evidence`, evidenceOrder.join(" | "), word);
  return grade;
}

function read(raw: RawDocument): Reading {
  const observations = recordsOf(parseCsv(decodeText(raw.bytes)), columns).map((row, i): Observation => {
    const get = (name: string): string => row[name]?.trim() ?? "";
    const locator = `record ${i + 2}`;
    const published = get("published");
    const dated = isDate(published);
    if (!dated && !/^\d{4}$/.test(published)) throw changed(`${locator}, published`, "a day or a year", published);
    const seen = endOfDay(seenOn);
    return {
      series: "ark/figures",
      item: `${get("claim")}/${get("item")}`,
      period: published,
      value: plainNumber(get("value"), `${locator}, value`),
      unit: get("unit"),
      published: dated ? endOfDay(published) : null,
      known: dated ? endOfDay(published) : raw.known > seen ? raw.known : seen,
      knownBy: dated ? "stamped" : "observed",
      evidence: evidenceOf(get("evidence"), locator),
      origin: { document: raw.sha256, url: get("source_url"), locator, kind: "citation" },
      fields: { claim: get("claim"), item: get("item"), meaning: get("meaning"), sourceTitle: get("source_title") },
    };
  });
  return { observations, rejected: [] };
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "ark-figures", locator, expected, got });
}

function recognise({ head }: FoundFile): Query | null {
  return head.startsWith(columns.join(",")) ? { file: "figures" } : null;
}

/**
 * Figures that the report of 2026-02-09 states, or that are quoted with it, one per row.
 *
 * Publisher: compiled for this project from secondary pages (roundup summary, Decrypt copies, fund articles); the report itself
 * is not held and not quoted. Licence: facts in own words. Lag: none. Not revised.
 * `known` is the end of the day that the page carries; a page that shows only a year counts from 2026-11-22, the day it was
 * read. Units are kept as written (`bn USD`, `percent`). Known defects: the amounts of the carmakers are rounded conversions
 * (26 and 6 bn USD for 22.2 and 5.1 bn EUR); the groups behind the CapEx forecasts are not stated.
 */
export const source: Source<Query> = {
  id: "ark-figures",
  title: "Figures of the report of 9 February 2026",
  publisher: "Compiled for this project from the pages each row names",
  licence: "Facts in own words; no source text",
  terms: "ship",
  homepage: "https://www.ark-invest.com",
  series: [
    {
      id: "ark/figures",
      title: {
        en: "Figures stated by or quoted with the report",
        de: "Zahlen, die der Bericht nennt oder die mit ihm zitiert werden",
      },
      unit: "as stated",
      frequency: "irregular",
      list: "log",
      lagDays: 0,
    },
  ],
  query: Query,
  requests: () => [],
  recognise,
  read,
};

import { z } from "zod";
import { daysInMonth, type Period } from "../terms/period.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { copyStamp, jsonOf, shaped } from "./formats/answers.ts";

/** The number of studies first posted in a month that meet a search. */
export interface Query {
  /** The name that the count gets in its series id. */
  readonly name: string;
  /** Search over all fields, in the service's own syntax. */
  readonly term: string;
  /** `2026-06`. */
  readonly month: Period;
}

const usual = "(artificial intelligence OR machine learning OR deep learning)";
const Query: z.ZodType<Query> = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default("ai"),
  term: z.string().min(1).default(usual),
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
});

const Answer = z.object({ totalCount: z.number().int().nonnegative(), studies: z.array(z.object({})) });

/**
 * ClinicalTrials.gov (interface v2): `clinical-trials/<name>/first-posted`, studies by month of first posting that meet a search.
 *
 * Licence: public, cite the source and its time stamp. Lag: a day. A study's day of first posting never changes, so the count is nearly point in time; but a record's text is edited later and may begin or cease to match:
 * `known` is the copy's time. Counts by status are not taken: they are states of today. About 50 requests a minute. `totalCount` stands on a first page only when asked for; its
 * absence is an error here, never zero. Errors are plain text.
 */
export const source: Source<Query> = {
  id: "clinical-trials",
  title: "ClinicalTrials.gov, studies first posted",
  publisher: "U.S. National Library of Medicine",
  licence: "public; cite ClinicalTrials.gov and the day of the copy",
  terms: "ship",
  homepage: "https://clinicaltrials.gov",
  series: [
    {
      id: "clinical-trials/*/first-posted",
      title: { en: "Clinical studies first posted in the month", de: "Im Monat erstmals gemeldete klinische Studien" },
      unit: "studies",
      frequency: "monthly",
      lagDays: 1,
    },
  ],
  query: Query,
  argument: "month",
  requests: ({ term, month }) => {
    const last = String(daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5)))).padStart(2, "0");
    const range = `AREA[StudyFirstPostDate]RANGE[${month}-01,${month}-${last}]`;
    return [
      {
        url: `https://clinicaltrials.gov/api/v2/studies?query.term=${encodeURIComponent(term)}&filter.advanced=${encodeURIComponent(range)}&fields=NCTId&countTotal=true&pageSize=1&format=json`,
      },
    ];
  },
  recognise: () => null,
  read,
};

function read(raw: RawDocument, { name, month }: Query): Reading {
  const { totalCount } = shaped(
    "clinical-trials",
    Answer,
    jsonOf("clinical-trials", new TextDecoder().decode(raw.bytes), "body"),
    "body",
  );
  const unfinished = raw.known.slice(0, 7) <= month;
  return {
    observations: [
      {
        series: `clinical-trials/${name}/first-posted`,
        period: month,
        value: totalCount,
        unit: "studies",
        ...copyStamp(raw),
        evidence: "reported (primary)",
        origin: { document: raw.sha256, url: raw.url, locator: "totalCount", kind: "primary" },
        ...(unfinished ? { flags: ["month-unfinished"] } : {}),
      },
    ],
    rejected: [],
  };
}

import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { daysInMonth, type Period, periodRange } from "../terms/period.ts";
import type { FoundFile, RawDocument, Reading, Source, SourceRequest } from "../terms/source.ts";
import { refused } from "./formats/answers.ts";
import { aiCategories, paperSeries } from "./formats/arxiv-categories.ts";
import { decodeText } from "./formats/csv.ts";

/** The months to count, first to last; each gives four requests: two fields, all papers and those with an AI category. */
export interface Query {
  /** `2024-11`. */
  readonly from: Period;
  readonly to: Period;
}
const month: z.ZodType<Period> = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const Query: z.ZodType<Query> = z.object({ from: month, to: month });

/** One count: the papers of a field in a month of first submission, all of them or those with an AI category. */
export interface Count {
  readonly field: "robotics" | "biology";
  readonly ai: boolean;
  readonly month: Period;
}

const fieldTerm = { robotics: "cat:cs.RO", biology: "cat:q-bio*" };

/** The search of a count: field, AI class as a union where asked, first submission within the month (days in GMT). */
export function searchOf({ field, ai, month }: Count): string {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))];
  const days = String(daysInMonth(year, number)).padStart(2, "0");
  const compact = month.replace("-", "");
  const union = `(${aiCategories.map((c) => `cat:${c}`).join(" OR ")})`;
  return [fieldTerm[field], ...(ai ? [union] : []), `submittedDate:[${compact}010000 TO ${compact}${days}2359]`].join(
    " AND ",
  );
}

function requests({ from, to }: Query): SourceRequest[] {
  return periodRange(from, to).flatMap((month) =>
    (["biology", "robotics"] as const).flatMap((field) =>
      [false, true].map((ai) => ({
        url: `https://export.arxiv.org/api/query?search_query=${encodeURIComponent(searchOf({ field, ai, month }))}&start=0&max_results=1`,
      })),
    ),
  );
}

/** The count that a search stands for, wherever it is written (an address, the title of a feed); null when it is another search. */
export function countOf(text: string): Count | null {
  const search = /search_query=([^&<]*)/.exec(text)?.[1] ?? "";
  const m = /submittedDate(?::|%3A)(?:\[|%5B)(\d{4})(\d{2})010000/i.exec(search);
  const field = search.includes("cs.RO") ? "robotics" : search.includes("q-bio") ? "biology" : null;
  return m === null || field === null ? null : { field, ai: search.includes("cs.LG"), month: `${m[1]}-${m[2]}` };
}

function read(raw: RawDocument): Reading {
  const body = decodeText(raw.bytes);
  if (/^rate exceeded/i.test(body.trim())) throw refused("arxiv", raw, body.trim()); // arrives with status 200
  if (!body.includes("<feed")) throw changed("document", "an Atom feed", body.slice(0, 80));
  const error = /<id>https?:\/\/arxiv\.org\/api\/errors[^<]*<\/id>[\s\S]*?<summary>([^<]*)<\/summary>/.exec(body);
  if (error !== null) throw refused("arxiv", raw, error[1] ?? "an error entry");
  const count = countOf(raw.url) ?? countOf(body);
  if (count === null) throw changed("title", "the search of one field and month", raw.url);
  const total = /<opensearch:totalResults[^>]*>(\d+)<\/opensearch:totalResults>/.exec(body);
  if (total === null) throw changed("opensearch:totalResults", "a whole number", "nothing");
  const observation: Observation = {
    series: `arxiv/${count.ai ? "ai-x-" : ""}${count.field}/papers`,
    period: count.month,
    value: Number(total[1]),
    unit: "papers",
    published: null,
    known: raw.known,
    knownBy: raw.knownBy,
    evidence: "reported (primary)",
    origin: { document: raw.sha256, url: raw.url, locator: "opensearch:totalResults", kind: "primary" },
    ...(raw.known.slice(0, 7) <= count.month ? { flags: ["month-unfinished"] } : {}),
  };
  return { observations: [observation], rejected: [] };
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "arxiv", locator, expected, got });
}

/** A recorded answer is recognised by the search that it repeats in its title. */
function recognise({ head }: FoundFile): Query | null {
  const count = head.includes("<feed") && head.includes("opensearch") ? countOf(head) : null;
  return count === null ? null : { from: count.month, to: count.month };
}

/**
 * Counts of new arXiv papers of a field and month from the query interface.
 *
 * Publisher: arXiv, https://export.arxiv.org/api/query, Atom with `opensearch:totalResults`. Licence: metadata CC0 1.0.
 * Lag: a day. Revision: the day of the first version never changes, cross-lists hardly do (28 of 30,288 papers in a year).
 * Limits: one request every three seconds on one connection. Known defects: "Rate exceeded." comes as plain text with status
 * 200 and is refused; an unknown identifier gives an empty feed. This is the source that would close the gap in the biology
 * denominator after 2019: `vorlauf pull arxiv` with the months that are missing.
 */
export const source: Source<Query> = {
  id: "arxiv",
  title: "arXiv paper counts by field and month (live)",
  publisher: "arXiv",
  licence: "arXiv metadata CC0 1.0",
  terms: "ship",
  homepage: "https://info.arxiv.org/help/api/index.html",
  series: ["robotics", "ai-x-robotics", "biology", "ai-x-biology"].map((stem) => paperSeries(stem, 1)),
  query: Query,
  requests,
  recognise,
  read,
};

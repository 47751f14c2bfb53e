import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { isDate, type Period, periodRange } from "../terms/period.ts";
import {
  type Answer,
  pagesOf,
  type RawDocument,
  type Reading,
  type Source,
  type SourceRequest,
} from "../terms/source.ts";
import { changed, copyStamp, refused } from "./formats/answers.ts";
import { categoriesOf, paperSeries, shareSeries, stemsOf, stemsOfField } from "./formats/arxiv-categories.ts";

/** All papers of a field since the start of a month. */
export interface Query {
  readonly field: "robotics" | "biology";
  /** First month counted, `2026-01`. */
  readonly from: Period;
}

const Query: z.ZodType<Query> = z.strictObject({
  field: z.enum(["robotics", "biology"]),
  from: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
});

const sets = { robotics: "cs:cs:RO", biology: "q-bio" } as const;
const base = "https://oaipmh.arxiv.org/oai";

/**
 * arXiv by its harvesting interface (OAI-PMH 2.0, format arXivRaw): papers of a field by month of first submission, `arxiv/<stem>/papers`, and the share with an AI category,
 * `arxiv/ai-x-<field>/share`, for all complete months since `from`.
 *
 * Licence: metadata CC0. One request in 3 s; a thousand records a page, the token of the next page expires daily (an unfinished harvest of another day begins anew). The datestamp is the day of the last change, and is never
 * before the first submission: a harvest from the first day of a month on holds every paper first submitted since, and older ones that were changed (rejected by name).
 * The day of version 1 never changes, cross-lists hardly do; withdrawn papers stay, deleted records are rejected. A month is complete when it was over two days before the harvest (papers are announced with a
 * delay); later ones are rejected. `known` is the copy's time. `noRecordsMatch` is an empty harvest, every other error of the protocol a refusal; too frequent clients get 503 with Retry-After.
 */
export const source: Source<Query> = {
  id: "arxiv-oai",
  title: "arXiv papers by field and month, harvested",
  publisher: "arXiv",
  licence: "arXiv metadata CC0 1.0",
  terms: "ship",
  homepage: "https://info.arxiv.org/help/oa/index.html",
  series: (["robotics", "biology"] as const).flatMap((field) => [
    ...stemsOfField(field).map((stem) => paperSeries(stem, 2)),
    shareSeries(field, 2),
  ]),
  query: Query,
  argument: "field",
  joined: true,
  requests: ({ field, from }) => [
    { url: `${base}?verb=ListRecords&metadataPrefix=arXivRaw&set=${sets[field]}&from=${from}-01` },
  ],
  next: follow,
  recognise: ({ head }) => {
    if (!head.includes("<OAI-PMH")) return null;
    const field = /set="cs:cs:RO"/.test(head) ? "robotics" : /set="q-bio/.test(head) ? "biology" : null;
    const from = /from="(\d{4}-\d{2})-\d{2}"/.exec(head)?.[1];
    return { field: field ?? "robotics", from: from ?? "1991-08" };
  },
  read,
};

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nodesOf(value: unknown): readonly Node[] {
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

const textOf = (value: unknown): string =>
  typeof value === "string"
    ? value.trim()
    : isNode(value) && typeof value["#text"] === "string"
      ? value["#text"].trim()
      : "";

interface Page {
  readonly records: readonly Node[];
  readonly token: string;
}

/** A page of records. @throws "source-unreachable" for an error of the protocol, "source-changed" for anything that is no list of records */
function pageOf(raw: RawDocument, text: string): Page {
  if (!text.includes("<OAI-PMH"))
    throw refused("arxiv-oai", raw, text.trim().slice(0, 120) === "" ? "an empty answer" : text);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    removeNSPrefix: true,
    parseTagValue: false,
    processEntities: false,
  });
  let document: unknown;
  try {
    document = parser.parse(text, true);
  } catch (cause) {
    throw changed(
      "arxiv-oai",
      "body",
      "a whole XML answer",
      cause instanceof Error ? cause.message.slice(0, 80) : String(cause),
      cause,
    );
  }
  const root = isNode(document) ? document["OAI-PMH"] : undefined;
  if (!isNode(root)) throw changed("arxiv-oai", "root", "OAI-PMH", "something else");
  const error = root["error"];
  if (error !== undefined) {
    const code = isNode(error) ? textOf(error["@code"]) : "";
    if (code === "noRecordsMatch") return { records: [], token: "" };
    throw refused("arxiv-oai", raw, `${code === "" ? "error" : code}: ${textOf(error)}`);
  }
  const list = root["ListRecords"];
  if (!isNode(list))
    throw changed(
      "arxiv-oai",
      "OAI-PMH",
      "ListRecords",
      Object.keys(root)
        .filter((k) => !k.startsWith("@"))
        .join(", "),
    );
  return { records: nodesOf(list["record"]), token: textOf(list["resumptionToken"]) };
}

function follow({ raw, asked }: Answer): SourceRequest | null {
  const { token } = pageOf(raw, pagesOf(raw).at(-1) ?? "");
  return token === ""
    ? null
    : { ...asked, url: `${base}?verb=ListRecords&resumptionToken=${encodeURIComponent(token)}` };
}

function read(raw: RawDocument, { field, from }: Query): Reading {
  const rejected = new Map<string, { count: number; example: string }>();
  const reject = (reason: string, locator: string): void =>
    void rejected.set(reason, {
      count: (rejected.get(reason)?.count ?? 0) + 1,
      example: rejected.get(reason)?.example ?? locator,
    });
  const months = new Map<string, number>();
  const seen = new Set<string>();
  const complete = lastComplete(raw.known);
  const wanted = new Set(stemsOfField(field));
  const pages = pagesOf(raw).map((text) => pageOf(raw, text));
  if ((pages.at(-1)?.token ?? "") !== "")
    throw changed("arxiv-oai", "last page", "the end of the list", "a token for more");
  for (const record of pages.flatMap((page) => page.records)) {
    const header = nodesOf(record["header"])[0] ?? {};
    const id = textOf(header["identifier"]);
    const metadata = nodesOf(nodesOf(record["metadata"])[0]?.["arXivRaw"])[0];
    if (header["@status"] === "deleted") reject("record deleted", id);
    else if (metadata === undefined) reject("no metadata in the format arXivRaw", id);
    else if (seen.has(id)) reject("came twice", id);
    else {
      const month = monthOf(metadata, id);
      if (month < from) reject("first submitted before the harvest's first month, changed since", id);
      else if (month > complete) reject("month not over two days before the harvest", id);
      else
        for (const stem of stemsOf(categoriesOf(textOf(metadata["categories"]))))
          if (wanted.has(stem)) months.set(`${stem} ${month}`, (months.get(`${stem} ${month}`) ?? 0) + 1);
      seen.add(id);
    }
  }
  const span = seen.size === 0 || complete < from ? [] : periodRange(from, complete);
  return {
    observations: span.flatMap((month) =>
      observationsOf(raw, field, month, (stem) => months.get(`${stem} ${month}`) ?? 0),
    ),
    rejected: [...rejected].map(([reason, found]) => ({ reason, ...found })),
  };
}

function monthOf(metadata: Node, id: string): Period {
  const first = nodesOf(metadata["version"]).find((v) => v["@version"] === "v1");
  const m = /^[A-Z][a-z]{2}, (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) /.exec(textOf(first?.["date"]));
  const month =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].indexOf(m?.[2] ?? "") + 1;
  const date = `${m?.[3]}-${String(month).padStart(2, "0")}-${m?.[1]?.padStart(2, "0")}`;
  if (!isDate(date))
    throw changed(
      "arxiv-oai",
      `${id}, version v1`,
      "a date like Tue, 31 Dec 2024 23:59:59 GMT",
      textOf(first?.["date"]) || "none",
    );
  return date.slice(0, 7);
}

/** The last month that was over on the second day before the harvest. */
function lastComplete(known: string): Period {
  const [year, month, day] = [Number(known.slice(0, 4)), Number(known.slice(5, 7)), Number(known.slice(8, 10))];
  const back = day <= 2 ? 2 : 1;
  const index = year * 12 + month - 1 - back;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
}

function observationsOf(
  raw: RawDocument,
  field: "robotics" | "biology",
  month: Period,
  count: (stem: string) => number,
): Observation[] {
  const observation = (
    series: string,
    value: number,
    unit: string,
    evidence: Observation["evidence"],
    locator: string,
  ): Observation => ({
    series,
    period: month,
    value,
    unit,
    ...copyStamp(raw),
    evidence,
    origin: { document: raw.sha256, url: raw.url, locator, kind: "primary" },
  });
  const papers = stemsOfField(field).map((stem) =>
    observation(`arxiv/${stem}/papers`, count(stem), "papers", "derived", `records of ${month} by day of version 1`),
  );
  const all = count(field);
  return all === 0
    ? papers
    : [
        ...papers,
        observation(
          `arxiv/ai-x-${field}/share`,
          count(`ai-x-${field}`) / all,
          "share",
          "derived",
          `${count(`ai-x-${field}`)} of ${all} records of ${month}`,
        ),
      ];
}

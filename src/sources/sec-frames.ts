import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { isDate } from "../terms/period.ts";
import type { RawDocument, Reading, Source, Tools } from "../terms/source.ts";
import { companyOfCik, notMapped } from "./companies.ts";
import { copyStamp, jsonOf, shaped, slugOf } from "./formats/answers.ts";

/** One tag of all filers in one calendar period. */
export interface Query {
  /** `PaymentsToAcquirePropertyPlantAndEquipment`. */
  readonly tag: string;
  readonly taxonomy: "us-gaap" | "ifrs-full";
  readonly unit: string;
  /** `2026-Q2` or `2025`. */
  readonly period: string;
}

const Query: z.ZodType<Query> = z.strictObject({
  tag: z
    .string()
    .regex(/^[A-Za-z0-9]+$/)
    .default("PaymentsToAcquirePropertyPlantAndEquipment"),
  taxonomy: z.enum(["us-gaap", "ifrs-full"]).default("us-gaap"),
  unit: z
    .string()
    .regex(/^[A-Za-z-]+$/)
    .default("USD"),
  period: z.string().regex(/^\d{4}(-Q[1-4])?$/),
});

const Answer = z.object({
  taxonomy: z.string(),
  tag: z.string(),
  ccp: z.string(),
  uom: z.string(),
  pts: z.number().int().optional(),
  data: z.array(
    z.object({
      accn: z.string(),
      cik: z.number().int(),
      entityName: z.string(),
      start: z.string().optional(),
      end: z.string(),
      val: z.number(),
    }),
  ),
});

/**
 * Frames of the SEC's EDGAR, **for cross-checks only**: `sec-frames/<ticker>/<tag>`, one fact per filer and calendar period, of the companies of `companies.ts`.
 *
 * Publisher: U.S. Securities and Exchange Commission. Licence: public domain. A frame shows the fact filed last and moves when a later filing restates it: it is no vintage, fills for weeks after a quarter, and leaves out
 * filers whose period begins or ends more than about 30 days off the calendar; so no part of this house reads it, every value is flagged `cross-check-only` and `known` is the copy's time. Status 404 is
 * "nobody reported it". Facts of other filers are counted as rejected.
 */
export const source: Source<Query> = {
  id: "sec-frames",
  title: "SEC EDGAR frames, for cross-checks",
  publisher: "U.S. Securities and Exchange Commission",
  licence: "public domain (US government work)",
  terms: "test",
  homepage: "https://www.sec.gov/search-filings/edgar-application-programming-interfaces",
  series: [
    {
      id: "sec-frames/*/*",
      title: {
        en: "Newest filed fact of a calendar period, for cross-checks",
        de: "Zuletzt eingereichter Wert eines Kalenderzeitraums, nur zum Abgleich",
      },
      unit: "USD",
      frequency: "quarterly",
      lagDays: 45,
    },
  ],
  query: Query,
  argument: "period",
  requests: ({ tag, taxonomy, unit, period }) => [
    {
      url: `https://data.sec.gov/api/xbrl/frames/${taxonomy}/${tag}/${unit}/CY${period.replace("-", "")}.json`,
      absent: [404],
    },
  ],
  recognise: ({ path, head }) => {
    if (!path.endsWith(".json") || !/"ccp"\s*:\s*"CY\d{4}/.test(head) || !/"uom"/.test(head)) return null;
    const field = (name: string): string | undefined => new RegExp(`"${name}"\\s*:\\s*"([^"]+)"`).exec(head)?.[1];
    const period = field("ccp")?.replace(/^CY(\d{4})(Q[1-4])?I?$/, (_all, year: string, quarter?: string) =>
      quarter === undefined ? year : `${year}-${quarter}`,
    );
    const parsed = Query.safeParse({ tag: field("tag"), taxonomy: field("taxonomy"), unit: field("uom"), period });
    return parsed.success ? parsed.data : null;
  },
  read,
};

function read(raw: RawDocument, { tag, period }: Query, { filers }: Tools): Reading {
  const answer = shaped(
    "sec-frames",
    Answer,
    jsonOf("sec-frames", new TextDecoder().decode(raw.bytes), "body"),
    "body",
  );
  const observations: Observation[] = [];
  let [others, example] = [0, ""];
  answer.data.forEach((fact, i) => {
    const company = companyOfCik(String(fact.cik), filers);
    const locator = `data[${i}], ${fact.accn} ${answer.taxonomy}:${answer.tag} ${fact.start ?? ""}..${fact.end}`;
    if (company === null || answer.tag !== tag || !isDate(fact.end)) {
      others++;
      example ||= `data[${i}], CIK ${fact.cik} ${fact.entityName}`;
      return;
    }
    observations.push({
      series: `sec-frames/${company.ticker}/${slugOf(tag)}`,
      period,
      value: fact.val,
      unit: answer.uom,
      ...copyStamp(raw),
      evidence: "reported (primary)",
      origin: { document: raw.sha256, url: raw.url, locator, kind: "primary" },
      flags: ["cross-check-only"],
    });
  });
  return {
    observations,
    rejected: others === 0 ? [] : [{ reason: notMapped, count: others, example }],
  };
}

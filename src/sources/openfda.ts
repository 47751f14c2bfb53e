import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { isDate } from "../terms/period.ts";
import { pagesOf, type RawDocument, type Reading, type Source, type SourceRequest } from "../terms/source.ts";
import { changed, copyStamp, jsonOf, refused, shaped } from "./formats/answers.ts";

/** Clearances (510(k)) or approvals (PMA) that meet a search. */
export interface Query {
  readonly list: "510k" | "pma";
  /** First and last day of decision. */
  readonly from: string;
  readonly to: string;
  /** Further condition in openFDA's syntax, values in quotes: `product_code:"QIH"`. */
  readonly search?: string | undefined;
}

const day = z.string().refine(isDate, "Give a day as YYYY-MM-DD.");
const Query: z.ZodType<Query> = z.strictObject({
  list: z.enum(["510k", "pma"]).default("510k"),
  from: day,
  to: day,
  search: z.string().min(1).optional(),
});

const Refusal = z.object({ error: z.object({ code: z.string(), message: z.string().default("") }) });
const Text = z.union([z.string(), z.array(z.string()).transform((all) => all[0] ?? "")]).nullish();
const Record510k = z.object({
  k_number: Text,
  pma_number: Text,
  supplement_number: Text,
  decision_date: z.string(),
  applicant: Text,
  device_name: Text,
  trade_name: Text,
  product_code: Text,
  advisory_committee_description: Text,
  decision_code: Text,
});
const Answer = z.object({
  meta: z.object({
    last_updated: z.string().optional(),
    results: z.object({ skip: z.number().int(), limit: z.number().int(), total: z.number().int() }),
  }),
  results: z.array(Record510k),
});

/**
 * openFDA: devices cleared (log list `fda/510k`, item = K number) or approved (`fda/pma`, item = P number and supplement), period = day of decision.
 *
 * Licence: CC0. A key (OPENFDA_API_KEY) is optional: 240 requests a minute; 1,000 a day without, 120,000 with one. Updated weekly, decisions appear after days to weeks; a
 * decision's day is final, late additions happen: `known` is the copy's time. The list of AI-enabled devices is no part of openFDA: join its submission numbers (source
 * `fda-ai-devices`). 1,000 records a page and 26,000 in all: a longer answer is refused (ask for fewer days). No hit is status 404 with NOT_FOUND: nothing, not a failure. Unquoted values with hyphens
 * are read as operators by the service.
 */
export const source: Source<Query> = {
  id: "openfda",
  title: "openFDA, device clearances and approvals",
  publisher: "U.S. Food and Drug Administration",
  licence: "CC0 1.0",
  terms: "ship",
  homepage: "https://open.fda.gov",
  series: [
    {
      id: "fda/510k",
      title: { en: "Devices cleared (510(k)) by K number", de: "Zugelassene Medizinprodukte (510(k)) nach K-Nummer" },
      unit: "device",
      frequency: "irregular",
      list: "log",
      lagDays: 14,
    },
    {
      id: "fda/pma",
      title: {
        en: "Devices approved (PMA) by number and supplement",
        de: "Genehmigte Medizinprodukte (PMA) nach Nummer und Nachtrag",
      },
      unit: "device",
      frequency: "irregular",
      list: "log",
      lagDays: 14,
    },
  ],
  query: Query,
  joined: true,
  requests: (query) => [requestOf(query, 0)],
  next: ({ raw }, query) => {
    const { skip, total } = pageOf(raw, pagesOf(raw).at(-1) ?? "").meta.results;
    if (total > 26_000)
      throw changed("openfda", "meta.results.total", "at most 26,000 records (ask for fewer days)", String(total));
    return skip + 1_000 < total ? requestOf(query, skip + 1_000) : null;
  },
  recognise: () => null,
  read,
};

function requestOf({ list, from, to, search }: Query, skip: number): SourceRequest {
  const days = `decision_date:[${from.replaceAll("-", "")} TO ${to.replaceAll("-", "")}]`;
  const query = encodeURIComponent(search === undefined ? days : `${days} AND ${search}`).replaceAll("%20", "+");
  return {
    url: `https://api.fda.gov/device/${list}.json?search=${query}&sort=decision_date:asc&limit=1000&skip=${skip}`,
    key: { env: "OPENFDA_API_KEY", parameter: "api_key", optional: true },
    absent: [404],
  };
}

function pageOf(raw: RawDocument, text: string): z.infer<typeof Answer> {
  const body = jsonOf("openfda", text, "body");
  const refusal = Refusal.safeParse(body);
  if (refusal.success) throw refused("openfda", raw, `${refusal.data.error.code}: ${refusal.data.error.message}`);
  return shaped("openfda", Answer, body, "body");
}

function read(raw: RawDocument, { list }: Query): Reading {
  const pages = pagesOf(raw).map((text) => pageOf(raw, text));
  const total = pages[0]?.meta.results.total ?? 0;
  const records = pages.flatMap((page) => page.results);
  if (records.length !== total) throw changed("openfda", "results", `${total} records`, String(records.length));
  const seen = new Set<string>();
  const observations: Observation[] = [];
  let [twice, example] = [0, ""];
  records.forEach((record, i) => {
    const item =
      list === "510k"
        ? (record.k_number ?? "")
        : [record.pma_number, record.supplement_number]
            .filter((part) => typeof part === "string" && part !== "")
            .join("-");
    const period = record.decision_date.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
    const locator = `results[${i}], ${item}`;
    if (item === "" || !isDate(period))
      throw changed("openfda", locator, "a number and a day of decision", `${item} ${record.decision_date}`);
    if (seen.has(item)) {
      twice++;
      example ||= locator;
      return;
    }
    seen.add(item);
    observations.push({
      series: `fda/${list}`,
      item,
      period,
      value: null,
      unit: "device",
      ...copyStamp(raw),
      evidence: "reported (primary)",
      origin: { document: raw.sha256, url: raw.url, locator, kind: "primary" },
      fields: {
        company: record.applicant ?? null,
        device: record.device_name ?? record.trade_name ?? null,
        productCode: record.product_code ?? null,
        panel: record.advisory_committee_description ?? null,
        decision: record.decision_code ?? null,
      },
    });
  });
  return {
    observations,
    rejected: twice === 0 ? [] : [{ reason: "number repeated on a later page", count: twice, example }],
  };
}

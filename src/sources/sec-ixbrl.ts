import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Company } from "../terms/filer.ts";
import type { Observation } from "../terms/observation.ts";
import type { RawDocument, Reading, Source, Tools } from "../terms/source.ts";
import { companyOfCik, companyOfTicker, notMapped, tagFlags } from "./companies.ts";
import type { FiledFact } from "./formats/companyfacts.ts";
import { decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";
import {
  accountOfFacts,
  filedSeries,
  filingUrl,
  isWantedTag,
  observeFacts,
  type Rejections,
  rejectFiler,
  rejections,
} from "./formats/filed-facts.ts";
import { type InlineFact, parseInlineXbrl } from "./formats/inline-xbrl.ts";

/** `filing`: a primary document as filed. `table`: the CapEx facts of several filings, extracted by somebody else. */
export interface Query {
  readonly form: "filing" | "table";
}

const Query: z.ZodType<Query> = z.object({ form: z.enum(["filing", "table"]).default("filing") });

/** Companies whose rows of the table stand with their filing day in the company facts of source `sec`. */
const heldByCompanyFacts: readonly string[] = ["amzn", "nvda", "orcl"];

/**
 * Inline-XBRL filings themselves: the same series as source `sec`, for companies whose company facts are not at hand (General Motors, Ford,
 * Caterpillar, Tesla's fiscal 2023 and others), as quarters where one document allows it, fiscal years, and `-ytd` sums; and log list `sec/<ticker>/passages`: table heading, row label and printed number of every fact taken, which
 * `explain` shows.
 *
 * Publisher: the filing company through the SEC's EDGAR. Licence: public filings. Lag: as source `sec`. A document does not state its
 * filing day (the date in the signature block is the same day or a few days earlier), so `published` is null and `known` is the
 * time of the copy; such values support no earlier as-of day. No revision within a document. Facts with a dimension (segments) are left out.
 * Known defects: IBM's 10-K has its statements in an exhibit and NVIDIA's 10-Q of 2023 tags CapEx with an own name: neither holds a CapEx fact.
 * Caterpillar's CapEx is the sum of two tags. In the table, rows of Amazon, NVIDIA and Oracle are left to source `sec`, which knows their filing day.
 */
export const source: Source<Query> = {
  id: "sec-ixbrl",
  title: "SEC EDGAR inline-XBRL filings",
  publisher: "the filing companies, through the U.S. Securities and Exchange Commission",
  licence: "public filings (facts)",
  terms: "ship",
  homepage: "https://www.sec.gov/search-filings",
  series: [
    ...filedSeries,
    {
      id: "sec/*/passages",
      title: { en: "where a filing prints its figures", de: "Stellen, an denen eine Einreichung ihre Zahlen nennt" },
      unit: "original currency",
      frequency: "irregular",
      list: "log",
      lagDays: 35,
    },
  ],
  query: Query,
  requests: () => [],
  recognise: ({ path, head }) => {
    if (head.startsWith("ticker,form,accession,signed_on,concept,start,end,value_usd")) return { form: "table" };
    return /\.x?html?$/.test(path) && /xmlns:ix=|<ix:header/.test(head) ? { form: "filing" } : null;
  },
  read: (raw, { form }, { filers }) => (form === "filing" ? readFiling(raw, filers) : readTable(raw, filers)),
};

function readFiling(raw: RawDocument, filers: Tools["filers"]): Reading {
  const document = parseInlineXbrl(decodeText(raw.bytes), raw.path, isWantedTag(filers));
  const reject = rejections();
  for (const locator of document.malformed) reject.add("number in an unknown format", locator);
  const company = companyOfCik(document.cik, filers);
  if (company === null) {
    const held = document.facts.length + document.malformed.length;
    const count = document.facts.length;
    rejectFiler(reject, `CIK ${document.cik}`, count);
    return { observations: [], rejected: reject.list(), account: { unit: "facts", held, taken: 0 } };
  }
  const accession = /\d{10}-\d{2}-\d{6}/.exec(raw.path)?.[0] ?? "unknown-accession";
  const facts = document.facts.map(
    ({ taxonomy, tag, unit, start, end, value }): FiledFact => ({
      taxonomy,
      tag,
      unit,
      start,
      end,
      value,
      accession,
      form: document.form,
      filed: raw.known.slice(0, 10),
    }),
  );
  const passages = document.facts.flatMap((f) => passageOf(f, { raw, company, accession, form: document.form }) ?? []);
  const taken = new Set<FiledFact>();
  const observations = [...observed(raw, facts, company, { form: "filing", reject, taken }), ...passages];
  return {
    observations,
    rejected: reject.list(),
    account: accountOfFacts(facts, company, {
      taken,
      malformed: document.malformed.length,
      others: [{ what: "numbers of other tags, of parts of the company, or printed again", count: document.others }],
    }),
  };
}

/** The entry of a fact's printed place; null for one that is only in running text, or of a currency that the series do not take. */
function passageOf(
  fact: InlineFact,
  { raw, company, accession, form }: { raw: RawDocument; company: Company; accession: string; form: string },
): Observation | null {
  const { printed, taxonomy, tag, unit, start, end, value } = fact;
  if (printed === null || unit !== company.currency) return null;
  const interval = start === null ? end : `${start}..${end}`;
  return {
    series: `sec/${company.ticker}/passages`,
    item: `${accession} ${taxonomy}:${tag} ${unit} ${interval}`,
    period: end,
    value,
    unit,
    published: null,
    known: raw.known,
    knownBy: raw.knownBy,
    evidence: "reported (primary)",
    origin: {
      document: raw.sha256,
      url: filingUrl(company.ciks[0] ?? "", accession),
      locator: `${accession} ${form} ${taxonomy}:${tag} ${unit} ${interval}${printed.id === "" ? "" : `, element ${printed.id}`}`,
      kind: "primary",
    },
    fields: {
      accession,
      form,
      tag: `${taxonomy}:${tag}`,
      interval,
      heading: printed.heading,
      note: printed.note,
      columns: printed.columns,
      row: printed.row,
      printed: printed.printed,
      scale: printed.scale,
      negated: printed.isNegated,
    },
  };
}

function readTable(raw: RawDocument, filers: Tools["filers"]): Reading {
  const records = recordsOf(parseCsv(decodeText(raw.bytes)), [
    "ticker",
    "form",
    "accession",
    "concept",
    "start",
    "end",
    "value_usd",
  ]);
  const reject = rejections();
  const byCompany = new Map<Company, FiledFact[]>();
  records.forEach((row, i) => {
    const locator = `record ${i + 2}`;
    const company = companyOfTicker(row["ticker"] ?? "", filers);
    if (company === null) return reject.add(notMapped, `${locator} ${row["ticker"]}`);
    if (heldByCompanyFacts.includes(company.ticker))
      return reject.add("left to source sec, which knows the filing day", `${locator} ${row["ticker"]}`);
    const value = plainNumber(row["value_usd"] ?? "", `${raw.path} ${locator}`);
    const [taxonomy = "", tag = ""] = (row["concept"] ?? "").split(":");
    if (value === null || tag === "")
      throw new VorlaufError("source-changed", {
        source: "sec-ixbrl",
        locator,
        expected: "a concept and a value",
        got: JSON.stringify(row),
      });
    const fact: FiledFact = {
      taxonomy,
      tag,
      unit: "USD",
      start: row["start"] ?? "",
      end: row["end"] ?? "",
      value,
      accession: row["accession"] ?? "",
      form: row["form"] ?? "",
      filed: raw.known.slice(0, 10),
    };
    byCompany.set(company, [...(byCompany.get(company) ?? []), fact]);
  });
  const taken = new Set<FiledFact>();
  const observations = [...byCompany].flatMap(([company, facts]) =>
    observed(raw, facts, company, { form: "table", reject, taken }),
  );
  const accounts = [...byCompany].map(([company, facts]) => accountOfFacts(facts, company, { taken: new Set() }));
  const foreign = accounts.flatMap((a) => a.beside ?? []);
  return {
    observations,
    rejected: reject.list(),
    account: {
      unit: "rows",
      held: records.length - foreign.reduce((n, b) => n + b.count, 0),
      taken: taken.size,
      beside: foreign,
    },
  };
}

function observed(
  raw: RawDocument,
  facts: readonly FiledFact[],
  company: Company,
  {
    form,
    reject,
    taken,
  }: {
    readonly form: Query["form"];
    readonly reject: Rejections;
    readonly taken: Set<FiledFact>;
  },
): Reading["observations"] {
  return observeFacts(facts, {
    raw,
    company,
    kind: form === "filing" ? "primary" : "extract",
    stamped: false,
    yearToDate: true,
    isWindow: false,
    direct: form === "filing" ? "reported (primary)" : "reported (secondary)",
    url: (accession) => filingUrl(company.ciks[0] ?? "", accession),
    reject,
    taken,
    flags: tagFlags(company),
  });
}

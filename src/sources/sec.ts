import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Company } from "../terms/filer.ts";
import type { Answer, RawDocument, Reading, Source, SourceRequest, Tools } from "../terms/source.ts";
import type { Warning } from "../terms/warnings.ts";
import { companyOfCik, companyOfTicker, tagFlags, tagsOf } from "./companies.ts";
import { type CompanyFacts, type FiledFact, parseCompanyFacts } from "./formats/companyfacts.ts";
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
import { cikIn, ciksOf, isTickerList, standardOf, tickerList, unmappedCompany } from "./formats/tickers.ts";

/** Which filer's facts, and whose copy. */
export interface Query {
  /** Ticker of a company of `companies.ts`; all of them when absent. */
  readonly ticker?: string | undefined;
  /**
   * `extract`: a trimmed or retyped copy made by somebody else (it yields to the publisher's own file on a tie); `window`: one that was cut to the
   * facts that end after some day, so that earlier quarters in it are differences of later comparatives and are not read.
   */
  readonly copy: "publisher" | "extract" | "window";
  /** Live only: the nightly archive of all filers, read member by member. */
  readonly bulk?: boolean | undefined;
}

const Query: z.ZodType<Query> = z.object({
  ticker: z.string().min(1).optional(),
  copy: z.enum(["publisher", "extract", "window"]).default("publisher"),
  bulk: z.boolean().optional(),
});

/**
 * Company facts of the SEC's EDGAR: `sec/<ticker>/<measure>` by calendar quarter (midpoint rule), `sec/<ticker>/<measure>-annual`
 * by fiscal year, with every vintage that the filings imply (`formats/quarters.ts`).
 *
 * Publisher: U.S. Securities and Exchange Commission, data.sec.gov/api/xbrl/companyfacts. Licence: public domain. Lag: 25 to 40 days
 * after a quarter, up to 60 after a fiscal year; 20-F filers yearly, 110 days. Unit: the filer's currency (TWD for TSMC; its USD
 * column is a convenience translation and is refused).
 * Stamps: `published` = `known` = the end of the filed day, which is the day of acceptance or, for filings accepted after 17:30 Eastern
 * time, the next business day; so nothing is known here before it could be read. Acceptance times are in `sec-submissions`.
 * Revision: comparatives are restated a year later, quarter by quarter. Known defects: flow facts without a start date (IREN,
 * 2025-08-28); a quarter's value under the half year's dates (NVIDIA revenue, 10-K of 2018-02-28); Amazon's first nine months of
 * 2013 (2,565m against 2,563m by quarters); Amazon tags no CapEx in the filings between 2017-04-28 and 2018-10-26; the answer holds no
 * dimensional facts (segments) and no figures of press releases. Any other filer's ticker is looked up in the SEC's list and read by the usual tags, which
 * nobody has checked for it (warning `tags-not-checked`). The nightly archive `companyfacts.zip` is read member by member. Needs VORLAUF_CONTACT, because the SEC asks programs for
 * a name and an address.
 */
export const source: Source<Query> = {
  id: "sec",
  title: "SEC EDGAR company facts",
  publisher: "U.S. Securities and Exchange Commission",
  licence: "public domain (US government work; filings are the filers' statements)",
  terms: "ship",
  homepage: "https://www.sec.gov/search-filings/edgar-application-programming-interfaces",
  series: filedSeries,
  query: Query,
  requests,
  next,
  argument: "ticker",
  archive: { name: /(?:^|\/)companyfacts\.zip$/, member: memberQuery },
  recognise: ({ path, head }) => {
    if (!path.endsWith(".json") || !/^\s*\{\s*"cik"\s*:\s*"?\d{1,10}"?\s*,/.test(head)) return null;
    if (!/"(facts|units|taxonomy)"\s*:/.test(head)) return null;
    if (/-like.*\.since-\d{4}/.test(path)) return { copy: "window" };
    return { copy: /trimmed|-like/.test(path) ? "extract" : "publisher" };
  },
  read,
};

function requests({ ticker, bulk }: Query): readonly SourceRequest[] {
  if (bulk === true)
    return [
      { url: "https://www.sec.gov/Archives/edgar/daily-index/xbrl/companyfacts.zip", archive: "companyfacts.zip" },
    ];
  return ciksOf(ticker)?.map(factsOf) ?? [tickerList];
}

function factsOf(cik: string): SourceRequest {
  return { url: `https://data.sec.gov/api/xbrl/companyfacts/CIK${cik}.json`, headers: { "accept-encoding": "gzip" } };
}

/** Behind the list of tickers the facts of the company looked for. */
function next({ raw, asked }: Answer, { ticker }: Query): SourceRequest | null {
  return asked.url === tickerList.url && ticker !== undefined ? factsOf(cikIn(raw, ticker, "sec")) : null;
}

/** The members of the nightly archive that belong to mapped companies. */
function memberQuery(name: string, filers?: readonly Company[]): Query | null {
  const cik = /(?:^|\/)CIK(\d{10})\.json$/.exec(name)?.[1];
  return cik !== undefined && companyOfCik(cik, filers) !== null ? { copy: "publisher" } : null;
}

function read(raw: RawDocument, query: Query, { filers }: Tools): Reading {
  if (isTickerList(raw)) return { observations: [], rejected: [] };
  const document = parseCompanyFacts(raw.bytes, raw.path, isWantedTag(filers));
  const reject = rejections();
  const wanted = query.ticker === undefined ? null : companyOfTicker(query.ticker, filers);
  const mapped = companyOfCik(document.cik, filers);
  const company =
    mapped ?? (query.ticker !== undefined && wanted === null ? unmappedCompany(document, query.ticker) : null);
  if (company === null) {
    const held = document.facts.length + document.malformed.length;
    rejectFiler(reject, `CIK ${document.cik} ${document.entity}`, held);
    return { observations: [], rejected: reject.list(), account: { unit: "facts", held, taken: 0 } };
  }
  if (wanted !== null && wanted !== company) {
    throw new VorlaufError("source-changed", {
      source: "sec",
      locator: `${raw.path} cik`,
      expected: wanted.ciks.join(" or "),
      got: document.cik,
    });
  }
  for (const locator of document.malformed)
    reject.add("no date, no number, or an interval that ends before it starts", locator);
  const facts = mapped === null ? ofStandard(document, reject) : document.facts;
  const taken = new Set<FiledFact>();
  const observations = observeFacts(facts, {
    taken,
    raw,
    company,
    kind: query.copy === "publisher" ? "primary" : "extract",
    stamped: true,
    yearToDate: false,
    isWindow: query.copy === "window",
    direct: "reported (primary)",
    url: (accession) => filingUrl(document.cik, accession),
    reject,
    flags: mapped === null ? ["tags-not-checked"] : tagFlags(company),
  });
  return {
    observations,
    rejected: reject.list(),
    account: accountOfFacts(facts, company, {
      taken,
      malformed: document.malformed.length + document.facts.length - facts.length,
    }),
    ...(mapped === null ? { warnings: unchecked(document, company) } : {}),
  };
}

/** The facts under the standard of the filer's newest filing; those under the one it left are another definition. */
function ofStandard({ facts }: CompanyFacts, reject: Rejections): CompanyFacts["facts"] {
  const standard = standardOf(facts);
  return facts.filter((f) => {
    const isOld = f.taxonomy !== standard && (f.taxonomy === "us-gaap" || f.taxonomy === "ifrs-full");
    if (isOld)
      reject.add(
        `under ${f.taxonomy}, the standard that the filer left: another definition`,
        `${f.accession} ${f.form} ${f.taxonomy}:${f.tag} ${f.end}`,
      );
    return !isOld;
  });
}

/** That nobody checked the tags, and, where none of the usual ones states CapEx, which of the document's might. */
function unchecked({ entity, cik, facts, others }: CompanyFacts, company: Company): readonly Warning[] {
  const about = [`sec/${company.ticker}/capex`];
  const usual = tagsOf(company, "capex");
  const warning: Warning = { code: "tags-not-checked", facts: { company: entity, cik }, about };
  if (facts.some((f) => usual.includes(`${f.taxonomy}:${f.tag}`))) return [warning];
  const near = others.filter((tag) =>
    /:(Purchase|Payments|Additions|Acquisition|CapitalExpend).*(PropertyPlant|FixedAsset|ProductiveAsset|Equipment|Expenditure)/.test(
      tag,
    ),
  );
  const stated = near.length === 0 ? "no tag that looks like it" : near.slice(0, 5).join(", ");
  return [
    warning,
    { code: "capex-without-tag", facts: { company: entity, cik, looked: usual.join(", "), stated }, about },
  ];
}

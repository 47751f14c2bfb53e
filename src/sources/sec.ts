import { z } from "zod";
import { nearIds, VorlaufError } from "../terms/errors.ts";
import type { RawDocument, Reading, Source, SourceRequest } from "../terms/source.ts";
import { type Company, companies, companyOfCik, companyOfTicker } from "./companies.ts";
import { parseCompanyFacts } from "./formats/companyfacts.ts";
import { filedSeries, filingUrl, isWantedTag, observeFacts, rejections } from "./formats/filed-facts.ts";

/** Which filer's facts, and whose copy. */
export interface Query {
  /** Ticker of a company of `companies.ts`; all of them when absent. */
  readonly ticker?: string | undefined;
  /**
   * `extract`: a trimmed or retyped copy made by somebody else (it yields to the publisher's own file on a tie); `window`: one that was cut to the
   * facts that end after some day, so that earlier quarters in it are differences of later comparatives and are not read.
   */
  readonly copy: "publisher" | "extract" | "window";
}

const Query: z.ZodType<Query> = z.object({
  ticker: z.string().min(1).optional(),
  copy: z.enum(["publisher", "extract", "window"]).default("publisher"),
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
 * dimensional facts (segments) and no figures of press releases.
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
  recognise: ({ path, head }) => {
    if (!path.endsWith(".json") || !/^\s*\{\s*"cik"\s*:\s*"?\d{1,10}"?\s*,/.test(head)) return null;
    if (!/"(facts|units|taxonomy)"\s*:/.test(head)) return null;
    if (/-like.*\.since-\d{4}/.test(path)) return { copy: "window" };
    return { copy: /trimmed|-like/.test(path) ? "extract" : "publisher" };
  },
  read,
};

function requests({ ticker }: Query): readonly SourceRequest[] {
  const wanted = ticker === undefined ? companies : [mapped(ticker)];
  return wanted
    .flatMap(({ ciks }) => ciks.slice(0, 1))
    .map((cik) => ({
      url: `https://data.sec.gov/api/xbrl/companyfacts/CIK${cik}.json`,
      headers: { "Accept-Encoding": "gzip" },
      key: { env: "SEC_USER_AGENT", header: "User-Agent" },
    }));
}

function mapped(ticker: string): Company {
  const company = companyOfTicker(ticker);
  if (company !== null) return company;
  throw new VorlaufError("unknown-id", {
    kind: "ticker",
    id: ticker,
    near: nearIds(
      ticker,
      companies.map((c) => c.ticker),
    ),
  });
}

function read(raw: RawDocument, query: Query): Reading {
  const document = parseCompanyFacts(raw.bytes, raw.path, isWantedTag);
  const reject = rejections();
  const company = companyOfCik(document.cik);
  if (company === null) {
    reject.add("company not mapped in companies.ts", `CIK ${document.cik} ${document.entity}`, document.facts.length);
    return { observations: [], rejected: reject.list() };
  }
  if (query.ticker !== undefined && mapped(query.ticker) !== company) {
    throw new VorlaufError("source-changed", {
      source: "sec",
      locator: `${raw.path} cik`,
      expected: mapped(query.ticker).ciks.join(" or "),
      got: document.cik,
    });
  }
  for (const locator of document.malformed)
    reject.add("no date, no number, or an interval that ends before it starts", locator);
  const observations = observeFacts(document.facts, {
    raw,
    company,
    kind: query.copy === "publisher" ? "primary" : "extract",
    stamped: true,
    yearToDate: false,
    isWindow: query.copy === "window",
    direct: "reported (primary)",
    url: (accession) => filingUrl(document.cik, accession),
    reject,
  });
  return { observations, rejected: reject.list() };
}

import { nearIds, VorlaufError } from "../../terms/errors.ts";
import type { Company } from "../../terms/filer.ts";
import type { RawDocument, SourceRequest } from "../../terms/source.ts";
import { companies, companyOfTicker, defaultTags, ifrsTags, noTags, productiveAssets } from "../companies.ts";
import { changed, jsonOf } from "./answers.ts";
import type { CompanyFacts } from "./companyfacts.ts";
import { shown } from "./shown.ts";

/** The SEC's list of tickers with their CIKs: asked for when a ticker is not mapped in `companies.ts`. */
export const tickerList: SourceRequest = { url: "https://www.sec.gov/files/company_tickers.json" };

/** Whether a document is the list of tickers. */
export function isTickerList(raw: Pick<RawDocument, "bytes">): boolean {
  return /^\s*\{\s*"0"\s*:\s*\{\s*"cik_str"/.test(new TextDecoder().decode(raw.bytes.subarray(0, 200)));
}

/**
 * The ten-digit CIK of a ticker in the list (any case; `BRK.B` as `BRK-B`).
 * @throws "unknown-id" with near tickers, "source-changed" for something that is no such list
 */
export function cikIn(raw: RawDocument, ticker: string, source: string): string {
  const list = jsonOf(source, new TextDecoder().decode(raw.bytes), "company_tickers.json");
  const rows = typeof list === "object" && list !== null ? Object.values(list) : [];
  const known: string[] = [];
  const wanted = ticker.toUpperCase().replaceAll(".", "-");
  for (const row of rows) {
    if (typeof row !== "object" || row === null || !("ticker" in row) || !("cik_str" in row))
      throw changed(source, "company_tickers.json", "rows with cik_str and ticker", shown(row, 60));
    if (String(row.ticker) === wanted && /^\d{1,10}$/.test(String(row.cik_str)))
      return String(row.cik_str).padStart(10, "0");
    known.push(String(row.ticker));
  }
  throw new VorlaufError("unknown-id", {
    kind: "ticker",
    id: ticker,
    near: nearIds(ticker, [...new Set([...companies.map((c) => c.ticker), ...known])]),
  });
}

/** The CIKs of a query's companies; null when its ticker is not mapped and the list of tickers must be asked. */
export function ciksOf(ticker: string | undefined): readonly string[] | null {
  if (ticker === undefined) return companies.flatMap(({ ciks }) => ciks.slice(0, 1));
  const company = companyOfTicker(ticker);
  return company === null ? null : company.ciks.slice(0, 1);
}

/**
 * A company that no tag map names, by what its facts say: the standard (us-gaap or ifrs-full) of its newest filing, the currency of most of its facts under it, the year end of
 * its newest year-long fact, and the usual tags. What its tags mean has not been checked by hand; its CapEx may be incomplete. Facts under a standard that it left are
 * another definition and are not read.
 */
export function unmappedCompany(document: CompanyFacts, ticker: string): Company {
  const standard = standardOf(document.facts);
  const facts = document.facts.filter((f) => f.taxonomy === standard);
  const years = facts.filter(
    (f) => f.start !== null && daysBetween(f.start, f.end) >= 350 && daysBetween(f.start, f.end) <= 378,
  );
  const newest = years.reduce((last, f) => (f.end > last ? f.end : last), "");
  const currency = mostFrequent(facts.map((f) => f.unit).filter((unit) => /^[A-Z]{3}$/.test(unit))) ?? "USD";
  return {
    ticker: ticker.toLowerCase().replaceAll(".", "-"),
    name: document.entity,
    ciks: [document.cik],
    fiscalYearEnd: newest === "" ? "12-31" : newest.slice(5),
    currency,
    tags: standard === "ifrs-full" ? { ...noTags, ...ifrsTags } : { capex: [...defaultTags.capex, productiveAssets] },
  };
}

/** The standard under which a filer's newest facts stand; us-gaap without facts of either. */
export function standardOf(facts: CompanyFacts["facts"]): "us-gaap" | "ifrs-full" {
  let [standard, newest]: ["us-gaap" | "ifrs-full", string] = ["us-gaap", ""];
  for (const { taxonomy, filed, end } of facts) {
    if (taxonomy !== "us-gaap" && taxonomy !== "ifrs-full") continue;
    if (`${filed} ${end}` > newest) [standard, newest] = [taxonomy, `${filed} ${end}`];
  }
  return standard;
}

function daysBetween(start: string, end: string): number {
  const index = (date: string): number =>
    Number(date.slice(0, 4)) * 365.25 + Number(date.slice(5, 7)) * 30.44 + Number(date.slice(8, 10));
  return index(end) - index(start);
}

function mostFrequent(all: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null;
}

import { z } from "zod";
import { VorlaufError, nearIds } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { dateOfDay, dayOf, quarterOfInterval } from "../terms/period.ts";
import type { RawDocument, Reading, SeriesInfo, Source, SourceRequest } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { companies, companyOfCik, companyOfTicker, tagsOf, type Company, type Measure } from "./companies.ts";
import { parseCompanyFacts, type FiledFact } from "./formats/companyfacts.ts";
import { deriveQuarters, deriveStated, deriveYears, type Change, type Statement } from "./formats/quarters.ts";

/** Which filer's facts, and whose copy. */
export interface Query {
  /** Ticker of a company of `companies.ts`; all of them when absent. */
  readonly ticker?: string | undefined;
  /** `extract`: a trimmed or retyped copy made by somebody else (it yields to the publisher's own file on a tie). */
  readonly copy: "publisher" | "extract";
}

const Query: z.ZodType<Query> = z.object({ ticker: z.string().min(1).optional(), copy: z.enum(["publisher", "extract"]).default("publisher") });

/** Flows over an interval, read as quarters and years. */
const flows = ["capex", "capex-net", "revenue", "operating-cash-flow", "depreciation", "depreciation-amortization", "debt-issued", "finance-lease-principal", "research-development"] as const satisfies readonly Measure[];

/** Balances at a day. */
const balances = ["rpo", "purchase-commitments"] as const satisfies readonly Measure[];

const titles: Readonly<Record<Measure, { readonly en: string; readonly de: string }>> = {
  capex: { en: "cash CapEx (purchases of property and equipment)", de: "Investitionsausgaben (Käufe von Sachanlagen)" },
  "capex-net": { en: "cash CapEx net of proceeds from incentives", de: "Investitionsausgaben abzüglich erhaltener Zuschüsse" },
  revenue: { en: "revenue", de: "Umsatz" },
  "operating-cash-flow": { en: "operating cash flow", de: "operativer Mittelzufluss" },
  depreciation: { en: "depreciation of property and equipment", de: "Abschreibungen auf Sachanlagen" },
  "depreciation-amortization": { en: "depreciation and amortisation", de: "Abschreibungen insgesamt" },
  "debt-issued": { en: "proceeds from debt issued", de: "Mittelzufluss aus aufgenommenen Schulden" },
  "finance-lease-principal": { en: "principal payments on finance leases", de: "Tilgung von Finanzierungsleasing" },
  "research-development": { en: "research and development expense", de: "Forschungs- und Entwicklungsaufwand" },
  rpo: { en: "remaining performance obligations", de: "noch zu erbringende Vertragsleistungen" },
  "purchase-commitments": { en: "unconditional purchase obligations as tagged", de: "feste Abnahmeverpflichtungen laut Kennzeichnung" },
};

const series: readonly SeriesInfo[] = [
  ...[...flows, ...balances].map((m): SeriesInfo => ({ id: `sec/*/${m}`, title: titles[m], unit: "USD", frequency: "quarterly", lagDays: 35 })),
  ...flows.map((m): SeriesInfo => ({ id: `sec/*/${m}-annual`, title: { en: `${titles[m].en}, fiscal year`, de: `${titles[m].de}, Geschäftsjahr` }, unit: "USD", frequency: "annual", lagDays: 50 })),
];

/**
 * Company facts of the SEC's EDGAR: `sec/<ticker>/<measure>` by calendar quarter (midpoint rule), `sec/<ticker>/<measure>-annual`
 * by fiscal year, with every vintage that the filings imply.
 *
 * Publisher: U.S. Securities and Exchange Commission, data.sec.gov/api/xbrl/companyfacts. Licence: public domain. Lag: 25 to 40 days
 * after a quarter, up to 60 after a fiscal year; 20-F filers yearly, 110 days. Unit: the filer's (TWD for TSMC; its USD column is a
 * convenience translation and is refused).
 * Stamps: `published` = `known` = the filed day, which is the acceptance day or, for filings accepted after 17:30 Eastern time, the next
 * business day; so nothing is known here before it could be read. Acceptance times are in `sec-submissions`.
 * Revision: comparatives are restated a year later, quarter by quarter; see `formats/quarters.ts` for mixed vintages.
 * Known defects: flow facts without a start date (IREN, 2025-08-28); a quarter's value under the half year's dates (NVIDIA revenue, 10-K of
 * 2018-02-28); Amazon's first nine months of 2013 (2,565m against 2,563m by quarters); Amazon tags no CapEx from 2017-04-28 to 2018-10-26.
 */
export const source: Source<Query> = {
  id: "sec",
  title: "SEC EDGAR company facts",
  publisher: "U.S. Securities and Exchange Commission",
  licence: "public domain (US government work; filings are the filers' statements)",
  terms: "ship",
  homepage: "https://www.sec.gov/search-filings/edgar-application-programming-interfaces",
  series,
  query: Query,
  requests,
  recognise: ({ path, head }) => {
    if (!path.endsWith(".json") || !/^\s*\{\s*"cik"\s*:\s*"?\d{1,10}"?\s*,/.test(head)) return null;
    if (!/"(facts|units|taxonomy)"\s*:/.test(head)) return null;
    return { copy: /trimmed|-like/.test(path) ? "extract" : "publisher" };
  },
  read,
};

function requests({ ticker }: Query): readonly SourceRequest[] {
  const wanted = ticker === undefined ? companies : [known(ticker)];
  return wanted.flatMap((c) => c.ciks.slice(0, 1)).map((cik) => ({
    url: companyFactsUrl(cik),
    headers: { "Accept-Encoding": "gzip" },
    key: { env: "SEC_USER_AGENT", header: "User-Agent" },
  }));
}

function known(ticker: string): Company {
  const company = companyOfTicker(ticker);
  if (company !== null) return company;
  throw new VorlaufError("unknown-id", { kind: "ticker", id: ticker, near: nearIds(ticker, companies.map((c) => c.ticker)) });
}

function companyFactsUrl(cik: string): string {
  return `https://data.sec.gov/api/xbrl/companyfacts/CIK${cik}.json`;
}

function read(raw: RawDocument, query: Query): Reading {
  const measuresByTag = new Map<string, Measure[]>();
  for (const company of companies) for (const m of [...flows, ...balances]) for (const tag of tagsOf(company, m)) measuresByTag.set(tag, []);
  const document = parseCompanyFacts(raw.bytes, raw.path, (taxonomy, tag) => measuresByTag.has(`${taxonomy}:${tag}`));
  const company = companyOfCik(document.cik);
  const reject = new Rejections();
  if (company === null) {
    reject.add("company not mapped in companies.ts", `CIK ${document.cik} ${document.entity}`, document.facts.length);
    return { observations: [], rejected: reject.list() };
  }
  if (query.ticker !== undefined && companyOfTicker(query.ticker) !== company) {
    throw new VorlaufError("source-changed", { source: "sec", locator: `${raw.path} cik`, expected: known(query.ticker).ciks.join(" or "), got: document.cik });
  }
  for (const locator of document.malformed) reject.add("no date, no number or an interval that ends before it starts", locator);
  const observations: Observation[] = [];
  const context: Context = { raw, company, cik: document.cik, copy: query.copy, reject };
  for (const measure of flows) observations.push(...readFlow(measure, document.facts, context));
  for (const measure of balances) observations.push(...readBalance(measure, document.facts, context));
  return { observations, rejected: reject.list() };
}

/** What every observation of a document shares. */
interface Context {
  readonly raw: RawDocument;
  readonly company: Company;
  readonly cik: string;
  readonly copy: "publisher" | "extract";
  readonly reject: Rejections;
}

/** Rows not taken, counted by reason with the first example. */
class Rejections {
  private readonly byReason = new Map<string, { count: number; readonly example: string }>();
  add(reason: string, example: string, count = 1): void {
    const entry = this.byReason.get(reason);
    if (entry === undefined) this.byReason.set(reason, { count, example });
    else entry.count += count;
  }
  list(): Reading["rejected"] {
    return [...this.byReason].map(([reason, { count, example }]) => ({ reason, count, example }));
  }
}

function readFlow(measure: Measure, facts: readonly FiledFact[], context: Context): readonly Observation[] {
  const statements: Statement[] = [];
  for (const { fact, rank } of factsOf(measure, facts, context)) {
    if (fact.start === null) context.reject.add("flow without a start date", locatorOf(fact));
    else if (measure === "capex" && fact.value < 0) context.reject.add("negative payment: the filer's sign is unknown", locatorOf(fact));
    else statements.push(statementOf(fact, fact.start, rank));
  }
  const { changes, refused } = deriveQuarters(statements);
  for (const { reason, statement } of refused) context.reject.add(reason, locate(statement));
  const years = deriveYears(statements, context.company.fiscalYearEnd);
  return [...changes.map((c) => observe(c, measure, context)), ...years.map((c) => observe(c, `${measure}-annual`, context))];
}

function readBalance(measure: Measure, facts: readonly FiledFact[], context: Context): readonly Observation[] {
  const statements: Statement[] = [];
  for (const { fact, rank } of factsOf(measure, facts, context)) {
    if (fact.start !== null) context.reject.add("balance with a start date", locatorOf(fact));
    else statements.push(statementOf(fact, fact.end, rank));
  }
  // The quarter that ends with the balance's day, by its midpoint, as for flows (Oracle's 31 May is the second quarter).
  const changes = deriveStated(statements, (s) => quarterOfInterval(dateOfDay(dayOf(s.end) - 90), s.end));
  return changes.map((c) => observe(c, measure, context));
}

function* factsOf(measure: Measure, facts: readonly FiledFact[], { company, reject }: Context): Generator<{ readonly fact: FiledFact; readonly rank: number }> {
  const tags = tagsOf(company, measure);
  for (const fact of facts) {
    const rank = tags.indexOf(`${fact.taxonomy}:${fact.tag}`);
    if (rank < 0) continue;
    if (fact.unit === company.currency) yield { fact, rank };
    else reject.add(`unit ${fact.unit} instead of ${company.currency} (convenience translation)`, locatorOf(fact));
  }
}

function statementOf(fact: FiledFact, start: string, rank: number): Statement {
  return { start, end: fact.end, value: fact.value, filed: fact.filed, accession: fact.accession, name: `${fact.form} ${fact.taxonomy}:${fact.tag} ${fact.unit}`, rank };
}

function observe(change: Change, measure: string, { raw, company, cik, copy }: Context): Observation {
  const known = endOfDay(change.filed);
  const newest = change.terms.reduce((a, b) => (b.statement.filed > a.statement.filed ? b : a), change.terms[0] ?? never(change));
  return {
    series: `sec/${company.ticker}/${measure}`,
    period: change.period,
    value: change.value,
    unit: company.currency,
    published: known,
    known,
    knownBy: "stamped",
    evidence: change.terms.length === 1 ? "reported (primary)" : "derived",
    origin: {
      document: raw.sha256,
      url: filingUrl(cik, newest.statement.accession),
      locator: change.terms.map(({ sign, statement }, i) => `${i === 0 ? (sign < 0 ? "minus " : "") : sign < 0 ? " minus " : " plus "}${locate(statement)}`).join(""),
      kind: copy === "publisher" ? "primary" : "extract",
    },
    fields: { start: change.start, end: change.end },
    ...(change.flags.length > 0 ? { flags: change.flags } : {}),
  };
}

function never(change: Change): never {
  throw new VorlaufError("wrong-shape", { what: `change of ${change.period}`, expected: "at least one term", got: "none" });
}

/** Address of a filing's index page on EDGAR. */
export function filingUrl(cik: string, accession: string): string {
  return `https://www.sec.gov/Archives/edgar/data/${Number(cik)}/${accession.replaceAll("-", "")}/${accession}-index.htm`;
}

function locate(s: Statement): string {
  return `${s.accession} ${s.name} ${s.start === s.end ? s.end : `${s.start}..${s.end}`}`;
}

function locatorOf(fact: FiledFact): string {
  return `${fact.accession} ${fact.form} ${fact.taxonomy}:${fact.tag} ${fact.unit} ${fact.start === null ? "" : `${fact.start}..`}${fact.end}`;
}

import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Company } from "../terms/filer.ts";
import type { Observation } from "../terms/observation.ts";
import { isDate } from "../terms/period.ts";
import type { Answer as Answered, RawDocument, Reading, Source, SourceRequest, Tools } from "../terms/source.ts";
import { toInstant } from "../terms/time.ts";
import { companyOfCik } from "./companies.ts";
import { filingUrl, rejectFiler, rejections } from "./formats/filed-facts.ts";
import { cikIn, ciksOf, isTickerList, tickerList } from "./formats/tickers.ts";

/** Which company's filing index. */
export interface Query {
  /** Ticker; all companies of `companies.ts` when absent. */
  readonly ticker?: string | undefined;
  /** Live only: the older pages, too. */
  readonly older?: boolean | undefined;
}

const Query: z.ZodType<Query> = z.object({ ticker: z.string().min(1).optional(), older: z.boolean().optional() });

const Columns: z.ZodType<Columns> = z.object({
  accessionNumber: z.array(z.string()),
  filingDate: z.array(z.string()),
  reportDate: z.array(z.string()),
  acceptanceDateTime: z.array(z.string()),
  form: z.array(z.string()),
  items: z.array(z.string()),
  primaryDocument: z.array(z.string()),
});
interface Columns {
  readonly accessionNumber: readonly string[];
  readonly filingDate: readonly string[];
  readonly reportDate: readonly string[];
  readonly acceptanceDateTime: readonly string[];
  readonly form: readonly string[];
  readonly items: readonly string[];
  readonly primaryDocument: readonly string[];
}

const Answer: z.ZodType<Answer> = z.object({
  cik: z.union([z.string(), z.number()]),
  filings: z.object({ recent: Columns }),
});
interface Answer {
  readonly cik: string | number;
  readonly filings: { readonly recent: Columns };
}

/** Periodic reports, and current reports that announce results (item 2.02). */
const periodic: ReadonlySet<string> = new Set(["10-K", "10-K/A", "10-KT", "10-Q", "10-Q/A", "20-F", "20-F/A", "40-F"]);

/**
 * Filing indexes of the SEC's EDGAR: log list `sec/<ticker>/filings`, one entry per periodic report or announcement of results (8-K item 2.02), item = accession
 * number, period = report date, with the acceptance time that the company facts lack.
 *
 * Publisher: U.S. Securities and Exchange Commission, data.sec.gov/submissions. Licence: public domain. No lag: an entry is `known` at its acceptance.
 * `filed` lags acceptance by a day when a filing is accepted after 17:30 Eastern time (Amazon's 10-Q: accepted 2026-04-29 22:48 UTC, filed
 * 2026-04-30). Other filings (ownership forms, prospectuses) are not read. Holds the newest 1,000 filings or one year, whichever is more; older ones stand in further pages (`older`).
 */
export const source: Source<Query> = {
  id: "sec-submissions",
  title: "SEC EDGAR filing indexes",
  publisher: "U.S. Securities and Exchange Commission",
  licence: "public domain (US government work)",
  terms: "ship",
  homepage: "https://www.sec.gov/search-filings/edgar-application-programming-interfaces",
  series: [
    {
      id: "sec/*/filings",
      title: { en: "reports filed, with acceptance times", de: "eingereichte Berichte mit Zeitpunkt der Annahme" },
      unit: "filings",
      frequency: "irregular",
      list: "log",
      lagDays: 0,
    },
  ],
  query: Query,
  requests: ({ ticker }) => ciksOf(ticker)?.map(indexOf) ?? [tickerList],
  next,
  argument: "ticker",
  archive: {
    name: /(?:^|\/)submissions\.zip$/,
    member: (name, filers) => {
      const cik = /(?:^|\/)CIK(\d{10})\.json$/.exec(name)?.[1];
      return cik !== undefined && companyOfCik(cik, filers) !== null ? {} : null;
    },
  },
  recognise: ({ path, head }) =>
    path.endsWith(".json") &&
    (/-submissions-\d{3}\.json$/.test(path) || /^\s*\{\s*"cik"\s*:/.test(head)) &&
    /"(entityType|sicDescription|filings)"\s*:/.test(head)
      ? {}
      : null,
  read,
};

function indexOf(cik: string): SourceRequest {
  return { url: `https://data.sec.gov/submissions/CIK${cik}.json`, headers: { "accept-encoding": "gzip" } };
}

/** Behind the list of tickers the company's index; behind an index its older pages, numbered until there is none. */
function next({ raw, asked }: Answered, { ticker, older }: Query): SourceRequest | null {
  if (asked.url === tickerList.url) return ticker === undefined ? null : indexOf(cikIn(raw, ticker, "sec-submissions"));
  const page = /CIK(\d{10})(?:-submissions-(\d{3}))?\.json$/.exec(asked.url);
  if (older !== true || page === null) return null;
  return {
    ...asked,
    url: `https://data.sec.gov/submissions/CIK${page[1]}-submissions-${String(Number(page[2] ?? 0) + 1).padStart(3, "0")}.json`,
    absent: [404],
  };
}

function read(raw: RawDocument, query: Query, tools: Tools): Reading {
  if (isTickerList(raw)) return { observations: [], rejected: [] };
  const answer = parse(raw);
  const reject = rejections();
  const cik = String(answer.cik).padStart(10, "0");
  const company =
    companyOfCik(cik, tools.filers) ??
    (query.ticker === undefined ? null : { ticker: query.ticker.toLowerCase().replaceAll(".", "-"), ciks: [cik] });
  const { recent } = answer.filings;
  if (company === null) {
    const held = recent.form.length;
    rejectFiler(reject, `CIK ${answer.cik}`, held);
    return { observations: [], rejected: reject.list(), account: { unit: "filings", held, taken: 0 } };
  }
  const observations = recent.form.flatMap((form, i) => {
    const isResults = form === "8-K" && (recent.items[i] ?? "").split(",").includes("2.02");
    return periodic.has(form) || isResults ? [entry(raw, company, recent, i)] : [];
  });
  const others = recent.form.length - observations.length;
  return {
    observations,
    rejected: reject.list(),
    account: {
      unit: "filings",
      held: observations.length,
      taken: observations.length,
      beside: [{ what: "filings of other forms (no periodic report, no announcement of results)", count: others }],
    },
  };
}

function parse(raw: RawDocument): Answer {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder().decode(raw.bytes));
  } catch (cause) {
    throw new VorlaufError(
      "source-changed",
      {
        source: "sec-submissions",
        locator: raw.path,
        expected: "a submissions JSON document",
        got: `${raw.bytes.length} bytes that end or break early`,
      },
      { cause },
    );
  }
  const page = /CIK(\d{10})-submissions-\d{3}\.json$/.exec(raw.path)?.[1];
  const parsed = Answer.safeParse(page === undefined ? document : { cik: page, filings: { recent: document } });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new VorlaufError("source-changed", {
      source: "sec-submissions",
      locator: `${raw.path} ${issue?.path.join(".") ?? ""}`,
      expected: "the columns of a submissions answer",
      got: issue?.message ?? "something else",
    });
  }
  const { recent } = parsed.data.filings;
  const uneven = Object.entries(recent).find(([, column]) => column.length !== recent.form.length);
  if (uneven !== undefined) {
    throw new VorlaufError("source-changed", {
      source: "sec-submissions",
      locator: `${raw.path} filings.recent.${uneven[0]}`,
      expected: `${recent.form.length} rows`,
      got: String(uneven[1].length),
    });
  }
  return parsed.data;
}

function entry(raw: RawDocument, company: Pick<Company, "ticker" | "ciks">, recent: Columns, i: number): Observation {
  const accession = recent.accessionNumber[i] ?? "";
  const accepted = toInstant(recent.acceptanceDateTime[i] ?? "");
  const filed = recent.filingDate[i] ?? "";
  const reported = recent.reportDate[i] ?? "";
  return {
    series: `sec/${company.ticker}/filings`,
    item: accession,
    period: isDate(reported) ? reported : filed,
    value: null,
    unit: "filings",
    published: accepted,
    known: accepted,
    knownBy: "stamped",
    evidence: "reported (primary)",
    origin: {
      document: raw.sha256,
      url: filingUrl(company.ciks[0] ?? "", accession),
      locator: `filings.recent row ${i + 1}, ${accession}`,
      kind: "primary",
    },
    fields: {
      form: recent.form[i] ?? "",
      filed,
      accepted,
      items: recent.items[i] ?? "",
      primaryDocument: recent.primaryDocument[i] ?? "",
    },
  };
}

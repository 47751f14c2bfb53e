import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import { lookup } from "../terms/lookup.ts";
import type { Observation } from "../terms/observation.ts";
import { dateOfDay, dayOf, isDate, quarterOfInterval } from "../terms/period.ts";
import type { RawDocument, Reading, SeriesInfo, Source } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { companyOfTicker } from "./companies.ts";
import { type CsvRecord, decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";
import { filingUrl } from "./formats/filed-facts.ts";
import { firstPublishedWithinDays } from "./formats/quarters.ts";

/** Nothing to choose. */
export type Query = Readonly<Record<string, never>>;

const Query: z.ZodType<Query> = z.record(z.string(), z.never());

const tickers: Readonly<Record<string, string>> = {
  Meta: "meta",
  Alphabet: "googl",
  Microsoft: "msft",
  Oracle: "orcl",
  Amazon: "amzn",
};

const measures: Readonly<Record<string, string>> = {
  "leases not yet commenced": "leases-not-commenced",
  "purchase commitments": "purchases",
  "remaining performance obligations": "rpo",
};

/**
 * Filing days of the accession numbers that the table cites, as EDGAR's company facts and filing indexes state them. Two of the table's filings
 * (0001628280-26-050705 of Meta, 0001018724-26-000026 of Amazon) are in no file at hand: their figures are known from the copy.
 */
export const filedOn: Readonly<Record<string, string>> = {
  "0001652044-26-000071": "2026-07-23",
  "0001652044-26-000048": "2026-04-30",
  "0001193125-26-323660": "2026-07-29",
  "0001193125-26-191507": "2026-04-29",
  "0001628280-26-028526": "2026-04-30",
  "0001193125-26-277521": "2026-06-22",
  "0001564590-22-023675": "2022-06-21",
  "0001018724-26-000014": "2026-04-30",
};

const series: readonly SeriesInfo[] = [
  {
    id: "commitments/*/leases-not-commenced",
    title: { en: "leases signed and not yet commenced", de: "unterschriebene, noch nicht begonnene Mietverträge" },
    unit: "USD",
    frequency: "quarterly",
    lagDays: 35,
  },
  {
    id: "commitments/*/purchases",
    title: { en: "purchase commitments", de: "Abnahmeverpflichtungen" },
    unit: "USD",
    frequency: "quarterly",
    lagDays: 35,
  },
  {
    id: "commitments/*/rpo",
    title: { en: "remaining performance obligations", de: "noch zu erbringende Vertragsleistungen" },
    unit: "USD",
    frequency: "quarterly",
    lagDays: 35,
  },
];

/**
 * Filed forward commitments of five hyperscalers: `commitments/<ticker>/leases-not-commenced|purchases|rpo`, balances at quarter ends; the nearest thing to an order
 * book for CapEx (leads it by one to three years).
 *
 * Publisher: the companies' 10-Q and 10-K; read together and compiled by CCIR (ccir.io), whose table names an accession number per figure. The filings were not
 * read here, so evidence is *reported (secondary)*; the figures that EDGAR tags too (`sec/<ticker>/rpo`) are compared in the tests. Licence: facts of public filings;
 * attribution to CCIR. Lag as source `sec`. `known` = the filing day where EDGAR's own files state it, else the time of the copy. A previous value whose own filing is not
 * named is known from the filing that compares with it (flag `comparative`).
 * Known defects: definitions differ by company (the note says how) and may break within one (Alphabet's obligations include contracts up to one year since
 * 2026-Q1); Oracle's earlier lease figure is four years older; undiscounted long terms: never add leases to CapEx; leases and purchases overlap in meaning.
 */
export const source: Source<Query> = {
  id: "forward-commitments",
  title: "Forward commitments of hyperscalers",
  publisher: "Meta, Alphabet, Microsoft, Oracle, Amazon in SEC filings; compiled by CCIR (ccir.io)",
  licence: "facts of public filings; compilation quoted with attribution to CCIR",
  terms: "ship",
  homepage: "https://ccir.io",
  series,
  query: Query,
  requests: () => [],
  recognise: ({ head }) => (head.startsWith("company,measure,as_of,value_usd_bn,previous_as_of") ? {} : null),
  read,
};

const columns = [
  "company",
  "measure",
  "as_of",
  "value_usd_bn",
  "previous_as_of",
  "previous_value_usd_bn",
  "accession",
  "previous_accession",
  "note",
];

/** One figure of the table. */
interface Figure {
  readonly asOf: string;
  readonly column: "value_usd_bn" | "previous_value_usd_bn";
  /** The filing that states it; for a previous value without its own, the newer filing. */
  readonly accession: string;
  readonly isComparison: boolean;
}

function read(raw: RawDocument): Reading {
  const observations = recordsOf(parseCsv(decodeText(raw.bytes)), columns).flatMap((row, i) => {
    const [accession = "", previous = ""] = [row["accession"], row["previous_accession"]];
    const figures: Figure[] = [{ asOf: row["as_of"] ?? "", column: "value_usd_bn", accession, isComparison: false }];
    if ((row["previous_value_usd_bn"] ?? "") !== "") {
      figures.push({
        asOf: row["previous_as_of"] ?? "",
        column: "previous_value_usd_bn",
        accession: previous === "" ? accession : previous,
        isComparison: previous === "",
      });
    }
    return figures.map((figure) => observe(row, figure, raw, i + 2));
  });
  return { observations, rejected: [] };
}

function observe(row: CsvRecord, figure: Figure, raw: RawDocument, record: number): Observation {
  const locator = `record ${record}, column ${figure.column}`;
  const changed = (expected: string, got: string): VorlaufError =>
    new VorlaufError("source-changed", { source: "forward-commitments", locator, expected, got });
  const company = row["company"] ?? "";
  const ticker = lookup(tickers, company);
  const measure = lookup(measures, row["measure"] ?? "");
  const cik = ticker === undefined ? undefined : companyOfTicker(ticker)?.ciks[0];
  if (ticker === undefined || measure === undefined || cik === undefined)
    throw changed("a company and measure of the map", `${row["company"]} ${row["measure"]}`);
  const billions = plainNumber(row[figure.column] ?? "", locator);
  if (billions === null || !isDate(figure.asOf))
    throw changed("a value and its day", JSON.stringify(row).slice(0, 200));
  if (!/^\d{10}-\d{2}-\d{6}$/.test(figure.accession)) throw changed("an accession number", figure.accession);
  const filed = lookup(filedOn, figure.accession);
  const isComparative =
    figure.isComparison || (filed !== undefined && dayOf(filed) - dayOf(figure.asOf) > firstPublishedWithinDays);
  return {
    series: `commitments/${ticker}/${measure}`,
    period: quarterOfInterval(dateOfDay(dayOf(figure.asOf) - 90), figure.asOf),
    value: Math.round(billions * 1e9),
    unit: "USD",
    published: filed === undefined ? null : endOfDay(filed),
    known: filed === undefined ? raw.known : endOfDay(filed),
    knownBy: filed === undefined ? raw.knownBy : "stamped",
    evidence: "reported (secondary)",
    origin: {
      document: raw.sha256,
      url: filingUrl(cik, figure.accession),
      locator: `${locator}; accession ${figure.accession}`,
      kind: "extract",
    },
    fields: {
      end: figure.asOf,
      accession: figure.accession,
      note: figure.column === "value_usd_bn" ? (row["note"] ?? "") : "",
    },
    ...(isComparative ? { flags: ["comparative"] } : {}),
  };
}

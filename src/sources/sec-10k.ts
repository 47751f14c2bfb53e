import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Company } from "../terms/filer.ts";
import { isDate } from "../terms/period.ts";
import type { RawDocument, Reading, Source, Tools } from "../terms/source.ts";
import { companyOfCik, notMapped, tagFlags } from "./companies.ts";
import type { FiledFact } from "./formats/companyfacts.ts";
import { type CsvRecord, decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";
import { filedSeries, filingUrl, observeFacts, rejections } from "./formats/filed-facts.ts";

/** Nothing to choose. */
export type Query = Readonly<Record<string, never>>;

const Query: z.ZodType<Query> = z.record(z.string(), z.never());

/**
 * CapEx read from the cash flow statements of annual reports before XBRL: `sec/msft/capex-annual`, fiscal 2004 to 2022.
 *
 * Publisher: the company in its 10-K filings (EDGAR); the table was read by program from the text of 16 reports by the people who collected it, so
 * evidence is *reported (secondary)*. Licence: facts of public filings. Stamped by the filing day of each 10-K. No restatement: every year that
 * stands in several reports has one value. Known gaps: the reports filed 2008 and 2023-2025 are not in it; fiscal 2004 and 2005 are
 * known from the report of 2006-08-25 only. The table is in millions of dollars, the series in dollars, as filed.
 */
export const source: Source<Query> = {
  id: "sec-10k",
  title: "CapEx of annual reports before XBRL",
  publisher: "the filing companies, through the U.S. Securities and Exchange Commission",
  licence: "facts of public filings",
  terms: "ship",
  homepage: "https://www.sec.gov/search-filings",
  series: filedSeries.filter(({ id }) => id === "sec/*/capex-annual"),
  query: Query,
  requests: () => [],
  recognise: ({ head }) => (head.startsWith("cik,accession,form,filed,start,end,capex_usd_m") ? {} : null),
  read,
};

const usdPerMillion = 1e6;

function read(raw: RawDocument, _query: Query, { filers }: Tools): Reading {
  const records = recordsOf(parseCsv(decodeText(raw.bytes)), [
    "cik",
    "accession",
    "form",
    "filed",
    "start",
    "end",
    "capex_usd_m",
  ]);
  const reject = rejections();
  const byCompany = new Map<Company, FiledFact[]>();
  records.forEach((row, i) => {
    const locator = `record ${i + 2}`;
    const company = companyOfCik(row["cik"] ?? "", filers);
    if (company === null) reject.add(notMapped, `${locator} CIK ${row["cik"]}`);
    else byCompany.set(company, [...(byCompany.get(company) ?? []), factOf(row, company, locator)]);
  });
  const taken = new Set<FiledFact>();
  const observations = [...byCompany].flatMap(([company, facts]) =>
    observeFacts(facts, {
      taken,
      raw,
      company,
      kind: "extract",
      stamped: true,
      yearToDate: false,
      isWindow: false,
      direct: "reported (secondary)",
      url: (accession) => filingUrl(company.ciks[0] ?? "", accession),
      reject,
      flags: tagFlags(company),
    }),
  );
  return {
    observations,
    rejected: reject.list(),
    account: { unit: "rows", held: records.length, taken: taken.size },
  };
}

function factOf(row: CsvRecord, company: Company, locator: string): FiledFact {
  const millions = plainNumber(row["capex_usd_m"] ?? "", `sec-10k ${locator} capex_usd_m`);
  const [filed = "", start = "", end = ""] = [row["filed"], row["start"], row["end"]];
  if (millions === null || ![filed, start, end].every(isDate)) {
    throw new VorlaufError("source-changed", {
      source: "sec-10k",
      locator,
      expected: "three days and a value",
      got: JSON.stringify(row).slice(0, 200),
    });
  }
  const [taxonomy = "", tag = ""] = (
    company.tags?.capex?.[0] ?? "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment"
  ).split(":");
  return {
    taxonomy,
    tag,
    unit: company.currency,
    start,
    end,
    value: millions * usdPerMillion,
    accession: row["accession"] ?? "",
    form: row["form"] ?? "",
    filed,
  };
}

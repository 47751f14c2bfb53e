import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Company } from "../terms/filer.ts";
import { addMonths, dateOfDay, dayOf, isDate } from "../terms/period.ts";
import type { RawDocument, Reading, Source, Tools } from "../terms/source.ts";
import { companyOfCik, tagFlags } from "./companies.ts";
import type { FiledFact } from "./formats/companyfacts.ts";
import { decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";
import {
  accountOfFacts,
  filedSeries,
  filingUrl,
  isWantedTag,
  observeFacts,
  type Rejections,
  rejections,
} from "./formats/filed-facts.ts";

/** One quarter's archive; all that it holds is read. */
export interface Query {
  /** `2009q3`; needed for a live request. */
  readonly quarter?: string | undefined;
}

const Query: z.ZodType<Query> = z.object({
  quarter: z
    .string()
    .regex(/^\d{4}q[1-4]$/)
    .optional(),
});

/**
 * Financial Statement Data Sets of the SEC: all facts of all filings of a quarter, here those of the companies of `companies.ts`, as the series of
 * source `sec` plus `-ytd` sums (a 10-Q's cash flow is year to date, one quarter's archive allows few differences).
 *
 * Publisher: U.S. Securities and Exchange Commission. Licence: public domain. Published about a month after the quarter; each fact is stamped by
 * its filing's `filed` day (accepted after 17:30 Eastern time = next business day: Amazon, accepted 2009-07-23 18:14, filed 2009-07-24).
 * Tab separated without quoting; `ddate` is the end rounded to the month's end, `qtrs` the length (0 instant, 1 quarter, 2-3 year to
 * date, 4 year), so start and end of 52/53-week companies are off by up to a week. Rows with segments or a co-registrant are parts, not the company.
 * Known defects of the first XBRL filings: Emerson, Honeywell, Texas Instruments, Allegheny Technologies, KBR and ONEOK give payments a minus sign (refused,
 * never turned); several companies stand only as 10-Q/A.
 */
export const source: Source<Query> = {
  id: "sec-fsds",
  title: "SEC Financial Statement Data Sets",
  publisher: "U.S. Securities and Exchange Commission",
  licence: "public domain (US government work)",
  terms: "ship",
  homepage: "https://www.sec.gov/data-research/sec-markets-data/financial-statement-data-sets",
  series: filedSeries,
  query: Query,
  argument: "quarter",
  requests: ({ quarter }) =>
    quarter === undefined
      ? []
      : [
          {
            url: `https://www.sec.gov/files/dera/data/financial-statement-data-sets/${quarter}.zip`,
          },
        ],
  recognise: ({ path, head }) => {
    const quarter = /(?:^|\/)(\d{4}q[1-4])\.zip$/.exec(path)?.[1];
    return quarter !== undefined && head.startsWith("PK") ? { quarter } : null;
  },
  read,
};

interface Filing {
  readonly company: Company;
  readonly cik: string;
  readonly form: string;
  readonly filed: string;
}

function read(raw: RawDocument, _query: Query, tools: Tools): Reading {
  const members = tools.unzip(raw.bytes, (name) => /(^|\/)(sub|num)\.txt$/.test(name));
  const reject = rejections();
  const filings = filingsOf(memberText(members, "sub.txt"), tools.filers);
  const facts = factsOf(memberText(members, "num.txt"), filings, { reject, isWanted: isWantedTag(tools.filers) });
  const lines = memberText(members, "num.txt").trimEnd().split("\n").length - 1;
  const before = reject.list().reduce((n, r) => n + r.count, 0);
  const taken = new Set<FiledFact>();
  const byCompany = new Map<Company, FiledFact[]>();
  for (const fact of facts) {
    const company = filings.get(fact.accession)?.company;
    if (company !== undefined) byCompany.set(company, [...(byCompany.get(company) ?? []), fact]);
  }
  const observations = [...byCompany].flatMap(([company, own]) =>
    observeFacts(own, {
      taken,
      raw,
      company,
      kind: "primary",
      stamped: true,
      yearToDate: true,
      isWindow: false,
      direct: "reported (primary)",
      url: (accession) => filingUrl(filings.get(accession)?.cik ?? "", accession),
      reject,
      flags: tagFlags(company),
    }),
  );
  const accounts = [...byCompany].map(([company, own]) => accountOfFacts(own, company, { taken: new Set() }));
  const held = before + accounts.reduce((n, a) => n + a.held, 0);
  return {
    observations,
    rejected: reject.list(),
    account: {
      unit: "facts",
      held,
      taken: taken.size,
      beside: [{ what: "facts of other filers and of tags that no map names", count: lines - held }],
    },
  };
}

function memberText(members: ReadonlyMap<string, Uint8Array>, name: string): string {
  for (const [path, bytes] of members) if (path === name || path.endsWith(`/${name}`)) return decodeText(bytes);
  throw new VorlaufError("source-changed", {
    source: "sec-fsds",
    locator: name,
    expected: "a member of the archive",
    got: [...members.keys()].join(", ") || "none",
  });
}

function filingsOf(text: string, filers: Tools["filers"]): ReadonlyMap<string, Filing> {
  const filings = new Map<string, Filing>();
  for (const row of recordsOf(parseCsv(unquoted(text), { separator: "\t" }), ["adsh", "cik", "form", "filed"])) {
    const company = companyOfCik(row["cik"] ?? "", filers);
    if (company !== null)
      filings.set(row["adsh"] ?? "", {
        company,
        cik: row["cik"] ?? "",
        form: row["form"] ?? "",
        filed: isoDate(row["filed"] ?? "", "sub.txt filed"),
      });
  }
  return filings;
}

/** The files are tab separated without quoting: a quote is a character like any other. */
function unquoted(text: string): string {
  return text.replaceAll('"', "\u201d");
}

function isoDate(digits: string, locator: string): string {
  const date = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  if (digits.length === 8 && isDate(date)) return date;
  throw new VorlaufError("source-changed", {
    source: "sec-fsds",
    locator,
    expected: "a day as YYYYMMDD",
    got: digits.slice(0, 20),
  });
}

/** The wanted rows of num.txt; read line by line, because one quarter has up to four million of them. */
function factsOf(
  text: string,
  filings: ReadonlyMap<string, Filing>,
  { reject, isWanted }: { readonly reject: Rejections; readonly isWanted: ReturnType<typeof isWantedTag> },
): readonly FiledFact[] {
  const [header = "", ...lines] = text.split("\n");
  const names = header.trimEnd().split("\t");
  const column = (name: string): number => {
    const at = names.indexOf(name);
    if (at < 0)
      throw new VorlaufError("source-changed", {
        source: "sec-fsds",
        locator: "num.txt header",
        expected: `column ${name}`,
        got: names.join(", "),
      });
    return at;
  };
  const [adsh, tag, version, ddate, qtrs, uom, coreg, value] = [
    "adsh",
    "tag",
    "version",
    "ddate",
    "qtrs",
    "uom",
    "coreg",
    "value",
  ].map(column);
  const segments = names.indexOf("segments");
  const facts: FiledFact[] = [];
  lines.forEach((line, i) => {
    const cells = line.split("\t");
    const cell = (at: number | undefined): string => cells[at ?? -1]?.trim() ?? "";
    const filing = filings.get(cell(adsh));
    const taxonomy = cell(version).split("/")[0] ?? "";
    if (filing === undefined || !isWanted(taxonomy, cell(tag))) return;
    const locator = `num.txt line ${i + 2} ${filing.company.ticker} ${cell(tag)}`;
    if (cell(segments) !== "" || cell(coreg) !== "")
      return reject.add("part of a company (segment or co-registrant)", locator);
    const number = plainNumber(cell(value), locator);
    if (number === null) return reject.add("no value", locator);
    const end = isoDate(cell(ddate), `${locator} ddate`);
    const quarters = Number(cell(qtrs));
    if (!Number.isInteger(quarters) || quarters < 0 || quarters > 8)
      return reject.add("length is not 0 to 8 quarters", locator);
    const start = quarters === 0 ? null : addMonths(dateOfDay(dayOf(end) + 1), -3 * quarters);
    facts.push({
      taxonomy,
      tag: cell(tag),
      unit: cell(uom),
      start,
      end,
      value: number,
      accession: cell(adsh),
      form: filing.form,
      filed: filing.filed,
    });
  });
  return facts;
}

import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import { lookup } from "../terms/lookup.ts";
import type { Observation } from "../terms/observation.ts";
import { dateOfDay, dayOf, endOf, isDate, type Period, periodOf, quarterOfInterval } from "../terms/period.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { type CsvRecord, decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";

/** Nothing to choose. */
export type Query = Readonly<Record<string, never>>;

const Query: z.ZodType<Query> = z.record(z.string(), z.never());

/** Names of the table as they stand in series ids. Hyundai's group and Hyundai Motor are two perimeters. */
const tickers: Readonly<Record<string, string>> = {
  "Hyundai Motor": "hyundai-motor",
  "Hyundai Motor Group": "hyundai-motor-group",
  Toyota: "tm",
};

/** How the table writes money. */
const units: Readonly<Record<string, { readonly unit: string; readonly factor: number }>> = {
  "USD billion": { unit: "USD", factor: 1e9 },
  "KRW trillion": { unit: "KRW", factor: 1e12 },
};

/**
 * What companies said they would spend: log list `guidance/<ticker>/capex`, one entry per statement (`item` = kind, period, day stated), value = the
 * point or the midpoint of the range, fields low, high, kind (guidance, qualitative, actual), fiscalYear, start, end, definition, statement, supersedes.
 *
 * Publisher: the companies' statements, collected from public pages (mostly news; none was read in the company's own document), so evidence is
 * *reported (secondary)* throughout. Licence: facts in own words with citation. `known` = the day of the statement, end of day UTC; a statement dated by its month
 * counts from the month's last day, an approximate day from the end of its month (flag `approximate-date`), an undated one from the copy
 * (flag `undated`). Revision: a company replaces its guidance; `supersedes` names the item that an entry replaces.
 * A fiscal year or quarter has the calendar period that holds its midpoint (Microsoft's fiscal 2026 is 2025); fields keep its name, start and end.
 * Known defects: definitions differ by company and are named per entry (Meta and Microsoft count finance leases, the filed tag does not; Amazon's guided figure is
 * not the tagged one); Microsoft's "about 190" is a calendar year by two sources and a fiscal year by two others; a range open at one end has no value;
 * low and high of Amazon's actual of 2026-04-29 are two definitions, not a range (flag `two-definitions`, no value). Nothing after July 2026.
 */
export const source: Source<Query> = {
  id: "capex-guidance",
  title: "CapEx guidance of companies",
  publisher: "the companies' statements, collected with citation",
  licence: "facts in own words, cited per entry",
  terms: "ship",
  homepage: "https://www.sec.gov/search-filings",
  series: [
    {
      id: "guidance/*/capex",
      title: {
        en: "CapEx guidance, statement by statement",
        de: "Investitionsprognosen der Unternehmen, Aussage für Aussage",
      },
      unit: "USD",
      frequency: "irregular",
      list: "log",
      lagDays: 0,
    },
  ],
  query: Query,
  requests: () => [],
  recognise: ({ head }) =>
    head.startsWith("company,stated_on,date_precision,kind,period,period_start,period_end,low,high,unit") ? {} : null,
  read,
};

/** A row of the table, checked. */
interface Statement {
  readonly record: number;
  readonly company: string;
  readonly statedOn: string;
  readonly precision: string;
  readonly kind: string;
  readonly label: string;
  readonly start: string;
  readonly end: string;
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: string;
  readonly row: CsvRecord;
}

const columns = [
  "company",
  "stated_on",
  "date_precision",
  "kind",
  "period",
  "period_start",
  "period_end",
  "low",
  "high",
  "unit",
  "definition",
  "statement",
  "supersedes",
  "source_title",
  "source_url",
  "note",
];

function read(raw: RawDocument): Reading {
  const statements = recordsOf(parseCsv(decodeText(raw.bytes)), columns).map(statementOf);
  const items = new Set<string>();
  for (const s of statements) {
    const key = `${s.company} ${itemOf(s)}`;
    if (items.has(key)) throw changed(s.record, "one statement per company, kind, period and day", key);
    items.add(key);
  }
  return { observations: statements.map((s) => observe(s, statements, raw)), rejected: [] };
}

function statementOf(row: CsvRecord, i: number): Statement {
  const record = i + 2;
  const money = lookup(units, row["unit"] ?? "");
  if (money === undefined) throw changed(record, Object.keys(units).join(" or "), row["unit"] ?? "");
  const [start = "", end = "", kind = ""] = [row["period_start"], row["period_end"], row["kind"]];
  if (!isDate(start) || !isDate(end) || start > end) throw changed(record, "an interval of days", `${start}..${end}`);
  if (!["guidance", "qualitative", "actual"].includes(kind))
    throw changed(record, "guidance, qualitative or actual", kind);
  const amount = (column: string): number | null => {
    const value = plainNumber(row[column] ?? "", `capex-guidance record ${record} ${column}`);
    return value === null ? null : Math.round(value * money.factor);
  };
  const [low, high] = [amount("low"), amount("high")];
  if (low !== null && high !== null && low > high) throw changed(record, "low at most high", `${low} and ${high}`);
  return {
    record,
    company: row["company"] ?? "",
    statedOn: row["stated_on"] ?? "",
    precision: row["date_precision"] ?? "",
    kind,
    label: row["period"] ?? "",
    start,
    end,
    low,
    high,
    unit: money.unit,
    row,
  };
}

function changed(record: number, expected: string, got: string): VorlaufError {
  return new VorlaufError("source-changed", { source: "capex-guidance", locator: `record ${record}`, expected, got });
}

function itemOf(s: Statement): string {
  const period = s.label.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `${s.kind}-${period}-stated-${s.statedOn === "" ? "undated" : s.statedOn}`;
}

/** The calendar period that holds the midpoint: a quarter, a year, or (for plans over several years) the first year that the plan names. */
function periodFor({ start, end, label }: Statement): Period {
  const length = dayOf(end) - dayOf(start) + 1;
  if (length <= 100) return quarterOfInterval(start, end);
  if (length > 378) return /\d{4}/.exec(label)?.[0] ?? start.slice(0, 4);
  return periodOf("annual", dateOfDay(Math.floor((dayOf(start) + dayOf(end)) / 2)));
}

function basisOf({ label, start, end }: Statement): string {
  if (label.includes("per year")) return "per year";
  if (label.includes("sum")) return "sum of the years";
  return dayOf(end) - dayOf(start) < 100 ? "quarter" : "year";
}

/** The entry that a statement names as replaced: of the same company and day; the same period before a longer plan that holds it. */
function replacedBy(s: Statement, all: readonly Statement[]): string | null {
  const wanted = s.row["supersedes"] ?? "";
  if (wanted === "") return null;
  const candidates = all.filter((o) => o.company === s.company && o.statedOn === wanted && o.kind !== "actual");
  const found =
    candidates.find((o) => o.start === s.start && o.end === s.end) ??
    candidates.find((o) => o.start <= s.end && o.end >= s.start);
  return found === undefined ? null : itemOf(found);
}

function observe(s: Statement, all: readonly Statement[], raw: RawDocument): Observation {
  const stated =
    s.statedOn === "" ? null : endOfDay(s.precision === "approx" ? endOf(s.statedOn.slice(0, 7)) : endOf(s.statedOn));
  // Amazon gives two definitions side by side where the table has a range.
  const twoDefinitions = s.kind === "actual" && s.low !== s.high;
  const flags = [
    ...(stated === null ? ["undated"] : []),
    ...(s.precision === "approx" ? ["approximate-date"] : []),
    ...(s.precision === "derived" ? ["derived-date"] : []),
    ...(twoDefinitions ? ["two-definitions"] : []),
  ];
  return {
    series: `guidance/${lookup(tickers, s.company) ?? s.company.toLowerCase()}/capex`,
    item: itemOf(s),
    period: periodFor(s),
    value: s.low === null || s.high === null || twoDefinitions ? null : (s.low + s.high) / 2,
    unit: s.unit,
    published: stated,
    known: stated ?? raw.known,
    knownBy: stated === null ? raw.knownBy : "released",
    evidence: "reported (secondary)",
    origin: { document: raw.sha256, url: s.row["source_url"] ?? "", locator: `record ${s.record}`, kind: "citation" },
    fields: {
      kind: s.kind,
      low: s.low,
      high: s.high,
      fiscalYear: /^FY\d{4}/.exec(s.label)?.[0] ?? null,
      label: s.label,
      basis: basisOf(s),
      start: s.start,
      end: s.end,
      statedOn: s.statedOn === "" ? null : s.statedOn,
      datePrecision: s.precision,
      definition: s.row["definition"] ?? "",
      statement: s.row["statement"] ?? "",
      supersedes: replacedBy(s, all),
      sourceTitle: s.row["source_title"] ?? "",
      note: s.row["note"] ?? "",
    },
    ...(flags.length > 0 ? { flags } : {}),
  };
}

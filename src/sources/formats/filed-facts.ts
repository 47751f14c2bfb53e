import { VorlaufError } from "../../terms/errors.ts";
import type { Company, Measure } from "../../terms/filer.ts";
import type { KnownBy, Observation, Origin } from "../../terms/observation.ts";
import { dateOfDay, dayOf, quarterOfInterval } from "../../terms/period.ts";
import type { Account, RawDocument, Reading, SeriesInfo } from "../../terms/source.ts";
import { endOfDay, type Instant } from "../../terms/time.ts";
import { companies, notMapped, tagsOf, usualTags } from "../companies.ts";
import type { FiledFact } from "./companyfacts.ts";
import { type Change, deriveQuarters, deriveStated, deriveYears, type Statement } from "./quarters.ts";

/** Flows over an interval, read as quarters and years. */
export const flows: readonly Measure[] = [
  "capex",
  "capex-net",
  "revenue",
  "operating-cash-flow",
  "depreciation",
  "depreciation-amortization",
  "debt-issued",
  "finance-lease-principal",
  "research-development",
];

/** Balances at a day. */
export const balances: readonly Measure[] = ["rpo", "purchase-commitments"];

const titles: Readonly<Record<Measure, { readonly en: string; readonly de: string }>> = {
  capex: { en: "cash CapEx (purchases of property and equipment)", de: "Investitionsausgaben (Käufe von Sachanlagen)" },
  "capex-net": {
    en: "cash CapEx net of proceeds from incentives",
    de: "Investitionsausgaben abzüglich erhaltener Zuschüsse",
  },
  revenue: { en: "revenue", de: "Umsatz" },
  "operating-cash-flow": { en: "operating cash flow", de: "operativer Mittelzufluss" },
  depreciation: { en: "depreciation of property and equipment", de: "Abschreibungen auf Sachanlagen" },
  "depreciation-amortization": { en: "depreciation and amortisation", de: "Abschreibungen insgesamt" },
  "debt-issued": { en: "proceeds from debt issued", de: "Mittelzufluss aus aufgenommenen Schulden" },
  "finance-lease-principal": { en: "principal payments on finance leases", de: "Tilgung von Finanzierungsleasing" },
  "research-development": { en: "research and development expense", de: "Forschungs- und Entwicklungsaufwand" },
  rpo: { en: "remaining performance obligations", de: "noch zu erbringende Vertragsleistungen" },
  "purchase-commitments": {
    en: "unconditional purchase obligations as tagged",
    de: "feste Abnahmeverpflichtungen laut Kennzeichnung",
  },
};

/** The series that filings can yield: `sec/<ticker>/<measure>`, `-annual`, and `-ytd` where a document allows no quarter. Unit: the filer's currency. */
export const filedSeries: readonly SeriesInfo[] = [
  ...[...flows, ...balances].map(
    (m): SeriesInfo => ({ id: `sec/*/${m}`, title: titles[m], unit: "USD", frequency: "quarterly", lagDays: 35 }),
  ),
  ...flows.map(
    (m): SeriesInfo => ({
      id: `sec/*/${m}-annual`,
      title: { en: `${titles[m].en}, fiscal year`, de: `${titles[m].de}, Geschäftsjahr` },
      unit: "USD",
      frequency: "annual",
      lagDays: 50,
    }),
  ),
  ...flows.map(
    (m): SeriesInfo => ({
      id: `sec/*/${m}-ytd`,
      title: { en: `${titles[m].en}, fiscal year to date`, de: `${titles[m].de}, Geschäftsjahr bis zum Quartalsende` },
      unit: "USD",
      frequency: "quarterly",
      lagDays: 35,
    }),
  ),
];

/** What every observation of a document shares. */
export interface FactContext {
  readonly raw: RawDocument;
  readonly company: Company;
  readonly kind: Origin["kind"];
  /** `stamped`: each fact is known at the end of its filed day. Otherwise the document's own time counts for all of its facts. */
  readonly stamped: boolean;
  /** Whether to yield `-ytd` series of half years and nine months. */
  readonly yearToDate: boolean;
  /** Whether the document was cut to facts that end on or after some day, by somebody else. */
  readonly isWindow: boolean;
  /** Grade of a directly stated fact. */
  readonly direct: "reported (primary)" | "reported (secondary)";
  readonly url: (accession: string) => string;
  readonly reject: Rejections;
  /** Filled with the facts that were taken, each into a quarter, a year or a balance. */
  readonly taken?: Set<FiledFact>;
  /** What every observation says about the company's tags: `tags-not-checked`, `tags-of-your-own`. */
  readonly flags?: readonly string[];
}

/** Rows not taken, counted by reason with the first example; `of` names what is counted where it is not rows. */
export interface Rejections {
  readonly add: (reason: string, example: string, count?: number, of?: string) => void;
  readonly list: () => Reading["rejected"];
}

/** Counts the rows of a filer that no tag map names; a document without any counts as one. */
export function rejectFiler(reject: Rejections, example: string, rows: number): void {
  if (rows > 0) reject.add(notMapped, example, rows);
  else reject.add(notMapped, example, 1, "documents");
}

/** An empty tally of rejections. */
export function rejections(): Rejections {
  const byReason = new Map<string, { count: number; readonly example: string; readonly of?: string }>();
  return {
    add: (reason, example, count = 1, of) => {
      const entry = byReason.get(reason);
      if (entry === undefined) byReason.set(reason, { count, example, ...(of === undefined ? {} : { of }) });
      else entry.count += count;
    },
    list: () => [...byReason].map(([reason, found]) => ({ reason, ...found })),
  };
}

function tagsNamed(filers: readonly Company[]): readonly string[] {
  return filers.flatMap((company) =>
    [...flows, ...balances].flatMap((m) => tagsOf(company, m).flatMap((tag) => tag.split("+"))),
  );
}

const wanted: ReadonlySet<string> = new Set([...tagsNamed(companies), ...usualTags()]);

/** Whether a filer's map, or the usual tags of a filer without one, name a tag. */
export function isWantedTag(filers: readonly Company[] = []): (taxonomy: string, tag: string) => boolean {
  const own = filers.length === 0 ? wanted : new Set([...wanted, ...tagsNamed(filers)]);
  return (taxonomy, tag) => own.has(`${taxonomy}:${tag}`);
}

/**
 * The observations that a company's filed facts imply, measure by measure, by the company's own tags: quarters with their vintages
 * ({@link deriveQuarters}), fiscal years, balances by the quarter that they close. Evidence is the direct grade for a stated
 * fact, *derived* for a difference or sum. The locator names accession, form, tag, unit and interval of every term.
 * Not taken, by name: flows without a start date, balances with one, other units, negative CapEx (five filers of 2009 give payments a minus sign).
 */
export function observeFacts(facts: readonly FiledFact[], context: FactContext): readonly Observation[] {
  const byTag = new Map<string, FiledFact[]>();
  for (const fact of facts) {
    if (fact.filed < (context.company.firstFiled ?? ""))
      context.reject.add("filed by another company under this CIK", locatorOf(fact));
    else collect(byTag, `${fact.taxonomy}:${fact.tag}`, fact);
  }
  return [
    ...flows.flatMap((m) => observeFlow(m, byTag, context)),
    ...balances.flatMap((m) => observeBalance(m, byTag, context)),
  ];
}

type FactsByTag = ReadonlyMap<string, readonly FiledFact[]>;

function collect<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

function observeFlow(measure: Measure, facts: FactsByTag, context: FactContext): readonly Observation[] {
  const statements: Statement[] = [];
  const partsOf = new Map<Statement, readonly FiledFact[]>();
  for (const { fact, rank, parts } of factsOf(measure, facts, context)) {
    if (fact.start === null) context.reject.add("flow without a start date", locatorOf(fact));
    else if (measure.startsWith("capex") && fact.value < 0)
      context.reject.add("negative payment: the filer's sign is not known to be a mistake", locatorOf(fact));
    else {
      const statement = { start: fact.start, ...statementOf(fact, rank) };
      statements.push(statement);
      partsOf.set(statement, parts);
      for (const part of parts) context.taken?.add(part);
    }
  }
  const { changes, refused } = deriveQuarters(statements);
  for (const { reason, statement } of refused) {
    context.reject.add(reason, locate(statement));
    for (const part of partsOf.get(statement) ?? []) context.taken?.delete(part);
  }
  const inside = context.isWindow ? statedInTime(changes, context) : changes;
  const yearEnd = context.company.fiscalYearEnd;
  const sums = context.yearToDate
    ? deriveStated(
        statements.filter((s) => isYearToDate(s, yearEnd)),
        closedQuarter,
      )
    : [];
  return [
    ...inside.map((c) => observe(c, measure, context)),
    ...deriveYears(statements, yearEnd).map((c) => observe(c, `${measure}-annual`, context)),
    ...sums.map((c) => observe(c, `${measure}-ytd`, context)),
  ];
}

/**
 * The changes of quarters that a windowed extract states in time. One whose first value there is a later comparative (Amazon's quarters of 2022 in the
 * extract of facts that end on or after 2022-12-31) stands earlier and directly in the whole file.
 */
function statedInTime(changes: readonly Change[], { reject }: FactContext): readonly Change[] {
  const late = new Set(changes.filter((c) => c.flags.includes("comparative")).map((c) => c.period));
  for (const period of late) reject.add("comparative at the edge of an extract's window", period, 1, "quarters");
  return changes.filter((c) => !late.has(c.period));
}

function observeBalance(measure: Measure, facts: FactsByTag, context: FactContext): readonly Observation[] {
  const statements: Statement[] = [];
  for (const { fact, rank } of factsOf(measure, facts, context)) {
    if (fact.start !== null) context.reject.add("balance with a start date", locatorOf(fact));
    else {
      statements.push({ start: fact.end, ...statementOf(fact, rank) });
      context.taken?.add(fact);
    }
  }
  return deriveStated(statements, closedQuarter).map((c) => observe(c, measure, context));
}

/** The calendar quarter of the three months that end on a day, by their midpoint, as for flows (Oracle's 31 May closes the second quarter). */
function closedQuarter(s: { readonly end: string }): string {
  return quarterOfInterval(dateOfDay(dayOf(s.end) - 90), s.end);
}

function isYearToDate(s: Statement, yearEnd: string): boolean {
  const length = dayOf(s.end) - dayOf(s.start) + 1;
  if (length < 165 || length > 285) return false;
  const year = Number(s.start.slice(0, 4));
  return [year - 1, year].some((y) => Math.abs(dayOf(`${y}-${yearEnd}`) + 1 - dayOf(s.start)) <= 10);
}

function factsOf(
  measure: Measure,
  facts: FactsByTag,
  { company, reject }: FactContext,
): readonly { readonly fact: FiledFact; readonly rank: number; readonly parts: readonly FiledFact[] }[] {
  return tagsOf(company, measure).flatMap((tag, rank) => {
    const parts = tag.split("+");
    const stated = parts.flatMap((part) => facts.get(part) ?? []);
    for (const f of stated)
      if (f.unit !== company.currency)
        reject.add(`unit ${f.unit} instead of ${company.currency} (convenience translation)`, locatorOf(f));
    const own = stated.filter((f) => f.unit === company.currency);
    const stand = parts.length === 1 ? own.map((fact) => ({ fact, parts: [fact] })) : sumsOf(own, parts, reject);
    return stand.map((found) => ({ ...found, rank }));
  });
}

/** Sums of tags that one filing states for one interval; a filing that states only some of them gives no sum. */
function sumsOf(
  facts: readonly FiledFact[],
  parts: readonly string[],
  reject: Rejections,
): readonly { readonly fact: FiledFact; readonly parts: readonly FiledFact[] }[] {
  const byInterval = new Map<string, Map<string, FiledFact>>();
  for (const f of facts) {
    const key = `${f.accession} ${f.start} ${f.end}`;
    const group = byInterval.get(key) ?? new Map<string, FiledFact>();
    byInterval.set(key, group.set(`${f.taxonomy}:${f.tag}`, f));
  }
  return [...byInterval.values()].flatMap((group) => {
    const [first] = group.values();
    if (first === undefined) return [];
    if (group.size < parts.length) {
      reject.add("part of a sum that its filing does not complete", locatorOf(first), group.size);
      return [];
    }
    const fact = {
      ...first,
      tag: [...group.values()].map((f) => f.tag).join("+"),
      value: [...group.values()].reduce((sum, f) => sum + f.value, 0),
    };
    return [{ fact, parts: [...group.values()] }];
  });
}

function statementOf(fact: FiledFact, rank: number): Omit<Statement, "start"> {
  return {
    end: fact.end,
    value: fact.value,
    filed: fact.filed,
    accession: fact.accession,
    name: `${fact.form} ${fact.taxonomy}:${fact.tag} ${fact.unit}`,
    rank,
  };
}

function observe(change: Change, measure: string, context: FactContext): Observation {
  const { raw, company, kind, stamped } = context;
  const flags = [...change.flags, ...(context.flags ?? [])];
  const known: Instant = stamped ? endOfDay(change.filed) : raw.known;
  const knownBy: KnownBy = stamped ? "stamped" : raw.knownBy;
  const [first] = change.terms;
  if (first === undefined)
    throw new VorlaufError("wrong-shape", {
      what: `${measure} ${change.period}`,
      expected: "at least one term",
      got: "none",
    });
  const newest = change.terms.reduce((a, b) => (b.statement.filed > a.statement.filed ? b : a), first);
  const isDirect = change.terms.length === 1 && !first.statement.name.includes("+");
  return {
    series: `sec/${company.ticker}/${measure}`,
    period: change.period,
    value: change.value,
    unit: company.currency,
    published: stamped ? known : null,
    known,
    knownBy,
    evidence: isDirect ? context.direct : "derived",
    origin: {
      document: raw.sha256,
      url: context.url(newest.statement.accession),
      locator: change.terms.map(termText).join(""),
      kind,
    },
    fields: { start: change.start, end: change.end },
    ...(flags.length > 0 ? { flags } : {}),
  };
}

function termText({ sign, statement }: Change["terms"][number], i: number): string {
  const joint = i === 0 ? (sign < 0 ? "minus " : "") : sign < 0 ? " minus " : " plus ";
  return joint + locate(statement);
}

function locate(s: Statement): string {
  return `${s.accession} ${s.name} ${s.start === s.end ? s.end : `${s.start}..${s.end}`}`;
}

function locatorOf(fact: FiledFact): string {
  return `${fact.accession} ${fact.form} ${fact.taxonomy}:${fact.tag} ${fact.unit} ${fact.start === null ? "" : `${fact.start}..`}${fact.end}`;
}

/**
 * What became of the facts of a document: those of tags that its company's map names are taken or rejected, the others stand beside it.
 * @param others what was stepped over before, by name
 */
export function accountOfFacts(
  facts: readonly FiledFact[],
  company: Company,
  {
    taken,
    malformed = 0,
    others = [],
  }: {
    readonly taken: ReadonlySet<FiledFact>;
    readonly malformed?: number;
    readonly others?: readonly { readonly what: string; readonly count: number }[];
  },
): Account {
  const named = new Set(tagsNamed([company]));
  const foreign = facts.filter(
    (f) => f.filed >= (company.firstFiled ?? "") && !named.has(`${f.taxonomy}:${f.tag}`),
  ).length;
  const beside = [{ what: "facts of tags that the map of this company does not name", count: foreign }, ...others];
  return {
    unit: "facts",
    held: facts.length + malformed - foreign,
    taken: taken.size,
    beside: beside.filter(({ count }) => count > 0),
  };
}

/** Address of a filing's index page on EDGAR. */
export function filingUrl(cik: string, accession: string): string {
  return `https://www.sec.gov/Archives/edgar/data/${Number(cik)}/${accession.replaceAll("-", "")}/${accession}-index.htm`;
}

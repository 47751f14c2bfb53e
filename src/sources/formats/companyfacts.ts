import { VorlaufError } from "../../terms/errors.ts";
import { isDate } from "../../terms/period.ts";
import { checkEnd, eachMember, isObjectAt, type Span, skipValue, startOf, valueAt } from "./json-scan.ts";
import { shown } from "./shown.ts";

/** One statement of one fact by one filing, as the companyfacts service gives it. */
export interface FiledFact {
  readonly taxonomy: string;
  readonly tag: string;
  readonly unit: string;
  /** First day of the interval; null for an instant. */
  readonly start: string | null;
  readonly end: string;
  readonly value: number;
  readonly accession: string;
  readonly form: string;
  /** Day on which EDGAR disseminated the filing. */
  readonly filed: string;
}

/** A companyfacts (or companyconcept) document: who, and the facts of the wanted tags. */
export interface CompanyFacts {
  /** Ten digits. */
  readonly cik: string;
  readonly entity: string;
  readonly facts: readonly FiledFact[];
  /** The names (`taxonomy:tag`) that were stepped over. */
  readonly others: readonly string[];
  /** Rows of the wanted tags that are no facts at all (no number, no date). */
  readonly malformed: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The facts of the wanted tags in a companyfacts answer `{cik, entityName, facts: {taxonomy: {tag: {units: {unit: [row]}}}}}`
 * or a companyconcept answer `{cik, taxonomy, tag, units}`; other tags are not looked at. `frame`, `fy` and `fp` are ignored:
 * they describe the filing or the newest choice, never the fact.
 * @throws "source-changed" when the bytes are not such a document (also an HTML error page, or a truncated file)
 * @cite SEC, EDGAR Application Programming Interfaces, data.sec.gov
 */
export function parseCompanyFacts(
  bytes: Uint8Array,
  path: string,
  wanted: (taxonomy: string, tag: string) => boolean,
): CompanyFacts {
  const document = outline(bytes, path, wanted);
  const { cik, entityName } = document.plain;
  if ((typeof cik !== "number" && typeof cik !== "string") || !/^\d{1,10}$/.test(String(cik)))
    throw changed(path, "a CIK of up to ten digits at cik", shown(cik));
  const facts: FiledFact[] = [];
  const malformed: string[] = [];
  for (const [taxonomy, tag, units] of concepts(bytes, document, path)) {
    if (wanted(taxonomy, tag)) collect(taxonomy, tag, units, { path, facts, malformed });
  }
  return {
    cik: String(cik).padStart(10, "0"),
    entity: typeof entityName === "string" ? entityName : "",
    facts,
    others: document.others,
    malformed,
  };
}

/** What a document holds, without the tags that nobody wants: those are only stepped over. */
interface Outline {
  /** The names of all members. */
  readonly names: readonly string[];
  /** The members that name the filer, or the one tag of a companyconcept answer. */
  readonly plain: Readonly<Record<"cik" | "entityName" | "taxonomy" | "tag", unknown>>;
  readonly units: Span | null;
  readonly others: readonly string[];
  /** Where the concept of each wanted tag stands, by taxonomy; null without `facts`. */
  readonly tags: ReadonlyMap<string, ReadonlyMap<string, Span>> | null;
}

/**
 * One pass over the bytes. Of 2,000 to 4,000 tags a filer ever used, some forty are wanted: building the others is what reading a document costs.
 * A name that comes twice counts the last time, as in `JSON.parse`.
 */
function outline(bytes: Uint8Array, path: string, wanted: (taxonomy: string, tag: string) => boolean): Outline {
  const names: string[] = [];
  const plain: Record<string, unknown> = {};
  const others: string[] = [];
  let [units, tags]: [Span | null, Map<string, Map<string, Span>> | null] = [null, null];
  const tagsAt = (taxonomy: string, at: number): number => {
    if (!isObjectAt(bytes, at)) throw changed(`${path} facts.${taxonomy}`, "an object of tags", kindOf(bytes, at));
    const spans = new Map<string, Span>();
    tags?.set(taxonomy, spans);
    return eachMember(bytes, at, (tag, from) => {
      if (!isObjectAt(bytes, from))
        throw changed(`${path} facts.${taxonomy}.${tag}`, "an object with units", kindOf(bytes, from));
      const to = skipValue(bytes, from);
      if (wanted(taxonomy, tag)) spans.set(tag, { from, to });
      else others.push(`${taxonomy}:${tag}`);
      return to;
    });
  };
  const memberAt = (name: string, at: number): number => {
    names.push(name);
    if (name === "facts" && isObjectAt(bytes, at)) {
      tags = new Map();
      return eachMember(bytes, at, tagsAt);
    }
    const span = { from: at, to: skipValue(bytes, at) };
    if (name === "units") units = isObjectAt(bytes, at) ? span : null;
    else if (name !== "facts") plain[name] = valueAt(bytes, span);
    return span.to;
  };
  try {
    const start = startOf(bytes);
    if (!isObjectAt(bytes, start)) {
      checkEnd(bytes, skipValue(bytes, start));
      throw changed(path, "a JSON object", kindOf(bytes, start));
    }
    checkEnd(bytes, eachMember(bytes, start, memberAt));
  } catch (cause) {
    throw cause instanceof SyntaxError ? broken(bytes, path, cause) : cause;
  }
  const { cik, entityName, taxonomy, tag } = plain;
  return { names, plain: { cik, entityName, taxonomy, tag }, units, others, tags };
}

function broken(bytes: Uint8Array, path: string, cause: SyntaxError): VorlaufError {
  const head = new TextDecoder().decode(bytes.subarray(0, 60)).trimStart();
  const got = head.startsWith("<")
    ? "an HTML page (EDGAR's answer to an undeclared or too frequent client)"
    : `${bytes.length} bytes that end or break early: ${cause.message}`;
  return new VorlaufError(
    "source-changed",
    { source: "sec", locator: path, expected: "a companyfacts JSON document", got },
    { cause },
  );
}

function kindOf(bytes: Uint8Array, at: number): string {
  const value = valueAt(bytes, { from: at, to: skipValue(bytes, at) });
  return Array.isArray(value) ? "a list" : value === null ? "null" : typeof value;
}

function* concepts(
  bytes: Uint8Array,
  { names, plain, units, tags }: Outline,
  path: string,
): Generator<readonly [string, string, unknown]> {
  if (units !== null) {
    yield [String(plain.taxonomy), String(plain.tag), valueAt(bytes, units)];
    return;
  }
  if (tags === null) throw changed(path, "facts or units", names.join(", ") || "an empty object");
  for (const [taxonomy, spans] of tags) {
    for (const [tag, span] of spans) {
      const concept = valueAt(bytes, span);
      yield [taxonomy, tag, isObject(concept) ? concept["units"] : undefined];
    }
  }
}

function collect(
  taxonomy: string,
  tag: string,
  units: unknown,
  into: { readonly path: string; readonly facts: FiledFact[]; readonly malformed: string[] },
): void {
  if (!isObject(units)) throw changed(`${into.path} ${taxonomy}:${tag}`, "units", typeof units);
  for (const [unit, rows] of Object.entries(units)) {
    if (!Array.isArray(rows)) throw changed(`${into.path} ${taxonomy}:${tag} ${unit}`, "a list of facts", typeof rows);
    rows.forEach((row: unknown, i) => {
      const fact = asFact(row, taxonomy, tag, unit);
      if (fact === null) into.malformed.push(`${taxonomy}:${tag} ${unit}[${i}]`);
      else into.facts.push(fact);
    });
  }
}

function asFact(row: unknown, taxonomy: string, tag: string, unit: string): FiledFact | null {
  if (!isObject(row)) return null;
  const { start, end, val, accn, form, filed } = row;
  if (typeof end !== "string" || !isDate(end) || typeof filed !== "string" || !isDate(filed)) return null;
  if (typeof val !== "number" || !Number.isFinite(val) || typeof accn !== "string") return null;
  if (start !== undefined && (typeof start !== "string" || !isDate(start) || start > end)) return null;
  return {
    taxonomy,
    tag,
    unit,
    start: start ?? null,
    end,
    value: val,
    accession: accn,
    form: typeof form === "string" ? form : "",
    filed,
  };
}

function changed(locator: string, expected: string, got: string): VorlaufError {
  return new VorlaufError("source-changed", { source: "sec", locator, expected, got });
}

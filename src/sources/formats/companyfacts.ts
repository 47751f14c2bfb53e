import { VorlaufError } from "../../terms/errors.ts";
import { isDate } from "../../terms/period.ts";

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
  const document = parseJson(bytes, path);
  const cik = document["cik"];
  if (!isObject(document) || (typeof cik !== "number" && typeof cik !== "string") || !/^\d{1,10}$/.test(String(cik))) {
    throw changed(path, "a CIK of up to ten digits at cik", JSON.stringify(cik) ?? "nothing");
  }
  const facts: FiledFact[] = [];
  const malformed: string[] = [];
  for (const [taxonomy, tag, units] of concepts(document, path)) {
    if (wanted(taxonomy, tag)) collect(taxonomy, tag, units, { path, facts, malformed });
  }
  return {
    cik: String(cik).padStart(10, "0"),
    entity: typeof document["entityName"] === "string" ? document["entityName"] : "",
    facts,
    malformed,
  };
}

function parseJson(bytes: Uint8Array, path: string): Json {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    const head = new TextDecoder().decode(bytes.subarray(0, 60)).trimStart();
    const got = head.startsWith("<")
      ? "an HTML page (EDGAR's answer to an undeclared or too frequent client)"
      : `${bytes.length} bytes that end or break early`;
    throw new VorlaufError(
      "source-changed",
      { source: "sec", locator: path, expected: "a companyfacts JSON document", got },
      { cause },
    );
  }
  if (!isObject(document)) throw changed(path, "a JSON object", typeof document);
  return document;
}

function* concepts(document: Json, path: string): Generator<readonly [string, string, unknown]> {
  if (isObject(document["units"])) {
    yield [String(document["taxonomy"]), String(document["tag"]), document["units"]];
    return;
  }
  if (!isObject(document["facts"]))
    throw changed(path, "facts or units", Object.keys(document).join(", ") || "an empty object");
  for (const [taxonomy, tags] of Object.entries(document["facts"])) {
    if (!isObject(tags)) throw changed(`${path} facts.${taxonomy}`, "an object of tags", typeof tags);
    for (const [tag, concept] of Object.entries(tags)) {
      if (!isObject(concept)) throw changed(`${path} facts.${taxonomy}.${tag}`, "an object with units", typeof concept);
      yield [taxonomy, tag, concept["units"]];
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

import { VorlaufError } from "../../terms/errors.ts";
import { isDate } from "../../terms/period.ts";
import { isStatement, type Passage, passageAt } from "./inline-passage.ts";

/** A consolidated monetary fact of an inline-XBRL document. */
export interface InlineFact {
  readonly taxonomy: string;
  readonly tag: string;
  /** ISO code of the unit, for example `USD`. */
  readonly unit: string;
  readonly start: string | null;
  readonly end: string;
  readonly value: number;
  /** Where the filing prints it: in a financial statement where one does, else the first place; null for running text only. */
  readonly printed: PrintedFact | null;
}

/** A place where a fact is printed, with what turns the digits into the value. */
export interface PrintedFact extends Passage {
  /** `id` of the element, the fragment of the filing's address; empty where it has none. */
  readonly id: string;
  /** Power of ten. */
  readonly scale: number;
  /** Whether the tag turns the sign. */
  readonly isNegated: boolean;
}

/** What an inline-XBRL document says of itself, and its facts without dimensions. */
export interface InlineDocument {
  /** Ten digits. */
  readonly cik: string;
  /** `10-K`, `10-Q`, ... */
  readonly form: string;
  readonly facts: readonly InlineFact[];
  /** Numbers that could not be read, by tag and format. */
  readonly malformed: readonly string[];
  /** Numbers of the document that are none of these: of other tags, with a dimension, or the same fact printed again. */
  readonly others: number;
}

/** Longest document that is read [characters]; the largest annual reports have about 30 million. */
const maxLength = 64_000_000;

/** Around a number its table and heading are looked for [characters], and at so many numbers of a document: a filing has hundreds of the wanted tags at most. */
const [windowBefore, windowAfter, mostPlaces] = [400_000, 20_000, 2_000];

/**
 * The consolidated facts of the wanted tags in an inline-XBRL filing (XHTML with `ix:nonFraction` elements): contexts with a segment or scenario
 * are left out, `scale` and `sign` are applied, formats num-dot-decimal (default), num-comma-decimal and the zero formats are
 * read, an empty or unknown number is malformed, and a fact printed twice with one value counts once.
 * @throws "source-changed" when the document has no contexts or no CIK, is too long, or contradicts itself
 * @cite XBRL International, Inline XBRL 1.1, sections 10-11 and 15 (transformation registry)
 */
export function parseInlineXbrl(
  html: string,
  path: string,
  wanted: (taxonomy: string, tag: string) => boolean,
): InlineDocument {
  if (html.length > maxLength) throw changed(path, `at most ${maxLength} characters`, String(html.length));
  const contexts = contextsOf(html);
  if (contexts.size === 0) throw changed(path, "xbrli:context elements", "none");
  const cik = nonNumeric(html, "dei:EntityCentralIndexKey");
  if (cik === null || !/^\d{1,10}$/.test(cik))
    throw changed(`${path} dei:EntityCentralIndexKey`, "a CIK", cik ?? "nothing");
  const units = unitsOf(html);
  const facts = new Map<string, InlineFact>();
  const malformed: string[] = [];
  /** The finest rounding stated of each fact. */
  const steps = new Map<string, number>();
  let [places, seen] = [0, 0];
  for (const { attributes, text, from, to } of elements(html, "nonFraction")) {
    seen++;
    const [taxonomy = "", tag = ""] = (attributes.get("name") ?? "").split(":");
    if (!wanted(taxonomy, tag)) continue;
    const context = contexts.get(attributes.get("contextRef") ?? "");
    const unit = units.get(attributes.get("unitRef") ?? "");
    if (context === undefined || unit === undefined) continue;
    const value = numberOf(text, attributes);
    if (value === null) {
      malformed.push(`${taxonomy}:${tag} ${attributes.get("format") ?? "without format"} "${text.slice(0, 20)}"`);
      continue;
    }
    const printed = places++ < mostPlaces ? printedAt(html, from, to, attributes) : null;
    const fact: InlineFact = { taxonomy, tag, unit, ...context, value, printed };
    const key = `${taxonomy}:${tag} ${unit} ${context.start ?? ""}..${context.end}`;
    const held = facts.get(key);
    const step = roundedTo(value, attributes.get("decimals"));
    const before = steps.get(key) ?? step;
    if (held !== undefined && Math.abs(held.value - value) > (held.value === value ? 0 : 0.5 * Math.max(before, step)))
      throw changed(`${path} ${key}`, String(held.value), String(value));
    if (held === undefined) facts.set(key, fact);
    else facts.set(key, { ...(step < before ? fact : held), printed: better(held.printed, fact.printed) });
    steps.set(key, Math.min(step, before));
  }
  return {
    cik: cik.padStart(10, "0"),
    form: nonNumeric(html, "dei:DocumentType") ?? "",
    facts: [...facts.values()],
    malformed,
    others: seen - facts.size - malformed.length,
  };
}

function printedAt(
  html: string,
  from: number,
  to: number,
  attributes: ReadonlyMap<string, string>,
): PrintedFact | null {
  const begin = Math.max(0, from - windowBefore);
  const passage = passageAt(html.slice(begin, to + windowAfter), from - begin, to - begin);
  return passage === null
    ? null
    : {
        ...passage,
        id: attributes.get("id") ?? "",
        scale: Number(attributes.get("scale") ?? "0"),
        isNegated: attributes.get("sign") === "-",
      };
}

/** The first place in a financial statement, else the first place. */
function better(first: PrintedFact | null, then: PrintedFact | null): PrintedFact | null {
  if (first === null || then === null) return first ?? then;
  return isStatement(then) && !isStatement(first) ? then : first;
}

/** The unit to which a statement is rounded: by its `decimals`, never finer than its digits show (1.2 billion with decimals -8 is rounded to 0.1 billion). */
function roundedTo(value: number, decimals: string | undefined): number {
  const byDigits = [1e9, 1e6, 1e3].find((unit) => value % unit === 0) ?? 1;
  return decimals !== undefined && /^-\d{1,2}$/.test(decimals) ? Math.max(byDigits, 10 ** -Number(decimals)) : byDigits;
}

function contextsOf(html: string): ReadonlyMap<string, { readonly start: string | null; readonly end: string }> {
  const contexts = new Map<string, { start: string | null; end: string }>();
  for (const [, id = "", body = ""] of html.matchAll(
    /<(?:[\w-]+:)?context\b[^>]*?\bid="([^"]+)"[^>]*>([\s\S]*?)<\/(?:[\w-]+:)?context>/g,
  )) {
    if (/<(?:[\w-]+:)?(?:segment|scenario)\b/.test(body)) continue;
    const instant = dateIn(body, "instant");
    const start = dateIn(body, "startDate");
    const end = dateIn(body, "endDate");
    if (instant !== null) contexts.set(id, { start: null, end: instant });
    else if (start !== null && end !== null && start <= end) contexts.set(id, { start, end });
  }
  return contexts;
}

function dateIn(body: string, element: string): string | null {
  const date = new RegExp(`<(?:[\\w-]+:)?${element}>\\s*(\\d{4}-\\d{2}-\\d{2})`).exec(body)?.[1];
  return date !== undefined && isDate(date) ? date : null;
}

function unitsOf(html: string): ReadonlyMap<string, string> {
  const units = new Map<string, string>();
  for (const [, id = "", body = ""] of html.matchAll(
    /<(?:[\w-]+:)?unit\b[^>]*?\bid="([^"]+)"[^>]*>([\s\S]*?)<\/(?:[\w-]+:)?unit>/g,
  )) {
    const currency = /^\s*<(?:[\w-]+:)?measure>\s*iso4217:([A-Z]{3})\s*<\/(?:[\w-]+:)?measure>\s*$/.exec(body)?.[1];
    if (currency !== undefined) units.set(id, currency);
  }
  return units;
}

function* elements(
  html: string,
  name: string,
): Generator<{
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
  /** Where the element begins and where its content ends in the document. */
  readonly from: number;
  readonly to: number;
}> {
  const close = `</ix:${name}>`;
  for (const match of html.matchAll(new RegExp(`<ix:${name}\\b([^>]*)>`, "g"))) {
    const from = match.index + match[0].length;
    const to = match[0].endsWith("/>") ? from : html.indexOf(close, from);
    const attributes = new Map(
      [...(match[1] ?? "").matchAll(/([\w:-]+)\s*=\s*"([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
    );
    yield {
      attributes,
      text: to < 0 ? "" : plainText(html.slice(from, to)),
      from: match.index,
      to: to < 0 ? from : to,
    };
  }
}

function plainText(markup: string): string {
  return markup
    .replace(/<[^<>]*>/g, "")
    .replace(/&#160;|&nbsp;|&#xa0;/gi, " ")
    .trim();
}

function nonNumeric(html: string, name: string): string | null {
  for (const { attributes, text } of elements(html, "nonNumeric")) if (attributes.get("name") === name) return text;
  return null;
}

function numberOf(text: string, attributes: ReadonlyMap<string, string>): number | null {
  const format = attributes.get("format")?.split(":").pop() ?? "num-dot-decimal";
  const sign = attributes.get("sign") === "-" ? -1 : 1;
  if (/^(fixed-zero|zerodash|num-?unit-zero)$/.test(format)) return 0;
  const digits = /comma-?decimal$/.test(format)
    ? text.replace(/[.\s]/g, "").replace(",", ".")
    : text.replace(/[,\s]/g, "");
  const scale = attributes.get("scale") ?? "0";
  if (!/^\d+(\.\d+)?$/.test(digits) || !/^-?\d{1,2}$/.test(scale)) return null;
  const [whole = "0", fraction = ""] = digits.split(".");
  // The scale moves the decimal point in the text, so that 16.3 at scale 6 is 16,300,000 without a rounding error.
  const exponent = Number(scale) - fraction.length;
  const value =
    exponent >= 0 ? Number(`${whole}${fraction}${"0".repeat(exponent)}`) : Number(`${whole}${fraction}e${exponent}`);
  return Number.isFinite(value) ? sign * value : null;
}

function changed(locator: string, expected: string, got: string): VorlaufError {
  return new VorlaufError("source-changed", { source: "sec-ixbrl", locator, expected, got });
}

import { VorlaufError } from "../../terms/errors.ts";
import { isDate } from "../../terms/period.ts";

/** A consolidated monetary fact of an inline-XBRL document. */
export interface InlineFact {
  readonly taxonomy: string;
  readonly tag: string;
  /** ISO code of the unit, for example `USD`. */
  readonly unit: string;
  readonly start: string | null;
  readonly end: string;
  readonly value: number;
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
}

/** Longest document that is read [characters]; the largest annual reports have about 30 million. */
const maxLength = 64_000_000;

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
  for (const { attributes, text } of elements(html, "nonFraction")) {
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
    const fact: InlineFact = { taxonomy, tag, unit, ...context, value };
    const key = `${taxonomy}:${tag} ${unit} ${context.start ?? ""}..${context.end}`;
    const held = facts.get(key);
    if (held !== undefined && !agrees(held.value, value))
      throw changed(`${path} ${key}`, String(held.value), String(value));
    if (held === undefined || precision(value) < precision(held.value)) facts.set(key, fact);
  }
  return {
    cik: cik.padStart(10, "0"),
    form: nonNumeric(html, "dei:DocumentType") ?? "",
    facts: [...facts.values()],
    malformed,
  };
}

/** Trailing zeros as a power of ten: a smaller number is a finer statement. */
function precision(value: number): number {
  return [1e9, 1e6, 1e3].find((unit) => value % unit === 0) ?? 1;
}

/** Whether two statements of one fact in one document differ by rounding only. */
function agrees(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(precision(a), precision(b)) * (a === b ? 1 : 0.5);
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
): Generator<{ readonly attributes: ReadonlyMap<string, string>; readonly text: string }> {
  const close = `</ix:${name}>`;
  for (const match of html.matchAll(new RegExp(`<ix:${name}\\b([^>]*)>`, "g"))) {
    const from = match.index + match[0].length;
    const to = match[0].endsWith("/>") ? from : html.indexOf(close, from);
    const attributes = new Map(
      [...(match[1] ?? "").matchAll(/([\w:-]+)\s*=\s*"([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
    );
    yield { attributes, text: to < 0 ? "" : plainText(html.slice(from, to)) };
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

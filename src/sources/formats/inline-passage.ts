/** Where a filing prints a number: what stands around it, as a reader of the page sees it. */
export interface Passage {
  /** Heading of the table, for example `CONSOLIDATED STATEMENTS OF CASH FLOWS`; empty where none is found. */
  readonly heading: string;
  /** What the table says of its unit, `(In millions)`; empty where it says nothing. */
  readonly note: string;
  /** Column headings of the table, in order. */
  readonly columns: string;
  /** Label of the row. */
  readonly row: string;
  /** The number with its brackets as printed, `(10,970)`. */
  readonly printed: string;
}

/** Longest text of a passage that is kept [characters]. */
const longest = 160;
/** How far before a table its heading is looked for [characters of markup]. */
const reach = 12_000;

/**
 * The passage around a tagged number that begins at `from` and ends at `to` in the markup of a filing; null when it stands in no table row (running text of a
 * note).
 */
export function passageAt(html: string, from: number, to: number): Passage | null {
  const [table, row] = [html.lastIndexOf("<table", from), html.lastIndexOf("<tr", from)];
  if (row < 0 || table > row || html.lastIndexOf("</table", from) > table || html.lastIndexOf("</tr", from) > row)
    return null;
  const end = html.indexOf("</tr", to);
  const cells = cellsOf(html.slice(row, end < 0 ? to : end));
  const label = cells.find((c) => /\p{L}/u.test(c)) ?? "";
  const cellStart = Math.max(html.lastIndexOf("<td", from), html.lastIndexOf("<th", from));
  const cellEnd = html.indexOf("</t", to);
  const before = blocksOf(html.slice(Math.max(0, table - reach), table)).slice(-8);
  const note = before.findLast((b) => /^\(.*\b(?:millions|thousands|billions|dollars)\b.*\)$/i.test(b)) ?? "";
  const heading =
    before.findLast(
      (b) => /\bstatements?\s+of\b|\bincome\s+statements?\b|\bcash\s+flows?\b/i.test(b) && b.length < longest,
    ) ??
    before.findLast((b) => !/^\(|^table of contents$/i.test(b) && /\p{L}/u.test(b)) ??
    "";
  return {
    heading: clipped(heading),
    note: clipped(note),
    columns: clipped(columnsOf(html.slice(table, row))),
    row: clipped(label),
    printed: clipped(textOf(html.slice(cellStart, cellEnd < 0 ? to : cellEnd)).replace(/\s+/g, "")),
  };
}

/** Whether a passage stands in one of the financial statements, not in a note or in the discussion. */
export function isStatement({ heading }: Passage): boolean {
  return /\bstatements?\s+of\b|\bincome\s+statements?\b/i.test(heading);
}

/** Texts of the table's first rows, up to the one that holds a tagged number. */
function columnsOf(markup: string): string {
  const tagged = markup.indexOf("<ix:nonFraction");
  const until = tagged < 0 ? markup.length : markup.lastIndexOf("<tr", tagged);
  const rows = markup
    .slice(0, until)
    .split(/<tr\b/)
    .slice(1)
    .map((r) => cellsOf(`<tr${r}`).filter((c) => c !== ""));
  // A row that only names a part of the table is no column heading.
  return rows
    .filter((cells) => cells.some((c) => /\d|ended|months|half|quarter/i.test(c)))
    .flat()
    .join(" ");
}

function cellsOf(markup: string): string[] {
  return markup
    .split(/<t[dh]\b/)
    .slice(1)
    .map((c) => textOf(`<td${c}`));
}

/** The texts of a stretch of markup, block by block, blank ones left out; what begins inside a tag is dropped. */
function blocksOf(markup: string): string[] {
  return markup
    .slice(markup.indexOf("<"))
    .split(/<\/?(?:div|p|table|tr|td|br|h\d)\b/i)
    .map((b) => textOf(`<x${b}`))
    .filter((b) => b !== "");
}

function textOf(markup: string): string {
  return markup
    .replace(/<[^<>]*>/g, "")
    .replace(/&#(\d{1,6});/g, (_all, code: string) => String.fromCodePoint(Math.min(Number(code), 0x10ffff)))
    .replace(/&#x([0-9a-f]{1,5});/gi, (_all, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&nbsp;/g, " ")
    .replace(/&amp;/g, "&")
    .replace(/&(?:ldquo|rdquo|quot);/g, '"')
    .replace(/&(?:lsquo|rsquo|apos);/g, "'")
    .replace(/&(?:ndash|mdash);/g, "–")
    .replace(/[\s\u00a0]+/g, " ")
    .trim();
}

function clipped(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`;
}

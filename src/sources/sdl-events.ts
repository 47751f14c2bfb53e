import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { frequencyOf, isDate } from "../terms/period.ts";
import type { FoundFile, RawDocument, Reading, Source } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";

/** Dated events, the curated bibliography, or the table made from it (which is not read). */
export interface Query {
  readonly file: "events" | "bibliography" | "derived";
}
const Query: z.ZodType<Query> = z.object({ file: z.enum(["events", "bibliography", "derived"]) });

const eventColumns = [
  "date",
  "date_precision",
  "domain_pair",
  "actor",
  "event",
  "value",
  "unit",
  "source_seen",
  "source_level",
];

/**
 * The newest day named by the sources of a row, when *every* source it names carries a day (`2025-09-15` or `2025/10/21` in
 * its address); null otherwise, because then nobody can say when the row's statement could be known.
 */
export function stampOf(sources: string): string | null {
  const days = sources
    .split(";")
    .map((s) => /(?<!\d)(20\d{2})[-/](\d{2})[-/](\d{2})(?!\d)/.exec(s))
    .map((m) => (m === null ? null : `${m[1]}-${m[2]}-${m[3]}`));
  return days.every((d): d is string => d !== null && isDate(d)) ? (days.sort().at(-1) ?? null) : null;
}

/** A change stated within an event's text as `698 -> 422 USD/g`: first and last number and their unit. */
export function statedChange(
  event: string,
): { readonly from: number; readonly to: number; readonly unit: string } | null {
  const m = /(?<!\d)(\d{1,15}(?:\.\d{1,15})?) -> (\d{1,15}(?:\.\d{1,15})?) ([A-Z]{3}\/[a-z]+)/.exec(event);
  return m === null ? null : { from: Number(m[1]), to: Number(m[2]), unit: m[3] ?? "" };
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** The first address that a row cites; a row that names its sources in words keeps them in the place, with the file's address. */
function cited(sources: string, locator: string, ownUrl: string): { readonly url: string; readonly locator: string } {
  const [url] = /https?:\/\/[^\s;,)]+/.exec(sources) ?? [];
  return url === undefined ? { url: ownUrl, locator: `${locator}, citing ${sources}` } : { url, locator };
}

function readEvents(raw: RawDocument): Reading {
  const observations = recordsOf(parseCsv(decodeText(raw.bytes)), eventColumns).map((row, i): Observation => {
    const get = (name: string): string => row[name]?.trim() ?? "";
    const locator = `record ${i + 2}`;
    const [period, sources, level] = [get("date"), get("source_seen"), get("source_level")];
    frequencyOf(period);
    if (level !== "primary" && level !== "secondary")
      throw changed(`${locator}, source_level`, "primary or secondary", level);
    const day = stampOf(sources);
    const known = day === null ? raw.known : endOfDay(day);
    const change = statedChange(get("event"));
    return {
      series: "sdl/events",
      item: slug(get("actor")),
      period,
      value: plainNumber(get("value"), `${locator}, value`),
      unit: get("unit") || "event",
      published: day === null ? null : endOfDay(day),
      known,
      knownBy: day === null ? raw.knownBy : "stamped",
      evidence: `reported (${level})`,
      origin: { document: raw.sha256, ...cited(sources, locator, raw.url), kind: "citation" },
      fields: {
        pair: get("domain_pair"),
        actor: get("actor"),
        event: get("event"),
        precision: get("date_precision"),
        sources,
        from: change?.from ?? null,
        to: change?.to ?? null,
        changeUnit: change?.unit ?? null,
        conflict: get("event").includes("conflict"),
      },
    };
  });
  return { observations, rejected: [] };
}

const monthNumbers = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** One field of a BibTeX entry: braces of any depth or a bare word, null when absent. */
export function bibField(entry: string, name: string): string | null {
  const start = new RegExp(`[,{\\s]${name}\\s*=\\s*`, "i").exec(entry);
  if (start === null) return null;
  let at = start.index + start[0].length;
  if (entry[at] !== "{") return /^[^,}\s]+/.exec(entry.slice(at))?.[0] ?? null;
  const from = at + 1;
  for (let depth = 0; at < entry.length; at++) {
    if (entry[at] === "{") depth++;
    else if (entry[at] === "}" && --depth === 0) return entry.slice(from, at).trim();
  }
  throw changed(`field ${name}`, "a closing brace", entry.slice(from, from + 60));
}

function readBibliography(raw: RawDocument): Reading {
  const entries = decodeText(raw.bytes)
    .split(/^(?=[ \t]*@\w+\{)/m)
    .map((e) => e.trim())
    .filter((e) => e.startsWith("@"));
  if (entries.length === 0) throw changed("document", "BibTeX entries", "none");
  const seen = new Set<string>();
  let repeated = 0;
  const observations = entries.flatMap((entry, i): Observation[] => {
    const locator = `entry ${i + 1}`;
    const [doi, title, year] = [
      bibField(entry, "DOI")?.toLowerCase() ?? null,
      bibField(entry, "title"),
      bibField(entry, "year"),
    ];
    if (title === null || year === null || !/^\d{4}$/.test(year))
      throw changed(locator, "title and year", entry.slice(0, 60));
    const item = doi ?? slug(title);
    if (seen.has(item)) {
      repeated++;
      return [];
    }
    seen.add(item);
    const month = monthNumbers.indexOf((bibField(entry, "month") ?? "").toLowerCase().slice(0, 3)) + 1;
    return [
      {
        series: "sdl/papers",
        item,
        period: month > 0 ? `${year}-${String(month).padStart(2, "0")}` : year,
        value: null,
        unit: "paper",
        published: null,
        known: raw.known,
        knownBy: raw.knownBy,
        evidence: "reported (secondary)",
        origin: { document: raw.sha256, url: raw.url, locator, kind: "primary" },
        fields: { title, venue: bibField(entry, "journal") },
      },
    ];
  });
  return {
    observations,
    rejected:
      repeated > 0
        ? [{ reason: "DOI already listed", count: repeated, example: "a DOI that stands in two entries" }]
        : [],
    account: { unit: "entries", held: entries.length, taken: observations.length },
  };
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "sdl-events", locator, expected, got });
}

function recognise({ path, head }: FoundFile): Query | null {
  if (head.startsWith(eventColumns.join(","))) return { file: "events" };
  if (head.startsWith("date,year,month,doi,title,venue,bibtype")) return { file: "derived" };
  return path.endsWith(".bib") && /self.driving|autonomous/i.test(head) ? { file: "bibliography" } : null;
}

/**
 * Events at which AI, robotics and biology meet (laboratories that steer themselves), and the papers of a curated list on them.
 *
 * Publisher: events compiled for this project from pages that each row names; papers from the Acceleration Consortium's
 * awesome-self-driving-labs (CC0 1.0). Lag and revision: none stated. `known` of an event is the day its sources carry where
 * *every* source named carries one, else the time of this copy; the OpenAI and Ginkgo row names two sources of which one is
 * undated, so it counts as known only from the copy on.
 * Known defects: a convenience sample, an overlay and never a trend or a sum; falling numbers after 2022 are the curator's
 * attention; two conflicts between sources are kept in the text (`conflict`); 6 BibTeX keys are reused and 2 DOIs stand twice
 * (taken once); months are missing for 7 papers.
 */
export const source: Source<Query> = {
  id: "sdl-events",
  title: "Self-driving laboratories: dated events and papers",
  publisher: "Compiled for this project; Acceleration Consortium (papers)",
  licence: "CC0 1.0 (list); events: facts with their source named",
  terms: "ship",
  homepage: "https://github.com/AccelerationConsortium/awesome-self-driving-labs",
  series: [
    {
      id: "sdl/events",
      title: {
        en: "Events in self-driving laboratories and robot learning",
        de: "Ereignisse bei selbststeuernden Laboren und lernenden Robotern",
      },
      unit: "as stated",
      frequency: "irregular",
      list: "log",
      lagDays: 30,
    },
    {
      id: "sdl/papers",
      title: {
        en: "Papers on self-driving laboratories (curated list)",
        de: "Arbeiten über selbststeuernde Labore (gepflegte Liste)",
      },
      unit: "paper",
      frequency: "irregular",
      list: "copy",
      lagDays: 180,
    },
  ],
  query: Query,
  requests: () => [],
  recognise,
  read: (raw, { file }) => {
    if (file === "events") return readEvents(raw);
    if (file === "bibliography") return readBibliography(raw);
    const count = Math.max(1, parseCsv(decodeText(raw.bytes), { ragged: true }).rows.length);
    return {
      observations: [],
      rejected: [{ reason: "table derived from references.bib, which is read instead", count, example: raw.path }],
    };
  },
};

import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { endOf, frequencyOf, isDate } from "../terms/period.ts";
import type { FoundFile, RawDocument, Reading, Source } from "../terms/source.ts";
import { endOfDay, type Instant } from "../terms/time.ts";
import { type EventProgramme, eventProgrammes, gradeOf, severityOfType } from "./event-programmes.ts";
import { type CsvRecord, decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";

/** Which of the two collections: the one made by looking for retreats, or the one made by looking for expansions. */
export interface Query {
  readonly collection: "retreats" | "expansions";
}
const Query: z.ZodType<Query> = z.object({ collection: z.enum(["retreats", "expansions"]) });

const columns = [
  "event_id",
  "event_date",
  "date_precision",
  "company",
  "actor_group",
  "event_type",
  "direction",
  "amount",
  "currency",
  "amount_kind",
  "fact",
  "source_title",
  "source_url",
  "source_published",
  "retrieved_from",
];
const series = { retreats: "events/carmakers", expansions: "events/carmakers-expansion" };

/** When a page's own date lets its statement count as known: a day at its end, a month at the end of its last day; null without a date. @throws "source-changed" */
export function knownFromPage(published: string, locator: string): Instant | null {
  if (published === "") return null;
  if (isDate(published)) return endOfDay(published);
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(published)) return endOfDay(endOf(published));
  throw changed(`${locator}, source_published`, "a day, a month or nothing", published);
}

/** Amounts named in a text as `2.1bn <label>`, summed over the labels [billions]; null when none of them stands there. */
export function billionsNamed(fact: string, labels: readonly string[]): number | null {
  const found = labels
    .map((label) => new RegExp(`(\\d+(?:\\.\\d+)?)bn ${label}`).exec(fact)?.[1])
    .filter((n): n is string => n !== undefined);
  return found.length === 0 ? null : found.reduce((sum, n) => sum + Number(n), 0);
}

function evPartOf(fact: string, amount: number | null, checked: EventProgramme): number | null {
  if (checked.evParts !== undefined) return scaled(billionsNamed(fact, checked.evParts));
  const other = checked.otherParts === undefined ? null : billionsNamed(fact, checked.otherParts);
  return other === null || amount === null ? null : amount - other * 1e9;
}

function scaled(billions: number | null): number | null {
  return billions === null ? null : Math.round(billions * 1e9);
}

function severityOf(
  type: string,
  direction: number,
  checked: EventProgramme | undefined,
  locator: string,
): number | null {
  const implied = severityOfType[type];
  if (implied === undefined) throw changed(`${locator}, event_type`, Object.keys(severityOfType).join(" | "), type);
  const size = checked?.severity === undefined ? implied : checked.severity;
  return size === null ? null : direction > 0 ? -size : size;
}

function readRow(row: CsvRecord, locator: string, list: string, raw: RawDocument): Observation {
  const get = (name: string): string => row[name]?.trim() ?? "";
  const [id, period, currency, fact, direction] = [
    get("event_id"),
    get("event_date"),
    get("currency"),
    get("fact"),
    Number(get("direction")),
  ];
  frequencyOf(period);
  if (![-1, 0, 1].includes(direction) || get("direction") === "")
    throw changed(`${locator}, direction`, "-1, 0 or 1", get("direction"));
  const amount = plainNumber(get("amount"), `${locator}, amount`);
  if (amount !== null && !/^[A-Z]{3}$/.test(currency))
    throw changed(`${locator}, currency`, "a currency code beside an amount", currency);
  const checked = eventProgrammes[id];
  const stamp = knownFromPage(get("source_published"), locator);
  const grade = gradeOf(id, get("source_url"), get("source_published"));
  return {
    series: list,
    item: id,
    period,
    value: amount,
    unit: currency || "event",
    published: stamp,
    known: stamp ?? raw.known,
    knownBy: stamp === null ? raw.knownBy : "stamped",
    evidence: grade === "A" ? "reported (primary)" : "reported (secondary)",
    origin: { document: raw.sha256, url: get("source_url"), locator, kind: "citation" },
    fields: {
      company: get("company"),
      actor: get("actor_group"),
      type: get("event_type"),
      direction,
      precision: get("date_precision"),
      kind: get("amount_kind"),
      currency: currency || null,
      fact,
      sourceTitle: get("source_title"),
      grade,
      groups: (checked?.groups ?? [get("company").toLowerCase()]).join(";"),
      programmes: (checked?.programmes ?? [id]).join(";"),
      severity: severityOf(get("event_type"), direction, checked, locator),
      chargePeriod: checked?.charge?.period ?? null,
      cause: checked?.charge?.cause ?? null,
      evPart: checked === undefined ? null : evPartOf(fact, amount, checked),
      redirectedTo: checked?.redirectedTo ?? null,
    },
    ...(checked === undefined ? { flags: ["programme-unchecked"] } : {}),
  };
}

function read(raw: RawDocument, { collection }: Query): Reading {
  const seen = new Set<string>();
  const observations = recordsOf(parseCsv(decodeText(raw.bytes)), columns).map((row, i) => {
    const observation = readRow(row, `record ${i + 2}`, series[collection], raw);
    const id = observation.item ?? "";
    if (id === "" || seen.has(id))
      throw changed(`record ${i + 2}, event_id`, "every event once", id === "" ? "none" : `${id} twice`);
    seen.add(id);
    return observation;
  });
  const unchecked = observations.filter((o) => o.flags?.includes("programme-unchecked"));
  return {
    observations,
    rejected: [],
    ...(unchecked.length > 0
      ? {
          warnings: [
            {
              code: "programme-unchecked",
              facts: { events: unchecked.map((o) => o.item).join(", ") },
              about: [series[collection]],
            },
          ],
        }
      : {}),
  };
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "carmaker-events", locator, expected, got });
}

function recognise({ path, head }: FoundFile): Query | null {
  if (!head.startsWith("event_id,event_date,date_precision,company,actor_group,")) return null;
  return { collection: /_2\.csv$|expansion/.test(path) ? "expansions" : "retreats" };
}

/**
 * Dated steps of carmakers in their EV programmes, 2023 to 2026: delays, cuts, cancellations, charges, and expansions.
 *
 * Publisher: compiled for this project from the public page each row names. Licence: facts in own words. Lag: days to weeks.
 * `known` is the page's own date (a month: its last day), else the time of this copy; the event's date is never used for it.
 * Amounts are in the original currency and of different kinds (`fields.kind`: charge, charge_noncash, charge_cumulative,
 * charge_upper_bound; project, contract and plan values are no charges). What the rows overlap on is in `event-programmes.ts`
 * (groups, programmes, severity, accounting period and cause), checked by hand; EV parts are read from the row's text.
 * Revision: a later row replaces its parts through that key, never silently.
 * Known defects: collected by asking for retreats (first file) and for expansions (second), so neither is a sample and no
 * balance, trend or excitation may be computed; many pages are secondary copies; `fields.grade` is C for pages without a date
 * and for blogs, forums, tag pages and anonymous copies; one blog quotes Honda's 113.4 bn yen.
 */
export const source: Source<Query> = {
  id: "carmaker-events",
  title: "Carmakers' steps in and out of electric vehicles",
  publisher: "Compiled for this project from the page each row names",
  licence: "Facts in own words; no source text",
  terms: "ship",
  homepage: "https://e2.org",
  series: [
    {
      id: "events/carmakers",
      title: {
        en: "Carmaker EV events, collected by looking for retreats",
        de: "Ereignisse der Autohersteller, gesammelt auf der Suche nach Rückzügen",
      },
      unit: "original currency",
      frequency: "irregular",
      list: "log",
      lagDays: 14,
    },
    {
      id: "events/carmakers-expansion",
      title: {
        en: "Carmaker EV events, collected by looking for expansions",
        de: "Ereignisse der Autohersteller, gesammelt auf der Suche nach Ausbau",
      },
      unit: "original currency",
      frequency: "irregular",
      list: "log",
      lagDays: 14,
    },
  ],
  query: Query,
  requests: () => [],
  recognise,
  read,
};

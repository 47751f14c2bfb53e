import type { Evidence, KnownBy, Observation } from "../../terms/observation.ts";
import type { RawDocument, Reading, SeriesInfo } from "../../terms/source.ts";
import { endOfDay, type Instant } from "../../terms/time.ts";
import { aliasChanges, versionOn } from "../model-aliases.ts";
import { type Rejections, reject, rejectedRows } from "./copy-list.ts";

/** What a price list says about one model of one provider from one day on. Prices in USD per million tokens. */
export interface Offer {
  readonly provider: string;
  readonly model: string;
  /** Sold by the firm that made the model. */
  readonly firstParty: boolean;
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number | null;
  /** `first-seen`: first row of the history, the price may be older; `set`: changed; `deleted`: no longer listed; `in-force`: read from a copy; `ended`, `scheduled`: dated before or after the copy. */
  readonly event: "first-seen" | "set" | "deleted" | "in-force" | "ended" | "scheduled";
  /** Day the statement is about. */
  readonly day: string;
  /** When the source stamps the statement; null = the copy's time counts. */
  readonly stamped: Instant | null;
  readonly locator: string;
  readonly evidence: Evidence;
  readonly flags?: readonly string[];
  /** Day from which the price holds, and first day on which it no longer does, where the list says so. */
  readonly from?: string | null;
  readonly until?: string | null;
  /** Hours to which the price is limited. */
  readonly window?: string | null;
}

const title = { en: "List price of the model", de: "Listenpreis des Modells" };

/** Infos of everything that {@link readOffers} yields. */
export const offerSeries: readonly SeriesInfo[] = [
  {
    id: "prices/offers",
    title: {
      en: "List prices of language models by provider, each statement with its day",
      de: "Listenpreise von Sprachmodellen nach Anbieter, jede Angabe mit ihrem Tag",
    },
    unit: "USD per Mtok",
    frequency: "irregular",
    list: "log",
    lagDays: 7,
  },
  {
    id: "prices/*/input",
    title: { en: `${title.en}, input tokens`, de: `${title.de}, Eingabe` },
    unit: "USD per Mtok",
    frequency: "daily",
    lagDays: 7,
  },
  {
    id: "prices/*/output",
    title: { en: `${title.en}, output tokens`, de: `${title.de}, Ausgabe` },
    unit: "USD per Mtok",
    frequency: "daily",
    lagDays: 7,
  },
];

/** A model's name as a path segment of a series id: `Llama-3.3/70B` gives `70b`, other characters than letters, digits and dots become hyphens. */
export function priceSlug(model: string): string {
  return model
    .slice(model.lastIndexOf("/") + 1)
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/**
 * Offers as observations: the log list `prices/offers` (item = source, provider, model and, for stamped statements, the day) and, for first-party
 * offers without a time window, the step series `prices/<model>/input` and `/output` (period = day of the statement; a repeated value confirms).
 * A moving name gets one more entry on every documented day on which another version came to stand behind it (event `alias`, evidence derived; without a
 * price when the day lies after the end of the history, so that a price never outlives the version it was stated for).
 * A price of zero means free or unknown in these lists: it becomes null with the flag `zero-price`.
 */
export function readOffers(
  raw: RawDocument,
  source: string,
  kind: "primary" | "extract",
  offers: readonly Offer[],
  rejected: Rejections = new Map(),
): Reading {
  const left = [...rejected.values()].reduce((n, r) => n + r.count, 0);
  const seen = new Map<string, string>();
  const observations: Observation[] = [];
  const last =
    offers
      .map((o) => o.day)
      .sort(compare)
      .at(-1) ?? "";
  const ordered = [...offers].sort(
    (a, b) =>
      compare(a.stamped ?? "", b.stamped ?? "") || Number(a.event === "deleted") - Number(b.event === "deleted"),
  );
  const nextDay = nextDays(ordered);
  for (const [i, offer] of ordered.entries()) {
    const key = `${keyOf(offer)}\u0000${offer.day}\u0000${offer.stamped ?? ""}`;
    const content = JSON.stringify([offer.input, offer.output, offer.cacheRead, offer.event]);
    const before = seen.get(key);
    if (before !== undefined) {
      const reason =
        before === content
          ? "repeats an earlier row"
          : offer.event === "deleted"
            ? "deleted and listed again in one commit"
            : "another price for the same model at the same time";
      reject(rejected, reason, offer.locator);
      continue;
    }
    seen.set(key, content);
    observations.push(...statements(raw, source, kind, offer, { until: nextDay[i] ?? endOfTime, last }));
  }
  return {
    observations,
    rejected: rejectedRows(rejected),
    account: { unit: "prices", held: offers.length + left, taken: seen.size },
  };
}

function keyOf(offer: Offer): string {
  return `${offer.provider}/${offer.model}${offer.window === undefined || offer.window === null ? "" : ` (${offer.window})`}`;
}

const endOfTime = "9999-12-31";

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** For each offer the day of the next statement about the same name. */
function nextDays(ordered: readonly Offer[]): string[] {
  const next = new Map<string, string>();
  const days: string[] = [];
  for (let i = ordered.length - 1; i >= 0; i--) {
    const offer = ordered[i];
    if (offer === undefined) continue;
    days[i] = next.get(keyOf(offer)) ?? endOfTime;
    next.set(keyOf(offer), offer.day);
  }
  return days;
}

function statements(
  raw: RawDocument,
  source: string,
  kind: "primary" | "extract",
  offer: Offer,
  span: { readonly until: string; readonly last: string },
): Observation[] {
  const entry = listEntry(raw, source, kind, offer);
  const moved =
    offer.stamped === null || offer.event === "deleted" ? [] : aliasChanges(offer.model, offer.day, span.until);
  return [
    entry,
    ...moved.map((day) => moveOf(entry, offer, source, day, day > span.last)),
    ...(offer.firstParty && (offer.window ?? null) === null ? steps(entry, offer) : []),
  ];
}

const free = (price: number | null): number | null => (price === 0 ? null : price);

function listEntry(raw: RawDocument, source: string, kind: "primary" | "extract", offer: Offer): Observation {
  const isFree = offer.input === 0 || offer.output === 0;
  const flags = [...(offer.flags ?? []), ...(isFree ? ["zero-price"] : [])];
  const knownBy: KnownBy = offer.stamped === null ? raw.knownBy : "stamped";
  return {
    series: "prices/offers",
    item: `${source}/${keyOf(offer)}${offer.stamped === null ? (offer.from === null || offer.from === undefined ? "" : ` ${offer.from}`) : ` ${offer.day}`}`,
    period: offer.day,
    value: free(offer.input),
    unit: "USD per Mtok",
    published: offer.stamped ?? (raw.knownBy === "observed" ? null : raw.known),
    known: offer.stamped ?? raw.known,
    knownBy,
    evidence: offer.evidence,
    origin: { document: raw.sha256, url: raw.url, locator: offer.locator, kind },
    fields: {
      source,
      provider: offer.provider,
      model: offer.model,
      canonicalModel: versionOn(offer.model, offer.day),
      firstParty: offer.firstParty,
      input: free(offer.input),
      output: free(offer.output),
      cacheRead: offer.cacheRead,
      event: offer.event,
      from: offer.from ?? null,
      until: offer.until ?? null,
      window: offer.window ?? null,
    },
    ...(flags.length === 0 ? {} : { flags }),
  };
}

/** The statement carried over to the version that the name means from `day` on; after the end of the history no price is carried over. */
function moveOf(entry: Observation, offer: Offer, source: string, day: string, isBeyond: boolean): Observation {
  const known = endOfDay(day) > entry.known ? endOfDay(day) : entry.known;
  return {
    ...entry,
    item: `${source}/${keyOf(offer)} ${day}`,
    period: day,
    published: null,
    known,
    knownBy: "released",
    evidence: "derived",
    ...(isBeyond ? { value: null } : {}),
    fields: {
      ...entry.fields,
      canonicalModel: versionOn(offer.model, day),
      event: "alias",
      ...(isBeyond ? { input: null, output: null, cacheRead: null } : {}),
    },
    flags: [...(entry.flags ?? []), isBeyond ? "alias-after-history" : "alias-change"],
  };
}

function steps(entry: Observation, offer: Offer): Observation[] {
  if (offer.event === "ended" || offer.event === "scheduled") return [];
  const { item: _item, fields: _fields, ...rest } = entry;
  const slug = priceSlug(offer.model);
  return [
    { ...rest, series: `prices/${slug}/input`, value: free(offer.input) },
    { ...rest, series: `prices/${slug}/output`, value: free(offer.output) },
  ];
}

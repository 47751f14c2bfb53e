import { weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import { addMonths, dayOf, endOf, periodOf, periodRange } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import { capabilityRecords, listDay } from "../succession/capability-records.ts";

const offersId = "prices/offers";
const indexId = "epoch/capability-index";
/** Lower anchor of the index's scale (Claude 3.5 Sonnet): below it the thresholds share one cheapest model and would be counted as one price many times. */
const lowestThreshold = 130;

/** The price of one exact model version on a day, from its maker. */
export interface VersionPrice {
  readonly version: string;
  /** (3 input + 1 output) / 4 [USD per Mtok]. */
  readonly usdPerMtok: number;
  readonly ref: string;
}

/** The cheapest first-party model at or above a threshold, by month. */
export interface PricePath {
  /** The record model that names the threshold, and its score in the copy used. */
  readonly model: string;
  readonly score: number;
  readonly months: readonly string[];
  /** NaN while no model at or above the threshold had a known price. */
  readonly usdPerMtok: Float64Array;
  readonly cheapest: readonly (VersionPrice | null)[];
}

/** Prices at fixed capability as of a day, and how much of the price lists could be joined to the index. */
export interface PricePaths {
  /** Day of the newest price statement known: the paths end there, because an old list says nothing of today. */
  readonly day: string;
  readonly paths: readonly PricePath[];
  /** First-party models with a price on the last day, and those of them with a score. */
  readonly priced: number;
  readonly matched: number;
  /** Prices set aside because they lie below a quarter of the same model's other sources. */
  readonly rejected: readonly string[];
}

/**
 * Prices of exact versions in force and known on a day: per source, provider and model the newest statement known by then.
 * A price below a quarter of the lowest other source of the same version is rejected (definition D5). A list that says a
 * version is no longer sold ends older statements of other lists, because not every list records withdrawals.
 */
export function pricesOn(
  offers: readonly ListEntry[],
  day: string,
): { readonly prices: readonly VersionPrice[]; readonly rejected: readonly string[] } {
  const newest = new Map<string, ListEntry>();
  for (const offer of offers) {
    const f = offer.fields;
    if (f["firstParty"] !== true || offer.known.slice(0, 10) > day || offer.period > day || f["window"] !== null)
      continue;
    if (f["event"] === "scheduled" || (typeof f["until"] === "string" && f["until"] <= day)) continue;
    const key = `${String(f["source"])}\u0000${String(f["provider"])}\u0000${String(f["model"])}`;
    const held = newest.get(key);
    if (held === undefined || offer.period > held.period || (offer.period === held.period && offer.known > held.known))
      newest.set(key, offer);
  }
  const withdrawn = withdrawals([...newest.values()]);
  const bySource = new Map<string, Map<string, VersionPrice>>();
  for (const offer of newest.values()) {
    const { event, input, output, canonicalModel, source } = offer.fields;
    if (
      event === "deleted" ||
      event === "ended" ||
      typeof input !== "number" ||
      typeof output !== "number" ||
      typeof canonicalModel !== "string"
    )
      continue;
    if (offer.period < (withdrawn.get(canonicalModel) ?? "")) continue;
    const price = {
      version: canonicalModel,
      usdPerMtok: (3 * input + output) / 4,
      ref: refOf(offersId, offer.period, offer.item),
    };
    const sources = bySource.get(canonicalModel) ?? new Map<string, VersionPrice>();
    const held = sources.get(String(source));
    if (held === undefined || price.usdPerMtok < held.usdPerMtok) sources.set(String(source), price);
    bySource.set(canonicalModel, sources);
  }
  const prices: VersionPrice[] = [];
  const rejected: string[] = [];
  for (const [version, sources] of [...bySource].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const sorted = [...sources.values()].sort((a, b) => a.usdPerMtok - b.usdPerMtok || (a.ref < b.ref ? -1 : 1));
    while (sorted.length > 1 && (sorted[0]?.usdPerMtok ?? 0) < (sorted[1]?.usdPerMtok ?? 0) / 4) {
      rejected.push(version);
      sorted.shift();
    }
    const lowest = sorted[0];
    if (lowest !== undefined) prices.push(lowest);
  }
  return { prices, rejected };
}

/** Versions that a list took off on a day without keeping them under another name, with the newest such day. */
function withdrawals(statements: readonly ListEntry[]): ReadonlyMap<string, string> {
  const sold = new Set(
    statements
      .filter((o) => o.fields["event"] !== "deleted")
      .map((o) => `${String(o.fields["source"])} ${String(o.fields["canonicalModel"])}`),
  );
  const days = new Map<string, string>();
  for (const { fields, period } of statements) {
    const version = fields["canonicalModel"];
    if (
      fields["event"] !== "deleted" ||
      typeof version !== "string" ||
      sold.has(`${String(fields["source"])} ${version}`)
    )
      continue;
    if (period > (days.get(version) ?? "")) days.set(version, period);
  }
  return days;
}

/** Price lists as they stood on days: every day is worked out once. */
type PricesByDay = (day: string) => ReturnType<typeof pricesOn>;

function pricesByDay(offers: readonly ListEntry[]): PricesByDay {
  const held = new Map<string, ReturnType<typeof pricesOn>>();
  return (day) => {
    const known = held.get(day) ?? pricesOn(offers, day);
    held.set(day, known);
    return known;
  };
}

/** The cheapest first-party version at or above every record-setting score of one copy of the index, on some months' ends. */
function pathsOf(
  copy: { readonly known: string; readonly entries: readonly ListEntry[] },
  at: { readonly asOf: string; readonly day: string; readonly months: readonly string[]; readonly prices: PricesByDay },
): { readonly paths: readonly PricePath[]; readonly scores: ReadonlyMap<string, number> } {
  const { asOf, day, months } = at;
  const { records } = capabilityRecords(copy.entries, listDay(copy.known, asOf));
  const scores = new Map<string, number>();
  for (const entry of copy.entries) {
    const version = entry.fields["version"];
    if (
      entry.value !== null &&
      typeof version === "string" &&
      entry.value > (scores.get(version) ?? Number.NEGATIVE_INFINITY)
    )
      scores.set(version, entry.value);
  }
  const onMonth = months.map((m) => at.prices(endOf(m) < day ? endOf(m) : day));
  const paths = records
    .filter((r) => r.score >= lowestThreshold)
    .map((record): PricePath => {
      const cheapest = onMonth.map(({ prices }) =>
        prices.reduce<VersionPrice | null>(
          (best, p) =>
            (scores.get(p.version) ?? Number.NEGATIVE_INFINITY) >= record.score &&
            (best === null || p.usdPerMtok < best.usdPerMtok)
              ? p
              : best,
          null,
        ),
      );
      return {
        model: record.model,
        score: record.score,
        months,
        cheapest,
        usdPerMtok: Float64Array.from(cheapest, (p) => p?.usdPerMtok ?? Number.NaN),
      };
    });
  return { paths: paths.filter((p) => p.usdPerMtok.some((v) => Number.isFinite(v))), scores };
}

function newestKnown(offers: readonly ListEntry[], asOf: string): string {
  return listDay(
    offers.reduce((max, o) => (o.known > max && o.known.slice(0, 10) <= asOf ? o.known : max), ""),
    asOf,
  );
}

/**
 * Price at fixed capability by definition D5: for each record-setting model of the as-of copy of the index from the scale's
 * lower anchor (130) on, the cheapest
 * first-party version with at least its score, at every month's end (and on the day of the newest statement known) from the first price known.
 * Scores come from one copy; prices are those known on each day. A token's price leaves out how many tokens a model spends.
 */
export function pricePaths(panel: Panel): PricePaths {
  const known = pathsOfPanel.get(panel);
  if (known !== undefined) return known;
  const paths = workOut(panel);
  pathsOfPanel.set(panel, paths);
  return paths;
}

/** Paths that were worked out already: two parts of one verdict ask for them, of the same panel. */
const pathsOfPanel = new WeakMap<Panel, PricePaths>();

function workOut(panel: Panel): PricePaths {
  const offers = (listIn(panel, offersId)?.entries ?? []).filter((o) => o.known.slice(0, 10) <= panel.asOf);
  const index = listIn(panel, indexId);
  if (index === null || offers.length === 0) return { day: panel.asOf, paths: [], priced: 0, matched: 0, rejected: [] };
  const day = newestKnown(offers, panel.asOf);
  const first = offers.reduce((min, o) => (o.known < min ? o.known : min), "9999").slice(0, 10);
  const months = periodRange(periodOf("monthly", first), periodOf("monthly", day));
  const prices = pricesByDay(offers);
  const { paths, scores } = pathsOf(index, { asOf: panel.asOf, day, months, prices });
  const onMonth = months.map((m) => prices(endOf(m) < day ? endOf(m) : day));
  const last = onMonth.at(-1);
  return {
    day,
    paths,
    priced: last?.prices.length ?? 0,
    matched: last?.prices.filter((p) => scores.has(p.version)).length ?? 0,
    rejected: [...new Set(onMonth.flatMap((m) => m.rejected))].sort(),
  };
}

/** What the twelve-month reading said on an earlier day, with the copy of the index and the price lists of that day. */
export interface FallsAsKnown {
  readonly asOf: string;
  readonly falls: readonly PriceFall[];
  /** Lowest price of the capability of the scale's lower anchor (Claude 3.5 Sonnet); NaN where it was not known. */
  readonly anchor: number;
  readonly refs: readonly string[];
}

/**
 * The falls in price as then known, on each of some days; days on which no copy of the index or no price was held are left out.
 * The panel must hold the index with its copies; the list of offers keeps the newest version of an entry only.
 */
export function fallsAsKnown(panel: Panel, days: readonly string[]): FallsAsKnown[] {
  const offers = listIn(panel, offersId)?.entries ?? [];
  const copies = listIn(panel, indexId)?.copies ?? [];
  const prices = pricesByDay(offers);
  return days.flatMap((asOf): FallsAsKnown[] => {
    const copy = copies.findLast((c) => c.known.slice(0, 10) <= asOf);
    if (copy === undefined || !offers.some((o) => o.known.slice(0, 10) <= asOf)) return [];
    const day = newestKnown(offers, asOf);
    const months = [periodOf("monthly", addMonths(day, -12)), periodOf("monthly", day)];
    const { paths } = pathsOf(copy, { asOf, day, months, prices });
    const anchor = paths.find((p) => p.model === "Claude 3.5 Sonnet") ?? paths[0];
    const falls = priceFalls(paths, day);
    const refs = [
      ...falls.flatMap((f) => f.refs),
      ...(anchor?.cheapest.at(-1) == null ? [] : [anchor.cheapest.at(-1)?.ref ?? ""]),
    ];
    return [{ asOf, falls, anchor: anchor?.usdPerMtok.at(-1) ?? Number.NaN, refs: [...new Set(refs)] }];
  });
}

/** Fall of the price at one threshold, read in three ways; each a share per year, null where it cannot be read. */
export interface PriceFall {
  readonly model: string;
  readonly score: number;
  readonly now: number;
  readonly yearAgo: number;
  /** 1 - p(t) / p(t - 12 months): the judged reading. */
  readonly twelveMonths: number;
  /** Dates and prices at which the lowest price so far fell: the steps. */
  readonly steps: readonly { readonly years: number; readonly usdPerMtok: number }[];
  /** Months and prices since the threshold was first priced. */
  readonly since: readonly { readonly years: number; readonly usdPerMtok: number }[];
  readonly refs: readonly string[];
}

/** The falls of every threshold that had a known price twelve months before the last day of the paths. */
export function priceFalls(paths: readonly PricePath[], day: string): PriceFall[] {
  const month = periodOf("monthly", addMonths(day, -12));
  const origin = dayOf(day) / 365.25;
  return paths.flatMap((path): PriceFall[] => {
    const then = path.months.indexOf(month);
    const yearAgo = path.usdPerMtok[then] ?? Number.NaN;
    const now = path.usdPerMtok.at(-1) ?? Number.NaN;
    if (!Number.isFinite(yearAgo) || !Number.isFinite(now)) return [];
    const since = path.months.flatMap((m, i) => {
      const price = path.usdPerMtok[i] ?? Number.NaN;
      return Number.isFinite(price) ? [{ years: dayOf(endOf(m)) / 365.25 - origin, usdPerMtok: price }] : [];
    });
    const steps: { years: number; usdPerMtok: number }[] = [];
    for (const point of since)
      if (point.usdPerMtok < (steps.at(-1)?.usdPerMtok ?? Number.POSITIVE_INFINITY)) steps.push(point);
    const refs = [path.cheapest[then]?.ref, path.cheapest.at(-1)?.ref].filter((r) => r !== undefined);
    return [
      { model: path.model, score: path.score, now, yearAgo, twelveMonths: 1 - now / yearAgo, steps, since, refs },
    ];
  });
}

/** Price of the capability of Claude 3.5 Sonnet (the index's anchor at 130), by month [USD per Mtok]. */
export const signal: Signal = {
  id: "price-at-capability",
  question: { en: "What does a fixed capability cost?", de: "Was kostet eine feste Fähigkeit?" },
  needs: [{ id: offersId }, { id: indexId, history: true }],
  unit: "USD per Mtok",
  strongerWhen: "lower",
  measure: (panel: Panel): SignalSeries => {
    const { paths } = pricePaths(panel);
    const path = paths.find((p) => p.model === "Claude 3.5 Sonnet") ?? paths[0];
    const index = listIn(panel, indexId);
    const offers = listIn(panel, offersId);
    return {
      id: "price-at-capability",
      unit: "USD per Mtok",
      frequency: "monthly",
      periods: path?.months ?? [],
      values: path?.usdPerMtok ?? new Float64Array(),
      evidence:
        index === null || offers === null
          ? "unresolved"
          : weakest(["derived", ...index.entries.map((e) => e.evidence)]),
      refs: path?.cheapest.map((p) => (p === null ? [] : [p.ref])) ?? [],
      warnings: [],
    };
  },
};

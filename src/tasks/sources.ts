import type { Store } from "../store/open.ts";
import { type LastPulls, lastPulls, type PulledOnce } from "../store/pull-log.ts";
import { type VisibleSeries, type VisibleStore, visibleOn } from "../store/visible.ts";
import { patternRegex } from "../terms/panel.ts";
import { dateOfDay, dayOf, endOf, frequencyOf, indexOf, shift } from "../terms/period.ts";
import type { SeriesInfo, ShelvedSource } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";

/** A value that was due by the as-of day and is not there. */
export interface OverdueSeries {
  readonly id: string;
  /** The period that is missing, and the day it was due: its end plus the series' usual lag. */
  readonly period: string;
  readonly due: string;
  /** *silent*: the publisher's word was held after the due day and had no value; *late*: nothing of the source is held since. */
  readonly state: "late" | "silent";
}

/** One source, for `vorlauf sources`. */
export interface SourceLine {
  readonly id: string;
  readonly title: string;
  readonly publisher: string;
  readonly licence: string;
  readonly terms: ShelvedSource["terms"];
  readonly homepage: string;
  /** Ids or patterns of what it yields. */
  readonly series: readonly string[];
  /** Smallest and largest usual days from period end to publication; null for a source without series. */
  readonly lagDays: { readonly least: number; readonly most: number } | null;
  /** Documents, observations and ids known by the as-of day. */
  readonly documents: number;
  readonly rows: number;
  readonly visible: number;
  readonly newestKnown: string | null;
  readonly newestPeriod: string | null;
  /** Days from the newest `known` to the as-of day. */
  readonly ageDays: number | null;
  /** Newest day on which anything of the source is held: until then silence is the publisher's. */
  readonly heldUntil: string | null;
  /** The last live pull by the as-of day; null where none was made. */
  readonly lastPull: PulledOnce | null;
  /** The last live pull by the as-of day that brought everything it asked for; null where none did. */
  readonly lastSuccess: PulledOnce | null;
  /** Dated series whose next value is not there though due, those that ended left out, oldest due day first. */
  readonly overdue: readonly OverdueSeries[];
  /** Dated series that still run. */
  readonly running: number;
  readonly state: "fresh" | "late" | "silent" | "closed" | "down" | "not-applicable";
}

/**
 * Every source with its terms and what the store shows of it on a day; nothing that became known later changes it.
 *
 * *down*: the last live pull by the day failed. *not-applicable*: nothing of it was known by the day. *closed*: an
 * archive that ended, whatever its age. A dated series is overdue when the
 * next period's end + its usual lag + slack (a tenth of the interval, at least 4 days, for weekends and holidays) has passed; a series
 * overdue by more than 400 days (an annual one by four years) has ended, and one that is only written down when it changes (prices) is never due. It
 * is *silent* when a document about it that is newer than the due day is held, else *late*: nobody has looked since. The source is *silent* when at least half of the series that run are silent, *late*
 * when at least half are overdue, else *fresh*. A source of lists only, which nobody promised to continue, is *late* when its newest copy is
 * older than its usual lag + 90 days.
 */
export async function sourceList(store: Store, sources: readonly ShelvedSource[], asOf: string): Promise<SourceLine[]> {
  return sourceLines(store, sources, asOf, await visibleOn(store, asOf));
}

/** As {@link sourceList}, from what is visible. */
export function sourceLines(
  store: Pick<Store, "path">,
  sources: readonly ShelvedSource[],
  asOf: string,
  visible: VisibleStore,
): SourceLine[] {
  const pulls = lastPulls(store.path, endOfDay(asOf));
  const bySource = new Map<string, VisibleSeries[]>();
  for (const s of visible.series) {
    const own = bySource.get(s.source);
    if (own === undefined) bySource.set(s.source, [s]);
    else own.push(s);
  }
  return sources.map((source) =>
    lineOf(source, bySource.get(source.id) ?? [], visible, pulls.get(source.id) ?? null, asOf),
  );
}

function lineOf(
  source: ShelvedSource,
  own: readonly VisibleSeries[],
  visible: VisibleStore,
  pulls: LastPulls | null,
  asOf: string,
): SourceLine {
  const [lastPull, lastSuccess] = [pulls?.last ?? null, pulls?.success ?? null];
  const lags = source.series.map((s) => s.lagDays);
  const newest = own.reduce<VisibleSeries | null>(
    (max, s) => (max === null || s.newestKnown > max.newestKnown ? s : max),
    null,
  );
  const seen = visible.sources.get(source.id);
  const pulled = lastPull?.ok === true ? lastPull.at : "";
  const heldUntil =
    newest === null ? null : [seen?.newest ?? "", pulled].reduce((a, b) => (a > b ? a : b)).slice(0, 10);
  const infoOf = finder(source.series);
  const dated = own
    .filter((s) => !s.isList)
    .map((s) => dueOf(s, infoOf(s.id), asOf, s.heldUntil > pulled ? s.heldUntil : pulled));
  const running = dated.filter((d) => d !== "ended");
  const overdue = running
    .filter((d) => d !== "on time")
    .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : a.id < b.id ? -1 : 1));
  const silent = overdue.filter((d) => d.state === "silent").length;
  const ageDays = newest === null ? null : Math.max(0, dayOf(asOf) - dayOf(newest.newestKnown));
  const most = lags.length === 0 ? 0 : Math.max(...lags);
  const half = running.length / 2;
  const state =
    lastPull !== null && !lastPull.ok
      ? "down"
      : newest === null
        ? "not-applicable"
        : source.closed === true
          ? "closed"
          : running.length === 0
            ? (ageDays ?? 0) > most + listPatienceDays
              ? "late"
              : "fresh"
            : silent >= half
              ? "silent"
              : overdue.length >= half
                ? "late"
                : "fresh";
  return {
    id: source.id,
    title: source.title,
    publisher: source.publisher,
    licence: source.licence,
    terms: source.terms,
    homepage: source.homepage,
    series: source.series.map((s) => s.id),
    lagDays: lags.length === 0 ? null : { least: Math.min(...lags), most },
    documents: seen?.documents ?? 0,
    rows: own.reduce((n, s) => n + s.rows, 0),
    visible: own.length,
    newestKnown: newest?.newestKnown ?? null,
    newestPeriod: newestPeriodOf(own, asOf),
    ageDays,
    heldUntil,
    lastPull,
    lastSuccess,
    overdue,
    running: running.length,
    state,
  };
}

/** Days a copy of a list may be older than the source's usual lag. ASSUMPTION. */
const listPatienceDays = 90;

function finder(infos: readonly SeriesInfo[]): (id: string) => SeriesInfo | null {
  const exact = new Map(infos.map((i) => [i.id, i]));
  const patterns = infos.filter((i) => i.id.includes("*")).map((i) => ({ i, regex: patternRegex(i.id) }));
  return (id) => exact.get(id) ?? patterns.find(({ regex }) => regex.test(id))?.i ?? null;
}

/** The newest subject period by its end that had begun by the day: lists hold planned dates, which are not news. */
function newestPeriodOf(own: readonly VisibleSeries[], asOf: string): string | null {
  const past = own.map((s) => s.newestPeriod).filter((p) => p.slice(0, 4) <= asOf.slice(0, 4));
  return past.reduce<string | null>((max, p) => (max === null || endOf(p) > endOf(max) ? p : max), null);
}

/** Values that a rhythm needs, by frequency. ASSUMPTION. */
const rhythm = { annual: 3, quarterly: 3, monthly: 3, daily: 20 } as const;

/** A series without a rhythm (too few values, or values in fewer than a third of its periods) is written down when something changes: no next value is due. */
function hasRhythm({ firstPeriod, newestPeriod, count }: VisibleSeries): boolean {
  const frequency = frequencyOf(newestPeriod);
  return (
    frequencyOf(firstPeriod) === frequency &&
    count >= rhythm[frequency] &&
    count >= (indexOf(newestPeriod) - indexOf(firstPeriod) + 1) / 3
  );
}

const monthsOf = { annual: 12, quarterly: 3, monthly: 1, daily: 0 } as const;

function dueOf(
  series: VisibleSeries,
  info: SeriesInfo | null,
  asOf: string,
  heldUntil: string,
): OverdueSeries | "on time" | "ended" {
  if (info === null || info.frequency === "irregular") return "ended";
  if (!hasRhythm(series)) return "ended";
  const period = shift(series.newestPeriod, 1);
  const frequency = frequencyOf(period);
  const intervalDays = Math.max(1, Math.round(monthsOf[frequency] * 30.4));
  const slack = Math.max(4, Math.round(intervalDays / 10));
  const due = dateOfDay(dayOf(endOf(period)) + Math.ceil(info.lagDays));
  if (dayOf(asOf) <= dayOf(due) + slack) return "on time";
  if (dayOf(asOf) - dayOf(due) > Math.max(400, 4 * intervalDays)) return "ended";
  return { id: series.id, period, due, state: dayOf(heldUntil) > dayOf(due) + slack ? "silent" : "late" };
}

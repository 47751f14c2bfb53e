import { median } from "../math/quantile.ts";
import { listIn, type Panel, panelAsKnown, panelFor, seriesIn } from "../terms/panel.ts";
import type { Table } from "../terms/part.ts";
import { dateOfDay, dayOf, endOf, type Frequency } from "../terms/period.ts";
import type { Signal, SignalSeries } from "../terms/signal.ts";
import { type Text, text } from "../terms/text.ts";

/** A component of an indicator, with what its freshness is judged by. */
export interface Component {
  readonly signal: Pick<Signal, "id" | "needs" | "measure">;
  readonly label: Text;
  /** Days from a period's end to its usual publication. */
  readonly lagDays: number;
  /** What it reads is stated once and stays: no vintages are compared. */
  readonly isNeverRevised?: true;
}

/** How new a component is on a day, and how firm its newest values are. */
interface ComponentState {
  readonly id: string;
  readonly label: Text;
  readonly newest: string | null;
  readonly ageDays: number | null;
  readonly lagDays: number;
  /** Younger than one period plus twice the usual lag. */
  readonly isFresh: boolean;
  readonly revision: RevisionRisk | null;
}

/** How far the newest values of earlier days were from what the same periods say now. */
interface RevisionRisk {
  readonly measure: "relative" | "absolute";
  /** Median absolute difference. */
  readonly size: number;
  readonly largest: number;
  /** Comparisons, and the earlier days they come from. */
  readonly n: number;
  readonly days: number;
}

const periodDays: Readonly<Record<Frequency, number>> = {
  annual: 366,
  quarterly: 92,
  monthly: 31,
  daily: 1,
  irregular: 92,
};
const newestPeriods = 4;
const lookBackDays = 730;
const mostDays = 8;

/**
 * Days before the newest vintage on which anything that the signal reads became known, newest last, at most eight: a vintage compared with
 * itself would say that nothing is ever revised.
 */
function earlierDays(panel: Panel): string[] {
  const from = dateOfDay(dayOf(panel.asOf) - lookBackDays);
  const known = [
    ...Object.keys(panel.series).flatMap((id) => seriesIn(panel, id)?.history.map((h) => h.known) ?? []),
    ...Object.keys(panel.lists).flatMap((id) => listIn(panel, id)?.copies.map((c) => c.known) ?? []),
  ];
  const all = [...new Set(known.map((k) => k.slice(0, 10)))].sort();
  const days = all.slice(0, -1).filter((d) => d >= from);
  const step = Math.max(1, Math.ceil(days.length / mostDays));
  return days.filter((_, i) => (days.length - 1 - i) % step === 0);
}

/**
 * What the newest four periods of earlier days said, against what the same periods say now: the size of revision that a reader of
 * the newest values should expect. Null without an earlier vintage to compare.
 */
function revisionRisk(component: Pick<Component, "signal">, panel: Panel, now: SignalSeries): RevisionRisk | null {
  if (panel.mode === "pseudo") return null;
  const own = panelFor(panel, component.signal.needs);
  const today = new Map(now.periods.map((p, i) => [p, now.values[i] ?? Number.NaN]));
  const days = earlierDays(own);
  const pairs = days.flatMap((day) => {
    const then = component.signal.measure(panelAsKnown(own, day));
    return then.periods.slice(-newestPeriods).flatMap((p, i, all) => {
      const [before, later] = [
        then.values[then.values.length - all.length + i] ?? Number.NaN,
        today.get(p) ?? Number.NaN,
      ];
      return Number.isFinite(before) && Number.isFinite(later) ? [{ day, before, later }] : [];
    });
  });
  if (pairs.length === 0) return null;
  const measure = pairs.every((p) => p.before > 0 && p.later > 0) && now.unit !== "records" ? "relative" : "absolute";
  const sizes = pairs.map(({ before, later }) =>
    Math.abs(measure === "relative" ? later / before - 1 : later - before),
  );
  return {
    measure,
    size: median(sizes),
    largest: Math.max(...sizes),
    n: pairs.length,
    days: new Set(pairs.map((p) => p.day)).size,
  };
}

function ageOf(
  panel: Panel,
  series: SignalSeries,
): { readonly newest: string | null; readonly ageDays: number | null } {
  const last = [...series.values].findLastIndex(Number.isFinite);
  const newest = last < 0 ? null : (series.periods[last] ?? null);
  return { newest, ageDays: newest === null ? null : dayOf(panel.asOf) - dayOf(endOf(newest)) };
}

/** Whether a component's newest value is younger than one period plus twice its usual lag (definition D1). */
export function isFresh(component: Component, panel: Panel, measured?: SignalSeries): boolean {
  const series = measured ?? component.signal.measure(panel);
  const { ageDays } = ageOf(panel, series);
  return ageDays !== null && ageDays <= periodDays[series.frequency] + 2 * component.lagDays;
}

/** The state of one component on the panel's day. */
export function stateOf(component: Component, panel: Panel, series: SignalSeries): ComponentState {
  const { newest, ageDays } = ageOf(panel, series);
  return {
    id: component.signal.id,
    label: component.label,
    newest,
    ageDays,
    lagDays: component.lagDays,
    isFresh: isFresh(component, panel, series),
    revision: newest === null || component.isNeverRevised ? null : revisionRisk(component, panel, series),
  };
}

/** What a component adds to its indicator on the day; NaN and null where it adds nothing. */
export interface ComponentRow {
  readonly state: ComponentState;
  /** Share of the weights, 0 to 1. */
  readonly weight: number;
  readonly contribution: number | null;
  /** The indicator without it. */
  readonly without: number | null;
  readonly ref: string;
}

/** Share of weight with fresh data, and whether leaving out any one component keeps the sign (definition D1). */
export function confidenceFrom(
  rows: readonly ComponentRow[],
  isSignStable: boolean,
): { readonly fresh: number; readonly confidence: "high" | "medium" | "low" } {
  const total = rows.reduce((s, r) => s + r.weight, 0);
  const fresh = total > 0 ? rows.reduce((s, r) => s + (r.state.isFresh ? r.weight : 0), 0) / total : 0;
  const isFresh = fresh >= 2 / 3;
  return { fresh, confidence: isFresh && isSignStable ? "high" : isFresh || isSignStable ? "medium" : "low" };
}

function revisionText(revision: RevisionRisk | null): Text | null {
  if (revision === null) return null;
  const { measure, size, largest, n } = revision;
  return text((f) =>
    measure === "relative"
      ? `${f.pct(size, 1)} (≤ ${f.pct(largest, 1)}, n ${f.num(n)})`
      : `${f.num(size, 2)} (≤ ${f.num(largest, 2)}, n ${f.num(n)})`,
  );
}

/** Every component with weight, contribution, the indicator without it, freshness against its usual lag, and revision risk. */
export function componentsTable(
  rows: readonly ComponentRow[],
  words: { readonly id: string; readonly title: Text; readonly note: Text; readonly refs: readonly string[] },
): Table {
  return {
    id: words.id,
    title: words.title,
    columns: [
      { id: "component", label: { en: "Component", de: "Bestandteil" } },
      { id: "newest", label: { en: "Newest", de: "Neuester" } },
      { id: "weight", label: { en: "Weight", de: "Gewicht" }, decimals: 2 },
      { id: "contribution", label: { en: "Contribution", de: "Beitrag" }, unit: "sd", decimals: 2 },
      { id: "without", label: { en: "Without it", de: "Ohne ihn" }, unit: "sd", decimals: 2 },
      { id: "age", label: { en: "Age", de: "Alter" }, unit: "days", decimals: 0 },
      { id: "lag", label: { en: "Usual lag", de: "Übliche Verzögerung" }, unit: "days", decimals: 0 },
      { id: "fresh", label: { en: "Fresh", de: "Frisch" } },
      { id: "revision", label: { en: "Usual revision of the newest", de: "Übliche Revision der neuesten" } },
    ],
    rows: rows.map(({ state, weight, contribution, without, ref }) => ({
      component: state.label,
      newest: state.newest,
      weight,
      contribution,
      without,
      age: state.ageDays,
      lag: state.lagDays,
      fresh: state.isFresh ? { en: "yes", de: "ja" } : { en: "no", de: "nein" },
      revision: revisionText(state.revision),
      ref,
    })),
    note: {
      en: `${words.note.en} Fresh: younger than one period plus twice the usual lag. Revision: median (largest) difference between the newest four periods of earlier days and what they say now.`,
      de: `${words.note.de} Frisch: jünger als eine Periode plus die doppelte übliche Verzögerung. Revision: mittlere (größte) Abweichung der neuesten vier Perioden früherer Tage von ihrem heutigen Wert.`,
    },
    refs: words.refs,
  };
}

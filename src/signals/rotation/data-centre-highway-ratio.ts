import { type Evidence, weakest } from "../../terms/observation.ts";
import { type Panel, refOf, type SeriesView, seriesIn } from "../../terms/panel.ts";
import type { Period } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import type { Instant } from "../../terms/time.ts";

const dataCentres = "census/data-center/construction";
const highways = "census/highway-and-street/construction";

/** The ratio as one release showed it. */
export interface Vintage {
  /** When the release was known; the later of the two series' days. */
  readonly known: Instant;
  readonly periods: readonly Period[];
  readonly values: Float64Array;
}

/** Values of a series as they stood at an instant, by period. */
function standing(view: SeriesView, instant: Instant): Map<Period, number> {
  const values = new Map<Period, number>();
  for (const h of view.history) if (h.known <= instant && Number.isFinite(h.value)) values.set(h.period, h.value);
  return values;
}

/**
 * The ratio as every release known by the as-of day showed it, oldest first. A release counts when it changed the ratio of
 * any month: a second copy of the same figures is no vintage. Empty where either series is not visible. In pseudo mode the days
 * of knowing are assumed month by month, so there is one vintage: the figures as they stand.
 */
export function ratioVintages(panel: Panel): Vintage[] {
  const [above, below] = [seriesIn(panel, dataCentres), seriesIn(panel, highways)];
  if (above === null || below === null) return [];
  const every = [...new Set([...above.history, ...below.history].map((h) => h.known))].sort();
  const instants = panel.mode === "pseudo" ? every.slice(-1) : every;
  const vintages: Vintage[] = [];
  let before = "";
  for (const known of instants) {
    const [top, bottom] = [standing(above, known), standing(below, known)];
    const periods = [...top.keys()].filter((p) => (bottom.get(p) ?? 0) > 0).sort();
    const values = Float64Array.from(periods, (p) => (top.get(p) ?? Number.NaN) / (bottom.get(p) ?? Number.NaN));
    const fingerprint = periods.map((p, i) => `${p}:${values[i]}`).join(" ");
    if (periods.length > 0 && fingerprint !== before) vintages.push({ known, periods, values });
    before = fingerprint;
  }
  return vintages;
}

/**
 * Private data-centre construction over public highway and street construction, newest release, both nominal and at
 * seasonally adjusted annual rates (definition D10). Months in which either is missing are left out.
 */
export const signal: Signal = {
  id: "data-centre-highway-ratio",
  question: {
    en: "How much is spent on building data centres for each dollar spent on roads?",
    de: "Wie viel wird je Dollar für Straßen in den Bau von Rechenzentren gesteckt?",
  },
  needs: [
    { id: dataCentres, history: true },
    { id: highways, history: true },
  ],
  unit: "ratio",
  strongerWhen: "higher",
  measure: (panel) => ratioOf(panel, [dataCentres], [highways], "data-centre-highway-ratio"),
};

/**
 * Sum of some monthly series over the sum of others, in the months where all are held; a gap names the missing ones.
 * The series must share one unit.
 */
export function ratioOf(
  panel: Panel,
  numerator: readonly string[],
  denominator: readonly string[],
  id: string,
): SignalSeries {
  const ids = [...new Set([...numerator, ...denominator])];
  const views = ids.flatMap((i) => seriesIn(panel, i) ?? []);
  const shared = { id, unit: "ratio", frequency: "monthly", warnings: [] } as const;
  const missing = ids.filter((i) => seriesIn(panel, i) === null);
  const byId = new Map(
    views.map((v) => [
      v.id,
      new Map(v.periods.map((p, i) => [p, { value: v.values[i] ?? Number.NaN, evidence: v.evidence[i] }])),
    ]),
  );
  const months =
    missing.length > 0
      ? []
      : (views[0]?.periods ?? []).filter((p) => ids.every((i) => Number.isFinite(byId.get(i)?.get(p)?.value)));
  if (months.length === 0) {
    const oldest = ids
      .flatMap((i) => panel.oldest[i] ?? [])
      .sort()
      .at(-1)
      ?.slice(0, 10);
    const settles =
      oldest === undefined
        ? { en: "A release of construction put in place.", de: "Eine Veröffentlichung der Bauausgaben." }
        : {
            en: `The oldest copy held is of ${oldest}; an earlier release of construction put in place would settle it.`,
            de: `Die älteste Fassung ist vom ${oldest}; eine frühere Veröffentlichung der Bauausgaben würde es klären.`,
          };
    return {
      ...shared,
      periods: [],
      values: new Float64Array(0),
      evidence: "unresolved",
      refs: [],
      gap: { needs: missing.length > 0 ? missing : ids, have: 0, need: 1, settles, pull: "vorlauf pull census" },
    };
  }
  const total = (of: readonly string[], p: Period): number =>
    of.reduce((s, i) => s + (byId.get(i)?.get(p)?.value ?? Number.NaN), 0);
  return {
    ...shared,
    periods: months,
    values: Float64Array.from(months, (p) => total(numerator, p) / total(denominator, p)),
    evidence: weakest(
      months.flatMap((p) =>
        ids.flatMap((i): Evidence[] => {
          const e = byId.get(i)?.get(p)?.evidence;
          return e === undefined ? [] : [e];
        }),
      ),
    ),
    refs: months.map((p) => ids.map((i) => refOf(i, p))),
  };
}

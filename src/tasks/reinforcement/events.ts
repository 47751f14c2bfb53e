import { type Events, type Excitation, fitHawkesAt, profileExcitation } from "../../methods/hawkes.ts";
import { weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Need, type Panel, refOf } from "../../terms/panel.ts";
import type { Line, Table } from "../../terms/part.ts";
import { addMonths, dayOf } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";
import { found, untold } from "../finding.ts";

const listId = "epoch/notable-models";
export const eventNeeds: readonly Need[] = [{ id: listId }];

/** Before it biology, medicine and robotics come to less than one model a year. */
const firstDay = "2015-01-01";
/** Models are listed for about two years after their release. */
const completeAfterMonths = 24;
/** Fewer events of a kind say nothing about excitation. */
const leastEvents = 20;
/** Clock of the process: other notable releases per unit of time. */
const releasesPerUnit = 10;
/**
 * Half-lives of a release's effect that are considered, in other releases: about one month to a year at the pace since 2015. Shorter
 * ones would read the arbitrary order within a day, longer ones a trend in the field's mix.
 */
const halfLives: readonly number[] = [4, 8, 16, 32, 64];

const kindLabels: readonly Text[] = [
  { en: "frontier models", de: "Spitzenmodelle" },
  { en: "biology, medicine and robotics models", de: "Modelle für Biologie, Medizin und Robotik" },
];

/** Releases of two kinds from one list collected by one rule, and the others that serve as the clock. */
export interface Releases {
  readonly events: Events | null;
  readonly counts: readonly number[];
  readonly last: string;
  readonly refs: readonly string[];
}

function kindOf(entry: ListEntry): 0 | 1 | null {
  const frontier = entry.fields["frontier"] === true;
  const applied = /\b(Biology|Robotics|Medicine)\b/.test(String(entry.fields["domain"] ?? ""));
  return frontier === applied ? null : frontier ? 0 : 1;
}

/** One release per organisation and day: families of models come out together. */
function firstOfDay(entries: readonly ListEntry[]): ListEntry[] {
  const seen = new Set<string>();
  return entries.filter((e) => {
    const key = `${e.period}/${String(e.fields["organization"] ?? e.item)}`;
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}

/**
 * Releases as a point process. The list grows manyfold over the years, which any self-exciting model would read as excitation; so time runs
 * as the count of all *other* notable releases (linear between their days): what both kinds share with the whole field does not count.
 * Events of one day follow each other in the order of their names within the day.
 */
export function releasesOf(panel: Panel): Releases {
  const list = listIn(panel, listId);
  const copyDay = (list?.known ?? panel.asOf).slice(0, 10);
  const last = addMonths(copyDay < panel.asOf ? copyDay : panel.asOf, -completeAfterMonths);
  const entries = firstOfDay(
    (list?.entries ?? [])
      .filter((e) => e.period.length === 10 && e.period >= firstDay && e.period <= last)
      .sort((a, b) => (a.period + a.item < b.period + b.item ? -1 : 1)),
  );
  const clock = entries.filter((e) => e.fields["frontier"] !== true && kindOf(e) === null).map((e) => dayOf(e.period));
  const events = entries.flatMap((e) => {
    const kind = kindOf(e);
    return kind === null ? [] : [{ kind, day: dayOf(e.period), ref: refOf(listId, e.period, e.item) }];
  });
  const counts = [0, 1].map((k) => events.filter((e) => e.kind === k).length);
  const result = { counts, last, refs: events.map((e) => e.ref) };
  if (Math.min(...counts) < leastEvents || clock.length < leastEvents) return { ...result, events: null };
  const from = dayOf(firstDay);
  const at = (day: number): number => {
    const i = clock.findIndex((d) => d > day);
    const [before, after] = [clock[i < 0 ? clock.length - 1 : i - 1] ?? from, i < 0 ? dayOf(last) + 1 : clock[i]!];
    const passed = i < 0 ? clock.length : i;
    return (passed + (after > before ? (day - before) / (after - before) : 0)) / releasesPerUnit;
  };
  const sameDay = new Map<number, number>();
  const times = events.map((e) => {
    const place = sameDay.get(e.day) ?? 0;
    sameDay.set(e.day, place + 1);
    return { kind: e.kind, t: at(e.day + place / 100) };
  });
  times.sort((a, b) => a.t - b.t);
  return {
    ...result,
    events: {
      t: Float64Array.from(times, (e) => e.t),
      kind: Int32Array.from(times, (e) => e.kind),
      kinds: 2,
      T: at(dayOf(last) + 1),
    },
  };
}

/** Excitation between the two kinds of release, as a line and a table. */
export function excitationBetweenReleases(panel: Panel): { readonly line: Line; readonly table: Table | null } {
  const releases = releasesOf(panel);
  const id = "reinforcement/events";
  if (releases.events === null) {
    const have = Math.min(...releases.counts);
    return {
      line: untold(
        "reinforcement",
        id,
        {
          en: `Cannot tell whether model releases set each other off: ${have} dated releases of the rarer kind, ${leastEvents} are needed.`,
          de: `Nicht zu sagen, ob Modellveröffentlichungen einander auslösen: ${have} datierte der selteneren Art, nötig sind ${leastEvents}.`,
        },
        {
          needs: [listId],
          have,
          need: leastEvents,
          settles: {
            en: "A copy of the list of notable models with domain and frontier status.",
            de: "Eine Kopie der Liste nennenswerter Modelle mit Gebiet und Spitzenstatus.",
          },
          pull: "vorlauf pull epoch-models",
        },
      ),
      table: null,
    };
  }
  const { events } = releases;
  const decays = halfLives.map((h) => (Math.log(2) * releasesPerUnit) / h);
  const pairs = [
    { cause: 0, effect: 1 },
    { cause: 1, effect: 0 },
    { cause: 0, effect: 0 },
    { cause: 1, effect: 1 },
  ];
  const excitations = pairs.map((pair) => profileExcitation(events, pair, { decays }));
  const [forward] = excitations;
  const fit = fitHawkesAt(events, forward?.decay ?? 1);
  const evidence = weakest(["estimated", ...(listIn(panel, listId)?.entries ?? []).map((e) => e.evidence)]);
  return {
    line: found("reinforcement", {
      id,
      says: text(
        (f) =>
          `A frontier model is followed by ${f.num(forward?.alpha ?? Number.NaN, 2)} further releases in biology, medicine and robotics (90 % interval ${f.num(forward?.low ?? Number.NaN, 2)} to ${f.num(forward?.high ?? Number.NaN, 2)}) beyond what the whole field's pace explains: ${(forward?.p ?? 1) < 0.1 ? "more than chance" : "not distinguishable from none"}.`,
        (f) =>
          `Auf ein Spitzenmodell folgen ${f.num(forward?.alpha ?? Number.NaN, 2)} weitere Modelle für Biologie, Medizin und Robotik (90-%-Intervall ${f.num(forward?.low ?? Number.NaN, 2)} bis ${f.num(forward?.high ?? Number.NaN, 2)}) über das Tempo des ganzen Feldes hinaus: ${(forward?.p ?? 1) < 0.1 ? "mehr als Zufall" : "von null nicht zu unterscheiden"}.`,
      ),
      value: forward?.alpha ?? null,
      unit: "releases per release",
      ...(forward === undefined ? {} : { interval: { low: forward.low, high: forward.high, coverage: 0.9 } }),
      evidence,
      newestPeriod: releases.last,
      refs: releases.refs,
    }),
    table: excitationTable(excitations, { ...releases, decay: fit.decay, ks: fit.residuals.map((r) => r.p) }),
  };
}

function excitationTable(
  excitations: readonly Excitation[],
  from: Pick<Releases, "counts" | "last" | "refs"> & { readonly decay: number; readonly ks: readonly number[] },
): Table {
  return {
    id: "events",
    title: {
      en: "Do releases set each other off? Mutually exciting process of dated releases",
      de: "Lösen Veröffentlichungen einander aus? Wechselseitig anregender Prozess datierter Modelle",
    },
    columns: [
      { id: "from", label: { en: "After", de: "Nach" } },
      { id: "to", label: { en: "Follow", de: "Folgen" } },
      {
        id: "alpha",
        label: { en: "Further releases per release", de: "Weitere je Veröffentlichung" },
        decimals: 2,
      },
      { id: "low", label: { en: "90 % from", de: "90 % von" }, decimals: 2 },
      { id: "high", label: { en: "to", de: "bis" }, decimals: 2 },
      { id: "p", label: { en: "p, one-sided", de: "p, einseitig" }, decimals: 3 },
    ],
    rows: excitations.map((e) => ({
      from: kindLabels[e.cause] ?? "",
      to: kindLabels[e.effect] ?? "",
      alpha: e.alpha,
      low: e.low,
      high: e.high,
      p: e.p,
    })),
    note: text(
      (f) =>
        `${from.counts[0]} and ${from.counts[1]} releases since 2015 to ${f.when(from.last)} (later ones are still being listed), one per organisation and day, from one list collected by one rule. Time runs as the count of all other notable releases, so that growth of the field does not count; half of a release's effect passes within ${f.num((Math.log(2) / from.decay) * releasesPerUnit)} of them (considered: ${halfLives[0]} to ${halfLives.at(-1)}; shorter ones would read the arbitrary order within a day, longer ones a trend in the field's mix). Profile-likelihood intervals; rescaled waiting times against the exponential: p ${from.ks.map((p) => f.num(p, 2)).join(" and ")}. Carmakers' steps are not in it: their lists were collected by looking for retreats.`,
      (f) =>
        `${from.counts[0]} und ${from.counts[1]} Veröffentlichungen von 2015 bis ${f.when(from.last)} (spätere werden noch nachgetragen), eine je Organisation und Tag, aus einer nach einer Regel gesammelten Liste. Die Zeit läuft als Zahl aller übrigen nennenswerten Modelle, damit das Wachstum des Feldes nicht zählt; die Hälfte der Wirkung vergeht innerhalb von ${f.num((Math.log(2) / from.decay) * releasesPerUnit)} davon (betrachtet: ${halfLives[0]} bis ${halfLives.at(-1)}; kürzere läsen die willkürliche Reihenfolge am selben Tag, längere einen Trend in der Mischung des Feldes). Profil-Likelihood-Intervalle; umskalierte Wartezeiten gegen die Exponentialverteilung: p ${from.ks.map((p) => f.num(p, 2)).join(" und ")}. Die Schritte der Autobauer fehlen: Ihre Listen wurden auf der Suche nach Rückzügen gesammelt.`,
    ),
    refs: from.refs,
  };
}

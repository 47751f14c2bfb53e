import { companyOfTicker } from "../../sources/companies.ts";
import { listSeries } from "../../store/history.ts";
import type { Store } from "../../store/open.ts";
import { readPanel } from "../../store/panel.ts";
import type { Group } from "../../terms/group.ts";
import { type Mode, type Panel, patternRegex, type SeriesView } from "../../terms/panel.ts";
import type { Text } from "../../terms/text.ts";
import { endOfDay, type Instant } from "../../terms/time.ts";
import type { Derived, Pantry } from "./derived.ts";
import { pantryOf } from "./recipes.ts";

/** A day and a mode. */
interface Cut {
  readonly asOf: string;
  readonly mode: Mode;
}

const pantries = new WeakMap<Store, WeakMap<readonly Group[], Pantry>>();

/** What can be derived from the series of a store. */
export function pantryOfStore(store: Store, groups: readonly Group[]): Pantry {
  const byGroups = pantries.get(store) ?? new WeakMap<readonly Group[], Pantry>();
  pantries.set(store, byGroups);
  const before = byGroups.get(groups);
  if (before !== undefined) return before;
  const infos = new Map(listSeries(store).map(({ held, info }) => [held.id, { held, info }]));
  const byPattern = store.manifest.catalogue.flatMap((entry) =>
    entry.id.includes("*") ? [{ regex: patternRegex(entry.id), title: entry.title }] : [],
  );
  const pantry = pantryOf({
    groups,
    unitOf: (id) => {
      const held = infos.get(id)?.held;
      return held === undefined || held.isList ? null : held.unit;
    },
    titleOf: (id) =>
      withCompany(
        id,
        infos.get(id)?.info?.title ?? byPattern.find(({ regex }) => regex.test(id))?.title ?? { en: id, de: id },
      ),
  });
  byGroups.set(groups, pantry);
  return pantry;
}

/** The title of a filer's series with the filer's name before it; any other title as it is. */
export function withCompany(id: string, title: Text): Text {
  const name = companyOfTicker(/^sec\/([^/]+)\//.exec(id)?.[1] ?? "")?.name;
  return name === undefined ? title : { en: `${name}: ${title.en}`, de: `${name}: ${title.de}` };
}

/** A derived series as of a day; null for an id that is none. */
export async function readDerived(
  store: Store,
  id: string,
  cut: Cut,
  groups: readonly Group[],
): Promise<Derived | null> {
  const recipe = pantryOfStore(store, groups).recipeOf(id);
  return recipe === null
    ? null
    : recipe.derive(await readPanel(store, { asOf: cut.asOf, mode: cut.mode, needs: recipe.needs }));
}

/** Series of which what can be derived is named in lists, besides every group. Any other series allows it, too, by its id. */
const offered: readonly { readonly of: string; readonly endings: readonly string[] }[] = [
  { of: "tsmc/revenue", endings: ["sa"] },
  { of: "sec/*/capex", endings: ["sa", "usd"] },
  { of: "sec/*/revenue", endings: ["sa", "usd"] },
  { of: "sec/*/capex-annual", endings: ["usd"] },
  { of: "sec/*/revenue-annual", endings: ["usd"] },
  { of: "arxiv/robotics/papers", endings: ["sa"] },
  { of: "arxiv/biology/papers", endings: ["sa"] },
  { of: "census/data-center/construction", endings: ["real"] },
  { of: "census/highway-and-street/construction", endings: ["real"] },
  { of: "census/electric-power/construction", endings: ["real"] },
  { of: "census/computer-electronic-electrical/construction", endings: ["real"] },
  { of: "group/*/capex", endings: ["sa", "real"] },
  { of: "group/*/capex-index", endings: ["sa"] },
];

/** Ids of the derived series that a list of the store names, sorted. */
export function offeredIds(store: Store, groups: readonly Group[]): readonly string[] {
  const pantry = pantryOfStore(store, groups);
  const ofGroups = groups.flatMap((g) =>
    g.measures.flatMap((m) =>
      g.members.some(({ ticker }) => store.held.has(`sec/${ticker}/${m}`))
        ? [`group/${g.id}/${m}`, `group/${g.id}/${m}-index`]
        : [],
    ),
  );
  const ids = [...store.held.keys(), ...ofGroups];
  const ofSeries = offered.flatMap(({ of, endings }) => {
    const regex = patternRegex(of);
    return ids.filter((id) => regex.test(id)).flatMap((id) => endings.map((ending) => `${id}/${ending}`));
  });
  return [...ofGroups, ...ofSeries.filter((id) => pantry.recipeOf(id) !== null)].sort();
}

const listed = new WeakMap<readonly Group[], Map<string, Promise<readonly Derived[]>>>();

/** The derived series that a list names, as of a day, those without a value left out; read with one panel and kept for the days asked for last. */
export function listDerived(store: Store, cut: Cut, groups: readonly Group[]): Promise<readonly Derived[]> {
  const days = listed.get(groups) ?? new Map<string, Promise<readonly Derived[]>>();
  listed.set(groups, days);
  const key = `${store.manifestHash} ${cut.asOf} ${cut.mode}`;
  const before = days.get(key);
  if (before !== undefined) return before;
  const making = makeListed(store, cut, groups);
  days.set(key, making);
  making.catch(() => days.delete(key));
  if (days.size > 8) days.delete(days.keys().next().value ?? key);
  return making;
}

async function makeListed(store: Store, cut: Cut, groups: readonly Group[]): Promise<readonly Derived[]> {
  const pantry = pantryOfStore(store, groups);
  const recipes = offeredIds(store, groups).flatMap((id) => pantry.recipeOf(id) ?? []);
  const needs = new Map(recipes.flatMap((r) => r.needs).map((need) => [need.id, need]));
  const panel = await readPanel(store, { ...cut, needs: [...needs.values()] });
  return recipes.map((r) => r.derive(panel)).filter((d) => d.values.some(Number.isFinite));
}

/**
 * Every value that a derived series had on any day up to the cut's: the recipe applied to the panel of each day on which one of its inputs changed, one entry per changed
 * value, by period and then by day. In pseudo mode only the series as it stands.
 */
export async function derivedVintages(
  store: Store,
  id: string,
  cut: Cut,
  groups: readonly Group[],
): Promise<readonly Derived[]> {
  const recipe = pantryOfStore(store, groups).recipeOf(id);
  if (recipe === null) return [];
  // Reference rates are never revised, and would make every working day a vintage.
  const needs = recipe.needs.map((need) => (need.id.startsWith("fx/") ? need : { ...need, history: true }));
  const panel = await readPanel(store, { asOf: cut.asOf, mode: cut.mode, needs });
  if (cut.mode === "pseudo") return [recipe.derive(panel)];
  const days = [
    ...new Set(Object.values(panel.series).flatMap((s) => s.history.map((h) => h.known.slice(0, 10)))),
  ].sort();
  const shown = new Map<string, number>();
  const steps = days.map((day) => {
    const made = recipe.derive(panelOn(panel, day));
    return only(made, (i) => {
      const [period, value] = [made.periods[i] ?? "", made.values[i] ?? Number.NaN];
      const same = Object.is(shown.get(period) ?? Number.NaN, value);
      shown.set(period, value);
      return !same;
    });
  });
  return steps
    .flatMap((made) => made.periods.map((_, i) => only(made, (k) => k === i)))
    .sort((a, b) => order(a.periods[0], b.periods[0]) || order(a.known[0], b.known[0]));
}

function order(a: string | undefined, b: string | undefined): number {
  return (a ?? "") < (b ?? "") ? -1 : (a ?? "") > (b ?? "") ? 1 : 0;
}

/** The values of a derived series for which something holds. */
function only(made: Derived, holds: (i: number) => boolean): Derived {
  const at = made.periods.flatMap((_, i) => (holds(i) ? [i] : []));
  const pick = <T>(all: readonly T[]): T[] => at.flatMap((i) => all[i] ?? []);
  return {
    ...made,
    periods: pick(made.periods),
    values: Float64Array.from(at, (i) => made.values[i] ?? Number.NaN),
    known: pick(made.known),
    knownBy: pick(made.knownBy),
    evidence: pick(made.evidence),
    flags: at.map((i) => made.flags[i] ?? []),
    refs: at.map((i) => made.refs[i] ?? []),
    fields: at.map((i) => made.fields[i] ?? {}),
  };
}

/** A strict panel as it was at the end of an earlier day, from its own history. */
function panelOn(panel: Panel, day: string): Panel {
  const end = endOfDay(day);
  const series = Object.values(panel.series).map((view) =>
    view.history.length > 0 ? replayed(view, end) : cutOff(view, end),
  );
  return { ...panel, asOf: day, series: Object.fromEntries(series.map((s) => [s.id, s])) };
}

function replayed(view: SeriesView, end: Instant): SeriesView {
  const newest = new Map(view.history.filter((h) => h.known <= end).map((h) => [h.period, h]));
  const shown = [...newest.values()];
  const place = new Map(view.periods.map((p, i) => [p, i]));
  const now = <T>(all: readonly T[], period: string, otherwise: T): T => all[place.get(period) ?? -1] ?? otherwise;
  return {
    ...view,
    periods: shown.map((h) => h.period),
    values: Float64Array.from(shown, (h) => h.value),
    known: shown.map((h) => h.known),
    knownBy: shown.map((h) => now(view.knownBy, h.period, "observed")),
    evidence: shown.map((h) => now(view.evidence, h.period, "derived")),
    flags: shown.map((h) => h.flags),
  };
}

/** A series whose values are never revised, up to what was known. */
function cutOff(view: SeriesView, end: Instant): SeriesView {
  const at = view.periods.flatMap((_, i) => ((view.known[i] ?? "") <= end ? [i] : []));
  const pick = <T>(all: readonly T[]): T[] => at.flatMap((i) => all[i] ?? []);
  return {
    ...view,
    periods: pick(view.periods),
    values: Float64Array.from(at, (i) => view.values[i] ?? Number.NaN),
    known: pick(view.known),
    knownBy: pick(view.knownBy),
    evidence: pick(view.evidence),
    flags: at.map((i) => view.flags[i] ?? []),
  };
}

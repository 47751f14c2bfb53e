import { listSeries, readSeriesHistory, statementBehind } from "../store/history.ts";
import type { Store } from "../store/open.ts";
import { readPanel } from "../store/panel.ts";
import { nearIds, VorlaufError } from "../terms/errors.ts";
import type { Group } from "../terms/group.ts";
import type { Evidence, KnownBy, Observation, Origin } from "../terms/observation.ts";
import { type Mode, patternRegex } from "../terms/panel.ts";
import type { Text } from "../terms/text.ts";
import type { Derived } from "./derived/derived.ts";
import { derivedVintages, listDerived, offeredIds, readDerived, withCompany } from "./derived/read.ts";

/** One id that the store holds, for `series list`. */
export interface SeriesLine {
  readonly id: string;
  readonly title: Text | null;
  readonly unit: string;
  readonly frequency: string | null;
  readonly list: "copy" | "log" | null;
  /** Usual days from the end of a period to publication. */
  readonly lagDays: number | null;
  readonly rows: number;
  readonly firstPeriod: string;
  readonly lastPeriod: string;
  readonly oldestKnown: string;
  readonly newestKnown: string;
  /** Set for a series that is computed from others; rows and dates are those of the day. */
  readonly derived?: true;
}

/** Everything held, sorted by id; only ids that match a pattern (`*` for one segment) or begin with it, when one is given. @throws "unknown-id" when nothing matches, "input-invalid" */
export function seriesList(store: Store, pattern: string | null, derived: readonly SeriesLine[] = []): SeriesLine[] {
  const stated = listSeries(store).map(
    ({ held, info }): SeriesLine => ({
      id: held.id,
      title: info === null ? null : withCompany(held.id, info.title),
      unit: info !== null && held.isList ? info.unit : held.unit,
      frequency: info?.frequency ?? null,
      list: held.isList ? (info?.list ?? "log") : null,
      lagDays: info?.lagDays ?? null,
      rows: held.rows,
      firstPeriod: held.firstPeriod,
      lastPeriod: held.lastPeriod,
      oldestKnown: held.oldestKnown,
      newestKnown: held.newestKnown,
    }),
  );
  const all = derived.length === 0 ? stated : [...stated, ...derived].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (pattern === null) return all;
  const regex = patternRegex(pattern);
  const found = all.filter((s) => regex.test(s.id) || s.id.startsWith(`${pattern}/`) || s.id === pattern);
  if (found.length === 0)
    throw new VorlaufError("unknown-id", {
      kind: "series",
      id: pattern,
      near: nearIds(
        pattern,
        all.map((s) => s.id),
      ),
    });
  return found;
}

/** The derived series that a list names, as of a day. */
export async function derivedLines(
  store: Store,
  cut: { readonly asOf: string; readonly mode: Mode },
  groups: readonly Group[],
): Promise<SeriesLine[]> {
  return (await listDerived(store, cut, groups)).map((made): SeriesLine => {
    const at = made.periods.flatMap((_, i) => (Number.isFinite(made.values[i]) ? [i] : []));
    const known = at.map((i) => made.known[i] ?? "").sort();
    return {
      id: made.id,
      title: made.title,
      unit: made.unit,
      frequency: made.frequency,
      list: null,
      lagDays: null,
      rows: at.length,
      firstPeriod: made.periods[at[0] ?? -1] ?? "",
      lastPeriod: made.periods[at.at(-1) ?? -1] ?? "",
      oldestKnown: known[0] ?? "",
      newestKnown: known.at(-1) ?? "",
      derived: true,
    };
  });
}

/** One value of `series show`. */
export interface ShownObservation {
  readonly item?: string;
  readonly period: string;
  readonly value: number | null;
  readonly published: string | null;
  readonly known: string;
  readonly knownBy: KnownBy;
  readonly evidence: Evidence;
  /** Absent for a derived value, which no document states. */
  readonly origin?: Origin;
  /** What a derived value rests on: references that `vorlauf explain` takes. */
  readonly from?: readonly string[];
  readonly flags?: readonly string[];
  readonly fields?: Observation["fields"];
}

/** The form of `vorlauf series show --json`. */
export interface SeriesShow {
  readonly id: string;
  readonly unit: string;
  readonly frequency: string;
  readonly list: "copy" | "log" | null;
  readonly asOf: string;
  readonly mode: Mode;
  readonly vintages: boolean;
  /** How a derived series was made; absent for one that documents state. */
  readonly says?: readonly Text[];
  readonly observations: readonly ShownObservation[];
}

/** What to show. */
export interface ShowRequest {
  readonly id: string;
  readonly asOf: string;
  readonly mode: Mode;
  /** Every statement known by the day instead of the newest per period. */
  readonly vintages: boolean;
  /** Groups whose sums and indices may be asked for. */
  readonly groups?: readonly Group[];
}

const noGroups: readonly Group[] = [];

/**
 * A series as of a day: per period the value a computation would read, with the document it came from; with `vintages` every
 * statement, oldest first. A derived series (a group's sum, `/usd`, `/real`, `/sa`) is made from the panel of the day.
 * @throws "unknown-id" with near matches
 */
export async function showSeries(store: Store, request: ShowRequest): Promise<SeriesShow> {
  const { id, asOf, mode, vintages, groups = noGroups } = request;
  const made = await readDerived(store, id, { asOf, mode }, groups);
  if (made !== null)
    return {
      ...derivedShow(made),
      asOf,
      mode,
      vintages,
      observations: vintages
        ? (await derivedVintages(store, id, { asOf, mode }, groups)).flatMap(derivedValues)
        : derivedValues(made),
    };
  if (!store.held.has(id) && id.includes("/"))
    throw new VorlaufError("unknown-id", {
      kind: "series",
      id,
      near: nearIds(id, [...store.held.keys(), ...offeredIds(store, groups)]),
    });
  const history = await readSeriesHistory(store, id, asOf, mode === "pseudo");
  const head = { id, unit: history.unit, frequency: history.frequency, list: history.list, asOf, mode, vintages };
  if (vintages && mode === "strict") return { ...head, observations: history.observations.map(shown) };
  const panel = await readPanel(store, { asOf, mode, needs: [{ id, history: vintages }] });
  return {
    ...head,
    observations: [...plainOf(panel, id, history.observations), ...entriesOf(panel, id, history.observations)],
  };
}

function derivedShow({
  id,
  unit,
  frequency,
  says,
}: Derived): Pick<SeriesShow, "id" | "unit" | "frequency" | "list" | "says"> {
  return { id, unit, frequency, list: null, says };
}

/** The values of a derived series; a period that cannot be made has none, with what is missing in its fields. */
function derivedValues(made: Derived): ShownObservation[] {
  return made.periods.map((period, i) => {
    const value = made.values[i] ?? Number.NaN;
    const flags = made.flags[i] ?? [];
    return {
      period,
      value: Number.isNaN(value) ? null : value,
      published: null,
      known: made.known[i] ?? "",
      knownBy: made.knownBy[i] ?? "assumed",
      evidence: made.evidence[i] ?? "unresolved",
      from: made.refs[i] ?? [],
      ...(flags.length === 0 ? {} : { flags }),
      fields: made.fields[i] ?? {},
    };
  });
}

function shown(o: Observation): ShownObservation {
  const { item, period, value, published, known, knownBy, evidence, origin, flags, fields } = o;
  return {
    ...(item === undefined ? {} : { item }),
    period,
    value,
    published,
    known,
    knownBy,
    evidence,
    origin,
    ...(flags === undefined ? {} : { flags }),
    ...(fields === undefined ? {} : { fields }),
  };
}

type PanelRead = Awaited<ReturnType<typeof readPanel>>;

/** The visible values of a plain series, each with its statement: of the visible grade, not before it became visible. */
function plainOf(panel: PanelRead, id: string, statements: readonly Observation[]): ShownObservation[] {
  const view = panel.series[id];
  if (view === undefined) return [];
  const byPeriod = groupedBy(statements, (s) => s.period);
  return view.periods.flatMap((period, i) => {
    const value = view.values[i] ?? Number.NaN;
    const known = view.known[i] ?? "";
    const since = view.knownBy[i] === "assumed" ? "" : known;
    const best = statementBehind(byPeriod.get(period) ?? [], {
      value: Number.isNaN(value) ? null : value,
      evidence: view.evidence[i] ?? "",
      since,
    });
    return best === undefined ? [] : [{ ...shown(best), known, knownBy: view.knownBy[i] ?? best.knownBy }];
  });
}

function entriesOf(panel: PanelRead, id: string, statements: readonly Observation[]): ShownObservation[] {
  const view = panel.lists[id];
  if (view === undefined) return [];
  const byEntry = groupedBy(statements, (s) => `${s.item}\u0000${s.period}`);
  return view.entries.flatMap((entry) => {
    const said = byEntry.get(`${entry.item}\u0000${entry.period}`) ?? [];
    const best = said.find((s) => s.known === entry.known) ?? said[0];
    return best === undefined
      ? []
      : [
          {
            ...shown(best),
            known: entry.known,
            evidence: entry.evidence,
            knownBy: best.known === entry.known ? best.knownBy : ("assumed" as const),
          },
        ];
  });
}

function groupedBy(statements: readonly Observation[], keyOf: (o: Observation) => string): Map<string, Observation[]> {
  const groups = new Map<string, Observation[]>();
  for (const s of statements) {
    const group = groups.get(keyOf(s));
    if (group === undefined) groups.set(keyOf(s), [s]);
    else group.push(s);
  }
  return groups;
}

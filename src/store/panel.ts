import {
  type ListEntry,
  type ListView,
  type Mode,
  type Need,
  type Panel,
  patternRegex,
  type SeriesView,
} from "../terms/panel.ts";
import { dateOfDay, dayOf, endOf, type Period, parseDate } from "../terms/period.ts";
import { endOfDay, type Instant } from "../terms/time.ts";
import { cataloguer, frequencyFor } from "./catalogue.ts";
import { type Cell, literal } from "./database.ts";
import { type HeldSeries, isOneOf, type Store } from "./open.ts";
import {
  evidenceOf,
  flagsOf,
  groupsOf,
  knownByOf,
  packedStatements,
  type Run,
  runsOf,
  type Statement,
  unpackStatements,
} from "./statements.ts";

/** What to read: a day, a mode, the ids (with `*` for one path segment). */
export interface PanelRequest {
  /** Day as `YYYY-MM-DD`; everything known by 23:59:59 UTC of it is visible. */
  readonly asOf: string;
  readonly mode: Mode;
  readonly needs: readonly Need[];
}

/**
 * Everything visible on a day of the ids asked for: the only way to read values for a computation.
 *
 * Per series and period: of all statements with `known` <= asOf 23:59:59Z the one with the greatest `known`; at the same
 * `known` a primary file beats an extract and that a citation, then the later accession number, then the later pull, then the
 * greater document hash. A value that later documents only repeat keeps the `known` of the first of them; its evidence is the
 * best of the repeats. Lists: see {@link ListView}; a copy is all rows of one `known`.
 *
 * Pseudo mode adds, for periods that are not visible, the oldest statement held, if period end + the source's usual lag
 * <= asOf (`known` is then that day, `knownBy` assumed); for lists without a visible copy the oldest copy's entries whose
 * subject date + lag <= asOf, evidence assumed. Statements with `knownBy` assumed are never seen in strict mode.
 *
 * An id that matches nothing held is absent; `oldest` names the first `known` of every id that is held, visible or not.
 * @throws "input-date", "input-invalid" (pattern), "store-damaged"
 */
export async function readPanel(store: Store, request: PanelRequest): Promise<Panel> {
  const context = contextOf(store, request);
  const plain = idsOf(context, false);
  const isDirect = (id: string): boolean =>
    request.mode === "strict" && context.wanted.get(id) !== true && store.held.get(id)?.assumed === false;
  const direct = await readNewest(context, plain.filter(isDirect));
  const replayed = await readPlain(
    context,
    plain.filter((id) => !isDirect(id)),
  );
  return panelOf(
    context,
    [...direct, ...replayed].sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
}

/** What {@link openPanels} reads: as {@link PanelRequest}, without the day. */
export type PanelsRequest = Omit<PanelRequest, "asOf">;

/**
 * {@link readPanel} for many days of the same needs: every statement about the plain series is read once, and each day's panel is cut
 * from them in memory. Lists are read anew for every day. The panels are equal to those of `readPanel`, whatever the order of the days.
 * @throws as {@link readPanel}
 */
export async function openPanels(store: Store, request: PanelsRequest): Promise<(asOf: string) => Promise<Panel>> {
  const always = contextOf(store, { ...request, asOf: lastDay });
  const statements = new Map(
    (await readStatements(always, idsOf(always, false))).map(([id, all]) => [id, groupsOf(all, (s) => s.period)]),
  );
  return async (asOf) => {
    const context = contextOf(store, { ...request, asOf });
    return panelOf(
      context,
      [...statements].flatMap(([id, groups]) => seriesView(context, id, groups) ?? []),
    );
  };
}

/** No statement is known later. */
const lastDay = "9999-12-31";

function contextOf(store: Store, request: PanelRequest): Context {
  const asOf = parseDate(request.asOf);
  return {
    store,
    asOf,
    cut: endOfDay(asOf),
    mode: request.mode,
    wanted: resolveNeeds(store, request.needs),
    infoOf: cataloguer(store.manifest.catalogue),
  };
}

function idsOf({ store, wanted }: Context, isList: boolean): string[] {
  return [...wanted.keys()].sort().filter((id) => store.held.get(id)?.isList === isList);
}

async function panelOf(context: Context, series: readonly SeriesView[]): Promise<Panel> {
  const { store, asOf, mode, wanted, infoOf } = context;
  const lists = idsOf(context, true);
  const copies = await readCopies(
    context,
    lists.filter((id) => infoOf(id)?.list === "copy"),
  );
  const logs = await readLogs(
    context,
    lists.filter((id) => infoOf(id)?.list !== "copy"),
  );
  const views = [...copies, ...logs].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    asOf,
    mode,
    series: Object.fromEntries(series.map((s) => [s.id, s])),
    lists: Object.fromEntries(views.map((l) => [l.id, l])),
    oldest: Object.fromEntries([...wanted.keys()].sort().map((id) => [id, store.held.get(id)?.oldestKnown ?? ""])),
  };
}

interface Context {
  readonly store: Store;
  readonly asOf: string;
  readonly cut: Instant;
  readonly mode: Mode;
  /** Ids held, with whether history is wanted. */
  readonly wanted: ReadonlyMap<string, boolean>;
  readonly infoOf: ReturnType<typeof cataloguer>;
}

function resolveNeeds(store: Store, needs: readonly Need[]): Map<string, boolean> {
  const wanted = new Map<string, boolean>();
  for (const need of needs) {
    const regex = patternRegex(need.id);
    const ids = need.id.includes("*")
      ? [...store.held.keys()].filter((id) => regex.test(id))
      : store.held.has(need.id)
        ? [need.id]
        : [];
    for (const id of ids) wanted.set(id, wanted.get(id) === true || need.history === true);
  }
  return wanted;
}

/** SQL condition of the statements that are read: all in pseudo mode, which looks for the oldest copy of what is not visible. */
function readable(context: Context): string {
  return context.mode === "strict" ? `known <= ${literal(context.cut)} AND known_by <> 'assumed'` : "true";
}

async function readPlain(context: Context, ids: readonly string[]): Promise<SeriesView[]> {
  return (await readStatements(context, ids))
    .map(([id, statements]) =>
      seriesView(
        context,
        id,
        groupsOf(statements, (s) => s.period),
      ),
    )
    .filter((view) => view !== null);
}

/** Every readable statement about some plain series, by series in the order of ids. */
async function readStatements(context: Context, ids: readonly string[]): Promise<[string, Statement[]][]> {
  if (ids.length === 0) return [];
  const rows = await context.store.database.rows(
    `SELECT series, ${packedStatements} FROM observations WHERE ${isOneOf("series", ids)} AND item IS NULL AND ${readable(context)} GROUP BY series ORDER BY series`,
  );
  return rows.map(([id, packed]) => [String(id), unpackStatements(packed)]);
}

/**
 * Series of which only the newest value of each period is asked: the database finds it, nothing has to be replayed but the periods where another
 * statement may share in it. Three queries, because what is the same for a whole series needs no search row by row.
 */
async function readNewest(context: Context, ids: readonly string[]): Promise<SeriesView[]> {
  const heldOf = (id: string): HeldSeries | undefined => context.store.held.get(id);
  const isPlural = (id: string): boolean => heldOf(id)?.alone !== true;
  const differs = (id: string): boolean => Object.values(heldOf(id)?.words ?? {}).includes(null);
  return [
    ...(await newestBy(
      context,
      ids.filter((id) => !isPlural(id) && !differs(id)),
      false,
    )),
    ...(await newestBy(
      context,
      ids.filter((id) => !isPlural(id) && differs(id)),
      false,
    )),
    ...(await newestBy(context, ids.filter(isPlural), true)),
  ];
}

/** Columns of the words of a statement, as the database names them. */
const wordColumns = { knownBy: "known_by", evidence: "evidence", flags: "flags" } as const;

/** Views of some series from one query; of plural ones it also brings the newest three statements of a period. */
async function newestBy(context: Context, ids: readonly string[], plural: boolean): Promise<SeriesView[]> {
  if (ids.length === 0) return [];
  // With most of the series wanted, one test per row costs more than reading the others.
  const among = ids.length * 2 > context.store.held.size ? "" : `AND ${isOneOf("series", ids)}`;
  const word = (name: keyof typeof wordColumns): string =>
    ids.some((id) => context.store.held.get(id)?.words[name] === null)
      ? `arg_max(${wordColumns[name]}, known)`
      : "NULL";
  const table = await context.store.database.columns(
    `SELECT series, period, arg_max(coalesce(value, 'NaN'::DOUBLE), known), max(known), ${word("knownBy")}, ${word("evidence")}, ${word("flags")}
     ${plural ? ", max(known, 3), arg_max(coalesce(value, 'NaN'::DOUBLE), known, 3)" : ""} FROM observations
     WHERE item IS NULL AND known <= ${literal(context.cut)} ${among} GROUP BY series, period ORDER BY series, period`,
  );
  const [names = [], periods = [], values = [], known = [], knownBy = [], evidence = [], flags = [], newest, said] =
    table;
  const asked = new Set(ids);
  const found: Newest[] = [];
  const shared = new Map<string, Set<Period>>();
  for (let from = 0; from < names.length; ) {
    const id = String(names[from]);
    let to = from + 1;
    while (names[to] === id) to++;
    if (asked.has(id)) {
      found.push({ id, periods, values, known, knownBy, evidence, flags, from, to });
      const open = newest === undefined ? [] : sharedPeriods(periods, { newest, said: said ?? [], from, to });
      if (open.length > 0) shared.set(id, new Set(open));
    }
    from = to;
  }
  const replayed = await replayPeriods(context, shared);
  return found.map((rows) => newestView(context, rows, replayed.get(rows.id) ?? new Map()));
}

/** The newest statement of every period of a series: the rows `from` to `to` of a table by columns. */
interface Newest
  extends Readonly<Record<"periods" | "values" | "known" | "knownBy" | "evidence" | "flags", readonly Cell[]>> {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

/** Periods whose newest value may be older than its newest statement, or stand against another of the same time: two of the newest three share a `known`, or the newest two a value. */
function sharedPeriods(
  periods: readonly Cell[],
  {
    newest,
    said,
    from,
    to,
  }: { readonly newest: readonly Cell[]; readonly said: readonly Cell[] } & Pick<Newest, "from" | "to">,
): Period[] {
  const open: Period[] = [];
  for (let i = from; i < to; i++) {
    const [known, values] = [newest[i], said[i]];
    if (!Array.isArray(known) || !Array.isArray(values) || known.length < 2) continue;
    if (new Set(known).size < known.length || Object.is(values[0], values[1])) open.push(String(periods[i]));
  }
  return open;
}

/** The newest runs of some periods, by series and period. */
async function replayPeriods(
  context: Context,
  shared: ReadonlyMap<string, ReadonlySet<Period>>,
): Promise<ReadonlyMap<string, ReadonlyMap<Period, Run>>> {
  if (shared.size === 0) return new Map();
  const periods = [...new Set([...shared.values()].flatMap((own) => [...own]))].sort();
  const rows = await context.store.database.rows(
    `SELECT series, ${packedStatements} FROM observations WHERE ${isOneOf("series", [...shared.keys()])} AND ${isOneOf("period", periods)} AND item IS NULL AND ${readable(context)} GROUP BY series ORDER BY series`,
  );
  return new Map(
    rows.map(([id, packed]) => {
      const own = shared.get(String(id));
      const statements = unpackStatements(packed).filter((s) => own?.has(s.period) === true);
      const runs = groupsOf(statements, (s) => s.period).flatMap((group) => runsOf(group).at(-1) ?? []);
      return [String(id), new Map(runs.map((run) => [run.period, run]))];
    }),
  );
}

function newestView(context: Context, rows: Newest, replayed: ReadonlyMap<Period, Run>): SeriesView {
  const { id, from, to } = rows;
  const held = context.store.held.get(id);
  const info = context.infoOf(id);
  const periods = rows.periods.slice(from, to).map(String);
  const texts = (column: readonly Cell[], word: string | null): string[] =>
    word === null ? column.slice(from, to).map(String) : Array<string>(periods.length).fill(word);
  const values = Float64Array.from(rows.values.slice(from, to), Number);
  const known = rows.known.slice(from, to).map(String);
  const knownBy = texts(rows.knownBy, held?.words.knownBy ?? null).map(knownByOf);
  const evidence = texts(rows.evidence, held?.words.evidence ?? null).map(evidenceOf);
  const flags = texts(rows.flags, held?.words.flags ?? null).map(flagsOf);
  periods.forEach((period, i) => {
    const run = replayed.get(period);
    if (run === undefined) return;
    [values[i], known[i], knownBy[i], evidence[i], flags[i]] = [
      run.value,
      run.known,
      run.knownBy,
      run.evidence,
      run.flags,
    ];
  });
  return {
    id,
    unit: held?.unit ?? info?.unit ?? "",
    frequency: frequencyFor(info, periods[0] ?? ""),
    periods,
    values,
    known,
    knownBy,
    evidence,
    flags,
    history: [],
  };
}

/** @param groups the statements of each period */
function seriesView(context: Context, id: string, groups: readonly (readonly Statement[])[]): SeriesView | null {
  const info = context.infoOf(id);
  const shown: Run[] = [];
  const history: SeriesView["history"][number][] = [];
  for (const group of groups) {
    const runs = runsOf(group.filter((s) => s.known <= context.cut));
    const newest = runs.at(-1) ?? assumed(context, info?.lagDays ?? null, group);
    if (newest === null) continue;
    shown.push(newest);
    if (context.wanted.get(id) !== true) continue;
    for (const { period, value, known, flags } of runs.length === 0 ? [newest] : runs)
      history.push({ period, value, known, flags });
  }
  const first = shown[0];
  if (first === undefined) return null;
  return {
    id,
    unit: context.store.held.get(id)?.unit ?? info?.unit ?? "",
    frequency: frequencyFor(info, first.period),
    periods: shown.map((r) => r.period),
    values: Float64Array.from(shown, (r) => r.value),
    known: shown.map((r) => r.known),
    knownBy: shown.map((r) => r.knownBy),
    evidence: shown.map((r) => r.evidence),
    flags: shown.map((r) => r.flags),
    history,
  };
}

/** In pseudo mode the oldest statement of a period that is not visible, as if known at period end + lag; null when that lies after the cut. */
function assumed(context: Context, lagDays: number | null, group: readonly Statement[]): Run | null {
  if (context.mode === "strict" || lagDays === null) return null;
  const oldest = runsOf(group)[0];
  if (oldest === undefined) return null;
  const known = endOfDay(dateOfDay(dayOf(endOf(oldest.period)) + Math.ceil(lagDays)));
  return known <= context.cut ? { ...oldest, known, knownBy: "assumed" } : null;
}

async function readCopies(context: Context, ids: readonly string[]): Promise<ListView[]> {
  if (ids.length === 0) return [];
  const honest = context.mode === "strict" ? "AND known_by <> 'assumed'" : "";
  const visible = `known <= ${literal(context.cut)} ${honest}`;
  const copies = await context.store.database.rows(
    `SELECT series, max(known) FILTER (${visible}), min(known) FROM observations WHERE ${isOneOf("series", ids)} GROUP BY series ORDER BY series`,
  );
  const chosen = copies.flatMap(([id, newest, oldest]) => {
    const series = `series = ${literal(String(id))}`;
    if (newest === null) return context.mode === "pseudo" ? [`(${series} AND known = ${literal(String(oldest))})`] : [];
    return [
      context.wanted.get(String(id)) === true
        ? `(${series} AND ${visible})`
        : `(${series} AND known = ${literal(String(newest))} ${honest})`,
    ];
  });
  if (chosen.length === 0) return [];
  const rows = await context.store.database.rows(
    `SELECT series, ${packedStatements} FROM observations WHERE ${isOneOf("series", ids)} AND (${chosen.join(" OR ")}) GROUP BY series ORDER BY series`,
  );
  return rows
    .map(([id, packed]) => copyView(context, String(id), unpackStatements(packed)))
    .filter((view) => view !== null);
}

function copyView(context: Context, id: string, statements: readonly Statement[]): ListView | null {
  const byKnown = new Map<Instant, Run[]>();
  for (const group of groupsOf(statements, (s) => `${s.item}\u0000${s.period}\u0000${s.known}`)) {
    const [entry] = runsOf(group);
    if (entry === undefined) continue;
    const copy = byKnown.get(entry.known);
    if (copy === undefined) byKnown.set(entry.known, [entry]);
    else copy.push(entry);
  }
  const all = [...byKnown.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const seen = all.filter(([known]) => known <= context.cut);
  const shown = seen.length > 0 ? seen : assumedCopy(context, id, all[0]?.[1] ?? []);
  const read = new Map<string, ListEntry["fields"]>();
  const copies = shown.map(([known, entries]) => ({ known, entries: entriesOf(entries, read) }));
  const newest = copies.at(-1);
  if (newest === undefined) return null;
  return {
    ...listHead(context, id, "copy"),
    known: newest.known,
    entries: newest.entries,
    copies: context.wanted.get(id) === true ? copies : [],
  };
}

function assumedCopy(context: Context, id: string, oldest: readonly Run[]): [Instant, Run[]][] {
  const entries = oldest.map((run) => assumedEntry(context, id, run)).filter((run) => run !== null);
  return entries.length === 0 ? [] : [[newestOf(entries), entries]];
}

function assumedEntry(context: Context, id: string, oldest: Run): Run | null {
  if (context.mode === "strict") return null;
  const known = endOfDay(dateOfDay(dayOf(endOf(oldest.period)) + Math.ceil(context.infoOf(id)?.lagDays ?? 0)));
  return known <= context.cut ? { ...oldest, known, knownBy: "assumed", evidence: "assumed" } : null;
}

function newestOf(entries: readonly Run[]): Instant {
  return entries.reduce((newest, e) => (e.known > newest ? e.known : newest), "");
}

async function readLogs(context: Context, ids: readonly string[]): Promise<ListView[]> {
  if (ids.length === 0) return [];
  const rows = await context.store.database.rows(
    `SELECT series, ${packedStatements} FROM observations WHERE ${isOneOf("series", ids)} AND ${readable(context)} GROUP BY series ORDER BY series`,
  );
  return rows
    .map(([id, packed]) => logView(context, String(id), unpackStatements(packed)))
    .filter((view) => view !== null);
}

function logView(context: Context, id: string, statements: readonly Statement[]): ListView | null {
  const shown: Run[] = [];
  for (const group of groupsOf(statements, (s) => s.item)) {
    const ordered = group.sort((a, b) =>
      a.known < b.known ? -1 : a.known > b.known ? 1 : a.period < b.period ? -1 : 1,
    );
    const newest = runsOf(ordered.filter((s) => s.known <= context.cut)).at(-1);
    const oldest = newest === undefined ? runsOf(ordered)[0] : undefined;
    const entry = newest ?? (oldest === undefined ? null : assumedEntry(context, id, oldest));
    if (entry !== null) shown.push(entry);
  }
  if (shown.length === 0) return null;
  shown.sort((a, b) => (a.period < b.period ? -1 : a.period > b.period ? 1 : a.item < b.item ? -1 : 1));
  return { ...listHead(context, id, "log"), known: newestOf(shown), entries: entriesOf(shown, new Map()), copies: [] };
}

function listHead(context: Context, id: string, kind: ListView["kind"]): Pick<ListView, "id" | "kind" | "unit"> {
  return { id, kind, unit: context.infoOf(id)?.unit ?? context.store.held.get(id)?.unit ?? "" };
}

/** Entries of runs; copies of a list repeat most fields, so equal texts are read once and shared. */
function entriesOf(runs: readonly Run[], read: Map<string, ListEntry["fields"]>): ListEntry[] {
  return runs.map(({ item, period, value, known, evidence, fields: text }) => {
    const fields = read.get(text) ?? (text === "" ? {} : fieldsOf(text));
    read.set(text, fields);
    return { item, period, value: Number.isNaN(value) ? null : value, known, evidence, fields };
  });
}

/** The fields of a list's entry from their stored JSON. */
export function fieldsOf(json: string): ListEntry["fields"] {
  const given: unknown = JSON.parse(json);
  const fields: Record<string, string | number | boolean | null> = {};
  if (typeof given !== "object" || given === null) return fields;
  for (const [name, value] of Object.entries(given)) {
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      fields[name] = value;
  }
  return fields;
}

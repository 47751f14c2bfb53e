import { nearIds, VorlaufError } from "../terms/errors.ts";
import type { KnownBy, Observation } from "../terms/observation.ts";
import type { Mode } from "../terms/panel.ts";
import { type Period, parseDate } from "../terms/period.ts";
import type { SeriesInfo } from "../terms/source.ts";
import { endOfDay, type Instant } from "../terms/time.ts";
import { cataloguer, frequencyFor } from "./catalogue.ts";
import { type Cell, literal } from "./database.ts";
import type { HeldSeries, Store } from "./open.ts";
import { fieldsOf, readPanel } from "./panel.ts";
import { evidenceOf, knownByOf } from "./statements.ts";

/** A document as the store describes it. */
export interface HeldDocument {
  readonly sha256: string;
  readonly url: string;
  readonly path: string;
  readonly source: string;
  readonly publisher: string;
  readonly known: Instant;
  readonly knownBy: KnownBy;
  readonly bytes: number;
}

/** What a reference names: an observation of a plain series, or an entry of a list. */
export interface ObservationRef {
  readonly series: string;
  readonly item?: string;
  readonly period: Period;
}

/** A reference taken apart; null when the text is not `series@period` or `list#item@period`. */
export function parseRef(text: string): ObservationRef | null {
  const at = text.lastIndexOf("@");
  if (at <= 0) return null;
  const period = text.slice(at + 1);
  const hash = text.indexOf("#");
  if (hash < 0 || hash > at) return { series: text.slice(0, at), period };
  return { series: text.slice(0, hash), item: text.slice(hash + 1, at), period };
}

/** Everything a store holds, by id, with what the catalogue says about it. */
export function listSeries(store: Store): { readonly held: HeldSeries; readonly info: SeriesInfo | null }[] {
  const infoOf = cataloguer(store.manifest.catalogue);
  return [...store.held.values()].map((held) => ({ held, info: infoOf(held.id) }));
}

/** What is held of an id. @throws "unknown-id" with near matches */
export function heldSeries(store: Store, id: string): HeldSeries {
  const held = store.held.get(id);
  if (held === undefined)
    throw new VorlaufError("unknown-id", { kind: "series", id, near: nearIds(id, [...store.held.keys()]) });
  return held;
}

/** Statements of one series that may be seen on a day, in order of period, item, known and tie. */
export interface SeriesHistory {
  readonly id: string;
  readonly unit: string;
  readonly frequency: string;
  readonly list: "copy" | "log" | null;
  readonly observations: readonly Observation[];
}

/**
 * Every statement of a series that was known by the end of a day, newest last within a period.
 * @param later also what became known after the day (pseudo mode)
 * @throws "unknown-id", "input-date"
 */
export async function readSeriesHistory(
  store: Store,
  id: string,
  asOf: string,
  later: boolean = false,
): Promise<SeriesHistory> {
  const held = heldSeries(store, id);
  const info = cataloguer(store.manifest.catalogue)(id);
  const visible = `AND known <= ${literal(endOfDay(parseDate(asOf)))} AND known_by <> 'assumed'`;
  const rows = await select(store, `series = ${literal(id)} ${later ? "" : visible}`);
  return {
    id,
    unit: held.unit,
    frequency: frequencyFor(info, held.firstPeriod),
    list: held.isList ? (info?.list ?? "log") : null,
    observations: rows,
  };
}

const selected =
  "series, item, period, value, unit, published, known, known_by, evidence, document, url, locator, kind, fields, flags";

async function select(store: Store, where: string, then = "ORDER BY period, item, known, tie"): Promise<Observation[]> {
  return (await store.database.rows(`SELECT ${selected} FROM observations WHERE ${where} ${then}`)).map(observationOf);
}

function observationOf(cells: readonly Cell[]): Observation {
  const [
    series,
    item,
    period,
    value,
    unit,
    published,
    known,
    knownBy,
    evidence,
    document,
    url,
    locator,
    kind,
    fields,
    flags,
  ] = cells;
  return {
    series: String(series),
    ...(typeof item === "string" ? { item } : {}),
    period: String(period),
    value: typeof value === "number" ? value : null,
    unit: String(unit),
    published: typeof published === "string" ? published : null,
    known: String(known),
    knownBy: knownByOf(String(knownBy)),
    evidence: evidenceOf(String(evidence)),
    origin: {
      document: String(document),
      url: String(url),
      locator: String(locator),
      kind: kind === "primary" || kind === "extract" ? kind : "citation",
    },
    ...(typeof fields === "string" ? { fields: fieldsOf(fields) } : {}),
    ...(typeof flags === "string" && flags !== "" ? { flags: flags.split(",") } : {}),
  };
}

/** An observation found for a reference, with the statements before it and what shows that it is the one a panel reads. */
export interface FoundObservation {
  readonly observation: Observation;
  /** Statements about the same period known earlier, oldest first. */
  readonly earlier: readonly Observation[];
  readonly document: HeldDocument | null;
  /** Whether it is visible only in pseudo mode (a later copy stands in). */
  readonly assumed: boolean;
  /** Whether a newer copy of the list no longer holds the entry; the newest one that did is given. */
  readonly superseded: boolean;
}

/**
 * The observation that a panel of the day shows under a reference: of the statements that say the visible value, the one of
 * best evidence, else the earliest.
 * @throws "unknown-id" when the series, item or period is not held, or not visible on that day
 */
export async function findObservation(
  store: Store,
  ref: ObservationRef,
  asOf: string,
  mode: Mode,
): Promise<FoundObservation> {
  heldSeries(store, ref.series);
  const panel = await once(store, `panel ${asOf} ${mode} ${ref.series}`, () =>
    readPanel(store, { asOf, mode, needs: [{ id: ref.series }] }),
  );
  const shown = shownIn(panel, ref);
  const statements = (await statementsOf(store, ref)).filter((s) => mode === "pseudo" || s.knownBy !== "assumed");
  const name = `${ref.series}${ref.item === undefined ? "" : `#${ref.item}`}@${ref.period}`;
  const cut = endOfDay(parseDate(asOf));
  const visible = statements.filter((s) => s.known <= cut);
  const assumed = visible.length === 0;
  const observation = shown === null ? visible.at(-1) : sayingBest(assumed ? statements : visible, shown, assumed);
  if (observation === undefined) {
    const held = statements[0];
    throw new VorlaufError("unknown-id", {
      kind: `observation as of ${asOf}`,
      id: held === undefined ? name : `${name} (first known ${held.known}, later than that day)`,
      near: held === undefined ? await nearRefs(store, ref) : [],
    });
  }
  const earlier = visible.filter((s) => s !== observation && s.known < observation.known);
  return {
    observation,
    earlier,
    document: await documentOf(store, observation.origin.document, observation.known),
    assumed,
    superseded: shown === null,
  };
}

/** Of the statements that say the visible value: the first of the visible grade since it stands, else the last before. */
function sayingBest(statements: readonly Observation[], shown: Shown, assumed: boolean): Observation | undefined {
  return statementBehind(statements, {
    value: shown.value,
    evidence: shown.evidence,
    since: assumed ? "" : shown.known,
  });
}

/**
 * The statement that a shown value rests on: of those that say it, the first of the shown grade not before `since` (at one
 * `known` the winner of the tie), else the last before.
 * @param statements about one period, in (known, tie) order
 */
export function statementBehind(
  statements: readonly Observation[],
  shown: { readonly value: number | null; readonly evidence: string; readonly since: Instant },
): Observation | undefined {
  const saying = statements.filter((s) => s.value === shown.value);
  const graded = saying.filter((s) => s.evidence === shown.evidence && s.known >= shown.since);
  return (
    graded.findLast((s) => s.known === graded[0]?.known) ?? saying.findLast((s) => s.known <= shown.since) ?? saying[0]
  );
}

/** What a reference ends at, in bulk. */
export interface ResolvedRef {
  readonly ref: string;
  /** Null when nothing of it was known by the day (in pseudo mode: is held at all). */
  readonly origin: Observation["origin"] | null;
  /** Whether the document is described in the store. */
  readonly documented: boolean;
}

/** Where references end, for many at once; references that do not parse are left out. */
export async function resolveRefs(
  store: Store,
  refs: readonly string[],
  asOf: string,
  mode: Mode,
): Promise<Map<string, ResolvedRef>> {
  const parsed = refs.flatMap((ref) => {
    const p = parseRef(ref);
    return p === null ? [] : [{ ref, ...p }];
  });
  const resolved = new Map<string, ResolvedRef>(
    parsed.map(({ ref }) => [ref, { ref, origin: null, documented: false }]),
  );
  if (parsed.length === 0) return resolved;
  await store.database.run(
    "CREATE OR REPLACE TEMP TABLE asked (ref VARCHAR, series VARCHAR, item VARCHAR, period VARCHAR)",
  );
  for (let i = 0; i < parsed.length; i += 500) {
    const values = parsed
      .slice(i, i + 500)
      .map(
        (p) =>
          `(${literal(p.ref)}, ${literal(p.series)}, ${p.item === undefined ? "NULL" : literal(p.item)}, ${literal(p.period)})`,
      );
    await store.database.run(`INSERT INTO asked VALUES ${values.join(", ")}`);
  }
  const seen =
    mode === "strict" ? `o.known <= ${literal(endOfDay(parseDate(asOf)))} AND o.known_by <> 'assumed'` : "true";
  const rows = await store.database.rows(
    `WITH ends AS (
       SELECT ref, arg_max(document, o.known || tie) AS document, arg_max(url, o.known || tie) AS url, arg_max(locator, o.known || tie) AS locator, arg_max(kind, o.known || tie) AS kind
       FROM asked a JOIN observations o ON o.series = a.series AND o.period = a.period AND o.item IS NOT DISTINCT FROM a.item WHERE ${seen} GROUP BY ref)
     SELECT ref, document, url, locator, kind, document IN (SELECT sha256 FROM documents) FROM ends`,
  );
  for (const [ref, document, url, locator, kind, documented] of rows) {
    const origin = {
      document: String(document),
      url: String(url),
      locator: String(locator),
      kind: kind === "primary" || kind === "extract" ? kind : "citation",
    } as const;
    resolved.set(String(ref), { ref: String(ref), origin, documented: documented === true });
  }
  return resolved;
}

interface Shown {
  readonly value: number | null;
  readonly known: Instant;
  readonly evidence: string;
}

function shownIn(panel: Awaited<ReturnType<typeof readPanel>>, ref: ObservationRef): Shown | null {
  if (ref.item !== undefined) {
    const entry = panel.lists[ref.series]?.entries.find((e) => e.item === ref.item && e.period === ref.period);
    return entry === undefined ? null : { value: entry.value, known: entry.known, evidence: entry.evidence };
  }
  const series = panel.series[ref.series];
  const at = series?.periods.indexOf(ref.period) ?? -1;
  if (series === undefined || at < 0) return null;
  const value = series.values[at] ?? Number.NaN;
  return {
    value: Number.isNaN(value) ? null : value,
    known: series.known[at] ?? "",
    evidence: series.evidence[at] ?? "",
  };
}

/** What was read of a store for references: a walk names hundreds of periods of the same few series. */
const readBefore: WeakMap<Store, Map<string, unknown>> = new WeakMap();

/** What `read` gives, read once per open store (which never changes) and name. */
async function once<T>(store: Store, name: string, read: () => Promise<T>): Promise<T> {
  const held: Map<string, unknown> = readBefore.get(store) ?? new Map<string, unknown>();
  readBefore.set(store, held);
  const before = held.get(name) as Promise<T> | undefined;
  if (before !== undefined) return before;
  const reading = read();
  held.set(name, reading);
  if (held.size > 400) held.delete(held.keys().next().value ?? name);
  return reading;
}

/** Every statement about what a reference names, in the order in which they became known. */
async function statementsOf(store: Store, ref: ObservationRef): Promise<readonly Observation[]> {
  const byKey = await once(store, `statements ${ref.series}`, async () => {
    const grouped = new Map<string, Observation[]>();
    for (const s of await select(store, `series = ${literal(ref.series)}`, "ORDER BY known, tie"))
      grouped.set(keyOf(s), [...(grouped.get(keyOf(s)) ?? []), s]);
    return grouped;
  });
  return byKey.get(keyOf(ref)) ?? [];
}

function keyOf({ item, period }: Pick<ObservationRef, "item" | "period">): string {
  return `${item ?? "\u0000"}@${period}`;
}

async function nearRefs(store: Store, ref: ObservationRef): Promise<string[]> {
  if (ref.item === undefined) {
    const held = heldSeries(store, ref.series);
    return [`${ref.series}@${held.firstPeriod}`, `${ref.series}@${held.lastPeriod}`];
  }
  const rows = await store.database.rows(
    `SELECT DISTINCT item || '@' || period FROM observations WHERE series = ${literal(ref.series)} AND item IS NOT NULL ORDER BY 1`,
  );
  return nearIds(
    `${ref.item}@${ref.period}`,
    rows.map(([item]) => String(item)),
  ).map((found) => `${ref.series}#${found}`);
}

/** What the store says about a document; of several copies of the same bytes the newest not after `known`, else the first. */
export async function documentOf(store: Store, sha256: string, known: Instant): Promise<HeldDocument | null> {
  const rows = await once(store, `document ${sha256}`, () =>
    store.database.rows(
      `SELECT sha256, url, path, source, publisher, known, known_by, bytes FROM documents WHERE sha256 = ${literal(sha256)} ORDER BY known, path`,
    ),
  );
  const documents = rows.map(([hash, url, path, source, publisher, at, by, bytes]) => ({
    sha256: String(hash),
    url: String(url),
    path: String(path),
    source: String(source),
    publisher: String(publisher),
    known: String(at),
    knownBy: knownByOf(String(by)),
    bytes: Number(bytes),
  }));
  return documents.findLast((d) => d.known <= known) ?? documents[0] ?? null;
}

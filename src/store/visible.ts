import { join } from "node:path";
import { parseDate } from "../terms/period.ts";
import { endOfDay, type Instant } from "../terms/time.ts";
import { cataloguer } from "./catalogue.ts";
import { literal, pathLiteral } from "./database.ts";
import { isOneOf, type Store } from "./open.ts";

/** What was known of one id by the end of a day, from one source. */
export interface VisibleSeries {
  readonly id: string;
  readonly source: string;
  readonly isList: boolean;
  readonly unit: string;
  /** Statements known by the day. */
  readonly rows: number;
  /** Values a panel of the day shows: periods of a series, entries of the newest copy of a list, items of a log. */
  readonly count: number;
  readonly firstPeriod: string;
  readonly newestPeriod: string;
  readonly newestKnown: Instant;
  /** The newest document or statement about it known by the day: until then silence is the publisher's. */
  readonly heldUntil: Instant;
}

/** What was known of one source by the end of a day, beside its series. */
export interface SeenSource {
  readonly documents: number;
  /** Newest document or statement known by the day. */
  readonly newest: Instant;
}

/** Everything visible on a day. */
export interface VisibleStore {
  readonly series: readonly VisibleSeries[];
  readonly sources: ReadonlyMap<string, SeenSource>;
}

/**
 * What the store shows on a day, per id and source: nothing that became known later changes it. Statements that are only
 * assumed are not counted.
 * @throws "input-date", "store-damaged"
 */
export async function visibleOn(store: Store, asOf: string): Promise<VisibleStore> {
  const cut = literal(endOfDay(parseDate(asOf)));
  const infoOf = cataloguer(store.manifest.catalogue);
  const documents = await documentsBy(store, cut);
  const observed = taggedFiles(store, "observations", "series, item, period, known, known_by, unit, document");
  if (observed === null) return { series: [], sources: seenSources([], documents) };
  const seen = `(SELECT * FROM (${observed}) WHERE known <= ${cut} AND known_by <> 'assumed')`;
  const rows = await store.database.rows(
    `SELECT series, source, bool_or(item IS NOT NULL), any_value(unit), count(*), count(DISTINCT coalesce(item, period)), min(period), max(period), max(known), list(DISTINCT document[1:${digits}])
     FROM ${seen} GROUP BY series, source ORDER BY series, source`,
  );
  const copies = await newestCopies(
    store,
    seen,
    rows.flatMap(([id, , isList]) => (isList === true && infoOf(String(id))?.list === "copy" ? [String(id)] : [])),
  );
  const repeated = await repeatedIn(store, cut);
  const series = rows.map(([id, source, isList, unit, n, count, first, newest, known, mentions]): VisibleSeries => {
    const key = `${String(source)} ${String(id)}`;
    const copy = copies.get(key);
    const named = [...(Array.isArray(mentions) ? mentions : []), ...(repeated.get(key) ?? [])].map(
      (d) => documents.known.get(String(d)) ?? "",
    );
    return {
      id: String(id),
      source: String(source),
      isList: isList === true,
      unit: isList === true ? (infoOf(String(id))?.unit ?? String(unit)) : String(unit),
      rows: Number(n),
      count: copy?.count ?? Number(count),
      firstPeriod: copy?.first ?? String(first),
      newestPeriod: copy?.newest ?? String(newest),
      newestKnown: String(known),
      heldUntil: named.reduce((a, b) => (a > b ? a : b), String(known)),
    };
  });
  return { series, sources: seenSources(series, documents) };
}

/** Digits of a document's hash that tell documents of one store apart. */
const digits = 16;

interface Documents {
  /** By the first digits of the hash: newest `known` of the document. */
  readonly known: ReadonlyMap<string, Instant>;
  readonly bySource: ReadonlyMap<string, SeenSource>;
}

async function documentsBy(store: Store, cut: string): Promise<Documents> {
  const known = new Map<string, Instant>();
  const bySource = new Map<string, SeenSource>();
  for (const [hash, source, at] of await store.database.rows(
    `SELECT sha256[1:${digits}], source, known FROM documents WHERE known <= ${cut} ORDER BY known`,
  )) {
    known.set(String(hash), String(at));
    bySource.set(String(source), { documents: (bySource.get(String(source))?.documents ?? 0) + 1, newest: String(at) });
  }
  return { known, bySource };
}

interface Copy {
  readonly count: number;
  readonly first: string;
  readonly newest: string;
}

/** Entries of the newest copy of each list, by source and id. */
async function newestCopies(store: Store, seen: string, ids: readonly string[]): Promise<Map<string, Copy>> {
  if (ids.length === 0) return new Map();
  const rows = await store.database.rows(
    `WITH own AS (SELECT source, series, period, known FROM ${seen} WHERE ${isOneOf("series", ids)}), newest AS (SELECT series, max(known) AS known FROM own GROUP BY series)
     SELECT source || ' ' || series, count(*), min(period), max(period) FROM own JOIN newest USING (series, known) GROUP BY 1`,
  );
  return new Map(
    rows.map(([key, count, first, newest]) => [
      String(key),
      { count: Number(count), first: String(first), newest: String(newest) },
    ]),
  );
}

/** Documents that only repeat what was known, by source and id. */
async function repeatedIn(store: Store, cut: string): Promise<Map<string, string[]>> {
  const repeats = taggedFiles(store, "repeats", "series, document, known");
  if (repeats === null) return new Map();
  const rows = await store.database.rows(
    `SELECT source || ' ' || series, list(DISTINCT document[1:${digits}]) FROM (${repeats}) WHERE known <= ${cut} GROUP BY 1`,
  );
  return new Map(rows.map(([key, documents]) => [String(key), Array.isArray(documents) ? documents.map(String) : []]));
}

function seenSources(series: readonly VisibleSeries[], documents: Documents): Map<string, SeenSource> {
  const seen = new Map(documents.bySource);
  for (const { source, heldUntil } of series) {
    const before = seen.get(source);
    if (before === undefined || heldUntil > before.newest)
      seen.set(source, { documents: before?.documents ?? 0, newest: heldUntil });
  }
  return seen;
}

/** SQL that reads the files of a kind, each row with the source it came from; null when there are none. */
function taggedFiles(store: Store, kind: "observations" | "repeats", columns: string): string | null {
  const bySource = new Map<string, string[]>();
  for (const file of store.manifest.files) {
    if (file.kind !== kind) continue;
    const paths = bySource.get(file.source) ?? [];
    bySource.set(file.source, paths);
    paths.push(pathLiteral(join(store.path, file.path)));
  }
  if (bySource.size === 0) return null;
  return [...bySource]
    .map(
      ([source, paths]) => `SELECT ${literal(source)} AS source, ${columns} FROM read_parquet([${paths.join(", ")}])`,
    )
    .join(" UNION ALL ");
}

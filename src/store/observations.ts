import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { frequencyOf } from "../terms/period.ts";
import type { RawDocument, Reading, SeriesInfo } from "../terms/source.ts";
import { type Database, literal, literals, openDatabase, pathLiteral } from "./database.ts";
import { adoptFile, flushFile, sha256Of, unwritable } from "./files.ts";
import { emptyManifest, type Manifest, readManifest, type StoreFile, workFolder, writeManifest } from "./layout.ts";
import { type Lock, takeLock } from "./lock.ts";
import { columns, documentColumns, observationsView, verifyFiles } from "./open.ts";
import { keepRaw } from "./raw.ts";
import { isPackable } from "./statements.ts";

/** A document and what a source read from it. */
export interface ReadDocument {
  readonly document: RawDocument;
  readonly reading: Reading;
}

/** What a source brings to the store in one go. */
export interface Batch {
  readonly source: string;
  readonly publisher: string;
  readonly catalogue: readonly SeriesInfo[];
  readonly documents: readonly ReadDocument[];
  /** Whether the documents' bytes are kept under `raw/` (not in the embedded snapshot). */
  readonly keepRaw: boolean;
}

/** What became of a batch. */
export interface Appended {
  /** First value of a series and period (of an item and period in a list). */
  readonly new: number;
  /** Another value, flag or field than the statement before it in `known` order. */
  readonly revised: number;
  /** Same as the statement before it, or already held from the same document. */
  readonly unchanged: number;
  /** Rows written. */
  readonly stored: number;
  /** Documents that were not taken, each with its error (conflicts, unit changes, impossible rows); the others were. */
  readonly refused: readonly { readonly document: RawDocument; readonly error: VorlaufError }[];
}

/**
 * Appends what a source read: key (series, item, period, known, document); the same key with the same value is a no-op, with
 * another value the document is refused with `observation-conflict` and the others go on. Nothing is ever changed or removed.
 *
 * A row of a plain series is left out only where that can never change an answer: a row of the same `known` says the same and
 * wins every tie that this one would win. A value repeated at a later `known` is stored, because an older copy that arrives
 * later may put another value between the two (A, B, A are three statements).
 *
 * A kill at any moment leaves the old state or the new one: files first, manifest last.
 * @throws "store-locked", "store-unwritable", "store-newer", "store-damaged"
 */
export async function appendBatch(store: string, batch: Batch, patienceMs: number = 30_000): Promise<Appended> {
  const lock = await takeLock(store, patienceMs);
  const work = workFolder(store);
  try {
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { recursive: true });
    return await appendLocked(store, batch, lock);
  } catch (cause) {
    throw cause instanceof VorlaufError || !isSystemError(cause) ? cause : unwritable(store, cause);
  } finally {
    removeQuietly(work);
    lock.release();
  }
}

function isSystemError(cause: unknown): boolean {
  return cause instanceof Error && ("code" in cause || /No space left|IO Error|Permission denied/i.test(cause.message));
}

function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Left for the next holder of the lock, which empties the folder first.
  }
}

async function appendLocked(store: string, batch: Batch, lock: Lock): Promise<Appended> {
  const manifest = readManifest(store)?.manifest ?? emptyManifest;
  verifyFiles(store, manifest);
  const database = await openDatabase(store);
  try {
    await database.run(observationsView(store, manifest));
    const position = manifest.files.length;
    const { taken, refused } = await sift(store, database, batch, position);
    await database.run(classify);
    const [counts] = await database.rows(
      "SELECT count(*) FILTER (was = 'new'), count(*) FILTER (was = 'revised'), count(*) FILTER (was = 'unchanged'), count(*) FILTER (keep) FROM judged",
    );
    const [fresh, revised, unchanged, stored] = (counts ?? []).map(Number);
    const files = await writeFiles(store, database, batch, taken);
    const catalogue = mergeCatalogue(manifest.catalogue, batch.catalogue);
    const next: Manifest = { ...manifest, files: [...manifest.files, ...files.filter((f) => !manifest.files.some((g) => g.path === f.path))], catalogue };
    if (files.length > 0 || JSON.stringify(catalogue) !== JSON.stringify(manifest.catalogue)) {
      lock.check();
      writeManifest(store, next);
    }
    return { new: fresh ?? 0, revised: revised ?? 0, unchanged: unchanged ?? 0, stored: stored ?? 0, refused };
  } finally {
    database.close();
  }
}

/** Loads the rows of the documents that can be taken into the table `incoming`; the others come back with their errors. */
async function sift(store: string, database: Database, batch: Batch, position: number): Promise<{ readonly taken: readonly ReadDocument[]; readonly refused: Appended["refused"] }> {
  const refused: { document: RawDocument; error: VorlaufError }[] = [];
  const lines: string[] = [];
  const taken: ReadDocument[] = [];
  for (const read of batch.documents) {
    try {
      const own = rowsOf(batch.source, read, position);
      for (const row of own) lines.push(row);
      taken.push(read);
    } catch (error) {
      if (!(error instanceof VorlaufError)) throw error;
      refused.push({ document: read.document, error });
    }
  }
  await load(store, database, "incoming", columns, lines);
  const bad = await clashes(database, batch.source);
  if (bad.size === 0) return { taken, refused };
  await database.run(`DELETE FROM incoming WHERE document IN (${literals([...bad.keys()])})`);
  for (const read of taken) {
    const error = bad.get(read.document.sha256);
    if (error !== undefined) refused.push({ document: read.document, error });
  }
  return { taken: taken.filter((read) => !bad.has(read.document.sha256)), refused };
}

async function load(store: string, database: Database, table: string, types: Readonly<Record<string, string>>, lines: readonly string[]): Promise<void> {
  const path = join(workFolder(store), `${table}.ndjson`);
  await database.run(`CREATE OR REPLACE TABLE ${table} (${Object.entries(types).map(([name, type]) => `${name} ${type}`).join(", ")})`);
  if (lines.length === 0) return;
  writeFileSync(path, lines.join("\n"));
  const shape = Object.entries(types).map(([name, type]) => `${name}: '${type}'`).join(", ");
  await database.run(`INSERT INTO ${table} SELECT * FROM read_json(${pathLiteral(path)}, format = 'newline_delimited', columns = {${shape}}, maximum_object_size = 67108864)`);
}

/** Rows of one document as JSON lines, checked. @throws "source-changed", "observation-conflict" (two values for one key) */
function rowsOf(source: string, read: ReadDocument, position: number): string[] {
  const seen = new Map<string, string>();
  const rows: string[] = [];
  for (const o of read.reading.observations) {
    check(source, read.document, o);
    const fields = o.fields === undefined ? null : JSON.stringify(o.fields);
    const key = JSON.stringify([o.series, o.item ?? null, o.period, o.known]);
    const said = JSON.stringify([o.value, o.unit, fields]);
    const before = seen.get(key);
    if (before !== undefined && before !== said) {
      throw new VorlaufError("observation-conflict", { series: nameOf(o), period: o.period, document: read.document.sha256, held: before, got: said });
    }
    if (before !== undefined) continue;
    seen.set(key, said);
    rows.push(
      JSON.stringify({
        series: o.series, item: o.item ?? null, period: o.period, value: o.value, unit: o.unit, published: o.published, known: o.known, known_by: o.knownBy,
        evidence: o.evidence, document: o.origin.document, url: o.origin.url, locator: o.origin.locator, kind: o.origin.kind, fields,
        flags: (o.flags ?? []).join(","), tie: tieOf(o), batch: position,
      }),
    );
  }
  return rows;
}

function nameOf(o: Observation): string {
  return o.item === undefined ? o.series : `${o.series}#${o.item}`;
}

const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const seriesForm = /^[a-z0-9.-]+(\/[a-z0-9.-]+)+$/;

function check(source: string, document: RawDocument, o: Observation): void {
  const wrong = (expected: string, got: string): VorlaufError => new VorlaufError("source-changed", { source, locator: `${document.path}, ${nameOf(o)}@${o.period}, ${o.origin.locator}`, expected, got });
  if (!seriesForm.test(o.series)) throw wrong("a series id of lower-case path segments", o.series);
  if (o.value !== null && !Number.isFinite(o.value)) throw wrong("a finite number or no value", String(o.value));
  if (!instantForm.test(o.known)) throw wrong("known as an instant in UTC", o.known);
  if (o.published !== null && !instantForm.test(o.published)) throw wrong("published as an instant in UTC", o.published);
  if (!isPackable(o.item ?? "")) throw wrong("an item without control characters", JSON.stringify(o.item));
  if (o.origin.document !== document.sha256) throw wrong(`an origin in document ${document.sha256}`, o.origin.document);
  if (o.flags?.some((flag) => !/^[a-z0-9-]+$/.test(flag)) === true) throw wrong("kebab-case flags", o.flags.join(","));
  try {
    frequencyOf(o.period);
  } catch (cause) {
    throw cause instanceof VorlaufError ? wrong("a period like 2026, 2026-Q3, 2026-11, 2026-11-20", o.period) : cause;
  }
}

/** Order of documents of the same `known`, as a string: primary, then extract, then citation; then the later accession number. */
export function tieOf(o: Pick<Observation, "origin">): string {
  const kind = { primary: "2", extract: "1", citation: "0" }[o.origin.kind];
  const accession = /\b(\d{10})-(\d{2})-(\d{6})\b/.exec(o.origin.locator);
  if (accession === null) return kind;
  const [, filer = "", year = "", number = ""] = accession;
  return `${kind}${Number(year) > 90 ? "19" : "20"}${year}${number}${filer}`;
}

/** Documents whose rows contradict what the store holds: another value under the same key, or another unit of a plain series. */
async function clashes(database: Database, source: string): Promise<Map<string, VorlaufError>> {
  const found = new Map<string, VorlaufError>();
  const values = await database.rows(
    `SELECT i.document, i.series || coalesce('#' || i.item, ''), i.period, h.value::VARCHAR, i.value::VARCHAR
     FROM incoming i JOIN observations h ON h.document = i.document AND h.series = i.series AND h.item IS NOT DISTINCT FROM i.item AND h.period = i.period AND h.known = i.known
     WHERE h.value IS DISTINCT FROM i.value ORDER BY ALL`,
  );
  for (const [document, series, period, held, got] of values) {
    if (found.has(String(document))) continue;
    const facts = { series: String(series), period: String(period), document: String(document), held: held === null ? "no value" : String(held), got: got === null ? "no value" : String(got) };
    found.set(String(document), new VorlaufError("observation-conflict", facts));
  }
  const units = await database.rows(
    `WITH held AS (SELECT series, min(unit) AS unit FROM (SELECT series, unit FROM observations WHERE item IS NULL AND series IN (SELECT DISTINCT series FROM incoming) UNION ALL SELECT series, unit FROM incoming WHERE item IS NULL AND series NOT IN (SELECT DISTINCT series FROM observations)) GROUP BY series)
     SELECT i.document, i.series, h.unit, min(i.unit), min(i.locator) FROM incoming i JOIN held h USING (series) WHERE i.item IS NULL AND i.unit <> h.unit GROUP BY ALL ORDER BY ALL`,
  );
  for (const [document, series, held, got, locator] of units) {
    if (found.has(String(document))) continue;
    found.set(String(document), new VorlaufError("source-changed", { source, locator: `${String(series)}, ${String(locator)}`, expected: `unit ${String(held)} as held`, got: String(got) }));
  }
  return found;
}

/**
 * `judged`: every incoming row with `was` (new, revised, unchanged) and `keep` (whether it is written). Statements are
 * ordered by known, then by the tie order of documents.
 */
const classify = `
CREATE OR REPLACE TABLE judged AS
WITH held AS (SELECT h.* FROM observations h WHERE h.series IN (SELECT DISTINCT series FROM incoming)),
fresh AS (
  SELECT i.* FROM incoming i ANTI JOIN held h
  ON h.document = i.document AND h.series = i.series AND h.item IS NOT DISTINCT FROM i.item AND h.period = i.period AND h.known = i.known),
every AS (SELECT *, false AS mine FROM held UNION ALL SELECT *, true AS mine FROM fresh),
compared AS (
  SELECT *, md5(concat_ws(chr(31), coalesce(value::VARCHAR, '-'), unit, flags, coalesce(fields, '-'))) AS said,
    md5(concat_ws(chr(31), coalesce(value::VARCHAR, '-'), unit, flags, coalesce(fields, '-'), evidence, known_by, coalesce(published, '-'))) AS content
  FROM every),
ranked AS (
  SELECT *,
    lag(said) OVER statements AS before,
    row_number() OVER statements AS nth,
    first_value(content) OVER rivals AS winning,
    first_value(tie) OVER rivals AS winning_tie,
    row_number() OVER rivals AS place
  FROM compared
  WINDOW statements AS (PARTITION BY series, item, period ORDER BY known, tie, batch, document, locator),
    rivals AS (PARTITION BY series, item, period, known ORDER BY tie DESC, batch DESC, document DESC, locator DESC)),
heldwinner AS (
  SELECT series, period, known, arg_max(content, (tie, batch, document, locator)) AS content, max(tie) AS tie
  FROM compared WHERE NOT mine AND item IS NULL GROUP BY ALL)
SELECT r.* EXCLUDE (said, content, before, nth, winning, winning_tie, place, mine),
  CASE WHEN r.nth = 1 THEN 'new' WHEN r.said IS DISTINCT FROM r.before THEN 'revised' ELSE 'unchanged' END AS was,
  r.item IS NOT NULL OR NOT ((r.place > 1 AND r.content = r.winning) OR (w.content IS NOT DISTINCT FROM r.content AND w.tie >= r.tie)) AS keep
FROM ranked r LEFT JOIN heldwinner w ON w.series = r.series AND w.period = r.period AND w.known = r.known AND r.item IS NULL
WHERE r.mine
UNION ALL BY NAME
SELECT i.*, 'unchanged' AS was, false AS keep FROM incoming i SEMI JOIN held h
  ON h.document = i.document AND h.series = i.series AND h.item IS NOT DISTINCT FROM i.item AND h.period = i.period AND h.known = i.known`;

async function writeFiles(store: string, database: Database, batch: Batch, taken: readonly ReadDocument[]): Promise<StoreFile[]> {
  if (batch.keepRaw) for (const { document } of taken) keepRaw(store, document);
  const names = Object.keys(columns).join(", ");
  const observations = `SELECT ${names} FROM judged WHERE keep ORDER BY series, item NULLS FIRST, period, known, document, locator`;
  const lines = taken.map(({ document: d }) =>
    JSON.stringify({ sha256: d.sha256, url: d.url, path: d.path, source: batch.source, publisher: batch.publisher, known: d.known, known_by: d.knownBy, bytes: d.bytes.length }),
  );
  await load(store, database, "arrived", documentColumns, lines);
  const documents = `SELECT DISTINCT ${Object.keys(documentColumns).join(", ")} FROM arrived a ANTI JOIN documents d ON d.sha256 = a.sha256 AND d.known = a.known AND d.path = a.path AND d.source = a.source ORDER BY path, known, sha256`;
  const written = [await writeParquet(store, database, "observations", batch.source, observations), await writeParquet(store, database, "documents", batch.source, documents)];
  return written.filter((file) => file !== null);
}

/** One Parquet file named by its hash, durable under its final name; null when there is no row. */
async function writeParquet(store: string, database: Database, kind: StoreFile["kind"], source: string, query: string): Promise<StoreFile | null> {
  const [counted] = await database.rows(`SELECT count(*), coalesce(max(known), '') FROM (${query})`);
  const rows = Number(counted?.[0] ?? 0);
  if (rows === 0) return null;
  const temporary = join(workFolder(store), `${kind}.parquet`);
  await database.run(`COPY (${query}) TO ${literal(temporary)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 12, ROW_GROUP_SIZE 61440)`);
  flushFile(temporary);
  const bytes = readFileSync(temporary);
  const sha256 = sha256Of(bytes);
  const path = `${kind}/${source}/${sha256.slice(0, 16)}.parquet`;
  adoptFile(temporary, join(store, path));
  return { kind, source, path, sha256, bytes: bytes.length, rows, newestKnown: String(counted?.[1] ?? "") };
}

function mergeCatalogue(held: readonly SeriesInfo[], given: readonly SeriesInfo[]): SeriesInfo[] {
  const byId = new Map(held.map((s) => [s.id, s]));
  for (const { id, title, unit, frequency, list, lagDays } of given) {
    const plain = { id, title: { en: title.en, de: title.de }, unit, frequency };
    byId.set(id, list === undefined ? { ...plain, lagDays } : { ...plain, list, lagDays });
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkObservation, nothingSound } from "../terms/border.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import type { RawDocument, Reading, SeriesInfo } from "../terms/source.ts";
import { type Database, literal, openDatabase, pathLiteral } from "./database.ts";
import { adoptFile, flushFile, sha256Of, unwritable } from "./files.ts";
import { emptyManifest, type Manifest, readManifest, type StoreFile, workFolder, writeManifest } from "./layout.ts";
import {
  checkDocument,
  type Entered,
  enterDocument,
  type Ledger,
  type Promotion,
  rangesOf,
  standsAlone,
} from "./ledger.ts";
import { loadLedger } from "./ledger-of-store.ts";
import { type Lock, takeLock } from "./lock.ts";
import { columns, documentColumns, repeatColumns, storeViews, verifyFiles } from "./open.ts";
import { keepRaw } from "./raw.ts";

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
  /** First statement about a period of a series (of an item and period in a list). */
  readonly new: number;
  /** Another value, flag or field than was visible at its `known`. */
  readonly revised: number;
  /** Same as was visible at its `known`, or already held from the same document. */
  readonly unchanged: number;
  /** Rows written. */
  readonly stored: number;
  /** Documents that were not taken, each with its error (conflicts, unit changes, impossible rows); the others were. */
  readonly refused: readonly { readonly document: RawDocument; readonly error: VorlaufError }[];
}

/**
 * Appends what a source read: key (series, item, period, known, document); the same key with the same value is a no-op, with
 * another value the document is refused with `observation-conflict` and the others go on. Nothing is ever changed or removed.
 * Documents enter in the order of their `known`, then path. Rows of a plain series that repeat what was visible are kept as
 * ranges of periods ({@link Ledger}); every row of a list is stored.
 *
 * A kill at any moment leaves the old state or the new one: files first, manifest last.
 * @param patienceMs how long to wait for another process that writes
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
    throw isSystemError(cause) ? unwritable(store, cause) : cause;
  } finally {
    removeQuietly(work);
    lock.release();
  }
}

function isSystemError(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    !(cause instanceof VorlaufError) &&
    ("code" in cause || /No space left|IO Error|Permission denied/i.test(cause.message))
  );
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
    await database.run(storeViews(store, manifest));
    const decided = await decide(store, database, batch, manifest);
    const files = await writeFiles(store, database, batch, decided);
    const catalogue = mergeCatalogue(manifest.catalogue, batch.catalogue);
    const fresh = files.filter((f) => !manifest.files.some((g) => g.path === f.path));
    if (fresh.length > 0 || JSON.stringify(catalogue) !== JSON.stringify(manifest.catalogue)) {
      lock.check();
      writeManifest(store, { ...manifest, files: [...manifest.files, ...fresh], catalogue });
    }
    const { counts, refused } = decided;
    return { ...counts, stored: files.find((f) => f.kind === "observations")?.rows ?? 0, refused };
  } finally {
    database.close();
  }
}

interface Decided {
  readonly counts: { readonly new: number; readonly revised: number; readonly unchanged: number };
  readonly rows: Lines;
  /** Of the series with rows to be written, those that do not stand alone ({@link StoreFile}). */
  readonly plural: readonly string[];
  readonly promotions: readonly Promotion[];
  readonly repeats: readonly string[];
  readonly taken: readonly ReadDocument[];
  readonly refused: Appended["refused"];
}

async function decide(store: string, database: Database, batch: Batch, manifest: Manifest): Promise<Decided> {
  const held = manifest.files.filter((f) => f.kind === "documents").reduce((n, f) => n + f.rows, 0);
  const documents = [...batch.documents].sort(
    ({ document: a }, { document: b }) => order(a.known, b.known) || order(a.path, b.path) || order(a.sha256, b.sha256),
  );
  const ledger = await loadLedger(database, batch.source, documents);
  const counts = { new: 0, revised: 0, unchanged: 0 };
  const rows = linesFor(store, "incoming");
  const touched = new Set<string>();
  const promotions: Promotion[] = [];
  const taken: ReadDocument[] = [];
  const refused: { document: RawDocument; error: VorlaufError }[] = [];
  for (const read of documents) {
    try {
      const entered = enter(ledger, batch.source, read, held + taken.length);
      counts.new += entered.new;
      counts.revised += entered.revised;
      counts.unchanged += entered.unchanged;
      for (const { observation, tie } of entered.kept) {
        rows.add(rowOf(observation, tie));
        if (observation.item === undefined) touched.add(observation.series);
      }
      promotions.push(...entered.promotions);
      taken.push(read);
    } catch (error) {
      if (!(error instanceof VorlaufError)) throw error;
      refused.push({ document: read.document, error });
    }
  }
  rows.close();
  const repeats = [...ledger.repeats.values()].flatMap((all) => all.filter((r) => r.fresh));
  return {
    counts,
    rows,
    plural: [...touched].filter((id) => !standsAlone(ledger, id)).sort(),
    promotions,
    taken,
    refused,
    repeats: repeats.map((r) =>
      JSON.stringify({
        series: r.series,
        document: r.document,
        known: r.known,
        known_by: r.knownBy,
        tie: r.tie,
        periods: rangesOf(r.periods),
      }),
    ),
  };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function enter(ledger: Ledger, source: string, { document, reading }: ReadDocument, sequence: number): Entered {
  const sound = nothingSound();
  for (const o of reading.observations) checkObservation(source, document, o, sound);
  return enterDocument(ledger, checkDocument(ledger, reading.observations), sequence);
}

function rowOf(o: Observation, tie: string): string {
  return JSON.stringify({
    series: o.series,
    item: o.item ?? null,
    period: o.period,
    value: o.value,
    unit: o.unit,
    published: o.published,
    known: o.known,
    known_by: o.knownBy,
    evidence: o.evidence,
    document: o.origin.document,
    url: o.origin.url,
    locator: o.origin.locator,
    kind: o.origin.kind,
    fields: o.fields === undefined ? null : JSON.stringify(o.fields),
    flags: (o.flags ?? []).join(","),
    tie,
  });
}

/** A table's rows on their way into the database, in a file of the work folder: a few thousand lines at a time stand in memory. */
interface Lines {
  readonly table: string;
  readonly path: string;
  readonly add: (line: string) => void;
  /** Writes what is left. */
  readonly close: () => void;
  readonly count: () => number;
}

function linesFor(store: string, table: string): Lines {
  const path = join(workFolder(store), `${table}.ndjson`);
  const file = openSync(path, "w");
  let waiting: string[] = [];
  let count = 0;
  const write = (): void => {
    writeFileSync(file, waiting.join(""));
    waiting = [];
  };
  return {
    table,
    path,
    add: (line) => {
      count++;
      if (waiting.push(`${line}\n`) >= 2_000) write();
    },
    close: () => {
      write();
      closeSync(file);
    },
    count: () => count,
  };
}

async function loadLines(database: Database, lines: Lines, types: Readonly<Record<string, string>>): Promise<void> {
  await database.run(
    `CREATE OR REPLACE TABLE ${lines.table} (${Object.entries(types)
      .map(([name, type]) => `${name} ${type}`)
      .join(", ")})`,
  );
  if (lines.count() > 0) {
    const shape = Object.entries(types)
      .map(([name, type]) => `${name}: '${type}'`)
      .join(", ");
    await database.run(
      `INSERT INTO ${lines.table} SELECT * FROM read_json(${pathLiteral(lines.path)}, format = 'newline_delimited', columns = {${shape}}, maximum_object_size = 67108864)`,
    );
  }
  rmSync(lines.path);
}

async function load(
  store: string,
  database: Database,
  table: string,
  { types, rows }: { readonly types: Readonly<Record<string, string>>; readonly rows: readonly string[] },
): Promise<void> {
  const lines = linesFor(store, table);
  for (const row of rows) lines.add(row);
  lines.close();
  await loadLines(database, lines, types);
}

async function writeFiles(store: string, database: Database, batch: Batch, decided: Decided): Promise<StoreFile[]> {
  if (batch.keepRaw) for (const { document } of decided.taken) keepRaw(store, document);
  await loadLines(database, decided.rows, columns);
  await load(store, database, "repeated", { types: repeatColumns, rows: decided.repeats });
  await load(store, database, "arrived", {
    types: documentColumns,
    rows: decided.taken.map(({ document }) => documentRow(batch, document)),
  });
  await addPromotions(store, database, decided.promotions);
  const observed = await writeParquet(
    store,
    database,
    "observations",
    batch.source,
    `SELECT ${namesOf(columns)} FROM incoming ORDER BY series, item NULLS FIRST, period, known, tie`,
  );
  const files = [
    observed === null ? null : { ...observed, plural: decided.plural },
    await writeParquet(
      store,
      database,
      "repeats",
      batch.source,
      `SELECT ${namesOf(repeatColumns)} FROM repeated ORDER BY series, known, document, periods`,
    ),
    await writeParquet(
      store,
      database,
      "documents",
      batch.source,
      `SELECT DISTINCT ${namesOf(documentColumns)} FROM arrived a ANTI JOIN documents d
      ON d.sha256 = a.sha256 AND d.known = a.known AND d.path = a.path AND d.source = a.source ORDER BY path, known, sha256`,
    ),
  ];
  return files.filter((file) => file !== null);
}

function namesOf(types: Readonly<Record<string, string>>): string {
  return Object.keys(types).join(", ");
}

function documentRow(batch: Batch, d: RawDocument): string {
  return JSON.stringify({
    sha256: d.sha256,
    url: d.url,
    path: d.path,
    source: batch.source,
    publisher: batch.publisher,
    known: d.known,
    known_by: d.knownBy,
    bytes: d.bytes.length,
  });
}

async function addPromotions(store: string, database: Database, promotions: readonly Promotion[]): Promise<void> {
  if (promotions.length === 0) return;
  const types = {
    series: "VARCHAR",
    period: "VARCHAR",
    from_known: "VARCHAR",
    from_document: "VARCHAR",
    known: "VARCHAR",
    known_by: "VARCHAR",
    document: "VARCHAR",
    tie: "VARCHAR",
  };
  const rows = promotions.map(({ series, period, from, to }) =>
    JSON.stringify({
      series,
      period,
      from_known: from.known,
      from_document: from.document,
      known: to.known,
      known_by: to.knownBy,
      document: to.document,
      tie: to.tie,
    }),
  );
  await load(store, database, "promoted", { types, rows });
  await database.run(`INSERT INTO incoming BY NAME
    SELECT o.* REPLACE (p.known AS known, p.known_by AS known_by, p.document AS document, p.tie AS tie, NULL AS published,
      coalesce((SELECT min(d.url) FROM (SELECT sha256, url FROM documents UNION ALL SELECT sha256, url FROM arrived) d WHERE d.sha256 = p.document), o.url) AS url,
      'repeats ' || o.locator || ' of document ' || substr(o.document, 1, 12) AS locator)
    FROM promoted p JOIN (SELECT * FROM observations UNION ALL SELECT * FROM incoming) o
    ON o.series = p.series AND o.item IS NULL AND o.period = p.period AND o.known = p.from_known AND o.document = p.from_document`);
}

/** One Parquet file named by its hash, durable under its final name; null when there is no row. */
async function writeParquet(
  store: string,
  database: Database,
  kind: StoreFile["kind"],
  source: string,
  query: string,
): Promise<StoreFile | null> {
  const [counted] = await database.rows(`SELECT count(*), coalesce(max(known), '') FROM (${query})`);
  const rows = Number(counted?.[0] ?? 0);
  if (rows === 0) return null;
  const temporary = join(workFolder(store), `${kind}.parquet`);
  await database.run(
    `COPY (${query}) TO ${literal(temporary)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 12, ROW_GROUP_SIZE 61440)`,
  );
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
  return [...byId.values()].sort((a, b) => order(a.id, b.id));
}

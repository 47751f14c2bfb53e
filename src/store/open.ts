import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { VorlaufError } from "../terms/errors.ts";
import type { Instant } from "../terms/time.ts";
import { type Database, literals, openDatabase, pathLiteral } from "./database.ts";
import { readBytes, sha256Of } from "./files.ts";
import {
  emptyManifest,
  type Manifest,
  readManifest,
  repairHint,
  type StoreFile,
  workFolder,
  writeManifest,
} from "./layout.ts";
import { takeLock } from "./lock.ts";

/** What the store holds of one id, whatever the as-of day. */
export interface HeldSeries {
  readonly id: string;
  readonly isList: boolean;
  readonly unit: string;
  readonly rows: number;
  readonly oldestKnown: Instant;
  readonly newestKnown: Instant;
  readonly firstPeriod: string;
  readonly lastPeriod: string;
  /**
   * Of a plain series in one file that holds only single statements ({@link StoreFile}), all with the same words: these words. Its panel is then a
   * plain aggregate; null for every other series.
   */
  readonly words: { readonly knownBy: string; readonly evidence: string; readonly flags: string } | null;
}

/** An open store: a folder, the manifest as it was when opened, and a database fenced to the folder. */
export interface Store {
  readonly path: string;
  readonly readOnly: boolean;
  readonly manifest: Manifest;
  /** Hash of the manifest; equal for equal content. Names the store in caches. */
  readonly manifestHash: string;
  readonly database: Database;
  /** What is held, by id. */
  readonly held: ReadonlyMap<string, HeldSeries>;
  readonly close: () => void;
}

/**
 * Opens a store for reading, after comparing every file with its hash.
 * @param readOnly a store that may not be appended to (the embedded snapshot)
 * @throws "store-damaged", "store-newer"; "input-invalid" when the folder holds no store
 */
export async function openStore(path: string, options: { readonly readOnly: boolean }): Promise<Store> {
  const read = readManifest(path);
  if (read === null) {
    throw new VorlaufError("input-invalid", {
      what: "store",
      got: path,
      fix: "The folder holds no manifest.json. Run `vorlauf pull` to make a store there, or leave --store out to use the embedded snapshot.",
    });
  }
  verifyFiles(path, read.manifest);
  const database = await openDatabase(path);
  await database.run(storeViews(path, read.manifest));
  return {
    path,
    readOnly: options.readOnly,
    manifest: read.manifest,
    manifestHash: read.hash,
    database,
    held: await heldSeries(database, path, read.manifest),
    close: database.close,
  };
}

/** Whether a folder holds a store. */
export function isStore(path: string): boolean {
  return existsSync(join(path, "manifest.json"));
}

/**
 * Makes an empty store, or leaves the one that is there as it is.
 * @throws "store-unwritable", "store-newer", "store-damaged", "store-locked"
 */
export async function createStore(path: string): Promise<void> {
  if (readManifest(path) !== null) return;
  const lock = await takeLock(path, 30_000);
  try {
    if (readManifest(path) === null) writeManifest(path, emptyManifest);
  } finally {
    rmSync(workFolder(path), { recursive: true, force: true });
    lock.release();
  }
}

/**
 * Compares every file that the manifest names with its recorded length and hash.
 * @throws "store-damaged" naming the file
 */
export function verifyFiles(path: string, manifest: Manifest): void {
  for (const file of manifest.files) {
    const at = join(path, file.path);
    const size = statSync(at, { throwIfNoEntry: false })?.size;
    const bytes = size === file.bytes ? readBytes(at) : null;
    if (bytes !== null && sha256Of(bytes) === file.sha256) continue;
    const reason =
      size === undefined
        ? "is missing"
        : size === file.bytes
          ? "has another hash than recorded"
          : `has ${size} bytes instead of ${file.bytes}`;
    throw new VorlaufError("store-damaged", { path: at, reason: `the file ${reason}`, fix: repairHint });
  }
}

/** Columns of an observation in Parquet, in order, with their DuckDB types. */
export const columns = {
  series: "VARCHAR",
  item: "VARCHAR",
  period: "VARCHAR",
  value: "DOUBLE",
  unit: "VARCHAR",
  published: "VARCHAR",
  known: "VARCHAR",
  known_by: "VARCHAR",
  evidence: "VARCHAR",
  document: "VARCHAR",
  url: "VARCHAR",
  locator: "VARCHAR",
  kind: "VARCHAR",
  fields: "VARCHAR",
  flags: "VARCHAR",
  tie: "VARCHAR",
} as const;

/** Columns of the repeats in Parquet: `periods` is a list of ranges. */
export const repeatColumns = {
  series: "VARCHAR",
  document: "VARCHAR",
  known: "VARCHAR",
  known_by: "VARCHAR",
  tie: "VARCHAR",
  periods: "VARCHAR",
} as const;

/** Columns of a document in Parquet. */
export const documentColumns = {
  sha256: "VARCHAR",
  url: "VARCHAR",
  path: "VARCHAR",
  source: "VARCHAR",
  publisher: "VARCHAR",
  known: "VARCHAR",
  known_by: "VARCHAR",
  bytes: "BIGINT",
} as const;

/** SQL that defines the views `observations`, `repeats` and `documents` over the files of a manifest. */
export function storeViews(path: string, manifest: Manifest): string {
  return `${view("observations", columns)};\n${view("repeats", repeatColumns)};\n${view("documents", documentColumns)}`;

  function view(kind: StoreFile["kind"], types: Readonly<Record<string, string>>): string {
    const files = manifest.files.filter((f) => f.kind === kind).map((f) => pathLiteral(join(path, f.path)));
    const from =
      files.length > 0
        ? `SELECT ${Object.keys(types).join(", ")} FROM read_parquet([${files.join(", ")}])`
        : `SELECT ${Object.entries(types)
            .map(([name, type]) => `NULL::${type} AS ${name}`)
            .join(", ")} WHERE false`;
    return `CREATE OR REPLACE VIEW ${kind} AS ${from}`;
  }
}

async function heldSeries(database: Database, path: string, manifest: Manifest): Promise<Map<string, HeldSeries>> {
  const files = manifest.files.filter((f) => f.kind === "observations");
  if (files.length === 0) return new Map();
  const single = new Set(files.filter((f) => f.single === true).map((f) => join(path, f.path)));
  const names = files.map((f) => pathLiteral(join(path, f.path))).join(", ");
  const rows = await database.rows(
    `SELECT series, bool_or(item IS NOT NULL), arg_max(unit, known), count(*), min(known), max(known), min(period), max(period),
       CASE WHEN min(filename) = max(filename) AND min(known_by) = max(known_by) AND min(evidence) = max(evidence) AND min(flags) = max(flags) THEN min(filename) END,
       min(known_by), min(evidence), min(flags)
     FROM read_parquet([${names}], filename = true) GROUP BY series ORDER BY series`,
  );
  return new Map(
    rows.map(([id, isList, unit, count, oldest, newest, first, last, file, knownBy, evidence, flags]) => [
      String(id),
      {
        id: String(id),
        isList: isList === true,
        unit: String(unit),
        rows: Number(count),
        oldestKnown: String(oldest),
        newestKnown: String(newest),
        firstPeriod: String(first),
        lastPeriod: String(last),
        words:
          isList !== true && single.has(String(file))
            ? { knownBy: String(knownBy), evidence: String(evidence), flags: String(flags) }
            : null,
      },
    ]),
  );
}

/** The newest `known` of the store, or null when it is empty; the default as-of day is its date. */
export function newestKnown(store: Store): Instant | null {
  let newest: Instant | null = null;
  for (const file of store.manifest.files) {
    if (file.kind === "observations" && (newest === null || file.newestKnown > newest)) newest = file.newestKnown;
  }
  return newest;
}

/** SQL condition that a column is one of some strings. */
export function isOneOf(column: string, texts: readonly string[]): string {
  return `${column} IN (${literals(texts)})`;
}

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
  /** Whether the newest statement of each period is all that a panel shows of it ({@link StoreFile.plural}); false for a list. */
  readonly alone: boolean;
  /** Whether any of its statements has an assumed time, which strict mode does not see. */
  readonly assumed: boolean;
  /** How it is known, grade and flags, each where all its statements have the same; null where they differ. */
  readonly words: Readonly<Record<"knownBy" | "evidence" | "flags", string | null>>;
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
  const places = new Map(files.map((f, i) => [join(path, f.path), i]));
  const names = [...places.keys()].map(pathLiteral).join(", ");
  const rows = await database.rows(
    `SELECT series, filename, bool_or(item IS NOT NULL), arg_max(unit, known), count(*), min(known), max(known), min(period), max(period),
       min(known_by), max(known_by), min(evidence), max(evidence), min(flags), max(flags)
     FROM read_parquet([${names}], filename = true) GROUP BY series, filename ORDER BY series, filename`,
  );
  const bySeries = new Map<string, HeldPart[]>();
  for (const [id, file, isList, unit, count, ...texts] of rows) {
    const [oldest = "", newest = "", first = "", last = "", ...words] = texts.map(String);
    const part: HeldPart = {
      place: places.get(String(file)) ?? 0,
      isList: isList === true,
      unit: String(unit),
      rows: Number(count),
      known: [oldest, newest],
      periods: [first, last],
      words,
    };
    const parts = bySeries.get(String(id));
    if (parts === undefined) bySeries.set(String(id), [part]);
    else parts.push(part);
  }
  return new Map([...bySeries].map(([id, parts]) => [id, heldOf(id, parts, files)]));
}

/** What one file holds of a series; `words` are the least and the greatest `known_by`, evidence and flags. */
interface HeldPart {
  readonly place: number;
  readonly isList: boolean;
  readonly unit: string;
  readonly rows: number;
  readonly known: readonly [string, string];
  readonly periods: readonly [string, string];
  readonly words: readonly string[];
}

function heldOf(id: string, parts: readonly HeldPart[], files: readonly StoreFile[]): HeldSeries {
  const sorted = (texts: readonly string[]): string[] => [...texts].sort();
  const isList = parts.some((p) => p.isList);
  const newest = parts.reduce((a, b) => (b.known[1] > a.known[1] ? b : a));
  const file = files[Math.max(...parts.map((p) => p.place))];
  const [knownBy, evidence, flags] = [0, 2, 4].map((at) => new Set(parts.flatMap((p) => p.words.slice(at, at + 2))));
  return {
    id,
    isList,
    unit: newest.unit,
    rows: parts.reduce((n, p) => n + p.rows, 0),
    oldestKnown: sorted(parts.map((p) => p.known[0]))[0] ?? "",
    newestKnown: newest.known[1],
    firstPeriod: sorted(parts.map((p) => p.periods[0]))[0] ?? "",
    lastPeriod: sorted(parts.map((p) => p.periods[1])).at(-1) ?? "",
    alone: !isList && file?.plural?.includes(id) === false,
    assumed: knownBy?.has("assumed") === true,
    words: { knownBy: only(knownBy), evidence: only(evidence), flags: only(flags) },
  };
}

function only(words: ReadonlySet<string> | undefined): string | null {
  return words?.size === 1 ? ([...words][0] ?? null) : null;
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

import { gunzip, isGzip } from "../engines/archives.ts";
import { sources } from "../sources/shelf.ts";
import { sha256Of } from "../store/files.ts";
import { type FolderFile, filesBelow, readFound } from "../store/folder.ts";
import type { Effects } from "../terms/effects.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Reading, ShelvedSource } from "../terms/source.ts";
import { readSafely } from "./pull.ts";

/** What became of one file of a folder. */
export interface ReconciledFile {
  readonly path: string;
  /** Id of the source that claims it; null for a file that nobody claims. */
  readonly source: string | null;
  /** Rows that the file holds as far as its form tells: records of a table, entries of a JSON document; null for other forms. */
  readonly rows: number | null;
  /** Rows that stand in the place of at least one observation; null where places are not numbered by row. */
  readonly read: number | null;
  readonly observations: number;
  readonly series: number;
  readonly rejected: readonly { readonly reason: string; readonly count: number; readonly example: string }[];
  /** Why the file could not be read at all. */
  readonly failure: string | null;
}

/** Every file of a folder, and what was made of it. */
export interface Reconciliation {
  readonly files: readonly ReconciledFile[];
  readonly claimed: number;
  readonly unclaimed: number;
  readonly failed: number;
  readonly observations: number;
  readonly rejected: number;
}

/** Time of a copy in a dry run: nothing is stored, so that no file needs a date. */
const undated = "1970-01-01T00:00:00Z";

/** The largest file whose rows are counted [bytes]. */
const countedUpTo = 64_000_000;

/**
 * What a pull of a folder would do, file by file, without a store: the source that claims each, its rows, the observations made of them, the rows left out by reason, and the
 * files that nobody claims. Archives that are read member by member are named, not opened.
 * @throws "input-invalid" for a folder that does not exist
 */
export function reconcile(folder: string, effects: Pick<Effects, "progress">): Reconciliation {
  const found = filesBelow(folder);
  const files = found.map((file, i) => {
    effects.progress({ task: "reconcile", on: file.path, done: i, total: found.length });
    return one(file);
  });
  effects.progress({ task: "reconcile", on: "done", done: found.length, total: found.length });
  const claimed = files.filter((f) => f.source !== null);
  return {
    files,
    claimed: claimed.length,
    unclaimed: files.length - claimed.length,
    failed: files.filter((f) => f.failure !== null).length,
    observations: files.reduce((n, f) => n + f.observations, 0),
    rejected: files.reduce((n, f) => n + f.rejected.reduce((m, r) => m + r.count, 0), 0),
  };
}

function one(file: FolderFile): ReconciledFile {
  const path = file.path.replace(/\.gz$/, "");
  const nothing = {
    path: file.path,
    source: null,
    rows: null,
    read: null,
    observations: 0,
    series: 0,
    rejected: [],
    failure: null,
  };
  const archive = sources.find((s) => s.archive?.name.test(file.path) === true);
  if (archive !== undefined) return { ...nothing, source: archive.id };
  try {
    const stored = readFound(file);
    const bytes = file.path.endsWith(".gz") || isGzip(stored) ? gunzip(stored) : stored;
    const head = new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
    const claim = claimOf(path, file.sidecar?.id ?? "", head);
    if (claim === null) return nothing;
    const document = {
      bytes,
      sha256: sha256Of(bytes),
      url: file.sidecar?.url ?? claim.source.homepage,
      path,
      known: file.sidecar?.known ?? undated,
      knownBy: "observed" as const,
    };
    try {
      const reading = readSafely(claim.source, document, claim.read);
      return { ...nothing, source: claim.source.id, rows: rowsIn(path, bytes), ...countsOf(reading) };
    } catch (error) {
      return { ...nothing, source: claim.source.id, rows: rowsIn(path, bytes), failure: messageOf(error) };
    }
  } catch (error) {
    return { ...nothing, failure: messageOf(error) };
  }
}

function claimOf(
  path: string,
  folder: string,
  head: string,
): { readonly source: ShelvedSource; readonly read: NonNullable<ReturnType<ShelvedSource["recognise"]>> } | null {
  for (const source of sources) {
    const read = source.recognise({ path, folder, head });
    if (read !== null) return { source, read };
  }
  return null;
}

function messageOf(error: unknown): string {
  if (error instanceof VorlaufError) return error.message;
  throw error;
}

function countsOf({
  observations,
  rejected,
}: Reading): Pick<ReconciledFile, "read" | "observations" | "series" | "rejected"> {
  const places = new Set(observations.flatMap((o) => /\b(?:row|record|line) (\d+)/.exec(o.origin.locator)?.[1] ?? []));
  return {
    read: places.size === 0 ? null : places.size,
    observations: observations.length,
    series: new Set(observations.map((o) => o.series)).size,
    rejected,
  };
}

/** Records of a table without its header, or entries of a JSON document (objects inside its arrays); null for another form. */
function rowsIn(path: string, bytes: Uint8Array): number | null {
  if (bytes.length > countedUpTo) return null;
  if (/\.(csv|tsv|txt)$/i.test(path)) return Math.max(0, recordsOf(bytes) - 1);
  if (!/\.json$/i.test(path)) return null;
  try {
    return entriesOf(JSON.parse(new TextDecoder().decode(bytes))) || null;
  } catch {
    return null;
  }
}

/** Lines that are not blank and do not stand inside quotes. */
function recordsOf(bytes: Uint8Array): number {
  let [records, quoted, blank] = [0, false, true];
  for (const byte of bytes) {
    if (byte === 0x22) quoted = !quoted;
    if (byte === 0x0a && !quoted) {
      if (!blank) records++;
      blank = true;
    } else if (byte !== 0x0d && byte !== 0x0a) blank = false;
  }
  return blank ? records : records + 1;
}

function entriesOf(value: unknown): number {
  if (Array.isArray(value))
    return value.reduce<number>(
      (n, v) => n + (typeof v === "object" && v !== null && !Array.isArray(v) ? 1 : 0) + entriesOf(v),
      0,
    );
  return typeof value === "object" && value !== null
    ? Object.values(value).reduce<number>((n, v) => n + entriesOf(v), 0)
    : 0;
}

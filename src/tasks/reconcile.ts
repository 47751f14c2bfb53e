import { gunzip, isGzip } from "../engines/archives.ts";
import { openZipFile } from "../engines/zip-file.ts";
import { sources } from "../sources/shelf.ts";
import { sha256Of } from "../store/files.ts";
import { type FolderFile, filesBelow, readFound } from "../store/folder.ts";
import type { Effects } from "../terms/effects.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Company } from "../terms/filer.ts";
import type { Account, RawDocument, ReadDocumentOf, Reading, ShelvedSource } from "../terms/source.ts";
import { readSafely } from "./pull.ts";
import { type UnreadKind, whyUnread } from "./unread.ts";

/** What became of one file of a folder, or of one member of an archive. */
export interface ReconciledFile {
  readonly path: string;
  /** Id of the source that claims it; null for a file that nobody claims. */
  readonly source: string | null;
  /** What a row of it is: rows of a table, or what the source says (facts, papers, prices); null for a file that was not read. */
  readonly unit: string | null;
  /** Rows that the file holds; null where nothing counts them. */
  readonly rows: number | null;
  /** Rows taken, each into a value or as a part of one. */
  readonly read: number | null;
  /** Rows left out, each by a named reason. */
  readonly left: number;
  /** Whether rows = read + left out; null for a file that nobody claims or that could not be read. */
  readonly isEqual: boolean | null;
  /** What does not add up, in words; empty when all does. */
  readonly mismatch: string;
  readonly observations: number;
  readonly series: number;
  readonly rejected: Reading["rejected"];
  /** What else stands in it that is no row of this source. */
  readonly beside: NonNullable<Account["beside"]>;
  /** Why the file could not be read at all. */
  readonly failure: string | null;
  /** Why nobody claims it; null for a file that somebody does. */
  readonly why: UnreadKind | null;
}

/** Every file of a folder, and what was made of it. */
export interface Reconciliation {
  readonly files: readonly ReconciledFile[];
  readonly claimed: number;
  readonly unclaimed: number;
  readonly failed: number;
  /** Claimed files whose rows are not all accounted for. */
  readonly unequal: number;
  readonly observations: number;
  readonly rejected: number;
}

/** Time of a copy in a dry run: nothing is stored, so that no file needs a date. */
const undated = "1970-01-01T00:00:00Z";

/**
 * What a pull of a folder would do, file by file, without a store: the source that claims each, its rows, those taken and those left out by reason, whether they
 * add up, and for the files that nobody claims the reason why. Rows are counted by the file's form where it is a table (records) or company facts (entries), apart from the reader's
 * own count; where the form does not tell (workbooks, archives) the reader's count before it leaves anything out is taken. The members of an archive stand for it.
 * @throws "input-invalid" for a folder that does not exist
 */
export function reconcile(
  folder: string,
  effects: Pick<Effects, "progress">,
  filers: readonly Company[] = [],
): Reconciliation {
  const found = filesBelow(folder);
  const files = found.flatMap((file, i) => {
    effects.progress({ task: "reconcile", on: file.path, done: i, total: found.length });
    return one(file, filers);
  });
  effects.progress({ task: "reconcile", on: "done", done: found.length, total: found.length });
  const claimed = files.filter((f) => f.source !== null);
  return {
    files,
    claimed: claimed.length,
    unclaimed: files.length - claimed.length,
    failed: files.filter((f) => f.failure !== null).length,
    unequal: files.filter((f) => f.isEqual === false).length,
    observations: files.reduce((n, f) => n + f.observations, 0),
    rejected: files.reduce((n, f) => n + f.left, 0),
  };
}

function nothing(path: string): ReconciledFile {
  return {
    path,
    source: null,
    unit: null,
    rows: null,
    read: null,
    left: 0,
    isEqual: null,
    mismatch: "",
    observations: 0,
    series: 0,
    rejected: [],
    beside: [],
    failure: null,
    why: null,
  };
}

function one(file: FolderFile, filers: readonly Company[]): readonly ReconciledFile[] {
  const path = file.path.replace(/\.gz$/, "");
  const archive = sources.find((s) => s.archive?.name.test(file.path) === true);
  try {
    if (archive !== undefined) return membersOf(file, archive, filers);
    const stored = readFound(file);
    const bytes = file.path.endsWith(".gz") || isGzip(stored) ? gunzip(stored) : stored;
    const head = new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
    const id = file.sidecar?.id ?? "";
    const claim = claimOf(path, id, head);
    if (claim === null) return [{ ...nothing(file.path), why: whyUnread(path, id) }];
    return [reconciled(file.path, documentOf(file, path, bytes, claim.source), claim, filers)];
  } catch (error) {
    return [{ ...nothing(file.path), source: archive?.id ?? null, failure: messageOf(error) }];
  }
}

/** The members that are wanted, each as a file. */
function membersOf(file: FolderFile, source: ShelvedSource, filers: readonly Company[]): readonly ReconciledFile[] {
  const zip = openZipFile(file.location);
  try {
    return zip.members.flatMap((member) => {
      const read = source.archive?.member(member.name, filers) ?? null;
      if (read === null) return [];
      const path = `${file.path}/${member.name}`;
      return [reconciled(path, documentOf(file, path, zip.read(member), source), { source, read }, filers)];
    });
  } finally {
    zip.close();
  }
}

interface Claim {
  readonly source: ShelvedSource;
  readonly read: ReadDocumentOf;
}

function claimOf(path: string, folder: string, head: string): Claim | null {
  for (const source of sources) {
    const read = source.recognise({ path, folder, head });
    if (read !== null) return { source, read };
  }
  return null;
}

function documentOf(
  { sidecar }: Pick<FolderFile, "sidecar">,
  path: string,
  bytes: Uint8Array,
  source: ShelvedSource,
): RawDocument {
  return {
    bytes,
    sha256: sha256Of(bytes),
    url: sidecar?.url ?? source.homepage,
    path,
    known: sidecar?.known ?? undated,
    knownBy: "observed",
  };
}

function reconciled(
  path: string,
  document: RawDocument,
  { source, read }: Claim,
  filers: readonly Company[],
): ReconciledFile {
  try {
    return accounted(path, source.id, document, readSafely(source, document, read, filers));
  } catch (error) {
    return { ...nothing(path), source: source.id, failure: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  if (error instanceof VorlaufError) return error.message;
  throw error;
}

/** The rows of a document against what its reader says of them, and against the count by its form. */
export function accounted(
  path: string,
  source: string,
  document: Pick<RawDocument, "path" | "bytes">,
  reading: Reading,
): ReconciledFile {
  const { observations, rejected } = reading;
  const left = rejected.reduce((n, r) => n + (r.of === undefined ? r.count : 0), 0);
  const counted = rowsByForm(document, reading.account?.unit ?? "rows");
  const named = new Set(observations.flatMap((o) => /\b(?:row|record|line) (\d+)/.exec(o.origin.locator)?.[1] ?? []));
  const { unit, held, taken, beside = [] } = reading.account ?? { unit: "rows", held: counted, taken: named.size };
  const stepped = counted === null || held === null || unit !== "facts" ? 0 : counted - held - countOf(beside);
  const others = stepped > 0 ? [...beside, { what: "facts of tags that no map names", count: stepped }] : beside;
  const total = held === null ? null : held + countOf(others);
  const mismatch =
    held === null
      ? "nothing counts its rows"
      : held !== taken + left
        ? `${held} ${unit} held, ${taken} read and ${left} left out`
        : counted !== null && total !== counted
          ? `${counted} ${unit} by the form of the file, ${total} by the reader`
          : "";
  return {
    ...nothing(path),
    source,
    unit,
    rows: held,
    read: taken,
    left,
    isEqual: mismatch === "",
    mismatch,
    observations: observations.length,
    series: new Set(observations.map((o) => o.series)).size,
    rejected,
    beside: others,
  };
}

function countOf(beside: readonly { readonly count: number }[]): number {
  return beside.reduce((n, b) => n + b.count, 0);
}

/** Records of a table without its header; entries of company facts; null where the form does not tell. */
function rowsByForm({ path, bytes }: Pick<RawDocument, "path" | "bytes">, unit: string): number | null {
  if (/\.(csv|tsv|txt)$/i.test(path)) return Math.max(0, recordsOf(bytes) - 1);
  return /\.json$/i.test(path) && unit === "facts" ? entriesOf(JSON.parse(new TextDecoder().decode(bytes))) : null;
}

/** Lines that are not blank and do not stand inside quotes. */
function recordsOf(bytes: Uint8Array): number {
  let [records, quoted, blank] = [0, false, true];
  for (const byte of bytes) {
    if (byte === 0x22) quoted = !quoted;
    if ((byte === 0x0a || byte === 0x0d) && !quoted) {
      if (!blank) records++;
      blank = true;
    } else if (byte !== 0x0d && byte !== 0x0a) blank = false;
  }
  return blank ? records : records + 1;
}

/** Objects inside the lists of a JSON document. */
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

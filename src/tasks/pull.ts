import { gunzip, isGzip, tools } from "../engines/archives.ts";
import { openZipFile } from "../engines/zip-file.ts";
import { sha256Of } from "../store/files.ts";
import { type FolderFile, filesBelow, readFound } from "../store/folder.ts";
import { appendBatch, type ReadDocument } from "../store/observations.ts";
import type { Effects } from "../terms/effects.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Company } from "../terms/filer.ts";
import type { FoundFile, RawDocument, Reading, ShelvedSource, Tools } from "../terms/source.ts";
import { type Instant, toInstant } from "../terms/time.ts";
import type { Warning } from "../terms/warnings.ts";

/** What a pull did with the files or answers of one source. */
export interface PulledSource {
  readonly source: string;
  /** Paths or addresses read. */
  readonly documents: readonly string[];
  readonly new: number;
  readonly revised: number;
  readonly unchanged: number;
  /** Rows written to the store. */
  readonly stored: number;
  readonly rejected: number;
  readonly rejections: readonly { readonly reason: string; readonly count: number; readonly example: string }[];
  /** Codes of readers' warnings with how often each came. */
  readonly warnings: Readonly<Record<string, number>>;
  /** The first warnings of each code, with their facts. */
  readonly warned: readonly Warning[];
  /** Documents that could not be taken, each with the error's code and message; the store is as it was for them. */
  readonly failures: readonly { readonly path: string; readonly code: string; readonly message: string }[];
  /** Addresses whose document is held already and has not changed since, as the publisher said. */
  readonly notModified?: readonly string[];
  /** Addresses at which the publisher has nothing. */
  readonly absent?: readonly string[];
}

/** What a pull did. */
export interface PullReport {
  readonly sources: readonly PulledSource[];
  /** Files that no source claims. */
  readonly unclaimed: readonly string[];
  /** Whether a document failed; the command then exits with 3. */
  readonly failed: boolean;
  /** Sources left out of a live pull of everything, with what they need. */
  readonly skipped?: readonly { readonly source: string; readonly reason: string }[];
}

/** What to read from a folder. */
export interface PullFrom {
  readonly store: string;
  readonly folder: string;
  readonly sources: readonly ShelvedSource[];
  /** Only these sources; all when empty. */
  readonly only: readonly string[];
  /** `--known`: when the copies existed, for files of which nothing else says it. */
  readonly known: string | null;
  /** Whether documents are kept beside the figures. */
  readonly keepRaw: boolean;
  /** Only files for which this holds; all by default. */
  readonly takes?: (path: string) => boolean;
  /** Filers of the user's tag maps; none when absent. */
  readonly filers?: readonly Company[];
  /** Only observations of a source for which this holds; all by default. */
  readonly keeps?: (source: ShelvedSource, series: string) => boolean;
}

/**
 * Reads publishers' files below a folder into a store. Every file is offered to every source until one claims it; `known` of
 * a copy is what its SOURCE.json says, else `--known`; rows that carry their own stamp use that instead. A file without any
 * of the three is refused ("source-undated"), a damaged one likewise; the others go on.
 * @throws "input-invalid", "input-date", "store-*"
 */
export async function pullFrom(request: PullFrom, effects: Pick<Effects, "progress">): Promise<PullReport> {
  const sources =
    request.only.length === 0 ? request.sources : request.sources.filter((s) => request.only.includes(s.id));
  const given = request.known === null ? null : toInstant(request.known);
  const files = filesBelow(request.folder).filter((f) => request.takes?.(f.path) ?? true);
  const claims = new Map<string, Claim[]>();
  const unclaimed: string[] = [];
  const damaged: { path: string; source: string; error: VorlaufError }[] = [];
  const archives: { file: FolderFile; source: ShelvedSource }[] = [];
  for (const [i, file] of files.entries()) {
    effects.progress({ task: "pull", on: file.path, done: i, total: files.length });
    try {
      const holder = sources.find((s) => s.archive?.name.test(file.path) === true);
      if (holder !== undefined) {
        archives.push({ file, source: holder });
        continue;
      }
      const claim = claimOf(file, sources);
      if (claim === null) unclaimed.push(file.path);
      else claims.set(claim.source.id, [...(claims.get(claim.source.id) ?? []), claim]);
    } catch (error) {
      damaged.push({ path: file.path, source: file.sidecar?.id ?? "unknown", error: ofVorlauf(error) });
    }
  }
  const pulled: PulledSource[] = [];
  for (const source of sources) {
    const own = claims.get(source.id);
    if (own === undefined) continue;
    effects.progress({ task: "pull", on: source.id, done: files.length, total: files.length });
    pulled.push(
      await takeIn(
        request,
        source,
        own.map((claim) => ({
          path: claim.file.path,
          read: () => kept(request, claim.source, readClaim(claim, request, given)),
        })),
      ),
    );
  }
  for (const { file, source } of archives) {
    effects.progress({ task: "pull", on: file.path, done: files.length, total: files.length });
    pulled.push(await takeArchive(request, source, file, given));
  }
  for (const { path, source, error } of damaged)
    pulled.push({ ...nothing(source), failures: [failureOf(path, error)] });
  return { sources: pulled, unclaimed, failed: pulled.some((p) => p.failures.length > 0) };
}

/** An archive too large for memory, member by member. */
async function takeArchive(
  request: PullFrom,
  source: ShelvedSource,
  file: FolderFile,
  given: Instant | null,
): Promise<PulledSource> {
  try {
    const zip = openZipFile(file.location);
    try {
      const members = zip.members.flatMap((member) => {
        const read = source.archive?.member(member.name, request.filers) ?? null;
        return read === null ? [] : [{ member, read }];
      });
      return await takeIn(
        request,
        source,
        members.map(({ member, read }) => {
          const path = `${file.path}/${member.name}`;
          return {
            path,
            read: () =>
              kept(
                request,
                source,
                documentRead(
                  { path, bytes: zip.read(member), sidecar: file.sidecar },
                  { file, source, read },
                  request,
                  given,
                ),
              ),
          };
        }),
      );
    } finally {
      zip.close();
    }
  } catch (error) {
    return { ...nothing(source.id), failures: [failureOf(file.path, ofVorlauf(error))] };
  }
}

interface Claim {
  readonly file: FolderFile;
  readonly source: ShelvedSource;
  readonly read: (raw: RawDocument, tools: Tools) => Reading;
}

/** The source that claims a file. @throws "source-changed" for a damaged gzip file */
function claimOf(file: FolderFile, sources: readonly ShelvedSource[]): Claim | null {
  const bytes = contentOf(file);
  const found: FoundFile = {
    path: plainPath(file.path),
    folder: file.sidecar?.id ?? "",
    head: new TextDecoder("latin1").decode(bytes.subarray(0, 4096)),
  };
  for (const source of sources) {
    const read = source.recognise(found);
    if (read !== null) return { file, source, read };
  }
  return null;
}

function plainPath(path: string): string {
  return path.replace(/\.gz$/, "");
}

function contentOf(file: FolderFile): Uint8Array {
  const bytes = readFound(file);
  return file.path.endsWith(".gz") || isGzip(bytes) ? gunzip(bytes) : bytes;
}

function readClaim(claim: Claim, request: Pick<PullFrom, "filers">, given: Instant | null): ReadDocument {
  const { path, sidecar } = claim.file;
  return documentRead({ path, bytes: contentOf(claim.file), sidecar }, claim, request, given);
}

function documentRead(
  file: { readonly path: string; readonly bytes: Uint8Array; readonly sidecar: FolderFile["sidecar"] },
  { source, read }: Claim,
  { filers }: Pick<PullFrom, "filers">,
  given: Instant | null,
): ReadDocument {
  const { bytes, sidecar } = file;
  const known = sidecar?.known ?? given;
  const document: RawDocument = {
    bytes,
    sha256: sha256Of(bytes),
    url: sidecar?.url === undefined || sidecar.url === "" ? source.homepage : sidecar.url,
    path: plainPath(file.path),
    known: known ?? undated,
    knownBy: sidecar?.known === null || sidecar === null ? "observed" : sidecar.knownBy,
  };
  const reading = readSafely(source, document, read, filers);
  if (known === null && reading.observations.some((o) => o.known === undated))
    throw new VorlaufError("source-undated", { source: source.id, path: file.path });
  const dated = known ?? reading.observations.reduce((newest, o) => (o.known > newest ? o.known : newest), "");
  if (dated === "") throw new VorlaufError("source-undated", { source: source.id, path: file.path });
  return { document: { ...document, known: dated }, reading };
}

/** The document with the observations that are wanted; null when nothing of it is. */
function kept({ keeps }: PullFrom, source: ShelvedSource, { document, reading }: ReadDocument): ReadDocument | null {
  if (keeps === undefined) return { document, reading };
  if (!reading.observations.some((o) => keeps(source, o.series))) return null;
  return {
    document,
    reading: { ...reading, observations: reading.observations.filter((o) => keeps(source, o.series)) },
  };
}

/** Reads a document; a reader that stumbles over a damaged one in a way it did not foresee still names it. @throws "source-changed" */
export function readSafely(
  source: ShelvedSource,
  document: RawDocument,
  read: Claim["read"],
  filers: readonly Company[] = [],
): Reading {
  try {
    return read(document, filers.length === 0 ? tools : { ...tools, filers });
  } catch (cause) {
    if (cause instanceof VorlaufError) throw cause;
    const got = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new VorlaufError(
      "source-changed",
      { source: source.id, locator: document.path, expected: "a document this source can read", got },
      { cause },
    );
  }
}

/** Stands in for an unknown copy time while a reader runs; a row that comes back with it has no stamp of its own. */
const undated = "9999-12-31T23:59:59Z";

/** Rows after which what was read so far is appended, so that memory stays bounded whatever the folder holds. */
const rowsAtOnce = 250_000;
/** Bytes of documents after which the same happens. */
const bytesAtOnce = 96 * 1024 * 1024;

/** Reads documents and appends what they hold; a document that fails is reported and left out. */
export async function takeIn(
  request: Pick<PullFrom, "store" | "keepRaw">,
  source: ShelvedSource,
  documents: readonly { readonly path: string; readonly read: () => ReadDocument | null }[],
  before: PulledSource = nothing(source.id),
): Promise<PulledSource> {
  let report = before;
  let waiting: ReadDocument[] = [];
  let [rows, bytes] = [0, 0];
  for (const { path, read } of documents) {
    try {
      const document = read();
      if (document === null) continue;
      waiting.push(document);
      rows += document.reading.observations.length;
      bytes += document.document.bytes.length;
    } catch (error) {
      report = { ...report, failures: [...report.failures, failureOf(path, ofVorlauf(error))] };
    }
    if (rows < rowsAtOnce && bytes < bytesAtOnce) continue;
    report = await appendRead(request, source, waiting, report);
    [waiting, rows, bytes] = [[], 0, 0];
  }
  return waiting.length === 0 ? report : appendRead(request, source, waiting, report);
}

/** Appends what was read of a source and adds what became of it to a report. @throws "store-*" */
export async function appendRead(
  request: Pick<PullFrom, "store" | "keepRaw">,
  source: ShelvedSource,
  read: readonly ReadDocument[],
  before: PulledSource,
): Promise<PulledSource> {
  const appended = await appendBatch(request.store, {
    source: source.id,
    publisher: source.publisher,
    catalogue: source.series,
    documents: read,
    keepRaw: request.keepRaw,
  });
  const refused = new Set(appended.refused.map((r) => r.document));
  const taken = read.filter((r) => !refused.has(r.document));
  const rejections = mergeRejections([...before.rejections, ...taken.flatMap((r) => r.reading.rejected)]);
  return {
    ...before,
    source: source.id,
    documents: [...before.documents, ...taken.map((r) => r.document.path)],
    new: before.new + appended.new,
    revised: before.revised + appended.revised,
    unchanged: before.unchanged + appended.unchanged,
    stored: before.stored + appended.stored,
    rejected: rejections.reduce((n, r) => n + r.count, 0),
    rejections,
    warnings: countWarnings(before.warnings, taken),
    warned: firstWarnings(before.warned, taken),
    failures: [...before.failures, ...appended.refused.map(({ document, error }) => failureOf(document.path, error))],
  };
}

/** A report of nothing done yet. */
export function nothing(source: string): PulledSource {
  return {
    source,
    documents: [],
    new: 0,
    revised: 0,
    unchanged: 0,
    stored: 0,
    rejected: 0,
    rejections: [],
    warnings: {},
    warned: [],
    failures: [],
  };
}

/** An error of a document, for a report. */
export function failureOf(path: string, error: VorlaufError): PulledSource["failures"][number] {
  return { path, code: error.code, message: error.message };
}

function ofVorlauf(error: unknown): VorlaufError {
  if (error instanceof VorlaufError) return error;
  throw error;
}

function mergeRejections(rejections: PulledSource["rejections"]): PulledSource["rejections"] {
  const byReason = new Map<string, { reason: string; count: number; example: string }>();
  for (const { reason, count, example } of rejections) {
    const held = byReason.get(reason);
    if (held === undefined) byReason.set(reason, { reason, count, example });
    else held.count += count;
  }
  return [...byReason.values()];
}

function countWarnings(
  before: Readonly<Record<string, number>>,
  documents: readonly ReadDocument[],
): Record<string, number> {
  const counts = { ...before };
  for (const { reading } of documents)
    for (const { code } of reading.warnings ?? []) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** Warnings of one code that a report keeps with their facts. */
const warningsKept = 10;

function firstWarnings(before: readonly Warning[], documents: readonly ReadDocument[]): readonly Warning[] {
  const kept = [...before];
  for (const { reading } of documents)
    for (const warning of reading.warnings ?? [])
      if (kept.filter((k) => k.code === warning.code).length < warningsKept) kept.push(warning);
  return kept;
}

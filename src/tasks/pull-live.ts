import { openZipFile, type ZipFile } from "../engines/zip-file.ts";
import {
  archiveFile,
  dropSpool,
  joinPages,
  noteValidators,
  type SpooledPage,
  spooledPages,
  spoolPage,
  validatorsOf,
} from "../store/fetches.ts";
import { sha256Of } from "../store/files.ts";
import { notePull, type PulledOnce } from "../store/pull-log.ts";
import type { Effects } from "../terms/effects.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Company } from "../terms/filer.ts";
import { dayOf } from "../terms/period.ts";
import {
  type Asked,
  pageSeparator,
  type RawDocument,
  type ShelvedSource,
  type SourceRequest,
} from "../terms/source.ts";
import type { Instant } from "../terms/time.ts";
import { type Fetcher, type FetchPolicy, lackOf, makeFetcher, usualPolicy } from "./fetch-document.ts";
import { appendRead, failureOf, nothing, type PulledSource, type PullReport, readSafely, takeIn } from "./pull.ts";

/** What to fetch. */
export interface PullLive {
  readonly store: string;
  readonly wanted: readonly {
    readonly source: ShelvedSource /** Query of the source as plain data. */;
    readonly query: unknown;
  }[];
  /** Whether documents are kept beside the figures. */
  readonly keepRaw: boolean;
  /** Whether documents are fetched again that have not changed since. */
  readonly again?: boolean;
  /** Filers of the user's tag maps; none when absent. */
  readonly filers?: readonly Company[];
  /** Whether a source whose key or contact is missing is left out with a word, instead of being an error. */
  readonly skips?: boolean;
  readonly policy?: FetchPolicy;
}

/** Answers that one request may lead to through its paging hook. */
const mostPages = 20_000;

/** One query of a source on its way. */
interface Errand extends Asked {
  readonly source: ShelvedSource;
  readonly query: unknown;
}

/**
 * Fetches what queries ask for and appends it, one document after the other, so that a killed pull keeps what it had and can
 * be repeated: documents that have not changed are asked for by their validators, pages of an unfinished document and the
 * bytes of an unfinished archive are kept aside and gone on from. An answer that cannot be fetched or read is reported; the
 * others go on.
 * @throws "input-invalid" for a query that does not fit, a source without a live service, a missing key or contact; "store-*"
 */
export async function pullLive(request: PullLive, effects: Effects): Promise<PullReport> {
  const { able, skipped } = errandsOf(request, effects);
  const fetcher = makeFetcher(effects, request.policy ?? usualPolicy);
  const total = able.reduce((n, a) => n + a.requests.length, 0);
  let done = 0;
  const reports = new Map<string, PulledSource>();
  for (const errand of able) {
    for (const wanted of errand.requests) {
      effects.progress({ task: "pull", on: wanted.url, done: done++, total });
      const before = reports.get(errand.source.id) ?? nothing(errand.source.id);
      reports.set(errand.source.id, await runErrand(request, errand, wanted, { before, fetcher, effects }));
    }
  }
  effects.progress({ task: "pull", on: "", done: total, total });
  const pulled = [...reports.values()];
  for (const report of pulled) notePull(request.store, onceOf(report, effects.now()));
  return {
    sources: pulled,
    unclaimed: [],
    failed: pulled.some((p) => p.failures.length > 0),
    ...(skipped.length === 0 ? {} : { skipped }),
  };
}

/** How a pull of one source went, for the store's log. */
function onceOf({ source, documents, failures }: PulledSource, at: Instant): PulledOnce {
  const first = failures[0];
  return {
    at,
    source,
    ok: first === undefined,
    documents: documents.length,
    code: first?.code ?? "",
    message: first?.message ?? "",
  };
}

interface Errands {
  readonly able: readonly Errand[];
  readonly skipped: readonly { readonly source: string; readonly reason: string }[];
}

/** What a live pull would do; checks queries, keys and contact before anything is fetched or made. @throws "input-invalid" */
export function errandsOf(request: Omit<PullLive, "store" | "keepRaw">, effects: Pick<Effects, "env">): Errands {
  const errands = request.wanted.map(({ source, query }): Errand => ({ source, query, ...source.ask(query) }));
  const silent = errands.find((a) => a.requests.length === 0);
  if (silent !== undefined) {
    const { id, argument } = silent.source;
    const named =
      argument === undefined ? "G" : `Name its ${argument}: \`vorlauf pull ${id} ${argument.toUpperCase()}\`. Or g`;
    throw new VorlaufError("input-invalid", {
      what: `live pull of ${silent.source.id}`,
      got: "a source without a live service for this query",
      fix: `${named}et the files from ${silent.source.homepage} and read them with \`vorlauf pull ${silent.source.id} --from DIR --known DATE\`.`,
    });
  }
  return ableOnes(errands, request, effects);
}

function ableOnes(
  errands: readonly Errand[],
  { skips }: Pick<PullLive, "skips">,
  effects: Pick<Effects, "env">,
): { readonly able: readonly Errand[]; readonly skipped: { readonly source: string; readonly reason: string }[] } {
  const skipped: { source: string; reason: string }[] = [];
  const able = errands.filter(({ source, requests }) => {
    const lack = requests.map((r) => lackOf(source.id, r, effects)).find((error) => error !== null);
    if (lack === undefined) return true;
    if (skips !== true) throw lack;
    if (!skipped.some((s) => s.source === source.id)) skipped.push({ source: source.id, reason: lack.message });
    return false;
  });
  return { able, skipped };
}

/** What an errand works with. */
interface Working {
  readonly before: PulledSource;
  readonly fetcher: Fetcher;
  readonly effects: Effects;
}

/** One request and what follows from it; what a publisher does wrong is reported, the rest thrown. */
async function runErrand(
  request: PullLive,
  errand: Errand,
  wanted: SourceRequest,
  working: Working,
): Promise<PulledSource> {
  let report = working.before;
  try {
    if (wanted.archive !== undefined) return await pullArchive(request, errand, wanted, working);
    if (errand.source.joined === true && errand.next !== undefined)
      return await pullJoined(request, errand, wanted, working);
    let next: SourceRequest | null = wanted;
    const asked = new Set<string>();
    for (let page = 0; next !== null; page++) {
      checkPage(errand.source, next, asked);
      const name = nameOf(errand, next);
      const held = page === 0 && request.again !== true ? validatorsOf(request.store, name) : null;
      const fetched = await working.fetcher.fetch(errand.source.id, next, held);
      if (fetched.kind === "unchanged") return { ...report, notModified: [...(report.notModified ?? []), next.url] };
      if (fetched.kind === "absent") return { ...report, absent: [...(report.absent ?? []), next.url] };
      const { document, validators, link } = fetched;
      const failures = report.failures.length;
      const reading = readSafely(errand.source, document, errand.read, request.filers);
      const leads = errand.next !== undefined && reading.observations.length === 0 && reading.rejected.length === 0;
      if (!leads) report = await appendRead(request, errand.source, [{ document, reading }], report);
      if (report.failures.length > failures) return report;
      const following: SourceRequest | null =
        errand.next?.({ raw: document, asked: next, page: page + 1, link }) ?? null;
      if (page === 0 && following === null && !leads) noteValidators(request.store, name, validators);
      next = following;
    }
    return report;
  } catch (error) {
    if (!(error instanceof VorlaufError) || !error.code.startsWith("source-")) throw error;
    return { ...report, failures: [...report.failures, failureOf(wanted.url, error)] };
  }
}

async function append(
  request: PullLive,
  errand: Errand,
  document: RawDocument,
  report: PulledSource,
): Promise<PulledSource> {
  return appendRead(
    request,
    errand.source,
    [{ document, reading: readSafely(errand.source, document, errand.read, request.filers) }],
    report,
  );
}

/** @throws "source-changed" when a service leads in a circle or on without end */
function checkPage(source: ShelvedSource, { url }: SourceRequest, asked: Set<string>): void {
  if (asked.has(url))
    throw new VorlaufError("source-changed", {
      source: source.id,
      locator: url,
      expected: "a next page",
      got: "a page that was had before",
    });
  if (asked.size >= mostPages)
    throw new VorlaufError("source-changed", {
      source: source.id,
      locator: url,
      expected: `at most ${mostPages} pages`,
      got: "more",
    });
  asked.add(url);
}

/** By what a copy is known again: the same source, query and address. */
function nameOf({ source, query }: Errand, { url }: SourceRequest): string {
  return `${source.id} ${JSON.stringify(query)} ${url}`;
}

/** Pages of one document: kept aside until the last has come, then read together. Pages of the day before are out of date. */
async function pullJoined(
  request: PullLive,
  errand: Errand,
  wanted: SourceRequest,
  { before, fetcher, effects }: Working,
): Promise<PulledSource> {
  const name = nameOf(errand, wanted);
  const follow = (page: SpooledPage, asked: SourceRequest, n: number): SourceRequest | null => {
    const raw: RawDocument = {
      bytes: page.bytes,
      sha256: sha256Of(page.bytes),
      url: page.url,
      path: page.url,
      known: page.known,
      knownBy: "observed",
    };
    return errand.next?.({ raw, asked, page: n, link: page.link }) ?? null;
  };
  const held = spooledPages(request.store, name);
  const isFresh = held.every((p) => dayOf(p.known) === dayOf(effects.now())) && request.again !== true;
  if (!isFresh) dropSpool(request.store, name);
  const pages: SpooledPage[] = [];
  const asked = new Set<string>();
  let path = "";
  for (let next: SourceRequest | null = wanted; next !== null; ) {
    checkPage(errand.source, next, asked);
    let page: SpooledPage | undefined = isFresh ? held[pages.length] : undefined;
    if (page?.url !== next.url) {
      const fetched = await fetcher.fetch(errand.source.id, next);
      if (fetched.kind !== "document") return { ...before, absent: [...(before.absent ?? []), next.url] };
      const { document, link } = fetched;
      page = { url: document.url, link, known: document.known, bytes: document.bytes };
      path = document.path;
      spoolPage(request.store, name, pages.length, page);
      effects.progress({ task: "pull", on: `${wanted.url} page ${pages.length + 1}`, done: 0, total: 0 });
    }
    pages.push(page);
    try {
      next = follow(page, next, pages.length);
    } catch (error) {
      dropSpool(request.store, name);
      throw error;
    }
  }
  const document = joinPages(pages, path === "" ? new URL(wanted.url).hostname : path, pageSeparator);
  try {
    return await append(request, errand, document, before);
  } finally {
    dropSpool(request.store, name);
  }
}

/** An archive fetched into a file, its wanted members read one by one. */
async function pullArchive(
  request: PullLive,
  errand: Errand,
  wanted: SourceRequest,
  { before, fetcher, effects }: Working,
): Promise<PulledSource> {
  const name = nameOf(errand, wanted);
  const file = archiveFile(request.store, name);
  await fetcher.fetchArchive(errand.source.id, wanted, file);
  const zip = wholeArchive(file.path, () => dropSpool(request.store, name));
  try {
    const members = zip.members.flatMap((member) => {
      const read = errand.source.archive?.member(member.name, request.filers) ?? null;
      return read === null ? [] : [{ member, read }];
    });
    const known = effects.now();
    return await takeIn(
      request,
      errand.source,
      members.map(({ member, read }, i) => ({
        path: `${wanted.archive}/${member.name}`,
        read: () => {
          effects.progress({ task: "pull", on: member.name, done: i, total: members.length });
          const bytes = zip.read(member);
          const document: RawDocument = {
            bytes,
            sha256: sha256Of(bytes),
            url: wanted.url,
            path: `${wanted.archive}/${member.name}`,
            known,
            knownBy: "observed",
          };
          return { document, reading: readSafely(errand.source, document, read, request.filers) };
        },
      })),
      before,
    );
  } finally {
    zip.close();
    dropSpool(request.store, name);
  }
}

/** @throws "source-changed" for a damaged archive, after it was thrown away */
function wholeArchive(path: string, drop: () => void): ZipFile {
  try {
    return openZipFile(path);
  } catch (error) {
    drop();
    throw error;
  }
}

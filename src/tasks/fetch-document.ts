import PQueue from "p-queue";
import { gunzip, isGzip } from "../engines/archives.ts";
import type { ArchiveFile, Validators } from "../store/fetches.ts";
import { sha256Of } from "../store/files.ts";
import type { Effects } from "../terms/effects.ts";
import { VorlaufError } from "../terms/errors.ts";
import { dayOf } from "../terms/period.ts";
import type { RawDocument, SourceRequest } from "../terms/source.ts";
import type { Instant } from "../terms/time.ts";

/** The part of {@link Effects} that fetching uses. */
export type FetchEffects = Pick<Effects, "fetch" | "now" | "env" | "wait" | "log">;

/** How polite and how stubborn fetching is. */
export interface FetchPolicy {
  /** Tries of one address, the first included. */
  readonly tries: number;
  /** Wait before the second try; doubles with each further one [ms]. */
  readonly firstWaitMs: number;
  /** Longest wait that a server may ask for [ms]. */
  readonly longestWaitMs: number;
  /** Time for one answer [ms]. */
  readonly timeoutMs: number;
  /** Largest answer [bytes]. */
  readonly largest: number;
  /** Least time between two requests to a host [ms]; `other` for hosts not named. */
  readonly pace: Readonly<Record<string, number>>;
}

/** Least time between two requests to one host [ms]: the publishers' stated limits with a margin, as documented in their API pages. */
const paces: Readonly<Record<string, number>> = {
  "export.arxiv.org": 3_100, // one request in 3 s, one connection
  "oaipmh.arxiv.org": 3_100,
  "data.sec.gov": 150, // 10 a second for all hosts of the SEC together
  "www.sec.gov": 150,
  "efts.sec.gov": 150,
  "api.stlouisfed.org": 600, // 120 a minute
  "api.fda.gov": 300, // 240 a minute
  "api.census.gov": 1_000,
  "apps.bea.gov": 700, // 100 a minute, a block of an hour beyond
  "api.gdeltproject.org": 5_200, // one in 5 s
  "clinicaltrials.gov": 1_300, // about 50 a minute
  "huggingface.co": 700, // 500 in 5 minutes without a token
  "sdmx.oecd.org": 1_500,
  other: 500,
};

/** Five tries, a second before the second one, doubling; a server may ask for two minutes at most; answers of up to 512 MB. */
export const usualPolicy: FetchPolicy = {
  tries: 5,
  firstWaitMs: 1_000,
  longestWaitMs: 120_000,
  timeoutMs: 90_000,
  largest: 512 * 1024 * 1024,
  pace: paces,
};

/** What a request brought: a document, or word that the copy held is the newest, or that there is nothing. */
export type Fetched =
  | {
      readonly kind: "document";
      readonly document: RawDocument;
      readonly validators: Validators;
      readonly link: string | null;
    }
  | { readonly kind: "unchanged" }
  | { readonly kind: "absent" };

/** Fetches documents: one queue per host, so that hosts do not wait for each other and none is hurried. */
export interface Fetcher {
  /**
   * One document, its key scrubbed from address and bytes; `held` are the validators of the copy that is held already.
   * @throws "source-unreachable" after the last try, "input-invalid" when a key or a contact is missing
   */
  readonly fetch: (source: string, request: SourceRequest, held?: Validators | null) => Promise<Fetched>;
  /** An archive into a file, going on behind what an earlier try left there. @throws as `fetch`; "store-unwritable" */
  readonly fetchArchive: (source: string, request: SourceRequest, file: ArchiveFile) => Promise<void>;
}

/** A fetcher with its queues. */
export function makeFetcher(effects: FetchEffects, policy: FetchPolicy = usualPolicy): Fetcher {
  const queues = new Map<string, PQueue>();
  const queueOf = (host: string): PQueue => {
    const shared = host.endsWith(".sec.gov") ? "www.sec.gov" : host;
    const held = queues.get(shared);
    if (held !== undefined) return held;
    const queue = new PQueue({
      concurrency: 1,
      intervalCap: 1,
      interval: policy.pace[shared] ?? policy.pace["other"] ?? 0,
    });
    queues.set(shared, queue);
    return queue;
  };
  const fetchOne: Fetcher["fetch"] = async (source, request, held = null) => {
    const secret = secretOf(source, request, effects);
    const url = new URL(request.url);
    const headers = { ...headersOf(request, url.hostname, secret, effects), ...conditions(held) };
    const asked = withKey(url, request, secret);
    const { otherwise, ...rest } = request;
    const first = otherwise === undefined ? request : { ...request, absent: [...(request.absent ?? []), 404] };
    const answer = await withTries(source, request.url, policy, effects, () =>
      queueOf(url.host).add(() => once(asked, headers, { request: first, secret, policy, effects })),
    );
    if ("nothing" in answer && answer.nothing === "absent" && otherwise !== undefined)
      return fetchOne(source, { ...rest, url: otherwise }, held);
    if ("nothing" in answer) return { kind: answer.nothing };
    const bytes = scrub(answer.bytes, secret);
    const document: RawDocument = {
      bytes,
      sha256: sha256Of(bytes),
      url: request.url,
      path: lastPart(url),
      known: effects.now(),
      knownBy: "observed",
    };
    const link = answer.link === null ? null : textWithout(answer.link, secret);
    return { kind: "document", document, validators: answer.validators, link };
  };
  return {
    fetch: fetchOne,
    fetchArchive: async (source, request, file) => {
      const secret = secretOf(source, request, effects);
      const url = new URL(request.url);
      const asked = withKey(url, request, secret);
      const headers = headersOf(request, url.hostname, secret, effects);
      await withTries(source, request.url, policy, effects, () =>
        queueOf(url.host).add(() => onceToFile(asked, headers, file, { request, secret, policy, effects })),
      );
    },
  };
}

function conditions(held: Validators | null): Record<string, string> {
  if (held === null) return {};
  return {
    ...(held.etag === null ? {} : { "if-none-match": held.etag }),
    ...(held.lastModified === null ? {} : { "if-modified-since": held.lastModified }),
  };
}

/** Whether a request can be made with what the environment holds; else what is missing. */
export function lackOf(source: string, request: SourceRequest, effects: Pick<Effects, "env">): VorlaufError | null {
  try {
    headersOf(request, new URL(request.url).hostname, secretOf(source, request, effects), effects);
    return null;
  } catch (error) {
    if (error instanceof VorlaufError) return error;
    throw error;
  }
}

function secretOf(source: string, { key }: SourceRequest, effects: Pick<Effects, "env">): string | null {
  if (key === undefined) return null;
  const secret = effects.env(key.env)?.trim() ?? "";
  if (secret === "" && key.optional === true) return null;
  if (secret === "")
    throw new VorlaufError("input-invalid", {
      what: `key of ${source}`,
      got: `no ${key.env} in the environment`,
      fix: `Set ${key.env} to your own key (see vorlauf sources), or read files with --from.`,
    });
  return secret;
}

function headersOf(
  request: SourceRequest,
  host: string,
  secret: string | null,
  effects: Pick<Effects, "env">,
): Record<string, string> {
  const contact = effects.env("VORLAUF_CONTACT")?.trim() ?? "";
  if (contact === "" && /(^|\.)sec\.gov$/.test(host)) {
    throw new VorlaufError("input-invalid", {
      what: "contact for sec.gov",
      got: "no VORLAUF_CONTACT in the environment",
      fix: 'The SEC asks every program for a name and address: set VORLAUF_CONTACT="Name name@example.org".',
    });
  }
  const header = request.key?.header;
  return {
    "user-agent": contact === "" ? "vorlauf" : `vorlauf ${contact}`,
    ...request.headers,
    ...(secret !== null && header !== undefined
      ? { [header]: request.key?.scheme === undefined ? secret : `${request.key.scheme} ${secret}` }
      : {}),
  };
}

function withKey(url: URL, request: SourceRequest, secret: string | null): string {
  const parameter = request.key?.parameter;
  if (secret === null || parameter === undefined) return url.href;
  const keyed = new URL(url);
  keyed.searchParams.set(parameter, secret);
  return keyed.href;
}

/** What one try brought: a document, word of none, or the reason to try again (or not). */
type Brought =
  | { readonly bytes: Uint8Array; readonly validators: Validators; readonly link: string | null }
  | { readonly nothing: "unchanged" | "absent" };
type Attempt =
  | Brought
  | {
      readonly status: string;
      readonly again: boolean;
      readonly waitMs: number | null /** Set for a page where data were expected: what it says. */;
      readonly page?: string;
    };

/** What one try needs besides the address. */
interface Trying {
  readonly request: SourceRequest;
  readonly secret: string | null;
  readonly policy: FetchPolicy;
  readonly effects: FetchEffects;
}

async function withTries(
  source: string,
  url: string,
  policy: FetchPolicy,
  effects: FetchEffects,
  attempt: () => Promise<Attempt>,
): Promise<Brought> {
  let waitMs = policy.firstWaitMs;
  for (let n = 1; ; n++) {
    const got = await attempt();
    if (!("status" in got)) return got;
    if (got.page !== undefined)
      throw new VorlaufError("source-changed", {
        source,
        locator: url,
        expected: "data",
        got: `a page ("${got.page}")`,
      });
    const wait = got.waitMs === null || got.waitMs === 0 ? waitMs : got.waitMs;
    if (!got.again || n >= policy.tries || wait > policy.longestWaitMs)
      throw unreachable(source, url, got.status, n, wait > policy.longestWaitMs ? wait : null);
    effects.log(`${source}: ${url} answered ${got.status}; try ${n + 1} of ${policy.tries} in ${wait} ms`);
    await effects.wait(wait);
    waitMs *= 2;
  }
}

function unreachable(source: string, url: string, status: string, tries: number, wait: number | null): VorlaufError {
  const fixes: Readonly<Record<string, string>> = {
    "400": "The service does not take this query: check its parts.",
    "413": "Ask for less: fewer series, or a shorter span.",
    "401": "The key was refused: check it.",
    "403": "Access was refused: check the key or the contact (VORLAUF_CONTACT), and the publisher's terms.",
    "429": "The publisher was asked too often: wait ten minutes, then repeat the command; what came is kept.",
    "404": "The address does not exist (any more): check the query, or report that the source moved.",
  };
  const later =
    wait === null || wait <= 0
      ? "Try again later, or read files with --from."
      : `The server asks to wait ${Math.ceil(wait / 1000)} s: try again then.`;
  const kind = /\brate\b|threshold|too many|too often/i.test(status) ? "429" : status.slice(0, 3);
  return new VorlaufError("source-unreachable", {
    source,
    url,
    status: tries > 1 ? `${status} (${tries} tries)` : status,
    fix: wait === null ? (fixes[kind] ?? later) : later,
  });
}

async function once(url: string, headers: Record<string, string>, trying: Trying): Promise<Attempt> {
  try {
    const response = await trying.effects.fetch(url, { headers, signal: AbortSignal.timeout(trying.policy.timeoutMs) });
    return (await withoutDocument(response, trying)) ?? (await bodyOf(response, trying));
  } catch (error) {
    return { status: reasonOf(error, trying.secret), again: true, waitMs: null };
  }
}

/** What an answer other than a document says; null for a document. */
async function withoutDocument(response: Response, { request, secret, effects }: Trying): Promise<Attempt | null> {
  const isAbsent = request.absent?.includes(response.status) === true;
  if (response.ok && !isAbsent) return null;
  if (response.status === 304 || isAbsent) {
    await response.body?.cancel();
    return { nothing: response.status === 304 ? "unchanged" : "absent" };
  }
  const said = saidBy(await startOf(response), secret);
  const again = response.status === 429 || response.status === 408 || response.status >= 500;
  return {
    status: `${response.status} ${response.statusText}`.trim() + (said === "" ? "" : ` ("${said}")`),
    again,
    waitMs: retryAfter(response.headers.get("retry-after"), effects.now()),
  };
}

/** The first kilobytes of an answer; the rest is not waited for. */
async function startOf(response: Response): Promise<Uint8Array> {
  const parts: number[] = [];
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  try {
    for (let part = await reader.read(); !part.done && parts.length < 4_096; part = await reader.read())
      parts.push(...part.value.subarray(0, 4_096));
    await reader.cancel();
  } catch {
    return Uint8Array.from(parts); // the status counts, whatever became of its explanation
  }
  return Uint8Array.from(parts);
}

/** What a page or message says, in one line: a title, or the text without tags; no key. */
function saidBy(bytes: Uint8Array, secret: string | null): string {
  const text = new TextDecoder().decode(bytes);
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1] ?? text.replace(/<[^>]*>/g, " ");
  return textWithout(title, secret).replace(/\s+/g, " ").trim().slice(0, 160);
}

/** Why a document is none although the status is 200: a page for people, or a word about limits; null when it may be one. */
function refusalIn(bytes: Uint8Array, secret: string | null): Attempt | null {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 4_096)).replace(/^(\u00ef\u00bb\u00bf)?\s*/, "");
  const isPage = /^(<!doctype html|<html)/i.test(start);
  const isLimit =
    /rate exceeded|too many requests|limit requests|request rate|threshold exceeded|undeclared automated/i.test(start);
  const isKey = /valid key|missing_key|api key/i.test(start);
  if (!isPage && !(isLimit && bytes.length < 1_000 && !/^[[{<]/.test(start))) return null;
  const said = saidBy(bytes.subarray(0, 4_096), secret);
  const status = `200 with ${isPage ? "a page instead of data" : "a message instead of data"} ("${said}")`;
  if (isLimit) return { status, again: true, waitMs: null };
  return isKey
    ? { status: `401 in ${status}`, again: false, waitMs: null }
    : { status, again: false, waitMs: null, page: said };
}

/** The answer into a file; goes on behind what is held when the server can. */
async function onceToFile(
  url: string,
  headers: Record<string, string>,
  file: ArchiveFile,
  trying: Trying,
): Promise<Attempt> {
  const held = file.held();
  try {
    const onward: Record<string, string> =
      held === null ? {} : { range: `bytes=${held.bytes}-`, "if-range": held.etag };
    const response = await trying.effects.fetch(url, {
      headers: { ...headers, ...onward },
      signal: AbortSignal.timeout(trying.policy.timeoutMs * 40),
    });
    if (response.status === 416) return await nothingLeft(response, held?.bytes ?? 0);
    const refused = await withoutDocument(response, trying);
    if (refused !== null) return refused;
    const tag = response.headers.get("etag");
    const into = file.open(
      response.status === 206 ? "end" : "start",
      tag !== null && !tag.startsWith("W/") ? tag : null,
    );
    try {
      const length = await pour(response, into.write);
      const stated = response.headers.get("content-length");
      if (stated !== null && response.headers.get("content-encoding") === null && Number(stated) !== length)
        return { status: `${length} of ${stated} bytes`, again: true, waitMs: null };
    } finally {
      into.close();
    }
    return { nothing: "unchanged" };
  } catch (error) {
    return { status: reasonOf(error, trying.secret), again: true, waitMs: null };
  }
}

/** A range behind the end: the file is whole when the server states its length. */
async function nothingLeft(response: Response, held: number): Promise<Attempt> {
  await response.body?.cancel();
  return response.headers.get("content-range") === `bytes */${held}`
    ? { nothing: "unchanged" }
    : { status: "416 (another length)", again: false, waitMs: null };
}

async function pour(response: Response, write: (part: Uint8Array) => void): Promise<number> {
  if (response.body === null) return 0;
  let length = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    write(part.value);
    length += part.value.length;
  }
  return length;
}

async function bodyOf(response: Response, { policy, secret }: Trying): Promise<Attempt> {
  const parts: Uint8Array[] = [];
  let length = 0;
  if (response.body !== null) {
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      length += part.value.length;
      if (length > policy.largest) {
        await reader.cancel();
        return { status: `more than ${policy.largest} bytes`, again: false, waitMs: null };
      }
    }
  }
  const stated = response.headers.get("content-length");
  if (stated !== null && response.headers.get("content-encoding") === null && Number(stated) !== length)
    return { status: `${length} of ${stated} bytes`, again: true, waitMs: null };
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const plain = isGzip(bytes) ? gunzip(bytes) : bytes;
  const validators = { etag: response.headers.get("etag"), lastModified: response.headers.get("last-modified") };
  return refusalIn(plain, secret) ?? { bytes: plain, validators, link: response.headers.get("link") };
}

/** An error's text without addresses, which may hold the key. */
function reasonOf(error: unknown, secret: string | null): string {
  if (error instanceof VorlaufError) throw error;
  const said = (e: unknown): string =>
    e instanceof Error ? `${e.message}${e.cause === undefined ? "" : `: ${said(e.cause)}`}` : String(e);
  return textWithout(said(error).replace(/https?:\/\/\S+/g, "the address"), secret);
}

/** Milliseconds that a Retry-After header asks for: seconds, or a date in the form of RFC 9110; null when it says neither. */
export function retryAfter(header: string | null, now: Instant): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header.trim()) * 1000;
  const m = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/.exec(header.trim());
  const month =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].indexOf(m?.[2] ?? "") + 1;
  if (m === null || month === 0) return null;
  const day = `${m[3]}-${String(month).padStart(2, "0")}-${m[1]}`;
  const seconds = (date: string, time: string): number =>
    dayOf(date) * 86_400 + Number(time.slice(0, 2)) * 3600 + Number(time.slice(3, 5)) * 60 + Number(time.slice(6, 8));
  return Math.max(0, seconds(day, `${m[4]}:${m[5]}:${m[6]}`) - seconds(now.slice(0, 10), now.slice(11, 19))) * 1000;
}

function textWithout(text: string, secret: string | null): string {
  return new TextDecoder().decode(scrub(new TextEncoder().encode(text), secret));
}

/** The bytes with every appearance of a key replaced: EIA and BEA repeat it in their answers. */
export function scrub(bytes: Uint8Array, secret: string | null): Uint8Array {
  if (secret === null) return bytes;
  const forms = [...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])].map((form) =>
    new TextEncoder().encode(form),
  );
  return forms.reduce(without, bytes);
}

function without(bytes: Uint8Array, form: Uint8Array): Uint8Array {
  const at: number[] = [];
  for (let i = bytes.indexOf(form[0] ?? 0); i >= 0 && form.length > 0; i = bytes.indexOf(form[0] ?? 0, i + 1)) {
    if (i >= (at.at(-1) ?? -form.length) + form.length && form.every((byte, k) => bytes[i + k] === byte)) at.push(i);
  }
  if (at.length === 0) return bytes;
  const mark = new TextEncoder().encode("KEY-REMOVED");
  const out = new Uint8Array(bytes.length + at.length * (mark.length - form.length));
  let [from, to] = [0, 0];
  for (const place of [...at, bytes.length]) {
    out.set(bytes.subarray(from, place), to);
    to += place - from;
    if (place < bytes.length) out.set(mark, to);
    to += mark.length;
    from = place + form.length;
  }
  return out;
}

function lastPart(url: URL): string {
  const part = url.pathname.split("/").findLast((p) => p !== "") ?? url.hostname;
  return `${url.hostname}/${part}`;
}

import PQueue from "p-queue";
import { gunzip, isGzip } from "../engines/archives.ts";
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

/**
 * Publishers' stated limits with a margin: arXiv one request in 3 s, SEC 10 a second, FRED 120 a minute, openFDA 240 a minute
 * (all as documented in their API pages); others two a second.
 */
export const usualPolicy: FetchPolicy = {
  tries: 5,
  firstWaitMs: 1_000,
  longestWaitMs: 120_000,
  timeoutMs: 90_000,
  largest: 512 * 1024 * 1024,
  pace: {
    "export.arxiv.org": 3_100,
    "oaipmh.arxiv.org": 3_100,
    "data.sec.gov": 150,
    "www.sec.gov": 150,
    "efts.sec.gov": 150,
    "api.stlouisfed.org": 600,
    "api.fda.gov": 300,
    other: 500,
  },
};

/** Fetches documents: one queue per host, so that hosts do not wait for each other and none is hurried. */
export interface Fetcher {
  /**
   * One document, its key scrubbed from address and bytes.
   * @throws "source-unreachable" after the last try, "input-invalid" when a key or a contact is missing
   */
  readonly fetch: (source: string, request: SourceRequest) => Promise<RawDocument>;
}

/** A fetcher with its queues. */
export function makeFetcher(effects: FetchEffects, policy: FetchPolicy = usualPolicy): Fetcher {
  const queues = new Map<string, PQueue>();
  const queueOf = (host: string): PQueue => {
    const held = queues.get(host);
    if (held !== undefined) return held;
    const queue = new PQueue({ concurrency: 1, intervalCap: 1, interval: policy.pace[host] ?? policy.pace["other"] ?? 0 });
    queues.set(host, queue);
    return queue;
  };
  return {
    fetch: async (source, request) => {
      const secret = secretOf(source, request, effects);
      const url = new URL(request.url);
      const headers = headersOf(request, url.hostname, secret, effects);
      const asked = withKey(url, request, secret);
      const answer = await withTries(source, request.url, policy, effects, () => queueOf(url.host).add(() => once(asked, headers, policy, effects)));
      const bytes = scrub(answer, secret);
      return { bytes, sha256: sha256Of(bytes), url: request.url, path: lastPart(url), known: effects.now(), knownBy: "observed" };
    },
  };
}

function secretOf(source: string, { key }: SourceRequest, effects: FetchEffects): string | null {
  if (key === undefined) return null;
  const secret = effects.env(key.env)?.trim() ?? "";
  if (secret === "") throw new VorlaufError("input-invalid", { what: `key of ${source}`, got: `no ${key.env} in the environment`, fix: `Set ${key.env} to your own key (see vorlauf sources), or read files with --from.` });
  return secret;
}

function headersOf(request: SourceRequest, host: string, secret: string | null, effects: FetchEffects): Record<string, string> {
  const contact = effects.env("VORLAUF_CONTACT")?.trim() ?? "";
  if (contact === "" && /(^|\.)sec\.gov$/.test(host)) {
    throw new VorlaufError("input-invalid", { what: "contact for sec.gov", got: "no VORLAUF_CONTACT in the environment", fix: 'The SEC asks every program for a name and address: set VORLAUF_CONTACT="Name name@example.org".' });
  }
  const header = request.key?.header;
  return {
    "user-agent": contact === "" ? "vorlauf" : `vorlauf ${contact}`,
    ...request.headers,
    ...(secret !== null && header !== undefined ? { [header]: secret } : {}),
  };
}

function withKey(url: URL, request: SourceRequest, secret: string | null): string {
  const parameter = request.key?.parameter;
  if (secret === null || parameter === undefined) return url.href;
  const keyed = new URL(url);
  keyed.searchParams.set(parameter, secret);
  return keyed.href;
}

/** What one try brought: bytes, or the reason to try again (or not). */
type Attempt = { readonly bytes: Uint8Array } | { readonly status: string; readonly again: boolean; readonly waitMs: number | null };

async function withTries(source: string, url: string, policy: FetchPolicy, effects: FetchEffects, attempt: () => Promise<Attempt>): Promise<Uint8Array> {
  let waitMs = policy.firstWaitMs;
  for (let n = 1; ; n++) {
    const got = await attempt();
    if ("bytes" in got) return got.bytes;
    const wait = got.waitMs ?? waitMs;
    if (!got.again || n >= policy.tries || wait > policy.longestWaitMs) throw unreachable(source, url, got.status, n, wait > policy.longestWaitMs ? wait : null);
    effects.log(`${source}: ${url} answered ${got.status}; try ${n + 1} of ${policy.tries} in ${wait} ms`);
    await effects.wait(wait);
    waitMs *= 2;
  }
}

function unreachable(source: string, url: string, status: string, tries: number, wait: number | null): VorlaufError {
  const fixes: Readonly<Record<string, string>> = {
    "401": "The key was refused: check it.",
    "403": "Access was refused: check the key or the contact (VORLAUF_CONTACT), and the publisher's terms.",
    "404": "The address does not exist (any more): check the query, or report that the source moved.",
  };
  const later = wait === null ? "Try again later, or read files with --from." : `The server asks to wait ${Math.ceil(wait / 1000)} s: try again then.`;
  return new VorlaufError("source-unreachable", { source, url, status: tries > 1 ? `${status} (${tries} tries)` : status, fix: fixes[status.slice(0, 3)] ?? later });
}

async function once(url: string, headers: Record<string, string>, policy: FetchPolicy, effects: FetchEffects): Promise<Attempt> {
  try {
    const response = await effects.fetch(url, { headers, signal: AbortSignal.timeout(policy.timeoutMs) });
    if (!response.ok) {
      await response.body?.cancel();
      const again = response.status === 429 || response.status === 408 || response.status >= 500;
      return { status: `${response.status} ${response.statusText}`.trim(), again, waitMs: retryAfter(response.headers.get("retry-after"), effects.now()) };
    }
    return await bodyOf(response, policy);
  } catch (error) {
    return { status: reasonOf(error), again: true, waitMs: null };
  }
}

async function bodyOf(response: Response, policy: FetchPolicy): Promise<Attempt> {
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
  if (stated !== null && response.headers.get("content-encoding") === null && Number(stated) !== length) return { status: `${length} of ${stated} bytes`, again: true, waitMs: null };
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes: isGzip(bytes) ? gunzip(bytes) : bytes };
}

/** An error's text without addresses, which may hold the key. */
function reasonOf(error: unknown): string {
  if (error instanceof VorlaufError) throw error;
  const said = (e: unknown): string => (e instanceof Error ? `${e.message}${e.cause === undefined ? "" : `: ${said(e.cause)}`}` : String(e));
  return said(error).replace(/https?:\/\/\S+/g, "the address");
}

/** Milliseconds that a Retry-After header asks for: seconds, or a date in the form of RFC 9110; null when it says neither. */
export function retryAfter(header: string | null, now: Instant): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header.trim()) * 1000;
  const m = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/.exec(header.trim());
  const month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].indexOf(m?.[2] ?? "") + 1;
  if (m === null || month === 0) return null;
  const day = `${m[3]}-${String(month).padStart(2, "0")}-${m[1]}`;
  const seconds = (date: string, time: string): number => dayOf(date) * 86_400 + Number(time.slice(0, 2)) * 3600 + Number(time.slice(3, 5)) * 60 + Number(time.slice(6, 8));
  return Math.max(0, seconds(day, `${m[4]}:${m[5]}:${m[6]}`) - seconds(now.slice(0, 10), now.slice(11, 19))) * 1000;
}

/** The bytes with every appearance of a key replaced: EIA and BEA repeat it in their answers. */
export function scrub(bytes: Uint8Array, secret: string | null): Uint8Array {
  if (secret === null) return bytes;
  const forms = [...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])].map((form) => new TextEncoder().encode(form));
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

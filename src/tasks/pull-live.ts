import { tools } from "../engines/archives.ts";
import type { Effects } from "../terms/effects.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { ShelvedSource } from "../terms/source.ts";
import { type FetchPolicy, makeFetcher, usualPolicy } from "./fetch-document.ts";
import { appendRead, failureOf, nothing, type PulledSource, type PullReport, readSafely } from "./pull.ts";

/** What to fetch. */
export interface PullLive {
  readonly store: string;
  readonly wanted: readonly { readonly source: ShelvedSource; /** Query of the source as plain data. */ readonly query: unknown }[];
  /** Whether documents are kept beside the figures. */
  readonly keepRaw: boolean;
  readonly policy?: FetchPolicy;
}

/**
 * Fetches what queries ask for and appends it, one document after the other, so that a killed pull keeps what it had and can
 * be repeated. An answer that cannot be fetched or read is reported; the others go on.
 * @throws "input-invalid" for a query that does not fit, a source without a live service, a missing key or contact; "store-*"
 */
export async function pullLive(request: PullLive, effects: Effects): Promise<PullReport> {
  const asked = request.wanted.map(({ source, query }) => ({ source, ...source.ask(query) }));
  const silent = asked.find((a) => a.requests.length === 0);
  if (silent !== undefined) {
    throw new VorlaufError("input-invalid", { what: `live pull of ${silent.source.id}`, got: "a source without a live service for this query", fix: `Get the files from ${silent.source.homepage} and read them with \`vorlauf pull ${silent.source.id} --from DIR --known DATE\`.` });
  }
  const fetcher = makeFetcher(effects, request.policy ?? usualPolicy);
  const total = asked.reduce((n, a) => n + a.requests.length, 0);
  let done = 0;
  const pulled: PulledSource[] = [];
  for (const { source, requests, read } of asked) {
    let report = nothing(source.id);
    for (const wanted of requests) {
      effects.progress({ task: "pull", on: wanted.url, done, total });
      try {
        const document = await fetcher.fetch(source.id, wanted);
        report = await appendRead(request, source, [{ document, reading: readSafely(source, document, (raw) => read(raw, tools)) }], report);
      } catch (error) {
        if (!(error instanceof VorlaufError) || !error.code.startsWith("source-")) throw error;
        report = { ...report, failures: [...report.failures, failureOf(wanted.url, error)] };
      }
      done++;
    }
    pulled.push(report);
  }
  effects.progress({ task: "pull", on: "", done: total, total });
  return { sources: pulled, unclaimed: [], failed: pulled.some((p) => p.failures.length > 0) };
}

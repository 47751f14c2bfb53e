import { createHash } from "node:crypto";
import type { ResultCache } from "./result-cache.ts";

/** A pure unit of work: the same fields give the same result text on every machine that holds the bundle. */
export interface Job {
  /** Hash of the observations and the code that the result follows from. */
  readonly bundle: string;
  /** What is computed, for example `backtest/capex-googl`. */
  readonly task: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Day as of which the work reads. */
  readonly origin: string;
  readonly seed: number;
}

/** Does a job: plain JSON text comes back. */
export type Handler = (job: Job) => Promise<string>;

/** Runs jobs somewhere. Results come in the order of the jobs, whatever the order of finishing. */
export interface Executor {
  /** @param finished told of every job as soon as its result is there */
  readonly run: (jobs: readonly Job[], finished: (at: number, result: string) => void) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** The name of a job: SHA-256 of its fields in a fixed order. */
export function jobHash(job: Job): string {
  const options = Object.entries(job.options).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify([job.bundle, job.task, options, job.origin, job.seed]));
}

/** The name of a result: SHA-256 of its text. */
export function resultHash(result: string): string {
  return sha256(result);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** One job after the other in this thread. */
export function inlineExecutor(handler: Handler): Executor {
  return {
    run: async (jobs, finished) => {
      const results: string[] = [];
      for (const [at, job] of jobs.entries()) {
        const result = await handler(job);
        results.push(result);
        finished(at, result);
      }
      return results;
    },
    close: async () => undefined,
  };
}

/**
 * Answers from the cache what was computed before and keeps every result the moment it is there: a run that is killed is
 * taken up where it stopped. The same job asked twice is done once.
 */
export function cachedExecutor(inner: Executor, cache: ResultCache): Executor {
  return {
    run: async (jobs, finished) => {
      const hashes = jobs.map(jobHash);
      const results = new Map<string, string>();
      for (const hash of new Set(hashes)) {
        const kept = cache.read(hash);
        if (kept !== null) results.set(hash, kept);
      }
      hashes.forEach((hash, at) => {
        const kept = results.get(hash);
        if (kept !== undefined) finished(at, kept);
      });
      const open = [...new Set(hashes)].filter((hash) => !results.has(hash));
      const todo = open.flatMap((hash) => jobs[hashes.indexOf(hash)] ?? []);
      await inner.run(todo, (i, result) => {
        const hash = open[i] ?? "";
        results.set(hash, result);
        cache.write(hash, result);
        hashes.forEach((h, at) => {
          if (h === hash) finished(at, result);
        });
      });
      return hashes.map((hash) => results.get(hash) ?? "");
    },
    close: inner.close,
  };
}

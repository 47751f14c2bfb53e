import { z } from "zod";
import {
  cachedExecutor,
  type Executor,
  type Handler,
  inlineExecutor,
  type Job,
  jobHash,
  resultHash,
} from "../../engines/executor.ts";
import type { QueueWorker } from "../../engines/queue-executor.ts";
import type { ResultCache } from "../../engines/result-cache.ts";
import { serveThread, threadExecutor } from "../../engines/thread-executor.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { handlerOf, type WorkerContext } from "../backtest.ts";

/** Where the jobs of a backtest run. */
export interface Workplace {
  readonly context: WorkerContext;
  /** Hash of data and code, see `bundleOf` in tasks/backtest.ts. */
  readonly bundle: string;
  /** 1 runs inline; more run on so many worker threads. */
  readonly workers: number;
  /** Address of a Redis server; then the threads are not used. */
  readonly queue: string | null;
  /** Module of a worker thread. */
  readonly entry: URL;
  readonly cache: ResultCache;
  readonly log: (line: string) => void;
}

/** The executor for a workplace; finished jobs are kept by their hash, so a run that was killed is taken up again. */
export async function executorFor(place: Workplace): Promise<Executor> {
  return cachedExecutor(await bareExecutor(place), place.cache);
}

async function bareExecutor({ context, bundle, workers, queue, entry, log }: Workplace): Promise<Executor> {
  if (queue !== null) {
    // The queue's packages are large: loaded only when a queue is asked for.
    const { queueExecutor } = await import("../../engines/queue-executor.ts");
    return queueExecutor({ url: queue, bundle }, log);
  }
  if (workers > 1) return threadExecutor({ entry, workers, data: context });
  const { handle, close } = handlerOf(context);
  const inline = inlineExecutor(handle);
  return { run: inline.run, close };
}

const Context = z.object({ store: z.string(), readOnly: z.boolean(), code: z.string() });

/** What the module of a worker thread calls. */
export function serveBacktestThread(): void {
  serveThread((data) => handlerOf(Context.parse(data)).handle);
}

/** Does jobs from a queue until closed. */
export async function serveBacktestQueue(
  context: WorkerContext,
  bundle: string,
  options: { readonly url: string; readonly lockMs?: number; readonly done: (job: Job) => void },
): Promise<QueueWorker> {
  const { queueWorker } = await import("../../engines/queue-executor.ts");
  const { handle, close } = handlerOf(context);
  const worker = await queueWorker(handle, { ...options, bundle });
  return {
    close: async () => {
      await worker.close();
      await close();
    },
  };
}

const JobShape = z.strictObject({
  bundle: z.string().default("").describe("Hash of data and code; empty means whatever this worker holds."),
  task: z.string().regex(/^backtest\/[a-z0-9-]+$/),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  origin: z.iso.date(),
  seed: z.number().int().nonnegative().default(1),
});

/** A job from the text of a file. @throws "input-invalid" */
export function jobOf(text: string, file: string): Job {
  try {
    return JobShape.parse(JSON.parse(text));
  } catch (cause) {
    const why =
      cause instanceof z.ZodError
        ? cause.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("; ")
        : String(cause instanceof Error ? cause.message : cause);
    throw new VorlaufError(
      "input-invalid",
      {
        what: file,
        got: why,
        fix: 'A job is {"bundle", "task": "backtest/TARGET", "options": {"draws": 1000}, "origin": "2026-01-13", "seed": 1}.',
      },
      { cause },
    );
  }
}

/** One job done here: for batch systems such as Slurm or Kubernetes. */
export async function doOnce(
  handler: Handler,
  given: Job,
  bundle: string,
): Promise<{ readonly job: string; readonly bundle: string; readonly hash: string; readonly result: unknown }> {
  const job = given.bundle === "" ? { ...given, bundle } : given;
  const text = await handler(job);
  return { job: jobHash(job), bundle: job.bundle, hash: resultHash(text), result: JSON.parse(text) };
}

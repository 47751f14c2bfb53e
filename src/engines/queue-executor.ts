import { Queue, QueueEvents, UnrecoverableError, Worker } from "bullmq";
import { Redis } from "ioredis";
import { VorlaufError } from "../terms/errors.ts";
import { type Executor, type Handler, type Job, jobHash, resultHash } from "./executor.ts";

/** Where the queue is. */
export interface QueuePlace {
  /** `redis://host:port/db`, `rediss://` with TLS. */
  readonly url: string;
  /** Jobs of one bundle have their own queue, so a worker with other data or other code never takes them. */
  readonly bundle: string;
}

/** What a worker returns: the text and its hash, so that a damaged answer is seen. */
interface Answer {
  readonly hash: string;
  readonly text: string;
}

const queueName = (bundle: string): string => `vorlauf-${bundle.slice(0, 16)}`;
const attempts = 4;
const sweepMs = 1000;

/** @throws "input-invalid" for an address that is none, "source-unreachable" when nobody answers there */
async function reach(url: string): Promise<void> {
  if (!/^rediss?:\/\/./.test(url))
    throw new VorlaufError("input-invalid", {
      what: "--queue",
      got: withoutSecret(url),
      fix: "Give an address such as redis://127.0.0.1:6379.",
    });
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 4000,
    maxRetriesPerRequest: 1,
    retryStrategy: () => null,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.ping();
  } catch (cause) {
    throw new VorlaufError(
      "source-unreachable",
      {
        source: "queue",
        url: withoutSecret(url),
        status: cause instanceof Error ? cause.message : String(cause),
        fix: "Start redis-server there, or leave --queue out.",
      },
      { cause },
    );
  } finally {
    client.disconnect();
  }
}

function withoutSecret(url: string): string {
  return url.replace(/\/\/[^@/]*@/, "//***@");
}

/**
 * Jobs on a BullMQ queue, done by any number of `vorlauf worker` processes on any number of hosts. The id of a queued job is
 * its hash, so the same job from two runs is done once; a worker that dies loses its lock and another takes the job.
 *
 * @param log told once when no worker listens
 * @throws "input-invalid", "source-unreachable"
 */
export async function queueExecutor({ url, bundle }: QueuePlace, log: (line: string) => void): Promise<Executor> {
  await reach(url);
  const connection = { url, maxRetriesPerRequest: null };
  const queue = new Queue<Job, Answer>(queueName(bundle), { connection });
  const events = new QueueEvents(queueName(bundle), { connection });
  queue.on("error", () => undefined);
  events.on("error", () => undefined);
  await events.waitUntilReady();
  const idOf = (job: Job): string => `j-${jobHash(job)}`;
  const run = async (
    jobs: readonly Job[],
    finished: (at: number, result: string) => void,
  ): Promise<readonly string[]> => {
    const results = new Map<string, string>();
    const places = new Map<string, { readonly job: Job; readonly at: number[] }>();
    for (const [at, job] of jobs.entries()) {
      const place = places.get(idOf(job));
      if (place === undefined) places.set(idOf(job), { job, at: [at] });
      else place.at.push(at);
    }
    const take = (id: string, answer: Answer): void => {
      if (!places.has(id) || results.has(id)) return;
      if (resultHash(answer.text) !== answer.hash)
        throw new TypeError(`the queue brought a damaged result of job ${id}`);
      results.set(id, answer.text);
      for (const at of places.get(id)?.at ?? []) finished(at, answer.text);
    };
    const add = async (id: string, job: Job): Promise<void> => {
      const before = await queue.getJob(id);
      if (before !== undefined && (await before.isFailed())) await before.remove();
      await queue.add(job.task, job, {
        jobId: id,
        attempts,
        backoff: { type: "fixed", delay: 200 },
        removeOnComplete: { age: 86_400, count: 50_000 },
      });
    };
    await Promise.all([...places].map(([id, { job }]) => add(id, job)));
    let warned = false;
    while (results.size < places.size) {
      for (const id of places.keys()) {
        if (results.has(id)) continue;
        const job = await queue.getJob(id);
        if (job === undefined) continue;
        if (job.finishedOn !== undefined && job.returnvalue !== null && job.returnvalue !== undefined)
          take(id, job.returnvalue);
        else if (await job.isFailed())
          throw new VorlaufError("input-invalid", {
            what: `job ${job.data.task} as of ${job.data.origin}`,
            got: job.failedReason,
            fix: "See the worker's output.",
          });
      }
      if (results.size === places.size) break;
      if (!warned && (await queue.getWorkersCount()) === 0) {
        warned = true;
        log(
          `no worker listens yet: start \`vorlauf worker --queue ${withoutSecret(url)}\` with the same store and version`,
        );
      }
      await nextCompletion(events, sweepMs);
    }
    return jobs.map((job) => results.get(idOf(job)) ?? "");
  };
  return {
    run,
    close: async () => {
      await Promise.all([queue.close(), events.close()]);
    },
  };
}

/** Until a job completes or fails, at most so long. */
function nextCompletion(events: QueueEvents, atMostMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      events.off("completed", done);
      events.off("failed", done);
      resolve();
    };
    const timer = setTimeout(done, atMostMs);
    events.on("completed", done);
    events.on("failed", done);
  });
}

/** A running worker. */
export interface QueueWorker {
  readonly close: () => Promise<void>;
}

/** How a worker listens. */
export interface Listening extends QueuePlace {
  /** A job whose worker has not renewed its lock for so long is given to another [ms]; longer than any one job computes. */
  readonly lockMs?: number;
  /** Told after every job. */
  readonly done: (job: Job) => void;
}

/**
 * Takes jobs of one bundle from the queue until closed, one at a time (start more processes for more). An error that a repeat
 * cannot mend fails the job at once; any other is tried again, on whatever worker is free.
 * @throws "input-invalid", "source-unreachable"
 */
export async function queueWorker(
  handler: Handler,
  { url, bundle, lockMs = 60_000, done }: Listening,
): Promise<QueueWorker> {
  await reach(url);
  const worker = new Worker<Job, Answer>(
    queueName(bundle),
    async ({ data }) => {
      try {
        const text = await handler(data);
        done(data);
        return { hash: resultHash(text), text };
      } catch (error) {
        if (error instanceof VorlaufError) throw new UnrecoverableError(`${error.message} [${error.code}]`);
        throw error;
      }
    },
    {
      connection: { url, maxRetriesPerRequest: null },
      concurrency: 1,
      lockDuration: lockMs,
      stalledInterval: Math.max(500, Math.floor(lockMs / 2)),
      maxStalledCount: attempts,
    },
  );
  worker.on("error", () => undefined);
  await worker.waitUntilReady();
  return { close: () => worker.close() };
}

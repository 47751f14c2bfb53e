import { parentPort, Worker, type WorkerOptions, workerData } from "node:worker_threads";
import type { Progress } from "../terms/effects.ts";
import { type ErrorCode, type ErrorFacts, VorlaufError } from "../terms/errors.ts";
import type { Executor, Handler, Job } from "./executor.ts";

/** How the threads are started. */
export interface Threads {
  /** Module that calls {@link serveThread}. */
  readonly entry: URL;
  readonly workers: number;
  /** Given to every thread. */
  readonly data: unknown;
  /** Times a job is given to another thread after one died under it; 2 unless told. */
  readonly retries?: number;
  /** Told of every step that a thread tells of while it does a job. */
  readonly progress?: (job: Job, step: Progress) => void;
}

interface Told {
  readonly at: number;
  readonly result?: string;
  /** A step on the way; the answer is still to come. */
  readonly step?: Progress;
  readonly failure?: { readonly message: string; readonly code?: ErrorCode; readonly facts?: ErrorFacts[ErrorCode] };
}

interface Task {
  readonly at: number;
  readonly job: Job;
  readonly attempt: number;
}

/**
 * Worker threads of this process, started at need. A thread that dies is replaced and its job is done again; a handler's own
 * error ends the run with that error, because a pure job fails the same way every time.
 */
export function threadExecutor({ entry, workers, data, retries = 2, progress }: Threads): Executor {
  const idle: Worker[] = [];
  const every = new Set<Worker>();
  const start = (): Worker => {
    const worker = startThread(entry, { workerData: data });
    every.add(worker);
    return worker;
  };
  const run = (jobs: readonly Job[], finished: (at: number, result: string) => void): Promise<readonly string[]> =>
    new Promise((resolve, reject) => {
      const results = Array.from<string>({ length: jobs.length });
      const waiting: Task[] = jobs.map((job, at) => ({ at, job, attempt: 0 }));
      let [open, stopped] = [jobs.length, false];
      if (open === 0) return resolve([]);
      const stop = (error: unknown): void => {
        stopped = true;
        reject(error instanceof Error ? error : new TypeError(String(error)));
      };
      const give = (worker: Worker): void => {
        const task = stopped ? undefined : waiting.shift();
        if (task === undefined) {
          idle.push(worker);
          return;
        }
        const left = (): void => {
          worker.off("message", hear);
          worker.off("exit", lost);
          worker.off("error", broken);
        };
        const hear = (told: Told): void => {
          if (told.step !== undefined) {
            progress?.(task.job, told.step);
            return;
          }
          left();
          if (told.result === undefined) stop(revived(told.failure));
          else {
            results[task.at] = told.result;
            open -= 1;
            finished(task.at, told.result);
          }
          if (open === 0) resolve(results);
          give(worker);
        };
        let reason: unknown = null;
        const broken = (error: unknown): void => {
          reason = error;
        };
        const lost = (code: number): void => {
          left();
          every.delete(worker);
          if (task.attempt >= retries) {
            stop(
              reason ?? new TypeError(`a worker thread ended with code ${code} on ${task.job.task} ${task.job.origin}`),
            );
            return;
          }
          waiting.unshift({ ...task, attempt: task.attempt + 1 });
          give(start());
        };
        worker.on("message", hear);
        worker.on("exit", lost);
        worker.on("error", broken);
        worker.postMessage({ at: task.at, job: task.job });
      };
      const wanted = Math.min(workers, jobs.length);
      for (let i = 0; i < wanted; i++) give(idle.pop() ?? start());
    });
  return {
    run,
    close: async () => {
      await Promise.all([...every].map((w) => w.terminate()));
      every.clear();
      idle.length = 0;
    },
  };
}

/** A thread of this process on a module, built or not. */
export function startThread(entry: URL, options: WorkerOptions): Worker {
  return entry.pathname.endsWith(".ts")
    ? new Worker(fromSource(entry), { ...options, eval: true })
    : new Worker(entry, options);
}

/** A thread on sources that were not built: the loader of the tests is registered first. */
function fromSource(entry: URL): string {
  return `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}); });`;
}

function revived(failure: Told["failure"]): Error {
  if (failure?.code !== undefined && failure.facts !== undefined) return new VorlaufError(failure.code, failure.facts);
  return new TypeError(failure?.message ?? "a worker thread failed without a reason");
}

/**
 * What the module behind {@link Threads.entry} calls: answers jobs until the thread is ended; `data` is what was given to it,
 * `tell` passes on a step of the job that is being done.
 */
export function serveThread(handlerOf: (data: unknown, tell: (step: Progress) => void) => Handler): void {
  const port = parentPort;
  if (port === null) throw new TypeError("this module runs in a worker thread only");
  let doing = 0;
  const handle = handlerOf(workerData, (step) => port.postMessage({ at: doing, step } satisfies Told));
  port.on("message", ({ at, job }: { readonly at: number; readonly job: Job }) => {
    doing = at;
    handle(job).then(
      (result) => port.postMessage({ at, result } satisfies Told),
      (error: unknown) =>
        port.postMessage({
          at,
          failure: {
            message: error instanceof Error ? (error.stack ?? error.message) : String(error),
            ...(error instanceof VorlaufError ? { code: error.code, facts: error.facts } : {}),
          },
        } satisfies Told),
    );
  });
}

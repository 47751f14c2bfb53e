import type { Progress } from "../terms/effects.ts";
import { type Executor, type Job, jobHash } from "./executor.ts";

/** `reader`: somebody waits for it; `rest`: done when nobody does. */
export type Urgency = "reader" | "rest";

/** A job that waits or is being done. */
export interface LaneState {
  readonly job: Job;
  readonly running: boolean;
  /** The last step told of; null before the first. */
  readonly step: Progress | null;
}

/** Jobs with few hands: what a reader waits for goes first, the newest wish before older ones. */
export interface Lane {
  /** The result text; asked for twice it is done once. A `signal` that fires takes back a job that nobody else waits for. */
  readonly ask: (job: Job, urgency: Urgency, signal?: AbortSignal) => Promise<string>;
  /** What waits or is being done, in no order. */
  readonly states: () => readonly LaneState[];
  /** A step of a job, from whoever does it. */
  readonly tell: (job: Job, step: Progress) => void;
}

interface Entry {
  readonly job: Job;
  readonly wish: number;
  urgency: Urgency;
  waiting: number;
  running: boolean;
  step: Progress | null;
  readonly result: Promise<string>;
  readonly settle: { readonly done: (text: string) => void; readonly failed: (error: unknown) => void };
}

/**
 * A lane in front of an executor.
 * @param hands jobs done at once, of which one is kept free for readers when there are two or more
 */
export function laneOf(executor: Pick<Executor, "run">, hands: number): Lane {
  const entries = new Map<string, Entry>();
  let wishes = 0;
  const next = (): void => {
    const all = [...entries.values()];
    const busy = all.filter((e) => e.running);
    if (busy.length >= hands) return;
    const open = all
      .filter((e) => !e.running)
      .sort((a, b) => Number(b.urgency === "reader") - Number(a.urgency === "reader") || b.wish - a.wish);
    const [first] = open;
    if (first === undefined) return;
    if (first.urgency === "rest" && hands > 1 && busy.length >= hands - 1) return;
    start(first);
    next();
  };
  const start = (entry: Entry): void => {
    entry.running = true;
    const ended = (settle: () => void): void => {
      entries.delete(jobHash(entry.job));
      settle();
      next();
    };
    executor
      .run([entry.job], () => undefined)
      .then(
        ([text]) => ended(() => entry.settle.done(text ?? "")),
        (error: unknown) => ended(() => entry.settle.failed(error)),
      );
  };
  const add = (job: Job, urgency: Urgency): Entry => {
    let settle: Entry["settle"] = { done: () => undefined, failed: () => undefined };
    const result = new Promise<string>((done, failed) => {
      settle = { done, failed };
    });
    result.catch(() => undefined);
    const entry: Entry = { job, wish: wishes++, urgency, waiting: 0, running: false, step: null, result, settle };
    entries.set(jobHash(job), entry);
    return entry;
  };
  return {
    ask: (job, urgency, signal) => {
      const entry = entries.get(jobHash(job)) ?? add(job, urgency);
      if (urgency === "reader") entry.urgency = "reader";
      entry.waiting += 1;
      signal?.addEventListener(
        "abort",
        () => {
          entry.waiting -= 1;
          if (entry.waiting > 0 || entry.running || !entries.delete(jobHash(job))) return;
          entry.settle.failed(signal.reason);
        },
        { once: true },
      );
      queueMicrotask(next);
      return entry.result;
    },
    states: () => [...entries.values()].map(({ job: j, running, step }) => ({ job: j, running, step })),
    tell: (job, step) => {
      const entry = entries.get(jobHash(job));
      if (entry !== undefined) entry.step = step;
    },
  };
}

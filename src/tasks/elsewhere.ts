import { z } from "zod";
import type { Handler, Job } from "../engines/executor.ts";
import { laneOf } from "../engines/lane.ts";
import { hashText, resultCache } from "../engines/result-cache.ts";
import { serveThread, threadExecutor } from "../engines/thread-executor.ts";
import type { Progress } from "../terms/effects.ts";
import { VorlaufError } from "../terms/errors.ts";
import { Thesis } from "../terms/thesis.ts";
import type { Cut, RunningTask } from "../terms/workbench.ts";
import {
  type DistantTask,
  type Elsewhere,
  type OpenWorkbench,
  openWorkbench,
  type WorkbenchOptions,
} from "./workbench.ts";

/** The options of a workbench as plain data: what a thread needs to open the same one. */
export type WorkbenchContext = Pick<
  WorkbenchOptions,
  "store" | "readOnly" | "thesis" | "theses" | "seed" | "build" | "timelines" | "recompute"
> & {
  /** Folder of kept results; null keeps nothing. */
  readonly cache: string | null;
};

const Context: z.ZodType<WorkbenchContext> = z.object({
  store: z.string(),
  readOnly: z.boolean(),
  thesis: Thesis,
  theses: z.array(Thesis),
  seed: z.number(),
  build: z.object({ version: z.string(), code: z.string(), measuring: z.string() }),
  timelines: z.string().nullable(),
  recompute: z.boolean(),
  cache: z.string().nullable(),
});

/** Threads that do a workbench's long computations, so that the server's own thread answers at once. */
export interface Hands {
  readonly elsewhere: Elsewhere;
  /** What is being computed or waits. */
  readonly running: () => readonly RunningTask[];
  readonly close: () => Promise<void>;
}

/** Where the threads come from. */
export interface HandsOptions {
  readonly context: WorkbenchContext;
  /** Module of a thread: calls {@link serveWorkbenchThread}. */
  readonly entry: URL;
  readonly hands: number;
  readonly progress: (step: Progress) => void;
}

/** Starts threads at need for the workbench of a context. */
export function handsFor({ context, entry, hands, progress }: HandsOptions): Hands {
  const executor = threadExecutor({
    entry,
    workers: hands,
    data: context,
    progress: (job, step) => {
      lane.tell(job, step);
      progress(step);
    },
  });
  const lane = laneOf(executor, hands);
  const bundle = hashText(JSON.stringify([context.store, context.build.code]));
  return {
    elsewhere: ({ task, cut, of }) =>
      lane.ask(
        { bundle, task: `workbench/${task}`, options: { mode: cut.mode, of }, origin: cut.asOf, seed: context.seed },
        cut.rest === true ? "rest" : "reader",
      ),
    running: () => lane.states().map(({ job, step }) => runningOf(job, step)),
    close: executor.close,
  };
}

function runningOf(job: Job, step: Progress | null): RunningTask {
  return {
    task: job.task.slice("workbench/".length),
    asOf: job.origin,
    of: String(job.options["of"] ?? ""),
    on: step?.on ?? "",
    done: step?.done ?? 0,
    total: step?.total ?? 0,
  };
}

/** What the module of such a thread calls. */
export function serveWorkbenchThread(): void {
  serveThread((data, tell) => {
    const { cache, ...context } = Context.parse(data);
    return handlerOn(openWorkbench({ ...context, cache: resultCache(cache), elsewhere: null, progress: tell }));
  });
}

/** Does the jobs of a workbench. @throws "input-invalid" for a job that is none of its own */
export function handlerOn(bench: Pick<OpenWorkbench, "verdict" | "thesis" | "news" | "day" | "dayNews">): Handler {
  return async (job) => {
    const [room, task] = job.task.split("/");
    const cut: Cut = { asOf: job.origin, mode: job.options["mode"] === "pseudo" ? "pseudo" : "strict" };
    if (room !== "workbench" || !isTask(task))
      throw new VorlaufError("input-invalid", { what: "job", got: job.task, fix: "A job's task is workbench/TASK." });
    return JSON.stringify(await resultOf(bench, task, cut, String(job.options["of"] ?? "")));
  };
}

const tasks: ReadonlySet<string> = new Set(["verdict", "thesis", "news", "day", "day-news"]);

function isTask(task: string | undefined): task is DistantTask["task"] {
  return task !== undefined && tasks.has(task);
}

function resultOf(
  bench: Pick<OpenWorkbench, "verdict" | "thesis" | "news" | "day" | "dayNews">,
  task: DistantTask["task"],
  cut: Cut,
  of: string,
): Promise<unknown> {
  switch (task) {
    case "verdict":
      return bench.verdict(cut);
    case "thesis":
      return bench.thesis(cut, of);
    case "news":
      return bench.news(of, cut);
    case "day":
      return bench.day(cut);
    case "day-news":
      return bench.dayNews(cut);
  }
}

import type { Executor, Handler, Job } from "../engines/executor.ts";
import { hashText } from "../engines/result-cache.ts";
import { openStore, type Store } from "../store/open.ts";
import { openPanels, type PanelsRequest, readPanel } from "../store/panel.ts";
import type { Backtest } from "../terms/backtest.ts";
import type { Progress } from "../terms/effects.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Panel } from "../terms/panel.ts";
import { scoreForecasts } from "./backtest/score.ts";
import type { OriginResult, Simulating, Target } from "./backtest/target.ts";
import { targetOf } from "./backtest/targets.ts";

/** Draws of every predictive distribution unless told. */
export const defaultDraws = 1000;

/** Hash of what a job's result follows from: the observations held and the code. */
export function bundleOf(store: Pick<Store, "manifestHash">, code: string): string {
  return hashText(JSON.stringify([store.manifestHash, code]));
}

/** Gives the panel of a day. */
type PanelOn = (asOf: string) => Promise<Panel>;

/**
 * Forecasts of one target at one origin: reads one panel as of the origin's day, so nothing known later can enter.
 * @throws "unknown-id" for a target, "input-invalid" for a job of another task
 */
export async function forecastAt(
  store: Store,
  job: Pick<Job, "task" | "origin" | "seed" | "options">,
  panelOn: PanelOn = (asOf) => readPanel(store, { asOf, ...requestOf(targetIn(job)) }),
): Promise<OriginResult> {
  const draws = Number(job.options["draws"] ?? defaultDraws);
  return targetIn(job).forecast(await panelOn(job.origin), { draws, seed: job.seed });
}

/** @throws "unknown-id" for a target, "input-invalid" for a job of another task */
function targetIn({ task: whole }: Pick<Job, "task">): Target {
  const [task, id] = whole.split("/");
  if (task !== "backtest" || id === undefined)
    throw new VorlaufError("input-invalid", { what: "job", got: whole, fix: "A job's task is backtest/TARGET." });
  return targetOf(id);
}

function requestOf({ needs }: Target): PanelsRequest {
  return { mode: "strict", needs };
}

/**
 * The handler of jobs on one store. Statements are read once for all origins of a target.
 * @throws "input-invalid" for a job of another bundle: other data or another version of the code
 */
export function handlerOn(store: Store, bundle: string): Handler {
  let kept: { readonly task: string; readonly panelOn: PanelOn } | null = null;
  return async (job) => {
    if (job.bundle !== bundle)
      throw new VorlaufError("input-invalid", {
        what: "job's bundle",
        got: job.bundle.slice(0, 12),
        fix: `This worker holds ${bundle.slice(0, 12)}: give it the same store and the same version of vorlauf.`,
      });
    if (kept?.task !== job.task) kept = { task: job.task, panelOn: await openPanels(store, requestOf(targetIn(job))) };
    return JSON.stringify(await forecastAt(store, job, kept.panelOn));
  };
}

/** What a thread or process needs to do jobs. */
export interface WorkerContext {
  readonly store: string;
  readonly readOnly: boolean;
  readonly code: string;
}

/** A handler that opens its store at the first job. */
export function handlerOf({ store: path, readOnly, code }: WorkerContext): {
  readonly handle: Handler;
  readonly close: () => Promise<void>;
} {
  let opened: Promise<{ readonly store: Store; readonly handle: Handler }> | null = null;
  const ready = async (): Promise<{ readonly store: Store; readonly handle: Handler }> => {
    const store = await openStore(path, { readOnly });
    return { store, handle: handlerOn(store, bundleOf(store, code)) };
  };
  return {
    handle: async (job) => {
      opened ??= ready();
      return (await opened).handle(job);
    },
    close: async () => {
      if (opened !== null) (await opened).store.close();
    },
  };
}

/** How a target is evaluated. */
export interface BacktestOptions {
  readonly store: Store;
  readonly bundle: string;
  readonly executor: Executor;
  readonly simulating: Simulating;
  /** Last day from which outcomes are taken; origins lie before or on it. */
  readonly asOf: string;
  readonly progress: (step: Progress) => void;
}

/** The jobs of a target, one per origin. */
export async function jobsOf(
  id: string,
  { store, bundle, simulating, asOf }: Pick<BacktestOptions, "store" | "bundle" | "simulating" | "asOf">,
): Promise<readonly Job[]> {
  const target = targetOf(id);
  const known = await readPanel(store, { asOf, mode: "strict", needs: target.needs });
  return target.origins(known).map((origin) => ({
    bundle,
    task: `backtest/${id}`,
    options: { draws: simulating.draws },
    origin,
    seed: simulating.seed,
  }));
}

/**
 * Evaluates a target in real time: one job per origin, each on a panel of its own day; then scores against outcomes known by
 * `asOf`. The same bytes whatever executor runs the jobs.
 */
export async function backtest(id: string, options: BacktestOptions): Promise<Backtest> {
  const target = targetOf(id);
  const jobs = await jobsOf(id, options);
  const known = await readPanel(options.store, {
    asOf: options.asOf,
    mode: "strict",
    needs: target.needs.map((n) => ({ ...n, history: true })),
  });
  let done = 0;
  options.progress({ task: "backtest", on: id, done, total: jobs.length });
  const results = await options.executor.run(jobs, (at) =>
    options.progress({ task: "backtest", on: `${id} ${jobs[at]?.origin ?? ""}`, done: ++done, total: jobs.length }),
  );
  const forecasts = jobs.map((job, i) => ({
    origin: job.origin,
    result: JSON.parse(results[i] ?? "") as OriginResult,
  }));
  return scoreForecasts(target, forecasts, known, options.simulating);
}

import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError } from "commander";
import { shownOf } from "../../tasks/backtest/shown.ts";
import { targetOf, targets } from "../../tasks/backtest/targets.ts";
import { doOnce, executorFor, jobOf, serveBacktestQueue } from "../../tasks/backtest/work.ts";
import { backtest, bundleOf, defaultDraws, handlerOf, type WorkerContext } from "../../tasks/backtest.ts";
import { cacheIn } from "../../tasks/workbench.ts";
import type { Backtest } from "../../terms/backtest.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { buildInfo, cacheFolder } from "../places.ts";
import { effectsOf, type GlobalOptions, json, langOf, paperOf, seedOf, storeToRead, withGlobals } from "../session.ts";
import { type Paper, renderTable, wrap } from "../terminal.ts";
import { readUserFile } from "../user-file.ts";
import { openWorkbench } from "../workbench.ts";

interface BacktestFlags extends GlobalOptions {
  readonly workers?: number;
  readonly queue?: string;
  readonly draws: number;
}

interface WorkerFlags extends GlobalOptions {
  readonly queue?: string;
  readonly once?: string;
  readonly lock: number;
}

const threadEntry = new URL(`../worker-thread.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);

function wholeFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const n = Number(text);
    if (!Number.isInteger(n) || n < least || n > most)
      throw new InvalidArgumentError(`a whole number from ${least} to ${most}`);
    return n;
  };
}

function rendered(result: Backtest, paper: Paper): string {
  const { tables } = shownOf(result);
  const lang = paper.lang;
  const span = result.firstOrigin === null ? "" : ` · ${result.firstOrigin} .. ${result.lastOrigin}`;
  return `${[
    `${result.title[lang]}  [${result.id}]`,
    ...wrap(result.says[lang], paper.width, " "),
    ` ${result.origins} ${lang === "de" ? "Ursprünge" : "origins"}${span} · ${lang === "de" ? "Ergebnisse bis" : "outcomes to"} ${result.asOf} · seed ${result.seed}, ${result.draws} ${lang === "de" ? "Ziehungen" : "draws"}`,
    ...tables.flatMap((t) => ["", renderTable(t, paper)]),
    ...result.notes.flatMap((n) => ["", ...wrap(n[lang], paper.width, " ")]),
  ].join("\n")}\n`;
}

function contextOf(options: GlobalOptions): WorkerContext {
  const { path, readOnly } = storeToRead(options);
  return { store: path, readOnly, code: buildInfo().code };
}

/** `vorlauf backtest TARGET` and `vorlauf worker`. */
export function backtestCommands(program: Command): void {
  withGlobals(
    program
      .command("backtest")
      .description("real-time evaluation against baselines; without a target: the list of targets")
      .argument("[targets...]", "what to evaluate, for example capex-googl")
      .option(
        "--workers <n>",
        `worker threads (default: 1; this machine has ${availableParallelism()} processors)`,
        wholeFrom(1, 256),
      )
      .option("--queue <url>", "Redis address of a queue that `vorlauf worker` processes serve")
      .option("--draws <n>", "draws of every predictive distribution", wholeFrom(200, 100_000), defaultDraws),
    [
      "vorlauf backtest",
      "vorlauf backtest capex-googl",
      "vorlauf backtest capex-group-three --json",
      "vorlauf backtest industrial-production --workers 4",
      "vorlauf backtest leads-googl --queue redis://127.0.0.1:6379",
    ],
  ).action(async (ids: readonly string[], options: BacktestFlags) => {
    if (ids.length === 0) {
      const lang = langOf(options);
      process.stdout.write(
        options.json === true
          ? json(targets.map(({ id, title }) => ({ id, title })))
          : `${targets.map((t) => `${t.id.padEnd(24)} ${t.title[lang]}`).join("\n")}\n`,
      );
      return;
    }
    for (const id of ids) targetOf(id);
    const bench = openWorkbench(options);
    const effects = effectsOf(options);
    try {
      const store = await bench.store();
      const context = contextOf(options);
      const bundle = bundleOf(store, context.code);
      const keeps = options.recompute !== true && context.code !== "dev";
      const executor = await executorFor({
        context,
        bundle,
        workers: options.workers ?? 1,
        queue: options.queue ?? null,
        entry: threadEntry,
        cache: cacheIn(keeps ? cacheFolder() : null),
        log: effects.log,
      });
      try {
        const results: Backtest[] = [];
        for (const id of ids) {
          const result = await backtest(id, {
            store,
            bundle,
            executor,
            simulating: { draws: options.draws, seed: seedOf(options) },
            asOf: bench.cut.asOf,
            progress: effects.progress,
          });
          results.push(result);
          if (options.json !== true) process.stdout.write(rendered(result, paperOf(options)));
        }
        if (options.json === true) process.stdout.write(json(results.length === 1 ? results[0] : results));
      } finally {
        await executor.close();
      }
    } finally {
      bench.close();
    }
  });
  withGlobals(
    program
      .command("worker")
      .description("do backtest jobs from a queue until stopped, or one job from a file")
      .option("--queue <url>", "Redis address, for example redis://127.0.0.1:6379")
      .option("--once <file>", "do the one job of this JSON file, print its result, and end")
      .option(
        "--lock <seconds>",
        "a job of a worker that is silent for so long is given to another",
        wholeFrom(1, 86_400),
        60,
      ),
    ["vorlauf worker --queue redis://127.0.0.1:6379", "vorlauf worker --once job.json"],
  ).action(async (options: WorkerFlags) => {
    const effects = effectsOf(options);
    const context = contextOf(options);
    const bench = openWorkbench(options);
    const bundle = bundleOf(await bench.store(), context.code);
    bench.close();
    if (options.once !== undefined) {
      const { handle, close } = handlerOf(context);
      try {
        process.stdout.write(
          json(
            await doOnce(
              handle,
              jobOf(readUserFile(options.once, "--once", "Name a file that can be read."), options.once),
              bundle,
            ),
          ),
        );
      } finally {
        await close();
      }
      return;
    }
    if (options.queue === undefined)
      throw new VorlaufError("input-invalid", {
        what: "vorlauf worker",
        got: "neither --queue nor --once",
        fix: "Give --queue redis://HOST:PORT, or --once job.json.",
      });
    const worker = await serveBacktestQueue(context, bundle, {
      url: options.queue,
      lockMs: 1000 * options.lock,
      done: (job) => effects.log(`done ${job.task} ${job.origin}`),
    });
    effects.log(`listening, bundle ${bundle.slice(0, 12)}`);
    await new Promise<void>((stopped) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped());
    });
    await worker.close();
  });
}

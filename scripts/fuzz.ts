import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { corpus } from "../test/fuzz/corpus.ts";
import { bySource, tryOne, type Verdict } from "../test/fuzz/verdict.ts";

/**
 * `npm run fuzz -- --runs 100000 --seed 1`: damages files and has every reader read them, in processes that can be stopped.
 * `--from I` begins at an input, `--fixtures` leaves the files beside the checkout out. Input I of seed S is always the same.
 * Ends with 1 when a reader crashed, hung, or gave out what no reader may.
 */
interface Job {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly real: boolean;
}

interface Tally {
  inputs: number;
  slowest: number;
  megabytes: number;
  readonly outcomes: Map<string, number>;
  readonly sources: Map<string, number>;
  readonly faults: Map<string, { count: number; example: string }>;
}

type Message =
  | { readonly kind: "begin"; readonly index: number }
  | { readonly kind: "done"; readonly index: number; readonly verdict: Verdict; readonly megabytes: number };

/** An input that is not done by then counts as hung [ms]. */
const hung = 20_000;

function work(job: Job): void {
  const seeds = bySource(corpus(job.real));
  let index = job.from;
  const next = (): void => {
    for (const until = performance.now() + 200; performance.now() < until; index += job.step) {
      if (index >= job.to) process.exit(0);
      process.send?.({ kind: "begin", index });
      const verdict = tryOne(seeds, job.seed, index);
      process.send?.({ kind: "done", index, verdict, megabytes: Math.round(process.memoryUsage.rss() / 1e6) });
    }
    setImmediate(next);
  };
  next();
}

function watch(job: Job, tally: Tally): Promise<void> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(import.meta.url), ["--job", JSON.stringify(job)], {
      execArgv: [...process.execArgv, "--max-old-space-size=1024"],
    });
    let current = -1;
    let timer = setTimeout(() => undefined, 0);
    const stop = (): void => void child.kill("SIGKILL");
    child.on("message", (message: Message) => {
      clearTimeout(timer);
      current = message.index;
      if (message.kind === "begin") timer = setTimeout(stop, hung);
      else note(tally, message.index, message.verdict, message.megabytes);
    });
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve();
      const said = signal === "SIGKILL" ? `hung for ${hung} ms` : `the process ended with ${code ?? signal}`;
      fault(tally, `${said}`, `input ${current}`);
      watch({ ...job, from: current + job.step }, tally).then(resolve, resolve);
    });
  });
}

function note(tally: Tally, index: number, v: Verdict, megabytes: number): void {
  tally.inputs++;
  tally.slowest = Math.max(tally.slowest, v.milliseconds);
  tally.megabytes = Math.max(tally.megabytes, megabytes);
  tally.outcomes.set(v.outcome, (tally.outcomes.get(v.outcome) ?? 0) + 1);
  tally.sources.set(v.source, (tally.sources.get(v.source) ?? 0) + 1);
  for (const text of v.faults)
    fault(tally, `${v.source}: ${text.replace(/\d+/g, "N")}`, `input ${index}, ${v.path}, ${v.damage}: ${text}`);
  if (tally.inputs % 5_000 === 0)
    process.stderr.write(`${tally.inputs} inputs, ${tally.faults.size} kinds of fault, ${tally.megabytes} MB\n`);
}

function fault(tally: Tally, kind: string, example: string): void {
  const held = tally.faults.get(kind);
  if (held === undefined) tally.faults.set(kind, { count: 1, example });
  else held.count++;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "2000" },
      seed: { type: "string", default: "1" },
      from: { type: "string", default: "0" },
      workers: { type: "string", default: String(availableParallelism()) },
      fixtures: { type: "boolean", default: false },
      job: { type: "string" },
    },
  });
  if (values.job !== undefined) return work(JSON.parse(values.job) as Job);
  const [runs, seed, from, workers] = [values.runs, values.seed, values.from, values.workers].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const tally: Tally = {
    inputs: 0,
    slowest: 0,
    megabytes: 0,
    outcomes: new Map(),
    sources: new Map(),
    faults: new Map(),
  };
  const started = performance.now();
  await Promise.all(
    Array.from({ length: workers }, (_, i) =>
      watch({ seed, from: from + i, to: from + runs, step: workers, real: !values.fixtures }, tally),
    ),
  );
  const sorted = (counts: Map<string, number>): string =>
    [...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, n]) => `${k} ${n}`)
      .join(", ");
  console.log(
    `seed ${seed}: ${tally.inputs} inputs from ${from} in ${Math.round((performance.now() - started) / 1000)} s; slowest ${Math.round(tally.slowest)} ms; at most ${tally.megabytes} MB`,
  );
  console.log(`outcomes: ${sorted(tally.outcomes)}\nreaders: ${tally.sources.size}: ${sorted(tally.sources)}`);
  for (const [kind, { count, example }] of [...tally.faults].sort(([, a], [, b]) => b.count - a.count))
    console.log(`FAULT ${count} x ${kind.slice(0, 300)}\n      ${example.slice(0, 900)}`);
  process.exitCode = tally.faults.size === 0 ? 0 : 1;
}

await main();

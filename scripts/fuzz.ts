import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { corpus } from "../test/fuzz/corpus.ts";
import { bySource, inputOf, tryOne, type Verdict } from "../test/fuzz/verdict.ts";

/**
 * `npm run fuzz -- --runs 100000 --seed 1`: damages files and has every reader read them, in processes that can be stopped.
 * `--from I` begins at an input, `--workers N` reads in N processes, `--fixtures` leaves the files beside the checkout out. Input I of seed S is always the same.
 * Every example of every fault is printed with file, seed, input and damage, at once and again at the end. Ends with 1 when a reader crashed, hung, or gave out what no reader may.
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
  slowest: { milliseconds: number; on: string };
  megabytes: number;
  readonly outcomes: Map<string, number>;
  readonly sources: Map<string, number>;
  readonly faults: Map<string, string[]>;
}

type Message =
  | { readonly kind: "begin"; readonly index: number }
  | { readonly kind: "done"; readonly index: number; readonly verdict: Verdict; readonly megabytes: number };

/** Processor time after which an input counts as hung [ms]: on a machine with other work a process may stand still for long. */
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

/** Processor time that a process has used [ms], from Linux's process table (fields 14 and 15, in hundredths of a second); elsewhere wall time. */
function processorTime(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return performance.now();
  }
}

function watch(job: Job, tally: Tally): Promise<void> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(import.meta.url), ["--job", JSON.stringify(job)], {
      execArgv: [...process.execArgv, "--max-old-space-size=1024"],
    });
    let current = -1;
    let begun: number | null = null;
    const watchdog = setInterval(() => {
      if (begun !== null && processorTime(child.pid) - begun > hung) child.kill("SIGKILL");
    }, 1_000);
    child.on("message", (message: Message) => {
      current = message.index;
      begun = message.kind === "begin" ? processorTime(child.pid) : null;
      if (message.kind === "done") note(tally, job, message);
    });
    child.on("exit", (code, signal) => {
      clearInterval(watchdog);
      if (code === 0) return resolve();
      const said =
        signal === "SIGKILL" ? `hung for ${hung} ms of processor time` : `the process ended with ${code ?? signal}`;
      const { seed, name } = inputOf(bySource(corpus(job.real)), job.seed, current);
      fault(tally, `${seed.source.id}: ${said}`, `${seed.path}, seed ${job.seed}, input ${current}, ${name}: ${said}`);
      watch({ ...job, from: current + job.step }, tally).then(resolve, resolve);
    });
  });
}

function note(tally: Tally, job: Job, { index, verdict: v, megabytes }: Message & { kind: "done" }): void {
  tally.inputs++;
  const on = `${v.path}, seed ${job.seed}, input ${index}, ${v.damage}`;
  if (v.milliseconds > tally.slowest.milliseconds) tally.slowest = { milliseconds: v.milliseconds, on };
  tally.megabytes = Math.max(tally.megabytes, megabytes);
  tally.outcomes.set(v.outcome, (tally.outcomes.get(v.outcome) ?? 0) + 1);
  tally.sources.set(v.source, (tally.sources.get(v.source) ?? 0) + 1);
  for (const text of v.faults) fault(tally, `${v.source}: ${text.replace(/\d+/g, "N")}`, `${on}: ${text}`);
  if (tally.inputs % 5_000 === 0)
    process.stderr.write(`${tally.inputs} inputs, ${tally.faults.size} kinds of fault, ${tally.megabytes} MB\n`);
}

function fault(tally: Tally, kind: string, example: string): void {
  const held = tally.faults.get(kind);
  if (held === undefined) tally.faults.set(kind, [example]);
  else held.push(example);
  process.stderr.write(`FAULT ${example.slice(0, 900)}\n`);
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
    slowest: { milliseconds: 0, on: "" },
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
    `seed ${seed}: ${tally.inputs} inputs from ${from} in ${Math.round((performance.now() - started) / 1000)} s; at most ${tally.megabytes} MB\nslowest ${Math.round(tally.slowest.milliseconds)} ms of processor time: ${tally.slowest.on}`,
  );
  console.log(`outcomes: ${sorted(tally.outcomes)}\nreaders: ${tally.sources.size}: ${sorted(tally.sources)}`);
  for (const [kind, examples] of [...tally.faults].sort(([, a], [, b]) => b.length - a.length)) {
    console.log(`FAULT ${examples.length} x ${kind.slice(0, 300)}`);
    for (const example of examples) console.log(`      ${example.slice(0, 900)}`);
  }
  process.exitCode = tally.faults.size === 0 ? 0 : 1;
}

await main();

import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { buildInfo } from "../../../src/doors/places.ts";
import { inlineExecutor, resultHash } from "../../../src/engines/executor.ts";
import { queueExecutor } from "../../../src/engines/queue-executor.ts";
import { openStore } from "../../../src/store/open.ts";
import { bundleOf, handlerOn, jobsOf } from "../../../src/tasks/backtest.ts";
import { redisTest, said, started } from "../../engines/redis.ts";

const snapshot = fileURLToPath(new URL("../../../snapshot", import.meta.url));
const cli = new URL("../../../src/doors/cli.ts", import.meta.url);

async function inlineJobs(n: number) {
  const store = await openStore(snapshot, { readOnly: true });
  const bundle = bundleOf(store, buildInfo().code);
  const jobs = (
    await jobsOf("capex-msft", { store, bundle, simulating: { draws: 400, seed: 1 }, asOf: "2026-08-01" })
  ).slice(-n);
  const results = await inlineExecutor(handlerOn(store, bundle)).run(jobs, () => undefined);
  store.close();
  return { bundle, jobs, results };
}

redisTest("two worker processes on a queue give the bytes of one process, also when asked twice", async (url) => {
  const { bundle, jobs, results } = await inlineJobs(4);
  const workers = [0, 1].map(() => started(cli, ["worker", "--queue", url, "--store", snapshot]));
  await Promise.all(workers.map((w) => said(w, "listening")));
  const queue = await queueExecutor({ url, bundle }, () => undefined);
  expect(await queue.run(jobs, () => undefined)).toEqual(results);
  expect(await queue.run(jobs, () => undefined)).toEqual(results);
  await queue.close();
  for (const w of workers) w.kill();
});

test("one job from a file prints the hash of the same result", async () => {
  const { jobs, results } = await inlineJobs(1);
  const file = join(mkdtempSync(join(tmpdir(), "vorlauf-once-")), "job.json");
  writeFileSync(file, JSON.stringify(jobs[0]));
  const run = spawnSync(
    process.execPath,
    ["--import", "tsx", fileURLToPath(cli), "worker", "--once", file, "--store", snapshot],
    { encoding: "utf8" },
  );
  expect(JSON.parse(run.stdout).hash).toBe(resultHash(results[0] ?? ""));
  writeFileSync(file, "{}");
  expect(spawnSync(process.execPath, ["--import", "tsx", fileURLToPath(cli), "worker", "--once", file]).status).toBe(2);
});

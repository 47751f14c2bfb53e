import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Job } from "../../src/engines/executor.ts";
import { queueExecutor } from "../../src/engines/queue-executor.ts";
import { redisTest, said, started } from "./redis.ts";

const worker = new URL("./queue-worker.ts", import.meta.url);
const bundle = "c0ffee".repeat(10);
const job = (seed: number): Job => ({ bundle, task: "double", options: {}, origin: "2026-01-13", seed });
const wanted = (n: number): number[] => Array.from({ length: n }, (_, i) => 2 * (i + 1));
const jobs = (n: number): Job[] => Array.from({ length: n }, (_, i) => job(i + 1));

redisTest("two processes share the jobs, and asking again changes nothing", async (url) => {
  const processes = [0, 1].map(() => started(worker, [url, bundle, "5000"]));
  await Promise.all(processes.map((p) => said(p, "listening")));
  const queue = await queueExecutor({ url, bundle }, () => undefined);
  const told: number[] = [];
  const first = await queue.run(jobs(12), (at) => told.push(at));
  const again = await queue.run([...jobs(12), job(3)], () => undefined);
  await queue.close();
  for (const p of processes) p.kill();
  expect(first.map((r) => JSON.parse(r).twice)).toEqual(wanted(12));
  expect(again.slice(0, 12)).toEqual(first);
  expect(JSON.parse(again[12] ?? "").twice).toBe(6);
  expect([...told].sort((a, b) => a - b)).toEqual([...Array(12).keys()]);
});

redisTest("a worker killed in the middle of a job loses nothing: another does the job", async (url) => {
  const file = join(mkdtempSync(join(tmpdir(), "vorlauf-kill-")), "taken");
  const stuck = started(worker, [url, bundle, "1500", file, "stuck"]);
  await said(stuck, "listening");
  const queue = await queueExecutor({ url, bundle }, () => undefined);
  const running = queue.run(jobs(4), () => undefined);
  const patient = started(worker, [url, bundle, "1500", file, "patient"]);
  await said(patient, "listening");
  await new Promise((done) => setTimeout(done, 300));
  stuck.kill("SIGKILL");
  const results = await running;
  await queue.close();
  patient.kill();
  expect(results.map((r) => JSON.parse(r).twice)).toEqual(wanted(4));
});

redisTest("when nobody listens the run says so and waits", async (url) => {
  const lines: string[] = [];
  const queue = await queueExecutor({ url, bundle }, (line) => lines.push(line));
  const running = queue.run([job(1)], () => undefined);
  await new Promise((done) => setTimeout(done, 1500));
  const late = started(worker, [url, bundle, "5000"]);
  const results = await running;
  await queue.close();
  late.kill();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("vorlauf worker --queue");
  expect(results).toEqual(['{"twice":2}']);
});

test("an address where nobody answers is named without its password", async () => {
  await expect(queueExecutor({ url: "redis://me:secret@127.0.0.1:1", bundle }, () => undefined)).rejects.toMatchObject({
    code: "source-unreachable",
    facts: { url: "redis://***@127.0.0.1:1" },
  });
  await expect(queueExecutor({ url: "http://127.0.0.1", bundle }, () => undefined)).rejects.toMatchObject({
    code: "input-invalid",
  });
});

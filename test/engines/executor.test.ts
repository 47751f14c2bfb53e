import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cachedExecutor, inlineExecutor, type Job, jobHash, resultHash } from "../../src/engines/executor.ts";
import { resultCache } from "../../src/engines/result-cache.ts";
import { threadExecutor } from "../../src/engines/thread-executor.ts";

const job = (seed: number, task = "double"): Job => ({
  bundle: "b",
  task,
  options: { draws: 10, a: 1 },
  origin: "2026-01-13",
  seed,
});
const entry = new URL("./slow-thread.ts", import.meta.url);

test("a job's name does not depend on the order of its options, and a result's name is SHA-256", () => {
  const other: Job = { seed: 1, origin: "2026-01-13", options: { a: 1, draws: 10 }, task: "double", bundle: "b" };
  expect(jobHash(other)).toBe(jobHash(job(1)));
  expect(jobHash(job(2))).not.toBe(jobHash(job(1)));
  // sha256sum of "abc", FIPS 180-2 appendix B.1
  expect(resultHash("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("results come in the order of the jobs, whichever thread was faster", async () => {
  const threads = threadExecutor({ entry, workers: 2, data: null });
  const told: number[] = [];
  const results = await threads.run(
    [3, 1, 2, 6, 4].map((s) => job(s)),
    (at) => told.push(at),
  );
  await threads.close();
  expect(results.map((r) => JSON.parse(r).twice)).toEqual([6, 2, 4, 12, 8]);
  expect([...told].sort()).toEqual([0, 1, 2, 3, 4]);
});

test("a thread that dies under a job is replaced and the job is done again", async () => {
  const died = new Int32Array(new SharedArrayBuffer(4));
  const threads = threadExecutor({ entry, workers: 2, data: died });
  const results = await threads.run([job(1), job(2, "die"), job(4)], () => undefined);
  await threads.close();
  expect(results.map((r) => JSON.parse(r).twice)).toEqual([2, 4, 8]);
  expect(died[0]).toBe(2);
});

test("a job's own error ends the run with that error, not with a retry", async () => {
  const threads = threadExecutor({ entry, workers: 2, data: null });
  await expect(threads.run([job(1), job(2, "wrong")], () => undefined)).rejects.toMatchObject({
    code: "input-invalid",
    facts: { got: "2026-01-13" },
  });
  await threads.close();
});

test("a run that was broken off is taken up where it stopped, and a job asked twice is done once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vorlauf-jobs-"));
  const done: number[] = [];
  const until = (last: number) =>
    cachedExecutor(
      inlineExecutor(async (j) => {
        if (j.seed > last) throw new TypeError("killed");
        done.push(j.seed);
        return String(10 * j.seed);
      }),
      resultCache(folder),
    );
  const jobs = [1, 2, 3, 2].map((s) => job(s));
  await expect(until(2).run(jobs, () => undefined)).rejects.toThrow("killed");
  expect(await until(9).run(jobs, () => undefined)).toEqual(["10", "20", "30", "20"]);
  expect(done).toEqual([1, 2, 3]);
});

import { threadId } from "node:worker_threads";
import { serveThread } from "../../src/engines/thread-executor.ts";
import { VorlaufError } from "../../src/terms/errors.ts";

/** Doubles the seed; task `die` ends its thread the first time that each thread sees it, `wrong` fails by its own fault. */
serveThread((data) => async (job) => {
  if (job.task === "die" && data instanceof Int32Array && Atomics.add(data, 0, 1) === 0) process.exit(9);
  if (job.task === "wrong")
    throw new VorlaufError("input-invalid", { what: "job", got: job.origin, fix: "Do not ask this." });
  await new Promise((done) => setTimeout(done, job.seed % 3 === 0 ? 30 : 1));
  return JSON.stringify({ twice: 2 * job.seed, origin: job.origin, where: threadId > 0 });
});

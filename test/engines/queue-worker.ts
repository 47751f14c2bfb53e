import { existsSync, writeFileSync } from "node:fs";
import { queueWorker } from "../../src/engines/queue-executor.ts";

/** A worker process for tests: `url bundle lockMs [file]`. With a file it stops dead in its first job after writing the file; others wait until it exists. */
const [url = "", bundle = "", lock = "2000", file = "", role = ""] = process.argv.slice(2);
await queueWorker(
  async (job) => {
    if (role === "stuck" && job.seed === 1) {
      writeFileSync(file, "taken");
      for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    }
    while (role === "patient" && !existsSync(file)) await new Promise((done) => setTimeout(done, 20));
    return JSON.stringify({ twice: 2 * job.seed });
  },
  { url, bundle, lockMs: Number(lock), done: () => undefined },
);
process.stdout.write("listening\n");

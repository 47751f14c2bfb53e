import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";

const program = ["redis-server", "/usr/bin/redis-server", "/usr/local/bin/redis-server"].find(
  (p) => spawnSync(p, ["--version"]).status === 0,
);

/** A test that needs a Redis server of its own; reported as skipped where none is installed. */
export function redisTest(name: string, run: (url: string) => Promise<void>, timeoutMs = 60_000): void {
  test.skipIf(program === undefined)(
    `${name} [needs redis-server]`,
    async () => {
      const port = await freePort();
      const server = spawn(
        program ?? "",
        [
          "--port",
          String(port),
          "--bind",
          "127.0.0.1",
          "--save",
          "",
          "--appendonly",
          "no",
          "--dir",
          mkdtempSync(join(tmpdir(), "vorlauf-redis-")),
        ],
        { stdio: ["ignore", "pipe", "ignore"] },
      );
      try {
        await said(server, "Ready to accept connections");
        await run(`redis://127.0.0.1:${port}`);
      } finally {
        server.kill();
      }
    },
    timeoutMs,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Until a process has printed some words. */
export function said(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes(words)) resolve();
      });
    child.once("exit", (code) => reject(new TypeError(`ended with ${code} before saying "${words}": ${text}`)));
  });
}

/** A TypeScript module of the tests as a process of its own. */
export function started(file: URL, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", file.pathname, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

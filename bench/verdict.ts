import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { timed } from "./ratio.ts";

/** How long does `vorlauf verdict` take on the embedded snapshot, first (nothing cached) and again? Of the built command, the process included. */
const command = fileURLToPath(new URL("../dist/doors/cli.js", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "vorlauf-verdict-"));

function verdict(): void {
  const run = spawnSync(process.execPath, [command, "verdict"], {
    env: { PATH: process.env["PATH"] ?? "", HOME: home },
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(run.stderr);
}

try {
  const first = await timed(verdict);
  const again = Math.min(await timed(verdict), await timed(verdict));
  console.log(
    `verdict: ${(first / 1000).toFixed(1)} s uncached, ${(again / 1000).toFixed(1)} s cached = ${(again / first).toFixed(2)}x`,
  );
} finally {
  rmSync(home, { recursive: true, force: true });
}

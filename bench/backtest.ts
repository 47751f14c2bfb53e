import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * How long does the real-time backtest of industrial production take, every vintage of FRED-MD estimated anew, with one worker and with two, and
 * are the results the same bytes? Of the built command, the process included, nothing cached.
 *
 *   npx tsx bench/backtest.ts [rounds]
 */
const rounds = Number(process.argv[2] ?? 2);
const command = fileURLToPath(new URL("../dist/doors/cli.js", import.meta.url));
const least = { 1: run(1), 2: run(2) };
if (least[1].hash !== least[2].hash) throw new Error(`the results differ: ${least[1].hash}, ${least[2].hash}`);
for (let round = 1; round < rounds; round++)
  for (const workers of [1, 2] as const) {
    const again = run(workers);
    if (again.hash !== least[1].hash) throw new Error(`the results differ: ${least[1].hash}, ${again.hash}`);
    if (again.seconds < least[workers].seconds) least[workers] = again;
  }
for (const workers of [1, 2] as const) {
  const { seconds, processor, origins } = least[workers];
  console.log(
    `industrial-production, ${origins} vintages, ${workers} worker(s): ${seconds.toFixed(1)} s, ${processor.toFixed(1)} s of processor time (goal: 60 s with two)`,
  );
}
console.log(
  `two workers ${(least[1].seconds / least[2].seconds).toFixed(2)} times as fast, same bytes (sha256 ${least[1].hash.slice(0, 12)})`,
);

function run(workers: 1 | 2): {
  readonly seconds: number;
  readonly processor: number;
  readonly hash: string;
  readonly origins: number;
} {
  const home = mkdtempSync(join(tmpdir(), "vorlauf-backtest-"));
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    "bash",
    [
      "-c",
      'TIMEFORMAT="processor %U %S"; time "$@"',
      "bash",
      process.execPath,
      command,
      "backtest",
      "industrial-production",
      "--workers",
      String(workers),
      "--json",
      "--recompute",
    ],
    { env: { PATH: process.env["PATH"] ?? "", HOME: home }, encoding: "utf8", maxBuffer: 1 << 30 },
  );
  const seconds = (performance.now() - started) / 1000;
  rmSync(home, { recursive: true, force: true });
  if (status !== 0) throw new Error(stderr);
  const [, user = "", system = ""] = /processor (\S+) (\S+)/.exec(stderr) ?? [];
  const result: { readonly origins: number } = JSON.parse(stdout);
  return {
    seconds,
    processor: Number(user) + Number(system),
    hash: createHash("sha256").update(stdout).digest("hex"),
    origins: result.origins,
  };
}

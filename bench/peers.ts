import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a peer's run gave: its version and the least processor time of one repetition [ms]. */
export interface PeerTime {
  readonly name: string;
  readonly milliseconds: number;
  /** A number of the result, to see that both did the same. */
  readonly result: number;
}

/**
 * Runs a short program of a peer that prints `version<TAB>milliseconds<TAB>result`; null, and a line that says so, where it is not installed.
 * @param interpreter "Rscript" (Debian r-base-core) or "/usr/bin/python3" (Debian python3-statsmodels)
 */
export function runPeer(interpreter: "Rscript" | "/usr/bin/python3", program: string): PeerTime | null {
  const folder = mkdtempSync(join(tmpdir(), "vorlauf-peer-"));
  const file = join(folder, interpreter === "Rscript" ? "peer.R" : "peer.py");
  writeFileSync(file, program);
  const run = spawnSync(interpreter, [file], {
    encoding: "utf8",
    env: { ...process.env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", PYTHONWARNINGS: "ignore" },
  });
  const [name, milliseconds, result] = (run.stdout ?? "").trim().split("\n").at(-1)?.split("\t") ?? [];
  if (run.status !== 0 || result === undefined) {
    console.log(
      `no peer: ${interpreter} ${run.error?.message ?? run.stderr.trim().split("\n").at(-1) ?? "gave nothing"}`,
    );
    return null;
  }
  return { name: name ?? interpreter, milliseconds: Number(milliseconds), result: Number(result) };
}

/** Least processor time of one run [ms] over `rounds` rounds of `repeats`: what other work on the machine disturbs least. */
export function processorTime(rounds: number, repeats: number, run: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let r = 0; r < rounds; r++) {
    const before = process.cpuUsage();
    for (let k = 0; k < repeats; k++) run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000 / repeats);
  }
  return least;
}

/** One line: our time, the peer's, the ratio, both results. */
export function compare(
  what: string,
  ours: { readonly milliseconds: number; readonly result: number },
  peer: PeerTime | null,
): void {
  const own = `${what}: ${ours.milliseconds.toPrecision(3)} ms (result ${ours.result.toPrecision(10)})`;
  console.log(
    peer === null
      ? `${own}; nothing to compare with`
      : `${own} against ${peer.milliseconds.toPrecision(3)} ms of ${peer.name} (result ${peer.result.toPrecision(10)}): ${(peer.milliseconds / ours.milliseconds).toFixed(1)} times as fast`,
  );
}

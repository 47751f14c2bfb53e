import { resolve } from "node:path";
import type { Command } from "commander";
import { takeFolder } from "../../tasks/intake.ts";
import type { PullReport } from "../../tasks/pull.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { snapshotFolder, userStoreFolder } from "../places.ts";
import { effectsOf, type GlobalOptions, json, withGlobals } from "../session.ts";

interface PullFlags extends GlobalOptions {
  readonly from?: string;
  readonly known?: string;
  readonly empty?: boolean;
}

function render(report: PullReport): string {
  const head = `${"source".padEnd(24)}${"files".padStart(6)}${"new".padStart(9)}${"revised".padStart(9)}${"unchanged".padStart(11)}${"rejected".padStart(10)}`;
  const rows = report.sources.map(
    (s) =>
      `${s.source.padEnd(24)}${String(s.documents.length).padStart(6)}${String(s.new).padStart(9)}${String(s.revised).padStart(9)}${String(s.unchanged).padStart(11)}${String(s.rejected).padStart(10)}\n${s.rejections.map((r) => `  rejected ${r.count}: ${r.reason} (${r.example})\n`).join("")}${s.failures.map((f) => `  FAILED ${f.path}: ${f.message} [${f.code}]\n`).join("")}`,
  );
  const unclaimed = report.unclaimed.length === 0 ? "" : `${report.unclaimed.length} files that no source knows: ${report.unclaimed.slice(0, 5).join(", ")}${report.unclaimed.length > 5 ? ", ..." : ""}\n`;
  return `${head}\n${rows.join("")}${unclaimed}`;
}

/** `vorlauf pull`: publishers' files into the store. */
export function pullCommand(program: Command): void {
  withGlobals(
    program
      .command("pull")
      .description("read publishers' files into your store; repeatable, a killed pull loses nothing")
      .argument("[sources...]", "ids of sources (vorlauf sources); all when none is named")
      .option("--from <dir>", "folder (or file) with the publisher's raw files; SOURCE.json beside them says when a copy was known")
      .option("--known <date>", "when the copies were known, for files that nothing else dates")
      .option("--empty", "begin a new store empty instead of with the embedded snapshot"),
    ["vorlauf pull --from ~/downloads/edgar sec", "vorlauf pull --from notable_ai_models.csv --known 2026-11-20", "vorlauf pull --store ./my-store --from ./files"],
  ).action(async (ids: readonly string[], options: PullFlags) => {
    if (options.from === undefined) {
      throw new VorlaufError("input-invalid", { what: "--from", got: "nothing", fix: "Name a folder with the publisher's files; `vorlauf sources` lists where they are published." });
    }
    const report = await takeFolder(
      {
        store: options.store === undefined ? userStoreFolder() : resolve(options.store),
        seed: options.empty === true ? null : snapshotFolder,
        folder: resolve(options.from),
        only: ids,
        known: options.known ?? null,
      },
      effectsOf(options),
    );
    process.stdout.write(options.json === true ? json(report) : render(report));
    if (report.failed) process.exitCode = 3;
  });
}

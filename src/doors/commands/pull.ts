import { resolve } from "node:path";
import type { Command } from "commander";
import { takeFolder, takeLive } from "../../tasks/intake.ts";
import type { PullReport } from "../../tasks/pull.ts";
import { VorlaufError } from "../../terms/errors.ts";
import type { Warning } from "../../terms/warnings.ts";
import { snapshotFolder, userStoreFolder } from "../places.ts";
import { effectsOf, type GlobalOptions, json, withGlobals } from "../session.ts";
import { filersOf } from "../tag-files.ts";

interface PullFlags extends GlobalOptions {
  readonly from?: string;
  readonly known?: string;
  readonly empty?: boolean;
  readonly query?: readonly string[];
  readonly again?: boolean;
  readonly tags?: string;
}

function render(report: PullReport, named: boolean): string {
  const whose = named ? "none of the sources named" : "no source";
  const head = `${"source".padEnd(24)}${"files".padStart(6)}${"new".padStart(9)}${"revised".padStart(9)}${"unchanged".padStart(11)}${"rejected".padStart(10)}`;
  const rows = report.sources.map(
    (s) =>
      `${s.source.padEnd(24)}${String(s.documents.length).padStart(6)}${String(s.new).padStart(9)}${String(s.revised).padStart(9)}${String(s.unchanged).padStart(11)}${String(s.rejected).padStart(10)}\n${s.rejections.map((r) => `  rejected ${r.count}: ${r.reason} (${r.example})\n`).join("")}${s.failures.map((f) => `  FAILED ${f.path}: ${f.message} [${f.code}]\n`).join("")}${notes(s)}`,
  );
  const unclaimed =
    report.unclaimed.length === 0
      ? ""
      : `${report.unclaimed.length} ${report.unclaimed.length === 1 ? "file" : "files"} that ${whose} knows: ${report.unclaimed.slice(0, 5).join(", ")}${report.unclaimed.length > 5 ? ", ..." : ""}\n`;
  const skipped = (report.skipped ?? []).map(({ source, reason }) => `left out ${source}: ${reason}\n`).join("");
  const hint = report.sources.some((s) => s.failures.some((f) => f.code === "source-changed"))
    ? "A document that FAILED is left out, the others are taken. Get it again where it is cut off or damaged; where the publisher changed its form, report the line.\n"
    : "";
  return `${head}\n${rows.join("")}${unclaimed}${skipped}${hint}`;
}

function notes(pulled: PullReport["sources"][number]): string {
  const same = pulled.notModified?.length ?? 0;
  const absent = pulled.absent ?? [];
  const warned = Object.entries(pulled.warnings)
    .map(([code, count]) => {
      const said = pulled.warned.filter((w) => w.code === code).map((w) => `    ${saysOf(w)}\n`);
      return `  warning ${code} (${count})\n${said.join("")}`;
    })
    .join("");
  return `${same === 0 ? "" : `  ${same} documents not changed since the last pull\n`}${absent.length === 0 ? "" : `  nothing at ${absent.slice(0, 3).join(", ")}${absent.length > 3 ? ", ..." : ""}\n`}${warned}`;
}

/** A reader's warning in words, its facts where it has none. */
function saysOf({ code, facts }: Warning): string {
  const who = `${facts["company"]} (CIK ${facts["cik"]})`;
  switch (code) {
    case "tags-not-checked":
      return `${who} is read by the usual tags, and nobody has checked what they mean there: compare a year with the filing, or name the tags with --tags FILE.`;
    case "capex-without-tag":
      return `${who} states no CapEx under ${facts["looked"]}; its facts hold ${facts["stated"]}. Look at the filing which line is meant and name it with --tags FILE (docs/sources/sec.md).`;
    default:
      return Object.entries(facts)
        .map(([name, value]) => `${name} ${value}`)
        .join(", ");
  }
}

/** `vorlauf pull`: publishers' files into the store. */
export function pullCommand(program: Command): void {
  withGlobals(
    program
      .command("pull")
      .description(
        "fetch publishers' documents, or read their files, into your store; repeatable, a killed pull loses nothing and goes on",
      )
      .argument(
        "[sources...]",
        "ids of sources (vorlauf sources); words behind an id fill its main field: sec NVDA TSM; all when none is named",
      )
      .option(
        "--query <key=value>",
        "part of the query of the source named; may be repeated",
        (part: string, before: readonly string[] | undefined) => [...(before ?? []), part],
      )
      .option("--again", "fetch documents again that have not changed since the last pull")
      .option(
        "--from <dir>",
        "do not fetch: folder (or file) with the publisher's raw files; SOURCE.json beside them says when a copy was known",
      )
      .option("--known <date>", "when the copies were known, for files that nothing else dates")
      .option("--tags <file>", "tag map of filers that Vorlauf does not map (default: tags.yaml in your data folder)")
      .option("--empty", "begin a new store empty instead of with the embedded snapshot"),
    [
      "vorlauf pull sec NVDA TSM F GM",
      "vorlauf pull fred INDPRO",
      "vorlauf pull sdmx-ecb --query flow=EXR --query key=M.USD.EUR.SP00.A",
      "vorlauf pull --from ~/downloads/edgar sec",
      "vorlauf pull --from notable_ai_models.csv --known 2026-11-20",
      "vorlauf pull sec TM STLA --tags my-tags.yaml",
      "vorlauf pull --store ./my-store --from ./files",
    ],
  ).action(async (ids: readonly string[], options: PullFlags) => {
    const place = {
      store: options.store === undefined ? userStoreFolder() : resolve(options.store),
      seed: options.empty === true ? null : snapshotFolder,
      filers: filersOf(options),
    };
    const report =
      options.from === undefined
        ? await takeLive(
            { ...place, words: ids, query: options.query ?? [], again: options.again === true },
            effectsOf(options),
          )
        : await takeFolder(
            { ...place, folder: resolve(options.from), only: ids, known: options.known ?? null },
            effectsOf(options),
          );
    process.stdout.write(options.json === true ? json(report) : render(report, ids.length > 0));
    if (report.sources.length === 0 && report.unclaimed.length > 0)
      throw new VorlaufError("input-invalid", {
        what: "--from",
        got: `${report.unclaimed.length} ${report.unclaimed.length === 1 ? "file" : "files"}, none of which a source knows`,
        fix: "Files are known by the publisher's own names and columns; `vorlauf sources` says where each source publishes.",
      });
    if (report.failed) process.exitCode = 3;
  });
}

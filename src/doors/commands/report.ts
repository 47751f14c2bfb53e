import { writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { collectReport } from "../../tasks/report.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { buildInfo } from "../places.ts";
import { printPdf } from "../print-pdf.ts";
import { renderReportHtml } from "../report.ts";
import { renderReportMarkdown } from "../report-markdown.ts";
import { type GlobalOptions, langOf, seedOf, withGlobals } from "../session.ts";
import { openWorkbench } from "../workbench.ts";

interface ReportFlags extends GlobalOptions {
  readonly format: "html" | "md" | "pdf";
  readonly output?: string;
}

/** `vorlauf report --format html|md|pdf -o FILE`: the reproducible report of a day. */
export function reportCommand(program: Command): void {
  withGlobals(
    program
      .command("report")
      .description("reproducible report of a day in one file: verdict, claims, figures, tables, sources and hashes")
      .addOption(new Option("--format <format>", "form of the report").choices(["html", "md", "pdf"]).default("html"))
      .option("-o, --output <file>", "file to write (default: stdout; PDF needs a file)"),
    [
      "vorlauf report -o report.html",
      "vorlauf report --as-of 2026-02-09 --lang de --format md -o bericht.md",
      "vorlauf report --format pdf -o report.pdf",
    ],
  ).action(async (options: ReportFlags) => {
    if (options.format === "pdf" && options.output === undefined)
      throw new VorlaufError("input-invalid", {
        what: "--output",
        got: "nothing",
        fix: "A PDF needs a file: -o report.pdf",
      });
    const bench = openWorkbench(options);
    try {
      const report = await collectReport(bench, bench.cut, {
        versions: { vorlauf: buildInfo().version, code: buildInfo().code },
        seed: seedOf(options),
      });
      const lang = langOf(options);
      const text = options.format === "md" ? renderReportMarkdown(report, lang) : renderReportHtml(report, lang);
      if (options.output === undefined) process.stdout.write(text);
      else write(options.output, options.format === "pdf" ? await printPdf(text, report.workbench.asOf) : text);
    } finally {
      bench.close();
    }
  });
}

function write(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content);
  } catch (cause) {
    throw new VorlaufError(
      "input-invalid",
      { what: "--output", got: file, fix: "The file cannot be written there; name another place." },
      { cause },
    );
  }
  process.stdout.write(`${file}\n`);
}

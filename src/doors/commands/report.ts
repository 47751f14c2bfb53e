import { readFileSync, writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { strFromU8, unzipSync } from "fflate";
import { collectReport, type Report } from "../../tasks/report.ts";
import { VorlaufError } from "../../terms/errors.ts";
import type { Lang } from "../../terms/text.ts";
import { type Bundle, bundleText, type Difference, differencesOf, type ReportFormat, readBundle } from "../bundle.ts";
import { buildInfo } from "../places.ts";
import { type GlobalOptions, json, langOf, seedOf, withGlobals } from "../session.ts";
import { openWorkbench } from "../workbench.ts";

interface ReportFlags extends GlobalOptions {
  readonly format: ReportFormat;
  readonly output?: string;
}

/** Formats that are bytes: they need a file. */
const bytesOnly: ReadonlySet<ReportFormat> = new Set(["pdf", "xlsx"]);

/** `vorlauf report --format html|md|pdf|xlsx -o FILE`: the reproducible report of a day; `vorlauf verify FILE`: made again and compared. */
export function reportCommand(program: Command): void {
  withGlobals(
    program
      .command("report")
      .description("reproducible report of a day in one file: verdict, claims, figures, tables, sources and hashes")
      .addOption(
        new Option("--format <format>", "form of the report").choices(["html", "md", "pdf", "xlsx"]).default("html"),
      )
      .option("-o, --output <file>", "file to write (default: stdout; PDF and xlsx need a file)"),
    [
      "vorlauf report -o report.html",
      "vorlauf report --as-of 2026-02-09 --lang de --format md -o bericht.md",
      "vorlauf report --format xlsx -o report.xlsx",
      "vorlauf report --format pdf -o report.pdf",
    ],
  ).action(async (options: ReportFlags) => {
    const { format } = options;
    if (bytesOnly.has(format) && options.output === undefined)
      throw new VorlaufError("input-invalid", {
        what: "--output",
        got: "nothing",
        fix: `This format needs a file: -o report.${format}`,
      });
    const report = await reportOf(options);
    const lang = langOf(options);
    const content = await rendered(report, lang, format);
    if (options.output === undefined) {
      process.stdout.write(content);
      return;
    }
    write(options.output, content);
    if (format === "pdf" && typeof content !== "string")
      write(bundleBeside(options.output), `${bundleText(report, lang, format, content)}\n`);
  });
  withGlobals(
    program
      .command("verify")
      .description("make a report again from the bundle it carries and compare: equal, or the first difference")
      .argument("<file>", "a report (html, md, xlsx), or the .bundle.json beside a PDF"),
    ["vorlauf verify report.html", "vorlauf verify report.pdf.bundle.json", "vorlauf verify report.xlsx --json"],
  ).action(async (file: string, options: GlobalOptions) => {
    const given = read(file);
    const bundle = readBundle(textOf(given), file);
    const again = await reportOf({ ...options, ...optionsOf(bundle), recompute: true });
    const differences = differencesOf(bundle, again, await filesOf(file, given, bundle, again));
    process.stdout.write(
      options.json === true
        ? json({ file, equal: differences.length === 0, differences })
        : told(file, bundle, differences, langOf(options)),
    );
    if (differences.length > 0) process.exitCode = 4;
  });
}

/** The bundle of a PDF lies beside it. */
function bundleBeside(file: string): string {
  return `${file}.bundle.json`;
}

async function reportOf(options: GlobalOptions): Promise<Report> {
  const bench = openWorkbench(options);
  try {
    return await collectReport(bench, bench.cut, {
      versions: { vorlauf: buildInfo().version, code: buildInfo().code },
      seed: seedOf(options),
    });
  } finally {
    bench.close();
  }
}

/** A document without a window, spreadsheets and the plotting library take seconds to load: each form loads what it needs. */
async function rendered(report: Report, lang: Lang, format: ReportFormat): Promise<string | Uint8Array> {
  switch (format) {
    case "md":
      return (await import("../report-markdown.ts")).renderReportMarkdown(report, lang);
    case "xlsx":
      return (await import("../report-xlsx.ts")).renderReportXlsx(report, lang);
    case "html":
      return (await import("../report.ts")).renderReportHtml(report, lang);
    case "pdf": {
      const [{ renderReportHtml }, { printPdf }] = [await import("../report.ts"), await import("../print-pdf.ts")];
      return printPdf(renderReportHtml(report, lang, "pdf"), report.workbench.asOf);
    }
  }
}

function optionsOf(bundle: Bundle): Pick<GlobalOptions, "asOf" | "pseudo" | "seed" | "lang"> {
  return { asOf: bundle.asOf, pseudo: bundle.mode === "pseudo", seed: String(bundle.seed), lang: bundle.lang };
}

/** The bytes to compare: of the report that was given, or of the PDF beside a bundle (whose bytes depend on the browser: only its hash counts). */
async function filesOf(
  file: string,
  given: Uint8Array,
  bundle: Bundle,
  again: Report,
): Promise<{ readonly given: Uint8Array | null; readonly now: Uint8Array | null }> {
  if (bundle.format === "pdf") {
    const beside = file.replace(/\.bundle\.json$/, "");
    return { given: beside === file ? null : read(beside), now: null };
  }
  const now = await rendered(again, bundle.lang, bundle.format);
  return { given, now: typeof now === "string" ? new TextEncoder().encode(now) : now };
}

const german: Readonly<Record<Difference["in"], string>> = {
  seal: "Siegel",
  store: "Speicher",
  code: "Programm",
  number: "Zahl",
  result: "Ergebnis",
  file: "Datei",
};

function told(file: string, bundle: Bundle, differences: readonly Difference[], lang: Lang): string {
  const made = `${bundle.format}, ${bundle.asOf}, ${bundle.mode}, seed ${bundle.seed}, ${bundle.lang}`;
  if (differences.length === 0)
    return lang === "de"
      ? `${file}: gleich (${made}; ${bundle.numbers.length} Zahlen, Ergebnis ${bundle.result.slice(0, 16)})\n`
      : `${file}: equal (${made}; ${bundle.numbers.length} numbers, result ${bundle.result.slice(0, 16)})\n`;
  const lines = differences.map((d) =>
    lang === "de"
      ? `  ${german[d.in]}, ${d.at}: im Bericht ${d.given}, jetzt ${d.now}`
      : `  ${d.in}, ${d.at}: in the report ${d.given}, now ${d.now}`,
  );
  return `${file}: ${lang === "de" ? "nicht gleich" : "not equal"} (${made})\n${lines.join("\n")}\n`;
}

/** A report's text: the files of a workbook one after the other. */
function textOf(bytes: Uint8Array): string {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return new TextDecoder().decode(bytes);
  try {
    const files = unzipSync(bytes, {
      filter: (f) => f.name.startsWith("xl/worksheets/") && f.originalSize < 100_000_000,
    });
    return Object.values(files)
      .map((f) => strFromU8(f))
      .join("\n");
  } catch {
    return "";
  }
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new VorlaufError(
      "input-invalid",
      { what: "file", got: file, fix: "It cannot be read; name a report that `vorlauf report` wrote." },
      { cause },
    );
  }
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

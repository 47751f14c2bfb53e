import { resolve } from "node:path";
import type { Command } from "commander";
import { type ReconciledFile, type Reconciliation, reconcile } from "../../tasks/reconcile.ts";
import { formats, type Lang } from "../../terms/text.ts";
import { effectsOf, type GlobalOptions, json, langOf, withGlobals } from "../session.ts";

/** `vorlauf reconcile DIR`: every file of a folder and what a pull would make of it; nothing is stored. */
export function reconcileCommand(program: Command): void {
  withGlobals(
    program
      .command("reconcile")
      .description(
        "what a pull of a folder would make of every file: source, rows, observations, rows left out by reason; stores nothing",
      )
      .argument("<dir>", "folder (or file) with publishers' raw files"),
    ["vorlauf reconcile ~/downloads/edgar", "vorlauf reconcile ./files --json"],
  ).action((dir: string, options: GlobalOptions) => {
    const report = reconcile(resolve(dir), effectsOf(options));
    process.stdout.write(options.json === true ? json(report) : render(report, langOf(options)));
    if (report.failed > 0) process.exitCode = 3;
  });
}

const words: Readonly<
  Record<
    Lang,
    Readonly<Record<"source" | "rows" | "read" | "made" | "series" | "left" | "file" | "nobody" | "failed", string>>
  >
> = {
  en: {
    source: "source",
    rows: "rows",
    read: "read",
    made: "values",
    series: "series",
    left: "left out",
    file: "file",
    nobody: "nobody claims",
    failed: "FAILED",
  },
  de: {
    source: "Quelle",
    rows: "Zeilen",
    read: "gelesen",
    made: "Werte",
    series: "Reihen",
    left: "übergangen",
    file: "Datei",
    nobody: "von niemandem beansprucht",
    failed: "FEHLER",
  },
};

function render(report: Reconciliation, lang: Lang): string {
  const w = words[lang];
  const { num } = formats[lang];
  const line = (cells: readonly string[]): string => {
    const [source = "", path = "", ...counts] = cells;
    return `${source.padEnd(22)}${counts.map((c) => c.padStart(11)).join("")}  ${path}\n`;
  };
  const count = (n: number | null): string => (n === null ? "–" : num(n));
  const rows = report.files
    .filter((f) => f.source !== null || f.failure !== null)
    .map((f) => fileLine(f, line, count, w.failed));
  const rest = report.files.filter((f) => f.source === null && f.failure === null).map((f) => `  ${f.path}\n`);
  const closing =
    lang === "en"
      ? `${num(report.claimed)} files claimed, ${num(report.failed)} failed; ${num(report.observations)} values made, ${num(report.rejected)} rows left out by name; ${num(report.unclaimed)} files nobody claims\n`
      : `${num(report.claimed)} Dateien beansprucht, ${num(report.failed)} fehlerhaft; ${num(report.observations)} Werte, ${num(report.rejected)} Zeilen mit Begründung übergangen; ${num(report.unclaimed)} Dateien von niemandem beansprucht\n`;
  return `${line([w.source, w.file, w.rows, w.read, w.made, w.series, w.left])}${rows.join("")}${rest.length === 0 ? "" : `${w.nobody}:\n${rest.join("")}`}${closing}`;
}

function fileLine(
  f: ReconciledFile,
  line: (cells: readonly string[]) => string,
  count: (n: number | null) => string,
  failed: string,
): string {
  const left = f.rejected.reduce((n, r) => n + r.count, 0);
  const head = line([
    f.source ?? "–",
    f.path,
    count(f.rows),
    count(f.read),
    count(f.observations),
    count(f.series),
    count(left),
  ]);
  const reasons = f.rejected.map((r) => `  ${count(r.count)}: ${r.reason} (${r.example})\n`).join("");
  return `${head}${reasons}${f.failure === null ? "" : `  ${failed} ${f.failure}\n`}`;
}

import { resolve } from "node:path";
import type { Command } from "commander";
import { type ReconciledFile, type Reconciliation, reconcile } from "../../tasks/reconcile.ts";
import { type UnreadKind, unreadKinds } from "../../tasks/unread.ts";
import { lookup } from "../../terms/lookup.ts";
import { formats, type Lang } from "../../terms/text.ts";
import { effectsOf, type GlobalOptions, json, langOf, withGlobals } from "../session.ts";
import { filersOf } from "../tag-files.ts";

interface ReconcileOptions extends GlobalOptions {
  readonly tags?: string;
}

/** `vorlauf reconcile DIR`: every file of a folder, its rows, and what a pull would make of them; nothing is stored. */
export function reconcileCommand(program: Command): void {
  withGlobals(
    program
      .command("reconcile")
      .description(
        "what a pull of a folder would make of every file: source, rows, rows read, rows left out by reason, whether they add up; stores nothing",
      )
      .argument("<dir>", "folder (or file) with publishers' raw files")
      .option("--tags <file>", "tag map of filers that Vorlauf does not map (default: tags.yaml in your data folder)"),
    ["vorlauf reconcile ~/downloads/edgar", "vorlauf reconcile ./files --json"],
  ).action((dir: string, options: ReconcileOptions) => {
    const report = reconcile(resolve(dir), effectsOf(options), filersOf(options));
    process.stdout.write(options.json === true ? json(report) : render(report, langOf(options)));
    if (report.failed + report.unequal > 0) process.exitCode = 3;
  });
}

type Word =
  | "source"
  | "rows"
  | "read"
  | "made"
  | "left"
  | "equal"
  | "file"
  | "nobody"
  | "failed"
  | "yes"
  | "no"
  | "beside";

const words: Readonly<Record<Lang, Readonly<Record<Word, string>>>> = {
  en: {
    source: "source",
    rows: "rows",
    read: "read",
    made: "values",
    left: "left out",
    equal: "sum",
    file: "file (what a row is, if not a row)",
    nobody: "claimed by no source",
    failed: "FAILED",
    yes: "equal",
    no: "NOT",
    beside: "beside",
  },
  de: {
    source: "Quelle",
    rows: "Zeilen",
    read: "gelesen",
    made: "Werte",
    left: "übergangen",
    equal: "Summe",
    file: "Datei (was eine Zeile ist, wenn keine Zeile)",
    nobody: "von keiner Quelle beansprucht",
    failed: "FEHLER",
    yes: "gleich",
    no: "NEIN",
    beside: "daneben",
  },
};

/** What readers call their rows, in German. */
const unitsDe: Readonly<Record<string, string>> = {
  papers: "Arbeiten",
  "categories and pairs": "Kategorien und Paare",
  values: "Werte",
  days: "Tage",
  devices: "Geräte",
  dates: "Zeitpunkte",
  prices: "Preise",
  models: "Modelle",
  files: "Dateien",
  offers: "Angebote",
  "results and trends": "Ergebnisse und Trends",
  snapshots: "Momentaufnahmen",
  cells: "Zellen",
  calls: "Aufrufe",
  entries: "Einträge",
  months: "Monate",
  facts: "Angaben",
  filings: "Einreichungen",
  generators: "Kraftwerksblöcke",
};

function render(report: Reconciliation, lang: Lang): string {
  const w = words[lang];
  const heading = lineOf([w.source, w.rows, w.read, w.left, w.equal, w.made], w.file);
  const claimed = report.files.filter((f) => f.source !== null || f.failure !== null);
  return `${heading}${claimed.map((f) => fileLines(f, lang)).join("")}${unclaimed(report, lang)}${closing(report, lang)}`;
}

function lineOf([source = "", ...counts]: readonly string[], path: string): string {
  return `${source.padEnd(20)}${counts.map((c) => c.padStart(11)).join("")}  ${path}\n`;
}

function fileLines(f: ReconciledFile, lang: Lang): string {
  const w = words[lang];
  const { num } = formats[lang];
  const count = (n: number | null): string => (n === null ? "–" : num(n));
  const unit =
    f.unit === null || f.unit === "rows" ? "" : ` (${lang === "de" ? (lookup(unitsDe, f.unit) ?? f.unit) : f.unit})`;
  const equal = f.isEqual === null ? "–" : f.isEqual ? w.yes : w.no;
  const head = lineOf(
    [f.source ?? "–", count(f.rows), count(f.read), count(f.left), equal, count(f.observations)],
    `${f.path}${unit}`,
  );
  const reasons = f.rejected.map(
    (r) => `  ${count(r.count)}${r.of === undefined ? "" : ` ${r.of}`}: ${r.reason} (${r.example})\n`,
  );
  const beside = f.beside.map((b) => `  ${w.beside} ${count(b.count)}: ${b.what}\n`);
  const mismatch = f.mismatch === "" ? "" : `  ${w.no}: ${f.mismatch}\n`;
  const failure = f.failure === null ? "" : `  ${w.failed} ${f.failure}\n`;
  return `${head}${reasons.join("")}${beside.join("")}${mismatch}${failure}`;
}

/** Names of one folder that are printed; `--json` has all. */
const namesShown = 4;

/** Files that nobody claims, by reason; those of one folder on one line. */
function unclaimed({ files }: Reconciliation, lang: Lang): string {
  const w = words[lang];
  const { num } = formats[lang];
  const byKind = new Map<UnreadKind, string[]>();
  for (const { why, path } of files) if (why !== null) byKind.set(why, [...(byKind.get(why) ?? []), path]);
  if (byKind.size === 0) return "";
  const blocks = [...byKind].map(([kind, paths]) => {
    const byFolder = new Map<string, string[]>();
    for (const path of paths) {
      const at = path.lastIndexOf("/");
      const folder = at < 0 ? "." : path.slice(0, at);
      byFolder.set(folder, [...(byFolder.get(folder) ?? []), path.slice(at + 1)]);
    }
    const lines = [...byFolder].map(
      ([folder, names]) =>
        `    ${folder}/ ${num(names.length)}: ${names.slice(0, namesShown).join(", ")}${names.length > namesShown ? ", ..." : ""}\n`,
    );
    return `  ${unreadKinds[kind][lang]} (${num(paths.length)}):\n${lines.join("")}`;
  });
  return `\n${w.nobody}:\n${blocks.join("")}`;
}

function closing(report: Reconciliation, lang: Lang): string {
  const { num } = formats[lang];
  const { claimed, failed, unequal, observations, rejected, files } = report;
  const unknown = files.filter((f) => f.why === "unknown").length;
  const rest = report.unclaimed - unknown;
  const read = files.reduce((n, f) => n + (f.read ?? 0), 0);
  const counted = (n: number, one: string, more: string): string => `${num(n)} ${n === 1 ? one : more}`;
  return lang === "en"
    ? `\n${counted(claimed, "file", "files")} claimed: ${num(claimed - failed - unequal)} add up, ${num(unequal)} do not, ${num(failed)} failed. ${counted(read, "row", "rows")} read into ${counted(observations, "value", "values")}, ${num(rejected)} left out by name. ${counted(rest, "file", "files")} left alone by name, ${num(unknown)} that no source knows.\n`
    : `\n${counted(claimed, "Datei", "Dateien")} beansprucht: ${num(claimed - failed - unequal)} gehen auf, ${num(unequal)} nicht, ${num(failed)} fehlerhaft. ${counted(read, "Zeile", "Zeilen")} gelesen, daraus ${counted(observations, "Wert", "Werte")}; ${num(rejected)} mit Begründung übergangen. ${counted(rest, "Datei", "Dateien")} mit Begründung liegen gelassen, ${num(unknown)} kennt keine Quelle.\n`;
}

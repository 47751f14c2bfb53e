import type { Command } from "commander";
import { audit } from "../../tasks/audit.ts";
import { doctor } from "../../tasks/doctor.ts";
import { schemaNames, schemaOf } from "../../tasks/schema.ts";
import { sourcesOn } from "../../tasks/supply.ts";
import type { Lang } from "../../terms/text.ts";
import { de } from "../../terms/words/de.ts";
import { en } from "../../terms/words/en.ts";
import type { SourceHealth } from "../../terms/workbench.ts";
import { cacheFolder } from "../places.ts";
import { type GlobalOptions, json, langOf, storeToRead, withGlobals } from "../session.ts";
import { openWorkbench } from "../workbench.ts";

/** Columns that hold numbers, set to the right; the last column, the title, is not filled up. */
const numbers: readonly number[] = [5, 6, 7, 8, 9];

function laidOut(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)));
  const cell = (text: string, c: number): string =>
    numbers.includes(c) ? text.padStart(widths[c] ?? 0) : text.padEnd(widths[c] ?? 0);
  return rows.map((row) => row.map(cell).join("  ").trimEnd());
}

/** All sources: a heading, a line for each of what is held of it on the day, and below it why it is not fresh. */
function healthTable(lines: readonly SourceHealth[], lang: Lang): string {
  const w = { en, de }[lang];
  const days = (n: number | null): string => (n === null ? "–" : w.days(String(n)));
  const first = [w.source, w.health, w.lastSuccess, w.known, w.newestPeriod];
  const head = first.concat(w.age, w.lag, w.series, w.observations, w.documents, w.terms, w.licence, "");
  const rows = lines.map((s) => [
    s.id,
    w.healthStates[s.state],
    s.lastSuccess?.slice(0, 10) ?? "–",
    s.newestKnown?.slice(0, 10) ?? "–",
    s.newestPeriod ?? "–",
    days(s.ageDays),
    days(s.lagDays),
    String(s.series),
    String(s.observations),
    String(s.documents),
    w.termsWords[s.terms],
    s.licence.slice(0, 34),
    s.title,
  ]);
  const [heading = "", ...set] = laidOut([head, ...rows]);
  const isFine = ({ state }: SourceHealth): boolean => ["fresh", "closed", "not-applicable"].includes(state);
  return [heading, ...lines.flatMap((s, i) => [set[i] ?? "", ...(isFine(s) ? [] : [`  ${s.says[lang]}`])])].join("\n");
}

/** `vorlauf sources`, `audit`, `doctor`, `schema`: what is held, whether it is sound, and the shape of what is printed. */
export function careCommands(program: Command): void {
  withGlobals(
    program
      .command("sources")
      .description(
        "every source as of a day: health, last live pull that succeeded, newest value known, newest period, age and usual lag, what is held, terms, licence, errors",
      ),
    ["vorlauf sources", "vorlauf sources --as-of 2026-02-09 --json"],
  ).action(async (options: GlobalOptions) => {
    const bench = openWorkbench(options);
    try {
      const lines = await sourcesOn(bench, bench.cut);
      process.stdout.write(options.json === true ? json(lines) : `${healthTable(lines, langOf(options))}\n`);
    } finally {
      bench.close();
    }
  });
  withGlobals(program.command("audit").description("check that every published number has an origin"), [
    "vorlauf audit",
    "vorlauf audit --as-of 2026-02-09 --json",
  ]).action(async (options: GlobalOptions) => {
    const bench = openWorkbench(options);
    try {
      const workbench = await bench.verdict(bench.cut);
      const report = await audit({
        store: await bench.store(),
        asOf: bench.cut.asOf,
        mode: bench.cut.mode,
        parts: Object.values(workbench.parts),
        claims: workbench.thesis.claims,
      });
      process.stdout.write(
        options.json === true
          ? json(report)
          : `${report.checked} numbers, ${report.refs} references, ${report.failures.length} without an origin\n${report.failures.map((f) => `  ${f.of}: ${f.reason}${f.ref === null ? "" : ` (${f.ref})`}\n`).join("")}`,
      );
      if (report.failures.length > 0) process.exitCode = 4;
    } finally {
      bench.close();
    }
  });
  withGlobals(program.command("doctor").description("check store and environment"), [
    "vorlauf doctor",
    "vorlauf doctor --store DIR --json",
  ]).action(async (options: GlobalOptions) => {
    const { path, readOnly } = storeToRead(options);
    const report = await doctor({ store: path, readOnly, cacheFolder: cacheFolder() ?? "", node: process.version });
    process.stdout.write(
      options.json === true
        ? json(report)
        : `${report.store}\n${report.findings.map((f) => `  ${f.ok ? "ok  " : "bad "} ${f.id.padEnd(16)} ${f.found}${f.fix === "" ? "" : `\n       ${f.fix}`}`).join("\n")}\n`,
    );
    if (!report.ok) process.exitCode = 4;
  });
  withGlobals(
    program
      .command("schema")
      .description(`JSON Schema of what --json prints: ${schemaNames.join(", ")}`)
      .argument("[name]", "which"),
    ["vorlauf schema", "vorlauf schema verdict > verdict.schema.json"],
  ).action((name: string | undefined, options: GlobalOptions) => {
    const heading = langOf(options) === "de" ? "Schemata" : "Schemas";
    process.stdout.write(name === undefined ? `${heading}: ${schemaNames.join(", ")}\n` : json(schemaOf(name)));
  });
}

import type { Command } from "commander";
import { audit } from "../../tasks/audit.ts";
import { doctor } from "../../tasks/doctor.ts";
import { schemaNames, schemaOf } from "../../tasks/schema.ts";
import { sourcesOn } from "../../tasks/supply.ts";
import type { Lang } from "../../terms/text.ts";
import type { SourceHealth } from "../../terms/workbench.ts";
import { cacheFolder } from "../places.ts";
import { type GlobalOptions, json, langOf, storeToRead, withGlobals } from "../session.ts";
import { openWorkbench } from "../workbench.ts";

/** One source: what is held of it on the day, and below it why it is not fresh. */
function healthLine(s: SourceHealth, lang: Lang): string {
  const lag = s.lagDays === null ? "–" : String(s.lagDays);
  const head = `${s.id.padEnd(22)} ${s.state.padEnd(15)} ${(s.newestKnown?.slice(0, 10) ?? "–").padEnd(11)} ${(s.newestPeriod ?? "–").padEnd(11)} ${lag.padStart(4)} ${String(s.series).padStart(5)} ${String(s.observations).padStart(8)} ${String(s.documents).padStart(5)}  ${s.terms.padEnd(8)} ${s.licence.slice(0, 34).padEnd(35)} ${s.title}`;
  return s.state === "late" || s.state === "silent" || s.state === "down" ? `${head}\n  ${s.says[lang]}` : head;
}

/** `vorlauf sources`, `audit`, `doctor`, `schema`: what is held, whether it is sound, and the shape of what is printed. */
export function careCommands(program: Command): void {
  withGlobals(
    program
      .command("sources")
      .description(
        "every source as of a day: health, newest value known, newest period, usual lag [days], series, values and documents held, terms, licence",
      ),
    ["vorlauf sources", "vorlauf sources --as-of 2026-02-09 --json"],
  ).action(async (options: GlobalOptions) => {
    const bench = openWorkbench(options);
    try {
      const lines = await sourcesOn(bench, bench.cut);
      process.stdout.write(
        options.json === true ? json(lines) : `${lines.map((s) => healthLine(s, langOf(options))).join("\n")}\n`,
      );
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

import { readFileSync, statSync } from "node:fs";
import { type Command, Option } from "commander";
import { methodSheet, methodSheets, runMethod } from "../../tasks/method.ts";
import { csvCell } from "../../tasks/table-file.ts";
import { nearIds, VorlaufError } from "../../terms/errors.ts";
import type { MethodResult, MethodTable } from "../../terms/method.ts";
import { methodList, methodPage, methodResult } from "../method-text.ts";
import { type GlobalOptions, json, langOf, paperOf, seedOf } from "../session.ts";
import { writeCsv } from "../user-file.ts";

interface MethodFlags extends GlobalOptions {
  readonly data?: string;
  readonly options?: string;
  readonly csv?: string;
  readonly table?: string;
  readonly example?: boolean;
}

const mostBytes = 64 * 1024 * 1024;

function textOf(path: string, what: string): string {
  try {
    if (path !== "-" && statSync(path).size > mostBytes)
      throw new VorlaufError("input-invalid", {
        what,
        got: `${path}, ${statSync(path).size} bytes`,
        fix: `At most ${mostBytes} bytes are read.`,
      });
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (cause) {
    if (cause instanceof VorlaufError) throw cause;
    throw new VorlaufError(
      "input-invalid",
      { what, got: path, fix: "Name a file that can be read (- for stdin)." },
      { cause },
    );
  }
}

function optionsIn(path: string | undefined): unknown {
  if (path === undefined) return {};
  const text = textOf(path, "--options");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new VorlaufError(
      "input-invalid",
      {
        what: "--options",
        got: `${path}: ${cause instanceof Error ? cause.message : ""}`,
        fix: 'Give a JSON object, for example { "seed": 1 }.',
      },
      { cause },
    );
  }
}

function tableNamed(result: MethodResult, id: string | undefined): MethodTable {
  const ids = result.tables.map((t) => t.id);
  const found = id === undefined ? result.tables[0] : result.tables.find((t) => t.id === id);
  if (found !== undefined) return found;
  if (id === undefined)
    return {
      id: "values",
      columns: ["name", "value"],
      rows: result.values.map((v) => [v.name, typeof v.value === "boolean" ? String(v.value) : v.value]),
    };
  throw new VorlaufError("unknown-id", {
    kind: `table of ${result.method}`,
    id,
    near: nearIds(id, ids).length > 0 ? nearIds(id, ids) : ids,
  });
}

/** A table as CSV, safe to open in a spreadsheet. */
function csvText({ columns, rows }: MethodTable): string {
  return `${[columns, ...rows].map((row) => row.map((c) => csvCell(c ?? "")).join(",")).join("\r\n")}\r\n`;
}

/** `vorlauf method`: any method of the house on the user's own data. */
export function methodCommand(program: Command): void {
  program
    .command("method")
    .description("any method on your own data; without --data: what it takes, its options and an example")
    .argument("[id]", "which method; list (or nothing) shows all")
    .option("--data <file>", "CSV file with a header, first column a date (- for stdin)")
    .option("--options <file>", "JSON file with options")
    .option("--csv <file>", "write a table of the result as CSV (- for stdout)")
    .option("--table <id>", "which table --csv writes (default: the first)")
    .option("--example", "print an example file and stop")
    .addOption(new Option("--lang <lang>", "language of the output (default: en)").choices(["en", "de"]))
    .option("--json", "print JSON (its schema: vorlauf schema method)")
    .addOption(new Option("--seed <n>", "seed of a simulation, where the options name none").default("1"))
    .addHelpText(
      "after",
      `\nExamples:\n${[
        "vorlauf method list",
        "vorlauf method bayesian-vector-autoregression",
        "vorlauf method pelt --data series.csv --options options.json",
        "vorlauf method theta --data series.csv --csv forecast.csv",
        "vorlauf method theta --example | vorlauf method theta --data - --json",
      ]
        .map((e) => `  $ ${e}`)
        .join("\n")}`,
    )
    .action(run);
}

function run(id: string | undefined, flags: MethodFlags): void {
  const paper = paperOf(flags);
  if (id === undefined || id === "list") {
    const sheets = methodSheets();
    process.stdout.write(flags.json === true ? json(sheets) : methodList(sheets, langOf(flags)));
    return;
  }
  const sheet = methodSheet(id);
  if (flags.example === true) {
    if (sheet.example === null)
      throw new VorlaufError("input-invalid", {
        what: `method ${id}`,
        got: "--example",
        fix: sheet.notRunnable?.en ?? "",
      });
    process.stdout.write(sheet.example.csv);
    return;
  }
  if (flags.data === undefined) {
    process.stdout.write(flags.json === true ? json(sheet) : methodPage(sheet, paper));
    return;
  }
  const given = optionsIn(flags.options);
  const seeded = sheet.options.some((o) => o.name === "seed") && typeof given === "object" && !Array.isArray(given);
  const options = seeded ? { seed: seedOf(flags), ...given } : given;
  const result = runMethod(id, textOf(flags.data, "--data"), options);
  if (flags.csv !== undefined) writeCsv(flags.csv, csvText(tableNamed(result, flags.table)));
  if (flags.csv === "-") return;
  process.stdout.write(flags.json === true ? json(result) : methodResult(result, paper));
}

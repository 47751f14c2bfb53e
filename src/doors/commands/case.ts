import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { caseLines, runCase } from "../../tasks/case.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { json } from "../session.ts";

/** The file of a case: `case.json` of a folder, or the file itself. */
function caseFile(path: string): string {
  const at = resolve(path);
  const file = existsSync(at) && statSync(at).isDirectory() ? join(at, "case.json") : at;
  if (!existsSync(file))
    throw new VorlaufError("input-invalid", {
      what: "case",
      got: path,
      fix: "Name a folder with a case.json, or the JSON file.",
    });
  return file;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new VorlaufError(
      "input-invalid",
      { what: "case", got: file, fix: "The file is not readable JSON." },
      { cause },
    );
  }
}

/** Text of a file beside the case, or of the neighbouring case that it names; nothing else can be reached. */
function readerOf(file: string): (name: string) => string {
  const folder = dirname(file);
  return (name) => {
    const own = /^[\w.-]+$/.test(name);
    const neighbour = /^\.\.\/[\w-]+\/[\w.-]+$/.test(name);
    if (!own && !neighbour)
      throw new VorlaufError("input-invalid", {
        what: "file of the case",
        got: name,
        fix: "A case reads files of its own folder or of a neighbouring case.",
      });
    try {
      return readFileSync(join(folder, name), "utf8");
    } catch (cause) {
      throw new VorlaufError(
        "input-invalid",
        { what: `file of case ${basename(folder)}`, got: name, fix: "The case names it and it is not there." },
        { cause },
      );
    }
  };
}

/** `vorlauf case`: a reference case computed without its expected values, then compared. */
export function caseCommand(program: Command): void {
  program
    .command("case")
    .description("run a reference case: computed from settings, inputs and given alone, then compared key by key")
    .argument("<path>", "folder with a case.json, or the JSON file")
    .option("--json", "print {id, method, computed}")
    .addHelpText(
      "after",
      "\nExamples:\n  $ vorlauf case ./kalman-nile-local-level\n  $ vorlauf case ./bbq-us-gdp/case.json --json",
    )
    .action((path: string, options: { readonly json?: boolean }) => {
      const file = caseFile(path);
      const result = runCase(parsed(file), readerOf(file));
      process.stdout.write(
        options.json === true
          ? json({ id: result.id, method: result.method, computed: result.computed })
          : `${caseLines(result).join("\n")}\n`,
      );
    });
}

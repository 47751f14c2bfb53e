import type { Command } from "commander";
import { verdictOf } from "../../tasks/verdict.ts";
import { type GlobalOptions, json, langOf, paperOf, withGlobals } from "../session.ts";
import { renderVerdict } from "../terminal.ts";
import { openWorkbench } from "../workbench.ts";

/** `vorlauf verdict`: one line per part of the system, then how the claims stand. */
export function verdictCommand(program: Command): void {
  withGlobals(program.command("verdict").description("the verdict of a day: twelve parts, fourteen claims"), [
    "vorlauf verdict",
    "vorlauf verdict --as-of 2026-02-09",
    "vorlauf verdict --as-of 2026-02-09 --json | jq '.claims[] | {id, state, probability}'",
    "vorlauf verdict --lang de --pseudo",
  ]).action(async (options: GlobalOptions) => {
    const bench = openWorkbench(options);
    try {
      const workbench = await bench.verdict(bench.cut);
      process.stdout.write(
        options.json === true
          ? json(verdictOf(workbench, langOf(options)))
          : renderVerdict(workbench, paperOf(options)),
      );
    } finally {
      bench.close();
    }
  });
}

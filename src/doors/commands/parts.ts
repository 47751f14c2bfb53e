import { Argument, type Command } from "commander";
import type { PartId } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { type GlobalOptions, json, paperOf, withGlobals } from "../session.ts";
import { renderPart } from "../terminal.ts";
import { openWorkbench } from "../workbench.ts";

const signals = ["succession", "retreat", "convergence"] as const;
const parts = ["cycle", "rotation", "chain", "reinforcement", "economics", "waiting", "analogs", "budget"] as const;

async function show(id: PartId, options: GlobalOptions): Promise<void> {
  const bench = openWorkbench(options);
  try {
    const part = await bench.part(id, bench.cut);
    process.stdout.write(options.json === true ? json(part) : renderPart(part, paperOf(options)));
  } finally {
    bench.close();
  }
}

/** `vorlauf signal ID` and one command per other part of the system. */
export function partCommands(program: Command): void {
  withGlobals(
    program
      .command("signal")
      .description("one early indicator in full: level, direction, confidence, components")
      .addArgument(new Argument("<id>", "which indicator").choices(signals)),
    ["vorlauf signal succession", "vorlauf signal retreat --as-of 2026-02-09", "vorlauf signal convergence --json"],
  ).action(async (id: PartId, options: GlobalOptions) => {
    await show(id, options);
  });
  for (const id of parts) {
    withGlobals(program.command(id).description(partWords[id].question.en), [
      `vorlauf ${id}`,
      `vorlauf ${id} --as-of 2026-02-09 --json`,
    ]).action(async (options: GlobalOptions) => {
      await show(id, options);
    });
  }
}

#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { exitCodeOf, VorlaufError } from "../terms/errors.ts";
import { backtestCommands } from "./commands/backtest.ts";
import { careCommands } from "./commands/care.ts";
import { caseCommand } from "./commands/case.ts";
import { groupsCommand } from "./commands/groups.ts";
import { methodCommand } from "./commands/method.ts";
import { newsCommand } from "./commands/news.ts";
import { partCommands } from "./commands/parts.ts";
import { pullCommand } from "./commands/pull.ts";
import { reconcileCommand } from "./commands/reconcile.ts";
import { reportCommand } from "./commands/report.ts";
import { revisionsCommand } from "./commands/revisions.ts";
import { seriesCommands } from "./commands/series.ts";
import { serveCommand, startCommand } from "./commands/serve.ts";
import { thesisCommand } from "./commands/thesis.ts";
import { verdictCommand } from "./commands/verdict.ts";
import { buildInfo } from "./places.ts";

const program = new Command("vorlauf")
  .description(
    "Leading indicators of the AI-infrastructure investment cycle, read as they were known on a day.\nWithout a command: the verdict, then the workbench.",
  )
  .version(buildInfo().version)
  .showSuggestionAfterError()
  .configureHelp({ sortSubcommands: false })
  .exitOverride();

startCommand(program);
verdictCommand(program);
partCommands(program);
thesisCommand(program);
newsCommand(program);
reportCommand(program);
seriesCommands(program);
revisionsCommand(program);
groupsCommand(program);
pullCommand(program);
reconcileCommand(program);
backtestCommands(program);
caseCommand(program);
methodCommand(program);
careCommands(program);
serveCommand(program);

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Prints an error for a person and says the exit code; a bug keeps its stack. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof VorlaufError) {
    process.stderr.write(`vorlauf: ${error.message} [${error.code}]\n`);
    return exitCodeOf(error);
  }
  process.stderr.write(
    `vorlauf: this is a bug; please report it with the lines below.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return 1;
}

#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { exitCodeOf, VorlaufError } from "../terms/errors.ts";
import { buildInfo } from "./places.ts";

const program = new Command("vorlauf")
  .description(
    "Leading indicators of the AI-infrastructure investment cycle, read as they were known on a day.\nWithout a command: the verdict, then the workbench.",
  )
  .version(buildInfo().version)
  .showSuggestionAfterError()
  .configureHelp({ sortSubcommands: false })
  .exitOverride();

/** Adds commands to the program. */
type Adds = (program: Command) => void;

/** Every command, in the order of the help, with the module that has it. */
const commands: readonly { readonly names: readonly string[]; readonly load: () => Promise<Adds> }[] = [
  { names: ["start"], load: async () => (await import("./commands/serve.ts")).startCommand },
  { names: ["verdict"], load: async () => (await import("./commands/verdict.ts")).verdictCommand },
  {
    names: ["signal", "cycle", "rotation", "chain", "reinforcement", "economics", "waiting", "analogs", "budget"],
    load: async () => (await import("./commands/parts.ts")).partCommands,
  },
  { names: ["thesis"], load: async () => (await import("./commands/thesis.ts")).thesisCommand },
  { names: ["news"], load: async () => (await import("./commands/news.ts")).newsCommand },
  { names: ["report", "verify"], load: async () => (await import("./commands/report.ts")).reportCommand },
  { names: ["series", "explain"], load: async () => (await import("./commands/series.ts")).seriesCommands },
  { names: ["revisions"], load: async () => (await import("./commands/revisions.ts")).revisionsCommand },
  { names: ["groups"], load: async () => (await import("./commands/groups.ts")).groupsCommand },
  { names: ["tags"], load: async () => (await import("./commands/tags.ts")).tagsCommand },
  { names: ["pull"], load: async () => (await import("./commands/pull.ts")).pullCommand },
  { names: ["reconcile"], load: async () => (await import("./commands/reconcile.ts")).reconcileCommand },
  { names: ["backtest", "worker"], load: async () => (await import("./commands/backtest.ts")).backtestCommands },
  { names: ["case"], load: async () => (await import("./commands/case.ts")).caseCommand },
  { names: ["method"], load: async () => (await import("./commands/method.ts")).methodCommand },
  {
    names: ["sources", "audit", "doctor", "schema"],
    load: async () => (await import("./commands/care.ts")).careCommands,
  },
  { names: ["serve"], load: async () => (await import("./commands/serve.ts")).serveCommand },
];

// Loading every command takes longer than many a command: a named one is loaded alone, all are for the help and for a word that names none.
const named = commands.filter((c) => c.names.includes(process.argv[2] ?? "start"));
for (const { load } of named.length > 0 ? named : commands) (await load())(program);

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

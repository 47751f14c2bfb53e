import { type Command, InvalidArgumentError } from "commander";
import { backtestSupply } from "../../tasks/backtest/evidence.ts";
import { methodSupply } from "../../tasks/method-elsewhere.ts";
import { supplyOf } from "../../tasks/supply.ts";
import { verdictOf } from "../../tasks/verdict.ts";
import { nearIds, VorlaufError } from "../../terms/errors.ts";
import { evidenceFolder } from "../places.ts";
import { serveWorkbench } from "../server.ts";
import { effectsOf, type GlobalOptions, json, langOf, paperOf, withGlobals } from "../session.ts";
import { renderVerdict } from "../terminal.ts";
import { openServedWorkbench } from "../workbench.ts";

const methodThread = new URL(`../method-thread.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);

interface ServeFlags extends GlobalOptions {
  readonly port?: number;
  readonly host?: string;
  readonly token?: string;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError("a port is a whole number from 1 to 65535");
  return port;
}

function withServing(command: Command): Command {
  return command
    .option("--port <n>", "port to listen on (default: the first free one from 4177)", portNumber)
    .option("--host <address>", "address to listen on (default: 127.0.0.1; any other needs --token)")
    .option("--token <secret>", "secret that every request must carry");
}

/** Serves until interrupted; the address is the only line on stdout, so that a script can read it. */
async function serve(
  options: ServeFlags,
  first: (bench: ReturnType<typeof openServedWorkbench>["bench"]) => Promise<void>,
): Promise<void> {
  let starting = true;
  const { progress } = effectsOf(options);
  const { bench, hands } = openServedWorkbench(options, (step) => {
    if (starting) progress(step);
  });
  await first(bench);
  starting = false;
  const serving = await serveWorkbench(
    {
      ...supplyOf(bench, { running: hands.running, groups: bench.groups }),
      ...backtestSupply(evidenceFolder),
      ...methodSupply(methodThread),
    },
    {
      ...(options.port === undefined ? {} : { port: options.port }),
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.token === undefined ? {} : { token: options.token }),
      onBug: (error) => {
        process.stderr.write(
          `vorlauf: a request failed by a bug; please report it.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
        );
      },
    },
  );
  const words = langOf(options) === "de" ? "Arbeitsplatz" : "Workbench";
  process.stdout.write(`\n${words}: ${serving.url}\n`);
  if (options.quiet !== true)
    process.stderr.write(langOf(options) === "de" ? "Beenden mit Strg-C.\n" : "Stop with Ctrl-C.\n");
  await new Promise<void>((stopped) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped());
  });
  await serving.close();
  await hands.close();
  bench.close();
}

/** `vorlauf` without a command: the verdict, then the workbench. */
export function startCommand(program: Command): void {
  const start = program
    .command("start", { isDefault: true })
    .description("the verdict, then the workbench (also: `vorlauf` alone)")
    .allowExcessArguments();
  withServing(withGlobals(start, ["vorlauf", "vorlauf --as-of 2026-02-09 --port 8080"])).action(
    async (options: ServeFlags, command: Command) => {
      const [mistyped] = command.args;
      if (mistyped !== undefined) throw unknownCommand(mistyped, program);
      await serve(options, async (bench) => {
        const workbench = await bench.verdict(bench.cut);
        process.stdout.write(
          options.json === true
            ? json(verdictOf(workbench, langOf(options)))
            : renderVerdict(workbench, paperOf(options)),
        );
      });
    },
  );
}

function unknownCommand(name: string, program: Command): VorlaufError {
  return new VorlaufError("unknown-id", {
    kind: "command",
    id: name,
    near: nearIds(
      name,
      program.commands.map((c) => c.name()),
    ),
  });
}

/** `vorlauf serve`: the workbench and its HTTP interface. */
export function serveCommand(program: Command): void {
  withServing(
    withGlobals(program.command("serve").description("serve the workbench and its HTTP interface on this machine"), [
      "vorlauf serve",
      "vorlauf serve --port 8080",
      "vorlauf serve --host 0.0.0.0 --token $(openssl rand -hex 16)",
    ]),
  ).action(async (options: ServeFlags) => {
    await serve(options, async () => undefined);
  });
}

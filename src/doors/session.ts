import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, Option } from "commander";
import type { Effects, Progress } from "../terms/effects.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Mode } from "../terms/panel.ts";
import { parseDate } from "../terms/period.ts";
import type { Lang } from "../terms/text.ts";
import { snapshotFolder, userStoreFolder } from "./places.ts";
import type { Paper } from "./terminal.ts";

/** The options that every command takes. */
export interface GlobalOptions {
  readonly store?: string;
  readonly asOf?: string;
  readonly lang?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly pseudo?: boolean;
  readonly seed?: string;
  readonly recompute?: boolean;
  readonly groups?: string;
}

/** Adds the global options and examples to a command. */
export function withGlobals(command: Command, examples: readonly string[]): Command {
  return command
    .addOption(
      new Option(
        "--store <dir>",
        "store to read (default: your own store once `pull` made one, else the embedded snapshot)",
      ),
    )
    .addOption(
      new Option(
        "--as-of <date>",
        "read everything as it was known at the end of this day, UTC (default: newest day known to the store)",
      ),
    )
    .addOption(
      new Option(
        "--pseudo",
        "pseudo mode: where nothing was known yet, use the oldest copy (later revisions included)",
      ),
    )
    .addOption(new Option("--lang <lang>", "language of the output (default: en)").choices(["en", "de"]))
    .addOption(new Option("--json", "print JSON (its schema: vorlauf schema NAME)"))
    .addOption(new Option("--seed <n>", "seed of every simulation").default("1"))
    .addOption(new Option("--recompute", "compute again even when the result is cached; the bytes are the same"))
    .addOption(
      new Option("--groups <dir>", "folder with group files of your own (default: groups/ in your data folder)"),
    )
    .addOption(new Option("--quiet", "no progress on stderr"))
    .addHelpText(
      "after",
      `\nExamples:\n${examples.map((e) => `  $ ${e}`).join("\n")}\n\nNot investment advice. Not affiliated with ARK Invest.`,
    );
}

/** The folder of the store to read, and whether it is the embedded snapshot. */
export function storeToRead(options: GlobalOptions): { readonly path: string; readonly readOnly: boolean } {
  if (options.store !== undefined) {
    const path = resolve(options.store);
    if (!existsSync(path))
      throw new VorlaufError("input-invalid", {
        what: "--store",
        got: options.store,
        fix: "The folder does not exist. `vorlauf pull --store DIR` makes one.",
      });
    return { path, readOnly: false };
  }
  const own = userStoreFolder();
  return existsSync(join(own, "manifest.json"))
    ? { path: own, readOnly: false }
    : { path: snapshotFolder, readOnly: true };
}

/** The as-of day given, checked; undefined when the store's newest day is meant. */
export function asOfGiven(options: GlobalOptions): string | undefined {
  return options.asOf === undefined ? undefined : parseDate(options.asOf);
}

/** The mode asked for. */
export function modeOf(options: GlobalOptions): Mode {
  return options.pseudo === true ? "pseudo" : "strict";
}

/** The seed as an integer. @throws "input-invalid" */
export function seedOf(options: GlobalOptions): number {
  const seed = Number(options.seed ?? "1");
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new VorlaufError("input-invalid", {
      what: "--seed",
      got: options.seed ?? "",
      fix: "Give a whole number from 0.",
    });
  return seed;
}

/** The language asked for. */
export function langOf(options: GlobalOptions): Lang {
  return options.lang === "de" ? "de" : "en";
}

/** What the terminal can show. */
export function paperOf(options: GlobalOptions): Paper {
  const out = process.stdout;
  const locale = process.env["LC_ALL"] ?? process.env["LC_CTYPE"] ?? process.env["LANG"] ?? "";
  const dumb = process.env["TERM"] === "dumb" || process.env["VORLAUF_ASCII"] !== undefined;
  return {
    width: Math.max(72, Math.min(160, out.columns ?? 110)),
    colour: out.isTTY === true && process.env["NO_COLOR"] === undefined && !dumb,
    unicode: !dumb && (out.isTTY !== true || locale === "" || /utf-?8/i.test(locale)),
    clip: out.isTTY === true,
    lang: langOf(options),
  };
}

/** A progress bar on a terminal, nothing elsewhere; everything goes to stderr. */
function progressOn(quiet: boolean): (step: Progress) => void {
  if (quiet || process.stderr.isTTY !== true) return () => undefined;
  return ({ task, on, done, total }) => {
    const width = 24;
    const filled = total === 0 ? 0 : Math.round((done / total) * width);
    const bar = total === 0 ? "" : `[${"#".repeat(filled)}${".".repeat(width - filled)}] ${done}/${total} `;
    process.stderr.write(`\r\u001b[K${done >= total && total > 0 ? "" : `${task} ${bar}${on}`}`);
  };
}

/** The outside world as tasks may touch it. */
export function effectsOf(options: GlobalOptions): Effects {
  return {
    fetch: (url, init) => fetch(url, init),
    now: () => `${new Date().toISOString().slice(0, 19)}Z`,
    env: (name) => process.env[name],
    wait: async (milliseconds) => {
      await sleep(milliseconds);
    },
    progress: progressOn(options.quiet === true),
    log: (line) => {
      if (options.quiet !== true) process.stderr.write(`${line}\n`);
    },
  };
}

/** JSON for stdout: two spaces, a final newline, NaN never (it would not be JSON). */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Instant } from "../terms/time.ts";
import { codeOf, unwritable } from "./files.ts";

/** How one live pull of a source went. */
export interface PulledOnce {
  readonly at: Instant;
  readonly source: string;
  readonly ok: boolean;
  /** Documents taken, and of the first that failed the code and message; keys are scrubbed before they come here. */
  readonly documents: number;
  readonly code: string;
  readonly message: string;
}

const Entry: z.ZodType<PulledOnce> = z.object({
  at: z.string(),
  source: z.string(),
  ok: z.boolean(),
  documents: z.number(),
  code: z.string(),
  message: z.string(),
});

function pathOf(store: string): string {
  return join(store, "pulls.jsonl");
}

/** Adds a line to the store's log of live pulls. The log is no part of what is held: no answer but source health reads it. @throws "store-unwritable" */
export function notePull(store: string, pulled: PulledOnce): void {
  try {
    mkdirSync(store, { recursive: true });
    const isCut = existsSync(pathOf(store)) && !readFileSync(pathOf(store), "utf8").endsWith("\n");
    // Behind the half line of a killed pull a new one begins, else both would be lost.
    appendFileSync(pathOf(store), `${isCut ? "\n" : ""}${JSON.stringify(pulled)}\n`);
  } catch (cause) {
    throw unwritable(pathOf(store), cause);
  }
}

/** How the live pulls of a source went last. */
export interface LastPulls {
  readonly last: PulledOnce;
  /** The newest one without a failure; null when there was none. */
  readonly success: PulledOnce | null;
}

/** The newest live pulls of every source up to an instant; a line cut off by a kill is passed over. Empty where nothing was pulled live. */
export function lastPulls(store: string, until: Instant): Map<string, LastPulls> {
  const last = new Map<string, LastPulls>();
  let text: string;
  try {
    text = readFileSync(pathOf(store), "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT" || codeOf(cause) === "ENOTDIR") return last;
    throw unwritable(pathOf(store), cause);
  }
  for (const line of text.split("\n")) {
    const entry = parsed(line);
    if (entry === null || entry.at > until) continue;
    const before = last.get(entry.source);
    const isNewer = (other: PulledOnce | null | undefined): boolean => entry.at >= (other?.at ?? "");
    last.set(entry.source, {
      last: before === undefined || isNewer(before.last) ? entry : before.last,
      success: entry.ok && isNewer(before?.success) ? entry : (before?.success ?? null),
    });
  }
  return last;
}

function parsed(line: string): PulledOnce | null {
  try {
    const entry = Entry.safeParse(JSON.parse(line));
    return entry.success ? entry.data : null;
  } catch {
    return null; // A half line is what a kill leaves; the next pull writes its own.
  }
}

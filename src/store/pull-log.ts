import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
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
    appendFileSync(pathOf(store), `${JSON.stringify(pulled)}\n`);
  } catch (cause) {
    throw unwritable(pathOf(store), cause);
  }
}

/** The newest live pull of every source up to an instant; a line cut off by a kill is passed over. Empty where nothing was pulled live. */
export function lastPulls(store: string, until: Instant): Map<string, PulledOnce> {
  const last = new Map<string, PulledOnce>();
  let text: string;
  try {
    text = readFileSync(pathOf(store), "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT" || codeOf(cause) === "ENOTDIR") return last;
    throw unwritable(pathOf(store), cause);
  }
  for (const line of text.split("\n")) {
    const entry = parsed(line);
    if (entry !== null && entry.at <= until && entry.at >= (last.get(entry.source)?.at ?? ""))
      last.set(entry.source, entry);
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

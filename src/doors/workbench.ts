import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Hands, handsFor, type WorkbenchContext } from "../tasks/elsewhere.ts";
import { cacheIn, type OpenWorkbench, openWorkbench as open, thesisOf } from "../tasks/workbench.ts";
import type { Progress } from "../terms/effects.ts";
import { nearIds, VorlaufError } from "../terms/errors.ts";
import type { Group } from "../terms/group.ts";
import type { Thesis } from "../terms/thesis.ts";
import type { Instant } from "../terms/time.ts";
import type { Cut } from "../terms/workbench.ts";
import { groupsOf } from "./group-files.ts";
import { buildInfo, cacheFolder, thesesFolder, timelinesFolder } from "./places.ts";
import { asOfGiven, effectsOf, type GlobalOptions, modeOf, seedOf, storeToRead } from "./session.ts";
import { readUserFile } from "./user-file.ts";

/** The theses that ship, by file name. */
export function shippedTheses(): readonly { readonly path: string; readonly thesis: Thesis }[] {
  return readdirSync(thesesFolder)
    .filter((f) => f.endsWith(".yaml"))
    .sort()
    .map((f) => ({ path: join(thesesFolder, f), thesis: thesisOf(readFileSync(join(thesesFolder, f), "utf8"), f) }));
}

/** A thesis file of the user's, checked. @throws "input-invalid" naming line and fix */
export function thesisAt(path: string): Thesis {
  const fix = "Name a file that can be read, for example theses/ark-2026-02-09.yaml.";
  return thesisOf(readUserFile(path, "thesis file", fix), path);
}

/** A thesis that ships, by its id, or the one in a file. @throws "input-invalid"; "unknown-id" for a word that is neither */
export function thesisNamed(name: string): Thesis {
  const shipped = shippedTheses().map((t) => t.thesis);
  const found = shipped.find((t) => t.id === name);
  if (found !== undefined) return found;
  if (/^[a-z0-9-]+$/.test(name) && !existsSync(name))
    throw new VorlaufError("unknown-id", {
      kind: "thesis",
      id: name,
      near: nearIds(
        name,
        shipped.map((t) => t.id),
      ),
    });
  return thesisAt(name);
}

/** A workbench with the day and mode that a command names, and the groups of companies that it may add up. */
type CutWorkbench = OpenWorkbench & { readonly cut: Cut; readonly groups: () => readonly Group[] };

/** The module of a thread that computes for a served workbench. */
const threadEntry = new URL(`./workbench-thread.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);

/** The workbench that a command's options ask for, with the day and mode they name. */
export function openWorkbench(options: GlobalOptions, thesis?: Thesis): CutWorkbench {
  const { cache, ...context } = contextOf(options, thesis);
  return withCut(
    open({ ...context, cache: cacheIn(cache), elsewhere: null, progress: effectsOf(options).progress }),
    options,
  );
}

/** The same workbench for a server: long computations run on threads, so that requests are answered meanwhile. */
export function openServedWorkbench(
  options: GlobalOptions,
  progress: (step: Progress) => void,
): {
  readonly bench: CutWorkbench;
  readonly hands: Hands;
} {
  const context = contextOf(options);
  const { cache, ...plain } = context;
  const count = Math.max(1, Math.min(2, availableParallelism() - 1));
  const hands = handsFor({ context, entry: threadEntry, hands: count, progress });
  const bench = open({ ...plain, cache: cacheIn(cache), elsewhere: hands.elsewhere, progress: () => undefined });
  return { bench: withCut(bench, options), hands };
}

function withCut(bench: OpenWorkbench, options: GlobalOptions): CutWorkbench {
  const asOf = notAhead(asOfGiven(options), bench.newest, effectsOf(options).now());
  return { ...bench, cut: { asOf, mode: modeOf(options) }, groups: groupsOf(options) };
}

function contextOf(options: GlobalOptions, thesis?: Thesis): WorkbenchContext {
  const { path, readOnly } = storeToRead(options);
  const theses = shippedTheses().map((t) => t.thesis);
  const shipped = theses.find((t) => t.id === "ark-2026-02-09");
  const judged = thesis ?? shipped;
  if (judged === undefined) throw new VorlaufError("unknown-id", { kind: "thesis", id: "ark-2026-02-09", near: [] });
  return {
    store: path,
    readOnly,
    thesis: judged,
    theses: theses.filter((t) => t.id !== judged.id),
    seed: seedOf(options),
    build: buildInfo(),
    cache: cacheFolder(),
    timelines: timelinesFolder,
    recompute: options.recompute === true,
  };
}

/** The day asked for, or the newest one known. @throws "input-date" for a day that has not come yet */
function notAhead(asked: string | undefined, newest: string, now: Instant): string {
  const last = newest > now.slice(0, 10) ? newest : now.slice(0, 10);
  if (asked === undefined || asked <= last) return asked ?? newest;
  throw new VorlaufError("input-invalid", {
    what: "--as-of",
    got: `${asked}, a day that has not come yet`,
    fix: `Nothing can be known on it; the store knows up to ${newest}.`,
  });
}

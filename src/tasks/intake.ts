import { sources } from "../sources/shelf.ts";
import { filesBelow } from "../store/folder.ts";
import { seedStore } from "../store/seed.ts";
import type { Effects } from "../terms/effects.ts";
import { nearIds, VorlaufError } from "../terms/errors.ts";
import { toInstant } from "../terms/time.ts";
import { pullFrom, type PullReport } from "./pull.ts";

/** What `vorlauf pull --from` is asked for. */
export interface FolderIntake {
  readonly store: string;
  /** A store to begin with when `store` does not exist yet (the embedded snapshot); null begins empty. */
  readonly seed: string | null;
  readonly folder: string;
  /** Ids of sources; all when empty. */
  readonly only: readonly string[];
  readonly known: string | null;
}

/**
 * Reads publishers' files below a folder into the user's store, made from the snapshot when it does not exist.
 * What was asked for is checked before a store is made.
 * @throws "unknown-id" for a source that does not exist; as {@link pullFrom}
 */
export async function takeFolder(intake: FolderIntake, effects: Pick<Effects, "progress" | "log">): Promise<PullReport> {
  checkSources(intake.only);
  filesBelow(intake.folder);
  if (intake.known !== null) toInstant(intake.known);
  if (intake.seed !== null && seedStore(intake.seed, intake.store)) effects.log(`new store at ${intake.store}, begun with the embedded snapshot`);
  return pullFrom({ store: intake.store, folder: intake.folder, sources, only: intake.only, known: intake.known, keepRaw: true }, effects);
}

/** @throws "unknown-id" naming near sources */
export function checkSources(ids: readonly string[]): void {
  const known = sources.map((s) => s.id);
  for (const id of ids) if (!known.includes(id)) throw new VorlaufError("unknown-id", { kind: "source", id, near: nearIds(id, known) });
}

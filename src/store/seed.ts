import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { discard, unwritable } from "./files.ts";

/**
 * Makes a user's first store as a copy of another one (the embedded snapshot), so that a first `pull` of one source does not
 * lose the others. Copied beside the goal, then renamed: the store is there whole or not at all. A store that exists stays.
 * @throws "store-unwritable"
 */
export function seedStore(from: string, to: string): boolean {
  if (existsSync(join(to, "manifest.json")) || !existsSync(join(from, "manifest.json"))) return false;
  const part = `${to}.part-${process.pid}`;
  try {
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, part, { recursive: true });
    rmSync(to, { recursive: true, force: true });
    renameSync(part, to);
    return true;
  } catch (cause) {
    discard(part);
    throw unwritable(to, cause);
  }
}

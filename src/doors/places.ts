import { accessSync, constants, existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the installed package or the clone. */
export const packageRoot: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The observations that come with the package. */
export const snapshotFolder: string = join(packageRoot, "snapshot");

/** The theses that come with the package. */
export const thesesFolder: string = join(packageRoot, "theses");

/** The groups of companies that come with the package. */
export const groupsFolder: string = join(packageRoot, "groups");

/** The user's own groups, in the data folder beside the store. */
export function userGroupsFolder(): string {
  return join(dirname(userStoreFolder()), "groups");
}

/** The user's own tag map of filers, in the data folder beside the store. */
export function userTagMap(): string {
  return join(dirname(userStoreFolder()), "tags.yaml");
}

/** The kept backtests that come with the package. */
export const evidenceFolder: string = join(packageRoot, "evidence", "backtests");

/** The kept timelines that come with the package. */
export const timelinesFolder: string = join(packageRoot, "evidence", "timelines");

/** The user's own store, made by the first `pull`. */
export function userStoreFolder(): string {
  const home = homedir();
  switch (process.platform) {
    case "win32":
      return join(process.env["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "vorlauf", "store");
    case "darwin":
      return join(home, "Library", "Application Support", "vorlauf", "store");
    default:
      return join(process.env["XDG_DATA_HOME"] ?? join(home, ".local", "share"), "vorlauf", "store");
  }
}

/** Makes a folder step by step from its nearest existing parent (Node's recursive mkdir spins for ever below /proc); false when it cannot be. */
function makeFolder(folder: string): boolean {
  try {
    if (!existsSync(folder)) {
      const parent = dirname(folder);
      if (parent === folder || !makeFolder(parent)) return false;
      mkdirSync(folder, { mode: 0o700 });
    }
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A folder for results between runs: the user's cache folder, else a temporary one of the user's own, else null. */
export function cacheFolder(): string | null {
  const home = homedir();
  const own =
    process.platform === "win32"
      ? join(process.env["LOCALAPPDATA"] ?? home, "vorlauf", "cache")
      : process.platform === "darwin"
        ? join(home, "Library", "Caches", "vorlauf")
        : join(process.env["XDG_CACHE_HOME"] ?? join(home, ".cache"), "vorlauf");
  for (const folder of [own, join(tmpdir(), `vorlauf-cache-${userInfo().username}`)]) {
    if (makeFolder(folder)) return folder;
  }
  return null;
}

/** Version of the package and hash of its code; the hash is `dev` when run from sources that were not built. */
export function buildInfo(): { readonly version: string; readonly code: string; readonly measuring: string } {
  const stamp = join(packageRoot, "dist", "build.json");
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };
  if (import.meta.url.endsWith(".ts") || !existsSync(stamp)) return { version, code: "dev", measuring: "dev" };
  const { code, measuring } = JSON.parse(readFileSync(stamp, "utf8")) as { code: string; measuring: string };
  return { version, code, measuring };
}

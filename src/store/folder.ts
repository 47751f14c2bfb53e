import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import { type Instant, toInstant } from "../terms/time.ts";

/** A file below a folder, with what the SOURCE.json beside it (or above it) says about it. */
export interface FolderFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  /** Absolute. */
  readonly location: string;
  readonly sidecar: Sidecar | null;
}

/** What a SOURCE.json says about one file. */
export interface Sidecar {
  readonly id: string;
  /** First address it names, empty when it names none. */
  readonly url: string;
  readonly known: Instant | null;
  readonly knownBy: "stamped" | "released" | "observed";
}

/**
 * The files below a folder (or one file), sorted by path; symbolic links and SOURCE.json files are left out.
 * @throws "input-invalid" when there is no such folder
 */
export function filesBelow(folder: string): FolderFile[] {
  const root = resolve(folder);
  const stat = statSync(root, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new VorlaufError("input-invalid", {
      what: "folder to pull from",
      got: folder,
      fix: "Name an existing folder or file.",
    });
  const base = stat.isDirectory() ? root : dirname(root);
  const found = stat.isDirectory() ? walk(root) : [root];
  const sidecars = new Map<string, readonly SidecarFile[]>();
  return found.sort().map((location) => ({
    path: relative(base, location).split(sep).join("/"),
    location,
    sidecar: sidecarOf(location, sidecars),
  }));
}

/** The bytes of a found file. @throws "input-invalid" when it cannot be read */
export function readFound(file: FolderFile): Uint8Array {
  try {
    return readFileSync(file.location);
  } catch (cause) {
    throw new VorlaufError(
      "input-invalid",
      { what: "file to pull", got: file.location, fix: "Check that it can be read." },
      { cause },
    );
  }
}

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = lstatSync(path);
    if (stat.isDirectory()) return name.startsWith(".") || name === "node_modules" ? [] : walk(path);
    return stat.isFile() && !isSidecar(name) && !name.startsWith(".") ? [path] : [];
  });
}

const Described = z.object({
  id: z.string().default(""),
  primary_url: z.string().nullish(),
  files: z
    .array(
      z.object({
        path: z.string(),
        known: z.string().nullish(),
        knownBy: z.enum(["stamped", "released", "observed"]).catch("observed"),
        url: z.string().nullish(),
      }),
    )
    .catch([]),
});
/** Recorded answers are described by a list of files with the request that brought each. */
const Recorded = z.array(z.object({ file: z.string().optional(), request: z.string().nullish() })).transform(
  (all): z.infer<typeof Described> => ({
    id: "",
    files: all.flatMap(({ file, request }) =>
      file === undefined ? [] : [{ path: file, knownBy: "observed" as const, url: request }],
    ),
  }),
);
const SidecarFile = z.union([Described, Recorded]);
type SidecarFile = z.infer<typeof SidecarFile>;

/**
 * What the nearest sidecars upwards say, at most six folders: `SOURCE.json`, or a second collection's `SOURCE_2.json` when
 * that one names the file.
 */
function sidecarOf(location: string, cache: Map<string, readonly SidecarFile[]>): Sidecar | null {
  let folder = dirname(location);
  for (let up = 0; up < 6; up++) {
    const path = relative(folder, location).split(sep).join("/");
    const sidecars = sidecarsIn(folder, cache);
    const naming = sidecars.find((s) => entryOf(s, path) !== undefined) ?? sidecars[0];
    if (naming !== undefined) return describe(naming, path);
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
  return null;
}

function entryOf(sidecar: SidecarFile, path: string): SidecarFile["files"][number] | undefined {
  const plain = (p: string): string => p.replace(/\.gz$/, "");
  return sidecar.files.find((f) => f.path === path) ?? sidecar.files.find((f) => plain(f.path) === plain(path));
}

function describe(sidecar: SidecarFile, path: string): Sidecar {
  const entry = entryOf(sidecar, path);
  const url = /https?:\/\/[^\s;,)]+/.exec(entry?.url ?? sidecar.primary_url ?? "")?.[0] ?? "";
  const known = entry?.known === undefined || entry.known === null ? null : toInstant(entry.known);
  return { id: sidecar.id, url, known, knownBy: entry?.knownBy ?? "observed" };
}

function sidecarsIn(folder: string, cache: Map<string, readonly SidecarFile[]>): readonly SidecarFile[] {
  const held = cache.get(folder);
  if (held !== undefined) return held;
  const names = readdirSync(folder)
    .filter((name) => isSidecar(name))
    .sort();
  const sidecars = names.map((name) => readSidecar(join(folder, name)));
  cache.set(folder, sidecars);
  return sidecars;
}

function isSidecar(name: string): boolean {
  return /^SOURCE(_\d+)?\.json$/.test(name);
}

function readSidecar(path: string): SidecarFile {
  try {
    return SidecarFile.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new VorlaufError(
      "input-invalid",
      { what: "sidecar", got: path, fix: "A SOURCE.json is JSON with files[].path and files[].known." },
      { cause },
    );
  }
}

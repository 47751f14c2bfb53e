import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { VorlaufError } from "../terms/errors.ts";
import { duckdbVersion } from "./database.ts";
import { codeOf } from "./files.ts";
import { formatVersion, readManifest } from "./layout.ts";
import { openStore, verifyFiles } from "./open.ts";
import { readRaw } from "./raw.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly id: "format" | "hashes" | "readable" | "raw" | "writable" | "lock" | "duckdb" | "cache" | "node";
  readonly ok: boolean;
  /** What was found, in one line. */
  readonly found: string;
  /** What to do, empty when all is well. */
  readonly fix: string;
}

/** Looks at a store: format, hashes of every file, a query, the kept documents, whether it can be written, leftovers of a lock. */
export async function examineStore(path: string, readOnly: boolean): Promise<Finding[]> {
  const findings: Finding[] = [
    attempt("format", () => {
      const read = readManifest(path);
      if (read === null)
        throw new VorlaufError("input-invalid", {
          what: "store",
          got: path,
          fix: "The folder holds no store: run `vorlauf pull`.",
        });
      return `format ${read.manifest.format} (this version writes ${formatVersion}), ${read.manifest.files.length} files`;
    }),
  ];
  if (findings[0]?.ok !== true) return findings;
  const manifest = readManifest(path)?.manifest;
  findings.push(
    attempt("hashes", () => {
      if (manifest !== undefined) verifyFiles(path, manifest);
      return `${manifest?.files.length ?? 0} files have the recorded hash`;
    }),
  );
  findings.push(await readable(path));
  findings.push(attempt("raw", () => rawFound(path)));
  findings.push(
    readOnly
      ? { id: "writable", ok: true, found: "read-only (embedded snapshot)", fix: "" }
      : writable("writable", path),
  );
  findings.push({
    id: "lock",
    ok: true,
    found: existsSync(join(path, "lock"))
      ? "a process is writing, or was killed while writing (the next pull clears it)"
      : "free",
    fix: "",
  });
  return findings;
}

/** Looks at the machine: the database engine and the folder for cached results. */
export async function examinePlace(cacheFolder: string): Promise<Finding[]> {
  let duckdb: Finding;
  try {
    duckdb = { id: "duckdb", ok: true, found: `DuckDB ${await duckdbVersion()}`, fix: "" };
  } catch (error) {
    duckdb = {
      id: "duckdb",
      ok: false,
      found: error instanceof Error ? error.message : String(error),
      fix: "Install again with `npm ci --include=optional`: the engine's binary is an optional package.",
    };
  }
  return [duckdb, writable("cache", cacheFolder)];
}

async function readable(path: string): Promise<Finding> {
  try {
    const store = await openStore(path, { readOnly: true });
    const [row] = await store.database.rows("SELECT count(*), count(DISTINCT document) FROM observations");
    const orphans = await store.database.rows(
      "SELECT DISTINCT document FROM observations WHERE document NOT IN (SELECT sha256 FROM documents)",
    );
    const ids = store.held.size;
    store.close();
    const found = `${Number(row?.[0])} observations of ${ids} ids from ${Number(row?.[1])} documents`;
    return orphans.length === 0
      ? { id: "readable", ok: true, found, fix: "" }
      : {
          id: "readable",
          ok: false,
          found: `${found}; ${orphans.length} documents are not described`,
          fix: "Pull again; if it stays so, report it.",
        };
  } catch (error) {
    return failed("readable", error);
  }
}

function rawFound(path: string): string {
  const folder = join(path, "raw");
  if (!existsSync(folder)) return "no documents are kept (figures only)";
  const names = readdirSync(folder).filter((n) => n.endsWith(".gz"));
  for (const name of names) readRaw(path, name.slice(0, -3));
  return `${names.length} kept documents have the hash of their name`;
}

function writable(id: Finding["id"], folder: string): Finding {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, "");
    rmSync(probe);
    return { id, ok: true, found: `${folder} can be written`, fix: "" };
  } catch (error) {
    return {
      id,
      ok: false,
      found: `${folder} cannot be written (${codeOf(error)}${parentHint(folder)})`,
      fix:
        id === "cache"
          ? "Results are computed again each time; set XDG_CACHE_HOME to a folder that can be written."
          : "Choose another folder with --store DIR.",
    };
  }
}

function parentHint(folder: string): string {
  try {
    accessSync(dirname(folder), constants.W_OK);
    return "";
  } catch {
    return ", nor its parent";
  }
}

function attempt(id: Finding["id"], look: () => string): Finding {
  try {
    return { id, ok: true, found: look(), fix: "" };
  } catch (error) {
    return failed(id, error);
  }
}

function failed(id: Finding["id"], error: unknown): Finding {
  if (!(error instanceof VorlaufError)) throw error;
  const facts: { readonly fix?: string } = error.facts;
  return { id, ok: false, found: error.message, fix: facts.fix ?? "" };
}

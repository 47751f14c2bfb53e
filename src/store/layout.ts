import { join } from "node:path";
import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { SeriesInfo } from "../terms/source.ts";
import { readBytes, sha256Of, writeWhole } from "./files.ts";

/** The newest store format that this version reads, and the one it writes. */
export const formatVersion = 1;

/** One Parquet file of the store: written once, never changed, named by its own hash. */
export interface StoreFile {
  /** Observations, periods that a document only repeats, or the documents they came from. */
  readonly kind: "observations" | "repeats" | "documents";
  /** Id of the source. */
  readonly source: string;
  /** Below the store's folder, with `/`. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
  /** Greatest `known` in the file. */
  readonly newestKnown: string;
  /**
   * Of observations: the ids of its plain series that do not stand alone in the whole store as it was with this file, sorted; the newest file of a series
   * decides. A series stands alone when no statement shares its `known` with another about the same period, or says the same as the one before it.
   * Without it (files of older stores) every series of the file is read with all of its statements.
   */
  readonly plural?: readonly string[] | undefined;
}

/** What the store holds: the only file that ever changes, replaced as a whole after everything it names is on disk. */
export interface Manifest {
  readonly format: number;
  /** In the order in which they were added; the position breaks ties between documents of the same `known`. */
  readonly files: readonly StoreFile[];
  /** What the sources said about their series when they were last pulled, sorted by id. */
  readonly catalogue: readonly SeriesInfo[];
}

/** A store without anything in it. */
export const emptyManifest: Manifest = { format: formatVersion, files: [], catalogue: [] };

const StoreFile = z.object({
  kind: z.enum(["observations", "repeats", "documents"]),
  source: z.string(),
  path: z.string().regex(/^(observations|repeats|documents)\/[a-z0-9._-]+\/[a-z0-9._-]+$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().nonnegative(),
  rows: z.number().int().nonnegative(),
  newestKnown: z.string(),
  plural: z.array(z.string()).optional(),
});

const Catalogued = z
  .object({
    id: z.string(),
    title: z.object({ en: z.string(), de: z.string() }),
    unit: z.string(),
    frequency: z.enum(["annual", "quarterly", "monthly", "daily", "irregular"]),
    list: z.enum(["copy", "log"]).nullable(),
    lagDays: z.number(),
  })
  .transform(({ list, ...rest }): SeriesInfo => (list === null ? rest : { ...rest, list }));

const ManifestFile = z.object({
  format: z.literal(formatVersion),
  files: z.array(StoreFile),
  catalogue: z.array(Catalogued),
});

/** Path of a store's manifest. */
export function manifestPath(store: string): string {
  return join(store, "manifest.json");
}

/** Folder for unfinished files of the process that holds the lock; emptied by the next one. */
export function workFolder(store: string): string {
  return join(store, "tmp");
}

/**
 * The manifest of a store and the hash of its bytes; null when the folder holds no store.
 * @throws "store-newer", "store-damaged" (not JSON, wrong seal, wrong shape), "store-unwritable" when it cannot be read
 */
export function readManifest(store: string): { readonly manifest: Manifest; readonly hash: string } | null {
  const path = manifestPath(store);
  const bytes = readBytes(path);
  if (bytes === null) return null;
  const given = parseSealed(path, bytes);
  const format = z.object({ format: z.number().int() }).safeParse(given);
  if (format.success && format.data.format > formatVersion) {
    throw new VorlaufError("store-newer", { path: store, version: format.data.format, supported: formatVersion });
  }
  const parsed = ManifestFile.safeParse(given);
  if (!parsed.success)
    throw damaged(
      path,
      `the manifest does not have the expected form (${parsed.error.issues[0]?.message ?? ""})`,
      parsed.error,
    );
  return { manifest: parsed.data, hash: sha256Of(bytes) };
}

/** The manifest as the bytes that are written: stable key order, one file per line, closed by a seal (hash of what precedes it). */
export function manifestBytes(manifest: Manifest): Uint8Array {
  const files = manifest.files.map((f) => `    ${JSON.stringify(f)}`).join(",\n");
  const catalogue = manifest.catalogue.map((s) => `    ${JSON.stringify(catalogued(s))}`).join(",\n");
  const body = `{\n  "format": ${manifest.format},\n  "files": [\n${files}\n  ],\n  "catalogue": [\n${catalogue}\n  ]`;
  return new TextEncoder().encode(`${body},\n  "seal": "${sha256Of(new TextEncoder().encode(body))}"\n}\n`);
}

/** An entry with its keys in one order, wherever it came from: else the same content would have two manifests, and two names in caches. */
function catalogued({ id, title: { en, de }, unit, frequency, lagDays, list }: SeriesInfo): Record<string, unknown> {
  return { id, title: { en, de }, unit, frequency, lagDays, list: list ?? null };
}

/** Replaces the manifest at once. @throws "store-unwritable" */
export function writeManifest(store: string, manifest: Manifest): void {
  writeWhole(manifestPath(store), manifestBytes(manifest), workFolder(store));
}

function parseSealed(path: string, bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw damaged(path, "the manifest is not JSON (cut off?)", cause);
  }
  const newer = z.object({ format: z.number().gt(formatVersion) }).safeParse(given).success;
  if (newer) return given;
  const at = text.lastIndexOf(',\n  "seal": "');
  const seal = text.slice(at + 13, at + 77);
  if (at < 0 || seal !== sha256Of(new TextEncoder().encode(text.slice(0, at))))
    throw damaged(path, "the manifest was changed by something other than vorlauf (seal does not fit)");
  return given;
}

function damaged(path: string, reason: string, cause?: unknown): VorlaufError {
  return new VorlaufError(
    "store-damaged",
    { path, reason, fix: repairHint },
    cause === undefined ? undefined : { cause },
  );
}

/** What to do with a damaged store, for messages. */
export const repairHint =
  "Restore the folder from a backup, or move it away and pull again (the embedded snapshot is used meanwhile; raw/ inside it still holds the documents).";

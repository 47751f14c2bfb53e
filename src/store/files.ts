import { createHash } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { VorlaufError } from "../terms/errors.ts";

/** SHA-256 of bytes, lower-case hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The bytes of a file, or null when it does not exist. @throws "store-damaged" when it exists and cannot be read */
export function readBytes(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (cause) {
    if (codeOf(cause) === "ENOENT" || codeOf(cause) === "ENOTDIR") return null;
    throw new VorlaufError(
      "store-damaged",
      { path, reason: `cannot be read (${codeOf(cause)})`, fix: "Check the permissions of the folder and the disk." },
      { cause },
    );
  }
}

/**
 * Writes a file so that at every moment either the old content or the whole new one stands under its name: a temporary file
 * in a work folder of the same disk, flushed, then renamed; the target folder is flushed after that.
 * @throws "store-unwritable" with what to do
 */
export function writeWhole(path: string, bytes: Uint8Array, workFolder: string): void {
  const temporary = join(workFolder, `${basename(path)}.${process.pid}`);
  try {
    mkdirSync(workFolder, { recursive: true });
    const file = openSync(temporary, "w");
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    adoptFile(temporary, path);
  } catch (cause) {
    discard(temporary);
    throw unwritable(path, cause);
  }
}

/** Removes what a failed write left; where even that fails (a file stands for a folder), the first error is the one to tell. */
export function discard(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    return;
  }
}

/** Gives a finished temporary file its name, durably. @throws "store-unwritable" */
export function adoptFile(temporary: string, path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    renameSync(temporary, path);
    flushFolder(dirname(path));
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Flushes a file that another library wrote. @throws "store-unwritable" */
export function flushFile(path: string): void {
  try {
    const file = openSync(path, "r+");
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** The store's error for a failed write, with what to do about it; a store's own error passes unchanged. */
export function unwritable(path: string, cause: unknown): VorlaufError {
  if (cause instanceof VorlaufError) return cause;
  const code = codeOf(cause);
  const fixes: Readonly<Record<string, string>> = {
    ENOSPC: "The disk is full: free some space and repeat the command; nothing was lost.",
    EDQUOT: "The disk quota is used up: free some space and repeat the command; nothing was lost.",
    EROFS: "The file system is read-only: choose another folder with --store DIR.",
    EACCES: "The folder may not be written: change its permissions, or choose another folder with --store DIR.",
    EPERM: "The folder may not be written: change its permissions, or choose another folder with --store DIR.",
    ENOTDIR: "A part of the path is a file: choose another folder with --store DIR.",
    EEXIST: "A file stands where a folder is needed: choose another folder with --store DIR.",
  };
  const reason = code === "" ? (cause instanceof Error ? cause.message : String(cause)) : code;
  return new VorlaufError(
    "store-unwritable",
    { path, reason, fix: fixes[code] ?? "Check the folder, or choose another one with --store DIR." },
    { cause },
  );
}

/** The operating system's code of an error, or an empty string. */
export function codeOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "code" in error && typeof error.code === "string")
    return error.code;
  const said = error instanceof Error ? error.message : "";
  if (/no space left|disk full/i.test(said)) return "ENOSPC";
  if (/permission denied/i.test(said)) return "EACCES";
  if (/read-only file system/i.test(said)) return "EROFS";
  return "";
}

function flushFolder(path: string): void {
  let folder: number;
  try {
    folder = openSync(path, "r");
  } catch {
    return; // Windows cannot open a folder; the rename is durable there without it.
  }
  try {
    fsyncSync(folder);
  } catch (error) {
    if (codeOf(error) !== "EPERM" && codeOf(error) !== "EINVAL") throw error;
  } finally {
    closeSync(folder);
  }
}

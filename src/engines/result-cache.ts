import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Results kept between runs under the hash of everything they depend on. */
export interface ResultCache {
  /** The text kept under a key, or null. */
  readonly read: (key: string) => string | null;
  /** Keeps a text; a folder that cannot be written keeps nothing, which costs time and never a result. */
  readonly write: (key: string, text: string) => void;
}

/** SHA-256 of a text, hex. */
export function hashText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A cache in a folder, one file per key; `null` keeps nothing. A file is complete or absent (temporary file, then rename). */
export function resultCache(folder: string | null): ResultCache {
  if (folder === null) return { read: () => null, write: () => undefined };
  return {
    read: (key) => {
      try {
        return readFileSync(join(folder, `${key}.json`), "utf8");
      } catch {
        return null;
      }
    },
    write: (key, text) => {
      try {
        mkdirSync(folder, { recursive: true });
        const part = join(folder, `.${key}.${process.pid}`);
        writeFileSync(part, text);
        renameSync(part, join(folder, `${key}.json`));
      } catch {
        return;
      }
    },
  };
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { VorlaufError } from "../terms/errors.ts";
import type { RawDocument } from "../terms/source.ts";
import { readBytes, sha256Of, writeWhole } from "./files.ts";
import { repairHint, workFolder } from "./layout.ts";

/** Keeps a document's bytes, gzipped, under their hash; a document that is held already is left alone. @throws "store-unwritable" */
export function keepRaw(store: string, document: Pick<RawDocument, "bytes" | "sha256">): void {
  const path = rawPath(store, document.sha256);
  if (!existsSync(path)) writeWhole(path, gzipSync(document.bytes), workFolder(store));
}

/** The bytes of a kept document, or null when they are not held (the embedded snapshot keeps figures only). @throws "store-damaged" */
export function readRaw(store: string, sha256: string): Uint8Array | null {
  const path = rawPath(store, sha256);
  const packed = readBytes(path);
  if (packed === null) return null;
  try {
    const bytes = gunzipSync(packed);
    if (sha256Of(bytes) === sha256) return bytes;
  } catch (cause) {
    throw new VorlaufError(
      "store-damaged",
      { path, reason: "the kept document cannot be unpacked", fix: repairHint },
      { cause },
    );
  }
  throw new VorlaufError("store-damaged", {
    path,
    reason: "the kept document has another hash than its name",
    fix: repairHint,
  });
}

function rawPath(store: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256))
    throw new VorlaufError("input-invalid", {
      what: "document",
      got: sha256,
      fix: "A document is named by its SHA-256 in hex.",
    });
  return join(store, "raw", `${sha256}.gz`);
}

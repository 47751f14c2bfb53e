import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { RawDocument, Reading, Source, Tools } from "../../src/terms/source.ts";
import { shared } from "../shared.ts";

/** A file as `pull --from` would hand it over: unpacked, hashed, with the path below the folder and the first 4,096 characters. */
export interface Document {
  readonly raw: RawDocument;
  readonly head: string;
}

/** A document from bytes, known at the end of a day. */
export function documentOf(bytes: Uint8Array, path: string, known = "2026-11-22T23:59:59Z"): Document {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    raw: { bytes, sha256, url: "", path, known, knownBy: "observed" },
    head: Buffer.from(bytes.subarray(0, 4096)).toString("latin1"),
  };
}

/** A file of the folder of real source files (gunzipped when it ends in `.gz`). */
export function sharedDocument(path: string, known?: string): Document {
  const bytes = readFileSync(shared(path));
  const unpacked = path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
  return documentOf(new Uint8Array(unpacked), path.replace(/^sources\//, "").replace(/\.gz$/, ""), known);
}

/** A file below `test/fixtures`. */
export function fixture(path: string, known?: string): Document {
  const bytes = readFileSync(fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url)));
  return documentOf(new Uint8Array(bytes), path, known);
}

/** Tools for sources that need none. */
export const noTools: Tools = {
  unzip: () => {
    throw new Error("this document is not an archive");
  },
};

/** Recognises and reads a document; throws when the source does not recognise it. */
export function readWith<Query>(source: Source<Query>, { raw, head }: Document, tools: Tools = noTools): Reading {
  const query = source.recognise({ path: raw.path, folder: raw.path.split("/")[0] ?? "", head });
  if (query === null) throw new Error(`${source.id} does not recognise ${raw.path}`);
  return source.read(raw, query, tools);
}

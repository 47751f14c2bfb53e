import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Observation } from "../../src/terms/observation.ts";
import type { FoundFile, RawDocument, Reading, Source, Tools } from "../../src/terms/source.ts";
import { shared } from "../shared.ts";

/** Tools for sources that never unpack an archive. */
export const noTools: Tools = {
  unzip: () => {
    throw new Error("this test holds no archive");
  },
};

/** Bytes as a document with its hash. */
export function documentOf(bytes: Uint8Array, path: string, known: string): RawDocument {
  return {
    bytes,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    url: `https://example.org/${path}`,
    path,
    known,
    knownBy: "observed",
  };
}

/** A text as a document. */
export function textDocument(text: string, path: string, known = "2026-01-01T00:00:00Z"): RawDocument {
  return documentOf(new TextEncoder().encode(text), path, known);
}

interface FileEntry {
  readonly path: string;
  readonly known: string;
}

/** A file of ../shared/sources, gunzipped, with the `known` that its SOURCE.json states. */
export function sharedDocument(folder: string, path: string): RawDocument {
  const listing = JSON.parse(readFileSync(shared(`sources/${folder}/SOURCE.json`), "utf8")) as {
    readonly files: readonly FileEntry[];
  };
  const known = listing.files.find((f) => f.path === path)?.known;
  if (known === undefined) throw new Error(`${folder}/${path} is not in SOURCE.json`);
  const stored = readFileSync(shared(`sources/${folder}/${path}`));
  return documentOf(path.endsWith(".gz") ? gunzipSync(stored) : stored, path.replace(/\.gz$/, ""), known);
}

/** What `pull --from` would show a source of a document. */
export function foundFile(raw: RawDocument, folder: string): FoundFile {
  return { path: raw.path, folder, head: Buffer.from(raw.bytes.subarray(0, 4096)).toString("latin1") };
}

/** Recognises and reads one file of ../shared/sources; fails when the source does not recognise it. */
export function readShared<Q>(source: Source<Q>, folder: string, path: string): Reading {
  const raw = sharedDocument(folder, path);
  const query = source.recognise(foundFile(raw, folder));
  if (query === null) throw new Error(`${source.id} does not recognise ${path}`);
  return source.read(raw, query, noTools);
}

/** The observation of an item (and period, when several). */
export function entryOf(reading: Reading, item: string, period?: string): Observation {
  const found = reading.observations.filter((o) => o.item === item && (period === undefined || o.period === period));
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} entries of ${item}`);
  return found[0];
}

interface Case {
  /** File name of the document within the case's folder. */
  readonly file: string;
  readonly known: string;
  readonly count: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly error?: { readonly code: string; readonly message: string };
  /** Parts of observations, matched by item and period. */
  readonly has: readonly Record<string, unknown>[];
}

/** One test per folder below test/fixtures/<source>/: its document read and compared with expected.json. */
export function fixtureTests<Q>(source: Source<Q>): void {
  const root = fileURLToPath(new URL(`../fixtures/${source.id}/`, import.meta.url));
  for (const name of existsSync(root) ? readdirSync(root).sort() : []) {
    test(`reads the case ${name} as expected.json says`, () => {
      const expected = JSON.parse(readFileSync(`${root}${name}/expected.json`, "utf8")) as Case;
      const raw = documentOf(readFileSync(`${root}${name}/${expected.file}`), expected.file, expected.known);
      const query = source.recognise(foundFile(raw, ""));
      if (query === null) throw new Error("not recognised");
      if (expected.error !== undefined) {
        expect(() => source.read(raw, query, noTools)).toThrowError(
          expect.objectContaining({
            code: expected.error.code,
            message: expect.stringContaining(expected.error.message),
          }),
        );
        return;
      }
      const reading = source.read(raw, query, noTools);
      expect(reading.observations.length).toBe(expected.count);
      expect(Object.fromEntries(reading.rejected.map((r) => [r.reason, r.count]))).toEqual(expected.rejected);
      for (const part of expected.has)
        expect(reading.observations).toContainEqual(expect.objectContaining(nested(part)));
      expect(reading.observations.every((o) => o.origin.document === raw.sha256)).toBe(true);
    });
  }
}

function nested(part: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(part).map(([k, v]) => [
      k,
      typeof v === "object" && v !== null && !Array.isArray(v) ? expect.objectContaining(v) : v,
    ]),
  );
}

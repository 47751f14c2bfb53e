import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { RawDocument } from "../terms/source.ts";
import type { Instant } from "../terms/time.ts";
import { readBytes, sha256Of, unwritable, writeWhole } from "./files.ts";

/** By what a publisher recognises the copy that is held. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** A page of a document that is being fetched. */
export interface SpooledPage {
  readonly url: string;
  readonly link: string | null;
  readonly known: Instant;
  readonly bytes: Uint8Array;
}

const Held = z.object({ etag: z.string().nullable(), lastModified: z.string().nullable() });
const Fetches = z.record(z.string(), Held);
const Page = z.object({ url: z.string(), link: z.string().nullable(), known: z.string(), sha256: z.string() });

/**
 * What is known about copies held, by a name for what was asked: only a saving for publishers, so a damaged note counts as
 * none and the document is fetched again.
 */
export function validatorsOf(store: string, asked: string): Validators | null {
  return notes(store)[nameOf(asked)] ?? null;
}

/** Notes validators after the document was appended; none are noted when the publisher sent none. @throws "store-unwritable" */
export function noteValidators(store: string, asked: string, validators: Validators): void {
  const { [nameOf(asked)]: before, ...others } = notes(store);
  if (validators.etag === null && validators.lastModified === null && before === undefined) return;
  const all =
    validators.etag === null && validators.lastModified === null ? others : { ...others, [nameOf(asked)]: validators };
  writeWhole(
    join(store, "fetching", "held.json"),
    new TextEncoder().encode(JSON.stringify(all)),
    join(store, "fetching"),
  );
}

function notes(store: string): Readonly<Record<string, Validators>> {
  const bytes = readBytes(join(store, "fetching", "held.json"));
  if (bytes === null) return {};
  try {
    return Fetches.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return {};
  }
}

/** Pages of an unfinished document, in order, up to the first that is missing or damaged. */
export function spooledPages(store: string, asked: string): readonly SpooledPage[] {
  const pages: SpooledPage[] = [];
  for (;;) {
    const stem = pageStem(store, asked, pages.length);
    if (!existsSync(`${stem}.json`)) return pages;
    try {
      const { url, link, known, sha256 } = Page.parse(JSON.parse(readFileSync(`${stem}.json`, "utf8")));
      const bytes = new Uint8Array(readFileSync(`${stem}.page`));
      if (sha256Of(bytes) !== sha256) return pages;
      pages.push({ url, link, known, bytes });
    } catch {
      return pages;
    }
  }
}

/** Keeps a page until the document is whole; its note is written last. @throws "store-unwritable" */
export function spoolPage(store: string, asked: string, index: number, page: SpooledPage): void {
  const stem = pageStem(store, asked, index);
  const folder = spoolFolder(store, asked);
  writeWhole(`${stem}.page`, page.bytes, folder);
  const note = { url: page.url, link: page.link, known: page.known, sha256: sha256Of(page.bytes) };
  writeWhole(`${stem}.json`, new TextEncoder().encode(JSON.stringify(note)), folder);
}

/** Forgets the pages of a document that is whole now, or out of date. */
export function dropSpool(store: string, asked: string): void {
  rmSync(spoolFolder(store, asked), { recursive: true, force: true });
}

/** A file into which an archive is fetched, so that a cut connection or a killed pull goes on where it stopped. */
export interface ArchiveFile {
  readonly path: string;
  /** What an earlier try left that can be gone on from: its length and the publisher's tag of it; null for nothing. */
  readonly held: () => { readonly bytes: number; readonly etag: string } | null;
  /** Begins anew, or goes on behind what is held. @throws "store-unwritable" */
  readonly open: (
    from: "start" | "end",
    etag: string | null,
  ) => { readonly write: (part: Uint8Array) => void; readonly close: () => void };
}

/** The file for an archive. */
export function archiveFile(store: string, asked: string): ArchiveFile {
  const folder = spoolFolder(store, asked);
  const path = join(folder, "archive");
  return {
    path,
    held: () => {
      const tag = readBytes(`${path}.etag`);
      const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      return tag === null || bytes === 0 ? null : { bytes, etag: new TextDecoder().decode(tag) };
    },
    open: (from, tag) => {
      try {
        mkdirSync(folder, { recursive: true });
        rmSync(`${path}.etag`, { force: true });
        const file = openSync(path, from === "start" ? "w" : "a");
        if (tag !== null) writeWhole(`${path}.etag`, new TextEncoder().encode(tag), folder);
        return { write: (part) => writeTo(path, file, part), close: () => closeFlushed(file) };
      } catch (cause) {
        throw unwritable(path, cause);
      }
    },
  };
}

function writeTo(path: string, file: number, part: Uint8Array): void {
  try {
    for (let at = 0; at < part.length; ) at += writeSync(file, part, at);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function closeFlushed(file: number): void {
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The document that pages make: their texts, with the separator between them. */
export function joinPages(pages: readonly SpooledPage[], path: string, separator: string): RawDocument {
  const mark = new TextEncoder().encode(separator);
  const parts = pages.flatMap((page, i) => (i === 0 ? [page.bytes] : [mark, page.bytes]));
  const bytes = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const known = pages.reduce((newest, page) => (page.known > newest ? page.known : newest), "");
  return { bytes, sha256: sha256Of(bytes), url: pages[0]?.url ?? "", path, known, knownBy: "observed" };
}

function nameOf(asked: string): string {
  return sha256Of(new TextEncoder().encode(asked)).slice(0, 24);
}

function spoolFolder(store: string, asked: string): string {
  return join(store, "fetching", nameOf(asked));
}

function pageStem(store: string, asked: string, index: number): string {
  return join(spoolFolder(store, asked), String(index + 1).padStart(5, "0"));
}

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  archiveFile,
  dropSpool,
  joinPages,
  noteValidators,
  spooledPages,
  spoolPage,
  validatorsOf,
} from "../../src/store/fetches.ts";
import { freshFolder } from "./by-hand.ts";

const text = (s: string): Uint8Array => new TextEncoder().encode(s);
const page = (body: string): Parameters<typeof spoolPage>[3] => ({
  url: `https://example.org/${body}`,
  link: null,
  known: "2026-11-22T10:00:00Z",
  bytes: text(body),
});

test("validators are noted by what was asked; a damaged note counts as none", () => {
  const store = freshFolder();
  expect(validatorsOf(store, "a")).toBeNull();
  noteValidators(store, "a", { etag: '"1"', lastModified: null });
  noteValidators(store, "b", { etag: null, lastModified: "x" });
  expect([validatorsOf(store, "a"), validatorsOf(store, "b"), validatorsOf(store, "c")]).toEqual([
    { etag: '"1"', lastModified: null },
    { etag: null, lastModified: "x" },
    null,
  ]);
  noteValidators(store, "a", { etag: null, lastModified: null });
  expect([validatorsOf(store, "a"), validatorsOf(store, "b")]).toEqual([null, { etag: null, lastModified: "x" }]);
  writeFileSync(join(store, "fetching", "held.json"), '{"half');
  expect(validatorsOf(store, "b")).toBeNull();
});

test("pages of an unfinished document come back in order up to the first damaged one, and join with the separator", () => {
  const store = freshFolder();
  for (const [i, body] of ["one", "two", "three"].entries()) spoolPage(store, "asked", i, page(body));
  expect(spooledPages(store, "asked").map((p) => new TextDecoder().decode(p.bytes))).toEqual(["one", "two", "three"]);
  expect(spooledPages(store, "else")).toEqual([]);
  const joined = joinPages(spooledPages(store, "asked"), "x", "|");
  expect([new TextDecoder().decode(joined.bytes), joined.url, joined.known]).toEqual([
    "one|two|three",
    "https://example.org/one",
    "2026-11-22T10:00:00Z",
  ]);
  const folder = join(store, "fetching", readdirSync(join(store, "fetching"))[0] ?? "");
  writeFileSync(join(folder, "00002.page"), "tw");
  expect(spooledPages(store, "asked")).toHaveLength(1);
  dropSpool(store, "asked");
  expect(spooledPages(store, "asked")).toEqual([]);
});

test("an archive is gone on from only when the publisher tagged what is held", () => {
  const store = freshFolder();
  const file = archiveFile(store, "zip");
  expect(file.held()).toBeNull();
  const first = file.open("start", '"t"');
  first.write(text("abc"));
  first.close();
  expect(archiveFile(store, "zip").held()).toEqual({ bytes: 3, etag: '"t"' });
  const more = file.open("end", '"t"');
  more.write(text("def"));
  more.close();
  expect(readFileSync(file.path, "utf8")).toBe("abcdef");
  const anew = file.open("start", null);
  anew.close();
  expect(file.held()).toBeNull();
  mkdirSync(store, { recursive: true });
  expect(readFileSync(file.path, "utf8")).toBe("");
});

import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { gunzip } from "../../../src/sources/formats/gzip.ts";
import { zipTools } from "../zip.ts";

test("what gzip packed comes back, with and without a name in its header", () => {
  const text = "a,b\n1,2\n".repeat(2000);
  const packed = new Uint8Array(gzipSync(text));
  expect(new TextDecoder().decode(gunzip(packed, zipTools))).toBe(text);
  const named = new Uint8Array([
    ...packed.slice(0, 3),
    8,
    ...packed.slice(4, 10),
    0x66,
    0x2e,
    0x63,
    0,
    ...packed.slice(10),
  ]);
  expect(new TextDecoder().decode(gunzip(named, zipTools))).toBe(text);
});

test("other bytes are refused", () => {
  expect(() => gunzip(new TextEncoder().encode("plain text, longer than a header"), zipTools)).toThrow(/a gzip stream/);
});

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { openZipFile, usualZipFileLimits } from "../../src/engines/zip-file.ts";

function onDisk(bytes: Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), "vorlauf-zip-")), "a.zip");
  writeFileSync(path, bytes);
  return path;
}

const text = (s: string): Uint8Array => new TextEncoder().encode(s);
const archive = zipSync({ "a/CIK1.json": text("one ".repeat(500)), "b.json": [text("two"), { level: 0 }] });

test("members are read one by one, deflated or stored, as another library wrote them", () => {
  const zip = openZipFile(onDisk(archive));
  expect(zip.members.map((m) => [m.name, m.size])).toEqual([
    ["a/CIK1.json", 2000],
    ["b.json", 3],
  ]);
  expect(zip.members.map((m) => new TextDecoder().decode(zip.read(m)).slice(0, 7))).toEqual(["one one", "two"]);
  zip.close();
});

test("a cut archive, one without a directory, a damaged member, a bomb, and names that leave the folder are refused", () => {
  const refusal = (bytes: Uint8Array, limits = usualZipFileLimits): string => {
    try {
      const zip = openZipFile(onDisk(bytes), limits);
      for (const member of zip.members) zip.read(member);
      return "taken";
    } catch (error) {
      return error instanceof Error && "code" in error
        ? `${String(error.code)}: ${error.message}`
        : `bug: ${String(error)}`;
    }
  };
  expect(refusal(archive)).toBe("taken");
  expect(refusal(archive.subarray(0, archive.length - 30))).toContain(
    "source-changed: zip archive: at end of the archive",
  );
  expect(refusal(archive.subarray(20))).toContain("source-changed");
  expect(refusal(text("not an archive"))).toContain("source-changed");
  expect(refusal(new Uint8Array())).toContain("source-changed");
  const broken = Uint8Array.from(archive);
  broken.fill(0xff, 45, 60);
  expect(refusal(broken)).toContain("source-changed: zip archive: at a/CIK1.json");
  expect(refusal(zipSync({ bomb: new Uint8Array(3_000_000) }))).toContain("packed at most 400 times");
  expect(refusal(zipSync({ "../x": text("x") }))).toContain("names inside the archive");
  expect(refusal(archive, { ...usualZipFileLimits, members: 1 })).toContain("at most 1 members");
  expect(refusal(archive, { ...usualZipFileLimits, bytes: 100 })).toContain("at most 100 bytes");
});

test("every cut and every changed byte of the directory ends in a named refusal or a whole reading", () => {
  for (let at = 0; at < archive.length; at += 1) {
    const changed = Uint8Array.from(archive);
    changed[at] = (changed[at] ?? 0) ^ 0x55;
    for (const bytes of [changed, archive.subarray(0, at)]) {
      try {
        const zip = openZipFile(onDisk(bytes));
        for (const member of zip.members) zip.read(member);
        zip.close();
      } catch (error) {
        expect(error).toMatchObject({ code: "source-changed" });
      }
    }
  }
});

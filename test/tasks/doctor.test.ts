import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readManifest } from "../../src/store/layout.ts";
import { doctor } from "../../src/tasks/doctor.ts";
import { append, freshFolder, handDocument } from "../store/by-hand.ts";

test("the doctor finds a sound store sound and names what is damaged", async () => {
  const store = freshFolder();
  const cacheFolder = join(freshFolder(), "cache");
  await append(store, [handDocument("one", "2026-01-01", [{ series: "hand/a", period: "2025-11", value: 1 }])], true);
  const sound = await doctor({ store, readOnly: false, cacheFolder, node: "v20.20.2" });
  expect(sound.ok).toBe(true);
  expect(sound.findings.map((f) => f.id)).toEqual([
    "format",
    "hashes",
    "readable",
    "raw",
    "writable",
    "lock",
    "duckdb",
    "cache",
    "node",
  ]);
  expect(sound.findings.find((f) => f.id === "readable")?.found).toBe("1 observations of 1 ids from 1 documents");
  expect(sound.findings.find((f) => f.id === "duckdb")?.found).toMatch(/^DuckDB v1\.5\./);
  const [first] = readManifest(store)?.manifest.files ?? [];
  writeFileSync(join(store, first?.path ?? ""), "x");
  const damaged = await doctor({ store, readOnly: false, cacheFolder, node: "v18.0.0" });
  expect(damaged.ok).toBe(false);
  expect(damaged.findings.filter((f) => !f.ok).map((f) => f.id)).toEqual(["hashes", "readable", "node"]);
  expect(damaged.findings.find((f) => f.id === "hashes")?.fix).toContain("Restore the folder from a backup");
});

test("the doctor says that a folder holds no store, and that a cache cannot be written", async () => {
  const folder = freshFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "file"), "");
  const report = await doctor({
    store: folder,
    readOnly: false,
    cacheFolder: join(folder, "file", "cache"),
    node: "v22.1.0",
  });
  expect(report.findings.filter((f) => !f.ok).map((f) => f.id)).toEqual(["format", "cache"]);
});

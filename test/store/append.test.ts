import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { examineStore } from "../../src/store/examine.ts";
import { unwritable } from "../../src/store/files.ts";
import { emptyManifest, manifestBytes, readManifest } from "../../src/store/layout.ts";
import { takeLock } from "../../src/store/lock.ts";
import { createStore, newestKnown, openStore } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import { readRaw } from "../../src/store/raw.ts";
import { exitCodeOf, VorlaufError } from "../../src/terms/errors.ts";
import { append, freshFolder, handDocument } from "./by-hand.ts";

const one = handDocument("one", "2026-01-01", [
  { series: "hand/a", period: "2025-11", value: 1 },
  { series: "hand/a", period: "2025-12", value: 2 },
]);
const two = handDocument("two", "2026-02-01", [
  { series: "hand/a", period: "2025-12", value: 3 },
  { series: "hand/a", period: "2026-01", value: 4 },
  { series: "hand/a", period: "2025-11", value: 1 },
]);

async function errorOf(work: Promise<unknown>): Promise<VorlaufError> {
  const error = await work.then(
    () => null,
    (e: unknown) => e,
  );
  if (!(error instanceof VorlaufError)) throw new Error(`expected a VorlaufError, got ${String(error)}`);
  return error;
}

function contentOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  return Object.fromEntries(
    names
      .map((e) => join(e.parentPath, e.name))
      .sort()
      .map((path) => [path.slice(folder.length), readFileSync(path).toString("base64")]),
  );
}

test("rows are counted as new, revised and unchanged, and repeating a pull changes no byte", async () => {
  const store = freshFolder();
  expect(await append(store, [one], true)).toMatchObject({ new: 2, revised: 0, unchanged: 0, stored: 2, refused: [] });
  expect(await append(store, [two], true)).toMatchObject({ new: 1, revised: 1, unchanged: 1, stored: 2, refused: [] });
  const before = contentOf(store);
  expect(await append(store, [one, two], true)).toMatchObject({
    new: 0,
    revised: 0,
    unchanged: 5,
    stored: 0,
    refused: [],
  });
  expect(contentOf(store)).toEqual(before);
  const open = await openStore(store, { readOnly: true });
  expect(newestKnown(open)).toBe("2026-02-01T23:59:59Z");
  open.close();
});

test("the same documents make the same bytes in two stores", async () => {
  const [first, second] = [freshFolder(), freshFolder()];
  for (const store of [first, second]) {
    await append(store, [two, one], true);
  }
  expect(contentOf(first)).toEqual(contentOf(second));
});

test("the same document with another value is a conflict, and the store stays as it was", async () => {
  const store = freshFolder();
  await append(store, [one]);
  const before = contentOf(store);
  const changed = {
    ...one,
    reading: {
      ...one.reading,
      observations: one.reading.observations.map((o) => (o.period === "2025-12" ? { ...o, value: 2.5 } : o)),
    },
  };
  const { refused } = await append(store, [changed]);
  expect(refused.map((r) => r.error.code)).toEqual(["observation-conflict"]);
  expect(refused[0]?.error.message).toBe(
    `hand/a 2025-12: document ${one.document.sha256} is held with 2, now read as 2.5`,
  );
  expect(contentOf(store)).toEqual(before);
  const twice = handDocument("twice", "2026-03-01", [
    { series: "hand/a", period: "2026-02", value: 1 },
    { series: "hand/a", period: "2026-02", value: 2 },
  ]);
  const both = await append(store, [twice, two]);
  expect(both.refused.map((r) => [r.document.path, r.error.code])).toEqual([["twice.csv", "observation-conflict"]]);
  expect(both.new + both.revised).toBe(2);
});

test("another value for what a document only repeated is a conflict too", async () => {
  const store = freshFolder();
  await append(store, [one]);
  await append(store, [two]);
  const changed = {
    ...two,
    reading: {
      ...two.reading,
      observations: two.reading.observations.map((o) => (o.period === "2025-11" ? { ...o, value: 9 } : o)),
    },
  };
  expect((await append(store, [changed])).refused.map((r) => r.error.code)).toEqual(["observation-conflict"]);
});

test("another unit, a number that is none, a period that is none and a foreign document are refused with the place", async () => {
  const store = freshFolder();
  await append(store, [one]);
  const before = contentOf(store);
  const bad = [
    handDocument("unit", "2026-02-01", [{ series: "hand/a", period: "2026-01", value: 4, unit: "EUR" }]),
    handDocument("nan", "2026-02-01", [{ series: "hand/b", period: "2026-01", value: Number.NaN }]),
    handDocument("period", "2026-02-01", [{ series: "hand/b", period: "2026-13", value: 4 }]),
    handDocument("known", "2026-02-01", [{ series: "hand/b", period: "2026-01", value: 4, known: "2026-02-01" }]),
    handDocument("foreign", "2026-02-01", [
      {
        series: "hand/b",
        period: "2026-01",
        value: 4,
        origin: {
          ...(one.reading.observations[0]?.origin ?? { document: "", url: "", locator: "", kind: "primary" as const }),
        },
      },
    ]),
  ];
  const { refused } = await append(store, bad);
  expect(new Set(refused.map((r) => r.error.code))).toEqual(new Set(["source-changed"]));
  expect(refused).toHaveLength(5);
  expect(refused.find((r) => r.document.path === "unit.csv")?.error.message).toContain(
    "expected unit USD as in the other values, got EUR",
  );
  expect(contentOf(store)).toEqual(before);
});

test("kept documents come back by their hash, and a changed one is noticed", async () => {
  const store = freshFolder();
  await append(store, [one], true);
  expect(new TextDecoder().decode(readRaw(store, one.document.sha256) ?? new Uint8Array())).toBe("one");
  expect(readRaw(store, two.document.sha256)).toBeNull();
  writeFileSync(join(store, "raw", `${one.document.sha256}.gz`), "not gzip");
  expect(() => readRaw(store, one.document.sha256)).toThrow(/cannot be unpacked/);
});

test("a damaged file, a cut manifest and a changed manifest are named as damage", async () => {
  const store = freshFolder();
  await append(store, [one]);
  const [parquet = ""] = readManifest(store)?.manifest.files.map((f) => join(store, f.path)) ?? [];
  const whole = readFileSync(parquet);
  for (const spoil of [
    () => truncateSync(parquet, 100),
    () => writeFileSync(parquet, Buffer.concat([whole.subarray(0, 40), Buffer.from([1, 2, 3]), whole.subarray(43)])),
    () => rmSync(parquet),
  ]) {
    spoil();
    const error = await errorOf(openStore(store, { readOnly: true }));
    expect([error.code, exitCodeOf(error)]).toEqual(["store-damaged", 4]);
    expect(error.message).toContain(parquet);
    expect((await errorOf(append(store, [two]))).code).toBe("store-damaged");
    writeFileSync(parquet, whole);
  }
  const manifest = join(store, "manifest.json");
  const text = readFileSync(manifest, "utf8");
  writeFileSync(manifest, text.slice(0, -60));
  expect((await errorOf(openStore(store, { readOnly: true }))).message).toContain("not JSON");
  writeFileSync(manifest, text.replace('"rows":2', '"rows":3'));
  expect((await errorOf(openStore(store, { readOnly: true }))).message).toContain("seal does not fit");
  const findings = await examineStore(store, false);
  expect(findings.map((f) => [f.id, f.ok])).toEqual([["format", false]]);
});

test("a store of a newer format says so and is left alone", async () => {
  const store = freshFolder();
  mkdirSync(store, { recursive: true });
  writeFileSync(join(store, "manifest.json"), JSON.stringify({ format: 2, shelves: [] }));
  for (const work of [openStore(store, { readOnly: true }), append(store, [one]), createStore(store)]) {
    const error = await errorOf(work);
    expect([error.code, exitCodeOf(error)]).toEqual(["store-newer", 4]);
    expect(error.message).toContain("has format 2; this version reads up to 1");
  }
  expect(readFileSync(join(store, "manifest.json"), "utf8")).toBe('{"format":2,"shelves":[]}');
});

test.skipIf(process.getuid?.() === 0)(
  "a folder that may not be written gives what to do [needs a user who is not root]",
  async () => {
    const store = freshFolder();
    mkdirSync(store, { recursive: true });
    chmodSync(store, 0o500);
    const error = await errorOf(append(store, [one]));
    expect(error.code).toBe("store-unwritable");
    expect(error.message).toContain("--store DIR");
  },
);

test("a file where the store should be, a full disk and a read-only disk give what to do", async () => {
  const store = freshFolder();
  mkdirSync(join(store, ".."), { recursive: true });
  writeFileSync(store, "a file");
  const error = await errorOf(append(store, [one]));
  expect([error.code, exitCodeOf(error)]).toEqual(["store-unwritable", 4]);
  expect(unwritable("/s", Object.assign(new Error("x"), { code: "ENOSPC" })).message).toBe(
    "cannot write the store at /s: ENOSPC. The disk is full: free some space and repeat the command; nothing was lost.",
  );
  expect(unwritable("/s", Object.assign(new Error("x"), { code: "EROFS" })).message).toContain(
    "choose another folder with --store DIR",
  );
});

test.skipIf(!existsSync("/dev/full") || process.platform !== "linux")(
  "a disk that fills while the store is written leaves the store as it was",
  async () => {
    const store = freshFolder();
    await append(store, [one]);
    const before = contentOf(store);
    const child = spawn(
      "bash",
      [
        "-c",
        `ulimit -f 1; exec "${process.execPath}" --import tsx "${fileURLToPath(new URL("writer.ts", import.meta.url))}" "$1" full 1`,
        "x",
        store,
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    await once(child, "close");
    const after = contentOf(store);
    for (const [path, bytes] of Object.entries(before)) expect(after[path]).toBe(bytes);
    const open = await openStore(store, { readOnly: true });
    open.close();
    expect((await append(store, [two])).new).toBe(1);
  },
);

test("a lock of a process that is gone is set aside; one that lives is waited for and then named", async () => {
  const store = freshFolder();
  mkdirSync(store, { recursive: true });
  const gone = spawn(process.execPath, ["-e", ""]);
  await once(gone, "close");
  writeFileSync(join(store, "lock"), JSON.stringify({ pid: gone.pid, host: hostname(), started: "", serial: 1 }));
  (await takeLock(store, 0)).release();
  writeFileSync(join(store, "lock"), "half a lo");
  (await takeLock(store, 0)).release();
  const held = await takeLock(store, 0);
  const error = await errorOf(takeLock(store, 120));
  expect([error.code, exitCodeOf(error)]).toEqual(["store-locked", 4]);
  expect(error.message).toContain(`process ${process.pid} on ${hostname()}`);
  held.release();
  writeFileSync(join(store, "lock"), JSON.stringify({ pid: process.pid, host: hostname(), started: "1", serial: 1 }));
  if (existsSync("/proc/self/stat")) (await takeLock(store, 0)).release();
});

test("two processes that append to one store both land everything", async () => {
  const store = freshFolder();
  const children = ["left", "right"].map((name) => writer(store, name, 4));
  await Promise.all(children.map((c) => once(c, "close")));
  const open = await openStore(store, { readOnly: true });
  expect([...open.held.keys()]).toEqual(["left", "right"].flatMap((n) => [0, 1, 2, 3].map((i) => `hand/${n}${i}/c`)));
  open.close();
  expect(existsSync(join(store, "lock"))).toBe(false);
}, 120_000);

test("a process killed at any moment loses nothing that was reported and leaves a store that can be read and repeated", async () => {
  const store = freshFolder();
  for (const afterMs of [0, 15, 40, 90, 160]) {
    const child = writer(store, "k", 40);
    let said = "";
    child.stdout?.on("data", (data: Buffer) => (said += data.toString()));
    await once(child.stdout ?? child, "data");
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    child.kill("SIGKILL");
    await once(child, "close");
    const reported = said.trim().split("\n").map(Number);
    const open = await openStore(store, { readOnly: true });
    const panel = await readPanel(open, { asOf: "2026-06-01", mode: "strict", needs: [{ id: "hand/*/c" }] });
    for (const i of reported) expect(panel.series[`hand/k${i}/c`]?.values[0]).toBe(i);
    const documents = await open.database.rows(
      "SELECT count(*) FROM observations WHERE document NOT IN (SELECT sha256 FROM documents)",
    );
    expect(documents[0]?.[0]).toBe(0);
    for (const [sha256] of await open.database.rows("SELECT sha256 FROM documents"))
      expect(readRaw(store, String(sha256))).not.toBeNull();
    open.close();
  }
  expect((await append(store, [one])).new).toBe(2);
  expect(readdirSync(store).sort()).toEqual(["documents", "manifest.json", "observations", "raw"]);
}, 120_000);

test("the manifest ends with the SHA-256 of what precedes it", () => {
  const text = new TextDecoder().decode(manifestBytes(emptyManifest));
  const [body = "", seal = ""] = text.split(',\n  "seal": ');
  expect(body).toBe('{\n  "format": 1,\n  "files": [\n\n  ],\n  "catalogue": [\n\n  ]');
  expect(seal).toBe(`"${createHash("sha256").update(body).digest("hex")}"\n}\n`);
});

function writer(store: string, name: string, count: number): ChildProcess {
  return spawn(
    process.execPath,
    ["--import", "tsx", fileURLToPath(new URL("writer.ts", import.meta.url)), store, name, String(count)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
}

test("a second pull of the same documents leaves the manifest byte for byte as it was, the catalogue included", async () => {
  const store = freshFolder();
  const documents = [
    handDocument("same", "2026-01-01", [
      { series: "hand/a", period: "2025-01", value: 1 },
      { series: "hand/copies", item: "x", period: "2025-01-01", value: 1 },
    ]),
  ];
  await append(store, documents);
  const first = readFileSync(join(store, "manifest.json"), "utf8");
  await append(store, documents);
  expect(readFileSync(join(store, "manifest.json"), "utf8")).toBe(first);
  expect(first).toContain('"lagDays":0,"list":"copy"}');
});

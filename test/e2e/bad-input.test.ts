import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import {
  copyOfSnapshot,
  type Finished,
  finish,
  hashOf,
  root,
  scratch,
  start,
  strangerAt,
  vorlauf,
} from "./command-line.ts";

const { path, home } = scratch();
const fixture = (name: string): string => join(root, "test", "fixtures", name);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A folder with one file. */
function folderWith(name: string, file: string, bytes: Uint8Array): string {
  const folder = join(path, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), bytes);
  return folder;
}

function refused(run: Finished, code: number, ...says: readonly string[]): void {
  expect({ code: run.code, err: run.err }).toEqual({ code, err: expect.stringContaining(says[0] ?? "") });
  for (const words of says) expect(run.err).toContain(words);
  expect(run.err).not.toContain("this is a bug");
  expect(run.out).toBe("");
}

test.each([
  [
    ["series", "show", "sec/gogl/capex"],
    ['unknown series "sec/gogl/capex"', "did you mean sec/googl/capex"],
  ],
  [["explain", "sec/meta/capx@2023-Q4"], ["did you mean sec/meta/capex"]],
  [
    ["explain", "sec/meta/capex@1990-Q1"],
    ["unknown observation", "sec/meta/capex@"],
  ],
  [
    ["verdict", "--as-of", "2026-02-30"],
    ['"2026-02-30" is not a date', "YYYY-MM-DD"],
  ],
  [["verdict", "--as-of", "gestern"], ['"gestern" is not a date']],
  [
    ["verdict", "--as-of", "2999-01-01"],
    ["a day that has not come yet", "knows up to 20"],
  ],
  [["verdit"], ['unknown command "verdit"; did you mean verdict?']],
  [["signal", "sucession"], ["Allowed choices are succession, retreat, convergence"]],
  [["schema", "verdit"], ["did you mean verdict"]],
  [["verdict", "--seed", "x"], ["whole number"]],
  [["verdict", "--store", "/nowhere/at/all"], ["does not exist"]],
  [["verdict", "--store", "/"], ["holds no store"]],
  [["pull", "secc", "--from", "/"], ['unknown source "secc"; did you mean sec']],
  [["pull", "sec", "--from", "/nowhere/at/all"], ["Name an existing folder"]],
  [["pull", "sec", "--from", fixture("sec/meta-restated"), "--known", "2026-02-30"], ["is not a date"]],
  [["thesis", "check", "/nowhere.yaml"], ["Name a file that can be read"]],
  [["--port", "99999"], ["1 to 65535"]],
])("vorlauf %j is refused with what to do", async (args, says) => {
  refused(await vorlauf(home, ...args), 2, ...says);
  expect(existsSync(join(home, ".local"))).toBe(false);
});

const eurofxref = readFileSync(fixture("ecb/history/eurofxref-hist.csv"));
const facts = readFileSync(fixture("sec/meta-restated/companyfacts.json"));
const construction = readFileSync(fixture("table/census-release-of-june/infrastructure_construction_history.csv"));

test.each([
  ["a JSON file that breaks off", "companyfacts.json", facts.subarray(0, facts.length / 2)],
  ["a gzip file that breaks off", "companyfacts.json.gz", gzipSync(facts).subarray(0, 400)],
  ["a gzip file with a flipped bit", "companyfacts.json.gz", gzipSync(facts).map((b, i) => (i === 300 ? b ^ 0x55 : b))],
  [
    "a CSV file with a word for a number",
    "eurofxref-hist.csv",
    utf8(eurofxref.toString("utf8").replace(/,(\d)/, ",much$1")),
  ],
  [
    "an xlsx file that breaks off",
    "privsatime.xlsx",
    zipSync({ "xl/workbook.xml": utf8("<workbook/>") }).subarray(0, 60),
  ],
  ["an xlsx file without sheets", "privsatime.xlsx", zipSync({ "[Content_Types].xml": utf8("<Types/>") })],
  ["a zip file that breaks off", "eurofxref-hist.zip", zipSync({ "eurofxref-hist.csv": eurofxref }).subarray(0, 50)],
])("%s is named, and the store keeps every byte", async (what, file, bytes) => {
  const store = copyOfSnapshot(join(path, `store ${what}`));
  const before = hashOf(store);
  const { code, out, err } = await vorlauf(
    home,
    "pull",
    "--store",
    store,
    "--from",
    folderWith(what, file, bytes),
    "--known",
    "2026-11-20",
  );
  expect({ code, out, err }).toMatchObject({ code: 3, out: expect.stringContaining("FAILED"), err: "" });
  expect(out).toContain(file.replace(/\.gz$/, ""));
  expect(hashOf(store)).toBe(before);
});

test("a copy that nothing dates is refused until the user says when it was known", async () => {
  const store = copyOfSnapshot(join(path, "undated"));
  const before = hashOf(store);
  const folder = folderWith("undated-files", "infrastructure_construction_history.csv", construction);
  const { code, out } = await vorlauf(home, "pull", "--store", store, "--from", folder);
  expect({ code, says: out.includes("say when this copy was known") }).toEqual({ code: 3, says: true });
  expect(hashOf(store)).toBe(before);
});

test("a row given twice with two values is a conflict that names both, and nothing of the document is taken", async () => {
  const store = copyOfSnapshot(join(path, "conflict"));
  const before = hashOf(store);
  const lines = eurofxref.toString("utf8").trimEnd().split("\n");
  const twice = `${lines.join("\n")}\n${(lines.at(-1) ?? "").replace(/,([\d.]+)/, ",9.8765")}\n`;
  const { code, out } = await vorlauf(
    home,
    "pull",
    "--store",
    store,
    "--from",
    folderWith("conflict-files", "eurofxref-hist.csv", utf8(twice)),
    "--known",
    "2026-11-20",
  );
  expect({ code, conflict: /observation-conflict|twice|9\.8765/.test(out) }).toEqual({ code: 3, conflict: true });
  expect(hashOf(store)).toBe(before);
});

test("a store of a newer version is left alone", async () => {
  const store = copyOfSnapshot(join(path, "newer"));
  const manifest = join(store, "manifest.json");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace('"format": 1', '"format": 9'));
  const before = hashOf(store);
  refused(
    await vorlauf(home, "verdict", "--store", store),
    4,
    "has format 9; this version reads up to 1",
    "Update vorlauf",
  );
  refused(await vorlauf(home, "pull", "--store", store, "--from", fixture("sec/meta-restated")), 4, "has format 9");
  expect(hashOf(store)).toBe(before);
});

test("a damaged store says so, whatever was cut", async () => {
  const store = copyOfSnapshot(join(path, "damaged"));
  const manifest = join(store, "manifest.json");
  const whole = readFileSync(manifest);
  writeFileSync(manifest, whole.subarray(0, whole.length / 2));
  refused(await vorlauf(home, "verdict", "--store", store), 4, "damaged", "cut off?");
  writeFileSync(manifest, whole);
  const name = /"path":"(observations\/census\/[^"]+)"/.exec(whole.toString("utf8"))?.[1] ?? "";
  writeFileSync(join(store, name), readFileSync(join(store, name)).subarray(0, 100));
  refused(await vorlauf(home, "series", "show", "census/data-center/construction", "--store", store), 4, "damaged");
  const doctor = await vorlauf(home, "doctor", "--store", store);
  expect({ code: doctor.code, named: doctor.out.includes(name) }).toEqual({ code: 4, named: true });
});

test.skipIf(process.getuid?.() === 0)(
  "a folder that may not be written is named [needs a user who is not root]",
  async () => {
    const store = copyOfSnapshot(join(path, "read-only"));
    chmodSync(store, 0o555);
    refused(
      await vorlauf(home, "pull", "--store", store, "--from", fixture("sec/nvda-filer-error"), "--known", "2026-11-20"),
      4,
      "may not be written",
      "--store DIR",
    );
    chmodSync(store, 0o755);
  },
);

test("a file where the store's folder should be is named", async () => {
  const file = join(path, "not-a-folder");
  writeFileSync(file, "");
  refused(
    await vorlauf(
      home,
      "pull",
      "--store",
      join(file, "store"),
      "--from",
      fixture("sec/nvda-filer-error"),
      "--known",
      "2026-11-20",
    ),
    4,
    "A file stands where a folder is needed",
  );
});

test("files that no source knows are an error of the input", async () => {
  const store = copyOfSnapshot(join(path, "unknown-files"));
  const before = hashOf(store);
  const folder = folderWith("unknown", "infrastructure_construction_history.csv", utf8("nothing,here\n1,2\n"));
  const { code, err } = await vorlauf(home, "pull", "--store", store, "--from", folder, "--known", "2026-11-20");
  expect({ code, says: err.includes("none of which a source knows") }).toEqual({ code: 2, says: true });
  expect(hashOf(store)).toBe(before);
});

test("without a home folder that can be written the verdict is the same", async () => {
  const nowhere = join(path, "home-that-is-a-file");
  writeFileSync(nowhere, "");
  const env = { ...strangerAt(nowhere), NODE_ENV: "production" };
  const run = await finish(start([join(root, "dist/doors/cli.js"), "verdict", "--as-of", "2026-02-09"], env));
  expect(run).toEqual(await vorlauf(home, "verdict", "--as-of", "2026-02-09"));
  refused(
    await finish(start([join(root, "dist/doors/cli.js"), "pull", "sec", "--from", fixture("sec/meta-restated")], env)),
    4,
    "home-that-is-a-file",
  );
});

test("a pull reads what one file holds although another one beside it is damaged", async () => {
  const store = copyOfSnapshot(join(path, "mixed"));
  const folder = folderWith("mixed-files", "companyfacts.json", facts);
  cpSync(fixture("ecb/history/eurofxref-hist.csv"), join(folder, "eurofxref-hist.csv"));
  writeFileSync(join(folder, "broken.json.gz"), gzipSync(facts).subarray(0, 100));
  const { code, out } = await vorlauf(
    home,
    "pull",
    "--store",
    store,
    "--from",
    folder,
    "--known",
    "2026-11-20",
    "--json",
  );
  const report = JSON.parse(out) as {
    sources: {
      source: string;
      unchanged: number;
      new: number;
      revised: number;
      failures: { path: string; code: string }[];
    }[];
  };
  expect(code).toBe(3);
  expect(report.sources.flatMap((s) => s.failures)).toMatchObject([{ path: "broken.json.gz", code: "source-changed" }]);
  expect(report.sources.find((s) => s.source === "sec")?.unchanged).toBe(26);
});

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Verdict } from "../../src/tasks/verdict.ts";
import { command, copyOfSnapshot, finish, root, scratch, start, strangerAt, vorlauf } from "./command-line.ts";

const { path, home } = scratch();
const facts = readFileSync(join(root, "test/fixtures/sec/meta-restated/companyfacts.json"), "utf8");

/** Meta's facts with CapEx of 2026-Q1 one billion higher than the 18,997 m USD that were filed. */
function changed(): { readonly folder: string; readonly hash: string } {
  const folder = join(path, "changed");
  const text = facts.replaceAll("18997000000", "19997000000");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "companyfacts.json"), text);
  return { folder, hash: createHash("sha256").update(text).digest("hex") };
}

test("one changed value changes the lines that rest on it and no other, and explain names the new document", async () => {
  const { folder, hash } = changed();
  const store = copyOfSnapshot(join(path, "store"));
  const before = JSON.parse((await vorlauf(home, "verdict", "--json")).out) as Verdict;
  const pulled = await vorlauf(
    home,
    "pull",
    "sec",
    "--store",
    store,
    "--from",
    folder,
    "--known",
    "2026-11-20",
    "--json",
  );
  expect(JSON.parse(pulled.out)).toMatchObject({ sources: [{ source: "sec", new: 0, revised: 1, unchanged: 25 }] });
  const after = JSON.parse((await vorlauf(home, "verdict", "--json", "--store", store)).out) as Verdict;
  const differing = (a: readonly { readonly id: string }[], b: readonly { readonly id: string }[]): string[] =>
    a.filter((line, i) => JSON.stringify(line) !== JSON.stringify(b[i])).map((line) => line.id);
  expect(differing(before.lines, after.lines)).toEqual(["cycle"]);
  expect(differing(before.claims, after.claims)).toEqual(["cycle-began", "capex-2026", "dc-systems-2030"]);
  expect(before.lines.find((l) => l.id === "cycle")?.refs).toContain("sec/meta/capex@2026-Q1");
  const explained = await vorlauf(home, "explain", "sec/meta/capex@2026-Q1", "--store", store);
  expect(explained.out).toContain(hash);
  expect(explained.out).toContain("0001628280-26-028526");
});

test("a pull that is killed at any moment can be repeated and leaves the same answers", async () => {
  const { folder } = changed();
  const shown = (store: string) =>
    vorlauf(home, "series", "show", "sec/meta/capex", "--vintages", "--json", "--store", store);
  const untouched = copyOfSnapshot(join(path, "untouched"));
  const args = (store: string): string[] => [
    command,
    "pull",
    "sec",
    "--store",
    store,
    "--from",
    folder,
    "--known",
    "2026-11-20",
  ];
  const old = (await shown(untouched)).out;
  expect((await finish(start(args(untouched), strangerAt(home)))).code).toBe(0);
  const wanted = (await shown(untouched)).out;
  expect(wanted).not.toBe(old);
  const store = copyOfSnapshot(join(path, "killed"));
  for (let i = 0; i < 20; i++) {
    const child = start(args(store), strangerAt(home));
    const ended = finish(child);
    // Moments spread over the whole run of a pull, start-up included: 60 to 1,200 ms.
    setTimeout(() => child.kill("SIGKILL"), 60 * (i + 1));
    await ended;
  }
  expect([old, wanted]).toContain((await shown(store)).out);
  expect((await finish(start(args(store), strangerAt(home)))).code).toBe(0);
  expect((await shown(store)).out).toBe(wanted);
  expect((await vorlauf(home, "doctor", "--store", store)).code).toBe(0);
}, 180_000);

test("two pulls at once end with what one after the other would give", async () => {
  const { folder } = changed();
  const store = copyOfSnapshot(join(path, "two"));
  const other = join(root, "test/fixtures/sec/nvda-filer-error");
  const runs = await Promise.all(
    [folder, other].map((from) =>
      vorlauf(home, "pull", "sec", "--store", store, "--from", from, "--known", "2026-11-20"),
    ),
  );
  expect(runs.map((r) => r.code)).toEqual([0, 0]);
  expect(existsSync(join(store, "lock"))).toBe(false);
  const explained = await vorlauf(home, "explain", "sec/meta/capex@2026-Q1", "--store", store);
  expect(explained.out).toContain("USD 20.0 bn");
  expect((await vorlauf(home, "doctor", "--store", store)).code).toBe(0);
});

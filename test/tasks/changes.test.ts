import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { type Changes, changesBetween } from "../../src/tasks/changes.ts";
import { append, freshFolder, handDocument } from "../store/by-hand.ts";

const entry = (
  item: string,
  value: number,
  note = "",
): { series: string; item: string; period: string; value: number; fields: { note: string } } => ({
  series: "hand/copies",
  item,
  period: "2025-01-01",
  value,
  fields: { note },
});

async function between(from: string, to: string): Promise<Changes> {
  const folder = freshFolder();
  await append(folder, [
    handDocument("one", "2026-01-15", [
      { series: "hand/a", period: "2025-11", value: 10 },
      { series: "hand/a", period: "2025-12", value: 20 },
    ]),
    handDocument("two", "2026-02-15", [
      { series: "hand/a", period: "2025-12", value: 21 },
      { series: "hand/a", period: "2026-01", value: 30 },
    ]),
    handDocument("back", "2026-03-15", [{ series: "hand/a", period: "2025-12", value: 20 }]),
    handDocument("list one", "2026-01-31", [entry("a", 1), entry("b", 2), entry("c", 3)]),
    handDocument("list two", "2026-02-28", [entry("a", 1), entry("b", 5, "restated"), entry("d", 4)]),
  ]);
  const store = await openStore(folder, { readOnly: true });
  const changes = await changesBetween(store, { from, to, mode: "strict", ids: ["hand/*"] });
  store.close();
  return changes;
}

test("new, revised and withdrawn observations come with old and new value and the document that brought them", async () => {
  const { changes, ids } = await between("2026-02-01", "2026-02-28");
  expect(ids).toEqual(["hand/a", "hand/copies"]);
  expect(
    changes.map((c) => [c.ref, c.kind, c.old, c.value, c.fields, c.origin?.url.split("/").at(-1) ?? null]),
  ).toEqual([
    ["hand/a@2025-12", "revised", 20, 21, [], "two"],
    ["hand/a@2026-01", "new", null, 30, [], "two"],
    ["hand/copies#b@2025-01-01", "revised", 2, 5, ["note"], "list two"],
    ["hand/copies#c@2025-01-01", "withdrawn", 3, null, [], null],
    ["hand/copies#d@2025-01-01", "new", null, 4, [], "list two"],
  ]);
});

test("a value that returned is no change between the days on which it stood; a day brings no news against itself", async () => {
  expect((await between("2026-02-01", "2026-03-20")).changes.map((c) => c.ref)).not.toContain("hand/a@2025-12");
  expect((await between("2026-02-28", "2026-02-28")).changes).toEqual([]);
  await expect(between("2026-03-01", "2026-02-01")).rejects.toThrow(/earlier day first/);
});

test("changes add up: from a to b and from b to c make those from a to c", async () => {
  const [ab, bc, ac] = await Promise.all([
    between("2026-01-20", "2026-02-20"),
    between("2026-02-20", "2026-03-20"),
    between("2026-01-20", "2026-03-20"),
  ]);
  const state = new Map<string, number | null>();
  const start = new Map<string, number | null>();
  for (const c of [...ab.changes, ...bc.changes]) {
    if (!state.has(c.ref)) start.set(c.ref, c.old);
    state.set(c.ref, c.value);
  }
  const moved = [...state]
    .filter(([ref, value]) => start.get(ref) !== value)
    .map(([ref]) => ref)
    .sort();
  expect(moved).toEqual(ac.changes.map((c) => c.ref).sort());
});

test("around the report of 9 February 2026 Amazon's and Alphabet's fourth quarters and no Census month became known", async () => {
  const store = await openStore(fileURLToPath(new URL("../../snapshot", import.meta.url)), { readOnly: true });
  const { changes } = await changesBetween(store, {
    from: "2026-01-31",
    to: "2026-02-09",
    mode: "strict",
    ids: ["sec/*/capex", "census/*/construction"],
  });
  store.close();
  const fourth = changes
    .filter((c) => c.period === "2025-Q4" && c.kind === "new")
    .map((c) => [c.id, (c.value ?? 0) / 1e9, c.known.slice(0, 10)]);
  // Full year as filed in the 10-K less nine months as filed in the 10-Q, USD m.
  expect(fourth).toContainEqual(["sec/amzn/capex", (131819 - 92297) / 1000, "2026-02-06"]);
  expect(fourth).toContainEqual(["sec/googl/capex", (91447 - 63596) / 1000, "2026-02-05"]);
  expect(changes.filter((c) => c.id.startsWith("census/"))).toEqual([]);
  expect(
    changes.every((c) => c.origin !== null && c.known > "2026-01-31T23:59:59Z" && c.known <= "2026-02-09T23:59:59Z"),
  ).toBe(true);
});

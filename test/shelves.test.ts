import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { booksOf, indexOf, shelves } from "../scripts/shelves.ts";
import { methods } from "../src/methods/shelf.ts";
import { signals } from "../src/signals/shelf.ts";
import { sources } from "../src/sources/shelf.ts";
import { parts } from "../src/tasks/parts/shelf.ts";
import { patternRegex } from "../src/terms/panel.ts";
import { views } from "../src/views/shelf.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

for (const shelf of shelves) {
  test(`the index of ${shelf.folder} is fresh (npm run shelves)`, () => {
    const path = join(root, "src", shelf.folder, "shelf.ts");
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, "utf8")).toBe(indexOf(root, shelf));
  });
}

function stems(folder: string): string[] {
  const shelf = shelves.find((s) => s.folder === folder);
  return shelf === undefined
    ? []
    : booksOf(root, shelf)
        .map((b) => basename(b.id))
        .sort();
}

test("the id of everything on a shelf is its file's stem", () => {
  expect(sources.map((s) => s.id).sort()).toEqual(stems("sources"));
  expect(parts.map((p) => String(p.id)).sort()).toEqual(stems("tasks/parts"));
  expect(
    Object.entries(signals)
      .map(([path, s]) => [path.split("/").at(-1), s.id])
      .filter(([stem, id]) => stem !== id),
  ).toEqual([]);
  const named = [
    ...Object.entries<{ readonly id: string }>(methods),
    ...Object.entries<{ readonly id: string }>(views),
  ];
  expect(named.filter(([stem, { id }]) => stem !== id).map(([stem]) => stem)).toEqual([]);
});

test("everything that a part or a signal reads is announced by a source, or supplied by the user", () => {
  const announced = sources.flatMap((s) => s.series.map((i) => i.id));
  const needs = [...parts.flatMap((p) => p.needs), ...Object.values(signals).flatMap((s) => s.needs)].map((n) => n.id);
  const meets = (need: string): boolean =>
    announced.some(
      (id) => patternRegex(id).test(need.replaceAll("*", "x")) || patternRegex(need).test(id.replaceAll("*", "x")),
    );
  expect([...new Set(needs)].filter((need) => !need.startsWith("user/") && !meets(need))).toEqual([]);
});

import { expect } from "vitest";
import { source } from "../../src/sources/wos-ml-share.ts";
import { sharedTest } from "../shared.ts";
import { fixtureTests, readShared } from "./document.ts";

fixtureTests(source);

const folder = "wos-ml-by-field-blaiszik";
const copies = [
  "2021-02-19",
  "2021-12-01",
  "2022-02-21",
  "2022-07-26",
  "2022-11-28",
  "2023-02-23",
  "2024-02-19",
  "2025-03-22",
  "2026-03-10",
];

sharedTest("shows the widened search, the outlier and the indexing lag in materials science", () => {
  const all = copies.flatMap((c) => readShared(source, folder, `1-cat_${c}.csv`).observations);
  const materials = (year: string): [string, number | null, ...string[]][] =>
    all
      .filter((o) => o.series === "wos/materials/ml-papers" && o.period === year)
      .map((o) => [o.known.slice(0, 10), o.value, ...(o.flags ?? [])]);
  expect(materials("2022").filter(([, n]) => (n ?? 0) > 5000)).toEqual([
    ["2022-11-28", 5291, "indexing-incomplete"],
    ["2023-02-23", 6180, "outlier-copy", "indexing-incomplete"],
    ["2024-02-19", 6304],
    ["2025-03-22", 6348],
    ["2026-03-10", 6354],
  ]);
  const nineteen = new Map(materials("2019").map(([day, ...rest]) => [day, rest]));
  expect(nineteen.get("2022-02-21")).toEqual([1246, "narrower-query"]);
  expect(nineteen.get("2022-07-26")).toEqual([1491]);
  expect(nineteen.get("2023-02-23")).toEqual([1600, "outlier-copy"]);
});

sharedTest("reads every row of the nine copies, the one with an empty fifth column included", () => {
  expect(copies.map((c) => readShared(source, folder, `1-cat_${c}.csv`).observations.length / 3)).toEqual([
    126, 129, 132, 110, 113, 136, 139, 142, 145,
  ]);
});

import { expect, test } from "vitest";
import { source } from "../../src/sources/fred-qd.ts";
import { sharedTest } from "../shared.ts";
import { fixtureTests, noTools, readShared, textDocument } from "./document.ts";

fixtureTests(source);

sharedTest("both layouts of the quarterly panel are read", () => {
  const now = readShared(source, "fred-qd", "2025-09.csv.gz").observations;
  const at = (rows: typeof now, series: string, period: string): number | null | undefined =>
    rows.find((o) => o.series === series && o.period === period)?.value;
  expect(at(now, "fred-qd/gdpc1", "2025-Q2")).toBe(23770.976);
  expect(at(now, "fred-qd/y033rc1q027sbeax", "2025-Q2")).toBeCloseTo(1414.56, 2);
  expect(at(now, "fred-qd/gdpc1", "1959-Q1")).toBe(3352.129);
  expect(new Set(now.map((o) => o.series)).size).toBe(245);
  const before = readShared(source, "fred-qd", "2023-12-from-bvar.csv.gz").observations;
  expect(at(before, "fred-qd/gdpc1", "2023-Q3")).toBe(22491.567);
  expect(new Set(before.map((o) => o.series)).size).toBe(233);
});

test("a date inside a quarter is refused", () => {
  expect(() =>
    source.read(textDocument("sasdate,GDPC1\nfactors,0\ntransform,5\n4/1/1959,1\n", "q.csv"), {}, noTools),
  ).toThrow(/third month/);
});

import { expect, test } from "vitest";
import { source } from "../../src/sources/iea-ev.ts";
import type { Reading } from "../../src/terms/source.ts";
import { sharedTest } from "../shared.ts";
import { fixtureTests, noTools, readShared, textDocument } from "./document.ts";

fixtureTests(source);

function at(reading: Reading, series: string, period: string): [number | null, string] | undefined {
  const [found, second] = reading.observations.filter((o) => o.series === series && o.period === period);
  expect(second).toBeUndefined();
  return found && [found.value, found.evidence];
}

sharedTest("both editions give cars once per year, the newer one revises the older", () => {
  const old = readShared(source, "iea-global-ev-data", "IEA-Global-EV-Data-2024.csv");
  const now = readShared(source, "iea-global-ev-data", "EVDataExplorer2025.csv.gz");
  expect([old.observations[0]?.known, now.observations[0]?.known]).toEqual([
    "2024-05-31T23:59:59Z",
    "2025-05-31T23:59:59Z",
  ]);
  expect([at(old, "iea/world/ev-sales-phev", "2023"), at(now, "iea/world/ev-sales-phev", "2023")]).toEqual([
    [4300000, "reported (primary)"],
    [4200000, "reported (primary)"],
  ]);
  expect(at(now, "iea/world/ev-sales", "2023")).toEqual([9500000 + 4200000, "derived"]);
  expect(at(now, "iea/world/ev-share", "2023")).toEqual([18, "reported (primary)"]);
  expect(at(old, "iea/world/ev-share", "2024")).toBeUndefined();
  expect(now.observations.every((o) => o.period <= "2024")).toBe(true);
  const counted =
    now.observations.length -
    now.observations.filter((o) => o.evidence === "derived").length +
    now.rejected.reduce((n, r) => n + r.count, 0);
  expect(counted).toBe(16436);
});

test("another unit, a second statement and a web page are refused", () => {
  const header = "region,category,parameter,mode,powertrain,year,unit,value\n";
  const read = (rows: string): unknown => source.read(textDocument(header + rows, "ev.csv"), {}, noTools);
  expect(() => read("World,Historical,EV sales,Cars,BEV,2023,thousand,9500\n")).toThrow(
    /Vehicles or percent, got thousand/,
  );
  expect(() =>
    read("World,Historical,EV sales,Cars,BEV,2023,Vehicles,1\nWorld,Historical,EV sales,Cars,BEV,2023,Vehicles,2\n"),
  ).toThrow(/a second one/);
  expect(() => source.read(textDocument("<html></html>", "ev.csv"), {}, noTools)).toThrow(/starts with region/);
});

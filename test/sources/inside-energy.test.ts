import { expect, test } from "vitest";
import { source } from "../../src/sources/inside-energy.ts";
import { sharedTest } from "../shared.ts";
import { noTools, readShared, textDocument } from "./document.ts";

sharedTest("the first of two tables is read up to the row of X", () => {
  const { observations, rejected } = readShared(
    source,
    "iea-energy-and-ai",
    "us-data-center-energy-use-2000-2013-insideenergy.csv",
  );
  const centers = observations.filter((o) => o.series === "inside-energy/us/data-center-electricity");
  expect(centers.map((o) => [o.period, o.value])).toEqual([
    ["2000", 28.2],
    ["2005", 56],
    ["2011", 76.4],
    ["2013", 91],
  ]);
  const all =
    observations.find((o) => o.series === "inside-energy/us/electricity" && o.period === "2013")?.value ?? Number.NaN;
  expect(91 / all).toBeCloseTo(0.0238, 4);
  expect(rejected).toEqual([{ reason: "second table, uses by appliance", count: 7, example: "record 7" }]);
});

test("a file without the row of X is refused", () => {
  const text =
    "Year,All U.S. Electricity Comsumption (Billion kWh),Total Data Center Electricity Consumption (Billion kWh),Share\r2000,3592,28,1\r";
  expect(() => source.read(textDocument(text, "x.csv"), {}, noTools)).toThrow(/a row of X/);
});

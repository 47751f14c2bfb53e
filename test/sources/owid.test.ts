import { expect, test } from "vitest";
import { source } from "../../src/sources/owid.ts";
import { pageSeparator } from "../../src/terms/source.ts";
import { noTools, textDocument } from "./document.ts";

// SYNTHETIC rows in the structure of a chart's table and metadata.
const metadata = JSON.stringify({
  columns: { "Cars sold": { unit: "cars", shortName: "cars_sold", lastUpdated: "2026-05-01" } },
});
const read = (csv: string, described = metadata): ReturnType<typeof source.read> =>
  source.read(
    textDocument(`${csv}${pageSeparator}${described}`, "x.csv", "2026-06-01T00:00:00Z"),
    { chart: "car-sales" },
    noTools,
  );

test("columns become series by entity with unit and day of update; blanks are none, text and years of other length are rejected", () => {
  const reading = read(
    "entity,code,year,cars_sold,note\nWorld,OWID_WRL,2024,100,\nWorld,OWID_WRL,2025,,\nWorld,OWID_WRL,2023,5,estimated\nWorld,OWID_WRL,-500,1,\n",
  );
  expect(reading.observations.map((o) => [o.series, o.period, o.value, o.unit, o.published])).toEqual([
    ["owid/car-sales/cars-sold/world", "2024", 100, "cars", "2026-05-01T23:59:59Z"],
    ["owid/car-sales/cars-sold/world", "2023", 5, "cars", "2026-05-01T23:59:59Z"],
  ]);
  expect(reading.rejected.map((r) => [r.reason, r.count])).toEqual([
    ["text in column note", 1],
    ["year before the first or after the last of four digits", 1],
  ]);
  expect(read("Entity,Code,Day,Cars sold\nPeru,PER,2026-01-02,3\n").observations).toMatchObject([
    { period: "2026-01-02", unit: "cars" },
  ]);
});

test("a refusal as JSON and another table are errors", () => {
  expect(() => read('{"error":"not redistributable"}')).toThrowError(
    expect.objectContaining({ code: "source-unreachable" }),
  );
  expect(() => read("country,year,value\nPeru,2020,1\n")).toThrow(/Entity, Code, Year or Day/);
  expect(() => read("Entity,Code,Year,v\nPeru,PER,last,1\n")).toThrow(/a year, got last/);
});

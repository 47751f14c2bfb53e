import { expect } from "vitest";
import { source } from "../../src/sources/supply-chain.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, readShared } from "./document.ts";

fixtureTests(source);

sharedTest("turbine backlog and reservations are known from their publication, derived figures say so", () => {
  const reading = readShared(source, "supply-chain-points", "gas_turbine_backlog_points.csv");
  expect(reading.observations.length).toBe(8);
  expect(entryOf(reading, "backlog-plus-slot-reservations/2025-09-30")).toMatchObject({
    value: 62,
    unit: "GW",
    known: "2025-10-22T23:59:59Z",
    evidence: "reported (secondary)",
  });
  expect(entryOf(reading, "backlog-plus-slot-reservations/2025-06-30")).toMatchObject({
    value: 55,
    known: "2025-10-22T23:59:59Z",
    evidence: "derived",
  });
  expect(entryOf(reading, "slot-reservations/2025-03-31")).toMatchObject({ value: 21, known: "2025-04-23T23:59:59Z" });
  expect(entryOf(reading, "slot-reservations-signed-within-30-days/2024-12")).toMatchObject({
    knownBy: "observed",
    published: null,
  });
});

sharedTest("semiconductor sales keep their first print and the figure of a year later", () => {
  const { observations } = readShared(source, "supply-chain-points", "semiconductor_sales_points.csv");
  const on = (month: string): unknown =>
    observations.filter((o) => o.period === month).map((o) => [o.value, o.known.slice(0, 10), o.flags?.[0]]);
  expect(on("2021-07")).toEqual([
    [45.4, "2021-09-03", "first-print"],
    [45.7, "2022-09-07", "year-ago-comparison"],
  ]);
  expect(on("2021-06")).toEqual([[44.5, "2021-08-31", "first-print"]]);
  const value = (month: string, known: string): number =>
    observations.find((o) => o.period === month && o.known.startsWith(known))?.value ?? Number.NaN;
  expect(value("2021-07", "2021-09") / value("2020-07", "2021-09")).toBeCloseTo(1.29, 3);
  expect(value("2022-07", "2022-09") / value("2021-07", "2022-09")).toBeCloseTo(1.073, 2);
  expect(value("2024-07", "2024-09") / value("2023-07", "2024-09")).toBeCloseTo(1.187, 2);
});

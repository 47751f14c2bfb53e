import { expect } from "vitest";
import { source } from "../../src/sources/nerc.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, readShared } from "./document.ts";

fixtureTests(source);

sharedTest("reserve margins are known from the assessment's day", () => {
  const reading = readShared(source, "us-power-chain", "nerc_2026_summer_reserve_margins.csv");
  expect(reading.observations.length).toBe(14);
  expect(entryOf(reading, "tre-ercot/2026")).toMatchObject({
    value: 67.9,
    period: "2026",
    known: "2026-05-19T23:59:59Z",
    knownBy: "stamped",
    fields: { area: "TRE-ERCOT", typical: 60.2, extreme: 20.4 },
  });
  expect(entryOf(reading, "npcc-new-england/2026")).toMatchObject({ value: 14, fields: { extreme: -0.9 } });
});

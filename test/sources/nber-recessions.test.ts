import { expect, test } from "vitest";
import { source } from "../../src/sources/nber-recessions.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, foundFile, noTools, readShared, sharedDocument, textDocument } from "./document.ts";

fixtureTests(source);

sharedTest("the recessions carry the NBER's months of peak and trough", () => {
  const reading = readShared(source, "recession-dates", "Recession-Dates_NBER_US_Monthly_Trough.csv");
  expect(reading.observations.length).toBe(34);
  expect(entryOf(reading, "2007-12")).toMatchObject({
    value: 18,
    fields: { peak: "2007-12", trough: "2009-06" },
    known: "2023-09-20T12:54:16Z",
  });
  expect(entryOf(reading, "2020-02")).toMatchObject({ value: 2, fields: { trough: "2020-04" } });
  expect(entryOf(reading, "1857-06")).toMatchObject({ value: 18 });
});

sharedTest("files that shift the months by a convention are not read", () => {
  for (const name of [
    "NBER_US_Daily_Midpoint",
    "NBER_US_Daily_Trough",
    "NBER_US_Daily_Peak",
    "CEPR_EA_Monthly_Midpoint",
  ]) {
    expect(
      source.recognise(foundFile(sharedDocument("recession-dates", `Recession-Dates_${name}.csv`), "")),
    ).toBeNull();
  }
});

test("a trough before its peak and a day inside a month are refused", () => {
  const read = (row: string): unknown => source.read(textDocument(`Peak,Trough\n${row}\n`, "NBER.csv"), {}, noTools);
  expect(() => read("2020-04-01,2020-02-01")).toThrow(/record 2/);
  expect(() => read("2020-02-15,2020-04-01")).toThrow(/first days/);
});

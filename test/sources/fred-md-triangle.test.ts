import { expect, test } from "vitest";
import { source } from "../../src/sources/fred-md-triangle.ts";
import type { Observation } from "../../src/terms/observation.ts";
import { sharedTest } from "../shared.ts";
import { fixtureTests, noTools, readShared, textDocument } from "./document.ts";

fixtureTests(source);

/** The value as of a day, as the store's rule gives it: the newest statement known. */
function asOf(observations: readonly Observation[], period: string, day: string): number | null | undefined {
  return observations
    .filter((o) => o.period === period && o.known <= `${day}T23:59:59Z`)
    .sort((a, b) => (a.known < b.known ? -1 : 1))
    .at(-1)?.value;
}

sharedTest("industrial production of August 2008 is what each vintage said", () => {
  const { observations, rejected } = readShared(source, "fred-md-vintages", "triangle-30-series.csv.gz");
  const indpro = observations.filter((o) => o.series === "fred-md/indpro");
  expect(indpro.length).toBe(15974);
  expect(asOf(indpro, "2008-08", "2008-10-30")).toBeUndefined();
  expect(asOf(indpro, "2008-08", "2008-10-31")).toBe(110.3603);
  expect(asOf(indpro, "2008-08", "2010-05-31")).toBe(109.157);
  expect(asOf(indpro, "2008-08", "2010-06-30")).toBe(96.7919);
  expect(asOf(indpro, "2008-08", "2026-11-22")).toBe(97.8491);
  expect(indpro.find((o) => o.period === "2008-08" && o.value === 96.7919)).toMatchObject({
    knownBy: "released",
    flags: ["reconstructed-vintage"],
    evidence: "reported (secondary)",
  });
  expect(indpro.find((o) => o.period === "2025-08")).toMatchObject({ known: "2025-09-30T23:59:59Z" });
  const taken = new Set(observations.map((o) => o.series));
  expect(taken.size).toBe(25);
  for (const id of ["fred-md/s-p-500", "fred-md/umcsentx", "fred-md/baaffm", "fred-md/napmnoi"])
    expect(taken.has(id)).toBe(false);
  expect(rejected).toEqual([
    {
      reason: "series of a third party, not redistributed",
      count: 801 + 791 + 809 + 663,
      example: expect.stringMatching(/^record /),
    },
  ]);
  expect(observations.length + 3064).toBe(206465);
});

test("a withdrawn value is stated as no value and a vintage before its month is refused", () => {
  const read = (rows: string): readonly Observation[] =>
    source.read(textDocument(`series,period,first_vintage,value\n${rows}`, "t.csv"), {}, noTools).observations;
  expect(read("UNRATE,2020-01,2020-02,3.6\nUNRATE,2020-01,2020-03,\n").map((o) => [o.value, o.known])).toEqual([
    [3.6, "2020-02-29T23:59:59Z"],
    [null, "2020-03-31T23:59:59Z"],
  ]);
  expect(() => read("UNRATE,2020-02,2020-02,3.6\n")).toThrow(/a later vintage/);
  expect(() => read("UNRATE,2020-01,2020-02,3.6\nUNRATE,2020-01,2020-02,3.7\n")).toThrow(/twice/);
  expect(() => read("UNRATE,2020-01,2020-02,n.a.\n")).toThrow(/record 2, value/);
});

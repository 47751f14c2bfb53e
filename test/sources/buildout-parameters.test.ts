import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { source } from "../../src/sources/buildout-parameters.ts";
import { shared, sharedTest } from "../shared.ts";
import { documentOf, entryOf, fixtureTests, foundFile, noTools, textDocument } from "./document.ts";

fixtureTests(source);

sharedTest("181 parameters come with unit, range, grade and cited document", () => {
  const raw = documentOf(
    readFileSync(shared("sources/buildout-parameters/parameters.csv")),
    "buildout-parameters/parameters.csv",
    "2026-11-22T23:59:59Z",
  );
  expect(source.recognise(foundFile(raw, ""))).toEqual({});
  const reading = source.read(raw, {}, noTools);
  expect(reading.observations.length).toBe(181);
  expect(entryOf(reading, "sys.capex_per_gw_it")).toMatchObject({
    period: "2026",
    value: 38,
    evidence: "reported (primary)",
    fields: { unit: "USD bn/GW IT", low: null, high: null, grade: "A" },
  });
  expect(entryOf(reading, "sys.capex_per_gw.facility_power")).toMatchObject({
    value: 29,
    evidence: "reported (secondary)",
    fields: { low: 29, high: 30 },
  });
  expect(entryOf(reading, "us.dc_energy_2028")).toMatchObject({
    value: null,
    fields: { low: 325, high: 580, unit: "TWh", grade: "B" },
  });
  expect(entryOf(reading, "sys.capex_per_gw_it").origin).toMatchObject({
    kind: "citation",
    url: "https://epoch.ai/data-insights/ai-datacenter-cost-breakdown",
  });
});

test("an unknown grade is rejected and a word for a number is refused", () => {
  const read = (row: string): ReturnType<typeof source.read> =>
    source.read(
      textDocument(`parameter_id,value,low,high,unit,year,source_title,url,note,grade\n${row}\n`, "parameters.csv"),
      {},
      noTools,
    );
  expect(read("a.b,1,,,USD,2026,T,https://example.org,,D").rejected).toEqual([
    { reason: "no id, or a grade other than A, B, C", count: 1, example: "record 2" },
  ]);
  expect(() => read("a.b,one,,,USD,2026,T,https://example.org,,A")).toThrow(/column value/);
  expect(() => read("a.b,1,low,,USD,2026,T,https://example.org,,A")).toThrow(/a.b, low/);
});

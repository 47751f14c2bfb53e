import { expect, test } from "vitest";
import { source } from "../../src/sources/census-eits.ts";
import type { Reading } from "../../src/terms/source.ts";
import { noTools, textDocument } from "./document.ts";

const query = { dataset: "m3", category: "34S", type: "NO", adjusted: true, from: "2024-01" } as const;
function read(body: string): Reading {
  return source.read(textDocument(body, "m3.json"), query, noTools);
}

test("repeated columns, standard errors and parts of a period are understood", () => {
  const rows = [
    ["cell_value", "time_slot_id", "error_data", "category_code", "time", "category_code", "us"],
    ["9097", "0", "no", "34S", "2024-01", "34S", "1"],
    ["1.5", "0", "yes", "34S", "2024-01", "34S", "1"],
    ["12", "3", "no", "34S", "2024-01", "34S", "1"],
    [null, "0", "no", "34S", "2024-02", "34S", "1"],
  ];
  const reading = read(JSON.stringify(rows));
  expect(reading.observations.map((o) => [o.series, o.period, o.value, o.origin.locator])).toEqual([
    ["eits/m3/34s-no-sa", "2024-01", 9097, "row 2, 2024-01"],
  ]);
  expect(reading.rejected[0]?.count).toBe(2);
});

test("a page that asks for a key, an empty body, an error text and a missing column are refused", () => {
  expect(() => read("<html>A valid key must be included with each data API request</html>")).toThrow(/CENSUS_API_KEY/);
  expect(() => read("")).toThrow(/empty answer/);
  expect(() => read("error: unknown variable 'x'")).toThrow(/unknown variable/);
  expect(() => read('[["cell_value","time"],["1","2024-01"]]')).toThrow(/time_slot_id/);
  expect(() => read('[["cell_value","time_slot_id","time"],["(S)","0","2024-01"]]')).toThrow(/row 2/);
  expect(source.requests(query)[0]?.key?.env).toBe("CENSUS_API_KEY");
});

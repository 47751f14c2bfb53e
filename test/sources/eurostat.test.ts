import { expect, test } from "vitest";
import { source } from "../../src/sources/eurostat.ts";
import { shelve } from "../../src/terms/source.ts";
import { noTools, textDocument } from "./document.ts";

// SYNTHETIC values in JSON-stat 2.0: two areas by three months, row-major, with gaps.
const body = {
  version: "2.0",
  class: "dataset",
  updated: "2026-07-09T11:00:00+0200",
  value: { "0": 1, "2": 3, "4": 5 },
  status: { "2": "p", "4": "bd" },
  id: ["unit", "geo", "time"],
  size: [1, 2, 3],
  dimension: {
    unit: { category: { index: { MIO_EUR: 0 } } },
    geo: { category: { index: { FR: 1, DE: 0 } } },
    time: { category: { index: ["2026-01", "2026-02", "2026-03"] } },
  },
};
const query = { dataset: "sts_x", where: {} } as const;
const read = (given: unknown): ReturnType<typeof source.read> =>
  source.read(textDocument(JSON.stringify(given), "x", "2026-11-22T00:00:00Z"), query, noTools);

test("positions are decoded by row, gaps stay gaps, marks become flags, and the time of update is what was published", () => {
  expect(read(body).observations.map((o) => [o.series, o.period, o.value, o.unit, o.flags, o.published])).toEqual([
    ["eurostat/sts-x/mio-eur.de", "2026-01", 1, "MIO_EUR", undefined, "2026-07-09T09:00:00Z"],
    ["eurostat/sts-x/mio-eur.de", "2026-03", 3, "MIO_EUR", ["provisional"], "2026-07-09T09:00:00Z"],
    ["eurostat/sts-x/mio-eur.fr", "2026-02", 5, "MIO_EUR", ["break"], "2026-07-09T09:00:00Z"],
  ]);
});

test("no values (a wrong code), a position beyond the end and a wrong number of codes are refused", () => {
  expect(() => read({ ...body, value: {} })).toThrow(/wrong code of a dimension/);
  expect(() => read({ ...body, value: { "6": 1 } })).toThrow(/a position below 6/);
  expect(() => read({ ...body, size: [1, 3, 3] })).toThrow(/dimension\.geo expected 3 codes, got 2/);
  expect(shelve(source).ask({ dataset: "sts_x", geo: "DE,FR", unit: "MIO_EUR" }).requests[0]?.url).toMatch(
    /sts_x\?format=JSON&lang=EN&geo=DE&geo=FR&unit=MIO_EUR$/,
  );
});

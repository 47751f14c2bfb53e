import { expect, test } from "vitest";
import { source } from "../../src/sources/bea.ts";
import type { Reading } from "../../src/terms/source.ts";
import { noTools, textDocument } from "./document.ts";

// SYNTHETIC rows in the structure of GetData's answers.
const query = { dataset: "NIPA", table: "T50305", frequency: "Q", years: "X" } as const;
const row = {
  TableName: "T50305",
  SeriesCode: "B985RC",
  LineNumber: "16",
  LineDescription: "Software",
  TimePeriod: "2025Q1",
  METRIC_NAME: "Current Dollars",
  CL_UNIT: "Level",
  UNIT_MULT: "6",
  DataValue: "712,345",
};
const read = (data: readonly unknown[], shape: "object" | "array" = "object"): Reading => {
  const results = { UTCProductionTime: "2026-11-22T10:00:00.000", Data: data };
  return source.read(
    textDocument(JSON.stringify({ BEAAPI: { Results: shape === "object" ? results : [results] } }), "bea.json"),
    query,
    noTools,
  );
};

test("a line is named by its series code, in the publisher's unit, with commas taken out; results may stand in an array", () => {
  for (const shape of ["object", "array"] as const)
    expect(
      read([row, { ...row, TimePeriod: "2025", DataValue: "-1,000.5" }], shape).observations.map((o) => [
        o.series,
        o.period,
        o.value,
        o.unit,
      ]),
    ).toEqual([
      ["bea/t50305/b985rc", "2025-Q1", 712345, "Current Dollars million"],
      ["bea/t50305/b985rc", "2025", -1000.5, "Current Dollars million"],
    ]);
});

test("(NA) is counted as not stated; a line shown twice must agree; text and another table are refused", () => {
  expect(
    read([
      { ...row, DataValue: "(NA)" },
      { ...row, DataValue: "(NA)", TimePeriod: "2025Q2" },
    ]).rejected,
  ).toMatchObject([{ reason: "not stated ((NA))", count: 2 }]);
  expect(read([row, { ...row, LineNumber: "40" }]).observations).toHaveLength(1);
  expect(() => read([row, { ...row, DataValue: "1" }])).toThrow(/712345 as in an earlier row of B985RC, got 1/);
  expect(() => read([{ ...row, DataValue: "n.a." }])).toThrow(/an amount with thousands commas, got n\.a\./);
  expect(() => read([{ ...row, TableName: "T10101" }])).toThrow(/T50305, got T10101/);
  expect(() => read([{ ...row, TimePeriod: "2025-1" }])).toThrow(/2015Q1/);
  expect(() => source.read(textDocument('{"BEAAPI":{"Results":{}}}', "bea.json"), query, noTools)).toThrow(
    /Data, got none/,
  );
  expect(source.requests(query)[0]).toMatchObject({
    url: expect.stringContaining("TableName=T50305&Frequency=Q&Year=X"),
    key: { env: "BEA_API_KEY", parameter: "UserID" },
  });
});

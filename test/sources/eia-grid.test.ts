import { expect, test } from "vitest";
import { source } from "../../src/sources/eia-grid.ts";
import { noTools, textDocument } from "./document.ts";

// SYNTHETIC hours in the structure of the interface's answers.
const hour = (h: number, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  period: `2026-10-01T${String(h).padStart(2, "0")}`,
  respondent: "PJM",
  fueltype: "NG",
  value: h,
  "value-units": "megawatthours",
  ...more,
});
const day = Array.from({ length: 24 }, (_, h) => hour(h));
const query = { table: "fuel", authority: "PJM", start: "2026-10-01" } as const;
const read = (data: readonly unknown[], total: number | string = data.length): ReturnType<typeof source.read> =>
  source.read(textDocument(JSON.stringify({ response: { total, data } }), "x"), query, noTools);

test("24 hours make a day; a day with a gap is rejected, never filled", () => {
  expect(read(day, "24").observations).toMatchObject([
    { series: "eia-grid/pjm/ng-generation", period: "2026-10-01", value: 276, unit: "MWh", evidence: "derived" },
  ]);
  const gap = read(day.map((h, i) => (i === 5 ? { ...h, value: null } : h)));
  expect(gap.observations).toEqual([]);
  expect(gap.rejected.map((r) => [r.reason, r.count])).toEqual([
    ["hour not stated", 1],
    ["day without all 24 hours", 1],
  ]);
});

test("another unit, another authority, an hour twice, fewer rows than stated and an error body are refused", () => {
  expect(() => read([hour(0, { "value-units": "MW" })])).toThrow(/megawatthours, got MW/);
  expect(() => read([hour(0, { respondent: "ERCO" })])).toThrow(/PJM, got ERCO/);
  expect(() => read([hour(0), hour(0)])).toThrow(/every hour once/);
  expect(() => read(day, 48)).toThrow(/all 48 rows, got 24/);
  expect(() =>
    source.read(
      textDocument('{"error":{"code":"API_KEY_MISSING","message":"No api_key was supplied."}}', "x"),
      query,
      noTools,
    ),
  ).toThrow(/Check the key/);
  expect(source.requests(query)[0]?.url).toContain(
    "fuel-type-data/data/?frequency=hourly&data[0]=value&facets[respondent][]=PJM&start=2026-10-01T00&sort",
  );
});

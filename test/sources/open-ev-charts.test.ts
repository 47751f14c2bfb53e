import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { parseCsv, recordsOf } from "../../src/sources/formats/csv.ts";
import { source } from "../../src/sources/open-ev-charts.ts";
import { shared, sharedTest } from "../shared.ts";
import { documentOf, noTools, textDocument } from "./document.ts";

// SYNTHETIC calls in the grammar of the data files.
const file = (body: string): string => `// Data sets for car sales in Testland\n\n"use strict";\n\n${body}`;
const call = (type: string, period: string, entries: string): string =>
  `db.insert(db.countries.XX, "${period}", db.dsTypes.${type}, "https://example.org/a, b",\n{ ${entries}\n});\n`;
const read = (body: string): ReturnType<typeof source.read> =>
  source.read(textDocument(file(body), "data-XX.js"), { areas: ["XX"] }, noTools);

test("calls become totals and brands; models of a brand are added, the rest counts in the total only, comments are no data", () => {
  const reading = read(
    `${call("ElectricCarsByModel", "2026-05", '"Škoda|Enyaq": 10\n, "Škoda|Elroq": 5\n, "other": 4')}// ${call("AllCarsByBrand", "xx", '"Tesla":').replaceAll("\n", "\n// ")}\n${call("AllCarsTotal", "2026-Q1", '"other": 900')}`,
  );
  expect(reading.observations.map((o) => [o.series, o.period, o.value, o.origin.url])).toEqual([
    ["open-ev-charts/xx/electric-cars", "2026-05", 19, "https://example.org/a"],
    ["open-ev-charts/xx/skoda/electric-cars", "2026-05", 15, "https://example.org/a"],
    ["open-ev-charts/xx/all-cars-quarterly", "2026-Q1", 900, "https://example.org/a"],
  ]);
});

test("of two types of one period the one by brand counts; older spellings of quarters are read", () => {
  const reading = read(
    call("AllCarsTotal", "2026-05", '"other": 100') +
      call("AllCarsByBrand", "2026-05", '"BYD": 60, "other": 41') +
      call("AllCarsTotal", "q2020-1", '"other": 7'),
  );
  expect(reading.observations.map((o) => [o.series, o.period, o.value])).toEqual([
    ["open-ev-charts/xx/all-cars", "2026-05", 101],
    ["open-ev-charts/xx/byd/all-cars", "2026-05", 60],
    ["open-ev-charts/xx/all-cars-quarterly", "2020-Q1", 7],
  ]);
  expect(reading.rejected).toMatchObject([{ reason: "the same period also stated as AllCarsTotal", count: 1 }]);
});

test("nothing is evaluated: anything but insert calls of literals is refused with its line", () => {
  for (const body of [
    "process.exit(1);",
    call("AllCarsTotal", "2026-05", '"other": 1 + 1'),
    call("AllCarsTotal", "2026-05", '"other": alert()'),
    "`x`",
    call("AllCarsTotal", "May 26", '"other": 1'),
    'db.insert(db.countries.XX, "2026-05"',
  ])
    expect(() => read(body)).toThrowError(
      expect.objectContaining({ code: "source-changed", message: expect.stringMatching(/line (\d+|end)/) }),
    );
});

sharedTest("the 24 real files hold the totals of the long table that somebody else derived from them", () => {
  const tar = gunzipSync(readFileSync(shared("sources/open-ev-charts/open-ev-charts-data.tar.gz")));
  const raw = documentOf(new Uint8Array(tar), "open-ev-charts-data.tar", "2026-07-23T10:11:32Z");
  const query = source.recognise({ path: raw.path, folder: "open-ev-charts", head: "" });
  if (query === null) throw new Error("not recognised");
  const reading = source.read(raw, query, noTools);
  const held = new Map(reading.observations.map((o) => [`${o.series} ${o.period}`, o.value]));
  const long = gunzipSync(readFileSync(shared("sources/open-ev-charts/derived/open_ev_charts_long.csv.gz"))).toString(
    "utf8",
  );
  const sums = new Map<string, number>();
  for (const r of recordsOf(parseCsv(long), ["country", "period", "dataset_type", "cars"])) {
    if (r.dataset_type !== "ElectricCarsByModel" && r.dataset_type !== "AllCarsByBrand") continue;
    const measure = r.dataset_type === "AllCarsByBrand" ? "all-cars" : "electric-cars";
    const key = `open-ev-charts/${r.country?.toLowerCase()}/${measure}${r.period?.includes("Q") === true ? "-quarterly" : ""} ${r.period}`;
    sums.set(key, (sums.get(key) ?? 0) + Number(r.cars));
  }
  expect(sums.size).toBeGreaterThan(2500);
  expect([...sums].filter(([key, cars]) => held.get(key) !== cars)).toEqual([]);
});

test("data under this licence is nowhere in the snapshot", () => {
  expect(source.terms).toBe("test");
  expect(existsSync("snapshot/observations/open-ev-charts")).toBe(false);
});

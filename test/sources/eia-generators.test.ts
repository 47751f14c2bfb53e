import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { source } from "../../src/sources/eia-generators.ts";
import { documentOf, entryOf, foundFile } from "./document.ts";
import { zipTools } from "./zip.ts";

const path = fileURLToPath(new URL("../fixtures/eia-generators/synthetic/april_generator2026.xlsx", import.meta.url));
const raw = documentOf(readFileSync(path), "april_generator2026.xlsx", "2026-06-24T12:00:00Z");

test("planned generators are plans of the copy's time, with operator, capacity, planned month and status code; one whose month is past is overdue", () => {
  expect(source.recognise(foundFile(raw, ""))).toEqual({ month: "2026-04" });
  const reading = source.read(raw, { month: "2026-04" }, zipTools);
  expect(reading.observations.map((o) => [o.item, o.period, o.value])).toEqual([
    ["99001/S1", "2027-09", 115.5],
    ["99001/B1", "2027-09", 60],
    ["99002/GT1", "2025-12", 380.25],
  ]);
  expect(entryOf(reading, "99001/S1")).toMatchObject({
    series: "eia/planned-generators",
    unit: "MW",
    published: null,
    known: "2026-06-24T12:00:00Z",
    evidence: "assumed",
    flags: ["planned"],
    origin: { locator: "Planned row 4", kind: "primary" },
    fields: {
      operator: "Synthetic Power LLC",
      state: "TX",
      technology: "Solar Photovoltaic",
      authority: "ERCO",
      nameplateMw: 120,
      status: "T",
      inventory: "2026-04",
    },
  });
  expect(entryOf(reading, "99002/GT1").flags).toEqual(["planned", "overdue"]);
  expect(reading.rejected).toEqual([
    { reason: "no planned month", count: 1, example: "Planned row 7" },
    { reason: "status that no planned unit has", count: 1, example: "Planned row 8" },
    { reason: "generator that stands in an earlier row", count: 1, example: "Planned row 9" },
  ]);
  expect(reading.account).toEqual({ unit: "generators", held: 6, taken: 3, beside: [{ what: "footnotes", count: 2 }] });
});

test("a live request names the month's workbook and the archive; without a month there is none", () => {
  expect(source.requests({ month: "2026-09" })).toEqual([
    {
      url: "https://www.eia.gov/electricity/data/eia860m/xls/september_generator2026.xlsx",
      otherwise: "https://www.eia.gov/electricity/data/eia860m/archive/xls/september_generator2026.xlsx",
    },
  ]);
  expect(source.requests({})).toEqual([]);
  expect(source.query.safeParse({ month: "2026-13" }).success).toBe(false);
});

test("a page with status 200, the inventory of another month, and a workbook without the sheet or a column are refused", () => {
  const page = documentOf(new TextEncoder().encode("<!DOCTYPE html><title>404</title>"), raw.path, raw.known);
  expect(() => source.read(page, { month: "2026-04" }, zipTools)).toThrow(/a page \(EIA's answer/);
  expect(() => source.read(raw, { month: "2026-05" }, zipTools)).toThrow(
    /the inventory of 2026-05, got that of 2026-04/,
  );
  const changedTo = (from: string, to: string): unknown =>
    source.read(
      raw,
      { month: "2026-04" },
      {
        unzip: (bytes, wanted) =>
          new Map(
            [...zipTools.unzip(bytes, wanted)].map(([name, content]) => [
              name,
              new TextEncoder().encode(new TextDecoder().decode(content).replaceAll(from, to)),
            ]),
          ),
      },
    );
  expect(() => changedTo('name="Planned"', 'name="Proposed"')).toThrow(/a sheet "Planned"/);
  expect(() => changedTo("Planned Operation Year", "Year")).toThrow(/Planned row 3.*Planned Operation Year/s);
  expect(() => changedTo("<v>380.25</v>", "<v>many</v>")).toThrow(/source|number/);
});

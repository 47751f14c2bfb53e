import fc from "fast-check";
import { expect, test } from "vitest";
import { csvCell, csvText, figureRows, tableRows } from "../../src/views/csv.ts";
import { partResult } from "../fixtures/workbench/synthetic.ts";

const cut = { asOf: "2026-02-09", mode: "strict" } as const;

test("a text that a spreadsheet would run gets an apostrophe before it", () => {
  for (const text of ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "  =HYPERLINK(1)"])
    expect(csvCell(text).replace(/^"/, "")).toMatch(/^'/);
});

test("a negative number stays a number, a missing one is empty", () => {
  expect([csvCell(-5.2), csvCell(null), csvCell(Number.NaN)]).toEqual(["-5.2", "", ""]);
});

test("quotes, commas and line ends are kept by quoting (RFC 4180)", () => {
  expect(csvText([["a,b", 'say "x"', "two\nlines"]])).toBe('"a,b","say ""x""","two\nlines"\r\n');
});

test("no cell of any text begins with a character that starts a formula", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(csvCell(text).replace(/^"/, "")).not.toMatch(/^\s*[=+\-@\t\r]/);
    }),
  );
});

test("a figure's rows carry value, unit, day and the reference that explain takes", () => {
  const figure = partResult("rotation", cut).figures[0];
  if (figure === undefined) throw new TypeError("the made-up rotation has a figure");
  const rows = figureRows(figure, "en", cut.asOf);
  expect(rows[0]).toEqual(["series", "label", "kind", "x", "value", "low", "high", "unit", "as of", "ref"]);
  expect(rows[1]?.slice(0, 4)).toEqual([
    "census/highway-and-street/construction",
    "Highway and street, public",
    "pseudo",
    "2018-01",
  ]);
  expect(rows[1]?.slice(7)).toEqual([
    "USD million, SAAR",
    "2026-02-09",
    "census/highway-and-street/construction@2018-01",
  ]);
});

test("a table's rows are in the reader's language, units in the header, the reference last", () => {
  const table = partResult("cycle", cut).tables[0];
  if (table === undefined) throw new TypeError("the made-up cycle has a table");
  const rows = tableRows(table, "de");
  expect(rows[0]).toEqual([
    "Konzern",
    "Quartal",
    "CapEx [USD]",
    "Veränderung über 12 Monate [share]",
    "Hinweis",
    "ref",
  ]);
  expect(rows[1]).toEqual([
    "Microsoft",
    "2025-Q4",
    29.9e9,
    0.89,
    "ohne Finanzierungsleasing",
    "sec/microsoft/capex@2025-Q4",
  ]);
  expect(rows[4]?.[2]).toBeNull();
});

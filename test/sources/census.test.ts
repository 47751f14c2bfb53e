import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { source } from "../../src/sources/census.ts";
import type { Reading } from "../../src/terms/source.ts";
import { sharedTest } from "../shared.ts";
import { documentOf, foundFile, noTools, sharedDocument, textDocument } from "./document.ts";
import { zipTools } from "./zip.ts";

function read(path: string): Reading {
  const raw = sharedDocument("census-c30-construction", path);
  const query = source.recognise(foundFile(raw, "census-c30-construction"));
  if (query === null) throw new Error(`${path} not recognised`);
  return source.read(raw, query, zipTools);
}

function at(reading: Reading, series: string, period: string): number | null | undefined {
  return reading.observations.find((o) => o.series === series && o.period === period)?.value;
}

sharedTest("the first print of May 2026 stands in the private and the public workbook of 1 July 2026", () => {
  const priv = read("data-2026-05/privsatime.xlsx");
  const pub = read("data-2026-05/pubsatime.xlsx");
  const first = priv.observations.find((o) => o.series === "census/data-center/construction" && o.period === "2026-05");
  expect(first).toMatchObject({
    value: 59307,
    unit: "USD million, SAAR",
    known: "2026-07-01T23:59:59Z",
    knownBy: "stamped",
    evidence: "reported (primary)",
    flags: ["preliminary"],
  });
  expect(first?.origin).toMatchObject({ kind: "primary", locator: "Private SA!J5 (Data center, May-26p)" });
  expect(at(priv, "census/data-center/construction", "2026-04")).toBe(58977);
  expect(at(pub, "census/highway-and-street/construction", "2026-05")).toBe(150557);
  expect(59307 / 150557).toBeCloseTo(0.394, 3);
  expect(priv.observations.some((o) => o.series === "census/highway-and-street/construction")).toBe(false);
  expect(at(priv, "census/private-total/construction", "2026-05")).toBe(1668966);
  expect(at(pub, "census/public-total/construction", "2026-05")).toBe(541247);
  expect(at(pub, "census/state-and-local-highway-and-street/construction", "2026-05")).toBe(148563);
  expect(at(pub, "census/federal-highway-and-street/construction", "2026-05")).toBe(1994);
});

sharedTest("data center is one of three lines inside office and power holds electric power", () => {
  const priv = read("data-2026-05/privsatime.xlsx");
  const parts = [
    "census/private-office-general/construction",
    "census/data-center/construction",
    "census/private-office-financial/construction",
  ].map((id) => at(priv, id, "2026-05") ?? 0);
  expect(parts).toEqual([45133, 59307, 2681]);
  expect(
    Math.abs(parts.reduce((a, b) => a + b, 0) - (at(priv, "census/office/construction", "2026-05") ?? 0)),
  ).toBeLessThanOrEqual(500);
  expect(at(priv, "census/office/construction", "2026-05")).toBe(107558);
  expect(at(priv, "census/power/construction", "2026-05")).toBe(155049);
  expect(at(priv, "census/electric-power/construction", "2026-05")).toBe(130844);
  expect(at(priv, "census/manufacturing/construction", "2026-05")).toBe(173616);
  expect(at(priv, "census/computer-electronic-electrical/construction", "2026-05")).toBe(57021);
});

sharedTest("two-digit years span the centuries, blanks before 2014 and zeros before 2002 are no values", () => {
  const priv = read("data-2026-05/privsatime.xlsx");
  const pub = read("data-2026-05/pubsatime.xlsx");
  const months = priv.observations.filter((o) => o.series === "census/data-center/construction").map((o) => o.period);
  expect([months.at(-1), months[0], months.length]).toEqual(["2014-01", "2026-05", 149]);
  expect(at(priv, "census/data-center/construction", "2014-01")).toBe(1637);
  expect(at(priv, "census/private-total/construction", "1993-01")).toBe(344175);
  expect(pub.observations.filter((o) => o.value === 0)).toEqual([]);
  expect(pub.rejected).toEqual([
    { reason: "0 before 2002 stands for not available", count: 2808, example: "Public SA!C298" },
  ]);
  expect(at(pub, "census/highway-and-street/construction", "2001-12")).toBeUndefined();
  expect(priv.observations.filter((o) => o.value === 0).length).toBe(2);
  expect([...priv.observations, ...pub.observations].every((o) => o.known > "2026-02-09T23:59:59Z")).toBe(true);
  expect(new Set(priv.observations.map((o) => o.unit))).toEqual(new Set(["USD million, SAAR"]));
});

/** SYNTHETIC: the structure of the workbook with invented amounts. */
function workbook(title: string, rows: readonly (readonly (string | number)[])[]): Uint8Array {
  const cell = (v: string | number): string =>
    typeof v === "number" ? `<c><v>${v}</v></c>` : `<c t="inlineStr"><is><t>${v}</t></is></c>`;
  const lines = [
    [title],
    ["(Millions of dollars.)"],
    [],
    ...rows,
    ["Source: U.S. Census Bureau, Construction Spending, August 3, 2026"],
  ];
  const sheet = `<worksheet><sheetData>${lines.map((r, i) => `<row r="${i + 1}">${r.map(cell).join("")}</row>`).join("")}</sheetData></worksheet>`;
  const text = new TextEncoder();
  return zipSync({
    "xl/workbook.xml": text.encode('<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'),
    "xl/_rels/workbook.xml.rels": text.encode(
      '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
    ),
    "xl/worksheets/sheet1.xml": text.encode(sheet),
  });
}

const saar = "Value of Private Construction Put in Place - Seasonally Adjusted Annual Rate";
const heading = ["Date", "Total_x000D_ Private Construction1", "Data center"];

test("an unadjusted workbook gives other series in another unit", () => {
  const raw = documentOf(
    workbook("Value of Private Construction Put in Place - Not Seasonally Adjusted", [heading, ["Jun-26p", 10, 1]]),
    "privtime.xlsx",
    "2026-08-09T00:00:00Z",
  );
  const [, center] = source.read(raw, { workbook: "private-nsa" }, zipTools).observations;
  expect(center).toMatchObject({
    series: "census/data-center/construction-nsa",
    unit: "USD million",
    value: 1,
    published: "2026-08-03T23:59:59Z",
  });
  expect(source.read(raw, {}, zipTools).observations[1]).toEqual(center);
  expect(() => source.read(raw, { workbook: "private-sa" }, zipTools)).toThrow(/expected private-sa, got private-nsa/);
  expect(() => source.read(raw, { workbook: "public-nsa" }, zipTools)).toThrow(/expected public-nsa, got private-nsa/);
  expect(source.requests({}).map((r) => r.url.split("/").at(-1))).toEqual(["privsatime.xlsx", "pubsatime.xlsx"]);
});

test("a gap between months, a word for an amount, no months and a web page are refused with the cell", () => {
  const read = (rows: readonly (readonly (string | number)[])[]): unknown =>
    source.read(
      documentOf(workbook(saar, rows), "privsatime.xlsx", "2026-08-09T00:00:00Z"),
      { workbook: "private-sa" },
      zipTools,
    );
  expect(() => read([heading, ["Jun-26p", 10, 1], ["Apr-26", 9, 1]])).toThrow(
    /S!A6 expected the month before 2026-06, got 2026-04/,
  );
  expect(() => read([heading, ["Jun-26p", 10, "many"]])).toThrow(/S!C5/);
  expect(() =>
    source.read(
      documentOf(workbook("Value of Private Construction Put in Place", [heading]), "x.xlsx", ""),
      {},
      zipTools,
    ),
  ).toThrow(/a seasonally adjusted annual rate/);
  expect(() => read([heading, ["June 2026", 10, 1]])).toThrow(/a month such as May-26p/);
  expect(() =>
    source.read(textDocument("<html>missing_key</html>", "privsatime.xlsx"), { workbook: "private-sa" }, noTools),
  ).toThrow(/an xlsx workbook, got "<html>missing_key/);
});

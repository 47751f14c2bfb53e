import { expect, test } from "vitest";
import { source } from "../../src/sources/fred-md.ts";
import { source as triangle } from "../../src/sources/fred-md-triangle.ts";
import { sharedTest } from "../shared.ts";
import { fixtureTests, foundFile, noTools, readShared, textDocument } from "./document.ts";

fixtureTests(source);

sharedTest(
  "monthly files of every era are read and agree with the table of vintages",
  () => {
    const held = readShared(triangle, "fred-md-vintages", "triangle-30-series.csv.gz").observations.filter(
      (o) => o.series === "fred-md/payems",
    );
    for (const [vintage, columns] of [
      ["2000-07", 112],
      ["2009-09", 126],
      ["2019-10", 128],
      ["2025-09", 126],
    ] as const) {
      const { observations } = readShared(source, "fred-md-vintages", `${vintage}.csv.gz`);
      const known = observations[0]?.known ?? "";
      expect([vintage, new Set(observations.map((o) => o.series)).size]).toEqual([vintage, columns]);
      expect(known.slice(0, 7)).toBe(vintage);
      const payrolls = observations.filter((o) => o.series === "fred-md/payems");
      for (const { period, value } of payrolls) {
        const stated = held
          .filter((o) => o.period === period && o.known <= known)
          .sort((a, b) => (a.known < b.known ? -1 : 1))
          .at(-1);
        expect([period, stated?.value]).toEqual([period, value]);
      }
    }
  },
  300_000,
);

const panel = "sasdate,RPI,S&P 500\nTransform:,5,5\n01/01/2009,  1779.700,  \n2/1/2009,1780,7.5\n,,\n";

test("padded numbers, both forms of date, blank edges and trailing rows of commas are read", () => {
  const raw = textDocument(panel, "2009-03.csv", "2026-01-12T00:00:00Z");
  expect(source.recognise(foundFile(raw, ""))).toEqual({ vintage: "2009-03" });
  expect(
    source
      .read(raw, { vintage: "2009-03" }, noTools)
      .observations.map((o) => [o.series, o.period, o.value, o.known, o.knownBy]),
  ).toEqual([
    ["fred-md/rpi", "2009-01", 1779.7, "2009-03-31T23:59:59Z", "released"],
    ["fred-md/rpi", "2009-02", 1780, "2009-03-31T23:59:59Z", "released"],
    ["fred-md/s-p-500", "2009-02", 7.5, "2009-03-31T23:59:59Z", "released"],
  ]);
});

test("the current file is known when it was copied, a quarterly panel is another source's", () => {
  const raw = textDocument(panel, "current.csv", "2026-01-12T00:00:00Z");
  expect(source.read(raw, { vintage: "current" }, noTools).observations[0]).toMatchObject({
    known: "2026-01-12T00:00:00Z",
    knownBy: "observed",
    published: null,
  });
  expect(
    source.recognise(foundFile(textDocument("sasdate,GDPC1\nfactors,0\ntransform,5\n3/1/1959,1\n", "2025-09.csv"), "")),
  ).toBeNull();
});

test("a web page, dates that go back and data beyond the vintage are refused", () => {
  const read = (text: string, vintage = "2009-03"): unknown =>
    source.read(textDocument(text, "x.csv"), { vintage }, noTools);
  expect(() => read("<!DOCTYPE html><html>Page not found</html>")).toThrow(/starts with sasdate/);
  expect(() => read("sasdate,RPI\nTransform:,5\n2/1/2009,1\n1/1/2009,1\n")).toThrow(/a date after 2009-02-01/);
  expect(() => read(panel, "2009-02")).toThrow(/a month before 2009-02/);
});

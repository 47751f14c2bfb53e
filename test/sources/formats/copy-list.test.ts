import fc from "fast-check";
import { expect, test } from "vitest";
import { type CopySpec, readCopy, rowOf, stampOf } from "../../../src/sources/formats/copy-list.ts";
import { VorlaufError } from "../../../src/terms/errors.ts";
import { textDocument } from "../document.ts";

const spec: CopySpec = {
  source: "a-list",
  series: "a/list",
  unit: "items",
  columns: [["Name", "Title"], ["Day"], ["Value"]],
  entry: (row) => {
    const [item, period] = [row.text("Name", "Title"), row.day("Day")];
    return item === null || period === null
      ? "no name or day"
      : { item, period, value: row.number("Value"), evidence: "estimated", fields: {} };
  },
};

test("numbers may carry thousands separators and a dollar sign, days the US form; anything else is a problem of the row", () => {
  const row = rowOf(
    ["a", "b", "c", "d", "e"],
    ["1,001", "$36,742", "3/7/2026", "2026-05-27 18:59:10+00:00", "n/a"],
    "row 2",
  );
  expect([row.number("a"), row.number("b"), row.day("c"), row.day("d"), row.problems]).toEqual([
    1001,
    36742,
    "2026-03-07",
    "2026-05-27",
    [],
  ]);
  expect([row.number("e"), row.day("a"), row.text("z"), row.has("z", "e")]).toEqual([null, null, null, true]);
  expect(row.problems).toEqual([
    "columns shifted or damaged: no number in e",
    "columns shifted or damaged: no date in a",
  ]);
});

test("a stamp without a time is refused at its place", () => {
  expect(stampOf("a-list", "2026-02-06T15:08:01-05:00", "row 2")).toBe("2026-02-06T20:08:01Z");
  expect(() => stampOf("a-list", "2026-02-06", "row 2")).toThrow(/row 2 expected a time/);
  expect(() => stampOf("a-list", "2026-13-06T15:08:01Z", "row 2")).toThrow(/row 2/);
});

test("whatever the bytes are, a copy is read or refused with a typed error, every row is counted, and no key stands twice", () => {
  const cell = fc.oneof(
    fc.constantFrom("", "A", "B", "2026-01-01", "1/2/2026", "7", "1e3", '"', "x\ny"),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }), (rows) => {
      const quoted = rows.map((r) => r.map((c) => `"${c.replaceAll('"', '""')}"`).join(","));
      const text = ["Name,Day,Value", ...quoted].join("\n");
      try {
        const reading = readCopy(textDocument(text, "a.csv"), spec);
        const rejected = reading.rejected.reduce((sum, r) => sum + r.count, 0);
        expect(reading.observations.length + rejected).toBe(rows.length);
        expect(new Set(reading.observations.map((o) => `${o.item}@${o.period}`)).size).toBe(
          reading.observations.length,
        );
      } catch (error) {
        expect(error).toBeInstanceOf(VorlaufError);
      }
    }),
    { seed: 7, numRuns: 300 },
  );
});

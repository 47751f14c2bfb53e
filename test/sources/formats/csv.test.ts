import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText, parseCsv, plainNumber, recordsOf } from "../../../src/sources/formats/csv.ts";

test("quotes, doubled quotes, separators and line breaks inside quotes are kept", () => {
  expect(parseCsv('a,b\r\n"x, ""y""\n z",2\r\n')).toEqual({ header: ["a", "b"], rows: [['x, "y"\n z', "2"]] });
});

test("a byte-order mark and empty lines are dropped, empty fields are not", () => {
  expect(parseCsv("\ufeffa,b\n\n,\n1,\n")).toEqual({
    header: ["a", "b"],
    rows: [
      ["", ""],
      ["1", ""],
    ],
  });
});

test("another separator and bare carriage returns are read", () => {
  expect(parseCsv("a;b\r1,5;2", { separator: ";" })).toEqual({ header: ["a", "b"], rows: [["1,5", "2"]] });
});

test("a record of another width, an open quote and text after a quote are refused with the record's number", () => {
  expect(() => parseCsv("a,b\n1,2\n1,2,3\n")).toThrow(/record 3 expected 2 fields, got 3/);
  expect(parseCsv("a,b\n1\n", { ragged: true }).rows).toEqual([["1"]]);
  expect(() => parseCsv('a\n"1\n2')).toThrow(/closing quote/);
  expect(() => parseCsv('a\n"1"2\n')).toThrow(/after the closing quote/);
});

test("records need their columns, each once", () => {
  expect(recordsOf(parseCsv("a,b\n1,2"), ["b"])).toEqual([{ a: "1", b: "2" }]);
  expect(() => recordsOf(parseCsv("a,b\n1,2"), ["c"])).toThrow(/columns c/);
  expect(() => recordsOf(parseCsv("a,a\n1,2"))).toThrow(/a twice/);
});

test("UTF-8, UTF-16 and Windows-1252 files are decoded", () => {
  expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, 0x43, 0xc3, 0xb4]))).toBe("Cô");
  expect(decodeText(new Uint8Array([0xff, 0xfe, 0x43, 0x00, 0xf4, 0x00]))).toBe("Cô");
  expect(decodeText(new Uint8Array([0x43, 0xf4, 0x74]))).toBe("Côt");
});

test("a number is plain or blank, never a word", () => {
  expect(plainNumber(" -1.5e3 ", "x")).toBe(-1500);
  expect(plainNumber("", "x")).toBeNull();
  for (const bad of ["n/a", "1,234", "Infinity", "0x10x", "."])
    expect(() => plainNumber(bad, "row 2")).toThrow(/row 2/);
});

test("any table survives writing and reading", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", "ü", " ") });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      const text = rows.map((r) => r.map((c) => `"${c.replaceAll('"', '""')}"`).join(",")).join("\n");
      const { header, rows: rest } = parseCsv(text);
      expect([header, ...rest]).toEqual(rows);
    }),
  );
});

import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { xlsxBytes } from "../../../src/doors/web/xlsx.ts";

const sheetOf = (bytes: Uint8Array): string =>
  strFromU8(unzipSync(bytes)["xl/worksheets/sheet1.xml"] ?? new Uint8Array());

test("numbers are numbers, texts are texts, a missing value is an empty cell", () => {
  expect(
    sheetOf(
      xlsxBytes([
        ["company", "USD", "gap", "change"],
        ["GOOGL", 22_446e6, null, -0.5],
      ]),
    ),
  ).toContain(
    '<row><c t="inlineStr" s="2"><is><t xml:space="preserve">GOOGL</t></is></c><c s="3"><v>22446000000</v></c><c/><c s="4"><v>-0.5</v></c></row>',
  );
});

test("no cell holds a formula, and a text that looks like one is marked as text", () => {
  const sheet = sheetOf(xlsxBytes([['=HYPERLINK("http://x")', "@SUM(A1)"]]));
  expect(sheet).not.toContain("<f>");
  expect(sheet).toContain(">'=HYPERLINK");
  expect(sheet).toContain(">'@SUM");
});

test("markup and control characters in a text cannot break the sheet", () => {
  expect(sheetOf(xlsxBytes([["a<b>&\u0000\u0008c"]]))).toContain(">a&lt;b&gt;&amp;c<");
});

test("the same rows give the same bytes", () => {
  expect(xlsxBytes([["a", 1]])).toEqual(xlsxBytes([["a", 1]]));
});

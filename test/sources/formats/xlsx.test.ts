import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { cellName, readSheets } from "../../../src/sources/formats/xlsx.ts";
import { zipTools } from "../zip.ts";

/** SYNTHETIC workbook of one sheet, from the text inside `sheetData`. */
function workbook(rows: string, shared = "", prolog = ""): Uint8Array {
  return zipSync({
    "xl/workbook.xml": strToU8(
      '<workbook xmlns:r="x"><sheets><sheet name="A &amp; B" sheetId="1" r:id="rId1"/></sheets></workbook>',
    ),
    "xl/_rels/workbook.xml.rels": strToU8(
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    ),
    "xl/sharedStrings.xml": strToU8(`<sst>${shared}</sst>`),
    "xl/worksheets/sheet1.xml": strToU8(`${prolog}<worksheet><sheetData>${rows}</sheetData></worksheet>`),
  });
}

test("numbers, shared and inline strings, truth values, errors and gaps stand where the sheet has them", () => {
  const rows =
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1"><v>-1.5E3</v></c><c r="D1" t="b"><v>1</v></c></row><row r="3"><c r="B3" t="str"><f>x</f><v>made</v></c><c r="C3" t="e"><v>#REF!</v></c><c r="D3" t="inlineStr"><is><t>in</t></is></c><c r="AB3"><v>7</v></c></row>';
  const [sheet] = readSheets(
    workbook(rows, '<si><r><t>To_x000D_\n</t></r><r><t xml:space="preserve"> tal &lt;1&#233;</t></r></si>'),
    zipTools,
  );
  expect(sheet?.name).toBe("A & B");
  expect(sheet?.rows[0]).toEqual(["To\r\n tal <1é", null, -1500, true]);
  expect(sheet?.rows[1]).toEqual([]);
  expect(sheet?.rows[2]?.slice(0, 4)).toEqual([null, "made", "#REF!", "in"]);
  expect([sheet?.rows[2]?.[27], sheet?.rows[2]?.length]).toEqual([7, 28]);
});

test("a cell's name counts columns like a spreadsheet", () => {
  expect([
    cellName(0, 0),
    cellName(4, 25),
    cellName(4, 26),
    cellName(3, 27),
    cellName(9, 701),
    cellName(9, 702),
  ]).toEqual(["A1", "Z5", "AA5", "AB4", "ZZ10", "AAA10"]);
});

test("a document type, a missing sheet, a string that is not there and no workbook are refused", () => {
  const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>';
  expect(() => readSheets(workbook('<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>', "", bomb), zipTools)).toThrow(
    /without a document type/,
  );
  expect(() => readSheets(workbook(""), zipTools, ["Data"])).toThrow(/a sheet "Data", got A & B/);
  expect(() => readSheets(workbook('<row r="1"><c r="A1" t="s"><v>3</v></c></row>'), zipTools)).toThrow(
    /A & B!A1 expected a shared string below 0/,
  );
  expect(() => readSheets(workbook('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"/>'), zipTools)).toThrow(
    /rows in order/,
  );
  expect(() => readSheets(workbook('<row r="1"><c r="A1"><v>1,5</v></c></row>'), zipTools)).toThrow(
    /A1 expected a number, got 1,5/,
  );
  expect(() => readSheets(zipSync({ "a.txt": strToU8("a") }), zipTools)).toThrow(/no such member/);
});

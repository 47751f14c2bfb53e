import { readFileSync } from "node:fs";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { tools } from "../../src/engines/archives.ts";
import { decisionDay, source, submissionNumber } from "../../src/sources/fda-ai-devices.ts";
import { shared, sharedTest } from "../shared.ts";
import { documentOf, fixtureTests, sharedDocument } from "./document.ts";

fixtureTests(source);

test("reads a decision day in each of the three ways the copies write it", () => {
  expect(decisionDay(44771, "A3")).toBe("2022-07-29");
  expect(decisionDay("09/29/2025", "A2")).toBe("2025-09-29");
  expect(decisionDay("2024-03-29", "A2")).toBe("2024-03-29");
  expect(() => decisionDay("soon", "A9")).toThrowError(
    expect.objectContaining({ code: "source-changed", message: expect.stringContaining("A9") }),
  );
});

test("takes the submission number out of a formula and refuses what is none", () => {
  expect(submissionNumber('=HYPERLINK("https://www.accessdata.fda.gov/x?ID=K252054", "K252054")', "B2")).toBe(
    "K252054",
  );
  expect(submissionNumber("DEN200022", "B3")).toBe("DEN200022");
  expect(() => submissionNumber("=1+1", "B4")).toThrowError(expect.objectContaining({ code: "source-changed" }));
});

test("finds the header below a title row and takes the panel from `field`", () => {
  const cells = (values: readonly (string | number)[], row: number): string =>
    values
      .map(
        (v, i) =>
          `<c r="${"ABCDE"[i]}${row}" ${typeof v === "number" ? `><v>${v}</v>` : `t="inlineStr"><is><t>${v}</t></is>`}</c>`,
      )
      .join("");
  const rows = [
    ["AI/ML devices | FDA"],
    ["Date of Final Decision", "Submission Number", "Device", "Applicant", "field"],
    [44771, "K220961", "Reconstruction", "Maker", "Radiology"],
  ];
  const sheet = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.map((r, i) => `<row r="${i + 1}">${cells(r, i + 1)}</row>`).join("")}</sheetData></worksheet>`;
  const files: Record<string, string> = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml":
      '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels":
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": sheet,
  };
  const bytes = zipSync(Object.fromEntries(Object.entries(files).map(([k, v]) => [k, new TextEncoder().encode(v)])));
  const { observations } = source.read(
    documentOf(bytes, "ai-enabled-devices.xlsx", "2023-06-09T11:23:13Z"),
    { form: "xlsx" },
    tools,
  );
  expect(observations).toMatchObject([
    { item: "K220961", period: "2022-07-29", fields: { panel: "Radiology", company: "Maker", productCode: null } },
  ]);
});

const copies = [
  ["fda-2022-10_omaralkousa.xlsx", 521, "2022-07-29"],
  ["fda-2024-05_medai.xlsx", 882, "2024-03-29"],
  ["fda-2025-07_jmweaver.xlsx", 1247, "2025-05-30"],
  ["fda-2025-12_vishalsachdev.xml", 1357, "2025-09-29"],
] as const;

sharedTest("reads four copies with the entries of the table derived from them, panels corrected", () => {
  const rows = readFileSync(shared("sources/fda-ai-devices/fda-ai-devices-vintages.csv"), "utf8")
    .split(/\r?\n/)
    .slice(1);
  copies.forEach(([file, count, newest], i) => {
    const raw = sharedDocument("fda-ai-devices", file);
    const { observations } = source.read(raw, { form: file.endsWith("xml") ? "xml" : "xlsx" }, tools);
    expect([file, observations.length]).toEqual([file, count]);
    expect(
      observations
        .map((o) => o.period)
        .sort()
        .at(-1),
    ).toBe(newest);
    const vintage = ["2022-10", "2024-05", "2025-07", "2025-12"][i] ?? "";
    const derived = new Set(
      rows.filter((r) => r.startsWith(`${vintage},`)).map((r) => r.split(",").slice(1, 3).join(" ")),
    );
    expect(new Set(observations.map((o) => `${o.period} ${o.item}`))).toEqual(derived);
  });
});

sharedTest("has no misspelt panel left and does not read the derived table", () => {
  const raw = sharedDocument("fda-ai-devices", "fda-2025-12_vishalsachdev.xml");
  const panels = new Set(source.read(raw, { form: "xml" }, tools).observations.map((o) => o.fields?.["panel"]));
  expect(panels.has("Clinical Toxicology")).toBe(true);
  expect(panels.has("Clinical Toxcicology")).toBe(false);
  const derived = sharedDocument("fda-ai-devices", "fda-ai-devices-vintages.csv");
  expect(source.read(derived, { form: "derived" }, tools).rejected).toHaveLength(1);
});

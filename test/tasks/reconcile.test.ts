import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { accounted, reconcile } from "../../src/tasks/reconcile.ts";
import { whyUnread } from "../../src/tasks/unread.ts";
import type { Reading } from "../../src/terms/source.ts";
import { shared, sharedTest } from "../shared.ts";

const effects = { progress: () => undefined };
const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));

function folder(): string {
  return mkdtempSync(join(tmpdir(), "vorlauf-reconcile-"));
}

test("every file is named with what was made of it, damaged and unclaimed ones included", () => {
  const dir = folder();
  const header = "cik,accession,form,filed,start,end,capex_usd_m";
  const row = "789019,0000789019-10-000001,10-K,2010-07-30,2009-07-01,2010-06-30,1977";
  writeFileSync(
    join(dir, "a.csv"),
    `${header}\n${row}\n\n1,0000000001-10-000001,10-K,2010-07-30,2009-07-01,2010-06-30,5\n`,
  );
  writeFileSync(join(dir, "b.csv"), `${header}\n${row.replace("1977", "nineteen")}\n`);
  writeFileSync(join(dir, "c.txt"), "nobody's\n");
  writeFileSync(join(dir, "LICENSE.txt"), "MIT\n");
  const report = reconcile(dir, effects);
  expect(report).toMatchObject({ claimed: 2, unclaimed: 2, failed: 1, unequal: 0, observations: 1, rejected: 1 });
  expect(report.files.map((f) => [f.path, f.source, f.rows, f.read, f.left, f.isEqual, f.why])).toEqual([
    ["LICENSE.txt", null, null, null, 0, null, "prose"],
    ["a.csv", "sec-10k", 2, 1, 1, true, null],
    ["b.csv", "sec-10k", null, null, 0, null, null],
    ["c.txt", null, null, null, 0, null, "unknown"],
  ]);
  expect(report.files[1]?.rejected).toEqual([
    { reason: expect.stringContaining("--tags FILE"), count: 1, example: "record 3 CIK 1" },
  ]);
  expect(report.files[2]?.failure).toMatch(/sec-10k.*capex_usd_m.*nineteen/);
});

test("facts of company facts are counted by the document and by the reader, those of other tags stand beside", () => {
  const dir = folder();
  const fact = (end: string, val: number): unknown => ({
    start: `${end.slice(0, 4)}-01-01`,
    end,
    val,
    accn: "0000000001-26-000001",
    form: "10-K",
    filed: "2026-02-01",
  });
  const tag = (...rows: unknown[]): unknown => ({ units: { USD: rows } });
  writeFileSync(
    join(dir, "CIK0001326801.json"),
    JSON.stringify({
      cik: 1326801,
      entityName: "SYNTHETIC",
      facts: {
        "us-gaap": {
          PaymentsToAcquirePropertyPlantAndEquipment: tag(
            fact("2025-12-31", 5),
            { end: "2024-12-31", val: 1, accn: "1", form: "10-K", filed: "2026-02-01" },
            { end: "soon" },
          ),
          PaymentsToAcquireProductiveAssets: tag(fact("2025-12-31", 7)),
          Goodwill: tag(fact("2025-12-31", 8), fact("2024-12-31", 9)),
        },
      },
    }),
  );
  mkdirSync(join(dir, "panel"));
  const months = ["1/1/2026,1.5", "2/1/2026,1.6", "3/1/2026,"].join("\n");
  writeFileSync(join(dir, "panel", "2026-05.csv"), `sasdate,RPI\nTransform:,5\n${months}\n,\n`);
  const { files } = reconcile(dir, effects);
  expect(files.map((f) => [f.source, f.unit, f.rows, f.read, f.left, f.isEqual])).toEqual([
    ["sec", "facts", 3, 1, 2, true],
    ["fred-md", "dates", 3, 2, 1, true],
  ]);
  expect(files[0]?.rejected.map((r) => [r.count, r.reason])).toEqual([
    [1, "no date, no number, or an interval that ends before it starts"],
    [1, "flow without a start date"],
  ]);
  expect(files[0]?.beside).toEqual([
    { what: "facts of tags that the map of this company does not name", count: 1 },
    { what: "facts of tags that no map names", count: 2 },
  ]);
  expect(files[1]?.beside).toEqual([
    { what: "transformation codes", count: 1 },
    { what: "lines of separators", count: 1 },
  ]);
});

test("a reader that loses a row, or counts another number than the file has, does not add up; one whose rows nothing counts does not either", () => {
  const table = { path: "a.csv", bytes: new TextEncoder().encode('x,y\n1,"a\nb"\r\n2,c\n\n3,d') };
  const left = (count: number): Reading => ({
    observations: [],
    rejected: [{ reason: "why", count, example: "record 2" }],
  });
  const rows = (count: number, document = table, reading = left(count)): unknown => {
    const { isEqual, mismatch } = accounted("a", "s", document, reading);
    return [isEqual, mismatch];
  };
  expect(rows(3)).toEqual([true, ""]);
  expect(rows(2)).toEqual([false, "3 rows held, 0 read and 2 left out"]);
  expect(rows(3, table, { ...left(3), account: { unit: "papers", held: 4, taken: 1 } })).toEqual([
    false,
    "3 papers by the form of the file, 4 by the reader",
  ]);
  expect(rows(3, { ...table, path: "a.xlsx" })).toEqual([false, "nothing counts its rows"]);
  const counts = {
    ...left(1),
    rejected: [{ reason: "why", count: 9, example: "x", of: "counts" }, ...left(3).rejected],
  };
  expect(rows(0, table, counts)).toEqual([true, ""]);
});

test("the members of an archive stand for it, and a tag map of the user's is used", () => {
  const dir = folder();
  const facts = join(fixtures, "filers", "CIK0009000001.json");
  copyFileSync(facts, join(dir, "one.json"));
  const meta = JSON.stringify({ cik: 1326801, entityName: "S", facts: { "us-gaap": {} } });
  writeFileSync(
    join(dir, "companyfacts.zip"),
    zipSync({
      "CIK0001326801.json": new TextEncoder().encode(meta),
      "CIK0000000099.json": new TextEncoder().encode("{"),
    }),
  );
  const bare = reconcile(dir, effects);
  expect(bare.files.map((f) => [f.path, f.read, f.isEqual])).toEqual([
    ["companyfacts.zip/CIK0001326801.json", 0, true],
    ["one.json", 0, true],
  ]);
  const own = [
    {
      ticker: "syn",
      name: "S",
      ciks: ["0009000001"],
      fiscalYearEnd: "03-31",
      currency: "JPY",
      tags: {
        capex: ["ifrs-full:PurchaseOfPropertyPlantAndEquipmentClassifiedAsInvestingActivities"],
        revenue: ["ifrs-full:Revenue"],
      },
    },
  ];
  expect(reconcile(dir, effects, own).files[1]).toMatchObject({ rows: 8, read: 8, left: 0, isEqual: true, series: 2 });
});

test("a file is known as left alone only with its collection's name or its own form", () => {
  expect(whyUnread("x/BM14_M.csv.gz", "dfms-bm14")).toBe("reference");
  expect(whyUnread("x/BM14_M.csv.gz", "")).toBe("unknown");
  expect(whyUnread("runs.csv", "inferencemax-runs")).toBe("test-only");
  expect(whyUnread("data-2026-05/infrastructure_construction_history.csv", "census-c30-construction")).toBe("twin");
  expect(whyUnread("hle_external.csv", "")).toBe("test-only");
});

sharedTest(
  "the folder of filings reconciles: 57 rows of the table are 14 left to the company facts and 43 read",
  () => {
    const report = reconcile(shared("sources/sec-ixbrl-filings-2023"), effects);
    expect(report).toMatchObject({ claimed: 6, failed: 0, unequal: 0, unclaimed: 0 });
    const table = report.files.find((f) => f.path.endsWith(".csv"));
    expect([table?.rows, table?.read, table?.rejected.map((r) => r.count)]).toEqual([57, 43, [14]]);
  },
);

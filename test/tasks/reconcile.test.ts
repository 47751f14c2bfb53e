import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reconcile } from "../../src/tasks/reconcile.ts";
import { shared, sharedTest } from "../shared.ts";

const effects = { progress: () => undefined };

test("every file is named with what was made of it, damaged and unclaimed ones included", () => {
  const folder = mkdtempSync(join(tmpdir(), "vorlauf-reconcile-"));
  const header = "cik,accession,form,filed,start,end,capex_usd_m";
  const row = "789019,0000789019-10-000001,10-K,2010-07-30,2009-07-01,2010-06-30,1977";
  writeFileSync(
    join(folder, "a.csv"),
    `${header}\n${row}\n\n1,0000000001-10-000001,10-K,2010-07-30,2009-07-01,2010-06-30,5\n`,
  );
  writeFileSync(join(folder, "b.csv"), `${header}\n${row.replace("1977", "nineteen")}\n`);
  writeFileSync(join(folder, "c.txt"), "nobody's\n");
  const report = reconcile(folder, effects);
  expect(report).toMatchObject({ claimed: 2, unclaimed: 1, failed: 1, observations: 1, rejected: 1 });
  expect(report.files.map((f) => [f.path, f.source, f.rows, f.observations])).toEqual([
    ["a.csv", "sec-10k", 2, 1],
    ["b.csv", "sec-10k", 1, 0],
    ["c.txt", null, null, 0],
  ]);
  expect(report.files[0]?.rejected).toEqual([
    { reason: expect.stringContaining("--tags FILE"), count: 1, example: "record 3 CIK 1" },
  ]);
  expect(report.files[1]?.failure).toMatch(/sec-10k.*capex_usd_m.*nineteen/);
});

sharedTest(
  "the folder of filings reconciles: 57 rows of the table are 14 left to the company facts and 43 read",
  () => {
    const report = reconcile(shared("sources/sec-ixbrl-filings-2023"), effects);
    expect(report).toMatchObject({ claimed: 6, failed: 0, unclaimed: 0 });
    const table = report.files.find((f) => f.path.endsWith(".csv"));
    expect([table?.rows, table?.rejected.map((r) => r.count)]).toEqual([57, [14]]);
  },
);

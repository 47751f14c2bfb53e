import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { takeFolder } from "../../src/tasks/intake.ts";
import { freshFolder } from "../store/by-hand.ts";

/** SYNTHETIC: company facts in the structure of data.sec.gov. */
function companyFacts(cik: number, value: number): string {
  const row = {
    start: "2026-04-01",
    end: "2026-06-30",
    val: value,
    accn: "0000000001-26-000001",
    form: "10-Q",
    filed: "2026-07-30",
  };
  return JSON.stringify({
    cik,
    entityName: "Synthetic",
    facts: { "us-gaap": { PaymentsToAcquirePropertyPlantAndEquipment: { units: { USD: [row] } } } },
  });
}

const effects = { progress: () => undefined, log: () => undefined };

test("tickers behind a source choose among the files of a folder; one that no file holds is named", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vorlauf-intake-"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "meta.json"), companyFacts(1326801, 5));
  writeFileSync(join(folder, "msft.json"), companyFacts(789019, 7));
  const store = freshFolder();
  const intake = { store, seed: null, folder, known: null };
  const report = await takeFolder({ ...intake, only: ["sec", "META", "TSM"] }, effects);
  expect(report.sources.map((s) => [s.source, s.new])).toEqual([["sec", 1]]);
  expect(report.skipped).toEqual([
    { source: "sec", reason: expect.stringMatching(/^no file in the folder holds TSM .*--tags FILE/) },
  ]);
  const opened = await openStore(store, { readOnly: true });
  expect([...opened.held.keys()]).toEqual(["sec/meta/capex"]);
  opened.close();
  await expect(takeFolder({ ...intake, only: ["META"] }, effects)).rejects.toThrow(/unknown source "META"/);
  expect((await takeFolder({ ...intake, only: ["sec"] }, effects)).sources[0]).toMatchObject({ new: 1, unchanged: 1 });
});

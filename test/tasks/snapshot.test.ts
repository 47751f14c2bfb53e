import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { mayEnter, shipped, switchesOf, writeSnapshot } from "../../scripts/snapshot.ts";
import { sources } from "../../src/sources/shelf.ts";
import { findObservation } from "../../src/store/history.ts";
import { openStore } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import { shared, sharedTest } from "../shared.ts";
import { freshFolder } from "../store/by-hand.ts";

const snapshot = fileURLToPath(new URL("../../snapshot", import.meta.url));

test("only the folders and files that may ship can enter", () => {
  const entering = [
    "fred-md-vintages/triangle-30-series.csv.gz",
    "epoch-benchmark-hub/epoch_capabilities_index.csv",
    "gpu-rental-observations/cri_v1_daily_listings_2026-02_2026-03.csv",
    "census-c30-construction/data-2026-05/privsatime.xlsx",
  ];
  const barred = [
    "fred-md-vintages/2000-07.csv.gz",
    "fred-qd/2025-09.csv.gz",
    "epoch-benchmark-hub/arc_agi_external.csv",
    "gpu-rental-observations/ccir_quoted_values.csv",
    "gpu-rental-observations/daily_provider_medians_2026-05_2026-07.csv",
    "jst-macrohistory/a.csv",
    "open-ev-charts/a.json",
    "lmarena-elo/a.csv",
    "recession-dates/Recession-Dates_OECD_CHN_Daily_Midpoint.csv",
    "README.md",
  ];
  expect(entering.filter((p) => !mayEnter(p))).toEqual([]);
  expect(barred.filter(mayEnter)).toEqual([]);
});

sharedTest("no folder that the README marks as test is on the list", () => {
  const rows = readFileSync(shared("sources/README.md"), "utf8")
    .split("\n")
    .filter((l) => l.startsWith("|"));
  const tests = rows
    .filter((l) => /\| test\b/.test(l))
    .flatMap((l) => (l.split("|")[2] ?? "").match(/[a-z0-9]+(-[a-z0-9]+)+/g) ?? []);
  expect(tests.length).toBeGreaterThan(20);
  expect(tests.filter((folder) => shipped[folder] !== undefined)).toEqual([]);
  expect(Object.keys(shipped).filter((folder) => !existsSync(shared(`sources/${folder}`)))).toEqual([]);
});

test("a switch turned off stays off, a new source is on, and one that may not ship has none", () => {
  const switches = switchesOf('{"census": false, "gone": true}', sources);
  expect([switches["census"], switches["sec"], switches["fred-md"], switches["gone"]]).toEqual([
    false,
    true,
    undefined,
    undefined,
  ]);
});

test("the embedded snapshot is below 15 MB, holds no raw document, and every observation's document is described", async () => {
  const files = readdirSync(snapshot, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  expect(files.reduce((n, f) => n + statSync(join(f.parentPath, f.name)).size, 0)).toBeLessThan(15_000_000);
  expect(existsSync(join(snapshot, "raw"))).toBe(false);
  const open = await openStore(snapshot, { readOnly: true });
  const [orphans] = await open.database.rows(
    "SELECT count(*) FROM observations WHERE document NOT IN (SELECT sha256 FROM documents) OR url = '' OR locator = ''",
  );
  const barred = await open.database.rows(
    "SELECT DISTINCT series FROM observations WHERE series IN ('fred-md/s-p-500', 'fred-md/umcsentx', 'fred-md/baaffm', 'fred-md/napmnoi', 'fred-md/vixclsx', 'fred-md/vxoclsx')",
  );
  const sourcesHeld = (await open.database.rows("SELECT DISTINCT source FROM documents ORDER BY 1")).map(([id]) =>
    String(id),
  );
  open.close();
  expect(orphans?.[0]).toBe(0);
  expect(barred).toEqual([]);
  const terms = new Map(sources.map((s) => [s.id, s.terms]));
  expect(sourcesHeld.filter((id) => terms.get(id) !== "ship" && terms.get(id) !== "unclear")).toEqual([]);
  const told = readFileSync(join(snapshot, "SOURCES.md"), "utf8");
  for (const id of sourcesHeld)
    expect(told).toContain(`## ${id}${terms.get(id) === "unclear" ? " · *terms unclear*" : ""}\n`);
});

test("the snapshot answers with the filed and the published figures, by day", async () => {
  const open = await openStore(snapshot, { readOnly: true });
  const at = async (id: string, period: string, day: string): Promise<number | undefined> => {
    const view = (await readPanel(open, { asOf: day, mode: "strict", needs: [{ id }] })).series[id];
    return view?.values[view.periods.indexOf(period)];
  };
  // EDGAR companyfacts: purchases of property and equipment; the figures stand in the issue and in the filings.
  expect(await at("sec/googl/capex", "2025-Q2", "2026-11-22")).toBe(22_446e6);
  expect(await at("sec/msft/capex", "2025-Q4", "2026-11-22")).toBe(29_876e6);
  expect(await at("sec/meta/capex", "2023-Q4", "2024-03-01")).toBe(7_665e6);
  expect(await at("sec/meta/capex", "2023-Q4", "2024-11-15")).toBe(7_665e6);
  expect(await at("sec/meta/capex", "2023-Q4", "2026-11-22")).toBe(7_592e6);
  // Census: release of 1 July 2026, and the one after it.
  expect(await at("census/data-center/construction", "2026-05", "2026-07-05")).toBe(59_307);
  expect(await at("census/data-center/construction", "2026-05", "2026-11-22")).toBe(63_843);
  expect(await at("census/data-center/construction", "2026-05", "2026-06-30")).toBeUndefined();
  const epoch = await readPanel(open, {
    asOf: "2026-11-22",
    mode: "strict",
    needs: [{ id: "epoch/notable-models", history: true }],
  });
  const of2024 = epoch.lists["epoch/notable-models"]?.copies.map(
    (c) => c.entries.filter((e) => e.period.startsWith("2024")).length,
  );
  // Counts by vintage as the folder's SOURCE.json states them: Oct 2024, Feb 2025, Nov 2025, 2026, 2026.
  expect(of2024).toEqual([26, 55, 96, 98, 98]);
  const found = await findObservation(open, { series: "sec/googl/capex", period: "2025-Q2" }, "2026-11-22", "strict");
  expect(found.observation.origin.locator).toMatch(/\d{10}-\d{2}-\d{6}/);
  expect(found.document?.publisher).toContain("Securities and Exchange Commission");
  open.close();
});

sharedTest(
  "the same files make the same bytes",
  async () => {
    const few = sources.filter((s) => ["tsmc", "census", "carmaker-events"].includes(s.id));
    const manifests = [];
    for (const target of [freshFolder(), freshFolder()]) {
      await writeSnapshot({ target, shared: shared(""), sources: few, off: new Set(), progress: () => {} });
      manifests.push(readFileSync(join(target, "manifest.json"), "utf8"));
    }
    expect(manifests[0]).toBe(manifests[1]);
  },
  240_000,
);

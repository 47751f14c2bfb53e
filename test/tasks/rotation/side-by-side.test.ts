import { cpSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readManifest } from "../../../src/store/layout.ts";
import { appendBatch } from "../../../src/store/observations.ts";
import { openStore } from "../../../src/store/open.ts";
import { readPanel } from "../../../src/store/panel.ts";
import { readDerived } from "../../../src/tasks/derived/read.ts";
import { groupsIn } from "../../../src/tasks/groups.ts";
import { part as rotation } from "../../../src/tasks/parts/rotation.ts";
import { nominalAndReal, sideBySideTable } from "../../../src/tasks/rotation/side-by-side.ts";
import { periodRange } from "../../../src/terms/period.ts";
import { handDocument } from "../../store/by-hand.ts";
import { panelWith, run } from "../panel-with.ts";

const groupFile = fileURLToPath(new URL("../../../groups/hyperscalers.yaml", import.meta.url));
const snapshot = fileURLToPath(new URL("../../../snapshot", import.meta.url));

test("a common deflator takes the same from every row and stops where prices are not known", () => {
  const panel = panelWith(
    "2026-11-22",
    {
      "census/data-center/construction": run(
        "2024-01",
        Array.from({ length: 20 }, (_, i) => (i < 12 ? 100 : 150)),
      ),
      "census/highway-and-street/construction": run(
        "2024-01",
        Array.from({ length: 20 }, (_, i) => (i < 12 ? 80 : 84)),
      ),
      // A price level of 100 through 2024, four per cent dearer in the first three months of 2025; nothing after.
      "fred-md/wpsfd49207": run("2024-01", [...Array.from({ length: 12 }, () => 100), 104, 104, 104]),
    },
    {
      "census/data-center/construction": "USD million, SAAR",
      "census/highway-and-street/construction": "USD million, SAAR",
    },
  );
  const [centres, , , roads] = sideBySideTable(panel).rows;
  expect([centres?.["newest"], centres?.["prices"]]).toEqual(["2025-08", "2025-03"]);
  expect(centres?.["nominal"]).toBeCloseTo(50, 9);
  expect(centres?.["real"]).toBeCloseTo(100 * (1.5 / 1.04 - 1), 9);
  expect(roads?.["real"]).toBeCloseTo(100 * (1.05 / 1.04 - 1), 9);
  expect([centres?.["gdp"], roads?.["gdp"]]).toEqual([null, null]);
  expect(nominalAndReal("census/data-center/construction", panel).refs).toContain("fred-md/wpsfd49207@2025-03");
});

test("in a store where a user pulled GDP (SYNTHETIC), CapEx and construction stand as shares of it; deflated growth is that of the series /real", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "vorlauf-gdp-")), "store");
  cpSync(snapshot, folder, { recursive: true });
  // SYNTHETIC: 30,000 bn USD in every quarter, in FRED's own unit.
  const gdp = periodRange("2024-Q1", "2026-Q1").map((period) => ({
    series: "fred/gdp",
    period,
    value: 30_000,
    unit: "Billions of Dollars",
  }));
  const catalogue = [
    ...(readManifest(folder)?.manifest.catalogue ?? []),
    {
      id: "fred/gdp",
      title: { en: "GDP (SYNTHETIC)", de: "BIP (SYNTHETISCH)" },
      unit: "Billions of Dollars",
      frequency: "quarterly" as const,
      lagDays: 30,
    },
  ];
  const documents = [handDocument("synthetic gdp", "2026-05-01", gdp)];
  await appendBatch(folder, { source: "hand", publisher: "By hand", catalogue, documents, keepRaw: false });
  const store = await openStore(folder, { readOnly: true });
  try {
    const panel = await readPanel(store, { asOf: "2026-11-22", mode: "strict", needs: rotation.needs });
    const result = rotation.measure(panel, { seed: 1, pseudo: null });
    const line = result.lines.find((l) => l.id === "rotation/per-gdp");
    // As filed: 88.246 + 97.271 + 118.632 + 129.750 bn USD in the four quarters to 2026-Q1.
    expect(line?.value).toBeCloseTo((88.246 + 97.271 + 118.632 + 129.75) / 30_000, 9);
    expect(line?.refs).toContain("fred/gdp@2026-Q1");
    const rows = result.tables.find((t) => t.id === "side-by-side")?.rows ?? [];
    expect(rows.map((r) => r["gdpPeriod"])).toEqual(Array.from({ length: 5 }, () => "2026-Q1"));
    expect(rows[4]?.["gdp"]).toBeCloseTo(100 * (line?.value ?? Number.NaN), 9);
    const months = ["2026-01", "2026-02", "2026-03"];
    const centres = panel.series["census/data-center/construction"];
    const spent = months.map((m) => centres?.values[centres.periods.indexOf(m)] ?? Number.NaN);
    expect(rows[0]?.["gdp"]).toBeCloseTo((100 * (spent.reduce((s, v) => s + v, 0) / 3) * 1e6) / 30_000e9, 9);
    const real = await readDerived(
      store,
      "group/hyperscalers/capex/real",
      { asOf: "2026-11-22", mode: "strict" },
      groupsIn([{ path: groupFile, text: readFileSync(groupFile, "utf8") }]),
    );
    const at = (p: string): number => real?.values[real.periods.indexOf(p)] ?? Number.NaN;
    // Producer prices of finished goods are held to August 2025, so the second quarter of 2025 is the last.
    expect(rows[4]?.["prices"]).toBe("2025-Q2");
    expect(rows[4]?.["real"]).toBeCloseTo(100 * (at("2025-Q2") / at("2024-Q2") - 1), 9);
  } finally {
    store.close();
  }
});

test("on a day when nothing is known every cell is blank and no row points at anything", () => {
  const table = sideBySideTable(panelWith("2020-01-01", {}));
  expect(table.rows.map((r) => [r["nominal"], r["real"], r["gdp"], r["ref"]])).toEqual(
    Array.from({ length: 5 }, () => [null, null, null, ""]),
  );
  expect(table.refs).toEqual([]);
});

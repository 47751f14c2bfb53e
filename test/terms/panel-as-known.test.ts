import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import { panelAsKnown } from "../../src/terms/panel.ts";
import { panelWith, type Rows } from "../tasks/panel-with.ts";

test("an earlier day sees only what was filed by then, at the value of then", () => {
  const rows: Rows = [
    // Meta's CapEx of the quarter as first filed and as restated a year later, USD million.
    ["2023-Q4", 7665, "2024-02-02"],
    ["2023-Q4", 7592, "2025-01-30"],
    ["2024-Q1", 6400, "2024-04-25"],
  ];
  const panel = panelWith("2026-11-22", { "sec/meta/capex": rows });
  const then = panelAsKnown(panel, "2024-03-01").series["sec/meta/capex"];
  expect([then?.periods, Array.from(then?.values ?? [])]).toEqual([["2023-Q4"], [7665]]);
  expect(panelAsKnown(panel, "2024-01-01").series).toEqual({});
});

test("the panel cut to an earlier day is the panel read on that day, for series and lists with history", async () => {
  const store = await openStore(fileURLToPath(new URL("../../snapshot/", import.meta.url)), { readOnly: true });
  const needs = [
    "census/data-center/construction",
    "sec/googl/capex",
    "tsmc/revenue",
    "epoch/capability-index",
    "epoch/data-center-timelines",
    "epoch/chips-nvidia/totals",
    "ercot/large-load-queue",
  ].map((id) => ({ id, history: true }));
  const late = await readPanel(store, { asOf: "2026-11-22", mode: "strict", needs });
  for (const asOf of ["2025-12-20", "2026-02-09", "2026-07-15"]) {
    const read = await readPanel(store, { asOf, mode: "strict", needs });
    const cut = panelAsKnown(late, asOf);
    expect(Object.keys(cut.series)).toEqual(Object.keys(read.series));
    for (const [id, view] of Object.entries(read.series)) {
      expect(cut.series[id]?.periods).toEqual(view.periods);
      expect(cut.series[id]?.values).toEqual(view.values);
      expect(cut.series[id]?.known).toEqual(view.known);
    }
    expect(cut.lists).toEqual(read.lists);
  }
  store.close();
});

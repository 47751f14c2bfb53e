import { expect, test } from "vitest";
import { siteAliases, source } from "../../src/sources/epoch-data-centers.ts";
import type { Reading } from "../../src/terms/source.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, noTools, readShared, textDocument } from "./document.ts";

const folder = "epoch-data-centers";
const copies = [
  "vintages/2025-12-13/data_center_timelines.csv",
  "vintages/2026-01-20/data_center_timelines.csv",
  "data_center_timelines.csv",
];

/** Sum over sites of the last state up to a day. */
function totalMw(reading: Reading, day: string): number {
  const last = new Map<string, { period: string; mw: number }>();
  for (const o of reading.observations) {
    const before = last.get(o.item ?? "");
    if (o.period <= day && (before === undefined || before.period < o.period))
      last.set(o.item ?? "", { period: o.period, mw: o.value ?? Number.NaN });
  }
  return [...last.values()].reduce((sum, s) => sum + s.mw, 0);
}

sharedTest("the plain sum at the end of 2025 grows with coverage: 4199, 4733, 6576 MW on 14, 18, 51 sites", () => {
  const seen = copies.map((path) => {
    const reading = readShared(source, folder, path);
    return [new Set(reading.observations.map((o) => o.item)).size, Math.round(totalMw(reading, "2025-12-31"))];
  });
  expect(seen).toEqual([
    [14, 4199],
    [18, 4733],
    [51, 6576],
  ]);
});

sharedTest("59 of 282 rows lie after the copy's own day: assumed, never observed; all others are estimates", () => {
  const seen = copies.map((path) => {
    const { observations } = readShared(source, folder, path);
    expect(observations.every((o) => (o.evidence === "assumed") === o.period > o.known.slice(0, 10))).toBe(true);
    return [observations.length, observations.filter((o) => o.flags?.includes("after-copy-date")).length];
  });
  expect(seen).toEqual([
    [98, 30],
    [129, 40],
    [282, 59],
  ]);
});

sharedTest(
  "every site of the older copies has its name of the newest copy: at least two dates of states are the same under both names",
  () => {
    const newest = readShared(source, folder, copies[2] ?? "").observations;
    const old = readShared(source, folder, copies[1] ?? "").observations;
    const dates = (rows: typeof old, item: string) => new Set(rows.filter((o) => o.item === item).map((o) => o.period));
    for (const item of new Set(old.map((o) => o.item ?? ""))) {
      const site = siteAliases[item] ?? "";
      const now = dates(newest, site);
      expect([item, [...dates(old, item)].filter((d) => now.has(d)).length >= 2]).toEqual([item, true]);
    }
    expect(new Set(Object.values(siteAliases)).size).toBe(Object.keys(siteAliases).length);
    const december = new Set(readShared(source, folder, copies[0] ?? "").observations.map((o) => o.item ?? ""));
    expect([...december].filter((item) => siteAliases[item] === undefined)).toEqual([]);
  },
);

sharedTest(
  "facility power and IT power are two bases: IT is only stated since 2026 and never exceeds the facility",
  () => {
    const newest = readShared(source, folder, copies[2] ?? "").observations;
    expect(newest.every((o) => o.unit === "MW (facility)" && Number(o.fields?.["itMw"]) <= (o.value ?? 0))).toBe(true);
    expect(readShared(source, folder, copies[0] ?? "").observations.every((o) => o.fields?.["itMw"] === null)).toBe(
      true,
    );
    expect(entryOf({ observations: newest, rejected: [] }, "Google Cedar Rapids", "2030-05-26")).toMatchObject({
      value: 627,
      fields: { itMw: 523 },
    });
  },
);

sharedTest(
  "the table of sites names owners without the confidence tags; one site of the timelines is missing there",
  () => {
    const sites = readShared(source, folder, "data_centers.csv");
    expect(sites.observations.length).toBe(50);
    expect(entryOf(sites, "Colossus 2")).toMatchObject({
      value: 1494,
      period: "2026-05-23",
      fields: { owner: "SpaceXAI", ownerConfidence: "confident", users: "SpaceXAI, Cursor, Anthropic" },
    });
    const missing = new Set(readShared(source, folder, copies[2] ?? "").observations.map((o) => o.item));
    for (const o of sites.observations) missing.delete(o.item);
    expect([...missing]).toEqual(["EdgeCore Mesa PH03"]);
  },
);

sharedTest("coolers carry their heat capacity in kW; chillers that stand twice are taken once", () => {
  const chillers = readShared(source, folder, "data_center_chillers.csv");
  expect(chillers.observations.length + chillers.rejected.reduce((s, r) => s + r.count, 0)).toBe(142);
  expect(entryOf(chillers, "General Air Products ACCPS161")).toMatchObject({ value: 48.18, unit: "kW (heat)" });
  expect(
    entryOf(readShared(source, folder, "data_center_cooling_towers.csv"), "SPX Cooling Technologies MD 5030").value,
  ).toBe(16676);
});

test("a timeline without dates or with an unreadable power is not taken, row by row", () => {
  const text = "Date,Data center,Power (MW)\n2025-01-01,A,10\n,B,20\n2025-02-01,C,n/a\n";
  const reading = source.read(textDocument(text, "data_center_timelines.csv"), { table: "timelines" }, noTools);
  expect(reading.observations.map((o) => o.item)).toEqual(["A"]);
  expect(reading.rejected.map((r) => r.reason)).toEqual([
    "no date",
    "columns shifted or damaged: no number in Power (MW)",
  ]);
});

fixtureTests(source);

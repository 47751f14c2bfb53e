import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capabilityRecords, listDay, recordsByQuarter } from "../../../src/signals/succession/capability-records.ts";
import { source } from "../../../src/sources/epoch-capability.ts";
import type { ListEntry } from "../../../src/terms/panel.ts";
import { shared, sharedTest } from "../../shared.ts";

function entry(item: string, model: string, period: string, value: number | null): ListEntry {
  return { item, period, value, known: "2026-01-20T00:00:00Z", evidence: "estimated", fields: { model } };
}

test("a record exceeds every earlier release and one day has at most one", () => {
  const { records, scored } = capabilityRecords(
    [
      entry("a", "A", "2024-01-10", 100),
      entry("b", "B", "2024-02-10", 90),
      entry("c", "C", "2024-05-10", 110),
      entry("d", "D", "2024-05-10", 120),
      entry("e", "E", "2025-01-10", 130),
    ],
    "2024-12-31",
  );
  expect(records.map((r) => [r.model, r.score])).toEqual([
    ["A", 100],
    ["D", 120],
  ]);
  expect(scored).toEqual({ "2024-Q1": 2, "2024-Q2": 2 });
  expect(recordsByQuarter(records, "2024-09-29")).toEqual({ quarters: ["2024-Q1", "2024-Q2"], counts: [1, 1] });
});

test("a version dated more than 180 days from its namesakes is dropped and named", () => {
  const { records, outliers } = capabilityRecords(
    [
      entry("kimi-0905-wrong", "Kimi", "2024-09-05", 140),
      entry("kimi", "Kimi", "2025-07-12", 140),
      entry("kimi-0905", "Kimi", "2025-09-05", 140),
      entry("o1", "o1", "2024-12-17", 139),
    ],
    "2026-01-01",
  );
  expect(outliers).toEqual([{ model: "Kimi", version: "kimi-0905-wrong", date: "2024-09-05" }]);
  expect(records.map((r) => [r.model, r.date])).toEqual([
    ["o1", "2024-12-17"],
    ["Kimi", "2025-07-12"],
  ]);
});

test("a copy speaks about no day after its own", () => {
  expect(listDay("2026-01-20T11:09:02Z", "2026-02-09")).toBe("2026-01-20");
  expect(listDay("2026-01-20T11:09:02Z", "2025-12-31")).toBe("2025-12-31");
});

async function copy(path: string, known: string): Promise<ListEntry[]> {
  const bytes = new Uint8Array(readFileSync(shared(`sources/epoch-benchmark-hub/${path}`)));
  const raw = { bytes, sha256: "0".repeat(64), url: "", path, known, knownBy: "observed" as const };
  const reading = source.read(raw, { table: "index" }, { unzip: () => new Map() });
  return reading.observations.map((o) => ({
    item: o.item ?? "",
    period: o.period,
    value: o.value,
    known: o.known,
    evidence: o.evidence,
    fields: o.fields ?? {},
  }));
}

sharedTest(
  "the copy of January 2026 ties the last four complete quarters with the four before, its wrong date dropped",
  async () => {
    const { records, outliers } = capabilityRecords(
      await copy("vintages/2026-01-20/epoch_capabilities_index.csv", "2026-01-20T11:09:02Z"),
      "2026-01-20",
    );
    expect(outliers.map((o) => o.version)).toContain("Kimi-K2-Instruct-0905");
    const { quarters, counts } = recordsByQuarter(records, "2026-01-20");
    expect(quarters.at(-1)).toBe("2025-Q4");
    const sum = (from: number, to?: number): number => counts.slice(from, to).reduce((a, b) => a + b, 0);
    expect([sum(-4), sum(-8, -4)]).toEqual([6, 6]);
  },
);

sharedTest("the copy of May 2026 counts nine records in four quarters against five in the four before", async () => {
  const { records } = capabilityRecords(
    await copy("epoch_capabilities_index.csv", "2026-05-14T23:07:15Z"),
    "2026-05-14",
  );
  const { quarters, counts } = recordsByQuarter(records, "2026-05-14");
  expect(quarters.at(-1)).toBe("2026-Q1");
  const sum = (from: number, to?: number): number => counts.slice(from, to).reduce((a, b) => a + b, 0);
  expect([sum(-4), sum(-8, -4)]).toEqual([9, 5]);
});

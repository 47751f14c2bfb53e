import { expect, test } from "vitest";
import { source } from "../../src/sources/epoch-clusters.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, noTools, readShared, textDocument } from "./document.ts";

sharedTest("786 rows: 178 without a first day of operation, 169 of them plans, are rejected by name", () => {
  const reading = readShared(source, "epoch-gpu-clusters", "gpu_clusters.csv");
  expect(reading.observations.length).toBe(608);
  expect(Object.fromEntries(reading.rejected.map((r) => [r.reason, r.count]))).toEqual({
    "planned, without a date": 169,
    "no first operational date": 9,
  });
  expect(
    reading.observations
      .filter((o) => o.evidence === "assumed")
      .every((o) => o.fields?.["status"] === "Planned" || o.period > "2025-12-17"),
  ).toBe(true);
});

sharedTest("power is that of the facility: a reported figure replaces the calculated one", () => {
  const reading = readShared(source, "epoch-gpu-clusters", "gpu_clusters.csv");
  expect(entryOf(reading, "xAI Colossus Memphis Phase 1")).toMatchObject({
    value: 150,
    unit: "MW (facility)",
    fields: { calculatedMw: 142.688, reportedMw: 150, chips: 100000 },
  });
  expect(entryOf(reading, "Meta 100k").value).toBe(142.688);
});

sharedTest("clusters without a name of their own are told apart", () => {
  const { observations } = readShared(source, "epoch-gpu-clusters", "gpu_clusters.csv");
  const anonymous = observations.filter((o) => o.item?.startsWith("Anonymized Chinese System"));
  expect(anonymous.length).toBeGreaterThan(100);
  expect(new Set(observations.map((o) => `${o.item}@${o.period}`)).size).toBe(608);
});

test("a table without status is refused", () => {
  expect(() =>
    source.read(
      textDocument(
        "Name,First Operational Date,Power Capacity (MW),H100 equivalents\nA,2024-01-01,1,1\n",
        "gpu_clusters.csv",
      ),
      {},
      noTools,
    ),
  ).toThrow(/Status/);
});

fixtureTests(source);

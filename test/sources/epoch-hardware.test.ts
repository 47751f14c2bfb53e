import { expect, test } from "vitest";
import { source } from "../../src/sources/epoch-hardware.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, noTools, readShared, textDocument } from "./document.ts";

const folder = "epoch-ml-hardware";

sharedTest("the renamed memory column reads the same in all copies", () => {
  const memory = ["vintages/2025-11-02/ml_hardware.csv", "vintages/2025-12-17/ml_hardware.csv", "ml_hardware.csv"].map(
    (path) => entryOf(readShared(source, folder, path), "NVIDIA H100 SXM5 80GB").fields?.["memoryBytes"],
  );
  expect(memory).toEqual([80e9, 80e9, 80e9]);
});

sharedTest("the H100 is read with its dense throughput, its board power and its price", () => {
  const h100 = entryOf(readShared(source, folder, "ml_hardware.csv"), "NVIDIA H100 SXM5 80GB");
  expect([h100.value, h100.unit, h100.fields?.["tdpW"]]).toEqual([989.4e12, "FLOP/s", 700]);
});

sharedTest(
  "176 rows: 162 dated, 14 announced chips without a date rejected; all 68 that state FP16 tensor throughput are dated",
  () => {
    const reading = readShared(source, folder, "ml_hardware.csv");
    expect([reading.observations.length, reading.rejected]).toEqual([
      162,
      [{ reason: "no release date", count: 14, example: "row 164" }],
    ]);
    expect(reading.observations.filter((o) => o.value !== null).length).toBe(68);
  },
);

sharedTest(
  "the running maximum of FP16 throughput per watt by year of release follows the folder's description",
  () => {
    const { observations } = readShared(source, folder, "ml_hardware.csv");
    const best = (year: string) =>
      Math.max(
        ...observations
          .filter((o) => o.period.startsWith(year))
          .map((o) => (o.value ?? 0) / Number(o.fields?.["tdpW"] ?? Number.POSITIVE_INFINITY)),
      );
    expect(["2017", "2020", "2022", "2024"].map((y) => Number(best(y).toPrecision(2)))).toEqual([
      4.5e11, 1.0e12, 2.2e12, 2.4e12,
    ]);
  },
);

test("a table without the power column is refused", () => {
  expect(() =>
    source.read(textDocument("Hardware name,Release date\nX,2024-01-01\n", "ml_hardware.csv"), {}, noTools),
  ).toThrow(/TDP \(W\)/);
});

fixtureTests(source);

import { expect, test } from "vitest";
import { source } from "../../src/sources/epoch-chips.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, foundFile, noTools, readShared, sharedDocument, textDocument } from "./document.ts";

const folder = "epoch-ai-chip-counts";

sharedTest(
  "the history is estimated anew at each run: Nvidia to the end of 2025, 9.54 m chips in February and 10.48 m in April 2026",
  () => {
    const february = entryOf(
      readShared(source, folder, "vintages/2026-02-06/csv_export/nvidia_cumulative_totals.csv"),
      "total",
      "2025-Q4",
    );
    const april = readShared(source, folder, "csv_export/nvidia_cumulative_totals.csv");
    expect(february).toMatchObject({
      value: 9540791,
      known: "2026-02-06T20:08:01Z",
      fields: { low: 8634334, high: 10454039, chipMw: 7367, incomplete: null },
    });
    expect(Math.round((entryOf(april, "total", "2025-Q4").value ?? 0) / 1e4) / 100).toBe(10.48);
    expect(entryOf(april, "total", "2026-Q1").fields).toMatchObject({
      incomplete: true,
      chipMw: 9010,
      since: "2022-01-01",
      generated: "2026-03-31",
    });
  },
);

sharedTest("running totals by type end where the quarters add up to, within rounding of medians", () => {
  const quarters = readShared(source, folder, "csv_export/amd_chip_timelines.csv").observations.filter(
    (o) => o.item === "Instinct MI300X",
  );
  const running = entryOf(
    readShared(source, folder, "csv_export/amd_cumulative_by_chip.csv"),
    "Instinct MI300X",
    "2025-Q4",
  );
  const sum = quarters.reduce((s, o) => s + (o.value ?? 0), 0);
  expect(Math.abs(sum / (running.value ?? 1) - 1)).toBeLessThan(0.02);
});

sharedTest("power is the rated power of the chips: total TDP in W is the same number as the MW column", () => {
  const { observations } = readShared(source, folder, "owners_csv_export/nvidia_owners_cumulative_totals.csv");
  expect(observations.length).toBe(102);
  for (const o of observations)
    expect(Math.abs(Number(o.fields?.["chipTdpW"]) / 1e6 - Number(o.fields?.["chipMw"]))).toBeLessThan(0.006);
});

sharedTest("owners and types form the item; fiscal quarters and inputs are not read", () => {
  const owners = readShared(source, folder, "owners_csv_export/nvidia_owners_cumulative_by_chip.csv");
  expect(entryOf(owners, "Oracle / B300", "2026-Q1")).toMatchObject({
    series: "epoch/chips-nvidia/owners-by-chip",
    value: 139086,
    fields: { owner: "Oracle", chip: "B300" },
  });
  expect(
    entryOf(
      readShared(source, folder, "owners_csv_export/coreweave/coreweave_owners_cumulative_totals.csv"),
      "CoreWeave",
      "2025-Q4",
    ).series,
  ).toBe("epoch/chips-nvidia-coreweave/owners");
  for (const path of [
    "csv_export/nvidia_fiscal_quarter_chip_timelines.csv",
    "vintages/2026-02-06/csv_export/nvidia_chip_timelines.csv",
    "vintages/2026-02-06/csv_export/tpu_chip_timelines.csv",
    "data_inputs/nvidia_other_cumulative_totals.csv",
    "data_inputs/named_other_owners_cumulative_totals.csv",
  ]) {
    expect(source.recognise(foundFile(sharedDocument(folder, path), folder))).toBeNull();
  }
});

test("every list has a request, and every request's file is recognised as that list", () => {
  for (const info of source.series) {
    const [, set = "", kind = ""] = /^epoch\/chips-([^/]+)\/(.+)$/.exec(info.id) ?? [];
    const url = source.requests({ set, kind })[0]?.url ?? "";
    expect(source.recognise({ path: url, folder: "", head: "Name,Chip manufacturer,Start date" })).toEqual({
      set,
      kind,
    });
  }
});

test("a span that does not end with a calendar quarter is rejected", () => {
  const text =
    "Name,Chip manufacturer,Start date,End date,Number of Units,Chip type\na,Nvidia,10/27/2025,1/25/2026,5,B300\nb,Nvidia,1/1/2026,3/31/2026,6,B300\n";
  const reading = source.read(
    textDocument(text, "nvidia_calendar_quarter_chip_timelines.csv"),
    { set: "nvidia", kind: "quarters" },
    noTools,
  );
  expect([reading.observations.map((o) => [o.period, o.value]), reading.rejected[0]?.reason]).toEqual([
    [["2026-Q1", 6]],
    "not a calendar quarter",
  ]);
});

fixtureTests(source);

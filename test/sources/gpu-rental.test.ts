import { expect, test } from "vitest";
import { source } from "../../src/sources/gpu-rental.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, foundFile, noTools, readShared, sharedDocument, textDocument } from "./document.ts";

const folder = "gpu-rental-observations";

sharedTest("the last snapshot of each day counts: the H100 stood at 2.69 USD an hour in the last one", () => {
  const { observations } = readShared(source, folder, "marketplace_4h_2025-10_2025-11.csv.gz");
  const h100 = observations.filter((o) => o.series === "gpu-rental/h100-sxm5/marketplace-median");
  expect([h100.length, h100[0]?.period, h100.at(-1)?.period, h100.at(-1)?.value]).toEqual([
    29,
    "2025-10-19",
    "2025-11-16",
    2.69,
  ]);
  expect(h100.at(-1)?.known.slice(0, 16)).toBe("2025-11-16T06:47");
  expect(new Set(observations.map((o) => o.series)).size).toBe(7);
});

sharedTest(
  "posted prices of one hour differ by provider: Azure 6.98, AWS 6.88, GCP 9.80, RunPod 2.69 for the H100",
  () => {
    const cards = readShared(source, folder, "posted_rate_cards_2026-03-03.csv");
    const price = (id: string) => entryOf(cards, id).value;
    expect([
      price("azure-h100-eastus"),
      price("aws-h100-us-east-1"),
      price("gcp-h100-us-central1"),
      price("runpod-h100-sxm-secure"),
    ]).toEqual([6.98, 6.88, 9.796551, 2.69]);
    expect(entryOf(cards, "aws-h100-us-east-1").fields).toMatchObject({
      vmUsdPerHour: 55.04,
      gpusPerVm: 8,
      priceType: "on_demand",
    });
  },
);

sharedTest("two index values were published, the first with low confidence; single offers are kept by listing", () => {
  const index = readShared(source, folder, "cri_h100_index_v1.csv").observations;
  expect(index.map((o) => [o.period, o.value, o.flags ?? []])).toEqual([
    ["2026-03-05", 1.6021, ["low-confidence"]],
    ["2026-03-06", 1.735, []],
  ]);
  const listings = readShared(source, folder, "cri_v1_daily_listings_2026-02_2026-03.csv");
  expect(listings.observations.length + listings.rejected.reduce((s, r) => s + r.count, 0)).toBe(813);
});

sharedTest("files without a licence, and CCIR's quoted series, are not recognised", () => {
  for (const path of [
    "daily_observations_2026-02_2026-06.csv.gz",
    "daily_provider_medians_2026-05_2026-07.csv",
    "ccir_quoted_values.csv",
  ]) {
    expect(source.recognise(foundFile(sharedDocument(folder, path), folder))).toBeNull();
  }
});

test("snapshots without a price or a time are rejected by name", () => {
  const text =
    "timestamp,gpu_type,socket_type,min,median\n2025-10-19T21:01:58+00:00,H100_80GB,SXM5,1,2\n2025-10-19T22:01:58+00:00,H100_80GB,SXM5,1,\n,H100_80GB,SXM5,1,3\n2025-10-19T20:01:58+00:00,H100_80GB,SXM5,1,9\n";
  const reading = source.read(textDocument(text, "marketplace.csv"), { table: "marketplace" }, noTools);
  expect(reading.observations.map((o) => [o.period, o.value])).toEqual([["2025-10-19", 2]]);
  expect(reading.rejected.map((r) => [r.reason, r.example])).toEqual([
    ["no time of observation", "row 4"],
    ["no positive price", "row 3"],
  ]);
});

fixtureTests(source);

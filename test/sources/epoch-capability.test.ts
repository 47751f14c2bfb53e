import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { source } from "../../src/sources/epoch-capability.ts";
import { sharedTest } from "../shared.ts";
import { documentOf, entryOf, fixtureTests, noTools, readShared, textDocument } from "./document.ts";
import { zipTools } from "./zip.ts";

const folder = "epoch-benchmark-hub";
const file = "epoch_capabilities_index.csv";
const copies = [`vintages/2025-11-02/${file}`, `vintages/2026-01-20/${file}`, `vintages/2026-03-09/${file}`, file];

sharedTest("the index is rescaled with every copy: o3 (high) scored 144.24, 146.78, 147.19, 147.18", () => {
  const scores = copies.map((path) => entryOf(readShared(source, folder, path), "o3-2025-04-16_high").value);
  expect(scores.map((v) => Math.trunc((v ?? 0) * 100) / 100)).toEqual([144.24, 146.78, 147.19, 147.18]);
});

sharedTest("the copy of January 2026 dates Kimi-K2-Instruct-0905 a year early, and that is kept as read", () => {
  const copy = readShared(source, folder, copies[1] ?? "");
  expect(entryOf(copy, "Kimi-K2-Instruct-0905").period).toBe("2024-09-05");
  expect(entryOf(copy, "fireworks/Kimi-K2-Instruct-0905").period).toBe("2025-09-05");
  expect(entryOf(readShared(source, folder, file), "Kimi-K2-Instruct-0905").period).toBe("2025-09-05");
});

sharedTest(
  "every row is either read or rejected by name: 608 rows, 369 scored, 22 without a date of which 3 are scored",
  () => {
    const { observations, rejected } = readShared(source, folder, file);
    expect(observations.length).toBe(586);
    expect(observations.filter((o) => o.value !== null).length).toBe(366);
    expect(Object.fromEntries(rejected.map((r) => [r.reason, r.count]))).toEqual({
      "no release date, no score": 19,
      "no release date, but a score": 3,
    });
    expect(entryOf({ observations, rejected }, "Llama-2-70b-hf").period).toBe("2023-07-18");
  },
);

sharedTest("versions of one model under several hosts and efforts share the join key", () => {
  const { observations } = readShared(source, folder, file);
  const keys = (model: string) => [
    ...new Set(observations.filter((o) => o.fields?.["model"] === model).map((o) => o.fields?.["version"])),
  ];
  expect(keys("o3")).toEqual(["o3-2025-04-16"]);
  expect(entryOf({ observations, rejected: [] }, "chutes/gpt-oss-120b_high").fields?.["version"]).toBe("gpt-oss-120b");
});

sharedTest("the scale is anchored at Claude 3.5 Sonnet = 130 and GPT-5 = 150", () => {
  const { observations } = readShared(source, folder, "additional_eci_data/eci_scaling.csv");
  expect(observations[0]?.fields).toMatchObject({
    anchor1: "Claude 3.5 Sonnet",
    anchor1Score: 130,
    anchor2: "GPT-5",
    anchor2Score: 150,
  });
  const index = readShared(source, folder, file);
  expect(entryOf(index, "claude-3-5-sonnet-20240620").value).toBeCloseTo(130, 6);
  expect(entryOf(index, "gpt-5-2025-08-07_high").value).toBeCloseTo(150, 6);
  const benchmarks = readShared(source, folder, "additional_eci_data/eci_benchmark_difficulties_and_slopes.csv");
  expect([benchmarks.observations.length, benchmarks.rejected]).toEqual([
    35,
    [{ reason: "no release date", count: 7, example: expect.any(String) }],
  ]);
  expect(entryOf(benchmarks, "HellaSwag")).toMatchObject({ period: "2019-05-19", value: 80.92040054094488 });
});

test("tables that other leaderboards own are not recognised", () => {
  for (const path of ["arc_agi_external.csv", "metr_time_horizons_external.csv", "gpqa_diamond.csv"]) {
    expect(source.recognise({ path, folder, head: "Model version,Score,Release date" })).toBeNull();
  }
});

test("an index without its score column is refused", () => {
  expect(() =>
    source.read(
      textDocument("Model version,Release date,Organization\na,2024-01-01,b\n", file),
      { table: "index" },
      noTools,
    ),
  ).toThrow(/ECI Score/);
});

const liveScores = `Model,Display name,eci,eci_ci_low,eci_ci_high,date,Organization,Country (of organization),Model accessibility,Accessibility group,model_versions
o9,o9,166.3,163,171.9,2026-09-03,OpenAI,United States of America,API access,Closed weights,
Solo,Solo,120.5,118,122,2026-01-01,Lab,Germany,API access,Closed weights,
`;
const liveVersions = `model_version,model_group,date,display_name,organization,country,accessibility,training_compute_flop
o9-2026-09-03_high,o9,2026-09-03,o9 (high),OpenAI,United States of America,API access,
o9-2026-09-03_low,o9,2026-09-03,o9 (low),OpenAI,United States of America,API access,
,o9,2026-09-03,,,,,
`;

test("the live archive states scores by model with an interval; its other table gives the versions", () => {
  const members = {
    "epoch_capabilities_index/eci_scores.csv": strToU8(liveScores),
    "model_metadata.csv": strToU8(liveVersions),
    "gpqa_diamond.csv": strToU8("x"),
  };
  const raw = documentOf(zipSync(members), "benchmark_data.zip", "2026-10-06T00:00:00Z");
  const { observations } = source.read(raw, { table: "index" }, zipTools);
  expect(
    observations.map((o) => [o.item, o.value, o.fields?.["version"], o.fields?.["low"], o.fields?.["high"]]),
  ).toEqual([
    ["o9-2026-09-03_high", 166.3, "o9-2026-09-03", 163, 171.9],
    ["o9-2026-09-03_low", 166.3, "o9-2026-09-03", 163, 171.9],
    ["Solo", 120.5, "solo", 118, 122],
  ]);
  expect(observations.every((o) => o.origin.document === raw.sha256)).toBe(true);
  expect(source.requests({ table: "index" })[0]?.url).toBe("https://epoch.ai/data/benchmark_data.zip");
});

test("an archive of older layout is read by version", () => {
  const old = strToU8("Model version,ECI Score,Release date,Organization\nm-1,120.5,2024-01-01,Lab\n");
  const raw = documentOf(
    zipSync({ "x/epoch_capabilities_index.csv": old }),
    "benchmark_data.zip",
    "2026-01-01T00:00:00Z",
  );
  expect(entryOf(source.read(raw, { table: "index" }, zipTools), "m-1").value).toBe(120.5);
});

fixtureTests(source);

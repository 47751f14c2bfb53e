import { expect, test } from "vitest";
import { source } from "../../src/sources/metr.ts";
import { dayOf } from "../../src/terms/period.ts";
import type { Reading } from "../../src/terms/source.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, noTools, readShared, textDocument } from "./document.ts";

const folder = "metr-time-horizon";
const file = "benchmark_results_1_1.yaml";

/** METR's own regression: least squares of log2(p50) on the release day over the rows flagged as records; the doubling time in days is one over the slope. */
function doublingDays(reading: Reading, since: string): number {
  const points = reading.observations
    .filter((o) => o.series.endsWith("horizon-p50") && o.fields?.["isSota"] === true && o.period >= since)
    .map((o) => [dayOf(o.period), Math.log2(o.value ?? Number.NaN)] as const);
  const mean = (f: (p: readonly [number, number]) => number) => points.reduce((s, p) => s + f(p), 0) / points.length;
  const [x0, y0] = [mean((p) => p[0]), mean((p) => p[1])];
  return mean((p) => (p[0] - x0) ** 2) / mean((p) => (p[0] - x0) * (p[1] - y0));
}

sharedTest("METR's stated doubling times follow from the rows of the same file, with one named exception", () => {
  const copies = [`vintages/2026-01-30/${file}`, `vintages/2026-02-22/${file}`, `vintages/2026-03-03/${file}`, file];
  const table = copies.map((path) => {
    const reading = readShared(source, folder, path);
    const stated = (item: string) =>
      reading.observations.find((o) => o.series === "metr/doubling-time" && o.item === item)?.value;
    const round = (v: number) => Math.round(v * 1000) / 1000;
    return [
      stated("from-2023-on"),
      round(doublingDays(reading, "2023-01-01")),
      stated("all-time-stitched"),
      round(doublingDays(reading, "2019-01-01")),
    ];
  });
  expect(table).toEqual([
    [130.801, 130.801, 196.475, 196.475],
    [122.611, 122.611, 182.725, 182.725],
    [128.744, 128.744, 187.778, 184.726], // this copy states the value of v1.0 rows that only the next copy holds
    [128.744, 128.744, 187.778, 187.778],
  ]);
});

sharedTest("the contradiction of March 2026 lies in three rows of the old suite that the next copy replaced", () => {
  const march = readShared(source, folder, `vintages/2026-03-03/${file}`);
  const may = readShared(source, folder, file);
  const moved = may.observations.filter(
    (o) =>
      o.series === "metr/horizon-p50" &&
      march.observations.some((m) => m.item === o.item && m.series === o.series && m.value !== o.value),
  );
  expect(new Set(moved.map((o) => o.item))).toEqual(new Set(["davinci_002", "gpt2", "gpt_3_5_turbo_instruct"]));
  expect(
    moved.every((o) => o.fields?.["benchmark"] === "METR-Horizon-v1.0" && o.fields["suite"] === "METR-Horizon-v1.1"),
  ).toBe(true);
});

sharedTest("horizons are re-estimated: Claude Opus 4.6 had 870 minutes on 2026-02-22 and 719 from 2026-03-03", () => {
  const opus = (path: string) => entryOf(readShared(source, folder, path), "claude_opus_4_6_inspect");
  expect(opus(`vintages/2026-02-22/${file}`).value).toBeCloseTo(870.027, 3);
  expect(opus(`vintages/2026-02-22/${file}`).fields).toMatchObject({
    low: 347.978397,
    high: 5374.814082,
    isSota: true,
  });
  expect(opus(`vintages/2026-03-03/${file}`).value).toBeCloseTo(718.807, 3);
  expect([opus(file).unit, opus(file).period, opus(file).known]).toEqual([
    "minutes",
    "2026-02-05",
    "2026-05-10T22:17:01Z",
  ]);
});

sharedTest("the closed suite is a list of its own and states no doubling time", () => {
  const closed = readShared(source, folder, "vintages/2026-01-30/benchmark_results_1_0.yaml");
  expect([...new Set(closed.observations.map((o) => o.series))]).toEqual(["metr/closed-suite-horizon-p50"]);
  expect(closed.observations.length).toBe(33);
  expect(entryOf(closed, "claude_sonnet_4_5")).toMatchObject({
    value: 121.946588,
    fields: { isSota: false, benchmark: "METR-Horizon-v1" },
  });
  expect(doublingDays(closed, "2023-01-01")).toBeCloseTo(165.251, 2);
});

sharedTest(
  "in every copy a row is flagged as record exactly when it is the best of its day and above all earlier ones",
  () => {
    for (const path of [
      `vintages/2026-01-30/${file}`,
      "vintages/2026-01-30/benchmark_results_1_0.yaml",
      `vintages/2026-02-22/${file}`,
      `vintages/2026-03-03/${file}`,
      file,
    ]) {
      const rows = readShared(source, folder, path).observations.filter((o) => o.series.endsWith("horizon-p50"));
      const isRecord = (o: (typeof rows)[number]) =>
        rows.every((r) => r === o || r.period > o.period || (r.value ?? 0) < (o.value ?? 0));
      expect(rows.filter((o) => isRecord(o) !== o.fields?.["isSota"]).map((o) => o.item)).toEqual([]);
    }
  },
);

test("a file without results, with a damaged date or broken YAML is refused with its place", () => {
  const read = (text: string) => () => source.read(textDocument(text, file), { suite: "current" }, noTools);
  expect(read("benchmark_name: METR-Horizon-v1.1\nresults: {}\n")).toThrow(/metr: at benchmark_results_1_1.yaml/);
  expect(
    read(
      "benchmark_name: METR-Horizon-v1.1\nresults:\n  m:\n    release_date: 2026-13-01\n    metrics: {is_sota: true, p50_horizon_length: {estimate: 1}}\n",
    ),
  ).toThrow(/release_date/);
  expect(read("benchmark_name: [")).toThrow(/readable YAML/);
  expect(source.recognise({ path: "release_dates.yaml", folder, head: "date:\n  o3: 2025-04-16\n" })).toBeNull();
});

fixtureTests(source);

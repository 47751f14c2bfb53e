import { expect, test } from "vitest";
import { source as archive } from "../../../src/sources/arxiv-archive.ts";
import { source as categories } from "../../../src/sources/arxiv-categories.ts";
import { source as listings } from "../../../src/sources/arxiv-listings.ts";
import { source as sample } from "../../../src/sources/arxiv-sample.ts";
import { source as fda } from "../../../src/sources/fda-ai-devices.ts";
import { source as sdl } from "../../../src/sources/sdl-events.ts";
import { source as wos } from "../../../src/sources/wos-ml-share.ts";
import { part } from "../../../src/tasks/parts/convergence.ts";
import type { Observation } from "../../../src/terms/observation.ts";
import type { Line, PartResult } from "../../../src/terms/part.ts";
import { periodRange } from "../../../src/terms/period.ts";
import { sharedIsHere, sharedTest } from "../../shared.ts";
import { panelOf } from "./panel-of.ts";
import { observationsOf } from "./real-files.ts";

const copyLists = ["fda/ai-devices", "arxiv/category-graph", "sdl/papers", "epoch/notable-models"];
const real: readonly Observation[] = !sharedIsHere
  ? []
  : [
      ...observationsOf(archive, "arxiv-archive-staeiou", [
        "arxiv-ro-qbio-20190101.tsv.gz",
        "arxiv-ro-qbio-20200101.tsv.gz",
      ]),
      ...observationsOf(listings, "arxiv-daily-listings", ["papers.csv.gz"]),
      ...observationsOf(categories, "arxiv-category-monthly-narenp12", ["category_graph_2026-07.json"]),
      ...observationsOf(sample, "arxiv-recent-sample-shiyibihua", ["arxiv-sample-2025-10_2025-12.csv"]),
      ...observationsOf(fda, "fda-ai-devices", [
        "fda-2022-10_omaralkousa.xlsx",
        "fda-2024-05_medai.xlsx",
        "fda-2025-07_jmweaver.xlsx",
        "fda-2025-12_vishalsachdev.xml",
      ]),
      ...observationsOf(
        wos,
        "wos-ml-by-field-blaiszik",
        ["2024-02-19", "2025-03-22", "2026-03-10"].map((d) => `1-cat_${d}.csv`),
      ),
      ...observationsOf(sdl, "sdl-events", ["convergence-events.csv", "references.bib"]),
    ];

const measure = (observations: readonly Observation[], day: string): PartResult =>
  part.measure(panelOf(observations, day, copyLists), { seed: 1, pseudo: null });
const lineOf = (result: PartResult, id: string): Line | undefined =>
  result.lines.find((l) => l.id === `convergence/${id}`);

test("cannot tell anything from an empty store", () => {
  const result = measure([], "2026-02-09");
  expect(result.headline).toMatchObject({ state: "cannot-tell", confidence: "low" });
  expect(result.lines.filter((l) => l.state === "found")).toEqual([]);
  for (const line of result.lines) expect([line.id, line.gap === undefined]).toEqual([line.id, false]);
});

test("tells the change of biology's share once 24 months of both counts are held, with an interval that excludes zero", () => {
  const row = (series: string, period: string, value: number): Observation => ({
    series,
    period,
    value,
    unit: "papers",
    published: null,
    known: "2026-01-10T00:00:00Z",
    knownBy: "observed",
    evidence: "reported (primary)",
    origin: { document: "d", url: "u", locator: period, kind: "primary" },
  });
  const months = periodRange("2024-01", "2025-12").flatMap((m) => [
    row("arxiv/biology/papers", m, 500),
    row("arxiv/ai-x-biology/papers", m, m < "2025" ? 100 : 150),
  ]);
  const line = lineOf(measure(months, "2026-02-09"), "papers-biology");
  expect(line).toMatchObject({ state: "found", direction: "up", unit: "share", newestPeriod: "2025-Q4" });
  expect(line?.value).toBeCloseTo(0.1, 12);
  // Newcombe's interval of 1800/6000 - 1200/6000, worked out with the Wilson limits 0.2886, 0.3117 and 0.1901, 0.2103.
  expect(line?.interval?.low).toBeCloseTo(0.0846, 3);
  expect(line?.interval?.high).toBeCloseTo(0.1153, 3);
});

sharedTest("states the path to 2019 and the level since, by the union class", () => {
  const now = measure(real, "2026-11-22");
  expect(lineOf(now, "robotics-path")?.says.en).toMatch(/24\.5 % in 2014 .* 48\.7 % in 2019/);
  expect(lineOf(now, "biology-path")?.says.en).toMatch(/6\.8 % in 2014 .* 22\.7 % in 2019/);
  // Rows of the listings' own monthly table, August 2025 to June 2026: 4,751 of 11,470.
  expect(lineOf(now, "robotics-share")?.value).toBeCloseTo(4751 / 11470, 10);
  expect(lineOf(now, "robotics-sample")?.value).toBeCloseTo(576 / 1256, 10);
  expect(lineOf(now, "robotics-x-biology")?.value).toBe(45);
});

sharedTest("cannot tell the claim's year-on-year change of either field, and shows what is held", () => {
  for (const day of ["2026-02-09", "2026-11-22"]) {
    const result = measure(real, day);
    expect(lineOf(result, "papers-biology")).toMatchObject({
      state: "cannot-tell",
      value: null,
      gap: {
        needs: ["arxiv/biology/papers", "arxiv/ai-x-biology/papers"],
        have: 0,
        need: 24,
        pull: "vorlauf pull arxiv",
      },
    });
    expect(lineOf(result, "papers-robotics")).toMatchObject({
      state: "cannot-tell",
      value: null,
      gap: { have: day === "2026-02-09" ? 6 : 11, need: 24 },
    });
  }
});

sharedTest("judges on days in between by what was then known, and names no source that came later", () => {
  const early = measure(real, "2020-02-01");
  expect(early.headline).toMatchObject({ state: "found", direction: "up", newestPeriod: "2019-Q4" });
  expect(early.headline.value).toBeCloseTo(0.487 - 0.398, 3);
  expect(JSON.stringify(measure(real, "2024-06-01").lines)).not.toContain("daily listings");
  // One month of listings is no level, and a quarter of 2019 is no level of today.
  expect(measure(real, "2025-09-15").headline).toMatchObject({ state: "cannot-tell", direction: null });
  expect(measure(real, "2025-12-15").headline.level).toBeUndefined();
});

sharedTest("shows that the verdict depends on the class: cs.AI up, cs.LG, cs.CV and stat.ML down", () => {
  const table = measure(real, "2026-11-22").tables.find((t) => t.id === "convergence/tags");
  const sign = Object.fromEntries(
    (table?.rows ?? []).slice(1).map((r) => [r["tag"] as string, (r["sign"] as { en: string }).en]),
  );
  expect(sign).toEqual({
    "cs.AI": "higher",
    "cs.LG": "lower",
    "cs.CV": "lower",
    "cs.CL": "not distinguishable",
    "cs.NE": "lower",
    "stat.ML": "lower",
  });
  expect(table?.rows.find((r) => r["tag"] === "stat.ML")?.["before"]).toBeCloseTo(9.3, 1);
  expect(table?.rows.find((r) => r["tag"] === "cs.LG")?.["before"]).toBeCloseTo(26.5, 1);
});

sharedTest("gives the two conventions of the method note for the graph of 2026", () => {
  const rows = measure(real, "2026-11-22").tables.find((t) => t.id === "convergence/lifts")?.rows ?? [];
  const lift = (pair: string): number[] =>
    rows
      .filter((r) => r["pair"] === pair)
      .flatMap((r) => [Number(r["occurrence"]), Number(r["row"])].map((v) => Math.round(v * 100) / 100));
  expect(lift("cs.CV × cs.RO")).toEqual([3.24, 6.89]);
  expect(lift("cs.AI × cs.LG")).toEqual([4.95, 3.83]);
});

sharedTest("gives the approximate increments of the method note", () => {
  const rows = measure(real, "2026-11-22").tables.find((t) => t.id === "convergence/biology-increments")?.rows ?? [];
  const rounded = (column: string): number[] => rows.map((r) => Math.round(Number(r[column]) * 10) / 10);
  expect([rounded("to2019"), rounded("now"), rounded("added")]).toEqual([
    [2.3, 6.4, 8.1, 6.7],
    [20.8, 19.7, 22.8, 16.2],
    [44.8, 38.2, 34.9, 24.9],
  ]);
});

sharedTest("counts devices of complete quarters and the late additions of each copy", () => {
  const result = measure(real, "2026-02-09");
  expect(lineOf(result, "medical-devices")).toMatchObject({ state: "found", newestPeriod: "2025-Q3" });
  const lag = result.tables.find((t) => t.id === "convergence/device-lag");
  expect(lag?.rows.map((r) => [r["added"], r["late"], r["removed"]])).toEqual([
    [361, 41, 0],
    [368, 37, 3],
    [111, 1, 1],
  ]);
});

sharedTest(
  "finds the laboratory's cost from evidence other than the report, reagents never, and neither on the report's day",
  () => {
    const [then, now] = [measure(real, "2026-02-09"), measure(real, "2026-11-22")];
    expect(lineOf(then, "lab-cost")).toMatchObject({ state: "cannot-tell", value: null });
    expect(lineOf(now, "lab-cost")).toMatchObject({ state: "found", unit: "share", evidence: "reported (secondary)" });
    expect(lineOf(now, "lab-cost")?.value).toBeCloseTo(422 / 698 - 1, 12);
    expect([lineOf(then, "lab-reagents")?.state, lineOf(now, "lab-reagents")?.state]).toEqual([
      "cannot-tell",
      "cannot-tell",
    ]);
  },
);

sharedTest("uses nothing known later than the as-of day", () => {
  const early = real.filter((o) => o.known <= "2026-02-09T23:59:59Z");
  const strip = (r: PartResult): unknown => JSON.parse(JSON.stringify(r));
  expect(strip(measure(real, "2026-02-09"))).toEqual(strip(measure(early, "2026-02-09")));
});

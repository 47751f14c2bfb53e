import { expect, test } from "vitest";
import { repairId, source } from "../../src/sources/arxiv-archive.ts";
import { sharedTest } from "../shared.ts";
import { asOf } from "./as-of.ts";
import { fixtureTests, readShared } from "./document.ts";

fixtureTests(source);

const folder = "arxiv-archive-staeiou";

test("repairs identifiers that went through a float, and leaves sound and old ones alone", () => {
  expect(repairId("704.0021")).toBe("0704.0021");
  expect(repairId("1809.0389699999998")).toBe("1809.03897");
  expect(repairId("1501.1")).toBe("1501.10000");
  expect(repairId("1412.1")).toBe("1412.1000");
  expect(repairId("hep-lat/9207011")).toBe("hep-lat/9207011");
});

sharedTest("counts the papers of 2019 and the AI shares that the method note gives", () => {
  const { observations } = readShared(source, folder, "arxiv-ro-qbio-20200101.tsv.gz");
  const year = (series: string, y: string): number =>
    [...asOf(observations, series, "2026-01-01").values()]
      .filter((o) => o.period.startsWith(y))
      .reduce((n, o) => n + (o.value ?? 0), 0);
  expect(year("arxiv/robotics/papers", "2019")).toBe(2849);
  expect(year("arxiv/robotics/papers", "2010")).toBe(71);
  const share = (field: string, y: string): number =>
    Math.round((1000 * year(`arxiv/ai-x-${field}/papers`, y)) / year(`arxiv/${field}/papers`, y)) / 10;
  expect(["2014", "2016", "2018", "2019"].map((y) => share("robotics", y))).toEqual([24.5, 36.1, 39.8, 48.7]);
  expect(["2014", "2016", "2018", "2019"].map((y) => share("biology", y))).toEqual([6.8, 10.6, 17, 22.7]);
  expect(observations.filter((o) => o.series === "arxiv/ai/papers")).toEqual([]);
});

sharedTest("shows the indexing lag of December 2018 between two harvests, which became known together", () => {
  const readings = ["arxiv-ro-qbio-20190101.tsv.gz", "arxiv-ro-qbio-20200101.tsv.gz"].map(
    (f) => readShared(source, folder, f).observations,
  );
  const december = (stem: string): (number | null | undefined)[] =>
    readings.map(
      (r) =>
        r.find((o) => o.series === "arxiv/harvests" && o.period === "2018-12" && o.fields?.["stem"] === stem)?.value,
    );
  expect(december("robotics")).toEqual([118, 123]);
  expect(december("biology")).toEqual([230, 238]);
  expect(december("ai-x-biology")).toEqual([53, 56]);
  expect(readings[0]?.every((o) => o.series === "arxiv/harvests")).toBe(true);
  expect(new Set(readings.flat().map((o) => o.known))).toEqual(new Set(["2020-01-05T07:27:52Z"]));
});

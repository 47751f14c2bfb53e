import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { source } from "../../src/sources/arxiv-listings.ts";
import { shared, sharedTest } from "../shared.ts";
import { asOf } from "./as-of.ts";
import { fixtureTests, readShared } from "./document.ts";

fixtureTests(source);

sharedTest("rebuilds the monthly table from the rows for every month that is not a selection", () => {
  const { observations } = readShared(source, "arxiv-daily-listings", "papers.csv.gz");
  const [header = "", ...lines] = readFileSync(shared("sources/arxiv-daily-listings/monthly.csv"), "utf8")
    .trim()
    .split(/\r?\n/);
  const names = header.split(",");
  const table = lines.map((l) => Object.fromEntries(l.split(",").map((v, i) => [names[i] ?? "", v])));
  const now = (series: string): Map<string, number | null> =>
    new Map([...asOf(observations, series, "2026-11-22")].map(([p, o]) => [p, o.value]));
  const [robotics, ai, share, biology, union, serial] = [
    "arxiv/robotics/papers",
    "arxiv/ai-x-robotics/papers",
    "arxiv/ai-x-robotics/share",
    "arxiv/ai-x-biology/papers",
    "arxiv/ai/papers",
    "arxiv/all/identifiers",
  ].map(now);
  const [withLearning, withEvolution] = ["arxiv/cs-lg-x-robotics/papers", "arxiv/cs-ne-x-robotics/papers"].map(now);
  for (const row of table) {
    const month = row["id_month"] ?? "";
    if (month >= "2025-08") {
      expect([month, robotics?.get(month), ai?.get(month)]).toEqual([
        month,
        Number(row["cs_RO_seen"]),
        Number(row["cs_RO_any_ai"]),
      ]);
      expect(share?.get(month)).toBeCloseTo(Number(row["share"]), 4);
      expect(withLearning?.get(month)).toBe(Number(row["cs_RO_cs_LG"]));
      expect(withEvolution?.get(month)).toBe(Number(row["cs_RO_cs_NE"]));
    }
    if (month >= "2025-05") {
      expect(biology?.get(month)).toBe(Number(row["qbio_and_ai_seen"]));
      // The ready-made table counts one paper fewer than its own rows hold in August 2025 (8,357 against 8,358).
      expect(union?.get(month)).toBe(Number(row["ai_union_seen"]) + (month === "2025-08" ? 1 : 0));
    }
    expect(serial?.get(month)).toBe(Number(row["max_serial"]));
  }
  expect(robotics?.has("2025-07")).toBe(false);
});

sharedTest("shows a month as it stood on a day, and flags it while it runs", () => {
  const { observations } = readShared(source, "arxiv-daily-listings", "papers.csv.gz");
  const january = (day: string): ReturnType<Map<string, (typeof observations)[number]>["get"]> =>
    asOf(observations, "arxiv/robotics/papers", day).get("2026-01");
  expect(january("2026-01-15")?.flags).toEqual(["month-unfinished"]);
  expect(january("2026-01-15")?.value).toBeLessThan(400);
  expect(january("2026-02-09")).toMatchObject({ value: 655, knownBy: "stamped", known: "2026-02-02T23:59:59Z" });
  expect(asOf(observations, "arxiv/robotics/papers", "2026-02-09").get("2025-09")?.flags).toEqual([
    "ai-primaries-favoured",
  ]);
});

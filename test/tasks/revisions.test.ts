import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store/open.ts";
import { seriesReleases, seriesRevisions, seriesTriangle } from "../../src/tasks/revisions.ts";
import { misfit } from "../../src/tasks/schema.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore(fileURLToPath(new URL("../../snapshot", import.meta.url)), { readOnly: true });
});
afterAll(() => store.close());

test("Meta's restatements: ten restated facts in its filings make eight quarters whose newest value is not the first", async () => {
  const { restated, log } = await seriesRevisions(store, "sec/meta/capex", "2026-11-22");
  // First and restated cumulative facts as filed (USD m): Q1 2021 4,272 -> 4,303, H1 8,884 -> 8,944, nine months 13,198 -> 13,290, year 18,567 -> 18,690; 2023 likewise.
  expect(restated.map((r) => [r.period, (r.first ?? 0) / 1e6, (r.latest ?? 0) / 1e6])).toEqual([
    ["2021-Q1", 4272, 4303],
    ["2021-Q2", 8884 - 4272, 8944 - 4303],
    ["2021-Q3", 13198 - 8884, 13290 - 8944],
    ["2021-Q4", 18567 - 13198, 18690 - 13290],
    ["2023-Q1", 6842, 6823],
    ["2023-Q2", 13058 - 6842, 12957 - 6823],
    ["2023-Q3", 19601 - 13058, 19453 - 12957],
    ["2023-Q4", 27266 - 19601, 27045 - 19453],
  ]);
  expect(restated[0]).toMatchObject({
    firstKnown: "2021-04-29T23:59:59Z",
    latestKnown: "2022-04-28T23:59:59Z",
    isFirstRelease: true,
  });
  expect(log.every((r) => r.origin.document.length === 64)).toBe(true);
});

test("on an earlier day the later restatement is not there", async () => {
  const { restated } = await seriesRevisions(store, "sec/meta/capex", "2022-04-27");
  expect(restated).toEqual([]);
  expect((await seriesRevisions(store, "sec/meta/capex", "2022-04-28")).restated.map((r) => r.period)).toEqual([
    "2021-Q1",
  ]);
});

test("data-centre construction of May 2026 was 59,307 at first and 63,843 a release later", async () => {
  const { log } = await seriesRevisions(store, "census/data-center/construction", "2026-11-22");
  const may = log.filter((r) => r.period === "2026-05");
  expect(may.map((r) => [r.value, r.release, r.known.slice(0, 10)])).toEqual([
    [59307, 1, "2026-07-01"],
    [63843, 2, "2026-08-09"],
  ]);
  expect(may[1]?.relative).toBeCloseTo(0.07648, 5);
});

test("the triangle of industrial production reaches from the vintage of August 1999 to September 2025, and its newest column is the newest release", async () => {
  const { periods, days, values } = await seriesTriangle(store, "fred-md/indpro", "2026-11-22");
  expect([periods[0], periods.at(-1), days[0]]).toEqual(["1959-01", "2025-08", "1999-08-31"]);
  expect(values[0]).toBe(34.431);
  const { latest, first } = await seriesReleases(store, "fred-md/indpro", "2026-11-22");
  expect(latest.map((r) => r.value)).toEqual(periods.map((_, i) => values[(i + 1) * days.length - 1]));
  expect(first.find((r) => r.period === "2024-05")).toMatchObject({ value: 103.3282, known: "2024-07-31T23:59:59Z" });
  const { size, growth, restated } = await seriesRevisions(store, "fred-md/indpro", "2026-11-22");
  expect(restated[0]?.isFirstRelease).toBe(false);
  expect(size.withoutFirst).toBe(518);
  const year = growth.ages.find((a) => a.ageDays === 365);
  expect(year?.n).toBe(282);
  expect(year?.low).toBeLessThan(0);
  expect(year?.high).toBeGreaterThan(0);
});

test("what is printed as JSON fits its schema", async () => {
  for (const id of ["sec/meta/capex", "census/data-center/construction"]) {
    const printed: unknown = JSON.parse(JSON.stringify(await seriesRevisions(store, id, "2026-11-22")));
    expect(misfit("revisions", printed)).toBeNull();
  }
  expect(misfit("revisions", { id: "x" })).not.toBeNull();
});

test("a list has copies, not revisions", async () => {
  await expect(seriesRevisions(store, "epoch/notable-models", "2026-11-22")).rejects.toThrow(/a list/);
  await expect(seriesRevisions(store, "sec/mета/capex", "2026-11-22")).rejects.toThrow(/unknown series/);
});

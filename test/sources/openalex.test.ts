import { expect, test } from "vitest";
import { source } from "../../src/sources/openalex.ts";
import { noTools, textDocument } from "./document.ts";

// SYNTHETIC counts in the structure of the service's answers.
const read = (body: unknown, month?: string): ReturnType<typeof source.read> =>
  source.read(
    textDocument(JSON.stringify(body), "works", "2026-11-22T00:00:00Z"),
    { name: "robots", filter: "topics.id:T1", month },
    noTools,
  );

test("years become annual counts, the running year is flagged, odd years are rejected", () => {
  const reading = read({
    meta: { count: 30 },
    group_by: [
      { key: "2025", count: 10 },
      { key: "2026", count: 20 },
      { key: "2031", count: 1 },
      { key: "unknown", count: 1 },
    ],
  });
  expect(reading.observations.map((o) => [o.series, o.period, o.value, o.flags])).toEqual([
    ["openalex/robots/works-annual", "2025", 10, ["back-filled"]],
    ["openalex/robots/works-annual", "2026", 20, ["back-filled", "period-unfinished"]],
  ]);
  expect(reading.rejected).toMatchObject([{ count: 2 }]);
});

test("a month is its own count; a refusal and a cut grouping are errors", () => {
  expect(read({ meta: { count: 7 } }, "2026-02").observations).toMatchObject([
    { series: "openalex/robots/works", period: "2026-02", value: 7 },
  ]);
  expect(() => read({ error: "Invalid query parameters error.", message: "no such filter" })).toThrowError(
    expect.objectContaining({ code: "source-unreachable" }),
  );
  expect(() =>
    read({
      meta: { count: 7 },
      group_by: Array.from({ length: 200 }, (_, i) => ({ key: String(1800 + i), count: 1 })),
    }),
  ).toThrow(/fewer than 200 groups/);
  expect(source.requests({ name: "x", filter: "a:b", month: "2024-02" })[0]?.url).toContain(
    encodeURIComponent("to_publication_date:2024-02-29"),
  );
});

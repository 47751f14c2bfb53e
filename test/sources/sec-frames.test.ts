import { expect, test } from "vitest";
import { source } from "../../src/sources/sec-frames.ts";
import { sources } from "../../src/sources/shelf.ts";
import { parts } from "../../src/tasks/parts/shelf.ts";
import { noTools, textDocument } from "./document.ts";

// SYNTHETIC facts in the structure of a frame.
test("facts of mapped companies are flagged for cross-checks; others are counted; no part reads them", () => {
  const query = { tag: "Revenues", taxonomy: "us-gaap", unit: "USD", period: "2026-Q2" } as const;
  const fact = {
    accn: "0000789019-26-000001",
    cik: 789019,
    entityName: "MICROSOFT",
    start: "2026-04-01",
    end: "2026-06-30",
    val: 5,
  };
  const body = JSON.stringify({
    taxonomy: "us-gaap",
    tag: "Revenues",
    ccp: "CY2026Q2",
    uom: "USD",
    pts: 2,
    data: [fact, { ...fact, cik: 5, entityName: "OTHER" }],
  });
  const reading = source.read(textDocument(body, "frames.json"), query, noTools);
  expect(reading.observations).toMatchObject([
    {
      series: "sec-frames/msft/revenues",
      period: "2026-Q2",
      value: 5,
      flags: ["cross-check-only"],
      knownBy: "observed",
    },
  ]);
  expect(reading.rejected).toMatchObject([{ count: 1 }]);
  expect(source.requests(query)).toMatchObject([
    { url: "https://data.sec.gov/api/xbrl/frames/us-gaap/Revenues/USD/CY2026Q2.json", absent: [404] },
  ]);
  expect(parts.flatMap((p) => p.needs).filter((n) => n.id.startsWith("sec-frames/"))).toEqual([]);
  expect(sources.find((s) => s.id === "sec-frames")?.terms).toBe("test");
});

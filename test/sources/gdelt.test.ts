import { expect, test } from "vitest";
import { source } from "../../src/sources/gdelt.ts";
import { noTools, textDocument } from "./document.ts";

const query = { name: "power", search: '"data center"', days: 90 } as const;
// SYNTHETIC volumes in the structure of mode timelinevol.
const body = (resolution: string, dates: readonly string[]): string =>
  JSON.stringify({
    query_details: { title: "x", date_resolution: resolution },
    timeline: [{ series: "Volume Intensity", data: dates.map((date, i) => ({ date, value: 0.1 * (i + 1) })) }],
  });
const read = (text: string): ReturnType<typeof source.read> =>
  source.read(textDocument(text, "doc", "2026-11-22T12:00:00Z"), query, noTools);

test("days that are over are taken in both spellings of a day; the running day is rejected", () => {
  const reading = read(body("day", ["20261120T000000Z", "20261121000000", "20261122T000000Z"]));
  expect(reading.observations.map((o) => [o.series, o.period, o.value, o.known])).toEqual([
    ["gdelt/power/coverage", "2026-11-20", 0.1, "2026-11-22T12:00:00Z"],
    ["gdelt/power/coverage", "2026-11-21", 0.2, "2026-11-22T12:00:00Z"],
  ]);
  expect(reading.rejected).toMatchObject([{ reason: "day not over", count: 1 }]);
});

test("words instead of numbers are a refusal with what to do", () => {
  expect(() => read("Please limit requests to one every 5 seconds")).toThrow(/asked too often/);
  expect(() => read("Your query was too short.")).toThrowError(expect.objectContaining({ code: "source-unreachable" }));
  expect(() => read("")).toThrow(/an empty answer/);
  expect(() => read(body("day", ["2026-11-20"]))).toThrow(/a day, got 2026-11-20/);
});

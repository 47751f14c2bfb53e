import { expect, test } from "vitest";
import { source } from "../../src/sources/clinical-trials.ts";
import { noTools, textDocument } from "./document.ts";

const query = { name: "ai", term: "deep learning", month: "2026-10" } as const;

test("the total is the month's count; an answer without a total is an error, never zero", () => {
  const read = (text: string, known = "2026-11-22T00:00:00Z"): ReturnType<typeof source.read> =>
    source.read(textDocument(text, "studies", known), query, noTools);
  expect(read('{"totalCount":0,"studies":[]}').observations).toMatchObject([
    { series: "clinical-trials/ai/first-posted", period: "2026-10", value: 0 },
  ]);
  expect(read('{"totalCount":4,"studies":[]}', "2026-10-20T00:00:00Z").observations[0]?.flags).toEqual([
    "month-unfinished",
  ]);
  expect(() => read('{"studies":[]}')).toThrow(/body\.totalCount/);
  expect(() => read("Invalid filter")).toThrow(/expected JSON, got "Invalid filter/);
  expect(decodeURIComponent(source.requests(query)[0]?.url ?? "")).toContain(
    "AREA[StudyFirstPostDate]RANGE[2026-10-01,2026-10-31]",
  );
});

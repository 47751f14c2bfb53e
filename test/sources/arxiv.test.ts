import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { countOf, searchOf, source } from "../../src/sources/arxiv.ts";
import { shared, sharedTest } from "../shared.ts";
import { foundFile, noTools, textDocument } from "./document.ts";

const union = "(cat:cs.AI OR cat:cs.LG OR cat:stat.ML OR cat:cs.CV OR cat:cs.CL OR cat:cs.NE)";
const query = { from: "2024-02", to: "2024-03" };

test("asks for each month with four requests and reads its own addresses back", () => {
  expect(searchOf({ field: "biology", ai: true, month: "2024-02" })).toBe(
    `cat:q-bio* AND ${union} AND submittedDate:[202402010000 TO 202402292359]`,
  );
  const urls = source.requests(query).map((r) => r.url);
  expect(urls.map((u) => countOf(u))).toEqual(
    ["2024-02", "2024-03"].flatMap((month) =>
      (["biology", "robotics"] as const).flatMap((field) => [false, true].map((ai) => ({ field, ai, month }))),
    ),
  );
  expect(decodeURIComponent(urls[0] ?? "")).toBe(
    "https://export.arxiv.org/api/query?search_query=cat:q-bio* AND submittedDate:[202402010000 TO 202402292359]&start=0&max_results=1",
  );
});

test("refuses the plain text that arrives with status 200 when the rate is exceeded", () => {
  expect(() => source.read(textDocument("Rate exceeded.", "query"), query, noTools)).toThrowError(
    expect.objectContaining({ code: "source-unreachable", message: expect.stringContaining("Rate exceeded.") }),
  );
});

test("recognises a recorded answer by the search in its title and flags a month that still runs", () => {
  const feed =
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query: search_query=cat:cs.RO AND submittedDate:[202601010000 TO 202601312359]&amp;id_list=</title><opensearch:totalResults>655</opensearch:totalResults></feed>';
  const raw = textDocument(feed, "answer.xml", "2026-01-20T10:00:00Z");
  const found = source.recognise(foundFile(raw, ""));
  expect(found).toEqual({ from: "2026-01", to: "2026-01" });
  expect(source.read(raw, found ?? query, noTools).observations).toMatchObject([
    {
      series: "arxiv/robotics/papers",
      period: "2026-01",
      value: 655,
      flags: ["month-unfinished"],
      knownBy: "observed",
    },
  ]);
});

sharedTest("reads the total of a recorded answer of the live service, and refuses it under its own search", () => {
  const recorded = JSON.parse(
    readFileSync(shared("reference/api/fixtures/arxiv-api/q_testing_s0_m10_bc5a6c384fe9.json"), "utf8"),
  ) as { readonly body: string };
  const raw = textDocument(recorded.body, "answer.xml", "2026-04-12T22:09:27Z");
  expect(() => source.read(raw, query, noTools)).toThrowError(expect.objectContaining({ code: "source-changed" }));
  const url = source.requests({ from: "2026-03", to: "2026-03" })[3]?.url ?? "";
  expect(source.read({ ...raw, url }, query, noTools).observations).toMatchObject([
    { series: "arxiv/ai-x-robotics/papers", period: "2026-03", value: 214881 },
  ]);
});

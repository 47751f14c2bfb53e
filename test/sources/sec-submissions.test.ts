import { expect, test } from "vitest";
import { source } from "../../src/sources/sec-submissions.ts";
import { sharedTest } from "../shared.ts";
import { documentOf, fixture, noTools, readWith, sharedDocument } from "./documents.ts";

const path = "sec-submissions/amzn/submissions-CIK0001018724.json";

test("a report is known at its acceptance, which may be the evening before the filed day", () => {
  const { observations } = readWith(source, fixture(path));
  expect(observations.find((o) => o.item === "0001018724-26-000014")).toMatchObject({
    series: "sec/amzn/filings",
    period: "2026-03-31",
    value: null,
    known: "2026-04-29T22:48:09Z",
    published: "2026-04-29T22:48:09Z",
    knownBy: "stamped",
    fields: { form: "10-Q", filed: "2026-04-30" },
  });
});

test("periodic reports and announcements of results are taken, eleven other filings are not", () => {
  const { observations, rejected } = readWith(source, fixture(path));
  expect(observations.map((o) => `${o.fields?.["form"]} ${o.fields?.["filed"]}`)).toEqual([
    "10-Q 2026-04-30",
    "8-K 2026-04-29",
    "10-K 2026-02-06",
    "8-K 2026-02-05",
    "10-Q 2025-10-31",
    "8-K 2025-10-30",
  ]);
  expect(rejected).toEqual([]);
});

test("columns of unequal length, a missing column and a broken file are refused", () => {
  const text = new TextDecoder().decode(fixture(path).raw.bytes);
  const read = (changed: string): unknown =>
    source.read(documentOf(new TextEncoder().encode(changed), "s.json").raw, {}, noTools);
  expect(() => read(text.replace('"0001104659-26-082293", ', ""))).toThrow(/accessionNumber expected 17 rows, got 16/);
  expect(() => read(text.replace('"form"', '"forms"'))).toThrow(/filings\.recent\.form/);
  expect(() => read(text.slice(0, 500))).toThrow(/500 bytes that end or break early/);
});

sharedTest("filed lags acceptance by a day for 22 of Amazon's 24 periodic reports and for none of Microsoft's", () => {
  const lag = (cik: string): string => {
    const reports = readWith(
      source,
      sharedDocument(`sources/sec-companyfacts-2026/submissions-CIK${cik}.json.gz`),
    ).observations.filter((o) => /^10-[KQ]$/.test(String(o.fields?.["form"])));
    const late = reports.filter((o) => String(o.fields?.["filed"]) > o.known.slice(0, 10));
    return `${late.length} of ${reports.length}`;
  };
  expect([lag("0001018724"), lag("0001652044"), lag("0000789019"), lag("0001326801")]).toEqual([
    "22 of 24",
    "5 of 13",
    "0 of 25",
    "3 of 8",
  ]);
});

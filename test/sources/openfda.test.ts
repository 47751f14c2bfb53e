import { expect, test } from "vitest";
import { source } from "../../src/sources/openfda.ts";
import { pageSeparator } from "../../src/terms/source.ts";
import { noTools, textDocument } from "./document.ts";

// SYNTHETIC records in the structure of device/510k and device/pma.
const query = { list: "510k", from: "2026-01-01", to: "2026-01-31" } as const;
const record = (k: string, day: string): unknown => ({
  k_number: k,
  decision_date: day,
  applicant: "A Inc.",
  device_name: "Reader",
  product_code: "QIH",
  advisory_committee_description: "Radiology",
  decision_code: "SESE",
});
const page = (skip: number, total: number, results: readonly unknown[]): string =>
  JSON.stringify({ meta: { last_updated: "2026-02-02", results: { skip, limit: 1000, total } }, results });

test("clearances are entries by K number; a record that comes again is rejected; pages are followed", () => {
  const text = [
    page(0, 3, [record("K260001", "2026-01-05"), record("K260002", "20260106")]),
    page(1000, 3, [record("K260002", "2026-01-06")]),
  ].join(pageSeparator);
  const reading = source.read(textDocument(text, "510k.json"), query, noTools);
  expect(reading.observations.map((o) => [o.series, o.item, o.period, o.fields?.["productCode"]])).toEqual([
    ["fda/510k", "K260001", "2026-01-05", "QIH"],
    ["fda/510k", "K260002", "2026-01-06", "QIH"],
  ]);
  expect(reading.rejected).toMatchObject([{ count: 1, reason: "number repeated on a later page" }]);
  const [asked] = source.requests(query);
  if (asked === undefined) throw new Error("no request");
  expect(asked).toMatchObject({ absent: [404], key: { env: "OPENFDA_API_KEY", optional: true } });
  expect(
    source.next?.({ raw: textDocument(page(0, 1500, []), "x"), asked, page: 1, link: null }, query)?.url,
  ).toContain("skip=1000");
  expect(() =>
    source.next?.({ raw: textDocument(page(0, 30_000, []), "x"), asked, page: 1, link: null }, query),
  ).toThrow(/at most 26,000/);
});

test("approvals are named by number and supplement; a short answer and an error body are refused", () => {
  const pma = page(0, 1, [
    { pma_number: "P250001", supplement_number: "S002", decision_date: "2026-01-09", trade_name: "Pump" },
  ]);
  expect(source.read(textDocument(pma, "pma.json"), { ...query, list: "pma" }, noTools).observations).toMatchObject([
    { item: "P250001-S002", fields: { device: "Pump" } },
  ]);
  expect(() => source.read(textDocument(page(0, 2, [record("K1", "2026-01-05")]), "x"), query, noTools)).toThrow(
    /expected 2 records, got 1/,
  );
  expect(() =>
    source.read(textDocument('{"error":{"code":"API_KEY_INVALID","message":"no"}}', "x"), query, noTools),
  ).toThrow(/Check the key/);
});

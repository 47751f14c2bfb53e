import { expect, test } from "vitest";
import { source } from "../../src/sources/world-bank.ts";
import { pageSeparator } from "../../src/terms/source.ts";
import { noTools, textDocument } from "./document.ts";

// SYNTHETIC rows in the structure of the service's answers.
const query = { indicator: "NY.GDP.MKTP.KD", countries: "all" } as const;
const row = (code: string, date: string, value: number | null): unknown => ({
  indicator: { id: "NY.GDP.MKTP.KD", value: "GDP" },
  country: { id: code.slice(0, 2), value: code },
  countryiso3code: code,
  date,
  value,
  unit: "",
  obs_status: "",
});
const page = (n: number, pages: number, total: number, rows: readonly unknown[] | null): string =>
  JSON.stringify([{ page: n, pages, per_page: "2", total, lastupdated: "2026-07-13" }, rows]);

test("pages are followed and read together; null is not stated, a row without a code is rejected", () => {
  const text = [
    page(1, 2, 3, [row("USA", "2024", 5), row("USA", "2023", null)]),
    page(2, 2, 3, [row("", "2024", 9)]),
  ].join(pageSeparator);
  const reading = source.read(textDocument(text, "wb", "2026-07-20T00:00:00Z"), query, noTools);
  expect(reading.observations).toMatchObject([
    {
      series: "world-bank/ny-gdp-mktp-kd/usa",
      period: "2024",
      value: 5,
      known: "2026-07-20T00:00:00Z",
      published: "2026-07-13T23:59:59Z",
    },
  ]);
  expect(reading.rejected).toMatchObject([{ reason: "no three-letter code", count: 1 }]);
  const raw = textDocument(page(1, 2, 3, []), "wb");
  const [asked] = source.requests(query);
  if (asked === undefined) throw new Error("no request");
  expect(source.next?.({ raw, asked, page: 1, link: null }, query)?.url).toContain("&page=2");
  expect(source.next?.({ raw: textDocument(page(2, 2, 3, []), "wb"), asked, page: 2, link: null }, query)).toBeNull();
});

test("a missing page, another indicator and an error in an array are refused", () => {
  const read = (text: string): unknown => source.read(textDocument(text, "wb"), query, noTools);
  expect(() => read(page(1, 2, 3, [row("USA", "2024", 5)]))).toThrow(/expected 3 in 2 pages, got 1/);
  expect(() =>
    source.read(
      textDocument(page(1, 1, 1, [row("USA", "2024", 5)]), "wb"),
      { ...query, indicator: "SP.POP.TOTL" },
      noTools,
    ),
  ).toThrow(/SP\.POP\.TOTL, got NY/);
  expect(() =>
    read('[{"message":[{"id":"120","key":"Invalid value","value":"The provided parameter value is not valid"}]}]'),
  ).toThrowError(expect.objectContaining({ code: "source-unreachable" }));
});

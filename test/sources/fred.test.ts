import { expect, test } from "vitest";
import { source } from "../../src/sources/fred.ts";
import { pageSeparator, type Reading } from "../../src/terms/source.ts";
import { fixtureTests, noTools, textDocument } from "./document.ts";

fixtureTests(source);

function read(body: unknown, vintages = true, series = "CPIAUCSL"): Reading {
  return source.read(
    textDocument(JSON.stringify(body), `fred-${series}.json`, "2026-11-20T12:00:00Z"),
    { series, vintages },
    noTools,
  );
}

const both = [
  { realtime_start: "2020-02-13", realtime_end: "2020-03-10", date: "2020-01-01", value: "258.6780" },
  { realtime_start: "2020-03-11", realtime_end: "9999-12-31", date: "2020-01-01", value: "258.824" },
];

test("every vintage of a value is known from its own day on", () => {
  expect(
    read({ observations: both }).observations.map((o) => [o.series, o.period, o.value, o.known, o.knownBy]),
  ).toEqual([
    ["fred/cpiaucsl", "2020-01", 258.678, "2020-02-13T23:59:59Z", "stamped"],
    ["fred/cpiaucsl", "2020-01", 258.824, "2020-03-11T23:59:59Z", "stamped"],
  ]);
});

test("without vintages today's revised value is known from the copy only", () => {
  const today = [{ realtime_start: "2026-11-20", realtime_end: "2026-11-20", date: "2017-06-01", value: "26.25" }];
  expect(read({ units: "lin", count: 1, observations: today }, false, "A34SNO").observations[0]).toMatchObject({
    known: "2026-11-20T12:00:00Z",
    knownBy: "observed",
    published: null,
    unit: "USD million",
  });
});

test("a point is a withdrawn value where one stood before, else nothing; quarters are recognised", () => {
  const dates = ["2020-01-01", "2020-04-01", "2020-07-01"];
  const rows = [
    ...dates.map((date) => ({ realtime_start: "2020-10-29", realtime_end: "2020-11-24", date, value: "1.5" })),
    { realtime_start: "2020-11-25", realtime_end: "9999-12-31", date: "2020-07-01", value: "." },
    { realtime_start: "2020-11-25", realtime_end: "9999-12-31", date: "2020-10-01", value: "." },
  ];
  expect(read({ observations: rows }).observations.map((o) => [o.period, o.value])).toEqual([
    ["2020-Q1", 1.5],
    ["2020-Q2", 1.5],
    ["2020-Q3", 1.5],
    ["2020-Q3", null],
  ]);
});

test("an error body with status 200, a transformed series and a short page are refused", () => {
  expect(() => read({ error_code: 400, error_message: "Bad Request. The series does not exist." })).toThrow(
    /error 400: Bad Request/,
  );
  expect(() => read({ units: "pc1", observations: both })).toThrow(/lin/);
  expect(() => read({ count: 3, observations: both })).toThrow(/all 3 rows/);
});

const days = (count: number, dates: readonly string[]): unknown => ({ count, vintage_dates: dates });

/** Follows the chain of requests with the answers given, one after the other. */
function chain(answers: readonly unknown[], vintages = true): string[] {
  const query = { series: "DFF", vintages };
  const urls: string[] = [];
  let asked = source.requests(query)[0] ?? null;
  for (const [i, body] of answers.entries()) {
    if (asked === null) break;
    urls.push(asked.url.replace("https://api.stlouisfed.org/fred/", "").replace(/file_type=json&|output_type=1&/g, ""));
    const raw = textDocument(JSON.stringify(body), "fred-DFF.json", "2026-11-20T12:00:00Z");
    asked = source.next?.({ raw, asked, page: i + 1, link: null }, query) ?? null;
  }
  return urls;
}
const values = { count: 2, observations: both };
const described = { seriess: [{ id: "DFF", units: "Percent" }] };

test("vintages beyond the 2,000 that ALFRED takes at once are asked for in stretches that follow each other without a gap", () => {
  expect(chain([days(2004, ["1996-12-02", "2019-05-01"]), values, days(1, ["2019-05-02"]), values, described])).toEqual(
    [
      "series/vintagedates?series_id=DFF&realtime_start=1776-07-04&realtime_end=9999-12-31&limit=2000",
      "series/observations?series_id=DFF&limit=100000&realtime_start=1776-07-04&realtime_end=2019-05-01",
      "series/vintagedates?series_id=DFF&realtime_start=2019-05-02&realtime_end=9999-12-31&limit=2000",
      "series/observations?series_id=DFF&limit=100000&realtime_start=2019-05-02&realtime_end=9999-12-31",
      "series?series_id=DFF&file_type=json",
    ],
  );
  expect(chain([days(2, ["1996-12-02", "2019-05-01"]), { ...values, count: 250_000 }, values, described])).toEqual([
    "series/vintagedates?series_id=DFF&realtime_start=1776-07-04&realtime_end=9999-12-31&limit=2000",
    "series/observations?series_id=DFF&limit=100000&realtime_start=1776-07-04&realtime_end=9999-12-31",
    "series/observations?series_id=DFF&limit=100000&offset=100000&realtime_start=1776-07-04&realtime_end=9999-12-31",
    "series?series_id=DFF&file_type=json",
  ]);
  expect(chain([values, described], false)).toEqual([
    "series/observations?series_id=DFF&limit=100000",
    "series?series_id=DFF&file_type=json",
  ]);
});

test("each stretch states its own number of rows; a stretch that is short of them is refused", () => {
  const later = [{ realtime_start: "2020-03-12", realtime_end: "9999-12-31", date: "2020-01-01", value: "258.824" }];
  const stretch = (from: string, count: number, observations: readonly unknown[]): string =>
    JSON.stringify({ realtime_start: from, count, observations });
  const joined = (count: number): Reading =>
    source.read(
      textDocument(
        [
          JSON.stringify(days(2001, ["2020-03-11"])),
          stretch("1776-07-04", 2, both),
          JSON.stringify(days(1, ["2020-03-12"])),
          stretch("2020-03-12", count, later),
        ].join(pageSeparator),
        "fred-CPIAUCSL.json",
        "2026-11-20T12:00:00Z",
      ),
      { series: "CPIAUCSL", vintages: true },
      noTools,
    );
  expect(joined(1).observations.map((o) => [o.value, o.known.slice(0, 10)])).toEqual([
    [258.678, "2020-02-13"],
    [258.824, "2020-03-11"],
    [258.824, "2020-03-12"],
  ]);
  expect(() => joined(2)).toThrow(/all 4 rows/);
});

import { expect, test } from "vitest";
import { dayOf } from "../../src/terms/period.ts";
import { breaksBetween, linearTicks, logTicks, middleOf, roundLog, timeTicks, xKindOf } from "../../src/views/axis.ts";

test("linear ticks are multiples of 1, 2 or 5 that hold the values", () => {
  expect(linearTicks(0, 93, 5)).toEqual([0, 20, 40, 60, 80, 100]);
  expect(linearTicks(0.37, 0.453, 5)).toEqual([0.36, 0.38, 0.4, 0.42, 0.44, 0.46]);
  expect(linearTicks(-1.4, 0.9, 5)).toEqual([-1.5, -1, -0.5, 0, 0.5, 1]);
});

test("log ticks are powers of ten, with 2 and 5 between them on a short scale", () => {
  expect(logTicks(120, 5709, 5)).toEqual([100, 200, 500, 1000, 2000, 5000, 10000]);
  expect(logTicks(1e22, 4e26, 5)).toEqual([1e22, 1e23, 1e24, 1e25, 1e26, 1e27]);
});

test("a log scale ends at the next 1, 2 or 5", () => {
  expect([roundLog(0.07, "below"), roundLog(67.5, "above"), roundLog(200, "below"), roundLog(200, "above")]).toEqual([
    0.05, 100, 200, 200,
  ]);
});

test("time ticks stand at starts of years, and of quarters when years would be too few", () => {
  const years = timeTicks(dayOf("2013-01-01"), dayOf("2018-06-30"), 600, "en");
  expect(years.map((t) => t.label)).toEqual(["2013", "2014", "2015", "2016", "2017", "2018"]);
  expect(years[1]?.at).toBe(dayOf("2014-01-01"));
  expect(timeTicks(dayOf("2025-08-15"), dayOf("2026-06-30"), 400, "de").map((t) => t.label)).toEqual([
    "Okt. 2025",
    "Jan. 2026",
    "April 2026",
  ]);
});

test("time ticks reach back before 1900", () => {
  expect(timeTicks(dayOf("1788-01-01"), dayOf("1888-01-01"), 300, "en").map((t) => t.label)).toEqual([
    "1800",
    "1820",
    "1840",
    "1860",
    "1880",
  ]);
});

test("a value stands in the middle of its period", () => {
  expect(middleOf("2026-01")).toBe(dayOf("2026-01-16"));
  expect(middleOf("2026-02-09")).toBe(dayOf("2026-02-09"));
});

test("a missing quarter breaks the line, an uneven list of dates does not", () => {
  expect(breaksBetween(["2023-Q1", "2023-Q2", "2023-Q4", "2024-Q1"], "time")).toEqual([false, false, true, false]);
  expect(breaksBetween(["2023-01-04", "2023-01-09", "2024-06-01"], "time")).toEqual([false, false, false]);
});

test("x is time, number or category by its form", () => {
  expect(xKindOf(["2024-Q1", "2024-Q2"])).toBe("time");
  expect(xKindOf(["1834", "1835"])).toBe("time");
  expect(xKindOf(["0", "1", "12"])).toBe("number");
  expect(xKindOf(["MSFT", "2024"])).toBe("category");
});

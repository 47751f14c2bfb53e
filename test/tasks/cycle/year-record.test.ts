import { expect, test } from "vitest";
import { yearOrigins, yearRecordLine } from "../../../src/tasks/cycle/year-record.ts";
import { panelWith, type Rows } from "../panel-with.ts";

/** Quarters of a company that grows by 5 % with a wobble, each filed forty days after its end. */
const filing = (start: number): Rows =>
  Array.from({ length: 16 }, (_, i): readonly [string, number, string] => {
    const [year, quarter] = [2022 + Math.floor(i / 4), (i % 4) + 1];
    const filed = ["05-10", "08-10", "11-10", "02-10"][quarter - 1] ?? "";
    return [
      `${year}-Q${quarter}`,
      start * 1.05 ** i * (i % 2 === 0 ? 1 : 1.01),
      `${quarter === 4 ? year + 1 : year}-${filed}`,
    ];
  });
const series = {
  "sec/msft/capex": filing(100),
  "sec/googl/capex": filing(80),
  "sec/amzn/capex": filing(60),
  "sec/meta/capex": filing(40),
};

test("a year that is complete is forecast four times, each with the quarters known on its day", () => {
  const rows = yearOrigins(panelWith("2026-11-22", series), 1);
  expect(rows.filter((r) => r.year === "2025").map((r) => r.day)).toEqual([
    "2025-02-14",
    "2025-05-14",
    "2025-08-14",
    "2025-11-14",
  ]);
  const spans = rows.filter((r) => r.year === "2025").map((r) => r.high - r.low);
  expect(spans).toEqual([...spans].sort((a, b) => b - a));
  expect(rows.every((r) => Math.abs(r.median / r.outcome - 1) < 0.05)).toBe(true);
});

test("a year that is not complete on the day is left out, and without any the line cannot tell", () => {
  expect(yearOrigins(panelWith("2026-01-31", series), 1).some((r) => r.year === "2025")).toBe(false);
  expect(yearRecordLine([]).state).toBe("cannot-tell");
});

test("the share inside comes with its exact interval: 6 of 7 is 42 % to 100 %", () => {
  const row = { day: "2025-02-14", year: "2025", low: 1, median: 2, high: 3, outcome: 2, inside: true };
  const line = yearRecordLine([...Array.from({ length: 6 }, () => row), { ...row, inside: false }]);
  // Clopper-Pearson, 95 %: 0.4213 to 0.9964.
  expect(line.interval?.low).toBeCloseTo(0.4213, 4);
  expect(line.interval?.high).toBeCloseTo(0.9964, 4);
});

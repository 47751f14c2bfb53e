import fc from "fast-check";
import { expect, test } from "vitest";
import { VorlaufError } from "../../src/terms/errors.ts";
import {
  addMonths,
  dateOfDay,
  dayOf,
  endOf,
  frequencyOf,
  indexOf,
  isDate,
  periodAt,
  periodOf,
  quarterOfInterval,
  shift,
  startOf,
} from "../../src/terms/period.ts";
import { endOfDay, toInstant } from "../../src/terms/time.ts";

test("day numbers agree with the platform's calendar over 1788 to 2400", () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1788, 0, 1) / 86_400_000, max: Date.UTC(2400, 0, 1) / 86_400_000 }), (n) => {
      const date = new Date(n * 86_400_000).toISOString().slice(0, 10);
      expect(dateOfDay(n)).toBe(date);
      expect(dayOf(date)).toBe(n);
    }),
  );
});

test("a period and its place on the grid are inverses at every frequency", () => {
  for (const period of ["2026", "2026-Q3", "2026-11", "2026-11-20", "1969-Q4", "1788"]) {
    expect(periodAt(frequencyOf(period), indexOf(period))).toBe(period);
  }
  expect(shift("2025-Q4", 1)).toBe("2026-Q1");
  expect(shift("1970-01", -1)).toBe("1969-12");
});

test("a fiscal quarter belongs to the calendar quarter that holds its midpoint", () => {
  expect(quarterOfInterval("2025-07-28", "2025-10-26")).toBe("2025-Q3");
  expect(quarterOfInterval("2026-03-01", "2026-05-31")).toBe("2026-Q2");
});

test("the ends of February follow the leap year", () => {
  expect(endOf("2024-02")).toBe("2024-02-29");
  expect(endOf("2100-02")).toBe("2100-02-28");
  expect(startOf("2026-Q2")).toBe("2026-04-01");
  expect(addMonths("2024-02-29", 12)).toBe("2025-02-28");
  expect(periodOf("quarterly", "2026-05-31")).toBe("2026-Q2");
});

test("a stamp without a time counts as the end of its day and offsets become UTC", () => {
  expect(toInstant("2026-02-09")).toBe("2026-02-09T23:59:59Z");
  expect(toInstant("2026-07-19T15:09:30+01:00")).toBe("2026-07-19T14:09:30Z");
  expect(toInstant("2026-01-01T00:30:00.123+02:00")).toBe("2025-12-31T22:30:00Z");
  expect(endOfDay("2026-02-09")).toBe("2026-02-09T23:59:59Z");
});

test("a date that does not exist is refused by code", () => {
  expect(isDate("2026-02-29")).toBe(false);
  expect(() => toInstant("2026-02-30")).toThrow(VorlaufError);
  expect(() => frequencyOf("2026-Q5")).toThrow(/2026-Q5/);
});

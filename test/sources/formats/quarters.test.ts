import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Change,
  deriveQuarters,
  deriveYears,
  isCoarserRepeat,
  type Statement,
} from "../../../src/sources/formats/quarters.ts";
import { dateOfDay, dayOf } from "../../../src/terms/period.ts";

/** Statements of one calendar year by length: `q1 10` = first quarter, `h1`, `m9`, `fy`, `q3` alone. */
const intervals: Readonly<Record<string, readonly [string, string]>> = {
  q1: ["01-01", "03-31"],
  q2: ["04-01", "06-30"],
  q3: ["07-01", "09-30"],
  q4: ["10-01", "12-31"],
  h1: ["01-01", "06-30"],
  m9: ["01-01", "09-30"],
  fy: ["01-01", "12-31"],
};

function state(filed: string, year: number, facts: Readonly<Record<string, number>>): readonly Statement[] {
  return Object.entries(facts).map(([name, value]) => {
    const [start = "", end = ""] = intervals[name] ?? [];
    return { start: `${year}-${start}`, end: `${year}-${end}`, value, filed, accession: `acc-${filed}`, name, rank: 0 };
  });
}

function history(statements: readonly Statement[], period: string): (string | number)[][] {
  return deriveQuarters(statements)
    .changes.filter((c) => c.period === period)
    .map((c) => [c.filed, c.value, ...c.flags]);
}

test("a stated quarter is taken before a difference, and a difference names both of its terms", () => {
  const { changes } = deriveQuarters([
    ...state("2024-05-01", 2024, { q1: 10 }),
    ...state("2024-08-01", 2024, { h1: 25 }),
    ...state("2024-11-01", 2024, { q3: 17, m9: 41 }),
  ]);
  expect(changes.map((c) => [c.period, c.value, c.terms.length])).toEqual([
    ["2024-Q1", 10, 1],
    ["2024-Q2", 15, 2],
    ["2024-Q3", 17, 1],
  ]);
  expect(changes[1]?.terms.map((t) => [t.sign, t.statement.name])).toEqual([
    [1, "h1"],
    [-1, "q1"],
  ]);
});

test("a value, its revision and its return are three statements", () => {
  const filings = [
    ...state("2024-05-01", 2024, { q1: 10 }),
    ...state("2025-05-01", 2024, { q1: 11 }),
    ...state("2025-09-01", 2024, { q1: 10 }),
    ...state("2026-05-01", 2024, { q1: 10 }),
  ];
  expect(history(filings, "2024-Q1")).toEqual([
    ["2024-05-01", 10],
    ["2025-05-01", 11],
    ["2025-09-01", 10],
  ]);
});

test("a pair with one revised term keeps its last value and warns, until the other term is stated again", () => {
  const filings = [
    ...state("2024-05-01", 2024, { q1: 10 }),
    ...state("2024-08-01", 2024, { h1: 25 }),
    ...state("2025-05-01", 2024, { q1: 12 }),
  ];
  expect(history(filings, "2024-Q2")).toEqual([
    ["2024-08-01", 15],
    ["2025-05-01", 15, "mixed-vintage"],
  ]);
  expect(history([...filings, ...state("2025-08-01", 2024, { h1: 25 })], "2024-Q2")).toEqual([
    ["2024-08-01", 15],
    ["2025-05-01", 15, "mixed-vintage"],
    ["2025-08-01", 13],
  ]);
  expect(history([...filings, ...state("2025-08-01", 2024, { h1: 27 })], "2024-Q2").at(-1)).toEqual(["2025-08-01", 15]);
});

test("a restatement that reaches the year after the nine months makes the pair consistent again", () => {
  const filings = [
    ...state("2024-11-01", 2024, { m9: 60 }),
    ...state("2025-02-01", 2024, { fy: 100 }),
    ...state("2025-11-01", 2024, { m9: 58 }),
    ...state("2026-02-01", 2024, { fy: 97 }),
  ];
  expect(history(filings, "2024-Q4")).toEqual([
    ["2025-02-01", 40],
    ["2025-11-01", 40, "mixed-vintage"],
    ["2026-02-01", 39],
  ]);
});

test("a year revised long after its nine months were last stated stays mixed", () => {
  const filings = [
    ...state("2024-11-01", 2024, { m9: 60 }),
    ...state("2025-02-01", 2024, { fy: 100 }),
    ...state("2025-11-01", 2024, { m9: 60 }),
    ...state("2026-02-01", 2024, { fy: 100 }),
    ...state("2027-02-01", 2024, { fy: 95 }),
  ];
  expect(history(filings, "2024-Q4")).toEqual([
    ["2025-02-01", 40],
    ["2027-02-01", 40, "mixed-vintage"],
  ]);
});

test("a longer chain never stands in for a mixed pair", () => {
  const filings = [
    ...state("2024-08-01", 2024, { h1: 54 }),
    ...state("2024-11-01", 2024, { m9: 78 }),
    ...state("2025-02-01", 2024, { fy: 99 }),
    ...state("2025-11-01", 2024, { m9: 79, q3: 24 }),
  ];
  expect(history(filings, "2024-Q4")).toEqual([
    ["2025-02-01", 21],
    ["2025-11-01", 21, "mixed-vintage"],
  ]);
});

test("a quarter that only trailing twelve months reveal is found by a chain of three", () => {
  const trailing: Statement = {
    start: "2023-04-01",
    end: "2024-03-31",
    value: 50,
    filed: "2024-05-01",
    accession: "t",
    name: "ttm",
    rank: 0,
  };
  const filings = [...state("2024-02-01", 2023, { fy: 45 }), ...state("2024-05-01", 2024, { q1: 14 }), trailing];
  expect(history(filings, "2023-Q1")).toEqual([["2024-05-01", 9, "comparative"]]);
});

test("the first value held is first published up to 130 days after the quarter, comparative later", () => {
  expect(history(state("2024-08-08", 2024, { q1: 10 }), "2024-Q1")).toEqual([["2024-08-08", 10]]);
  expect(history(state("2024-08-09", 2024, { q1: 10 }), "2024-Q1")).toEqual([["2024-08-09", 10, "comparative"]]);
});

test("a repeat in coarser rounding is no revision, a change beyond it is", () => {
  expect(isCoarserRepeat(29_000_000, 29_068_000)).toBe(true);
  expect(isCoarserRepeat(53_600_000, 53_679_000)).toBe(true);
  expect(isCoarserRepeat(29_068_000, 29_000_000)).toBe(false);
  expect(isCoarserRepeat(18_690_000_000, 18_567_000_000)).toBe(false);
  expect(isCoarserRepeat(31_000_000, 29_068_000)).toBe(false);
  expect(isCoarserRepeat(169_200_000, 169_324_000)).toBe(true);
  expect(isCoarserRepeat(1_000_000, 2_300_000)).toBe(false);
  const filings = [
    ...state("2024-05-01", 2024, { q1: 29_068_000 }),
    ...state("2024-08-01", 2024, { h1: 51_595_000 }),
    ...state("2025-05-01", 2024, { q1: 29_000_000 }),
  ];
  expect(history(filings, "2024-Q1")).toEqual([["2024-05-01", 29_068_000]]);
  expect(history(filings, "2024-Q2")).toEqual([["2024-08-01", 22_527_000]]);
});

test("a fiscal quarter belongs to the calendar quarter of its midpoint", () => {
  const quarter = (start: string, end: string): Statement => ({
    start,
    end,
    value: 1,
    filed: "2026-01-15",
    accession: "a",
    name: "q",
    rank: 0,
  });
  const period = (start: string, end: string): string | undefined =>
    deriveQuarters([quarter(start, end)]).changes[0]?.period;
  expect(period("2025-07-28", "2025-10-26")).toBe("2025-Q3");
  expect(period("2025-09-01", "2025-11-30")).toBe("2025-Q4");
  expect(period("2025-10-27", "2026-01-25")).toBe("2025-Q4");
  expect(period("2025-01-01", "2025-06-30")).toBeUndefined();
});

test("of several statements on a day the later accession counts, and within a filing the preferred tag", () => {
  const [base] = state("2024-05-01", 2024, { q1: 10 });
  if (base === undefined) throw new Error("no statement");
  const value = (...statements: readonly Statement[]): number | undefined =>
    deriveQuarters(statements).changes[0]?.value;
  expect(value(base, { ...base, accession: "acc-z", value: 12 })).toBe(12);
  expect(value({ ...base, rank: 1, value: 12 }, base)).toBe(10);
});

test("trailing twelve months are no fiscal year, 52-week years are", () => {
  const year = (start: string, end: string): Statement => ({
    start,
    end,
    value: 1,
    filed: end,
    accession: "a",
    name: "y",
    rank: 0,
  });
  const years = deriveYears(
    [
      year("2023-01-01", "2023-12-30"),
      year("2023-04-01", "2024-03-31"),
      year("2023-12-31", "2024-12-28"),
      year("2022-06-01", "2023-05-31"),
    ],
    "12-28",
  );
  expect(years.map((c) => [c.period, c.end])).toEqual([
    ["2023", "2023-12-30"],
    ["2024", "2024-12-28"],
  ]);
});

/** Random filings of two years: any interval, restated at random. */
const filings: fc.Arbitrary<readonly Statement[]> = fc
  .array(
    fc.record({
      day: fc.integer({ min: 0, max: 40 }),
      year: fc.constantFrom(2022, 2023),
      name: fc.constantFrom(...Object.keys(intervals)),
      value: fc.integer({ min: 1, max: 60 }),
    }),
    { maxLength: 40 },
  )
  .map((rows) =>
    rows.flatMap(({ day, year, name, value }) =>
      state(dateOfDay(dayOf("2023-01-15") + day * 30), year, { [name]: value * 1000 + 7 }),
    ),
  );

function key(c: Change): string {
  return `${c.filed} ${c.period} ${c.value} ${c.flags.join()}`;
}

test("nothing filed later changes what was known on a day", () => {
  fc.assert(
    fc.property(filings, fc.integer({ min: 0, max: 40 }), (all, cut) => {
      const day = dateOfDay(dayOf("2023-01-15") + cut * 30);
      const whole = deriveQuarters(all)
        .changes.filter((c) => c.filed <= day)
        .map(key)
        .sort();
      const then = deriveQuarters(all.filter((s) => s.filed <= day))
        .changes.map(key)
        .sort();
      expect(then).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

test("the order of the rows in a document does not matter, and no statement repeats the one before", () => {
  fc.assert(
    fc.property(filings, (all) => {
      const rows = [...new Map(all.map((s) => [`${s.filed} ${s.start} ${s.end}`, s])).values()];
      const { changes } = deriveQuarters(rows);
      expect(
        deriveQuarters([...rows].reverse())
          .changes.map(key)
          .sort(),
      ).toEqual(changes.map(key).sort());
      const last = new Map<string, string>();
      for (const c of changes) {
        const said = `${c.value} ${c.flags.join()}`;
        expect(last.get(c.period)).not.toBe(said);
        last.set(c.period, said);
      }
    }),
    { numRuns: 300 },
  );
});

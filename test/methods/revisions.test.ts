import fc from "fast-check";
import { expect, test } from "vitest";
import {
  growthStatements,
  latestRelease,
  nthRelease,
  revisionLog,
  revisionSize,
  revisionTriangle,
  type ValueStatement,
} from "../../src/methods/revisions.ts";

const said = (period: string, known: string, value: number | null): ValueStatement => ({ period, known, value });

const quarterly: readonly ValueStatement[] = [
  said("2024-Q1", "2024-04-20", 100),
  said("2024-Q1", "2024-07-20", 100),
  said("2024-Q1", "2025-04-20", 104),
  said("2024-Q2", "2024-07-20", 200),
  said("2024-Q2", "2025-04-20", 190),
  said("2024-Q3", "2024-10-20", 50),
];

test("the log holds every change once, with what stood before; a repeat is no revision", () => {
  expect(
    revisionLog(quarterly).map((r) => [r.period, r.release, r.before, r.value, r.change, r.relative, r.ageDays]),
  ).toEqual([
    ["2024-Q1", 1, null, 100, null, null, 0],
    ["2024-Q1", 2, 100, 104, 4, 0.04, 365],
    ["2024-Q2", 1, null, 200, null, null, 0],
    ["2024-Q2", 2, 200, 190, -10, -0.05, 274],
    ["2024-Q3", 1, null, 50, null, null, 0],
  ]);
});

test("the triangle shows each period as it stood on each day with news", () => {
  const { periods, days, values } = revisionTriangle(quarterly);
  expect(periods).toEqual(["2024-Q1", "2024-Q2", "2024-Q3"]);
  expect(days).toEqual(["2024-04-20", "2024-07-20", "2024-10-20", "2025-04-20"]);
  expect(Array.from(values)).toEqual([100, 100, 100, 104, Number.NaN, 200, 200, 190, Number.NaN, Number.NaN, 50, 50]);
});

test("first, second and newest release are told apart", () => {
  expect(nthRelease(quarterly, 1).map((r) => r.value)).toEqual([100, 200, 50]);
  expect(nthRelease(quarterly, 2).map((r) => r.value)).toEqual([104, 190]);
  expect(latestRelease(quarterly).map((r) => r.value)).toEqual([104, 190, 50]);
  expect(() => nthRelease(quarterly, 0)).toThrow(/whole number from 1/);
});

test("size and bias by age are those of a calculation by hand, over periods that are old enough", () => {
  const { measure, ages, withoutFirst } = revisionSize(quarterly, { asOf: "2025-04-30", ages: [92, 280, 370] });
  expect(measure).toBe("relative");
  expect(withoutFirst).toBe(0);
  // At 92 days nothing was revised; at 280 days 2024-Q2 stands at -5 % and 2024-Q3 is too young; at 370 days only 2024-Q1, +4 %.
  expect(ages.map((a) => [a.ageDays, a.n, a.revised])).toEqual([
    [92, 3, 0],
    [280, 2, 1],
    [370, 1, 1],
    [null, 3, 2],
  ]);
  expect(ages[1]?.bias).toBeCloseTo(-0.025, 12);
  expect(ages[1]?.low).toBeNaN();
  const newest = ages[3];
  expect(newest?.bias).toBeCloseTo(-0.01 / 3, 12);
  expect(newest?.meanAbsolute).toBeCloseTo(0.03, 12);
  expect(newest?.medianAbsolute).toBeCloseTo(0.04, 12);
  expect(newest?.rootMeanSquare).toBeCloseTo(Math.sqrt((0.0016 + 0.0025) / 3), 12);
  // One lag of Newey-West (n 3): S = g0 + 2 (1/2) g1 with u = .043333, -.046667, .003333; t(2) at 95 % = 2.919986.
  const u = [0.04 + 0.01 / 3, -0.05 + 0.01 / 3, 0.01 / 3];
  const [a = 0, b = 0, c = 0] = u;
  const lag = Math.floor(4 * 0.03 ** (2 / 9));
  const S = (a * a + b * b + c * c) / 3 + (lag >= 1 ? ((a * b + b * c) / 3) * 2 * (1 - 1 / (lag + 1)) : 0);
  expect(newest?.high).toBeCloseTo(-0.01 / 3 + 2.919986 * Math.sqrt(Math.max(0, S) / 3), 6);
});

test("a value first stated long after its period is a comparative, not a first release", () => {
  const { ages, withoutFirst } = revisionSize(
    [...quarterly, said("2023-Q1", "2024-04-20", 10), said("2023-Q1", "2025-04-20", 20)],
    { asOf: "2025-04-30", ages: [] },
  );
  expect(withoutFirst).toBe(1);
  expect(ages[0]).toMatchObject({ n: 3, revised: 2 });
});

test("a new base year revises every level and no growth", () => {
  const levels = ["2024-01", "2024-02", "2024-03", "2024-04"];
  const statements = [
    ...levels.map((p, i) => said(p, `2024-0${i + 2}-15`, 100 + i)),
    ...levels.map((p, i) => said(p, "2024-07-15", (100 + i) * 0.8)),
  ];
  expect(revisionSize(statements, { ages: [], asOf: "2025-01-01" }).ages[0]?.bias).toBeCloseTo(-0.2, 12);
  const growth = revisionSize(growthStatements(statements), { ages: [], asOf: "2025-01-01", measure: "absolute" })
    .ages[0];
  expect(growth?.n).toBe(3);
  expect(growth?.largest).toBeLessThan(1e-12);
});

test("the order of the statements does not matter, and the newest column of the triangle is the newest release", () => {
  const value = fc.record({
    period: fc.integer({ min: 1, max: 6 }).map((m) => `2024-0${m}`),
    known: fc.integer({ min: 10, max: 28 }).map((d) => `2025-01-${d}`),
    value: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(value, { selector: (s) => `${s.period} ${s.known}`, minLength: 1, maxLength: 30 }),
      (statements) => {
        expect(revisionLog([...statements].reverse())).toEqual(revisionLog(statements));
        const { periods, days, values } = revisionTriangle(statements);
        expect(periods.map((_, i) => values[(i + 1) * days.length - 1])).toEqual(
          latestRelease(statements).map((r) => r.value),
        );
        expect(revisionLog(statements).filter((r) => r.release === 1)).toHaveLength(periods.length);
      },
    ),
    { numRuns: 100 },
  );
});

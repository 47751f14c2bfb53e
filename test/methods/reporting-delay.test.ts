import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { completenessAt, fitReportingDelay, usualDelayOptions } from "../../src/methods/delay-distribution.ts";
import { nowcastCounts, openPeriods, sumNowcasts } from "../../src/methods/delay-nowcast.ts";
import { alignCopies, coverageLinks, type ListCopy, transitionsOf } from "../../src/methods/list-copies.ts";
import { correctionRecord, readReportingDelay } from "../../src/methods/reporting-delay.ts";
import { dateOfDay, dayOf, periodOf } from "../../src/terms/period.ts";

const day0 = dayOf("2020-01-01");

/** A list of `perDay` events a day whose listing takes an exponential time; copies every `gap` days. */
function exponentialList(meanDelay: number, copyDays: readonly number[], seed: number, perDay = 0.5): ListCopy[] {
  const random = createRandom(seed);
  const events = Array.from({ length: Math.round(2000 * perDay) }, (_, i) => ({
    id: `m${i}`,
    at: i / perDay,
    listed: i / perDay + meanDelay * random.exponential(),
  }));
  return copyDays.map((d) => ({
    day: dateOfDay(day0 + d),
    entries: events.filter((e) => e.listed <= d).map((e) => ({ id: e.id, date: dateOfDay(day0 + Math.floor(e.at)) })),
  }));
}

test("an exponential delay is found again: at 100 days of a mean of 100, 63 % are listed", () => {
  const fit = fitReportingDelay(exponentialList(100, [1000, 1120, 1240, 1360, 1480, 1600], 7));
  expect(fit.status).toBe("fitted");
  for (const [age, share] of [
    [50, 1 - Math.exp(-0.5)],
    [100, 1 - Math.exp(-1)],
    [250, 1 - Math.exp(-2.5)],
  ] as const) {
    const at = completenessAt(fit, age);
    expect(Math.abs(at.share - share)).toBeLessThan(0.07);
    expect(at.low).toBeLessThan(share + 0.02);
    expect(at.high).toBeGreaterThan(share - 0.02);
  }
  expect(completenessAt(fit, 730).share).toBe(1);
});

test("the complete count of a finished period is found from the part that is listed", () => {
  const copies = exponentialList(100, [1000, 1120, 1240, 1360, 1480, 1600], 11, 1);
  const newest = copies.at(-1);
  const counts = newest === undefined ? [] : nowcastCounts(fitReportingDelay(copies), newest);
  const last = counts.at(-1);
  expect(last?.period).toBe("2024-Q1");
  expect(last?.raw).toBeLessThan(65);
  expect(last?.low).toBeLessThan(91);
  expect(last?.high).toBeGreaterThan(91);
  expect(Math.abs((last?.corrected ?? 0) - 91)).toBeLessThan(25);
});

test("without a delay nothing is added", () => {
  const counts = (copies: ListCopy[]): number[] =>
    nowcastCounts(fitReportingDelay(copies), copies.at(-1) ?? { day: "2020-01-01", entries: [] }).map(
      (c) => c.corrected - c.raw,
    );
  expect(Math.max(...counts(exponentialList(0.0001, [1000, 1120, 1240], 3)))).toBeLessThanOrEqual(1);
});

test("what left, what came, what came late and what only changed its name is counted by hand", () => {
  const copies: ListCopy[] = [
    {
      day: "2025-01-31",
      entries: [
        { id: "a", date: "2025-01-01", alias: "X" },
        { id: "b", date: "2025-01-10", alias: "Y" },
        { id: "old", date: "2020-05-05", alias: "Z" },
        { id: "gone", date: "2024-12-24", alias: "Z" },
      ],
    },
    {
      day: "2025-03-31",
      entries: [
        { id: "a (v2)", date: "2025-01-01", alias: "X" },
        { id: "b", date: "2025-01-10", alias: "Y" },
        { id: "old", date: "2020-05-05", alias: "Z" },
        { id: "older", date: "2020-06-05", alias: "Z" },
        { id: "late", date: "2025-01-30", alias: "Q" },
        { id: "new", date: "2025-03-01", alias: "Q" },
      ],
    },
  ];
  const [step] = transitionsOf(alignCopies(copies), { horizonDays: 730, maxLeftShare: 0.05 });
  expect(step).toMatchObject({
    held: 4,
    left: 1,
    renamed: 1,
    came: 3,
    late: 2,
    leftShare: 0.25,
    rebuilt: true,
    coverage: 2,
    young: { late: 1, n: 3 },
    old: { late: 0, n: 0 },
  });
});

test("a rebuild is never fitted on, and voids what was validated before it", () => {
  const steady = exponentialList(60, [1000, 1060, 1120, 1180], 5, 1);
  const newest = steady.at(-1);
  if (newest === undefined) throw new Error("no copy");
  expect(correctionRecord(steady, { draws: 200 }).validated).toBe(true);
  const rebuilt = { day: dateOfDay(day0 + 1240), entries: newest.entries.filter((_, i) => i % 5 !== 0) };
  const record = correctionRecord([...steady, rebuilt], { draws: 200 });
  expect(record).toMatchObject({ rebuilt: true, since: rebuilt.day, checks: [], validated: false });
  expect(fitReportingDelay([...steady, rebuilt], { draws: 200 }).transitions.map((t) => t.use)).toEqual([
    "used",
    "used",
    "used",
    "rebuilt",
  ]);
});

test("a list that was incomplete at every age says so and is not corrected", () => {
  const random = createRandom(2);
  const all = Array.from({ length: 900 }, (_, i) => ({
    id: `m${i}`,
    date: dateOfDay(day0 + i),
    listed: random.uniform() < 0.9,
  }));
  const copies = [
    { day: dateOfDay(day0 + 900), entries: all.filter((e) => e.listed) },
    { day: dateOfDay(day0 + 1000), entries: all },
  ];
  const read = readReportingDelay(copies);
  expect(read.fit.status).toBe("incomplete-at-every-age");
  expect(read.counts).toEqual([]);
});

test("an unfinished period is never nowcast", () => {
  expect(openPeriods({ day: "2026-03-30", entries: [] }, usualDelayOptions).at(-1)).toBe("2025-Q4");
  expect(openPeriods({ day: "2026-03-31", entries: [] }, usualDelayOptions).at(-1)).toBe("2026-Q1");
  expect(openPeriods({ day: "2026-03-31", entries: [] }, usualDelayOptions)).toHaveLength(8);
});

test("a correction never lies below the count at hand, whatever the order of copies and entries", () => {
  const copies = exponentialList(150, [800, 900, 1000], 13);
  const expected = readReportingDelay(copies, { draws: 200 });
  expect(expected.counts.every((c) => c.low >= c.raw && c.corrected >= c.low && c.high >= c.corrected)).toBe(true);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
      const random = createRandom(seed);
      const mixed = [...random.permutation(copies.length)].map((i) => copies[i]).filter((c) => c !== undefined);
      const turned = mixed.map((c) => ({
        ...c,
        entries: [...random.permutation(c.entries.length)].map((i) => c.entries[i]).filter((e) => e !== undefined),
      }));
      const got = readReportingDelay(turned, { draws: 200 });
      expect(got.counts.map((c) => [c.period, c.raw])).toEqual(expected.counts.map((c) => [c.period, c.raw]));
      const far = got.counts.filter(
        (c, i) => Math.abs(c.corrected - (expected.counts[i]?.corrected ?? 0)) > 1 + 0.05 * c.corrected,
      );
      expect(far).toEqual([]);
    }),
    { numRuns: 5 },
  );
});

test("a later copy changes nothing of what an earlier one gave", () => {
  const copies = exponentialList(150, [800, 900, 1000, 1100], 17);
  const early = readReportingDelay(copies.slice(0, 3));
  expect(
    readReportingDelay(copies).earlier[2]?.counts.map((c) => [c.period, c.raw, c.corrected, c.low, c.high]),
  ).toEqual(early.counts.map((c) => [c.period, c.raw, c.corrected, c.low, c.high]));
});

test("the interval of a sum is narrower than the sum of the intervals", () => {
  const copies = exponentialList(150, [800, 900, 1000], 19);
  const newest = copies.at(-1);
  const counts = newest === undefined ? [] : nowcastCounts(fitReportingDelay(copies), newest).slice(-4);
  const total = sumNowcasts("sum", counts);
  expect(total.raw).toBe(counts.reduce((n, c) => n + c.raw, 0));
  expect(total.high - total.low).toBeLessThan(counts.reduce((n, c) => n + c.high - c.low, 0));
  expect(periodOf("quarterly", "2022-09-01")).toBe("2022-Q3");
});

test("coverage is chain-linked: a list that widened from 14 to 28 and on to 42 entries did not triple its subject", () => {
  expect(coverageLinks([{ coverage: 28 / 14 }, { coverage: 42 / 28 }])).toEqual([3, 1.5, 1]);
  expect(coverageLinks([{ coverage: Number.NaN }, { coverage: 2 }])).toEqual([Number.NaN, 2, 1]);
});

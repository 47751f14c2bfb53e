import { expect, test } from "vitest";
import { compareCounts } from "../../src/methods/binomial-test.ts";
import { clopperPearson } from "../../src/methods/clopper-pearson.ts";
import { holm } from "../../src/methods/holm.ts";
import { newcombeDifference, wilsonInterval } from "../../src/methods/wilson.ts";

test("Wilson's interval for 81 of 263 is 0.2553 to 0.3662 (Newcombe 1998, table I)", () => {
  const { low, high } = wilsonInterval(81, 263);
  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
  expect(wilsonInterval(0, 20).high).toBeCloseTo(0.1611, 4);
  expect(wilsonInterval(0, 20).low).toBe(0);
});

test("Clopper and Pearson for 81 of 263 is 0.2527 to 0.3676, for 0 of 20 up to 0.1684 (same table)", () => {
  const { low, high } = clopperPearson(81, 263);
  expect(low).toBeCloseTo(0.2527, 4);
  expect(high).toBeCloseTo(0.3676, 4);
  expect(clopperPearson(0, 20).high).toBeCloseTo(1 - 0.025 ** (1 / 20), 10);
});

test("Newcombe's method 10 for 56/70 against 48/80 is 0.0524 to 0.3339 (Newcombe 1998, table II)", () => {
  const d = newcombeDifference({ first: { successes: 48, n: 80 }, second: { successes: 56, n: 70 } });
  expect(d.difference).toBeCloseTo(0.2, 12);
  expect(d.low).toBeCloseTo(0.0524, 4);
  expect(d.high).toBeCloseTo(0.3339, 4);
  expect(d.excludesZero).toBe(true);
});

test("8 against 6 records is not distinguishable: P(X >= 8 of 14) = 6476/16384", () => {
  const r = compareCounts({ before: 6, after: 8 });
  expect(r.p).toBeCloseTo(6476 / 16384, 12);
  expect(r).toMatchObject({ higher: true, distinguishable: false });
  expect(compareCounts({ before: 0, after: 4 }).p).toBeCloseTo(0.0625, 12);
  expect(compareCounts({ before: 0, after: 4 }).distinguishable).toBe(true);
  expect(compareCounts({ before: 0, after: 0 }).p).toBe(1);
});

test("Holm's adjustment of 0.01, 0.04, 0.03, 0.005 is 0.03, 0.06, 0.06, 0.02 (R's p.adjust)", () => {
  const { adjusted, rejected } = holm([0.01, 0.04, 0.03, 0.005], 0.05);
  [0.03, 0.06, 0.06, 0.02].forEach((v, i) => expect(adjusted[i]).toBeCloseTo(v, 12));
  expect(rejected).toEqual([true, false, false, true]);
});

test("impossible counts are refused with their numbers", () => {
  expect(() => wilsonInterval(5, 4)).toThrow("5 of 4");
  expect(() => clopperPearson(-1, 4)).toThrow("-1 of 4");
  expect(() => compareCounts({ before: 0.5, after: 1 })).toThrow("0.5 and 1");
});

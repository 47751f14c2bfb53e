import fc from "fast-check";
import { expect, test } from "vitest";
import { assumedMilestones, capitalRecoveryFactor, cashByQuarter } from "../../src/planner/finance.ts";
import { leadTimeP80 } from "../../src/planner/lead-time.ts";
import { orderBook } from "../../src/planner/order-book.ts";
import { chipToIt, facilityToContract, itToFacility, power } from "../../src/planner/power.ts";

test("the 80 % lead time follows the log-normal through P10, P50 and P90", () => {
  // P10 = 100/e, P50 = 100, P90 = 100 e: sigma = 1/1.28155, P80 = 100 exp(0.84162/1.28155) = 192.84
  expect(leadTimeP80({ median: 100, low: 100 / Math.E, high: 100 * Math.E })).toBeCloseTo(192.84, 1);
  expect(leadTimeP80({ median: 128, low: null, high: null })).toBe(128);
});

test("an item is ordered its lead time before it is needed, and a passed date is late by whole weeks", () => {
  const [line] = orderBook(
    [{ id: "switchgear", needDate: "2027-06-30", lead: { median: 329, low: null, high: null } }],
    "2026-11-22",
  );
  expect(line?.orderBy).toBe("2026-08-05"); // 2027-06-30 minus 329 days
  expect(line?.lateWeeks).toBe(16); // 109 days
  expect(line?.earliest).toBe("2027-10-17");
});

test("a longer lead time never moves an order-by date later", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 500 }), (median, more) => {
      const by = (m: number): string =>
        orderBook([{ id: "x", needDate: "2030-01-01", lead: { median: m, low: null, high: null } }], "2026-01-01")[0]
          ?.orderBy ?? "";
      expect(by(median + more) <= by(median)).toBe(true);
    }),
  );
});

test("cash by milestone sums to the price", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1e12, noNaN: true }),
      fc.integer({ min: 0, max: 10 }),
      fc.integer({ min: 0, max: 20 }),
      (amount, order, length) => {
        const total = [...cashByQuarter(amount, order, order + length, assumedMilestones).values()].reduce(
          (a, b) => a + b,
          0,
        );
        expect(Math.abs(total / amount - 1)).toBeLessThan(1e-12);
      },
    ),
  );
});

test("ten thousand H100 at 700 W are 7 MW of chips, 9.1 of servers, 10.92 of facility at PUE 1.2, 12.012 under contract", () => {
  const it = chipToIt(power("chip", (10_000 * 700) / 1e6), 1.3);
  const contract = facilityToContract(itToFacility(it, 1.2), 1.1);
  expect(it.mw).toBeCloseTo(9.1, 10);
  expect(contract.mw).toBeCloseTo(12.012, 10);
});

test("the capital recovery factor at 5 % over five years is 0.2310 (annuity tables)", () => {
  expect(capitalRecoveryFactor(0.05, 5)).toBeCloseTo(0.230975, 6);
  expect(capitalRecoveryFactor(0, 4)).toBe(0.25);
});

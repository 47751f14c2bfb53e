import { expect, test } from "vitest";
import {
  breakEvenUtilisation,
  type OwnOrRent,
  ownUsdPerUsedHour,
  valueOfWaiting,
} from "../../src/planner/user-cost.ts";

const machine: OwnOrRent = {
  priceUsd: 80_000,
  runningUsdPerYear: 1_500,
  rate: 0.1,
  priceFall: 0.3,
  utilisation: 0.7,
  rentUsdPerHour: 6.5,
};

test("the user cost by hand: 80,000 x 0.40 + 1,500 = 33,500 a year, 5.463 an hour at 70 % use", () => {
  expect(ownUsdPerUsedHour(machine)).toBeCloseTo(33_500 / 6_132, 10);
  expect(breakEvenUtilisation(machine)).toBeCloseTo(33_500 / 56_940, 10);
});

test("waiting a year by hand: 24,000 cheaper, 8,000 of interest, against 38,358 net rent", () => {
  expect(valueOfWaiting(machine, 1, 0)).toBeCloseTo(24_000 + 8_000 - (6.5 * 6_132 - 1_500), 6);
});

test("losing the place in the queue makes waiting worth less whenever renting is dearer than owning", () => {
  expect(valueOfWaiting(machine, 0.25, 0.2)).toBeLessThan(valueOfWaiting(machine, 0.25, 0));
  const cheapRent = { ...machine, rentUsdPerHour: 3 };
  expect(valueOfWaiting(cheapRent, 0.25, 0.2)).toBeGreaterThan(valueOfWaiting(cheapRent, 0.25, 0));
});

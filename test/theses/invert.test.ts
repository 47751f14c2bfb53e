import fc from "fast-check";
import { expect, test } from "vitest";
import { neededGrowth } from "../../src/theses/invert.ts";

test("three further quarters that grow by a tenth from 100 bring 100 to 464.1", () => {
  // 100 + 110 + 121 + 133.1
  expect(neededGrowth({ kind: "sum", known: 100, last: 100, steps: 3, step: "quarter" }, 464.1)).toBeCloseTo(0.1, 10);
});

test("a level doubles in ten steps at 7.177 % a step", () => {
  expect(neededGrowth({ kind: "level", known: 0, last: 0.5, steps: 10, step: "month" }, 1)).toBeCloseTo(
    0.0717734625,
    9,
  );
});

test("nothing is needed when the sum is already reached, and nothing helps without steps", () => {
  expect(neededGrowth({ kind: "sum", known: 500, last: 100, steps: 2, step: "quarter" }, 500)).toBeNull();
  expect(neededGrowth({ kind: "sum", known: 0, last: 100, steps: 0, step: "quarter" }, 500)).toBeNull();
});

test("growing at the needed rate gives the threshold back", () => {
  const positive = fc.double({ min: 1, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      positive,
      positive,
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: -0.5, max: 1, noNaN: true }),
      (known, last, steps, g) => {
        let total = known;
        for (let k = 1; k <= steps; k++) total += last * (1 + g) ** k;
        const found = neededGrowth({ kind: "sum", known, last, steps, step: "quarter" }, total);
        if (total - known < 1e-9 * total) return;
        expect(found).not.toBeNull();
        expect(found ?? Number.NaN).toBeCloseTo(g, 4);
      },
    ),
    { seed: 7 },
  );
});

import { expect, test } from "vitest";
import { divide } from "../../../src/tasks/news/contributions.ts";

const found = (value: number | null): { value: number | null; state: string } => ({
  value,
  state: value === null ? "cannot-tell" : "found",
});

test("a product of two factors is divided as Shapley's value divides it", () => {
  // v(S) = 1, doubled by A, tripled by B: Shapley gives A (1 + 3) / 2 = 2 and B (4 + 2) / 2 = 3 of the change of 5.
  const { contributions, residual, turnedBy } = divide(["A", "B"], [1, 2, 6].map(found), [1, 3, 6].map(found));
  expect(contributions).toEqual([
    { group: "A", amount: 2, forward: 1, backward: 3 },
    { group: "B", amount: 3, forward: 4, backward: 2 },
  ]);
  expect(residual).toBe(0);
  expect(turnedBy).toEqual([]);
});

test("a step without a value contributes nothing, is named, and leaves its share in the residual", () => {
  const { contributions, residual, turnedBy } = divide(
    ["A", "B"],
    [found(1), found(null), found(6)],
    [found(1), found(3), found(6)],
  );
  expect(contributions.map((c) => c.amount)).toEqual([1.5, 1]);
  expect(residual).toBe(2.5);
  expect(turnedBy).toEqual(["A", "B"]);
});

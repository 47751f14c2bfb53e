import { expect, test } from "vitest";
import { createRandom } from "../../../src/math/random.ts";
import { quarterlyRolling, validatedHorizon } from "../../../src/tasks/cycle/validation.ts";

test("on a true random walk with drift the drift forecast wins within the season, where the seasonal naive starts from older values", () => {
  const random = createRandom(3);
  let level = 0;
  const walk = Float64Array.from({ length: 80 }, () => {
    level += 0.05 + 0.1 * random.normal();
    return level;
  });
  expect(validatedHorizon(walk, quarterlyRolling)).toBeGreaterThanOrEqual(3);
});

test("on a series that only repeats its season it is worse from the first quarter on", () => {
  const random = createRandom(4);
  const seasonal = Float64Array.from({ length: 80 }, (_, t) => [0, 1, -1, 0.5][t % 4]! + 0.05 * random.normal());
  expect(validatedHorizon(seasonal, quarterlyRolling)).toBe(0);
});

test("a record too short for twenty origins validates nothing", () => {
  expect(
    validatedHorizon(
      Float64Array.from({ length: 30 }, (_, t) => 0.05 * t + 0.01 * (t % 3)),
      quarterlyRolling,
    ),
  ).toBe(0);
});

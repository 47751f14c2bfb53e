import { expect, test } from "vitest";
import { createRandom } from "../../../src/math/random.ts";
import { jointPaths } from "../../../src/tasks/backtest/joint-paths.ts";
import type { LogRecord } from "../../../src/tasks/backtest/models.ts";
import { periodRange, shift } from "../../../src/terms/period.ts";

/** Two companies with the same shocks, the second from a year later on. */
function twins(): readonly [LogRecord, LogRecord] {
  const r = createRandom(3);
  const periods = periodRange("2018-Q1", "2025-Q4");
  let level = 0;
  const log = Float64Array.from(periods, () => {
    level += 0.03 + 0.1 * r.normal();
    return level;
  });
  return [
    { periods, log },
    { periods: periods.slice(4), log: log.slice(4).map((v) => v + 1 + 0.005 * r.normal()) },
  ];
}

const ask = { season: 1, horizon: 3, draws: 2000, seed: "x" };
const median = (paths: Float64Array, h: number): number =>
  paths.filter((_, c) => c % 3 === h - 1).sort()[Math.floor(paths.length / 6)] ?? Number.NaN;

test("draws belong together: twins move together on every path", () => {
  const [a, b] = jointPaths(twins(), ask) ?? [];
  const gap = Float64Array.from({ length: 2000 }, (_, d) => (b?.[d * 3] ?? 0) - (a?.[d * 3] ?? 0)).sort();
  // A step of a twin has variance 0.01. The prior of Sigma is diagonal with weight 1 against 28 rows, so the difference keeps
  // an sd of sqrt(2 0.01 / 28) = 0.027 and a 90 % width of 0.09; independent draws would have 0.47.
  expect((gap[1900] ?? 0) - (gap[100] ?? 0)).toBeLessThan(0.11);
  const own = Float64Array.from({ length: 2000 }, (_, d) => a?.[d * 3] ?? 0).sort();
  expect((own[1900] ?? 0) - (own[100] ?? 0)).toBeGreaterThan(0.25);
});

test("what one has already published bends the other: a leap of 0.5 in the newest quarter of one pulls its twin along", () => {
  const [a, b] = twins();
  const next = shift(a.periods.at(-1) ?? "", 1);
  const leap = { periods: [...a.periods, next], log: Float64Array.from([...a.log, (a.log.at(-1) ?? 0) + 0.5]) };
  const before = jointPaths([a, b], ask)?.[1] ?? new Float64Array(0);
  const after = jointPaths([leap, b], ask)?.[1] ?? new Float64Array(0);
  expect(median(after, 1) - median(before, 1)).toBeGreaterThan(0.35);
  // The paths of the one ahead start a quarter later.
  const ahead = jointPaths([leap, b], ask)?.[0] ?? new Float64Array(0);
  expect(Math.abs(median(ahead, 1) - (leap.log.at(-1) ?? 0))).toBeLessThan(0.25);
});

test("below eight common quarters nothing is said", () => {
  const [a, b] = twins();
  const short = { periods: b.periods.slice(-7), log: b.log.slice(-7) };
  expect(jointPaths([a, short], ask)).toBeNull();
});

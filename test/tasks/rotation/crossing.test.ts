import { expect, test } from "vitest";
import { crossingOf, highestRatio, monthsNotRising } from "../../../src/tasks/rotation/crossing.ts";
import { run } from "../../tasks/panel-with.ts";

const record = (first: string, values: readonly number[]) => ({
  periods: run(first, values).map((r) => r[0]),
  values: Float64Array.from(values),
});
/** A ratio that grows by 2 % a month from 0.4, with a trace of variance. */
const rising = (n: number): number[] =>
  Array.from({ length: n }, (_, i) => 0.4 * 1.02 ** i * (i % 2 === 0 ? 1 : 1.001));
const simulation = { seed: 1, draws: 500, validated: 6, refs: [] };

test("a ratio that grows steadily by 2 % a month from 0.4 reaches 1 after 47 months", () => {
  // ln(2.5) / ln(1.02) = 46.3; the record ends at month 40, seven months before.
  const crossing = crossingOf(record("2022-01", rising(41)), { seed: 1, draws: 500 });
  const [low, middle, high] = crossing?.quantiles ?? [null, null, null];
  expect([low, middle, high].map((q) => q?.slice(0, 7))).toEqual(["2025-12", "2025-12", "2025-12"]);
  expect(crossing?.pooled.never).toBe(0);
  expect(crossing?.byWindow.map((w) => w.months)).toEqual([12, 24, 36]);
});

test("a ratio that falls has no crossing within ten years, and that is an outcome with a probability", () => {
  const crossing = crossingOf(
    record(
      "2022-01",
      rising(41)
        .reverse()
        .map((v) => v / 4),
    ),
    { seed: 1, draws: 500 },
  );
  expect(crossing?.pooled.never).toBe(1);
  expect(crossing?.quantiles[1]).toBeNull();
});

test("fewer than 38 months cannot be fitted by the widest window", () => {
  expect(crossingOf(record("2023-01", rising(36)), { seed: 1, draws: 10 })).toBeNull();
});

test("a month already printed below its year-earlier value is certain, whatever comes", () => {
  const fallen = record("2024-01", [...rising(25), 0.3, 0.9, 0.95]);
  // The record ends in April 2026; February 2026 (0.30) lies below February 2025.
  const forecast = monthsNotRising(fallen, simulation);
  expect(forecast.floor).toBe(1);
  expect(forecast.draws.every((n) => n >= 1)).toBe(true);
  expect(forecast.horizon).toBe(10);
});

test("months printed above their year-earlier values leave the count open from zero", () => {
  const forecast = monthsNotRising(record("2024-01", rising(30)), simulation);
  expect([forecast.floor, forecast.horizon, forecast.draws.at(-1)]).toEqual([0, 8, 0]);
});

test("the highest ratio cannot fall below the highest print since February 2026", () => {
  const forecast = highestRatio(record("2023-01", [...rising(37), 0.83, 0.82, 0.8]), simulation);
  expect(forecast.floor).toBe(0.83);
  expect(forecast.draws[0]).toBeGreaterThanOrEqual(0.83);
  expect(forecast.path).toMatchObject({ kind: "level", last: 0.8, steps: 58, step: "month" });
});

import { expect, test } from "vitest";
import { readPhase, yearlyGrowth } from "../../../src/tasks/cycle/phase.ts";

/** A path of log levels from growth per quarter. */
const path = (...stretches: readonly (readonly [quarters: number, growth: number])[]): Float64Array => {
  const y = [0];
  for (const [quarters, growth] of stretches) for (let i = 0; i < quarters; i++) y.push((y.at(-1) ?? 0) + growth);
  return Float64Array.from(y);
};

test("a rising series without a turning point is an expansion since the start of the record, its age a floor, and has not begun", () => {
  const reading = readPhase(path([20, 0.05]), "quarterly");
  expect(reading).toMatchObject({
    phase: "expansion-since-start",
    provisional: null,
    age: 20,
    ageIsFloor: true,
    begun: false,
    pastExpansions: [],
  });
  expect(reading.growth).toBeCloseTo(0.2, 12);
});

test("a falling series without a turning point has no phase", () => {
  expect(readPhase(path([20, -0.05]), "quarterly").phase).toBe("none");
});

test("after a dated peak the phase is contraction, whatever growth says", () => {
  const reading = readPhase(path([10, 0.1], [6, -0.05]), "quarterly");
  expect(reading).toMatchObject({ phase: "contraction", age: 6, begun: false });
  expect(reading.dating.peaks).toEqual([10]);
});

test("the first four quarters after a trough are recovery, from the fifth on expansion; begun from four quarters on", () => {
  const after = (quarters: number) => readPhase(path([10, 0.1], [6, -0.05], [quarters, 0.1]), "quarterly");
  expect([after(3).phase, after(3).begun]).toEqual(["recovery", false]);
  expect([after(4).phase, after(4).begun]).toEqual(["recovery", true]);
  expect(after(6)).toMatchObject({ phase: "expansion", age: 6, begun: true });
});

test("growth that falls two quarters running is a slowdown, once two releases say so", () => {
  const steady = [
    [10, 0.1],
    [6, -0.05],
    [12, 0.1],
  ] as const;
  const once = readPhase(path(...steady, [1, 0.09], [1, 0.08]), "quarterly");
  expect(once).toMatchObject({ phase: "expansion", provisional: "slowdown", slowing: true });
  const twice = readPhase(path(...steady, [1, 0.09], [1, 0.08], [1, 0.07]), "quarterly");
  expect(twice).toMatchObject({ phase: "slowdown", provisional: null });
});

test("past expansions are measured from trough to peak", () => {
  const reading = readPhase(path([4, -0.1], [9, 0.1], [5, -0.1], [7, 0.1], [5, -0.1], [6, 0.1]), "quarterly");
  expect(reading.pastExpansions).toEqual([9, 7]);
});

test("months are read in quarters: growth of three-month means on a year earlier", () => {
  const monthly = Float64Array.from({ length: 60 }, (_, t) => 0.01 * t);
  expect(yearlyGrowth(monthly, 3).at(-1)).toBeCloseTo(0.12, 12);
  expect(readPhase(monthly, "monthly")).toMatchObject({ phase: "expansion-since-start", age: 59 / 3 });
});

import { expect, test } from "vitest";
import { alignMembers, type Members } from "../../../src/signals/capex/hyperscaler-capex.ts";
import { correlationOf, drawPeaks, drawYearSum, shareWithoutPeak } from "../../../src/tasks/cycle/forecast.ts";
import { panelWith, run } from "../../tasks/panel-with.ts";

const options = { draws: 2000, seed: 1 };
const members = (of: Readonly<Record<string, ReturnType<typeof run>>>): Members => {
  const group = alignMembers(
    panelWith("2030-01-01", Object.fromEntries(Object.entries(of).map(([t, rows]) => [`sec/${t}/capex`, rows]))),
    Object.keys(of),
  );
  if (group === null) throw new Error("no members");
  return group;
};
/** Growth of 5 % a quarter with a wobble that leaves a little variance. */
const growing = (n: number, start = 100): number[] =>
  Array.from({ length: n }, (_, i) => start * 1.05 ** i * (i % 2 === 0 ? 1 : 1.002));

test("a year whose quarters are all filed is its plain sum, without spread", () => {
  const year = drawYearSum(
    members({ a: run("2026-Q1", [1, 2, 3, 4]), b: run("2026-Q1", [10, 20, 30, 40]) }),
    "2026",
    options,
  );
  expect(year).toMatchObject({ pooled: [110], known: 110, filed: 8, of: 8, quartersLeft: 0, complete: 110 });
});

test("filed quarters enter as they are, the rest grows on; the median lies where steady growth leads", () => {
  const group = members({ a: run("2022-Q1", growing(17)), b: run("2022-Q1", growing(18, 50)) });
  const year = drawYearSum(group, "2026", options);
  const steady = (start: number): number => [16, 17, 18, 19].reduce((s, i) => s + start * 1.05 ** i, 0);
  expect(year).toMatchObject({ filed: 3, of: 8, quartersLeft: 3 });
  const median = year?.pooled[Math.floor((year.pooled.length ?? 0) / 2)] ?? Number.NaN;
  expect(median / (steady(100) + steady(50))).toBeCloseTo(1, 2);
  expect(year?.pooled.every((d) => d > (year.known ?? 0))).toBe(true);
  expect(year?.complete).toBeCloseTo(100 * 1.05 ** 16 + 50 * 1.05 ** 16, 6);
});

test("draws are ascending, the same for the same seed and others for another", () => {
  const group = members({ a: run("2022-Q1", growing(17)) });
  const draws = (seed: number): readonly number[] => drawYearSum(group, "2026", { draws: 200, seed })?.pooled ?? [];
  expect(draws(1)).toEqual([...draws(1)].sort((x, y) => x - y));
  expect(draws(1)).toEqual(draws(1));
  expect(draws(1)).not.toEqual(draws(2));
});

test("a quarter of the year that is missing before a later one cannot be summed", () => {
  const holed = run("2022-Q1", growing(18)).filter(([p]) => p !== "2026-Q1");
  expect(drawYearSum(members({ a: holed }), "2026", options)).toBeNull();
});

test("companies that move together have a wider sum than companies that do not", () => {
  const noise = (phase: number): number[] =>
    Array.from({ length: 17 }, (_, i) => 100 * Math.exp(0.3 * Math.sin(2.4 * i + phase)));
  const spread = (b: number[]): number => {
    const pooled =
      drawYearSum(members({ a: run("2022-Q1", noise(0)), b: run("2022-Q1", b) }), "2026", options)?.pooled ?? [];
    return Math.log((pooled[Math.floor(0.9 * pooled.length)] ?? 1) / (pooled[Math.floor(0.1 * pooled.length)] ?? 1));
  };
  expect(spread(noise(0))).toBeGreaterThan(1.2 * spread(noise(Math.PI)));
});

test("the correlation of identical companies is drawn a tenth towards independence", () => {
  const same = members({ a: run("2022-Q1", growing(17)), b: run("2022-Q1", growing(17, 7)) });
  const R = correlationOf(same);
  expect([R[0], R[3]]).toEqual([1, 1]);
  expect(R[1]).toBeCloseTo(0.9, 9);
  expect(correlationOf(members({ a: run("2025-Q1", growing(5)), b: run("2025-Q1", growing(5)) }))[1]).toBe(0);
});

test("a record that falls after the window opens counts its dated peak as certain", () => {
  const y = Float64Array.from({ length: 30 }, (_, t) => (t <= 20 ? 0.1 * t : 2 - 0.1 * (t - 20)));
  const drawn = drawPeaks(y, { after: 15, until: 27, recordEnd: 33 }, { draws: 200, seed: 1 });
  expect(drawn.dated).toBe(1);
  expect(drawn.pooled.every((n) => n >= 1)).toBe(true);
});

test("steady growth with next to no variance has no peak ahead", () => {
  const y = Float64Array.from({ length: 30 }, (_, t) => 0.1 * t + 0.0005 * (t % 2));
  expect(drawPeaks(y, { after: 29, until: 41, recordEnd: 43 }, { draws: 200, seed: 1 }).pooled.at(-1)).toBe(0);
});

test("the base rate counts overlapping windows without a peak", () => {
  // Ten periods, peak at 4, windows of three: starts 0..7, those of 2, 3 and 4 hold the peak.
  expect(shareWithoutPeak([4], 10, 3)).toEqual({ share: 5 / 8, n: 8 });
  expect(shareWithoutPeak([], 2, 3).n).toBe(0);
});

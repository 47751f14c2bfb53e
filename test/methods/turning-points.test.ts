import fc from "fast-check";
import { expect, test } from "vitest";
import { dateTurningPoints, monthlyRules, quarterlyRules } from "../../src/methods/turning-points.ts";

// A tent that rises to position 8, falls to 14, rises to 24: one peak, one trough by eye.
const tent = Float64Array.from({ length: 25 }, (_, t) => (t <= 8 ? t : t <= 14 ? 16 - t : t - 12));

test("a hand-drawn cycle has its peak and trough where drawn, and the states between", () => {
  const { peaks, troughs, states } = dateTurningPoints(tent, quarterlyRules);
  expect(peaks).toEqual([8]);
  expect(troughs).toEqual([14]);
  expect(Array.from(states)).toEqual(Array.from({ length: 25 }, (_, t) => (t > 8 && t <= 14 ? -1 : 1)));
});

test("a series that only rises has no turning point and no state", () => {
  const { peaks, troughs, states } = dateTurningPoints(
    Float64Array.from({ length: 30 }, (_, t) => t),
    quarterlyRules,
  );
  expect([...peaks, ...troughs]).toEqual([]);
  expect(states.every((s) => s === 0)).toBe(true);
});

test("a dip of one quarter is no contraction", () => {
  const y = Float64Array.from({ length: 25 }, (_, t) => t);
  y[12] = 9.5;
  expect(dateTurningPoints(y, quarterlyRules).peaks).toEqual([]);
});

test("a last peak below the end of the record is dropped", () => {
  const y = Float64Array.from({ length: 20 }, (_, t) => (t <= 8 ? t : t <= 11 ? 16 - t : t - 6));
  expect(dateTurningPoints(y, quarterlyRules).peaks).toEqual([8]);
  expect(dateTurningPoints(y.slice(0, 18), quarterlyRules).peaks).toEqual([8]);
  const early = Float64Array.from([5, 4, 3, 4, 5, 6, 5, 4.9, 7, 8, 9, 10]);
  expect(dateTurningPoints(early, { ...quarterlyRules, minPhase: 3 }).peaks).toEqual([]);
});

test("the first of equal highest values is the peak", () => {
  const y = Float64Array.from([0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6]);
  expect(dateTurningPoints(y, quarterlyRules).peaks).toEqual([5]);
});

test("leading and trailing gaps shift the dates; a gap inside is refused", () => {
  const gap = [Number.NaN, Number.NaN];
  expect(dateTurningPoints([...gap, ...tent, ...gap], quarterlyRules).peaks).toEqual([10]);
  const holed = Float64Array.from(tent);
  holed[12] = Number.NaN;
  expect(() => dateTurningPoints(holed, quarterlyRules)).toThrow(/index 12/);
});

test("dating survives a monotone transformation, turns over under a change of sign, and keeps its own rules", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 60, maxLength: 160 }),
      fc.constantFrom(quarterlyRules, monthlyRules),
      (steps, rules) => {
        let level = 0;
        const y = Float64Array.from(steps, (s, i) => {
          level += s + 0.001 * ((i * 7919) % 101);
          return level;
        });
        const dating = dateTurningPoints(y, rules);
        expect(
          dateTurningPoints(
            y.map((v) => Math.exp(v / 500)),
            rules,
          ).peaks,
        ).toEqual(dating.peaks);
        const mirrored = dateTurningPoints(
          y.map((v) => -v),
          rules,
        );
        const turns = [
          ...dating.peaks.map((at) => ({ at, peak: true })),
          ...dating.troughs.map((at) => ({ at, peak: false })),
        ].sort((a, b) => a.at - b.at);
        turns.forEach((turn, i) => {
          const before = turns[i - 1];
          if (before === undefined) return;
          expect(turn.peak).not.toBe(before.peak);
          expect(turn.at - before.at).toBeGreaterThanOrEqual(rules.minPhase);
          if (turn.peak) expect(y[turn.at]).toBeGreaterThan(y[before.at]!);
        });
        for (const list of [dating.peaks, dating.troughs]) {
          list.forEach((at, i) => i > 0 && expect(at - list[i - 1]!).toBeGreaterThanOrEqual(rules.minCycle));
          for (const at of list) expect(at >= rules.endCensor && at < y.length - rules.endCensor).toBe(true);
        }
        expect(Math.abs(mirrored.troughs.length - dating.peaks.length)).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 200, seed: 4 },
  );
});

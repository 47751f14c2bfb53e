import { expect, test } from "vitest";
import { createRandom } from "../../../src/math/random.ts";
import { type Growth, growthOf, regimeLine, regimeOf, regimeTable } from "../../../src/tasks/cycle/regime.ts";
import { dated, referenceOf } from "../../../src/tasks/cycle/series.ts";
import { periodAt } from "../../../src/terms/period.ts";

/** Quarters of high growth (0.05) with some stretches of low growth (-0.08), and a little noise. */
function growth(low: (t: number) => boolean, n = 80): Growth {
  const random = createRandom("regime");
  const quarters = Array.from({ length: n }, (_, t) => periodAt("quarterly", 140 + t));
  return {
    id: "test",
    title: { en: "Test", de: "Test" },
    quarters,
    values: Float64Array.from({ length: n }, (_, t) => (low(t) ? -0.08 : 0.05) + 0.012 * random.normal()),
    evidence: "derived",
    refs: quarters.map((q) => [`test@${q}`]),
  };
}

test("planted stretches are counted, their quarters and means found, and the probability of now uses only the past", () => {
  const regime = regimeOf(
    growth((t) => (t >= 20 && t < 25) || (t >= 44 && t < 48) || (t >= 60 && t < 66)),
    1,
  );
  expect([regime?.visits, regime?.lowQuarters]).toEqual([3, 15]);
  expect(regime?.fit.mu[0]).toBeCloseTo(-0.08, 1);
  expect(regime?.now).toBeGreaterThan(0.95);
  expect(regimeTable(regime === null ? [] : [regime]).rows[0]?.["visits"]).toBe(3);
});

test("a low regime seen once is said to be too rare, and a series that is too short gives none", () => {
  const once = regimeOf(
    growth((t) => t === 30, 60),
    1,
  );
  const line = regimeLine(once === null ? [] : [once], []);
  expect(line.says.en).toContain("seen 1 time for 1 quarter");
  expect(line.says.en).toContain("an outlier, no regime");
  expect(
    regimeOf(
      growth(() => false, 39),
      1,
    ),
  ).toBeNull();
  expect(regimeLine([], [growth(() => false, 39)]).gap).toMatchObject({ have: 39, need: 40 });
});

test("months become quarters by their mean, and an unfinished quarter is left out", () => {
  const periods = Array.from({ length: 38 }, (_, t) => periodAt("monthly", 480 + t));
  const reference = referenceOf(
    {
      id: "m",
      unit: "USD",
      frequency: "monthly",
      periods,
      values: Float64Array.from(periods, (_, t) => 100 + t),
      evidence: "derived",
      refs: periods.map((p) => [`m@${p}`]),
      warnings: [],
    },
    { en: "m", de: "m" },
    36,
  );
  if (reference === null) throw new Error("no reference");
  const g = growthOf(dated(reference, { seed: 1, draws: 1 }));
  expect([g.quarters[0], g.quarters.at(-1), g.quarters.length]).toEqual(["2010-Q2", "2012-Q4", 11]);
  expect(g.values[0]).toBeCloseTo(Math.log(104 / 101), 12);
});

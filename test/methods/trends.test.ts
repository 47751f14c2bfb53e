import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { chainLink } from "../../src/methods/chain-link.ts";
import { compositeOf } from "../../src/methods/composite.ts";
import { fitKink } from "../../src/methods/kink-trend.ts";
import { levelAndDirection } from "../../src/methods/level.ts";
import { investmentHurdle, optionValue, waitOneYear } from "../../src/methods/real-option.ts";
import { logLinearTrend } from "../../src/methods/trend.ts";

const nan = Number.NaN;

test("a member that enters changes coverage but not the index", () => {
  const r = chainLink([
    [100, 110, 121],
    [nan, 500, 500],
  ]);
  expect(r.index[1]).toBeCloseTo(1.1, 12);
  expect(r.index[2]).toBeCloseTo((1.1 * 621) / 610, 12);
  expect(Array.from(r.linked)).toEqual([0, 1, 2]);
  expect(r.coverage[1]).toBeCloseTo(110 / 610, 12);
  expect(r.total[0]).toBeNaN();
  expect(r.total[2]).toBe(621);
});

test("without a common member the chain is broken and stays broken", () => {
  const r = chainLink([
    [1, nan, nan],
    [nan, 2, 4],
  ]);
  expect(r.index[0]).toBe(1);
  expect(r.index[1]).toBeNaN();
  expect(r.index[2]).toBeNaN();
});

test("a doubling every year is a slope of log 2 with no width", () => {
  const t = logLinearTrend([0, 1, 2, 3], [1, 2, 4, 8]);
  expect(t.slope).toBeCloseTo(Math.LN2, 12);
  expect(t.doubling).toBeCloseTo(1, 12);
  expect(t.high - t.low).toBeLessThan(1e-10);
});

test("an interval by hand: log y = 1, 3, 4, 4 at 0..3 has slope 1 ± 4.3027 sqrt(0.1)", () => {
  const t = logLinearTrend([0, 1, 2, 3], [1, 3, 4, 4].map(Math.exp));
  expect(t.slope).toBeCloseTo(1, 12);
  expect(t.high).toBeCloseTo(1 + 4.302652729749464 * Math.sqrt(0.1), 9);
});

test("a kink that is there is found where it is, with both doubling times", () => {
  const x = Float64Array.from({ length: 40 }, (_, i) => 2019 + i * 0.15);
  const r = createRandom(1);
  const y = x.map((v) => 2 ** (v - 2019 + 1.5 * Math.max(0, v - 2022) + 0.03 * r.normal()));
  const fit = fitKink(x, y, { bootstrap: 199 });
  expect(Math.abs(fit.breakAt - 2022)).toBeLessThan(0.2);
  expect(fit.doublingBefore).toBeCloseTo(1, 1);
  expect(fit.doublingAfter).toBeCloseTo(0.4, 1);
  expect(fit.pSteeper).toBe(1 / 200);
});

test("the test of a straight record list keeps its size: at nominal 10 % it rejects about 10 % of lists", () => {
  let rejected = 0;
  const lists = 150;
  for (let i = 0; i < lists; i++) {
    const r = createRandom(i);
    const x: number[] = [];
    const y: number[] = [];
    let record = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < 120 && x.length < 18; k++) {
      const v = k * 0.05 + 0.8 * r.normal();
      if (v > record) {
        record = v;
        x.push(k * 0.05);
        y.push(2 ** v);
      }
    }
    if (x.length >= 9 && fitKink(x, y, { bootstrap: 99, seed: i }).pSteeper < 0.1) rejected++;
  }
  expect(rejected / lists).toBeLessThan(0.2);
});

test("level is a mid-rank, direction needs the interval to leave out zero", () => {
  const up = levelAndDirection(
    Float64Array.from({ length: 60 }, (_, t) => t + Math.sin(t)),
    { lag: 12 },
  );
  expect(up).toMatchObject({ direction: "up", n: 60 });
  expect(up.percentile).toBeGreaterThan(0.97);
  const r = createRandom(4);
  const noise = Float64Array.from({ length: 60 }, () => r.normal());
  expect(levelAndDirection(noise).direction).toBe("flat");
  expect(levelAndDirection([1, 2, 3]).direction).toBeNull();
});

test("the composite of a series and its mirror image, stronger when lower, is the series", () => {
  const a = Float64Array.from({ length: 40 }, (_, t) => t + 3 * Math.sin(t / 3));
  const parts = [
    { id: "a", values: a, strongerWhen: "higher" as const },
    { id: "b", values: a.map((v) => -2 * v), strongerWhen: "lower" as const },
  ];
  const both = compositeOf(parts, { lag: 4 });
  const one = compositeOf(parts.slice(0, 1), { lag: 4, minComponents: 1 });
  expect(both.value[39]).toBeCloseTo(one.value[39]!, 12);
  expect(both.contributions.a![39]! + both.contributions.b![39]!).toBeCloseTo(both.value[39]!, 12);
  expect(both.signStable).toBe(true);
  expect(both.value[3]).toBeNaN();
});

test("Dixit and Pindyck's factory: 600 now, 773 with waiting, option 173", () => {
  const w = waitOneYear({
    investment: 1600,
    priceNow: 200,
    priceUp: 300,
    priceDown: 100,
    pUp: 0.5,
    discountRate: 0.1,
    unitsPerYear: 1,
  });
  expect(w.npvNow).toBeCloseTo(600, 9);
  expect(w.npvWait).toBeCloseTo(772.727272727, 6);
  expect(w.optionValue).toBeCloseTo(172.727272727, 6);
  expect(w.decision).toBe("wait");
});

test("a lost delivery slot can turn waiting into buying now", () => {
  const q = {
    investment: 1600,
    priceNow: 200,
    priceUp: 300,
    priceDown: 100,
    pUp: 0.5,
    discountRate: 0.1,
    unitsPerYear: 1,
    slotLoss: 200,
  };
  expect(waitOneYear(q)).toMatchObject({ decision: "now" });
});

test("Dixit and Pindyck's hurdle at rho = delta = 0.04, sigma = 0.2 is 2", () => {
  const { beta, hurdle } = investmentHurdle({ rho: 0.04, delta: 0.04, sigma: 0.2 });
  expect(beta).toBeCloseTo(2, 12);
  expect(hurdle).toBeCloseTo(2, 12);
  expect(optionValue(1, 1, { rho: 0.04, delta: 0.04, sigma: 0.2 })).toBeCloseTo(0.25, 12);
  expect(investmentHurdle({ rho: 0.05, delta: 0.02, sigma: 0 }).hurdle).toBeCloseTo(2.5, 12);
});

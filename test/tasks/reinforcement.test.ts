import { expect, test } from "vitest";
import { createRandom, type Random } from "../../src/math/random.ts";
import { connectednessExcess } from "../../src/methods/connectedness.ts";
import { testLaggedEffects } from "../../src/methods/granger.ts";
import { tableOf } from "../../src/methods/vector-autoregression.ts";
import { part } from "../../src/tasks/parts/reinforcement.ts";
import { commonRun, pairOf, testsOf } from "../../src/tasks/reinforcement/pairs.ts";
import type { Indicator, Reading } from "../../src/tasks/reinforcement/readings.ts";
import { spilloverOf } from "../../src/tasks/reinforcement/spillover.ts";
import { noMemory } from "../../src/terms/memory.ts";
import { shift } from "../../src/terms/period.ts";
import { panelWith, run } from "./panel-with.ts";

const testing = { seed: 1, memory: noMemory };

function autoregressive(n: number, random: Random, phi = 0.4): Float64Array {
  const x = new Float64Array(n + 20);
  for (let t = 1; t < x.length; t++) x[t] = phi * x[t - 1]! + random.normal();
  return x.slice(20);
}

function reading(id: string, indicator: Indicator, first: string, values: ArrayLike<number>): Reading {
  return {
    id,
    indicator,
    main: true,
    label: { en: id, de: id },
    says: { en: id, de: id },
    values: new Map(Array.from(values, (v, i) => [shift(first, i), v] as const)),
    refs: [],
    evidence: "derived",
  };
}

/** The lengths of the series at hand: 12 quarters of the claim's own, 28 and 61 with other definitions. */
for (const n of [12, 28, 61]) {
  test(`four independent AR(1) series of ${n} quarters: at most 15 % of 200 seeds reject at alpha 0.10`, () => {
    let [rejected, tests] = [0, 0];
    const spilled = { all: 0, lagged: 0 };
    for (let seed = 0; seed < 200; seed++) {
      const random = createRandom(`size/${n}/${seed}`);
      const series = Array.from({ length: 4 }, () => autoregressive(n, random));
      for (const [a, b] of [
        [0, 1],
        [2, 3],
      ] as const) {
        const effects = testLaggedEffects(tableOf([series[a]!, series[b]!]), { surrogates: 99, seed });
        tests += effects.length;
        rejected += effects.filter((e) => e.surrogate.p <= 0.1).length;
      }
      for (const part of ["all", "lagged"] as const)
        if (connectednessExcess(tableOf(series), { surrogates: 99, seed, horizon: 4, part }).total.p <= 0.1)
          spilled[part]++;
    }
    expect(tests).toBe(800);
    expect(rejected / tests).toBeGreaterThan(0.04);
    expect(rejected / tests).toBeLessThan(0.15);
    expect(spilled.all / 200).toBeGreaterThan(0.04);
    expect(spilled.all / 200).toBeLessThan(0.15);
    expect(spilled.lagged / 200).toBeLessThan(0.15);
  });
}

test("what only moves within the same quarter is no lagged effect, and the spillover says so", () => {
  const random = createRandom("together");
  const common = autoregressive(60, random, 0);
  const make = (id: string, indicator: Indicator): Reading =>
    reading(
      id,
      indicator,
      "2011-Q1",
      common.map((v) => v + 0.3 * random.normal()),
    );
  const readings = [make("s", "succession"), make("c", "convergence"), make("x", "capex")];
  const spillover = spilloverOf(readings, testing)!;
  expect(spillover.quarters).toHaveLength(60);
  expect(spillover.excess.total.p).toBe(0.001);
  expect(spillover.lagged.p).toBeGreaterThan(0.1);
  expect(spillover.together[1]).toBeGreaterThan(0.8);
});

test("a planted lead is found one way, with its sign, also without seasonal means; the other way it is not", () => {
  const random = createRandom("lead");
  const x = autoregressive(60, random);
  const y = Float64Array.from(x, (_, t) => -0.7 * (x[t - 1] ?? 0) + random.normal());
  const pair = pairOf(reading("x", "succession", "2010-Q1", x), reading("y", "capex", "2010-Q1", y), {
    ...testing,
    power: true,
  });
  const [forth, back] = [pair.tests.find((t) => t.cause === 0)!, pair.tests.find((t) => t.cause === 1)!];
  expect(forth.surrogate.p).toBe(0.001);
  expect(forth.sum).toBeLessThan(-0.4);
  expect(back.surrogate.p).toBeGreaterThan(0.1);
  expect(testsOf(pair, "quarter-means", testing).find((t) => t.cause === 0)!.surrogate.p).toBe(0.001);
  expect(pair.detectable!.effect!).toBeLessThan(0.6);
});

test("common quarters are the longest run in which every series has a value", () => {
  const a = reading("a", "succession", "2020-Q1", [1, 2, 3, 4, 5, 6]);
  const b = reading("b", "capex", "2020-Q3", [1, 2, 3, 4, 5, 6]);
  const gap = { ...b, values: new Map([...b.values].filter(([q]) => q !== "2020-Q4")) };
  expect(commonRun([a, b])).toEqual(["2020-Q3", "2020-Q4", "2021-Q1", "2021-Q2"]);
  expect(commonRun([a, gap])).toEqual(["2021-Q1", "2021-Q2"]);
});

test("with forty common quarters of a list by rule the claim is tested; without it, it cannot be told", () => {
  const random = createRandom("claim");
  const months = 150;
  const all = Array.from({ length: months }, () => 400);
  let level = 0;
  const ai = Array.from({ length: months }, () => {
    level = 0.9 * level + 0.1 * random.normal();
    return Math.round(400 / (1 + Math.exp(-level)));
  });
  const balance = [...autoregressive(48, random)];
  const series = {
    "arxiv/robotics/papers": run("2012-01", all),
    "arxiv/ai-x-robotics/papers": run("2012-01", ai),
  };
  const without = part.measure(panelWith("2026-01-01", series), { seed: 1, pseudo: null });
  expect(without.headline.state).toBe("cannot-tell");
  expect(without.headline.gap).toMatchObject({ have: 0, need: 40 });
  expect(without.headline.gap!.needs).toContain("user/carmakers-balance");
  const held = part.measure(panelWith("2026-01-01", { ...series, "user/carmakers-balance": run("2012-Q2", balance) }), {
    seed: 1,
    pseudo: null,
  });
  const rows = held.tables.find((t) => t.id === "pairs")!.rows;
  const tested = rows.filter((r) => r["p"] !== null);
  expect(tested.map((r) => r["n"])).toEqual([48, 48]);
  expect(held.headline.gap).toMatchObject({ have: 0 });
});

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createRandom } from "../../../src/math/random.ts";
import { fredMdCodes, fredMdIds, transformed, transformedPanel } from "../../../src/tasks/backtest/fred-md-panel.ts";
import { target } from "../../../src/tasks/backtest/industrial-production.ts";
import { shared, sharedTest } from "../../shared.ts";
import { panelWith, type Rows, run } from "../panel-with.ts";

test("each transformation code by hand, changes of logs in per cent", () => {
  const x = [121, 110, 100] as const;
  const growth = 100 * Math.log(1.1);
  expect(transformed(1, x)).toBe(121);
  expect(transformed(2, x)).toBe(11);
  expect(transformed(3, x)).toBe(1);
  expect(transformed(4, x)).toBeCloseTo(100 * Math.log(121), 12);
  expect(transformed(5, x)).toBeCloseTo(growth, 12);
  expect(transformed(6, x)).toBeCloseTo(0, 12);
  expect(transformed(7, [121, 110, 88])).toBeCloseTo(1.1 - 1.25, 12);
  expect(() => transformed(8, x)).toThrow("code from 1 to 7");
});

sharedTest("the codes are those that the publisher's own file states", () => {
  const lines = readFileSync(shared("sources/fred-md-vintages/tcode-history.csv"), "utf8").trim().split("\n").slice(1);
  const stated = new Map(
    lines.map((l) => l.split(",")).map(([series, , code]) => [`fred-md/${series!.toLowerCase()}`, Number(code)]),
  );
  const named = fredMdIds.filter((id) => stated.has(id));
  expect(named.length).toBeGreaterThan(20);
  for (const id of named) expect([id, fredMdCodes[id]]).toEqual([id, stated.get(id)]);
});

/** A world with one factor: every series grows with it, the target a month later. */
function world(later: readonly [string, number, string] | null = null): Readonly<Record<string, Rows>> {
  const r = createRandom("fred-world");
  const months = 240;
  const f = new Float64Array(months);
  for (let t = 1; t < months; t++) f[t] = 0.8 * f[t - 1]! + r.normal();
  return Object.fromEntries(
    fredMdIds.map((id, i) => {
      let level = 100;
      const rows = run(
        "2000-01",
        Array.from(f, (_, t) => {
          level *= Math.exp((0.2 + 0.5 * f[i === 0 ? Math.max(0, t - 1) : t]! + 0.3 * r.normal()) / 100);
          return level;
        }),
      );
      return [id, later === null || i !== 0 ? rows : [...rows, later]];
    }),
  );
}

test("a factor model that sees the others move first forecasts the target's month closer than its own drift does", () => {
  const panel = panelWith("2020-01-15", world());
  const { predicted } = target.forecast(panel, { draws: 400, seed: 1 });
  const width = (model: string): number => {
    const one = predicted.find((p) => p.model === model && p.horizon === 1)!;
    return one.quantiles[94]! - one.quantiles[5]!;
  };
  expect(width("factor-ml")).toBeLessThan(0.85 * width("random-walk"));
});

test("a value known one day after the origin changes no number of the factor model", () => {
  const before = target.forecast(panelWith("2020-01-15", world()), { draws: 50, seed: 1 });
  const planted = target.forecast(panelWith("2020-01-15", world(["2020-01", 500, "2020-01-16"])), {
    draws: 50,
    seed: 1,
  });
  expect(planted).toEqual(before);
  const seen = target.forecast(panelWith("2020-01-16", world(["2020-01", 500, "2020-01-16"])), { draws: 50, seed: 1 });
  expect(seen).not.toEqual(before);
});

test("a value ten interquartile ranges out is set aside, and the last month of any series ends the panel", () => {
  const series = { ...world() };
  const spiked = fredMdIds[2]!;
  series[spiked] = series[spiked]!.map((row, k) => (k === 100 ? [row[0], row[1] * 3] : row));
  const { periods, series: columns } = transformedPanel(panelWith("2020-01-15", series), 120);
  expect(periods).toHaveLength(120);
  expect(periods.at(-1)).toBe("2019-12");
  const long = transformedPanel(panelWith("2020-01-15", series), 239).series[2]!;
  expect(Array.from(long.keys()).filter((t) => Number.isNaN(long[t]!))).toEqual([99, 100]);
  expect(columns).toHaveLength(fredMdIds.length);
});

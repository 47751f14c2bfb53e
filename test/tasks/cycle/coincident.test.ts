import { expect, test } from "vitest";
import { createRandom } from "../../../src/math/random.ts";
import {
  type CoincidentComponent,
  coincidentFigure,
  coincidentLine,
  coincidentOf,
  coincidentTable,
} from "../../../src/tasks/cycle/coincident.ts";
import { coincidentComponents } from "../../../src/tasks/cycle/coincident-components.ts";
import { periodAt } from "../../../src/terms/period.ts";
import type { SignalSeries } from "../../../src/terms/signal.ts";
import { panelWith, type Rows } from "../panel-with.ts";

const months = 180;
const first = 480; // 2010-01

/** A slow wave in yearly growth that every series follows with its own strength and a noise of its own. */
function world(
  seed: number,
  strengths: readonly number[],
): { readonly wave: Float64Array; readonly levels: Float64Array[] } {
  const random = createRandom(String(seed));
  const wave = new Float64Array(months);
  let [a, b] = [0, 0];
  for (let t = 0; t < months; t++) {
    [a, b] = [1.6 * a - 0.68 * b + 0.03 * random.normal(), a];
    wave[t] = a;
  }
  const levels = strengths.map((strength) => {
    const log = new Float64Array(months);
    let noise = 0;
    for (let t = 0; t < months; t++) {
      noise = 0.3 * noise + 0.01 * random.normal();
      log[t] = (log[t - 12] ?? 0) + 0.05 + strength * (wave[t] ?? 0) + noise;
    }
    return log.map(Math.exp);
  });
  return { wave, levels };
}

function component(id: string, levels: Float64Array, quarterly = false): CoincidentComponent {
  const periods = quarterly
    ? Array.from({ length: months / 3 }, (_, q) => periodAt("quarterly", first / 3 + q))
    : Array.from({ length: months }, (_, t) => periodAt("monthly", first + t));
  const values = quarterly
    ? Float64Array.from(
        { length: months / 3 },
        (_, q) => (levels[3 * q] ?? 0) + (levels[3 * q + 1] ?? 0) + (levels[3 * q + 2] ?? 0),
      )
    : levels;
  const series: SignalSeries = {
    id,
    unit: "USD",
    frequency: quarterly ? "quarterly" : "monthly",
    periods,
    values,
    evidence: "reported (primary)",
    refs: periods.map((p) => [`${id}@${p}`]),
    warnings: [],
  };
  return { signal: { id, needs: [{ id }], measure: () => series }, label: { en: id, de: id }, lagDays: 30, series };
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (of: (i: number) => number): number => a.reduce((s, _, i) => s + of(i), 0);
  return (
    sum((i) => ((a[i] ?? 0) - ma) * ((b[i] ?? 0) - mb)) /
    Math.sqrt(sum((i) => ((a[i] ?? 0) - ma) ** 2) * sum((i) => ((b[i] ?? 0) - mb) ** 2))
  );
}

const panel = panelWith("2025-01-31", {});

test("the wave that moves monthly and quarterly series is found, with a band that holds it four times in five", () => {
  const { wave, levels } = world(3, [1, 0.8, 0.6, 0.9, 0.7]);
  const parts = levels.map((l, i) => component(`s${i}`, l, i === 4));
  const result = coincidentOf(parts, panel);
  if (result === null) throw new Error("no factor");
  const truth = Array.from(wave.subarray(12));
  expect(result.months[0]).toBe("2011-01");
  expect(correlation(Array.from(result.factor), truth)).toBeGreaterThan(0.97);
  const scale = Math.sqrt(truth.reduce((s, v) => s + v * v, 0) / truth.length);
  const mean = truth.reduce((s, v) => s + v, 0) / truth.length;
  const inside = truth.filter(
    (v, t) => Math.abs((v - mean) / scale - (result.factor[t] ?? 0)) <= 1.2816 * (result.sd[t] ?? 0) + 0.15,
  );
  expect(inside.length / truth.length).toBeGreaterThan(0.8);
});

test("contributions add up to the factor, weights to one, and a series that does not follow the wave adds next to nothing", () => {
  const { levels } = world(5, [1, 0.8, 0.9, 0.7, 0]);
  const result = coincidentOf(
    levels.map((l, i) => component(`s${i}`, l)),
    panel,
  );
  if (result === null) throw new Error("no factor");
  const sum = result.rows.reduce((s, r) => s + (r.contribution ?? Number.NaN), 0);
  expect(sum).toBeCloseTo(result.factor.at(-1) ?? Number.NaN, 6);
  expect(result.rows.reduce((s, r) => s + r.weight, 0)).toBeCloseTo(1, 10);
  expect(result.rows[4]?.weight).toBeLessThan(0.05);
  expect(result.rows[4]?.without).toBeCloseTo(result.factor.at(-1) ?? Number.NaN, 1);
  expect(coincidentTable(result).rows).toHaveLength(5);
  expect(coincidentFigure(result).series[0]?.points).toHaveLength(months - 12);
});

test("three components, or a fourth with thirty-nine values, give no factor but a reason", () => {
  const { levels } = world(7, [1, 0.8, 0.6, 0.9]);
  const parts = levels.map((l, i) => component(`s${i}`, l));
  expect(coincidentOf(parts.slice(0, 3), panel)).toBeNull();
  const cut = (n: number): CoincidentComponent[] =>
    parts.map((p, i) =>
      i === 3
        ? {
            ...p,
            series: {
              ...p.series,
              periods: p.series.periods.slice(-n),
              values: p.series.values.slice(-n),
              refs: p.series.refs.slice(-n),
            },
          }
        : p,
    );
  expect(coincidentOf(cut(51), panel)).toBeNull();
  expect(coincidentOf(cut(52), panel)?.rows).toHaveLength(4);
  const line = coincidentLine(null, cut(51));
  expect([line.state, line.gap?.have, line.gap?.need]).toEqual(["cannot-tell", 3, 4]);
});

test("a value that becomes known a day later moves nothing; known on the day it moves the factor", () => {
  const { levels } = world(11, [1, 0.8, 0.6, 0.9]);
  const rows = (l: Float64Array): Rows => Array.from(l, (v, t) => [periodAt("monthly", first + t), v] as const);
  const ids = ["tsmc/revenue", "fred/a34sno", "census/data-center/construction", "fred/ipg3341s"];
  const held: Record<string, Rows> = Object.fromEntries(
    ids.map((id, i) => [id, rows(levels[i] ?? new Float64Array(0))]),
  );
  const planted: Record<string, Rows> = {
    ...held,
    "fred/a34sno": [...(held["fred/a34sno"] ?? []), [periodAt("monthly", first + months), 50, "2025-02-01"] as const],
  };
  const read = (asOf: string, series: Record<string, Rows>): number | undefined => {
    const then = panelWith(asOf, series);
    return coincidentOf(coincidentComponents(then), then)?.factor.at(-1);
  };
  expect(read("2025-01-31", planted)).toBe(read("2025-01-31", held));
  expect(read("2025-02-01", planted)).not.toBe(read("2025-02-01", held));
});

import { mean } from "../../math/sums.ts";
import { type TestedEffect, testLaggedEffects } from "../../methods/granger.ts";
import { type DetectableEffect, detectableLead } from "../../methods/minimum-detectable-effect.ts";
import { tableOf } from "../../methods/vector-autoregression.ts";
import type { Memory } from "../../terms/memory.ts";
import { indexOf } from "../../terms/period.ts";
import type { Reading } from "./readings.ts";

/** Level of the tests. */
export const alpha = 0.1;
/** Below this many common quarters the claim is not tested (DESIGN section 5). */
export const quartersNeeded = 40;
/** Least length for lagged effects of two series with one lag and their surrogates. */
export const leastForTest = 10;
const surrogates = 999;

/** How a test is varied; the first is the claim's own. */
export const variants = ["one-lag", "two-lags", "four-lags", "quarter-means", "first-half", "second-half"] as const;
export type Variant = (typeof variants)[number];

/** Seed of the surrogates, and what was tested before. */
export interface Testing {
  readonly seed: number;
  readonly memory: Memory;
}

/** Two readings side by side over the longest stretch of quarters that both have. */
export interface Pair {
  readonly a: Reading;
  readonly b: Reading;
  readonly quarters: readonly string[];
  /** a on b and b on a with one lag over all common quarters; empty when they are too few or a series hardly moves. */
  readonly tests: readonly TestedEffect[];
  readonly detectable: DetectableEffect | null;
}

/** The longest run of quarters in a row in which every reading has a change. */
export function commonRun(readings: readonly Pick<Reading, "values">[]): readonly string[] {
  const [first, ...others] = readings;
  const shared = [...(first?.values.keys() ?? [])].filter((q) => others.every((o) => o.values.has(q))).sort();
  let best: string[] = [];
  let run: string[] = [];
  for (const q of shared) {
    const before = run.at(-1);
    run = before !== undefined && indexOf(q) === indexOf(before) + 1 ? [...run, q] : [q];
    if (run.length > best.length) best = run;
  }
  return best;
}

/** Changes of the readings in these quarters, one array each. */
export function columnsOf(readings: readonly Pick<Reading, "values">[], quarters: readonly string[]): Float64Array[] {
  return readings.map((r) => Float64Array.from(quarters, (q) => r.values.get(q) ?? Number.NaN));
}

/** Values less the mean of their quarter of the year. */
function withoutQuarterMeans(values: Float64Array, quarters: readonly string[]): Float64Array {
  const means = new Map(
    ["1", "2", "3", "4"].map((k) => [k, mean([...values].filter((_, t) => quarters[t]?.endsWith(k) ?? false))]),
  );
  return values.map((v, t) => v - (means.get(quarters[t]?.slice(-1) ?? "") ?? 0));
}

function varies(values: Float64Array): boolean {
  return new Set(values).size > 3;
}

/** Tests of one variant; empty when the quarters do not carry it. */
export function testsOf(
  pair: Pick<Pair, "a" | "b" | "quarters">,
  variant: Variant,
  { seed, memory }: Testing,
): readonly TestedEffect[] {
  const half = Math.floor(pair.quarters.length / 2);
  const quarters =
    variant === "first-half"
      ? pair.quarters.slice(0, half)
      : variant === "second-half"
        ? pair.quarters.slice(half)
        : pair.quarters;
  const lags = variant === "two-lags" ? 2 : variant === "four-lags" ? 4 : 1;
  const plain = columnsOf([pair.a, pair.b], quarters);
  const columns = variant === "quarter-means" ? plain.map((c) => withoutQuarterMeans(c, quarters)) : plain;
  const least = leastForTest + 5 * (lags - 1) + (variant === "quarter-means" ? 6 : 0);
  if (quarters.length < least || !columns.every(varies)) return [];
  return memory.recall("lagged-effects", [columns, lags, seed], () =>
    testLaggedEffects(tableOf(columns), { lags, surrogates, seed }),
  );
}

/** Two readings with their tests. `power`: also the smallest effect that would have been found (D14). */
export function pairOf(a: Reading, b: Reading, options: Testing & { readonly power: boolean }): Pair {
  const quarters = commonRun([a, b]);
  const { seed, memory } = options;
  const tests = testsOf({ a, b, quarters }, "one-lag", options);
  const columns = columnsOf([a, b], quarters);
  const detectable =
    tests.length === 0 || !options.power
      ? null
      : memory.recall("detectable-lead", [columns, seed], () =>
          detectableLead(tableOf(columns), { cause: 0, effect: 1 }, { alpha, seed, simulations: 200 }),
        );
  return { a, b, quarters, tests, detectable };
}

/** The effect of one reading of a pair on the other; undefined when it was not tested. */
export function effectFrom(tests: readonly TestedEffect[], from: 0 | 1): TestedEffect | undefined {
  return tests.find((t) => t.cause === from);
}

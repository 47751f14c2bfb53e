import type { Forecast } from "../terms/part.ts";
import type { Comparison, Test } from "../terms/thesis.ts";

/** P(test true) counted from draws. */
export interface Probability {
  readonly p: number;
  readonly low: number;
  readonly high: number;
  readonly coverage: number;
}

const z90 = 1.6448536269514722;
/** Slack for the rounding of decimal fractions, so that 8.4 is within 5 % of 8. */
const rounding = 1e-9;

/** The part of a test that a value is held against. */
type Threshold = Pick<Test, "is" | "of" | "tolerance">;

/** Whether a value stands on the claimed side of the test's threshold. */
export function meets(
  value: number,
  test: { readonly is: Comparison; readonly of: number; readonly tolerance?: number },
): boolean {
  switch (test.is) {
    case "above":
      return value > test.of;
    case "below":
      return value < test.of;
    case "at-least":
      return value >= test.of;
    case "about":
      return Math.abs(value - test.of) <= (test.tolerance ?? 0) * Math.abs(test.of) * (1 + rounding);
  }
}

/**
 * P(test true): the share of the forecast's draws that meet it. The interval covers the counting error of the draws (Wilson,
 * 90 %) and the spread between the forecast's variants, where it has some: it runs from the lowest lower to the highest
 * upper limit.
 */
export function probabilityOf(test: Threshold, forecast: Forecast): Probability {
  const p = share(forecast.draws, test);
  const limits = [forecast.draws, ...(forecast.variants ?? []).map((v) => v.draws)].map((d) =>
    wilson(share(d, test), d.length),
  );
  return { p, low: Math.min(...limits.map((l) => l.low)), high: Math.max(...limits.map((l) => l.high)), coverage: 0.9 };
}

/**
 * The answer, where the outcome can no longer change; null while it can. That is so when nothing lies ahead (`horizon` 0), or
 * when what is already certain (`floor`) meets or breaks the test.
 */
export function decided(test: Test, forecast: Forecast): boolean | null {
  if (forecast.horizon === 0 && forecast.draws.length > 0) return share(forecast.draws, test) >= 0.5;
  if (forecast.floor === undefined) return null;
  switch (test.is) {
    case "above":
    case "at-least":
      return meets(forecast.floor, test) ? true : null;
    case "below":
      return forecast.floor >= test.of ? false : null;
    case "about":
      return forecast.floor > test.of && !meets(forecast.floor, test) ? false : null;
  }
}

/**
 * Probability that several tests all hold. `nested`: that of the first. `unknown`: the bounds of Frechet,
 * max(0, sum p - (k - 1)) to min p; the upper end is given as the point.
 */
export function jointProbability(parts: readonly Probability[], joint: "nested" | "unknown"): Probability {
  const first = parts[0] ?? { p: Number.NaN, low: Number.NaN, high: Number.NaN, coverage: 0.9 };
  if (joint === "nested" || parts.length < 2) return first;
  const slack = parts.length - 1;
  return {
    p: Math.min(...parts.map((x) => x.p)),
    low: Math.max(0, parts.reduce((s, x) => s + x.low, 0) - slack),
    high: Math.min(...parts.map((x) => x.high)),
    coverage: first.coverage,
  };
}

function share(draws: readonly number[], test: Threshold): number {
  return draws.length === 0 ? Number.NaN : draws.filter((d) => meets(d, test)).length / draws.length;
}

/** Wilson's interval of a share (Wilson 1927). */
function wilson(p: number, n: number): { low: number; high: number } {
  const centre = (p + (z90 * z90) / (2 * n)) / (1 + (z90 * z90) / n);
  const half = (z90 / (1 + (z90 * z90) / n)) * Math.sqrt((p * (1 - p)) / n + (z90 * z90) / (4 * n * n));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

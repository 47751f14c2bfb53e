import { mean } from "../../math/sums.ts";
import {
  type Dating,
  type DatingRules,
  dateTurningPoints,
  monthlyRules,
  quarterlyRules,
} from "../../methods/turning-points.ts";

/** Phases of definition D9; `none` when there is no dated turning point and the series does not rise. */
export type Phase = "contraction" | "recovery" | "slowdown" | "expansion" | "expansion-since-start" | "none";

/** A series with its phase. Positions are 0-based, ages are in quarters. */
export interface PhaseReading {
  /** The phase that counts: it was read at two releases in a row. */
  readonly phase: Phase;
  /** What the newest value alone says, where that differs and so does not count yet. */
  readonly provisional: Phase | null;
  readonly dating: Dating;
  /** Quarters since the last turning point, or since the start of the record. */
  readonly age: number;
  /** True when the record starts inside the expansion: the age is at least that. */
  readonly ageIsFloor: boolean;
  /** Year-on-year log change, newest; NaN without a year of data. */
  readonly growth: number;
  /** Whether growth fell two quarters running at the newest value. */
  readonly slowing: boolean;
  /** A dated trough and at least four quarters of expansion since. */
  readonly begun: boolean;
  /** Lengths of past expansions, trough to peak [quarters]. */
  readonly pastExpansions: readonly number[];
}

/** The rules and the number of periods per quarter of a frequency. */
export function rulesOf(frequency: "quarterly" | "monthly"): {
  readonly rules: DatingRules;
  readonly perQuarter: 1 | 3;
} {
  return frequency === "quarterly" ? { rules: quarterlyRules, perQuarter: 1 } : { rules: monthlyRules, perQuarter: 3 };
}

/**
 * Year-on-year log growth: of quarters, or of means over three months. NaN in the first year.
 */
export function yearlyGrowth(logLevel: ArrayLike<number>, perQuarter: 1 | 3): Float64Array {
  const level = Float64Array.from(logLevel, Math.exp);
  const smooth = Float64Array.from(level, (_, t) =>
    t + 1 < perQuarter ? Number.NaN : Math.log(mean(level.subarray(t + 1 - perQuarter, t + 1))),
  );
  return Float64Array.from(smooth, (v, t) =>
    t < 4 * perQuarter ? Number.NaN : v - (smooth[t - 4 * perQuarter] ?? Number.NaN),
  );
}

interface Snapshot {
  readonly phase: Phase;
  readonly dating: Dating;
  readonly growth: Float64Array;
  readonly slowing: boolean;
}

/**
 * Phase of a series by definition D9, tested in this order: `contraction` after a dated peak, `recovery` in the first four
 * quarters after a trough, `slowdown` if growth fell two quarters running, else `expansion`; a rising series without any
 * turning point is `expansion-since-start`.
 *
 * A phase counts only if it survives the next release: the newest phase that was read at two releases in a row. Earlier
 * releases are the record cut short; later revisions of what they held are included.
 *
 * @param logLevel without gaps, at least eight quarters
 * @throws "too-few-observations" from the dating
 */
export function readPhase(logLevel: ArrayLike<number>, frequency: "quarterly" | "monthly"): PhaseReading {
  const { perQuarter } = rulesOf(frequency);
  const y = Float64Array.from(logLevel);
  const now = snapshot(y, frequency);
  const phase = surviving(y, now.phase, frequency);
  const { peaks, troughs } = now.dating;
  const [peak, trough] = [peaks.at(-1), troughs.at(-1)];
  const since = trough !== undefined && trough > (peak ?? -1) ? trough : undefined;
  const age = (y.length - 1 - (since ?? peak ?? 0)) / perQuarter;
  const inExpansion = phase !== "contraction" && phase !== "none";
  return {
    phase,
    provisional: phase === now.phase ? null : now.phase,
    dating: now.dating,
    age,
    ageIsFloor: trough === undefined && peak === undefined,
    growth: now.growth.at(-1) ?? Number.NaN,
    slowing: now.slowing,
    begun: since !== undefined && inExpansion && age >= 4,
    pastExpansions: peaks.flatMap((end) => {
      const start = troughs.filter((t) => t < end).at(-1);
      return start === undefined ? [] : [(end - start) / perQuarter];
    }),
  };
}

function snapshot(y: Float64Array, frequency: "quarterly" | "monthly"): Snapshot {
  const { rules, perQuarter } = rulesOf(frequency);
  const dating = dateTurningPoints(y, rules);
  const growth = yearlyGrowth(y, perQuarter);
  const at = (back: number): number => growth[growth.length - 1 - back * perQuarter] ?? Number.NaN;
  const slowing = at(0) < at(1) && at(1) < at(2);
  const [peak, trough] = [dating.peaks.at(-1) ?? -1, dating.troughs.at(-1) ?? -1];
  const phase = ((): Phase => {
    if (peak > trough) return "contraction";
    if (trough >= 0 && (y.length - 1 - trough) / perQuarter <= 4) return "recovery";
    if (trough < 0) return at(0) > 0 ? "expansion-since-start" : "none";
    return slowing ? "slowdown" : "expansion";
  })();
  return { phase, dating, growth, slowing };
}

const releasesBack = 24;

function surviving(y: Float64Array, newest: Phase, frequency: "quarterly" | "monthly"): Phase {
  let later = newest;
  for (let cut = 1; cut <= releasesBack && y.length - cut >= 12; cut++) {
    const earlier = snapshot(y.subarray(0, y.length - cut), frequency).phase;
    if (earlier === later) return later;
    later = earlier;
  }
  return newest;
}

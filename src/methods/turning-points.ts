import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** Censoring rules of a dating, in periods. */
export interface DatingRules {
  /** A peak is the largest value within this many periods on both sides. */
  readonly halfWindow: number;
  /** Least distance from peak to trough or trough to peak. */
  readonly minPhase: number;
  /** Least distance from peak to peak and trough to trough. */
  readonly minCycle: number;
  /** No turning point among this many first and last periods. */
  readonly endCensor: number;
  /**
   * Leave the last pair of peaks and of troughs out of the cycle rule, as R's BCDating 0.9.8 does by a slip of its loop
   * (documented in the reference cases; on Iran's GDP it keeps a cycle of 4 quarters at the end). False unless told.
   */
  readonly lastPairExempt?: boolean;
}

/** Harding and Pagan's rules for quarters. */
export const quarterlyRules: DatingRules = { halfWindow: 2, minPhase: 2, minCycle: 5, endCensor: 2 };
/** Bry and Boschan's rules for months. */
export const monthlyRules: DatingRules = { halfWindow: 5, minPhase: 5, minCycle: 15, endCensor: 6 };

/** Turning points of a series; positions are 0-based. */
export interface Dating {
  readonly peaks: readonly number[];
  readonly troughs: readonly number[];
  /** Per period: 1 expansion (the period after a trough up to and including the peak), -1 contraction, 0 when there is no turning point at all. */
  readonly states: Int8Array;
}

interface Turn {
  readonly at: number;
  readonly peak: boolean;
}

/**
 * Peaks and troughs of a log level by Bry and Boschan's procedure in Harding and Pagan's quarterly form (BBQ).
 *
 * 1. Candidates: y[t] is the maximum (minimum) of y[t-k..t+k]; the first of equal values counts.
 * 2. Alternation: of neighbouring peaks the higher stays, of neighbouring troughs the lower (the first of ties);
 *    a trough that is not below the peak before it, or a peak not above the trough before it, falls with it.
 * 3. Until nothing changes: cycles shorter than `minCycle` lose the lower of the two peaks (the higher of the two troughs);
 *    turns among the first or last `endCensor` periods fall; a first or last peak below (trough above) the series' value
 *    from there to the end of the record falls; phases shorter than `minPhase` fall. Alternation is restored after each step.
 *
 * A run of NaN at the start or end is left out; NaN inside is refused. Monotone transformations of y change nothing.
 *
 * @param y     level or log level, one value per period
 * @param rules see {@link quarterlyRules} and {@link monthlyRules}
 * @throws "too-few-observations" below 2 k + 1 values, "not-finite" for a gap inside
 * @cite Bry & Boschan (1971), NBER Technical Paper 20; Harding & Pagan (2002), Journal of Monetary Economics 49
 */
export function dateTurningPoints(y: ArrayLike<number>, rules: DatingRules): Dating {
  const { from, values } = trimmed(y, rules);
  let turns = alternate(candidates(values, rules.halfWindow), values);
  for (;;) {
    const before = turns;
    turns = enforceCycle(turns, values, rules);
    turns = alternate(
      turns.filter(({ at }) => at >= rules.endCensor && at < values.length - rules.endCensor),
      values,
    );
    turns = dropWeakEnds(turns, values);
    turns = enforcePhase(turns, values, rules.minPhase);
    if (isSame(turns, before)) break;
  }
  return {
    peaks: turns.filter((t) => t.peak).map((t) => t.at + from),
    troughs: turns.filter((t) => !t.peak).map((t) => t.at + from),
    states: statesOf(
      turns.map((t) => ({ at: t.at + from, peak: t.peak })),
      y.length,
    ),
  };
}

function trimmed(y: ArrayLike<number>, rules: DatingRules): { readonly from: number; readonly values: Float64Array } {
  let from = 0;
  let to = y.length;
  while (from < to && Number.isNaN(y[from]!)) from++;
  while (to > from && Number.isNaN(y[to - 1]!)) to--;
  const values = new Float64Array(to - from);
  for (let i = 0; i < values.length; i++) values[i] = y[from + i]!;
  const need = 2 * rules.halfWindow + 1;
  if (values.length < need)
    throw new VorlaufError("too-few-observations", { what: "turning points", have: values.length, need });
  const gap = values.findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what: "series to date", index: from + gap });
  return { from, values };
}

function candidates(y: Float64Array, k: number): Turn[] {
  const turns: Turn[] = [];
  for (let t = k; t < y.length - k; t++) {
    let [high, low] = [true, true];
    for (let d = 1; d <= k; d++) {
      if (y[t - d]! >= y[t]! || y[t + d]! > y[t]!) high = false;
      if (y[t - d]! <= y[t]! || y[t + d]! < y[t]!) low = false;
    }
    if (high !== low) turns.push({ at: t, peak: high });
  }
  return turns;
}

function alternate(turns: readonly Turn[], y: Float64Array): Turn[] {
  let list = [...turns];
  for (;;) {
    const i = list.findIndex((turn, j) => j > 0 && clash(list[j - 1]!, turn, y));
    if (i < 0) return list;
    const [first, second] = [list[i - 1]!, list[i]!];
    if (first.peak !== second.peak) {
      list = list.filter((_, j) => j !== i);
      continue;
    }
    const secondWins = first.peak ? y[second.at]! > y[first.at]! : y[second.at]! < y[first.at]!;
    list = list.filter((_, j) => j !== (secondWins ? i - 1 : i));
  }
}

function clash(first: Turn, second: Turn, y: Float64Array): boolean {
  if (first.peak === second.peak) return true;
  const rise = y[second.at]! - y[first.at]!;
  return first.peak ? rise >= 0 : rise <= 0;
}

function enforceCycle(turns: readonly Turn[], y: Float64Array, rules: DatingRules): Turn[] {
  let list = [...turns];
  for (const peak of [true, false]) {
    for (;;) {
      const same = list.filter((t) => t.peak === peak);
      const checked = rules.lastPairExempt === true ? same.slice(0, -1) : same;
      const i = checked.findIndex((t, j) => j > 0 && t.at - checked[j - 1]!.at < rules.minCycle);
      if (i < 0) break;
      const [first, second] = [same[i - 1]!, same[i]!];
      const secondWins = peak ? y[second.at]! > y[first.at]! : y[second.at]! < y[first.at]!;
      list = alternate(
        list.filter((t) => t !== (secondWins ? first : second)),
        y,
      );
    }
  }
  return list;
}

function dropWeakEnds(turns: readonly Turn[], y: Float64Array): Turn[] {
  const list = [...turns];
  const weak = (turn: Turn, from: number, to: number): boolean => {
    for (let t = from; t <= to; t++) if (turn.peak ? y[t]! > y[turn.at]! : y[t]! < y[turn.at]!) return true;
    return false;
  };
  while (list.length > 0 && weak(list[0]!, 0, list[0]!.at)) list.shift();
  while (list.length > 0 && weak(list.at(-1)!, list.at(-1)!.at, y.length - 1)) list.pop();
  return list;
}

function enforcePhase(turns: readonly Turn[], y: Float64Array, minPhase: number): Turn[] {
  let list = [...turns];
  for (;;) {
    const i = list.findIndex((t, j) => j > 0 && t.at - list[j - 1]!.at < minPhase);
    if (i < 0) return list;
    list = alternate(
      list.filter((_, j) => j !== i),
      y,
    );
  }
}

function isSame(a: readonly Turn[], b: readonly Turn[]): boolean {
  return a.length === b.length && a.every((t, i) => t.at === b[i]!.at && t.peak === b[i]!.peak);
}

function statesOf(turns: readonly Turn[], n: number): Int8Array {
  const states = new Int8Array(n);
  if (turns.length === 0) return states;
  let next = 0;
  for (let t = 0; t < n; t++) {
    while (next < turns.length && turns[next]!.at < t) next++;
    const ahead = turns[next];
    states[t] = ahead === undefined ? (turns.at(-1)!.peak ? -1 : 1) : ahead.peak ? 1 : -1;
  }
  return states;
}

/** When did the series turn? */
export const method: Method<{ readonly y: ArrayLike<number> }, DatingRules, Dating> = {
  id: "turning-points",
  cites: [
    "Bry & Boschan (1971), NBER Technical Paper 20",
    "Harding & Pagan (2002), Journal of Monetary Economics 49, 365-381",
  ],
  defaults: quarterlyRules,
  run: ({ y }, options) => dateTurningPoints(y, { ...quarterlyRules, ...options }),
};

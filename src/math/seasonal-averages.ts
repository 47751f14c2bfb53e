/** Moving averages over the years of one month or quarter; `stable` is the plain mean. */
export type SeasonalAverage = "3x1" | "3x3" | "3x5" | "3x9" | "3x15" | "stable";

/** Weights with all values there, then with the nearest 0, 1, ... values before the end only (the end's value last). */
interface Weights {
  readonly whole: readonly number[];
  readonly ends: readonly (readonly number[])[];
}

/** A 3 x k average: three means over k years, averaged. */
function threeBy(k: number): number[] {
  return Array.from({ length: k + 2 }, (_, i) => Math.min(i + 1, 3, k + 2 - i, k) / (3 * k));
}

function scaled(weights: readonly number[]): number[] {
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / total);
}

/** One-sided weights of X-11, as printed in the Bureau's tables (3x9 and 3x15 are rounded there and add up after scaling). */
const averages: Readonly<Record<Exclude<SeasonalAverage, "stable">, Weights>> = {
  "3x1": { whole: threeBy(1), ends: [[39, 61]].map(scaled) },
  "3x3": {
    whole: threeBy(3),
    ends: [
      [5, 11, 11],
      [3, 7, 10, 7],
    ].map(scaled),
  },
  "3x5": {
    whole: threeBy(5),
    ends: [
      [9, 17, 17, 17],
      [4, 11, 15, 15, 15],
      [4, 8, 13, 13, 13, 9],
    ].map(scaled),
  },
  "3x9": {
    whole: threeBy(9),
    ends: [
      [51, 112, 173, 197, 221, 246],
      [28, 92, 144, 160, 176, 192, 208],
      [32, 79, 123, 133, 143, 154, 163, 173],
      [34, 75, 113, 117, 123, 128, 132, 137, 141],
      [34, 73, 111, 113, 114, 116, 117, 118, 120, 84],
    ].map(scaled),
  },
  "3x15": {
    whole: threeBy(15),
    ends: [
      [2222, 4444, 6667, 6667, 16_000, 16_000, 16_000, 16_000, 16_000],
      [2220, 4444, 6667, 6667, 6667, 14_667, 14_667, 14_667, 14_667, 14_667],
      [2223, 4444, 6667, 6667, 6667, 6667, 13_333, 13_333, 13_333, 13_333, 13_333],
      [2221, 4444, 6667, 6667, 6667, 6667, 6667, 12_000, 12_000, 12_000, 12_000, 12_000],
      [2219, 4444, 6667, 6667, 6667, 6667, 6667, 6667, 10_667, 10_667, 10_667, 10_667, 10_667],
      [2222, 4444, 6667, 6667, 6667, 6667, 6667, 6667, 6667, 9333, 9333, 9333, 9333, 9333],
      [2220, 4444, 6667, 6667, 6667, 6667, 6667, 6667, 6667, 6667, 8000, 8000, 8000, 8000, 8000],
      [2220, 4444, 6667, 6667, 6667, 6667, 6667, 6667, 6667, 6667, 6667, 7111, 7111, 7111, 7111, 4889],
    ].map(scaled),
  },
};

/**
 * One month over the years, smoothed, with X-11's one-sided weights at both ends. Where even those reach beyond the values
 * there are, and for a 3x15 average below 20 years, the plain mean.
 * @cite Shiskin, Young & Musgrave (1967), Bureau of the Census Technical Paper 15, appendix B; Ladiray & Quenneville (2001), 3.4
 */
export function smoothYears(x: Float64Array, kind: SeasonalAverage): Float64Array {
  const n = x.length;
  let total = 0;
  for (let t = 0; t < n; t++) total += x[t]!;
  const level = total / n;
  if (kind === "stable" || (kind === "3x15" && n < 20)) return new Float64Array(n).fill(level);
  const { whole, ends } = averages[kind];
  return x.map((_, t) => {
    const [before, after] = [t, n - 1 - t];
    const near = Math.min(before, after);
    const inside = near >= ends.length;
    const w = inside ? whole : ends[near]!;
    if (w.length > n) return level;
    const back = !inside && before <= after;
    const from = inside ? t - ends.length : back ? w.length - 1 : n - w.length;
    let s = 0;
    for (let k = 0; k < w.length; k++) s += w[k]! * x[back ? from - k : from + k]!;
    return s;
  });
}

/**
 * Global moving seasonality ratio: mean year-to-year change of the irregular over that of the season, both from 7-term averages
 * of every month over the years, made comparable for the number of years.
 * @param months     seasonal-irregular values, one array per month, oldest first
 * @param relative   changes relative to the value before (multiplicative) or absolute (additive)
 * @param irregular  takes the season out of the seasonal-irregular
 * @returns NaN when the season never changes
 * @cite Lothian (1984), The identification and treatment of moving seasonality in X-11; Ladiray & Quenneville (2001), 4.2.3
 */
export function movingSeasonality(
  months: readonly Float64Array[],
  relative: boolean,
  irregular: (si: number, season: number) => number,
): number {
  let [top, bottom] = [0, 0];
  for (const x of months) {
    const k = x.length;
    const at = (i: number): number =>
      i < 0 ? (x[0]! + x[1]! + x[2]!) / 3 : i >= k ? (x[k - 1]! + x[k - 2]! + x[k - 3]!) / 3 : x[i]!;
    const season = x.map((_, t) => {
      let s = 0;
      for (let j = -3; j <= 3; j++) s += at(t + j);
      return s / 7;
    });
    const rest = x.map((v, t) => irregular(v, season[t]!));
    const change = (z: Float64Array): number => {
      let s = 0;
      for (let t = 1; t < k; t++) s += Math.abs(z[t]! - z[t - 1]!) / (relative ? z[t - 1]! : 1);
      return s;
    };
    const [forIrregular, forSeason] = yearFactors(k - 1);
    top += forIrregular * change(rest);
    bottom += forSeason * change(season);
  }
  return bottom > 0 ? top / bottom : Number.NaN;
}

/** What the changes of irregular and season over `n` pairs of years are multiplied by, since 7-term averages near the ends are shorter. */
function yearFactors(n: number): readonly [number, number] {
  if (n < 6) {
    const few: Readonly<Record<number, readonly [number, number]>> = {
      2: [1, 1],
      3: [1.025_84, 3],
      4: [1.017_79, 1.552_91],
      5: [1.013_83, 1.300_95],
    };
    return few[n] ?? [1, 1];
  }
  return [(n * 12.247_449) / (73.239_334 + (n - 6) * 12.247_449), (n * 1.732_051) / (8.485_281 + (n - 6) * 1.732_051)];
}

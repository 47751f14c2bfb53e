import { mean } from "../../math/sums.ts";
import { additionsOf } from "../../signals/cycle/wave-additions.ts";
import type { Evidence } from "../../terms/observation.ts";
import { type Panel, seriesIn } from "../../terms/panel.ts";
import { indexOf, shift } from "../../terms/period.ts";
import type { Text } from "../../terms/text.ts";

/** One earlier wave, read from a stock. */
export interface WaveSource {
  readonly id: string;
  readonly series: string;
  readonly title: Text;
}

/** The waves of part 10 of the system that the sources carry, one series each; countries stand apart. */
export const waveSources: readonly WaveSource[] = [
  { id: "railways-us", series: "waves/railways/line-open-us", title: { en: "Railways, US", de: "Eisenbahnen, USA" } },
  {
    id: "railways-uk",
    series: "waves/railways/line-open-uk",
    title: { en: "Railways, UK", de: "Eisenbahnen, Vereinigtes Königreich" },
  },
  {
    id: "railways-de",
    series: "waves/railways/line-open-de",
    title: { en: "Railways, Germany", de: "Eisenbahnen, Deutschland" },
  },
  {
    id: "telegraph-de",
    series: "waves/telegraph/telegrams-de",
    title: { en: "Telegrams, Germany", de: "Telegramme, Deutschland" },
  },
  {
    id: "telegraph-us",
    series: "waves/telegraph/wire-us",
    title: { en: "Telegraph wire, US", de: "Telegrafendraht, USA" },
  },
  {
    id: "electrification-us",
    series: "waves/electrification/output-us",
    title: { en: "Electrification, US", de: "Elektrifizierung, USA" },
  },
  {
    id: "electrification-uk",
    series: "waves/electrification/output-uk",
    title: { en: "Electrification, UK", de: "Elektrifizierung, Vereinigtes Königreich" },
  },
  { id: "telephony-us", series: "waves/telephony/phones-us", title: { en: "Telephony, US", de: "Telefonie, USA" } },
  {
    id: "telephony-uk",
    series: "waves/telephony/phones-uk",
    title: { en: "Telephony, UK", de: "Telefonie, Vereinigtes Königreich" },
  },
  {
    id: "motor-cars-us",
    series: "waves/motor-cars/private-cars-us",
    title: { en: "Motor cars, US", de: "Automobile, USA" },
  },
  {
    id: "computers-us",
    series: "waves/computers/computers-us",
    title: { en: "Personal computers, US", de: "Personal Computer, USA" },
  },
  { id: "mobile-us", series: "waves/mobile/phones-us", title: { en: "Mobile phones, US", de: "Mobiltelefone, USA" } },
];

/** A wave aligned at its start. Years are ages: 0 is the start. */
export interface Wave {
  readonly source: WaveSource;
  readonly start: string;
  /** Years from the start to the largest additions (mean of three years); a floor when `censored`. */
  readonly yearsToPeak: number;
  readonly peak: string;
  /** Fewer than three years are held of the five after the largest additions, so the rise may have gone on. */
  readonly censored: boolean;
  /** Years from the start to the first fall: additions (three-year mean) a third or more below their highest so far. */
  readonly yearsToFirstFall: number | null;
  /** How deep additions fell within five years of their largest, as a share of it (three-year means); null when censored. */
  readonly fallAfter: number | null;
  /**
   * Largest additions over the mean of the ten years after them, less 1: how much more was added in a year at the top than the decade
   * after it sustained; null where fewer than eight of the ten years are held.
   */
  readonly overshoot: number | null;
  /** Three-year means of additions by age. */
  readonly additions: readonly { readonly age: number; readonly year: string; readonly value: number }[];
  readonly evidence: Evidence;
  readonly refs: readonly string[];
}

/** A wave that cannot be aligned, and why. */
export interface Unaligned {
  readonly source: WaveSource;
  readonly reason: Text;
  readonly have: number;
}

const startShare = 0.02;
const fallShare = 1 / 3;
/** Years after the largest additions that say what was sustained, and how many of them must be held. */
const [overshootYears, leastOfDecade] = [10, 8] as const;

/**
 * A wave aligned at its start. The start is the first year of the record, provided that the stock then was at most 2 % of
 * its later highest: a record that begins with more begins inside the wave and is not aligned.
 * ASSUMPTION: 2 %, and a third for a fall.
 */
export function alignWave(panel: Panel, source: WaveSource): Wave | Unaligned {
  const view = seriesIn(panel, source.series);
  const series = additionsOf(panel, source.series);
  const levels = view === null ? [] : [...view.values].filter(Number.isFinite);
  const first = view?.periods[view.values.findIndex(Number.isFinite)];
  if (view === null || first === undefined || series.periods.length < 6) {
    return {
      source,
      have: levels.length,
      reason: { en: "the series is not held or too short", de: "die Reihe fehlt oder ist zu kurz" },
    };
  }
  const share = (levels[0] ?? Number.NaN) / Math.max(...levels);
  if (!(share <= startShare)) {
    const percent = Math.round(share * 100);
    return {
      source,
      have: levels.length,
      reason: {
        en: `the record begins in ${first} with ${percent} % of its later highest, inside the wave`,
        de: `die Reihe beginnt ${first} mit ${percent} % ihres späteren Höchststands, also mitten in der Welle`,
      },
    };
  }
  const additions = smoothed(series.periods, series.values).map(({ year, value }) => ({
    year,
    value,
    age: indexOf(year) - indexOf(first),
  }));
  const peak = additions.reduce((a, b) => (b.value > a.value ? b : a));
  const within = (years: number): number[] =>
    additions.filter((a) => a.age > peak.age && a.age <= peak.age + years).map((a) => a.value);
  const [after, decade] = [within(5), within(overshootYears)];
  const censored = after.length < 3;
  return {
    source,
    start: first,
    yearsToPeak: peak.age,
    peak: peak.year,
    censored,
    yearsToFirstFall: firstFall(additions),
    fallAfter: censored || after.length === 0 ? null : 1 - Math.min(...after) / peak.value,
    overshoot: decade.length < leastOfDecade || mean(decade) <= 0 ? null : peak.value / mean(decade) - 1,
    additions,
    evidence: series.evidence,
    refs: [...new Set(series.refs.flat())],
  };
}

/** Centred means over three neighbouring years. */
function smoothed(years: readonly string[], values: Float64Array): { readonly year: string; readonly value: number }[] {
  return years.flatMap((year, i) => {
    const whole = i > 0 && i < years.length - 1 && years[i - 1] === shift(year, -1) && years[i + 1] === shift(year, 1);
    return whole ? [{ year, value: mean(values.subarray(i - 1, i + 2)) }] : [];
  });
}

function firstFall(additions: Wave["additions"]): number | null {
  let highest = Number.NEGATIVE_INFINITY;
  for (const a of additions) {
    if (highest > 0 && a.value <= highest * (1 - fallShare)) return a.age;
    highest = Math.max(highest, a.value);
  }
  return null;
}

/** Whether a wave could be aligned. */
export function isAligned(wave: Wave | Unaligned): wave is Wave {
  return "start" in wave;
}

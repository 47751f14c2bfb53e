import { fitMarkovSwitching, type SwitchingFit } from "../../methods/markov-switching.ts";
import { type Evidence, weakest } from "../../terms/observation.ts";
import type { Line, Table } from "../../terms/part.ts";
import { indexOf, type Period, periodAt } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";
import type { Warning } from "../../terms/warnings.ts";
import { found, untold } from "../finding.ts";
import type { Dated, GroupIndex } from "./series.ts";

/** Quarterly log growth of one series, and what it rests on. */
export interface Growth {
  readonly id: string;
  readonly title: Text;
  readonly quarters: readonly Period[];
  readonly values: Float64Array;
  readonly evidence: Evidence;
  readonly refs: readonly (readonly string[])[];
}

/** Two regimes of growth of one series. */
export interface Regime {
  readonly growth: Growth;
  readonly fit: SwitchingFit;
  /** P(high-growth regime now), from data up to now only. */
  readonly now: number;
  /** Separate stretches in which the low regime was more likely than not, and their quarters together. */
  readonly visits: number;
  readonly lowQuarters: number;
  readonly warnings: readonly Warning[];
}

/** Low regime seen in fewer separate stretches than this: nothing can be said of how often it comes. */
const fewVisits = 3;
const leastQuarters = 40;

/** Quarterly growth of a dated series: quarters of the index, or changes of three-month means. */
export function growthOf(d: Dated | (Dated & GroupIndex)): Growth {
  if (d.frequency === "quarterly") {
    const linked = "linked" in d ? d.linked : null;
    // A link carried by one company alone is that company's growth.
    const at = d.periods.flatMap((_, t) => (t > 0 && (linked === null || (linked[t] ?? 0) >= 2) ? [t] : []));
    return {
      id: d.id,
      title: d.title,
      quarters: at.map((t) => d.periods[t] ?? ""),
      values: Float64Array.from(at, (t) => (d.logLevel[t] ?? Number.NaN) - (d.logLevel[t - 1] ?? Number.NaN)),
      evidence: d.evidence,
      refs: at.map((t) => [...(d.refs[t - 1] ?? []), ...(d.refs[t] ?? [])]),
    };
  }
  const sums = new Map<number, { readonly levels: number[]; readonly refs: string[] }>();
  d.periods.forEach((p, t) => {
    const quarter = Math.floor(indexOf(p) / 3);
    const held = sums.get(quarter) ?? { levels: [], refs: [] };
    held.levels.push(Math.exp(d.logLevel[t] ?? Number.NaN));
    held.refs.push(...(d.refs[t] ?? []));
    sums.set(quarter, held);
  });
  const whole = [...sums].filter(([, s]) => s.levels.length === 3);
  const pairs = whole.slice(1).map(([q, now], i) => ({ q, now, before: whole[i]?.[1] }));
  const mean = (levels: readonly number[]): number => levels.reduce((s, v) => s + v, 0) / levels.length;
  return {
    id: d.id,
    title: d.title,
    quarters: pairs.map(({ q }) => periodAt("quarterly", q)),
    values: Float64Array.from(pairs, ({ now, before }) => Math.log(mean(now.levels) / mean(before?.levels ?? []))),
    evidence: d.evidence,
    refs: pairs.map(({ now, before }) => [...(before?.refs ?? []), ...now.refs]),
  };
}

/** Two regimes with a mean of their own and one variance, maximum likelihood; null with fewer than forty quarters. */
export function regimeOf(growth: Growth, seed: number): Regime | null {
  if (growth.values.length < leastQuarters) return null;
  const fit = fitMarkovSwitching(growth.values, { regimes: 2, starts: 3, seed });
  const low = Array.from(growth.values, (_, t) => (fit.smoothed[2 * t] ?? 0) > 0.5);
  return {
    growth,
    fit,
    now: fit.filtered.at(-1) ?? Number.NaN,
    visits: low.filter((is, t) => is && low[t - 1] !== true).length,
    lowQuarters: low.filter(Boolean).length,
    warnings: fit.warnings.map((w) => ({ ...w, about: [`cycle/regime`, growth.id] })),
  };
}

function rarity(visits: number, lowQuarters: number): Text {
  if (lowQuarters <= visits) return { en: ": an outlier, no regime", de: ": ein Ausreißer, kein Regime" };
  if (visits < fewVisits)
    return {
      en: ": too few to say how often it comes or how long it stays",
      de: ": zu selten, um zu sagen, wie oft es kommt oder wie lange es bleibt",
    };
  return { en: "", de: "" };
}

/** The regime of the first series that can be told, with how often the other regime was seen. */
export function regimeLine(regimes: readonly Regime[], tried: readonly Growth[]): Line {
  const id = "cycle/regime";
  const [main] = regimes;
  if (main === undefined) {
    const says = {
      en: `No regimes: none of ${tried.length} series has forty quarters of growth known on this day.`,
      de: `Keine Regime: Keine von ${tried.length} Reihen hat vierzig an diesem Tag bekannte Quartale Wachstum.`,
    };
    return untold("cycle", id, says, {
      needs: tried.map((g) => g.id),
      have: Math.max(0, ...tried.map((g) => g.values.length)),
      need: leastQuarters,
      settles: { en: "Forty quarters of one series.", de: "Vierzig Quartale einer Reihe." },
      pull: null,
    });
  }
  const { growth, fit, now, visits, lowQuarters } = main;
  const [lowMean, highMean] = [fit.mu[0] ?? Number.NaN, fit.mu[1] ?? Number.NaN];
  const rare = rarity(visits, lowQuarters);
  return found("cycle", {
    id,
    says: text(
      (f) =>
        `P(${growth.title.en} in its high-growth regime) ${f.pct(now)} in ${f.when(growth.quarters.at(-1) ?? "")} (${f.signed(highMean * 100)} log points a quarter against ${f.signed(lowMean * 100)}); in ${f.num(growth.values.length)} quarters the low regime was seen ${f.num(visits)} ${visits === 1 ? "time" : "times"} for ${f.num(lowQuarters)} ${lowQuarters === 1 ? "quarter" : "quarters together"}${rare.en}.`,
      (f) =>
        `P(${growth.title.de} im Regime hohen Wachstums) ${f.pct(now)} im ${f.when(growth.quarters.at(-1) ?? "")} (${f.signed(highMean * 100)} Log-Punkte je Quartal gegen ${f.signed(lowMean * 100)}); in ${f.num(growth.values.length)} Quartalen trat das niedrige ${f.num(visits)}-mal auf, ${lowQuarters === 1 ? "ein Quartal lang" : `zusammen ${f.num(lowQuarters)} Quartale`}${rare.de}.`,
    ),
    value: now,
    unit: "probability",
    evidence: weakest([growth.evidence, "estimated"]),
    newestPeriod: growth.quarters.at(-1) ?? null,
    refs: [...new Set(growth.refs.slice(-8).flat())],
    spark: growth.quarters.map((_, t) => fit.filtered[2 * t + 1] ?? 0).slice(-24),
  });
}

/** Regimes of every series that can be told. */
export function regimeTable(regimes: readonly Regime[]): Table {
  return {
    id: "regimes",
    title: { en: "Two regimes of quarterly growth", de: "Zwei Regime des Quartalswachstums" },
    columns: [
      { id: "series", label: { en: "Series", de: "Reihe" } },
      { id: "now", label: { en: "P(high now)", de: "P(hoch jetzt)" }, decimals: 2 },
      { id: "high", label: { en: "High", de: "Hoch" }, unit: "log points", decimals: 3 },
      { id: "low", label: { en: "Low", de: "Niedrig" }, unit: "log points", decimals: 3 },
      { id: "stays", label: { en: "Low stays", de: "Niedrig bleibt" }, unit: "quarters", decimals: 1 },
      { id: "visits", label: { en: "Times seen", de: "Mal gesehen" }, decimals: 0 },
      { id: "lowQuarters", label: { en: "Quarters low", de: "Quartale niedrig" }, decimals: 0 },
      { id: "n", label: { en: "n", de: "n" }, decimals: 0 },
      { id: "newest", label: { en: "Newest", de: "Neuester" } },
    ],
    rows: regimes.map(({ growth, fit, now, visits, lowQuarters }) => ({
      series: growth.title,
      now,
      high: fit.mu[1] ?? null,
      low: fit.mu[0] ?? null,
      stays: fit.expectedDurations[0] ?? null,
      visits,
      lowQuarters,
      n: growth.values.length,
      newest: growth.quarters.at(-1) ?? null,
      ref: growth.refs.at(-1)?.at(-1) ?? "",
    })),
    note: {
      en: "Hidden Markov chain with two means and one variance. P uses data up to the quarter only. A regime seen fewer than three times says nothing of its frequency; one seen for one quarter is an outlier, no regime.",
      de: "Verborgene Markow-Kette mit zwei Mittelwerten und einer Varianz. P nutzt nur Daten bis zum Quartal. Ein Regime, das seltener als dreimal auftrat, sagt nichts über seine Häufigkeit; eines von einem Quartal ist ein Ausreißer, kein Regime.",
    },
    refs: [...new Set(regimes.flatMap((r) => r.growth.refs.slice(-8).flat()))],
  };
}

import type { Need, Panel, SeriesView } from "../../terms/panel.ts";
import type { Period } from "../../terms/period.ts";
import type { Text } from "../../terms/text.ts";

/** How a forecast is simulated. */
export interface Simulating {
  readonly draws: number;
  readonly seed: number;
}

/** One predictive distribution made at an origin. */
export interface Predicted {
  readonly period: Period;
  /** Steps ahead of the newest value known. */
  readonly horizon: number;
  readonly model: string;
  /** Quantiles at (i + 1/2) / m, ascending, in the target's unit; a single number for a point forecast. */
  readonly quantiles: readonly number[];
  /** Set where the level has no meaning across vintages: the number is relative to this period = 100. */
  readonly base?: Period;
}

/** Turning points as dated at an origin. */
export interface DatedPoints {
  readonly series: string;
  readonly peaks: readonly Period[];
  readonly troughs: readonly Period[];
}

/** What one job brings: only what follows from the panel of its origin. */
export interface OriginResult {
  readonly predicted: readonly Predicted[];
  readonly dated: readonly DatedPoints[];
}

/** What came of a period: the first value held and the latest. */
export interface Outcome {
  readonly first: number;
  readonly firstRelease: boolean;
  readonly latest: number;
}

/** Name of the candidates' first factor among the series that are tested for a lead. */
export const factorOfCandidates = "factor of the candidates";

/** Something that is forecast in real time and scored when its outcome is known. */
export interface Target {
  readonly id: string;
  readonly title: Text;
  readonly unit: string;
  readonly step: "month" | "quarter" | "year";
  /** What a forecast reads; its panel holds nothing else and nothing known after its origin. */
  readonly needs: readonly Need[];
  /** Days on which forecasts are made, from a panel of the last day with history. */
  readonly origins: (known: Panel) => readonly string[];
  /** Pure: the same panel, draws and seed give the same numbers. */
  readonly forecast: (panel: Panel, simulating: Simulating) => OriginResult;
  /** Null while the outcome is not known. */
  readonly outcome: (known: Panel, period: Period, base?: Period) => Outcome | null;
  /** Models that count as baselines (definition D13). */
  readonly baselines: readonly string[];
  /** The model whose record is shown first. */
  readonly headline: string;
  readonly notes: readonly Text[];
  /** `leads`: models named `with ID` and `placebo ID` are judged by definition D13. */
  readonly leads?: { readonly y: string; readonly candidates: readonly string[] };
  /** Periods by which a turning point may move and still count as the same. */
  readonly tolerance?: Readonly<Record<string, number>>;
}

/** The first value held of a period and the latest, from a view with history; null when the period is not held. */
export function outcomeOf(view: SeriesView | null, period: Period): Outcome | null {
  const at = view?.periods.indexOf(period) ?? -1;
  const latest = view?.values[at];
  const first = view?.history.find((h) => h.period === period);
  if (latest === undefined || first === undefined || !Number.isFinite(latest) || !Number.isFinite(first.value))
    return null;
  return { first: first.value, firstRelease: !first.flags.includes("comparative"), latest };
}

/** Thirteenth day of January, April, July and October from a day to a day: after the filings of the quarter before last, before those of the last. */
export function quarterDays(from: string, to: string): string[] {
  const days: string[] = [];
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++)
    for (const month of ["01", "04", "07", "10"]) days.push(`${year}-${month}-13`);
  return days.filter((d) => d >= from.slice(0, 10) && d <= to);
}

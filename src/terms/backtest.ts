import type { Figure, Table } from "./part.ts";
import type { Period } from "./period.ts";
import type { Text } from "./text.ts";

/** How often the intervals of one level held the outcome: k of n with a Clopper-Pearson interval (95 %) of the share. */
export interface Coverage {
  readonly level: 0.5 | 0.8 | 0.9;
  readonly inside: number;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

/** Scores of one model at one horizon over the origins that every scored model has. */
export interface ModelScore {
  readonly model: string;
  /** Steps ahead of the newest value known at the origin. */
  readonly horizon: number;
  /** Scored origins. */
  readonly n: number;
  /** Mean CRPS of the logarithm (log points): about the relative error. */
  readonly crps: number;
  /** Root mean squared error of the median in logs, against the first release held and against the latest value. */
  readonly rmse: number;
  readonly rmseLatest: number;
  /** Empty for a point forecast. */
  readonly coverage: readonly Coverage[];
  /** Against the best baseline: Diebold-Mariano with the small-sample correction, one-sided; null below 20 origins, and for the best baseline itself. */
  readonly p: number | null;
  /** Member of the model confidence set at 10 %; null below 20 origins. */
  readonly inSet: boolean | null;
  /** Outcomes by tenth of the predictive distribution; null below 20 origins and for a point forecast. */
  readonly pit: readonly number[] | null;
}

/** One forecast beside its outcome. */
export interface OriginRow {
  readonly origin: string;
  readonly period: Period;
  readonly horizon: number;
  readonly model: string;
  readonly low90: number;
  readonly low50: number;
  readonly median: number;
  readonly high50: number;
  readonly high90: number;
  /** First value held of the period. */
  readonly outcome: number;
  /** False where the first value held is a comparative of a later filing, not a first publication. */
  readonly firstRelease: boolean;
  readonly latest: number;
  readonly crps: number;
  /** Share of the predictive distribution below the outcome; null for a point forecast. */
  readonly pit: number | null;
}

/** A turning point that was dated in real time, and what became of it. */
export interface TurnRow {
  readonly series: string;
  readonly kind: "peak" | "trough";
  readonly period: Period;
  /** Origin at which it was dated first. */
  readonly firstDated: string;
  /** Where the last origin dates it, within the tolerance; null when it is gone. */
  readonly finally: Period | null;
}

/** Does X lead Y at horizon h (definition D13)? */
export interface LeadRow {
  readonly x: string;
  readonly y: string;
  readonly horizon: number;
  readonly n: number;
  readonly bestBaseline: string;
  /** Mean CRPS with X over that of the best baseline; below 1 is better. */
  readonly ratio: number | null;
  readonly p: number | null;
  /** Place of X's mean CRPS among the placebo series (1 = better than all), and how many placebos were scored. */
  readonly rank: number | null;
  readonly placebos: number;
  readonly verdict: "leads" | "does-not-lead" | "cannot-tell";
}

/** A real-time evaluation: what was forecast with what was known, and what came. Plain JSON; kept as evidence. */
export interface Backtest {
  readonly id: string;
  readonly title: Text;
  /** The finding in one or two sentences. */
  readonly says: Text;
  /** Newest day used for outcomes. */
  readonly asOf: string;
  readonly seed: number;
  readonly draws: number;
  readonly unit: string;
  readonly step: "month" | "quarter" | "year";
  readonly firstOrigin: string | null;
  readonly lastOrigin: string | null;
  /** Origins at which anything was forecast. */
  readonly origins: number;
  readonly scores: readonly ModelScore[];
  /** Every origin where a horizon has fewer than 20 of them; else only the headline model. */
  readonly rows: readonly OriginRow[];
  readonly turns: readonly TurnRow[];
  readonly leads: readonly LeadRow[];
  /** Per model: longest horizon up to which its mean CRPS was never above the best baseline's, over at least 20 origins. */
  readonly validated: Readonly<Record<string, number>>;
  /** Definitions, mixed notions, what could not be scored. */
  readonly notes: readonly Text[];
  /** Series the forecasts were made from. */
  readonly needs: readonly string[];
}

/** A backtest ready to be shown. */
export interface BacktestShown {
  readonly backtest: Omit<Backtest, "rows" | "turns" | "leads" | "scores">;
  readonly tables: readonly Table[];
  readonly figures: readonly Figure[];
}

/** A line of the list of backtests. */
export type BacktestEntry = Pick<Backtest, "id" | "title" | "says" | "origins" | "firstOrigin" | "lastOrigin" | "asOf">;

/** What the doors serve of the kept backtests; they hold outcomes to their own last day, whatever day is looked at. */
export interface BacktestSupply {
  readonly backtests: () => Promise<readonly BacktestEntry[]>;
  /** @throws "unknown-id" */
  readonly backtest: (id: string) => Promise<BacktestShown>;
}

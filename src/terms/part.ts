import type { Memory } from "./memory.ts";
import type { Evidence } from "./observation.ts";
import type { Mode, Need, Panel } from "./panel.ts";
import type { Text } from "./text.ts";
import type { Warning } from "./warnings.ts";

/** The twelve parts of the system, in the order of DESIGN section 1. */
export const partIds = [
  "cycle",
  "rotation",
  "chain",
  "succession",
  "retreat",
  "convergence",
  "reinforcement",
  "economics",
  "waiting",
  "analogs",
  "budget",
  "thesis",
] as const;
export type PartId = (typeof partIds)[number];

/** Why something could not be computed, what is at hand, and what would decide. */
export interface Gap {
  /** Ids of the missing series or lists. */
  readonly needs: readonly string[];
  readonly have: number;
  readonly need: number | null;
  /** What would settle it. */
  readonly settles: Text;
  /** The command that would help, for example `vorlauf pull sec MSFT`; null when no source is known. */
  readonly pull: string | null;
}

/** One finding. `level`, `direction` and `confidence` are three separate things (definition D1). */
export interface Line {
  /** `part` for the headline, `part/name` for the others; what `explain` takes. */
  readonly id: string;
  readonly part: PartId;
  readonly state: "found" | "cannot-tell" | "not-built";
  /** One plain sentence, the number inside it. */
  readonly says: Text;
  readonly value: number | null;
  readonly unit: string | null;
  readonly interval?: { readonly low: number; readonly high: number; readonly coverage: number };
  readonly direction: "up" | "down" | "flat" | null;
  /** Rank of the latest value in its own as-of history, 0 to 100, and the number of values behind it. */
  readonly level?: { readonly percentile: number; readonly n: number };
  readonly confidence?: "high" | "medium" | "low";
  readonly evidence: Evidence | null;
  readonly newestPeriod: string | null;
  /** References to observations (`series@period`, `list#item@period`) or to other lines (their id) that this finding rests on. */
  readonly refs: readonly string[];
  readonly gap?: Gap;
  /** In strict mode, what pseudo mode would say where strict has no data ("later revisions included"). */
  readonly pseudo?: { readonly says: Text; readonly value: number };
  /** Recent values for a sparkline, oldest first. */
  readonly spark?: readonly number[];
}

/** The idea a mark stands for; each has one colour everywhere. */
export type Role =
  | "succession"
  | "retreat"
  | "convergence"
  | "capex"
  | "roads"
  | "power"
  | "cooling"
  | "other"
  | "muted";

/** One set of marks in a chart. */
export interface FigureSeries {
  readonly id: string;
  readonly label: Text;
  readonly role: Role;
  /** observed: solid line with markers; first: hollow markers; estimated: dashed; nowcast: band; scenario: hatched; pseudo: hatched and marked. */
  readonly kind: "observed" | "first" | "estimated" | "nowcast" | "scenario" | "pseudo";
  /** `x` is a period or date (or a category in bar and matrix figures); `y` null is a gap; `ref` is what explain takes. */
  readonly points: readonly {
    readonly x: string;
    readonly y: number | null;
    readonly low?: number;
    readonly high?: number;
    readonly ref?: string;
    /** Of a matrix: a short second line of the cell, for example its p-value, or the effect that could have been seen. */
    readonly note?: Text;
  }[];
}

/** A chart as data: title is the finding; drawn by a view. */
export interface Figure {
  readonly id: string;
  readonly title: Text;
  /** Measure, unit, transformation. */
  readonly subtitle: Text;
  readonly unit: string;
  readonly kind: "line" | "bar" | "dot" | "matrix" | "waterfall";
  readonly scale?: "linear" | "log";
  readonly series: readonly FigureSeries[];
  /** Horizontal reference, for example the threshold of a claim. */
  readonly rules?: readonly { readonly y: number; readonly label: Text }[];
  /** Shaded stretches, for example recessions. */
  readonly spans?: readonly { readonly from: string; readonly to: string; readonly label: Text }[];
  readonly marks?: readonly { readonly x: string; readonly label: Text }[];
  /** Small multiples: every series in a panel of its own on common scales; those whose ids stand in `shared` are in each panel. */
  readonly panels?: { readonly shared: readonly string[] };
  /** Publisher(s) for the footer. */
  readonly source: string;
  readonly evidence: Evidence;
  /** Everything the figure rests on. */
  readonly refs: readonly string[];
}

/** A table as data. */
export interface Table {
  readonly id: string;
  readonly title: Text;
  readonly columns: readonly {
    readonly id: string;
    readonly label: Text;
    readonly unit?: string;
    readonly decimals?: number;
  }[];
  /** One record per row, keyed by column id; a `ref` column is not shown but linked. */
  readonly rows: readonly Readonly<Record<string, string | number | null | Text>>[];
  readonly note?: Text;
  readonly refs: readonly string[];
}

/** A predictive distribution of a number that will be known later; what a claim's probability is counted from. */
export interface Forecast {
  /** `part/name`, for example `cycle/capex-2026`. */
  readonly id: string;
  readonly says: Text;
  readonly unit: string;
  /** The period the number is about. */
  readonly period: string;
  /** Equally likely values, ascending. */
  readonly draws: readonly number[];
  /** The method and its in-sample span, in one line. */
  readonly method: Text;
  /** Longest horizon at which the method beat or matched the baseline out of sample, in periods; 0 when never tested. */
  readonly validatedHorizon: number;
  readonly horizon: number;
  readonly evidence: Evidence;
  readonly refs: readonly string[];
  /** What the number cannot fall below any more (quarters already filed, peaks already dated): lets a claim be decided early. */
  readonly floor?: number;
  /** The same forecast under other defensible choices (fit windows), ascending draws: the spread of P between them is shown as its interval. */
  readonly variants?: readonly { readonly id: string; readonly draws: readonly number[] }[];
  /** What "what would have to be true" solves: `sum` = known + the next `steps` values, `level` = the value after `steps`; growth per step starts from `last`. */
  readonly path?: {
    readonly kind: "sum" | "level";
    readonly known: number;
    readonly last: number;
    readonly steps: number;
    readonly step: "month" | "quarter" | "year";
  };
}

/** One part in full: the verdict's line, further findings, charts, tables. Plain JSON. */
export interface PartResult {
  readonly part: PartId;
  readonly asOf: string;
  readonly mode: Mode;
  readonly headline: Line;
  readonly lines: readonly Line[];
  readonly figures: readonly Figure[];
  readonly tables: readonly Table[];
  readonly forecasts: readonly Forecast[];
  readonly warnings: readonly Warning[];
}

/** A part of the system as a computation: what it reads and how it judges. Pure; `seed` feeds every simulation. */
export interface Part {
  readonly id: PartId;
  readonly title: Text;
  readonly question: Text;
  readonly needs: readonly Need[];
  readonly measure: (panel: Panel, options: PartOptions) => PartResult;
}

/**
 * Options of a part. `pseudo`: the same needs read in pseudo mode, given in strict mode so that a gap can show the pseudo value beside it.
 * `memory`: given where a part is measured several times on panels that differ in a few ids; the result is the same without it.
 */
export interface PartOptions {
  readonly seed: number;
  readonly pseudo: Panel | null;
  readonly memory?: Memory;
}

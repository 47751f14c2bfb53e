import type { Mode } from "./panel.ts";
import type { PartId } from "./part.ts";
import type { Period } from "./period.ts";
import type { Text } from "./text.ts";
import type { Instant } from "./time.ts";
import type { ClaimState } from "./workbench.ts";

/** One value that became known between two days, or replaced another, or was withdrawn from a list. */
export interface NewsChange {
  /** What `explain` takes on the later day; for a withdrawn entry on the earlier one. */
  readonly ref: string;
  readonly series: string;
  readonly item?: string;
  readonly period: Period;
  readonly kind: "new" | "revised" | "withdrawn";
  /** Null when nothing was known, or "no value" was. */
  readonly before: number | null;
  readonly after: number | null;
  readonly unit: string;
  readonly known: Instant;
}

/** A document behind a group of news. */
export interface NewsDocument {
  readonly sha256: string;
  readonly url: string;
  readonly kind: "primary" | "extract" | "citation";
  /** Id of the source that was read from; empty when the document is only cited. */
  readonly source: string;
  readonly known: Instant;
  /** Changed values that stand in it. */
  readonly values: number;
}

/** News that came together: series of one publisher whose changed values stand in the same documents. */
export interface NewsGroup {
  /** The common path of its series, for example `sec/msft`; `calendar` is the later day itself, with nothing new. */
  readonly id: string;
  readonly series: readonly string[];
  readonly new: number;
  readonly revised: number;
  readonly withdrawn: number;
  /** The largest changes of value; new values follow revisions. */
  readonly biggest: readonly NewsChange[];
  readonly documents: readonly NewsDocument[];
  /** Documents in all; `documents` holds the newest. */
  readonly documentCount: number;
  readonly newestKnown: Instant;
}

/** Per source: what became known between the two days of what the parts read. */
export interface NewsOfSource {
  readonly source: string;
  readonly series: number;
  readonly new: number;
  readonly revised: number;
  readonly withdrawn: number;
}

/** How one number moved between two days, and by which news. */
export interface NewsEffect {
  /** Id of a line, a forecast (its median), or `claim/ID` (its probability). */
  readonly id: string;
  readonly kind: "line" | "forecast" | "claim";
  readonly part: PartId | null;
  readonly says: Text;
  readonly unit: string | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly stateFrom: ClaimState | "found";
  readonly stateTo: ClaimState | "found";
  /** Largest first, none where one end is missing; `amount` in the effect's unit; forward and backward are the two orders that are averaged. */
  readonly contributions: readonly {
    readonly group: string;
    readonly amount: number;
    readonly forward: number;
    readonly backward: number;
  }[];
  /** to - from - sum of the contributions; null when one end is missing. Zero but for rounding where every step has a value. */
  readonly residual: number | null;
  /** Groups with which, in one of the two orders, the number appeared or vanished or the state turned. */
  readonly turnedBy: readonly string[];
}

/** What became known between two days, and what it moved. Plain JSON. */
export interface News {
  readonly from: string;
  readonly to: string;
  readonly mode: Mode;
  readonly sources: readonly NewsOfSource[];
  readonly groups: readonly NewsGroup[];
  /** Only what moved: claims, then forecasts, then lines, in the order of the parts. */
  readonly effects: readonly NewsEffect[];
  /** Numbers compared in all. */
  readonly compared: number;
}

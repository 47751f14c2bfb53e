import type { Evidence } from "./observation.ts";
import type { Need, Panel } from "./panel.ts";
import type { Gap } from "./part.ts";
import type { Frequency, Period } from "./period.ts";
import type { Text } from "./text.ts";
import type { Warning } from "./warnings.ts";

/** What a component of an indicator yields: a dated series computed from a panel, or the reason why not. */
export interface SignalSeries {
  readonly id: string;
  readonly unit: string;
  readonly frequency: Frequency;
  readonly periods: readonly Period[];
  readonly values: Float64Array;
  /** Optional interval of each value. */
  readonly low?: Float64Array;
  readonly high?: Float64Array;
  readonly evidence: Evidence;
  /** References to the observations behind each value (same length as periods), or one list for all. */
  readonly refs: readonly (readonly string[])[];
  readonly gap?: Gap;
  readonly warnings: readonly Warning[];
}

/** One component of an indicator: panel -> series. The file's stem is the id. */
export interface Signal {
  readonly id: string;
  readonly question: Text;
  readonly needs: readonly Need[];
  readonly unit: string;
  readonly strongerWhen: "higher" | "lower";
  readonly measure: (panel: Panel) => SignalSeries;
}

import type { Panel } from "../../terms/panel.ts";
import { type Period, shift } from "../../terms/period.ts";
import { type LogRecord, levelsOf, type PathModel, pathsOf, recordOf, stepOf } from "./models.ts";
import type { OriginResult, Predicted, Simulating } from "./target.ts";

/** How a series is forecast from its own record. */
export interface FromRecord {
  readonly id: string;
  readonly season: number;
  /** Horizons that are kept. */
  readonly horizons: readonly number[];
  /** The record is cut to its last so many values, so that far-off decades do not decide; all when absent. */
  readonly longest?: number;
  /** Forecast relative to the newest value = 100, for an index whose base year moves. */
  readonly relative?: boolean;
  /** Periods and values as of the origin; null when nothing is visible. */
  readonly values: (panel: Panel) => { readonly periods: readonly Period[]; readonly values: ArrayLike<number> } | null;
  /** Models beyond the record's own: the slot for one that reads more of the panel. */
  readonly extra?: (panel: Panel, record: LogRecord) => Readonly<Record<string, PathModel>>;
}

/** The record of a series at an origin; null when it is too short. */
export function recordAt(panel: Panel, series: FromRecord): LogRecord | null {
  const view = series.values(panel);
  const record = view === null ? null : recordOf(view.periods, view.values);
  if (record === null || series.longest === undefined) return record;
  return { periods: record.periods.slice(-series.longest), log: record.log.slice(-series.longest) };
}

/** Predictive distributions of every model at every horizon from what was known at the origin. */
export function forecastRecord(panel: Panel, series: FromRecord, { draws, seed }: Simulating): OriginResult {
  const record = recordAt(panel, series);
  if (record === null) return { predicted: [], dated: [] };
  const horizon = Math.max(...series.horizons);
  const ask = { record, season: series.season, horizon, draws, seed: `${seed}/${series.id}/${panel.asOf}` };
  const paths = pathsOf(ask, series.extra?.(panel, record) ?? {});
  const last = record.periods.at(-1) ?? "";
  const relative = series.relative === true;
  const zero = relative ? (record.log.at(-1) ?? Number.NaN) - Math.log(100) : 0;
  const predicted = [...paths].flatMap(([model, log]) =>
    series.horizons.map(
      (h): Predicted => ({
        period: shift(last, h),
        horizon: h,
        model,
        quantiles: levelsOf(stepOf(log, horizon, h).map((v) => v - zero)),
        ...(relative ? { base: last } : {}),
      }),
    ),
  );
  return { predicted, dated: [] };
}

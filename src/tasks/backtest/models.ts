import { createRandom } from "../../math/random.ts";
import { type Baseline, forecastBaseline } from "../../methods/baselines.ts";
import { drawPaths, driftPosterior, logChanges } from "../../methods/drift-posterior.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { type Period, shift } from "../../terms/period.ts";

/** A record in logs, period by period without gaps. */
export interface LogRecord {
  readonly periods: readonly Period[];
  readonly log: Float64Array;
}

/** What a model is asked. */
export interface Ask {
  readonly record: LogRecord;
  /** Periods of a year in which the record may repeat itself: 4, 12, or 1 for a seasonally adjusted series. */
  readonly season: number;
  readonly horizon: number;
  readonly draws: number;
  readonly seed: string;
}

/** Log paths (draws × horizon, row-major), or null where the record is too short for the model. */
export type PathModel = (ask: Ask) => Float64Array | null;

/** The baselines of definition D13, and the Theta method. */
export const baselineIds: readonly string[] = ["random-walk", "seasonal-naive", "ets", "theta", "arima"];

/** Fewest values from which anything is forecast. */
export const leastValues = 8;

const baseline =
  (id: Baseline): PathModel =>
  ({ record, season, horizon, draws, seed }) => {
    if (id === "seasonal-naive" && season < 2) return null;
    return forecastBaseline(record.log, { baseline: id, horizon, draws, season, seed: `${seed}/${id}`, log: false })
      .paths;
  };

/** Drift and variance uncertain, last twelve changes and all changes with half of the draws each (definition D9). */
const driftPooled: PathModel = ({ record, horizon, draws, seed }) => {
  const half = Math.ceil(draws / 2);
  const paths = [12, Number.POSITIVE_INFINITY].map((steps) =>
    drawPaths(driftPosterior(logChanges(record.log, steps)), record.log.at(-1) ?? Number.NaN, {
      horizon,
      draws: half,
      seed: `${seed}/drift/${steps}`,
    }),
  );
  const pooled = new Float64Array(2 * half * horizon);
  paths.forEach((p, i) => pooled.set(p, i * half * horizon));
  return pooled.subarray(0, draws * horizon);
};

/** The models that forecast from the record alone, in a fixed order. */
export const recordModels: Readonly<Record<string, PathModel>> = {
  "random-walk": baseline("random-walk"),
  "seasonal-naive": baseline("seasonal-naive"),
  ets: baseline("ets"),
  theta: baseline("theta"),
  arima: baseline("arima"),
  "drift-posterior": driftPooled,
};

/**
 * Paths of every model that can be fitted, and `combination`: the same number of draws, one from each in turn (equal weights).
 * A model whose requirements the record does not meet is left out; every other failure is a defect and is thrown.
 */
export function pathsOf(ask: Ask, extra: Readonly<Record<string, PathModel>> = {}): Map<string, Float64Array> {
  const all = new Map<string, Float64Array>();
  for (const [id, model] of Object.entries({ ...recordModels, ...extra })) {
    const paths = attempt(() => model(ask));
    if (paths?.every(Number.isFinite) === true) all.set(id, paths);
  }
  const members = [...all.values()];
  if (members.length > 1) {
    const mixed = new Float64Array(ask.draws * ask.horizon);
    const order = createRandom(`${ask.seed}/combination`).permutation(ask.draws);
    for (let i = 0; i < ask.draws; i++) {
      const from = members[i % members.length]!;
      const at = (order[i] ?? i) * ask.horizon;
      mixed.set(from.subarray(at, at + ask.horizon), i * ask.horizon);
    }
    all.set("combination", mixed);
  }
  return all;
}

const tooLittle: ReadonlySet<string> = new Set(["too-few-observations", "constant-series", "not-finite"]);

/** What a model gives, or null where its data do not meet its requirements. */
export function attempt<T>(run: () => T | null): T | null {
  try {
    return run();
  } catch (error) {
    if (error instanceof VorlaufError && tooLittle.has(error.code)) return null;
    throw error;
  }
}

/** The last stretch without gaps or values that have no logarithm; null below {@link leastValues} values. */
export function recordOf(periods: readonly Period[], values: ArrayLike<number>): LogRecord | null {
  let from = periods.length;
  while (from > 0) {
    const value = values[from - 1] ?? Number.NaN;
    const next = periods[from];
    const adjacent = next === undefined || shift(periods[from - 1] ?? next, 1) === next;
    if (!adjacent || !(value > 0)) break;
    from--;
  }
  const kept = periods.slice(from);
  if (kept.length < leastValues) return null;
  return { periods: kept, log: Float64Array.from(kept, (_, i) => Math.log(values[from + i] ?? Number.NaN)) };
}

/** Levels of a number of equally spaced quantiles of log draws, at (i + 1/2) / m, seven significant digits. */
export function levelsOf(logDraws: Float64Array, m: number = 100): number[] {
  const x = Float64Array.from(logDraws).sort();
  return Array.from({ length: m }, (_, i) => {
    const h = Math.min(x.length - 1, Math.max(0, ((i + 0.5) / m) * x.length - 0.5));
    const lo = Math.floor(h);
    const a = x[lo]!;
    const value = a + (h - lo) * ((x[lo + 1] ?? a) - a);
    return Number(Math.exp(value).toPrecision(7));
  });
}

/** The draws of one step (1 = next period). */
export function stepOf(paths: Float64Array, horizon: number, h: number): Float64Array {
  return Float64Array.from({ length: paths.length / horizon }, (_, i) => paths[i * horizon + h - 1]!);
}

import { mean } from "../../math/sums.ts";
import { drawsAt, forecastBaseline } from "../../methods/baselines.ts";
import { drawPaths, driftPosterior, logChanges } from "../../methods/drift-posterior.ts";
import { crpsSample } from "../../methods/scores.ts";

/** Mean CRPS of the pooled drift forecast and of the baseline at one horizon, in log points. */
interface HorizonScore {
  readonly horizon: number;
  readonly origins: number;
  readonly drift: number;
  readonly baseline: number;
}

/** How the rolling test is set up. */
export interface Rolling {
  /** Periods of a year: 4 or 12. */
  readonly season: 4 | 12;
  /** Fit windows pooled with equal weight [changes]. */
  readonly windows: readonly number[];
  /** First origin, 0-based. */
  readonly first: number;
  /** Periods from one origin to the next. */
  readonly every: number;
  readonly longest: number;
  readonly draws: number;
}

const leastOrigins = 20;

/** The cycle's own set-up: quarters, the windows of definition D9. */
export const quarterlyRolling: Rolling = {
  season: 4,
  windows: [12, Number.POSITIVE_INFINITY],
  first: 16,
  every: 1,
  longest: 8,
  draws: 200,
};

/**
 * Scores of the pooled drift forecast against the seasonal naive with drift, from rolling origins of the record cut short.
 * Later revisions of the cut records are included, so these are pseudo real-time scores; horizons with fewer than 20
 * origins are left out (definition D17).
 */
function rollingScores(
  logLevel: Float64Array,
  { season, windows, first, every, longest, draws }: Rolling,
): HorizonScore[] {
  const losses = Array.from({ length: longest }, () => ({ drift: [] as number[], baseline: [] as number[] }));
  for (let t = first; t < logLevel.length - 1; t += every) {
    const past = logLevel.slice(0, t + 1);
    const own = windows.map((steps, w) =>
      drawPaths(driftPosterior(logChanges(past, steps)), past.at(-1) ?? Number.NaN, {
        horizon: longest,
        draws,
        seed: `validation/${t}/${w}`,
      }),
    );
    const naive = forecastBaseline(past, {
      baseline: "seasonal-naive",
      horizon: longest,
      draws: windows.length * draws,
      season,
      seed: `validation/${t}`,
      log: false,
    });
    for (let h = 1; h <= longest && t + h < logLevel.length; h++) {
      const outcome = logLevel[t + h] ?? Number.NaN;
      const pooled = new Float64Array(own.length * draws);
      own.forEach((paths, w) => {
        for (let i = 0; i < draws; i++) pooled[w * draws + i] = paths[i * longest + h - 1] ?? Number.NaN;
      });
      losses[h - 1]?.drift.push(crpsSample(pooled, outcome));
      losses[h - 1]?.baseline.push(crpsSample(drawsAt(naive, h), outcome));
    }
  }
  return losses.flatMap((l, i) =>
    l.drift.length < leastOrigins
      ? []
      : [{ horizon: i + 1, origins: l.drift.length, drift: mean(l.drift), baseline: mean(l.baseline) }],
  );
}

/**
 * Longest horizon up to which the drift forecast's mean score was never worse than the baseline's [periods]; 0 when it never
 * matched. Strict: at whole seasons both start from the same value, so there chance decides, and the horizon ends where it
 * decides against.
 */
export function validatedHorizon(logLevel: Float64Array, rolling: Rolling): number {
  let validated = 0;
  for (const score of rollingScores(logLevel, rolling)) {
    if (score.drift > score.baseline) break;
    validated = score.horizon;
  }
  return validated;
}

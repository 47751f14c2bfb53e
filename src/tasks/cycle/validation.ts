import { driftPosterior, drawPaths, logChanges } from "../../methods/drift-posterior.ts";
import { drawsAt, forecastBaseline } from "../../methods/baselines.ts";
import { crpsSample } from "../../methods/scores.ts";
import { mean } from "../../math/sums.ts";
import { fitWindows } from "./forecast.ts";

const longest = 8;
const leastOrigins = 20;
const firstOrigin = 16;

/** Mean CRPS of the pooled drift forecast and of the baseline at one horizon, in log points. */
export interface HorizonScore {
  readonly horizon: number;
  readonly origins: number;
  readonly drift: number;
  readonly baseline: number;
}

/**
 * Scores of the pooled drift forecast against the seasonal naive with drift, from rolling origins of the record cut short.
 * Later revisions of the cut records are included, so these are pseudo real-time scores; horizons with fewer than 20
 * origins are left out (definition D17).
 *
 * @param logLevel quarterly
 */
export function rollingScores(logLevel: Float64Array, draws: number = 200): HorizonScore[] {
  const losses = Array.from({ length: longest }, () => ({ drift: [] as number[], baseline: [] as number[] }));
  for (let t = firstOrigin; t < logLevel.length - 1; t++) {
    const past = logLevel.slice(0, t + 1);
    const own = fitWindows.map(({ id, steps }) =>
      drawPaths(driftPosterior(logChanges(past, steps)), past.at(-1) ?? Number.NaN, { horizon: longest, draws, seed: `validation/${t}/${id}` }),
    );
    const naive = forecastBaseline(past, { baseline: "seasonal-naive", horizon: longest, draws: 2 * draws, season: 4, seed: `validation/${t}`, log: false });
    for (let h = 1; h <= longest && t + h < logLevel.length; h++) {
      const outcome = logLevel[t + h] ?? Number.NaN;
      const pooled = own.flatMap((paths) => Array.from({ length: draws }, (_, i) => paths[i * longest + h - 1] ?? Number.NaN));
      losses[h - 1]?.drift.push(crpsSample(pooled, outcome));
      losses[h - 1]?.baseline.push(crpsSample(drawsAt(naive, h), outcome));
    }
  }
  return losses.flatMap((l, i) => (l.drift.length < leastOrigins ? [] : [{ horizon: i + 1, origins: l.drift.length, drift: mean(l.drift), baseline: mean(l.baseline) }]));
}

/** Longest horizon up to which the drift forecast was never worse than the baseline [quarters]; 0 when it never matched. */
export function validatedQuarters(logLevel: Float64Array): number {
  let validated = 0;
  for (const score of rollingScores(logLevel)) {
    if (score.drift > score.baseline) break;
    validated = score.horizon;
  }
  return validated;
}

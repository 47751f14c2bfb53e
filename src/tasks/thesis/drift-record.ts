import { mean } from "../../math/sums.ts";
import { crpsNormal } from "../../methods/scores.ts";

/** Origins below which nothing is validated (definition D17). */
const leastOrigins = 20;
/** Changes before the first origin. */
const leastChanges = 8;
const z90 = 1.6448536269514722;

/**
 * Longest horizon up to which the drift forecast of a series held out of sample, in steps: at every horizon up to it, over at
 * least 20 origins, the mean CRPS is not above that of a random walk without drift, and the 90 % interval held the outcome in
 * 80 to 97 % of the origins. 0 when that fails at one step, or the record is too short.
 *
 *   predictive of z[t + h] at origin t:  N(z[t] + h m, s² (h + h² / n)),   m, s² mean and variance of the n changes up to t
 *
 * The values are those known on the as-of day, not those known at each origin: revisions are not part of this test.
 *
 * @param z       the series on its scale, in period order
 * @param upTo    horizons asked for
 */
export function validatedSteps(z: readonly number[], upTo: number): number {
  for (let h = 1; h <= upTo; h++) if (!heldAt(z, h)) return h - 1;
  return upTo;
}

function heldAt(z: readonly number[], h: number): boolean {
  const ours: number[] = [];
  const naive: number[] = [];
  let inside = 0;
  let [n, s1, s2] = [0, 0, 0];
  for (let t = 1; t + h < z.length; t++) {
    const d = (z[t] ?? 0) - (z[t - 1] ?? 0);
    n++;
    s1 += d;
    s2 += d * d;
    if (n < leastChanges) continue;
    const m = s1 / n;
    const variance = Math.max(0, (s2 - n * m * m) / (n - 1));
    const [start, outcome] = [z[t] ?? 0, z[t + h] ?? 0];
    const sd = Math.sqrt(variance * (h + (h * h) / n));
    if (!(sd > 0)) return false;
    ours.push(crpsNormal(outcome, start + h * m, sd));
    naive.push(crpsNormal(outcome, start, Math.sqrt((h * s2) / n)));
    if (Math.abs(outcome - start - h * m) <= z90 * sd) inside++;
  }
  if (ours.length < leastOrigins) return false;
  const share = inside / ours.length;
  return mean(ours) <= mean(naive) && share >= 0.8 && share <= 0.97;
}

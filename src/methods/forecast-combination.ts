import { logSumExp, mean, sum } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** How weights follow from past scores. */
export type CombinationScheme = "equal" | "inverse-loss" | "log-pool";

/** How forecasts are combined in real time. */
export interface CombinationOptions {
  readonly scheme: CombinationScheme;
  /** Steps ahead h: at origin t the score of origin t - h is the newest one known. */
  readonly horizon: number;
  /** Weight of a score one origin older; 1 = all count alike. */
  readonly discount: number;
  /** Scores of every model needed before weights leave 1/M. */
  readonly minimum: number;
}

/** Weights as they could have been known at every origin. */
export interface Combination {
  /** (origins × models), row-major; rows sum to 1. */
  readonly weights: Float64Array;
  /** For the next origin, from all scores. */
  readonly next: Float64Array;
  readonly models: number;
  readonly origins: number;
  /** Whether all pools were found to their optimum; true for the other schemes. */
  readonly converged: boolean;
  /** Largest share by which a weight would still have grown where an origin's steps ended; 0 without steps. */
  readonly change: number;
}

/**
 * Real-time combination weights of M models from their past scores.
 *
 * - `equal`: 1/M.
 * - `inverse-loss`: w_m ~ 1 / discounted mean of losses (squared errors, CRPS); a model without loss takes all.
 * - `log-pool`: scores are log predictive densities at the outcome; w maximises sum_t d^(T-t) log sum_m w_m p_mt, found by the
 *   EM step w_m <- mean of w_m p_mt / sum_j w_j p_jt (concave: the maximum is global).
 *
 * An origin with a missing score (NaN) of any model teaches nothing and is left out.
 *
 * @param scores one array per model, one value per origin in time order
 * @throws "wrong-shape" for unequal lengths, "too-few-observations" without a model, "input-invalid" for a loss < 0, a discount outside (0, 1], a horizon or minimum below 1
 * @cite Bates & Granger (1969), Operational Research Quarterly 20; Stock & Watson (2004), Journal of Forecasting 23 (discounted inverse loss); Hall & Mitchell (2007), International Journal of Forecasting 23; Geweke & Amisano (2011), Journal of Econometrics 164; Conflitti, De Mol & Giannone (2015), International Journal of Forecasting 31 (EM step)
 */
export function combineForecasts(
  scores: readonly ArrayLike<number>[],
  options: Partial<CombinationOptions> = {},
): Combination {
  const o = { ...method.defaults, ...options };
  const M = scores.length;
  const T = scores[0]?.length ?? 0;
  checkScores(scores, o);
  const known = Array.from({ length: T }, (_, t) => t).filter((t) => scores.every((s) => !Number.isNaN(s[t]!)));
  const weights = new Float64Array(T * M);
  let [converged, change] = [true, 0];
  let before = new Float64Array(M).fill(1 / M);
  const at = (origin: number): Float64Array => {
    const past = known.filter((t) => t <= origin - o.horizon);
    if (o.scheme === "equal" || past.length < o.minimum) return new Float64Array(M).fill(1 / M);
    const decay = past.map((t) => o.discount ** (origin - o.horizon - t));
    if (o.scheme === "inverse-loss") return inverseLoss(scores, past, decay);
    const pool = logPool(scores, { past, decay, start: before });
    converged &&= pool.converged;
    change = Math.max(change, pool.change);
    before = Float64Array.from(pool.weights, (w) => 0.9 * w + 0.1 / M);
    return pool.weights;
  };
  for (let t = 0; t < T; t++) weights.set(at(t), t * M);
  return { weights, next: at(T - 1 + o.horizon), models: M, origins: T, converged, change };
}

function checkScores(scores: readonly ArrayLike<number>[], o: CombinationOptions): void {
  const refuse = (what: string, got: number, fix: string): never => {
    throw new VorlaufError("input-invalid", { what, got: String(got), fix });
  };
  if (scores.length === 0)
    throw new VorlaufError("too-few-observations", { what: "models to combine", have: 0, need: 1 });
  if (!(o.discount > 0 && o.discount <= 1)) refuse("discount", o.discount, "Give a number above 0 and at most 1.");
  if (!(Number.isInteger(o.horizon) && o.horizon >= 1)) refuse("horizon", o.horizon, "Give a whole number from 1.");
  if (!(Number.isInteger(o.minimum) && o.minimum >= 1)) refuse("minimum", o.minimum, "Give a whole number from 1.");
  const T = scores[0]?.length ?? 0;
  scores.forEach((s, m) => {
    if (s.length !== T)
      throw new VorlaufError("wrong-shape", {
        what: `scores of model ${m}`,
        expected: `${T} origins`,
        got: `${s.length}`,
      });
    for (let t = 0; t < T; t++) {
      if (o.scheme === "inverse-loss" && s[t]! < 0)
        refuse(`loss of model ${m} at origin ${t}`, s[t]!, "A loss is not negative; log densities belong to log-pool.");
      if (s[t] === Number.POSITIVE_INFINITY)
        throw new VorlaufError("not-finite", { what: `score of model ${m}`, index: t });
    }
  });
}

function inverseLoss(
  scores: readonly ArrayLike<number>[],
  past: readonly number[],
  decay: readonly number[],
): Float64Array {
  const losses = scores.map((s) => sum(past.map((t, i) => decay[i]! * s[t]!)) / sum(decay));
  const perfect = losses.filter((v) => v === 0).length;
  const raw = Float64Array.from(losses, (v) => (perfect > 0 ? (v === 0 ? 1 : 0) : 1 / v));
  const total = sum(raw);
  return raw.map((v) => v / total);
}

const poolSteps = 5000;

/**
 * Weights of the optimal linear pool. At the maximum the mean of p_m / sum_j w_j p_j is 1 for every model with weight and at
 * most 1 for the others; the search ends when no model exceeds 1 by more than 1e-7.
 */
function logPool(
  scores: readonly ArrayLike<number>[],
  {
    past,
    decay,
    start,
  }: { readonly past: readonly number[]; readonly decay: readonly number[]; readonly start: Float64Array },
): { readonly weights: Float64Array; readonly converged: boolean; readonly change: number } {
  const M = scores.length;
  const total = sum(decay);
  // Densities relative to the best model of the origin: only their ratios matter.
  const p = past.map((t) => {
    const logs = scores.map((s) => s[t]!);
    const top = Math.max(...logs);
    return top === Number.NEGATIVE_INFINITY ? null : logs.map((v) => Math.exp(v - top));
  });
  let w = Float64Array.from(start);
  let change = 0;
  for (let step = 0; step < poolSteps; step++) {
    const gain = new Float64Array(M);
    p.forEach((row, i) => {
      if (row === null) return;
      const mix = sum(row.map((v, m) => w[m]! * v));
      row.forEach((v, m) => {
        gain[m]! += (decay[i]! * v) / (mix * total);
      });
    });
    change = Math.max(0, ...gain) - 1;
    if (change <= 1e-7) return { weights: w, converged: true, change: Math.max(0, change) };
    const next = w.map((v, m) => v * gain[m]!);
    const size = sum(next);
    w = next.map((v) => v / size);
  }
  return { weights: w, converged: false, change };
}

/** Mean over origins of the log density of a linear pool with given weights [nats]. @cite Hall & Mitchell (2007), eq. 6 */
export function poolLogScore(logDensities: readonly ArrayLike<number>[], weights: ArrayLike<number>): number {
  const T = logDensities[0]?.length ?? 0;
  return mean(
    Float64Array.from({ length: T }, (_, t) => logSumExp(logDensities.map((s, m) => s[t]! + Math.log(weights[m]!)))),
  );
}

/** How much should each model count, by what was known at the time? Losses or log densities per model and origin. */
export const method: Method<{ readonly scores: readonly ArrayLike<number>[] }, CombinationOptions, Combination> = {
  id: "forecast-combination",
  cites: [
    "Bates & Granger (1969), Operational Research Quarterly 20(4), 451-468",
    "Hall & Mitchell (2007), International Journal of Forecasting 23(1), 1-13",
    "Geweke & Amisano (2011), Journal of Econometrics 164(1), 130-141",
  ],
  defaults: { scheme: "inverse-loss", horizon: 1, discount: 1, minimum: 4 },
  run: ({ scores }, options) => combineForecasts(scores, options),
};

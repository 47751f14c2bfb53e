import { createRandom } from "../math/random.ts";
import { mean } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** How the set is found. */
export interface McsOptions {
  readonly statistic: "max" | "range";
  readonly alpha: number;
  readonly bootstrap: number;
  /** Periods of a block, or "auto": the highest autoregressive order (AIC) of the loss differences of the models still in, at least `leastBlock`. */
  readonly blockLength: number | "auto";
  readonly leastBlock: number;
  readonly seed: number | string;
}

/** One surviving model. */
export interface McsModel {
  readonly model: number;
  /** t statistic of its loss against the mean of the set, and the bootstrap probability of a larger maximum. */
  readonly tMax: number;
  readonly pMax: number;
  /** Largest t statistic against another model, and its bootstrap probability. */
  readonly tRange: number;
  readonly pRange: number;
  readonly loss: number;
}

/** The models that cannot be told from the best. */
export interface ConfidenceSet {
  readonly survivors: readonly McsModel[];
  /** In the order of elimination. */
  readonly eliminated: readonly number[];
  /** p-value of the last test. */
  readonly p: number;
}

/**
 * Model confidence set: equal predictive ability is tested by T_max = max_i t_i. (or T_R = max_ij |t_ij|); while it is rejected
 * at alpha the worst model leaves. Variances and laws from a circular block bootstrap, the same draws for every test.
 * @param losses one array per model, equal length
 * @throws "too-few-observations" below 2 models or 10 losses, "wrong-shape"
 * @cite Hansen, Lunde & Nason (2011), Econometrica 79
 */
export function modelConfidenceSet(
  losses: readonly ArrayLike<number>[],
  options: Partial<McsOptions> = {},
): ConfidenceSet {
  const o = { ...method.defaults, ...options };
  const n = losses[0]?.length ?? 0;
  if (losses.length < 2 || n < 10)
    throw new VorlaufError("too-few-observations", {
      what: "model confidence set",
      have: losses.length < 2 ? losses.length : n,
      need: losses.length < 2 ? 2 : 10,
    });
  for (const [i, l] of losses.entries())
    if (l.length !== n)
      throw new VorlaufError("wrong-shape", { what: `losses of model ${i}`, expected: `${n}`, got: `${l.length}` });
  const means = losses.map((l) => mean(l));
  let set = losses.map((_, i) => i);
  const eliminated: number[] = [];
  let block = 0;
  let draws: Float64Array[] = [];
  for (;;) {
    const wanted =
      o.blockLength === "auto"
        ? blockOf(
            set.map((i) => losses[i]!),
            o.leastBlock,
          )
        : o.blockLength;
    if (wanted !== block) draws = bootstrapMeans(losses, means, { ...o, blockLength: wanted });
    block = wanted;
    const test = testSet(set, means, draws);
    const p = o.statistic === "max" ? test.pMax : test.pRange;
    if (set.length === 1 || p >= o.alpha) return { survivors: test.models, eliminated, p };
    const worst = test.models.reduce((a, b) =>
      (o.statistic === "max" ? b.tMax > a.tMax : b.tRange > a.tRange) ? b : a,
    ).model;
    eliminated.push(worst);
    set = set.filter((i) => i !== worst);
  }
}

/** The highest order of the autoregressions (Yule-Walker, AIC) of all loss differences, at least `least`. @cite Hansen, Lunde & Nason (2011), section 5 */
function blockOf(losses: readonly ArrayLike<number>[], least: number): number {
  let block = least;
  losses.forEach((a, i) => {
    for (const b of losses.slice(i + 1)) block = Math.max(block, orderByAic(Float64Array.from(a, (v, t) => v - b[t]!)));
  });
  return block;
}

/** Order of an autoregression by AIC up to 10 log10 n, Yule-Walker equations by Levinson's recursion. @cite Akaike (1974), IEEE Transactions on Automatic Control 19 */
function orderByAic(x: Float64Array): number {
  const n = x.length;
  const m = mean(x);
  const most = Math.min(n - 1, Math.floor(10 * Math.log10(n)));
  const gamma = Float64Array.from({ length: most + 1 }, (_, lag) => {
    let s = 0;
    for (let t = lag; t < n; t++) s += (x[t]! - m) * (x[t - lag]! - m);
    return s / n;
  });
  if (!(gamma[0]! > 0)) return 0;
  let phi: number[] = [];
  let v = gamma[0]!;
  let [best, order] = [n * Math.log(v), 0];
  for (let p = 1; p <= most; p++) {
    const r = (gamma[p]! - phi.reduce((s, c, j) => s + c * gamma[p - 1 - j]!, 0)) / v;
    phi = [...phi.map((c, j) => c - r * phi[p - 2 - j]!), r];
    v *= 1 - r * r;
    const aic = n * Math.log(v) + 2 * p;
    if (aic < best) [best, order] = [aic, p];
  }
  return order;
}

/** Bootstrap deviations of every model's mean loss from its mean, models × draws. */
function bootstrapMeans(
  losses: readonly ArrayLike<number>[],
  means: readonly number[],
  o: McsOptions & { readonly blockLength: number },
): Float64Array[] {
  const n = losses[0]!.length;
  const random = createRandom(o.seed);
  const out = losses.map(() => new Float64Array(o.bootstrap));
  for (let b = 0; b < o.bootstrap; b++) {
    const counts = new Float64Array(n);
    for (let filled = 0; filled < n; filled += o.blockLength) {
      const start = random.integer(n);
      for (let l = 0; l < Math.min(o.blockLength, n - filled); l++) counts[(start + l) % n]!++;
    }
    losses.forEach((loss, i) => {
      let s = 0;
      for (let t = 0; t < n; t++) s += counts[t]! * loss[t]!;
      out[i]![b] = s / n - means[i]!;
    });
  }
  return out;
}

function testSet(
  set: readonly number[],
  means: readonly number[],
  draws: readonly Float64Array[],
): { readonly models: readonly McsModel[]; readonly pMax: number; readonly pRange: number } {
  const B = draws[0]!.length;
  if (set.length === 1)
    return {
      models: [{ model: set[0]!, tMax: 0, pMax: 1, tRange: 0, pRange: 1, loss: means[set[0]!]! }],
      pMax: 1,
      pRange: 1,
    };
  const centre = Float64Array.from({ length: B }, (_, b) => mean(set.map((i) => draws[i]![b]!)));
  const level = mean(set.map((i) => means[i]!));
  const sd = (x: Float64Array): number => Math.sqrt(mean(x.map((v) => v * v)));
  const own = set.map((i) => draws[i]!.map((v, b) => v - centre[b]!));
  const ownSd = own.map(sd);
  const tMax = set.map((i, a) => (means[i]! - level) / ownSd[a]!);
  const lawMax = Float64Array.from({ length: B }, (_, b) => Math.max(...own.map((x, a) => x[b]! / ownSd[a]!)));
  const tRange = set.map(() => Number.NEGATIVE_INFINITY);
  const lawRange = new Float64Array(B);
  set.forEach((i, a) => {
    set.forEach((j, c) => {
      if (a === c) return;
      const d = draws[i]!.map((v, b) => v - draws[j]![b]!);
      const s = sd(d);
      tRange[a] = Math.max(tRange[a]!, (means[i]! - means[j]!) / s);
      for (let b = 0; b < B; b++) lawRange[b] = Math.max(lawRange[b]!, Math.abs(d[b]! / s));
    });
  });
  const share = (law: Float64Array, t: number): number => law.reduce((k, v) => k + (v > t ? 1 : 0), 0) / B;
  const models = set.map(
    (model, a): McsModel => ({
      model,
      tMax: tMax[a]!,
      pMax: share(lawMax, tMax[a]!),
      tRange: tRange[a]!,
      pRange: share(lawRange, tRange[a]!),
      loss: means[model]!,
    }),
  );
  return { models, pMax: share(lawMax, Math.max(...tMax)), pRange: share(lawRange, Math.max(...tRange)) };
}

/** Which models cannot be told from the best? One array of losses per model. */
export const method: Method<{ readonly losses: readonly ArrayLike<number>[] }, McsOptions, ConfidenceSet> = {
  id: "model-confidence-set",
  cites: ["Hansen, Lunde & Nason (2011), Econometrica 79(2), 453-497"],
  defaults: { statistic: "max", alpha: 0.1, bootstrap: 5000, blockLength: 3, leastBlock: 3, seed: 1 },
  run: ({ losses }, options) => modelConfidenceSet(losses, options),
};

import { normalCdf, normalQuantile } from "../math/distributions.ts";
import { type LeastSquares, leastSquares } from "../math/linear-algebra.ts";
import { columns, type OlsFit, ols, ones } from "../math/ols.ts";
import { createRandom, type Random } from "../math/random.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** A continuous trend with one change of slope, in log2. */
export interface KinkTrend {
  /** x of the break with the least squared error. */
  readonly breakAt: number;
  /** log2 y per unit of x before and after the break, and without a break. */
  readonly slopeBefore: number;
  readonly slopeAfter: number;
  readonly slopeWhole: number;
  /** 1 / slope: units of x per doubling. */
  readonly doublingBefore: number;
  readonly doublingAfter: number;
  readonly doublingWhole: number;
  /** t statistic of the change of slope at the break. */
  readonly t: number;
  /** One-sided bootstrap p-value that the later slope is steeper; NaN without bootstrap draws. */
  readonly pSteeper: number;
  /** Observations, and least observations kept on each side. */
  readonly n: number;
  readonly trim: number;
}

/** How the kink is sought and tested. */
export interface KinkOptions {
  /** Bootstrap samples under the null, 999. */
  readonly bootstrap: number;
  readonly seed: number | string;
  /**
   * `records`: under the null each value is drawn from the straight trend given that it exceeds every value before it, for a
   * list that keeps only record-setting entries (definition D4). `plain`: no such condition.
   */
  readonly null: "records" | "plain";
  /** Share of observations kept free of a break at each end, at least 3 observations. */
  readonly trimShare: number;
}

/**
 * Continuous kink regression log2 y = a + b x + c max(0, x - k) + e, k by search over the observed x with
 * max(3, trimShare n) observations on each side, least squared error.
 *
 * The test of "later slope steeper" compares the t statistic of c at the best k with its law under a straight trend, by
 * parametric bootstrap: a, b and the residual sd come from the straight fit; with `null: "records"` the draws are normal
 * truncated below at the record so far, because a list of records bends even when progress does not.
 *
 * @param x position in time, ascending, for example decimal years; several values may share one x
 * @param y level, > 0
 * @throws "too-few-observations" below 2 trim + 2, "input-invalid" for y <= 0 or x not ascending
 * @cite Hansen (2017), Journal of Business & Economic Statistics 35 (regression kink with unknown threshold)
 */
export function fitKink(x: ArrayLike<number>, y: ArrayLike<number>, options: Partial<KinkOptions> = {}): KinkTrend {
  const o = { ...method.defaults, ...options };
  const n = x.length;
  const trim = Math.max(3, Math.ceil(o.trimShare * n));
  checkInput(x, y, 2 * trim + 2);
  const xs = Float64Array.from(x);
  const logs = Float64Array.from(y, Math.log2);
  const designs = designsOf(xs, trim);
  if (designs.length === 0)
    throw new VorlaufError("too-few-observations", { what: "distinct dates for a break", have: 0, need: 1 });
  const best = search(logs, designs);
  const straight = ols(columns(ones(n), xs), logs, 2);
  const [before, change] = [best.beta[1]!, best.beta[2]!];
  const whole = straight.beta[1]!;
  return {
    breakAt: best.at,
    slopeBefore: before,
    slopeAfter: before + change,
    slopeWhole: whole,
    doublingBefore: 1 / before,
    doublingAfter: 1 / (before + change),
    doublingWhole: 1 / whole,
    t: best.t,
    pSteeper: bootstrapP(straight, { designs, t: best.t, options: o }),
    n,
    trim,
  };
}

function checkInput(x: ArrayLike<number>, y: ArrayLike<number>, need: number): void {
  if (x.length !== y.length)
    throw new VorlaufError("wrong-shape", {
      what: "kink regression",
      expected: `${x.length} values`,
      got: `${y.length}`,
    });
  if (x.length < need)
    throw new VorlaufError("too-few-observations", { what: "kink regression", have: x.length, need });
  for (let i = 0; i < x.length; i++) {
    if (!(y[i]! > 0))
      throw new VorlaufError("input-invalid", {
        what: `value ${i}`,
        got: `${y[i]}`,
        fix: "A log trend needs values above 0.",
      });
    if (i > 0 && !(x[i]! >= x[i - 1]!))
      throw new VorlaufError("input-invalid", {
        what: `date ${i}`,
        got: `${x[i]} after ${x[i - 1]}`,
        fix: "Sort by date.",
      });
  }
}

function breakGrid(x: Float64Array, trim: number): number[] {
  const inside = Array.from(x.subarray(trim - 1, x.length - trim + 1)).filter((v) => v > x[0]! && v < x.at(-1)!);
  return [...new Set(inside)];
}

/** The regressors of a break: the same for every bootstrap sample. */
interface Design {
  readonly at: number;
  readonly X: Float64Array;
}

function designsOf(x: Float64Array, trim: number): Design[] {
  return breakGrid(x, trim).map((at) => ({
    at,
    X: columns(
      ones(x.length),
      x,
      x.map((v) => Math.max(0, v - at)),
    ),
  }));
}

/** The break with the least squared error, its coefficients, and the t statistic of the change of slope: what a bootstrap sample needs of a regression. */
function search(
  y: Float64Array,
  designs: readonly Design[],
): { readonly at: number; readonly beta: Float64Array; readonly t: number } {
  let best: { at: number; fit: LeastSquares; rss: number } | null = null;
  for (const { at, X } of designs) {
    const fit = leastSquares(X, y, { n: y.length, k: 3 });
    let rss = 0;
    for (const e of fit.residuals) rss += e * e;
    if (best === null || rss < best.rss * (1 - 1e-12)) best = { at, fit, rss };
  }
  if (best === null)
    throw new VorlaufError("too-few-observations", { what: "distinct dates for a break", have: 0, need: 1 });
  const { at, fit, rss } = best;
  const sigma2 = rss / (y.length - 3);
  return { at, beta: fit.beta, t: fit.beta[2]! / Math.sqrt(fit.inverseGram[8]! * sigma2) };
}

function bootstrapP(
  straight: OlsFit,
  test: { readonly designs: readonly Design[]; readonly t: number; readonly options: KinkOptions },
): number {
  const { designs, t, options } = test;
  if (options.bootstrap <= 0) return Number.NaN;
  const random = createRandom(options.seed);
  const sd = Math.sqrt(straight.sigma2);
  let atLeast = 0;
  for (let b = 0; b < options.bootstrap; b++) {
    let record = Number.NEGATIVE_INFINITY;
    const y = straight.fitted.map((m) => {
      const v = options.null === "records" ? aboveRecord(m, sd, record, random) : m + sd * random.normal();
      record = Math.max(record, v);
      return v;
    });
    if (search(y, designs).t >= t) atLeast++;
  }
  return (1 + atLeast) / (1 + options.bootstrap);
}

/** Normal(m, sd) given that it exceeds the record, by inversion of the upper tail. */
function aboveRecord(m: number, sd: number, record: number, random: Random): number {
  const tail = normalCdf((m - record) / sd);
  if (!(tail > 0)) return record + (sd * sd * random.exponential()) / Math.max(sd, record - m);
  return m - sd * normalQuantile(tail * (1 - random.uniform()));
}

/** Did the doubling time change, and when? */
export const method: Method<{ readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }, KinkOptions, KinkTrend> =
  {
    id: "kink-trend",
    cites: [
      "Hansen (2017), Journal of Business & Economic Statistics 35(2), 228-240",
      "Davison & Hinkley (1997), Bootstrap Methods, 4.2",
    ],
    defaults: { bootstrap: 999, seed: 1, null: "records", trimShare: 0.15 },
    run: ({ x, y }, options) => fitKink(x, y, options),
  };

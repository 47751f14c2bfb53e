import { tQuantile, tTwoSided } from "../math/distributions.ts";
import { leastSquares } from "../math/linear-algebra.ts";
import { mean } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** What a movement of x does to y some periods later. */
export interface LaggedResponse {
  readonly horizon: number;
  /** Standard deviations of y per standard deviation of x. */
  readonly response: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided, t with `df` degrees of freedom. */
  readonly p: number;
  readonly df: number;
  /** Periods that enter the regression. */
  readonly n: number;
}

/** How responses are estimated. */
export interface LaggedResponseOptions {
  /** Lags of both series that the dynamics are thought to have; one more is added. */
  readonly lags: number;
  readonly horizons: number;
  /** Of the interval; 0.9. */
  readonly coverage: number;
}

/**
 * Lag-augmented local projections of one series on another, one regression per horizon h = 1..horizons:
 *
 *   y[t+h] = a + b_h x[t] + c_0 y[t] + sum_{l=1..p+1} (c_l y[t-l] + d_l x[t-l]) + e[t+h]
 *
 * b_h, both series standardised, is the response. y[t] is a control, so what happens within the same period never counts as
 * an effect. With one lag more than the dynamics have, errors that are robust to heteroskedasticity alone are valid at every horizon;
 * HC3 and the t distribution with n - m degrees of freedom keep them honest in short samples.
 *
 * @param x    the cause, stationary, no gaps; y the effect, same length
 * @throws     "wrong-shape", "not-finite", "too-few-observations", "input-invalid" for a constant series
 * @cite       Jordà (2005), American Economic Review 95(1); Montiel Olea & Plagborg-Møller (2021), Econometrica 89(4), Prop. 1;
 *             MacKinnon & White (1985), Journal of Econometrics 29 (HC3)
 */
export function laggedResponses(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: Partial<LaggedResponseOptions> = {},
): readonly LaggedResponse[] {
  const { lags, horizons, coverage } = { ...method.defaults, ...options };
  if (x.length !== y.length)
    throw new VorlaufError("wrong-shape", { what: "effect", expected: `${x.length} periods`, got: `${y.length}` });
  const p = lags + 1;
  const m = 3 + 2 * p;
  if (x.length - p - horizons <= m + 2)
    throw new VorlaufError("too-few-observations", {
      what: `lagged responses ${horizons} ahead with ${p} lags`,
      have: x.length,
      need: p + horizons + m + 3,
    });
  const [cause, effect] = [standardised(x, "cause"), standardised(y, "effect")];
  return Array.from({ length: horizons }, (_, i) => respond(cause, effect, { p, h: i + 1, coverage }));
}

function standardised(values: ArrayLike<number>, what: string): Float64Array {
  const x = Float64Array.from(values);
  const gap = x.findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what, index: gap });
  const m = mean(x);
  const sd = Math.sqrt(x.reduce((s, v) => s + (v - m) ** 2, 0) / (x.length - 1));
  if (!(sd > 1e-12 * Math.max(1e-300, Math.abs(m))))
    throw new VorlaufError("input-invalid", { what, got: "a constant series", fix: "Give a series that moves." });
  return x.map((v) => (v - m) / sd);
}

function respond(
  x: Float64Array,
  y: Float64Array,
  { p, h, coverage }: { readonly p: number; readonly h: number; readonly coverage: number },
): LaggedResponse {
  const n = x.length - p - h;
  const m = 3 + 2 * p;
  const X = new Float64Array(n * m);
  const Y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const t = i + p;
    X[i * m] = x[t]!;
    X[i * m + 1] = 1;
    X[i * m + 2] = y[t]!;
    for (let l = 1; l <= p; l++) {
      X[i * m + 1 + 2 * l] = y[t - l]!;
      X[i * m + 2 + 2 * l] = x[t - l]!;
    }
    Y[i] = y[t + h]!;
  }
  const { beta, inverseGram, residuals } = leastSquares(X, Y, { n, k: m, m: 1 });
  let variance = 0;
  for (let i = 0; i < n; i++) {
    let [leverage, weight] = [0, 0];
    for (let a = 0; a < m; a++) {
      let s = 0;
      for (let b = 0; b < m; b++) s += inverseGram[a * m + b]! * X[i * m + b]!;
      leverage += X[i * m + a]! * s;
      if (a === 0) weight = s;
    }
    variance += (weight * residuals[i]!) ** 2 / Math.max(1e-12, 1 - leverage) ** 2;
  }
  const df = n - m;
  const standardError = Math.sqrt(variance);
  const response = beta[0]!;
  const reach = tQuantile(0.5 + coverage / 2, df) * standardError;
  return {
    horizon: h,
    response,
    standardError,
    low: response - reach,
    high: response + reach,
    p: tTwoSided(response / standardError, df),
    df,
    n,
  };
}

/** What does a movement of one series do to another, one to several periods later? */
export const method: Method<
  { readonly cause: ArrayLike<number>; readonly effect: ArrayLike<number> },
  LaggedResponseOptions,
  readonly LaggedResponse[]
> = {
  id: "lagged-response",
  cites: [
    "Jordà (2005), American Economic Review 95(1), 161-182",
    "Montiel Olea & Plagborg-Møller (2021), Econometrica 89(4), 1789-1823",
  ],
  defaults: { lags: 1, horizons: 4, coverage: 0.9 },
  run: ({ cause, effect }, options) => laggedResponses(cause, effect, options),
};

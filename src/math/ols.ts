import { tTwoSided } from "./distributions.ts";
import { MathFailure } from "./failure.ts";
import { leastSquares, multiply, symmetrise } from "./linear-algebra.ts";
import { mean } from "./sums.ts";

/** A linear regression. */
export interface OlsFit {
  /** Coefficients (k). */
  readonly beta: Float64Array;
  /** Standard errors under homoskedasticity (k). */
  readonly standardErrors: Float64Array;
  /** sigma^2 (X'X)^-1 (k × k). */
  readonly covariance: Float64Array;
  readonly t: Float64Array;
  /** Two-sided, Student with n - k degrees of freedom. */
  readonly p: Float64Array;
  readonly residuals: Float64Array;
  readonly fitted: Float64Array;
  /** Sum of squared residuals. */
  readonly rss: number;
  /** rss / (n - k). */
  readonly sigma2: number;
  /** About the mean of y. */
  readonly r2: number;
  /** Gaussian log-likelihood at sigma^2 = rss / n [nats]. */
  readonly logLikelihood: number;
  readonly inverseGram: Float64Array;
  readonly n: number;
  readonly k: number;
}

/**
 * Ordinary least squares y = X beta + e. Add the column of ones yourself.
 * @param X n × k, row-major
 * @throws "not-positive-definite" for collinear regressors, "wrong-shape" when n <= k
 * @cite Greene (2012), Econometric Analysis, ch. 3 and 4
 */
export function ols(X: Float64Array, y: Float64Array, k: number): OlsFit {
  const n = y.length;
  if (n <= k)
    throw new MathFailure("wrong-shape", { what: "regression", expected: `more than ${k} rows`, got: `${n}` });
  const { beta, inverseGram, residuals } = leastSquares(X, y, { n, k });
  let rss = 0;
  for (const e of residuals) rss += e * e;
  const m = mean(y);
  let tss = 0;
  for (const v of y) tss += (v - m) * (v - m);
  const sigma2 = rss / (n - k);
  const covariance = inverseGram.map((v) => v * sigma2);
  const standardErrors = Float64Array.from({ length: k }, (_, i) => Math.sqrt(covariance[i * k + i]!));
  const t = beta.map((b, i) => b / standardErrors[i]!);
  return {
    beta,
    standardErrors,
    covariance,
    t,
    p: t.map((v) => tTwoSided(v, n - k)),
    residuals,
    fitted: y.map((v, i) => v - residuals[i]!),
    rss,
    sigma2,
    r2: 1 - rss / tss,
    logLikelihood: -0.5 * n * (Math.log(2 * Math.PI * (rss / n)) + 1),
    inverseGram,
    n,
    k,
  };
}

/** The regressor matrix from columns, row-major (n × number of columns). */
export function columns(...cols: readonly ArrayLike<number>[]): Float64Array {
  const n = cols[0]?.length ?? 0;
  const k = cols.length;
  const X = new Float64Array(n * k);
  cols.forEach((c, j) => {
    for (let i = 0; i < n; i++) X[i * k + j] = c[i]!;
  });
  return X;
}

/** A column of n ones. */
export function ones(n: number): Float64Array {
  return new Float64Array(n).fill(1);
}

/** Newey and West's rule of thumb for the number of lags, floor(4 (n / 100)^(2/9)). */
export function neweyWestLags(n: number): number {
  return Math.floor(4 * (n / 100) ** (2 / 9));
}

/**
 * Long-run variance matrix of an n × k array of moments by the Bartlett kernel, divided by n:
 * S = G0 + sum_{l=1..L} (1 - l / (L + 1)) (Gl + Gl'), Gl = 1/n sum_t u_t u_{t-l}'. The moments are not centred.
 * @cite Newey & West (1987), Econometrica 55
 */
export function longRunVariance(u: Float64Array, k: number, lags: number): Float64Array {
  const n = u.length / k;
  const S = new Float64Array(k * k);
  for (let l = 0; l <= Math.min(lags, n - 1); l++) {
    const w = (l === 0 ? 0.5 : 1 - l / (lags + 1)) / n;
    for (let t = l; t < n; t++) {
      for (let i = 0; i < k; i++) {
        for (let j = 0; j < k; j++) {
          const v = w * u[t * k + i]! * u[(t - l) * k + j]!;
          S[i * k + j]! += v;
          S[j * k + i]! += v;
        }
      }
    }
  }
  return S;
}

/**
 * Heteroskedasticity and autocorrelation consistent covariance of OLS coefficients (k × k):
 * (X'X)^-1 (n S) (X'X)^-1 with S of {@link longRunVariance} of x_t e_t; `lags` 0 gives White's.
 * @param options `adjust`: multiply by n / (n - k)
 * @cite Newey & West (1987), Econometrica 55
 */
export function hacCovariance(
  X: Float64Array,
  fit: OlsFit,
  options: { readonly lags: number; readonly adjust?: boolean },
): Float64Array {
  const { n, k, residuals, inverseGram } = fit;
  const u = X.map((x, i) => x * residuals[Math.floor(i / k)]!);
  const scale = n * (options.adjust === true ? n / (n - k) : 1);
  const S = longRunVariance(u, k, options.lags).map((v) => v * scale);
  const half = multiply(inverseGram, S, { n: k, k, m: k });
  return symmetrise(multiply(half, inverseGram, { n: k, k, m: k }), k);
}

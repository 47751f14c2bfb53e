import { leastSquares, multiply, symmetrise, transpose } from "../math/linear-algebra.ts";
import { columns, hacCovariance, longRunVariance, type OlsFit, ols, ones } from "../math/ols.ts";
import { mean } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/**
 * Cross-correlations cor(x[t+k], y[t]) for k = -max..max (negative k: x leads y), divisor n, means over the whole sample.
 * @throws "too-few-observations" when the series are shorter than max + 3, "wrong-shape", "not-finite", "constant-series"
 * @cite Venables & Ripley (2002), Modern Applied Statistics with S, 14.1
 */
export function crossCorrelation(x: ArrayLike<number>, y: ArrayLike<number>, max: number): Float64Array {
  const n = x.length;
  checkPair(x, y, max + 3);
  const [a, b] = [centred(x), centred(y)];
  const scale = Math.sqrt(squares(a) * squares(b));
  return Float64Array.from({ length: 2 * max + 1 }, (_, i) => {
    const k = i - max;
    let s = 0;
    for (let t = Math.max(0, -k); t < Math.min(n, n - k); t++) s += a[t + k]! * b[t]!;
    return s / scale;
  });
}

function checkPair(x: ArrayLike<number>, y: ArrayLike<number>, need: number): void {
  if (y.length !== x.length)
    throw new VorlaufError("wrong-shape", {
      what: "second series",
      expected: `${x.length} periods`,
      got: `${y.length}`,
    });
  if (x.length < need) throw new VorlaufError("too-few-observations", { what: "leads and lags", have: x.length, need });
  for (const [what, z] of [
    ["first series", x],
    ["second series", y],
  ] as const) {
    const gap = Array.from(z).findIndex((v) => !Number.isFinite(v));
    if (gap >= 0) throw new VorlaufError("not-finite", { what, index: gap });
    if (Array.from(z).every((v) => v === z[0])) throw new VorlaufError("constant-series", { what });
  }
}

function centred(x: ArrayLike<number>): Float64Array {
  const m = mean(x);
  return Float64Array.from(x, (v) => v - m);
}

function squares(x: Float64Array): number {
  return x.reduce((s, v) => s + v * v, 0);
}

/** A predictive regression y[t + lead] = a + b x[t] + e with HAC errors. */
export interface LeadRegression {
  readonly lead: number;
  readonly b: number;
  readonly standardError: number;
  readonly t: number;
  readonly r2: number;
  readonly n: number;
}

/** The regression of y at t + lead on x at t; Bartlett kernel with `lags`. @throws as ols */
export function leadRegression(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: { readonly lead: number; readonly lags: number },
): LeadRegression {
  const { X, fit } = regress(x, y, options.lead);
  const standardError = Math.sqrt(hacCovariance(X, fit, { lags: options.lags })[3]!);
  return { lead: options.lead, b: fit.beta[1]!, standardError, t: fit.beta[1]! / standardError, r2: fit.r2, n: fit.n };
}

function regress(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  lead: number,
): { readonly X: Float64Array; readonly fit: OlsFit } {
  checkPair(x, y, lead + 4);
  const n = x.length - lead;
  const X = columns(
    ones(n),
    Float64Array.from({ length: n }, (_, t) => x[t]!),
  );
  return {
    X,
    fit: ols(
      X,
      Float64Array.from({ length: n }, (_, t) => y[t + lead]!),
      2,
    ),
  };
}

/** Standard errors of a predictive regression with automatic bandwidths. */
export interface AutomaticHac {
  /** Newey and West's (1994) bandwidth, not rounded. */
  readonly bandwidth: number;
  /** Constant and slope: Bartlett at that bandwidth; the same after VAR(1) prewhitening; quadratic spectral at Andrews' bandwidth. */
  readonly neweyWest: Float64Array;
  readonly prewhitened: Float64Array;
  readonly andrews: Float64Array;
}

/**
 * HAC errors with data-driven bandwidths.
 * @cite Newey & West (1994), Review of Economic Studies 61; Andrews (1991), Econometrica 59; Andrews & Monahan (1992), Econometrica 60
 */
export function automaticHac(x: ArrayLike<number>, y: ArrayLike<number>, lead: number): AutomaticHac {
  const { X, fit } = regress(x, y, lead);
  const u = X.map((v, i) => v * fit.residuals[Math.floor(i / 2)]!);
  const n = fit.n;
  const bandwidth = neweyWestBandwidth(u, n, false);
  const errors = (S: Float64Array, factor: number): Float64Array => {
    const V = multiply(
      multiply(
        fit.inverseGram,
        S.map((v) => v * factor),
        { n: 2, k: 2, m: 2 },
      ),
      fit.inverseGram,
      { n: 2, k: 2, m: 2 },
    );
    return Float64Array.from([Math.sqrt(V[0]!), Math.sqrt(V[3]!)]);
  };
  const { residuals, colour } = prewhiten(u);
  const m = residuals.length / 2;
  const inner = longRunVariance(residuals, 2, Math.floor(neweyWestBandwidth(residuals, n, true))).map((v) => v * m);
  return {
    bandwidth,
    neweyWest: errors(longRunVariance(u, 2, Math.floor(bandwidth)), n),
    prewhitened: errors(recolour(inner, colour), n / (n - 2)),
    andrews: errors(quadraticSpectral(u, andrewsBandwidth(u, n)), n),
  };
}

/** 1.1447 (s1/s0)^(2/3) n^(1/3) from the autocovariances of the slope's moment up to 4 (n/100)^(2/9) (3 when prewhitened). */
function neweyWestBandwidth(u: Float64Array, n: number, prewhitened: boolean): number {
  const w = u.filter((_, i) => i % 2 === 1);
  const m = Math.floor((prewhitened ? 3 : 4) * (n / 100) ** (2 / 9));
  const cov = (j: number): number => w.subarray(j).reduce((s, v, t) => s + v * w[t]!, 0) / w.length;
  let s0 = cov(0);
  let s1 = 0;
  for (let j = 1; j <= m; j++) {
    const c = cov(j);
    s0 += 2 * c;
    s1 += 2 * j * c;
  }
  return 1.1447 * ((s1 / s0) ** 2) ** (1 / 3) * n ** (1 / 3);
}

/** Andrews' bandwidth for the quadratic spectral kernel from an AR(1) of the slope's moment. */
function andrewsBandwidth(u: Float64Array, n: number): number {
  const w = u.filter((_, i) => i % 2 === 1);
  const [now, before] = [w.slice(1), w.slice(0, -1)];
  const fit = ols(columns(ones(before.length), before), now, 2);
  const rho = fit.beta[1]!;
  const alpha = (4 * rho * rho) / (1 - rho) ** 4;
  return 1.3221 * (n * alpha) ** 0.2;
}

/** VAR(1) residuals of the moments, without constant, and (I - A)^-1. */
function prewhiten(u: Float64Array): { readonly residuals: Float64Array; readonly colour: Float64Array } {
  const n = u.length / 2 - 1;
  const { beta, residuals } = leastSquares(u.slice(0, -2), u.slice(2), { n, k: 2, m: 2 });
  const A = transpose(beta, 2, 2);
  const [a, b, c, d] = [1 - A[0]!, -A[1]!, -A[2]!, 1 - A[3]!];
  const det = a * d - b * c;
  return { residuals, colour: Float64Array.from([d / det, -b / det, -c / det, a / det]) };
}

function recolour(S: Float64Array, D: Float64Array): Float64Array {
  return symmetrise(multiply(multiply(D, S, { n: 2, k: 2, m: 2 }), transpose(D, 2, 2), { n: 2, k: 2, m: 2 }), 2);
}

function quadraticSpectral(u: Float64Array, bandwidth: number): Float64Array {
  const n = u.length / 2;
  const S = new Float64Array(4);
  for (let l = 0; l < n; l++) {
    const z = (6 * Math.PI * l) / (5 * bandwidth);
    const w = l === 0 ? 0.5 : (3 / (z * z)) * (Math.sin(z) / z - Math.cos(z));
    for (let t = l; t < n; t++) {
      for (let i = 0; i < 2; i++) {
        for (let j = 0; j < 2; j++) {
          const v = (w * u[t * 2 + i]! * u[(t - l) * 2 + j]!) / n;
          S[i * 2 + j]! += v;
          S[j * 2 + i]! += v;
        }
      }
    }
  }
  return S;
}

/** Cross-correlations after the same AR filter on both series. */
export interface PrewhitenedCorrelation {
  readonly order: number;
  readonly ar: Float64Array;
  readonly correlation: Float64Array;
}

/**
 * Cross-correlations of x and y filtered by an AR(p) fitted to x by least squares (demeaned, p <= maxOrder by AIC).
 * @cite Box & Jenkins (1976), 11.1.2
 */
export function prewhitenedCorrelation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: { readonly max: number; readonly maxOrder: number },
): PrewhitenedCorrelation {
  checkPair(x, y, Math.max(options.max + options.maxOrder + 3, 2 * options.maxOrder + 3));
  const a = centred(x);
  const fits = Array.from({ length: options.maxOrder + 1 }, (_, p) => fitAr(a, p));
  const best = fits.reduce((u, v) => (v.aic < u.aic ? v : u));
  const filter = (z: Float64Array): Float64Array =>
    z.slice(best.order).map((v, t) => v - best.ar.reduce((s, f, l) => s + f * z[t + best.order - 1 - l]!, 0));
  return { order: best.order, ar: best.ar, correlation: crossCorrelation(filter(a), filter(centred(y)), options.max) };
}

function fitAr(
  z: Float64Array,
  p: number,
): { readonly order: number; readonly ar: Float64Array; readonly aic: number } {
  const n = z.length - p;
  if (p === 0) return { order: 0, ar: new Float64Array(0), aic: z.length * Math.log(squares(z) / z.length) + 2 };
  const lags = Array.from({ length: p }, (_, l) => z.subarray(p - 1 - l, p - 1 - l + n));
  const X = columns(...lags, ones(n));
  const { beta, residuals } = leastSquares(X, z.slice(p), { n, k: p + 1 });
  return { order: p, ar: beta.slice(0, p), aic: z.length * Math.log(squares(residuals) / n) + 2 * (p + 1) };
}

/** Leads and lags at a glance. */
export interface LeadLag {
  readonly correlation: Float64Array;
  readonly regressions: readonly LeadRegression[];
  readonly prewhitened: PrewhitenedCorrelation;
}

/** Does x lead y, and by how much? */
export const method: Method<
  { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> },
  { readonly max: number; readonly lags: number },
  LeadLag
> = {
  id: "lead-lag",
  cites: [
    "Box & Jenkins (1976), Time Series Analysis, 11.1",
    "Newey & West (1994), Review of Economic Studies 61",
    "Andrews (1991), Econometrica 59",
  ],
  defaults: { max: 12, lags: 4 },
  run: ({ x, y }, options) => {
    const { max, lags } = { ...method.defaults, ...options };
    return {
      correlation: crossCorrelation(x, y, max),
      regressions: Array.from({ length: max + 1 }, (_, lead) => leadRegression(x, y, { lead, lags })),
      prewhitened: prewhitenedCorrelation(x, y, { max, maxOrder: 6 }),
    };
  },
};

import { columns, hacCovariance, type OlsFit, ols, ones } from "../math/ols.ts";
import { bfgs, nelderMead } from "../math/optimise.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** Shape of the weights of the high-frequency lags. */
export type MidasWeights = "free" | "exponential-almon" | "beta" | "almon";

/** A low-frequency series and a high-frequency regressor, both ending in the same low-frequency period. */
export interface MidasInput {
  readonly y: ArrayLike<number>;
  /** `perPeriod` values per period of y, in order; may run beyond y for forecasts. */
  readonly x: ArrayLike<number>;
}

/** How the regression is set up. */
export interface MidasOptions {
  readonly weights: MidasWeights;
  /** High-frequency values per low-frequency period. */
  readonly perPeriod: number;
  /** High-frequency lags 0..lags - 1, counted back from the last of the period. */
  readonly lags: number;
  /** The newest of the high-frequency lags: 0 for the last of the period itself, 3 for what is known a quarter before. */
  readonly firstLag: number;
  /** Lags of y. */
  readonly ylags: number;
  /** Lags of the Newey-West errors. */
  readonly hacLags: number;
}

/** A fitted mixed-frequency regression. */
export interface MidasFit {
  /** Constant, lags of y, then one coefficient per high-frequency lag. */
  readonly coefficients: Float64Array;
  /** Constant, lags of y, then the parameters of the weights (scale first); the coefficients themselves when free. */
  readonly theta: Float64Array;
  readonly rss: number;
  readonly n: number;
  /** With free weights: plain and Newey-West standard errors. */
  readonly standardErrors: Float64Array | null;
  readonly hacErrors: Float64Array | null;
  readonly converged: boolean;
  /** Steps of the search for the weights' shape, and the size of its last simplex; 0 where there is none. */
  readonly iterations: number;
  readonly change: number;
}

const tiny = 2 ** -52;
/** Linear in all parameters: nothing is searched. */
const atOnce = { converged: true, iterations: 0, change: 0 } as const;

/** Weights of k lags from the two shape parameters, sum 1: exp(a i + b i²), i = 1..k. @cite Ghysels, Sinko & Valkanov (2007), Econometric Reviews 26 */
export function exponentialAlmon(k: number, a: number, b: number): Float64Array {
  const e = Float64Array.from({ length: k }, (_, i) => a * (i + 1) + b * (i + 1) ** 2);
  const top = e.reduce((m, v) => Math.max(m, v), Number.NEGATIVE_INFINITY);
  return normalised(e.map((v) => Math.exp(v - top)));
}

/** Weights of k lags, sum 1: x^(a-1) (1-x)^(b-1) at x = i/(k-1), the ends moved inside by the machine's precision. @cite Ghysels, Sinko & Valkanov (2007) */
export function betaWeights(k: number, a: number, b: number): Float64Array {
  return normalised(
    Float64Array.from({ length: k }, (_, i) => {
      const x = i === 0 ? tiny : i === k - 1 ? 1 - tiny : i / (k - 1);
      return x ** (a - 1) * (1 - x) ** (b - 1);
    }),
  );
}

function normalised(w: Float64Array): Float64Array {
  const total = w.reduce((a, b) => a + b, 0);
  return w.map((v) => v / total);
}

/** @throws "too-few-observations", "wrong-shape" where x does not reach to the end of y, "not-finite" for a gap in either */
function checkSeries({ y, x }: MidasInput, perPeriod: number): void {
  if (y.length < 6)
    throw new VorlaufError("too-few-observations", { what: "mixed-frequency regression", have: y.length, need: 6 });
  if (x.length < y.length * perPeriod)
    throw new VorlaufError("wrong-shape", {
      what: "high-frequency series",
      expected: `at least ${y.length * perPeriod} values`,
      got: `${x.length}`,
    });
  for (const [what, z] of [
    ["low-frequency series", y],
    ["high-frequency series", x],
  ] as const) {
    const gap = Array.from(z).findIndex((v) => !Number.isFinite(v));
    if (gap >= 0) throw new VorlaufError("not-finite", { what, index: gap });
  }
}

/** The regression's rows: y[t], its own lags, and x lags newest first. */
function designOf(
  { y, x }: MidasInput,
  o: MidasOptions,
): {
  readonly target: Float64Array;
  readonly own: readonly Float64Array[];
  readonly lags: readonly Float64Array[];
  readonly n: number;
} {
  checkSeries({ y, x }, o.perPeriod);
  const first = Math.max(o.ylags, Math.ceil((o.firstLag + o.lags - o.perPeriod) / o.perPeriod), 0);
  const n = y.length - first;
  const need = 1 + o.ylags + o.lags + 1;
  if (n < need)
    throw new VorlaufError("too-few-observations", {
      what: "mixed-frequency regression",
      have: y.length,
      need: need + first,
    });
  const at = (t: number, lag: number): number => x[(t + first) * o.perPeriod + o.perPeriod - 1 - o.firstLag - lag]!;
  return {
    target: Float64Array.from({ length: n }, (_, t) => y[t + first]!),
    own: Array.from({ length: o.ylags }, (_, l) => Float64Array.from({ length: n }, (__, t) => y[t + first - 1 - l]!)),
    lags: Array.from({ length: o.lags }, (_, lag) => Float64Array.from({ length: n }, (__, t) => at(t, lag))),
    n,
  };
}

/**
 * Mixed-data sampling regression y[t] = c + rho y[t-1] + sum_k w_k x[last month of t minus k] + e.
 *
 * `free` (U-MIDAS) and `almon` (w_k = a0 + a1 k + a2 k², k = 1..) are linear. `exponential-almon` and `beta` are least squares
 * in the two shape parameters with the linear part profiled out, from several starts.
 * @throws "too-few-observations", "wrong-shape", "not-finite" for a gap
 * @cite Ghysels, Santa-Clara & Valkanov (2004); Foroni, Marcellino & Schumacher (2015), JRSS A 178 (U-MIDAS)
 */
export function fitMidas(input: MidasInput, options: Partial<MidasOptions> = {}): MidasFit {
  const o = { ...method.defaults, ...options };
  const d = designOf(input, o);
  const head = [ones(d.n), ...d.own];
  if (o.weights === "free") {
    const X = columns(...head, ...d.lags);
    const fit = ols(X, d.target, head.length + o.lags);
    const hac = hacCovariance(X, fit, { lags: o.hacLags });
    return {
      coefficients: fit.beta,
      theta: fit.beta,
      rss: fit.rss,
      n: d.n,
      standardErrors: fit.standardErrors,
      hacErrors: diagonalRoots(hac, fit.k),
      ...atOnce,
    };
  }
  const combine = (w: Float64Array): Float64Array =>
    Float64Array.from({ length: d.n }, (_, t) => d.lags.reduce((s, lag, k) => s + w[k]! * lag[t]!, 0));
  const spread = (fit: OlsFit, w: Float64Array): Float64Array =>
    Float64Array.from([...fit.beta.subarray(0, head.length), ...w]);
  if (o.weights === "almon") {
    const powers = [0, 1, 2].map((p) => Float64Array.from({ length: o.lags }, (_, k) => (k + 1) ** p));
    const fit = ols(columns(...head, ...powers.map(combine)), d.target, head.length + 3);
    const w = Float64Array.from({ length: o.lags }, (_, k) =>
      powers.reduce((s, p, j) => s + fit.beta[head.length + j]! * p[k]!, 0),
    );
    return {
      coefficients: spread(fit, w),
      theta: fit.beta,
      rss: fit.rss,
      n: d.n,
      standardErrors: null,
      hacErrors: null,
      ...atOnce,
    };
  }
  const exponential = o.weights === "exponential-almon";
  const weigh = (s: Float64Array): Float64Array =>
    exponential ? exponentialAlmon(o.lags, s[0]!, s[1]!) : betaWeights(o.lags, s[0]!, s[1]!);
  const regress = (s: Float64Array): OlsFit => ols(columns(...head, combine(weigh(s))), d.target, head.length + 1);
  const { shape, ...search } = searchShape(regress, exponential);
  const fit = regress(shape);
  const scale = fit.beta[head.length]!;
  return {
    coefficients: spread(
      fit,
      weigh(shape).map((v) => v * scale),
    ),
    theta: Float64Array.from([...fit.beta, ...shape]),
    rss: fit.rss,
    n: d.n,
    standardErrors: null,
    hacErrors: null,
    ...search,
  };
}

function searchShape(
  regress: (s: Float64Array) => OlsFit,
  exponential: boolean,
): Pick<MidasFit, "converged" | "iterations" | "change"> & { readonly shape: Float64Array } {
  const loss = (s: Float64Array): number => {
    if (!exponential && (s[0]! <= 0 || s[1]! <= 0)) return Number.POSITIVE_INFINITY;
    try {
      return regress(s).rss;
    } catch {
      return Number.POSITIVE_INFINITY;
    }
  };
  const starts = exponential
    ? [
        [0, 0],
        [0.5, -0.1],
        [1, -0.3],
        [-0.5, 0],
        [0.1, -0.05],
      ]
    : [
        [1, 5],
        [1.5, 3],
        [2, 2],
        [1, 1],
        [5, 1.5],
      ];
  const ends = starts
    .map((s) => nelderMead(loss, Float64Array.from(s), { step: 0.3, tolerance: 1e-12, maxIterations: 2000 }))
    .sort((a, b) => a.value - b.value);
  const best = ends[0]!;
  const fine = bfgs(loss, best.x, { tolerance: 1e-10, maxIterations: 100 });
  const { converged, iterations, change } = best;
  return { shape: fine.value <= best.value ? fine.x : best.x, converged, iterations, change };
}

function diagonalRoots(V: Float64Array, k: number): Float64Array {
  return Float64Array.from({ length: k }, (_, i) => Math.sqrt(V[i * k + i]!));
}

/** A bridge equation: period means of the high-frequency series. */
export interface BridgeFit {
  /** Constant, y[t-1], mean of x in t, mean of x in t - 1. */
  readonly coefficients: Float64Array;
  readonly rss: number;
  readonly hacErrors: Float64Array;
  /** For the first period after y, when x covers it; else NaN. */
  readonly next: number;
}

/** Bridge equation y[t] on a constant, y[t-1] and the means of x in t and t - 1. @throws "too-few-observations", "wrong-shape", "not-finite" @cite Baffigi, Golinelli & Parigi (2004), IJF 20 */
export function fitBridge({ y, x }: MidasInput, perPeriod: number = 3, hacLags: number = 4): BridgeFit {
  checkSeries({ y, x }, perPeriod);
  const n = y.length - 1;
  const meanAt = (t: number): number =>
    Array.from({ length: perPeriod }, (_, i) => x[t * perPeriod + i] ?? Number.NaN).reduce((a, b) => a + b, 0) /
    perPeriod;
  const series = (shift: number): Float64Array => Float64Array.from({ length: n }, (_, t) => meanAt(t + 1 - shift));
  const X = columns(
    ones(n),
    Float64Array.from({ length: n }, (_, t) => y[t]!),
    series(0),
    series(1),
  );
  const fit = ols(
    X,
    Float64Array.from({ length: n }, (_, t) => y[t + 1]!),
    4,
  );
  const last = y.length;
  const next =
    fit.beta[0]! + fit.beta[1]! * y[last - 1]! + fit.beta[2]! * meanAt(last) + fit.beta[3]! * meanAt(last - 1);
  return {
    coefficients: fit.beta,
    rss: fit.rss,
    hacErrors: diagonalRoots(hacCovariance(X, fit, { lags: hacLags }), 4),
    next,
  };
}

/** What do months say about the quarter? */
export const method: Method<MidasInput, MidasOptions, MidasFit> = {
  id: "midas",
  cites: [
    "Ghysels, Sinko & Valkanov (2007), Econometric Reviews 26",
    "Foroni, Marcellino & Schumacher (2015), JRSS A 178",
  ],
  defaults: { weights: "exponential-almon", perPeriod: 3, lags: 9, firstLag: 0, ylags: 1, hacLags: 4 },
  run: (input, options) => fitMidas(input, options),
};

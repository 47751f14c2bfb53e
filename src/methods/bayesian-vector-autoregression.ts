import { logGamma } from "../math/distributions.ts";
import { backSolveInto, identity, multiply, transpose, triangularFactor } from "../math/linear-algebra.ts";
import { columns, ols, ones } from "../math/ols.ts";
import { nelderMead } from "../math/optimise.ts";
import { mean } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import type { Warning } from "../terms/warnings.ts";
import { type FutureValue, forecastBvar, type JointForecast } from "./bayesian-paths.ts";
import { lagged, type Table2, tableOf, type VarFit } from "./vector-autoregression.ts";

/** A hyperparameter: a number > 0, or the one that the data choose. */
export type Tightness = number | "chosen";

/** How the prior is set. */
export interface BvarOptions {
  readonly lags: number;
  /** lambda, overall tightness: 0 would be the prior alone, infinity least squares. */
  readonly tightness: Tightness;
  /** Prior sd of lag l falls as l^-decay. */
  readonly decay: number;
  /** Prior mean of every own first lag: 1 for levels, 0 for growth rates. */
  readonly persistence: number;
  /** mu of the sum-of-coefficients prior, smaller = stronger; "off" without it. */
  readonly sumOfCoefficients: Tightness | "off";
  /** delta of the dummy-initial-observation prior, smaller = stronger; "off" without it. */
  readonly initialObservation: Tightness | "off";
  /** Weigh the marginal likelihood with the gamma hyperpriors of Giannone et al. (modes 0.2, 1, 1; sds 0.4, 1, 1). */
  readonly hyperprior: boolean;
}

/** The hyperparameters used; null where that prior is off. */
export interface BvarTightness {
  readonly tightness: number;
  readonly sumOfCoefficients: number | null;
  readonly initialObservation: number | null;
}

/** Posterior of a Bayesian VAR: Sigma ~ IW(scale, df), vec(B) | Sigma ~ N(vec(coefficients'), Sigma x root root'). */
export interface BvarFit extends Pick<VarFit, "k" | "lags" | "n" | "last">, BvarTightness {
  /** Posterior mean, one row per equation (k × (k p + 1)): lag 1 of every variable, lag 2, ..., constant last. */
  readonly coefficients: Float64Array;
  /** Posterior mean of Sigma (k × k). */
  readonly sigma: Float64Array;
  /** Scale of the inverse Wishart (k × k) and its degrees of freedom. */
  readonly scale: Float64Array;
  readonly df: number;
  /** Upper triangular, (k p + 1) squared; root root' is the posterior covariance of one equation's coefficients over its variance. */
  readonly root: Float64Array;
  /** log p(y[p+1..T] | y[1..p], tightness) [nats], without the hyperprior. */
  readonly logMarginalLikelihood: number;
  readonly warnings: readonly Warning[];
}

/** Prior variance of the constant over the residual variance: as good as flat. */
const constantVariance = 1e6;

/** Ranges in which a tightness is sought (Giannone, Lenza & Primiceri's). */
const ranges = { tightness: [1e-4, 5], sumOfCoefficients: [1e-4, 50], initialObservation: [1e-4, 50] } as const;
const hyperpriors = { tightness: [0.2, 0.4], sumOfCoefficients: [1, 1], initialObservation: [1, 1] } as const;
type Hyper = keyof typeof ranges;
const hypers: readonly Hyper[] = ["tightness", "sumOfCoefficients", "initialObservation"];

/**
 * VAR(p) with a Minnesota prior in natural-conjugate form; everything in closed form.
 *
 *   y[t] = c + B1 y[t-1] + ... + Bp y[t-p] + u[t],  u ~ N(0, Sigma),  Sigma ~ IW(diag(psi), k + 2),
 *   E (B_l)_ij = persistence if i = j, l = 1, else 0;   cov((B_l)_ij, (B_l)_hj | Sigma) = lambda² l^(-2 decay) Sigma_ih / psi_j,
 *
 * psi_j the residual variance of an AR(1) of series j, the constant with prior variance 1e6 Sigma_ii. The prior, the
 * sum-of-coefficients rows (y0_j / mu for series j and all its lags) and the initial observation (all y0 / delta with the
 * constant 1 / delta), y0 the mean of the first p values, are artificial observations; the posterior is the QR factor of the
 * artificial and the real rows together. Tightness "chosen" maximises
 *
 *   log p(y) = -nk/2 log pi + log G_k((d+n)/2) - log G_k(d/2) + k/2 log(|X0'X0| / |X'X|) + d/2 log|S0| - (d+n)/2 log|S|,
 *
 * (X0, S0 of the artificial rows, X, S of all) plus the log hyperprior. Missing values are not allowed.
 *
 * @throws "too-few-observations" below p + 4 rows, "constant-series" when an AR(1) leaves no error, "not-finite", "input-invalid"
 * @cite Giannone, Lenza & Primiceri (2015), Review of Economics and Statistics 97(2), section III and appendix A; Bańbura, Giannone & Reichlin (2010), Journal of Applied Econometrics 25(1); Kadiyala & Karlsson (1997)
 */
export function fitBvar(table: Table2, options: Partial<BvarOptions> = {}): BvarFit {
  const o = { ...defaults, ...options };
  checkOptions(o);
  const { k, values } = table;
  const T = values.length / k;
  const sample = sampleOf(table, o);
  const { n } = sample;
  const chosen = chooseTightness(sample, o);
  const prior = triangularFactor(...priorRows(sample, chosen.at, o));
  const post = posteriorTriangle(prior, sample);
  const m = k * o.lags + 1;
  const R = blockOf(post, m + k, { row: 0, column: 0, rows: m, columns: m });
  const root = invertUpper(R, m);
  const beta = multiply(root, blockOf(post, m + k, { row: 0, column: m, rows: m, columns: k }), { n: m, k: m, m: k });
  const S = blockOf(post, m + k, { row: m, column: m, rows: k, columns: k });
  const scale = multiply(transpose(S, k, k), S, { n: k, k, m: k });
  const df = priorDf(sample, chosen.at) + n;
  const last = new Float64Array(k * o.lags);
  for (let l = 0; l < o.lags; l++) last.set(values.subarray((T - 1 - l) * k, (T - l) * k), l * k);
  return {
    k,
    lags: o.lags,
    n,
    last,
    ...chosen.at,
    coefficients: transpose(beta, m, k),
    sigma: scale.map((v) => v / (df - k - 1)),
    scale,
    df,
    root,
    logMarginalLikelihood: evidenceOf(prior, post, { ...sample, df: df - n }),
    warnings: chosen.warnings,
  };
}

/**
 * log p(y[p+1..T] | y[1..p]) of a Bayesian VAR at given tightness [nats], without hyperprior.
 * @throws as {@link fitBvar}
 */
export function bvarEvidence(table: Table2, at: BvarTightness, options: Partial<BvarOptions> = {}): number {
  const o = { ...defaults, ...options };
  checkOptions(o);
  const sample = sampleOf(table, o);
  return evidenceAt(sample, at, o);
}

const defaults: BvarOptions = {
  lags: 4,
  tightness: "chosen",
  decay: 1,
  persistence: 1,
  sumOfCoefficients: "chosen",
  initialObservation: "chosen",
  hyperprior: true,
};

function checkOptions(o: BvarOptions): void {
  const refuse = (what: string, got: unknown, fix: string): never => {
    throw new VorlaufError("input-invalid", { what, got: String(got), fix });
  };
  if (!(Number.isInteger(o.lags) && o.lags >= 1)) refuse("lags", o.lags, "Give a whole number from 1.");
  if (!(o.decay >= 0 && Number.isFinite(o.decay))) refuse("decay", o.decay, "Give a number from 0.");
  if (!Number.isFinite(o.persistence)) refuse("persistence", o.persistence, "Give 1 for levels, 0 for growth rates.");
  for (const name of hypers) {
    const v = o[name];
    if (typeof v === "number" && !(v > 0 && Number.isFinite(v))) refuse(name, v, "Give a number above 0.");
  }
}

/** The real rows as a triangle, and what the prior needs to know of them. */
interface Sample {
  readonly k: number;
  readonly lags: number;
  readonly n: number;
  /** R of [X, Y], (m + k) squared. */
  readonly triangle: Float64Array;
  readonly psi: Float64Array;
  /** Means of the first p values. */
  readonly start: Float64Array;
}

function sampleOf(table: Table2, o: BvarOptions): Sample {
  const { k, values } = table;
  const T = values.length / k;
  const m = k * o.lags + 1;
  const n = T - o.lags;
  if (!(n >= 4)) throw new VorlaufError("too-few-observations", { what: "Bayesian VAR", have: T, need: o.lags + 4 });
  const { Z, Y } = lagged(table, o.lags);
  const rows = new Float64Array(n * (m + k));
  for (let t = 0; t < n; t++) {
    rows.set(Z.subarray(t * m, (t + 1) * m), t * (m + k));
    rows.set(Y.subarray(t * k, (t + 1) * k), t * (m + k) + m);
  }
  const column = (j: number): Float64Array => Float64Array.from({ length: T }, (_, t) => values[t * k + j]!);
  return {
    k,
    lags: o.lags,
    n,
    triangle: triangularFactor(rows, n, m + k),
    psi: Float64Array.from({ length: k }, (_, j) => oneStepVariance(column(j), j)),
    start: Float64Array.from({ length: k }, (_, j) => mean(column(j).subarray(0, o.lags))),
  };
}

/** Residual variance of an AR(1) with constant. */
function oneStepVariance(y: Float64Array, j: number): number {
  const what = `one-step error of series ${j}`;
  const before = y.subarray(0, y.length - 1);
  if (before.every((v) => v === before[0])) throw new VorlaufError("constant-series", { what: `series ${j}` });
  const { sigma2 } = ols(columns(ones(before.length), before), y.slice(1), 2);
  const size = y.reduce((s, v) => Math.max(s, Math.abs(v)), 0);
  if (!(sigma2 > 1e-24 * size * size)) throw new VorlaufError("constant-series", { what });
  return sigma2;
}

/** Rows of the prior over the m regressors and k regressands, with their dimensions. */
function priorRows({ k, lags, psi, start }: Sample, at: BvarTightness, o: BvarOptions): [Float64Array, number, number] {
  const m = k * lags + 1;
  const width = m + k;
  const { sumOfCoefficients: mu, initialObservation: delta } = at;
  const n = m + k + (mu === null ? 0 : k) + (delta === null ? 0 : 1);
  const A = new Float64Array(n * width);
  let row = 0;
  for (let l = 1; l <= lags; l++) {
    for (let j = 0; j < k; j++, row++) {
      const weight = (l ** o.decay * Math.sqrt(psi[j]!)) / at.tightness;
      A[row * width + (l - 1) * k + j] = weight;
      if (l === 1) A[row * width + m + j] = weight * o.persistence;
    }
  }
  A[row++ * width + m - 1] = 1 / Math.sqrt(constantVariance);
  for (let j = 0; j < k; j++, row++) A[row * width + m + j] = Math.sqrt(psi[j]!);
  if (mu !== null) {
    for (let j = 0; j < k; j++, row++) {
      for (let l = 0; l < lags; l++) A[row * width + l * k + j] = start[j]! / mu;
      A[row * width + m + j] = start[j]! / mu;
    }
  }
  if (delta !== null) {
    for (let j = 0; j < k; j++) {
      for (let l = 0; l < lags; l++) A[row * width + l * k + j] = start[j]! / delta;
      A[row * width + m + j] = start[j]! / delta;
    }
    A[row * width + m - 1] = 1 / delta;
  }
  return [A, n, width];
}

function priorDf({ k }: Sample, { sumOfCoefficients, initialObservation }: BvarTightness): number {
  return k + 2 + (sumOfCoefficients === null ? 0 : k) + (initialObservation === null ? 0 : 1);
}

function posteriorTriangle(prior: Float64Array, { triangle, k, lags }: Sample): Float64Array {
  const width = k * lags + 1 + k;
  const both = new Float64Array(2 * width * width);
  both.set(prior);
  both.set(triangle, width * width);
  return triangularFactor(both, 2 * width, width);
}

function evidenceAt(sample: Sample, at: BvarTightness, o: BvarOptions): number {
  const prior = triangularFactor(...priorRows(sample, at, o));
  return evidenceOf(prior, posteriorTriangle(prior, sample), { ...sample, df: priorDf(sample, at) });
}

function evidenceOf(
  prior: Float64Array,
  post: Float64Array,
  { k, lags, n, df }: Pick<Sample, "k" | "lags" | "n"> & { readonly df: number },
): number {
  const m = k * lags + 1;
  const logs = (R: Float64Array, from: number, to: number): number => {
    let s = 0;
    for (let i = from; i < to; i++) s += Math.log(Math.abs(R[i * (m + k) + i]!));
    return s;
  };
  return (
    -0.5 * n * k * Math.log(Math.PI) +
    logMultiGamma((df + n) / 2, k) -
    logMultiGamma(df / 2, k) +
    k * (logs(prior, 0, m) - logs(post, 0, m)) +
    df * logs(prior, m, m + k) -
    (df + n) * logs(post, m, m + k)
  );
}

/** log of the multivariate gamma function up to its factor pi^(k (k - 1) / 4). */
function logMultiGamma(a: number, k: number): number {
  let s = 0;
  for (let i = 0; i < k; i++) s += logGamma(a - i / 2);
  return s;
}

function chooseTightness(
  sample: Sample,
  o: BvarOptions,
): { readonly at: BvarTightness; readonly warnings: readonly Warning[] } {
  const fixed = (name: Hyper): number | null => {
    const v = o[name];
    return typeof v === "number" ? v : v === "off" ? null : Number.NaN;
  };
  const free = hypers.filter((name) => o[name] === "chosen");
  const valued = (x: Float64Array): BvarTightness => {
    const of = (name: Hyper): number | null => {
      const i = free.indexOf(name);
      return i < 0 ? fixed(name) : Math.exp(x[i]!);
    };
    return {
      tightness: of("tightness") ?? Number.NaN,
      sumOfCoefficients: of("sumOfCoefficients"),
      initialObservation: of("initialObservation"),
    };
  };
  if (free.length === 0) return { at: valued(new Float64Array(0)), warnings: [] };
  const loss = (x: Float64Array): number => {
    if (free.some((name, i) => x[i]! < Math.log(ranges[name][0]) || x[i]! > Math.log(ranges[name][1])))
      return Number.POSITIVE_INFINITY;
    const prior = o.hyperprior ? free.reduce((s, name, i) => s + logHyperprior(name, Math.exp(x[i]!)), 0) : 0;
    return -(evidenceAt(sample, valued(x), o) + prior);
  };
  const start = Float64Array.from(free, (name) => Math.log(hyperpriors[name][0]));
  const first = nelderMead(loss, start, { step: 0.7, maxIterations: 400, tolerance: 1e-9 });
  const end = nelderMead(loss, first.x, { step: 0.2, maxIterations: 400, tolerance: 1e-11 });
  const at = valued(end.x);
  const bound = free.filter((name) => {
    const v = at[name] ?? Number.NaN;
    return v < 1.02 * ranges[name][0] || v > 0.98 * ranges[name][1];
  });
  const warnings: Warning[] = bound.map((name) => ({
    code: "tightness-at-bound",
    facts: { hyperparameter: name, value: at[name] },
    about: [],
  }));
  if (!end.converged)
    warnings.push({ code: "not-converged", facts: { iterations: end.iterations, change: end.change }, about: [] });
  return { at, warnings };
}

/** Log density of the gamma law with the mode and sd of a hyperparameter. */
function logHyperprior(name: Hyper, v: number): number {
  const [mode, sd] = hyperpriors[name];
  const q = (mode / sd) ** 2;
  const shape = (2 + q + Math.sqrt((4 + q) * q)) / 2;
  const scale = sd / Math.sqrt(shape);
  return (shape - 1) * Math.log(v) - v / scale - shape * Math.log(scale) - logGamma(shape);
}

function blockOf(
  M: Float64Array,
  width: number,
  at: { readonly row: number; readonly column: number; readonly rows: number; readonly columns: number },
): Float64Array {
  const out = new Float64Array(at.rows * at.columns);
  for (let i = 0; i < at.rows; i++)
    for (let j = 0; j < at.columns; j++) out[i * at.columns + j] = M[(at.row + i) * width + at.column + j]!;
  return out;
}

function invertUpper(R: Float64Array, m: number): Float64Array {
  const inverse = identity(m);
  backSolveInto(transpose(R, m, m), inverse, m, m);
  return inverse;
}

/** What a Bayesian VAR is asked in one go. */
export interface BvarQuestion extends BvarOptions {
  readonly horizon: number;
  readonly draws: number;
  readonly seed: number | string;
}

/** How do several series move on together, when the sample is short? One array per series, equal length; `known`: values already there after its end. */
export const method: Method<
  { readonly series: readonly ArrayLike<number>[]; readonly known?: readonly FutureValue[] },
  BvarQuestion,
  { readonly fit: BvarFit; readonly forecast: JointForecast }
> = {
  id: "bayesian-vector-autoregression",
  cites: [
    "Giannone, Lenza & Primiceri (2015), Review of Economics and Statistics 97(2), 436-451",
    "Bańbura, Giannone & Reichlin (2010), Journal of Applied Econometrics 25(1), 71-92",
    "Waggoner & Zha (1999), Review of Economics and Statistics 81(4), 639-651",
  ],
  defaults: { ...defaults, horizon: 8, draws: 2000, seed: 1 },
  run: ({ series, known = [] }, options) => {
    const o = { ...method.defaults, ...options };
    const fit = fitBvar(tableOf(series), o);
    return { fit, forecast: forecastBvar(fit, { horizon: o.horizon, draws: o.draws, seed: o.seed, known }) };
  },
};

import {
  coefficientsOf,
  type FactorBlock,
  type FactorPattern,
  openPattern,
  patternOfBlocks,
  submatrix,
} from "../math/factor-pattern.ts";
import { type FactorPanel, type FactorParameters, planFactors } from "../math/factor-plan.ts";
import { factorLikelihoodInto, factorWork } from "../math/factor-precision.ts";
import { expectInto, type FactorSums, factorScore, factorSums } from "../math/factor-score.ts";
import { normaliseFactors, searchFactors } from "../math/factor-search.ts";
import { conditionalStep, type FactorBounds, isAtBound, isAtFloor, principalStart } from "../math/factor-steps.ts";
import { MathFailure } from "../math/failure.ts";
import { createRandom } from "../math/random.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import type { Warning } from "../terms/warnings.ts";
import { factorPosterior } from "./factor-likelihood.ts";
import { checkPanel, type FactorSeries, type StandardPanel, standardise } from "./factor-panel.ts";
import { runEm } from "./mixed-factor-em.ts";
import { baseWeights, type MixedParameters } from "./mixed-factor-form.ts";
import { startByComponents } from "./mixed-factor-start.ts";

/**
 * - `ml`: the maximum of the exact likelihood
 * - `ecm`: the fixed point of conditional maximisation (`conditionalStep`), until the log-likelihood changes by less than 1e-13
 *   of itself; a little below the maximum, since it takes phi and the VAR from the transitions alone
 * - `em-bm2014`: the EM of Bańbura and Modugno as the peers run it, from their principal components, until the log-likelihood changes by less than 1e-6 of
 *   itself; with autocorrelated terms its loadings stay where they started
 */
export type Estimator = "ml" | "ecm" | "em-bm2014";

/**
 * By what forecast better in real time (docs/methods/dfm.md): `em-bm2014` where series of a longer period stand in the panel, else `ml`; `ml` too
 * where the factors of several blocks move jointly, which that EM does not do.
 */
export function estimatorByEvidence(
  { weights }: Pick<FactorPanel, "weights">,
  { blocks, dynamics }: Pick<FactorOptions, "blocks" | "dynamics">,
): Estimator {
  const mixed = (weights ?? []).some((w) => w !== null);
  return mixed && (blocks.length < 2 || dynamics === "apart") ? "em-bm2014" : "ml";
}

/** How a factor model is estimated. */
export interface FactorOptions {
  readonly factors: number;
  /** Lags of the factors' vector autoregression. */
  readonly lags: number;
  readonly idiosyncratic: "ar1" | "white";
  /** `auto`: {@link estimatorByEvidence}. */
  readonly estimator: Estimator | "auto";
  /** Conditional maximisation steps before the quasi-Newton search; with a `start` one is enough. */
  readonly warmSteps: number;
  /** Of the search, or of EM and conditional maximisation. */
  readonly maxIterations: number;
  /** Largest element of the score at the end of `ml`, each in units of one over its own standard error. */
  readonly tolerance: number;
  /** Bounds that keep the likelihood bounded: |phi| below, s above. */
  readonly phiBound: number;
  readonly varianceFloor: number;
  /** Where to start, for example the fit of the vintage before; principal components unless given. */
  readonly start: FactorParameters | null;
  /**
   * Factors on which only some series load, in order (a global block and one of prices, say); every loading outside is zero. Any zeros
   * of one's own: blocks of one factor. Overrides `factors`. Empty: every series loads on every factor.
   */
  readonly blocks: readonly FactorBlock[];
  /** One vector autoregression of all factors, or one for each block. */
  readonly dynamics: "joint" | "apart";
  /** Starts of `ml`: the first as above, the others at random around it; the best end is taken and all are told. One when `start` is given. */
  readonly starts: number;
  readonly seed: number;
}

/**
 * A fitted factor model. Factors have innovations of unit covariance (Q = I) and are turned so that Lambda' S^-1 Lambda is
 * diagonal, descending, the largest loading of each positive; with blocks, the factors of each block among themselves.
 */
export interface FactorFit extends FactorParameters {
  /** The panel it was fitted to, standardised. */
  readonly panel: FactorPanel;
  readonly estimator: Estimator;
  readonly pattern: FactorPattern;
  readonly bounds: FactorBounds;
  readonly logLikelihood: number;
  /** Log-likelihoods at which the starts ended, best first; one of them unless `starts` asks for more. */
  readonly maxima: readonly number[];
  /** E(f[t] | x), T × r. */
  readonly factors: Float64Array;
  /** Cov(f[t] | x), T × r × r. */
  readonly covariance: Float64Array;
  /** lambda_i' E(f[t] | x) (aggregated series: the weighted sum), T × N, in the panel's unit. */
  readonly common: Float64Array;
  readonly iterations: number;
  readonly evaluations: number;
  readonly converged: boolean;
  /** Largest element of the scaled score at the end (`ml`), or the last relative change of the log-likelihood. */
  readonly change: number;
  /** Log-likelihood at the start of every step of conditional maximisation or EM. */
  readonly path: readonly number[];
  /** Series with their innovation variance at the floor (Heywood cases), and with phi at the bound. */
  readonly atFloor: readonly number[];
  readonly atBound: readonly number[];
  readonly warnings: readonly Warning[];
}

/** A fit with the mean and standard deviation that every series had, so that results can be said in the series' own units. */
export interface FactorModel extends FactorFit {
  readonly panel: StandardPanel;
}

/**
 * Estimates a dynamic factor model with AR(1) or white idiosyncratic terms, monthly or mixed monthly and quarterly, any pattern
 * of missing values.
 *
 * Maximum likelihood: conditional maximisation (loadings by GLS on quasi-differenced data, so they move, unlike in the EM of the augmented form)
 * gives the start of a quasi-Newton search with the analytic score of the exact likelihood.
 *
 * A fit that did not converge, variances at the floor, a likelihood that would grow on below the floor, and
 * autocorrelations at the bound are warnings: `not-converged`, `variance-at-floor`, `likelihood-unbounded`,
 * `autocorrelation-at-bound`.
 *
 * @param panel standardised, NaN where missing
 * @throws as `checkPanel`: "wrong-shape", "not-finite", "too-few-observations", "constant-series", "input-invalid"
 * @cite Doz, Giannone & Reichlin (2012), Review of Economics and Statistics 94; Meng & Rubin (1993), Biometrika 80; Koopman & Shephard (1992), Biometrika 79
 */
export function fitFactorModel(panel: FactorPanel, options: Partial<FactorOptions> = {}): FactorFit {
  const given = { ...method.defaults, ...options };
  const o = {
    ...given,
    estimator: given.estimator === "auto" ? estimatorByEvidence(panel, given) : given.estimator,
    ...(given.blocks.length === 0 ? {} : { factors: given.blocks.reduce((k, { size }) => k + size, 0) }),
  };
  checkPanel(panel, o);
  const pattern =
    o.blocks.length === 0
      ? openPattern(panel.N, o.factors)
      : patternOfBlocks(panel.N, o.blocks, o.dynamics === "joint");
  const plan = planFactors(panel, { r: o.factors, p: o.lags, white: o.idiosyncratic === "white", pattern });
  const sums = factorSums(factorWork(plan));
  const start = (): FactorParameters => (o.start === null ? principalStart(panel, plan) : startOf(o.start, pattern, o));
  const end =
    o.estimator === "ml"
      ? best(sums, start(), o)
      : o.estimator === "ecm"
        ? fixedPoint(sums, start(), o)
        : emOf(panel, { o, pattern });
  return describe(panel, normaliseFactors(end.q, pattern), { ...end, sums, o });
}

/** Where an estimator ended. */
interface Estimate {
  readonly q: FactorParameters;
  readonly iterations: number;
  readonly evaluations: number;
  readonly converged: boolean;
  readonly change: number;
  readonly path: readonly number[];
  readonly maxima?: readonly number[];
}

/** The best of several starts. A start from which the search cannot go on counts as minus infinity. */
function best(sums: FactorSums, start: FactorParameters, o: FactorOptions): Estimate {
  if (!Number.isInteger(o.starts) || o.starts < 1)
    throw new VorlaufError("input-invalid", { what: "starts", got: `${o.starts}`, fix: "Give a whole number from 1." });
  const ends = Array.from({ length: o.start === null ? o.starts : 1 }, (_, k) => {
    try {
      return maximum(sums, k === 0 ? start : scattered(start, sums.work.plan.pattern, { ...o, k }), o);
    } catch (error) {
      if (k === 0 || !(error instanceof MathFailure)) throw error;
      return null;
    }
  });
  const reached = ends.map((end) => end?.logLikelihood ?? Number.NEGATIVE_INFINITY);
  const top = ends[reached.indexOf(Math.max(...reached))]!;
  return { ...top, maxima: reached.sort((a, b) => b - a) };
}

/** A start at random: loadings moved by as much as they are large, own terms and transitions drawn anew. */
function scattered(
  q: FactorParameters,
  pattern: FactorPattern,
  { seed, k, idiosyncratic }: FactorOptions & { readonly k: number },
): FactorParameters {
  const random = createRandom(`${seed}/factor-model/${k}`);
  const { r } = q;
  const size = Float64Array.from({ length: r }, (_, a) => {
    const own = q.Lambda.filter((v, c) => c % r === a && v !== 0);
    return Math.sqrt(own.reduce((u, v) => u + v * v, 0) / Math.max(1, own.length));
  });
  const Lambda = q.Lambda.slice();
  pattern.loads.forEach((own, i) => {
    for (const a of own) Lambda[i * r + a]! += size[a]! * random.normal();
  });
  return {
    ...q,
    Lambda,
    phi: q.phi.map(() => (idiosyncratic === "white" ? 0 : 1.6 * random.uniform() - 0.8)),
    s: q.s.map((v) => v * Math.exp(random.normal())),
    A: q.A.map((v) => v * random.uniform()),
  };
}

function maximum(
  sums: FactorSums,
  start: FactorParameters,
  o: FactorOptions,
): Estimate & { readonly logLikelihood: number } {
  const path: number[] = [];
  let q = start;
  for (let k = 0; k < (o.start === null ? o.warmSteps : Math.min(1, o.warmSteps)); k++) {
    path.push(factorLikelihoodInto(sums.work, q));
    expectInto(sums);
    q = conditionalStep(sums, q, o);
  }
  const end = searchFactors(sums, q, o, o);
  return { ...end, path, logLikelihood: factorLikelihoodInto(sums.work, end.q) };
}

function fixedPoint(sums: FactorSums, start: FactorParameters, o: FactorOptions): Estimate {
  const path: number[] = [];
  let [q, change] = [start, Number.POSITIVE_INFINITY];
  while (change >= 1e-13 && path.length < o.maxIterations) {
    path.push(factorLikelihoodInto(sums.work, q));
    expectInto(sums);
    q = conditionalStep(sums, q, o);
    if (path.length > 1) change = Math.abs(path.at(-1)! / path.at(-2)! - 1);
  }
  return { q, iterations: path.length, evaluations: path.length, converged: change < 1e-13, change, path };
}

function emOf(
  { x, N, weights }: FactorPanel,
  { o, pattern }: { readonly o: FactorOptions; readonly pattern: FactorPattern },
): Estimate {
  if (pattern.groups.length < pattern.turns.length)
    throw new VorlaufError("input-invalid", {
      what: "dynamics",
      got: "joint, with blocks, by em-bm2014",
      fix: "That EM gives every block a vector autoregression of its own: set dynamics to apart, or estimate by ml.",
    });
  const [r, p] = [o.factors, o.lags];
  const m = r * p;
  const aggregation = Array.from({ length: N }, (_, i) => weights?.[i] ?? baseWeights);
  const idiosyncratic = o.idiosyncratic === "ar1" ? "autoregressive" : "white-sum";
  const mixedOf = ({ A, Q, Lambda, phi, s }: FactorParameters): MixedParameters => ({
    blocks: pattern.groups.map((group) => ({
      size: group.length,
      order: p,
      A: submatrix(A, m, group, coefficientsOf(group, { r, p })),
      Q: submatrix(Q, r, group),
    })),
    Lambda,
    weights: aggregation,
    idiosyncratic,
    phi,
    s,
    noise: 0,
  });
  const run = runEm(
    x,
    o.start === null
      ? startByComponents(x, {
          blocks: pattern.blocks.map(({ factors, series }) => ({
            size: factors.length,
            loads: Array.from({ length: N }, (_, i) => series.includes(i)),
          })),
          order: p,
          weights: aggregation,
          idiosyncratic,
          noise: 0,
        })
      : mixedOf(startOf(o.start, pattern, o)),
    { iterations: o.maxIterations, tolerance: 1e-6 },
  );
  const { parameters: q, path, iterations } = run;
  const change = path.length < 2 ? Number.POSITIVE_INFINITY : Math.abs(path.at(-1)! / path.at(-2)! - 1);
  const whole = { A: new Float64Array(r * m), Q: new Float64Array(r * r) };
  pattern.groups.forEach((group, b) => {
    const block = q.blocks[b]!;
    const columns = coefficientsOf(group, { r, p });
    group.forEach((a, k) => {
      columns.forEach((c, l) => {
        whole.A[a * m + c] = block.A[k * columns.length + l]!;
      });
      group.forEach((c, l) => {
        whole.Q[a * r + c] = block.Q[k * group.length + l]!;
      });
    });
  });
  return {
    q: { r, p, Lambda: q.Lambda, phi: q.phi, s: q.s, ...whole },
    iterations,
    evaluations: path.length,
    converged: run.converged === true,
    change,
    path,
  };
}

/**
 * A start from elsewhere, kept inside the bounds.
 * @throws "wrong-shape" when it is of another size; "input-invalid" for a loading or coefficient that the blocks hold at zero
 */
function startOf(q: FactorParameters, pattern: FactorPattern, o: FactorOptions): FactorParameters {
  const N = pattern.loads.length;
  if (q.r !== o.factors || q.p !== o.lags || q.phi.length !== N)
    throw new VorlaufError("wrong-shape", {
      what: "start",
      expected: `${o.factors} factors, ${o.lags} lags, ${N} series`,
      got: `${q.r}, ${q.p}, ${q.phi.length}`,
    });
  const stray = q.Lambda.findIndex((v, k) => v !== 0 && !pattern.loads[Math.floor(k / q.r)]!.includes(k % q.r));
  if (stray >= 0)
    throw new VorlaufError("input-invalid", {
      what: "start",
      got: `a loading of ${q.Lambda[stray]} of series ${Math.floor(stray / q.r)} on factor ${stray % q.r}, which it may not load on`,
      fix: "Start from a fit with the same blocks.",
    });
  const bound = 0.999 * o.phiBound;
  return {
    ...q,
    phi: q.phi.map((v) => (o.idiosyncratic === "white" ? 0 : Math.max(-bound, Math.min(bound, v)))),
    s: q.s.map((v) => Math.max(1.01 * o.varianceFloor, v)),
  };
}

function describe(
  panel: FactorPanel,
  q: FactorParameters,
  end: Estimate & { readonly sums: FactorSums; readonly o: FactorOptions & { readonly estimator: Estimator } },
): FactorFit {
  const { iterations, evaluations, converged, change, path, o } = end;
  const { logLikelihood, mean, covariance } = factorPosterior(panel, q);
  const indices = Array.from(q.s.keys());
  const white = o.idiosyncratic === "white";
  const atFloor = indices.filter((i) => isAtFloor(q.s[i]!, o));
  const atBound = indices.filter((i) => !white && isAtBound(q.phi[i]!, o));
  const warnings: Warning[] = [
    ...atFloor.map((i) => ({ code: "variance-at-floor", facts: { series: i, variance: q.s[i]! }, about: [] })),
    ...atBound.map((i) => ({ code: "autocorrelation-at-bound", facts: { series: i, phi: q.phi[i]! }, about: [] })),
  ];
  const common = commonComponent(panel, q, end.sums);
  warnings.push(...unbounded(end.sums, q, atFloor));
  if (!converged) warnings.push({ code: "not-converged", facts: { iterations, change }, about: [] });
  warnings.push(...severalMaxima(end.maxima ?? []));
  return {
    ...q,
    panel,
    estimator: o.estimator,
    pattern: end.sums.work.plan.pattern,
    bounds: { phiBound: o.phiBound, varianceFloor: o.varianceFloor },
    logLikelihood,
    maxima: end.maxima ?? [logLikelihood],
    factors: mean,
    covariance,
    common,
    iterations,
    evaluations,
    converged,
    change,
    path,
    atFloor,
    atBound,
    warnings,
  };
}

/**
 * Series at the floor whose likelihood would grow on below it: by half a log point or more per e-fold, which a variance whose
 * likelihood has a limit (a Heywood case) does not.
 */
function unbounded(sums: FactorSums, q: FactorParameters, atFloor: readonly number[]): Warning[] {
  if (atFloor.length === 0) return [];
  expectInto(sums);
  const score = factorScore(sums, q);
  return atFloor.flatMap((i) => {
    const gain = -score.s[i]! * q.s[i]!;
    return gain > 0.5
      ? [{ code: "likelihood-unbounded", facts: { series: i, gainPerDecade: gain * Math.LN10 }, about: [] }]
      : [];
  });
}

/** Starts that ended more than half a log point below the best: the likelihood has other maxima, or the search stopped early. */
function severalMaxima(maxima: readonly number[]): Warning[] {
  const [top = 0, last = top] = [maxima[0], maxima.at(-1)];
  const below = maxima.filter((v) => v < top - 0.5).length;
  return below === 0
    ? []
    : [{ code: "several-maxima", facts: { starts: maxima.length, below, spread: top - last }, about: [] }];
}

/** lambda_i' f[t], or its weighted sum, T × N. Evaluates the likelihood at q in the workspace. */
function commonComponent({ T, N, weights }: FactorPanel, q: FactorParameters, { work }: FactorSums): Float64Array {
  factorLikelihoodInto(work, q);
  const { r, pre } = work.plan;
  const common = new Float64Array(T * N);
  for (let i = 0; i < N; i++) {
    const w = weights?.[i] ?? [1];
    for (let t = 0; t < T; t++) {
      let v = 0;
      for (let j = 0; j < w.length; j++)
        for (let a = 0; a < r; a++) v += w[j]! * q.Lambda[i * r + a]! * work.mean[(t + pre - j) * r + a]!;
      common[t * N + i] = v;
    }
  }
  return common;
}

/**
 * What moves many series together? Call it with columns and read everything off the result:
 *
 *   const model = factorModel.run({ series: [industry, orders, gdp], quarterly: [false, false, true] }, { factors: 1 });
 *   model.factors, model.covariance, model.logLikelihood, model.warnings
 *   forecastSeries(model, { horizon: 6 })              factor-forecast.ts: densities in the series' own units
 *   factorContributions(model, 0)                       factor-forecast.ts: what each series adds to factor 0
 *   factorNews(model, after, { series: 2, period: 59 }) factor-news.ts: what a new vintage changed, and why
 *   factorErrors(model)                                 factor-errors.ts: standard errors
 *
 * The next vintage: pass `{ start: model }`, and it converges in a few steps.
 */
export const method: Method<FactorSeries, FactorOptions, FactorModel> = {
  id: "factor-model",
  cites: [
    "Doz, Giannone & Reichlin (2012)",
    "Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1)",
    "Jungbacker & Koopman (2015), The Econometrics Journal 18",
  ],
  defaults: {
    factors: 1,
    lags: 1,
    idiosyncratic: "ar1",
    estimator: "auto",
    warmSteps: 5,
    maxIterations: 500,
    tolerance: 1e-3,
    phiBound: 0.995,
    varianceFloor: 1e-6,
    start: null,
    blocks: [],
    dynamics: "joint",
    starts: 4,
    seed: 1,
  },
  run: (input, options) => {
    const panel = standardise(input);
    return { ...fitFactorModel(panel, options), panel };
  },
};

import { chi2Upper, fUpper } from "../math/distributions.ts";
import { cholesky, choleskySolve } from "../math/linear-algebra.ts";
import { ols } from "../math/ols.ts";
import { createRandom } from "../math/random.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import { autoregression, type Excess, excessOf, simulateAr } from "./connectedness.ts";
import { lagged, type Table2, tableOf } from "./vector-autoregression.ts";

/** A lagged effect of one series on another. */
export interface LaggedEffect {
  readonly cause: number;
  readonly effect: number;
  /** Wald statistic of the cause's lags in the effect's equation, chi-squared with `df` in large samples. */
  readonly wald: number;
  readonly df: number;
  /** F form and its small-sample p-value (too small with persistent series: read `surrogate.p`). */
  readonly F: number;
  readonly df2: number;
  readonly p: number;
  /** Sum of the cause's lag coefficients: the sign of the effect. */
  readonly sum: number;
}

/**
 * Lagged effect of column `cause` on column `effect` in a VAR equation with `lags` + `extra` lags of every column, of which
 * only the first `lags` of the cause are tested (extra = d_max gives Toda and Yamamoto's test for integrated series).
 *
 * @throws "too-few-observations"; "not-positive-definite" for collinear regressors
 * @cite Granger (1969), Econometrica 37; Toda & Yamamoto (1995), Journal of Econometrics 66
 */
export function laggedEffect(
  table: Table2,
  pair: { readonly cause: number; readonly effect: number },
  options: { readonly lags: number; readonly extra?: number },
): LaggedEffect {
  const { k } = table;
  const { lags, extra = 0 } = options;
  const { Z, Y } = lagged(table, lags + extra);
  const m = k * (lags + extra) + 1;
  const n = Y.length / k;
  if (n <= m)
    throw new VorlaufError("too-few-observations", {
      what: `lagged effect with ${lags + extra} lags of ${k} series`,
      have: n + lags + extra,
      need: m + lags + extra + 1,
    });
  const fit = ols(
    Z,
    Float64Array.from({ length: n }, (_, t) => Y[t * k + pair.effect]!),
    m,
  );
  const cells = Array.from({ length: lags }, (_, l) => l * k + pair.cause);
  const r = Float64Array.from(cells, (c) => fit.beta[c]!);
  const V = Float64Array.from(
    { length: lags * lags },
    (_, ab) => fit.covariance[cells[Math.floor(ab / lags)]! * m + cells[ab % lags]!]!,
  );
  const x = choleskySolve(cholesky(V, lags), r, lags);
  const wald = r.reduce((s, v, i) => s + v * x[i]!, 0);
  const F = wald / lags;
  return { ...pair, wald, df: lags, F, df2: n - m, p: fUpper(F, lags, n - m), sum: r.reduce((s, v) => s + v, 0) };
}

/** Asymptotic chi-squared p-value of a Wald statistic. */
export function waldP(effect: Pick<LaggedEffect, "wald" | "df">): number {
  return chi2Upper(effect.wald, effect.df);
}

/** A lagged effect with its surrogate test. */
export interface TestedEffect extends LaggedEffect {
  readonly surrogate: Excess;
}

/** How lagged effects are tested. */
export interface GrangerOptions {
  readonly lags: number;
  /** Lags added but not tested (Toda-Yamamoto); 0. */
  readonly extra: number;
  readonly surrogates: number;
  readonly seed: number | string;
}

/**
 * All lagged effects between the columns (every ordered pair), each with a p-value from surrogates in which every series
 * follows its own AR(lags + extra) and the residuals of one period are drawn together: correlation within a period is kept,
 * so only lagged dependence is tested. The plain F test rejects about twice its nominal size with short persistent series.
 *
 * @throws "input-invalid" below 99 surrogates; as {@link laggedEffect}
 * @cite Granger (1969); Davison & Hinkley (1997), Bootstrap Methods and their Application, 8.2
 */
export function testLaggedEffects(table: Table2, options: Partial<GrangerOptions> = {}): TestedEffect[] {
  const o = { ...method.defaults, ...options };
  if (o.surrogates < 99)
    throw new VorlaufError("input-invalid", {
      what: "surrogates",
      got: `${o.surrogates}`,
      fix: "Use at least 99, 999 for a result.",
    });
  const { k } = table;
  const T = table.values.length / k;
  const pairs = Array.from({ length: k * k }, (_, i) => ({ cause: i % k, effect: Math.floor(i / k) })).filter(
    ({ cause, effect }) => cause !== effect,
  );
  const observed = pairs.map((pair) => laggedEffect(table, pair, o));
  const makers = Array.from({ length: k }, (_, j) => autoregression(table, j, o.lags + o.extra));
  const random = createRandom(o.seed);
  const null_: number[][] = pairs.map(() => []);
  for (let s = 0; s < o.surrogates; s++) {
    const rows = Int32Array.from({ length: T + 50 }, () => random.integer(makers[0]!.residuals.length));
    const surrogate = tableOf(makers.map((ar) => simulateAr(ar, T, (t) => ar.residuals[rows[t + 50]!]!)));
    pairs.forEach((pair, i) => null_[i]!.push(laggedEffect(surrogate, pair, o).F));
  }
  return observed.map((effect, i) => ({ ...effect, surrogate: excessOf(effect.F, null_[i]!) }));
}

/** Which series lead which? One array per series, equal length, stationary (or extra = 1). */
export const method: Method<{ readonly series: readonly ArrayLike<number>[] }, GrangerOptions, TestedEffect[]> = {
  id: "granger",
  cites: ["Granger (1969), Econometrica 37", "Toda & Yamamoto (1995), Journal of Econometrics 66"],
  defaults: { lags: 1, extra: 0, surrogates: 999, seed: 1 },
  run: ({ series }, options) => testLaggedEffects(tableOf(series), options),
};

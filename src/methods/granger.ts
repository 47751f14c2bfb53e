import { chi2Upper, fUpper } from "../math/distributions.ts";
import { backSolveInto, cholesky, choleskyInto, choleskySolve, forwardSolveInto } from "../math/linear-algebra.ts";
import { ols } from "../math/ols.ts";
import { createRandom } from "../math/random.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import { type Autoregression, autoregression, burnIn, type Excess, excessOf } from "./connectedness.ts";
import { type Deterministic, lagged, type Table2, tableOf, termsOf } from "./vector-autoregression.ts";

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
  options: { readonly lags: number; readonly extra?: number; readonly deterministic?: Deterministic },
): LaggedEffect {
  const { k } = table;
  const { lags, extra = 0, deterministic = "constant" } = options;
  if (!(Number.isInteger(lags) && lags >= 1 && Number.isInteger(extra) && extra >= 0))
    throw new VorlaufError("input-invalid", {
      what: "lags",
      got: `${lags} and ${extra} untested`,
      fix: "Give whole numbers, lags from 1, untested ones from 0.",
    });
  const m = k * (lags + extra) + termsOf(deterministic);
  const n = table.values.length / k - lags - extra;
  if (n <= m)
    throw new VorlaufError("too-few-observations", {
      what: `lagged effect with ${lags + extra} lags of ${k} series`,
      have: n + lags + extra,
      need: m + lags + extra + 1,
    });
  const { Z, Y } = lagged(table, lags + extra, deterministic);
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
  const pairs = Array.from({ length: k * k }, (_, i) => ({ cause: i % k, effect: Math.floor(i / k) })).filter(
    ({ cause, effect }) => cause !== effect,
  );
  const observed = pairs.map((pair) => laggedEffect(table, pair, o));
  const surrogates = surrogateEffects(table, o);
  return observed.map((effect) => ({
    ...effect,
    surrogate: excessOf(effect.F, [...surrogates[effect.effect * k + effect.cause]!]),
  }));
}

/**
 * F statistics of every ordered pair in surrogates without lagged dependence between the series: [effect k + cause][surrogate].
 * @throws as {@link testLaggedEffects}
 */
export function surrogateEffects(table: Table2, o: GrangerOptions): readonly Float64Array[] {
  const { k } = table;
  const T = table.values.length / k;
  const order = o.lags + o.extra;
  const makers = Array.from({ length: k }, (_, j) => autoregression(table, j, order));
  const random = createRandom(o.seed);
  const statistics = pairStatistics(T, k, o);
  const out = Array.from({ length: k * k }, () => new Float64Array(o.surrogates));
  const rows = new Int32Array(T + burnIn);
  const values = new Float64Array(T * k);
  const F = new Float64Array(k * k);
  for (let s = 0; s < o.surrogates; s++) {
    for (let t = 0; t < rows.length; t++) rows[t] = random.integer(makers[0]!.residuals.length);
    for (let j = 0; j < k; j++) simulateInto(values, makers[j]!, { j, k, rows });
    statistics(values, F);
    for (let c = 0; c < F.length; c++) out[c]![s] = F[c]!;
  }
  return out;
}

/** One surrogate column: the autoregression driven by its own residuals of the drawn rows, after the burn-in. */
function simulateInto(
  values: Float64Array,
  ar: Autoregression,
  at: { readonly j: number; readonly k: number; readonly rows: Int32Array },
): void {
  const p = ar.phi.length;
  const past = ar.start.slice();
  for (let t = 0; t < at.rows.length; t++) {
    let v = ar.constant + ar.residuals[at.rows[t]!]!;
    for (let l = 0; l < p; l++) v += ar.phi[l]! * past[(p + t - 1 - l) % p]!;
    past[t % p] = v;
    if (t >= burnIn) values[(t - burnIn) * at.k + at.j] = v;
  }
}

/**
 * A kernel that fills F (k × k, effect by row, cause by column) for one table of T × k values: the normal equations are formed
 * and factored once for all equations, on data with the column means removed. Statistics equal those of {@link laggedEffect}; collinear data
 * give infinity, so that they never count in favour of an effect.
 */
export function pairStatistics(
  T: number,
  k: number,
  { lags, extra }: Pick<GrangerOptions, "lags" | "extra">,
): (values: Float64Array, F: Float64Array) => void {
  const order = lags + extra;
  const [n, m] = [T - order, k * order + 1];
  const z = new Float64Array(m);
  const centre = new Float64Array(k);
  const gram = new Float64Array(m * m);
  const right = new Float64Array(m * k);
  const squares = new Float64Array(k);
  const inverse = new Float64Array(m * m);
  const block = new Float64Array(lags * lags);
  const r = new Float64Array(lags);
  return (values, F) => {
    for (let j = 0; j < k; j++) {
      let s = 0;
      for (let t = 0; t < T; t++) s += values[t * k + j]!;
      centre[j] = s / T;
    }
    gram.fill(0);
    right.fill(0);
    squares.fill(0);
    for (let t = order; t < T; t++) {
      for (let l = 0; l < order; l++)
        for (let j = 0; j < k; j++) z[l * k + j] = values[(t - 1 - l) * k + j]! - centre[j]!;
      z[m - 1] = 1;
      for (let a = 0; a < m; a++) {
        const za = z[a]!;
        for (let b = 0; b <= a; b++) gram[a * m + b]! += za * z[b]!;
        for (let j = 0; j < k; j++) right[a * k + j]! += za * (values[t * k + j]! - centre[j]!);
      }
      for (let j = 0; j < k; j++) squares[j]! += (values[t * k + j]! - centre[j]!) ** 2;
    }
    if (choleskyInto(gram, m) >= 0) {
      F.fill(Number.POSITIVE_INFINITY);
      return;
    }
    inverse.fill(0);
    for (let a = 0; a < m; a++) inverse[a * m + a] = 1;
    forwardSolveInto(gram, inverse, m, m);
    backSolveInto(gram, inverse, m, m);
    forwardSolveInto(gram, right, m, k);
    for (let j = 0; j < k; j++) {
      let explained = 0;
      for (let a = 0; a < m; a++) explained += right[a * k + j]! ** 2;
      squares[j] = Math.max(squares[j]! - explained, 0) / (n - m);
    }
    backSolveInto(gram, right, m, k);
    for (let cause = 0; cause < k; cause++) {
      for (let a = 0; a < lags; a++)
        for (let b = 0; b < lags; b++) block[a * lags + b] = inverse[(a * k + cause) * m + b * k + cause]!;
      choleskyInto(block, lags);
      for (let effect = 0; effect < k; effect++) {
        for (let l = 0; l < lags; l++) r[l] = right[(l * k + cause) * k + effect]!;
        forwardSolveInto(block, r, lags);
        let wald = 0;
        for (let l = 0; l < lags; l++) wald += r[l]! ** 2;
        F[effect * k + cause] = wald / lags / squares[effect]!;
      }
    }
  };
}

/** Which series lead which? One array per series, equal length, stationary (or extra = 1). */
export const method: Method<{ readonly series: readonly ArrayLike<number>[] }, GrangerOptions, TestedEffect[]> = {
  id: "granger",
  cites: ["Granger (1969), Econometrica 37", "Toda & Yamamoto (1995), Journal of Econometrics 66"],
  defaults: { lags: 1, extra: 0, surrogates: 999, seed: 1 },
  run: ({ series }, options) => testLaggedEffects(tableOf(series), options),
};

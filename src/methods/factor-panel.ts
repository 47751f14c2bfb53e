import { type FactorPanel, quarterWeights } from "../math/factor-plan.ts";
import { mean, standardDeviation } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";

/** Series of one panel: one array per series, all of one length, one element per period, NaN where missing. */
export interface FactorSeries {
  readonly series: readonly ArrayLike<number>[];
  /** Which of them are quarterly growth rates in a panel of months, standing in the last month of their quarter. */
  readonly quarterly?: readonly boolean[];
  /** Aggregation weights of other series of a longer period, newest first (a month among weeks); null for the panel's own. Instead of `quarterly`. */
  readonly weights?: readonly (readonly number[] | null)[];
}

/** A panel with the mean and standard deviation that each series had. */
export interface StandardPanel extends FactorPanel {
  readonly means: Float64Array;
  readonly sds: Float64Array;
}

/**
 * A panel from columns: each centred and scaled by its mean and sd over observed values.
 * @throws "wrong-shape" for series of different length; "constant-series"
 */
export function standardise({ series, quarterly, weights: given }: FactorSeries): StandardPanel {
  const N = series.length;
  const T = series[0]?.length ?? 0;
  series.forEach((s, i) => {
    if (s.length !== T)
      throw new VorlaufError("wrong-shape", { what: `series ${i}`, expected: `${T} periods`, got: `${s.length}` });
  });
  if (quarterly !== undefined && quarterly.length !== N)
    throw new VorlaufError("wrong-shape", { what: "quarterly", expected: `${N} series`, got: `${quarterly.length}` });
  if (given !== undefined && given.length !== N)
    throw new VorlaufError("wrong-shape", { what: "weights", expected: `${N} series`, got: `${given.length}` });
  const seen = series.map((s) => Array.from(s).filter((v) => !Number.isNaN(v)));
  const means = Float64Array.from(seen, (v) => mean(v));
  const sds = Float64Array.from(seen, (v, i) => {
    if (v.length < 2) return 1;
    if (v.every((u) => u === v[0])) throw new VorlaufError("constant-series", { what: `series ${i} of the panel` });
    return standardDeviation(v);
  });
  const x = new Float64Array(T * N);
  for (let t = 0; t < T; t++) for (let i = 0; i < N; i++) x[t * N + i] = (series[i]![t]! - means[i]!) / sds[i]!;
  const weights = given ?? quarterly?.map((q) => (q ? quarterWeights : null));
  return { x, T, N, means, sds, ...(weights?.some((w) => w !== null) === true ? { weights } : {}) };
}

/**
 * Refuses a panel from which a model of this size cannot be estimated.
 * @throws "wrong-shape"; "not-finite"; "too-few-observations" for a series with fewer than 8 values (4 if aggregated), for
 * T <= 3 r p + 5 or for fewer values than parameters; "constant-series"; "input-invalid" for two series that are multiples of
 * each other (the likelihood has no maximum)
 */
export function checkPanel(
  { x, T, N, weights }: FactorPanel,
  { factors, lags }: { readonly factors: number; readonly lags: number },
): void {
  if (x.length !== T * N || N === 0)
    throw new VorlaufError("wrong-shape", { what: "panel", expected: `${T} × ${N}`, got: `${x.length} numbers` });
  if (!Number.isInteger(factors) || factors < 1 || !Number.isInteger(lags) || lags < 1)
    throw new VorlaufError("input-invalid", {
      what: "factors and lags",
      got: `${factors}, ${lags}`,
      fix: "Give whole numbers from 1.",
    });
  for (let k = 0; k < x.length; k++) {
    if (Math.abs(x[k]!) === Number.POSITIVE_INFINITY)
      throw new VorlaufError("not-finite", { what: `series ${k % N} of the panel`, index: Math.floor(k / N) });
  }
  const need = 3 * factors * lags + 6;
  if (T < need) throw new VorlaufError("too-few-observations", { what: "factor model (periods)", have: T, need });
  const direct = N - (weights ?? []).filter((w) => w !== null).length;
  if (direct < factors)
    throw new VorlaufError("input-invalid", {
      what: "series of the panel's own frequency",
      got: `${direct} for ${factors} factors`,
      fix: "Use fewer factors.",
    });
  let observed = 0;
  for (let i = 0; i < N; i++) {
    const seen = columnOf(x, N, i).filter((v) => !Number.isNaN(v));
    const least = (weights?.[i] ?? null) === null ? 8 : 4;
    observed += seen.length;
    if (seen.length < least)
      throw new VorlaufError("too-few-observations", {
        what: `series ${i} of the panel`,
        have: seen.length,
        need: least,
      });
    if (seen.every((v) => v === seen[0]))
      throw new VorlaufError("constant-series", { what: `series ${i} of the panel` });
  }
  const parameters = N * (factors + 2) + factors * factors * lags;
  if (observed <= parameters)
    throw new VorlaufError("too-few-observations", {
      what: "factor model (values for its parameters)",
      have: observed,
      need: parameters + 1,
    });
  refuseMultiples(x, T, N);
}

function columnOf(x: Float64Array, N: number, i: number): Float64Array {
  const column = new Float64Array(x.length / N);
  for (let t = 0; t < column.length; t++) column[t] = x[t * N + i]!;
  return column;
}

/** Two series that agree up to scale and level wherever both are observed (at least 8 times). */
function refuseMultiples(x: Float64Array, T: number, N: number): void {
  const columns = Array.from({ length: N }, (_, i) => columnOf(x, N, i));
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [columns[i]!, columns[j]!];
      if (!couldBeMultiples(a, b)) continue;
      let n = 0;
      let [sa, sb, saa, sab, sbb] = [0, 0, 0, 0, 0];
      for (let t = 0; t < T; t++) {
        const [u, v] = [a[t]!, b[t]!];
        if (Number.isNaN(u) || Number.isNaN(v)) continue;
        n++;
        sa += u;
        sb += v;
        saa += u * u;
        sab += u * v;
        sbb += v * v;
      }
      if (n < 8) continue;
      const [va, vb, cab] = [saa - (sa * sa) / n, sbb - (sb * sb) / n, sab - (sa * sb) / n];
      if (cab * cab >= (1 - 1e-12) * va * vb && va > 0 && vb > 0)
        throw new VorlaufError("input-invalid", {
          what: `series ${j} and ${i} of the panel`,
          got: `multiples of each other in all ${n} periods both have`,
          fix: "Leave one out: with both the likelihood has no maximum.",
        });
    }
  }
}

/** Quick test on three differences, so that few pairs need the sums. */
function couldBeMultiples(a: Float64Array, b: Float64Array): boolean {
  let [first, slope, seen] = [-1, Number.NaN, 0];
  for (let t = 0; t < a.length && seen < 3; t++) {
    if (Number.isNaN(a[t]!) || Number.isNaN(b[t]!)) continue;
    if (first < 0) first = t;
    else {
      const [u, v] = [a[t]! - a[first]!, b[t]! - b[first]!];
      if (u === 0 || v === 0) continue;
      if (Number.isNaN(slope)) slope = u / v;
      else if (Math.abs(u / v - slope) > 1e-5 * Math.abs(slope)) return false;
      seen++;
    }
  }
  return seen === 3;
}

import { selectedInverseInto } from "./envelope.ts";
import type { FactorParameters, FactorPlan } from "./factor-plan.ts";
import { type FactorWork, gapVariance } from "./factor-precision.ts";
import { type FactorSquares, factorPriorScore } from "./factor-prior.ts";

/** Expected sums of the complete data given the panel, and the arrays they are made in. */
export interface FactorSums {
  readonly work: FactorWork;
  /** Inverse of the system inside its envelope: covariances of the unknowns. */
  readonly inverse: Float64Array;
  /**
   * Per group of transitions s -> t, 3 (r + r²) numbers: sums of x[t] f[t], of x[t] f[s] + x[s] f[t] and of x[s] f[s] (r each),
   * then of f[t] f[t]', f[t] f[s]' + f[s] f[t]' and f[s] f[s]' (r × r each).
   */
  readonly groups: Float64Array;
  /** Running sums over dates of E f[d] f[d]' and E (f[d] f[d-1]' + its transpose), (D + 1) × r² each. */
  readonly running: Float64Array;
  readonly runningLag: Float64Array;
  /** Per aggregated series: E e[0]², then sums of E e[d]², e[d] e[d-1], e[d-1]² over d >= 1. */
  readonly errors: Float64Array;
  readonly squares: FactorSquares;
  /** Gradient of the log-likelihood with respect to the loadings of the aggregated series (K × r). */
  readonly tieScore: Float64Array;
  readonly scratch: Float64Array;
}

/** Arrays for the sums of one workspace. */
export function factorSums(work: FactorWork): FactorSums {
  const { r, p, D, shape, groupGap, aggregated } = work.plan;
  const w = r * (p + 1);
  return {
    work,
    inverse: new Float64Array(shape.size),
    groups: new Float64Array(groupGap.length * 3 * (r + r * r)),
    running: new Float64Array((D + 1) * r * r),
    runningLag: new Float64Array((D + 1) * r * r),
    errors: new Float64Array(aggregated.length * 4),
    squares: { window: new Float64Array(w * w), start: new Float64Array(r * p * r * p), steps: D - p },
    tieScore: new Float64Array(aggregated.length * r),
    scratch: new Float64Array(Math.max(2 * shape.n, 2 * r)),
  };
}

/** Fills the sums after {@link factorLikelihoodInto} has left factor and means in the workspace. */
export function expectInto(sums: FactorSums): void {
  const { work, inverse, scratch } = sums;
  selectedInverseInto(work.plan.shape, work.system, inverse, scratch);
  runInto(sums);
  windowInto(sums);
  sums.groups.fill(0);
  runsInto(sums);
  oddInto(sums);
  errorsInto(sums);
}

/** Covariance of two unknowns by their positions, inside the envelope. */
export function covarianceOf(plan: FactorPlan, inverse: Float64Array, i: number, j: number): number {
  return i >= j ? inverse[plan.shape.offset[i]! + j]! : inverse[plan.shape.offset[j]! + i]!;
}

function runInto({ work, inverse, running, runningLag }: FactorSums): void {
  const { plan, mean } = work;
  const { r, D, factorAt } = plan;
  const { offset } = plan.shape;
  const rr = r * r;
  for (let d = 0; d < D; d++) {
    const now = factorAt[d]!;
    const at = d * rr;
    for (let a = 0; a < r; a++) {
      const o = offset[now + a]!;
      const fa = mean[d * r + a]!;
      for (let b = 0; b <= a; b++) {
        const v = fa * mean[d * r + b]! + inverse[o + now + b]!;
        running[at + rr + a * r + b] = running[at + a * r + b]! + v;
        if (b < a) running[at + rr + b * r + a] = running[at + b * r + a]! + v;
      }
    }
    if (d === 0) {
      runningLag.fill(0, 0, 2 * rr);
      continue;
    }
    const before = factorAt[d - 1]!;
    for (let a = 0; a < r; a++) {
      const oa = offset[now + a]! + before;
      const fa = mean[d * r + a]!;
      const ga = mean[(d - 1) * r + a]!;
      for (let b = 0; b <= a; b++) {
        const v =
          fa * mean[(d - 1) * r + b]! +
          inverse[oa + b]! +
          mean[d * r + b]! * ga +
          inverse[offset[now + b]! + before + a]!;
        runningLag[at + rr + a * r + b] = runningLag[at + a * r + b]! + v;
        if (b < a) runningLag[at + rr + b * r + a] = runningLag[at + b * r + a]! + v;
      }
    }
  }
}

function windowInto({ work, inverse, squares }: FactorSums): void {
  const { plan, mean } = work;
  const { r, p, D, factorAt } = plan;
  const { offset } = plan.shape;
  const m = r * p;
  const w = m + r;
  const { window, start } = squares;
  window.fill(0);
  for (let d = p; d < D; d++) {
    for (let bi = 0; bi <= p; bi++) {
      const base = factorAt[d - p + bi]!;
      const mi = (d - p + bi) * r;
      for (let a = 0; a < r; a++) {
        const o = offset[base + a]!;
        const fa = mean[mi + a]!;
        const to = (bi * r + a) * w;
        for (let bj = 0; bj <= bi; bj++) {
          const at = o + factorAt[d - p + bj]!;
          const mj = (d - p + bj) * r;
          const last = bj === bi ? a : r - 1;
          for (let e = 0; e <= last; e++) window[to + bj * r + e]! += fa * mean[mj + e]! + inverse[at + e]!;
        }
      }
    }
  }
  for (let i = 0; i < w; i++) for (let j = 0; j < i; j++) window[j * w + i] = window[i * w + j]!;
  for (let i = 0; i < m; i++) {
    const at = factorAt[Math.floor(i / r)]! + (i % r);
    for (let j = 0; j <= i; j++) {
      const to = factorAt[Math.floor(j / r)]! + (j % r);
      const v = mean[i]! * mean[j]! + inverse[offset[at]! + to]!;
      start[i * m + j] = v;
      start[j * m + i] = v;
    }
  }
}

/** Transitions of gap 1: products of the series with the factors, run by run, and running sums of the factors' squares. */
function runsInto(sums: FactorSums): void {
  const { work, groups, running, runningLag, scratch } = sums;
  const { plan, mean } = work;
  const { r, D, white, direct, columns, runStart, runFrom, runTo, groupStart, groupGap } = plan;
  const rr = r * r;
  const width = 3 * (r + rr);
  for (let m = 0; m < direct.length; m++) {
    let group = groupStart[m]!;
    while (group < groupStart[m + 1]! && groupGap[group] !== 1) group++;
    if (group === groupStart[m + 1]) continue;
    const at = group * width;
    for (let u = runStart[m]!; u < runStart[m + 1]!; u++) {
      const a = runFrom[u]!;
      const b = runTo[u]!;
      if (a === b && !white) continue;
      productsInto(columns, mean, { r, a, b, base: m * D }, scratch);
      const xa = white ? 0 : columns[m * D + a]!;
      const xb = white ? 0 : columns[m * D + b]!;
      for (let k = 0; k < r; k++) {
        groups[at + k]! += scratch[k]! - xa * mean[a * r + k]!;
        groups[at + r + k]! += scratch[r + k]!;
        groups[at + 2 * r + k]! += scratch[k]! - xb * mean[b * r + k]!;
      }
      const s = at + 3 * r;
      const from = (white ? a : a + 1) * rr;
      const upTo = (b + 1) * rr;
      for (let c = 0; c < rr; c++) {
        groups[s + c]! += running[upTo + c]! - running[from + c]!;
        if (white) continue;
        groups[s + rr + c]! += runningLag[upTo + c]! - runningLag[from + c]!;
        groups[s + 2 * rr + c]! += running[upTo - rr + c]! - running[from - rr + c]!;
      }
    }
  }
}

/** Sums over a run (dates a to b of the series that begins at `base`) of x[t] f[t] and of (x[t-1] + x[t+1]) f[t], neighbours outside the run counted as 0. */
function productsInto(
  x: Float64Array,
  mean: Float64Array,
  { r, a, b, base }: { readonly r: number; readonly a: number; readonly b: number; readonly base: number },
  out: Float64Array,
): void {
  let k = 0;
  for (; k + 4 <= r; k += 4) {
    let p0 = 0;
    let p1 = 0;
    let p2 = 0;
    let p3 = 0;
    let q0 = 0;
    let q1 = 0;
    let q2 = 0;
    let q3 = 0;
    let before = 0;
    let now = x[base + a]!;
    for (let t = a, f = a * r + k; t <= b; t++, f += r) {
      const next = t < b ? x[base + t + 1]! : 0;
      const y = before + next;
      const f0 = mean[f]!;
      const f1 = mean[f + 1]!;
      const f2 = mean[f + 2]!;
      const f3 = mean[f + 3]!;
      p0 += now * f0;
      p1 += now * f1;
      p2 += now * f2;
      p3 += now * f3;
      q0 += y * f0;
      q1 += y * f1;
      q2 += y * f2;
      q3 += y * f3;
      before = now;
      now = next;
    }
    out[k] = p0;
    out[k + 1] = p1;
    out[k + 2] = p2;
    out[k + 3] = p3;
    out[r + k] = q0;
    out[r + k + 1] = q1;
    out[r + k + 2] = q2;
    out[r + k + 3] = q3;
  }
  for (; k < r; k++) {
    let p0 = 0;
    let q0 = 0;
    let before = 0;
    let now = x[base + a]!;
    for (let t = a, f = a * r + k; t <= b; t++, f += r) {
      const next = t < b ? x[base + t + 1]! : 0;
      p0 += now * mean[f]!;
      q0 += (before + next) * mean[f]!;
      before = now;
      now = next;
    }
    out[k] = p0;
    out[r + k] = q0;
  }
}

/** First observations and transitions over gaps, one by one. */
function oddInto({ work, inverse, groups }: FactorSums): void {
  const { plan, mean } = work;
  const { r, D, columns, oddSeries, oddGroup, oddFrom, oddTo, factorAt } = plan;
  const { offset } = plan.shape;
  const rr = r * r;
  const width = 3 * (r + rr);
  const square = (at: number, d: number): void => {
    const base = factorAt[d]!;
    for (let a = 0; a < r; a++) {
      for (let b = 0; b < r; b++) {
        const [hi, lo] = a > b ? [a, b] : [b, a];
        groups[at + a * r + b]! += mean[d * r + a]! * mean[d * r + b]! + inverse[offset[base + hi]! + base + lo]!;
      }
    }
  };
  for (let k = 0; k < oddTo.length; k++) {
    const at = oddGroup[k]! * width;
    const [m, s, t] = [oddSeries[k]!, oddFrom[k]!, oddTo[k]!];
    const xt = columns[m * D + t]!;
    for (let a = 0; a < r; a++) groups[at + a]! += xt * mean[t * r + a]!;
    square(at + 3 * r, t);
    if (s < 0) continue;
    const xs = columns[m * D + s]!;
    for (let a = 0; a < r; a++) {
      groups[at + r + a]! += xt * mean[s * r + a]! + xs * mean[t * r + a]!;
      groups[at + 2 * r + a]! += xs * mean[s * r + a]!;
    }
    square(at + 3 * r + 2 * rr, s);
    const lag = at + 3 * r + rr;
    for (let a = 0; a < r; a++) {
      const o = offset[factorAt[t]! + a]! + factorAt[s]!;
      for (let b = 0; b < r; b++) {
        const v = mean[t * r + a]! * mean[s * r + b]! + inverse[o + b]!;
        groups[lag + a * r + b]! += v;
        groups[lag + b * r + a]! += v;
      }
    }
  }
}

/** Squares of the aggregated series' idiosyncratic terms, and the score of their loadings through the ties. */
function errorsInto({ work, inverse, errors, tieScore }: FactorSums): void {
  const { plan, solution, mean } = work;
  const { r, D, factorAt, aggregated, weights, tieSeries, tieDate, tieAt } = plan;
  const { offset } = plan.shape;
  errors.fill(0);
  for (let k = 0; k < aggregated.length; k++) {
    for (let d = 0; d < D; d++) {
      const at = factorAt[d]! + r + k;
      const square = solution[at]! ** 2 + inverse[offset[at]! + at]!;
      if (d === 0) errors[4 * k] = square;
      else {
        const before = factorAt[d - 1]! + r + k;
        errors[4 * k + 1]! += square;
        errors[4 * k + 2]! += solution[at]! * solution[before]! + inverse[offset[at]! + before]!;
      }
      if (d < D - 1) errors[4 * k + 3]! += square;
    }
  }
  tieScore.fill(0);
  for (let o = 0; o < tieAt.length; o++) {
    const [k, at] = [tieSeries[o]!, tieAt[o]!];
    for (let j = 0; j < weights[k]!.length; j++) {
      const d = tieDate[o]! - j;
      const w = weights[k]![j]!;
      const row = offset[at]! + factorAt[d]!;
      for (let a = 0; a < r; a++) tieScore[k * r + a]! -= w * (inverse[row + a]! + solution[at]! * mean[d * r + a]!);
    }
  }
}

/** Gradient of the log-likelihood by parameter. */
export interface FactorScore {
  readonly Lambda: Float64Array;
  readonly phi: Float64Array;
  readonly s: Float64Array;
  readonly A: Float64Array;
  /** Every element counted once, as if Q were a full matrix. */
  readonly Q: Float64Array;
}

/**
 * Exact score by Fisher's identity: the expected score of the complete data given the panel. Loadings of aggregated series
 * stand in exact ties, so theirs is the derivative of the bordered system instead.
 * @cite Koopman & Shephard (1992), Biometrika 79; Jungbacker & Koopman (2015), The Econometrics Journal 18
 */
export function factorScore(sums: FactorSums, q: FactorParameters): FactorScore {
  const { plan } = sums.work;
  const { N, r, D, direct, aggregated } = plan;
  const score = { Lambda: new Float64Array(N * r), phi: new Float64Array(N), s: new Float64Array(N) };
  for (let m = 0; m < direct.length; m++) seriesScore(sums, m, q, score);
  for (let k = 0; k < aggregated.length; k++) {
    const i = aggregated[k]!;
    const { phi, s } = { phi: q.phi[i]!, s: q.s[i]! };
    score.Lambda.set(sums.tieScore.subarray(k * r, (k + 1) * r), i * r);
    const [e0, tt, ts, ss] = sums.errors.subarray(4 * k, 4 * k + 4);
    const all = (1 - phi * phi) * e0! + tt! - 2 * phi * ts! + phi * phi * ss!;
    score.s[i] = (-0.5 * D) / s + (0.5 * all) / (s * s);
    score.phi[i] = -phi / (1 - phi * phi) + (phi * e0! + ts! - phi * ss!) / s;
  }
  return { ...score, ...factorPriorScore(q, sums.squares) };
}

function seriesScore(
  sums: FactorSums,
  m: number,
  q: FactorParameters,
  into: { readonly Lambda: Float64Array; readonly phi: Float64Array; readonly s: Float64Array },
): void {
  const { plan } = sums.work;
  const { r, direct, groupStart, groupGap, groupCount, groupSquares } = plan;
  const { groups } = sums;
  const rr = r * r;
  const i = direct[m]!;
  const l = i * r;
  const [phi, s] = [plan.white ? 0 : q.phi[i]!, q.s[i]!];
  let [dPhi, dS] = [0, 0];
  for (let k = groupStart[m]!; k < groupStart[m + 1]!; k++) {
    const at = k * 3 * (r + rr);
    const g = groupGap[k]!;
    const n = groupCount[k]!;
    const c = g === 0 ? 0 : phi ** g;
    const v = g === 0 ? 1 / (1 - phi * phi) : gapVariance(phi, g);
    const w = 1 / (s * v);
    let tt = groupSquares[3 * k]!;
    let ts = groupSquares[3 * k + 1]!;
    let ss = groupSquares[3 * k + 2]!;
    for (let a = 0; a < r; a++) {
      const la = q.Lambda[l + a]!;
      let fa = 0;
      let fx = 0;
      let fb = 0;
      const row = at + 3 * r + a * r;
      for (let b = 0; b < r; b++) {
        const lb = q.Lambda[l + b]!;
        fa += groups[row + b]! * lb;
        fx += groups[row + rr + b]! * lb;
        fb += groups[row + 2 * rr + b]! * lb;
      }
      const ha = groups[at + a]!;
      const hx = groups[at + r + a]!;
      const hb = groups[at + 2 * r + a]!;
      tt += la * (fa - 2 * ha);
      ts += la * (0.5 * fx - hx);
      ss += la * (fb - 2 * hb);
      into.Lambda[l + a]! += w * (ha - fa - c * (hx - fx) + c * c * (hb - fb));
    }
    const E = tt - 2 * c * ts + c * c * ss;
    dS += (-0.5 * n) / s + (0.5 * E * w) / s;
    if (plan.white) continue;
    if (g === 0) dPhi += -phi / (1 - phi * phi) + (phi * E) / s;
    else {
      const dc = g === 1 ? 1 : g * phi ** (g - 1);
      let dv = 0;
      for (let j = 1; j < g; j++) dv += 2 * j * phi ** (2 * j - 1);
      dPhi += dc * w * (ts - c * ss) - (0.5 * n * dv) / v + (0.5 * E * w * dv) / v;
    }
  }
  into.phi[i] = dPhi;
  into.s[i] = dS;
}

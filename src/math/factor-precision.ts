import { factorEnvelopeInto, solveEnvelopeInto } from "./envelope.ts";
import type { FactorParameters, FactorPlan } from "./factor-plan.ts";
import { factorPrior } from "./factor-prior.ts";
import { checkLength } from "./failure.ts";

/** Arrays that every evaluation on one plan uses again. */
export interface FactorWork {
  readonly plan: FactorPlan;
  /** The system, then its factor L D L'. */
  readonly system: Float64Array;
  /** Right-hand side, and the solution: means of the unknowns, and the multipliers. */
  readonly rhs: Float64Array;
  readonly solution: Float64Array;
  /** E(f[d] | x), D × r. */
  readonly mean: Float64Array;
  /** Per set of series: sums of w l l', phi w l l', phi² w l l' (r × r each). */
  readonly gram: Float64Array;
  /** Per direct series: lambda / s by factor (r × M), phi, 1 + phi². */
  readonly scaled: Float64Array;
  readonly phi: Float64Array;
  readonly alpha: Float64Array;
}

/** Arrays for one plan. */
export function factorWork(plan: FactorPlan): FactorWork {
  const { r, D, shape, sets, direct } = plan;
  const M = direct.length;
  return {
    plan,
    system: new Float64Array(shape.size),
    rhs: new Float64Array(shape.n),
    solution: new Float64Array(shape.n),
    mean: new Float64Array(D * r),
    gram: new Float64Array(sets.length * 3 * r * r),
    scaled: new Float64Array(r * M),
    phi: new Float64Array(M),
    alpha: new Float64Array(M),
  };
}

/** Variance of e over a gap of g, over s: (1 - phi^2g) / (1 - phi²). */
export function gapVariance(phi: number, g: number): number {
  let v = 0;
  for (let k = 0, c = 1; k < g; k++, c *= phi * phi) v += c;
  return v;
}

/**
 * Exact log-likelihood, and the posterior of the factors left in the workspace.
 *
 * The unknowns z are the factors and the idiosyncratic terms of aggregated series. Their precision given the direct series is
 * K = K_z + sum_i L_i' Q_i L_i, Q_i the precision of series i's AR(1) error at its observed dates (Markov: a gap of g gives
 * phi^g). Aggregated observations are exact ties H z = y with multipliers. With S = [K H'; H 0] and b = (sum L_i' Q_i x_i, y)
 *
 *   log p(x) = 1/2 (log|K_z| + sum log|Q_i| - log|det S| - n log 2 pi - sum x_i'Q_i x_i + b'S^-1 b).
 *
 * Cost O(N D r) for b and O(D r³) for the rest.
 *
 * @returns log-likelihood [nats]
 * @throws "wrong-shape"; "not-positive-definite" when the factor VAR is not stationary or rounding destroys the system
 * @cite Chan & Jeliazkov (2009), International Journal of Mathematical Modelling and Numerical Optimisation 1; Jungbacker, Koopman & van der Wel (2011), JEDC 35
 */
export function factorLikelihoodInto(work: FactorWork, q: FactorParameters): number {
  const { plan, system, rhs, solution, mean } = work;
  const { r, N, shape, D } = plan;
  checkLength("loadings", q.Lambda, N * r);
  checkLength("phi", q.phi, N);
  checkLength("s", q.s, N);
  system.fill(0);
  rhs.fill(0);
  const logDetZ = addPrior(work, q) + addTies(work, q);
  scaleSeries(work, q);
  addSets(work, q);
  addRows(work);
  const direct = addOdd(work, q);
  const logDetS = factorEnvelopeInto(shape, system, plan.sign);
  solution.set(rhs);
  solveEnvelopeInto(shape, system, solution);
  let fit = 0;
  for (let i = 0; i < shape.n; i++) fit += rhs[i]! * solution[i]!;
  for (let d = 0; d < D; d++) for (let a = 0; a < r; a++) mean[d * r + a] = solution[plan.factorAt[d]! + a]!;
  return 0.5 * (logDetZ + direct.logDet - logDetS - plan.observed * Math.log(2 * Math.PI) - direct.quadratic + fit);
}

function addPrior({ plan, system }: FactorWork, q: FactorParameters): number {
  const { r, p, D, factorAt } = plan;
  const { offset } = plan.shape;
  const { start, step, logDetStart, logDetStep } = factorPrior(q);
  const m = r * p;
  const w = m + r;
  for (let i = 0; i < m; i++) {
    const row = factorAt[Math.floor(i / r)]! + (i % r);
    for (let j = 0; j <= i; j++) system[offset[row]! + factorAt[Math.floor(j / r)]! + (j % r)]! += start[i * m + j]!;
  }
  for (let d = p; d < D; d++) {
    for (let bi = 0; bi <= p; bi++) {
      const rowBase = factorAt[d - p + bi]!;
      for (let a = 0; a < r; a++) {
        const o = offset[rowBase + a]!;
        const from = (bi * r + a) * w;
        for (let bj = 0; bj <= bi; bj++) {
          const at = o + factorAt[d - p + bj]!;
          const last = bj === bi ? a : r - 1;
          for (let e = 0; e <= last; e++) system[at + e]! += step[from + bj * r + e]!;
        }
      }
    }
  }
  return logDetStart + (D - p) * logDetStep;
}

/** Idiosyncratic terms of the aggregated series, and the ties that hold their sums to the observations. */
function addTies({ plan, system, rhs }: FactorWork, q: FactorParameters): number {
  const { r, D, factorAt, aggregated, weights, tieSeries, tieDate, tieValue, tieAt } = plan;
  const { offset } = plan.shape;
  let logDet = 0;
  for (let k = 0; k < aggregated.length; k++) {
    const i = aggregated[k]!;
    const [phi, w] = [q.phi[i]!, 1 / q.s[i]!];
    logDet += Math.log(1 - phi * phi) + D * Math.log(w);
    for (let d = 0; d < D; d++) {
      const at = factorAt[d]! + r + k;
      system[offset[at]! + at]! += (d === 0 || d === D - 1 ? 1 : 1 + phi * phi) * w;
      if (d > 0) system[offset[at]! + factorAt[d - 1]! + r + k]! -= phi * w;
    }
  }
  for (let o = 0; o < tieAt.length; o++) {
    const [k, at] = [tieSeries[o]!, tieAt[o]!];
    const i = aggregated[k]!;
    const row = offset[at]!;
    rhs[at] = tieValue[o]!;
    for (let j = 0; j < weights[k]!.length; j++) {
      const base = factorAt[tieDate[o]! - j]!;
      const w = weights[k]![j]!;
      for (let a = 0; a < r; a++) system[row + base + a] = w * q.Lambda[i * r + a]!;
      system[row + base + r + k] = w;
    }
  }
  return logDet;
}

function scaleSeries({ plan, scaled, phi, alpha }: FactorWork, q: FactorParameters): void {
  const { r, direct } = plan;
  const M = direct.length;
  for (let m = 0; m < M; m++) {
    const i = direct[m]!;
    const w = 1 / q.s[i]!;
    phi[m] = plan.white ? 0 : q.phi[i]!;
    alpha[m] = 1 + phi[m]! * phi[m]!;
    for (let a = 0; a < r; a++) scaled[a * M + m] = w * q.Lambda[i * r + a]!;
  }
}

/** Transitions of gap 1: one Gram matrix per set of series, added at every date with that set. */
function addSets({ plan, system, gram, scaled, phi }: FactorWork, q: FactorParameters): void {
  const { r, D, direct, sets, setOf, factorAt } = plan;
  const { offset } = plan.shape;
  const M = direct.length;
  const rr = r * r;
  gram.fill(0);
  for (let k = 0; k < sets.length; k++) {
    const members = sets[k]!;
    const at = k * 3 * rr;
    for (let u = 0; u < members.length; u++) {
      const m = members[u]!;
      const f = phi[m]!;
      const l = direct[m]! * r;
      for (let a = 0; a < r; a++) {
        const wl = scaled[a * M + m]!;
        for (let e = 0; e <= a; e++) {
          const v = wl * q.Lambda[l + e]!;
          gram[at + a * r + e]! += v;
          gram[at + rr + a * r + e]! += f * v;
          gram[at + 2 * rr + a * r + e]! += f * f * v;
        }
      }
    }
    for (let c = 0; c < 3; c++)
      for (let a = 0; a < r; a++)
        for (let e = 0; e < a; e++) gram[at + c * rr + e * r + a] = gram[at + c * rr + a * r + e]!;
  }
  for (let d = 0; d < D; d++) {
    if (setOf[d]! < 0) continue;
    const at = setOf[d]! * 3 * rr;
    const now = factorAt[d]!;
    const before = plan.white ? -1 : factorAt[d - 1]!;
    for (let a = 0; a < r; a++) {
      const o = offset[now + a]!;
      for (let e = 0; e <= a; e++) system[o + now + e]! += gram[at + a * r + e]!;
      if (before < 0) continue;
      for (let e = 0; e < r; e++) system[o + before + e]! -= gram[at + rr + a * r + e]!;
      const ob = offset[before + a]! + before;
      for (let e = 0; e <= a; e++) system[ob + e]! += gram[at + 2 * rr + a * r + e]!;
    }
  }
}

/** b as if every observation stood inside a run; the ends of runs are put right by {@link addOdd}. */
function addRows({ plan, rhs, scaled, phi, alpha }: FactorWork): void {
  const { r, D, rows, direct, factorAt } = plan;
  const M = direct.length;
  let a = 0;
  for (; a + 4 <= r; a += 4) {
    const [s0, s1, s2, s3] = [a * M, (a + 1) * M, (a + 2) * M, (a + 3) * M];
    for (let d = 0; d < D; d++) {
      const at = (d + 1) * M;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      for (let m = 0; m < M; m++) {
        const v = alpha[m]! * rows[at + m]! - phi[m]! * (rows[at - M + m]! + rows[at + M + m]!);
        b0 += v * scaled[s0 + m]!;
        b1 += v * scaled[s1 + m]!;
        b2 += v * scaled[s2 + m]!;
        b3 += v * scaled[s3 + m]!;
      }
      const to = factorAt[d]! + a;
      rhs[to] = b0;
      rhs[to + 1] = b1;
      rhs[to + 2] = b2;
      rhs[to + 3] = b3;
    }
  }
  for (; a < r; a++) {
    const s0 = a * M;
    for (let d = 0; d < D; d++) {
      const at = (d + 1) * M;
      let b0 = 0;
      for (let m = 0; m < M; m++)
        b0 += (alpha[m]! * rows[at + m]! - phi[m]! * (rows[at - M + m]! + rows[at + M + m]!)) * scaled[s0 + m]!;
      rhs[factorAt[d]! + a] = b0;
    }
  }
}

/** Ends of runs, first observations and gaps; log|Q| and x'Qx of the direct series. */
function addOdd(work: FactorWork, q: FactorParameters): { readonly logDet: number; readonly quadratic: number } {
  const { plan } = work;
  const { direct, columns, D, oddSeries, oddGroup, oddFrom, oddTo, groupGap, groupCount, groupSquares } = plan;
  if (!plan.white) mendEnds(work);
  for (let k = 0; k < oddTo.length; k++) {
    const m = oddSeries[k]!;
    const phi = work.phi[m]!;
    const g = groupGap[oddGroup[k]!]!;
    const [s, t] = [oddFrom[k]!, oddTo[k]!];
    const c = g === 0 ? 0 : phi ** g;
    const w = g === 0 ? 1 - phi * phi : 1 / gapVariance(phi, g);
    const u = columns[m * D + t]! - (s < 0 ? 0 : c * columns[m * D + s]!);
    addPair(work, q.Lambda, { m, d: t, e: t, w });
    push(work, m, t, w * u);
    if (s < 0) continue;
    addPair(work, q.Lambda, { m, d: t, e: s, w: -c * w });
    addPair(work, q.Lambda, { m, d: s, e: s, w: c * c * w });
    push(work, m, s, -c * w * u);
  }
  let [logDet, quadratic] = [0, 0];
  for (let m = 0; m < direct.length; m++) {
    const s = q.s[direct[m]!]!;
    const phi = work.phi[m]!;
    for (let k = plan.groupStart[m]!; k < plan.groupStart[m + 1]!; k++) {
      const g = groupGap[k]!;
      const c = g === 0 ? 0 : phi ** g;
      const v = g === 0 ? 1 / (1 - phi * phi) : gapVariance(phi, g);
      logDet -= groupCount[k]! * Math.log(s * v);
      quadratic +=
        (groupSquares[3 * k]! - 2 * c * groupSquares[3 * k + 1]! + c * c * groupSquares[3 * k + 2]!) / (s * v);
    }
  }
  return { logDet, quadratic };
}

/** Adds w times lambda lambda' / s to the block of two dates. */
function addPair(
  { plan, system, scaled }: FactorWork,
  Lambda: Float64Array,
  at: { readonly m: number; readonly d: number; readonly e: number; readonly w: number },
): void {
  const { r, factorAt, shape, direct } = plan;
  const { m, d, e, w } = at;
  const l = direct[m]! * r;
  for (let a = 0; a < r; a++) {
    const o = shape.offset[factorAt[d]! + a]! + factorAt[e]!;
    const wl = w * scaled[a * direct.length + m]!;
    const last = d === e ? a : r - 1;
    for (let b = 0; b <= last; b++) system[o + b]! += wl * Lambda[l + b]!;
  }
}

function push({ plan, rhs, scaled }: FactorWork, m: number, d: number, v: number): void {
  const at = plan.factorAt[d]!;
  const M = plan.direct.length;
  for (let a = 0; a < plan.r; a++) rhs[at + a]! += v * scaled[a * M + m]!;
}

function mendEnds(work: FactorWork): void {
  const { plan } = work;
  const { direct, columns, D, runStart, runFrom, runTo } = plan;
  for (let m = 0; m < direct.length; m++) {
    const phi = work.phi[m]!;
    for (let u = runStart[m]!; u < runStart[m + 1]!; u++) {
      const [a, b] = [runFrom[u]!, runTo[u]!];
      const [xa, xb] = [columns[m * D + a]!, columns[m * D + b]!];
      push(work, m, a, -xa);
      push(work, m, b, -phi * phi * xb);
      if (a > 0) push(work, m, a - 1, phi * xa);
      if (b < D - 1) push(work, m, b + 1, phi * xb);
    }
  }
}

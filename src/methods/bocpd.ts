import { logGamma } from "../math/distributions.ts";
import { logSumExp } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** Prior of a segment's mean and precision (normal-gamma), and the chance of a change per period. */
export interface BocpdOptions {
  readonly hazard: number;
  readonly mu0: number;
  readonly kappa0: number;
  readonly alpha0: number;
  readonly beta0: number;
}

/** Filtered distribution of the time since the last change. */
export interface RunLengths {
  /** log p(y) [nats]. */
  readonly logEvidence: number;
  /** P(run length = r | all y), r = 0..n. */
  readonly last: Float64Array;
  /** Per period after its observation. */
  readonly mapRunLength: Int32Array;
  readonly mapProbability: Float64Array;
  readonly pRun0: Float64Array;
  readonly meanRunLength: Float64Array;
  readonly logPredictive: Float64Array;
}

/**
 * Bayesian online change-point detection for a normal series with unknown mean and variance in every segment: run length 0 at
 * the start; a change takes the predictive density of the old run; Student-t predictive, all in logs, nothing pruned.
 * @throws "not-finite" for a gap, "input-invalid" for a hazard outside (0, 1)
 * @cite Adams & MacKay (2007), arXiv:0710.3742, algorithm 1
 */
export function runLengths(y: ArrayLike<number>, options: Partial<BocpdOptions> = {}): RunLengths {
  const o = { ...method.defaults, ...options };
  if (!(o.hazard > 0 && o.hazard < 1))
    throw new VorlaufError("input-invalid", {
      what: "hazard",
      got: `${o.hazard}`,
      fix: "Give a probability between 0 and 1.",
    });
  const n = y.length;
  let logP = new Float64Array([0]);
  let mu = new Float64Array([o.mu0]);
  let beta = new Float64Array([o.beta0]);
  const out = {
    map: new Int32Array(n),
    p: new Float64Array(n),
    p0: new Float64Array(n),
    mean: new Float64Array(n),
    predictive: new Float64Array(n),
  };
  let logEvidence = 0;
  for (let t = 0; t < n; t++) {
    const v = y[t]!;
    if (!Number.isFinite(v)) throw new VorlaufError("not-finite", { what: "series", index: t });
    const joint = logP.map(
      (lp, r) => lp + studentLog(v, { mu: mu[r]!, kappa: o.kappa0 + r, alpha: o.alpha0 + r / 2, beta: beta[r]! }),
    );
    const predictive = logSumExp(joint);
    logEvidence += predictive;
    const next = new Float64Array(t + 2);
    next[0] = Math.log(o.hazard);
    for (let r = 0; r <= t; r++) next[r + 1] = joint[r]! - predictive + Math.log1p(-o.hazard);
    const nextMu = new Float64Array(t + 2);
    const nextBeta = new Float64Array(t + 2);
    nextMu[0] = o.mu0;
    nextBeta[0] = o.beta0;
    for (let r = 0; r <= t; r++) {
      const kappa = o.kappa0 + r;
      nextMu[r + 1] = (kappa * mu[r]! + v) / (kappa + 1);
      nextBeta[r + 1] = beta[r]! + (kappa * (v - mu[r]!) ** 2) / (2 * (kappa + 1));
    }
    [logP, mu, beta] = [next, nextMu, nextBeta];
    out.predictive[t] = predictive;
    summarise(next, t, out);
  }
  return {
    logEvidence,
    last: logP.map(Math.exp),
    mapRunLength: out.map,
    mapProbability: out.p,
    pRun0: out.p0,
    meanRunLength: out.mean,
    logPredictive: out.predictive,
  };
}

function summarise(
  logP: Float64Array,
  t: number,
  out: { readonly map: Int32Array; readonly p: Float64Array; readonly p0: Float64Array; readonly mean: Float64Array },
): void {
  let best = 0;
  let m = 0;
  logP.forEach((lp, r) => {
    if (lp > logP[best]!) best = r;
    m += r * Math.exp(lp);
  });
  out.map[t] = best;
  out.p[t] = Math.exp(logP[best]!);
  out.p0[t] = Math.exp(logP[0]!);
  out.mean[t] = m;
}

function studentLog(
  x: number,
  s: { readonly mu: number; readonly kappa: number; readonly alpha: number; readonly beta: number },
): number {
  const df = 2 * s.alpha;
  const scale2 = (s.beta * (s.kappa + 1)) / (s.alpha * s.kappa);
  const z2 = (x - s.mu) ** 2 / scale2;
  return (
    logGamma((df + 1) / 2) -
    logGamma(df / 2) -
    0.5 * Math.log(df * Math.PI * scale2) -
    ((df + 1) / 2) * Math.log1p(z2 / df)
  );
}

/** Has something just changed? */
export const method: Method<{ readonly y: ArrayLike<number> }, BocpdOptions, RunLengths> = {
  id: "bocpd",
  cites: ["Adams & MacKay (2007), Bayesian Online Changepoint Detection, arXiv:0710.3742"],
  defaults: { hazard: 0.01, mu0: 0, kappa0: 1, alpha0: 1, beta0: 1 },
  run: ({ y }, options) => runLengths(y, options),
};

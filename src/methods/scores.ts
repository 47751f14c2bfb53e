import { logBeta, normalCdf, normalPdf, tCdf, tTwoSided } from "../math/distributions.ts";
import { longRunVariance } from "../math/ols.ts";
import { sorted } from "../math/quantile.ts";
import { mean, sum } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import { clopperPearson, type ExactInterval } from "./clopper-pearson.ts";

/**
 * Continuous ranked probability score of equally likely draws against the outcome, in the unit of the outcome; lower is
 * better: mean|x - y| - 1/2 mean|x - x'|, by the sorted form 2/m² sum (x(i) - y)(m 1{y < x(i)} - i + 1/2).
 * @cite Gneiting & Raftery (2007), JASA 102, eq. 20; Jordan, Krüger & Lerch (2019), Journal of Statistical Software 90(12), eq. 8
 */
export function crpsSample(draws: ArrayLike<number>, outcome: number): number {
  const x = sorted(draws);
  const m = x.length;
  return (2 / (m * m)) * sum(x.map((v, i) => (v - outcome) * ((outcome < v ? m : 0) - (i + 1) + 0.5)));
}

/** CRPS of N(mu, sigma²): sigma (z (2 Phi(z) - 1) + 2 phi(z) - 1/sqrt(pi)), z = (y - mu) / sigma. @cite Gneiting et al. (2005), Monthly Weather Review 133, eq. 5 */
export function crpsNormal(outcome: number, mu: number, sigma: number): number {
  const z = (outcome - mu) / sigma;
  return sigma * (z * (2 * normalCdf(z) - 1) + 2 * normalPdf(z) - 1 / Math.sqrt(Math.PI));
}

/**
 * CRPS of a Student t with location, scale and df > 1:
 * s [z (2 F(z) - 1) + 2 f(z) (df + z²)/(df - 1) - 2 sqrt(df)/(df - 1) B(1/2, df - 1/2)/B(1/2, df/2)²].
 * @cite Jordan, Krüger & Lerch (2019), Journal of Statistical Software 90(12), appendix A
 */
export function crpsStudent(
  outcome: number,
  law: { readonly location: number; readonly scale: number; readonly df: number },
): number {
  const { df, scale } = law;
  const z = (outcome - law.location) / scale;
  const density = Math.exp(-logBeta(0.5, df / 2) - 0.5 * Math.log(df) - ((df + 1) / 2) * Math.log1p((z * z) / df));
  const constant = ((2 * Math.sqrt(df)) / (df - 1)) * Math.exp(logBeta(0.5, df - 0.5) - 2 * logBeta(0.5, df / 2));
  return scale * (z * (2 * tCdf(z, df) - 1) + (2 * density * (df + z * z)) / (df - 1) - constant);
}

/** Quantile (pinball) loss of a forecast q of the a-quantile: (a - 1{y < q})(y - q). @cite Koenker & Bassett (1978), Econometrica 46 */
export function pinballLoss(outcome: number, q: number, a: number): number {
  return (outcome < q ? a - 1 : a) * (outcome - q);
}

/** Negative log density of N(mu, sigma²) at the outcome [nats]; lower is better. @cite Good (1952) */
export function logScoreNormal(outcome: number, mu: number, sigma: number): number {
  const z = (outcome - mu) / sigma;
  return 0.5 * Math.log(2 * Math.PI) + Math.log(sigma) + 0.5 * z * z;
}

/** Negative log of a kernel density of the draws at the outcome (Gaussian kernel, Silverman's bandwidth). @cite Silverman (1986), eq. 3.31 */
export function logScoreSample(draws: ArrayLike<number>, outcome: number): number {
  const x = sorted(draws);
  const m = mean(x);
  const sd = Math.sqrt(sum(x.map((v) => (v - m) ** 2)) / (x.length - 1));
  const iqr = x[Math.floor(0.75 * (x.length - 1))]! - x[Math.floor(0.25 * (x.length - 1))]!;
  const h = 0.9 * Math.min(sd, iqr > 0 ? iqr / 1.34 : sd) * x.length ** -0.2;
  return -Math.log(mean(x.map((v) => normalPdf((outcome - v) / h) / h)));
}

/** Probability integral transform: share of draws below the outcome, ties counted half. Uniform when the forecast is calibrated. @cite Dawid (1984), JRSS A 147 */
export function pit(draws: ArrayLike<number>, outcome: number): number {
  let s = 0;
  for (let i = 0; i < draws.length; i++) s += draws[i]! < outcome ? 1 : draws[i] === outcome ? 0.5 : 0;
  return s / draws.length;
}

/** How often intervals held their outcomes: k of n with a Clopper-Pearson interval (definition D17). @throws "input-invalid" without outcomes */
export function coverageOf(
  intervals: readonly { readonly low: number; readonly high: number; readonly outcome: number }[],
): ExactInterval & { readonly inside: number; readonly n: number } {
  const inside = intervals.filter(({ low, high, outcome }) => outcome >= low && outcome <= high).length;
  return { ...clopperPearson(inside, intervals.length), inside, n: intervals.length };
}

/** Brier score of probabilities p of outcomes 0 or 1: mean (p - o)². @cite Brier (1950), Monthly Weather Review 78 */
export function brier(p: ArrayLike<number>, outcome: ArrayLike<number>): number {
  return mean(Float64Array.from(p, (v, i) => (v - outcome[i]!) ** 2));
}

/** Logarithmic score of probabilities: mean of -log of the probability given to what happened [nats]; infinite for a certainty that failed. */
export function logScoreBinary(p: ArrayLike<number>, outcome: ArrayLike<number>): number {
  return mean(Float64Array.from(p, (v, i) => -Math.log(outcome[i] === 1 ? v : 1 - v)));
}

/** Quadratic probability score, 2 mean (p - o)², 0 (best) to 2. @cite Diebold & Rudebusch (1989), Journal of Business 62 */
export function quadraticProbabilityScore(p: ArrayLike<number>, outcome: ArrayLike<number>): number {
  return 2 * brier(p, outcome);
}

/** Area under the ROC curve with its standard error by DeLong: probability that a case scores above a non-case, ties half. NaN without both kinds. @cite DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44 */
export function auroc(
  score: ArrayLike<number>,
  outcome: ArrayLike<number>,
): { readonly area: number; readonly standardError: number } {
  const cases = Array.from(score).filter((_, i) => outcome[i] === 1);
  const others = Array.from(score).filter((_, i) => outcome[i] !== 1);
  const above = (a: number, b: number): number => (a > b ? 1 : a === b ? 0.5 : 0);
  const v10 = cases.map((a) => mean(others.map((b) => above(a, b))));
  const v01 = others.map((b) => mean(cases.map((a) => above(a, b))));
  const area = mean(v10);
  const spread = (v: readonly number[]): number => sum(v.map((e) => (e - area) ** 2)) / (v.length - 1) / v.length;
  return { area, standardError: Math.sqrt(spread(v10) + spread(v01)) };
}

/** Brier score = reliability - resolution + uncertainty (up to the spread within bins), bins (0, 1/b], ..., right-closed. @cite Murphy (1973), Journal of Applied Meteorology 12 */
export function murphyDecomposition(
  p: ArrayLike<number>,
  outcome: ArrayLike<number>,
  bins: number = 10,
): { readonly reliability: number; readonly resolution: number; readonly uncertainty: number } {
  const n = p.length;
  const base = mean(outcome);
  const groups = Array.from({ length: bins }, () => ({ n: 0, p: 0, o: 0 }));
  for (let i = 0; i < n; i++) {
    const g = groups[Math.max(0, Math.ceil(p[i]! * bins - 1e-12) - 1)]!;
    g.n++;
    g.p += p[i]!;
    g.o += outcome[i]!;
  }
  const full = groups.filter((g) => g.n > 0);
  return {
    reliability: sum(full.map((g) => g.n * (g.p / g.n - g.o / g.n) ** 2)) / n,
    resolution: sum(full.map((g) => g.n * (g.o / g.n - base) ** 2)) / n,
    uncertainty: base * (1 - base),
  };
}

/** Counts of a probability forecast used as an alarm at a threshold (alarm when p >= threshold). */
export interface Confusion {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly trueNegative: number;
}

/** Alarm counts at a threshold. */
export function confusionAt(p: ArrayLike<number>, outcome: ArrayLike<number>, threshold: number): Confusion {
  const c = { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 };
  for (let i = 0; i < p.length; i++) {
    const alarm = p[i]! >= threshold;
    if (outcome[i] === 1) c[alarm ? "truePositive" : "falseNegative"]++;
    else c[alarm ? "falsePositive" : "trueNegative"]++;
  }
  return c;
}

/** Threshold with the largest sensitivity + specificity - 1, midway between neighbouring probabilities. @cite Youden (1950), Cancer 3 */
export function youdenThreshold(
  p: ArrayLike<number>,
  outcome: ArrayLike<number>,
): { readonly threshold: number; readonly sensitivity: number; readonly specificity: number } {
  const values = [...new Set(sorted(p))];
  const cuts = values.slice(1).map((v, i) => 0.5 * (v + values[i]!));
  const rates = cuts.map((threshold) => {
    const c = confusionAt(p, outcome, threshold);
    return {
      threshold,
      sensitivity: c.truePositive / (c.truePositive + c.falseNegative),
      specificity: c.trueNegative / (c.trueNegative + c.falsePositive),
    };
  });
  return rates.reduce((a, b) => (b.sensitivity + b.specificity > a.sensitivity + a.specificity + 1e-12 ? b : a), {
    threshold: Number.NaN,
    sensitivity: 0,
    specificity: 0,
  });
}

/** A test of equal predictive accuracy. */
export interface DieboldMariano {
  /** Mean of lossA - lossB; negative when A is better. */
  readonly meanDifference: number;
  /** Plain statistic, and with the small-sample correction. */
  readonly dm: number;
  readonly dmAdjusted: number;
  /** P-values of the corrected statistic from Student's t with n - 1 degrees of freedom: two-sided, and that A is better, and that A is worse. */
  readonly p: number;
  readonly pABetter: number;
  readonly pAWorse: number;
  readonly n: number;
}

/** Kernel of the long-run variance: `flat` (all lags to h - 1 with weight 1, the original) or `bartlett`. */
export interface DieboldMarianoOptions {
  /** Forecast horizon h: lags 0..h - 1 enter the variance. */
  readonly horizon: number;
  readonly kernel: "flat" | "bartlett";
}

/**
 * Diebold-Mariano test with the Harvey-Leybourne-Newbold correction:
 * DM = mean d / sqrt(V), V = (g0 + 2 sum_{k<h} w_k g_k) / n, adjusted by sqrt((n + 1 - 2h + h(h - 1)/n) / n).
 * When the flat kernel gives V <= 0 the test is repeated with h = 1, as in Harvey et al.
 *
 * @param lossA loss per origin (squared error, CRPS, ...)
 * @throws "too-few-observations" below 3 origins or n <= h, "constant-series" when the difference never varies
 * @cite Diebold & Mariano (1995), JBES 13; Harvey, Leybourne & Newbold (1997), International Journal of Forecasting 13
 */
export function dieboldMariano(
  lossA: ArrayLike<number>,
  lossB: ArrayLike<number>,
  options: Partial<DieboldMarianoOptions> = {},
): DieboldMariano {
  const { horizon: h, kernel } = { ...method.defaults, ...options };
  const n = lossA.length;
  if (n !== lossB.length)
    throw new VorlaufError("wrong-shape", { what: "losses", expected: `${n}`, got: `${lossB.length}` });
  if (n < Math.max(3, h + 1))
    throw new VorlaufError("too-few-observations", { what: "Diebold-Mariano test", have: n, need: Math.max(3, h + 1) });
  const d = Float64Array.from(lossA, (a, i) => a - lossB[i]!);
  const m = mean(d);
  const centred = d.map((v) => v - m);
  const g = Array.from({ length: h }, (_, k) => sum(centred.subarray(k).map((v, t) => v * centred[t]!)) / n);
  if (!(g[0]! > 0)) throw new VorlaufError("constant-series", { what: "loss difference" });
  let V = (kernel === "flat" ? g[0]! + 2 * sum(g.slice(1)) : longRunVariance(centred, 1, h - 1)[0]!) / n;
  let steps = h;
  if (!(V > 0)) {
    V = g[0]! / n;
    steps = 1;
  }
  const dm = m / Math.sqrt(V);
  const dmAdjusted = dm * Math.sqrt((n + 1 - 2 * steps + (steps * (steps - 1)) / n) / n);
  return {
    meanDifference: m,
    dm,
    dmAdjusted,
    p: tTwoSided(dmAdjusted, n - 1),
    pABetter: tCdf(dmAdjusted, n - 1),
    pAWorse: tCdf(-dmAdjusted, n - 1),
    n,
  };
}

/** Which of two forecasts was better? Losses per origin. */
export const method: Method<
  { readonly lossA: ArrayLike<number>; readonly lossB: ArrayLike<number> },
  DieboldMarianoOptions,
  DieboldMariano
> = {
  id: "scores",
  cites: [
    "Diebold & Mariano (1995), JBES 13",
    "Harvey, Leybourne & Newbold (1997), IJF 13",
    "Gneiting & Raftery (2007), JASA 102",
  ],
  defaults: { horizon: 1, kernel: "flat" },
  run: ({ lossA, lossB }, options) => dieboldMariano(lossA, lossB, options),
};

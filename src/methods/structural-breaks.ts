import { chi2Upper, normalCdf } from "../math/distributions.ts";
import { findRoot } from "../math/optimise.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** Shifts of a mean at unknown dates. */
export interface Breaks {
  /** Breaks chosen by BIC: last position of every regime but the last, 0-based, with the interval of each. */
  readonly breaks: readonly number[];
  readonly intervals: readonly { readonly low: number; readonly high: number }[];
  /** For m = 0..max breaks: residual sum of squares, BIC, and the best break positions. */
  readonly rss: readonly number[];
  readonly bic: readonly number[];
  readonly path: readonly (readonly number[])[];
  /** Means of the regimes at the chosen number of breaks. */
  readonly means: readonly number[];
  /** Largest Chow statistic over the middle of the sample, with Hansen's approximate p-value (NaN outside his table). */
  readonly supF: number;
  readonly supFp: number;
}

/** How breaks are sought. */
export interface BreakOptions {
  /** Least share of the sample in a regime. */
  readonly trim: number;
  /** Share of the sample left out at both ends by the sup F statistic; `trim` unless given. */
  readonly trimF: number | null;
  readonly maxBreaks: number;
  /** Of the intervals of the break dates. */
  readonly coverage: number;
}

/**
 * Least-squares breaks of a mean at unknown dates, by dynamic programming over the triangle of segment sums of squares;
 * the number of breaks minimises BIC = n (log(RSS/n) + 1 + log 2 pi) + log n (2 (m + 1)). Intervals of the dates follow Bai's
 * limit law of the argmax, with regime-specific variances, rounded outward.
 *
 * @throws "too-few-observations" when no regime fits twice, "not-finite" for a gap, "constant-series"
 * @cite Bai & Perron (2003), Journal of Applied Econometrics 18; Bai (1997), Review of Economics and Statistics 79; Andrews (1993), Econometrica 61; Hansen (1997), JBES 15
 */
export function findBreaks(y: ArrayLike<number>, options: Partial<BreakOptions> = {}): Breaks {
  const { trim, trimF, maxBreaks, coverage } = { ...method.defaults, ...options };
  const n = y.length;
  const h = Math.floor(trim * n + 1e-9);
  if (h < 2 || n < 2 * h)
    throw new VorlaufError("too-few-observations", { what: "breaks", have: n, need: Math.ceil(2 / trim) });
  const gap = Array.from(y).findIndex((v) => !Number.isFinite(v));
  if (gap >= 0) throw new VorlaufError("not-finite", { what: "series with breaks", index: gap });
  const ssr = segmentSums(y);
  if (!Number.isFinite(ssr(0, n)))
    throw new VorlaufError("not-finite", { what: "sum of squares of the series", index: 0 });
  if (!(ssr(0, n) > 0)) throw new VorlaufError("constant-series", { what: "series with breaks" });
  const most = Math.min(maxBreaks, Math.ceil(n / h) - 2);
  const path = partitions(ssr, { n, h, most });
  const total = (ends: readonly number[]): number =>
    [...ends, n].reduce((s, to, i) => s + ssr(i === 0 ? 0 : ends[i - 1]!, to), 0);
  const rss = path.map(total);
  const bic = rss.map((r, m) => n * (Math.log(r / n) + 1 + Math.log(2 * Math.PI)) + Math.log(n) * 2 * (m + 1));
  const chosen = path[bic.indexOf(Math.min(...bic))]!;
  const { supF, from } = chow(ssr, n, trimF ?? trim);
  return {
    breaks: chosen.map((e) => e - 1),
    intervals: chosen.map((_, i) => breakInterval(y, chosen, { i, coverage })),
    rss,
    bic,
    path: path.map((ends) => ends.map((e) => e - 1)),
    means: [...chosen, n].map((to, i) => meanOf(y, i === 0 ? 0 : chosen[i - 1]!, to)),
    supF,
    supFp: hansenSupF(supF, from / n),
  };
}

function segmentSums(y: ArrayLike<number>): (s: number, t: number) => number {
  const n = y.length;
  const centre = meanOf(y, 0, n);
  const x = new Float64Array(n + 1);
  const xx = new Float64Array(n + 1);
  for (let t = 0; t < n; t++) {
    const v = y[t]! - centre;
    x[t + 1] = x[t]! + v;
    xx[t + 1] = xx[t]! + v * v;
  }
  return (s, t) => Math.max(0, xx[t]! - xx[s]! - (x[t]! - x[s]!) ** 2 / (t - s));
}

function meanOf(y: ArrayLike<number>, s: number, t: number): number {
  let m = 0;
  for (let i = s; i < t; i++) m += y[i]! / (t - s);
  return m;
}

/** Best ends of the first m regimes for m = 0..most, every regime at least h long. */
function partitions(
  ssr: (s: number, t: number) => number,
  { n, h, most }: { readonly n: number; readonly h: number; readonly most: number },
): number[][] {
  let cost = Float64Array.from({ length: n + 1 }, (_, t) => (t >= h ? ssr(0, t) : Number.POSITIVE_INFINITY));
  const from: Int32Array[] = [];
  const result: number[][] = [[]];
  for (let m = 1; m <= most; m++) {
    const next = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
    const back = new Int32Array(n + 1);
    for (let t = (m + 1) * h; t <= n; t++) {
      for (let s = m * h; s <= t - h; s++) {
        const c = cost[s]! + ssr(s, t);
        if (c < next[t]!) {
          next[t] = c;
          back[t] = s;
        }
      }
    }
    from.push(back);
    cost = next;
    const ends: number[] = [];
    for (let t = n, l = m - 1; l >= 0; l--) {
      t = from[l]![t]!;
      ends.unshift(t);
    }
    result.push(ends);
  }
  return result;
}

/** Chow statistics (n - 2)(RSS0 - RSS)/RSS over break dates with the trim on both sides. */
function chow(
  ssr: (s: number, t: number) => number,
  n: number,
  trim: number,
): { readonly supF: number; readonly from: number } {
  const from = Math.max(2, Math.floor(trim * n + 1e-9));
  let supF = 0;
  for (let t = from; t <= n - from; t++) {
    const rss = ssr(0, t) + ssr(t, n);
    supF = Math.max(supF, ((ssr(0, n) - rss) / rss) * (n - 2));
  }
  return { supF, from };
}

/** Rows [tau, b0, b1, df] of Hansen's response surface for one coefficient: p = P(chi²(df) > b0 + b1 F), tau the trim. */
const hansenRows: readonly (readonly [number, number, number, number])[] = [
  [0.49, -0.0648467, 0.99671156, 1.2573241],
  [0.47, -0.15305667, 0.96757645, 1.43651315],
  [0.45, -0.23071675, 0.95825013, 1.56531261],
  [0.43, -0.29247661, 0.95715782, 1.68851898],
  [0.41, -0.35706588, 0.95237505, 1.77889686],
  [0.39, -0.40514715, 0.96055795, 1.89761322],
  [0.37, -0.45248386, 0.95810999, 1.98370422],
  [0.35, -0.50458517, 0.96149538, 2.07086519],
  [0.33, -0.55009159, 0.96684273, 2.17244338],
  [0.31, -0.60241623, 0.96518399, 2.23509053],
  [0.29, -0.64308746, 0.97354902, 2.33722161],
  [0.27, -0.68833676, 0.97829106, 2.42776524],
  [0.25, -0.73136161, 0.9820687, 2.50833918],
  [0.23, -0.78078198, 0.99475319, 2.6209551],
  [0.21, -0.82894221, 1.00023473, 2.70286643],
  [0.19, -0.88430133, 1.00162529, 2.77835798],
  [0.17, -0.9499265, 1.00384268, 2.84325795],
  [0.15, -0.98828874, 1.01604712, 2.96752918],
  [0.13, -1.04892713, 1.02570939, 3.08442682],
  [0.11, -1.11527783, 1.03526033, 3.19770394],
  [0.09, -1.14992644, 1.06643436, 3.44739573],
  [0.07, -1.24010871, 1.06929468, 3.54993605],
  [0.05, -1.38522113, 1.06808543, 3.61667211],
  [0.03, -1.48296473, 1.1283969, 4.07202473],
  [0.01, -1.78738608, 1.17220925, 4.4726701],
];

/**
 * Hansen's approximate asymptotic p-value of the sup F statistic for one coefficient, linear in the trim between the rows of
 * his table, towards chi-squared(1) at a trim of one half; below 0.01 the last row.
 * @cite Hansen (1997), Journal of Business & Economic Statistics 15, table 1
 */
export function hansenSupF(supF: number, trim: number): number {
  const p = ([, b0, b1, df]: readonly [number, number, number, number]): number =>
    chi2Upper(Math.max(0, b0 + b1 * supF), df);
  const place = Math.min(hansenRows.length, (0.51 - Math.min(0.5, trim)) * 50);
  const [top, bottom] = [hansenRows[0]!, hansenRows.at(-1)!];
  if (place <= 1) return (2 * place - 1) * p(top) + (2 - 2 * place) * chi2Upper(supF, 1);
  const at = Math.floor(place + 1e-9);
  const w = Math.max(0, place - at);
  return (1 - w) * p(hansenRows[at - 1] ?? bottom) + w * p(hansenRows[at] ?? bottom);
}

function breakInterval(
  y: ArrayLike<number>,
  ends: readonly number[],
  { i, coverage }: { readonly i: number; readonly coverage: number },
): { readonly low: number; readonly high: number } {
  const [a, b, c] = [i === 0 ? 0 : ends[i - 1]!, ends[i]!, ends[i + 1] ?? y.length];
  const [m1, m2] = [meanOf(y, a, b), meanOf(y, b, c)];
  const spread = (s: number, t: number, m: number): number =>
    meanOf(
      Array.from({ length: t - s }, (_, k) => (y[s + k]! - m) ** 2),
      0,
      t - s,
    );
  const law = { phi1: Math.sqrt(spread(a, b, m1)), phi2: Math.sqrt(spread(b, c, m2)), xi: 1 };
  const tail = (1 - coverage) / 2;
  const scale = law.phi1 ** 2 / (m2 - m1) ** 2;
  let reach = 1000;
  while (argmaxCdf(reach, law) < 1 - tail || argmaxCdf(-reach, law) > tail) reach *= 2;
  const upper = findRoot((x) => argmaxCdf(x, law) - (1 - tail), 1e-12, reach) * scale;
  const lower = findRoot((x) => argmaxCdf(x, law) - tail, -reach, -1e-12) * scale;
  return { low: b - 1 - Math.ceil(upper), high: b - 1 - Math.floor(lower) };
}

/**
 * Distribution function of argmax of a two-sided Brownian motion with drift -|s|/2 (scale 1) for s < 0 and
 * (phi2/phi1) W(s) - xi |s|/2 for s > 0.
 * @cite Bai (1997), Review of Economics and Statistics 79, appendix B
 */
export function argmaxCdf(
  x: number,
  law: { readonly phi1: number; readonly phi2: number; readonly xi: number },
): number {
  const { xi } = law;
  const phi = xi * (law.phi2 / law.phi1) ** 2;
  const s = Math.abs(x);
  if (s === 0) return phi === xi ? 0.5 : argmaxCdf(-1e-12, law);
  const root = Math.sqrt(s);
  const density = Math.sqrt(s / (2 * Math.PI));
  if (x < 0) {
    const r = xi / phi;
    const far = expNormal((r * (1 + r) * s) / 2, -(0.5 + r) * root);
    return (
      -density * Math.exp(-s / 8) -
      ((phi / xi) * (phi + 2 * xi) * far) / (phi + xi) +
      (s / 2 - 2 + (phi + 2 * xi) ** 2 / ((phi + xi) * xi)) * normalCdf(-root / 2)
    );
  }
  const r = (xi * xi) / phi;
  const far = expNormal(((phi + xi) * s) / 2, (-(phi + xi / 2) / Math.sqrt(phi)) * root);
  return (
    1 +
    Math.sqrt(r) * density * Math.exp((-r * s) / 8) +
    ((xi / phi) * (2 * phi + xi) * far) / (phi + xi) -
    ((2 * phi + xi) ** 2 / ((phi + xi) * phi) - 2 + (r * s) / 2) * normalCdf((-Math.sqrt(r) * root) / 2)
  );
}

/** exp(a) Phi(z) without overflow for large a and very negative z. */
function expNormal(a: number, z: number): number {
  if (z > -30) return Math.exp(a) * normalCdf(z);
  const tail = 1 - 1 / (z * z) + 3 / z ** 4;
  return (Math.exp(a - 0.5 * z * z) * tail) / (-z * Math.sqrt(2 * Math.PI));
}

/** Did the mean shift, when, and how often? */
export const method: Method<{ readonly y: ArrayLike<number> }, BreakOptions, Breaks> = {
  id: "structural-breaks",
  cites: [
    "Bai & Perron (2003), Journal of Applied Econometrics 18(1)",
    "Bai (1997), Review of Economics and Statistics 79(4)",
    "Hansen (1997), JBES 15(1)",
  ],
  defaults: { trim: 0.15, trimF: null, maxBreaks: 5, coverage: 0.95 },
  run: ({ y }, options) => findBreaks(y, options),
};

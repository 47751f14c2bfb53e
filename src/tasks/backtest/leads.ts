import { tQuantile } from "../../math/distributions.ts";
import { columns, ols, ones } from "../../math/ols.ts";
import { groupSum, hyperscalers } from "../../signals/capex/hyperscaler-capex.ts";
import { type Panel, type SeriesView, seriesIn } from "../../terms/panel.ts";
import { indexOf, type Period, shift } from "../../terms/period.ts";
import { capexRecord } from "./company-capex.ts";
import { type FromRecord, forecastRecord, recordAt } from "./from-record.ts";
import { baselineIds, type LogRecord } from "./models.ts";
import {
  factorOfCandidates,
  type OriginResult,
  outcomeOf,
  type Predicted,
  quarterDays,
  type Simulating,
  type Target,
} from "./target.ts";

/** Fixed beforehand: horizons and transform (year-on-year change of three-month means, or of quarters; logs where all values are above 0). */
const horizons = [1, 2, 4] as const;
const leastPairs = 12;
/** A candidate enters the factor with so many quarters of the record, and a factor needs two of them. */
const [leastInFactor, leastCandidates] = [20, 2] as const;

/** Series of FRED-MD without a known tie to one company's CapEx, all with real-time vintages. */
export const placebos: readonly string[] = [
  "amdmuox",
  "businvx",
  "busloans",
  "claimsx",
  "cmrmtsplx",
  "cumfns",
  "dmanemp",
  "gs10",
  "houst",
  "isratiox",
  "m2real",
  "oilpricex",
  "payems",
  "permit",
  "ppicmm",
  "rpi",
  "t10yffm",
  "unrate",
  "uscons",
  "wpsfd49207",
].map((name) => `fred-md/${name}`);

/** Year-on-year change of a series at a quarter, shifted by as many of the series' own periods as its newest value is ahead of (or behind) the record. */
function regressor(view: SeriesView, last: Period): ((quarter: Period) => number) | null {
  const quarterly = view.frequency === "quarterly";
  if (!quarterly && view.frequency !== "monthly") return null;
  const values = new Map(view.periods.map((p, i) => [indexOf(p), view.values[i] ?? Number.NaN]));
  const newest = view.periods.findLastIndex((_, i) => Number.isFinite(view.values[i] ?? Number.NaN));
  const useLogs = view.values.every((v) => Number.isNaN(v) || v > 0);
  const at = (q: Period): number => (quarterly ? indexOf(q) : 3 * indexOf(q) + 2);
  const ahead = Math.max(
    quarterly ? -1 : -3,
    Math.min(quarterly ? 1 : 3, indexOf(view.periods[newest] ?? view.periods[0] ?? "") - at(last)),
  );
  const width = quarterly ? 1 : 3;
  const level = (end: number): number => {
    let s = 0;
    for (let k = 0; k < width; k++) s += values.get(end - k) ?? Number.NaN;
    return useLogs ? Math.log(s / width) : s / width;
  };
  return (q) => level(at(q) + ahead) - level(at(q) + ahead - 4 * width);
}

/**
 * First principal component of the candidates' changes over the quarters of the record that all of them cover, each standardised over those quarters: what a
 * factor of the candidates adds, with weights known at the origin. Candidates with fewer than 20 quarters, or without a value now, stay out; null below two.
 *
 *   f[t] = sum w[j] (x[j][t] - mean x[j]) / sd x[j],   w the leading eigenvector of their correlations, its sum above 0
 */
function factorOf(
  candidates: readonly ((quarter: Period) => number)[],
  quarters: readonly Period[],
): ((quarter: Period) => number) | null {
  const used = candidates.filter(
    (x) =>
      Number.isFinite(x(quarters.at(-1) ?? "")) &&
      quarters.filter((q) => Number.isFinite(x(q))).length >= leastInFactor,
  );
  const common = quarters.filter((q) => used.every((x) => Number.isFinite(x(q))));
  if (used.length < leastCandidates || common.length < leastPairs) return null;
  const scaled = used.map((x) => {
    const values = common.map(x);
    const centre = values.reduce((s, v) => s + v, 0) / values.length;
    const spread = Math.sqrt(values.reduce((s, v) => s + (v - centre) ** 2, 0) / values.length);
    return (q: Period): number => (x(q) - centre) / spread;
  });
  const z = scaled.map((s) => common.map(s));
  if (z.flat().some((v) => !Number.isFinite(v))) return null;
  let w = scaled.map(() => 1);
  for (let i = 0; i < 500; i++) {
    const f = common.map((_, t) => w.reduce((s, wj, j) => s + wj * (z[j]?.[t] ?? 0), 0));
    const next = z.map((zj) => zj.reduce((s, v, t) => s + v * (f[t] ?? 0), 0));
    const size = Math.sqrt(next.reduce((s, v) => s + v * v, 0));
    if (!(size > 0)) return null;
    w = next.map((v) => v / size);
  }
  const sign = w.reduce((s, v) => s + v, 0) < 0 ? -1 : 1;
  return (q) => scaled.reduce((s, x, j) => s + sign * (w[j] ?? 0) * x(q), 0);
}

/**
 * Student predictive distribution of y[t+h] - y[t] = a + b x[t] + e from the record as of the origin: the random walk with
 * drift plus X. Null below 12 pairs or without x at the origin.
 */
function withX(record: LogRecord, x: (quarter: Period) => number, h: number): number[] | null {
  const pairs = record.periods.flatMap((p, t) => {
    const change = (record.log[t + h] ?? Number.NaN) - (record.log[t] ?? Number.NaN);
    const value = x(p);
    return Number.isFinite(change) && Number.isFinite(value) ? [{ value, change }] : [];
  });
  const last = record.periods.at(-1) ?? "";
  const now = x(last);
  if (pairs.length < leastPairs || !Number.isFinite(now)) return null;
  const mean = pairs.reduce((s, p) => s + p.value, 0) / pairs.length;
  const square = pairs.reduce((s, p) => s + (p.value - mean) ** 2, 0);
  if (!(square > 1e-12)) return null;
  const y = Float64Array.from(pairs, (p) => p.change);
  const fit = ols(
    columns(
      ones(pairs.length),
      pairs.map((p) => p.value - mean),
    ),
    y,
    2,
  );
  const df = pairs.length - 2;
  const [a, b] = [fit.beta[0] ?? Number.NaN, fit.beta[1] ?? Number.NaN];
  const rss = pairs.reduce((s, p) => s + (p.change - a - b * (p.value - mean)) ** 2, 0);
  const scale = Math.sqrt((rss / df) * (1 + 1 / pairs.length + (now - mean) ** 2 / square));
  const centre = (record.log.at(-1) ?? Number.NaN) + a + b * (now - mean);
  return Array.from({ length: 100 }, (_, i) =>
    Number(Math.exp(centre + scale * tQuantile((i + 0.5) / 100, df)).toPrecision(7)),
  );
}

function leadTarget(
  id: string,
  y: string,
  name: string,
  series: FromRecord,
  own: readonly string[],
  candidates: readonly string[],
  outcome: Target["outcome"],
): Target {
  const plain = candidates.filter((c) => !c.startsWith("guidance/") && !c.startsWith("commitments/"));
  return {
    id,
    title: { en: `What leads the CapEx of ${name}?`, de: `Was läuft dem CapEx von ${name} voraus?` },
    unit: "USD",
    step: "quarter",
    needs: [
      ...own.map((o) => ({ id: o, history: true })),
      ...candidates.map((c) => ({ id: c })),
      ...placebos.map((p) => ({ id: p })),
    ],
    origins: (known) => {
      const first = own
        .map((o) => seriesIn(known, o)?.history.reduce((min, h) => (h.known < min ? h.known : min), "9999-12-31"))
        .filter((known) => known !== undefined)
        .sort((a, b) => (a < b ? -1 : 1))
        .at(-1);
      return first === undefined ? [] : quarterDays(first, known.asOf);
    },
    forecast: (panel: Panel, simulating: Simulating): OriginResult => {
      const base = forecastRecord(panel, series, simulating);
      const record = recordAt(panel, series);
      if (record === null) return base;
      const last = record.periods.at(-1) ?? "";
      const changeOf = (c: string): ReturnType<typeof regressor> => {
        const view = seriesIn(panel, c);
        return view === null ? null : regressor(view, last);
      };
      const own = plain.map((c) => ({ model: `with ${c}`, x: changeOf(c) }));
      const factor = factorOf(
        own.flatMap(({ x }) => x ?? []),
        record.periods,
      );
      const added = [
        ...own,
        { model: `with ${factorOfCandidates}`, x: factor },
        ...placebos.map((c) => ({ model: `placebo ${c}`, x: changeOf(c) })),
      ].flatMap(({ model, x }): Predicted[] => {
        if (x === null) return [];
        return horizons.flatMap((h): Predicted[] => {
          const quantiles = withX(record, x, h);
          return quantiles === null ? [] : [{ period: shift(last, h), horizon: h, model, quantiles }];
        });
      });
      return { predicted: [...base.predicted, ...added], dated: [] };
    },
    outcome,
    baselines: baselineIds,
    headline: "random-walk",
    leads: { y, candidates: [...candidates, factorOfCandidates] },
    notes: [
      {
        en: "X enters as its year-on-year change (three-month means, or quarters) as known at the origin, next to a random walk with drift; horizons 1, 2 and 4 and the transform were fixed beforehand. With many tests at 10 %, about one in ten passes by chance; the rank among 20 unrelated series shows it. The candidates' first factor (principal component of their changes, weights known at the origin) is one more X.",
        de: "X geht als Vorjahresveränderung (Dreimonatsmittel oder Quartale) mit dem Stand des Ursprungs neben einem Random Walk mit Drift ein; Horizonte 1, 2 und 4 und die Umformung standen vorher fest. Bei vielen Tests zu 10 % besteht etwa jeder zehnte zufällig; der Rang unter 20 fremden Reihen zeigt das. Der erste Faktor der Kandidaten (Hauptkomponente ihrer Änderungen, Gewichte mit dem Stand des Ursprungs) ist ein weiteres X.",
      },
    ],
  };
}

/** Which series lead one company's CapEx (definition D13)? */
export function companyLeads(ticker: string): Target {
  const series = { ...capexRecord(ticker), horizons };
  const id = `sec/${ticker}/capex`;
  const candidates = [
    ...new Set([
      `sec/${ticker}/revenue`,
      "sec/nvda/revenue",
      "tsmc/revenue",
      "fred-md/andenox",
      "fred-md/ipbuseq",
      `guidance/${ticker}/capex`,
      `commitments/${ticker}/leases-not-commenced`,
    ]),
  ];
  return leadTarget(`leads-${ticker}`, id, ticker.toUpperCase(), series, [id], candidates, (known, period) =>
    outcomeOf(seriesIn(known, id), period),
  );
}

/** Which series lead the sum of the four companies? Answered once 20 origins exist. */
export const groupLeads: Target = leadTarget(
  "leads-group",
  "hyperscaler-capex",
  "Microsoft, Alphabet, Amazon, Meta",
  {
    id: "hyperscaler-capex",
    season: 4,
    horizons,
    values: (panel) => groupSum(panel, hyperscalers, "hyperscaler-capex"),
  },
  hyperscalers.map((t) => `sec/${t}/capex`),
  [
    "sec/nvda/revenue",
    "tsmc/revenue",
    "fred-md/andenox",
    "fred-md/ipbuseq",
    "epoch/capability-index",
    "events/carmakers",
    "arxiv/ai-x-robotics/share",
  ],
  (known, period) => {
    const all = hyperscalers.map((t) => outcomeOf(seriesIn(known, `sec/${t}/capex`), period));
    if (all.some((o) => o === null)) return null;
    return {
      first: all.reduce((s, o) => s + (o?.first ?? 0), 0),
      latest: all.reduce((s, o) => s + (o?.latest ?? 0), 0),
      firstRelease: all.every((o) => o?.firstRelease === true),
    };
  },
);

import { factorContributions } from "../../methods/factor-forecast.ts";
import { type FactorFit, fitFactorModel } from "../../methods/factor-model.ts";
import { type StandardPanel, standardise } from "../../methods/factor-panel.ts";
import { type LevelAndDirection, levelAndDirection } from "../../methods/level.ts";
import { type Evidence, weakest } from "../../terms/observation.ts";
import type { Panel } from "../../terms/panel.ts";
import type { Figure, Line, Table } from "../../terms/part.ts";
import { indexOf, type Period, periodAt } from "../../terms/period.ts";
import type { SignalSeries } from "../../terms/signal.ts";
import { type Text, text } from "../../terms/text.ts";
import type { Warning } from "../../terms/warnings.ts";
import { type Component, type ComponentRow, componentsTable, confidenceFrom, stateOf } from "../components.ts";
import { found, untold } from "../finding.ts";

/** A component of the coincident factor with its values: levels above zero, months or quarters. */
export interface CoincidentComponent extends Component {
  readonly series: SignalSeries;
}

/** Definition D2: a factor model needs this many components, each with this many as-of observations. */
const leastComponents = 4;
const leastObservations = 40;
/** A quarter's yearly growth as the mean of its three months' yearly growth. */
const quarterMean: readonly number[] = [1 / 3, 1 / 3, 1 / 3];
const size = { factors: 1, lags: 2, starts: 1, estimator: "ml" } as const;

/** The coincident factor of a day. */
export interface Coincident {
  readonly months: readonly Period[];
  /** In standard deviations of its own record. */
  readonly factor: Float64Array;
  /** Standard deviation of the estimate given the parameters, same unit. */
  readonly sd: Float64Array;
  readonly rows: readonly ComponentRow[];
  readonly level: LevelAndDirection;
  readonly signStable: boolean;
  readonly fresh: number;
  readonly confidence: "high" | "medium" | "low";
  readonly converged: boolean;
  readonly evidence: Evidence;
  readonly refs: readonly string[];
  readonly warnings: readonly Warning[];
}

/** Year-on-year log growth of a component on the panel of months; a quarter stands in its last month. */
function yearlyGrowth(series: SignalSeries, first: number, months: number): Float64Array {
  const quarterly = series.frequency === "quarterly";
  const monthOf = (p: Period): number => (quarterly ? 3 * indexOf(p) + 2 : indexOf(p));
  const at = new Map(series.periods.map((p, i) => [monthOf(p), Math.log(series.values[i] ?? Number.NaN)]));
  return Float64Array.from(
    { length: months },
    (_, t) => (at.get(first + t) ?? Number.NaN) - (at.get(first + t - 12) ?? Number.NaN),
  );
}

function countOf(values: Float64Array): number {
  return values.filter((v) => !Number.isNaN(v)).length;
}

/** The components on one panel of months: from the first month in which four of them have begun to the newest of any. */
function panelOf(components: readonly CoincidentComponent[]): {
  readonly first: number;
  readonly used: readonly CoincidentComponent[];
  readonly columns: readonly Float64Array[];
} | null {
  const bounds = components.flatMap(({ series }) => {
    const month = (p: Period): number => (series.frequency === "quarterly" ? 3 * indexOf(p) + 2 : indexOf(p));
    const [a, b] = [series.periods[0], series.periods.at(-1)];
    return a === undefined || b === undefined ? [] : [{ from: month(a) + 12, to: month(b) }];
  });
  const first = bounds.map((b) => b.from).sort((a, b) => a - b)[leastComponents - 1];
  if (first === undefined) return null;
  const months = Math.max(...bounds.map((b) => b.to)) - first + 1;
  const all = components.map((c) => ({ c, column: yearlyGrowth(c.series, first, months) }));
  const kept = all.filter(({ column }) => countOf(column) >= leastObservations);
  return kept.length < leastComponents
    ? null
    : { first, used: kept.map((k) => k.c), columns: kept.map((k) => k.column) };
}

function standardPanel(components: readonly CoincidentComponent[], columns: readonly Float64Array[]): StandardPanel {
  const weights = components.map((c) => (c.series.frequency === "quarterly" ? quarterMean : null));
  return { ...standardise({ series: columns }), weights };
}

function spread(values: Float64Array): number {
  const m = values.reduce((s, v) => s + v, 0) / values.length;
  return Math.sqrt(values.reduce((s, v) => s + (v - m) ** 2, 0) / values.length);
}

/** Change over twelve months at the end, in the factor's own standard deviations. */
function lastChange(fit: FactorFit): number {
  const f = fit.factors;
  return ((f.at(-1) ?? Number.NaN) - (f.at(-13) ?? Number.NaN)) / spread(f);
}

/** The fit without each component in turn, started from the whole one; null where four would not remain. */
function leaveOneOut(
  whole: FactorFit,
  used: readonly CoincidentComponent[],
  columns: readonly Float64Array[],
): readonly (FactorFit | null)[] {
  return used.map((_, out) => {
    const keep = used.flatMap((__, i) => (i === out ? [] : [i]));
    if (keep.length < leastComponents) return null;
    const pick = (of: Float64Array): Float64Array => Float64Array.from(keep, (i) => of[i] ?? Number.NaN);
    const start = { ...whole, Lambda: pick(whole.Lambda), phi: pick(whole.phi), s: pick(whole.s) };
    const rest = keep.flatMap((i) => used[i] ?? []);
    return fitFactorModel(
      standardPanel(
        rest,
        keep.flatMap((i) => columns[i] ?? []),
      ),
      { ...size, start, tolerance: 1e-2 },
    );
  });
}

/**
 * Coincident factor of compute investment (definition D2): one factor of the components' yearly log growth, months and quarters
 * in one panel, autoregressive errors, maximum likelihood on what was known on the day. A quarter is the mean of its months.
 *
 * Yearly growth, because in trials with monthly growth the maximum lay at one series alone (docs/indicators/cycle.md).
 * The band leaves out the uncertainty of the parameters. Null where fewer than four components have forty observations.
 */
export function coincidentOf(components: readonly CoincidentComponent[], panel: Panel): Coincident | null {
  const held = panelOf(components);
  if (held === null) return null;
  const { first, used, columns } = held;
  const fit = fitFactorModel(standardPanel(used, columns), size);
  const scale = spread(fit.factors);
  const { T, N } = fit.panel;
  const contributions = factorContributions(fit, 0);
  const column = (i: number): Float64Array => Float64Array.from({ length: T }, (_, t) => contributions[t * N + i] ?? 0);
  const sizes = used.map((_, i) => column(i).reduce((s, v) => s + Math.abs(v), 0));
  const total = sizes.reduce((s, v) => s + v, 0);
  const without = leaveOneOut(fit, used, columns);
  const last = fit.factors.at(-1) ?? Number.NaN;
  const rows = used.map((c, i): ComponentRow => {
    const rest = without[i] ?? null;
    return {
      state: stateOf(c, panel, c.series),
      weight: (sizes[i] ?? 0) / total,
      contribution: (contributions[(T - 1) * N + i] ?? Number.NaN) / scale,
      without: rest === null ? null : (rest.factors.at(-1) ?? Number.NaN) / spread(rest.factors),
      ref: c.series.refs.at(-1)?.[0] ?? "",
    };
  });
  const sign = Math.sign(lastChange(fit));
  const signStable =
    rows.every((r) => r.without === null || Math.sign(r.without) === Math.sign(last)) &&
    without.every((w) => w === null || Math.sign(lastChange(w)) === sign);
  const { fresh, confidence } = confidenceFrom(rows, signStable);
  const factor = fit.factors.map((v) => v / scale);
  return {
    months: Array.from({ length: T }, (_, t) => periodAt("monthly", first + t)),
    factor,
    sd: Float64Array.from({ length: T }, (_, t) => Math.sqrt(fit.covariance[t] ?? Number.NaN) / scale),
    rows,
    level: levelAndDirection(factor, { lag: 12 }),
    signStable,
    fresh,
    confidence,
    converged: fit.converged,
    evidence: weakest([...used.map((c) => c.series.evidence), "estimated"]),
    refs: [...new Set(used.flatMap((c) => c.series.refs.slice(-13).flat()))],
    warnings: fit.warnings.map((w) => ({ ...w, about: ["cycle/coincident"] })),
  };
}

/** The factor in one sentence; untold where definition D2 does not allow one. */
export function coincidentLine(result: Coincident | null, components: readonly CoincidentComponent[]): Line {
  const id = "cycle/coincident";
  if (result === null) {
    const enough = components.filter((c) => c.series.periods.length >= leastObservations + 12);
    const thin = components.filter((c) => !enough.includes(c));
    return untold(
      "cycle",
      id,
      {
        en: `No factor: ${enough.length} of ${components.length} components have forty observations of yearly growth known on this day, four are needed; the composite stands in.`,
        de: `Kein Faktor: ${enough.length} von ${components.length} Bestandteilen haben vierzig an diesem Tag bekannte Werte des Jahreswachstums, vier sind nötig; an seine Stelle tritt der Komposit.`,
      },
      {
        needs: thin.flatMap((c) => c.signal.needs.map((n) => n.id)),
        have: enough.length,
        need: leastComponents,
        settles: {
          en: "Copies of more components, known by this day.",
          de: "Fassungen weiterer Bestandteile, bis zu diesem Tag bekannt.",
        },
        pull: "vorlauf pull fred A34SNO",
      },
    );
  }
  const { factor, sd, months, level, rows, signStable, fresh, confidence, refs, evidence } = result;
  const [value, month] = [factor.at(-1) ?? Number.NaN, months.at(-1) ?? ""];
  const half = 1.2816 * (sd.at(-1) ?? Number.NaN);
  const lead = [...rows].sort((a, b) => Math.abs(b.contribution ?? 0) - Math.abs(a.contribution ?? 0))[0];
  return found("cycle", {
    id,
    says: text(
      (f) =>
        `Coincident factor of ${f.num(rows.length)} series, estimated: yearly growth stands ${f.signed(value, 1)} standard deviations from its mean in ${f.when(month)} (80 %: ${f.signed(value - half, 1)} to ${f.signed(value + half, 1)}), ${f.signed(level.change, 1)} in twelve months; most from ${lead?.state.label.en ?? ""}; ${signStable ? "no single series decides the sign" : "the sign hangs on one series"}; ${f.pct(fresh)} of the weight is fresh.`,
      (f) =>
        `Gleichlaufender Faktor aus ${f.num(rows.length)} Reihen, geschätzt: Das Jahreswachstum liegt im ${f.when(month)} ${f.signed(value, 1)} Standardabweichungen vom Mittel (80 %: ${f.signed(value - half, 1)} bis ${f.signed(value + half, 1)}), ${f.signed(level.change, 1)} in zwölf Monaten; am meisten von: ${lead?.state.label.de ?? ""}; ${signStable ? "keine einzelne Reihe bestimmt das Vorzeichen" : "das Vorzeichen hängt an einer Reihe"}; ${f.pct(fresh)} des Gewichts sind frisch.`,
    ),
    value,
    unit: "standard deviations",
    interval: { low: value - half, high: value + half, coverage: 0.8 },
    direction: level.direction,
    level: { percentile: 100 * level.percentile, n: level.n },
    confidence,
    evidence,
    newestPeriod: month,
    refs,
    spark: Array.from(factor.slice(-24)),
  });
}

/** Components of the factor: weights, contributions, the factor without each, freshness, revision. */
export function coincidentTable(result: Coincident): Table {
  return componentsTable(result.rows, {
    id: "coincident-components",
    title: { en: "What the coincident factor is made of", de: "Woraus der gleichlaufende Faktor besteht" },
    note: {
      en: "One factor of yearly log growth by maximum likelihood, not a mean with chosen weights. Weight: share of all absolute contributions over the record. Contributions add up to the factor.",
      de: "Ein Faktor des logarithmischen Jahreswachstums nach Maximum Likelihood, kein Mittel mit gewählten Gewichten. Gewicht: Anteil an allen absoluten Beiträgen der Reihe. Die Beiträge ergeben zusammen den Faktor.",
    },
    refs: result.refs,
  });
}

/** The factor with its 80 % band. */
export function coincidentFigure(result: Coincident): Figure {
  const { months, factor, sd } = result;
  const value = factor.at(-1) ?? Number.NaN;
  const title: Text = text(
    (f) =>
      `Compute investment grows ${f.num(Math.abs(value), 1)} standard deviations ${value >= 0 ? "faster" : "slower"} than on average (${f.when(months.at(-1) ?? "")})`,
    (f) =>
      `Investitionen in Rechenleistung wachsen ${f.num(Math.abs(value), 1)} Standardabweichungen ${value >= 0 ? "schneller" : "langsamer"} als im Mittel (${f.when(months.at(-1) ?? "")})`,
  );
  return {
    id: "coincident",
    title,
    subtitle: {
      en: "Common factor of the components' yearly growth, standard deviations of its own record, 80 % band (parameters taken as known)",
      de: "Gemeinsamer Faktor des Jahreswachstums der Bestandteile, in Standardabweichungen der eigenen Reihe, 80-%-Band (Parameter als bekannt)",
    },
    unit: "standard deviations",
    kind: "line",
    series: [
      {
        id: "factor",
        label: { en: "Coincident factor", de: "Gleichlaufender Faktor" },
        role: "capex",
        kind: "nowcast",
        points: months.map((x, t) => {
          const half = 1.2816 * (sd[t] ?? Number.NaN);
          return { x, y: factor[t] ?? null, low: (factor[t] ?? 0) - half, high: (factor[t] ?? 0) + half };
        }),
      },
    ],
    rules: [{ y: 0, label: { en: "average growth", de: "mittleres Wachstum" } }],
    source: "SEC EDGAR; US Census Bureau; Federal Reserve; TSMC",
    evidence: result.evidence,
    refs: result.refs,
  };
}

import { drawPaths, driftPosterior } from "../../methods/drift-posterior.ts";
import { weakest } from "../../terms/observation.ts";
import { type Need, type Panel, refOf, type SeriesView, seriesIn } from "../../terms/panel.ts";
import type { Forecast, Gap, Line, PartResult } from "../../terms/part.ts";
import { frequencyOf, indexOf, shift } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";
import { type SeriesMeasure, seriesMeasureOf, type Thesis, testsOf } from "../../terms/thesis.ts";
import { quantity } from "../../theses/quantity.ts";
import { validatedSteps } from "./drift-record.ts";
import { fromScale, type Scale, scaleOf, toScale } from "./scale.ts";

/** Draws of one fit window. */
const drawsPerWindow = 2000;
/** Fit windows in periods: about five years (annual data: eight), and everything. */
const shortWindow: Readonly<Record<string, number>> = { monthly: 60, quarterly: 20, annual: 8, daily: 250 };

/** What a thesis's series measures read, with the history that shows how far a print is revised. */
export function seriesNeeds(thesis: Thesis): Need[] {
  return measuresOf(thesis).flatMap((m) =>
    [m.series, ...(m.over === null ? [] : [m.over])].map((id) => ({ id, history: true })),
  );
}

/** The series measures of a thesis, each once, in the order of the file. */
function measuresOf(thesis: Thesis): SeriesMeasure[] {
  const all = thesis.claims.flatMap((c) => testsOf(c)).flatMap((t) => seriesMeasureOf(t) ?? []);
  return all.filter((m, i) => all.findIndex((other) => other.id === m.id) === i);
}

/**
 * The series measures of a thesis on a day, as lines (what is printed) and forecasts (what is not yet, or may still be
 * revised); null when the thesis has none.
 *
 * Measure: x[t] = s[t], or s[t] / over[t]; with `change: year` x[t] / x[t - 1 year] - 1. Forecast of a period h steps ahead:
 * random walk with drift on a scale z (log; logit for a share or per cent inside its bounds; the value itself where one is
 * not positive), drift and variance drawn from their posterior on the last five years and on all, half of the draws each:
 *
 *   z[T + h] = z[T] + sum_{k=1..h} (mu + sigma e[k]),   e ~ N(0, 1)
 *
 * Forecast of a printed period that may be revised: the print moved by the revisions of the past (newest minus first value on
 * the scale, every period that has one). `validatedHorizon`: see {@link validatedSteps}. ASSUMPTION: no seasonal pattern.
 */
export function measureSeries(thesis: Thesis, panel: Panel, seed: number): PartResult | null {
  const measured = measuresOf(thesis).map((m) => measureOne(m, panel, seed));
  const [first] = measured;
  if (first === undefined) return null;
  return {
    part: "thesis",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: first.line,
    lines: measured.slice(1).map((m) => m.line),
    figures: [],
    tables: [],
    forecasts: measured.flatMap((m) => m.forecast ?? []),
    warnings: [],
  };
}

interface Measured {
  readonly line: Line;
  readonly forecast: Forecast | null;
}

/** The measured series before `change`: level per period, without gaps at its end. */
interface Level {
  readonly periods: readonly string[];
  readonly values: readonly number[];
  readonly unit: string;
  readonly views: readonly SeriesView[];
}

function measureOne(m: SeriesMeasure, panel: Panel, seed: number): Measured {
  const level = levelOf(m, panel);
  if (level === null || level.periods.length === 0) return { line: absent(m, panel), forecast: null };
  const newest = level.periods.at(-1) ?? "";
  const wanted = m.period ?? newest;
  if (frequencyOf(wanted) !== frequencyOf(newest)) return { line: otherFrequency(m, newest), forecast: null };
  const at = level.periods.indexOf(wanted);
  const value = at < 0 ? null : valueAt(level, wanted, m.change);
  const line = value === null ? notYet(m, wanted, newest) : found(m, { level, wanted, value });
  if (m.period === null) return { line, forecast: null };
  return {
    line,
    forecast: value === null ? ahead(m, { level, wanted, seed }) : printed(m, { level, wanted, value, seed }),
  };
}

function levelOf(m: SeriesMeasure, panel: Panel): Level | null {
  const [top, bottom] = [seriesIn(panel, m.series), m.over === null ? null : seriesIn(panel, m.over)];
  if (top === null || (m.over !== null && bottom === null)) return null;
  const under = bottom === null ? null : new Map(bottom.periods.map((p, i) => [p, bottom.values[i] ?? Number.NaN]));
  const pairs = top.periods
    .map((p, i) => [p, (top.values[i] ?? Number.NaN) / (under === null ? 1 : (under.get(p) ?? Number.NaN))] as const)
    .filter(([, v]) => Number.isFinite(v));
  return {
    periods: pairs.map(([p]) => p),
    values: pairs.map(([, v]) => v),
    unit: under === null ? top.unit : "ratio",
    views: bottom === null ? [top] : [top, bottom],
  };
}

function yearBefore(period: string): string {
  return frequencyOf(period) === "daily"
    ? `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`
    : shift(period, -perYear(period));
}

function perYear(period: string): number {
  switch (frequencyOf(period)) {
    case "annual":
      return 1;
    case "quarterly":
      return 4;
    case "monthly":
      return 12;
    case "daily":
      return 365;
  }
}

function valueAt(level: Level, period: string, change: SeriesMeasure["change"]): number | null {
  const held = (p: string): number | null => level.values[level.periods.indexOf(p)] ?? null;
  const now = held(period);
  if (change === null || now === null) return now;
  const before = held(yearBefore(period));
  return before === null || before === 0 ? null : now / before - 1;
}

const unitOf = (m: SeriesMeasure, level: Level): string => (m.change === "year" ? "share" : level.unit);

/** What is measured, in words: `fred-md/indpro, change on a year earlier`. */
function nameOf(m: SeriesMeasure): Text {
  const base = m.over === null ? m.series : `${m.series} / ${m.over}`;
  return m.change === null
    ? { en: base, de: base }
    : { en: `${base}, change on a year earlier`, de: `${base}, Veränderung zum Vorjahr` };
}

function refsOf(m: SeriesMeasure, level: Level, periods: readonly string[]): string[] {
  const wanted = periods.flatMap((p) => (m.change === null ? [p] : [yearBefore(p), p]));
  return level.views.flatMap((v) => wanted.filter((p) => v.periods.includes(p)).map((p) => refOf(v.id, p)));
}

function evidenceOf(level: Level, periods: readonly string[]): Line["evidence"] {
  const grades = level.views.flatMap((v) => periods.flatMap((p) => v.evidence[v.periods.indexOf(p)] ?? []));
  return weakest(level.views.length > 1 ? [...grades, "derived"] : grades);
}

const blank = {
  part: "thesis",
  value: null,
  unit: null,
  direction: null,
  evidence: null,
  newestPeriod: null,
  refs: [],
} as const;

function found(m: SeriesMeasure, at: { readonly level: Level; readonly wanted: string; readonly value: number }): Line {
  const unit = unitOf(m, at.level);
  const amount = quantity(at.value, unit);
  const name = nameOf(m);
  const before = valueAt(at.level, shift(at.wanted, -1), m.change);
  const spark = at.level.periods.slice(-24).flatMap((p) => valueAt(at.level, p, m.change) ?? []);
  return {
    ...blank,
    id: m.id,
    state: "found",
    says: text(
      (f) => `${name.en}: ${amount.en} in ${f.when(at.wanted)}.`,
      (f) => `${name.de}: ${amount.de} (${f.when(at.wanted)}).`,
    ),
    value: at.value,
    unit,
    direction: before === null ? null : at.value > before ? "up" : at.value < before ? "down" : "flat",
    evidence: evidenceOf(at.level, [at.wanted]),
    newestPeriod: at.wanted,
    refs: refsOf(m, at.level, [at.wanted]),
    spark,
  };
}

function absent(m: SeriesMeasure, panel: Panel): Line {
  const wanted = [m.series, ...(m.over === null ? [] : [m.over])];
  const missing = wanted.filter((id) => seriesIn(panel, id) === null);
  const list = missing.some((id) => panel.lists[id] !== undefined);
  const oldest = missing.map((id) => panel.oldest[id]).find((k) => k !== undefined && k !== "");
  const why: Text = list
    ? { en: "it is a list, not a plain series", de: "es ist eine Liste, keine einfache Reihe" }
    : oldest === undefined
      ? { en: "the store holds no such series", de: "der Speicher hält keine solche Reihe" }
      : text(
          (f) => `the oldest copy was known on ${f.when(oldest)}`,
          (f) => `die älteste Kopie war am ${f.when(oldest)} bekannt`,
        );
  const ids = (missing.length === 0 ? wanted : missing).join(", ");
  return gapLine(
    m,
    {
      needs: missing.length === 0 ? wanted : missing,
      have: 0,
      need: 1,
      settles: { en: `A value of ${ids}.`, de: `Ein Wert von ${ids}.` },
      pull: null,
    },
    {
      en: `Cannot tell what ${ids} was: ${why.en}.`,
      de: `Nicht feststellbar, wie hoch ${ids} war: ${why.de}.`,
    },
  );
}

function gapLine(m: SeriesMeasure, gap: Gap, says: Text): Line {
  return { ...blank, id: m.id, state: "cannot-tell", says, gap };
}

function otherFrequency(m: SeriesMeasure, newest: string): Line {
  const gap: Gap = {
    needs: [m.series],
    have: 0,
    need: 1,
    settles: { en: `A period written like ${newest}.`, de: `Eine Periode in der Form ${newest}.` },
    pull: null,
  };
  return gapLine(m, gap, {
    en: `${m.series} has periods like ${newest}; the test asks for ${m.period ?? ""}.`,
    de: `${m.series} hat Perioden wie ${newest}; verlangt ist ${m.period ?? ""}.`,
  });
}

function notYet(m: SeriesMeasure, wanted: string, newest: string): Line {
  const gap: Gap = {
    needs: [m.series, ...(m.over === null ? [] : [m.over])],
    have: 0,
    need: 1,
    settles: text(
      (f) => `The value of ${f.when(wanted)}.`,
      (f) => `Der Wert für ${f.when(wanted)}.`,
    ),
    pull: null,
  };
  return gapLine(
    m,
    gap,
    text(
      (f) => `${nameOf(m).en}: ${f.when(wanted)} is not known yet (newest ${f.when(newest)}).`,
      (f) => `${nameOf(m).de}: ${f.when(wanted)} ist noch nicht bekannt (neuester Wert ${f.when(newest)}).`,
    ),
  );
}

interface Question {
  readonly level: Level;
  readonly wanted: string;
  readonly seed: number;
}

/** A period that is not printed yet; null when it lies before the record's end (a hole), or the record is too short. */
function ahead(m: SeriesMeasure, { level, wanted, seed }: Question): Forecast | null {
  const newest = level.periods.at(-1) ?? "";
  const horizon = indexOf(wanted) - indexOf(newest);
  if (horizon < 1) return null;
  const scale = scaleOf(level.values, level.unit);
  const z = level.values.map((v) => toScale(v, scale));
  const steps = z
    .slice(1)
    .flatMap((v, i) => (consecutive(level.periods[i], level.periods[i + 1]) ? [v - (z[i] ?? Number.NaN)] : []));
  if (steps.length < 4) return null;
  const start = z.at(-1) ?? Number.NaN;
  const short = shortWindow[frequencyOf(newest)] ?? steps.length;
  const windows = steps.length > short ? [short, steps.length] : [steps.length];
  const variants = windows.map((n) => ({
    id: String(n),
    draws: drawsOf(m, { level, wanted, scale, start, steps: steps.slice(-n), horizon, seed }),
  }));
  const draws = variants.flatMap((v) => v.draws).sort((a, b) => a - b);
  const validated = validatedSteps(z, horizon);
  return forecastOf(m, {
    level,
    wanted,
    draws,
    horizon,
    validatedHorizon: validated,
    from: newest,
    variants: variants.length > 1 ? variants : [],
    windows,
  });
}

function consecutive(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && (frequencyOf(a) === "daily" || indexOf(b) - indexOf(a) === 1);
}

interface Walk {
  readonly level: Level;
  readonly wanted: string;
  readonly scale: Scale;
  readonly start: number;
  readonly steps: readonly number[];
  readonly horizon: number;
  readonly seed: number;
}

/** Draws of the measure: the path's end, or its change on the period a year before (known, or on the same path). */
function drawsOf(m: SeriesMeasure, w: Walk): number[] {
  if (w.steps.every((s) => s === w.steps[0])) return [];
  const seed = `${w.seed}/${m.id}/${w.steps.length}`;
  const paths = drawPaths(driftPosterior(w.steps), w.start, { draws: drawsPerWindow, seed, horizon: w.horizon });
  const back = w.horizon - perYear(w.wanted);
  const known = valueAt(w.level, yearBefore(w.wanted), null);
  return Array.from({ length: drawsPerWindow }, (_, i) => {
    const end = fromScale(paths[i * w.horizon + w.horizon - 1] ?? Number.NaN, w.scale);
    if (m.change === null) return end;
    const before =
      back >= 1 ? fromScale(paths[i * w.horizon + back - 1] ?? Number.NaN, w.scale) : (known ?? Number.NaN);
    return end / before - 1;
  })
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
}

/** A printed period: the print, moved by the revisions that other periods have seen. */
function printed(m: SeriesMeasure, q: Question & { readonly value: number }): Forecast | null {
  const level = q.level.values[q.level.periods.indexOf(q.wanted)];
  const view = q.level.views[0];
  if (level === undefined || view === undefined) return null;
  const scale = scaleOf(q.level.values, q.level.unit);
  const revisions = q.level.views.length > 1 ? [] : revisionsOf(view, q.wanted, scale);
  const base = m.change === null ? null : valueAt(q.level, yearBefore(q.wanted), null);
  const moved = (revisions.length === 0 ? [0] : revisions).map((r) => fromScale(toScale(level, scale) + r, scale));
  const draws = moved.map((v) => (base === null ? v : v / base - 1)).sort((a, b) => a - b);
  return forecastOf(m, {
    level: q.level,
    wanted: q.wanted,
    draws,
    horizon: 1,
    validatedHorizon: 1,
    from: q.wanted,
    variants: [],
    windows: [],
  });
}

/** Newest minus first value on the scale, of every period before that has been stated more than once. */
function revisionsOf(view: SeriesView, until: string, scale: Scale): number[] {
  const first = new Map<string, number>();
  const last = new Map<string, { readonly value: number; readonly n: number }>();
  for (const h of view.history) {
    if (h.period >= until || !Number.isFinite(h.value)) continue;
    if (!first.has(h.period)) first.set(h.period, h.value);
    last.set(h.period, { value: h.value, n: (last.get(h.period)?.n ?? 0) + 1 });
  }
  return [...last]
    .slice(-240)
    .flatMap(([p, { value, n }]) => (n < 2 ? [] : [toScale(value, scale) - toScale(first.get(p) ?? Number.NaN, scale)]))
    .filter(Number.isFinite);
}

interface Drawn {
  readonly level: Level;
  readonly wanted: string;
  readonly draws: readonly number[];
  readonly horizon: number;
  readonly validatedHorizon: number;
  readonly from: string;
  readonly variants: NonNullable<Forecast["variants"]>;
  readonly windows: readonly number[];
}

function forecastOf(m: SeriesMeasure, d: Drawn): Forecast | null {
  if (d.draws.length === 0) return null;
  const unit = unitOf(m, d.level);
  const quantile = (p: number): Text =>
    quantity(d.draws[Math.min(d.draws.length - 1, Math.floor(p * d.draws.length))] ?? Number.NaN, unit);
  const [low, middle, high] = [quantile(0.1), quantile(0.5), quantile(0.9)];
  const name = nameOf(m);
  const revisable = d.windows.length === 0;
  return {
    id: m.id,
    says: text(
      (f) =>
        revisable
          ? `${name.en}: ${middle.en} printed for ${f.when(d.wanted)}; it may be revised before the day of decision.`
          : `${name.en} in ${f.when(d.wanted)}: median ${middle.en}, 80 % between ${low.en} and ${high.en}; data to ${f.when(d.from)}.`,
      (f) =>
        revisable
          ? `${name.de}: ${middle.de} veröffentlicht für ${f.when(d.wanted)}; bis zum Tag der Entscheidung kann der Wert revidiert werden.`
          : `${name.de} (${f.when(d.wanted)}): Median ${middle.de}, 80 % zwischen ${low.de} und ${high.de}; Daten bis ${f.when(d.from)}.`,
    ),
    unit,
    period: d.wanted,
    draws: d.draws,
    method: revisable
      ? {
          en: "print moved by the revisions of earlier periods",
          de: "veröffentlichter Wert, verschoben um die Revisionen früherer Perioden",
        }
      : {
          en: `random walk with uncertain drift and variance on the as-of series, last ${d.windows.join(" and last ")} steps`,
          de: `Random Walk mit unsicherer Drift und Varianz auf der Reihe des Stichtags, die letzten ${d.windows.join(" und die letzten ")} Schritte`,
        },
    validatedHorizon: d.validatedHorizon,
    horizon: d.horizon,
    evidence: "estimated",
    refs: refsOf(m, d.level, [d.from]),
    ...(d.variants.length > 0 ? { variants: d.variants } : {}),
  };
}

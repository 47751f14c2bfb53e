import { alignMembers, withOracle } from "../../signals/capex/hyperscaler-capex.ts";
import { listIn, type Panel, refOf } from "../../terms/panel.ts";
import type { Figure } from "../../terms/part.ts";
import { formats, text } from "../../terms/text.ts";
import type { Dated, GroupIndex } from "./series.ts";

/** Recessions dated by the NBER that overlap a stretch of time, as shaded spans. */
function recessionSpans(panel: Panel, from: string, to: string): NonNullable<Figure["spans"]> {
  const entries = listIn(panel, "nber/recessions")?.entries ?? [];
  return entries.flatMap((e) => {
    const [peak, trough] = [String(e.fields.peak ?? e.period), String(e.fields.trough ?? "")];
    return trough < from.slice(0, 7) || peak > to
      ? []
      : [{ from: peak, to: trough, label: { en: "recession", de: "Rezession" } }];
  });
}

type Marks = NonNullable<Figure["marks"]>;

/** Dated peaks and troughs of a series from a position on, as marks. */
function turnMarks(main: Dated, from: number): Marks {
  const { peaks, troughs } = main.reading.dating;
  const marks = (turns: readonly number[], label: Marks[number]["label"]): Marks =>
    turns.filter((at) => at >= from).map((at) => ({ x: main.periods[at] ?? "", label }));
  return [...marks(peaks, { en: "peak", de: "Gipfel" }), ...marks(troughs, { en: "trough", de: "Tiefpunkt" })];
}

/** A figure over time against the past: recessions shaded, the dated turns of hyperscaler CapEx dotted. */
export function againstPast(figure: Figure, panel: Panel, main: Dated | null): Figure {
  const xs = figure.series.flatMap((s) => s.points.map((p) => p.x)).sort();
  const [first, last] = [xs[0] ?? "", xs.at(-1) ?? ""];
  const from = main?.periods.findIndex((p) => p.slice(0, 4) > first.slice(0, 4)) ?? -1;
  return {
    ...figure,
    subtitle: {
      en: `${figure.subtitle.en}; shaded: recessions (NBER); dotted: turns of hyperscaler CapEx`,
      de: `${figure.subtitle.de}; schattiert: Rezessionen (NBER); gepunktet: Wenden des Hyperscaler-CapEx`,
    },
    spans: recessionSpans(panel, first, last),
    marks: main === null || from < 0 ? [] : turnMarks(main, from),
    source: `${figure.source}; NBER`,
  };
}

/** The chain-linked index with its turning points. */
export function indexFigure(panel: Panel, main: (Dated & GroupIndex) | null): Figure | null {
  if (main === null) return null;
  // One company alone is no group: the chart starts where two carry the links.
  const from = Math.max(0, main.linked.findIndex((n) => n >= 2) - 1);
  const [first, last] = [main.periods[from] ?? "", main.periods.at(-1) ?? ""];
  const base = main.logLevel[from] ?? 0;
  const times = Math.exp((main.logLevel.at(-1) ?? base) - base);
  return {
    id: "hyperscaler-index",
    title: text(
      (f) => `Hyperscaler CapEx is ${f.num(times)} times that of ${f.when(first)}`,
      (f) => `Der CapEx der Hyperscaler ist das ${f.num(times)}-Fache des Werts vom ${f.when(first)}`,
    ),
    subtitle: {
      en: `Chain-linked index, ${formats.en.when(first)} = 100, calendar quarters, log scale`,
      de: `Verketteter Index, ${formats.de.when(first)} = 100, Kalenderquartale, logarithmisch`,
    },
    unit: "index",
    kind: "line",
    scale: "log",
    series: [
      {
        id: "index",
        label: main.title,
        role: "capex",
        kind: "observed",
        points: main.periods.slice(from).map((x, i) => ({
          x,
          y: 100 * Math.exp((main.logLevel[from + i] ?? Number.NaN) - base),
          ref: main.refs[from + i]?.[0] ?? "",
        })),
      },
    ],
    spans: recessionSpans(panel, first, last),
    marks: turnMarks(main, from),
    source: "SEC EDGAR; NBER",
    evidence: main.evidence,
    refs: main.refs.flat(),
  };
}

/** The other reference series, each on its own first value = 100. */
export function orderFigure(panel: Panel, all: readonly Dated[]): Figure | null {
  const shown = all.map((d) => ({
    d,
    from: Math.max(
      0,
      d.periods.findIndex((p) => p >= "2014"),
    ),
  }));
  const lead = all[0];
  if (lead === undefined) return null;
  const rise = Math.exp((lead.logLevel.at(-1) ?? Number.NaN) - (lead.logLevel.at(-13) ?? Number.NaN)) - 1;
  return {
    id: "references",
    title: text(
      (f) => `${lead.title.en}: ${f.signed(rise * 100)} % in twelve months`,
      (f) => `${lead.title.de}: ${f.signed(rise * 100)} % in zwölf Monaten`,
    ),
    subtitle: {
      en: "Index, January 2014 or first month held = 100, log scale",
      de: "Index, Januar 2014 oder erster vorliegender Monat = 100, logarithmisch",
    },
    unit: "index",
    kind: "line",
    scale: "log",
    series: shown.map(({ d, from }) => ({
      id: d.id,
      label: d.title,
      role: d.id === "data-centre-construction" ? "capex" : "other",
      kind: "observed",
      points: d.periods.slice(from).map((x, i) => ({
        x,
        y: 100 * Math.exp((d.logLevel[from + i] ?? Number.NaN) - (d.logLevel[from] ?? Number.NaN)),
        ref: d.refs[from + i]?.[0] ?? "",
      })),
    })),
    spans: recessionSpans(panel, "2014-01", lead.periods.at(-1) ?? ""),
    source: "US Census Bureau; Federal Reserve; TSMC; NBER",
    evidence: "derived",
    refs: all.flatMap((d) => d.refs.at(-1) ?? []),
  };
}

/** CapEx by company. */
export function capexFigure(panel: Panel): Figure | null {
  const group = alignMembers(panel, withOracle);
  if (group === null) return null;
  const newest = group.members.flatMap((m) => {
    const at = m.values.findLastIndex(Number.isFinite);
    return at < 0
      ? []
      : [{ ticker: m.ticker.toUpperCase(), value: m.values[at] ?? Number.NaN, period: group.periods[at] ?? "" }];
  });
  const top = newest.reduce(
    (a, b) => (b.value > a.value ? b : a),
    newest[0] ?? { ticker: "", value: Number.NaN, period: "" },
  );
  return {
    id: "capex-by-company",
    title: text(
      (f) => `${top.ticker} leads with ${f.usdBn(top.value)} in ${f.when(top.period)}`,
      (f) => `${top.ticker} führt mit ${f.usdBn(top.value)} im ${f.when(top.period)}`,
    ),
    subtitle: {
      en: "Cash purchases of property and equipment, calendar quarters, USD",
      de: "Zahlungen für Sachanlagen, Kalenderquartale, USD",
    },
    unit: "USD",
    kind: "line",
    series: group.members.map((m) => ({
      id: m.ticker,
      label: { en: m.ticker.toUpperCase(), de: m.ticker.toUpperCase() },
      role: "capex",
      kind: "observed",
      points: group.periods.flatMap((x, t) => {
        const y = m.values[t];
        return y === undefined || Number.isNaN(y) ? [] : [{ x, y, ref: refOf(`sec/${m.ticker}/capex`, x) }];
      }),
    })),
    source: "SEC EDGAR",
    evidence: group.evidence,
    refs: group.refs.flat(),
  };
}

import type { Backtest, BacktestShown, ModelScore, OriginRow } from "../../terms/backtest.ts";
import { refOf } from "../../terms/panel.ts";
import type { Figure, Table } from "../../terms/part.ts";
import { text } from "../../terms/text.ts";
import { factorOfCandidates } from "./target.ts";
import { aheadWords, modelName } from "./words.ts";

const leastOrigins = 20;
const decided = {
  leads: { en: "leads", de: "läuft voraus" },
  "does-not-lead": { en: "does not lead", de: "läuft nicht voraus" },
  "cannot-tell": { en: "cannot tell", de: "nicht zu sagen" },
} as const;

function ofHits(s: ModelScore, level: number): string | null {
  const c = s.coverage.find((x) => x.level === level);
  return c === undefined ? null : `${c.inside}/${c.n}`;
}

function scoreTable({ scores, step }: Backtest): Table {
  const few = scores.every((s) => s.n < leastOrigins);
  const share = (s: ModelScore): { en: string; de: string } | null => {
    const c = s.coverage.find((x) => x.level === 0.8);
    return c === undefined ? null : text((f) => `${f.pct(c.low)} – ${f.pct(c.high)}`);
  };
  return {
    id: "scores",
    title: { en: "Scores by horizon and model", de: "Bewertung nach Horizont und Modell" },
    columns: [
      { id: "horizon", label: { en: "Horizon", de: "Horizont" } },
      { id: "model", label: { en: "Model", de: "Modell" } },
      { id: "n", label: { en: "Origins", de: "Ursprünge" }, decimals: 0 },
      { id: "crps", label: { en: "Mean CRPS", de: "Mittlerer CRPS" }, unit: "log points", decimals: 2 },
      { id: "rmse", label: { en: "RMSE, first release", de: "RMSE, Erstwert" }, unit: "log points", decimals: 2 },
      { id: "rmseLatest", label: { en: "RMSE, latest", de: "RMSE, neuester Wert" }, unit: "log points", decimals: 2 },
      { id: "c50", label: { en: "In 50 %", de: "In 50 %" } },
      { id: "c80", label: { en: "In 80 %", de: "In 80 %" } },
      { id: "share", label: { en: "Exact interval of the 80 % share", de: "Exaktes Intervall des 80-%-Anteils" } },
      { id: "c90", label: { en: "In 90 %", de: "In 90 %" } },
      ...(few
        ? []
        : [
            {
              id: "p",
              label: { en: "p, better than the best baseline", de: "p, besser als die beste Vergleichsrechnung" },
              decimals: 3,
            },
            { id: "set", label: { en: "In the model confidence set", de: "In der Konfidenzmenge der Modelle" } },
          ]),
    ],
    rows: scores.map((s) => ({
      horizon: aheadWords(s.horizon, step),
      model: modelName(s.model),
      n: s.n,
      crps: 100 * s.crps,
      rmse: 100 * s.rmse,
      rmseLatest: 100 * s.rmseLatest,
      c50: ofHits(s, 0.5),
      c80: ofHits(s, 0.8),
      share: share(s),
      c90: ofHits(s, 0.9),
      ...(few
        ? {}
        : { p: s.p, set: s.inSet === null ? null : s.inSet ? { en: "yes", de: "ja" } : { en: "no", de: "nein" } }),
    })),
    note: few
      ? {
          en: "Fewer than 20 origins: every origin is a row below, no p-value, no calibration chart (definition D17).",
          de: "Weniger als 20 Ursprünge: jeder steht unten als Zeile, kein p-Wert, kein Kalibrierungsbild (Definition D17).",
        }
      : {
          en: "p: Diebold-Mariano with the small-sample correction, one-sided, against the baseline that scored best at this horizon (chosen afterwards, which is hard on the model). A point forecast is scored by its absolute error.",
          de: "p: Diebold-Mariano mit Kleinstichproben-Korrektur, einseitig, gegen die im Nachhinein beste Vergleichsrechnung dieses Horizonts (streng gegenüber dem Modell). Eine Punktprognose zählt mit ihrem absoluten Fehler.",
        },
    refs: [],
  };
}

function originTable({ rows, unit, step }: Backtest): Table {
  const first = (r: OriginRow): { en: string; de: string } =>
    r.firstRelease
      ? { en: "first release", de: "Erstwert" }
      : { en: "comparative of a later filing", de: "Vergleichswert einer späteren Meldung" };
  return {
    id: "origins",
    title: { en: "Every forecast and what came", de: "Jede Prognose und das Ergebnis" },
    columns: [
      { id: "origin", label: { en: "Made with what was known on", de: "Stand" } },
      { id: "period", label: { en: "Period", de: "Zeitraum" } },
      { id: "horizon", label: { en: "Horizon", de: "Horizont" } },
      { id: "model", label: { en: "Model", de: "Modell" } },
      { id: "low90", label: { en: "5 %", de: "5 %" }, unit },
      { id: "low50", label: { en: "25 %", de: "25 %" }, unit },
      { id: "median", label: { en: "Median", de: "Median" }, unit },
      { id: "high50", label: { en: "75 %", de: "75 %" }, unit },
      { id: "high90", label: { en: "95 %", de: "95 %" }, unit },
      { id: "outcome", label: { en: "Outcome", de: "Ergebnis" }, unit },
      { id: "which", label: { en: "Outcome is", de: "Ergebnis ist" } },
      { id: "latest", label: { en: "Latest value", de: "Neuester Wert" }, unit },
      {
        id: "pit",
        label: { en: "Share of the forecast below the outcome", de: "Anteil der Prognose unter dem Ergebnis" },
        decimals: 2,
      },
    ],
    rows: rows.map((r) => ({
      origin: r.origin,
      period: r.period,
      horizon: aheadWords(r.horizon, step),
      model: modelName(r.model),
      low90: r.low90,
      low50: r.low50,
      median: r.median,
      high50: r.high50,
      high90: r.high90,
      outcome: r.outcome,
      which: first(r),
      latest: r.latest,
      pit: r.pit,
    })),
    refs: [],
  };
}

function turnTable({ turns }: Backtest): Table {
  return {
    id: "turns",
    title: {
      en: "Turning points when they were first dated, and now",
      de: "Wendepunkte bei der ersten Datierung und heute",
    },
    columns: [
      { id: "series", label: { en: "Series", de: "Reihe" } },
      { id: "kind", label: { en: "Kind", de: "Art" } },
      { id: "period", label: { en: "Dated at", de: "Datiert auf" } },
      { id: "firstDated", label: { en: "First dated on", de: "Erstmals datiert am" } },
      { id: "finally", label: { en: "Newest vintage", de: "Neuester Datenstand" } },
    ],
    rows: turns.map((t) => ({
      series: t.series,
      kind: t.kind === "peak" ? { en: "peak", de: "Gipfel" } : { en: "trough", de: "Tiefpunkt" },
      period: t.period,
      firstDated: t.firstDated,
      finally: t.finally ?? { en: "gone", de: "verschwunden" },
    })),
    refs: [],
  };
}

function leadTable({ leads, step }: Backtest): Table {
  return {
    id: "leads",
    title: { en: "Does it lead? Every test", de: "Läuft es voraus? Jeder Test" },
    columns: [
      { id: "x", label: { en: "Series", de: "Reihe" } },
      { id: "horizon", label: { en: "Horizon", de: "Horizont" } },
      { id: "n", label: { en: "Origins", de: "Ursprünge" }, decimals: 0 },
      { id: "verdict", label: { en: "Answer", de: "Antwort" } },
      {
        id: "ratio",
        label: { en: "CRPS over the best baseline's", de: "CRPS relativ zur besten Vergleichsrechnung" },
        decimals: 3,
      },
      { id: "best", label: { en: "Best baseline", de: "Beste Vergleichsrechnung" } },
      { id: "p", label: { en: "p", de: "p" }, decimals: 3 },
      { id: "rank", label: { en: "Rank among placebos", de: "Rang unter Placebos" } },
    ],
    rows: leads.map((l) => ({
      x: l.x === factorOfCandidates ? { en: l.x, de: "Faktor der Kandidaten" } : l.x,
      horizon: aheadWords(l.horizon, step),
      n: l.n,
      verdict: decided[l.verdict],
      ratio: l.n < leastOrigins ? null : l.ratio,
      best: l.n < leastOrigins ? null : modelName(l.bestBaseline),
      p: l.p,
      rank:
        l.rank === null
          ? null
          : text(
              (f) => `${f.num(l.rank ?? 0)} of ${f.num(l.placebos + 1)}`,
              (f) => `${f.num(l.rank ?? 0)} von ${f.num(l.placebos + 1)}`,
            ),
    })),
    note: {
      en: "Leads: lower mean CRPS than the best baseline over at least 20 real-time origins and p < 0.10; below 20 origins: cannot tell (definition D13).",
      de: "Läuft voraus: niedrigerer mittlerer CRPS als die beste Vergleichsrechnung über mindestens 20 Ursprünge in Echtzeit und p < 0,10; darunter: nicht zu sagen (Definition D13).",
    },
    refs: [],
  };
}

/** Forecasts one step ahead with their 90 % intervals, and what came. */
function fanFigure(backtest: Backtest): Figure | null {
  const first = Math.min(...backtest.rows.map((r) => r.horizon));
  const models = backtest.scores.filter((s) => s.horizon === first).map((s) => s.model);
  const headline = ["windows-12-24-36", "drift-posterior"].find(
    (m) => models.includes(m) && backtest.rows.some((r) => r.model === m),
  );
  const rows = backtest.rows.filter((r) => r.horizon === first && r.model === headline);
  if (headline === undefined || rows.length < 2) return null;
  const inside = rows.filter((r) => r.outcome >= r.low90 && r.outcome <= r.high90).length;
  const ahead = aheadWords(first, backtest.step);
  const relative = backtest.unit.endsWith("= 100");
  const last = rows.at(-1)?.period ?? "";
  const observed = /^\d{4}$/.test(last) ? [] : backtest.needs.filter((n) => /^sec\/[a-z]+\/capex$|^fred-md\//.test(n));
  const own = observed.length === 1 ? observed[0] : undefined;
  return {
    id: `fan-${backtest.id}`,
    title: text(
      (f) => `${f.num(inside)} of ${f.num(rows.length)} outcomes fell inside the 90 % interval, ${ahead.en}`,
      (f) => `${f.num(inside)} von ${f.num(rows.length)} Ergebnissen lagen im 90-%-Intervall, ${ahead.de}`,
    ),
    subtitle: {
      en: `Outcome and real-time forecast (${modelName(headline).en}), ${backtest.unit}${relative ? "" : ", log scale"}`,
      de: `Ergebnis und Prognose in Echtzeit (${modelName(headline).de}), ${backtest.unit}${relative ? "" : ", logarithmisch"}`,
    },
    unit: backtest.unit,
    kind: "line",
    scale: relative ? "linear" : "log",
    series: [
      {
        id: "forecast",
        label: { en: "forecast, 90 %", de: "Prognose, 90 %" },
        role: "other",
        kind: "nowcast",
        points: rows.map((r) => ({ x: r.period, y: r.median, low: r.low90, high: r.high90 })),
      },
      {
        id: "outcome",
        label: { en: "outcome", de: "Ergebnis" },
        role: "capex",
        kind: "observed",
        points: rows.map((r) => ({
          x: r.period,
          y: r.outcome,
          ...(own === undefined ? {} : { ref: refOf(own, r.period) }),
        })),
      },
    ],
    source: "",
    evidence: "estimated",
    refs: observed.map((id) => refOf(id, last)),
  };
}

/** Calibration by tenths of the predictive distribution, only from 20 origins on. */
function calibrationFigure({ id, scores, step }: Backtest): Figure | null {
  const headline = ["windows-12-24-36", "drift-posterior"].find((m) =>
    scores.some((s) => s.model === m && s.pit !== null),
  );
  const own = scores.filter((s) => s.model === headline && s.pit !== null);
  const first = own[0];
  if (first === undefined) return null;
  const [low, high] = [first.pit?.[0] ?? 0, first.pit?.[9] ?? 0];
  return {
    id: `calibration-${id}`,
    title: text(
      (f) =>
        `${f.num(low + high)} of ${f.num(first.n)} outcomes fell into the two outer tenths of the forecast (${f.num(first.n / 5, 1)} expected)`,
      (f) =>
        `${f.num(low + high)} von ${f.num(first.n)} Ergebnissen fielen in die beiden äußeren Zehntel der Prognose (erwartet ${f.num(first.n / 5, 1)})`,
    ),
    subtitle: {
      en: `Share of outcomes by tenth of the predictive distribution (PIT), ${aheadWords(first.horizon, step).en}; flat when calibrated`,
      de: `Anteil der Ergebnisse nach Zehnteln der Prognoseverteilung (PIT), ${aheadWords(first.horizon, step).de}; flach, wenn kalibriert`,
    },
    unit: "share",
    kind: "bar",
    series: [
      {
        id: "pit",
        label: modelName(first.model),
        role: "other",
        kind: "estimated",
        points: (first.pit ?? []).map((y, i) => ({ x: `${10 * i}–${10 * (i + 1)} %`, y: y / first.n })),
      },
    ],
    rules: [{ y: 0.1, label: { en: "calibrated", de: "kalibriert" } }],
    source: "",
    evidence: "estimated",
    refs: [],
  };
}

/** A backtest with its tables and charts. */
export function shownOf(backtest: Backtest): BacktestShown {
  const { rows: _r, turns: _t, leads: _l, scores: _s, ...head } = backtest;
  const source = [...new Set(backtest.needs.map((n) => n.split("/")[0] ?? ""))].sort().join(", ");
  const tables = [
    ...(backtest.leads.length > 0 ? [leadTable(backtest)] : []),
    ...(backtest.turns.length > 0 ? [turnTable(backtest)] : []),
    ...(backtest.scores.length > 0 && backtest.leads.length === 0 ? [scoreTable(backtest)] : []),
    ...(backtest.rows.length > 0 ? [originTable(backtest)] : []),
  ];
  const drawn = backtest.leads.length > 0 ? [] : [fanFigure(backtest), calibrationFigure(backtest)];
  const figures = drawn.filter((f) => f !== null).map((f) => ({ ...f, source }));
  return { backtest: head, tables, figures };
}

import { compareCounts } from "../../methods/binomial-test.ts";
import { type Composite, compositeOf } from "../../methods/composite.ts";
import { fitKink, type KinkTrend } from "../../methods/kink-trend.ts";
import { levelAndDirection } from "../../methods/level.ts";
import { signal as priceSignal } from "../../signals/economics/price-at-capability.ts";
import {
  capabilityRecords,
  listDay,
  recordsByQuarter,
  signal as recordsSignal,
} from "../../signals/succession/capability-records.ts";
import { signal as scoreSignal } from "../../signals/succession/frontier-score.ts";
import { signal as paidUse } from "../../signals/succession/paid-use.ts";
import { horizonRecords, signal as horizonSignal } from "../../signals/succession/task-horizon.ts";
import { signal as computeSignal } from "../../signals/succession/training-compute.ts";
import { noMemory } from "../../terms/memory.ts";
import { weakest } from "../../terms/observation.ts";
import { listIn, type Panel, refOf } from "../../terms/panel.ts";
import type { Figure, FigureSeries, Line, Part, PartOptions, PartResult, Table } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { dateOfDay, dayOf, indexOf, periodAt, periodOf } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import { type Text, text } from "../../terms/text.ts";
import type { Warning } from "../../terms/warnings.ts";
import { type Component, type ComponentRow, componentsTable, confidenceFrom, stateOf } from "../components.ts";
import { releaseCadence } from "../succession/cadence.ts";

const indexId = "epoch/capability-index";
const horizonId = "metr/horizon-p50";
const modelsId = "epoch/notable-models";

/** How a component enters the composite: in logs where it grows. `lagDays`: from a quarter's end to its usual copy. */
const components: readonly (Component & {
  readonly signal: Signal;
  readonly transform: (v: number) => number;
  readonly sumOf: number;
})[] = [
  {
    signal: recordsSignal,
    label: { en: "Frontier records, four quarters", de: "Rekorde in vier Quartalen" },
    transform: (v) => v,
    sumOf: 4,
    lagDays: 42,
  },
  {
    signal: scoreSignal,
    label: { en: "Frontier capability", de: "Spitzenleistung" },
    transform: (v) => v,
    sumOf: 1,
    lagDays: 42,
  },
  {
    signal: horizonSignal,
    label: { en: "Task horizon (log2 minutes)", de: "Aufgabenhorizont (log2 Minuten)" },
    transform: Math.log2,
    sumOf: 1,
    lagDays: 30,
  },
  {
    signal: computeSignal,
    label: { en: "Largest training run (log10 FLOP)", de: "Größter Trainingslauf (log10 FLOP)" },
    transform: Math.log10,
    sumOf: 1,
    lagDays: 90,
  },
  {
    signal: priceSignal,
    label: { en: "Price at fixed capability (log)", de: "Preis bei fester Fähigkeit (log)" },
    transform: Math.log,
    sumOf: 1,
    lagDays: 7,
    isNeverRevised: true,
  },
  {
    signal: paidUse,
    label: { en: "Paid use (log revenue)", de: "Bezahlte Nutzung (log Umsatz)" },
    transform: Math.log,
    sumOf: 1,
    lagDays: 30,
  },
];

/** A component enters the composite from this many yearly changes on; ASSUMPTION: fewer have no scale of their own. */
const leastChanges = 6;

/** One component on the grid of quarters. */
interface GridRow {
  readonly component: (typeof components)[number];
  readonly id: string;
  readonly label: Text;
  readonly values: Float64Array;
  readonly series: SignalSeries;
}

interface Grid {
  readonly quarters: readonly string[];
  readonly rows: readonly GridRow[];
}

/** A monthly series at the ends of its complete quarters. */
function atQuarterEnds(series: SignalSeries): SignalSeries {
  if (series.frequency !== "monthly") return series;
  const at = series.periods.flatMap((p, i) =>
    Number(p.slice(5)) % 3 === 0 && Number.isFinite(series.values[i]) ? [i] : [],
  );
  return {
    ...series,
    frequency: "quarterly",
    periods: at.map((i) => periodOf("quarterly", `${series.periods[i] ?? ""}-01`)),
    values: Float64Array.from(at, (i) => series.values[i] ?? Number.NaN),
    refs: at.map((i) => series.refs[i] ?? []),
  };
}

/** The components on one grid of quarters; a sum over four quarters needs all four. */
function gridOf(panel: Panel): Grid {
  const measured = components
    .map((c) => ({ c, series: atQuarterEnds(c.signal.measure(panel)) }))
    .filter(({ series }) => series.periods.length > 0);
  const firsts = measured.map(({ series }) => indexOf(series.periods[0] ?? "1970-Q1"));
  const lasts = measured.map(({ series }) => indexOf(series.periods.at(-1) ?? "1970-Q1"));
  const from = Math.min(...firsts);
  const n = measured.length === 0 ? 0 : Math.max(...lasts) - from + 1;
  return {
    quarters: Array.from({ length: n }, (_, i) => periodAt("quarterly", from + i)),
    rows: measured.map(({ c, series }) => {
      const values = new Float64Array(n).fill(Number.NaN);
      series.periods.forEach((period, i) => {
        const window = series.values.subarray(Math.max(0, i - c.sumOf + 1), i + 1);
        if (window.length === c.sumOf) values[indexOf(period) - from] = c.transform(window.reduce((a, b) => a + b, 0));
      });
      return { component: c, id: c.signal.id, label: c.label, values, series };
    }),
  };
}

/** Whether a component has enough yearly changes, and not all of one size, to be put on a scale of its own. */
function varies(values: Float64Array): boolean {
  const changes = Array.from(values).map((v, t) => (t < 4 ? Number.NaN : v - (values[t - 4] ?? Number.NaN)));
  const seen = changes.filter((v) => Number.isFinite(v));
  return seen.length >= leastChanges && seen.some((v) => v !== seen[0]);
}

function recordsLine(panel: Panel): {
  readonly line: Line;
  readonly warnings: readonly Warning[];
  readonly table: Table | null;
} {
  const list = listIn(panel, indexId);
  const base = { id: "succession/records-last-four", part: "succession" as const };
  if (list === null) {
    return {
      line: {
        ...base,
        state: "cannot-tell",
        value: null,
        unit: null,
        direction: null,
        evidence: null,
        newestPeriod: null,
        refs: [],
        says: {
          en: "Cannot count frontier records: no copy of the capability index was held on this day.",
          de: "Spitzenrekorde nicht zählbar: An diesem Tag lag keine Kopie des Fähigkeitsindex vor.",
        },
        gap: {
          needs: [indexId],
          have: 0,
          need: 8,
          settles: {
            en: "A copy of the index taken by this day.",
            de: "Eine bis zu diesem Tag gezogene Kopie des Index.",
          },
          pull: "vorlauf pull epoch-capability",
        },
      },
      warnings: [],
      table: null,
    };
  }
  const day = listDay(list.known, panel.asOf);
  const { records, outliers, scored } = capabilityRecords(list.entries, day);
  const { quarters, counts } = recordsByQuarter(records, day);
  const sum = (from: number, to?: number): number => counts.slice(from, to).reduce((a, b) => a + b, 0);
  const [after, before] = [sum(-4), sum(-8, -4)];
  const test = compareCounts({ before, after });
  const refs = records.filter((r) => r.date >= `${quarters.at(-8)?.slice(0, 4) ?? "1970"}`).map((r) => r.ref);
  const covered = quarters.slice(-8).map((q) => scored[q] ?? 0);
  return {
    line: {
      ...base,
      state: quarters.length < 8 ? "cannot-tell" : "found",
      says: text(
        (f) =>
          `${after} models raised the capability frontier in the four quarters to ${f.when(quarters.at(-1) ?? "")}, ${before} in the four before: ${test.distinguishable ? "distinguishable" : "not distinguishable"} (one-sided p ${f.num(test.p, 2)}); ${covered.slice(4).reduce((a, b) => a + b, 0)} and ${covered.slice(0, 4).reduce((a, b) => a + b, 0)} models scored.`,
        (f) =>
          `${after} Modelle haben in den vier Quartalen bis ${f.when(quarters.at(-1) ?? "")} die Leistungsgrenze verschoben, ${before} in den vier davor: ${test.distinguishable ? "unterscheidbar" : "nicht unterscheidbar"} (einseitig p ${f.num(test.p, 2)}); bewertet wurden ${covered.slice(4).reduce((a, b) => a + b, 0)} und ${covered.slice(0, 4).reduce((a, b) => a + b, 0)} Modelle.`,
      ),
      value: after - before,
      unit: "records",
      direction: after > before ? "up" : after < before ? "down" : "flat",
      evidence: weakest(["derived", ...list.entries.map((e) => e.evidence)]),
      newestPeriod: quarters.at(-1) ?? null,
      refs,
      spark: counts.slice(-12),
      ...(quarters.length < 8
        ? {
            gap: {
              needs: [indexId],
              have: quarters.length,
              need: 8,
              settles: {
                en: "Eight complete quarters of scored models.",
                de: "Acht vollständige Quartale mit bewerteten Modellen.",
              },
              pull: "vorlauf pull epoch-capability",
            },
          }
        : {}),
    },
    warnings:
      outliers.length === 0
        ? []
        : [
            {
              code: "dates-dropped",
              facts: { versions: outliers.map((o) => `${o.version} (${o.date})`).join(", ") },
              about: [indexId],
            },
          ],
    table: {
      id: "records",
      title: {
        en: "Models that raised the capability frontier",
        de: "Modelle, die die Leistungsgrenze verschoben haben",
      },
      columns: [
        { id: "date", label: { en: "Released", de: "Erschienen" } },
        { id: "model", label: { en: "Model", de: "Modell" } },
        { id: "score", label: { en: "Index", de: "Index" }, unit: "ECI points", decimals: 1 },
      ],
      rows: [...records]
        .reverse()
        .slice(0, 16)
        .map((r) => ({ date: r.date, model: r.model, score: r.score, ref: r.ref })),
      note: text(
        (f) => `All scores from the copy of ${f.when(list.known)}; the index is rescaled with every copy.`,
        (f) => `Alle Werte aus der Kopie vom ${f.when(list.known)}; der Index wird mit jeder Kopie neu skaliert.`,
      ),
      refs: records.map((r) => r.ref),
    },
  };
}

function doublingLine(panel: Panel, seed: number): { readonly line: Line; readonly fit: KinkTrend | null } {
  const list = listIn(panel, horizonId);
  const base = { id: "succession/doubling-time", part: "succession" as const };
  const { benchmark, rows } = horizonRecords(list?.entries ?? []);
  const distinct = new Set(rows.map((r) => r.period)).size;
  if (list === null || rows.length < 8 || distinct < 5) {
    return {
      fit: null,
      line: {
        ...base,
        state: "cannot-tell",
        value: null,
        unit: null,
        direction: null,
        evidence: null,
        newestPeriod: null,
        refs: [],
        says: {
          en: "Cannot tell whether the task horizon doubles faster: too few record-setting models of one suite version.",
          de: "Nicht zu sagen, ob sich der Aufgabenhorizont schneller verdoppelt: zu wenige Rekordmodelle einer Testfassung.",
        },
        gap: {
          needs: [horizonId],
          have: rows.length,
          need: 8,
          settles: {
            en: "Eight record-setting models measured with one version of the suite.",
            de: "Acht Rekordmodelle, gemessen mit einer Fassung der Testreihe.",
          },
          pull: "vorlauf pull metr",
        },
      },
    };
  }
  const years = rows.map((r) => dayOf(r.period) / 365.25);
  const fit = fitKink(
    years,
    rows.map((r) => r.value ?? Number.NaN),
    { seed },
  );
  const days = (yearsPerDoubling: number): number => yearsPerDoubling * 365.25;
  const breakDay = dateOfDay(fit.breakAt * 365.25);
  const faster = fit.slopeAfter > fit.slopeBefore;
  return {
    fit,
    line: {
      ...base,
      state: "found",
      says: text(
        (f) =>
          `The task horizon doubles every ${f.num(days(fit.doublingAfter))} days since ${f.when(breakDay)}, every ${f.num(days(fit.doublingBefore))} before (p ${f.num(fit.pSteeper, fit.pSteeper < 0.0995 ? 3 : 2)} against a steady trend of record-setters; ${rows.length} models, ${benchmark}).`,
        (f) =>
          `Der Aufgabenhorizont verdoppelt sich seit ${f.when(breakDay)} alle ${f.num(days(fit.doublingAfter))} Tage, davor alle ${f.num(days(fit.doublingBefore))} (p ${f.num(fit.pSteeper, fit.pSteeper < 0.0995 ? 3 : 2)} gegen einen stetigen Trend von Rekordmodellen; ${rows.length} Modelle, ${benchmark}).`,
      ),
      value: fit.pSteeper,
      unit: "p-value",
      direction: faster && fit.pSteeper < 0.1 ? "up" : "flat",
      evidence: weakest(["estimated", ...rows.map((r) => r.evidence)]),
      newestPeriod: rows.at(-1)?.period ?? null,
      refs: rows.map((r) => refOf(horizonId, r.period, r.item)),
    },
  };
}

/** How many notable models of a year each copy of the list knew: why a raw count always looks like a slowdown. */
function lateTable(panel: Panel): Table | null {
  const list = listIn(panel, modelsId);
  if (list === null || list.copies.length === 0) return null;
  const years = ["2022", "2023", "2024", "2025", "2026"];
  return {
    id: "late-counts",
    title: {
      en: "Recent years look slow because models are listed late",
      de: "Jüngste Jahre wirken langsam, weil Modelle spät erfasst werden",
    },
    columns: [
      { id: "copy", label: { en: "Copy of", de: "Kopie vom" } },
      ...years.map((y) => ({ id: `y${y}`, label: { en: y, de: y }, decimals: 0 })),
    ],
    rows: list.copies.map((copy) => ({
      copy: copy.known.slice(0, 10),
      ...Object.fromEntries(
        years.map((y) => [
          `y${y}`,
          y > copy.known.slice(0, 4) ? null : copy.entries.filter((e) => e.period.startsWith(y)).length,
        ]),
      ),
    })),
    note: {
      en: "Notable models by year of publication, as each copy had them. Raw counts, not used in the composite; what a correction makes of them, and whether it has proved itself, stands under the cadence of releases.",
      de: "Bemerkenswerte Modelle nach Erscheinungsjahr, wie jede Kopie sie hatte. Rohzahlen, nicht im Verbund verwendet; was eine Korrektur daraus macht und ob sie sich bewährt hat, steht bei den Erscheinungen je Quartal.",
    },
    refs:
      list.copies
        .at(-1)
        ?.entries.slice(-1)
        .map((e) => refOf(modelsId, e.period, e.item)) ?? [],
  };
}

function figures(panel: Panel, fit: KinkTrend | null): Figure[] {
  const index = listIn(panel, indexId);
  const out: Figure[] = [];
  if (index !== null) {
    const { records } = capabilityRecords(index.entries, listDay(index.known, panel.asOf));
    const recent = records.filter((r) => r.date >= "2022-01-01");
    const newest = recent.at(-1);
    const points: FigureSeries["points"] = recent.map((r) => ({ x: r.date, y: r.score, ref: r.ref }));
    if (newest !== undefined) {
      out.push({
        id: "frontier",
        title: text(
          (f) =>
            `${newest.model} holds the capability frontier at ${f.num(newest.score, 1)} points (${f.when(newest.date)})`,
          (f) =>
            `${newest.model} hält die Leistungsgrenze bei ${f.num(newest.score, 1)} Punkten (${f.when(newest.date)})`,
        ),
        subtitle: {
          en: "Epoch Capabilities Index of record-setting models, one copy, by release date",
          de: "Epoch Capabilities Index der Rekordmodelle, eine Kopie, nach Erscheinungstag",
        },
        unit: "ECI points",
        kind: "line",
        series: [
          {
            id: "records",
            label: { en: "Frontier records", de: "Rekorde" },
            role: "succession",
            kind: "observed",
            points,
          },
        ],
        source: "Epoch AI",
        evidence: weakest(["derived", ...index.entries.map((e) => e.evidence)]),
        refs: recent.map((r) => r.ref),
      });
    }
  }
  const metr = listIn(panel, horizonId);
  const { benchmark, rows } = horizonRecords(metr?.entries ?? []);
  if (metr !== null && rows.length > 0) {
    out.push({
      id: "horizon",
      title:
        fit === null
          ? { en: "Task horizon of record-setting models", de: "Aufgabenhorizont der Rekordmodelle" }
          : text(
              (f) =>
                `The task horizon doubles every ${f.num(fit.doublingAfter * 365.25)} days since ${f.when(dateOfDay(fit.breakAt * 365.25))}`,
              (f) =>
                `Der Aufgabenhorizont verdoppelt sich seit ${f.when(dateOfDay(fit.breakAt * 365.25))} alle ${f.num(fit.doublingAfter * 365.25)} Tage`,
            ),
      subtitle: {
        en: `Minutes of skilled work that the model finishes half of the time, log scale, ${benchmark}`,
        de: `Minuten Facharbeit, die das Modell zur Hälfte der Fälle schafft, log. Skala, ${benchmark}`,
      },
      unit: "minutes",
      kind: "dot",
      scale: "log",
      series: [
        {
          id: "p50",
          label: { en: "50 % horizon", de: "50-%-Horizont" },
          role: "succession",
          kind: "observed",
          points: rows.map((r) => ({
            x: r.period,
            y: r.value,
            ...(typeof r.fields["low"] === "number" && typeof r.fields["high"] === "number"
              ? { low: r.fields["low"], high: r.fields["high"] }
              : {}),
            ref: refOf(horizonId, r.period, r.item),
          })),
        },
      ],
      ...(fit === null ? {} : { marks: [{ x: dateOfDay(fit.breakAt * 365.25), label: { en: "break", de: "Bruch" } }] }),
      source: "METR",
      evidence: weakest(rows.map((r) => r.evidence)),
      refs: rows.map((r) => refOf(horizonId, r.period, r.item)),
    });
  }
  return out;
}

interface CompositeReading {
  readonly headline: Line;
  readonly figure: Figure | null;
  readonly table: Table | null;
}

function compositeReading(panel: Panel): CompositeReading {
  const grid = gridOf(panel);
  const rows = grid.rows.filter((r) => varies(r.values));
  const spec = rows.map((r) => ({ id: r.id, values: r.values, strongerWhen: r.component.signal.strongerWhen }));
  const composite = spec.length < 2 ? null : compositeOf(spec, { lag: 4, minComponents: 2 });
  const last = composite === null ? -1 : composite.value.findLastIndex((v) => Number.isFinite(v));
  const n = composite === null ? 0 : Array.from(composite.value).filter((v) => Number.isFinite(v)).length;
  if (composite === null || last < 0 || n < 4) {
    return {
      figure: null,
      table: null,
      headline: {
        id: "succession",
        part: "succession",
        state: "cannot-tell",
        value: null,
        unit: null,
        direction: null,
        evidence: null,
        newestPeriod: null,
        refs: [],
        says: {
          en: "Cannot tell whether more capable models follow each other faster: fewer than two components have a history on this day.",
          de: "Nicht zu sagen, ob leistungsfähigere Modelle schneller aufeinander folgen: Weniger als zwei Komponenten haben an diesem Tag eine Geschichte.",
        },
        gap: {
          needs: [indexId, horizonId, modelsId],
          have: rows.length,
          need: 2,
          settles: {
            en: "Copies of two of the lists taken by this day.",
            de: "Kopien von zwei der Listen, gezogen bis zu diesem Tag.",
          },
          pull: "vorlauf pull epoch-capability metr epoch-models",
        },
      },
    };
  }
  const quarter = grid.quarters[last] ?? "";
  const history = composite.value.slice(0, last + 1).filter((v) => Number.isFinite(v));
  const reading = levelAndDirection(history, { lag: 4 });
  const latest = composite.value[last] ?? Number.NaN;
  const lead = rows
    .map((r) => ({ r, c: composite.contributions[r.id]?.[last] ?? Number.NaN }))
    .filter(({ c }) => Number.isFinite(c))
    .sort((a, b) => b.c - a.c);
  const refs = rows.flatMap((r) => r.series.refs.at(-1) ?? []);
  const evidence = weakest(["derived", ...rows.map((r) => r.series.evidence)]);
  const states = rowsOf(panel, grid, rows, { composite, last });
  const { confidence } = confidenceFrom(states, composite.signStable);
  return {
    headline: {
      id: "succession",
      part: "succession",
      state: "found",
      says: text(
        (f) =>
          `Model succession stands at ${f.num(reading.percentile * 100)} of 100 in its own history (n ${reading.n}, ${f.when(quarter)}), pace ${f.signed(latest, 1)} sd against its average${lead[0] === undefined ? "" : `, most from ${lead[0].r.label.en.toLowerCase()}`}; composite, not estimated.`,
        (f) =>
          `Die Modellfolge steht bei ${f.num(reading.percentile * 100)} von 100 ihrer eigenen Geschichte (n ${reading.n}, ${f.when(quarter)}), Tempo ${f.signed(latest, 1)} Standardabweichungen gegen den Schnitt${lead[0] === undefined ? "" : `, am meisten aus: ${lead[0].r.label.de}`}; Verbund, nicht geschätzt.`,
      ),
      value: latest,
      unit: "sd",
      direction: reading.direction,
      level: { percentile: reading.percentile * 100, n: reading.n },
      confidence,
      evidence,
      newestPeriod: quarter,
      refs,
      spark: Array.from(history).slice(-12),
    },
    figure: {
      id: "composite",
      title: text(
        (f) => `The pace of succession is ${f.signed(latest, 1)} standard deviations from its average`,
        (f) => `Das Tempo der Modellfolge liegt ${f.signed(latest, 1)} Standardabweichungen vom Schnitt`,
      ),
      subtitle: {
        en: "Mean of standardised yearly changes, equal weights (composite, not estimated)",
        de: "Mittel standardisierter Jahresveränderungen, gleiche Gewichte (Verbund, nicht geschätzt)",
      },
      unit: "sd",
      kind: "line",
      series: [
        {
          id: "composite",
          label: { en: "Composite", de: "Verbund" },
          role: "succession",
          kind: "estimated",
          points: grid.quarters.flatMap((x, i) =>
            Number.isFinite(composite.value[i]) ? [{ x, y: composite.value[i] ?? null }] : [],
          ),
        },
      ],
      rules: [{ y: 0, label: { en: "own average", de: "eigener Schnitt" } }],
      source: "Epoch AI, METR",
      evidence,
      refs,
    },
    table: componentsTable(states, {
      id: "components",
      title: { en: "What each component adds", de: "Was jede Komponente beiträgt" },
      note: {
        en: `Equal weights over the components present in the quarter. A component with fewer than ${leastChanges} yearly changes has weight 0; the cadence of releases is left out because its correction is not validated, energy per token because no dated series is held.`,
        de: `Gleiche Gewichte der im Quartal vorhandenen Komponenten. Eine mit weniger als ${leastChanges} Jahresveränderungen hat Gewicht 0; die Erscheinungen je Quartal fehlen, weil ihre Korrektur nicht bewährt ist, die Energie je Token, weil keine datierte Reihe vorliegt.`,
      },
      refs,
    }),
  };
}

/** Every component held on the day, also those that have no weight yet. */
function rowsOf(
  panel: Panel,
  grid: Grid,
  used: readonly GridRow[],
  { composite, last }: { readonly composite: Composite; readonly last: number },
): ComponentRow[] {
  const finite = (v: number | undefined): number | null => (v !== undefined && Number.isFinite(v) ? v : null);
  return grid.rows.map((r): ComponentRow => {
    const contribution = used.includes(r) ? finite(composite.contributions[r.id]?.[last]) : null;
    return {
      state: stateOf(r.component, panel, r.series),
      weight: contribution === null ? 0 : 1 / (composite.present[last] ?? 1),
      contribution,
      without: contribution === null ? null : finite(composite.without[r.id]?.[last]),
      ref: r.series.refs.at(-1)?.[0] ?? "",
    };
  });
}

function measure(panel: Panel, { seed, memory = noMemory }: PartOptions): PartResult {
  const records = recordsLine(panel);
  const doubling = memory.recall("doubling", [panel.lists[horizonId] ?? null, seed], () => doublingLine(panel, seed));
  const composite = compositeReading(panel);
  const late = lateTable(panel);
  const cadence = releaseCadence(panel, seed, memory);
  return {
    part: "succession",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: composite.headline,
    lines: [records.line, doubling.line, cadence.line],
    figures: [
      ...(composite.figure === null ? [] : [composite.figure]),
      ...figures(panel, doubling.fit),
      ...cadence.figures,
    ],
    tables: [
      ...(composite.table === null ? [] : [composite.table]),
      ...(records.table === null ? [] : [records.table]),
      ...(late === null ? [] : [late]),
      ...cadence.tables,
    ],
    forecasts: [],
    warnings: [...records.warnings, ...cadence.warnings],
  };
}

/** Early indicator 1: do more capable models follow each other faster (D1, D2, D3, D4)? */
export const part: Part = {
  id: "succession",
  ...partWords.succession,
  needs: [
    { id: indexId, history: true },
    { id: horizonId, history: true },
    { id: modelsId, history: true },
    ...priceSignal.needs,
    ...paidUse.needs,
  ],
  measure,
};

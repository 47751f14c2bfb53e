import { copyTransitions, type DelayFit } from "../../methods/delay-distribution.ts";
import { type NowcastCount, sumNowcasts } from "../../methods/delay-nowcast.ts";
import { type CountAgainst, type ReportingDelay, readReportingDelay } from "../../methods/reporting-delay.ts";
import { listDay } from "../../signals/succession/capability-records.ts";
import {
  copiesOfReleases,
  type ReleasesInQuarter,
  releasesByQuarter,
} from "../../signals/succession/release-cadence.ts";
import { type Memory, noMemory } from "../../terms/memory.ts";
import { weakest } from "../../terms/observation.ts";
import { type ListView, listIn, type Panel } from "../../terms/panel.ts";
import type { Figure, FigureSeries, Line, Table } from "../../terms/part.ts";
import { type Text, text } from "../../terms/text.ts";
import type { Warning } from "../../terms/warnings.ts";

const listId = "epoch/notable-models";

/** What the cadence of releases adds to the part. */
export interface Cadence {
  readonly line: Line;
  readonly figures: readonly Figure[];
  readonly tables: readonly Table[];
  readonly warnings: readonly Warning[];
}

interface Reading {
  readonly list: ListView;
  readonly quarters: readonly ReleasesInQuarter[];
  readonly delay: ReportingDelay;
  /** What became of the frontier mark between the copies; no delay is read from it. */
  readonly frontier: DelayFit["transitions"];
}

/**
 * Releases per quarter of the newest copy: raw; corrected for late listing with an interval where the copies allow a delay to
 * be estimated; and whether the correction has proved itself. Where it has not, the raw count is the value that is shown and
 * the line says "correction not validated".
 */
export function releaseCadence(panel: Panel, seed: number, memory: Memory = noMemory): Cadence {
  const list = listIn(panel, listId);
  const quarters = list === null ? [] : releasesByQuarter(list.entries, listDay(list.known, panel.asOf));
  if (list === null || list.copies.length === 0 || quarters.length < 8)
    return { line: missing(quarters.length), figures: [], tables: [], warnings: [] };
  const delay = memory.recall("delay", [list, panel.asOf, seed], () =>
    readReportingDelay(copiesOfReleases(list, panel.asOf), { seed }),
  );
  const frontier = copyTransitions(copiesOfReleases(list, panel.asOf, (e) => e.fields["frontier"] === true));
  const reading = { list, quarters, delay, frontier };
  const { validated } = delay.record;
  return {
    line: lineOf(reading),
    figures: [figureOf(reading)],
    tables: [countsTable(reading), ...performanceTable(reading)],
    warnings: [
      ...(delay.fit.status === "fitted" && delay.fit.effectiveDraws < 100
        ? [{ code: "few-effective-draws", facts: { effective: Math.round(delay.fit.effectiveDraws) }, about: [listId] }]
        : []),
      ...(validated
        ? []
        : [
            {
              code: "correction-not-validated",
              facts: {
                checks: delay.record.checks.length,
                error: finite(delay.record.error),
                rawError: finite(delay.record.rawError),
                since: delay.record.since,
              },
              about: [listId],
            },
          ]),
    ],
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

const base = { id: "succession/cadence", part: "succession" } as const;

function missing(have: number): Line {
  return {
    ...base,
    state: "cannot-tell",
    value: null,
    unit: null,
    direction: null,
    evidence: null,
    newestPeriod: null,
    refs: [],
    says: {
      en: "Cannot count releases: no copy of the list of notable models was held on this day.",
      de: "Erscheinungen nicht zählbar: An diesem Tag lag keine Kopie der Liste bedeutender Modelle vor.",
    },
    gap: {
      needs: [listId],
      have,
      need: 8,
      settles: { en: "A copy of the list taken by this day.", de: "Eine bis zu diesem Tag gezogene Kopie der Liste." },
      pull: "vorlauf pull epoch-models",
    },
  };
}

/** Last four finished quarters and the four before, corrected where possible: counts that nothing is added to keep their raw value. */
function yearsOf({ quarters, delay }: Reading): {
  readonly now: NowcastCount | null;
  readonly before: NowcastCount | null;
} {
  const counts = new Map(delay.counts.map((c) => [c.period, c]));
  const sum = (chosen: readonly ReleasesInQuarter[]): NowcastCount | null => {
    const parts = chosen.map((q) => counts.get(q.quarter)).filter((c) => c !== undefined);
    return parts.length === chosen.length && parts.length > 0 ? sumNowcasts(chosen.at(-1)?.quarter ?? "", parts) : null;
  };
  return { now: sum(quarters.slice(-4)), before: sum(quarters.slice(-8, -4)) };
}

function directionOf(years: ReturnType<typeof yearsOf>): Line["direction"] {
  const { now, before } = years;
  if (now === null || before === null) return null;
  const higher = now.draws.reduce((n, d, i) => n + (d > (before.draws[i] ?? 0) ? 1 : 0), 0) / now.draws.length;
  const lower = now.draws.reduce((n, d, i) => n + (d < (before.draws[i] ?? 0) ? 1 : 0), 0) / now.draws.length;
  return higher >= 0.9 ? "up" : lower >= 0.9 ? "down" : "flat";
}

function lineOf(reading: Reading): Line {
  const { list, quarters, delay } = reading;
  const years = yearsOf(reading);
  const { validated } = delay.record;
  const raw = (from: number, to?: number): number => quarters.slice(from, to).reduce((n, q) => n + q.notable, 0);
  const frontier = quarters.slice(-4).reduce((n, q) => n + q.frontier, 0);
  const quarter = quarters.at(-1)?.quarter ?? "";
  const status = standing(reading, years.now);
  const corrected = validated && years.now !== null;
  return {
    ...base,
    state: "found",
    says: text(
      (f) =>
        `${raw(-4)} notable models, ${frontier} of them marked frontier, are listed for the four quarters to ${f.when(quarter)} (${raw(-8, -4)} for the four before) in the copy of ${f.when(list.known)}; ${status.en}`,
      (f) =>
        `${raw(-4)} bedeutende Modelle, davon ${frontier} als Spitzenmodell geführt, stehen für die vier Quartale bis ${f.when(quarter)} in der Kopie vom ${f.when(list.known)} (${raw(-8, -4)} für die vier davor); ${status.de}`,
    ),
    value: corrected ? (years.now?.corrected ?? raw(-4)) : raw(-4),
    unit: "releases",
    ...(corrected && years.now !== null
      ? { interval: { low: years.now.low, high: years.now.high, coverage: years.now.coverage } }
      : {}),
    direction: validated ? directionOf(years) : null,
    evidence: corrected ? "estimated" : weakest(["derived", ...list.entries.map((e) => e.evidence)]),
    newestPeriod: quarter,
    refs: quarters.slice(-8).flatMap((q) => q.refs),
    spark: quarters.slice(-12).map((q) => q.notable),
  };
}

/** Why the raw count is shown, or what the correction says. */
function standing({ delay }: Reading, now: NowcastCount | null): Text {
  const { record, fit } = delay;
  const would: Text =
    now === null
      ? { en: "", de: "" }
      : text(
          (f) => `; it would give ${f.num(now.corrected)} (80 %: ${f.num(now.low)} to ${f.num(now.high)})`,
          (f) => `; sie ergäbe ${f.num(now.corrected)} (80 %: ${f.num(now.low)} bis ${f.num(now.high)})`,
        );
  if (fit.status === "incomplete-at-every-age") {
    return {
      en: "raw count, not corrected: the list was incomplete at every age, not late.",
      de: "Rohzahl, nicht korrigiert: Die Liste war in jedem Alter unvollständig, nicht verspätet.",
    };
  }
  if (fit.status === "no-transition") {
    return {
      en: "raw count, not corrected: a delay needs two copies without a rebuild between them.",
      de: "Rohzahl, nicht korrigiert: Eine Verzögerung braucht zwei Kopien ohne Umbau dazwischen.",
    };
  }
  if (record.validated && now !== null) {
    return text(
      (f) =>
        `corrected for late listing ${f.num(now.corrected)} (80 %: ${f.num(now.low)} to ${f.num(now.high)}), past error ${f.num(record.error, 1)} a quarter against ${f.num(record.rawError, 1)} raw.`,
      (f) =>
        `um späte Erfassung korrigiert ${f.num(now.corrected)} (80 %: ${f.num(now.low)} bis ${f.num(now.high)}), bisheriger Fehler ${f.num(record.error, 1)} je Quartal gegen ${f.num(record.rawError, 1)} der Rohzahl.`,
    );
  }
  if (record.checks.length === 0) {
    return text(
      (f) =>
        `raw count, correction not validated: none has been tested ${record.rebuilt ? `since the list was rebuilt (copy of ${f.when(record.since ?? "")})` : "yet"}${would.en}.`,
      (f) =>
        `Rohzahl, Korrektur nicht validiert: Keine wurde ${record.rebuilt ? `seit dem Umbau der Liste (Kopie vom ${f.when(record.since ?? "")})` : "bisher"} geprüft${would.de}.`,
    );
  }
  return text(
    (f) =>
      `raw count, correction not validated: ${record.rebuilt ? `since the list was rebuilt (copy of ${f.when(record.since ?? "")}) ` : ""}it missed by ${f.num(record.error, 1)} a quarter, the raw count by ${f.num(record.rawError, 1)} (n ${record.checks.length})${would.en}.`,
    (f) =>
      `Rohzahl, Korrektur nicht validiert: ${record.rebuilt ? `Seit dem Umbau der Liste (Kopie vom ${f.when(record.since ?? "")}) lag` : "Bisher lag"} sie um ${f.num(record.error, 1)} je Quartal daneben, die Rohzahl um ${f.num(record.rawError, 1)} (n ${record.checks.length})${would.de}.`,
  );
}

function figureOf(reading: Reading): Figure {
  const { list, quarters, delay } = reading;
  const shown = quarters.slice(-20);
  const refs = shown.flatMap((q) => q.refs);
  const { validated } = delay.record;
  const corrected: FigureSeries[] =
    delay.counts.length === 0
      ? []
      : [
          {
            id: "corrected",
            label: validated
              ? { en: "Corrected for late listing, 80 %", de: "Um späte Erfassung korrigiert, 80 %" }
              : { en: "Correction, not validated, 80 %", de: "Korrektur, nicht validiert, 80 %" },
            role: "muted",
            kind: "nowcast",
            points: delay.counts.map((c) => ({ x: c.period, y: c.corrected, low: c.low, high: c.high })),
          },
        ];
  return {
    id: "cadence",
    title: validated
      ? text(
          (f) =>
            `${f.num(delay.counts.at(-1)?.corrected ?? Number.NaN)} notable models in ${f.when(quarters.at(-1)?.quarter ?? "")} once late listing is counted in`,
          (f) =>
            `${f.num(delay.counts.at(-1)?.corrected ?? Number.NaN)} bedeutende Modelle im ${f.when(quarters.at(-1)?.quarter ?? "")}, späte Erfassung eingerechnet`,
        )
      : {
          en: "Recent quarters are still being listed; the correction is not validated",
          de: "Die jüngsten Quartale werden noch erfasst; die Korrektur ist nicht validiert",
        },
    subtitle: text(
      (f) => `Notable AI models by quarter of release, copy of ${f.when(list.known)}`,
      (f) => `Bedeutende KI-Modelle nach Quartal des Erscheinens, Kopie vom ${f.when(list.known)}`,
    ),
    unit: "releases per quarter",
    kind: "line",
    series: [
      ...corrected,
      {
        id: "raw",
        label: { en: "Listed, raw", de: "Gelistet, roh" },
        role: "succession",
        kind: "observed",
        points: shown.map((q) => ({
          x: q.quarter,
          y: q.notable,
          ...(q.refs[0] === undefined ? {} : { ref: q.refs[0] }),
        })),
      },
      {
        id: "frontier",
        label: { en: "Marked frontier, raw", de: "Als Spitze geführt, roh" },
        role: "other",
        kind: "observed",
        points: shown.map((q) => ({ x: q.quarter, y: q.frontier })),
      },
    ],
    source: "Epoch AI",
    evidence: "estimated",
    refs,
  };
}

const countColumns: Table["columns"] = [
  { id: "raw", label: { en: "Listed", de: "Gelistet" }, decimals: 0 },
  { id: "corrected", label: { en: "Corrected", de: "Korrigiert" }, decimals: 0 },
  { id: "low", label: { en: "80 % from", de: "80 % von" }, decimals: 0 },
  { id: "high", label: { en: "to", de: "bis" }, decimals: 0 },
];

function countsTable({ quarters, delay, frontier }: Reading): Table {
  const counts = new Map(delay.counts.map((c) => [c.period, c]));
  const reassigned = frontier.filter((t) => t.use === "rebuilt");
  const worst = reassigned.reduce((max, t) => Math.max(max, t.leftShare), 0);
  return {
    id: "cadence",
    title: {
      en: "Releases per quarter, listed and corrected for late listing",
      de: "Erscheinungen je Quartal, gelistet und um späte Erfassung korrigiert",
    },
    columns: [
      { id: "quarter", label: { en: "Quarter", de: "Quartal" } },
      ...countColumns,
      { id: "frontier", label: { en: "Frontier, listed", de: "Spitze, gelistet" }, decimals: 0 },
    ],
    rows: [...quarters]
      .reverse()
      .slice(0, 12)
      .map((q) => {
        const c = counts.get(q.quarter);
        return {
          quarter: q.quarter,
          raw: q.notable,
          corrected: c?.corrected ?? null,
          low: c?.low ?? null,
          high: c?.high ?? null,
          frontier: q.frontier,
          ref: q.refs[0] ?? null,
        };
      }),
    note: text(
      (f) =>
        `Finished quarters only; complete means complete two years after the release. ${delay.record.validated ? "" : "Correction not validated: use the raw count. "}Frontier is the list's own column${reassigned.length === 0 ? "" : `; the mark was taken from up to ${f.pct(worst)} of the marked models between two copies, so it is not corrected`}.`,
      (f) =>
        `Nur beendete Quartale; vollständig heißt vollständig zwei Jahre nach dem Erscheinen. ${delay.record.validated ? "" : "Korrektur nicht validiert: Es gilt die Rohzahl. "}„Spitze“ ist die Spalte der Liste selbst${reassigned.length === 0 ? "" : `; zwischen zwei Kopien verloren bis zu ${f.pct(worst)} der geführten Modelle diese Marke, deshalb keine Korrektur`}.`,
    ),
    refs: quarters.slice(-12).flatMap((q) => q.refs.slice(0, 1)),
  };
}

/** Every earlier copy's intervals against the newest copy's counts. */
function performanceTable({ list, quarters, delay }: Reading): Table[] {
  const rows = delay.earlier.flatMap(({ day, counts }) => counts.map((c) => ({ day, c })));
  if (rows.length === 0) return [];
  const score = coverageOf(rows.map((r) => r.c));
  return [
    {
      id: "cadence-record",
      title: text(
        (f) => `${score.inside} of ${score.n} earlier 80 % intervals hold the count of ${f.when(list.known)}`,
        (f) => `${score.inside} von ${score.n} früheren 80-%-Intervallen enthalten die Zahl vom ${f.when(list.known)}`,
      ),
      columns: [
        { id: "copy", label: { en: "Copy of", de: "Kopie vom" } },
        { id: "quarter", label: { en: "Quarter", de: "Quartal" } },
        ...countColumns,
        { id: "known", label: { en: "Now listed", de: "Jetzt gelistet" }, decimals: 0 },
        { id: "inside", label: { en: "Inside", de: "Enthalten" } },
      ],
      rows: rows.map(({ day, c }) => ({
        copy: day,
        quarter: c.period,
        raw: c.raw,
        corrected: c.corrected,
        low: c.low,
        high: c.high,
        known: c.known,
        inside: c.inside ? { en: "yes", de: "ja" } : { en: "no", de: "nein" },
      })),
      note: text(
        (f) =>
          `Mean width of an interval over the count: ${f.num(score.width, 2)}. Copies: ${delay.fit.transitions.map((t) => `${t.from} to ${t.to} ${t.left} left, ${t.came} came (${t.late} late), coverage ${f.num(t.coverage, 2)}${t.use === "used" ? "" : `, ${t.use.replaceAll("-", " ")}, not used`}`).join("; ")}.`,
        (f) =>
          `Mittlere Breite eines Intervalls je Zahl: ${f.num(score.width, 2)}. Kopien: ${delay.fit.transitions.map((t) => `${t.from} bis ${t.to} ${t.left} weg, ${t.came} neu (${t.late} verspätet), Abdeckung ${f.num(t.coverage, 2)}${t.use === "used" ? "" : t.use === "rebuilt" ? ", umgebaut, nicht verwendet" : ", in jedem Alter unvollständig, nicht verwendet"}`).join("; ")}.`,
      ),
      refs: quarters.slice(-8).flatMap((q) => q.refs.slice(0, 1)),
    },
  ];
}

/** How many intervals held the later count, of how many, and their mean width over that count. */
export function coverageOf(counts: readonly CountAgainst[]): {
  readonly inside: number;
  readonly n: number;
  readonly width: number;
} {
  return {
    inside: counts.filter((c) => c.inside).length,
    n: counts.length,
    width: counts.reduce((sum, c) => sum + (c.high - c.low) / Math.max(1, c.known), 0) / counts.length,
  };
}

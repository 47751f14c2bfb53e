import { levelAndDirection } from "../../methods/level.ts";
import { groupSum, hyperscalers, memberNeeds } from "../../signals/capex/hyperscaler-capex.ts";
import {
  signal as ratioSignal,
  ratioVintages,
  type Vintage,
} from "../../signals/rotation/data-centre-highway-ratio.ts";
import { signal as shareSignal } from "../../signals/rotation/data-centre-share.ts";
import { signal as accounts } from "../../signals/rotation/information-processing-investment.ts";
import { signal as makers } from "../../signals/rotation/road-makers.ts";
import { type Memory, noMemory } from "../../terms/memory.ts";
import { type Panel, refOf } from "../../terms/panel.ts";
import type { Figure, Line, Part, PartOptions, PartResult, Table } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { shift } from "../../terms/period.ts";
import type { SignalSeries } from "../../terms/signal.ts";
import { formats, text } from "../../terms/text.ts";
import { validatedHorizon } from "../cycle/validation.ts";
import { found, lineOfForecast, untold } from "../finding.ts";
import {
  type Crossing,
  crossingOf,
  highestRatio,
  monthsNotRising,
  type RatioRecord,
  reachedBy,
  windows,
} from "../rotation/crossing.ts";
import { sideBySideTable } from "../rotation/side-by-side.ts";
import {
  deflatedLine,
  gdpLine,
  rotationViews,
  viewNeeds,
  viewsLine,
  viewsTable,
  wideFigure,
  wideLine,
} from "../rotation/views.ts";

const draws = 2000;
const ids = ["census/data-center/construction", "census/highway-and-street/construction"] as const;

function refsOf(period: string): string[] {
  return ids.map((id) => refOf(id, period));
}

/** Change over twelve months in logs; NaN without a value a year before. */
function speedOf(record: RatioRecord): number {
  const [now, before] = [
    record.values.at(-1),
    record.values[record.periods.indexOf(shift(record.periods.at(-1) ?? "2000-01", -12))],
  ];
  return now === undefined || before === undefined ? Number.NaN : Math.log(now / before);
}

function headline(record: RatioRecord, crossing: Crossing | null): Line {
  const [ratio, period] = [record.values.at(-1) ?? Number.NaN, record.periods.at(-1) ?? ""];
  const level = levelAndDirection(record.values.map(Math.log), { lag: 12 });
  const speed = speedOf(record);
  const ahead =
    crossing === null ? null : { p: crossing.byGoal, never: crossing.pooled.never, middle: crossing.quantiles[1] };
  return found("rotation", {
    id: "rotation",
    says: text(
      (f) =>
        `For each dollar on public roads ${f.num(ratio, 2)} go into private data centres in ${f.when(period)}, ${f.signed((Math.exp(speed) - 1) * 100)} % on a year earlier.` +
        (ahead === null
          ? ""
          : ` P(1 reached by February 2031) ${f.pct(ahead.p)}; ${ahead.middle === null ? "no crossing within ten years is the middle case" : `middle case ${f.when(ahead.middle)}`}, none within ten years ${f.pct(ahead.never)}.`),
      (f) =>
        `Auf jeden Dollar für öffentliche Straßen kommen im ${f.when(period)} ${f.num(ratio, 2)} für private Rechenzentren, ${f.signed((Math.exp(speed) - 1) * 100)} % zum Vorjahr.` +
        (ahead === null
          ? ""
          : ` P(1 bis Februar 2031) ${f.pct(ahead.p)}; ${ahead.middle === null ? "im mittleren Fall kein Gleichstand binnen zehn Jahren" : `mittlerer Fall ${f.when(ahead.middle)}`}, keiner binnen zehn Jahren ${f.pct(ahead.never)}.`),
    ),
    value: ratio,
    unit: "ratio",
    direction: level.direction,
    level: { percentile: 100 * level.percentile, n: level.n },
    evidence: "derived",
    newestPeriod: period,
    refs: [...refsOf(period), ...refsOf(shift(period, -12))],
    spark: Array.from(record.values.slice(-36)),
  });
}

function ratioLines(record: RatioRecord, crossing: Crossing | null, vintages: readonly Vintage[]): Line[] {
  const [ratio, period] = [record.values.at(-1) ?? Number.NaN, record.periods.at(-1) ?? ""];
  const before = record.values[record.periods.indexOf(shift(period, -12))];
  const speed = speedOf(record);
  const refs = [...refsOf(period), ...refsOf(shift(period, -12))];
  const shared = { evidence: "derived", newestPeriod: period, refs } as const;
  const first = vintages.find((v) => v.periods.includes(period));
  const earlier = vintages.at(-2);
  const common = earlier?.periods.at(-1);
  const [then, now] = [
    earlier?.values.at(-1),
    common === undefined ? undefined : record.values[record.periods.indexOf(common)],
  ];
  return [
    found("rotation", {
      ...shared,
      id: "rotation/ratio",
      says: text(
        (f) =>
          `Ratio ${f.num(ratio, 3)} in ${f.when(period)}${before === undefined ? "" : `, ${f.num(before, 3)} twelve months earlier`} (nominal, seasonally adjusted annual rates, release known ${f.when(first?.known ?? "")}).`,
        (f) =>
          `Verhältnis ${f.num(ratio, 3)} im ${f.when(period)}${before === undefined ? "" : `, ${f.num(before, 3)} zwölf Monate zuvor`} (nominal, saisonbereinigte Jahresraten, bekannt seit ${f.when(first?.known ?? "")}).`,
      ),
      value: ratio,
      unit: "ratio",
    }),
    ...(Number.isFinite(speed)
      ? [
          found("rotation", {
            ...shared,
            id: "rotation/speed",
            says: text(
              (f) => `Speed: the log ratio changed by ${f.signed(speed, 2)} in twelve months to ${f.when(period)}.`,
              (f) =>
                `Tempo: Der Logarithmus des Verhältnisses änderte sich in zwölf Monaten bis ${f.when(period)} um ${f.signed(speed, 2)}.`,
            ),
            value: speed,
            unit: "log points in 12 months",
          }),
        ]
      : []),
    ...(crossing === null
      ? []
      : [
          found("rotation", {
            ...shared,
            id: "rotation/crossing",
            says: text(
              (f) =>
                `First month with a ratio of 1 or more: 80 % from ${when(crossing.quantiles[0], "en")} to ${when(crossing.quantiles[2], "en")}; by fit window P(by February 2031) is ${byWindow(
                  crossing,
                  period,
                )
                  .map((w) => `${f.pct(w.p)} (${w.months} months)`)
                  .join(", ")}.`,
              (f) =>
                `Erster Monat mit einem Verhältnis ab 1: 80 % von ${when(crossing.quantiles[0], "de")} bis ${when(crossing.quantiles[2], "de")}; je Schätzfenster beträgt P(bis Februar 2031) ${byWindow(
                  crossing,
                  period,
                )
                  .map((w) => `${f.pct(w.p)} (${w.months} Monate)`)
                  .join(", ")}.`,
            ),
            value: crossing.byGoal,
            unit: "probability",
            interval: {
              low: Math.min(...byWindow(crossing, period).map((w) => w.p)),
              high: Math.max(...byWindow(crossing, period).map((w) => w.p)),
              coverage: 1,
            },
            evidence: "estimated",
          }),
        ]),
    ...(then === undefined || now === undefined || common === undefined
      ? []
      : [
          found("rotation", {
            ...shared,
            id: "rotation/revision",
            says: text(
              (f) =>
                `Revision: ${f.when(common)} was first printed as ${f.num(then, 3)} and stands at ${f.num(now, 3)} now (${f.signed((now / then - 1) * 100, 1)} %).`,
              (f) =>
                `Revision: ${f.when(common)} erschien zuerst mit ${f.num(then, 3)} und steht jetzt bei ${f.num(now, 3)} (${f.signed((now / then - 1) * 100, 1)} %).`,
            ),
            value: now / then - 1,
            unit: "share",
            newestPeriod: common,
            refs: refsOf(common),
          }),
        ]),
  ];
}

function when(period: string | null, lang: "en" | "de"): string {
  return period === null
    ? lang === "en"
      ? "beyond ten years"
      : "jenseits von zehn Jahren"
    : formats[lang].when(period);
}

function byWindow(crossing: Crossing, last: string): { readonly months: number; readonly p: number }[] {
  const steps = (2031 - Number(last.slice(0, 4))) * 12 + 2 - Number(last.slice(5, 7));
  return crossing.byWindow.map((w) => ({ months: w.months, p: reachedBy(w.crossing, steps) }));
}

function shareLine(panel: Panel): Line {
  const series = shareSignal.measure(panel);
  const [value, period] = [series.values.at(-1), series.periods.at(-1)];
  const cannot = {
    en: "Cannot tell the share of data centres in the named construction.",
    de: "Der Anteil der Rechenzentren an den genannten Bauausgaben ist nicht feststellbar.",
  };
  if (value === undefined || period === undefined)
    return untold(
      "rotation",
      "rotation/share",
      cannot,
      series.gap ?? { needs: [], have: 0, need: 1, settles: cannot, pull: null },
    );
  const level = levelAndDirection(series.values, { lag: 12 });
  const before = series.values[series.periods.indexOf(shift(period, -12))];
  return found("rotation", {
    id: "rotation/share",
    says: text(
      (f) =>
        `Data centres take ${f.pct(value, 1)} of data centres, highways, electric power and computer plants together in ${f.when(period)}${before === undefined ? "" : ` (${f.pct(before, 1)} a year before)`}.`,
      (f) =>
        `Rechenzentren nehmen im ${f.when(period)} ${f.pct(value, 1)} der Ausgaben für Rechenzentren, Straßen, Stromanlagen und Computerwerke ein${before === undefined ? "" : ` (ein Jahr zuvor ${f.pct(before, 1)})`}.`,
    ),
    value,
    unit: "share",
    direction: level.direction,
    level: { percentile: 100 * level.percentile, n: level.n },
    evidence: "derived",
    newestPeriod: period,
    refs: [...(series.refs.at(-1) ?? [])],
    spark: Array.from(series.values.slice(-36)),
  });
}

function growthOf(
  series: SignalSeries,
  lag: number,
): { readonly growth: number; readonly period: string; readonly before: string } | null {
  const period = series.periods.at(-1);
  if (period === undefined) return null;
  const before = shift(period, -lag);
  const [now, then] = [series.values.at(-1), series.values[series.periods.indexOf(before)]];
  return now === undefined || then === undefined ? null : { growth: now / then - 1, period, before };
}

function accountsLine(panel: Panel): Line {
  const series = accounts.measure(panel);
  const year = growthOf(series, 4);
  if (year === null) {
    const says = {
      en: "Cannot tell how investment in information processing grows in the national accounts.",
      de: "Nicht zu sagen, wie die Investition in Informationsverarbeitung in der Gesamtrechnung wächst.",
    };
    return untold(
      "rotation",
      "rotation/national-accounts",
      says,
      series.gap ?? {
        needs: accounts.needs.map((n) => n.id),
        have: series.periods.length,
        need: 5,
        settles: says,
        pull: null,
      },
    );
  }
  const level = levelAndDirection(series.values.map(Math.log), { lag: 4 });
  return found("rotation", {
    id: "rotation/national-accounts",
    says: text(
      (f) =>
        `Real investment in information processing equipment and software: ${f.signed(year.growth * 100, 1)} % on a year earlier in ${f.when(year.period)}; chained dollars, so growth only, and no series of structures is held beside it.`,
      (f) =>
        `Reale Investition in Informationstechnik und Software: ${f.signed(year.growth * 100, 1)} % zum Vorjahr im ${f.when(year.period)}; verkettete Dollar, daher nur das Wachstum, und eine Reihe der Bauten liegt nicht daneben.`,
    ),
    value: year.growth,
    unit: "share",
    direction: level.direction,
    level: { percentile: 100 * level.percentile, n: level.n },
    evidence: series.evidence,
    newestPeriod: year.period,
    refs: [refOf("fred/a679rx1q020sbea", year.period), refOf("fred/a679rx1q020sbea", year.before)],
    spark: Array.from(series.values.slice(-16)),
  });
}

function companiesLine(panel: Panel): Line {
  const [roads, clouds] = [makers.measure(panel), growthOf(groupSum(panel, hyperscalers, "hyperscaler-capex"), 4)];
  const growth = roads.values.at(-1);
  if (growth === undefined || clouds === null) {
    const says = {
      en: "Cannot tell by companies: CapEx of makers of road machines, steel and cement is not held.",
      de: "Nach Unternehmen nicht feststellbar: Der CapEx von Herstellern von Straßenbaumaschinen, Stahl und Zement liegt nicht vor.",
    };
    return untold(
      "rotation",
      "rotation/companies",
      says,
      roads.gap ?? {
        needs: hyperscalers.map((t) => `sec/${t}/capex`),
        have: 0,
        need: 2,
        settles: says,
        pull: "vorlauf pull sec CAT",
      },
    );
  }
  const gap = Math.log1p(clouds.growth) - growth;
  return found("rotation", {
    id: "rotation/companies",
    says: text(
      (f) =>
        `Hyperscaler CapEx grew ${f.signed(clouds.growth * 100)} % to ${f.when(clouds.period)}, that of makers of road machines, steel and cement ${f.signed((Math.exp(growth) - 1) * 100)} % to ${f.when(roads.periods.at(-1) ?? "")}.`,
      (f) =>
        `Der CapEx der Hyperscaler wuchs bis ${f.when(clouds.period)} um ${f.signed(clouds.growth * 100)} %, der von Herstellern von Straßenbaumaschinen, Stahl und Zement bis ${f.when(roads.periods.at(-1) ?? "")} um ${f.signed((Math.exp(growth) - 1) * 100)} %.`,
    ),
    value: gap,
    unit: "log points, year on year",
    evidence: "derived",
    newestPeriod: clouds.period,
    refs: [
      ...(roads.refs.at(-1) ?? []),
      ...hyperscalers.flatMap((t) => [refOf(`sec/${t}/capex`, clouds.period), refOf(`sec/${t}/capex`, clouds.before)]),
    ],
  });
}

/** When a record first reaches 1, or what was found before on the same figures. */
function crossed(record: RatioRecord, { seed, memory = noMemory }: PartOptions): Crossing | null {
  return memory.recall("crossing", [record.periods, record.values, seed], () => crossingOf(record, { seed, draws }));
}

/** How far ahead the drift forecast of the log ratio was never worse than its baseline [months]. */
function validatedMonths(logRatio: Float64Array, memory: Memory): number {
  const rolling = { season: 12, windows, first: 48, every: 3, longest: 24, draws: 100 } as const;
  return memory.recall("rotation/validated", [logRatio], () => validatedHorizon(logRatio, rolling));
}

function vintageTable(vintages: readonly Vintage[], options: PartOptions): Table {
  return {
    id: "vintages",
    title: {
      en: "The ratio and its crossing in every release held",
      de: "Verhältnis und Gleichstand in jeder vorliegenden Veröffentlichung",
    },
    columns: [
      { id: "known", label: { en: "Known", de: "Bekannt" } },
      { id: "newest", label: { en: "Newest month", de: "Neuester Monat" } },
      { id: "ratio", label: { en: "Ratio", de: "Verhältnis" }, decimals: 3 },
      { id: "speed", label: { en: "Log change in 12 months", de: "Log-Änderung in 12 Monaten" }, decimals: 3 },
      ...windows.map((w) => ({
        id: `p${w}`,
        label: { en: `P(1 by Feb 2031), ${w} months`, de: `P(1 bis Febr. 2031), ${w} Monate` },
        decimals: 2,
      })),
      { id: "pooled", label: { en: "pooled", de: "gemittelt" }, decimals: 2 },
      { id: "never", label: { en: "P(not within ten years)", de: "P(nicht binnen zehn Jahren)" }, decimals: 2 },
      { id: "middle", label: { en: "Middle case", de: "Mittlerer Fall" } },
    ],
    rows: vintages.map((v) => {
      const crossing = crossed(v, options);
      const newest = v.periods.at(-1) ?? "";
      const each = crossing === null ? [] : byWindow(crossing, newest);
      return {
        known: v.known.slice(0, 10),
        newest,
        ratio: v.values.at(-1) ?? null,
        speed: Number.isFinite(speedOf(v)) ? speedOf(v) : null,
        ...Object.fromEntries(windows.map((w) => [`p${w}`, each.find((e) => e.months === w)?.p ?? null])),
        pooled: crossing?.byGoal ?? null,
        never: crossing?.pooled.never ?? null,
        middle:
          crossing === null ? null : { en: when(crossing.quantiles[1], "en"), de: when(crossing.quantiles[1], "de") },
        ref: refOf(ids[0], newest),
      };
    }),
    note: {
      en: "Definition D10. The same random numbers are used for every release, so differences between rows come from the figures.",
      de: "Definition D10. Für jede Veröffentlichung werden dieselben Zufallszahlen verwendet; Unterschiede der Zeilen kommen also aus den Zahlen.",
    },
    refs: vintages.flatMap((v) => refsOf(v.periods.at(-1) ?? "")),
  };
}

function figure(vintages: readonly Vintage[], record: RatioRecord): Figure {
  const [ratio, period] = [record.values.at(-1) ?? Number.NaN, record.periods.at(-1) ?? ""];
  return {
    id: "ratio",
    title: text(
      (f) => `Data centres reach ${f.pct(ratio)} of what is spent on roads in ${f.when(period)}`,
      (f) => `Rechenzentren erreichen im ${f.when(period)} ${f.pct(ratio)} der Ausgaben für Straßen`,
    ),
    subtitle: {
      en: "Private data-centre construction over public highway and street construction, nominal, seasonally adjusted annual rates",
      de: "Bau privater Rechenzentren durch öffentliche Straßenbauausgaben, nominal, saisonbereinigte Jahresraten",
    },
    unit: "ratio",
    kind: "line",
    series: vintages.slice(-4).map((v, i, all) => {
      const newest = i === all.length - 1;
      return {
        id: v.known.slice(0, 10),
        label: { en: `release known ${formats.en.when(v.known)}`, de: `bekannt seit ${formats.de.when(v.known)}` },
        role: newest ? "capex" : "muted",
        kind: newest ? "observed" : "first",
        points: v.periods.map((x, t) => ({ x, y: v.values[t] ?? null, ref: refOf(ids[0], x) })),
      };
    }),
    rules: [{ y: 1, label: { en: "as much as roads", de: "so viel wie Straßen" } }],
    source: "US Census Bureau",
    evidence: "derived",
    refs: record.periods.flatMap(refsOf),
  };
}

/** Strict gap: names the oldest copy and shows the pseudo value beside it. */
function withoutRatio(panel: Panel, options: PartOptions): Line[] {
  const gap = ratioSignal.measure(panel).gap ?? {
    needs: [...ids],
    have: 0,
    need: 1,
    settles: { en: "A release of construction put in place.", de: "Eine Veröffentlichung der Bauausgaben." },
    pull: "vorlauf pull census",
  };
  const later = options.pseudo === null ? null : ratioSignal.measure(options.pseudo);
  const [value, period] = [later?.values.at(-1), later?.periods.at(-1)];
  const pseudo =
    value === undefined || period === undefined
      ? undefined
      : {
          value,
          says: text(
            (f) => `ratio ${f.num(value, 3)} in ${f.when(period)}, later revisions included.`,
            (f) => `Verhältnis ${f.num(value, 3)} im ${f.when(period)}, spätere Revisionen enthalten.`,
          ),
        };
  const oldest = ids
    .flatMap((id) => panel.oldest[id] ?? [])
    .sort()
    .at(-1);
  const because =
    oldest === undefined
      ? { en: "construction put in place is not held", de: "Bauausgaben liegen nicht vor" }
      : {
          en: `the oldest copy of construction put in place is of ${formats.en.when(oldest)}`,
          de: `die älteste Fassung der Bauausgaben ist vom ${formats.de.when(oldest)}`,
        };
  const says = {
    en: `Cannot tell how data centres stood against roads: ${because.en}.`,
    de: `Nicht zu sagen, wie Rechenzentren zu Straßen standen: ${because.de}.`,
  };
  return ["rotation", "rotation/ratio", "rotation/months-not-rising", "rotation/highest-ratio-to-2031"].map((id) =>
    untold("rotation", id, says, gap, pseudo),
  );
}

function measure(panel: Panel, options: PartOptions): PartResult {
  const vintages = ratioVintages(panel);
  const record = vintages.at(-1);
  const shared = { part: "rotation", asOf: panel.asOf, mode: panel.mode, warnings: [] } as const;
  const views = rotationViews(panel);
  const besides = [
    deflatedLine(panel),
    gdpLine(panel),
    shareLine(panel),
    wideLine(panel),
    viewsLine(panel, views),
    accountsLine(panel),
    companiesLine(panel),
  ];
  const broad = wideFigure(panel);
  if (record === undefined) {
    const [headlineGap, ...gaps] = withoutRatio(panel, options);
    if (headlineGap !== undefined)
      return {
        ...shared,
        headline: headlineGap,
        lines: [...gaps, ...besides],
        figures: [],
        tables: [viewsTable(views), sideBySideTable(panel)],
        forecasts: [],
      };
  }
  const held = record ?? { periods: [], values: new Float64Array(0) };
  const { seed, memory = noMemory } = options;
  const crossing = crossed(held, options);
  const validated = held.values.length < 100 ? 0 : validatedMonths(held.values.map(Math.log), memory);
  const simulation = { seed, draws, validated, refs: refsOf(held.periods.at(-1) ?? "") };
  const forecasts =
    crossing === null
      ? []
      : memory.recall("rotation/ahead", [held.periods, held.values, seed], () => [
          monthsNotRising(held, simulation),
          highestRatio(held, simulation),
        ]);
  return {
    ...shared,
    headline: headline(held, crossing),
    lines: [
      ...ratioLines(held, crossing, vintages),
      ...forecasts.map((f) => lineOfForecast("rotation", f)),
      ...besides,
    ],
    figures: [figure(vintages, held), ...(broad === null ? [] : [broad])],
    tables: [viewsTable(views), sideBySideTable(panel), vintageTable(vintages, options)],
    forecasts,
  };
}

/** Does CapEx move from roads to data centres? Definition D10; docs/indicators/rotation.md. */
export const part: Part = {
  id: "rotation",
  title: partWords.rotation.title,
  question: partWords.rotation.question,
  needs: [
    ...ratioSignal.needs,
    ...shareSignal.needs,
    ...accounts.needs,
    ...makers.needs,
    ...memberNeeds(hyperscalers),
    ...viewNeeds,
  ],
  measure,
};

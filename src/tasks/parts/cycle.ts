import { levelAndDirection } from "../../methods/level.ts";
import {
  alignMembers,
  groupSum,
  hyperscalers,
  memberNeeds,
  withOracle,
} from "../../signals/capex/hyperscaler-capex.ts";
import { signal as computerOrders } from "../../signals/cycle/computer-orders.ts";
import { signal as computerOutput } from "../../signals/cycle/computer-output.ts";
import { signal as dataCentreConstruction } from "../../signals/cycle/data-centre-construction.ts";
import { signal as semiconductorOutput } from "../../signals/cycle/semiconductor-output.ts";
import { signal as tsmcRevenue } from "../../signals/cycle/tsmc-revenue.ts";
import { type Memory, noMemory } from "../../terms/memory.ts";
import { type Panel, refOf } from "../../terms/panel.ts";
import type { Forecast, Line, Part, PartOptions, PartResult } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { shift } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import { formats, type Text, text } from "../../terms/text.ts";
import type { Warning } from "../../terms/warnings.ts";
import { probabilityOf } from "../../theses/probability.ts";
import { coincidentFigure, coincidentLine, coincidentOf, coincidentTable } from "../cycle/coincident.ts";
import { coincidentComponents, coincidentNeeds } from "../cycle/coincident-components.ts";
import { compositeLine } from "../cycle/composite.ts";
import { confidenceOf } from "../cycle/confidence.ts";
import { againstPast, capexFigure, indexFigure, orderFigure } from "../cycle/figures.ts";
import { shareWithoutPeak } from "../cycle/forecast.ts";
import { guidanceLine, guidanceNeeds } from "../cycle/guidance.ts";
import { peaksForecast, type Simulation, suppliedSystems, yearForecast } from "../cycle/outlook.ts";
import { growthOf, regimeLine, regimeOf, regimeTable } from "../cycle/regime.ts";
import {
  type Dated,
  dated,
  type GroupIndex,
  gapOf,
  indexOfGroup,
  type Reference,
  referenceOf,
} from "../cycle/series.ts";
import { strainFigures, strainLines, strainNeeds, strainTable } from "../cycle/strain.ts";
import { coverageTable, phaseTable, sumsTable, turningPointTable } from "../cycle/tables.ts";
import { quarterlyRolling, validatedHorizon } from "../cycle/validation.ts";
import { phaseSentence } from "../cycle/words.ts";
import { yearOrigins, yearRecordLine, yearRecordTable } from "../cycle/year-record.ts";
import { found, lineOfForecast, untold } from "../finding.ts";

const references: readonly { readonly signal: Signal; readonly title: Text; readonly line: string }[] = [
  {
    signal: dataCentreConstruction,
    title: { en: "Data-centre construction", de: "Bau von Rechenzentren" },
    line: "cycle/data-centre-construction",
  },
  {
    signal: computerOrders,
    title: { en: "Orders of computers and electronics", de: "Bestellungen von Computern und Elektronik" },
    line: "cycle/computer-orders",
  },
  { signal: tsmcRevenue, title: { en: "TSMC revenue", de: "TSMC-Umsatz" }, line: "cycle/tsmc-revenue" },
  {
    signal: computerOutput,
    title: { en: "Output of computers", de: "Produktion von Computern" },
    line: "cycle/computer-output",
  },
  {
    signal: semiconductorOutput,
    title: { en: "Output of semiconductors", de: "Produktion von Halbleitern" },
    line: "cycle/semiconductor-output",
  },
];

const groupTitle: Text = { en: "Hyperscaler CapEx", de: "CapEx der Hyperscaler" };
const leastMonths = 36;
const windowMonths = 37;

/** Period of the last turning point, or null. */
function lastTurn(d: Dated): string | null {
  const at = Math.max(d.reading.dating.peaks.at(-1) ?? -1, d.reading.dating.troughs.at(-1) ?? -1);
  return at < 0 ? null : (d.periods[at] ?? null);
}

function phaseLine(id: string, d: Dated): Line {
  const words = phaseSentence(d.reading, lastTurn(d));
  const level = levelAndDirection(d.logLevel, { lag: d.frequency === "quarterly" ? 4 : 12 });
  const newest = d.periods.at(-1) ?? "";
  const gap = d.afterGap.length === 0 ? null : d.afterGap;
  return found("cycle", {
    id,
    says: {
      en: `${d.title.en}: ${words.en} (to ${formats.en.when(newest)})${gap === null ? "" : `; ${gap.length} newer months lie behind a gap and are not dated`}.`,
      de: `${d.title.de}: ${words.de} (bis ${formats.de.when(newest)})${gap === null ? "" : `; ${gap.length} neuere Monate liegen hinter einer Lücke und sind nicht datiert`}.`,
    },
    value: d.reading.age,
    unit: "quarters",
    direction: level.direction,
    level: { percentile: 100 * level.percentile, n: level.n },
    evidence: d.evidence,
    newestPeriod: newest,
    refs: d.refs.slice(-13).flat(),
    spark: Array.from(d.logLevel.slice(-24)).map(Math.exp),
  });
}

/** A reference series that cannot be dated on this day, with the pseudo reading beside it in strict mode. */
function untoldPhase(
  o: (typeof references)[number] & { readonly measured: SignalSeries },
  panel: Panel,
  options: PartOptions,
): Line {
  const oldest = o.signal.needs
    .flatMap((n) => panel.oldest[n.id] ?? [])
    .sort()[0]
    ?.slice(0, 10);
  const says = {
    en: `Cannot date ${o.title.en}: ${oldest === undefined ? "not held" : o.measured.periods.length === 0 ? `the oldest copy is of ${formats.en.when(oldest)}` : `only ${o.measured.periods.length} months are visible`}.`,
    de: `${o.title.de}: nicht datierbar, ${oldest === undefined ? "nicht vorhanden" : o.measured.periods.length === 0 ? `die älteste Fassung ist vom ${formats.de.when(oldest)}` : `nur ${o.measured.periods.length} Monate sind sichtbar`}.`,
  };
  const reference =
    options.pseudo === null ? null : referenceOf(o.signal.measure(options.pseudo), o.title, leastMonths);
  const later = reference === null ? null : phaseLine(o.line, dated(reference, { seed: options.seed, draws: 1 }));
  const pseudo = later === null || later.value === null ? undefined : { says: later.says, value: later.value };
  return untold("cycle", o.line, says, gapOf(o.measured, leastMonths), pseudo);
}

function headline(main: Dated & GroupIndex, peaks: Forecast, confidence: "high" | "medium" | "low"): Line {
  const words = phaseSentence(main.reading, lastTurn(main));
  const { p: without, low, high } = probabilityOf({ is: "below", of: 1 }, peaks);
  const level = levelAndDirection(main.logLevel, { lag: 4 });
  const newest = main.periods.at(-1) ?? "";
  const begun = main.reading.begun;
  return found("cycle", {
    id: "cycle",
    says: text(
      (f) =>
        `Hyperscaler CapEx is in ${words.en}. ${begun ? "By the rule a cycle has begun." : "By the rule no cycle has begun: a dated trough and four quarters of expansion are missing."} P(no peak before March 2029) ${f.pct(without)} [${f.pct(low)} to ${f.pct(high)}].`,
      (f) =>
        `CapEx der Hyperscaler: ${words.de}. ${begun ? "Nach der Regel hat ein Zyklus begonnen." : "Nach der Regel hat kein Zyklus begonnen: Es fehlt ein datierter Tiefpunkt mit vier Quartalen Expansion."} P(kein Gipfel vor März 2029) ${f.pct(without)} [${f.pct(low)} bis ${f.pct(high)}].`,
    ),
    value: main.reading.age,
    unit: "quarters",
    direction: level.direction,
    level: { percentile: 100 * level.percentile, n: level.n },
    confidence,
    evidence: "derived",
    newestPeriod: newest,
    refs: [...main.refs.slice(-5).flat(), peaks.id],
    spark: Array.from(main.logLevel.slice(-16)).map(Math.exp),
  });
}

function survivalLine(main: Dated): Line {
  const [short, long] = [
    main.survival.find((s) => s.window === "12")?.p ?? Number.NaN,
    main.survival.find((s) => s.window === "all")?.p ?? Number.NaN,
  ];
  const past = main.reading.pastExpansions;
  const longer = past.filter((p) => p > main.reading.age).length;
  return found("cycle", {
    id: "cycle/survival",
    says: text(
      (f) =>
        `The expansion survives the next two quarters with P ${f.pct(short)} (last 12 quarters) or ${f.pct(long)} (all). ${past.length === 0 ? "The record holds no completed expansion to compare its age with." : `${longer} of ${past.length} past expansions lasted longer.`}`,
      (f) =>
        `Die Expansion übersteht die nächsten zwei Quartale mit P ${f.pct(short)} (letzte 12 Quartale) oder ${f.pct(long)} (alle). ${past.length === 0 ? "Die Reihe enthält keine abgeschlossene Expansion zum Vergleich." : `${longer} von ${past.length} früheren Expansionen dauerten länger.`}`,
    ),
    value: (short + long) / 2,
    unit: "probability",
    interval: { low: Math.min(short, long), high: Math.max(short, long), coverage: 1 },
    evidence: "estimated",
    newestPeriod: main.periods.at(-1) ?? null,
    refs: main.refs.slice(-13).flat(),
  });
}

function baseRateLine(all: readonly Dated[]): Line {
  const orders = all.find((d) => d.id === "computer-orders");
  if (orders === undefined) {
    const says = {
      en: "Cannot tell how often three years pass without a peak: orders of computers are not held.",
      de: "Nicht zu sagen, wie oft drei Jahre ohne Gipfel vergehen: Bestellungen von Computern liegen nicht vor.",
    };
    return untold("cycle", "cycle/base-rate", says, {
      needs: computerOrders.needs.map((n) => n.id),
      have: 0,
      need: windowMonths,
      settles: {
        en: "Thirty-seven months of orders of computers known on this day.",
        de: "Siebenunddreißig Monate Computer-Aufträge, die an diesem Tag bekannt waren.",
      },
      pull: "vorlauf pull fred A34SNO",
    });
  }
  const rate = shareWithoutPeak(orders.reading.dating.peaks, orders.periods.length, windowMonths);
  return found("cycle", {
    id: "cycle/base-rate",
    says: text(
      (f) =>
        `Base rate: ${f.pct(rate.share)} of ${f.num(rate.n)} overlapping 37-month windows of computer orders since ${f.when(orders.periods[0] ?? "")} have no peak.`,
      (f) =>
        `Grundrate: ${f.pct(rate.share)} von ${f.num(rate.n)} überlappenden 37-Monats-Fenstern der Computerbestellungen seit ${f.when(orders.periods[0] ?? "")} enthalten keinen Gipfel.`,
    ),
    value: rate.share,
    unit: "share",
    evidence: orders.evidence,
    newestPeriod: orders.periods.at(-1) ?? null,
    refs: orders.refs.flat(),
  });
}

function capexLine(panel: Panel): Line {
  const series = groupSum(panel, hyperscalers, "hyperscaler-capex");
  const [value, period] = [series.values.at(-1), series.periods.at(-1)];
  if (value === undefined || period === undefined) {
    const says = {
      en: "Cannot tell what the four invest: no quarter in which all are held.",
      de: "Nicht zu sagen, was die vier investieren: kein Quartal, in dem alle vorliegen.",
    };
    return untold(
      "cycle",
      "cycle/hyperscaler-capex",
      says,
      series.gap ?? { needs: [], have: 0, need: 1, settles: says, pull: null },
    );
  }
  const before = series.values[series.periods.indexOf(shift(period, -4))];
  const level = levelAndDirection(series.values, { lag: 4 });
  const change = before === undefined ? null : value / before - 1;
  return found("cycle", {
    id: "cycle/hyperscaler-capex",
    says: text(
      (f) =>
        `Microsoft, Alphabet, Amazon and Meta spent ${f.usdBn(value)} in ${f.when(period)}${change === null ? "" : `, ${f.signed(change * 100)} % on a year earlier`}.`,
      (f) =>
        `Microsoft, Alphabet, Amazon und Meta gaben im ${f.when(period)} ${f.usdBn(value)} aus${change === null ? "" : `, ${f.signed(change * 100)} % zum Vorjahr`}.`,
    ),
    value,
    unit: "USD",
    direction: level.direction,
    level: { percentile: 100 * level.percentile, n: level.n },
    evidence: "derived",
    newestPeriod: period,
    refs: hyperscalers.map((t) => refOf(`sec/${t}/capex`, period)),
    spark: [...series.values],
  });
}

/** A reference dated, or as it was dated before on the same levels. */
function datedOf<R extends Reference>(reference: R, draws: number, { seed, memory }: Remembering): R & Dated {
  const { id, frequency, logLevel } = reference;
  const made = memory.recall("dated", [id, frequency, logLevel, seed, draws], () => dated(reference, { seed, draws }));
  return { ...reference, reading: made.reading, survival: made.survival };
}

interface Remembering {
  readonly seed: number;
  readonly memory: Memory;
}

/** Views of the series that some needs name: the same objects wherever nothing of them is new. */
function viewsOf(panel: Panel, needs: readonly { readonly id: string }[]): readonly unknown[] {
  return [panel.mode, ...needs.map(({ id }) => panel.series[id] ?? null)];
}

function measure(panel: Panel, options: PartOptions): PartResult {
  const { seed, memory = noMemory } = options;
  const filings = viewsOf(panel, memberNeeds(withOracle));
  const group = alignMembers(panel, hyperscalers);
  const index = group === null ? null : indexOfGroup(group, groupTitle);
  const others = references.map((r) => ({ ...r, measured: r.signal.measure(panel) }));
  const monthly = others.flatMap((o): { line: string; dated: Dated }[] => {
    const reference = referenceOf(o.measured, o.title, leastMonths);
    return reference === null ? [] : [{ line: o.line, dated: datedOf(reference, 300, { seed, memory }) }];
  });
  const untoldLines = others
    .filter((o) => !monthly.some((m) => m.line === o.line))
    .map((o) => untoldPhase(o, panel, options));
  const main = index === null || index.periods.length < 12 ? null : datedOf(index, 1000, { seed, memory });
  const rolled = (logLevel: Float64Array): number =>
    memory.recall("cycle/validated", [logLevel], () => validatedHorizon(logLevel, quarterlyRolling));
  const simulation: Simulation = { seed, draws: 1000, validated: main === null ? 0 : rolled(main.logLevel) };
  const simulated = [seed, simulation.draws, simulation.validated];
  const peaks =
    main === null
      ? null
      : memory.recall("cycle/peaks", [main.periods, main.logLevel, main.refs, ...simulated], () =>
          peaksForecast(main, simulation),
        );
  const systems = suppliedSystems(panel, simulation);
  const years = (["four", "five"] as const).map((of) =>
    memory.recall("cycle/year", [of, ...filings, ...simulated], () => yearForecast(panel, of, simulation)),
  );
  const forecasts = [peaks, ...years, systems.forecast].flatMap((f) => (f === null ? [] : [f]));
  const all = [...(main === null ? [] : [main]), ...monthly.map((m) => m.dated)];
  const told =
    main !== null && peaks !== null && group !== null
      ? headline(main, peaks, confidenceOf(group, panel.asOf))
      : noHeadline();
  const record = memory.recall("cycle/year-record", [panel.asOf, ...filings, seed], () => yearOrigins(panel, seed));
  const components = coincidentComponents(panel);
  const coincident = memory.recall("cycle/coincident", [panel.asOf, ...viewsOf(panel, coincidentNeeds)], () =>
    coincidentOf(components, panel),
  );
  const growth = all.map(growthOf);
  const regimes = growth.flatMap(
    (g) => memory.recall("cycle/regime", [g.id, g.quarters, g.values, g.refs, seed], () => regimeOf(g, seed)) ?? [],
  );
  const figures = [
    coincident === null ? null : againstPast(coincidentFigure(coincident), panel, main),
    indexFigure(panel, main),
    orderFigure(
      panel,
      monthly.map((m) => m.dated),
    ),
    capexFigure(panel),
    ...strainFigures(panel),
  ];
  return {
    part: "cycle",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: told,
    lines: [
      capexLine(panel),
      ...(main === null ? [] : [survivalLine(main)]),
      ...forecasts.filter((f) => f.id !== systems.line.id).map((f) => lineOfForecast("cycle", f)),
      ...monthly.map((m) => phaseLine(m.line, m.dated)),
      ...untoldLines,
      baseRateLine(all),
      yearRecordLine(record),
      coincidentLine(coincident, components),
      compositeLine(all),
      regimeLine(regimes, growth),
      guidanceLine(panel),
      systems.line,
      ...strainLines(panel),
    ],
    figures: figures.flatMap((f) => (f === null ? [] : [f])),
    tables: [
      phaseTable(all),
      turningPointTable(all),
      sumsTable(panel),
      ...(coincident === null ? [] : [coincidentTable(coincident)]),
      ...(regimes.length === 0 ? [] : [regimeTable(regimes)]),
      strainTable(panel),
      yearRecordTable(record),
      ...(main === null ? [] : [coverageTable(main)]),
    ],
    forecasts,
    warnings: [
      ...(main === null ? [] : warningsOf(main)),
      ...(coincident?.warnings ?? []),
      ...regimes.slice(0, 1).flatMap((r) => r.warnings),
    ],
  };
}

function noHeadline(): Line {
  const says = {
    en: "Cannot tell whether a cycle has begun: fewer than twelve quarters of hyperscaler CapEx were known on this day.",
    de: "Nicht zu sagen, ob ein Zyklus begonnen hat: An diesem Tag waren weniger als zwölf Quartale CapEx der Hyperscaler bekannt.",
  };
  const settles = { en: "Filings of the four companies.", de: "Einreichungen der vier Unternehmen." };
  return untold("cycle", "cycle", says, {
    needs: hyperscalers.map((t) => `sec/${t}/capex`),
    have: 0,
    need: 12,
    settles,
    pull: "vorlauf pull sec MSFT",
  });
}

function warningsOf(main: Dated & GroupIndex): Warning[] {
  const partial = main.periods.filter((_, t) => t > 0 && (main.linked[t] ?? 0) < hyperscalers.length);
  const newest = main.linked.at(-1) ?? 0;
  return [
    { code: "chain-linked-partly", facts: { links: partial.length, of: main.periods.length - 1 }, about: ["cycle"] },
    ...(newest < hyperscalers.length
      ? [
          {
            code: "newest-link-partial",
            facts: { companies: newest, of: hyperscalers.length, period: main.periods.at(-1) ?? "" },
            about: ["cycle"],
          },
        ]
      : []),
  ];
}

/** Has the cycle begun, and how far is it? Definitions D9, D1, D2; docs/indicators/cycle.md. */
export const part: Part = {
  id: "cycle",
  title: partWords.cycle.title,
  question: partWords.cycle.question,
  needs: [
    ...memberNeeds(withOracle),
    ...references.flatMap((r) => r.signal.needs),
    ...strainNeeds,
    ...coincidentNeeds,
    ...guidanceNeeds,
    { id: "nber/recessions" },
    { id: "user/data-centre-systems/spending" },
  ],
  measure,
};

import { type Composite, compositeOf } from "../../methods/composite.ts";
import { signal as biologySignal } from "../../signals/convergence/ai-share-biology.ts";
import {
  type Field,
  monthlyCounts,
  pooled,
  signal as roboticsSignal,
} from "../../signals/convergence/ai-share-robotics.ts";
import { signal as modelsSignal } from "../../signals/convergence/biology-robotics-models.ts";
import {
  devicesByQuarter,
  signal as devicesSignal,
  lastCompleteQuarter,
} from "../../signals/convergence/medical-devices.ts";
import { signal as scienceSignal } from "../../signals/convergence/science-share.ts";
import { listIn, type Panel } from "../../terms/panel.ts";
import type { Line, Table } from "../../terms/part.ts";
import { periodRange, shift } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";
import { type Component, type ComponentRow, componentsTable, isFresh, stateOf } from "../components.ts";
import { shareOf } from "./papers.ts";
import { line, unique } from "./words.ts";

/** The composite on a grid of years. */
export interface Pace {
  readonly composite: Composite;
  readonly years: readonly string[];
  readonly last: number;
  readonly ids: readonly string[];
  readonly refs: readonly string[];
}

const componentWords: Readonly<Record<string, Text>> = {
  "ai-share-robotics": { en: "AI share of robotics papers", de: "KI-Anteil an Robotik-Arbeiten" },
  "ai-share-biology": { en: "AI share of biology papers", de: "KI-Anteil an Biologie-Arbeiten" },
  "medical-devices": { en: "AI-enabled medical devices", de: "KI-gestützte Medizinprodukte" },
  "science-share": { en: "Machine learning in laboratory sciences", de: "Maschinelles Lernen in Laborwissenschaften" },
  "biology-robotics-models": { en: "Models for biology and robotics", de: "Modelle für Biologie und Robotik" },
};

const logit = (p: number): number => Math.log(p / (1 - p));

const firstYear = "2009";

/** Whole years of each component: logit of shares, log of counts; the first year is one from which all lists are more than single entries. */
function annualComponents(panel: Panel): {
  readonly id: string;
  readonly at: ReadonlyMap<string, number>;
  readonly refs: readonly string[];
  readonly newest: string | null;
}[] {
  const papers = (field: Field, id: string): ReturnType<typeof annualComponents>[number] => {
    const months = monthlyCounts(panel, field);
    const years = pooled(months, "annual").filter((y) => y.ai > 0);
    return {
      id,
      at: new Map(years.map((y) => [y.period, logit(shareOf(y))])),
      refs: years.slice(-2).flatMap((y) => y.refs),
      newest: months.at(-1)?.period ?? null,
    };
  };
  const list = listIn(panel, "fda/ai-devices")?.entries ?? [];
  const lastQuarter = lastCompleteQuarter(list);
  const byYear = new Map<string, number>();
  for (const q of devicesByQuarter(list))
    byYear.set(q.quarter.slice(0, 4), (byYear.get(q.quarter.slice(0, 4)) ?? 0) + q.devices);
  const devices = [...byYear].filter(([year, n]) => n > 0 && lastQuarter !== null && `${year}-Q4` <= lastQuarter);
  const science = scienceSignal.measure(panel);
  const models = modelsSignal.measure(panel);
  return [
    papers("robotics", "ai-share-robotics"),
    papers("biology", "ai-share-biology"),
    {
      id: "medical-devices",
      at: new Map(devices.map(([y, n]) => [y, Math.log(n)])),
      refs:
        lastQuarter === null
          ? []
          : devicesByQuarter(list)
              .slice(-8)
              .flatMap((q) => q.refs),
      newest: lastQuarter,
    },
    {
      id: "science-share",
      at: new Map(science.periods.map((y, i) => [y, logit(science.values[i] ?? Number.NaN)])),
      refs: science.refs.slice(-2).flat(),
      newest: science.periods.at(-1) ?? null,
    },
    {
      id: "biology-robotics-models",
      at: new Map(
        models.periods.flatMap((y, i) =>
          (models.values[i] ?? 0) > 0 ? [[y, Math.log(models.values[i] ?? Number.NaN)] as const] : [],
        ),
      ),
      refs: models.refs.slice(-2).flat(),
      newest: models.periods.at(-1) ?? null,
    },
  ];
}

/** The composite of yearly changes (D2); null below two usable components. */
export function paceOf(panel: Panel): Pace | null {
  const years = periodRange(firstYear, String(Number(panel.asOf.slice(0, 4)) - 1));
  const usable = annualComponents(panel).filter(
    (c) => years.filter((y) => c.at.has(y) && c.at.has(shift(y, -1))).length >= 3,
  );
  if (usable.length < 2) return null;
  const composite = compositeOf(
    usable.map((c) => ({
      id: c.id,
      values: Float64Array.from(years, (y) => c.at.get(y) ?? Number.NaN),
      strongerWhen: "higher" as const,
    })),
    { lag: 1, minComponents: 2 },
  );
  const last = composite.value.findLastIndex((v) => !Number.isNaN(v));
  return last < 0
    ? null
    : { composite, years, last, ids: usable.map((c) => c.id), refs: unique(usable.flatMap((c) => c.refs)) };
}

/** The composite in words. */
export function compositeLine(pace: Pace | null): Line {
  if (pace === null) {
    return line(
      "convergence/composite",
      {
        en: "No composite: fewer than two components have three yearly changes.",
        de: "Kein Komposit: Weniger als zwei Bestandteile haben drei jährliche Änderungen.",
      },
      {
        state: "cannot-tell",
        evidence: "unresolved",
        gap: {
          needs: [...roboticsSignal.needs, ...devicesSignal.needs, ...scienceSignal.needs].map((n) => n.id),
          have: 0,
          need: 2,
          settles: {
            en: "Yearly values of at least two components.",
            de: "Jahreswerte von mindestens zwei Bestandteilen.",
          },
          pull: null,
        },
      },
    );
  }
  const { composite, years, last, ids } = pace;
  const value = composite.value[last] ?? Number.NaN;
  const present = ids.filter((id) => !Number.isNaN(composite.contributions[id]?.[last] ?? Number.NaN));
  return line(
    "convergence/composite",
    text(
      (f) =>
        `Composite, not estimated: in ${years[last]} the ${f.num(present.length)} of 5 components at hand changed ${f.num(Math.abs(value), 1)} standard deviations ${value >= 0 ? "faster" : "slower"} than their own average${composite.signStable ? "" : "; the sign turns when one is left out"}. AI's share of papers is ${present.includes("ai-share-robotics") ? "" : "not "}among them.`,
      (f) =>
        `Komposit, nicht geschätzt: ${years[last]} änderten sich die ${f.num(present.length)} von 5 vorhandenen Bestandteilen um ${f.num(Math.abs(value), 1)} Standardabweichungen ${value >= 0 ? "schneller" : "langsamer"} als in ihrem eigenen Mittel${composite.signStable ? "" : "; lässt man einen weg, kehrt sich das Vorzeichen um"}. Der KI-Anteil an Arbeiten ist ${present.includes("ai-share-robotics") ? "" : "nicht "}darunter.`,
    ),
    {
      value,
      unit: "standard deviations",
      newestPeriod: years[last] ?? null,
      refs: pace.refs,
      spark: [...composite.value].filter((v) => !Number.isNaN(v)),
    },
  );
}

/** The five components with their usual lag [days]: the composite's freshness and revision are judged by them. */
const parts: readonly Component[] = [
  { signal: roboticsSignal, label: componentWords["ai-share-robotics"] ?? { en: "", de: "" }, lagDays: 2 },
  { signal: biologySignal, label: componentWords["ai-share-biology"] ?? { en: "", de: "" }, lagDays: 2 },
  { signal: devicesSignal, label: componentWords["medical-devices"] ?? { en: "", de: "" }, lagDays: 75 },
  { signal: scienceSignal, label: componentWords["science-share"] ?? { en: "", de: "" }, lagDays: 90 },
  { signal: modelsSignal, label: componentWords["biology-robotics-models"] ?? { en: "", de: "" }, lagDays: 365 },
];

/** Contributions, weights, freshness and revision of all five components; one that is missing in the year has weight 0. */
export function componentTable(pace: Pace, panel: Panel): Table {
  const { composite, last, years } = pace;
  const finite = (v: number | undefined): number | null => (v === undefined || Number.isNaN(v) ? null : v);
  const rows = parts.map((part): ComponentRow => {
    const series = part.signal.measure(panel);
    const contribution = finite(composite.contributions[part.signal.id]?.[last]);
    return {
      state: stateOf(part, panel, series),
      weight: contribution === null ? 0 : 1 / (composite.present[last] ?? 1),
      contribution,
      without: contribution === null ? null : finite(composite.without[part.signal.id]?.[last]),
      ref: series.refs.at(-1)?.[0] ?? "",
    };
  });
  return componentsTable(rows, {
    id: "convergence/components",
    title: {
      en: `Composite ${years[last]}, not estimated: contributions and weights`,
      de: `Komposit ${years[last]}, nicht geschätzt: Beiträge und Gewichte`,
    },
    note: {
      en: "Mean of standardised yearly changes (logit of shares, log of counts), equal weights over the components present; a missing component has weight 0.",
      de: "Mittel standardisierter Jahresänderungen (Logit der Anteile, Logarithmus der Zahlen), gleiche Gewichte der vorhandenen Bestandteile; ein fehlender hat Gewicht 0.",
    },
    refs: pace.refs,
  });
}

/** Share of the five components whose newest value is younger than one period plus twice the usual lag (D1). */
export function confidenceOf(panel: Panel, pace: Pace | null): "high" | "medium" | "low" {
  const fresh = parts.filter((p) => isFresh(p, panel)).length / parts.length;
  if (pace === null || fresh < 1 / 2) return "low";
  return fresh === 1 && pace.composite.signStable ? "high" : "medium";
}

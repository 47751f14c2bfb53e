import { mean } from "../../math/sums.ts";
import { hyperscalers } from "../../signals/capex/hyperscaler-capex.ts";
import type { Group } from "../../terms/group.ts";
import { type Need, type Panel, seriesIn } from "../../terms/panel.ts";
import type { Table } from "../../terms/part.ts";
import { endOf, periodOf, shift } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";
import { commonDeflator } from "../derived/deflators.ts";
import { type Derived, inputOf, type Pantry } from "../derived/derived.ts";
import { pantryOf } from "../derived/recipes.ts";

const gdpId = "fred/gdp";

/** The four of definition D9 as a group: fixed here, whatever a reader's own group files say. */
const four: Group = {
  id: "hyperscalers",
  title: { en: "Hyperscalers (four)", de: "Hyperscaler (vier)" },
  says: { en: "Definition D9.", de: "Definition D9." },
  measures: ["capex"],
  members: hyperscalers.map((ticker) => ({ ticker, earlier: {} })),
};

/** Series id of the four companies' summed CapEx. */
export const fourCapex = "group/hyperscalers/capex";

/** What is set side by side, in the order of the table. */
const measured: readonly { readonly id: string; readonly title: Text }[] = [
  { id: "census/data-center/construction", title: { en: "private data centres", de: "private Rechenzentren" } },
  {
    id: "census/electric-power/construction",
    title: { en: "electric power, private", de: "Stromanlagen, privat" },
  },
  {
    id: "census/computer-electronic-electrical/construction",
    title: { en: "chip and computer plants, private", de: "Chip- und Computerwerke, privat" },
  },
  {
    id: "census/highway-and-street/construction",
    title: { en: "public highways and streets", de: "öffentliche Straßen" },
  },
  { id: fourCapex, title: { en: "hyperscaler CapEx", de: "CapEx der Hyperscaler" } },
];

/** What the table reads beside construction and CapEx. */
export const sideBySideNeeds: readonly Need[] = [
  { id: commonDeflator.series, history: true },
  { id: gdpId, history: true },
];

/** Derived series of what a panel shows: the same recipes as behind `/real` and `group/...` anywhere else. */
export function pantryOfPanel(panel: Panel): Pantry {
  return pantryOf({
    groups: [four],
    unitOf: (id) => seriesIn(panel, id)?.unit ?? null,
    titleOf: (id) => measured.find((m) => m.id === id)?.title ?? { en: id, de: id },
  });
}

/** A number's growth on a year earlier. */
export interface YearGrowth {
  readonly period: string;
  /** Relative: 0.1 is 10 %. */
  readonly growth: number;
}

/** Growth of an input on a year earlier at its newest period that has one, not after a given one. */
export function yearGrowth(input: Pick<Derived, "periods" | "values"> | null, notAfter = "9999"): YearGrowth | null {
  if (input === null) return null;
  const at = (p: string): number => input.values[input.periods.indexOf(p)] ?? Number.NaN;
  const period = input.periods.findLast((p) => p <= notAfter && Number.isFinite(at(p) / at(yearBefore(p))));
  return period === undefined ? null : { period, growth: at(period) / at(yearBefore(period)) - 1 };
}

function yearBefore(period: string): string {
  return shift(period, period.includes("Q") ? -4 : -12);
}

/** What was measured, as its recipe or the panel gives it, in dollars of the day and in prices of one year. */
export interface Both {
  readonly nominal: YearGrowth | null;
  /** At the newest period of which the deflator is known, both ways. */
  readonly nominalThen: YearGrowth | null;
  readonly real: YearGrowth | null;
  /** Observations behind all of it; derived values are followed to what they were made from. */
  readonly refs: readonly string[];
}

/** Nominal and deflated growth of one series side by side; the deflated one is the series `<id>/real`. */
export function nominalAndReal(id: string, panel: Panel): Both {
  const pantry = pantryOfPanel(panel);
  const [nominal, deflated] = [inputOf(id, panel, pantry), pantry.recipeOf(`${id}/real`)?.derive(panel) ?? null];
  const real = yearGrowth(deflated);
  const then = real === null ? null : yearGrowth(nominal, real.period);
  const newest = yearGrowth(nominal);
  const used = [newest?.period, real?.period].flatMap((p) => (p === undefined ? [] : [p, yearBefore(p)]));
  const own = [...new Set(used)].map((p) => `${id}@${p}`);
  const prices = real === null ? [] : [real.period, yearBefore(real.period)].flatMap((p) => refsIn(deflated, p));
  return { nominal: newest, nominalThen: then, real, refs: followed([...own, ...prices], id, panel, pantry) };
}

function refsIn(made: Derived | null, period: string): readonly string[] {
  return made?.refs[made.periods.indexOf(period)] ?? [];
}

/** References to values of a derived series replaced by those that it was made from. */
function followed(refs: readonly string[], id: string, panel: Panel, pantry: Pantry): readonly string[] {
  const made = pantry.recipeOf(id)?.derive(panel) ?? null;
  const through = refs.flatMap((ref) => {
    if (made === null || !ref.startsWith(`${id}@`)) return [ref];
    return refsIn(made, ref.slice(id.length + 1));
  });
  return [...new Set(through)];
}

/** Share of nominal GDP: a month's annual rate as the mean of its quarter, CapEx over four quarters. */
interface OfGdp {
  readonly period: string;
  readonly now: number;
  readonly before: number | null;
  readonly refs: readonly string[];
}

function ofGdp(id: string, panel: Panel): OfGdp | null {
  const gdp = seriesIn(panel, gdpId);
  const input = inputOf(id, panel, pantryOfPanel(panel));
  if (gdp === null || input === null) return null;
  const scale = gdp.unit.startsWith("USD million") ? 1e6 : 1e9;
  const output = (q: string): number => scale * (gdp.values[gdp.periods.indexOf(q)] ?? Number.NaN);
  const value = (p: string): number => input.values[input.periods.indexOf(p)] ?? Number.NaN;
  const share = (q: string): number => {
    if (input.frequency === "quarterly") {
      const year = [0, 1, 2, 3].map((k) => shift(q, -k));
      return year.reduce((s, p) => s + value(p), 0) / mean(year.map(output));
    }
    return (1e6 * mean(monthsOf(q).map(value))) / output(q);
  };
  const period = gdp.periods.findLast((q) => Number.isFinite(share(q)));
  if (period === undefined) return null;
  const before = share(shift(period, -4));
  return {
    period,
    now: share(period),
    before: Number.isFinite(before) ? before : null,
    refs: [
      `${gdpId}@${period}`,
      ...(input.frequency === "quarterly" ? [period] : monthsOf(period)).map((p) => `${id}@${p}`),
    ],
  };
}

/** The three months of a quarter. */
function monthsOf(quarter: string): readonly string[] {
  const last = periodOf("monthly", endOf(quarter));
  return [shift(last, -2), shift(last, -1), last];
}

/** Nominal, deflated and against GDP, side by side; what is not held stays empty. */
export function sideBySideTable(panel: Panel): Table {
  const pantry = pantryOfPanel(panel);
  const percent = (share: number | null | undefined): number | null => (share == null ? null : 100 * share);
  const rows = measured.map(({ id, title }) => {
    const [both, gdp] = [nominalAndReal(id, panel), ofGdp(id, panel)];
    return { title, both, gdp, refs: [...both.refs, ...followed(gdp?.refs ?? [], id, panel, pantry)] };
  });
  return {
    id: "side-by-side",
    title: {
      en: "Nominal, deflated and against GDP",
      de: "Nominal, deflationiert und am BIP gemessen",
    },
    columns: [
      { id: "what", label: { en: "What", de: "Was" } },
      { id: "newest", label: { en: "Newest", de: "Neuester" } },
      {
        id: "nominal",
        label: { en: "Growth in a year, nominal", de: "Wachstum im Jahr, nominal" },
        unit: "%",
        decimals: 1,
      },
      { id: "prices", label: { en: "Prices known to", de: "Preise bekannt bis" } },
      { id: "nominalThen", label: { en: "nominal to then", de: "nominal bis dahin" }, unit: "%", decimals: 1 },
      { id: "real", label: { en: "deflated to then", de: "deflationiert bis dahin" }, unit: "%", decimals: 1 },
      { id: "gdp", label: { en: "Share of GDP", de: "Anteil am BIP" }, unit: "%", decimals: 2 },
      { id: "gdpBefore", label: { en: "a year before", de: "ein Jahr zuvor" }, unit: "%", decimals: 2 },
      { id: "gdpPeriod", label: { en: "GDP of", de: "BIP von" } },
    ],
    rows: rows.map(({ title, both, gdp, refs }) => ({
      what: title,
      newest: both.nominal?.period ?? null,
      nominal: percent(both.nominal?.growth),
      prices: both.real?.period ?? null,
      nominalThen: percent(both.nominalThen?.growth),
      real: percent(both.real?.growth),
      gdp: percent(gdp?.now),
      gdpBefore: percent(gdp?.before),
      gdpPeriod: gdp?.period ?? null,
      ref: refs[0] ?? "",
    })),
    note: text(
      () =>
        `Deflated: the series ${fourCapex}/real and its like, by one common index (${commonDeflator.title.en}, ${commonDeflator.series}): relative prices ignored, so a ratio of two rows is the same nominal and deflated; no index of data-centre or road construction is held. Against GDP: only where nominal GDP was pulled (${gdpId}, vorlauf pull fred GDP); its terms do not let it ship. The companies build abroad too: a size, no part of GDP.`,
      () =>
        `Deflationiert: die Reihe ${fourCapex}/real und ihresgleichen, mit einem gemeinsamen Index (${commonDeflator.title.de}, ${commonDeflator.series}): relative Preise unberücksichtigt, ein Verhältnis zweier Zeilen ist also nominal und deflationiert dasselbe; Indizes für den Bau von Rechenzentren oder Straßen liegen nicht vor. Am BIP: nur wo das nominale BIP abgerufen wurde (${gdpId}, vorlauf pull fred GDP); seine Bedingungen erlauben keine Beigabe. Die Unternehmen bauen auch im Ausland: ein Größenvergleich, kein Teil des BIP.`,
    ),
    refs: [...new Set(rows.flatMap((r) => r.refs))],
  };
}

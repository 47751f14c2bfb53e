import { levelAndDirection } from "../../methods/level.ts";
import { groupSum, hyperscalers } from "../../signals/capex/hyperscaler-capex.ts";
import { signal as accountsRatio } from "../../signals/rotation/accounts-ratio.ts";
import { signal as toGdp } from "../../signals/rotation/capex-to-gdp.ts";
import { signal as narrow } from "../../signals/rotation/data-centre-highway-ratio.ts";
import { signal as technology } from "../../signals/rotation/information-processing-investment.ts";
import { signal as makers } from "../../signals/rotation/road-makers.ts";
import { signal as wide, wideNumerator } from "../../signals/rotation/wide-construction-ratio.ts";
import { type Need, type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Figure, Line, Table } from "../../terms/part.ts";
import { endOf, shift } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";
import { commonDeflator } from "../derived/deflators.ts";
import { found, untold } from "../finding.ts";
import { fourCapex, nominalAndReal, sideBySideNeeds } from "./side-by-side.ts";

const highways = "census/highway-and-street/construction";
const [dataCentres, , plants] = [
  "census/data-center/construction",
  "",
  "census/computer-electronic-electrical/construction",
];
/** What the views read beside the rotation's own series. */
export const viewNeeds: readonly Need[] = [...wide.needs, ...accountsRatio.needs, ...toGdp.needs, ...sideBySideNeeds];

/** One way to look at the rotation: what grows against what, over a year; a side is null where it is not held. */
interface View {
  readonly id: string;
  readonly title: Text;
  readonly top: Text;
  readonly bottom: Text;
  /** Log growth on a year earlier. */
  readonly topGrowth: number | null;
  readonly bottomGrowth: number | null;
  readonly newest: string | null;
  readonly refs: readonly string[];
}

function growthOf(
  panel: Panel,
  ids: readonly string[],
  at: string | null,
): { readonly growth: number; readonly refs: string[] } | null {
  if (at === null) return null;
  const sum = (p: string): number =>
    ids.reduce((t, id) => {
      const view = seriesIn(panel, id);
      return t + (view?.values[view.periods.indexOf(p)] ?? Number.NaN);
    }, 0);
  const before = shift(at, -12);
  const growth = Math.log(sum(at) / sum(before));
  return Number.isFinite(growth) ? { growth, refs: ids.flatMap((id) => [refOf(id, at), refOf(id, before)]) } : null;
}

function constructionView(
  panel: Panel,
  ids: readonly string[],
  at: string | null,
  words: Pick<View, "id" | "title" | "top">,
): View {
  const [top, bottom] = [growthOf(panel, ids, at), growthOf(panel, [highways], at)];
  return {
    ...words,
    bottom: { en: "public highways and streets", de: "öffentliche Straßen" },
    topGrowth: top?.growth ?? null,
    bottomGrowth: bottom?.growth ?? null,
    newest: at,
    refs: [...(top?.refs ?? []), ...(bottom?.refs ?? [])],
  };
}

function companyView(panel: Panel): View {
  const [capex, roads] = [groupSum(panel, hyperscalers, "hyperscaler-capex"), makers.measure(panel)];
  const at = capex.periods.at(-1) ?? null;
  const before = at === null ? undefined : capex.values[capex.periods.indexOf(shift(at, -4))];
  const same = at === null ? -1 : roads.periods.indexOf(at);
  const refsAt = (period: string | null): readonly string[] => capex.refs[capex.periods.indexOf(period ?? "")] ?? [];
  return {
    id: "companies",
    title: { en: "Companies", de: "Unternehmen" },
    top: { en: "hyperscaler CapEx", de: "CapEx der Hyperscaler" },
    bottom: {
      en: "CapEx of makers of road machines, steel, cement",
      de: "CapEx der Hersteller von Baumaschinen, Stahl, Zement",
    },
    topGrowth: before === undefined ? null : Math.log((capex.values.at(-1) ?? Number.NaN) / before),
    bottomGrowth: roads.values[same] ?? null,
    newest: at,
    refs: [...refsAt(at), ...refsAt(at === null ? null : shift(at, -4)), ...(roads.refs[same] ?? [])],
  };
}

function accountsView(panel: Panel): View {
  const [ratio, real] = [accountsRatio.measure(panel), technology.measure(panel)];
  const at = ratio.periods.at(-1) ?? real.periods.at(-1) ?? null;
  const id = (name: string): string => `fred/${name}`;
  const change = (series: string): number | null => {
    const view = seriesIn(panel, series);
    if (view === null || at === null) return null;
    const growth = Math.log(
      (view.values[view.periods.indexOf(at)] ?? Number.NaN) /
        (view.values[view.periods.indexOf(shift(at, -4))] ?? Number.NaN),
    );
    return Number.isFinite(growth) ? growth : null;
  };
  const nominal = ratio.periods.length > 0;
  const [top, bottom] = [id(nominal ? "a679rc1q027sbea" : "a679rx1q020sbea"), id("b009rc1q027sbea")];
  return {
    id: "accounts",
    title: { en: "National accounts", de: "Gesamtrechnung" },
    top: nominal
      ? { en: "information technology and software, nominal", de: "Informationstechnik und Software, nominal" }
      : { en: "information technology and software, real", de: "Informationstechnik und Software, real" },
    bottom: { en: "structures, nominal", de: "Bauten, nominal" },
    topGrowth: change(top),
    bottomGrowth: nominal ? change(bottom) : null,
    newest: at,
    refs:
      at === null
        ? []
        : (nominal ? [top, bottom] : [top]).flatMap((series) =>
            [at, shift(at, -4)].flatMap((p) =>
              seriesIn(panel, series)?.periods.includes(p) === true ? [refOf(series, p)] : [],
            ),
          ),
  };
}

/** The views side by side. */
export function rotationViews(panel: Panel): View[] {
  const at = narrow.measure(panel).periods.at(-1) ?? null;
  return [
    constructionView(panel, [dataCentres ?? ""], at, {
      id: "construction",
      title: { en: "Construction, narrow (judged)", de: "Bau, eng (beurteilt)" },
      top: { en: "private data centres", de: "private Rechenzentren" },
    }),
    constructionView(panel, wideNumerator, wide.measure(panel).periods.at(-1) ?? null, {
      id: "construction-wide",
      title: { en: "Construction, wide", de: "Bau, weit" },
      top: {
        en: "data centres, electric power, chip and computer plants",
        de: "Rechenzentren, Strom, Chip- und Computerwerke",
      },
    }),
    companyView(panel),
    accountsView(panel),
  ];
}

function difference(v: View): number | null {
  return v.topGrowth === null || v.bottomGrowth === null ? null : v.topGrowth - v.bottomGrowth;
}

/** The views as a table. */
export function viewsTable(views: readonly View[]): Table {
  const percent = (log: number | null): number | null => (log === null ? null : (Math.exp(log) - 1) * 100);
  return {
    id: "views",
    title: { en: "The rotation seen from four sides", de: "Die Verlagerung von vier Seiten gesehen" },
    columns: [
      { id: "view", label: { en: "View", de: "Sicht" } },
      { id: "top", label: { en: "What should grow", de: "Was wachsen soll" } },
      { id: "topGrowth", label: { en: "Growth in a year", de: "Wachstum im Jahr" }, unit: "%", decimals: 1 },
      { id: "bottom", label: { en: "Against", de: "Gegen" } },
      { id: "bottomGrowth", label: { en: "Growth in a year", de: "Wachstum im Jahr" }, unit: "%", decimals: 1 },
      { id: "difference", label: { en: "Difference", de: "Unterschied" }, unit: "log points", decimals: 2 },
      { id: "newest", label: { en: "Newest", de: "Neuester" } },
    ],
    rows: views.map((v) => ({
      view: v.title,
      top: v.top,
      topGrowth: percent(v.topGrowth),
      bottom: v.bottom,
      bottomGrowth: percent(v.bottomGrowth),
      difference: difference(v),
      newest: v.newest,
      ref: v.refs[0] ?? "",
    })),
    note: {
      en: "A side that is not held is left empty, never filled. The claim is judged on the narrow view, as defined beforehand; the others stand beside it.",
      de: "Eine Seite, die nicht vorliegt, bleibt leer und wird nie gefüllt. Die Aussage wird nach der engen Sicht beurteilt, wie vorab festgelegt; die anderen stehen daneben.",
    },
    refs: [...new Set(views.flatMap((v) => v.refs))],
  };
}

/** Where the views agree and where not: how many that can be told point to data centres. */
export function viewsLine(panel: Panel, views: readonly View[]): Line {
  const told = views.flatMap((v) => {
    const d = difference(v);
    return d === null ? [] : [{ v, d }];
  });
  const id = "rotation/views";
  if (told.length < 2) {
    const says = {
      en: `Cannot tell whether the views agree: ${told.length} of ${views.length} have both sides on this day.`,
      de: `Nicht zu sagen, ob die Sichten übereinstimmen: ${told.length} von ${views.length} haben an diesem Tag beide Seiten.`,
    };
    return untold("rotation", id, says, {
      needs: [...new Set([...narrow.needs, ...wide.needs].map((n) => n.id))],
      have: told.length,
      need: 2,
      settles: { en: "Both sides of two views.", de: "Beide Seiten von zwei Sichten." },
      pull: "vorlauf pull census",
    });
  }
  const towards = told.filter(({ d }) => d > 0);
  const agree = towards.length === told.length || towards.length === 0;
  const plant = growthOf(panel, [plants ?? ""], wide.measure(panel).periods.at(-1) ?? null);
  const wideFalls = told.some(({ v, d }) => v.id === "construction-wide" && d < 0);
  const missing = views.filter((v) => difference(v) === null);
  const list = (lang: "en" | "de", f: { readonly signed: (v: number, n?: number) => string }): string =>
    told.map(({ v, d }) => `${v.title[lang]} ${f.signed(d, 2)}`).join("; ");
  return found("rotation", {
    id,
    says: text(
      (f) =>
        `${agree ? "The views agree" : "The views disagree"}: ${list("en", f)} (log points in a year, plus = away from roads).${wideFalls && plant !== null ? ` The wide view falls because chip and computer plants fell by ${f.pct(1 - Math.exp(plant.growth))}.` : ""}${missing.length === 0 ? "" : ` Not to be told: ${missing.map((v) => v.title.en).join(", ")}.`}`,
      (f) =>
        `${agree ? "Die Sichten stimmen überein" : "Die Sichten widersprechen sich"}: ${list("de", f)} (Log-Punkte im Jahr, plus = weg von Straßen).${wideFalls && plant !== null ? ` Die weite Sicht fällt, weil Chip- und Computerwerke um ${f.pct(1 - Math.exp(plant.growth))} sanken.` : ""}${missing.length === 0 ? "" : ` Nicht zu sagen: ${missing.map((v) => v.title.de).join(", ")}.`}`,
    ),
    value: towards.length,
    unit: "views",
    evidence: "derived",
    newestPeriod:
      told
        .map(({ v }) => v.newest ?? "")
        .sort((a, b) => (endOf(a) < endOf(b) ? -1 : 1))
        .at(-1) ?? null,
    refs: [...new Set(told.flatMap(({ v }) => v.refs))],
  });
}

/** The wide ratio: level, direction, and its change. */
export function wideLine(panel: Panel): Line {
  const series = wide.measure(panel);
  const [value, period] = [series.values.at(-1), series.periods.at(-1)];
  const id = "rotation/wide-ratio";
  if (value === undefined || period === undefined) {
    const says = {
      en: "Cannot tell the wide ratio: not all of its construction series are known on this day.",
      de: "Das weite Verhältnis ist nicht zu sagen: Nicht alle Bauausgaben sind an diesem Tag bekannt.",
    };
    return untold(
      "rotation",
      id,
      says,
      series.gap ?? {
        needs: wide.needs.map((n) => n.id),
        have: 0,
        need: 1,
        settles: says,
        pull: "vorlauf pull census",
      },
    );
  }
  const before = series.values[series.periods.indexOf(shift(period, -12))];
  const level = levelAndDirection(series.values.map(Math.log), { lag: 12 });
  return found("rotation", {
    id,
    says: text(
      (f) =>
        `Wide: for each dollar on public roads ${f.num(value, 2)} go into data centres, electric power and chip plants in ${f.when(period)}${before === undefined ? "" : `, ${f.num(before, 2)} a year before`}.`,
      (f) =>
        `Weit: Auf jeden Dollar für öffentliche Straßen kommen im ${f.when(period)} ${f.num(value, 2)} für Rechenzentren, Strom und Chipwerke${before === undefined ? "" : `, ein Jahr zuvor ${f.num(before, 2)}`}.`,
    ),
    value,
    unit: "ratio",
    direction: level.direction,
    level: { percentile: 100 * level.percentile, n: level.n },
    evidence: series.evidence,
    newestPeriod: period,
    refs: [
      ...(series.refs.at(-1) ?? []),
      ...(before === undefined ? [] : (series.refs[series.periods.indexOf(shift(period, -12))] ?? [])),
    ],
    spark: Array.from(series.values.slice(-36)),
  });
}

/** Narrow and wide ratio over time, each on its own first common month = 1. */
export function wideFigure(panel: Panel): Figure | null {
  const [a, b] = [narrow.measure(panel), wide.measure(panel)];
  const from = a.periods.find((p) => b.periods.includes(p));
  const last = b.periods.at(-1);
  if (from === undefined || last === undefined) return null;
  const points = (s: typeof a): Figure["series"][number]["points"] =>
    s.periods.flatMap((x, i) => (x < from ? [] : [{ x, y: s.values[i] ?? null, ref: s.refs[i]?.[0] ?? "" }]));
  const now = b.values.at(-1) ?? Number.NaN;
  const before = b.values[b.periods.indexOf(shift(last, -12))] ?? Number.NaN;
  return {
    id: "wide",
    title: text(
      (f) => `With power and chip plants the ratio moved from ${f.num(before, 2)} to ${f.num(now, 2)} in a year`,
      (f) => `Mit Strom und Chipwerken ging das Verhältnis in einem Jahr von ${f.num(before, 2)} auf ${f.num(now, 2)}`,
    ),
    subtitle: {
      en: "Construction over public highways and streets: data centres alone, and with electric power and chip plants, nominal",
      de: "Bauausgaben durch öffentliche Straßen: Rechenzentren allein, und mit Strom und Chipwerken, nominal",
    },
    unit: "ratio",
    kind: "line",
    series: [
      { id: "wide", label: { en: "wide", de: "weit" }, role: "power", kind: "observed", points: points(b) },
      {
        id: "narrow",
        label: { en: "data centres alone", de: "Rechenzentren allein" },
        role: "capex",
        kind: "observed",
        points: points(a),
      },
    ],
    source: "US Census Bureau",
    evidence: b.evidence,
    refs: [...new Set([...a.refs.flat(), ...b.refs.flat()])],
  };
}

/**
 * Nominal and deflated side by side. In the ratio one common deflator cancels; hyperscaler CapEx is put in prices of one year as far
 * as the deflator is known, never further.
 */
export function deflatedLine(panel: Panel): Line {
  const id = "rotation/deflated";
  const ratio = narrow.measure(panel);
  const [value, month] = [ratio.values.at(-1), ratio.periods.at(-1)];
  const { nominalThen, real, refs } = nominalAndReal(fourCapex, panel);
  if (nominalThen === null || real === null) {
    const says = {
      en: "Cannot deflate: no price index that covers a year of hyperscaler CapEx is known on this day; in the ratio one common index would cancel.",
      de: "Nicht zu deflationieren: An diesem Tag ist kein Preisindex bekannt, der ein Jahr CapEx der Hyperscaler abdeckt; im Verhältnis kürzte sich ein gemeinsamer Index heraus.",
    };
    return untold("rotation", id, says, {
      needs: [commonDeflator.series],
      have: 0,
      need: 5,
      settles: { en: "Producer prices of five quarters.", de: "Erzeugerpreise von fünf Quartalen." },
      pull: "vorlauf pull fred-md",
    });
  }
  return found("rotation", {
    id,
    says: text(
      (f) =>
        `Deflated by one common index (producer prices of finished goods, relative prices ignored) hyperscaler CapEx grew ${f.signed(real.growth * 100, 1)} % in the year to ${f.when(real.period)}, ${f.signed(nominalThen.growth * 100, 1)} % nominal; newer prices are not held. In the ratio a common index cancels${value === undefined || month === undefined ? "" : ` and leaves ${f.num(value, 3)} in ${f.when(month)}`}; no index of data-centre or highway construction is held.`,
      (f) =>
        `Mit einem gemeinsamen Index deflationiert (Erzeugerpreise für Fertigwaren, relative Preise unberücksichtigt) wuchs der CapEx der Hyperscaler im Jahr bis ${f.when(real.period)} um ${f.signed(real.growth * 100, 1)} %, nominal um ${f.signed(nominalThen.growth * 100, 1)} %; neuere Preise liegen nicht vor. Im Verhältnis kürzt sich ein gemeinsamer Index heraus${value === undefined || month === undefined ? "" : `, es bleibt im ${f.when(month)} bei ${f.num(value, 3)}`}; Indizes für den Bau von Rechenzentren oder Straßen liegen nicht vor.`,
    ),
    value: real.growth,
    unit: "share",
    evidence: "derived",
    newestPeriod: real.period,
    refs,
  });
}

/** Hyperscaler CapEx over GDP, where a user has pulled GDP. */
export function gdpLine(panel: Panel): Line {
  const series = toGdp.measure(panel);
  const [value, period] = [series.values.at(-1), series.periods.at(-1)];
  const id = "rotation/per-gdp";
  if (value === undefined || period === undefined) {
    const says = {
      en: "Cannot set CapEx against GDP: nominal GDP is not held; a user can pull it.",
      de: "CapEx ist nicht am BIP zu messen: Das nominale BIP liegt nicht vor; man kann es selbst abrufen.",
    };
    return untold(
      "rotation",
      id,
      says,
      series.gap ?? { needs: ["fred/gdp"], have: 0, need: 4, settles: says, pull: "vorlauf pull fred GDP" },
    );
  }
  const level = levelAndDirection(series.values, { lag: 4 });
  const before = series.values.at(-5);
  return found("rotation", {
    id,
    says: text(
      (f) =>
        `Hyperscaler CapEx equals ${f.pct(value, 1)} of US GDP over the four quarters to ${f.when(period)}${before === undefined ? "" : `, ${f.pct(before, 1)} a year before`}: a size, no part of it, because the companies build abroad too.`,
      (f) =>
        `Der CapEx der Hyperscaler entspricht in den vier Quartalen bis ${f.when(period)} ${f.pct(value, 1)} des US-BIP${before === undefined ? "" : `, ein Jahr zuvor ${f.pct(before, 1)}`}: ein Größenvergleich, kein Teil davon, denn die Unternehmen bauen auch im Ausland.`,
    ),
    value,
    unit: "share",
    direction: level.direction,
    level: { percentile: 100 * level.percentile, n: level.n },
    evidence: series.evidence,
    newestPeriod: period,
    refs: [...(series.refs.at(-1) ?? [])],
  });
}

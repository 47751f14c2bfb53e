import { median } from "../../math/quantile.ts";
import { groupSum, hyperscalers, withOracle } from "../../signals/capex/hyperscaler-capex.ts";
import { type Panel, refOf } from "../../terms/panel.ts";
import type { Table } from "../../terms/part.ts";
import type { Dated, GroupIndex } from "./series.ts";
import { phaseWords } from "./words.ts";

/** Phase, age and survival of every reference series. */
export function phaseTable(all: readonly Dated[]): Table {
  return {
    id: "phases",
    title: { en: "Where each reference series stands", de: "Wo die Referenzreihen stehen" },
    columns: [
      { id: "series", label: { en: "Series", de: "Reihe" } },
      { id: "phase", label: { en: "Phase", de: "Phase" } },
      { id: "provisional", label: { en: "Newest value alone", de: "Neuester Wert allein" } },
      { id: "age", label: { en: "Age", de: "Alter" }, unit: "quarters", decimals: 1 },
      { id: "growth", label: { en: "Growth", de: "Wachstum" }, unit: "log points, year on year", decimals: 2 },
      {
        id: "survival12",
        label: { en: "P(survives 2 quarters), last 12 quarters", de: "P(übersteht 2 Quartale), letzte 12 Quartale" },
        decimals: 2,
      },
      { id: "survivalAll", label: { en: "same, whole record", de: "ebenso, ganze Reihe" }, decimals: 2 },
      { id: "past", label: { en: "Past expansions", de: "Frühere Expansionen" }, decimals: 0 },
      {
        id: "pastMedian",
        label: { en: "their median length", de: "ihre mittlere Länge" },
        unit: "quarters",
        decimals: 1,
      },
      { id: "newest", label: { en: "Newest", de: "Neuester" } },
    ],
    rows: all.map((d) => ({
      series: d.title,
      phase: phaseWords[d.reading.phase],
      provisional: d.reading.provisional === null ? null : phaseWords[d.reading.provisional],
      age: d.reading.age,
      growth: Number.isFinite(d.reading.growth) ? d.reading.growth : null,
      survival12: surviving(d, "12"),
      survivalAll: surviving(d, "all"),
      past: d.reading.pastExpansions.length,
      pastMedian: d.reading.pastExpansions.length === 0 ? null : median(d.reading.pastExpansions),
      newest: d.periods.at(-1) ?? "",
      ref: d.refs.at(-1)?.[0] ?? null,
    })),
    note: {
      en: "Definition D9. A phase counts when two releases in a row say it; earlier releases are the record cut short, later revisions included. In a contraction there is no expansion to survive.",
      de: "Definition D9. Eine Phase zählt, wenn zwei Veröffentlichungen nacheinander sie zeigen; frühere Veröffentlichungen sind die gekürzte Reihe samt späteren Revisionen. Im Abschwung gibt es keine Expansion, die überdauern könnte.",
    },
    refs: all.flatMap((d) => d.refs.at(-1) ?? []),
  };
}

function surviving(d: Dated, window: string): number | null {
  return d.reading.phase === "contraction" ? null : (d.survival.find((s) => s.window === window)?.p ?? null);
}

/** Every dated peak and trough. */
export function turningPointTable(all: readonly Dated[]): Table {
  const rows = all.flatMap((d) => {
    const turns = [
      ...d.reading.dating.peaks.map((at) => ({ at, peak: true })),
      ...d.reading.dating.troughs.map((at) => ({ at, peak: false })),
    ];
    return turns
      .sort((a, b) => a.at - b.at)
      .map(({ at, peak }) => ({
        series: d.title,
        period: d.periods[at] ?? "",
        kind: peak ? { en: "peak", de: "Gipfel" } : { en: "trough", de: "Tiefpunkt" },
        ref: d.refs[at]?.[0] ?? null,
      }));
  });
  return {
    id: "turning-points",
    title: { en: "Dated turning points", de: "Datierte Wendepunkte" },
    columns: [
      { id: "series", label: { en: "Series", de: "Reihe" } },
      { id: "period", label: { en: "Period", de: "Periode" } },
      { id: "kind", label: { en: "Kind", de: "Art" } },
    ],
    rows,
    refs: rows.flatMap((r) => (r.ref === null ? [] : [r.ref])),
  };
}

/** Plain sums of the four and of the five, only for quarters in which every member is held. */
export function sumsTable(panel: Panel): Table {
  const [four, five] = [
    groupSum(panel, hyperscalers, "hyperscaler-capex"),
    groupSum(panel, withOracle, "five-company-capex"),
  ];
  return {
    id: "sums",
    title: { en: "CapEx of the group by calendar quarter", de: "CapEx der Gruppe je Kalenderquartal" },
    columns: [
      { id: "period", label: { en: "Quarter", de: "Quartal" } },
      { id: "four", label: { en: "Four companies", de: "Vier Unternehmen" }, unit: "USD", decimals: 0 },
      { id: "five", label: { en: "with Oracle", de: "mit Oracle" }, unit: "USD", decimals: 0 },
    ],
    rows: four.periods.map((period, i) => ({
      period,
      four: four.values[i] ?? null,
      five: five.values[five.periods.indexOf(period)] ?? null,
      ref: refOf("sec/msft/capex", period),
    })),
    note: {
      en: "Cash purchases of property and equipment, Amazon gross of incentives; a quarter stands here only when every company is held. Oracle's quarters begin and end a month earlier.",
      de: "Zahlungen für Sachanlagen, Amazon vor Abzug von Anreizen; ein Quartal steht hier nur, wenn jedes Unternehmen vorliegt. Oracles Quartale liegen einen Monat früher.",
    },
    refs: [...new Set([...four.refs.flat(), ...five.refs.flat()])],
  };
}

/** How many companies carry each link of the chain. */
export function coverageTable(index: GroupIndex): Table {
  return {
    id: "coverage",
    title: { en: "Companies behind each link of the chain", de: "Unternehmen hinter jedem Kettenglied" },
    columns: [
      { id: "period", label: { en: "Quarter", de: "Quartal" } },
      { id: "companies", label: { en: "Companies linked", de: "Verkettete Unternehmen" }, decimals: 0 },
      { id: "index", label: { en: "Index, first quarter = 100", de: "Index, erstes Quartal = 100" }, decimals: 1 },
    ],
    rows: index.periods.map((period, t) => ({
      period,
      companies: t === 0 ? null : (index.linked[t] ?? null),
      index: 100 * Math.exp((index.logLevel[t] ?? Number.NaN) - (index.logLevel[0] ?? 0)),
      ref: index.refs[t]?.[0] ?? null,
    })),
    note: {
      en: "Before 2017 Amazon enters net of incentives; a link never mixes the two definitions. Microsoft's quarters are held from 2023 on.",
      de: "Vor 2017 geht Amazon nach Abzug von Anreizen ein; kein Glied vermischt die beiden Definitionen. Microsofts Quartale liegen ab 2023 vor.",
    },
    refs: index.refs.flat(),
  };
}

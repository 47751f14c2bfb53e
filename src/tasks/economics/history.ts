import { median } from "../../math/quantile.ts";
import { type HourPrice, hourPrices, signal as hourSignal } from "../../signals/economics/gpu-hour.ts";
import { signal as ownerShare } from "../../signals/economics/owner-running-share.ts";
import { signal as powerSignal } from "../../signals/economics/power-per-compute.ts";
import { type FallsAsKnown, fallsAsKnown } from "../../signals/economics/price-at-capability.ts";
import { type Need, type Panel, panelAsKnown, panelFor } from "../../terms/panel.ts";
import type { Figure, Line, Table } from "../../terms/part.ts";
import { addMonths, dayOf, endOf, periodOf, periodRange } from "../../terms/period.ts";
import type { SignalSeries } from "../../terms/signal.ts";
import { text } from "../../terms/text.ts";
import { found, untold } from "../finding.ts";

/** What the dated series of the bill read, beside the prices at fixed capability. */
export const historyNeeds: readonly Need[] = [...hourSignal.needs, ...powerSignal.needs, ...ownerShare.needs];

/** Rents older than this say nothing of a month [days]. */
const staleDays = 92;

/** The last days of the months from one day to another, the other day itself last. */
export function monthEnds(from: string, to: string): string[] {
  const whole = periodRange(periodOf("monthly", from), periodOf("monthly", to)).map(endOf);
  return [...whole.filter((d) => d < to), to];
}

/** What the bill said at one month's end, as then known. */
interface Known {
  readonly day: string;
  readonly falls: FallsAsKnown | null;
  readonly hour: HourPrice | null;
  readonly power: { readonly value: number; readonly period: string; readonly refs: readonly string[] } | null;
  readonly share: { readonly value: number; readonly period: string; readonly refs: readonly string[] } | null;
}

function newestOf(series: SignalSeries): Known["power"] {
  const [value, period] = [series.values.at(-1), series.periods.at(-1)];
  return value === undefined || period === undefined ? null : { value, period, refs: series.refs.at(-1) ?? [] };
}

/** Newest market price of an H100 hour known by a day and not stale; posted rate cards are not market prices. */
function hourAt(prices: readonly HourPrice[], day: string): HourPrice | null {
  const seen = prices.filter((p) => p.market !== "cards" && p.known.slice(0, 10) <= day);
  const newest = seen.at(-1);
  return newest === undefined || dayOf(day) - dayOf(newest.day) > staleDays ? null : newest;
}

function historyOf(panel: Panel): Known[] {
  const days = monthEnds(addMonths(panel.asOf, -24), panel.asOf);
  const falls = new Map(fallsAsKnown(panel, days).map((f) => [f.asOf, f]));
  const prices = hourPrices(panel);
  const own = panelFor(panel, [...powerSignal.needs, ...ownerShare.needs]);
  return days
    .map((day): Known => {
      const then = panelAsKnown(own, day);
      return {
        day,
        falls: falls.get(day) ?? null,
        hour: hourAt(prices, day),
        power: newestOf(powerSignal.measure(then)),
        share: newestOf(ownerShare.measure(then)),
      };
    })
    .filter((k) => k.falls !== null || k.hour !== null || k.power !== null || k.share !== null);
}

function medianFall(falls: FallsAsKnown | null): number | null {
  return falls === null || falls.falls.length < 3 ? null : median(falls.falls.map((f) => f.twelveMonths));
}

function historyTable(known: readonly Known[]): Table {
  return {
    id: "as-then-known",
    title: {
      en: "The bill at each month's end, as then known",
      de: "Die Rechnung an jedem Monatsende, nach damaligem Wissen",
    },
    columns: [
      { id: "day", label: { en: "As of", de: "Stand" } },
      {
        id: "anchor",
        label: { en: "Capability of the lower anchor", de: "Fähigkeit des unteren Ankers" },
        unit: "USD/Mtok",
        decimals: 3,
      },
      {
        id: "fall",
        label: { en: "Fall in 12 months, median", de: "Fall in 12 Monaten, Median" },
        unit: "%",
        decimals: 0,
      },
      { id: "n", label: { en: "Thresholds", de: "Schwellen" }, decimals: 0 },
      { id: "hour", label: { en: "H100 for an hour", de: "H100 je Stunde" }, unit: "USD", decimals: 2 },
      {
        id: "power",
        label: { en: "Power per H100-equivalent", de: "Leistung je H100-Äquivalent" },
        unit: "W",
        decimals: 0,
      },
      {
        id: "share",
        label: { en: "Owner's running share", de: "Laufender Anteil des Eigentümers" },
        unit: "%",
        decimals: 1,
      },
    ],
    rows: [...known].reverse().map((k) => {
      const fall = medianFall(k.falls);
      return {
        day: k.day,
        anchor: k.falls === null || !Number.isFinite(k.falls.anchor) ? null : k.falls.anchor,
        fall: fall === null ? null : fall * 100,
        n: k.falls?.falls.length ?? null,
        hour: k.hour?.usd ?? null,
        power: k.power?.value ?? null,
        share: k.share === null ? null : k.share.value * 100,
        ref:
          [...(k.falls?.refs ?? []), ...(k.hour?.refs ?? []), ...(k.power?.refs ?? []), ...(k.share?.refs ?? [])][0] ??
          "",
      };
    }),
    note: {
      en: "Each row uses only what was known on its day: price lists, copy of the capability index, chip counts, parameters. A median needs three thresholds; a rent older than three months is left out; before April 2026 Amazon's chips are not held. Joules per token have no row: see the line on energy.",
      de: "Jede Zeile nutzt nur, was an ihrem Tag bekannt war: Preislisten, Kopie des Fähigkeitsindex, Chipzahlen, Parameter. Ein Median braucht drei Schwellen; eine Miete, die älter als drei Monate ist, fehlt; vor April 2026 liegen Amazons Chips nicht vor. Joule je Token haben keine Zeile: siehe die Zeile zur Energie.",
    },
    refs: [
      ...new Set(
        known.flatMap((k) => [
          ...(k.falls?.refs ?? []),
          ...(k.hour?.refs ?? []),
          ...(k.power?.refs ?? []),
          ...(k.share?.refs ?? []),
        ]),
      ),
    ],
  };
}

function hourLine(panel: Panel, prices: readonly HourPrice[]): Line {
  const id = "economics/gpu-hour";
  const market = prices.filter((p) => p.market !== "cards");
  const newest = market.at(-1);
  if (newest === undefined) {
    const says = {
      en: "Cannot tell what an hour of an accelerator costs: no dated rent is held.",
      de: "Nicht zu sagen, was eine Beschleunigerstunde kostet: Keine datierte Miete liegt vor.",
    };
    return untold(
      "economics",
      id,
      says,
      hourSignal.measure(panel).gap ?? { needs: [], have: 0, need: 1, settles: says, pull: null },
    );
  }
  const first = market.find((p) => p.market === newest.market) ?? newest;
  const cards = prices.filter((p) => p.market === "cards").map((p) => p.usd);
  const age = dayOf(panel.asOf) - dayOf(newest.day);
  return found("economics", {
    id,
    says: text(
      (f) =>
        `An H100 asked USD ${f.num(newest.usd, 2)} an hour on ${f.when(newest.day)} (${f.num(first.usd, 2)} on ${f.when(first.day)}, same market)${cards.length === 0 ? "" : `; providers post USD ${f.num(Math.min(...cards), 2)} to ${f.num(Math.max(...cards), 2)}`}. ${f.num(market.length)} days from two marketplaces that are not joined${age > staleDays ? `; nothing newer for ${f.num(age)} days` : ""}: no path may be read from them.`,
      (f) =>
        `Ein H100 kostete am ${f.when(newest.day)} ${f.num(newest.usd, 2)} USD je Stunde (${f.num(first.usd, 2)} am ${f.when(first.day)}, derselbe Markt)${cards.length === 0 ? "" : `; Anbieter nennen ${f.num(Math.min(...cards), 2)} bis ${f.num(Math.max(...cards), 2)} USD`}. ${f.num(market.length)} Tage von zwei Marktplätzen, die nicht verbunden werden${age > staleDays ? `; seit ${f.num(age)} Tagen nichts Neueres` : ""}: Ein Pfad ist daraus nicht zu lesen.`,
    ),
    value: newest.usd,
    unit: "USD per GPU-hour",
    evidence: "derived",
    newestPeriod: newest.day,
    refs: [
      ...new Set([...newest.refs, ...first.refs, ...prices.filter((p) => p.market === "cards").flatMap((p) => p.refs)]),
    ],
    spark: market
      .filter((p) => p.market === "marketplace")
      .map((p) => p.usd)
      .slice(-24),
  });
}

function powerLine(series: SignalSeries): Line {
  const id = "economics/power-per-compute";
  const [now, quarter] = [series.values.at(-1), series.periods.at(-1)];
  if (now === undefined || quarter === undefined) {
    const says = {
      en: "Cannot tell how much power a unit of computing draws: no copy of the chip counts was held.",
      de: "Nicht zu sagen, wie viel Leistung eine Einheit Rechenleistung zieht: Keine Kopie der Chipzahlen lag vor.",
    };
    return untold("economics", id, says, series.gap ?? { needs: [], have: 0, need: 1, settles: says, pull: null });
  }
  const before = series.values.at(-5);
  return found("economics", {
    id,
    says: text(
      (f) =>
        `All accelerators sold so far draw ${f.num(now)} W at the chip for one H100's worth of computing (${f.when(quarter)}${before === undefined ? "" : `; ${f.num(before)} W a year before`}): a proxy, because energy per token also depends on model, batch and latency.`,
      (f) =>
        `Alle bisher verkauften Beschleuniger ziehen ${f.num(now)} W am Chip für die Rechenleistung eines H100 (${f.when(quarter)}${before === undefined ? "" : `; ein Jahr zuvor ${f.num(before)} W`}): nur ein Anhalt, denn die Energie je Token hängt auch von Modell, Stapelgröße und Antwortzeit ab.`,
    ),
    value: now,
    unit: "W per H100-equivalent",
    direction: before === undefined ? null : now < before ? "down" : now > before ? "up" : "flat",
    evidence: series.evidence,
    newestPeriod: quarter,
    refs: [...(series.refs.at(-1) ?? []), ...(series.refs.at(-5) ?? [])],
    spark: Array.from(series.values.slice(-16)),
  });
}

function gridPriceLine(series: SignalSeries): Line {
  const id = "economics/running-share-grid-price";
  const [share, month] = [series.values.at(-1), series.periods.at(-1)];
  if (share === undefined || month === undefined) {
    const says = {
      en: "Cannot tell how the owner's running share moves with the price of electricity on this day.",
      de: "Nicht zu sagen, wie der laufende Anteil des Eigentümers an diesem Tag vom Strompreis abhängt.",
    };
    return untold("economics", id, says, series.gap ?? { needs: [], have: 0, need: 2, settles: says, pull: null });
  }
  const [low, high] = [Math.min(...series.values), Math.max(...series.values)];
  return found("economics", {
    id,
    says: text(
      (f) =>
        `At the US industrial price of electricity of ${f.when(month)} the owner's running share would be ${f.pct(share, 1)}; since ${f.when(series.periods[0] ?? "")} it would have been ${f.pct(low, 1)} to ${f.pct(high, 1)}. Only the price of electricity moves here.`,
      (f) =>
        `Beim US-Industriestrompreis vom ${f.when(month)} betrüge der laufende Anteil des Eigentümers ${f.pct(share, 1)}; seit ${f.when(series.periods[0] ?? "")} wären es ${f.pct(low, 1)} bis ${f.pct(high, 1)} gewesen. Nur der Strompreis bewegt sich hier.`,
    ),
    value: share,
    unit: "share",
    interval: { low, high, coverage: 1 },
    evidence: series.evidence,
    newestPeriod: month,
    refs: [...(series.refs.at(-1) ?? [])],
    spark: Array.from(series.values.slice(-24)),
  });
}

function hourFigure(prices: readonly HourPrice[]): Figure | null {
  const newest = prices.filter((p) => p.market !== "cards").at(-1);
  if (newest === undefined) return null;
  const points = (market: HourPrice["market"]): Figure["series"][number]["points"] =>
    prices.filter((p) => p.market === market).map((p) => ({ x: p.day, y: p.usd, ref: p.refs[0] ?? "" }));
  const series = [
    {
      id: "marketplace",
      label: { en: "Marketplace, median", de: "Marktplatz, Median" },
      role: "capex",
      kind: "observed",
      points: points("marketplace"),
    },
    {
      id: "listings",
      label: { en: "Single offers, median", de: "Einzelangebote, Median" },
      role: "succession",
      kind: "observed",
      points: points("listings"),
    },
    {
      id: "cards",
      label: { en: "Posted rates", de: "Listenpreise" },
      role: "muted",
      kind: "first",
      points: points("cards"),
    },
  ] as const;
  return {
    id: "gpu-hour",
    title: text(
      (f) => `An hour of an H100 cost USD ${f.num(newest.usd, 2)} on ${f.when(newest.day)}`,
      (f) => `Eine H100-Stunde kostete am ${f.when(newest.day)} ${f.num(newest.usd, 2)} USD`,
    ),
    subtitle: {
      en: "H100 (SXM), USD per GPU-hour; two marketplaces and posted rates, not joined",
      de: "H100 (SXM), USD je GPU-Stunde; zwei Marktplätze und Listenpreise, nicht verbunden",
    },
    unit: "USD per GPU-hour",
    kind: "dot",
    series: series.filter((s) => s.points.length > 0),
    source: "gpu-price-tracker (MIT); CCIR cri-h100 (CC BY)",
    evidence: "derived",
    refs: [...new Set(prices.flatMap((p) => p.refs))],
  };
}

function powerFigure(series: SignalSeries): Figure | null {
  const [now, quarter, first] = [series.values.at(-1), series.periods.at(-1), series.values[0]];
  if (now === undefined || quarter === undefined || first === undefined) return null;
  return {
    id: "power-per-compute",
    title: text(
      (f) =>
        `A unit of computing draws ${f.num(now)} W, ${f.pct(1 - now / first)} less than in ${f.when(series.periods[0] ?? "")}`,
      (f) =>
        `Eine Einheit Rechenleistung zieht ${f.num(now)} W, ${f.pct(1 - now / first)} weniger als im ${f.when(series.periods[0] ?? "")}`,
    ),
    subtitle: {
      en: "Rated power of all accelerators sold so far, W at the chip per H100-equivalent",
      de: "Nennleistung aller bisher verkauften Beschleuniger, W am Chip je H100-Äquivalent",
    },
    unit: "W per H100-equivalent",
    kind: "line",
    series: [
      {
        id: "fleet",
        label: { en: "All sold so far", de: "Alle bisher verkauften" },
        role: "power",
        kind: "estimated",
        points: series.periods.map((x, i) => ({ x, y: series.values[i] ?? null, ref: series.refs[i]?.[0] ?? "" })),
      },
    ],
    source: "Epoch AI",
    evidence: series.evidence,
    refs: [...new Set(series.refs.flat())],
  };
}

/** Rents, power per unit of computing, the owner's share at the grid's price, and what each said at every month's end as then known. */
export function billOverTime(panel: Panel): {
  readonly lines: readonly Line[];
  readonly figures: readonly Figure[];
  readonly tables: readonly Table[];
} {
  const prices = hourPrices(panel);
  const [power, share] = [powerSignal.measure(panel), ownerShare.measure(panel)];
  const known = historyOf(panel);
  return {
    lines: [hourLine(panel, prices), powerLine(power), gridPriceLine(share)],
    figures: [hourFigure(prices), powerFigure(power)].flatMap((f) => (f === null ? [] : [f])),
    tables: known.length === 0 ? [] : [historyTable(known)],
  };
}

import { median } from "../../math/quantile.ts";
import { levelAndDirection } from "../../methods/level.ts";
import { rentChanges, signal as rents } from "../../signals/strain/accelerator-rents.ts";
import { signal as capexToCash, capexToCashFlow, strained } from "../../signals/strain/capex-to-cash-flow.ts";
import { signal as commitments, commitmentsToCapex } from "../../signals/strain/commitments-to-capex.ts";
import { signal as spread } from "../../signals/strain/credit-spread.ts";
import { signal as debt, debtToCapex } from "../../signals/strain/debt-issued.ts";
import { signal as free, freeCashFlow } from "../../signals/strain/free-cash-flow.ts";
import { sitePlans, signal as sitesSignal } from "../../signals/strain/site-plans.ts";
import { weakest } from "../../terms/observation.ts";
import type { Need, Panel } from "../../terms/panel.ts";
import type { Figure, Line, Table } from "../../terms/part.ts";
import { shift } from "../../terms/period.ts";
import type { SignalSeries } from "../../terms/signal.ts";
import { type Formats, type Text, text } from "../../terms/text.ts";
import { found, untold } from "../finding.ts";

/** What the strain lines read. */
export const strainNeeds: readonly Need[] = [
  ...capexToCash.needs,
  ...free.needs,
  ...debt.needs,
  ...commitments.needs,
  ...rents.needs,
  ...sitesSignal.needs,
  ...spread.needs,
];

/** One company's reading of one measure, the newest and the one a year before, with its place in its own history. */
interface Reading {
  readonly measure: Text;
  readonly who: string;
  readonly series: SignalSeries;
  readonly value: number;
  readonly period: string;
  readonly before: number | null;
  readonly percentile: number;
  readonly n: number;
  readonly unit: string;
  readonly refs: readonly string[];
}

const measures = {
  ratio: { en: "CapEx / operating cash flow", de: "CapEx / operativer Cashflow" },
  free: { en: "Free cash flow, four quarters", de: "Freier Cashflow, vier Quartale" },
  debt: { en: "New debt / CapEx", de: "Neue Schulden / CapEx" },
  purchases: { en: "Purchase commitments / CapEx of a year", de: "Abnahmepflichten / CapEx eines Jahres" },
  leases: { en: "Leases not yet begun / CapEx of a year", de: "Noch nicht begonnene Mieten / CapEx eines Jahres" },
} as const;

function readingOf(measure: Text, ticker: string, series: SignalSeries): Reading | null {
  const [value, period] = [series.values.at(-1), series.periods.at(-1)];
  if (value === undefined || period === undefined) return null;
  const lag = series.frequency === "annual" ? 1 : 4;
  const before = series.values[series.periods.indexOf(shift(period, -lag))];
  const level = levelAndDirection(series.values, { lag });
  return {
    measure,
    who: ticker.toUpperCase(),
    series,
    value,
    period,
    before: before ?? null,
    percentile: 100 * level.percentile,
    n: level.n,
    unit: series.unit,
    refs: series.refs.at(-1) ?? [],
  };
}

function readings(panel: Panel, measure: Text, of: (panel: Panel, ticker: string) => SignalSeries): Reading[] {
  return strained.flatMap((t) => readingOf(measure, t, of(panel, t)) ?? []);
}

/** CapEx over operating cash flow, one line per company with its own history; never summed into a score. */
function ratioLines(panel: Panel): Line[] {
  return strained.map((ticker): Line => {
    const series = capexToCashFlow(panel, ticker);
    const [name, id] = [ticker.toUpperCase(), `cycle/strain-${ticker}`];
    const reading = readingOf(measures.ratio, ticker, series);
    if (reading === null) {
      const says = {
        en: `Cannot tell how much of its cash flow ${name} invests.`,
        de: `Nicht zu sagen, welchen Teil des Cashflows ${name} investiert.`,
      };
      return untold("cycle", id, says, series.gap ?? { needs: [], have: 0, need: 4, settles: says, pull: null });
    }
    const { value, period, before } = reading;
    return found("cycle", {
      id,
      says: text(
        (f) =>
          `${name} spends ${f.pct(value)} of its operating cash flow on CapEx (four quarters to ${f.when(period)}${before === null ? "" : `; ${f.pct(before)} a year before`}).`,
        (f) =>
          `${name} steckt ${f.pct(value)} des operativen Cashflows in CapEx (vier Quartale bis ${f.when(period)}${before === null ? "" : `; ein Jahr zuvor ${f.pct(before)}`}).`,
      ),
      value,
      unit: "ratio",
      direction: levelAndDirection(series.values, { lag: 4 }).direction,
      level: { percentile: reading.percentile, n: reading.n },
      evidence: series.evidence,
      newestPeriod: period,
      refs: [...reading.refs],
      spark: Array.from(series.values.slice(-12)),
    });
  });
}

/** What one sentence says of all companies, and the number in front: how many of them. */
interface GroupLine {
  readonly id: string;
  readonly readings: readonly Reading[];
  readonly counts: (r: Reading) => boolean;
  readonly lead: (n: string, of: string) => Text;
  readonly each: (r: Reading, f: Formats, lang: "en" | "de") => string;
  readonly tail?: Text;
  readonly missing: Text;
  readonly pull: string | null;
  readonly needs: readonly string[];
}

function groupLine({ id, readings: all, counts, lead, each, tail, missing, pull, needs }: GroupLine): Line {
  const absent = strained.filter((t) => !all.some((r) => r.who === t.toUpperCase()));
  if (all.length === 0) return untold("cycle", id, missing, { needs, have: 0, need: 1, settles: missing, pull });
  const n = all.filter(counts).length;
  const write = (lang: "en" | "de") => (f: Formats) =>
    `${lead(f.num(n), f.num(all.length))[lang]}: ${all.map((r) => each(r, f, lang)).join(", ")}${
      absent.length === 0
        ? ""
        : `; ${lang === "en" ? "not held" : "nicht vorhanden"}: ${absent.map((t) => t.toUpperCase()).join(", ")}`
    }.${tail === undefined ? "" : ` ${tail[lang]}`}`;
  return found("cycle", {
    id,
    says: text(write("en"), write("de")),
    value: n,
    unit: "companies",
    evidence: weakest([...all.map((r) => r.series.evidence), "derived"]),
    newestPeriod:
      all
        .map((r) => r.period)
        .sort()
        .at(-1) ?? null,
    refs: [...new Set(all.flatMap((r) => r.refs))],
  });
}

function freeLine(panel: Panel): Line {
  return groupLine({
    id: "cycle/strain-free-cash-flow",
    readings: readings(panel, measures.free, freeCashFlow),
    counts: (r) => r.value < 0,
    lead: (n, of) => ({
      en: `${n} of ${of} companies ${n === "1" ? "invests more than its business earns" : "invest more than their business earns"} (free cash flow, four quarters)`,
      de: `${n} von ${of} Unternehmen ${n === "1" ? "investiert mehr, als sein Geschäft einbringt" : "investieren mehr, als ihr Geschäft einbringt"} (freier Cashflow, vier Quartale)`,
    }),
    each: (r, f) => `${r.who} ${f.usdBn(r.value)}${r.before === null ? "" : ` (${f.usdBn(r.before)})`}`,
    tail: { en: "In brackets a year before.", de: "In Klammern ein Jahr zuvor." },
    missing: {
      en: "Cannot tell the free cash flow of any of the companies.",
      de: "Der freie Cashflow ist bei keinem der Unternehmen zu sagen.",
    },
    pull: "vorlauf pull sec MSFT",
    needs: strained.map((t) => `sec/${t}/operating-cash-flow`),
  });
}

function debtLine(panel: Panel): Line {
  return groupLine({
    id: "cycle/strain-debt",
    readings: readings(panel, measures.debt, debtToCapex),
    counts: (r) => r.before !== null && r.value > r.before,
    lead: (n, of) => ({
      en: `${n} of ${of} companies ${n === "1" ? "borrows a larger part of its" : "borrow a larger part of their"} CapEx than a year before (new debt over CapEx)`,
      de: `${n} von ${of} Unternehmen ${n === "1" ? "leiht einen größeren Teil seines" : "leihen einen größeren Teil ihres"} CapEx als ein Jahr zuvor (neue Schulden durch CapEx)`,
    }),
    each: (r, f) => `${r.who} ${f.pct(r.value)}${r.before === null ? "" : ` (${f.pct(r.before)})`} ${f.when(r.period)}`,
    tail: { en: "Repayments are not taken off.", de: "Tilgungen sind nicht abgezogen." },
    missing: {
      en: "Cannot tell how much of their CapEx the companies borrow.",
      de: "Nicht zu sagen, wie viel ihres CapEx die Unternehmen leihen.",
    },
    pull: "vorlauf pull sec ORCL",
    needs: strained.map((t) => `sec/${t}/debt-issued`),
  });
}

function commitmentReadings(panel: Panel): { readonly purchases: Reading[]; readonly leases: Reading[] } {
  return {
    purchases: readings(panel, measures.purchases, (p, t) => commitmentsToCapex(p, t, "purchases")),
    leases: readings(panel, measures.leases, (p, t) => commitmentsToCapex(p, t, "leases-not-commenced")),
  };
}

function commitmentLine(panel: Panel): Line {
  const { purchases, leases } = commitmentReadings(panel);
  const lease = new Map(leases.map((r) => [r.who, r.value]));
  return groupLine({
    id: "cycle/strain-commitments",
    readings: purchases.length > 0 ? purchases : leases,
    counts: (r) => r.value > 1,
    lead: (n, of) => ({
      en: `${n} of ${of} companies ${n === "1" ? "has" : "have"} signed purchases of more than one year's CapEx (beside it leases not yet begun; the two overlap and are not added)`,
      de: `${n} von ${of} Unternehmen ${n === "1" ? "hat" : "haben"} Käufe über mehr als einen Jahres-CapEx unterschrieben (daneben noch nicht begonnene Mieten; beides überschneidet sich und wird nicht addiert)`,
    }),
    each: (r, f) => `${r.who} ${f.num(r.value, 1)} / ${f.num(lease.get(r.who) ?? Number.NaN, 1)}`,
    tail: {
      en: "At most two balances of each are held, too few for a rank.",
      de: "Von jedem liegen höchstens zwei Bestände vor, zu wenige für einen Rang.",
    },
    missing: {
      en: "Cannot tell what is committed: no filed balance was known on this day.",
      de: "Nicht zu sagen, was zugesagt ist: An diesem Tag war kein gemeldeter Bestand bekannt.",
    },
    pull: "vorlauf pull forward-commitments --from DIR",
    needs: strained.map((t) => `commitments/${t}/purchases`),
  });
}

function rentLine(panel: Panel): Line {
  const [series, changes] = [rents.measure(panel), rentChanges(panel)];
  const [value, period] = [series.values.at(-1), series.periods.at(-1)];
  if (value === undefined || period === undefined) {
    const says = {
      en: "Cannot tell whether rents of accelerators fall: two weeks of asking rents of three models are not held.",
      de: "Nicht zu sagen, ob die Mieten von Beschleunigern fallen: Zwei Wochen Angebotsmieten von drei Modellen liegen nicht vor.",
    };
    return untold(
      "cycle",
      "cycle/strain-rents",
      says,
      series.gap ?? { needs: [], have: 0, need: 3, settles: says, pull: null },
    );
  }
  const ratio = median(changes.map((c) => c.last / c.first));
  const higher = changes.filter((c) => c.last > c.first).length;
  const from = changes.map((c) => c.from).sort()[0] ?? "";
  return found("cycle", {
    id: "cycle/strain-rents",
    says: text(
      (f) =>
        `Asking rents of accelerators moved by ${f.signed((ratio - 1) * 100)} % from ${f.when(from)} to ${f.when(period)} (median of ${f.num(changes.length)} models, last week against first; ${f.num(higher)} rose); ${f.num(series.periods.length)} days from one marketplace, too short for a trend.`,
      (f) =>
        `Die Angebotsmieten von Beschleunigern änderten sich vom ${f.when(from)} bis zum ${f.when(period)} um ${f.signed((ratio - 1) * 100)} % (Median von ${f.num(changes.length)} Modellen, letzte gegen erste Woche; ${f.num(higher)} stiegen); ${f.num(series.periods.length)} Tage eines Marktplatzes, zu kurz für einen Trend.`,
    ),
    value: ratio - 1,
    unit: "share",
    evidence: series.evidence,
    newestPeriod: period,
    refs: changes.flatMap((c) => c.refs),
    spark: Array.from(series.values.slice(-24)),
  });
}

function siteLine(panel: Panel): Line {
  const plan = sitePlans(panel).at(-1);
  if (plan === undefined) {
    const says = {
      en: "Cannot tell whether large sites are cancelled or cut: two copies of the list of sites are needed.",
      de: "Nicht zu sagen, ob große Standorte gestrichen oder verkleinert werden: Zwei Kopien der Standortliste sind nötig.",
    };
    return untold("cycle", "cycle/strain-sites", says, {
      needs: sitesSignal.needs.map((n) => n.id),
      have: 0,
      need: 2,
      settles: says,
      pull: "vorlauf pull epoch-data-centers",
    });
  }
  const change = plan.nowMw / plan.beforeMw - 1;
  const gone = plan.gone.length;
  return found("cycle", {
    id: "cycle/strain-sites",
    says: text(
      (f) =>
        `Of the sites listed on ${f.when(plan.before)}, ${gone === 0 ? "none was taken off" : `${f.num(gone)} were taken off (${plan.gone.join(", ")})`} by ${f.when(plan.now)}; on the ${f.num(plan.sites)} in both copies the power to be added by ${f.when(plan.goal)} moved from ${f.num(plan.beforeMw / 1000, 1)} to ${f.num(plan.nowMw / 1000, 1)} GW (${f.signed(change * 100)} %; ${f.num(plan.cut.length)} cut or later, ${f.num(plan.raised.length)} raised). Projects stopped before building are not in the list.`,
      (f) =>
        `Von den am ${f.when(plan.before)} gelisteten Standorten ${gone === 0 ? "wurde keiner" : `wurden ${f.num(gone)} (${plan.gone.join(", ")})`} bis zum ${f.when(plan.now)} gestrichen; an den ${f.num(plan.sites)} in beiden Kopien ging der bis ${f.when(plan.goal)} geplante Zubau von ${f.num(plan.beforeMw / 1000, 1)} auf ${f.num(plan.nowMw / 1000, 1)} GW (${f.signed(change * 100)} %; ${f.num(plan.cut.length)} kleiner oder später, ${f.num(plan.raised.length)} größer). Vor dem Bau aufgegebene Vorhaben stehen nicht in der Liste.`,
    ),
    value: change,
    unit: "share",
    direction: change < 0 ? "down" : change > 0 ? "up" : "flat",
    evidence: "estimated",
    newestPeriod: plan.now,
    refs: plan.refs,
  });
}

function spreadLine(panel: Panel): Line {
  const series = spread.measure(panel);
  const [value, period] = [series.values.at(-1), series.periods.at(-1)];
  if (value === undefined || period === undefined) {
    const says = {
      en: "Credit spreads are not held: their terms do not let them ship; a user can pull them.",
      de: "Kreditaufschläge liegen nicht vor: Ihre Bedingungen erlauben keine Beigabe; man kann sie selbst abrufen.",
    };
    return untold(
      "cycle",
      "cycle/strain-credit-spread",
      says,
      series.gap ?? { needs: [], have: 0, need: 1, settles: says, pull: null },
    );
  }
  const level = levelAndDirection(series.values, { lag: 12 });
  return found("cycle", {
    id: "cycle/strain-credit-spread",
    says: text(
      (f) => `Baa bonds yield ${f.num(value, 2)} points more than ten-year Treasuries in ${f.when(period)}.`,
      (f) => `Baa-Anleihen rentieren im ${f.when(period)} ${f.num(value, 2)} Punkte über zehnjährigen Staatsanleihen.`,
    ),
    value,
    unit: "percentage points",
    direction: level.direction,
    level: { percentile: 100 * level.percentile, n: level.n },
    evidence: series.evidence,
    newestPeriod: period,
    refs: [...(series.refs.at(-1) ?? [])],
    spark: Array.from(series.values.slice(-24)),
  });
}

/** What would say that the cycle turns, each with its own history, none summed into a score. */
export function strainLines(panel: Panel): Line[] {
  return [
    ...ratioLines(panel),
    freeLine(panel),
    debtLine(panel),
    commitmentLine(panel),
    rentLine(panel),
    siteLine(panel),
    spreadLine(panel),
  ];
}

/** Every reading of every company with its place in its own history. */
export function strainTable(panel: Panel): Table {
  const { purchases, leases } = commitmentReadings(panel);
  const all = [
    ...readings(panel, measures.ratio, capexToCashFlow),
    ...readings(panel, measures.free, freeCashFlow),
    ...readings(panel, measures.debt, debtToCapex),
    ...purchases,
    ...leases,
  ];
  const scaled = (r: Reading, v: number | null): number | null => (v === null ? null : r.unit === "USD" ? v / 1e9 : v);
  return {
    id: "strain",
    title: {
      en: "What would say that the cycle turns: each company against its own past",
      de: "Was eine Wende anzeigen würde: jedes Unternehmen gegen seine eigene Vergangenheit",
    },
    columns: [
      { id: "measure", label: { en: "Measure", de: "Maß" } },
      { id: "who", label: { en: "Company", de: "Unternehmen" } },
      { id: "value", label: { en: "Newest", de: "Neuester Wert" }, decimals: 2 },
      { id: "before", label: { en: "A year before", de: "Ein Jahr zuvor" }, decimals: 2 },
      { id: "unit", label: { en: "Unit", de: "Einheit" } },
      {
        id: "rank",
        label: { en: "Rank in its own history", de: "Rang in der eigenen Reihe" },
        unit: "of 100",
        decimals: 0,
      },
      { id: "n", label: { en: "n", de: "n" }, decimals: 0 },
      { id: "period", label: { en: "Period", de: "Zeitraum" } },
    ],
    rows: all.map((r) => ({
      measure: r.measure,
      who: r.who,
      value: scaled(r, r.value),
      before: scaled(r, r.before),
      unit: unitWords(r.unit),
      rank: r.n < 8 ? null : r.percentile,
      n: r.n,
      period: r.period,
      ref: r.refs[0] ?? "",
    })),
    note: {
      en: "No row is added to another. A rank needs eight values. Leases and purchases overlap in meaning; definitions differ by company.",
      de: "Keine Zeile wird zu einer anderen addiert. Ein Rang braucht acht Werte. Mieten und Käufe überschneiden sich; die Abgrenzung ist je Unternehmen verschieden.",
    },
    refs: [...new Set(all.flatMap((r) => r.refs))],
  };
}

function unitWords(unit: string): Text {
  if (unit === "USD") return { en: "USD bn", de: "Mrd. USD" };
  if (unit === "years of CapEx") return { en: "years of CapEx", de: "Jahre CapEx" };
  return { en: "ratio", de: "Verhältnis" };
}

function companyFigure(
  panel: Panel,
  of: (panel: Panel, ticker: string) => SignalSeries,
  words: Pick<Figure, "id" | "subtitle" | "unit" | "rules"> & {
    readonly title: (top: SignalSeries, who: string) => Text;
    readonly lowest: boolean;
  },
): Figure | null {
  const all = strained
    .map((ticker) => ({ ticker, series: of(panel, ticker) }))
    .filter((s) => s.series.periods.length > 0);
  const [head] = all;
  if (head === undefined) return null;
  const sign = words.lowest ? -1 : 1;
  const top = all.reduce((a, b) =>
    sign * (b.series.values.at(-1) ?? 0) > sign * (a.series.values.at(-1) ?? 0) ? b : a,
  );
  return {
    id: words.id,
    title: words.title(top.series, top.ticker.toUpperCase()),
    subtitle: words.subtitle,
    unit: words.unit,
    kind: "line",
    series: all.map(({ ticker, series }) => ({
      id: ticker,
      label: { en: ticker.toUpperCase(), de: ticker.toUpperCase() },
      role: "capex",
      kind: "observed",
      points: series.periods.map((x, i) => ({ x, y: series.values[i] ?? null, ref: series.refs[i]?.[0] ?? "" })),
    })),
    ...(words.rules === undefined ? {} : { rules: words.rules }),
    source: "SEC EDGAR",
    evidence: "derived",
    refs: all.flatMap((s) => [...(s.series.refs.at(-1) ?? [])]),
  };
}

/** The companies' CapEx over cash flow, and their free cash flow, over time. */
export function strainFigures(panel: Panel): Figure[] {
  const ratio = companyFigure(panel, capexToCashFlow, {
    id: "strain",
    lowest: false,
    title: (top, who) =>
      text(
        (f) =>
          `${who} invests ${f.pct(top.values.at(-1) ?? Number.NaN)} of its operating cash flow, the most of the group`,
        (f) =>
          `${who} investiert ${f.pct(top.values.at(-1) ?? Number.NaN)} des operativen Cashflows, am meisten in der Gruppe`,
      ),
    subtitle: {
      en: "CapEx over operating cash flow, trailing four quarters",
      de: "CapEx durch operativen Cashflow, jeweils vier Quartale",
    },
    unit: "ratio",
    rules: [{ y: 1, label: { en: "all of the cash flow", de: "ganzer Cashflow" } }],
  });
  const cash = companyFigure(panel, freeCashFlow, {
    id: "free-cash-flow",
    lowest: true,
    title: (low, who) =>
      text(
        (f) => `${who} is left with ${f.usdBn(low.values.at(-1) ?? Number.NaN)} after CapEx, the least of the group`,
        (f) => `${who} bleiben nach CapEx ${f.usdBn(low.values.at(-1) ?? Number.NaN)}, am wenigsten in der Gruppe`,
      ),
    subtitle: {
      en: "Operating cash flow less CapEx, trailing four quarters, USD",
      de: "Operativer Cashflow abzüglich CapEx, jeweils vier Quartale, USD",
    },
    unit: "USD",
    rules: [{ y: 0, label: { en: "nothing left", de: "nichts übrig" } }],
  });
  return [ratio, cash].flatMap((f) => (f === null ? [] : [f]));
}

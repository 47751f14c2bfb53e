import { sum } from "../../math/sums.ts";
import type { Charge, Charges } from "../../signals/retreat/announced-charges.ts";
import { listIn, type Panel, refOf } from "../../terms/panel.ts";
import type { Figure, Line, Table } from "../../terms/part.ts";
import { type Text, text } from "../../terms/text.ts";
import { columnText, line, nameOf, retreats, unique } from "./words.ts";

const four = ["stellantis", "volkswagen", "gm", "ford"] as const;

const since = "2025-01-01";

/** The list of the figures of the report. */
export const figures = "ark/figures";

function usdOf(charges: readonly Charge[]): number {
  return sum(charges.map((c) => c.usd ?? Number.NaN));
}

/** Sums of the announced amounts by currency, in the order the currencies first stand: `27.1 bn USD + 27.3 bn EUR`. */
function inOwnCurrency(charges: readonly Charge[]): Text {
  const currencies = [...new Set(charges.map((c) => c.currency))].sort((a, b) =>
    a === "USD" ? -1 : b === "USD" ? 1 : a < b ? -1 : 1,
  );
  const total = (currency: string): number =>
    sum(charges.filter((c) => c.currency === currency).map((c) => c.amount)) / 1e9;
  return {
    en: currencies.map((c) => text((f) => `${f.num(total(c), 1)} bn ${c}`).en).join(" + "),
    de: currencies.map((c) => text((f) => `${f.num(total(c), 1)} Mrd. ${c}`).de).join(" + "),
  };
}

/** What the report says in total [USD]: its own sum where visible, else the sum of its four amounts; null when neither is. */
function reportTotal(panel: Panel): { readonly usd: number; readonly refs: readonly string[] } | null {
  const entries = (listIn(panel, figures)?.entries ?? []).filter(
    (e) => e.fields["claim"] === "ev-writedowns" && e.value !== null,
  );
  const total = entries.filter((e) => e.fields["item"] === "total");
  const used = total.length > 0 ? total : entries;
  if (total.length === 0 && used.length < four.length) return null;
  return {
    usd: sum(used.map((e) => (e.value ?? Number.NaN) * 1e9)),
    refs: used.map((e) => refOf(figures, e.period, e.item)),
  };
}

interface FourCharges {
  readonly headline: readonly Charge[];
  /** Of the four, left out because the only page behind it is of grade C. */
  readonly weak: readonly Charge[];
  readonly missing: readonly string[];
  readonly unconverted: readonly Charge[];
}

function chargesOfFour({ counted }: Charges): FourCharges {
  const mine = counted.filter((c) => c.announced >= since && four.some((g) => g === c.group));
  const headline = mine.filter((c) => c.grade !== "C");
  return {
    headline,
    weak: mine.filter((c) => c.grade === "C"),
    missing: four.filter((g) => !headline.some((c) => c.group === g)),
    unconverted: headline.filter((c) => c.usd === null),
  };
}

/** The sum of the charges of the four companies of the claim (D7), against the report's own total where visible. */
export function chargesLine(charges: Charges, panel: Panel): Line {
  const { headline, weak, missing, unconverted } = chargesOfFour(charges);
  const refs = unique(headline.flatMap((c) => c.refs));
  const newest = headline.at(-1)?.announced ?? null;
  if (missing.length > 0 || unconverted.length > 0) {
    const needs = unconverted.length > 0 ? ["fx/eur-usd"] : [retreats];
    return line(
      "retreat/charges-four",
      text(
        (f) =>
          `Cannot tell the sum for Stellantis, Volkswagen, GM and Ford: ${missing.length > 0 ? `no charge of ${missing.map(nameOf).join(", ")} is visible` : `${f.num(unconverted.length)} charges lack an exchange rate`}.`,
        (f) =>
          `Die Summe für Stellantis, Volkswagen, GM und Ford lässt sich nicht angeben: ${missing.length > 0 ? `von ${missing.map(nameOf).join(", ")} ist keine Belastung sichtbar` : `für ${f.num(unconverted.length)} Belastungen fehlt der Wechselkurs`}.`,
      ),
      {
        state: "cannot-tell",
        unit: "USD",
        evidence: "unresolved",
        refs,
        newestPeriod: newest,
        gap: {
          needs,
          have: headline.length,
          need: null,
          settles: {
            en: "The four announcements and the ECB rate of each announcement day.",
            de: "Die vier Ankündigungen und der EZB-Kurs jedes Ankündigungstages.",
          },
          pull: unconverted.length > 0 ? "vorlauf pull ecb" : null,
        },
      },
    );
  }
  const total = usdOf(headline);
  const weakUsd = usdOf(weak);
  const own = inOwnCurrency(headline);
  const report = reportTotal(panel);
  const beside: Text =
    report === null
      ? { en: "", de: "" }
      : text(
          (f) =>
            `, ${f.pct(Math.abs(total / report.usd - 1), 1)} ${total < report.usd ? "below" : "above"} the report's ${f.num(report.usd / 1e9, 1)}`,
          (f) =>
            `, ${f.pct(Math.abs(total / report.usd - 1), 1)} ${total < report.usd ? "unter" : "über"} den ${f.num(report.usd / 1e9, 1)} des Berichts`,
        );
  return line(
    "retreat/charges-four",
    {
      en: text(
        (f) =>
          `Stellantis, Volkswagen, GM and Ford have announced charges of ${f.usdBn(total)} since 2025 (${own.en})${beside.en}.${weak.length > 0 ? ` Not counted for its weak source: ${f.usdBn(weakUsd)} of Porsche.` : ""}`,
      ).en,
      de: text(
        () => "",
        (f) =>
          `Stellantis, Volkswagen, GM und Ford haben seit 2025 Belastungen von ${f.usdBn(total)} angekündigt (${own.de})${beside.de}.${weak.length > 0 ? ` Wegen schwacher Quelle nicht gezählt: ${f.usdBn(weakUsd)} bei Porsche.` : ""}`,
      ).de,
    },
    { value: total, unit: "USD", evidence: "derived", newestPeriod: newest, refs: [...refs, ...(report?.refs ?? [])] },
  );
}

/** The sum of every counted charge of the list since 2025; null without one. */
export function allChargesLine(charges: Charges): Line | null {
  const good = charges.counted.filter((c) => c.announced >= since && c.grade !== "C" && c.usd !== null);
  if (good.length === 0) return null;
  const weak = charges.counted.filter((c) => c.announced >= since && c.grade === "C" && c.usd !== null);
  const groups = new Set(good.map((c) => c.group)).size;
  return line(
    "retreat/charges-all",
    text(
      (f) =>
        `All carmakers in the list together: ${f.usdBn(usdOf(good))} from ${f.num(groups)} groups since 2025${weak.length > 0 ? `; ${f.usdBn(usdOf(weak))} more stand on weak pages (grade C)` : ""}. A list, not a census.`,
      (f) =>
        `Alle Hersteller der Liste zusammen: ${f.usdBn(usdOf(good))} von ${f.num(groups)} Konzernen seit 2025${weak.length > 0 ? `; weitere ${f.usdBn(usdOf(weak))} stehen auf schwachen Seiten (Stufe C)` : ""}. Eine Liste, keine Vollerhebung.`,
    ),
    {
      value: usdOf(good),
      unit: "USD",
      evidence: "derived",
      newestPeriod: good.at(-1)?.announced ?? null,
      refs: unique(good.flatMap((c) => c.refs)),
    },
  );
}

/** The EV part of the announcements that state one; null without one. */
export function evPartLine(charges: Charges): Line | null {
  const stated = chargesOfFour(charges).headline.filter((c) => c.evPart !== null && c.usdPerUnit !== null);
  if (stated.length === 0) return null;
  const parts = sum(stated.map((c) => (c.evPart ?? 0) * (c.usdPerUnit ?? Number.NaN)));
  const names = stated.map((c) => nameOf(c.group)).join(", ");
  return line(
    "retreat/charges-ev-part",
    text(
      (f) =>
        `Where an announcement names its EV part (${names}), that part is ${f.usdBn(parts)} of ${f.usdBn(usdOf(stated))}.`,
      (f) =>
        `Wo eine Ankündigung ihren EV-Teil nennt (${names}), sind es ${f.usdBn(parts)} von ${f.usdBn(usdOf(stated))}.`,
    ),
    {
      value: parts,
      unit: "USD",
      evidence: "derived",
      newestPeriod: stated.at(-1)?.announced ?? null,
      refs: unique(stated.flatMap((c) => c.refs)),
    },
  );
}

/** Announced upper bounds, which are never added to the sum; null without one. */
export function upperBoundLine({ upperBounds }: Charges): Line | null {
  const bounds = upperBounds.filter((c) => c.usd !== null);
  if (bounds.length === 0) return null;
  const names = bounds.map((c) => nameOf(c.group)).join(", ");
  return line(
    "retreat/charges-upper-bounds",
    text(
      (f) => `Kept apart because they are upper bounds: up to ${f.usdBn(usdOf(bounds))} (${names}).`,
      (f) => `Getrennt gehalten, weil es Obergrenzen sind: bis zu ${f.usdBn(usdOf(bounds))} (${names}).`,
    ),
    {
      value: usdOf(bounds),
      unit: "USD",
      evidence: "derived",
      newestPeriod: bounds.at(-1)?.announced ?? null,
      refs: unique(bounds.flatMap((c) => c.refs)),
    },
  );
}

function bn(value: number | null): number | null {
  return value === null ? null : value / 1e9;
}

/** Every charge, counted or not, with the reason. */
export function chargesTable(charges: Charges): Table {
  const row = (c: Charge, counted: Text): Readonly<Record<string, string | number | null | Text>> => ({
    group: nameOf(c.group),
    announced: c.announced,
    period: c.period,
    amount: bn(c.amount),
    currency: c.currency,
    rate: c.usdPerUnit,
    usd: bn(c.usd),
    ev: bn(c.evPart),
    counted,
    grade: c.grade,
    ref: c.refs[0] ?? null,
  });
  const counted = ({ announced, grade }: Charge): Text => {
    if (announced < since) return { en: "no: before 2025", de: "nein: vor 2025" };
    return grade === "C" ? { en: "no: weak source", de: "nein: schwache Quelle" } : { en: "yes", de: "ja" };
  };
  const all = [
    ...charges.counted.map((charge) => ({ charge, why: counted(charge) })),
    ...charges.overlapped.map(({ charge, by }) => ({
      charge,
      why: { en: `no: within ${by}`, de: `nein: in ${by} enthalten` },
    })),
    ...charges.upperBounds.map((charge) => ({ charge, why: { en: "no: upper bound", de: "nein: Obergrenze" } })),
  ]
    .sort((a, b) =>
      a.charge.announced < b.charge.announced
        ? -1
        : a.charge.announced > b.charge.announced
          ? 1
          : a.charge.event < b.charge.event
            ? -1
            : 1,
    )
    .map(({ charge, why }) => row(charge, why));
  return {
    id: "retreat/charges",
    title: {
      en: "Announced charges and how they overlap",
      de: "Angekündigte Belastungen und wie sie sich überschneiden",
    },
    columns: [
      { id: "group", label: columnText.group },
      { id: "announced", label: columnText.announced },
      { id: "period", label: columnText.period },
      { id: "amount", label: columnText.amount, unit: "bn", decimals: 1 },
      { id: "currency", label: columnText.currency },
      { id: "rate", label: columnText.rate, decimals: 4 },
      { id: "usd", label: columnText.usd, unit: "bn USD", decimals: 1 },
      { id: "ev", label: columnText.ev, unit: "bn", decimals: 1 },
      { id: "counted", label: columnText.counted },
      { id: "grade", label: columnText.grade },
    ],
    rows: all,
    note: {
      en: "Overlap key: group, accounting period, cause (definition D7). Converted at the ECB rate of the announcement day. Project, contract and plan values are never added.",
      de: "Schlüssel: Konzern, Berichtszeitraum, Ursache (Definition D7). Umgerechnet zum EZB-Kurs des Ankündigungstages. Projekt-, Vertrags- und Planwerte werden nie addiert.",
    },
    refs: unique(
      [...charges.counted, ...charges.overlapped.map((o) => o.charge), ...charges.upperBounds].flatMap((c) => c.refs),
    ),
  };
}

/** Bars of the charges of the four companies; null without them. */
export function chargesFigure(charges: Charges): Figure | null {
  const { headline } = chargesOfFour(charges);
  if (headline.length === 0 || headline.some((c) => c.usd === null)) return null;
  const points = four
    .map((g) => ({ g, mine: headline.filter((c) => c.group === g) }))
    .filter(({ mine }) => mine.length > 0)
    .map(({ g, mine }) => ({ x: nameOf(g), y: usdOf(mine) / 1e9, ref: mine.at(-1)?.refs[0] ?? "" }));
  const total = usdOf(headline);
  return {
    id: "retreat/charges-by-group",
    title: text(
      (f) => `Four carmakers announced ${f.usdBn(total)} of charges`,
      (f) => `Vier Hersteller kündigten Belastungen von ${f.usdBn(total)} an`,
    ),
    subtitle: {
      en: "Announced charges since 2025, counted once, USD bn at the ECB rate of the announcement day",
      de: "Seit 2025 angekündigte Belastungen, einmal gezählt, Mrd. USD zum EZB-Kurs des Ankündigungstages",
    },
    unit: "USD bn",
    kind: "bar",
    series: [{ id: "charges", label: { en: "Charges", de: "Belastungen" }, role: "retreat", kind: "observed", points }],
    source: "Company announcements as listed in events/carmakers; European Central Bank",
    evidence: "derived",
    refs: unique(headline.flatMap((c) => c.refs)),
  };
}

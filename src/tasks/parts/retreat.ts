import { sum } from "../../math/sums.ts";
import { type Charge, type Charges, announcedCharges } from "../../signals/retreat/announced-charges.ts";
import { carmakerCapexGap, carmakerCapexIds, signal as capexSignal } from "../../signals/retreat/carmaker-capex.ts";
import { shareChanges, type ShareChange } from "../../signals/retreat/ev-share.ts";
import { redirectedCases } from "../../signals/retreat/redirected-cases.ts";
import { type ProgrammeState, severityOf, type Step } from "../../signals/retreat/severity.ts";
import { weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Figure, Line, Part, PartResult, Table } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { addMonths, endOf } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";

const retreats = "events/carmakers";
const expansions = "events/carmakers-expansion";
const four = ["stellantis", "volkswagen", "gm", "ford"] as const;
const since = "2025-01-01";
const figures = "ark/figures";

const groupNames: Readonly<Record<string, string>> = {
  stellantis: "Stellantis",
  volkswagen: "Volkswagen",
  gm: "GM",
  ford: "Ford",
  honda: "Honda",
  toyota: "Toyota",
  nissan: "Nissan",
  hyundai: "Hyundai",
  bmw: "BMW",
  rivian: "Rivian",
  "mercedes-benz": "Mercedes-Benz",
  "volvo-cars": "Volvo Cars",
  "aston-martin": "Aston Martin",
  ferrari: "Ferrari",
};

/** Words of a slug that are not written in lower case. */
const written: Readonly<Record<string, string>> = {
  f: "F",
  ev: "EV",
  evs: "EVs",
  suv: "SUV",
  us: "US",
  id4: "ID.4",
  lfp: "LFP",
  acc: "ACC",
  acura: "Acura",
  zdx: "ZDX",
  kia: "Kia",
  ev4: "EV4",
  audi: "Audi",
  bentley: "Bentley",
  porsche: "Porsche",
  lamborghini: "Lamborghini",
  ram: "Ram",
  ex90: "EX90",
  es90: "ES90",
  sk: "SK",
  on: "On",
  lg: "LG",
  marshall: "Marshall",
  kentucky: "Kentucky",
  tennessee: "Tennessee",
  ohio: "Ohio",
  orion: "Orion",
  lansing: "Lansing",
  ontario: "Ontario",
  canton: "Canton",
  kitakyushu: "Kitakyushu",
  chattanooga: "Chattanooga",
  brussels: "Brussels",
  belvidere: "Belvidere",
  brightdrop: "BrightDrop",
  cellforce: "Cellforce",
  nextstar: "NextStar",
  michigan: "Michigan",
  georgia: "Georgia",
  carolina: "Carolina",
  north: "North",
  america: "America",
  debrecen: "Debrecen",
  korea: "Korea",
  hyundai: "Hyundai",
  european: "European",
  spring: "Spring",
  hill: "Hill",
  fairfax: "Fairfax",
  rivian: "Rivian",
  freudenberg: "Freudenberg",
  aspen: "Aspen",
  aerogels: "Aerogels",
  natron: "Natron",
  energy: "Energy",
  solution: "Solution",
  sungeel: "SungEel",
  hitech: "HiTech",
  st: "St.",
  louis: "Louis",
  norwegian: "Norwegian",
  lightning: "Lightning",
  model: "Model",
  e: "e",
};

const programmeWords = (slug: string): string =>
  slug
    .split(/[- ]/)
    .map((word) => written[word] ?? word)
    .join(" ")
    .replace("F 150", "F-150")
    .replace(/(\d{4}) (\d{4})$/, "$1 to $2");

function nameOf(group: string): string {
  return groupNames[group] ?? programmeWords(group.replace(/^supplier: /, ""));
}

function line(id: string, says: Text, more: Partial<Line>): Line {
  return {
    id,
    part: "retreat",
    state: "found",
    says,
    value: null,
    unit: null,
    direction: null,
    evidence: null,
    newestPeriod: null,
    refs: [],
    ...more,
  };
}

function unique(refs: readonly string[]): string[] {
  return [...new Set(refs)];
}

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

function chargesLine(charges: Charges, panel: Panel): Line {
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

function allChargesLine(charges: Charges): Line | null {
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

function evPartLine(charges: Charges): Line | null {
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

function upperBoundLine({ upperBounds }: Charges): Line | null {
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

function balanceLine(panel: Panel): Line {
  const back = listIn(panel, retreats)?.entries ?? [];
  const forth = listIn(panel, expansions)?.entries ?? [];
  return line(
    "retreat/balance",
    text(
      (f) =>
        `Cannot tell whether retreat outweighs expansion: ${f.num(back.length)} visible events were collected by looking for retreats and ${f.num(forth.length)} by looking for expansions; such lists carry no balance, trend or contagion.`,
      (f) =>
        `Ob der Rückzug den Ausbau überwiegt, ist nicht feststellbar: ${f.num(back.length)} sichtbare Ereignisse wurden auf der Suche nach Rückzügen gesammelt, ${f.num(forth.length)} auf der Suche nach Ausbau; solche Listen tragen weder Bilanz noch Trend noch Ansteckung.`,
    ),
    {
      state: "cannot-tell",
      unit: "severity",
      evidence: "unresolved",
      gap: {
        needs: ["events/carmakers-collected-by-rule"],
        have: 0,
        need: 40,
        settles: {
          en: "A list of carmaker events collected by a stated rule in both directions (for example every 8-K and ad hoc notice of the companies), 40 events or more, or their filings.",
          de: "Eine Liste von Ereignissen der Hersteller, nach einer festen Regel in beide Richtungen erhoben (etwa jede 8-K- und Ad-hoc-Meldung), mit 40 Ereignissen oder mehr, oder ihre Abschlüsse.",
        },
        pull: null,
      },
    },
  );
}

function redirectedLine(panel: Panel): Line {
  const cases = redirectedCases(panel);
  const from = addMonths(panel.asOf, -12);
  const recent = cases.filter((c) => c.day > from && c.day <= panel.asOf);
  const weak = recent.filter((c) => c.grade === "C").length;
  const refs = recent.map((c) => c.ref);
  if (recent.length === 0) {
    return line(
      "retreat/redirected-cases",
      {
        en: "Cannot tell how much is redirected: no visible document of the last twelve months names the same site, cells, staff or money in a new use; a list nobody collected by a rule cannot refute.",
        de: "Wie viel umgelenkt wird, ist nicht feststellbar: Kein sichtbares Dokument der letzten zwölf Monate nennt dieselbe Anlage, Zellen, Belegschaft oder Mittel in neuer Verwendung; eine nicht nach Regel erhobene Liste kann nichts widerlegen.",
      },
      {
        state: "cannot-tell",
        unit: "cases",
        evidence: "unresolved",
        gap: {
          needs: [retreats, expansions],
          have: 0,
          need: 3,
          settles: {
            en: "Documents that name the same site, cells, staff or money in compute, power or storage: three within a year.",
            de: "Dokumente, die dieselbe Anlage, Zellen, Belegschaft oder Mittel in Rechenleistung, Strom oder Speicher nennen: drei in einem Jahr.",
          },
          pull: null,
        },
      },
    );
  }
  return line(
    "retreat/redirected-cases",
    text(
      (f) =>
        `At least ${f.num(recent.length)} documented ${recent.length === 1 ? "case" : "cases"} in twelve months in which the same EV assets were put to a new use (${recent.map((c) => `${nameOf(c.group)}: ${c.use}`).join(", ")})${weak > 0 ? `; ${f.num(weak)} on a weak page (grade C)` : ""}. A floor: it may confirm, never refute.`,
      (f) =>
        `Mindestens ${f.num(recent.length)} ${recent.length === 1 ? "belegter Fall" : "belegte Fälle"} in zwölf Monaten, in denen dieselben EV-Anlagen neu genutzt werden (${recent.map((c) => `${nameOf(c.group)}: ${useWords[c.use] ?? c.use}`).join(", ")})${weak > 0 ? `; davon ${f.num(weak)} auf schwacher Seite (Stufe C)` : ""}. Eine Untergrenze: Sie kann bestätigen, nie widerlegen.`,
    ),
    {
      value: recent.length,
      unit: "cases",
      evidence: "reported (secondary)",
      newestPeriod: recent.at(-1)?.day ?? null,
      refs,
    },
  );
}

const useWords: Readonly<Record<string, string>> = { storage: "Speicher", compute: "Rechenleistung", power: "Strom" };

const guidanceIds = ["guidance/stla/capex", "guidance/vwagy/capex", "guidance/gm/capex", "guidance/f/capex"];

interface PlanChange {
  readonly company: string;
  readonly year: string;
  /** Newest plan against last year's spending, or against the plan stated before where no spending is held. */
  readonly change: number;
  readonly against: "spending" | "plan";
  readonly refs: readonly string[];
}

/** Newest stated plan of each company held, against the spending of the year before or its own earlier plan (midpoints). */
function planChanges(panel: Panel): PlanChange[] {
  return guidanceIds.flatMap((id): PlanChange[] => {
    const entries = [...(listIn(panel, id)?.entries ?? [])]
      .filter((e) => e.value !== null)
      .sort((a, b) => (a.known < b.known ? -1 : a.known > b.known ? 1 : a.period < b.period ? -1 : 1));
    const newest = entries.filter((e) => e.fields["kind"] === "guidance").at(-1);
    if (newest === undefined) return [];
    const spent = entries.find(
      (e) => e.fields["kind"] === "actual" && e.period === String(Number(newest.period.slice(0, 4)) - 1),
    );
    const earlier = entries.filter((e) => e !== newest && e.fields["kind"] === "guidance").at(-1);
    const base = spent ?? earlier;
    if (base === undefined) return [];
    const change = (newest.value ?? Number.NaN) / (base.value ?? Number.NaN) - 1;
    return [
      {
        company: nameOf(id === "guidance/f/capex" ? "ford" : (id.split("/")[1] ?? "")),
        year: newest.period.slice(0, 4),
        change,
        against: spent === undefined ? "plan" : "spending",
        refs: [refOf(id, newest.period, newest.item), refOf(id, base.period, base.item)],
      },
    ];
  });
}

function capexLines(panel: Panel): Line[] {
  const filed = capexSignal.measure(panel);
  const held = planChanges(panel);
  const shown = (lang: "en" | "de"): string =>
    held
      .map(
        (p) =>
          text(
            (f) =>
              `${p.company}'s plan for ${p.year} is ${f.signed(p.change * 100, 0)} % against ${p.against === "spending" ? "the year before" : "its earlier plan"}`,
            (f) =>
              `der Plan von ${p.company} für ${p.year} liegt ${f.signed(p.change * 100, 0)} % gegen ${p.against === "spending" ? "das Vorjahr" : "den früheren Plan"}`,
          )[lang],
      )
      .join(lang === "en" ? ", " : ", ");
  const plans = line(
    "retreat/capex-plans",
    text(
      (f) =>
        `Cannot tell whether carmakers' CapEx plans fall: comparable plans of ${f.num(held.length)} of the four companies are held${held.length > 0 ? ` (${shown("en")})` : ""}.`,
      (f) =>
        `Ob die CapEx-Pläne der Hersteller sinken, ist nicht feststellbar: Von ${f.num(held.length)} der vier Unternehmen liegen vergleichbare Pläne vor${held.length > 0 ? ` (${shown("de")})` : ""}.`,
    ),
    {
      state: "cannot-tell",
      unit: "share",
      evidence: "unresolved",
      refs: held.flatMap((p) => p.refs),
      gap: {
        needs: guidanceIds,
        have: held.length,
        need: 4,
        settles: {
          en: "Each company's stated CapEx plan for the year with its day, and the plan it replaced or the spending of the year before; four companies.",
          de: "Der genannte CapEx-Plan jedes Unternehmens für das Jahr mit Tag und der Plan, den er ersetzt, oder die Ausgaben des Vorjahres; vier Unternehmen.",
        },
        pull: null,
      },
    },
  );
  const last = filed.values.findLastIndex((v) => !Number.isNaN(v));
  const [period, change] = [filed.periods[last], filed.values[last]];
  if (period === undefined || change === undefined) {
    return [
      plans,
      line(
        "retreat/carmaker-capex",
        {
          en: "Cannot tell what carmakers spend: no filing of Ford or GM is held.",
          de: "Was die Hersteller ausgeben, ist nicht feststellbar: Es liegt kein Abschluss von Ford oder GM vor.",
        },
        {
          state: "cannot-tell",
          unit: filed.unit,
          evidence: "unresolved",
          gap: { ...carmakerCapexGap, have: carmakerCapexIds.filter((id) => seriesIn(panel, id) !== null).length },
        },
      ),
    ];
  }
  const filers = carmakerCapexIds.filter((id) => seriesIn(panel, id) !== null);
  return [
    plans,
    line(
      "retreat/carmaker-capex",
      text(
        (f) =>
          `Filed CapEx of ${filers.map((id) => nameOf(id === "sec/f/capex" ? "ford" : "gm")).join(" and ")} over four quarters changed by ${f.pct(Math.expm1(change), 1)} within a year (to ${f.when(period)}): spending, not plans.`,
        (f) =>
          `Die gemeldete CapEx von ${filers.map((id) => nameOf(id === "sec/f/capex" ? "ford" : "gm")).join(" und ")} über vier Quartale änderte sich binnen eines Jahres um ${f.pct(Math.expm1(change), 1)} (bis ${f.when(period)}): Ausgaben, keine Pläne.`,
      ),
      {
        value: change,
        unit: filed.unit,
        direction: change > 0 ? "up" : change < 0 ? "down" : "flat",
        evidence: filed.evidence,
        newestPeriod: period,
        refs: filed.refs[last] ?? [],
      },
    ),
  ];
}

const regionWords: Readonly<Record<string, Text>> = {
  world: { en: "world", de: "Welt" },
  usa: { en: "United States", de: "USA" },
  germany: { en: "Germany", de: "Deutschland" },
  china: { en: "China", de: "China" },
  europe: { en: "Europe", de: "Europa" },
};
const shownRegions = ["world", "china", "europe", "germany", "usa"];

function regionName(region: string): Text {
  return regionWords[region] ?? { en: region, de: region };
}

function evShareLine(panel: Panel, changes: readonly ShareChange[]): Line {
  const shown = shownRegions.flatMap((r) => changes.filter((c) => c.region === r));
  const world = shown.find((c) => c.region === "world") ?? shown[0];
  if (world === undefined) {
    const oldest = panel.oldest["iea/world/ev-share"];
    return line(
      "retreat/ev-share",
      {
        en: `Cannot tell how EV shares move: no share of car sales by region is visible${oldest ? ` (oldest copy ${oldest.slice(0, 10)})` : ""}.`,
        de: `Wie sich die EV-Anteile bewegen, ist nicht feststellbar: Kein Anteil an den Autoverkäufen nach Region ist sichtbar${oldest ? ` (älteste Kopie ${oldest.slice(0, 10)})` : ""}.`,
      },
      {
        state: "cannot-tell",
        unit: "percent",
        evidence: "unresolved",
        gap: {
          needs: ["iea/*/ev-share"],
          have: 0,
          need: 2,
          settles: {
            en: "EV shares of car sales of two years, by region.",
            de: "EV-Anteile an den Autoverkäufen zweier Jahre nach Region.",
          },
          pull: "vorlauf pull iea-ev",
        },
      },
    );
  }
  const say = (lang: "en" | "de"): string =>
    shown
      .map(
        (c) =>
          text(
            (f) =>
              `${regionName(c.region)[lang]} ${f.num(c.share, c.share < 10 ? 1 : 0)} %${c.change === null ? "" : ` (${f.signed(c.change, Number.isInteger(c.change) ? 0 : 1)})`}`,
          )[lang],
      )
      .join(", ");
  const evidence = weakest(shown.flatMap((c) => seriesIn(panel, `iea/${c.region}/ev-share`)?.evidence ?? []));
  return line(
    "retreat/ev-share",
    {
      en: `EV share of car sales in ${world.year}, change over a year in points: ${say("en")}. Annual, rounded to two figures.`,
      de: `EV-Anteil an den Autoverkäufen ${world.year}, Änderung binnen eines Jahres in Punkten: ${say("de")}. Jährlich, auf zwei Stellen gerundet.`,
    },
    {
      value: world.change,
      unit: "percentage points",
      direction: world.change === null ? null : world.change > 0 ? "up" : world.change < 0 ? "down" : "flat",
      evidence,
      newestPeriod: world.year,
      refs: shown.flatMap((c) => c.refs),
    },
  );
}

function severityLine(panel: Panel): Line | null {
  const { states, flow } = severityOf(panel, { side: "carmakers", direction: "retreat", weakToo: false });
  if (states.length === 0) return null;
  const ended = states.filter((s) => s.severity >= 3);
  const groups = new Set(states.map((s) => s.group)).size;
  const from = addMonths(panel.asOf, -12);
  const recent = flow.filter((s) => s.period.length > 4 && endOf(s.period) > from).length;
  const newest =
    flow
      .map((s) => endOf(s.period))
      .sort()
      .at(-1) ?? null;
  return line(
    "retreat/severity",
    text(
      (f) =>
        `${f.num(ended.length)} of ${f.num(states.length)} listed programmes of ${f.num(groups)} carmaker groups were cancelled, left, converted or closed (steps 3 and 4); steps back listed for the last four quarters: ${f.num(recent)}. Pages of grade C left out; a list made by looking for retreats.`,
      (f) =>
        `${f.num(ended.length)} von ${f.num(states.length)} aufgeführten Programmen von ${f.num(groups)} Herstellern wurden gestrichen, verlassen, umgestellt oder geschlossen (Stufen 3 und 4); aufgeführte Rückschritte der letzten vier Quartale: ${f.num(recent)}. Ohne Seiten der Stufe C; eine gezielt nach Rückzügen gesammelte Liste.`,
    ),
    {
      value: ended.length,
      unit: "programmes",
      evidence: "derived",
      newestPeriod: newest,
      refs: unique(ended.flatMap((s) => s.refs)),
    },
  );
}

function headlineOf(charges: Line, severity: Line | null): Line {
  const found = charges.state === "found";
  const says: Text = found
    ? {
        en: text(
          (f) =>
            `Announced charges of ${f.usdBn(charges.value ?? Number.NaN)} by four carmakers are documented; whether this is a lasting retreat cannot be told from lists made by looking for it.`,
        ).en,
        de: text(
          () => "",
          (f) =>
            `Belastungen von ${f.usdBn(charges.value ?? Number.NaN)} bei vier Herstellern sind belegt; ob daraus ein dauerhafter Rückzug wird, lässt sich an Listen, die danach suchten, nicht ablesen.`,
        ).de,
      }
    : charges.says;
  return {
    ...charges,
    id: "retreat",
    says,
    refs: ["retreat/charges-four", "retreat/balance", ...(severity === null ? [] : ["retreat/severity"])],
  };
}

function compositeLine(panel: Panel, changes: readonly ShareChange[]): Line {
  const capexQuarters = capexSignal.measure(panel).values.filter((v) => !Number.isNaN(v)).length;
  const have = (changes.some((c) => c.region === "world") ? 1 : 0) + (capexQuarters > 0 ? 1 : 0);
  return line(
    "retreat/composite",
    text(
      (f) =>
        `No factor and no composite: they need components that are not a list collected by looking for retreats; ${f.num(have)} of 2 at hand (EV share, carmaker CapEx). Level and direction of the indicator: cannot tell.`,
      (f) =>
        `Kein Faktor und kein Komposit: Dafür braucht es Bestandteile, die nicht auf der Suche nach Rückzügen gesammelt wurden; vorhanden ${f.num(have)} von 2 (EV-Anteil, CapEx der Hersteller). Stand und Richtung des Indikators: nicht feststellbar.`,
    ),
    { state: "cannot-tell", evidence: "unresolved", gap: { ...carmakerCapexGap, have, need: 2 } },
  );
}

function bn(value: number | null): number | null {
  return value === null ? null : value / 1e9;
}

const columnText = {
  group: { en: "Company group", de: "Konzern" },
  announced: { en: "Announced", de: "Angekündigt" },
  amount: { en: "Announced amount", de: "Angekündigter Betrag" },
  currency: { en: "Currency", de: "Währung" },
  usd: { en: "In USD", de: "In USD" },
  rate: { en: "USD per unit", de: "USD je Einheit" },
  ev: { en: "EV part stated", de: "Genannter EV-Teil" },
  period: { en: "Accounting period", de: "Berichtszeitraum" },
  counted: { en: "Counted", de: "Gezählt" },
  grade: { en: "Grade of source", de: "Stufe der Quelle" },
  programme: { en: "Programme", de: "Programm" },
  severity: { en: "State (1 to 4)", de: "Stand (1 bis 4)" },
  since: { en: "Since", de: "Seit" },
  steps: { en: "Events", de: "Ereignisse" },
  added: { en: "Added in last 4 quarters", de: "Zuwachs in 4 Quartalen" },
  fact: { en: "What", de: "Was" },
  use: { en: "New use", de: "Neue Verwendung" },
} satisfies Record<string, Text>;

function chargesTable(charges: Charges): Table {
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
  const all = [
    ...charges.counted.map((c) =>
      row(
        c,
        c.announced < since
          ? { en: "no: before 2025", de: "nein: vor 2025" }
          : c.grade === "C"
            ? { en: "no: weak source", de: "nein: schwache Quelle" }
            : { en: "yes", de: "ja" },
      ),
    ),
    ...charges.overlapped.map(({ charge, by }) =>
      row(charge, { en: `no: within ${by}`, de: `nein: in ${by} enthalten` }),
    ),
    ...charges.upperBounds.map((c) => row(c, { en: "no: upper bound", de: "nein: Obergrenze" })),
  ].sort((a, b) => (String(a["announced"]) < String(b["announced"]) ? -1 : 1));
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

function severityTable(
  id: string,
  title: Text,
  states: readonly ProgrammeState[],
  flow: readonly Step[],
  asOf: string,
): Table {
  const from = addMonths(asOf, -12);
  const added = (s: ProgrammeState): number =>
    flow
      .filter(
        (x) => x.group === s.group && x.programme === s.programme && x.period.length > 4 && endOf(x.period) > from,
      )
      .reduce((n, x) => n + x.to - x.from, 0);
  return {
    id,
    title,
    columns: [
      { id: "group", label: columnText.group },
      { id: "programme", label: columnText.programme },
      { id: "severity", label: columnText.severity, decimals: 0 },
      { id: "since", label: columnText.since },
      { id: "added", label: columnText.added, decimals: 0 },
      { id: "steps", label: columnText.steps, decimals: 0 },
      { id: "grade", label: columnText.grade },
    ],
    rows: states.map((s) => ({
      group: nameOf(s.group),
      programme: programmeWords(s.programme),
      severity: s.severity,
      since: s.since,
      added: added(s),
      steps: s.steps,
      grade: s.grade,
      ref: s.refs.at(-1) ?? null,
    })),
    note: {
      en: "1 delay or target cut; 2 production, guidance or CapEx cut; 3 cancellation, exit, divestment, conversion; 4 closure or ended with an announced impairment. State = worst step so far. Collected by looking for it: no count of rows is a trend.",
      de: "1 Verzug oder Ziel gesenkt; 2 Produktion, Ausblick oder CapEx gekürzt; 3 gestrichen, ausgestiegen, verkauft, umgestellt; 4 geschlossen oder mit angekündigter Abschreibung beendet. Stand = schwerster Schritt bisher. Gezielt gesammelt: Die Zahl der Zeilen ist kein Trend.",
    },
    refs: unique(states.flatMap((s) => s.refs)),
  };
}

function redirectedTable(panel: Panel): Table {
  const cases = redirectedCases(panel);
  return {
    id: "retreat/redirected",
    title: {
      en: "Documented cases of redirected EV capital (a floor)",
      de: "Belegte Fälle umgelenkten EV-Kapitals (eine Untergrenze)",
    },
    columns: [
      { id: "group", label: columnText.group },
      { id: "since", label: columnText.since },
      { id: "use", label: columnText.use },
      { id: "fact", label: columnText.fact },
      { id: "grade", label: columnText.grade },
    ],
    rows: cases.map((c) => ({
      group: nameOf(c.group),
      since: c.day,
      use: { en: c.use, de: useWords[c.use] ?? c.use },
      fact: c.fact,
      grade: c.grade,
      ref: c.ref,
    })),
    refs: cases.map((c) => c.ref),
  };
}

function chargesFigure(charges: Charges): Figure | null {
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

function stepsFigure(flow: readonly Step[]): Figure | null {
  const dated = flow.filter((s) => s.period.length > 4);
  if (dated.length === 0) return null;
  const last =
    dated
      .map((s) => endOf(s.period))
      .sort()
      .at(-1) ?? "";
  return {
    id: "retreat/steps",
    title: text(
      (f) => `${f.num(dated.length)} dated steps back, the last listed on ${f.when(last)}`,
      (f) => `${f.num(dated.length)} datierte Rückschritte, der letzte am ${f.when(last)}`,
    ),
    subtitle: {
      en: "Severity reached by a programme (1 to 4, definition D6), by date; collected by looking for retreats, so density is no trend",
      de: "Erreichte Schwere je Programm (1 bis 4, Definition D6) nach Datum; gezielt gesammelt, die Dichte ist kein Trend",
    },
    unit: "severity",
    kind: "dot",
    series: [
      {
        id: "steps",
        label: { en: "Step of a programme", de: "Schritt eines Programms" },
        role: "retreat",
        kind: "observed",
        points: dated.map((s) => ({ x: endOf(s.period), y: s.to, ref: s.ref })),
      },
    ],
    source: "Pages named in events/carmakers",
    evidence: "derived",
    refs: unique(dated.map((s) => s.ref)),
  };
}

function shareFigure(panel: Panel): Figure | null {
  const held = shownRegions
    .map((region) => ({ region, series: seriesIn(panel, `iea/${region}/ev-share`) }))
    .flatMap(({ region, series }) => (series === null ? [] : [{ region, series }]));
  if (held.length === 0) return null;
  return {
    id: "retreat/ev-share",
    title: {
      en: "EV shares of car sales move apart by region",
      de: "EV-Anteile an den Autoverkäufen gehen regional auseinander",
    },
    subtitle: {
      en: "Battery-electric and plug-in hybrid cars, per cent of car sales, annual, rounded to two figures",
      de: "Batterieelektrische Autos und Plug-in-Hybride, Prozent der Autoverkäufe, jährlich, auf zwei Stellen gerundet",
    },
    unit: "percent",
    kind: "line",
    series: held.map(({ region, series }) => ({
      id: region,
      label: regionName(region),
      role: region === "world" ? ("retreat" as const) : ("other" as const),
      kind: "observed" as const,
      points: series.periods.map((p, i) => ({
        x: p,
        y: Number.isNaN(series.values[i] ?? Number.NaN) ? null : (series.values[i] ?? null),
        ref: refOf(series.id, p),
      })),
    })),
    source: "International Energy Agency, Global EV Data Explorer",
    evidence: weakest(held.flatMap(({ series }) => series.evidence)),
    refs: held.flatMap(({ series }) => series.periods.map((p) => refOf(series.id, p))),
  };
}

function isPresent<T>(value: T | null): value is T {
  return value !== null;
}

/**
 * The retreat of carmakers from EVs by definitions D6 to D8: the sum of named charges, the state of each programme, redirected
 * cases as a floor, EV shares by region and filed CapEx as facts. No balance, trend or excitation from the two collected lists.
 */
export function measureRetreat(panel: Panel): PartResult {
  const charges = announcedCharges(panel);
  const carmakers = severityOf(panel, { side: "carmakers", direction: "retreat", weakToo: true });
  const suppliers = severityOf(panel, { side: "suppliers", direction: "retreat", weakToo: true });
  const forward = severityOf(panel, { side: "carmakers", direction: "expansion", weakToo: true });
  const changes = shareChanges(panel);
  const sumLine = chargesLine(charges, panel);
  const balance = balanceLine(panel);
  const severity = severityLine(panel);
  const uncheckedEntries = (listIn(panel, retreats)?.entries ?? []).filter(
    (e: ListEntry) => e.fields["programmes"] === e.item,
  );
  return {
    part: "retreat",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: headlineOf(sumLine, severity),
    lines: [
      sumLine,
      balance,
      redirectedLine(panel),
      ...capexLines(panel),
      severity,
      evShareLine(panel, changes),
      allChargesLine(charges),
      evPartLine(charges),
      upperBoundLine(charges),
      compositeLine(panel, changes),
    ].filter(isPresent),
    figures: [chargesFigure(charges), stepsFigure(carmakers.flow), shareFigure(panel)].filter(isPresent),
    tables: [
      chargesTable(charges),
      severityTable(
        "retreat/programmes",
        { en: "Carmakers' programmes and their worst step", de: "Programme der Hersteller und ihr schwerster Schritt" },
        carmakers.states,
        carmakers.flow,
        panel.asOf,
      ),
      redirectedTable(panel),
      severityTable(
        "retreat/suppliers",
        { en: "Suppliers, kept apart", de: "Zulieferer, getrennt" },
        suppliers.states,
        suppliers.flow,
        panel.asOf,
      ),
      severityTable(
        "retreat/expansions",
        { en: "Expansions, mirrored scale", de: "Ausbau, gespiegelte Skala" },
        forward.states,
        forward.flow,
        panel.asOf,
      ),
    ],
    forecasts: [],
    warnings:
      uncheckedEntries.length === 0
        ? []
        : [{ code: "programme-unchecked", facts: { events: uncheckedEntries.length }, about: [retreats] }],
  };
}

/** Part 5 of the system: do legacy carmakers retreat from EVs, and where does the capital go? */
export const part: Part = {
  id: "retreat",
  title: partWords.retreat.title,
  question: partWords.retreat.question,
  needs: [
    { id: retreats },
    { id: expansions },
    { id: figures },
    { id: "fx/eur-usd" },
    { id: "fx/eur-jpy" },
    { id: "fx/eur-sek" },
    { id: "fx/eur-krw" },
    { id: "fx/eur-cad" },
    { id: "iea/*/ev-share" },
    ...carmakerCapexIds.map((id) => ({ id })),
    ...guidanceIds.map((id) => ({ id })),
  ],
  measure: measureRetreat,
};

import { signal as capexSignal, carmakerCapexGap, carmakerCapexIds } from "../../signals/retreat/carmaker-capex.ts";
import type { ShareChange } from "../../signals/retreat/ev-share.ts";
import { weakest } from "../../terms/observation.ts";
import { listIn, type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Figure, Line } from "../../terms/part.ts";
import { type Text, text } from "../../terms/text.ts";
import { line, nameOf } from "./words.ts";

/** Stated CapEx plans of the four companies of the claim. */
export const guidanceIds: readonly string[] = [
  "guidance/stla/capex",
  "guidance/vwagy/capex",
  "guidance/gm/capex",
  "guidance/f/capex",
];

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

function planWords({ company, year, change, against }: PlanChange): Text {
  const size = Math.round(Math.abs(change) * 100);
  const [spending, up] = [against === "spending", change > 0];
  if (size === 0) {
    return {
      en: `${company} ${year}: as ${spending ? "the spending of the year before" : "its earlier plan"}`,
      de: `${company} ${year}: wie ${spending ? "die Ausgaben des Vorjahres" : "im früheren Plan"}`,
    };
  }
  return text(
    (f) =>
      `${company} ${year}: ${f.num(size)} % ${up ? "above" : "below"} ${spending ? "the spending of the year before" : "its earlier plan"}`,
    (f) =>
      `${company} ${year}: ${f.num(size)} % ${up ? "über" : "unter"} ${spending ? "den Ausgaben des Vorjahres" : "dem früheren Plan"}`,
  );
}

/** CapEx plans as far as they are held, and filed CapEx. */
export function capexLines(panel: Panel): Line[] {
  const filed = capexSignal.measure(panel);
  const held = planChanges(panel);
  const shown = (lang: "en" | "de"): string => held.map((p) => planWords(p)[lang]).join(", ");
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

/** EV shares of car sales by region, newest year and change. */
export function evShareLine(panel: Panel, changes: readonly ShareChange[]): Line {
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

/** Why there is no factor and no composite of this indicator. */
export function compositeLine(panel: Panel, changes: readonly ShareChange[]): Line {
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

/** EV shares by region; null when none is visible. */
export function shareFigure(panel: Panel): Figure | null {
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

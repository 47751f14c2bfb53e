import { chipToIt, facilityToContract, itToFacility, power } from "../../planner/power.ts";
import { signal as acceleratorPower } from "../../signals/chain/accelerator-power.ts";
import { sameSiteChange, signal as sitePower, sitePowerOn } from "../../signals/chain/site-power.ts";
import { weakest } from "../../terms/observation.ts";
import { listIn, type Panel, refOf } from "../../terms/panel.ts";
import type { Figure, Line, Part, PartResult, Table } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { endOf } from "../../terms/period.ts";
import type { SignalSeries } from "../../terms/signal.ts";
import { text } from "../../terms/text.ts";
import { basesFigure, chainHistoryTable, chainOverTime } from "../chain/history.ts";
import { orderedLine, orderedNeeds } from "../chain/ordered.ts";
import { found, untold } from "../finding.ts";

const sitesId = "epoch/data-center-timelines";
const parametersId = "parameters/buildout";
/** No binding link is named below this share of the required power that the observed sites cover (definition D11). */
const coverageNeeded = 0.6;

interface Conversion {
  readonly overhead: number;
  readonly pue: number;
  readonly redundancy: number;
  readonly refs: readonly string[];
  readonly grades: string;
}

function conversionOf(panel: Panel): Conversion | null {
  const entries = new Map((listIn(panel, parametersId)?.entries ?? []).map((e) => [e.item, e]));
  const picked = ["server.overhead_factor", "eff.pue.liquid_ai", "eff.redundancy_factor"].map((id) => entries.get(id));
  const [overhead, pue, redundancy] = picked;
  if (overhead?.value == null || pue?.value == null || redundancy?.value == null) return null;
  return {
    overhead: overhead.value,
    pue: pue.value,
    redundancy: redundancy.value,
    refs: picked.flatMap((e) => (e === undefined ? [] : [refOf(parametersId, e.period, e.item)])),
    grades: picked.map((e) => String(e?.fields["grade"] ?? "?")).join("/"),
  };
}

function acceleratorLine(chips: SignalSeries): Line {
  const quarter = chips.periods.at(-1);
  const now = chips.values.at(-1) ?? Number.NaN;
  const before = chips.values.at(-5) ?? Number.NaN;
  if (quarter === undefined) {
    return untold(
      "chain",
      "chain/accelerators",
      {
        en: "Cannot tell the power of the accelerators sold: the count of one maker is missing on this day.",
        de: "Die Leistung der verkauften Beschleuniger ist nicht zu sagen: An diesem Tag fehlt die Zahl eines Herstellers.",
      },
      chips.gap ?? {
        needs: ["epoch/chips-nvidia/totals"],
        have: 0,
        need: 4,
        settles: { en: "Copies of the chip counts taken by this day.", de: "Kopien der Chipzahlen bis zu diesem Tag." },
        pull: "vorlauf pull epoch-chips",
      },
    );
  }
  const growth = now / before - 1;
  return found("chain", {
    id: "chain/accelerators",
    says: text(
      (f) =>
        `Accelerators sold by the end of ${f.when(quarter)} draw ${f.num(now / 1000, 1)} GW at the chip (90 %: ${f.num((chips.low?.at(-1) ?? Number.NaN) / 1000, 1)} to ${f.num((chips.high?.at(-1) ?? Number.NaN) / 1000, 1)})${Number.isFinite(growth) ? `, ${f.pct(growth)} more than a year before` : ""}; retired chips not taken off.`,
      (f) =>
        `Bis Ende ${f.when(quarter)} verkaufte Beschleuniger ziehen ${f.num(now / 1000, 1)} GW am Chip (90 %: ${f.num((chips.low?.at(-1) ?? Number.NaN) / 1000, 1)} bis ${f.num((chips.high?.at(-1) ?? Number.NaN) / 1000, 1)})${Number.isFinite(growth) ? `, ${f.pct(growth)} mehr als ein Jahr zuvor` : ""}; ausgemusterte Chips sind nicht abgezogen.`,
    ),
    value: now,
    unit: "MW (chip)",
    interval: { low: chips.low?.at(-1) ?? Number.NaN, high: chips.high?.at(-1) ?? Number.NaN, coverage: 0.9 },
    direction: Number.isFinite(growth) ? (growth > 0 ? "up" : growth < 0 ? "down" : "flat") : null,
    evidence: chips.evidence,
    newestPeriod: quarter,
    refs: chips.refs.at(-1) ?? [],
    spark: Array.from(chips.values.slice(-12)),
  });
}

interface Required {
  readonly quarter: string;
  readonly itMw: number;
  readonly facilityMw: number;
  readonly contractMw: number;
  readonly refs: readonly string[];
}

function requiredOf(chips: SignalSeries, conversion: Conversion | null): Required | null {
  const quarter = chips.periods.at(-1);
  const mw = chips.values.at(-1);
  if (quarter === undefined || mw === undefined || conversion === null) return null;
  const it = chipToIt(power("chip", mw), conversion.overhead);
  const facility = itToFacility(it, conversion.pue);
  return {
    quarter,
    itMw: it.mw,
    facilityMw: facility.mw,
    contractMw: facilityToContract(facility, conversion.redundancy).mw,
    refs: [...(chips.refs.at(-1) ?? []), ...conversion.refs],
  };
}

function requiredLine(required: Required | null, conversion: Conversion | null, chips: SignalSeries): Line {
  if (required === null || conversion === null) {
    const needs = [
      ...(chips.periods.length === 0 ? (chips.gap?.needs ?? []) : []),
      ...(conversion === null ? [parametersId] : []),
    ];
    return untold(
      "chain",
      "chain/required",
      {
        en: "Cannot convert chip power to facility and contract power on this day.",
        de: "Chipleistung ist an diesem Tag nicht in Anlagen- und Vertragsleistung umzurechnen.",
      },
      {
        needs,
        have: 0,
        need: needs.length,
        settles: {
          en: "Conversion factors and chip counts held by this day.",
          de: "Umrechnungsfaktoren und Chipzahlen, die an diesem Tag vorlagen.",
        },
        pull: "vorlauf pull buildout-parameters --from DIR",
      },
    );
  }
  return found("chain", {
    id: "chain/required",
    says: text(
      (f) =>
        `They need ${f.num(required.itMw / 1000, 1)} GW of servers, ${f.num(required.facilityMw / 1000, 1)} GW of facility and ${f.num(required.contractMw / 1000, 1)} GW under contract (overhead ${f.num(conversion.overhead, 2)}, PUE ${f.num(conversion.pue, 2)}, redundancy ${f.num(conversion.redundancy, 2)}; source grades ${conversion.grades}).`,
      (f) =>
        `Dafür braucht es ${f.num(required.itMw / 1000, 1)} GW Server, ${f.num(required.facilityMw / 1000, 1)} GW Anlage und ${f.num(required.contractMw / 1000, 1)} GW Vertragsleistung (Zuschlag ${f.num(conversion.overhead, 2)}, PUE ${f.num(conversion.pue, 2)}, Redundanz ${f.num(conversion.redundancy, 2)}; Quellenklassen ${conversion.grades}).`,
    ),
    value: required.contractMw,
    unit: "MW (contract)",
    evidence: "assumed",
    newestPeriod: required.quarter,
    refs: required.refs,
  });
}

interface Sites {
  readonly line: Line;
  readonly facilityMw: number | null;
  readonly refs: readonly string[];
}

function sitesReading(panel: Panel, required: Required | null): Sites {
  const list = listIn(panel, sitesId);
  if (list === null) {
    return {
      facilityMw: null,
      refs: [],
      line: untold(
        "chain",
        "chain/sites",
        {
          en: "No copy of the list of large sites was held on this day.",
          de: "An diesem Tag lag keine Kopie der Liste großer Standorte vor.",
        },
        {
          needs: [sitesId],
          have: 0,
          need: 1,
          settles: { en: "A copy taken by this day.", de: "Eine Kopie bis zu diesem Tag." },
          pull: "vorlauf pull epoch-data-centers",
        },
      ),
    };
  }
  const day = list.known.slice(0, 10) < panel.asOf ? list.known.slice(0, 10) : panel.asOf;
  const { before, now } = sameSiteChange(list.entries, day);
  const atRequired = required === null ? null : sitePowerOn(list.entries, endOf(required.quarter));
  const coverage = atRequired === null || required === null ? null : atRequired.facilityMw / required.facilityMw;
  const older = list.copies.slice(-2)[0];
  const sameDay =
    older === undefined || older.known === list.known
      ? null
      : {
          older: sitePowerOn(older.entries, older.known.slice(0, 10)),
          newer: sitePowerOn(list.entries, older.known.slice(0, 10)),
          known: older.known,
        };
  return {
    facilityMw: atRequired?.facilityMw ?? null,
    refs: now.refs,
    line: found("chain", {
      id: "chain/sites",
      says: text(
        (f) =>
          `The ${now.sites} large sites watched had ${f.num(now.facilityMw / 1000, 1)} GW of facility power on ${f.when(day)}, ${f.num(before.facilityMw / 1000, 1)} a year earlier on the same list${coverage === null ? "" : `; at the end of ${f.when(required?.quarter ?? "")} they covered ${f.pct(coverage)} of the power required`}${sameDay === null ? "" : `; for ${f.when(sameDay.known)} this copy says ${f.num(sameDay.newer.facilityMw / 1000, 1)} GW where the copy of that day said ${f.num(sameDay.older.facilityMw / 1000, 1)} (coverage and revision, not building)`}.`,
        (f) =>
          `Die ${now.sites} beobachteten großen Standorte hatten am ${f.when(day)} ${f.num(now.facilityMw / 1000, 1)} GW Anlagenleistung, ein Jahr zuvor ${f.num(before.facilityMw / 1000, 1)} in derselben Liste${coverage === null ? "" : `; Ende ${f.when(required?.quarter ?? "")} deckten sie ${f.pct(coverage)} der nötigen Leistung`}${sameDay === null ? "" : `; für den ${f.when(sameDay.known)} nennt diese Kopie ${f.num(sameDay.newer.facilityMw / 1000, 1)} GW, die Kopie jenes Tages ${f.num(sameDay.older.facilityMw / 1000, 1)} (Abdeckung und Revision, kein Bau)`}.`,
      ),
      value: now.facilityMw,
      unit: "MW (facility)",
      direction: now.facilityMw > before.facilityMw ? "up" : now.facilityMw < before.facilityMw ? "down" : "flat",
      evidence: weakest([
        "derived",
        ...list.entries.filter((e) => e.fields["afterCopy"] !== true).map((e) => e.evidence),
      ]),
      newestPeriod: day,
      refs: [...new Set([...now.refs, ...before.refs, ...(atRequired?.refs ?? [])])],
    }),
  };
}

function linkTable(required: Required | null, chips: SignalSeries, sites: Sites, conversion: Conversion | null): Table {
  const covered = required === null || sites.facilityMw === null ? null : sites.facilityMw / required.facilityMw;
  const row = (
    link: Line["says"],
    needed: number | null,
    available: number | null,
    coverage: number | null,
    how: string | Line["says"],
  ): Table["rows"][number] => ({ link, needed, available, coverage, how });
  return {
    id: "links",
    title: { en: "Links of the chain, required against observed", de: "Glieder der Kette, nötig gegen beobachtet" },
    columns: [
      { id: "link", label: { en: "Link", de: "Glied" } },
      { id: "needed", label: { en: "Required", de: "Nötig" }, unit: "MW", decimals: 0 },
      { id: "available", label: { en: "Observed sample", de: "Beobachtete Stichprobe" }, unit: "MW", decimals: 0 },
      { id: "coverage", label: { en: "Coverage", de: "Abdeckung" }, decimals: 2 },
      { id: "how", label: { en: "Rests on", de: "Beruht auf" } },
    ],
    rows: [
      row({ en: "Accelerators (chip)", de: "Beschleuniger (Chip)" }, chips.values.at(-1) ?? null, null, null, {
        en: "Epoch AI chip counts",
        de: "Chipzahlen von Epoch AI",
      }),
      row({ en: "Accelerators ordered (chip)", de: "Beschleuniger, bestellt (Chip)" }, null, null, null, {
        en: "no filed series of orders",
        de: "keine gemeldete Reihe der Bestellungen",
      }),
      row(
        { en: "Servers (IT)", de: "Server (IT)" },
        required?.itMw ?? null,
        null,
        null,
        conversion === null
          ? "–"
          : text(
              (f) => `parameter ${f.num(conversion.overhead, 2)}`,
              (f) => `Parameter ${f.num(conversion.overhead, 2)}`,
            ),
      ),
      row(
        { en: "Buildings and power (facility)", de: "Gebäude und Strom (Anlage)" },
        required?.facilityMw ?? null,
        sites.facilityMw,
        covered,
        { en: "Epoch AI sites", de: "Standorte von Epoch AI" },
      ),
      row({ en: "Cooling (heat)", de: "Kühlung (Wärme)" }, required?.facilityMw ?? null, null, null, {
        en: "no observed series; never named as binding",
        de: "keine beobachtete Reihe; nie als Engpass genannt",
      }),
      row({ en: "Grid (contract)", de: "Netz (Vertrag)" }, required?.contractMw ?? null, null, null, {
        en: "no observed series; never named as binding",
        de: "keine beobachtete Reihe; nie als Engpass genannt",
      }),
    ],
    note: {
      en: "A sample of sites is no total. Generator queues are future supply of power, not demand for connections. A link without an observed series is shown with its parameter and never named as binding.",
      de: "Eine Stichprobe von Standorten ist keine Summe. Warteschlangen von Kraftwerken sind künftiges Angebot, keine Nachfrage nach Anschlüssen. Ein Glied ohne beobachtete Reihe steht mit seinem Parameter da und wird nie als Engpass genannt.",
    },
    refs: [...new Set([...(required?.refs ?? chips.refs.at(-1) ?? []), ...sites.refs])],
  };
}

function figuresOf(chips: SignalSeries, sites: SignalSeries): Figure[] {
  const out: Figure[] = [];
  const now = chips.values.at(-1);
  const quarter = chips.periods.at(-1);
  if (now !== undefined && quarter !== undefined) {
    out.push({
      id: "accelerator-power",
      title: text(
        (f) => `Accelerators sold so far draw ${f.num(now / 1000, 1)} GW at the chip (${f.when(quarter)})`,
        (f) => `Bisher verkaufte Beschleuniger ziehen ${f.num(now / 1000, 1)} GW am Chip (${f.when(quarter)})`,
      ),
      subtitle: {
        en: "Rated power of all accelerators sold, MW at the chip, four makers, 90 % interval",
        de: "Nennleistung aller verkauften Beschleuniger, MW am Chip, vier Hersteller, 90-%-Intervall",
      },
      unit: "MW (chip)",
      kind: "line",
      series: [
        {
          id: "chips",
          label: { en: "Accelerators", de: "Beschleuniger" },
          role: "capex",
          kind: "estimated",
          points: chips.periods.map((x, i) => ({
            x,
            y: chips.values[i] ?? null,
            low: chips.low?.[i] ?? Number.NaN,
            high: chips.high?.[i] ?? Number.NaN,
            ref: chips.refs[i]?.[0] ?? "",
          })),
        },
      ],
      source: "Epoch AI",
      evidence: chips.evidence,
      refs: chips.refs.flat(),
    });
  }
  const sitesNow = sites.values.at(-1);
  if (sitesNow !== undefined) {
    out.push({
      id: "site-power",
      title: text(
        (f) => `The large sites watched reached ${f.num(sitesNow / 1000, 1)} GW of facility power`,
        (f) => `Die beobachteten großen Standorte erreichten ${f.num(sitesNow / 1000, 1)} GW Anlagenleistung`,
      ),
      subtitle: {
        en: "Facility power of the sites in the newest copy, MW; a sample, no total",
        de: "Anlagenleistung der Standorte der neuesten Kopie, MW; eine Stichprobe, keine Summe",
      },
      unit: "MW (facility)",
      kind: "line",
      series: [
        {
          id: "sites",
          label: { en: "Sites watched", de: "Beobachtete Standorte" },
          role: "power",
          kind: "estimated",
          points: sites.periods.map((x, i) => ({ x, y: sites.values[i] ?? null })),
        },
      ],
      source: "Epoch AI",
      evidence: sites.evidence,
      refs: [...new Set(sites.refs.flat())],
    });
  }
  return out;
}

/** The newest dated point of each queue at hand: points of the press and regional bodies, no series. */
function queueLines(panel: Panel): Line[] {
  const queue = newestEntry(panel, "ercot/large-load-queue");
  const backlog = newestEntry(panel, "gev/gas-turbine-backlog");
  const lines: Line[] = [];
  if (queue !== null) {
    lines.push(
      found("chain", {
        id: "chain/grid-queue",
        says: text(
          (f) =>
            `Large loads asked ERCOT for ${f.num(queue.value)} GW of connections (${f.when(queue.period)}); requests are no contracts, and most never connect.`,
          (f) =>
            `Große Verbraucher haben bei ERCOT ${f.num(queue.value)} GW Anschluss beantragt (${f.when(queue.period)}); Anträge sind keine Verträge, die meisten werden nie angeschlossen.`,
        ),
        value: queue.value,
        unit: "GW requested",
        evidence: queue.evidence,
        newestPeriod: queue.period,
        refs: [queue.ref],
      }),
    );
  }
  if (backlog !== null) {
    lines.push(
      found("chain", {
        id: "chain/turbine-backlog",
        says: text(
          (f) =>
            `GE Vernova held gas-turbine orders and slot reservations of ${f.num(backlog.value)} GW (${f.when(backlog.period)}): future supply of power, not demand for connections.`,
          (f) =>
            `GE Vernova hatte Gasturbinen-Aufträge und reservierte Plätze über ${f.num(backlog.value)} GW (${f.when(backlog.period)}): künftiges Stromangebot, keine Nachfrage nach Anschlüssen.`,
        ),
        value: backlog.value,
        unit: "GW",
        evidence: backlog.evidence,
        newestPeriod: backlog.period,
        refs: [backlog.ref],
      }),
    );
  }
  return lines;
}

function newestEntry(
  panel: Panel,
  id: string,
): {
  readonly value: number;
  readonly period: string;
  readonly evidence: Line["evidence"];
  readonly ref: string;
} | null {
  const wanted = id.startsWith("gev/") ? /plus slot/ : /queue/;
  const entries = (listIn(panel, id)?.entries ?? []).filter(
    (e) => e.value !== null && wanted.test(String(e.fields["measure"] ?? "")),
  );
  const newest = entries.reduce<(typeof entries)[number] | null>(
    (a, b) => (a === null || b.period > a.period ? b : a),
    null,
  );
  return newest === null || newest.value === null
    ? null
    : {
        value: newest.value,
        period: newest.period,
        evidence: newest.evidence,
        ref: refOf(id, newest.period, newest.item),
      };
}

function headlineOf(required: Required | null, sites: Sites, chips: SignalSeries): Line {
  const coverage = required === null || sites.facilityMw === null ? null : sites.facilityMw / required.facilityMw;
  const needs = [sitesId, ...(required === null ? [...(chips.gap?.needs ?? []), parametersId] : [])];
  const gap = {
    needs: [...new Set(needs)],
    have: coverage === null ? 0 : Math.round(coverage * 100),
    need: coverageNeeded * 100,
    settles: {
      en: "Observed power of sites that cover at least 60 % of what the installed accelerators need, and a utility's series of large-load connections.",
      de: "Beobachtete Leistung von Standorten, die mindestens 60 % des Bedarfs der Beschleuniger decken, und die Reihe eines Versorgers über Anschlüsse großer Lasten.",
    },
    pull: "vorlauf pull epoch-data-centers epoch-chips",
  };
  if (coverage === null || coverage < coverageNeeded) {
    return untold(
      "chain",
      "chain",
      coverage === null
        ? {
            en: "Cannot tell which link binds: required or observed power is missing on this day.",
            de: "Nicht zu sagen, welches Glied bremst: Nötige oder beobachtete Leistung fehlt an diesem Tag.",
          }
        : text(
            (f) =>
              `Cannot tell which link binds: the sites observed cover ${f.pct(coverage)} of the ${f.num((required?.facilityMw ?? 0) / 1000, 1)} GW that the accelerators sold need (60 % wanted).`,
            (f) =>
              `Nicht zu sagen, welches Glied bremst: Die beobachteten Standorte decken ${f.pct(coverage)} der ${f.num((required?.facilityMw ?? 0) / 1000, 1)} GW, die die verkauften Beschleuniger brauchen (60 % verlangt).`,
          ),
      gap,
    );
  }
  return found("chain", {
    id: "chain",
    says: text(
      (f) =>
        `Of the links with an observed series, buildings with power bind: sites cover ${f.pct(coverage)} of the ${f.num((required?.facilityMw ?? 0) / 1000, 1)} GW required.`,
      (f) =>
        `Von den Gliedern mit beobachteter Reihe bremsen Gebäude mit Strom: Standorte decken ${f.pct(coverage)} der nötigen ${f.num((required?.facilityMw ?? 0) / 1000, 1)} GW.`,
    ),
    value: coverage,
    unit: "share",
    evidence: "assumed",
    newestPeriod: required?.quarter ?? null,
    refs: [...(required?.refs ?? []), ...sites.refs],
  });
}

function measure(panel: Panel): PartResult {
  const chips = acceleratorPower.measure(panel);
  const conversion = conversionOf(panel);
  const required = requiredOf(chips, conversion);
  const sites = sitesReading(panel, required);
  const siteSeries = sitePower.measure(panel);
  const bases = basesFigure(panel, conversion);
  const then = chainOverTime(panel, conversion);
  return {
    part: "chain",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: headlineOf(required, sites, chips),
    lines: [
      acceleratorLine(chips),
      requiredLine(required, conversion, chips),
      orderedLine(panel),
      sites.line,
      ...queueLines(panel),
    ],
    figures: [...figuresOf(chips, siteSeries), ...(bases === null ? [] : [bases])],
    tables: [linkTable(required, chips, sites, conversion), ...(then.length === 0 ? [] : [chainHistoryTable(then)])],
    forecasts: [],
    warnings: [],
  };
}

/** Accelerators to servers to power to cooling to grid: what is required, what is observed, which link binds (D11). */
export const part: Part = {
  id: "chain",
  ...partWords.chain,
  needs: [
    ...acceleratorPower.needs,
    { id: sitesId, history: true },
    { id: parametersId },
    { id: "ercot/large-load-queue" },
    { id: "gev/gas-turbine-backlog" },
    ...orderedNeeds,
  ],
  measure,
};

import { assumedMilestones, cashByQuarter } from "../../planner/finance.ts";
import { daysInUnit, type LeadTime } from "../../planner/lead-time.ts";
import { type ItemNeed, type OrderLine, orderBook } from "../../planner/order-book.ts";
import { weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import type { Line, Part, PartResult, Table } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { addMonths, dateOfDay, dayOf, indexOf, periodAt, periodOf } from "../../terms/period.ts";
import { formats, type Text, text } from "../../terms/text.ts";

const listId = "parameters/buildout";

/** ASSUMPTION: the default plan is 100 MW of IT power, in service 36 months after the as-of day; a planner sets his own. */
const plan = { itMw: 100, monthsAhead: 36 };
/** ASSUMPTION (BUILDOUT 4.7): permanent staff = 24 + 0.12 per MW of IT power; to be replaced by the user's figures. */
const staff = { floor: 24, perMw: 0.12 };

interface Item {
  readonly id: string;
  readonly parameter: string;
  readonly label: Text;
  /** Must stand before fit-out begins; otherwise by the day of service. */
  readonly beforeFitOut: boolean;
  /** Share of the plan's CapEx that this item stands for: IT with the accelerators, building and plant with the shell, none else. */
  readonly pays: "it" | "building" | null;
}

const items: readonly Item[] = [
  {
    id: "grid-connection",
    parameter: "lead.grid_large_load",
    label: { en: "Grid connection, large load", de: "Netzanschluss, Großlast" },
    beforeFitOut: false,
    pays: null,
  },
  {
    id: "large-transformer",
    parameter: "lead.large_power_transformer",
    label: { en: "Large power transformer", de: "Großtransformator" },
    beforeFitOut: true,
    pays: null,
  },
  {
    id: "building-transformer",
    parameter: "lead.transformer_building",
    label: { en: "Building transformer", de: "Gebäudetransformator" },
    beforeFitOut: true,
    pays: null,
  },
  {
    id: "switchgear",
    parameter: "lead.switchgear_mv",
    label: { en: "Medium-voltage switchgear", de: "Mittelspannungsschaltanlage" },
    beforeFitOut: true,
    pays: null,
  },
  {
    id: "generator",
    parameter: "lead.generator",
    label: { en: "Standby generators", de: "Notstromaggregate" },
    beforeFitOut: true,
    pays: null,
  },
  {
    id: "chiller",
    parameter: "lead.chiller",
    label: { en: "Chillers", de: "Kältemaschinen" },
    beforeFitOut: true,
    pays: null,
  },
  { id: "ups", parameter: "lead.ups", label: { en: "UPS", de: "USV" }, beforeFitOut: true, pays: null },
  {
    id: "building",
    parameter: "lead.dc_construction",
    label: { en: "Building, from ground-breaking", de: "Gebäude, ab Spatenstich" },
    beforeFitOut: true,
    pays: "building",
  },
  {
    id: "accelerators",
    parameter: "lead.cowos",
    label: { en: "Accelerators (packaging slot)", de: "Beschleuniger (Packaging-Platz)" },
    beforeFitOut: false,
    pays: "it",
  },
];

interface Parameter {
  readonly entry: ListEntry;
  readonly ref: string;
}

function parameters(panel: Panel): ReadonlyMap<string, Parameter> {
  return new Map(
    (listIn(panel, listId)?.entries ?? []).map((entry) => [
      entry.item,
      { entry, ref: refOf(listId, entry.period, entry.item) },
    ]),
  );
}

function numberField(entry: ListEntry, field: string): number | null {
  const v = entry.fields[field];
  return typeof v === "number" && Number.isFinite(v) ? v : null;
}

/** Lead time of a parameter [days]; a range without a central value takes its geometric mean as the median (ASSUMPTION, flagged). */
function leadTimeOf(entry: ListEntry): { readonly lead: LeadTime; readonly medianAssumed: boolean } | null {
  const days = daysInUnit(String(entry.fields["unit"] ?? ""));
  if (days === null) return null;
  const low = numberField(entry, "low");
  const high = numberField(entry, "high");
  const scale = (v: number | null): number | null => (v === null ? null : v * days);
  if (entry.value !== null)
    return { lead: { median: entry.value * days, low: scale(low), high: scale(high) }, medianAssumed: false };
  if (low === null || high === null) return null;
  return { lead: { median: Math.sqrt(low * high) * days, low: scale(low), high: scale(high) }, medianAssumed: true };
}

interface Book {
  readonly lines: readonly OrderLine[];
  readonly missing: readonly string[];
  readonly assumedMedians: readonly string[];
  readonly inService: string;
  readonly refs: readonly string[];
}

function bookOf(known: ReadonlyMap<string, Parameter>, asOf: string): Book {
  const inService = addMonths(asOf, plan.monthsAhead);
  const fitOut = known.get("lead.roof_to_operational");
  const fitOutDays = fitOut === undefined ? 0 : (fitOut.entry.value ?? 0);
  const needs: ItemNeed[] = [];
  const missing: string[] = [];
  const assumedMedians: string[] = [];
  const refs = fitOut === undefined ? [] : [fitOut.ref];
  for (const item of items) {
    const found = known.get(item.parameter);
    const lead = found === undefined ? null : leadTimeOf(found.entry);
    if (found === undefined || lead === null) {
      missing.push(item.parameter);
      continue;
    }
    if (lead.medianAssumed) assumedMedians.push(item.id);
    refs.push(found.ref);
    needs.push({
      id: item.id,
      needDate: item.beforeFitOut ? dateOfDay(dayOf(inService) - fitOutDays) : inService,
      lead: lead.lead,
    });
  }
  return { lines: orderBook(needs, asOf), missing, assumedMedians, inService, refs };
}

function labelOf(id: string): Text {
  return items.find((i) => i.id === id)?.label ?? { en: id, de: id };
}

function orderTable(book: Book, known: ReadonlyMap<string, Parameter>): Table {
  return {
    id: "order-book",
    title: { en: "What to order by when", de: "Was bis wann zu bestellen ist" },
    columns: [
      { id: "item", label: { en: "Item", de: "Posten" } },
      { id: "need", label: { en: "Needed on", de: "Gebraucht am" } },
      { id: "lead", label: { en: "Lead time P80", de: "Lieferzeit P80" }, unit: "weeks", decimals: 0 },
      { id: "orderBy", label: { en: "Order by (P80)", de: "Bestellen bis (P80)" } },
      { id: "orderByMedian", label: { en: "Order by (median)", de: "Bestellen bis (Median)" } },
      { id: "late", label: { en: "Too late by", de: "Zu spät um" }, unit: "weeks", decimals: 0 },
      { id: "earliest", label: { en: "Earliest if ordered now", de: "Frühestens bei Bestellung jetzt" } },
      { id: "grade", label: { en: "Source grade", de: "Quellenklasse" } },
    ],
    rows: book.lines.map((line) => {
      const parameter = known.get(items.find((i) => i.id === line.id)?.parameter ?? "");
      const grade = String(parameter?.entry.fields["grade"] ?? "?");
      return {
        item: labelOf(line.id),
        need: line.needDate,
        lead: line.leadDaysP80 / 7,
        orderBy: line.orderBy,
        orderByMedian: line.orderByMedian,
        late: line.lateWeeks === 0 ? null : line.lateWeeks,
        earliest: line.earliest,
        grade: book.assumedMedians.includes(line.id)
          ? { en: `${grade} (ASSUMPTION: median)`, de: `${grade} (ANNAHME: Median)` }
          : grade,
        ref: parameter?.ref ?? "",
      };
    }),
    note: {
      en: `Plan: ${plan.itMw} MW of IT power in service on ${formats.en.when(book.inService)} (ASSUMPTION). Lead times are log-normal through the stated low, central and high value; equipment must stand before fit-out begins. Grade A: primary source read, B: report that quotes one, C: industry page.`,
      de: `Plan: ${plan.itMw} MW IT-Leistung in Betrieb am ${formats.de.when(book.inService)} (ANNAHME). Lieferzeiten lognormal durch den niedrigen, mittleren und hohen Wert der Quelle; Geräte müssen vor Beginn des Ausbaus stehen. Klasse A: Primärquelle gelesen, B: Bericht, der eine zitiert, C: Branchenseite.`,
    },
    refs: book.refs,
  };
}

interface Money {
  readonly table: Table;
  readonly capexUsd: number;
  readonly opexUsdPerYear: number;
  readonly refs: readonly string[];
}

function moneyOf(book: Book, known: ReadonlyMap<string, Parameter>, asOf: string): Money | null {
  const capex = known.get("sys.capex_per_gw_it");
  const opex = known.get("sys.opex_per_gw_it");
  const itShares = [
    "share.gpu_of_capex",
    "share.networking_of_capex",
    "share.cpu_of_capex",
    "share.storage_of_capex",
  ].map((id) => known.get(id));
  if (capex?.entry.value == null || opex?.entry.value == null || itShares.some((s) => s?.entry.value == null))
    return null;
  const capexUsd = (capex.entry.value * 1e9 * plan.itMw) / 1000;
  const opexUsdPerYear = (opex.entry.value * 1e9 * plan.itMw) / 1000;
  const itShare = itShares.reduce((sum, s) => sum + (s?.entry.value ?? 0), 0);
  const now = indexOf(periodOf("quarterly", asOf));
  const quarterIndex = (date: string): number => Math.max(now, indexOf(periodOf("quarterly", date)));
  const classes = (["it", "building"] as const).map((kind) => {
    const line = book.lines.find((l) => items.find((i) => i.id === l.id)?.pays === kind);
    const amount = capexUsd * (kind === "it" ? itShare : 1 - itShare);
    return {
      kind,
      cash:
        line === undefined
          ? new Map<number, number>()
          : cashByQuarter(amount, quarterIndex(line.orderBy), quarterIndex(line.needDate), assumedMilestones),
    };
  });
  const service = quarterIndex(book.inService);
  const last = service + 4;
  const rows = Array.from({ length: last - now + 1 }, (_, i) => {
    const q = now + i;
    const inService = q >= service;
    return {
      quarter: periodAt("quarterly", q),
      it: (classes[0]?.cash.get(q) ?? 0) / 1e6,
      building: (classes[1]?.cash.get(q) ?? 0) / 1e6,
      running: inService ? opexUsdPerYear / 4 / 1e6 : 0,
      heads: inService ? staff.floor + staff.perMw * plan.itMw : 0,
    };
  });
  const refs = [capex.ref, opex.ref, ...itShares.flatMap((s) => (s === undefined ? [] : [s.ref])), ...book.refs];
  return {
    capexUsd,
    opexUsdPerYear,
    refs,
    table: {
      id: "cash",
      title: {
        en: "Cash, running cost and staff by quarter",
        de: "Zahlungen, laufende Kosten und Personal je Quartal",
      },
      columns: [
        { id: "quarter", label: { en: "Quarter", de: "Quartal" } },
        { id: "it", label: { en: "CapEx IT", de: "CapEx IT" }, unit: "USD m", decimals: 0 },
        {
          id: "building",
          label: { en: "CapEx building and plant", de: "CapEx Gebäude und Anlagen" },
          unit: "USD m",
          decimals: 0,
        },
        { id: "running", label: { en: "Running cost", de: "Laufende Kosten" }, unit: "USD m", decimals: 1 },
        { id: "heads", label: { en: "Permanent staff", de: "Festes Personal" }, decimals: 0 },
      ],
      rows,
      note: {
        en: "Paid 20 % at order, 30 % halfway, 40 % at delivery, 10 % a quarter later; staff 24 + 0.12 per MW: both ASSUMPTION. Links from the indicators to demand and supply stand at zero (definition D15).",
        de: "Gezahlt 20 % bei Bestellung, 30 % auf halbem Weg, 40 % bei Lieferung, 10 % ein Quartal später; Personal 24 + 0,12 je MW: beides ANNAHME. Die Wirkung der Indikatoren auf Bedarf und Angebot steht auf null (Definition D15).",
      },
      refs,
    },
  };
}

function headline(book: Book, money: Money | null, newest: string | null, refs: readonly string[]): Line {
  const late = book.lines.filter((l) => l.lateWeeks > 0);
  const next = book.lines.find((l) => l.lateWeeks === 0);
  const worst = late[0];
  const says = text(
    (f) =>
      `For ${plan.itMw} MW of IT power in service by ${f.when(book.inService)}, ${late.length} of ${book.lines.length} long-lead items are already too late at P80${worst === undefined ? "" : ` (${labelOf(worst.id).en.toLowerCase()}: ${f.num(worst.lateWeeks)} weeks)`}${next === undefined ? "" : `; next to order: ${labelOf(next.id).en.toLowerCase()} by ${f.when(next.orderBy)}`}${money === null ? "" : `; CapEx ${f.usdBn(money.capexUsd)}`}.`,
    (f) =>
      `Für ${plan.itMw} MW IT-Leistung in Betrieb bis ${f.when(book.inService)} sind ${late.length} von ${book.lines.length} Posten mit langer Lieferzeit bei P80 schon zu spät${worst === undefined ? "" : ` (${labelOf(worst.id).de}: ${f.num(worst.lateWeeks)} Wochen)`}${next === undefined ? "" : `; als Nächstes zu bestellen: ${labelOf(next.id).de} bis ${f.when(next.orderBy)}`}${money === null ? "" : `; CapEx ${f.usdBn(money.capexUsd)}`}.`,
  );
  return {
    id: "budget",
    part: "budget",
    state: "found",
    says,
    value: late.length,
    unit: "items too late",
    direction: null,
    evidence: "assumed",
    newestPeriod: newest,
    refs,
  };
}

function withoutParameters(panel: Panel, pseudo: Panel | null): PartResult {
  const oldest = panel.oldest[listId]?.slice(0, 10);
  const pseudoKnown = pseudo === null ? new Map<string, Parameter>() : parameters(pseudo);
  const pseudoBook = pseudoKnown.size === 0 ? null : bookOf(pseudoKnown, panel.asOf);
  const pseudoLate = pseudoBook?.lines.filter((l) => l.lateWeeks > 0).length ?? 0;
  const line: Line = {
    id: "budget",
    part: "budget",
    state: "cannot-tell",
    says: {
      en: `Cannot tell what to order by when: no lead time or price was held on this day${oldest === undefined ? "" : ` (oldest copy ${formats.en.when(oldest)})`}.`,
      de: `Nicht zu sagen, was bis wann zu bestellen ist: An diesem Tag lag keine Lieferzeit und kein Preis vor${oldest === undefined ? "" : ` (älteste Kopie ${formats.de.when(oldest)})`}.`,
    },
    value: null,
    unit: null,
    direction: null,
    evidence: null,
    newestPeriod: null,
    refs: [],
    gap: {
      needs: [listId],
      have: 0,
      need: items.length,
      settles: {
        en: "Dated quotes of lead times and prices, entered with the day on which they were received.",
        de: "Datierte Angebote mit Lieferzeiten und Preisen, eingetragen mit dem Tag ihres Eingangs.",
      },
      pull: "vorlauf pull buildout-parameters --from DIR",
    },
    ...(pseudoBook === null || pseudoBook.lines.length === 0
      ? {}
      : {
          pseudo: {
            value: pseudoLate,
            says: {
              en: `With the parameters read later (later revisions included), ${pseudoLate} of ${pseudoBook.lines.length} items would have been too late.`,
              de: `Mit den später gelesenen Parametern (spätere Revisionen enthalten) wären ${pseudoLate} von ${pseudoBook.lines.length} Posten zu spät gewesen.`,
            },
          },
        }),
  };
  return {
    part: "budget",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: line,
    lines: [],
    figures: [],
    tables: [],
    forecasts: [],
    warnings: [],
  };
}

function measure(panel: Panel, { pseudo }: { readonly pseudo: Panel | null }): PartResult {
  const known = parameters(panel);
  const book = bookOf(known, panel.asOf);
  if (book.lines.length === 0) return withoutParameters(panel, pseudo);
  const money = moneyOf(book, known, panel.asOf);
  const newest =
    items
      .flatMap((i) => known.get(i.parameter)?.entry.period ?? [])
      .sort()
      .at(-1) ?? null;
  const used = items.flatMap((i) => known.get(i.parameter)?.entry.evidence ?? []);
  const next = book.lines.filter((l) => l.lateWeeks === 0).slice(0, 3);
  const refOfItem = (id: string): readonly string[] => {
    const parameter = known.get(items.find((i) => i.id === id)?.parameter ?? "");
    return parameter === undefined ? [] : [parameter.ref];
  };
  const lines = next.map(
    (line, i): Line => ({
      id: `budget/order-${i + 1}`,
      part: "budget",
      state: "found",
      says: text(
        (f) =>
          `Order ${labelOf(line.id).en.toLowerCase()} by ${f.when(line.orderBy)} (80 % in time; by the median ${f.when(line.orderByMedian)}).`,
        (f) =>
          `${labelOf(line.id).de} bestellen bis ${f.when(line.orderBy)} (zu 80 % pünktlich; nach Median ${f.when(line.orderByMedian)}).`,
      ),
      value: line.leadDaysP80 / 7,
      unit: "weeks P80",
      direction: null,
      evidence: weakest(["assumed", ...used]),
      newestPeriod: newest,
      refs: refOfItem(line.id),
    }),
  );
  const longest = book.lines.reduce<OrderLine | null>(
    (a, b) => (a === null || b.leadDaysP80 > a.leadDaysP80 ? b : a),
    null,
  );
  const bottleneck: readonly Line[] =
    longest === null
      ? []
      : [
          {
            id: "budget/bottleneck",
            part: "budget",
            state: "found",
            says: text(
              (f) =>
                `${labelOf(longest.id).en} has the longest lead: ${f.num(longest.leadDaysP80 / 365.25, 1)} years at P80; ordered on this day it stands ${f.when(longest.earliest)}.`,
              (f) =>
                `${labelOf(longest.id).de} hat die längste Lieferzeit: ${f.num(longest.leadDaysP80 / 365.25, 1)} Jahre bei P80; heute bestellt, Lieferung am ${f.when(longest.earliest)}.`,
            ),
            value: longest.leadDaysP80 / 365.25,
            unit: "years P80",
            direction: null,
            evidence: weakest(["estimated", ...used]),
            newestPeriod: newest,
            refs: refOfItem(longest.id),
          },
        ];
  return {
    part: "budget",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: headline(book, money, newest, money?.refs ?? book.refs),
    lines: [...bottleneck, ...lines],
    figures: [],
    tables: [orderTable(book, known), ...(money === null ? [] : [money.table])],
    forecasts: [],
    warnings:
      book.missing.length === 0
        ? []
        : [
            {
              code: "parameters-missing",
              facts: { count: book.missing.length, ids: book.missing.join(", ") },
              about: [listId],
            },
          ],
  };
}

/** What must be ordered, paid and staffed by when for a stated default plan; lead times and prices from the parameter list. */
export const part: Part = { id: "budget", ...partWords.budget, needs: [{ id: listId }], measure };

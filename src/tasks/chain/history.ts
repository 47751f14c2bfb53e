import { chipToIt, facilityToContract, itToFacility, power } from "../../planner/power.ts";
import { signal as acceleratorPower, chipSets } from "../../signals/chain/accelerator-power.ts";
import { sitePowerOn } from "../../signals/chain/site-power.ts";
import { listIn, type Panel, panelAsKnown, panelFor, refOf } from "../../terms/panel.ts";
import type { Figure, Table } from "../../terms/part.ts";
import { addMonths, endOf, periodOf, periodRange } from "../../terms/period.ts";
import { text } from "../../terms/text.ts";

const sitesId = "epoch/data-center-timelines";

/** The factors between the power bases; today's parameters, applied to every earlier day (they are not dated). */
export interface Factors {
  readonly overhead: number;
  readonly pue: number;
  readonly redundancy: number;
}

/** The links of the chain at one month's end, as then known; null where a link could not be told then. */
export interface ChainThen {
  readonly day: string;
  /** Newest quarter complete for every maker, its rated power, and what was held of each maker. */
  readonly quarter: string | null;
  readonly chipMw: number | null;
  readonly nvidiaMw: number | null;
  readonly itMw: number | null;
  readonly facilityMw: number | null;
  readonly contractMw: number | null;
  /** The sites of the copy then newest, on that day; their power at the end of the quarter gives the coverage. */
  readonly siteMw: number | null;
  readonly sites: number | null;
  readonly coverage: number | null;
  readonly queueGw: number | null;
  readonly refs: readonly string[];
}

function queueAt(panel: Panel): { readonly gw: number; readonly ref: string } | null {
  const entries = (listIn(panel, "ercot/large-load-queue")?.entries ?? []).filter(
    (e) => e.value !== null && /queue/.test(String(e.fields["measure"] ?? "")),
  );
  const newest = entries.reduce<(typeof entries)[number] | null>(
    (a, b) => (a === null || b.period > a.period ? b : a),
    null,
  );
  return newest === null || newest.value === null
    ? null
    : { gw: newest.value, ref: refOf("ercot/large-load-queue", newest.period, newest.item) };
}

function nvidiaAt(panel: Panel): { readonly mw: number; readonly ref: string } | null {
  const id = chipSets[0] ?? "";
  const whole = (listIn(panel, id)?.entries ?? []).filter(
    (e) => e.fields["incomplete"] !== true && typeof e.fields["chipMw"] === "number",
  );
  const newest = whole.reduce<(typeof whole)[number] | null>(
    (a, b) => (a === null || b.period > a.period ? b : a),
    null,
  );
  return newest === null ? null : { mw: Number(newest.fields["chipMw"]), ref: refOf(id, newest.period, newest.item) };
}

/**
 * Every link of the chain at each month's end of two years, as then known: chips from the copies of that day (a sum with a maker
 * missing is missing), sites from the copy of that day, requests from what was published by then.
 */
export function chainOverTime(panel: Panel, factors: Factors | null): ChainThen[] {
  const from = periodOf("monthly", addMonths(panel.asOf, -24));
  const ends = periodRange(from, periodOf("monthly", panel.asOf)).map(endOf);
  const own = panelFor(panel, [...acceleratorPower.needs, { id: sitesId }, { id: "ercot/large-load-queue" }]);
  return [...ends.filter((d) => d < panel.asOf), panel.asOf]
    .map((day): ChainThen => {
      const then = panelAsKnown(own, day);
      const chips = acceleratorPower.measure(then);
      const [quarter, chipMw] = [chips.periods.at(-1) ?? null, chips.values.at(-1) ?? null];
      const it = chipMw === null || factors === null ? null : chipToIt(power("chip", chipMw), factors.overhead);
      const facility = it === null || factors === null ? null : itToFacility(it, factors.pue);
      const list = listIn(then, sitesId);
      const copyDay = list === null ? null : list.known.slice(0, 10) < day ? list.known.slice(0, 10) : day;
      const now = list === null || copyDay === null ? null : sitePowerOn(list.entries, copyDay);
      const atQuarter = list === null || quarter === null ? null : sitePowerOn(list.entries, endOf(quarter));
      const [queue, nvidia] = [queueAt(then), nvidiaAt(then)];
      return {
        day,
        quarter,
        chipMw,
        nvidiaMw: nvidia?.mw ?? null,
        itMw: it?.mw ?? null,
        facilityMw: facility?.mw ?? null,
        contractMw: facility === null || factors === null ? null : facilityToContract(facility, factors.redundancy).mw,
        siteMw: now?.facilityMw ?? null,
        sites: now?.sites ?? null,
        coverage: atQuarter === null || facility === null ? null : atQuarter.facilityMw / facility.mw,
        queueGw: queue?.gw ?? null,
        refs: [
          ...(chips.refs.at(-1) ?? []),
          ...(nvidia === null ? [] : [nvidia.ref]),
          ...(now?.refs ?? []),
          ...(queue === null ? [] : [queue.ref]),
        ],
      };
    })
    .filter((c) => c.nvidiaMw !== null || c.siteMw !== null || c.queueGw !== null);
}

/** {@link chainOverTime} as a table, newest first. */
export function chainHistoryTable(known: readonly ChainThen[]): Table {
  return {
    id: "as-then-known",
    title: {
      en: "The chain at each month's end, as then known",
      de: "Die Kette an jedem Monatsende, nach damaligem Wissen",
    },
    columns: [
      { id: "day", label: { en: "As of", de: "Stand" } },
      { id: "quarter", label: { en: "Chips to", de: "Chips bis" } },
      { id: "nvidiaMw", label: { en: "Nvidia alone (chip)", de: "Nvidia allein (Chip)" }, unit: "MW", decimals: 0 },
      {
        id: "chipMw",
        label: { en: "All accelerators (chip)", de: "Alle Beschleuniger (Chip)" },
        unit: "MW",
        decimals: 0,
      },
      { id: "itMw", label: { en: "Servers (IT)", de: "Server (IT)" }, unit: "MW", decimals: 0 },
      { id: "facilityMw", label: { en: "Facility = heat", de: "Anlage = Wärme" }, unit: "MW", decimals: 0 },
      { id: "contractMw", label: { en: "Contract", de: "Vertrag" }, unit: "MW", decimals: 0 },
      {
        id: "siteMw",
        label: { en: "Sites watched (facility)", de: "Beobachtete Standorte (Anlage)" },
        unit: "MW",
        decimals: 0,
      },
      { id: "sites", label: { en: "Sites", de: "Standorte" }, decimals: 0 },
      { id: "coverage", label: { en: "Coverage", de: "Abdeckung" }, decimals: 2 },
      { id: "queueGw", label: { en: "Requests at ERCOT", de: "Anträge bei ERCOT" }, unit: "GW", decimals: 0 },
    ],
    rows: [...known].reverse().map(({ refs, ...c }) => ({ ...c, ref: refs[0] ?? "" })),
    note: {
      en: "Each row uses only copies held on its day; the factors between bases are today's parameters. More sites in a newer copy is coverage, not building. All heat leaves through cooling, so heat equals facility power. A sum with a maker missing is missing.",
      de: "Jede Zeile nutzt nur Kopien, die an ihrem Tag vorlagen; die Faktoren zwischen den Basen sind die heutigen Parameter. Mehr Standorte in einer neueren Kopie sind Abdeckung, kein Bau. Alle Wärme geht durch die Kühlung, also gleicht sie der Anlagenleistung. Eine Summe, in der ein Hersteller fehlt, fehlt.",
    },
    refs: [...new Set(known.flatMap((c) => c.refs))],
  };
}

/** Power that the accelerators sold need, base by base and quarter by quarter, beside the sites watched (one copy each). */
export function basesFigure(panel: Panel, factors: Factors | null): Figure | null {
  const chips = acceleratorPower.measure(panel);
  const last = chips.periods.at(-1);
  if (factors === null || last === undefined) return null;
  const it = chips.values.map((mw) => chipToIt(power("chip", mw), factors.overhead).mw);
  const facility = it.map((mw) => itToFacility(power("it", mw), factors.pue).mw);
  const contract = facility.map((mw) => facilityToContract(power("facility", mw), factors.redundancy).mw);
  const list = listIn(panel, sitesId);
  const sites = list === null ? [] : chips.periods.map((q) => sitePowerOn(list.entries, endOf(q)));
  const points = (values: Float64Array): Figure["series"][number]["points"] =>
    chips.periods.map((x, i) => ({ x, y: values[i] ?? null, ref: chips.refs[i]?.[0] ?? "" }));
  const need = contract.at(-1) ?? Number.NaN;
  return {
    id: "bases",
    title: text(
      (f) => `The accelerators sold by ${f.when(last)} need ${f.num(need / 1000, 1)} GW under contract`,
      (f) => `Die bis ${f.when(last)} verkauften Beschleuniger brauchen ${f.num(need / 1000, 1)} GW Vertragsleistung`,
    ),
    subtitle: {
      en: "Power by base, MW; facility power equals the heat that cooling must take away; factors are parameters",
      de: "Leistung nach Basis, MW; die Anlagenleistung gleicht der Wärme, die gekühlt werden muss; Faktoren sind Parameter",
    },
    unit: "MW",
    kind: "line",
    series: [
      {
        id: "contract",
        label: { en: "Contract", de: "Vertrag" },
        role: "muted",
        kind: "estimated",
        points: points(contract),
      },
      {
        id: "facility",
        label: { en: "Facility and heat", de: "Anlage und Wärme" },
        role: "cooling",
        kind: "estimated",
        points: points(facility),
      },
      {
        id: "it",
        label: { en: "Servers (IT)", de: "Server (IT)" },
        role: "capex",
        kind: "estimated",
        points: points(it),
      },
      ...(sites.length === 0
        ? []
        : [
            {
              id: "sites",
              label: { en: "Sites watched (facility)", de: "Beobachtete Standorte (Anlage)" },
              role: "power" as const,
              kind: "estimated" as const,
              points: chips.periods.map((x, i) => ({
                x,
                y: sites[i]?.facilityMw ?? null,
                ref: sites[i]?.refs[0] ?? "",
              })),
            },
          ]),
    ],
    source: "Epoch AI",
    evidence: "assumed",
    refs: [...new Set([...chips.refs.flat(), ...sites.flatMap((s) => s.refs)])],
  };
}

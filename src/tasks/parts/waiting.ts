import { leadTimeP80 } from "../../planner/lead-time.ts";
import { breakEvenUtilisation, type OwnOrRent, ownUsdPerUsedHour, valueOfWaiting } from "../../planner/user-cost.ts";
import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import type { Line, Part, PartResult, Table } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { text } from "../../terms/text.ts";

const listId = "parameters/buildout";
const used = [
  "rack.gb200_nvl72.allin",
  "rack.gb200_nvl72.gpus",
  "rack.gb200_nvl72.power",
  "sys.opex_per_gw_it",
  "fin.wacc_example",
  "trend.hw_perf_per_dollar",
  "sys.breakeven_utilization",
  "rent.b200",
  "lead.cowos",
] as const;
type Used = (typeof used)[number];

interface Inputs {
  readonly values: Readonly<Record<Used, number>>;
  readonly slotYears: number;
  readonly refs: readonly string[];
  readonly newest: string;
}

function field(entry: ListEntry, name: string): number | null {
  const v = entry.fields[name];
  return typeof v === "number" && Number.isFinite(v) ? v : null;
}

/** The parameters, or the ids of those that are missing. */
function inputsOf(panel: Panel): Inputs | { readonly missing: readonly string[] } {
  const entries = new Map((listIn(panel, listId)?.entries ?? []).map((e) => [e.item, e]));
  const missing = used.filter((id) => entries.get(id)?.value == null);
  if (missing.length > 0) return { missing };
  const value = (id: Used): number => entries.get(id)?.value ?? Number.NaN;
  const lead = entries.get("lead.cowos");
  const weeks =
    lead === undefined ? null : { median: value("lead.cowos"), low: field(lead, "low"), high: field(lead, "high") };
  return {
    values: Object.fromEntries(used.map((id) => [id, value(id)])) satisfies Record<string, number> as Record<
      Used,
      number
    >,
    slotYears: weeks === null ? 0 : (leadTimeP80(weeks) - weeks.median) / 52.18,
    refs: used.map((id) => refOf(listId, entries.get(id)?.period ?? "", id)),
    newest:
      used
        .map((id) => entries.get(id)?.period ?? "")
        .sort()
        .at(-1) ?? "",
  };
}

function machineOf({ values: v }: Inputs): OwnOrRent {
  const gpus = v["rack.gb200_nvl72.gpus"];
  return {
    priceUsd: (v["rack.gb200_nvl72.allin"] * 1e6) / gpus,
    runningUsdPerYear: (v["sys.opex_per_gw_it"] * 1e9 * (v["rack.gb200_nvl72.power"] / 1e6)) / gpus,
    rate: v["fin.wacc_example"],
    priceFall: v["trend.hw_perf_per_dollar"],
    utilisation: v["sys.breakeven_utilization"],
    rentUsdPerHour: v["rent.b200"],
  };
}

function waitTable(machine: OwnOrRent, slotYears: number, refs: readonly string[]): Table {
  return {
    id: "value-of-waiting",
    title: { en: "What waiting is worth per accelerator", de: "Was Warten je Beschleuniger wert ist" },
    columns: [
      { id: "quarters", label: { en: "Wait", de: "Warten" }, unit: "quarters", decimals: 0 },
      { id: "kept", label: { en: "Place in the queue kept", de: "Platz behalten" }, unit: "USD", decimals: 0 },
      { id: "lost", label: { en: "Place lost", de: "Platz verloren" }, unit: "USD", decimals: 0 },
      {
        id: "rising",
        label: { en: "Place lost, rents +20 % (ASSUMPTION)", de: "Platz verloren, Mieten +20 % (ANNAHME)" },
        unit: "USD",
        decimals: 0,
      },
      {
        id: "falling",
        label: { en: "Place lost, rents −20 % (ASSUMPTION)", de: "Platz verloren, Mieten −20 % (ANNAHME)" },
        unit: "USD",
        decimals: 0,
      },
    ],
    rows: [1, 2, 4, 8].map((quarters) => ({
      quarters,
      kept: valueOfWaiting(machine, quarters / 4, 0),
      lost: valueOfWaiting(machine, quarters / 4, slotYears),
      rising: valueOfWaiting({ ...machine, rentUsdPerHour: machine.rentUsdPerHour * 1.2 }, quarters / 4, slotYears),
      falling: valueOfWaiting({ ...machine, rentUsdPerHour: machine.rentUsdPerHour * 0.8 }, quarters / 4, slotYears),
    })),
    note: {
      en: "Positive: waiting pays. The work is done on rented machines meanwhile. No option value of learning is included; it would add to waiting.",
      de: "Positiv: Warten lohnt sich. Bis dahin läuft die Arbeit auf gemieteten Maschinen. Der Wert neuer Information ist nicht enthalten; er spräche für Warten.",
    },
    refs,
  };
}

function cannotTell(panel: Panel, missing: readonly string[]): PartResult {
  const line: Line = {
    id: "waiting",
    part: "waiting",
    state: "cannot-tell",
    says: {
      en: "Cannot tell what waiting is worth: no price of accelerators, rent or lead time was held on this day.",
      de: "Nicht zu sagen, was Warten wert ist: An diesem Tag lagen weder Preise von Beschleunigern noch Mieten oder Lieferzeiten vor.",
    },
    value: null,
    unit: null,
    direction: null,
    evidence: null,
    newestPeriod: null,
    refs: [],
    gap: {
      needs: [listId],
      have: used.length - missing.length,
      need: used.length,
      settles: { en: `Dated values of ${missing.join(", ")}.`, de: `Datierte Werte für ${missing.join(", ")}.` },
      pull: "vorlauf pull buildout-parameters --from DIR",
    },
  };
  return {
    part: "waiting",
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

function measure(panel: Panel): PartResult {
  const inputs = inputsOf(panel);
  if ("missing" in inputs) return cannotTell(panel, inputs.missing);
  const machine = machineOf(inputs);
  const own = ownUsdPerUsedHour(machine);
  const kept = valueOfWaiting(machine, 0.25, 0);
  const lost = valueOfWaiting(machine, 0.25, inputs.slotYears);
  const pays = lost > 0;
  const finding = (id: string, says: Line["says"], value: number, unit: string): Line => ({
    id,
    part: "waiting",
    state: "found",
    says,
    value,
    unit,
    direction: null,
    evidence: "assumed",
    newestPeriod: inputs.newest,
    refs: inputs.refs,
  });
  return {
    part: "waiting",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: finding(
      "waiting",
      text(
        (f) =>
          `Waiting one quarter is worth USD ${f.num(lost)} per accelerator with the place in the queue lost (${f.num(kept)} with it kept): ${pays ? "wait" : "commit or rent"}; owning costs USD ${f.num(own, 2)} per used hour against ${f.num(machine.rentUsdPerHour, 2)} rent.`,
        (f) =>
          `Ein Quartal Warten ist je Beschleuniger ${f.num(lost)} USD wert, wenn der Lieferplatz verloren geht (${f.num(kept)}, wenn er bleibt): ${pays ? "warten" : "binden oder mieten"}; Eigentum kostet ${f.num(own, 2)} USD je genutzter Stunde, Miete ${f.num(machine.rentUsdPerHour, 2)}.`,
      ),
      lost,
      "USD per accelerator",
    ),
    lines: [
      finding(
        "waiting/break-even-utilisation",
        text(
          (f) => `Owning and renting cost the same at ${f.pct(breakEvenUtilisation(machine))} of hours in use.`,
          (f) =>
            `Eigentum und Miete kosten gleich viel, wenn die Maschine ${f.pct(breakEvenUtilisation(machine))} der Stunden läuft.`,
        ),
        breakEvenUtilisation(machine),
        "share",
      ),
      finding(
        "waiting/slot",
        text(
          (f) =>
            `A lost place delays delivery by ${f.num(inputs.slotYears * 52.18)} weeks more (P80 against median of the packaging window); that alone costs USD ${f.num(kept - lost)} per accelerator.`,
          (f) =>
            `Ein verlorener Platz verzögert die Lieferung um weitere ${f.num(inputs.slotYears * 52.18)} Wochen (P80 gegen Median des Packaging-Fensters); allein das kostet ${f.num(kept - lost)} USD je Beschleuniger.`,
        ),
        kept - lost,
        "USD per accelerator",
      ),
    ],
    figures: [],
    tables: [waitTable(machine, inputs.slotYears, inputs.refs)],
    forecasts: [],
    warnings: [],
  };
}

/** Invest now, reserve, rent or wait: the value of waiting including the lost place in the queue, from the parameter list. */
export const part: Part = { id: "waiting", ...partWords.waiting, needs: [{ id: listId }], measure };

import { sum } from "../../math/sums.ts";
import { weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Panel, refOf, type SeriesView, seriesIn } from "../../terms/panel.ts";
import { dayOf, endOf, periodOf, periodRange, shift, startOf } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/** One announced charge of a carmaker group after the overlap rules of definition D7. */
export interface Charge {
  readonly event: string;
  readonly group: string;
  /** Announcement day as the list gives it. */
  readonly announced: string;
  readonly period: string;
  readonly cause: string;
  readonly amount: number;
  readonly currency: string;
  /** EV part where the announcement states one [original currency]. */
  readonly evPart: number | null;
  /** At the ECB rate of the announcement day (or the last one before it); null when no rate is visible. */
  readonly usd: number | null;
  readonly usdPerUnit: number | null;
  readonly grade: string;
  readonly fact: string;
  /** The event and the rates it was converted with. */
  readonly refs: readonly string[];
}

/** Charges counted, those replaced by or contained in another, and upper bounds, which are never added. */
export interface Charges {
  readonly counted: readonly Charge[];
  readonly overlapped: readonly { readonly charge: Charge; readonly by: string }[];
  readonly upperBounds: readonly Charge[];
}

const listId = "events/carmakers";
const dollars = "fx/eur-usd";
const chargeKinds: ReadonlySet<string> = new Set(["charge", "charge_noncash", "charge_cumulative"]);

/**
 * First and last day of an accounting period: `2025`, `2025-Q3`, `2025-H2` or `2025/2027`.
 */
export function daysOfPeriod(period: string): { readonly from: string; readonly to: string } {
  const [first = period, last = first] = period.split("/");
  const half = /^(\d{4})-H([12])$/.exec(first);
  if (half !== null)
    return half[2] === "1"
      ? { from: `${half[1]}-01-01`, to: `${half[1]}-06-30` }
      : { from: `${half[1]}-07-01`, to: `${half[1]}-12-31` };
  return { from: startOf(first), to: endOf(last) };
}

function within(inner: string, outer: string): boolean {
  const [a, b] = [daysOfPeriod(inner), daysOfPeriod(outer)];
  return a.from >= b.from && a.to <= b.to;
}

function rateOn(series: SeriesView | null, day: string): { readonly value: number; readonly ref: string } | null {
  if (series === null) return null;
  const at = series.periods.findLastIndex((p) => p <= day);
  const [period, value] = [series.periods[at], series.values[at]];
  return period === undefined || value === undefined || Number.isNaN(value) || dayOf(day) - dayOf(period) > 7
    ? null
    : { value, ref: refOf(series.id, period) };
}

function conversion(
  panel: Panel,
  currency: string,
  day: string,
): { readonly usdPerUnit: number; readonly refs: readonly string[] } | null {
  if (currency === "USD") return { usdPerUnit: 1, refs: [] };
  const usd = rateOn(seriesIn(panel, dollars), day);
  if (usd === null) return null;
  if (currency === "EUR") return { usdPerUnit: usd.value, refs: [usd.ref] };
  const own = rateOn(seriesIn(panel, `fx/eur-${currency.toLowerCase()}`), day);
  return own === null ? null : { usdPerUnit: usd.value / own.value, refs: [usd.ref, own.ref] };
}

function chargeOf(entry: ListEntry, panel: Panel): Charge | null {
  const { cause, chargePeriod, groups, currency, fact, grade, evPart } = entry.fields;
  if (
    entry.value === null ||
    typeof cause !== "string" ||
    typeof chargePeriod !== "string" ||
    typeof currency !== "string"
  )
    return null;
  const announced = endOf(entry.period);
  const rate = conversion(panel, currency, announced);
  return {
    event: entry.item,
    group: String(groups ?? "").split(";")[0] ?? "",
    announced,
    period: chargePeriod,
    cause,
    amount: entry.value,
    currency,
    evPart: typeof evPart === "number" ? evPart : null,
    usd: rate === null ? null : entry.value * rate.usdPerUnit,
    usdPerUnit: rate?.usdPerUnit ?? null,
    grade: String(grade ?? "C"),
    fact: String(fact ?? ""),
    refs: [refOf(listId, entry.period, entry.item), ...(rate?.refs ?? [])],
  };
}

/**
 * Announced charges by definition D7. Two charges overlap when group and cause agree and one accounting period lies within
 * the other; then the later announcement stands if its period covers the earlier one (a cumulative figure replaces its
 * parts; of one day the larger amount, which contains the subsidiary's), else the later is a part and is not added.
 * Project, contract and plan values are no charges; `charge_upper_bound` is kept apart; aggregates have no key.
 */
export function announcedCharges(panel: Panel): Charges {
  const entries = listIn(panel, listId)?.entries ?? [];
  const read = (kinds: (kind: string) => boolean): Charge[] =>
    entries
      .filter((e) => kinds(String(e.fields["kind"])))
      .map((e) => chargeOf(e, panel))
      .filter((c): c is Charge => c !== null)
      .sort((a, b) =>
        a.announced < b.announced
          ? -1
          : a.announced > b.announced
            ? 1
            : a.amount - b.amount || (a.event < b.event ? -1 : 1),
      );
  let counted: Charge[] = [];
  const overlapped: { charge: Charge; by: string }[] = [];
  for (const charge of read((kind) => chargeKinds.has(kind))) {
    const same = counted.filter((c) => c.group === charge.group && c.cause === charge.cause);
    const whole = same.find((c) => within(charge.period, c.period) && c.period !== charge.period);
    if (whole !== undefined) {
      overlapped.push({ charge, by: whole.event });
      continue;
    }
    const parts = same.filter((c) => within(c.period, charge.period));
    overlapped.push(...parts.map((part) => ({ charge: part, by: charge.event })));
    counted = [...counted.filter((c) => !parts.includes(c)), charge];
  }
  return { counted, overlapped, upperBounds: read((kind) => kind === "charge_upper_bound") };
}

/** Charges announced in each quarter, all carmakers, pages of grade A or B, counted once. */
export const signal: Signal = {
  id: "announced-charges",
  question: {
    en: "How much did carmakers charge for their EV programmes?",
    de: "Wie viel haben Autohersteller auf ihre EV-Programme abgeschrieben?",
  },
  needs: [{ id: listId }, { id: "fx/*" }],
  unit: "USD",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const charges = announcedCharges(panel).counted.filter((c) => c.grade !== "C" && c.usd !== null);
    const quarters =
      charges.length === 0
        ? []
        : periodRange(
            periodOf("quarterly", charges[0]?.announced ?? panel.asOf),
            shift(periodOf("quarterly", panel.asOf), 0),
          );
    const inQuarter = (q: string): Charge[] => charges.filter((c) => periodOf("quarterly", c.announced) === q);
    return {
      id: "announced-charges",
      unit: "USD",
      frequency: "quarterly",
      periods: quarters,
      values: Float64Array.from(quarters, (q) => sum(inQuarter(q).map((c) => c.usd ?? Number.NaN))),
      evidence: weakest(charges.length === 0 ? [] : ["derived"]),
      refs: quarters.map((q) => inQuarter(q).flatMap((c) => c.refs)),
      warnings: [{ code: "collected-by-looking-for-retreats", facts: { list: listId }, about: [listId] }],
    };
  },
};

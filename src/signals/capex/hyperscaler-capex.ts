import { sum } from "../../math/sums.ts";
import { type Evidence, weakest } from "../../terms/observation.ts";
import { type Need, type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import { indexOf, type Period, periodRange } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/** The four companies of the reference series (definition D9). */
export const hyperscalers: readonly string[] = ["msft", "googl", "amzn", "meta"];
/** The same with Oracle, whose quarters end in February, May, August and November: December to November stands for its year. */
export const withOracle: readonly string[] = [...hyperscalers, "orcl"];

/** CapEx of one company on the group's common grid of calendar quarters; NaN where it is not held. */
interface Member {
  readonly ticker: string;
  readonly values: Float64Array;
  /** Earlier definition on the same grid, NaN where not held: Amazon net of incentives, to 2017. */
  readonly earlier: Float64Array;
}

/** Companies side by side on one grid without gaps, from the first to the last quarter that any of them is held in. */
export interface Members {
  readonly periods: readonly Period[];
  readonly members: readonly Member[];
  readonly evidence: Evidence;
  readonly refs: readonly (readonly string[])[];
}

/** Series that {@link alignMembers} reads for these companies. */
export function memberNeeds(tickers: readonly string[]): Need[] {
  return tickers.flatMap((t) => [
    { id: `sec/${t}/capex`, history: true },
    ...(t === "amzn" ? [{ id: "sec/amzn/capex-net" }] : []),
  ]);
}

/** The companies' quarterly CapEx [USD] on one grid; null when none is held. */
export function alignMembers(panel: Panel, tickers: readonly string[]): Members | null {
  const views = tickers.map((ticker) => ({
    ticker,
    now: seriesIn(panel, `sec/${ticker}/capex`),
    net: seriesIn(panel, `sec/${ticker}/capex-net`),
  }));
  const held = views
    .flatMap((v) => [v.now, v.net])
    .flatMap((v) => (v === null ? [] : [...v.periods]))
    .sort();
  const [first, last] = [held[0], held.at(-1)];
  if (first === undefined || last === undefined) return null;
  const periods = periodRange(first, last);
  const onGrid = (view: (typeof views)[number]["now"]): Float64Array => {
    const values = new Float64Array(periods.length).fill(Number.NaN);
    view?.periods.forEach((p, i) => {
      values[indexOf(p) - indexOf(first)] = view.values[i] ?? Number.NaN;
    });
    return values;
  };
  const members = views.map((v) => ({ ticker: v.ticker, values: onGrid(v.now), earlier: onGrid(v.net) }));
  return {
    periods,
    members,
    evidence: weakest(views.flatMap((v) => [...(v.now?.evidence ?? []), ...(v.net?.evidence ?? [])])),
    refs: periods.map((p, t) =>
      members.flatMap((m) => [
        ...(Number.isNaN(m.values[t] ?? Number.NaN) ? [] : [refOf(`sec/${m.ticker}/capex`, p)]),
        ...(Number.isNaN(m.earlier[t] ?? Number.NaN) ? [] : [refOf(`sec/${m.ticker}/capex-net`, p)]),
      ]),
    ),
  };
}

/**
 * Plain sum of the companies' CapEx in the quarters where every one of them is held [USD]; other quarters are left out, never
 * filled. Cash purchases of property and equipment, Amazon gross of incentives.
 */
export function groupSum(panel: Panel, tickers: readonly string[], id: string): SignalSeries {
  const group = alignMembers(panel, tickers);
  const missing = tickers.filter((t) => seriesIn(panel, `sec/${t}/capex`) === null);
  const shared = {
    id,
    unit: "USD",
    frequency: "quarterly",
    evidence: group?.evidence ?? "unresolved",
    warnings: [],
  } as const;
  const at =
    group === null || missing.length > 0
      ? []
      : group.periods.flatMap((_, t) => (group.members.every((m) => Number.isFinite(m.values[t])) ? [t] : []));
  if (group === null || at.length === 0) {
    const names = (missing.length > 0 ? missing : tickers).map((t) => t.toUpperCase()).join(", ");
    const gap = {
      needs: (missing.length > 0 ? missing : tickers).map((t) => `sec/${t}/capex`),
      have: 0,
      need: 1,
      settles: {
        en: `A quarter in which all companies are held; missing: ${names}.`,
        de: `Ein Quartal, in dem alle Unternehmen vorliegen; es fehlen: ${names}.`,
      },
      pull: `vorlauf pull sec ${(missing[0] ?? tickers[0] ?? "msft").toUpperCase()}`,
    };
    return { ...shared, periods: [], values: new Float64Array(0), refs: [], gap };
  }
  const refsOf = (t: number): string[] => tickers.map((ticker) => refOf(`sec/${ticker}/capex`, group.periods[t] ?? ""));
  return {
    ...shared,
    periods: at.map((t) => group.periods[t] ?? ""),
    values: Float64Array.from(at, (t) => sum(group.members.map((m) => m.values[t] ?? Number.NaN))),
    refs: at.map(refsOf),
  };
}

/** Quarterly cash CapEx of Microsoft, Alphabet, Amazon and Meta together, where all four are held [USD]. */
export const signal: Signal = {
  id: "hyperscaler-capex",
  question: {
    en: "How much do the four largest cloud builders invest in a quarter?",
    de: "Wie viel investieren die vier größten Cloud-Betreiber im Quartal?",
  },
  needs: memberNeeds(hyperscalers),
  unit: "USD",
  strongerWhen: "higher",
  measure: (panel) => groupSum(panel, hyperscalers, "hyperscaler-capex"),
};

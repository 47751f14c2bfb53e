import { sum } from "../../math/sums.ts";
import { type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import { shift } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/** Makers of road machines, steel, and road stone or cement that file in the United States. */
const roadMakers: readonly string[] = ["cat", "nue", "stld", "vmc", "mlm", "exp"];

/**
 * Year-on-year log growth of the makers' CapEx together: in each quarter the makers held both then and a year before. A gap
 * names every maker that is not held.
 */
export function makersGrowth(panel: Panel): SignalSeries {
  const views = roadMakers.map((t) => ({ ticker: t, view: seriesIn(panel, `sec/${t}/capex`) }));
  const missing = views.filter((v) => v.view === null).map((v) => `sec/${v.ticker}/capex`);
  const at = views.map(({ ticker, view }) => ({
    ticker,
    values: new Map(view?.periods.map((p, i) => [p, view.values[i] ?? Number.NaN])),
  }));
  const held = (p: string): typeof at =>
    at.filter((m) => (m.values.get(p) ?? 0) > 0 && (m.values.get(shift(p, -4)) ?? 0) > 0);
  const quarters = [...new Set(at.flatMap((m) => [...m.values.keys()]))].sort().filter((p) => held(p).length >= 2);
  const shared = { id: "road-makers", unit: "log points, year on year", frequency: "quarterly", warnings: [] } as const;
  if (quarters.length === 0) {
    const settles = {
      en: "Filings of at least two makers of road machines, steel or cement, five quarters each.",
      de: "Einreichungen von mindestens zwei Herstellern von Straßenbaumaschinen, Stahl oder Zement, je fünf Quartale.",
    };
    const gap = {
      needs: missing.length > 0 ? missing : roadMakers.map((t) => `sec/${t}/capex`),
      have: roadMakers.length - missing.length,
      need: 2,
      settles,
      pull: "vorlauf pull sec CAT",
    };
    return { ...shared, periods: [], values: new Float64Array(0), evidence: "unresolved", refs: [], gap };
  }
  const total = (p: string, of: string): number => sum(held(p).map((m) => m.values.get(of) ?? Number.NaN));
  return {
    ...shared,
    periods: quarters,
    values: Float64Array.from(quarters, (p) => Math.log(total(p, p) / total(p, shift(p, -4)))),
    evidence: "derived",
    refs: quarters.map((p) =>
      held(p).flatMap((m) => [refOf(`sec/${m.ticker}/capex`, p), refOf(`sec/${m.ticker}/capex`, shift(p, -4))]),
    ),
  };
}

/** CapEx of makers of road machines, steel and cement, growth on a year earlier. */
export const signal: Signal = {
  id: "road-makers",
  question: {
    en: "Do the makers of roads invest more or less?",
    de: "Investieren die Hersteller für den Straßenbau mehr oder weniger?",
  },
  needs: roadMakers.map((t) => ({ id: `sec/${t}/capex` })),
  unit: "log points, year on year",
  strongerWhen: "lower",
  measure: makersGrowth,
};

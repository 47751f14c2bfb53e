import { weakest } from "../../terms/observation.ts";
import { type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

const [electric, battery, share] = ["iea/world/ev-sales", "iea/world/ev-sales-bev", "iea/world/ev-share"] as const;
const parts = ["iea/world/ev-sales-phev", "iea/world/ev-sales-fcev"] as const;

/**
 * Battery-electric share of global car sales by year: the electric share times the battery-electric part of electric sales
 * (battery and plug-in hybrid). The publisher rounds every figure to two digits, so a share carries that error
 * twice; 2010 to 2012 rest on a few thousand cars.
 */
export function batteryElectricShare(panel: Panel): SignalSeries {
  const shared = { id: "battery-electric-share", unit: "share", frequency: "annual", warnings: [] } as const;
  const at = (id: string): Map<string, number> => {
    const view = seriesIn(panel, id);
    return new Map(view?.periods.map((p, i) => [p, view.values[i] ?? Number.NaN]));
  };
  const [bev, all, electricShare] = [at(battery), at(electric), at(share)];
  const others = parts.map(at);
  const total = (p: string): number =>
    all.get(p) ?? (bev.get(p) ?? Number.NaN) + (others[0]?.get(p) ?? Number.NaN) + (others[1]?.get(p) ?? 0);
  const years = [...bev.keys()].filter((p) => Number.isFinite(electricShare.get(p)) && total(p) > 0);
  if (years.length === 0) {
    const settles = {
      en: "The IEA's figures of electric car sales, world.",
      de: "Die Zahlen der IEA zum weltweiten Absatz von Elektroautos.",
    };
    return {
      ...shared,
      periods: [],
      values: new Float64Array(0),
      evidence: "unresolved",
      refs: [],
      gap: { needs: [battery, share, parts[0]], have: 0, need: 4, settles, pull: "vorlauf pull iea-ev" },
    };
  }
  return {
    ...shared,
    periods: years,
    values: Float64Array.from(
      years,
      (p) => ((electricShare.get(p) ?? Number.NaN) / 100) * ((bev.get(p) ?? Number.NaN) / total(p)),
    ),
    evidence: weakest([
      ...(seriesIn(panel, battery)?.evidence ?? []),
      ...(seriesIn(panel, share)?.evidence ?? []),
      "derived",
    ]),
    refs: years.map((p) => [
      refOf(share, p),
      refOf(battery, p),
      ...(all.has(p) ? [refOf(electric, p)] : parts.filter((_, i) => others[i]?.has(p)).map((id) => refOf(id, p))),
    ]),
  };
}

/** Battery-electric share of global car sales, annual. */
export const signal: Signal = {
  id: "battery-electric-share",
  question: {
    en: "What share of the world's new cars is battery-electric?",
    de: "Welcher Anteil der neuen Autos der Welt fährt batterieelektrisch?",
  },
  needs: [{ id: electric }, { id: battery }, { id: share }, ...parts.map((id) => ({ id }))],
  unit: "share",
  strongerWhen: "higher",
  measure: batteryElectricShare,
};

import { weakest } from "../../terms/observation.ts";
import { refOf, seriesIn } from "../../terms/panel.ts";
import { shift } from "../../terms/period.ts";
import type { Signal } from "../../terms/signal.ts";
import { groupSum, hyperscalers, memberNeeds } from "../capex/hyperscaler-capex.ts";

const gdpId = "fred/gdp";

/**
 * Hyperscaler CapEx over US GDP, each over four quarters, nominal; the companies build outside the United States too, so this is
 * a size and no part of GDP. GDP comes from FRED (billions, SAAR, so four quarters are averaged) or as USD million.
 */
export const signal: Signal = {
  id: "capex-to-gdp",
  question: {
    en: "How large is hyperscaler CapEx against GDP?",
    de: "Wie groß ist der CapEx der Hyperscaler gemessen am BIP?",
  },
  needs: [...memberNeeds(hyperscalers), { id: gdpId, history: true }],
  unit: "share of GDP",
  strongerWhen: "higher",
  measure: (panel) => {
    const capex = groupSum(panel, hyperscalers, "capex-to-gdp");
    const gdp = seriesIn(panel, gdpId);
    const scale = gdp?.unit.startsWith("USD million") === true ? 1e6 : 1e9;
    const output = new Map(gdp?.periods.map((p, i) => [p, scale * (gdp.values[i] ?? Number.NaN)]));
    const spent = new Map(capex.periods.map((p, i) => [p, capex.values[i] ?? Number.NaN]));
    const year = (p: string): string[] => [3, 2, 1, 0].map((k) => shift(p, -k));
    const at = capex.periods.filter((p) =>
      year(p).every((q) => Number.isFinite(spent.get(q)) && Number.isFinite(output.get(q))),
    );
    const sum = (of: Map<string, number>, p: string): number =>
      year(p).reduce((t, q) => t + (of.get(q) ?? Number.NaN), 0);
    return {
      id: "capex-to-gdp",
      unit: "share of GDP",
      frequency: "quarterly",
      periods: at,
      values: Float64Array.from(at, (p) => sum(spent, p) / (sum(output, p) / 4)),
      evidence: at.length === 0 ? "unresolved" : weakest([capex.evidence, ...(gdp?.evidence ?? []), "derived"]),
      refs: at.map((p) =>
        year(p).flatMap((q) => [refOf(gdpId, q), ...hyperscalers.map((t) => refOf(`sec/${t}/capex`, q))]),
      ),
      ...(at.length > 0
        ? {}
        : {
            gap: {
              needs: gdp === null ? [gdpId] : (capex.gap?.needs ?? [gdpId]),
              have: 0,
              need: 4,
              settles: {
                en: "Four quarters of nominal GDP known on this day.",
                de: "Vier Quartale nominales BIP, die an diesem Tag bekannt waren.",
              },
              pull: "vorlauf pull fred GDP",
            },
          }),
      warnings: [],
    };
  },
};

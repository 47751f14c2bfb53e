import { weakest } from "../../terms/observation.ts";
import { refOf, seriesIn } from "../../terms/panel.ts";
import type { Signal } from "../../terms/signal.ts";

const technology = "fred/a679rc1q027sbea";
const structures = "fred/b009rc1q027sbea";

/**
 * Nominal private investment in information processing equipment and software over nominal private investment in nonresidential
 * structures (BEA, current dollars, SAAR): current dollars may be divided, chained ones may not. A user pulls both with an own key.
 */
export const signal: Signal = {
  id: "accounts-ratio",
  question: {
    en: "How much goes into information technology for each dollar of structures, in the national accounts?",
    de: "Wie viel fließt laut Gesamtrechnung je Dollar Bauten in Informationstechnik?",
  },
  needs: [
    { id: technology, history: true },
    { id: structures, history: true },
  ],
  unit: "ratio",
  strongerWhen: "higher",
  measure: (panel) => {
    const [top, bottom] = [seriesIn(panel, technology), seriesIn(panel, structures)];
    const below = new Map(bottom?.periods.map((p, i) => [p, bottom.values[i] ?? Number.NaN]));
    const at = (top?.periods ?? []).flatMap((p, i) => {
      const value = (top?.values[i] ?? Number.NaN) / (below.get(p) ?? Number.NaN);
      return Number.isFinite(value) ? [{ p, value }] : [];
    });
    const missing = [technology, structures].filter((id) => seriesIn(panel, id) === null);
    return {
      id: "accounts-ratio",
      unit: "ratio",
      frequency: "quarterly",
      periods: at.map((a) => a.p),
      values: Float64Array.from(at, (a) => a.value),
      evidence:
        at.length === 0 ? "unresolved" : weakest([...(top?.evidence ?? []), ...(bottom?.evidence ?? []), "derived"]),
      refs: at.map(({ p }) => [refOf(technology, p), refOf(structures, p)]),
      ...(at.length > 0
        ? {}
        : {
            gap: {
              needs: missing.length > 0 ? missing : [technology, structures],
              have: 0,
              need: 5,
              settles: {
                en: "Both series in current dollars, five quarters.",
                de: "Beide Reihen in laufenden Dollar, fünf Quartale.",
              },
              pull: "vorlauf pull fred A679RC1Q027SBEA",
            },
          }),
      warnings: [],
    };
  },
};

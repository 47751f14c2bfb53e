import { drawPaths, driftPosterior, logChanges } from "../../methods/drift-posterior.ts";
import { alignMembers, hyperscalers, withOracle } from "../../signals/capex/hyperscaler-capex.ts";
import { type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Forecast, Line } from "../../terms/part.ts";
import { indexOf } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";
import { found, untold } from "../finding.ts";
import { drawPeaks, drawYearSum } from "./forecast.ts";
import type { GroupIndex } from "./series.ts";

/** How long and how often to simulate. */
export interface Simulation {
  readonly seed: number;
  readonly draws: number;
  /** Longest horizon at which the method matched the baselines out of sample [quarters]. */
  readonly validated: number;
}

const [afterQuarter, untilQuarter, lastKnownQuarter] = ["2026-Q1", "2029-Q1", "2029-Q2"] as const;
const driftMethod: Text = {
  en: "random walk in logs, drift and variance uncertain (reference prior), last 12 changes and all changes pooled with equal weight",
  de: "Random Walk der Logarithmen, Drift und Varianz unsicher (Referenz-Prior), die letzten 12 und alle Änderungen zu gleichen Teilen",
};

/** Number of dated peaks from the second quarter of 2026 to the first of 2029, as the claim `cycle-began` counts them. */
export function peaksForecast(index: GroupIndex, simulation: Simulation): Forecast {
  const first = indexOf(index.periods[0] ?? afterQuarter);
  const window = {
    after: indexOf(afterQuarter) - first,
    until: indexOf(untilQuarter) - first,
    recordEnd: indexOf(lastKnownQuarter) - first,
  };
  const draws = drawPeaks(index.logLevel, window, simulation);
  const without = draws.pooled.filter((n) => n < 1).length / draws.pooled.length;
  const newest = index.periods.at(-1) ?? "";
  return {
    id: "cycle/peaks-to-2029",
    says: text(
      (f) =>
        `No peak in hyperscaler CapEx from March 2026 to February 2029 in ${f.pct(without)} of simulated paths (record to ${f.when(newest)}).`,
      (f) =>
        `In ${f.pct(without)} der simulierten Pfade kein Gipfel im CapEx der Hyperscaler von März 2026 bis Februar 2029 (Daten bis ${f.when(newest)}).`,
    ),
    unit: "peaks",
    period: "2029",
    draws: draws.pooled,
    method: {
      en: `${driftMethod.en}; each path dated by the quarterly BBQ rules`,
      de: `${driftMethod.de}; jeder Pfad nach den Quartalsregeln (BBQ) datiert`,
    },
    validatedHorizon: simulation.validated,
    horizon: Math.max(0, window.recordEnd - (index.logLevel.length - 1)),
    evidence: "estimated",
    refs: index.refs.slice(-5).flat(),
    floor: draws.dated,
    variants: draws.variants,
  };
}

/** CapEx of the four, or of the four and Oracle, in calendar 2026; null where a company is missing. */
export function yearForecast(panel: Panel, group: "four" | "five", simulation: Simulation): Forecast | null {
  const tickers = group === "four" ? hyperscalers : withOracle;
  const members = alignMembers(panel, tickers);
  if (members === null || tickers.some((t) => seriesIn(panel, `sec/${t}/capex`) === null)) return null;
  const year = drawYearSum(members, "2026", simulation);
  if (year === null) return null;
  const middle = year.pooled[Math.floor(year.pooled.length / 2)] ?? Number.NaN;
  const at = (p: number): number => year.pooled[Math.floor(p * (year.pooled.length - 1))] ?? Number.NaN;
  const names =
    group === "four"
      ? { en: "Microsoft, Alphabet, Amazon and Meta", de: "Microsoft, Alphabet, Amazon und Meta" }
      : { en: "The four and Oracle", de: "Die vier und Oracle" };
  return {
    id: `cycle/capex-2026-${group}`,
    says: text(
      (f) =>
        `${names.en} 2026: median ${f.usdBn(middle, 0)}, 80 % between ${f.usdBn(at(0.1), 0)} and ${f.usdBn(at(0.9), 0)}; ${year.filed} of ${year.of} company quarters filed (${f.usdBn(year.known, 0)}).`,
      (f) =>
        `${names.de} 2026: Median ${f.usdBn(middle, 0)}, 80 % zwischen ${f.usdBn(at(0.1), 0)} und ${f.usdBn(at(0.9), 0)}; ${year.filed} von ${year.of} Firmenquartalen eingereicht (${f.usdBn(year.known, 0)}).`,
    ),
    unit: "USD",
    period: "2026",
    draws: year.pooled,
    method: {
      en: `${driftMethod.en}, per company with correlated shocks; filed quarters fixed`,
      de: `${driftMethod.de}, je Unternehmen mit korrelierten Schocks; eingereichte Quartale stehen fest`,
    },
    validatedHorizon: simulation.validated,
    horizon: year.quartersLeft,
    evidence: "estimated",
    refs: tickers.flatMap((t) => refsOf(panel, t)),
    floor: year.known,
    variants: year.variants,
    ...(year.quartersLeft === 0
      ? {}
      : {
          path: {
            kind: "sum",
            known: year.complete,
            last: year.last,
            steps: year.quartersLeft,
            step: "quarter",
          } as const,
        }),
  };
}

function refsOf(panel: Panel, ticker: string): string[] {
  const view = seriesIn(panel, `sec/${ticker}/capex`);
  return (view?.periods ?? []).map((p) => refOf(`sec/${ticker}/capex`, p));
}

const supplied = "user/data-centre-systems/spending";

/** The market estimate that only a user can supply: its line, and the forecast of 2030 when it is there. */
export function suppliedSystems(
  panel: Panel,
  simulation: Simulation,
): { readonly line: Line; readonly forecast: Forecast | null } {
  const view = seriesIn(panel, supplied);
  const at2025 = view?.values[view.periods.indexOf("2025")];
  const sameNotion = at2025 !== undefined && Math.abs(at2025 / 500e9 - 1) <= 0.1;
  const id = "cycle/data-centre-systems-2030";
  if (view === null || view.frequency !== "annual" || view.unit !== "USD" || view.values.length < 5 || !sameNotion) {
    const have = view?.values.length ?? 0;
    const says = {
      en: "Cannot tell what data-centre systems spending will be in 2030: no free source carries the series.",
      de: "Nicht zu sagen, wie hoch die Ausgaben für Rechenzentrumssysteme 2030 sein werden: Keine freie Quelle führt die Reihe.",
    };
    const settles = {
      en: `${supplied}, annual, in USD, at least five years, with 2025 within 10 % of USD 500 bn.`,
      de: `${supplied}, jährlich, in USD, mindestens fünf Jahre, 2025 auf 10 % genau 500 Mrd. USD.`,
    };
    return {
      line: untold("cycle", id, says, { needs: [supplied], have, need: 5, settles, pull: null }),
      forecast: null,
    };
  }
  const last = view.periods.at(-1) ?? "2025";
  const steps = Math.max(0, indexOf("2030") - indexOf(last));
  const log = view.values.map(Math.log);
  const paths =
    steps === 0
      ? new Float64Array()
      : drawPaths(driftPosterior(logChanges(log)), log.at(-1) ?? Number.NaN, {
          horizon: steps,
          draws: simulation.draws,
          seed: `${simulation.seed}/systems`,
        });
  const draws =
    steps === 0
      ? [view.values.at(-1) ?? Number.NaN]
      : Array.from({ length: simulation.draws }, (_, i) => Math.exp(paths[i * steps + steps - 1] ?? Number.NaN)).sort(
          (a, b) => a - b,
        );
  const middle = draws[Math.floor(draws.length / 2)] ?? Number.NaN;
  const says = text(
    (f) => `Data-centre systems 2030: median ${f.usdBn(middle, 0)}, from the series supplied (to ${last}).`,
    (f) => `Rechenzentrumssysteme 2030: Median ${f.usdBn(middle, 0)}, aus der gelieferten Reihe (bis ${last}).`,
  );
  const refs = view.periods.map((p) => refOf(supplied, p));
  const forecast: Forecast = {
    id,
    says,
    unit: "USD",
    period: "2030",
    draws,
    method: {
      en: "random walk in logs, drift and variance uncertain, all changes",
      de: "Random Walk der Logarithmen, Drift und Varianz unsicher, alle Änderungen",
    },
    validatedHorizon: 0,
    horizon: steps,
    evidence: "estimated",
    refs,
    path: { kind: "level", known: 0, last: view.values.at(-1) ?? Number.NaN, steps, step: "year" },
  };
  return {
    line: found("cycle", { id, says, value: middle, unit: "USD", evidence: "estimated", newestPeriod: last, refs }),
    forecast,
  };
}

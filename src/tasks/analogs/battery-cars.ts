import { drawPaths, driftPosterior, logChanges } from "../../methods/drift-posterior.ts";
import { batteryElectricShare } from "../../signals/cycle/battery-electric-share.ts";
import type { Panel } from "../../terms/panel.ts";
import type { Forecast, Line } from "../../terms/part.ts";
import { indexOf } from "../../terms/period.ts";
import type { SignalSeries } from "../../terms/signal.ts";
import { text } from "../../terms/text.ts";
import { found, untold } from "../finding.ts";

const lastYear = "2030";
const windows = [
  { id: "5 years", steps: 5 },
  { id: "all", steps: Number.POSITIVE_INFINITY },
] as const;

/**
 * Highest battery-electric share of global car sales in a calendar year to 2030, on which `bev-dominate-2031` is judged:
 * a random walk with uncertain drift and variance of the logit of the annual share, so that growth slows by itself as the
 * share fills. Fit windows of five changes and of all, pooled with equal weight.
 */
export function batteryCars(
  panel: Panel,
  options: { readonly seed: number; readonly draws: number },
): { readonly line: Line; readonly forecast: Forecast | null } {
  const series = batteryElectricShare(panel);
  const id = "analogs/battery-electric-share";
  const [share, year] = [series.values.at(-1), series.periods.at(-1)];
  if (share === undefined || year === undefined || series.values.length < 7) {
    const says = {
      en: "Cannot tell the battery-electric share of global car sales.",
      de: "Der batterieelektrische Anteil am weltweiten Autoabsatz ist nicht feststellbar.",
    };
    const gap = series.gap ?? {
      needs: ["iea/world/ev-share"],
      have: series.values.length,
      need: 7,
      settles: says,
      pull: "vorlauf pull iea-ev",
    };
    return { line: untold("analogs", id, says, gap), forecast: null };
  }
  const impossible = series.periods.find((_, i) => !isShare(series.values[i] ?? Number.NaN));
  if (impossible !== undefined) return { line: noShare(id, impossible, series), forecast: null };
  const before = series.values.at(-2);
  const refs = series.refs.flat();
  const line = found("analogs", {
    id,
    says: text(
      (f) =>
        `Battery-electric cars took ${f.pct(share, 1)} of global sales in ${year}${before === undefined ? "" : `, after ${f.pct(before, 1)} the year before`}.`,
      (f) =>
        `Batterieelektrische Autos kamen ${year} auf ${f.pct(share, 1)} des weltweiten Absatzes${before === undefined ? "" : `, nach ${f.pct(before, 1)} im Jahr davor`}.`,
    ),
    value: share,
    unit: "share",
    evidence: series.evidence,
    newestPeriod: year,
    refs: series.refs.at(-1) ?? [],
    spark: [...series.values],
  });
  const horizon = Math.max(0, indexOf(lastYear) - indexOf(year));
  const floor = Math.max(...series.values);
  const logit = series.values.map((s) => Math.log(s / (1 - s)));
  const variants =
    horizon === 0
      ? []
      : windows.map(({ id: window, steps }) => ({
          id: window,
          draws: highest(logit, {
            steps,
            horizon,
            floor,
            seed: `${options.seed}/battery/${window}`,
            draws: options.draws,
          }),
        }));
  const draws = horizon === 0 ? [floor] : variants.flatMap((v) => v.draws).sort((a, b) => a - b);
  const above = draws.filter((d) => d > 0.5).length / draws.length;
  const middle = draws[Math.floor(draws.length / 2)] ?? Number.NaN;
  return {
    line,
    forecast: {
      id: "analogs/battery-electric-2030",
      says: text(
        (f) =>
          `Highest battery-electric share of a calendar year to ${lastYear}: median ${f.pct(middle)}, above one half in ${f.pct(above)} of paths (data to ${year}).`,
        (f) =>
          `Höchster batterieelektrischer Anteil eines Kalenderjahres bis ${lastYear}: Median ${f.pct(middle)}, in ${f.pct(above)} der Pfade über der Hälfte (Daten bis ${year}).`,
      ),
      unit: "share",
      period: lastYear,
      draws,
      method: {
        en: "random walk of the logit of the annual share, drift and variance uncertain (reference prior), last 5 changes and all pooled with equal weight",
        de: "Random Walk des Logits des Jahresanteils, Drift und Varianz unsicher (Referenz-Prior), die letzten 5 und alle Änderungen zu gleichen Teilen",
      },
      validatedHorizon: 0,
      horizon,
      evidence: "estimated",
      refs,
      floor,
      variants,
    },
  };
}

function isShare(value: number): boolean {
  return value > 0 && value < 1;
}

/** A figure that no share can be is shown as what it is, never used. */
function noShare(id: string, year: string, series: SignalSeries): Line {
  const value = series.values[series.periods.indexOf(year)] ?? Number.NaN;
  const settles = {
    en: "Shares between 0 and 100 % in every year.",
    de: "Anteile zwischen 0 und 100 % in jedem Jahr.",
  };
  return untold(
    "analogs",
    id,
    text(
      (f) =>
        `Cannot tell the battery-electric share of global car sales: the figures held give ${f.pct(value)} for ${year}, which no share can be.`,
      (f) =>
        `Der batterieelektrische Anteil am weltweiten Autoabsatz ist nicht feststellbar: Die vorliegenden Zahlen ergeben für ${year} ${f.pct(value)}, was kein Anteil sein kann.`,
    ),
    {
      needs: ["iea/world/ev-share"],
      have: series.values.filter(isShare).length,
      need: series.values.length,
      settles,
      pull: "vorlauf pull iea-ev",
    },
  );
}

function highest(
  logit: Float64Array,
  setting: {
    readonly steps: number;
    readonly horizon: number;
    readonly floor: number;
    readonly seed: string;
    readonly draws: number;
  },
): number[] {
  const { steps, horizon, floor, seed, draws } = setting;
  const paths = drawPaths(driftPosterior(logChanges(logit, steps)), logit.at(-1) ?? Number.NaN, {
    horizon,
    draws,
    seed,
  });
  return Array.from({ length: draws }, (_, i) =>
    Math.max(floor, 1 / (1 + Math.exp(-Math.max(...paths.subarray(i * horizon, (i + 1) * horizon))))),
  ).sort((a, b) => a - b);
}

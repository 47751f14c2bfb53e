import { drawPaths, driftPosterior, logChanges } from "../../methods/drift-posterior.ts";
import { ratioVintages, signal } from "../../signals/rotation/data-centre-highway-ratio.ts";
import type { Panel } from "../../terms/panel.ts";
import { windows } from "../rotation/crossing.ts";
import { type FromRecord, forecastRecord } from "./from-record.ts";
import { baselineIds, type PathModel } from "./models.ts";
import type { Target } from "./target.ts";

/** Fit windows of 12, 24 and 36 months with a third of the draws each (definition D10). */
const pooledWindows: PathModel = ({ record, horizon, draws, seed }) => {
  const each = Math.ceil(draws / windows.length);
  const pooled = new Float64Array(each * windows.length * horizon);
  windows.forEach((months, i) => {
    const posterior = driftPosterior(logChanges(record.log, months));
    pooled.set(
      drawPaths(posterior, record.log.at(-1) ?? Number.NaN, { horizon, draws: each, seed: `${seed}/window/${months}` }),
      i * each * horizon,
    );
  });
  return pooled.subarray(0, draws * horizon);
};

const series: FromRecord = {
  id: "rotation-ratio",
  season: 1,
  horizons: [1, 2, 3, 6, 12],
  values: (panel: Panel) => {
    const newest = ratioVintages(panel).at(-1);
    return newest === undefined ? null : { periods: newest.periods, values: newest.values };
  },
  extra: () => ({ "windows-12-24-36": pooledWindows }),
};

/** Ratio of data-centre to highway construction (definition D10) over the next months; one origin per release held. */
export const target: Target = {
  id: "rotation-ratio",
  title: { en: "Data centres to highways, next months", de: "Rechenzentren zu Straßen, die nächsten Monate" },
  unit: "ratio",
  step: "month",
  needs: signal.needs.map((n) => ({ ...n, history: true })),
  origins: (known) => ratioVintages(known).map((v) => v.known.slice(0, 10)),
  forecast: (panel, simulating) => forecastRecord(panel, series, simulating),
  outcome: (known, period) => {
    const held = ratioVintages(known)
      .map((v) => v.values[v.periods.indexOf(period)])
      .filter((v) => v !== undefined);
    const [first, latest] = [held[0], held.at(-1)];
    return first === undefined || latest === undefined ? null : { first, latest, firstRelease: true };
  },
  baselines: baselineIds,
  headline: "windows-12-24-36",
  notes: [
    {
      en: "Copies of the construction release are held from July 2026 on; earlier vintages are not at hand, so hardly any real-time origin can be scored.",
      de: "Datenstände der Bauausgaben liegen erst ab Juli 2026 vor; frühere fehlen, daher ist kaum ein Ursprung in Echtzeit bewertbar.",
    },
  ],
};

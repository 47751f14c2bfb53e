import { capabilityRecords, listDay, recordsByQuarter } from "../../signals/succession/capability-records.ts";
import { signal } from "../../signals/succession/frontier-score.ts";
import { type ListEntry, listIn, type Panel } from "../../terms/panel.ts";
import { type Period, periodOf } from "../../terms/period.ts";
import { type FromRecord, forecastRecord } from "./from-record.ts";
import { baselineIds } from "./models.ts";
import type { Target } from "./target.ts";

const listId = "epoch/capability-index";

const series: FromRecord = {
  id: "frontier-capability",
  season: 1,
  horizons: [1, 2, 4],
  relative: true,
  values: (panel: Panel) => signal.measure(panel),
};

/** Highest score by the end of each complete quarter, in one copy of the index. */
function scoresIn(entries: readonly ListEntry[], day: string): ReadonlyMap<Period, number> {
  const { records } = capabilityRecords(entries, day);
  const { quarters } = recordsByQuarter(records, day);
  return new Map(
    quarters.map((q) => [q, records.filter((r) => periodOf("quarterly", r.date) <= q).at(-1)?.score ?? Number.NaN]),
  );
}

/**
 * Capability of the best model at the end of the next quarters, the newest complete quarter of the copy = 100: the index is rescaled with every copy, so a level means
 * nothing across copies. One origin per copy.
 */
export const target: Target = {
  id: "frontier-capability",
  title: {
    en: "Capability index of the best model, next four quarters",
    de: "Fähigkeitsindex des besten Modells, die nächsten vier Quartale",
  },
  unit: "newest quarter known = 100",
  step: "quarter",
  needs: [{ id: listId, history: true }],
  origins: (known) => (listIn(known, listId)?.copies ?? []).map((c) => c.known.slice(0, 10)),
  forecast: (panel, simulating) => forecastRecord(panel, series, simulating),
  outcome: (known, period, base) => {
    const held = (listIn(known, listId)?.copies ?? []).flatMap((copy) => {
      const scores = scoresIn(copy.entries, listDay(copy.known, known.asOf));
      const value = (100 * (scores.get(period) ?? Number.NaN)) / (scores.get(base ?? period) ?? Number.NaN);
      return Number.isFinite(value) ? [value] : [];
    });
    const [first, latest] = [held[0], held.at(-1)];
    return first === undefined || latest === undefined ? null : { first, latest, firstRelease: true };
  },
  baselines: baselineIds,
  headline: "drift-posterior",
  notes: [
    {
      en: "Four copies of the index are held, from November 2025 to May 2026: each is an origin and a row. A quarter's best score moves in steps, as models are released.",
      de: "Vom Index liegen vier Kopien vor, von November 2025 bis Mai 2026: jede ist ein Ursprung und eine Zeile. Der beste Wert eines Quartals bewegt sich in Stufen, wie Modelle erscheinen.",
    },
  ],
};

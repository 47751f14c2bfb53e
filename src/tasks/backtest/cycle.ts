import { dateTurningPoints, monthlyRules, quarterlyRules } from "../../methods/turning-points.ts";
import { alignMembers, hyperscalers, memberNeeds } from "../../signals/capex/hyperscaler-capex.ts";
import { type Panel, seriesIn } from "../../terms/panel.ts";
import { indexOfGroup } from "../cycle/series.ts";
import { recordOf } from "./models.ts";
import { type DatedPoints, quarterDays, type Target } from "./target.ts";

/** Monthly series with a vintage for every month since 1999. */
const monthly: readonly string[] = ["fred-md/indpro", "fred-md/ipbuseq", "fred-md/andenox", "fred-md/amdmnox"];
const group = "hyperscaler-capex";
const least = { monthly: 60, quarterly: 12 } as const;

function datedAt(panel: Panel): DatedPoints[] {
  const all: DatedPoints[] = [];
  const members = alignMembers(panel, hyperscalers);
  const index = members === null ? null : indexOfGroup(members, { en: group, de: group });
  if (index !== null && index.logLevel.length >= least.quarterly && index.logLevel.every(Number.isFinite)) {
    const { peaks, troughs } = dateTurningPoints(index.logLevel, quarterlyRules);
    all.push({
      series: group,
      peaks: peaks.map((i) => index.periods[i] ?? ""),
      troughs: troughs.map((i) => index.periods[i] ?? ""),
    });
  }
  for (const id of monthly) {
    const view = seriesIn(panel, id);
    const record = view === null ? null : recordOf(view.periods, view.values);
    if (record === null || record.log.length < least.monthly) continue;
    const { peaks, troughs } = dateTurningPoints(record.log, monthlyRules);
    all.push({
      series: id,
      peaks: peaks.map((i) => record.periods[i] ?? ""),
      troughs: troughs.map((i) => record.periods[i] ?? ""),
    });
  }
  return all;
}

/** Turning points by the rules of definition D9, dated in real time four times a year: does a dated point survive to the newest vintage? */
export const target: Target = {
  id: "cycle",
  title: { en: "Turning points dated in real time", de: "In Echtzeit datierte Wendepunkte" },
  unit: "share",
  step: "quarter",
  needs: [...memberNeeds(hyperscalers), ...monthly.map((id) => ({ id, history: true }))],
  origins: (known) => {
    const firsts = [seriesIn(known, "fred-md/indpro"), seriesIn(known, "sec/meta/capex")]
      .flatMap((v) => v?.history.map((h) => h.known) ?? [])
      .sort();
    const first = firsts[0];
    return first === undefined ? [] : quarterDays(first, known.asOf);
  },
  forecast: (panel) => ({ predicted: [], dated: datedAt(panel) }),
  outcome: () => null,
  baselines: [],
  headline: "",
  tolerance: { [group]: 1, ...Object.fromEntries(monthly.map((id) => [id, 3])) },
  notes: [
    {
      en: "A point counts when it was first dated at an origin after the first one and within two years of its own date; it survives when the last origin that reads the series dates a point of the same kind at most one quarter (three months) away.",
      de: "Ein Punkt zählt, wenn er nach dem ersten Ursprung und binnen zwei Jahren nach seinem Datum erstmals datiert wurde; er überlebt, wenn der letzte Ursprung höchstens ein Quartal (drei Monate) entfernt einen Punkt derselben Art datiert.",
    },
  ],
};

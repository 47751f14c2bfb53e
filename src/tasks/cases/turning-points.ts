import { z } from "zod";
import { type DatingRules, dateTurningPoints, monthlyRules, quarterlyRules } from "../../methods/turning-points.ts";
import { type CaseKind, firstTable, parsed, rowLabels, seriesOf } from "./case-input.ts";

const settingsSchema = z.object({
  frequency: z.number().optional(),
  half_window: z.number().int().min(1).optional(),
  min_cycle: z.number().int().min(1).optional(),
  min_phase: z.number().int().min(1).optional(),
  end_censor: z.number().int().min(0).optional(),
});

/** Dating by the peer's rules, the slip of its cycle rule included (see DatingRules.lastPairExempt); what is not set follows the frequency. */
export const turningPointCases: CaseKind = {
  methods: ["turning-points-bbq"],
  compute: (input) => {
    const s = parsed(settingsSchema, input.settings, "settings");
    const table = firstTable(input, "y.csv");
    const y = seriesOf(table);
    const labels = rowLabels(table);
    const usual = s.frequency === 12 ? monthlyRules : quarterlyRules;
    const rules: DatingRules = {
      halfWindow: s.half_window ?? usual.halfWindow,
      minCycle: s.min_cycle ?? usual.minCycle,
      minPhase: s.min_phase ?? usual.minPhase,
      endCensor: s.end_censor ?? usual.endCensor,
    };
    const dating = dateTurningPoints(y, { ...rules, lastPairExempt: true });
    const strict = dateTurningPoints(y, rules);
    const slip = strict.peaks.length !== dating.peaks.length || strict.troughs.length !== dating.troughs.length;
    return {
      values: {
        peaks: dating.peaks.map((i) => labels[i] ?? null),
        troughs: dating.troughs.map((i) => labels[i] ?? null),
        peaks_index1: dating.peaks.map((i) => i + 1),
        troughs_index1: dating.troughs.map((i) => i + 1),
        states: Array.from(dating.states),
      },
      tables: {},
      warnings: slip ? ["the peer's cycle rule skips the last pair; Vorlauf's own rule drops it"] : [],
    };
  },
};

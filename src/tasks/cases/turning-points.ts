import { z } from "zod";
import { dateTurningPoints } from "../../methods/turning-points.ts";
import { type CaseKind, firstTable, numbers, parsed, rowLabels, valueColumns } from "./case-input.ts";

const settingsSchema = z.object({
  half_window: z.number(),
  min_cycle: z.number(),
  min_phase: z.number(),
  end_censor: z.number(),
});

/** Dating by the peer's rules, the slip of its cycle rule included (see DatingRules.lastPairExempt). */
export const turningPointCases: CaseKind = {
  methods: ["turning-points-bbq"],
  compute: (input) => {
    const s = parsed(settingsSchema, input.settings, "settings");
    const table = firstTable(input, "y.csv");
    const y = numbers(table, valueColumns(table)[0] ?? "y");
    const labels = rowLabels(table);
    const rules = { halfWindow: s.half_window, minCycle: s.min_cycle, minPhase: s.min_phase, endCensor: s.end_censor };
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

import { z } from "zod";
import { baxterKing, christianoFitzgerald, hamiltonFilter, hodrickPrescott } from "../../methods/cycle-filters.ts";
import { blanks, type CaseKind, firstTable, parsed, rowLabels, seriesOf, type Value } from "./case-input.ts";

const settingsSchema = z.object({
  hp_lambda: z.number().positive().optional(),
  cf: z.object({ low: z.number(), high: z.number(), drift: z.boolean().default(true) }).optional(),
  bk: z.object({ low: z.number(), high: z.number(), K: z.number().int().min(1).default(12) }).optional(),
  hamilton: z.object({ h: z.number().int().min(1), p: z.number().int().min(1) }).optional(),
});

/** Cycle and trend by the filters that the case sets. */
export const filterCases: CaseKind = {
  methods: ["cycle-filters"],
  compute: (input) => {
    const s = parsed(settingsSchema, input.settings, "settings");
    const table = firstTable(input, "y.csv");
    const y = seriesOf(table);
    const columns: Record<string, readonly Value[]> = { date: rowLabels(table) };
    const values: Record<string, Value> = {};
    if (s.hp_lambda !== undefined) {
      const hp = hodrickPrescott(y, s.hp_lambda);
      columns["hp_cycle"] = blanks(hp.cycle);
      columns["hp_trend"] = blanks(hp.trend);
    }
    if (s.cf !== undefined) {
      const cf = christianoFitzgerald(y, s.cf, s.cf.drift);
      // The peer's trend leaves out the drift line that it removed first.
      const slope = s.cf.drift ? ((y.at(-1) ?? 0) - (y[0] ?? 0)) / (y.length - 1) : 0;
      columns["cf_cycle"] = blanks(cf.cycle);
      columns["cf_trend"] = blanks(cf.trend.map((v, t) => v - slope * t));
    }
    if (s.bk !== undefined) columns["bk_cycle"] = blanks(baxterKing(y, s.bk, s.bk.K).cycle);
    if (s.hamilton !== undefined) {
      const hamilton = hamiltonFilter(y, s.hamilton.h, s.hamilton.p);
      columns["hamilton_cycle"] = blanks(hamilton.cycle);
      values["hamilton_coef"] = Array.from(hamilton.coefficients);
    }
    return { values, tables: { "filters.csv": columns } };
  },
};

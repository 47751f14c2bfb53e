import { z } from "zod";
import { baxterKing, christianoFitzgerald, hamiltonFilter, hodrickPrescott } from "../../methods/cycle-filters.ts";
import { blanks, type CaseKind, firstTable, numbers, parsed, rowLabels, valueColumns } from "./case-input.ts";

const settingsSchema = z.object({
  hp_lambda: z.number(),
  cf: z.object({ low: z.number(), high: z.number(), drift: z.boolean() }),
  bk: z.object({ low: z.number(), high: z.number(), K: z.number() }),
  hamilton: z.object({ h: z.number(), p: z.number() }),
});

/** Cycle and trend by four filters. */
export const filterCases: CaseKind = {
  methods: ["cycle-filters"],
  compute: (input) => {
    const s = parsed(settingsSchema, input.settings, "settings");
    const table = firstTable(input, "y.csv");
    const y = numbers(table, valueColumns(table)[0] ?? "y");
    const hp = hodrickPrescott(y, s.hp_lambda);
    const cf = christianoFitzgerald(y, s.cf, s.cf.drift);
    // The peer's trend leaves out the drift line that it removed first.
    const slope = s.cf.drift ? ((y.at(-1) ?? 0) - (y[0] ?? 0)) / (y.length - 1) : 0;
    const hamilton = hamiltonFilter(y, s.hamilton.h, s.hamilton.p);
    return {
      values: { hamilton_coef: Array.from(hamilton.coefficients) },
      tables: {
        "filters.csv": {
          date: rowLabels(table),
          hp_cycle: blanks(hp.cycle),
          hp_trend: blanks(hp.trend),
          cf_cycle: blanks(cf.cycle),
          cf_trend: blanks(cf.trend.map((v, t) => v - slope * t)),
          bk_cycle: blanks(baxterKing(y, s.bk, s.bk.K).cycle),
          hamilton_cycle: blanks(hamilton.cycle),
        },
      },
    };
  },
};

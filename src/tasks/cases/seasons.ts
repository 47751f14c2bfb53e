import { z } from "zod";
import { decomposeStl } from "../../methods/stl.ts";
import { type CaseKind, firstTable, numbers, parsed, rowLabels, valueColumns } from "./case-input.ts";

const degree = z.union([z.literal(0), z.literal(1)]);
const stlSettings = z.object({
  period: z.number(),
  s_window: z.number(),
  t_window: z.number(),
  l_window: z.number(),
  s_degree: degree,
  t_degree: degree,
  l_degree: degree,
  s_jump: z.number(),
  t_jump: z.number(),
  l_jump: z.number(),
  inner: z.number(),
  outer: z.number(),
  periodic: z.boolean(),
});

/** Seasonal-trend decomposition by loess. */
export const stlCases: CaseKind = {
  methods: ["stl"],
  compute: (input) => {
    const s = parsed(stlSettings, input.settings, "settings");
    const table = firstTable(input, "y.csv");
    const d = decomposeStl(numbers(table, valueColumns(table)[0] ?? "y"), {
      period: s.period,
      seasonal: s.periodic ? "periodic" : s.s_window,
      trend: s.t_window,
      lowPass: s.l_window,
      seasonalDegree: s.s_degree,
      trendDegree: s.t_degree,
      lowPassDegree: s.l_degree,
      jumps: { seasonal: s.s_jump, trend: s.t_jump, lowPass: s.l_jump },
      inner: s.inner,
      outer: s.outer,
    });
    return {
      values: {
        strength_seasonal: d.strengthSeasonal,
        strength_trend: d.strengthTrend,
        weights_min: Math.min(...d.weights),
      },
      tables: {
        "components.csv": {
          date: rowLabels(table),
          seasonal: Array.from(d.seasonal),
          trend: Array.from(d.trend),
          remainder: Array.from(d.remainder),
          weight: Array.from(d.weights),
        },
      },
    };
  },
};

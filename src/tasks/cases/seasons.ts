import { z } from "zod";
import { fitArima, forecastArima } from "../../methods/baselines.ts";
import { decomposeStl } from "../../methods/stl.ts";
import { adjustX11 } from "../../methods/x11.ts";
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

/** An X-13 specification's arguments, for example `seasonalma=s3x5`. */
function argument(spec: string, name: string): string | null {
  return new RegExp(`${name}\\s*=\\s*(\\([^)]*\\)|\\S+)`).exec(spec)?.[1] ?? null;
}

/** The X-11 core, with twelve ARIMA forecasts first where the specification asks for them. Not the peer's digits: see docs/methods/x11.md. */
export const x11Cases: CaseKind = {
  methods: ["x11-x13"],
  compute: (input) => {
    const { spec } = parsed(z.object({ spec: z.string() }), input.settings, "settings");
    const table = firstTable(input, "y.csv");
    const y = numbers(table, table.columns.at(-1) ?? "y");
    const seasonal = parsed(
      z.enum(["3x3", "3x5", "3x9"]),
      argument(spec, "seasonalma")?.replace("s", ""),
      "seasonalma",
    );
    const ahead = /arima\s*\{/.test(spec) ? Number(argument(spec, "maxlead") ?? 12) : 0;
    const forecast =
      ahead > 0 ? forecastArima(fitArima(y.map(Math.log), 12), ahead).map(Math.exp) : new Float64Array(0);
    const a = adjustX11([...y, ...forecast], {
      mode: argument(spec, "mode") === "add" ? "additive" : "multiplicative",
      seasonal,
      henderson: Number(argument(spec, "trendma") ?? 13),
    });
    const cut = (x: Float64Array): number[] => Array.from(x.subarray(0, y.length));
    return {
      values: ahead > 0 ? { forecast: Array.from(forecast) } : {},
      tables: {
        "tables.csv": {
          d8: cut(a.seasonalIrregular),
          d10: cut(a.seasonal),
          d11: cut(a.adjusted),
          d12: cut(a.trend),
          d13: cut(a.irregular),
        },
      },
    };
  },
};

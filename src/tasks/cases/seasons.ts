import { z } from "zod";
import { fitArima, forecastArima } from "../../methods/arima.ts";
import { decomposeStl } from "../../methods/stl.ts";
import { adjustX11 } from "../../methods/x11.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { type CaseKind, firstTable, parsed, rowLabels, seriesOf, type Value } from "./case-input.ts";

const degree = z.union([z.literal(0), z.literal(1)]);
const span = z.number().int().min(2);
const stlSettings = z.object({
  period: span,
  s_window: z.union([z.literal("periodic"), span]),
  t_window: span.nullish(),
  l_window: span.nullish(),
  s_degree: degree.default(0),
  t_degree: degree.default(1),
  l_degree: degree.optional(),
  s_jump: z.number().int().min(1).optional(),
  t_jump: z.number().int().min(1).optional(),
  l_jump: z.number().int().min(1).optional(),
  inner: z.number().int().min(0).optional(),
  outer: z.number().int().min(0).optional(),
  robust: z.boolean().default(false),
  periodic: z.boolean().optional(),
});

/** The least odd number not below. */
function nextOdd(x: number): number {
  const whole = Math.round(x);
  return whole % 2 === 0 ? whole + 1 : whole;
}

/** Seasonal-trend decomposition by loess; what is not set is as in R's stl. */
export const stlCases: CaseKind = {
  methods: ["stl"],
  compute: (input) => {
    const s = parsed(stlSettings, input.settings, "settings");
    const table = firstTable(input, "y.csv");
    const y = seriesOf(table);
    const periodic = s.periodic ?? s.s_window === "periodic";
    // R smooths a periodic season with a span of ten series' lengths and one.
    const seasonal = s.s_window === "periodic" ? 10 * y.length + 1 : s.s_window;
    const trend = s.t_window ?? nextOdd(Math.ceil((1.5 * s.period) / (1 - 1.5 / seasonal)));
    const lowPass = s.l_window ?? nextOdd(s.period);
    const jump = (given: number | undefined, of: number): number => given ?? Math.ceil(of / 10);
    const d = decomposeStl(y, {
      period: s.period,
      seasonal: periodic ? "periodic" : seasonal,
      trend,
      lowPass,
      seasonalDegree: s.s_degree,
      trendDegree: s.t_degree,
      lowPassDegree: s.l_degree ?? s.t_degree,
      jumps: {
        seasonal: jump(s.s_jump, seasonal),
        trend: jump(s.t_jump, trend),
        lowPass: jump(s.l_jump, lowPass),
      },
      inner: s.inner ?? (s.robust ? 1 : 2),
      outer: s.outer ?? (s.robust ? 15 : 0),
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

/** One argument of a part of an X-13 specification, for example `seasonalma` of `x11{ ... }`, lower case without brackets. */
function argument(spec: string, part: string, name: string): string | null {
  const body = new RegExp(`${part}\\s*\\{([^}]*)\\}`, "i").exec(spec)?.[1];
  if (body === undefined) return null;
  const value = new RegExp(`${name}\\s*=\\s*(\\([^=]*\\)(?:\\([^=]*\\))*|[^\\s]+)`, "i").exec(body)?.[1];
  return value?.toLowerCase() ?? null;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Parts of a specification that are read, with their arguments that are; `save`, `print` and `savelog` go anywhere. */
const known: Readonly<Record<string, readonly string[]>> = {
  series: ["title", "start", "period", "span"],
  transform: ["function"],
  arima: ["model"],
  estimate: [],
  forecast: ["maxlead"],
  x11: ["mode", "seasonalma", "trendma", "sigmalim"],
};

/** @throws "unknown-id" for a part or argument that would change the result and is not read */
function checkSpec(spec: string): void {
  for (const [, part = "", body = ""] of spec.matchAll(/([a-z]\w*)\s*\{([^}]*)\}/gi)) {
    const has = known[part.toLowerCase()];
    if (has === undefined)
      throw new VorlaufError("unknown-id", { kind: "part of the specification", id: part, near: Object.keys(known) });
    for (const [, name = ""] of body.matchAll(/([a-z]\w*)\s*=/gi))
      if (!has.includes(name.toLowerCase()) && !/^(save|print|savelog)$/i.test(name))
        throw new VorlaufError("unknown-id", { kind: `argument of ${part}`, id: name, near: has });
  }
}

/**
 * Periods of a year and the first value's place in it: from words like `start 1949.jan, period 12` beside the file or in the
 * specification, else by the first date; January of a monthly series where nothing says more.
 */
function calendarOf(note: string, label: Value | undefined): { readonly period: number; readonly first: number } {
  const period = Number(/period[\s=]+(\d+)/i.exec(note)?.[1] ?? 12);
  const word = /start[\s=]+\d+[.\-: ]?q?(\w+)/i.exec(note)?.[1]?.toLowerCase();
  if (word === undefined) {
    const [, quarter, month] = /^\d{4}[-. ]?(?:q(\d)|(\d\d))/i.exec(String(label)) ?? [];
    const place = quarter ?? (month === undefined ? "1" : Math.ceil((Number(month) * period) / 12));
    return { period, first: Number(place) };
  }
  const month = months.findIndex((m) => word.startsWith(m));
  return { period, first: month >= 0 ? Math.ceil(((month + 1) * period) / 12) : Number(word) };
}

const seasonalWords = z.enum(["msr", "x11default", "3x1", "3x3", "3x5", "3x9", "3x15", "stable"]);
const modes = {
  mult: "multiplicative",
  add: "additive",
  logadd: "log-additive",
  pseudoadd: "pseudo-additive",
} as const;

/** (p d q)(P D Q) of `model=(0 1 1)(0 1 1)`. @throws "input-invalid" for anything more, for example single lags in brackets */
function ordersOf(model: string): readonly (readonly [number, number, number])[] {
  if (model !== "" && !/^(\(\s*\d+[\s,]+\d+[\s,]+\d+\s*\)\s*\d*\s*){1,2}$/.test(model))
    throw new VorlaufError("input-invalid", {
      what: "model of arima",
      got: model,
      fix: "Give (p d q) or (p d q)(P D Q) with whole numbers.",
    });
  return [...model.matchAll(/\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)/g)].map(
    (m) => [Number(m[1]), Number(m[2]), Number(m[3])] as const,
  );
}

/** The X-11 core, after forecasts of the ARIMA model where the specification asks for one. */
export const x11Cases: CaseKind = {
  methods: ["x11-x13"],
  compute: (input) => {
    const { spec } = parsed(z.object({ spec: z.string() }), input.settings, "settings");
    checkSpec(spec);
    const table = firstTable(input, "y.csv");
    const y = seriesOf(table);
    const { period, first } = calendarOf(`${Object.values(input.notes).join(" ")} ${spec}`, rowLabels(table)[0]);
    const [order, seasonalOrder] = ordersOf(argument(spec, "arima", "model") ?? "");
    const transform = parsed(z.enum(["log", "none"]), argument(spec, "transform", "function") ?? "none", "transform");
    const log = transform === "log";
    const ahead = order === undefined ? 0 : Number(argument(spec, "forecast", "maxlead") ?? period);
    const model =
      order === undefined
        ? null
        : fitArima(log ? y.map(Math.log) : y, { order, seasonalOrder: seasonalOrder ?? [0, 0, 0], season: period });
    const mean = model === null ? new Float64Array(0) : forecastArima(model, ahead).mean;
    const forecast = log ? mean.map(Math.exp) : mean;
    const mode = parsed(
      z.enum(["mult", "add", "logadd", "pseudoadd"]),
      argument(spec, "x11", "mode") ?? "mult",
      "mode",
    );
    const sigma = argument(spec, "x11", "sigmalim")
      ?.match(/[\d.]+/g)
      ?.map(Number) ?? [1.5, 2.5];
    const terms = argument(spec, "x11", "trendma");
    const a = adjustX11([...y, ...forecast], {
      mode: modes[mode],
      period,
      firstPeriod: first,
      seasonal: parsed(
        seasonalWords,
        (argument(spec, "x11", "seasonalma") ?? "msr").replace(/^s(?=\d)/, ""),
        "seasonalma",
      ),
      henderson: terms === null ? "auto" : Number(terms),
      sigma: [sigma[0] ?? 1.5, sigma[1] ?? 2.5],
      forecasts: ahead,
    });
    return {
      values: ahead > 0 ? { forecast: Array.from(forecast) } : {},
      tables: {
        "tables.csv": {
          d8: Array.from(a.seasonalIrregular),
          d10: Array.from(a.seasonal),
          d11: Array.from(a.adjusted),
          d12: Array.from(a.trend),
          d13: Array.from(a.irregular),
        },
      },
    };
  },
};

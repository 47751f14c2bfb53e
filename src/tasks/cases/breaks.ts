import { z } from "zod";
import { mean } from "../../math/sums.ts";
import { type ChangeOf, type PeltOptions, segment } from "../../methods/pelt.ts";
import { findBreaks } from "../../methods/structural-breaks.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { type CaseInput, type CaseKind, firstTable, parsed, seriesOf, type Value } from "./case-input.ts";

function series(input: CaseInput): Float64Array {
  return seriesOf(firstTable(input, "y.csv"));
}

/** One number as itself, several as a list: the way R writes them. */
function plain(list: readonly number[]): Value {
  return list.length === 1 ? (list[0] ?? null) : list;
}

const statistics = z.enum(["mean", "var", "meanvar"]);
const peltSettings = z.object({
  statistic: statistics,
  penalty: z.string().optional(),
  penalty_value: z.number().nonnegative().optional(),
  min_segment: z.number().int().min(1).optional(),
});
const changes: Readonly<Record<z.infer<typeof statistics>, ChangeOf>> = {
  mean: "mean",
  var: "variance",
  meanvar: "mean-and-variance",
};

/**
 * The price of a change as R's changepoint names it: a stated value counts as it is; else MBIC, SIC (= BIC), AIC, Hannan-Quinn with
 * one parameter more than the segment's, the same ending in 0 without it, or None.
 * @throws "unknown-id" for another name, "input-invalid" for MBIC with a value that is not its own
 */
function penaltyOf(s: z.infer<typeof peltSettings>, n: number): "mbic" | number {
  const parameters = s.statistic === "meanvar" ? 2 : 1;
  const name = (s.penalty ?? (s.penalty_value === undefined ? "MBIC" : "Manual")).toUpperCase();
  if (name === "MBIC") {
    const own = (parameters + 2) * Math.log(n);
    if (s.penalty_value !== undefined && Math.abs(s.penalty_value - own) > 1e-6 * own)
      throw new VorlaufError("input-invalid", {
        what: "settings.penalty_value",
        got: `${s.penalty_value}`,
        fix: `MBIC of ${n} values is ${own}; name the penalty Manual for another value.`,
      });
    return "mbic";
  }
  const counted = name.endsWith("0") ? parameters : parameters + 1;
  const rules: Readonly<Record<string, number>> = {
    NONE: 0,
    BIC: counted * Math.log(n),
    SIC: counted * Math.log(n),
    AIC: 2 * counted,
    "HANNAN-QUINN": 2 * counted * Math.log(Math.log(n)),
  };
  const value = s.penalty_value ?? rules[name.replace(/0$/, "")];
  if (value === undefined || (name !== "MANUAL" && name !== "ASYMPTOTIC" && !(name.replace(/0$/, "") in rules)))
    throw new VorlaufError("unknown-id", {
      kind: "penalty",
      id: s.penalty ?? "",
      near: ["MBIC", "Manual", ...Object.keys(rules)],
    });
  return value;
}

/** Optimal segmentation. */
export const peltCases: CaseKind = {
  methods: ["changepoint-pelt"],
  compute: (input) => {
    const s = parsed(peltSettings, input.settings, "settings");
    const y = series(input);
    const penalty = penaltyOf(s, y.length);
    const mbic = penalty === "mbic";
    const options: Partial<PeltOptions> = {
      change: changes[s.statistic],
      penalty,
      minSegment: s.min_segment ?? (s.statistic === "mean" ? 1 : 2),
    };
    const fit = segment(y, { ...options, pruning: "eager" });
    const exact = segment(y, options);
    const rss = fit.segments.reduce((sum, x) => sum + (x.to - x.from + 1) * x.variance, 0);
    // For a change of mean the peer prints the likelihood at the variance estimated from all residuals.
    const cost = s.statistic === "mean" ? y.length * (Math.log((2 * Math.PI * rss) / y.length) + 1) : fit.cost;
    const means = plain(fit.segments.map((x) => x.mean));
    const variances = plain(fit.segments.map((x) => x.variance));
    const params: Value =
      s.statistic === "mean"
        ? { mean: means }
        : s.statistic === "var"
          ? { variance: variances, mean: mean(y) }
          : { mean: means, variance: variances };
    // The peer's printed total leaves one penalty out under MBIC (it counts segments - 2), and multiplies no length by it.
    const total = cost + (mbic ? fit.penalised - fit.penalty : fit.penalised) - fit.cost;
    const better = fit.penalised - exact.penalised > 1e-9;
    return {
      values: {
        changepoints_index1: plain(fit.changes.map((c) => c + 1)),
        segment_params: params,
        total_cost: [cost, total],
      },
      tables: {},
      warnings: better
        ? [
            `an exact search lowers the penalised cost by ${(fit.penalised - exact.penalised).toPrecision(6)}: changes ${exact.changes.map((c) => c + 1).join(", ")}`,
          ]
        : [],
    };
  },
};

const breakSettings = z.object({
  model: z
    .string()
    .regex(/mean|level|intercept|constant|~ *1$/i, "only shifts of a mean are dated")
    .optional(),
  selection: z.string().regex(/^bic$/i, "only BIC chooses the number of breaks").optional(),
  h: z.number().positive(),
  supF_trim: z.number().positive().max(0.5).optional(),
  max_breaks: z.number().int().min(1).optional(),
  confint_level: z.number().positive().max(1).optional(),
});

/** Bai-Perron breaks of a mean. */
export const breakCases: CaseKind = {
  methods: ["structural-breaks-bai-perron"],
  compute: (input) => {
    const s = parsed(breakSettings, input.settings, "settings");
    const y = series(input);
    const fit = findBreaks(y, {
      // The peer takes a share of the sample below 1 and observations from 1 on.
      trim: s.h < 1 ? s.h : s.h / y.length,
      trimF: s.supF_trim ?? 0.15,
      maxBreaks: s.max_breaks ?? Number.POSITIVE_INFINITY,
      ...(s.confint_level === undefined ? {} : { coverage: s.confint_level }),
    });
    const index1 = (list: readonly number[]): number[] => list.map((b) => b + 1);
    return {
      values: {
        n_breaks_bic: fit.breaks.length,
        breakpoints_index1: fit.breaks.length === 0 ? null : plain(index1(fit.breaks)),
        rss_by_m: [...fit.rss],
        bic_by_m: [...fit.bic],
        breaks_by_m: fit.path.slice(1).map((p) => plain(index1(p))),
        confint: fit.intervals.map(({ low, high }, i) => [low + 1, (fit.breaks[i] ?? 0) + 1, high + 1]),
        supF: fit.supF,
        // Written as 1 - P(F <= x), so a tail below the machine's precision rounds as the peer's does.
        supF_p: 1 - (1 - fit.supFp),
      },
      tables: {},
    };
  },
};

import { z } from "zod";
import { mean } from "../../math/sums.ts";
import { type ChangeOf, type PeltOptions, segment } from "../../methods/pelt.ts";
import { findBreaks } from "../../methods/structural-breaks.ts";
import { type CaseInput, type CaseKind, firstTable, numbers, parsed, type Value, valueColumns } from "./case-input.ts";

function series(input: CaseInput): Float64Array {
  const table = firstTable(input, "y.csv");
  return numbers(table, valueColumns(table)[0] ?? "y");
}

/** One number as itself, several as a list: the way R writes them. */
function plain(list: readonly number[]): Value {
  return list.length === 1 ? (list[0] ?? null) : list;
}

const peltSettings = z.object({
  statistic: z.enum(["mean", "var", "meanvar"]),
  penalty: z.string(),
  penalty_value: z.number(),
  min_segment: z.number(),
});
const changes: Readonly<Record<"mean" | "var" | "meanvar", ChangeOf>> = {
  mean: "mean",
  var: "variance",
  meanvar: "mean-and-variance",
};

/** Optimal segmentation. */
export const peltCases: CaseKind = {
  methods: ["changepoint-pelt"],
  compute: (input) => {
    const s = parsed(peltSettings, input.settings, "settings");
    const mbic = s.penalty.toUpperCase() === "MBIC";
    const y = series(input);
    const options: Partial<PeltOptions> = {
      change: changes[s.statistic],
      penalty: mbic ? "mbic" : s.penalty_value,
      minSegment: s.min_segment,
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

const breakSettings = z.object({ h: z.number(), supF_trim: z.number().optional() });

/** Bai-Perron breaks of a mean. */
export const breakCases: CaseKind = {
  methods: ["structural-breaks-bai-perron"],
  compute: (input) => {
    const s = parsed(breakSettings, input.settings, "settings");
    const fit = findBreaks(series(input), { trim: s.h });
    const index1 = (list: readonly number[]): number[] => list.map((b) => b + 1);
    return {
      values: {
        n_breaks_bic: fit.breaks.length,
        breakpoints_index1: plain(index1(fit.breaks)),
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

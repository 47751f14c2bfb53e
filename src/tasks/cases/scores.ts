import { z } from "zod";
import { normalCdf, normalQuantile } from "../../math/distributions.ts";
import { mean } from "../../math/sums.ts";
import * as s from "../../methods/scores.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { type CaseKind, columnOf, firstTable, numbers, parsed, type Value, valueColumns } from "./case-input.ts";

const densitySettings = z.object({
  quantile: z.string().optional(),
  quantiles: z.array(z.number().gt(0).lt(1)).optional(),
  df: z.number().positive().optional(),
});

/** The levels that `quantile` names in words, for example "pinball at 0.1,0.5,0.9 from the normal". */
function levelsIn(words: string | undefined): number[] {
  return [...(words ?? "").matchAll(/(?<![\d.])0?\.\d+/g)].map((m) => Number(m[0]));
}

/** Scores of density forecasts; columns y, mu, sd (or the first three), one member of the ensemble a column. */
export const densityScoreCases: CaseKind = {
  methods: ["density-scores"],
  compute: (input) => {
    const s1 = parsed(densitySettings, input.settings, "settings");
    const stated = s1.quantiles ?? levelsIn(s1.quantile);
    const levels = stated.length > 0 ? stated : [0.1, 0.5, 0.9];
    const df = s1.df ?? 5;
    const obs = firstTable(input, "obs.csv");
    const ens = input.tables["ens.csv"];
    const [y, mu, sd] = [columnOf(obs, "y", 0), columnOf(obs, "mu", 1), columnOf(obs, "sd", 2)];
    const bad = y.findIndex((v, i) => !(Number.isFinite(v) && Number.isFinite(mu[i]) && (sd[i] ?? 0) > 0));
    if (bad >= 0)
      throw new VorlaufError("input-invalid", {
        what: `row ${bad + 2} of the forecasts`,
        got: `y ${y[bad]}, mu ${mu[bad]}, sd ${sd[bad]}`,
        fix: "Give finite numbers and a positive sd.",
      });
    const members = ens === undefined ? [] : valueColumns(ens).map((c) => numbers(ens, c));
    if (ens !== undefined && ens.rows !== obs.rows)
      throw new VorlaufError("wrong-shape", { what: "ensemble", expected: `${obs.rows} rows`, got: `${ens.rows}` });
    const each = (f: (y: number, mu: number, sd: number, i: number) => number): number[] =>
      Array.from(y, (v, i) => f(v, mu[i] ?? 0, sd[i] ?? 1, i));
    const crps = each(s.crpsNormal);
    const pinball = (a: number): number[] => each((v, m, d) => s.pinballLoss(v, m + d * normalQuantile(a), a));
    return {
      values: {
        crps_norm: crps,
        logs_norm: each(s.logScoreNormal),
        [`crps_t${df}`]: each((v, m, d) => s.crpsStudent(v, { location: m, scale: d, df })),
        ...(members.length === 0
          ? {}
          : {
              crps_ens: each((v, _, __, i) =>
                s.crpsSample(
                  members.map((c) => c[i] ?? Number.NaN).filter((x) => !Number.isNaN(x)),
                  v,
                ),
              ),
            }),
        dss: each((v, m, d) => ((v - m) / d) ** 2 + 2 * Math.log(d)),
        pinball: levels.map(pinball),
        pit: each((v, m, d) => normalCdf((v - m) / d)),
        mean_crps_norm: mean(crps),
      },
      tables: {},
    };
  },
};

const oneOrMore = <T extends z.ZodType>(one: T): z.ZodType<z.infer<T> | z.infer<T>[]> => z.union([one, z.array(one)]);
const marianoSettings = z.object({
  h: oneOrMore(z.number().int().min(1)).optional(),
  power: oneOrMore(z.number().positive()).optional(),
  varestimator: oneOrMore(z.enum(["acf", "bartlett"])).optional(),
  alternative: oneOrMore(z.enum(["two.sided", "less", "greater"])).optional(),
  loss: z
    .string()
    .regex(/power|\^|square|absolute/, "the loss is a power of the error")
    .optional(),
});

/** The values a setting names, or the usual ones. */
function listed<T>(given: T | readonly T[] | undefined, usual: readonly T[]): readonly T[] {
  return given === undefined ? usual : Array.isArray(given) ? given : [given as T];
}

/**
 * Diebold-Mariano tests: every combination of horizon, power, variance and alternative that the case sets; where it sets none, horizons
 * 1 to 12 as far as the errors reach, powers 1 and 2, and the rest, so that whatever it lists is found by its labels.
 */
export const dieboldMarianoCases: CaseKind = {
  methods: ["diebold-mariano"],
  compute: (input) => {
    const c = parsed(marianoSettings, input.settings, "settings");
    const table = firstTable(input, "errors.csv");
    const [e1, e2] = [columnOf(table, "e1", 0), columnOf(table, "e2", 1)];
    const gap = e1.findIndex((v, i) => Number.isNaN(v) || Number.isNaN(e2[i]));
    if (gap >= 0) throw new VorlaufError("not-finite", { what: "forecast errors", index: gap });
    const horizons = Array.from({ length: Math.max(1, Math.min(12, Math.floor(e1.length / 3))) }, (_, i) => i + 1);
    const tests: Value[] = [];
    for (const h of listed(c.h, horizons)) {
      for (const power of listed(c.power, [1, 2])) {
        for (const varestimator of listed(c.varestimator, ["acf", "bartlett"] as const)) {
          const loss = (e: Float64Array): Float64Array => e.map((v) => Math.abs(v) ** power);
          const t = s.dieboldMariano(loss(e1), loss(e2), {
            horizon: h,
            kernel: varestimator === "acf" ? "flat" : "bartlett",
          });
          const p = { "two.sided": t.p, less: t.pABetter, greater: t.pAWorse };
          for (const alternative of listed(c.alternative, ["two.sided", "less", "greater"] as const))
            tests.push({ h, power, varestimator, alternative, statistic: t.dmAdjusted, p: p[alternative] });
        }
      }
    }
    return { values: { tests }, tables: {} };
  },
};

/** Scores of turning-point probabilities. */
export const turningPointScoreCases: CaseKind = {
  methods: ["turning-point-scores"],
  compute: (input) => {
    const c = parsed(
      z.object({ reliability_bins: z.union([z.string(), z.number().int().min(1)]).optional() }),
      input.settings,
      "settings",
    );
    const step =
      typeof c.reliability_bins === "string" ? Number(/step ([\d.]+)/.exec(c.reliability_bins)?.[1] ?? 0.1) : 0;
    const bins = typeof c.reliability_bins === "number" ? c.reliability_bins : Math.round(1 / (step || 0.1));
    const table = firstTable(input, "py.csv");
    const [y, p] = [columnOf(table, "y", 0), columnOf(table, "p", 1)];
    const bad = p.findIndex((v, i) => !(v >= 0 && v <= 1 && (y[i] === 0 || y[i] === 1)));
    if (bad >= 0)
      throw new VorlaufError("input-invalid", {
        what: `row ${bad + 2} of the probabilities`,
        got: `outcome ${y[bad]}, probability ${p[bad]}`,
        fix: "Give outcomes 0 or 1 and probabilities from 0 to 1.",
      });
    if (y.every((v) => v === y[0])) throw new VorlaufError("constant-series", { what: "outcome" });
    const roc = s.auroc(p, y);
    const half = normalQuantile(0.975) * roc.standardError;
    const murphy = s.murphyDecomposition(p, y, bins);
    const youden = s.youdenThreshold(p, y);
    const at = s.confusionAt(p, y, 0.5);
    return {
      values: {
        qps: s.quadraticProbabilityScore(p, y),
        brier: s.brier(p, y),
        lps: s.logScoreBinary(p, y),
        auc: roc.area,
        auc_var_delong: roc.standardError ** 2,
        auc_ci95: [roc.area - half, roc.area, roc.area + half],
        reliability: murphy.reliability,
        resolution: murphy.resolution,
        uncertainty: murphy.uncertainty,
        youden_threshold: youden.threshold,
        youden_sens: youden.sensitivity,
        youden_spec: youden.specificity,
        at_half: { tp: at.truePositive, fp: at.falsePositive, fn: at.falseNegative, tn: at.trueNegative },
      },
      tables: {},
    };
  },
};

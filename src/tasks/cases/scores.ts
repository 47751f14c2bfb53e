import { z } from "zod";
import { normalCdf, normalQuantile } from "../../math/distributions.ts";
import { mean } from "../../math/sums.ts";
import * as s from "../../methods/scores.ts";
import { type CaseKind, firstTable, numbers, parsed, type Value, valueColumns } from "./case-input.ts";

/** Scores of density forecasts. */
export const densityScoreCases: CaseKind = {
  methods: ["density-scores"],
  compute: (input) => {
    const obs = firstTable(input, "obs.csv");
    const ens = firstTable(input, "ens.csv");
    const [y, mu, sd] = [numbers(obs, "y"), numbers(obs, "mu"), numbers(obs, "sd")];
    const members = valueColumns(ens).map((c) => numbers(ens, c));
    const each = (f: (y: number, mu: number, sd: number, i: number) => number): number[] =>
      Array.from(y, (v, i) => f(v, mu[i] ?? 0, sd[i] ?? 1, i));
    const crps = each(s.crpsNormal);
    const pinball = (a: number): number[] => each((v, m, d) => s.pinballLoss(v, m + d * normalQuantile(a), a));
    return {
      values: {
        crps_norm: crps,
        logs_norm: each(s.logScoreNormal),
        crps_t5: each((v, m, d) => s.crpsStudent(v, { location: m, scale: d, df: 5 })),
        crps_ens: each((v, _, __, i) =>
          s.crpsSample(
            members.map((c) => c[i] ?? Number.NaN),
            v,
          ),
        ),
        dss: each((v, m, d) => ((v - m) / d) ** 2 + 2 * Math.log(d)),
        pinball: [0.1, 0.5, 0.9].map(pinball),
        pit: each((v, m, d) => normalCdf((v - m) / d)),
        mean_crps_norm: mean(crps),
      },
      tables: {},
    };
  },
};

/** Diebold-Mariano tests for horizons 1 and 3, powers 1 and 2, both variance estimators, both alternatives. */
export const dieboldMarianoCases: CaseKind = {
  methods: ["diebold-mariano"],
  compute: (input) => {
    const table = firstTable(input, "errors.csv");
    const [e1, e2] = [numbers(table, "e1"), numbers(table, "e2")];
    const tests: Value[] = [];
    for (const h of [1, 3]) {
      for (const power of [1, 2]) {
        for (const varestimator of ["acf", "bartlett"] as const) {
          const loss = (e: Float64Array): Float64Array => e.map((v) => Math.abs(v) ** power);
          const t = s.dieboldMariano(loss(e1), loss(e2), {
            horizon: h,
            kernel: varestimator === "acf" ? "flat" : "bartlett",
          });
          tests.push(
            { h, power, varestimator, alternative: "two.sided", statistic: t.dmAdjusted, p: t.p },
            { h, power, varestimator, alternative: "less", statistic: t.dmAdjusted, p: t.pABetter },
          );
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
    parsed(z.object({ reliability_bins: z.string().optional() }), input.settings, "settings");
    const table = firstTable(input, "py.csv");
    const [y, p] = [numbers(table, "y"), numbers(table, "p")];
    const roc = s.auroc(p, y);
    const half = normalQuantile(0.975) * roc.standardError;
    const murphy = s.murphyDecomposition(p, y, 10);
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

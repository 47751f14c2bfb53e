import { z } from "zod";
import { automaticHac, crossCorrelation, leadRegression, prewhitenedCorrelation } from "../../methods/lead-lag.ts";
import { localProjections, project, projectionHac } from "../../methods/local-projections.ts";
import { fitBridge, fitMidas, type MidasWeights } from "../../methods/midas.ts";
import { type ConfidenceSet, modelConfidenceSet } from "../../methods/model-confidence-set.ts";
import { tableOf } from "../../methods/vector-autoregression.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { type CaseKind, columnOf, firstTable, numbers, parsed, type Value, valueColumns } from "./case-input.ts";

const leadLagSettings = z.object({
  max_lag: z.number().int().min(1).max(5000),
  max_lead: z.number().int().min(0).optional(),
  hac: z
    .string()
    .regex(/bartlett|newey/i, "the kernel is Bartlett's")
    .optional(),
  hac_lags: z.number().int().min(0).optional(),
  prewhitening: z.string().optional(),
});

/** Cross-correlations and predictive regressions; columns x and y, or the first two. */
export const leadLagCases: CaseKind = {
  methods: ["lead-lag-ccf-hac"],
  compute: (input) => {
    const s = parsed(leadLagSettings, input.settings, "settings");
    const max = s.max_lag;
    const lags = s.hac_lags ?? Number(/(\d+) lags?/.exec(s.hac ?? "")?.[1] ?? 4);
    const maxOrder = Number(/p *(?:<=|≤) *(\d+)/.exec(s.prewhitening ?? "")?.[1] ?? 6);
    const table = firstTable(input);
    const [x, y] = [columnOf(table, "x", 0), columnOf(table, "y", 1)];
    const auto = automaticHac(x, y, 1);
    const white = prewhitenedCorrelation(x, y, { max, maxOrder });
    return {
      values: {
        lags: Array.from({ length: 2 * max + 1 }, (_, i) => i - max),
        ccf: Array.from(crossCorrelation(x, y, max)),
        regressions: Array.from({ length: (s.max_lead ?? max) + 1 }, (_, lead) => {
          const r = leadRegression(x, y, { lead, lags });
          return { lead, b: r.b, [`se_nw${lags}`]: r.standardError, t: r.t, r2: r.r2 };
        }),
        hac_auto: {
          bw_newey_west_1994: auto.bandwidth,
          se: Array.from(auto.neweyWest),
          se_prewhite: Array.from(auto.prewhitened),
          se_andrews: Array.from(auto.andrews),
        },
        prewhitened: { ar_order: white.order, ar: Array.from(white.ar), ccf: Array.from(white.correlation) },
      },
      tables: {},
    };
  },
};

const projectionSettings = z.object({
  lags: z.number().int().min(1),
  horizons: z.number().int().min(1).max(5000),
  shock: z.string().optional(),
  shock_type: z.union([z.literal(0), z.literal(1)]).optional(),
  confint: z.number().positive().optional(),
});

/** Local projections with the bounds of lpirfs, and one equation's HAC errors. */
export const localProjectionCases: CaseKind = {
  methods: ["local-projections"],
  compute: (input) => {
    const s = parsed(projectionSettings, input.settings, "settings");
    const unit = s.shock_type === undefined ? /shock_type *= *1|\bunit\b/i.test(s.shock ?? "") : s.shock_type === 1;
    const csv = firstTable(input, "y.csv");
    const table = tableOf(valueColumns(csv).map((c) => numbers(csv, c)));
    const r = localProjections(table, {
      lags: s.lags,
      horizon: s.horizons,
      impact: unit ? "unit" : "unit-times-sd",
      ...(s.confint === undefined ? {} : { width: s.confint }),
    });
    const lists = (x: readonly (readonly Float64Array[])[]): Value =>
      x.map((shock) => shock.map((line) => Array.from(line)));
    const check = Array.from({ length: s.horizons + 1 }, (_, h): Value => {
      const { X, fits, m } = project(table, { lags: s.lags, ahead: h });
      const last = fits.at(-1);
      if (last === undefined) return null;
      const V = projectionHac(X, last, h + 1);
      return {
        h,
        coef: Array.from(last.beta),
        se: Array.from({ length: m }, (_, i) => Math.sqrt(V[i * m + i] ?? Number.NaN)),
      };
    });
    return {
      values: {
        irf_mean: lists(r.response),
        irf_low_nw: lists(r.lowHac),
        irf_up_nw: lists(r.highHac),
        irf_low_ols: lists(r.lowOls),
        irf_up_ols: lists(r.highOls),
        hac_check: check,
      },
      tables: {},
      warnings: unit
        ? []
        : [
            "the peer scales a shock by the reduced-form residual's sd (divisor n - 1), not by the Cholesky factor's diagonal",
          ],
    };
  },
};

const midasSettings = z.object({
  estimation_quarters: z.number().int().min(1).optional(),
  estimation_periods: z.number().int().min(1).optional(),
  hf_per_lf: z.number().int().min(1).max(1000),
  hf_lags: z.array(z.number().int()).min(1),
  ylag: z.number().int().min(0),
  hac_lags: z.number().int().min(0).optional(),
});

/** Mixed-frequency regressions and the bridge equation. */
export const midasCases: CaseKind = {
  methods: ["midas-bridge"],
  compute: (input) => {
    const s = parsed(midasSettings, input.settings, "settings");
    const first = s.hf_lags[0] ?? 0;
    if (s.hf_lags.some((v, i) => v !== first + i) || first < 0)
      throw new VorlaufError("input-invalid", {
        what: "settings.hf_lags",
        got: s.hf_lags.join(", "),
        fix: "Give lags that follow one another, from 0 on.",
      });
    const hacLags = s.hac_lags ?? 4;
    const all = columnOf(firstTable(input, "y.csv"), "y", 0);
    const y = all.slice(0, s.estimation_periods ?? s.estimation_quarters ?? all.length);
    const x = columnOf(firstTable(input, "x.csv"), "x", 0);
    const estimate = (weights: MidasWeights): Value => {
      const f = fitMidas(
        { y, x },
        {
          weights,
          perPeriod: s.hf_per_lf,
          lags: s.hf_lags.length,
          firstLag: first,
          ylags: s.ylag,
          hacLags,
        },
      );
      return weights === "free"
        ? {
            coef: Array.from(f.coefficients),
            rss: f.rss,
            se: Array.from(f.standardErrors ?? []),
            [`se_hac_nw${hacLags}`]: Array.from(f.hacErrors ?? []),
          }
        : { theta: Array.from(f.theta), rss: f.rss, midas_coef: Array.from(f.coefficients) };
    };
    const bridge = fitBridge({ y, x }, s.hf_per_lf, hacLags);
    return {
      values: {
        umidas: estimate("free"),
        exp_almon: estimate("exponential-almon"),
        beta: estimate("beta"),
        almon_p2: estimate("almon"),
        bridge: {
          coef: Array.from(bridge.coefficients),
          rss: bridge.rss,
          [`se_hac_nw${hacLags}`]: Array.from(bridge.hacErrors),
          forecast_next: bridge.next,
        },
      },
      tables: {},
    };
  },
};

/** Model confidence sets by both statistics. */
export const confidenceSetCases: CaseKind = {
  methods: ["model-confidence-set"],
  compute: (input) => {
    const s = parsed(
      z.object({
        alpha: z.number().gt(0).lt(1),
        B: z.number().int().min(1).max(1_000_000),
        block_length: z.union([z.number().int().min(1), z.literal("auto")]).optional(),
        statistics: z
          .array(z.enum(["Tmax", "TR"]))
          .min(1)
          .optional(),
      }),
      input.settings,
      "settings",
    );
    const table = firstTable(input, "loss.csv");
    const names = valueColumns(table);
    const losses = names.map((c) => numbers(table, c));
    const run = (statistic: "max" | "range"): Value =>
      describe(
        modelConfidenceSet(losses, {
          statistic,
          alpha: s.alpha,
          bootstrap: s.B,
          // The peer's package takes the stated length as a least one, see docs/methods/model-confidence-set.md.
          blockLength: "auto",
          leastBlock: typeof s.block_length === "number" ? s.block_length : 1,
        }),
        names,
      );
    const wanted = s.statistics ?? ["Tmax", "TR"];
    const max = run("max");
    const range = run("range");
    const labelled =
      typeof max === "object" && max !== null && !Array.isArray(max)
        ? {
            ...Object.fromEntries(Object.entries(max)),
            table_columns: ["Rank_M", "v_M", "MCS_M", "Rank_R", "v_R", "MCS_R", "Loss"],
          }
        : max;
    return {
      values: {
        ...(wanted.includes("Tmax") ? { Tmax: labelled } : {}),
        ...(wanted.includes("TR") ? { TR: range } : {}),
      },
      tables: {},
    };
  },
};

function describe(set: ConfidenceSet, names: readonly string[]): Value {
  const rank = (x: readonly number[], v: number): number => 1 + x.filter((w) => w < v).length;
  const tMax = set.survivors.map((m) => m.tMax);
  const tRange = set.survivors.map((m) => m.tRange);
  return {
    models: set.survivors.map((m) => names[m.model] ?? ""),
    table: set.survivors.map((m) => [
      rank(tMax, m.tMax),
      m.tMax,
      m.pMax,
      rank(tRange, m.tRange),
      m.tRange,
      m.pRange,
      m.loss,
    ]),
  };
}

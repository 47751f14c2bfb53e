import { z } from "zod";
import { companion, eigenvalues } from "../../math/eigenvalues.ts";
import { connectednessOf, frequencyConnectedness, measureConnectedness } from "../../methods/connectedness.ts";
import { laggedEffect, waldP } from "../../methods/granger.ts";
import * as var_ from "../../methods/vector-autoregression.ts";
import {
  type CaseInput,
  type CaseKind,
  firstTable,
  matrixRows,
  numbers,
  parsed,
  type Value,
  valueColumns,
} from "./case-input.ts";

const deterministicWords = z.preprocess(
  (v) => (typeof v === "string" ? v.trim().toLowerCase() : v),
  z.enum(["const", "constant", "c", "trend", "t", "both", "ct", "const+trend", "none", "n", "nc"]),
);

/** The deterministic terms as R's vars and statsmodels name them; a constant where nothing is said. */
function deterministicOf(word: z.infer<typeof deterministicWords> | undefined): var_.Deterministic {
  switch (word) {
    case "trend":
    case "t":
      return "trend";
    case "both":
    case "ct":
    case "const+trend":
      return "both";
    case "none":
    case "n":
    case "nc":
      return "none";
    default:
      return "constant";
  }
}

/** A whole number from 1; the upper bound keeps a slip of the keyboard from computing for hours. */
const count = z.number().int().min(1).max(5000);

function tableFrom(input: CaseInput, names: readonly string[]): var_.Table2 {
  const table = firstTable(input, "y.csv");
  return var_.tableOf(names.map((c) => numbers(table, c)));
}

const varSettings = z.object({
  lags: count,
  horizon: count,
  ordering: z.array(z.string()).optional(),
  deterministic: deterministicWords.optional(),
  selection: z.string().optional(),
  lag_max: count.optional(),
  portmanteau_lags: count.optional(),
  forecast_steps: count.optional(),
});

/** VAR with impulse responses, decomposition, block causality, diagnostics and forecast, as R's vars prints them. */
export const varCases: CaseKind = {
  methods: ["var-granger-irf-fevd"],
  compute: (input) => {
    const s = parsed(varSettings, input.settings, "settings");
    const names = s.ordering ?? valueColumns(firstTable(input, "y.csv"));
    const table = tableFrom(input, names);
    const deterministic = deterministicOf(s.deterministic);
    const fit = var_.fitVar(table, s.lags, deterministic);
    const k = fit.k;
    const m = fit.coefficients.length / k;
    const ahead = s.forecast_steps ?? 4;
    const byImpulse = (psi: readonly Float64Array[]): Record<string, Value> =>
      Object.fromEntries(
        names.map((name, j) => [name, psi.map((P) => Array.from({ length: k }, (_, i) => P[i * k + j] ?? 0))]),
      );
    const decomposition = var_.varianceDecomposition(fit, s.horizon);
    const lags = var_.chooseLags(
      table,
      s.lag_max ?? Number(/(\d+) lags/.exec(s.selection ?? "")?.[1] ?? 8),
      deterministic,
    );
    const forecast = var_.forecastVar(fit, ahead);
    const { re, im } = eigenvalues(companion(fit.coefficients, k, s.lags, m), k * s.lags);
    return {
      values: {
        coef: matrixRows(fit.coefficients, m),
        sigma: matrixRows(fit.sigma, k),
        loglik: fit.logLikelihood,
        roots: Array.from(re, (v, i) => Math.hypot(v, im[i] ?? 0)),
        criteria: [lags.aic, lags.hq, lags.sc, lags.fpe].map((c) => Array.from(c)),
        selection: { "AIC(n)": lags.best.aic, "HQ(n)": lags.best.hq, "SC(n)": lags.best.sc, "FPE(n)": lags.best.fpe },
        irf_orth: byImpulse(var_.orthogonalResponses(fit, s.horizon)),
        irf_reduced: byImpulse(var_.movingAverage(fit, s.horizon)),
        fevd: Object.fromEntries(
          names.map((name, i) => [name, decomposition.map((D) => Array.from(D.subarray(i * k, (i + 1) * k)))]),
        ),
        granger: causeSets(k).map((set) => {
          const test = var_.blockCausality(fit, set);
          const cause = set.map((i) => names[i] ?? "");
          return {
            cause: cause.length === 1 ? (cause[0] ?? "") : cause,
            F: test.F,
            df: [test.df1, test.df2],
            p: test.p,
            inst_chi2: test.instant.chi2,
            inst_p: test.instant.p,
          };
        }),
        portmanteau: var_.portmanteau(fit, s.portmanteau_lags ?? 16).statistic,
        jb: var_.multivariateNormality(fit).statistic,
        forecast: Object.fromEntries(
          names.map((name, i) => [
            name,
            Array.from({ length: ahead }, (_, h) =>
              [forecast.mean, forecast.low, forecast.high]
                .map((x) => x[h * k + i] ?? 0)
                .concat((forecast.high[h * k + i] ?? 0) - (forecast.mean[h * k + i] ?? 0)),
            ),
          ]),
        ),
      },
      tables: {},
    };
  },
};

/** Every set of causes that leaves something to explain (up to five variables; above that singles and pairs); matched to a case's list by its labels. */
function causeSets(k: number): number[][] {
  const pick = (test: (i: number) => boolean): number[] => Array.from({ length: k }, (_, i) => i).filter(test);
  if (k > 5) {
    const single = pick(() => true);
    return [...single.map((i) => [i]), ...single.flatMap((i) => pick((j) => j > i).map((j) => [i, j]))];
  }
  return Array.from({ length: 2 ** k - 2 }, (_, mask) => pick((i) => Math.floor((mask + 1) / 2 ** i) % 2 === 1)).sort(
    (a, b) => a.length - b.length || (a.join() < b.join() ? -1 : 1),
  );
}

const todaSettings = z.object({
  p: count,
  d_max: z.number().int().min(0),
  deterministic: deterministicWords.optional(),
});

/** Toda and Yamamoto's test of every ordered pair. */
export const todaYamamotoCases: CaseKind = {
  methods: ["toda-yamamoto"],
  compute: (input) => {
    const s = parsed(todaSettings, input.settings, "settings");
    const names = valueColumns(firstTable(input, "y.csv"));
    const table = tableFrom(input, names);
    const deterministic = deterministicOf(s.deterministic);
    const pairs = names
      .flatMap((_, effect) => names.map((__, cause) => ({ cause, effect })))
      .filter(({ cause, effect }) => cause !== effect);
    const tests = pairs.map((pair) => {
      const e = laggedEffect(table, pair, { lags: s.p, extra: s.d_max, deterministic });
      return { cause: names[pair.cause] ?? "", effect: names[pair.effect] ?? "", chi2: e.wald, df: e.df, p: waldP(e) };
    });
    return { values: { tests }, tables: {} };
  },
};

const connectednessSettings = z.object({ lags: count, forecast_steps: count });

/** Static and rolling generalised connectedness in per cent, and the Cholesky table beside it. */
export const connectednessCases: CaseKind = {
  methods: ["connectedness-diebold-yilmaz"],
  compute: (input) => {
    const s = parsed(connectednessSettings, input.settings, "settings");
    const given = parsed(z.object({ rolling_window: count.optional() }), input.given, "given");
    const names = valueColumns(firstTable(input, "y.csv"));
    const table = tableFrom(input, names);
    const { k } = table;
    const options = { lags: s.lags, horizon: s.forecast_steps };
    const fit = var_.fitVar(table, s.lags);
    const c = connectednessOf(var_.generalisedDecomposition(fit, fit.sigmaMl, s.forecast_steps), k);
    const percent = (x: ArrayLike<number>): number[] => Array.from(x, (v) => 100 * v);
    const cholesky = var_.varianceDecomposition(fit, s.forecast_steps).at(-1) ?? new Float64Array(0);
    const T = table.values.length / k;
    const window = given.rolling_window ?? 200;
    const ends = window > T ? [] : Array.from({ length: 12 }, (_, i) => Math.round(window + (i * (T - window)) / 11));
    return {
      values: {
        gfevd_percent: matrixRows(percent(c.shares), k),
        TO: percent(c.to),
        FROM: percent(c.from),
        NET: percent(c.net),
        TCI: 100 * c.total,
        net_pairwise: Array.from({ length: k }, (_, i) =>
          Array.from({ length: k }, (__, j) => 100 * ((c.shares[i * k + j] ?? 0) - (c.shares[j * k + i] ?? 0))),
        ),
        cholesky_fevd_percent: matrixRows(percent(cholesky), k),
        coef: matrixRows(fit.coefficients, k * s.lags + 1).map((row) => row.slice(0, -1)),
        sigma: matrixRows(fit.sigmaMl, k),
        rolling: ends.map((end) => ({
          end_index1: end,
          TCI:
            100 * measureConnectedness({ values: table.values.slice((end - window) * k, end * k), k }, options).total,
        })),
      },
      tables: {},
      warnings: window > T ? [`a window of ${window} rows is longer than the sample of ${T}: nothing rolls`] : [],
    };
  },
};

const frequencySettings = z.object({ lags: count, n_ahead: count, partition: z.array(z.number()).min(2) });

/** Connectedness by frequency band in per cent. */
export const frequencyCases: CaseKind = {
  methods: ["connectedness-frequency"],
  compute: (input) => {
    const s = parsed(frequencySettings, input.settings, "settings");
    const names = valueColumns(firstTable(input, "y.csv"));
    const r = frequencyConnectedness(tableFrom(input, names), {
      lags: s.lags,
      horizon: s.n_ahead,
      bounds: s.partition,
    });
    const percent = (x: ArrayLike<number>): number[] => Array.from(x, (v) => 100 * v);
    return {
      values: {
        bands: r.bands.map((B) => matrixRows(percent(B), names.length)),
        overall: percent(r.overall),
        overall_within: percent(r.within),
        dy12_table: matrixRows(percent(r.table.shares), names.length),
        dy12_overall: 100 * r.table.total,
      },
      tables: {},
    };
  },
};

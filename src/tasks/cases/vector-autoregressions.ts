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

function tableFrom(input: CaseInput, names: readonly string[]): var_.Table2 {
  const table = firstTable(input, "y.csv");
  return var_.tableOf(names.map((c) => numbers(table, c)));
}

const varSettings = z.object({ lags: z.number(), horizon: z.number(), ordering: z.array(z.string()).optional() });

/** VAR with impulse responses, decomposition, block causality, diagnostics and forecast, as R's vars prints them. */
export const varCases: CaseKind = {
  methods: ["var-granger-irf-fevd"],
  compute: (input) => {
    const s = parsed(varSettings, input.settings, "settings");
    const names = s.ordering ?? valueColumns(firstTable(input, "y.csv"));
    const table = tableFrom(input, names);
    const fit = var_.fitVar(table, s.lags);
    const k = fit.k;
    const byImpulse = (psi: readonly Float64Array[]): Record<string, Value> =>
      Object.fromEntries(
        names.map((name, j) => [name, psi.map((P) => Array.from({ length: k }, (_, i) => P[i * k + j] ?? 0))]),
      );
    const decomposition = var_.varianceDecomposition(fit, s.horizon);
    const lags = var_.chooseLags(table, 8);
    const forecast = var_.forecastVar(fit, 4);
    const { re, im } = eigenvalues(companion(fit.coefficients, k, s.lags, k * s.lags + 1), k * s.lags);
    return {
      values: {
        coef: matrixRows(fit.coefficients, k * s.lags + 1),
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
        portmanteau: var_.portmanteau(fit, 16).statistic,
        jb: var_.multivariateNormality(fit).statistic,
        forecast: Object.fromEntries(
          names.map((name, i) => [
            name,
            Array.from({ length: 4 }, (_, h) =>
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

/** Every single cause, then every pair that leaves something to explain; matched to a case's list by its labels. */
function causeSets(k: number): number[][] {
  const single = Array.from({ length: k }, (_, i) => [i]);
  const pairs =
    k < 3 ? [] : single.flatMap(([i]) => single.filter(([j]) => (j ?? 0) > (i ?? 0)).map(([j]) => [i ?? 0, j ?? 0]));
  return [...single, ...pairs];
}

const todaSettings = z.object({ p: z.number(), d_max: z.number() });

/** Toda and Yamamoto's test of every ordered pair. */
export const todaYamamotoCases: CaseKind = {
  methods: ["toda-yamamoto"],
  compute: (input) => {
    const s = parsed(todaSettings, input.settings, "settings");
    const names = valueColumns(firstTable(input, "y.csv"));
    const table = tableFrom(input, names);
    const pairs = names
      .flatMap((_, effect) => names.map((__, cause) => ({ cause, effect })))
      .filter(({ cause, effect }) => cause !== effect);
    const tests = pairs.map((pair) => {
      const e = laggedEffect(table, pair, { lags: s.p, extra: s.d_max });
      return { cause: names[pair.cause] ?? "", effect: names[pair.effect] ?? "", chi2: e.wald, df: e.df, p: waldP(e) };
    });
    return { values: { tests }, tables: {} };
  },
};

const connectednessSettings = z.object({ lags: z.number(), forecast_steps: z.number() });

/** Static and rolling generalised connectedness in per cent, and the Cholesky table beside it. */
export const connectednessCases: CaseKind = {
  methods: ["connectedness-diebold-yilmaz"],
  compute: (input) => {
    const s = parsed(connectednessSettings, input.settings, "settings");
    const given = parsed(z.object({ rolling_window: z.number().optional() }), input.given, "given");
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
    const ends = Array.from({ length: 12 }, (_, i) => Math.round(window + (i * (T - window)) / 11));
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
    };
  },
};

const frequencySettings = z.object({ lags: z.number(), n_ahead: z.number(), partition: z.array(z.number()) });

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

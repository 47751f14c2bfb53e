import type { FactorBlock } from "../../math/factor-pattern.ts";
import { quarterWeights } from "../../math/factor-plan.ts";
import { factorErrors } from "../../methods/factor-errors.ts";
import { forecastSeries } from "../../methods/factor-forecast.ts";
import { type FactorModel, method as factorModel } from "../../methods/factor-model.ts";
import { standardise } from "../../methods/factor-panel.ts";
import { forecastUncertain } from "../../methods/factor-uncertainty.ts";
import { runEm } from "../../methods/mixed-factor-em.ts";
import { baseWeights, type Idiosyncratic } from "../../methods/mixed-factor-form.ts";
import { smoothMixed } from "../../methods/mixed-factor-model.ts";
import { startByComponents } from "../../methods/mixed-factor-start.ts";
import { nearIds, VorlaufError } from "../../terms/errors.ts";
import type { MethodOption } from "../../terms/method.ts";
import type { Warning } from "../../terms/warnings.ts";
import { westGermany } from "./examples.ts";
import { type Chosen, flag, list, number, whole, word } from "./options.ts";
import {
  horizonOption,
  type Output,
  output,
  type Runner,
  type Several,
  severalSeries,
  shared,
  tableOfColumns,
  tableOfRecords,
} from "./runner.ts";
import { labelsAfter } from "./user-table.ts";

const input: Runner["input"] = {
  en: "A date column and three or more columns of numbers, stationary (growth rates); gaps and ragged ends are allowed. Quarterly growth among months stands in the quarter's last month and is named in option `quarterly`.",
  de: "Eine Datumsspalte und mindestens drei Zahlenspalten, stationär (Wachstumsraten); Lücken und ungleiche Enden sind erlaubt. Quartalswachstum zwischen Monaten steht im letzten Monat des Quartals und wird in der Option `quarterly` genannt.",
};

/** Which series are aggregates, and which load on which factors. */
const structure: readonly MethodOption[] = [
  shared.columns,
  list("words", "quarterly", [], {
    en: "Columns of quarterly growth in a file of months.",
    de: "Spalten mit Quartalswachstum in einer Datei von Monaten.",
  }),
  list("words", "weights", [], {
    en: 'Columns of another longer period with the weights of the file\'s periods in one value, newest first, such as "sales: 1 2 3 4 3 2 1" for four-week growth in a file of weeks.',
    de: 'Spalten einer anderen längeren Periode mit den Gewichten der Perioden der Datei in einem Wert, die neueste zuerst, etwa "sales: 1 2 3 4 3 2 1" für Vierwochenwachstum in einer Datei von Wochen.',
  }),
  whole("factors", 1, { en: "Common factors.", de: "Gemeinsame Faktoren." }, { least: 1, most: 10 }),
  list("words", "blocks", [], {
    en: 'One factor per entry and the columns that load on it, joined by +; "*" for all: ["*", "cpi+pce"]. Every other loading is zero. Instead of `factors`.',
    de: 'Ein Faktor je Eintrag und die Spalten, die auf ihn laden, mit + verbunden; "*" für alle: ["*", "cpi+pce"]. Alle anderen Ladungen sind null. Anstelle von `factors`.',
  }),
  whole(
    "lags",
    1,
    { en: "Lags of the factors.", de: "Verzögerungen der Faktoren." },
    { unit: "periods", least: 1, most: 6 },
  ),
];

/** The columns of a list that names some. @throws "unknown-id" for a column that is not used */
function columnsAmong(option: string, asked: readonly string[], names: readonly string[]): readonly string[] {
  const stranger = asked.find((q) => !names.includes(q));
  if (stranger !== undefined)
    throw new VorlaufError("unknown-id", {
      kind: `column in option ${option}`,
      id: stranger,
      near: nearIds(stranger, names),
    });
  return asked;
}

/** Aggregation weights per series; null for the file's own period. */
function weightsOf(o: Chosen, names: readonly string[]): readonly (readonly number[] | null)[] {
  const quarterly = columnsAmong("quarterly", o.words("quarterly"), names);
  const other = new Map(
    o.words("weights").map((entry) => {
      const at = entry.lastIndexOf(":");
      const numbers = entry
        .slice(at + 1)
        .trim()
        .split(/[\s,]+/)
        .map(Number);
      if (at < 1 || numbers.length < 2 || numbers.length > 60 || !numbers.every(Number.isFinite))
        throw new VorlaufError("input-invalid", {
          what: "option weights",
          got: JSON.stringify(entry),
          fix: 'Give a column, a colon and 2 to 60 numbers, newest period first: "gdp: 1 2 3 2 1".',
        });
      return [entry.slice(0, at).trim(), numbers] as const;
    }),
  );
  columnsAmong("weights", [...other.keys()], names);
  return names.map((n) => other.get(n) ?? (quarterly.includes(n) ? quarterWeights : null));
}

function blocksOf(o: Chosen, names: readonly string[]): readonly FactorBlock[] {
  return o.words("blocks").map((entry) => {
    const members =
      entry.trim() === "*"
        ? names
        : columnsAmong(
            "blocks",
            entry.split("+").map((n) => n.trim()),
            names,
          );
    return { size: 1, loads: names.map((n) => members.includes(n)) };
  });
}

const factor: Runner = {
  question: {
    en: "What do many series have in common, and what does that say of the newest, missing values?",
    de: "Was haben viele Reihen gemeinsam, und was folgt daraus für die neuesten, fehlenden Werte?",
  },
  input,
  options: [
    ...structure,
    word(
      "dynamics",
      "joint",
      {
        en: "With `blocks`: one vector autoregression of all factors, or one for each.",
        de: "Mit `blocks`: eine Vektorautoregression aller Faktoren oder eine für jeden.",
      },
      ["joint", "apart"],
    ),
    word(
      "idiosyncratic",
      "ar1",
      {
        en: "What is left of a series: autocorrelated or white.",
        de: "Der Rest einer Reihe: autokorreliert oder weiß.",
      },
      ["ar1", "white"],
    ),
    word(
      "estimator",
      "auto",
      {
        en: "Exact maximum likelihood, conditional maximisation only, or the EM of Bańbura and Modugno; auto takes the one that forecast better in real time: em-bm2014 with series of a longer period among the columns, else ml, and ml where standard errors or draws of the parameters are asked for.",
        de: "Exakte Maximum-Likelihood, nur bedingte Maximierung oder der EM-Algorithmus von Bańbura und Modugno; auto nimmt, was in Echtzeit besser prognostizierte: em-bm2014 mit Reihen einer längeren Periode unter den Spalten, sonst ml, und ml, wo Standardfehler oder Ziehungen der Parameter verlangt sind.",
      },
      ["auto", "ml", "ecm", "em-bm2014"],
    ),
    horizonOption(4),
    whole(
      "starts",
      factorModel.defaults.starts,
      {
        en: "Starts of the search; the best end is taken, a lower one is a warning.",
        de: "Starts der Suche; das beste Ende gilt, ein niedrigeres ist eine Warnung.",
      },
      { least: 1, most: 50 },
    ),
    flag("standardErrors", false, {
      en: "Standard errors of the parameters, by `ml`: two evaluations per parameter.",
      de: "Standardfehler der Parameter, mit `ml`: zwei Auswertungen je Parameter.",
    }),
    whole(
      "parameterDraws",
      0,
      {
        en: "Draws of the parameters for forecast densities that hold their uncertainty, by `ml`; 0 takes the parameters as known.",
        de: "Ziehungen der Parameter für Prognosedichten, die deren Unsicherheit enthalten, mit `ml`; 0 nimmt die Parameter als bekannt.",
      },
      { least: 0, most: 2000 },
    ),
    shared.seed,
    whole(
      "warmSteps",
      factorModel.defaults.warmSteps,
      {
        en: "Conditional maximisation steps before the quasi-Newton search.",
        de: "Bedingte Maximierungsschritte vor der Quasi-Newton-Suche.",
      },
      { least: 0, most: 500 },
    ),
    whole(
      "maxIterations",
      factorModel.defaults.maxIterations,
      { en: "Most steps.", de: "Höchstzahl der Schritte." },
      { least: 1, most: 5000 },
    ),
    number(
      "tolerance",
      factorModel.defaults.tolerance,
      { en: "Scaled score at which the search ends.", de: "Skalierter Score, bei dem die Suche endet." },
      { least: 1e-14, most: 1 },
    ),
    number(
      "phiBound",
      factorModel.defaults.phiBound,
      { en: "Largest autocorrelation of a series' own part.", de: "Größte Autokorrelation des Eigenanteils." },
      { least: 0, most: 0.99999 },
    ),
    number(
      "varianceFloor",
      factorModel.defaults.varianceFloor,
      {
        en: "Least variance of a series' own part, of a series with variance 1.",
        de: "Kleinste Varianz des Eigenanteils einer Reihe mit Varianz 1.",
      },
      { least: 1e-12, most: 0.5 },
    ),
  ],
  example: { csv: westGermany, options: { horizon: 2 } },
  run: (table, o) => {
    const s = severalSeries(table, o, { least: 3, most: 300, gaps: true, ends: "any" });
    const asked = o.word("estimator", ["auto", "ml", "ecm", "em-bm2014"]);
    const needsMaximum = o.flag("standardErrors") || o.need("parameterDraws") > 0;
    const model = factorModel.run(
      { series: s.series, weights: weightsOf(o, s.names) },
      {
        factors: o.need("factors"),
        lags: o.need("lags"),
        idiosyncratic: o.word("idiosyncratic", ["ar1", "white"]),
        estimator: asked === "auto" && needsMaximum ? "ml" : asked,
        warmSteps: o.need("warmSteps"),
        maxIterations: o.need("maxIterations"),
        tolerance: o.need("tolerance"),
        phiBound: o.need("phiBound"),
        varianceFloor: o.need("varianceFloor"),
        blocks: blocksOf(o, s.names),
        dynamics: o.word("dynamics", ["joint", "apart"]),
        starts: o.need("starts"),
        seed: o.need("seed"),
      },
    );
    return factorOutput(s, model, o);
  },
};

const z80 = 1.2815515655446004;

function factorOutput(s: Several, model: FactorModel, o: Chosen): Output {
  const { r } = model;
  const [T, N] = [s.labels.length, s.series.length];
  const horizon = o.need("horizon");
  const from = firstGap(s);
  const draws = o.need("parameterDraws");
  const known = forecastSeries(model, { horizon, from });
  const ahead =
    draws === 0
      ? { ...known, parameterSd: null }
      : forecastUncertain(model, { horizon, from, draws: Math.max(20, draws), seed: o.need("seed") });
  const labels = [...s.labels.slice(from), ...labelsAfter(s.table, horizon)];
  const { means, sds } = model.panel;
  const common = (i: number): Float64Array =>
    Float64Array.from({ length: T }, (_, t) => means[i]! + sds[i]! * model.common[t * N + i]!);
  const errors = o.flag("standardErrors") ? factorErrors(model) : null;
  const named = (of: (a: number) => number, suffix = ""): Record<string, number> =>
    Object.fromEntries(Array.from({ length: r }, (_, a) => [`factor ${a + 1}${suffix}`, of(a)]));
  return output(
    {
      estimator: model.estimator,
      logLikelihood: model.logLikelihood,
      iterations: model.iterations,
      converged: model.converged,
      lastChange: model.change,
      ...(model.maxima.length > 1
        ? { starts: model.maxima.length, lowestMaximum: model.maxima.at(-1) ?? Number.NaN }
        : {}),
    },
    [
      tableOfRecords(
        "forecast",
        s.names.flatMap((series, i) => {
          const stands = hasPlace(s.series[i]!, (model.panel.weights?.[i] ?? null) !== null);
          return labels.flatMap((period, h) => {
            const [m, sd] = [ahead.mean[h * N + i]!, ahead.sd[h * N + i]!];
            if (known.sd[h * N + i] === 0 || !stands(from + h)) return [];
            const parameters = ahead.parameterSd === null ? {} : { ofParameters: ahead.parameterSd[h * N + i]! };
            return [{ period, series, mean: m, sd, ...parameters, low80: m - z80 * sd, high80: m + z80 * sd }];
          });
        }),
      ),
      tableOfRecords(
        "factors",
        s.labels.map((period, t) => ({ period, ...named((a) => model.factors[t * r + a]!) })),
      ),
      tableOfRecords(
        "loadings",
        s.names.map((series, i) => ({
          series,
          ...named((a) => model.Lambda[i * r + a]!),
          autocorrelation: model.phi[i]!,
          ownVariance: model.s[i]!,
        })),
      ),
      ...(errors === null
        ? []
        : [
            tableOfRecords(
              "standardErrors",
              s.names.map((series, i) => ({
                series,
                ...named((a) => errors.Lambda[i * r + a]!),
                autocorrelation: errors.phi[i]!,
                ownVariance: errors.s[i]!,
              })),
            ),
          ]),
      transitions(model, errors?.A ?? null),
      tableOfColumns("common", "period", s.labels, Object.fromEntries(s.names.map((n, i) => [n, common(i)]))),
    ],
    [...s.warnings, ...model.warnings.map((w) => withName(w, s.names))],
  );
}

/** Rows in which a series can have a value: every row, or for one of a longer period those in step with its values. */
function hasPlace(y: Float64Array, isLonger: boolean): (row: number) => boolean {
  if (!isLonger) return () => true;
  const seen = Array.from(y.keys()).filter((t) => !Number.isNaN(y[t]!));
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  const step = Math.max(
    1,
    seen.reduce((g, t, k) => gcd(g, t - seen[Math.max(0, k - 1)]!), 0),
  );
  return (row) => (row - (seen[0] ?? 0)) % step === 0;
}

/** First row in which a series has no value any more. */
function firstGap(s: Several): number {
  return Math.min(...s.series.map((y) => 1 + y.findLastIndex((v) => !Number.isNaN(v))));
}

/** Coefficients of the factors' vector autoregression. */
function transitions({ r, p, A }: FactorModel, errors: Float64Array | null): ReturnType<typeof tableOfRecords> {
  return tableOfRecords(
    "transitions",
    Array.from({ length: r * r * p }, (_, c) => {
      const k = c % (r * p);
      return {
        factor: `factor ${Math.floor(c / (r * p)) + 1}`,
        regressor: `factor ${(k % r) + 1} lag ${Math.floor(k / r) + 1}`,
        coefficient: A[c]!,
        ...(errors === null ? {} : { standardError: errors[c]! }),
      };
    }),
  );
}

/** A warning about a series by its number says its name. */
function withName(w: Warning, names: readonly string[]): Warning {
  const i = w.facts["series"];
  const name = typeof i === "number" ? names[i] : undefined;
  return name === undefined ? w : { ...w, facts: { ...w.facts, series: name }, about: [name] };
}

const mixed: Runner = {
  question: {
    en: "Where are the factors of months and quarters by the peers' EM, and what does it say of the missing values?",
    de: "Wo liegen die Faktoren von Monaten und Quartalen nach dem EM der Vorbilder, und was folgt für die fehlenden Werte?",
  },
  input,
  options: [
    ...structure,
    word(
      "idiosyncratic",
      "autoregressive",
      {
        en: "What is left of a series: AR(1), white noise on every value, or white in the file's period and summed over a longer one (statsmodels).",
        de: "Der Rest einer Reihe: AR(1), weißes Rauschen auf jedem Wert, oder weiß in der Periode der Datei und über eine längere summiert (statsmodels).",
      },
      ["autoregressive", "white", "white-sum"],
    ),
    number(
      "noise",
      0,
      {
        en: "Variance of measurement noise beside an AR(1) rest: 0 as in statsmodels, 0.0001 as in the New York Fed's model.",
        de: "Varianz eines Messrauschens neben einem AR(1)-Rest: 0 wie in statsmodels, 0.0001 wie im Modell der New York Fed.",
      },
      { least: 0, most: 1 },
    ),
    whole("iterations", 200, { en: "Most steps.", de: "Höchstzahl der Schritte." }, { least: 1, most: 5000 }),
    number(
      "tolerance",
      1e-6,
      {
        en: "Relative change of the log-likelihood at which the steps end.",
        de: "Relative Änderung der Log-Likelihood, bei der die Schritte enden.",
      },
      { least: 0, most: 0.1 },
    ),
    horizonOption(4),
  ],
  example: { csv: westGermany, options: { horizon: 2 } },
  run: (table, o) => {
    const s = severalSeries(table, o, { least: 3, most: 100, gaps: true, ends: "any" });
    const [N, horizon] = [s.names.length, o.need("horizon")];
    const panel = standardise({ series: s.series, weights: weightsOf(o, s.names) });
    const everything = Array.from({ length: N }, () => true);
    const given = blocksOf(o, s.names);
    const blocks = given.length > 0 ? given : [{ size: o.need("factors"), loads: everything }];
    const order = o.need("lags");
    const idiosyncratic: Idiosyncratic = o.word("idiosyncratic", ["autoregressive", "white", "white-sum"]);
    const start = startByComponents(panel.x, {
      blocks,
      order,
      weights: Array.from({ length: N }, (_, i) => panel.weights?.[i] ?? baseWeights),
      idiosyncratic,
      noise: o.need("noise"),
    });
    const em = runEm(panel.x, start, { iterations: o.need("iterations"), tolerance: o.need("tolerance") });
    const q = em.parameters;
    const ahead = Float64Array.from({ length: (panel.T + horizon) * N }, (_, k) => panel.x[k] ?? Number.NaN);
    const smooth = smoothMixed(ahead, q);
    const r = blocks.reduce((k, { size }) => k + size, 0);
    const named = (of: (a: number) => number): Record<string, number> =>
      Object.fromEntries(Array.from({ length: r }, (_, a) => [`factor ${a + 1}`, of(a)]));
    const labels = [...s.labels, ...labelsAfter(s.table, horizon)];
    const change = em.path.length < 2 ? Number.NaN : Math.abs(em.path.at(-1)! / em.path.at(-2)! - 1);
    return output(
      {
        logLikelihood: smooth.logLikelihood,
        logLikelihoodOfTheLastStep: em.path.at(-1) ?? Number.NaN,
        iterations: em.iterations,
        converged: em.converged === true,
        lastChange: change,
      },
      [
        tableOfRecords(
          "forecast",
          s.names.flatMap((series, i) => {
            const stands = hasPlace(s.series[i]!, (panel.weights?.[i] ?? null) !== null);
            return labels.flatMap((period, t) =>
              t < firstGap(s) || !Number.isNaN(ahead[t * N + i]!) || !stands(t)
                ? []
                : [{ period, series, mean: panel.means[i]! + panel.sds[i]! * smooth.series[t * N + i]! }],
            );
          }),
        ),
        tableOfRecords(
          "factors",
          labels.map((period, t) => ({ period, ...named((a) => smooth.factors[t * r + a]!) })),
        ),
        tableOfRecords(
          "loadings",
          s.names.map((series, i) => ({
            series,
            ...named((a) => q.Lambda[i * r + a]!),
            autocorrelation: idiosyncratic === "autoregressive" ? q.phi[i]! : 0,
            ownVariance: q.s[i]!,
          })),
        ),
      ],
      [
        ...s.warnings,
        ...(em.converged === true
          ? []
          : [{ code: "not-converged", facts: { iterations: em.iterations, change }, about: [] }]),
      ],
    );
  },
};

/** Factor models. */
export const factorRunners: Readonly<Record<string, Runner>> = {
  "factor-model": factor,
  "mixed-factor-model": mixed,
};

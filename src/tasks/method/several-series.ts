import { connectednessExcess } from "../../methods/connectedness.ts";
import { testLaggedEffects } from "../../methods/granger.ts";
import { impulseResponses } from "../../methods/impulse-responses.ts";
import { laggedResponses } from "../../methods/lagged-response.ts";
import { automaticHac, crossCorrelation, leadRegression, prewhitenedCorrelation } from "../../methods/lead-lag.ts";
import { localProjections } from "../../methods/local-projections.ts";
import { detectableLead } from "../../methods/minimum-detectable-effect.ts";
import { rollingConnectedness } from "../../methods/rolling-connectedness.ts";
import { tableOf, method as vectorAutoregression } from "../../methods/vector-autoregression.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { westGermany } from "./examples.ts";
import { coefficientTable } from "./forecasts.ts";
import { flag, list, number, whole, word } from "./options.ts";
import {
  coverageOption,
  horizonOption,
  lagsOption,
  output,
  pairOf,
  type Runner,
  samplesOption,
  severalSeries,
  shared,
  tableOfColumns,
  tableOfRecords,
} from "./runner.ts";
import { labelsAfter } from "./user-table.ts";

const stationary = {
  en: "A date column and two or more columns of numbers, stationary (growth rates), without gaps.",
  de: "Eine Datumsspalte und mindestens zwei Zahlenspalten, stationär (Wachstumsraten), ohne Lücken.",
};
const surrogates = samplesOption("surrogates", 999, {
  en: "Surrogate samples of unrelated series.",
  de: "Ersatzstichproben unverbundener Reihen.",
});

const vector: Runner = {
  question: { en: "How do several series move together?", de: "Wie bewegen sich mehrere Reihen gemeinsam?" },
  input: stationary,
  options: [shared.columns, lagsOption(1), horizonOption(10)],
  example: { csv: westGermany, options: { lags: 2, horizon: 4 } },
  run: (table, o) => {
    const s = severalSeries(table, o);
    const [lags, horizon, k] = [o.need("lags"), o.need("horizon"), s.series.length];
    const r = vectorAutoregression.run({ series: s.series }, { lags, horizon });
    const ahead = labelsAfter(s.table, horizon);
    return output(
      { logLikelihood: r.fit.logLikelihood, rows: r.fit.n },
      [
        tableOfRecords(
          "forecast",
          s.names.flatMap((series, i) =>
            ahead.map((period, h) => ({
              period,
              series,
              mean: r.forecast.mean[h * k + i]!,
              standardError: r.forecast.standardErrors[h * k + i]!,
              low95: r.forecast.low[h * k + i]!,
              high95: r.forecast.high[h * k + i]!,
            })),
          ),
        ),
        tableOfRecords(
          "causality",
          r.causality.map((c, i) => ({
            cause: s.names[i]!,
            F: c.F,
            df1: c.df1,
            df2: c.df2,
            p: c.p,
            instantChi2: c.instant.chi2,
            instantP: c.instant.p,
          })),
        ),
        squareTable("decomposition", s.names, r.decomposition),
        coefficientTable(s.names, r.fit.coefficients, lags),
      ],
      s.warnings,
    );
  },
};

function squareTable(id: string, names: readonly string[], M: Float64Array): ReturnType<typeof tableOfRecords> {
  const k = names.length;
  return tableOfRecords(
    id,
    names.map((to, i) => ({ to, ...Object.fromEntries(names.map((from, j) => [`from ${from}`, M[i * k + j]!])) })),
  );
}

const responses: Runner = {
  question: {
    en: "How does each series answer a surprise in another, and how sure is that?",
    de: "Wie antwortet jede Reihe auf eine Überraschung in einer anderen, und wie sicher ist das?",
  },
  input: {
    en: "A date column and one or more columns of numbers without gaps, in causal order for Cholesky shocks.",
    de: "Eine Datumsspalte und eine oder mehrere Zahlenspalten ohne Lücken, für Cholesky-Schocks in kausaler Reihenfolge.",
  },
  options: [
    shared.columns,
    lagsOption(1),
    horizonOption(12),
    word(
      "shock",
      "cholesky",
      {
        en: "Orthogonal in the order of the columns, or generalised without one.",
        de: "Orthogonal in der Reihenfolge der Spalten oder verallgemeinert ohne eine.",
      },
      ["cholesky", "generalised"],
    ),
    flag("cumulative", false, { en: "Sums of the responses.", de: "Summen der Antworten." }),
    samplesOption("draws", 999, { en: "Bootstrap samples of the bands.", de: "Bootstrap-Stichproben der Bänder." }),
    coverageOption(0.9),
    shared.seed,
  ],
  example: { csv: westGermany, options: { lags: 2, horizon: 4, draws: 199 } },
  run: (table, o) => {
    const s = severalSeries(table, o, { least: 1, most: 20 });
    const r = impulseResponses(tableOf(s.series), {
      lags: o.need("lags"),
      horizon: o.need("horizon"),
      shock: o.word("shock", ["cholesky", "generalised"]),
      cumulative: o.flag("cumulative"),
      draws: o.need("draws"),
      coverage: o.need("coverage"),
      seed: o.need("seed"),
    });
    return output(
      { rows: r.fit.n },
      [lines(s.names, o.need("horizon"), { response: r.response, low: r.low, high: r.high })],
      [...s.warnings, ...r.warnings],
    );
  },
};

type Lines = readonly (readonly Float64Array[])[];

function lines(
  names: readonly string[],
  horizon: number,
  columns: Readonly<Record<string, Lines>>,
): ReturnType<typeof tableOfRecords> {
  return tableOfRecords(
    "responses",
    names.flatMap((shock, j) =>
      names.flatMap((response, i) =>
        Array.from({ length: horizon + 1 }, (_, step) => ({
          shock,
          of: response,
          step,
          ...Object.fromEntries(Object.entries(columns).map(([name, x]) => [name, x[j]![i]![step]!])),
        })),
      ),
    ),
  );
}

const projections: Runner = {
  question: {
    en: "How does one series respond to another, without a model of the path?",
    de: "Wie antwortet eine Reihe auf eine andere, ohne Modell des Wegs dorthin?",
  },
  input: { en: `${stationary.en} In causal order.`, de: `${stationary.de} In kausaler Reihenfolge.` },
  options: [
    shared.columns,
    lagsOption(4),
    horizonOption(12),
    number(
      "width",
      1.96,
      { en: "Half-width of the bands.", de: "Halbe Breite der Bänder." },
      { unit: "standard errors", least: 0, most: 10 },
    ),
    word(
      "impact",
      "cholesky",
      {
        en: "What a shock of size 1 does at once; `unit-times-sd` reproduces R's lpirfs.",
        de: "Was ein Schock der Größe 1 sofort bewirkt; `unit-times-sd` rechnet wie R lpirfs.",
      },
      ["cholesky", "unit-times-sd"],
    ),
  ],
  example: { csv: westGermany, options: { lags: 2, horizon: 4 } },
  run: (table, o) => {
    const s = severalSeries(table, o, { most: 20 });
    const r = localProjections(tableOf(s.series), {
      lags: o.need("lags"),
      horizon: o.need("horizon"),
      width: o.need("width"),
      impact: o.word("impact", ["cholesky", "unit-times-sd"]),
    });
    return output(
      {},
      [
        lines(s.names, o.need("horizon"), {
          response: r.response,
          lowHac: r.lowHac,
          highHac: r.highHac,
          lowOls: r.lowOls,
          highOls: r.highOls,
        }),
      ],
      s.warnings,
    );
  },
};

const connectedness: Runner = {
  question: {
    en: "Do several series spill over more than unrelated series would?",
    de: "Strahlen mehrere Reihen stärker aufeinander aus, als es unverbundene täten?",
  },
  input: stationary,
  options: [
    shared.columns,
    lagsOption(1),
    horizonOption(10),
    word(
      "part",
      "all",
      {
        en: "All spillovers, or only what passes from one period to the next.",
        de: "Alle Ausstrahlung oder nur, was von einer Periode zur nächsten übergeht.",
      },
      ["all", "lagged"],
    ),
    surrogates,
    shared.seed,
  ],
  example: { csv: westGermany, options: { surrogates: 99 } },
  run: (table, o) => {
    const s = severalSeries(table, o, { most: 20 });
    const r = connectednessExcess(tableOf(s.series), {
      part: o.word("part", ["all", "lagged"]),
      lags: o.need("lags"),
      horizon: o.need("horizon"),
      surrogates: o.need("surrogates"),
      seed: o.need("seed"),
    });
    return output(
      {
        total: r.total.observed,
        totalOfUnrelated: r.total.nullMedian,
        excess: r.total.excess,
        p: r.total.p,
        periods: r.periods,
      },
      [
        squareTable("shares", s.names, r.observed.shares),
        tableOfColumns("directions", "series", s.names, {
          to: r.observed.to,
          from: r.observed.from,
          net: r.observed.net,
        }),
        tableOfRecords(
          "pairs",
          r.pairs.flatMap((row, i) =>
            row.flatMap((e, j) =>
              e === null
                ? []
                : [
                    {
                      from: s.names[j]!,
                      to: s.names[i]!,
                      share: e.observed,
                      unrelated: e.nullMedian,
                      excess: e.excess,
                      p: e.p,
                    },
                  ],
            ),
          ),
        ),
      ],
      s.warnings,
    );
  },
};

const rolling: Runner = {
  question: {
    en: "When do several series spill over most, and in short or long cycles?",
    de: "Wann strahlen mehrere Reihen am stärksten aufeinander aus, in kurzen oder langen Zyklen?",
  },
  input: stationary,
  options: [
    shared.columns,
    lagsOption(1),
    horizonOption(10),
    whole(
      "window",
      0,
      {
        en: "Periods of a window; 0 for the whole sample.",
        de: "Perioden eines Fensters; 0 für die ganze Stichprobe.",
      },
      { unit: "periods", least: 0, most: 200_000 },
    ),
    word(
      "estimator",
      "ols",
      {
        en: "Least squares, or shrunk by a Minnesota prior.",
        de: "Kleinste Quadrate oder geschrumpft nach Minnesota.",
      },
      ["ols", "minnesota"],
    ),
    list(
      "numbers",
      "cycles",
      [],
      {
        en: "Lengths of cycle that part the frequencies, rising.",
        de: "Zykluslängen, die die Frequenzen trennen, aufsteigend.",
      },
      { unit: "periods", least: 2, most: 9999 },
    ),
  ],
  example: { csv: westGermany, options: { window: 40, cycles: [4, 12] } },
  run: (table, o) => {
    const s = severalSeries(table, o, { most: 40 });
    const cycles = o.numbers("cycles");
    const windows = rollingConnectedness(tableOf(s.series), {
      lags: o.need("lags"),
      horizon: o.need("horizon"),
      window: o.need("window"),
      estimator: o.word("estimator", ["ols", "minnesota"]),
      cycles,
    });
    const bands = [
      ...cycles.map((c, i) => (i === 0 ? `below ${c}` : `${cycles[i - 1]} to ${c}`)),
      `above ${cycles.at(-1) ?? 0}`,
    ];
    return output(
      { windows: windows.length, lastTotal: windows.at(-1)?.total ?? null },
      [
        tableOfRecords(
          "windows",
          windows.map((w) => ({
            period: s.labels[w.end]!,
            total: w.total,
            ...Object.fromEntries(w.bands.map((v, b) => [bands[b]!, v])),
            ...Object.fromEntries(s.names.map((n, i) => [`net ${n}`, w.net[i]!])),
          })),
        ),
        squareTable("last-shares", s.names, windows.at(-1)?.shares ?? new Float64Array(0)),
      ],
      s.warnings,
    );
  },
};

const granger: Runner = {
  question: { en: "Which series lead which?", de: "Welche Reihe läuft welcher voraus?" },
  input: {
    en: `${stationary.en} With integrated levels give \`extra\` 1 (Toda-Yamamoto).`,
    de: `${stationary.de} Bei integrierten Niveaus \`extra\` 1 (Toda-Yamamoto).`,
  },
  options: [
    shared.columns,
    lagsOption(1),
    whole(
      "extra",
      0,
      {
        en: "Lags added but not tested: the order of integration.",
        de: "Zusätzliche, nicht geprüfte Verzögerungen: der Integrationsgrad.",
      },
      { unit: "periods", least: 0, most: 12 },
    ),
    surrogates,
    shared.seed,
  ],
  example: { csv: westGermany, options: { lags: 2, surrogates: 99 } },
  run: (table, o) => {
    const s = severalSeries(table, o, { most: 20 });
    const r = testLaggedEffects(tableOf(s.series), {
      lags: o.need("lags"),
      extra: o.need("extra"),
      surrogates: o.need("surrogates"),
      seed: o.need("seed"),
    });
    return output(
      {},
      [
        tableOfRecords(
          "effects",
          r.map((e) => ({
            cause: s.names[e.cause]!,
            effect: s.names[e.effect]!,
            sum: e.sum,
            F: e.F,
            df1: e.df,
            df2: e.df2,
            p: e.p,
            wald: e.wald,
            surrogateP: e.surrogate.p,
          })),
        ),
      ],
      s.warnings,
    );
  },
};

const detectable: Runner = {
  question: {
    en: "How large would a lead have to be to be found in so short a sample?",
    de: "Wie stark müsste ein Vorlauf sein, um in einer so kurzen Stichprobe aufzufallen?",
  },
  input: stationary,
  options: [
    shared.columns,
    lagsOption(1),
    number("alpha", 0.1, { en: "Level of the test.", de: "Niveau des Tests." }, { least: 0.001, most: 0.5 }),
    number("power", 0.8, { en: "Power asked for.", de: "Gewünschte Trennschärfe." }, { least: 0.05, most: 0.999 }),
    whole("simulations", 400, { en: "Simulated samples.", de: "Simulierte Stichproben." }, { least: 50, most: 5000 }),
    shared.seed,
  ],
  example: { csv: westGermany, options: { columns: ["income", "consumption"], simulations: 60 } },
  run: (table, o) => {
    const s = severalSeries(table, o, { most: 8 });
    const values = tableOf(s.series);
    const options = {
      lags: o.need("lags"),
      alpha: o.need("alpha"),
      power: o.need("power"),
      simulations: o.need("simulations"),
      seed: o.need("seed"),
    };
    const pairs = s.names
      .flatMap((_, effect) => s.names.map((__, cause) => ({ cause, effect })))
      .filter((p) => p.cause !== p.effect);
    return output(
      {},
      [
        tableOfRecords(
          "detectable",
          pairs.map((p) => {
            const d = detectableLead(values, p, options);
            return {
              cause: s.names[p.cause]!,
              effect: s.names[p.effect]!,
              detectable: d.effect,
              power: d.power,
              size: d.size,
            };
          }),
        ),
      ],
      s.warnings,
    );
  },
};

const leadLag: Runner = {
  question: { en: "Does x lead y, and by how much?", de: "Läuft x y voraus, und um wie viel?" },
  input: {
    en: "A date column and two columns of numbers, stationary, without gaps.",
    de: "Eine Datumsspalte und zwei Zahlenspalten, stationär, ohne Lücken.",
  },
  options: [
    shared.x,
    shared.y,
    whole(
      "max",
      12,
      { en: "Largest lead and lag.", de: "Größter Vor- und Nachlauf." },
      { unit: "periods", least: 0, most: 200 },
    ),
    whole(
      "lags",
      4,
      { en: "Bartlett lags of the standard errors.", de: "Bartlett-Verzögerungen der Standardfehler." },
      { unit: "periods", least: 0, most: 200 },
    ),
  ],
  example: { csv: westGermany, options: { x: "income", y: "consumption", max: 4 } },
  run: (table, o) => {
    const s = pairOf(table, o);
    const [x, y] = [s.series[0]!, s.series[1]!];
    const [max, lags] = [o.need("max"), o.need("lags")];
    if (x.length < max + lags + 20)
      throw new VorlaufError("too-few-observations", {
        what: `leads up to ${max}`,
        have: x.length,
        need: max + lags + 20,
      });
    const plain = crossCorrelation(x, y, max);
    const white = prewhitenedCorrelation(x, y, { max, maxOrder: 6 });
    const regressions = Array.from({ length: max + 1 }, (_, lead) => ({
      ...leadRegression(x, y, { lead, lags }),
      automatic: automaticHac(x, y, lead),
    }));
    return output(
      { prewhiteningOrder: white.order },
      [
        tableOfColumns(
          "correlations",
          "x-ahead-of-y-by",
          Array.from(plain, (_, i) => max - i),
          { correlation: plain, prewhitened: white.correlation },
        ),
        tableOfRecords(
          "regressions",
          regressions.map((r) => ({
            lead: r.lead,
            slope: r.b,
            hacError: r.standardError,
            t: r.t,
            r2: r.r2,
            n: r.n,
            neweyWestError: r.automatic.neweyWest[1]!,
            andrewsError: r.automatic.andrews[1]!,
            bandwidth: r.automatic.bandwidth,
          })),
        ),
      ],
      s.warnings,
    );
  },
};

const lagged: Runner = {
  question: {
    en: "What does a movement of one series do to another, one to several periods later?",
    de: "Was bewirkt die Bewegung einer Reihe bei einer anderen, eine bis mehrere Perioden später?",
  },
  input: {
    en: "A date column and two columns of numbers, x the cause and y the effect, stationary, without gaps.",
    de: "Eine Datumsspalte und zwei Zahlenspalten, x die Ursache und y die Wirkung, stationär, ohne Lücken.",
  },
  options: [
    shared.x,
    shared.y,
    lagsOption(1),
    whole("horizons", 4, { en: "Periods ahead.", de: "Perioden voraus." }, { unit: "periods", least: 1, most: 120 }),
    coverageOption(0.9),
  ],
  example: { csv: westGermany, options: { x: "income", y: "consumption" } },
  run: (table, o) => {
    const s = pairOf(table, o);
    const r = laggedResponses(s.series[0]!, s.series[1]!, {
      lags: o.need("lags"),
      horizons: o.need("horizons"),
      coverage: o.need("coverage"),
    });
    return output(
      { cause: s.names[0]!, effect: s.names[1]! },
      [
        tableOfRecords(
          "responses",
          r.map((v) => ({ ...v })),
        ),
      ],
      s.warnings,
    );
  },
};

/** Methods that ask how series act on each other. */
export const severalSeriesRunners: Readonly<Record<string, Runner>> = {
  connectedness,
  granger,
  "impulse-responses": responses,
  "lagged-response": lagged,
  "lead-lag": leadLag,
  "local-projections": projections,
  "minimum-detectable-effect": detectable,
  "rolling-connectedness": rolling,
  "vector-autoregression": vector,
};

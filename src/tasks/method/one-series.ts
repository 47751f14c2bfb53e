import { runLengths } from "../../methods/bocpd.ts";
import { baxterKing, christianoFitzgerald, hamiltonFilter, hodrickPrescott } from "../../methods/cycle-filters.ts";
import { levelAndDirection } from "../../methods/level.ts";
import { fitLocalLevel } from "../../methods/local-level.ts";
import { fitMarkovSwitching, forecastRegimes, forecastSwitching } from "../../methods/markov-switching.ts";
import { segment } from "../../methods/pelt.ts";
import { decomposeStl } from "../../methods/stl.ts";
import { findBreaks } from "../../methods/structural-breaks.ts";
import { drawSwitching } from "../../methods/switching-paths.ts";
import { dateTurningPoints, monthlyRules, quarterlyRules } from "../../methods/turning-points.ts";
import { adjustX11 } from "../../methods/x11.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { indexOf } from "../../terms/period.ts";
import { airlineYears, leadingComponents, nileFlow, quarterlyGrowth } from "./examples.ts";
import { flag, list, number, whole, word } from "./options.ts";
import {
  coverageOption,
  drawsOption,
  horizonOption,
  oneColumn,
  oneSeries,
  output,
  pathRecords,
  type Runner,
  shared,
  tableOfColumns,
  tableOfRecords,
} from "./runner.ts";
import { labelsAfter } from "./user-table.ts";

const oneColumnGaps = {
  en: "A date column and one column of numbers (or several, and option `column`); gaps are allowed.",
  de: "Eine Datumsspalte und eine Zahlenspalte (oder mehrere und die Option `column`); Lücken sind erlaubt.",
};

const level: Runner = {
  question: {
    en: "How high is it in its own history, and is it moving?",
    de: "Wie hoch steht die Reihe im Vergleich zur eigenen Geschichte, und bewegt sie sich?",
  },
  input: oneColumnGaps,
  options: [
    shared.column,
    whole(
      "lag",
      null,
      {
        en: "Periods over which the change is taken; a year of the dates when null.",
        de: "Perioden, über die die Veränderung gilt; bei null ein Jahr nach den Daten.",
      },
      { unit: "periods", least: 1, most: 400 },
    ),
    coverageOption(0.8),
  ],
  example: { csv: airlineYears, options: {} },
  run: (table, o) => {
    const s = oneSeries(table, o, { gaps: true });
    const r = levelAndDirection(s.y, { lag: o.number("lag") ?? table.perYear, coverage: o.need("coverage") });
    return output({ ...r }, [], s.warnings);
  },
};

const localLevel: Runner = {
  question: { en: "What is the level under the noise?", de: "Welches Niveau liegt unter dem Rauschen?" },
  input: oneColumnGaps,
  options: [shared.column],
  example: { csv: nileFlow, options: {} },
  run: (table, o) => {
    const s = oneSeries(table, o, { gaps: true });
    const f = fitLocalLevel(s.y);
    return output(
      { noiseVariance: f.H, levelVariance: f.Q, logLikelihood: f.logLikelihood, converged: f.converged },
      [tableOfColumns("level", "period", s.labels, { observed: s.y, level: f.level, standardError: f.standardError })],
      [
        ...s.warnings,
        ...(f.converged
          ? []
          : [{ code: "not-converged", facts: { iterations: f.iterations, change: f.change }, about: [] }]),
      ],
    );
  },
};

const stl: Runner = {
  question: { en: "What is season, what is trend, what remains?", de: "Was ist Saison, was Trend, was bleibt?" },
  input: oneColumn,
  options: [
    shared.column,
    whole(
      "period",
      null,
      {
        en: "Periods of a season; a year of the dates when null.",
        de: "Perioden einer Saison; bei null ein Jahr nach den Daten.",
      },
      { unit: "periods", least: 2, most: 400 },
    ),
    whole(
      "seasonal",
      13,
      {
        en: "Span of the seasonal smoother, odd; or a fixed season.",
        de: "Spanne der Saisonglättung, ungerade; oder eine feste Saison.",
      },
      { unit: "seasons", least: 3, most: 999, words: ["periodic"] },
    ),
    whole(
      "trend",
      null,
      {
        en: "Span of the trend smoother, odd; by the usual rule when null.",
        de: "Spanne der Trendglättung, ungerade; bei null nach der üblichen Regel.",
      },
      { unit: "periods", least: 3, most: 9999 },
    ),
    whole(
      "lowPass",
      null,
      {
        en: "Span of the low-pass smoother, odd; by the usual rule when null.",
        de: "Spanne des Tiefpasses, ungerade; bei null nach der üblichen Regel.",
      },
      { unit: "periods", least: 3, most: 9999 },
    ),
    whole(
      "seasonalDegree",
      0,
      { en: "Degree of the seasonal loess.", de: "Grad der Saisonglättung." },
      { least: 0, most: 1 },
    ),
    whole("trendDegree", 1, { en: "Degree of the trend loess.", de: "Grad der Trendglättung." }, { least: 0, most: 1 }),
    whole(
      "lowPassDegree",
      1,
      { en: "Degree of the low-pass loess.", de: "Grad des Tiefpasses." },
      { least: 0, most: 1 },
    ),
    whole("inner", 2, { en: "Inner iterations.", de: "Innere Durchgänge." }, { least: 1, most: 50 }),
    whole(
      "outer",
      0,
      { en: "Robustness iterations, 15 against outliers.", de: "Robuste Durchgänge, 15 gegen Ausreißer." },
      { least: 0, most: 50 },
    ),
  ],
  example: { csv: airlineYears, options: { seasonal: "periodic" } },
  run: (table, o) => {
    const s = oneSeries(table, o);
    const degree = (name: string): 0 | 1 => (o.need(name) === 0 ? 0 : 1);
    const r = decomposeStl(s.y, {
      period: periodOfYear(o.number("period") ?? table.perYear, 2),
      seasonal: o.all["seasonal"] === "periodic" ? "periodic" : odd("seasonal", o.need("seasonal")),
      trend: o.number("trend"),
      lowPass: o.number("lowPass"),
      seasonalDegree: degree("seasonalDegree"),
      trendDegree: degree("trendDegree"),
      lowPassDegree: degree("lowPassDegree"),
      inner: o.need("inner"),
      outer: o.need("outer"),
    });
    return output(
      { strengthSeasonal: r.strengthSeasonal, strengthTrend: r.strengthTrend },
      [
        tableOfColumns("decomposition", "period", s.labels, {
          observed: s.y,
          seasonal: r.seasonal,
          trend: r.trend,
          remainder: r.remainder,
          weight: r.weights,
        }),
      ],
      s.warnings,
    );
  },
};

function periodOfYear(period: number, least: number): number {
  if (period >= least) return period;
  throw new VorlaufError("input-invalid", {
    what: "periods of a season",
    got: String(period),
    fix: "The dates name no season within a year: say how many periods one has.",
  });
}

function odd(name: string, v: number): number {
  if (v % 2 === 1) return v;
  throw new VorlaufError("input-invalid", { what: `option ${name}`, got: String(v), fix: "Give an odd number." });
}

const x11: Runner = {
  question: {
    en: "What is the series without its season, by the statistical offices' recipe?",
    de: "Wie verläuft die Reihe saisonbereinigt, nach dem Verfahren der Statistikämter?",
  },
  input: oneColumn,
  options: [
    shared.column,
    word(
      "mode",
      "multiplicative",
      { en: "How season and trend combine.", de: "Wie Saison und Trend zusammenwirken." },
      ["multiplicative", "additive", "log-additive", "pseudo-additive"],
    ),
    whole(
      "period",
      null,
      { en: "12 or 4; by the dates when null.", de: "12 oder 4; bei null nach den Daten." },
      { unit: "periods", least: 4, most: 12 },
    ),
    whole(
      "firstPeriod",
      null,
      {
        en: "Which month or quarter of its year the first value is; by the dates when null.",
        de: "Der wievielte Monat oder das wievielte Quartal der erste Wert ist; bei null nach den Daten.",
      },
      { least: 1, most: 12 },
    ),
    word(
      "seasonal",
      "msr",
      {
        en: "Seasonal moving average; `msr` chooses by the moving seasonality ratio.",
        de: "Gleitender Saisondurchschnitt; `msr` wählt nach dem Verhältnis der bewegten Saison.",
      },
      ["msr", "x11default", "3x1", "3x3", "3x5", "3x9", "3x15", "stable"],
    ),
    whole(
      "henderson",
      "auto",
      { en: "Terms of the Henderson trend, odd.", de: "Glieder des Henderson-Trends, ungerade." },
      { unit: "periods", least: 3, most: 101, words: ["auto"] },
    ),
    list(
      "numbers",
      "sigma",
      [1.5, 2.5],
      {
        en: "Limits between which an irregular loses its weight.",
        de: "Grenzen, zwischen denen ein Ausreißer sein Gewicht verliert.",
      },
      { unit: "standard deviations", least: 0.1, most: 20 },
    ),
    whole(
      "forecasts",
      0,
      {
        en: "How many rows at the end are forecasts: they help and come back unadjusted.",
        de: "Wie viele Zeilen am Ende Prognosen sind: Sie helfen und bleiben unbereinigt.",
      },
      { unit: "rows", least: 0, most: 60 },
    ),
  ],
  example: { csv: airlineYears, options: {} },
  run: (table, o) => {
    const s = oneSeries(table, o);
    const [low, high] = o.numbers("sigma");
    if (low === undefined || high === undefined || !(low < high) || o.numbers("sigma").length !== 2)
      throw new VorlaufError("input-invalid", {
        what: "option sigma",
        got: JSON.stringify(o.numbers("sigma")),
        fix: "Give two rising numbers.",
      });
    const period = o.number("period") ?? table.perYear;
    if (period !== 12 && period !== 4)
      throw new VorlaufError("input-invalid", {
        what: "periods of a year",
        got: String(period),
        fix: "X-11 adjusts months (12) and quarters (4).",
      });
    const dated = table.frequency === "monthly" || table.frequency === "quarterly" ? indexOf(s.labels[0]!) : 0;
    const r = adjustX11(s.y, {
      mode: o.word("mode", ["multiplicative", "additive", "log-additive", "pseudo-additive"]),
      period,
      firstPeriod: o.number("firstPeriod") ?? 1 + (((dated % period) + period) % period),
      seasonal: o.word("seasonal", ["msr", "x11default", "3x1", "3x3", "3x5", "3x9", "3x15", "stable"]),
      henderson: o.all["henderson"] === "auto" ? "auto" : odd("henderson", o.need("henderson")),
      sigma: [low, high],
      forecasts: o.need("forecasts"),
    });
    const n = r.adjusted.length;
    return output(
      { seasonalFilter: r.filters.seasonal, hendersonTerms: r.filters.henderson },
      [
        tableOfColumns("adjusted", "period", s.labels.slice(0, n), {
          observed: s.y,
          adjusted: r.adjusted,
          seasonal: r.seasonal,
          trend: r.trend,
          irregular: r.irregular,
          weight: r.weights,
        }),
        tableOfColumns("seasonal-ahead", "period", labelsAfter(s.table, r.seasonalAhead.length), {
          seasonal: r.seasonalAhead,
        }),
      ],
      s.warnings,
    );
  },
};

const cycleFilters: Runner = {
  question: { en: "What is cycle, what is trend?", de: "Was ist Zyklus, was Trend?" },
  input: { en: `${oneColumn.en} Best in logs.`, de: `${oneColumn.de} Am besten in Logarithmen.` },
  options: [
    shared.column,
    word("filter", "hodrick-prescott", { en: "Which filter.", de: "Welcher Filter." }, [
      "hodrick-prescott",
      "baxter-king",
      "christiano-fitzgerald",
      "hamilton",
    ]),
    number(
      "lambda",
      1600,
      {
        en: "Smoothness of the Hodrick-Prescott trend (1600 for quarters, 129600 for months).",
        de: "Glätte des Hodrick-Prescott-Trends (1600 für Quartale, 129600 für Monate).",
      },
      { least: 0, most: 1e12 },
    ),
    number(
      "low",
      6,
      { en: "Shortest cycle kept by the band-pass filters.", de: "Kürzester Zyklus der Bandpassfilter." },
      { unit: "periods", least: 2, most: 9999 },
    ),
    number(
      "high",
      32,
      { en: "Longest cycle kept by the band-pass filters.", de: "Längster Zyklus der Bandpassfilter." },
      { unit: "periods", least: 2, most: 99_999 },
    ),
    whole(
      "leads",
      12,
      { en: "Leads and lags of the Baxter-King filter.", de: "Vor- und Nachlauf des Baxter-King-Filters." },
      { unit: "periods", least: 1, most: 400 },
    ),
    whole(
      "ahead",
      8,
      { en: "Horizon of Hamilton's regression, two years.", de: "Horizont der Hamilton-Regression, zwei Jahre." },
      { unit: "periods", least: 1, most: 120 },
    ),
    whole(
      "lags",
      4,
      { en: "Lags of Hamilton's regression.", de: "Verzögerungen der Hamilton-Regression." },
      { unit: "periods", least: 1, most: 60 },
    ),
  ],
  example: { csv: airlineYears, options: { filter: "hamilton" } },
  run: (table, o) => {
    const s = oneSeries(table, o);
    const band = { low: o.need("low"), high: o.need("high") };
    if (!(band.low < band.high))
      throw new VorlaufError("input-invalid", {
        what: "option low",
        got: `${band.low}, high ${band.high}`,
        fix: "Give low below high.",
      });
    const filters = {
      "hodrick-prescott": () => hodrickPrescott(s.y, o.need("lambda")),
      "baxter-king": () => baxterKing(s.y, band, o.need("leads")),
      "christiano-fitzgerald": () => christianoFitzgerald(s.y, band),
      hamilton: () => hamiltonFilter(s.y, o.need("ahead"), o.need("lags")),
    };
    const r = filters[o.word("filter", ["hodrick-prescott", "baxter-king", "christiano-fitzgerald", "hamilton"])]();
    return output(
      {},
      [tableOfColumns("cycle", "period", s.labels, { observed: s.y, cycle: r.cycle, trend: r.trend })],
      s.warnings,
    );
  },
};

const pelt: Runner = {
  question: {
    en: "When did a series change its level or its spread?",
    de: "Wann hat eine Reihe ihr Niveau oder ihre Streuung geändert?",
  },
  input: oneColumn,
  options: [
    shared.column,
    word("change", "mean", { en: "What changes.", de: "Was sich ändert." }, ["mean", "variance", "mean-and-variance"]),
    number(
      "penalty",
      "mbic",
      { en: "Price of a change.", de: "Preis eines Wechsels." },
      { least: 0, most: 1e12, words: ["mbic"] },
    ),
    whole(
      "minSegment",
      2,
      { en: "Least length of a segment.", de: "Kürzester Abschnitt." },
      { unit: "periods", least: 1, most: 9999 },
    ),
    word(
      "pruning",
      "safe",
      {
        en: "`eager` reproduces R's changepoint and can miss the optimum.",
        de: "`eager` rechnet wie R changepoint und kann das Optimum verfehlen.",
      },
      ["safe", "eager"],
    ),
  ],
  example: { csv: nileFlow, options: { change: "mean-and-variance" } },
  run: (table, o) => {
    const s = oneSeries(table, o);
    const r = segment(s.y, {
      change: o.word("change", ["mean", "variance", "mean-and-variance"]),
      penalty: o.all["penalty"] === "mbic" ? "mbic" : o.need("penalty"),
      minSegment: o.need("minSegment"),
      pruning: o.word("pruning", ["safe", "eager"]),
    });
    return output(
      { changes: r.changes.length, cost: r.cost, penalised: r.penalised, penalty: r.penalty },
      [
        tableOfRecords(
          "segments",
          r.segments.map((g) => ({
            from: s.labels[g.from],
            to: s.labels[g.to],
            length: g.to - g.from + 1,
            mean: g.mean,
            variance: g.variance,
          })),
        ),
      ],
      s.warnings,
    );
  },
};

const bocpd: Runner = {
  question: {
    en: "How long is it since the last change, seen from every day?",
    de: "Wie lange liegt der letzte Wechsel zurück, von jedem Tag aus gesehen?",
  },
  input: oneColumn,
  options: [
    shared.column,
    number(
      "hazard",
      0.01,
      { en: "Chance of a change per period.", de: "Wahrscheinlichkeit eines Wechsels je Periode." },
      { least: 1e-9, most: 0.999999 },
    ),
    number("mu0", 0, { en: "Prior mean of a segment's level.", de: "A-priori-Mittel des Niveaus." }),
    number(
      "kappa0",
      1,
      { en: "Observations that the prior mean is worth.", de: "Beobachtungen, die das A-priori-Mittel wert ist." },
      { least: 1e-9 },
    ),
    number("alpha0", 1, { en: "Shape of the precision's prior.", de: "Form der A-priori-Präzision." }, { least: 1e-9 }),
    number("beta0", 1, { en: "Rate of the precision's prior.", de: "Rate der A-priori-Präzision." }, { least: 1e-9 }),
    flag("standardise", true, {
      en: "Subtract the mean and divide by the standard deviation first, so that the usual prior fits.",
      de: "Vorher standardisieren, damit die übliche A-priori-Verteilung passt.",
    }),
  ],
  example: { csv: nileFlow, options: {} },
  run: (table, o) => {
    const s = oneSeries(table, o);
    if (s.y.length > 5000)
      throw new VorlaufError("input-invalid", {
        what: `column ${s.name}`,
        got: `${s.y.length} rows`,
        fix: "Every run length is kept: give at most 5000.",
      });
    const r = runLengths(o.flag("standardise") ? standardised(s.y) : s.y, {
      hazard: o.need("hazard"),
      mu0: o.need("mu0"),
      kappa0: o.need("kappa0"),
      alpha0: o.need("alpha0"),
      beta0: o.need("beta0"),
    });
    return output(
      { logEvidence: r.logEvidence },
      [
        tableOfColumns("run-length", "period", s.labels, {
          observed: s.y,
          likeliest: Array.from(r.mapRunLength),
          probability: r.mapProbability,
          mean: r.meanRunLength,
          changeNow: r.pRun0,
        }),
      ],
      s.warnings,
    );
  },
};

function standardised(y: Float64Array): Float64Array {
  const m = y.reduce((a, v) => a + v / y.length, 0);
  const sd = Math.sqrt(y.reduce((a, v) => a + (v - m) ** 2 / y.length, 0));
  return y.map((v) => (v - m) / sd);
}

const structuralBreaks: Runner = {
  question: { en: "Did the mean shift, when, and how often?", de: "Hat sich das Mittel verschoben, wann und wie oft?" },
  input: oneColumn,
  options: [
    shared.column,
    number(
      "trim",
      0.15,
      { en: "Least share of the sample in a regime.", de: "Kleinster Anteil einer Phase." },
      { least: 0.01, most: 0.49 },
    ),
    number(
      "trimF",
      null,
      {
        en: "Share left out at both ends by the sup F statistic; `trim` when null.",
        de: "Anteil, den die sup-F-Statistik an beiden Enden auslässt; `trim` bei null.",
      },
      { least: 0.01, most: 0.49 },
    ),
    whole("maxBreaks", 5, { en: "Most breaks.", de: "Höchstzahl der Brüche." }, { least: 1, most: 20 }),
    coverageOption(0.95),
  ],
  example: { csv: nileFlow, options: {} },
  run: (table, o) => {
    const s = oneSeries(table, o);
    if (s.y.length > 5000)
      throw new VorlaufError("input-invalid", {
        what: `column ${s.name}`,
        got: `${s.y.length} rows`,
        fix: "All pairs of dates are weighed: give at most 5000; `pelt` takes more.",
      });
    const r = findBreaks(s.y, {
      trim: o.need("trim"),
      trimF: o.number("trimF"),
      maxBreaks: o.need("maxBreaks"),
      coverage: o.need("coverage"),
    });
    const at = (i: number): string | null => s.labels[i] ?? null;
    return output(
      { breaks: r.breaks.length, supF: r.supF, supFp: r.supFp },
      [
        tableOfRecords(
          "breaks",
          r.breaks.map((b, i) => ({
            lastPeriodBefore: at(b),
            low: at(r.intervals[i]?.low ?? -1),
            high: at(r.intervals[i]?.high ?? -1),
            meanBefore: r.means[i],
            meanAfter: r.means[i + 1],
          })),
        ),
        tableOfRecords(
          "number-of-breaks",
          r.rss.map((rss, m) => ({ breaks: m, rss, bic: r.bic[m] })),
        ),
      ],
      s.warnings,
    );
  },
};

const turningPoints: Runner = {
  question: { en: "When were the peaks and troughs?", de: "Wann waren Hoch- und Tiefpunkte?" },
  input: oneColumn,
  options: [
    shared.column,
    word(
      "rules",
      null,
      {
        en: "Quarterly (Harding-Pagan) or monthly (Bry-Boschan) rules; by the dates when null.",
        de: "Quartals- (Harding-Pagan) oder Monatsregeln (Bry-Boschan); bei null nach den Daten.",
      },
      ["quarterly", "monthly"],
    ),
    whole(
      "halfWindow",
      null,
      {
        en: "A peak is the largest value within so many periods.",
        de: "Ein Hochpunkt ist der größte Wert in so vielen Perioden ringsum.",
      },
      { unit: "periods", least: 1, most: 100 },
    ),
    whole(
      "minPhase",
      null,
      { en: "Least length of a phase.", de: "Kürzeste Phase." },
      { unit: "periods", least: 1, most: 400 },
    ),
    whole(
      "minCycle",
      null,
      { en: "Least length of a cycle.", de: "Kürzester Zyklus." },
      { unit: "periods", least: 2, most: 400 },
    ),
    whole(
      "endCensor",
      null,
      {
        en: "No turning point in so many first and last periods.",
        de: "Keine Wendepunkte in so vielen ersten und letzten Perioden.",
      },
      { unit: "periods", least: 0, most: 400 },
    ),
    flag("lastPairExempt", false, {
      en: "Reproduce a slip of R's BCDating 0.9.8.",
      de: "Einen Fehler von R BCDating 0.9.8 nachbilden.",
    }),
  ],
  example: { csv: leadingComponents, options: { column: "production" } },
  run: (table, o) => {
    const s = oneSeries(table, o);
    const named = o.all["rules"] ?? (table.frequency === "monthly" ? "monthly" : "quarterly");
    const usual = named === "monthly" ? monthlyRules : quarterlyRules;
    const rules = {
      halfWindow: o.number("halfWindow") ?? usual.halfWindow,
      minPhase: o.number("minPhase") ?? usual.minPhase,
      minCycle: o.number("minCycle") ?? usual.minCycle,
      endCensor: o.number("endCensor") ?? usual.endCensor,
      lastPairExempt: o.flag("lastPairExempt"),
    };
    const r = dateTurningPoints(s.y, rules);
    const turns = [
      ...r.peaks.map((at) => ({ at, kind: "peak" })),
      ...r.troughs.map((at) => ({ at, kind: "trough" })),
    ].sort((a, b) => a.at - b.at);
    return output(
      { peaks: r.peaks.length, troughs: r.troughs.length, rules: String(named) },
      [
        tableOfRecords(
          "turning-points",
          turns.map(({ at, kind }) => ({ period: s.labels[at], kind, value: s.y[at] })),
        ),
        tableOfColumns("phases", "period", s.labels, {
          observed: s.y,
          phase: Array.from(r.states, (v) => (v === 1 ? "expansion" : v === -1 ? "contraction" : "none")),
        }),
      ],
      s.warnings,
    );
  },
};

const markovSwitching: Runner = {
  question: { en: "In which regime is a series?", de: "In welchem Regime befindet sich eine Reihe?" },
  input: {
    en: `${oneColumn.en} Stationary, for example growth rates.`,
    de: `${oneColumn.de} Stationär, etwa Wachstumsraten.`,
  },
  options: [
    shared.column,
    whole("regimes", 2, { en: "Regimes.", de: "Regime." }, { least: 2, most: 5 }),
    whole(
      "order",
      0,
      { en: "Autoregressive terms about the regime's mean.", de: "Autoregressive Glieder um das Mittel des Regimes." },
      { least: 0, most: 8 },
    ),
    flag("switchingVariance", false, { en: "Let the variance switch too.", de: "Auch die Varianz wechseln lassen." }),
    whole(
      "starts",
      8,
      { en: "Random starts of the search.", de: "Zufällige Startpunkte der Suche." },
      { least: 0, most: 100 },
    ),
    number(
      "varianceFloor",
      0.001,
      {
        en: "Least regime variance as a share of the series' variance.",
        de: "Kleinste Varianz eines Regimes als Anteil der Gesamtvarianz.",
      },
      { least: 1e-9, most: 0.5 },
    ),
    horizonOption(4),
    drawsOption(2000),
    shared.seed,
  ],
  example: { csv: quarterlyGrowth, options: { starts: 2 } },
  run: (table, o) => {
    const s = oneSeries(table, o);
    const K = o.need("regimes");
    const order = o.need("order");
    if (K ** (order + 1) > 1024)
      throw new VorlaufError("input-invalid", {
        what: "regimes and order",
        got: `${K} and ${order}`,
        fix: "Give fewer: regimes^(order + 1) may be at most 1024.",
      });
    const r = fitMarkovSwitching(s.y, {
      regimes: K,
      order,
      switchingVariance: o.flag("switchingVariance"),
      starts: o.need("starts"),
      varianceFloor: o.need("varianceFloor"),
      seed: o.need("seed"),
    });
    const horizon = o.need("horizon");
    const ahead = forecastRegimes(r, horizon);
    const labelsAhead = labelsAfter(s.table, horizon);
    const density = pathRecords(
      labelsAhead,
      drawSwitching(r, s.y, { horizon, draws: o.need("draws"), seed: o.need("seed") }),
    );
    const means = forecastSwitching(r, s.y, horizon);
    const n = r.filtered.length / K;
    const labels = s.labels.slice(s.labels.length - n);
    const share = (x: Float64Array, k: number, T: number): Float64Array =>
      Float64Array.from({ length: T }, (_, t) => x[t * K + k]!);
    const names = Array.from({ length: K }, (_, k) => `regime ${k + 1}`);
    return output(
      { logLikelihood: r.logLikelihood },
      [
        tableOfRecords(
          "regimes",
          names.map((regime, k) => ({
            regime,
            mean: r.mu[k],
            variance: r.sigma2[k],
            expectedDuration: r.expectedDurations[k],
            ...Object.fromEntries(names.map((to, j) => [`to ${to}`, r.transition[k * K + j]])),
          })),
        ),
        tableOfColumns(
          "probabilities",
          "period",
          labels,
          Object.fromEntries(
            names.flatMap((name, k) => [
              [`${name} filtered`, share(r.filtered, k, n)],
              [`${name} smoothed`, share(r.smoothed, k, n)],
            ]),
          ),
        ),
        tableOfRecords(
          "forecast",
          density.map((step, h) => ({ ...step, mean: means[h]! })),
        ),
        tableOfColumns(
          "regimesAhead",
          "period",
          labelsAhead,
          Object.fromEntries(names.map((name, k) => [name, share(ahead, k, horizon)])),
        ),
        ...(order > 0
          ? [
              tableOfColumns(
                "autoregression",
                "lag",
                Array.from(r.phi, (_, l) => l + 1),
                { coefficient: r.phi },
              ),
            ]
          : []),
      ],
      [...s.warnings, ...r.warnings],
    );
  },
};

/** Methods that ask something of one series. */
export const oneSeriesRunners: Readonly<Record<string, Runner>> = {
  bocpd,
  "cycle-filters": cycleFilters,
  level,
  "local-level": localLevel,
  "markov-switching": markovSwitching,
  pelt,
  stl,
  "structural-breaks": structuralBreaks,
  "turning-points": turningPoints,
  x11,
};

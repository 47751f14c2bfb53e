import { fitArima, forecastArima } from "../../methods/arima.ts";
import { forecastBaseline } from "../../methods/baselines.ts";
import type { FutureValue } from "../../methods/bayesian-paths.ts";
import { method as bvar } from "../../methods/bayesian-vector-autoregression.ts";
import { drawPaths, driftPosterior, logChanges } from "../../methods/drift-posterior.ts";
import { fitBridge, fitMidas } from "../../methods/midas.ts";
import { drawTheta, fitTheta, forecastTheta } from "../../methods/theta.ts";
import { VorlaufError } from "../../terms/errors.ts";
import type { MethodOption } from "../../terms/method.ts";
import { airlineYears, nileFlow, quarterAndMonths, westGermany } from "./examples.ts";
import { type Chosen, flag, list, number, whole, word } from "./options.ts";
import {
  drawsOption,
  horizonOption,
  lagsOption,
  oneColumn,
  oneSeries,
  output,
  pathRecords,
  type Runner,
  seasonOf,
  severalSeries,
  shared,
  tableOfRecords,
} from "./runner.ts";
import { columnOf, labelsAfter, type UserTable } from "./user-table.ts";

const log = flag("log", true, {
  en: "Model the logarithm; the values must be above 0.",
  de: "Den Logarithmus modellieren; die Werte müssen über 0 liegen.",
});

function checkPaths(draws: number, horizon: number, series = 1): void {
  if (draws * horizon * series > 20_000_000)
    throw new VorlaufError("input-invalid", {
      what: "draws and horizon",
      got: `${draws} paths of ${horizon} periods${series > 1 ? ` and ${series} series` : ""}`,
      fix: "Give fewer: at most 20 million numbers are drawn.",
    });
}

const baselines: Runner = {
  question: { en: "What would a simple rule forecast?", de: "Was würde eine einfache Regel vorhersagen?" },
  input: {
    en: `${oneColumn.en} random-walk and arima allow gaps.`,
    de: `${oneColumn.de} random-walk und arima erlauben Lücken.`,
  },
  options: [
    shared.column,
    word("baseline", "random-walk", { en: "Which rule.", de: "Welche Regel." }, [
      "random-walk",
      "seasonal-naive",
      "ets",
      "theta",
      "arima",
    ]),
    horizonOption(4),
    shared.season,
    log,
    drawsOption(2000),
    shared.seed,
  ],
  example: { csv: airlineYears, options: { baseline: "ets", horizon: 12 } },
  run: (table, o) => {
    const baseline = o.word("baseline", ["random-walk", "seasonal-naive", "ets", "theta", "arima"]);
    const s = oneSeries(table, o, { gaps: baseline === "random-walk" || baseline === "arima" });
    const [draws, horizon, season] = [o.need("draws"), o.need("horizon"), seasonOf(table, o)];
    checkPaths(draws, horizon);
    if (baseline === "seasonal-naive" && s.y.length <= season + 3)
      throw new VorlaufError("too-few-observations", {
        what: "seasonal naive forecast",
        have: s.y.length,
        need: season + 4,
      });
    const r = forecastBaseline(s.y, { baseline, horizon, draws, season, seed: o.need("seed"), log: o.flag("log") });
    return output(
      { model: r.model },
      [tableOfRecords("forecast", pathRecords(labelsAfter(s.table, horizon), r.paths))],
      s.warnings,
    );
  },
};

const orders = (name: string, value: readonly number[], en: string, de: string): MethodOption =>
  list("numbers", name, value, { en, de }, { least: 0, most: 24 });

const arima: Runner = {
  question: {
    en: "How does a series go on by its own past and shocks?",
    de: "Wie geht eine Reihe nach eigener Vergangenheit und Schocks weiter?",
  },
  input: {
    en: "A date column and one column of numbers; gaps are allowed but not at the end.",
    de: "Eine Datumsspalte und eine Zahlenspalte; Lücken sind erlaubt, nicht aber am Ende.",
  },
  options: [
    shared.column,
    orders(
      "order",
      [0, 1, 1],
      "p, d, q: autoregressive terms, differences, moving-average terms.",
      "p, d, q: autoregressive Glieder, Differenzen, Glieder des gleitenden Mittels.",
    ),
    orders("seasonalOrder", [0, 0, 0], "P, D, Q of the season.", "P, D, Q der Saison."),
    shared.season,
    flag("drift", false, {
      en: "Whether the differenced series has a mean.",
      de: "Ob die differenzierte Reihe ein Mittel hat.",
    }),
    flag("log", false, { en: "Model the logarithm.", de: "Den Logarithmus modellieren." }),
    horizonOption(4),
  ],
  example: { csv: airlineYears, options: { order: [0, 1, 1], seasonalOrder: [0, 1, 1], log: true, horizon: 12 } },
  run: (table, o) => {
    const s = oneSeries(table, o, { gaps: true });
    const z = o.flag("log") ? logsOf(s.y, s.name, s.labels) : s.y;
    const [order, seasonalOrder] = [threeOf(o, "order"), threeOf(o, "seasonalOrder")];
    const season = seasonalOrder.some((v) => v > 0) ? seasonOf(table, o) : 1;
    if ((order[0] + order[2] + seasonalOrder[0] + seasonalOrder[2]) * season > 400 || order[1] + seasonalOrder[1] > 4)
      throw new VorlaufError("input-invalid", {
        what: "orders",
        got: `(${order.join(" ")})(${seasonalOrder.join(" ")})${season}`,
        fix: "Give smaller ones: terms times season at most 400, at most 4 differences.",
      });
    const fit = fitArima(z, { order, seasonalOrder, season, drift: o.flag("drift") });
    const horizon = o.need("horizon");
    const ahead = forecastArima(fit, horizon);
    const back = o.flag("log") ? Math.exp : (v: number): number => v;
    const at = (h: number, q: number): number => back(ahead.mean[h]! + q * ahead.standardErrors[h]!);
    const named = (name: string, c: Float64Array, e: Float64Array) =>
      Array.from(c, (coefficient, i) => ({
        coefficient: `${name} ${i + 1}`,
        value: coefficient,
        standardError: e[i]!,
      }));
    const e = fit.standardErrors;
    return output(
      { sigma2: fit.sigma2, logLikelihood: fit.logLikelihood, differences: fit.n },
      [
        tableOfRecords(
          "forecast",
          labelsAfter(s.table, horizon).map((period, h) => ({
            period,
            point: at(h, 0),
            low80: at(h, -1.2815515655446004),
            high80: at(h, 1.2815515655446004),
            low95: at(h, -1.959963984540054),
            high95: at(h, 1.959963984540054),
          })),
        ),
        tableOfRecords("coefficients", [
          ...named("phi", fit.phi, e.phi),
          ...named("theta", fit.theta, e.theta),
          ...named("seasonal phi", fit.seasonalPhi, e.seasonalPhi),
          ...named("seasonal theta", fit.seasonalTheta, e.seasonalTheta),
          ...(o.flag("drift") ? [{ coefficient: "drift", value: fit.drift, standardError: e.drift }] : []),
        ]),
      ],
      [...s.warnings, ...fit.warnings],
    );
  },
};

function threeOf(o: Chosen, name: string): readonly [number, number, number] {
  const [a, b, c, ...more] = o.numbers(name);
  if (a === undefined || b === undefined || c === undefined || more.length > 0 || ![a, b, c].every(Number.isInteger))
    throw new VorlaufError("input-invalid", {
      what: `option ${name}`,
      got: JSON.stringify(o.numbers(name)),
      fix: "Give three whole numbers, for example [0, 1, 1].",
    });
  return [a, b, c];
}

const theta: Runner = {
  question: {
    en: "Where does a series go if its trend lasts half as strongly?",
    de: "Wohin läuft eine Reihe, wenn ihr Trend halb so stark anhält?",
  },
  input: oneColumn,
  options: [shared.column, horizonOption(4), shared.season, log, drawsOption(2000), shared.seed],
  example: { csv: airlineYears, options: { horizon: 12 } },
  run: (table, o) => {
    const s = oneSeries(table, o);
    const [draws, horizon] = [o.need("draws"), o.need("horizon")];
    checkPaths(draws, horizon);
    const z = o.flag("log") ? logsOf(s.y, s.name, s.labels) : s.y;
    const back = o.flag("log") ? Math.exp : (v: number): number => v;
    const fit = fitTheta(z, seasonOf(table, o));
    const point = forecastTheta(fit, horizon).map(back);
    const paths = drawTheta(fit, { horizon, draws, seed: o.need("seed") }).map(back);
    return output(
      { alpha: fit.alpha, drift: fit.drift, level: fit.level, sigma2: fit.sigma2, seasonal: fit.seasonal.length > 0 },
      [
        tableOfRecords(
          "forecast",
          pathRecords(labelsAfter(s.table, horizon), paths).map((row, h) => ({ ...row, point: point[h]! })),
        ),
      ],
      s.warnings,
    );
  },
};

/** Logs of levels. @throws "input-invalid" naming the first value that has none */
export function logsOf(y: Float64Array, name: string, labels: readonly string[]): Float64Array {
  const bad = y.findIndex((v) => v <= 0);
  if (bad >= 0)
    throw new VorlaufError("input-invalid", {
      what: `column ${name}, row ${labels[bad]}`,
      got: String(y[bad]),
      fix: 'Logs need values above 0: cut the row, or give { "log": false } where the method has it.',
    });
  return y.map(Math.log);
}

const drift: Runner = {
  question: {
    en: "Where does a level go when its drift is uncertain?",
    de: "Wohin läuft ein Niveau, wenn seine Drift ungewiss ist?",
  },
  input: {
    en: "A date column and one column of numbers above 0; gaps are allowed.",
    de: "Eine Datumsspalte und eine Spalte mit Zahlen über 0; Lücken sind erlaubt.",
  },
  options: [
    shared.column,
    horizonOption(8),
    whole(
      "window",
      null,
      { en: "Newest changes that count; all when null.", de: "Neueste Veränderungen, die zählen; bei null alle." },
      { unit: "periods", least: 3, most: 200_000 },
    ),
    drawsOption(4000),
    shared.seed,
  ],
  example: { csv: nileFlow, options: {} },
  run: (table, o) => {
    const s = oneSeries(table, o, { gaps: true });
    const [draws, horizon] = [o.need("draws"), o.need("horizon")];
    checkPaths(draws, horizon);
    const z = logsOf(s.y, s.name, s.labels);
    const posterior = driftPosterior(logChanges(z, o.number("window") ?? Number.POSITIVE_INFINITY));
    const paths = drawPaths(posterior, z.at(-1)!, { draws, horizon, seed: o.need("seed") }).map(Math.exp);
    return output(
      { driftPerPeriod: posterior.mean, standardDeviation: Math.sqrt(posterior.s2), changes: posterior.n },
      [tableOfRecords("forecast", pathRecords(labelsAfter(s.table, horizon), paths))],
      s.warnings,
    );
  },
};

const tightness = (name: string, value: string, words: readonly string[], en: string, de: string) =>
  number(name, value, { en, de }, { least: 1e-6, most: 1e6, words });

const bayesianVar: Runner = {
  question: {
    en: "How do several series move on together, when the sample is short?",
    de: "Wie entwickeln sich mehrere Reihen gemeinsam weiter, wenn die Stichprobe kurz ist?",
  },
  input: {
    en: "A date column and one or more columns of numbers, best in log levels; columns may end at different dates, what is known beyond the last full row bends the forecast.",
    de: "Eine Datumsspalte und eine oder mehrere Zahlenspalten, am besten logarithmierte Niveaus; Spalten dürfen verschieden enden, was nach der letzten vollständigen Zeile bekannt ist, lenkt die Prognose.",
  },
  options: [
    shared.columns,
    lagsOption(4),
    tightness(
      "tightness",
      "chosen",
      ["chosen"],
      "Overall tightness lambda: small pulls to the prior, large to least squares; by marginal likelihood when chosen.",
      "Straffheit lambda: klein zieht zur A-priori-Verteilung, groß zu kleinsten Quadraten; chosen: nach der Randdichte.",
    ),
    number(
      "decay",
      1,
      {
        en: "Prior standard deviation of lag l falls as l^-decay.",
        de: "Die A-priori-Standardabweichung der Verzögerung l fällt wie l^-decay.",
      },
      { least: 0, most: 10 },
    ),
    number(
      "persistence",
      1,
      {
        en: "Prior mean of every own first lag: 1 for levels, 0 for growth rates.",
        de: "A-priori-Mittel der eigenen ersten Verzögerung: 1 für Niveaus, 0 für Wachstumsraten.",
      },
      { least: -1, most: 1 },
    ),
    tightness(
      "sumOfCoefficients",
      "chosen",
      ["chosen", "off"],
      "Sum-of-coefficients prior, smaller is stronger; off for growth rates.",
      "A-priori-Annahme zur Summe der Koeffizienten, kleiner ist stärker; off für Wachstumsraten.",
    ),
    tightness(
      "initialObservation",
      "chosen",
      ["chosen", "off"],
      "Dummy-initial-observation prior, smaller is stronger; off for growth rates.",
      "A-priori-Annahme zur Anfangsbeobachtung, kleiner ist stärker; off für Wachstumsraten.",
    ),
    flag("hyperprior", true, {
      en: "Weigh the marginal likelihood with the usual hyperpriors.",
      de: "Die Randdichte mit den üblichen Hyperprioris gewichten.",
    }),
    horizonOption(8),
    drawsOption(2000),
    shared.seed,
  ],
  example: {
    csv: westGermany,
    options: { lags: 2, persistence: 0, sumOfCoefficients: "off", initialObservation: "off", horizon: 4, draws: 500 },
  },
  run: (table, o) => {
    const s = severalSeries(table, o, { least: 1, ends: "any" });
    const { full, known } = ragged(s.series, s.names, s.labels);
    const [draws, horizon, k] = [o.need("draws"), o.need("horizon"), s.series.length];
    checkPaths(draws, horizon, k);
    if (k * o.need("lags") > 240)
      throw new VorlaufError("input-invalid", {
        what: "series and lags",
        got: `${k} series, ${o.need("lags")} lags`,
        fix: "Give fewer: series times lags may be at most 240.",
      });
    const r = bvar.run(
      { series: s.series.map((y) => y.subarray(0, full)), known },
      {
        lags: o.need("lags"),
        tightness: tightnessOf(o.all["tightness"]),
        decay: o.need("decay"),
        persistence: o.need("persistence"),
        sumOfCoefficients: tightnessOrOff(o.all["sumOfCoefficients"]),
        initialObservation: tightnessOrOff(o.all["initialObservation"]),
        hyperprior: o.flag("hyperprior"),
        horizon: horizon + s.labels.length - full,
        draws,
        seed: o.need("seed"),
      },
    );
    const { fit, forecast } = r;
    const ahead = [...s.labels.slice(full), ...labelsAfter(s.table, horizon)];
    return output(
      {
        tightness: fit.tightness,
        sumOfCoefficients: fit.sumOfCoefficients ?? "off",
        initialObservation: fit.initialObservation ?? "off",
        logMarginalLikelihood: fit.logMarginalLikelihood,
        rows: fit.n,
        effectiveDraws: forecast.effectiveDraws,
      },
      [
        tableOfRecords(
          "forecast",
          forecast.paths.flatMap((paths, i) => pathRecords(ahead, paths, { series: s.names[i]! })),
        ),
        coefficientTable(s.names, fit.coefficients, fit.lags),
      ],
      [...s.warnings, ...fit.warnings, ...forecast.warnings],
    );
  },
};

type AnyValue = Chosen["all"][string] | undefined;

function tightnessOf(v: AnyValue): number | "chosen" {
  return typeof v === "number" ? v : "chosen";
}

function tightnessOrOff(v: AnyValue): number | "chosen" | "off" {
  return v === "off" ? "off" : tightnessOf(v);
}

/** Rows in which every series has a value, from the first on, and what is known of some after them. */
function ragged(
  series: readonly Float64Array[],
  names: readonly string[],
  labels: readonly string[],
): { readonly full: number; readonly known: readonly FutureValue[] } {
  const n = labels.length;
  let full = n;
  while (full > 0 && series.some((y) => Number.isNaN(y[full - 1]!))) full--;
  for (const [i, y] of series.entries()) {
    const gap = y.subarray(0, full).findIndex((v) => Number.isNaN(v));
    if (gap >= 0)
      throw new VorlaufError("input-invalid", {
        what: `column ${names[i]}, row ${labels[gap]}`,
        got: "no value",
        fix: "Only the end may be ragged: fill the value, or start the file after it.",
      });
  }
  const known = series.flatMap((y, i) =>
    Array.from(y.subarray(full), (value, s) => ({ series: i, step: s + 1, value })).filter(
      (v) => !Number.isNaN(v.value),
    ),
  );
  return { full, known };
}

/** Coefficients of a VAR, one row per equation and regressor. */
export function coefficientTable(
  names: readonly string[],
  coefficients: Float64Array,
  lags: number,
): ReturnType<typeof tableOfRecords> {
  const k = names.length;
  const m = k * lags + 1;
  return tableOfRecords(
    "coefficients",
    names.flatMap((equation, i) =>
      Array.from({ length: m }, (_, c) => ({
        equation,
        regressor: c === m - 1 ? "constant" : `${names[c % k]} lag ${Math.floor(c / k) + 1}`,
        coefficient: coefficients[i * m + c]!,
      })),
    ),
  );
}

const midas: Runner = {
  question: { en: "What do months say about the quarter?", de: "Was sagen Monate über das Quartal?" },
  input: {
    en: "A date column of the higher frequency (months), a column with it throughout, and one with a value in one row of every period of the lower frequency (the quarter's last month).",
    de: "Eine Datumsspalte der höheren Frequenz (Monate), eine Spalte mit allen Werten und eine mit einem Wert je Periode der niedrigeren Frequenz (im letzten Monat des Quartals).",
  },
  options: [
    shared.x,
    shared.y,
    word(
      "weights",
      "exponential-almon",
      {
        en: "Shape of the weights; `bridge` regresses on the period's mean.",
        de: "Form der Gewichte; `bridge` nimmt das Mittel der Periode.",
      },
      ["free", "exponential-almon", "beta", "almon", "bridge"],
    ),
    whole(
      "perPeriod",
      3,
      { en: "Rows per period of the lower frequency.", de: "Zeilen je Periode der niedrigeren Frequenz." },
      { unit: "rows", least: 2, most: 100 },
    ),
    whole(
      "lags",
      9,
      {
        en: "Rows that enter, counted back from the period's last.",
        de: "Zeilen, die eingehen, vom Ende der Periode zurückgezählt.",
      },
      { unit: "rows", least: 1, most: 200 },
    ),
    whole(
      "firstLag",
      0,
      {
        en: "The newest row that enters: 0 is the period's last, 1 the one before.",
        de: "Jüngste Zeile, die eingeht: 0 ist die letzte der Periode, 1 die davor.",
      },
      { unit: "rows", least: 0, most: 200 },
    ),
    whole(
      "ylags",
      1,
      { en: "Lags of the lower frequency's own value.", de: "Verzögerungen der Größe selbst." },
      { unit: "periods", least: 0, most: 12 },
    ),
    whole(
      "hacLags",
      4,
      { en: "Lags of the Newey-West errors.", de: "Verzögerungen der Newey-West-Fehler." },
      { unit: "periods", least: 0, most: 100 },
    ),
  ],
  example: { csv: quarterAndMonths, options: { x: "payrolls", y: "gdp" } },
  run: (table, o) => {
    const m = o.need("perPeriod");
    const { x, y, labels, names } = twoFrequencies(table, o, m);
    const weights = o.word("weights", ["free", "exponential-almon", "beta", "almon", "bridge"]);
    if (weights === "bridge") {
      if (y.length < 8)
        throw new VorlaufError("too-few-observations", { what: "bridge equation", have: y.length, need: 8 });
      const b = fitBridge({ x, y }, m, o.need("hacLags"));
      const terms = ["constant", `${names.y} before`, `mean of ${names.x}`, `mean of ${names.x} before`];
      const open = x.length < (y.length + 1) * m;
      return output(
        { rss: b.rss, ...(open ? {} : { next: b.next }) },
        [
          tableOfRecords(
            "coefficients",
            terms.map((term, i) => ({ term, coefficient: b.coefficients[i]!, hacError: b.hacErrors[i]! })),
          ),
        ],
        open
          ? [{ code: "next-period-incomplete", facts: { have: x.length - y.length * m, need: m }, about: [names.x] }]
          : [],
      );
    }
    const f = fitMidas(
      { x, y },
      {
        weights,
        perPeriod: m,
        lags: o.need("lags"),
        firstLag: o.need("firstLag"),
        ylags: o.need("ylags"),
        hacLags: o.need("hacLags"),
      },
    );
    const head = 1 + o.need("ylags");
    const term = (i: number): string =>
      i === 0 ? "constant" : i < head ? `${names.y} lag ${i}` : `${names.x} ${i - head + o.need("firstLag")} rows back`;
    return output(
      { rss: f.rss, periods: f.n, firstPeriod: labels[0] ?? null, converged: f.converged },
      [
        tableOfRecords(
          "coefficients",
          Array.from(f.coefficients, (coefficient, i) => ({
            term: term(i),
            coefficient,
            ...(f.standardErrors === null
              ? {}
              : { standardError: f.standardErrors[i]!, hacError: f.hacErrors?.[i] ?? null }),
          })),
        ),
      ],
      f.converged ? [] : [{ code: "not-converged", facts: { iterations: f.iterations, change: f.change }, about: [] }],
    );
  },
};

/** A low- and a high-frequency column of one table: blocks of m rows from the first block that has both. */
function twoFrequencies(
  table: UserTable,
  o: Chosen,
  m: number,
): {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly labels: readonly string[];
  readonly names: { readonly x: string; readonly y: string };
} {
  const columns = [...table.numbers.keys()];
  const named = (n: string): string | null => (typeof o.all[n] === "string" ? String(o.all[n]) : null);
  const count = (n: string): number =>
    (table.numbers.get(n) ?? new Float64Array(0)).filter((v) => !Number.isNaN(v)).length;
  const byCount = [...columns].sort((a, b) => count(b) - count(a));
  const names = { x: named("x") ?? byCount[0] ?? "", y: named("y") ?? byCount[1] ?? "" };
  const [high, low] = [columnOf(table, names.x), columnOf(table, names.y)];
  const offset = firstOfPeriod(table, m);
  const blocks = Math.floor((table.labels.length - offset) / m);
  const lowValue = (b: number): number => {
    const seen = low.subarray(offset + b * m, offset + (b + 1) * m).filter((v) => !Number.isNaN(v));
    if (seen.length > 1)
      throw new VorlaufError("input-invalid", {
        what: `column ${names.y}, rows from ${table.labels[offset + b * m]}`,
        got: `${seen.length} values in one period of ${m} rows`,
        fix: "Give one value per period, in one of its rows.",
      });
    return seen[0] ?? Number.NaN;
  };
  const all = Array.from({ length: blocks }, (_, b) => lowValue(b));
  const complete = (b: number): boolean =>
    !high.subarray(offset + b * m, offset + (b + 1) * m).some((v) => Number.isNaN(v));
  let from = 0;
  while (from < blocks && !complete(from)) from++;
  let to = from;
  while (to < blocks && complete(to) && (to === from || !Number.isNaN(all[to]!))) to++;
  if (Number.isNaN(all[from] ?? Number.NaN)) {
    while (from < to && Number.isNaN(all[from]!)) from++;
    to = from;
    while (to < blocks && complete(to) && !Number.isNaN(all[to]!)) to++;
  }
  if (to - from < 1)
    throw new VorlaufError("too-few-observations", {
      what: `periods with ${names.y} and all ${m} rows of ${names.x}`,
      have: 0,
      need: 1,
    });
  let end = offset + to * m;
  while (end < high.length && !Number.isNaN(high[end]!)) end++;
  const x = high.slice(offset + from * m, end);
  const y = Float64Array.from(all.slice(from, to));
  for (const [name, v] of [
    [names.x, x],
    [names.y, y],
  ] as const)
    if (v.every((e) => e === v[0])) throw new VorlaufError("constant-series", { what: `column ${name}` });
  return {
    x,
    y,
    labels: Array.from({ length: to - from }, (_, b) => table.labels[offset + (from + b) * m] ?? ""),
    names,
  };
}

/** The first row at which a period of m months begins; 0 for rows that are no months. */
function firstOfPeriod({ frequency, labels }: UserTable, m: number): number {
  if (frequency !== "monthly" || 12 % m !== 0) return 0;
  return Math.max(
    0,
    labels.slice(0, m).findIndex((l) => (Number(l.slice(5)) - 1) % m === 0),
  );
}

/** Methods that say what comes next. */
export const forecastRunners: Readonly<Record<string, Runner>> = {
  arima,
  baselines,
  "bayesian-vector-autoregression": bayesianVar,
  "drift-posterior": drift,
  midas,
  theta,
};

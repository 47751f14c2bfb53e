import { normalCdf, normalQuantile } from "../../math/distributions.ts";
import { mean } from "../../math/sums.ts";
import { combineForecasts } from "../../methods/forecast-combination.ts";
import { modelConfidenceSet } from "../../methods/model-confidence-set.ts";
import * as score from "../../methods/scores.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { squaredErrors } from "./examples.ts";
import { type Chosen, number, whole, word } from "./options.ts";
import {
  type Output,
  output,
  type Runner,
  samplesOption,
  severalSeries,
  shared,
  tableOfColumns,
  tableOfRecords,
} from "./runner.ts";
import { columnOf, type UserTable } from "./user-table.ts";

const scores: Runner = {
  question: {
    en: "Which of two forecasts was better, and how good were they?",
    de: "Welche von zwei Prognosen war besser, und wie gut waren sie?",
  },
  input: {
    en: "One row per forecast. `losses`: two columns of losses (squared errors, CRPS). `probabilities`: columns probability and outcome (0 or 1). `normal`: columns mean, sd and outcome.",
    de: "Eine Zeile je Prognose. `losses`: zwei Spalten mit Verlusten (quadrierte Fehler, CRPS). `probabilities`: Spalten Wahrscheinlichkeit und Ergebnis (0 oder 1). `normal`: Spalten Mittel, Standardabweichung und Ergebnis.",
  },
  options: [
    word("of", "losses", { en: "What the columns are.", de: "Was die Spalten sind." }, [
      "losses",
      "probabilities",
      "normal",
    ]),
    shared.columns,
    whole(
      "horizon",
      1,
      {
        en: "Steps ahead of the forecasts: errors overlap over horizon - 1 periods.",
        de: "Schritte voraus: Fehler überlappen sich über horizon - 1 Perioden.",
      },
      { unit: "periods", least: 1, most: 120 },
    ),
    word("kernel", "flat", { en: "Kernel of the long-run variance.", de: "Kern der langfristigen Varianz." }, [
      "flat",
      "bartlett",
    ]),
    whole(
      "bins",
      10,
      { en: "Bins of the reliability decomposition.", de: "Klassen der Zerlegung nach Murphy." },
      { least: 1, most: 100 },
    ),
  ],
  example: { csv: squaredErrors, options: {} },
  run: (table, o) => {
    const of = o.word("of", ["losses", "probabilities", "normal"]);
    if (of === "losses") return losses(table, o);
    return of === "normal" ? normals(table, o) : probabilities(table, o);
  },
};

/** Columns in the order asked for, or of the file; rows in which all have a value. */
function rowsOf(
  table: UserTable,
  o: Chosen,
  n: number,
  what: string,
): {
  readonly columns: readonly Float64Array[];
  readonly labels: readonly string[];
  readonly names: readonly string[];
} {
  const names = o.words("columns").length > 0 ? o.words("columns") : [...table.numbers.keys()];
  if (names.length !== n)
    throw new VorlaufError("input-invalid", {
      what: "columns of numbers",
      got: `${names.length}: ${names.slice(0, 8).join(", ")}`,
      fix: `Give ${what}, in this order.`,
    });
  const all = names.map((name) => columnOf(table, name));
  const kept = table.labels.map((_, t) => t).filter((t) => all.every((x) => !Number.isNaN(x[t]!)));
  if (kept.length < 3)
    throw new VorlaufError("too-few-observations", { what: "forecasts with all values", have: kept.length, need: 3 });
  return {
    columns: all.map((x) => Float64Array.from(kept, (t) => x[t]!)),
    labels: kept.map((t) => table.labels[t]!),
    names,
  };
}

function losses(table: UserTable, o: Chosen): Output {
  const { columns, names } = rowsOf(table, o, 2, "the losses of the first and of the second forecast");
  const d = score.dieboldMariano(columns[0]!, columns[1]!, {
    horizon: o.need("horizon"),
    kernel: o.word("kernel", ["flat", "bartlett"]),
  });
  return output(
    { first: names[0]!, second: names[1]!, meanFirst: mean(columns[0]!), meanSecond: mean(columns[1]!), ...d },
    [],
    d.n < 20 ? [{ code: "few-forecasts", facts: { n: d.n, need: 20 }, about: [] }] : [],
  );
}

function probabilities(table: UserTable, o: Chosen): Output {
  const { columns, names, labels } = rowsOf(table, o, 2, "the probability and the outcome (0 or 1)");
  const [p, y] = [columns[0]!, columns[1]!];
  const bad = p.findIndex((v, t) => v < 0 || v > 1 || (y[t] !== 0 && y[t] !== 1));
  if (bad >= 0)
    throw new VorlaufError("input-invalid", {
      what: `row ${labels[bad]}`,
      got: `${names[0]} ${p[bad]}, ${names[1]} ${y[bad]}`,
      fix: "Probabilities lie in 0 to 1, outcomes are 0 or 1.",
    });
  const area = score.auroc(p, y);
  const youden = score.youdenThreshold(p, y);
  return output(
    {
      n: p.length,
      baseRate: mean(y),
      brier: score.brier(p, y),
      quadraticProbabilityScore: score.quadraticProbabilityScore(p, y),
      logScore: score.logScoreBinary(p, y),
      auroc: area.area,
      aurocStandardError: area.standardError,
      ...score.murphyDecomposition(p, y, o.need("bins")),
    },
    [
      tableOfRecords("alarm", [
        {
          threshold: youden.threshold,
          sensitivity: youden.sensitivity,
          specificity: youden.specificity,
          ...score.confusionAt(p, y, youden.threshold),
        },
      ]),
    ],
  );
}

function normals(table: UserTable, o: Chosen): Output {
  const { columns, labels } = rowsOf(table, o, 3, "mean, standard deviation and outcome");
  const [m, s, y] = [columns[0]!, columns[1]!, columns[2]!];
  const bad = s.findIndex((v) => !(v > 0));
  if (bad >= 0)
    throw new VorlaufError("input-invalid", {
      what: `row ${labels[bad]}, standard deviation`,
      got: String(s[bad]),
      fix: "Give a number above 0.",
    });
  const each = <T>(f: (t: number) => T): T[] => labels.map((_, t) => f(t));
  const crps = each((t) => score.crpsNormal(y[t]!, m[t]!, s[t]!));
  const logs = each((t) => score.logScoreNormal(y[t]!, m[t]!, s[t]!));
  const pit = each((t) => normalCdf((y[t]! - m[t]!) / s[t]!));
  const coverage = [0.5, 0.8, 0.95].map((level) => {
    const z = normalQuantile(0.5 + level / 2);
    return {
      level,
      ...score.coverageOf(each((t) => ({ low: m[t]! - z * s[t]!, high: m[t]! + z * s[t]!, outcome: y[t]! }))),
    };
  });
  return output(
    {
      n: y.length,
      crps: mean(crps),
      logScore: mean(logs),
      rootMeanSquaredError: Math.sqrt(mean(each((t) => (y[t]! - m[t]!) ** 2))),
    },
    [
      tableOfRecords(
        "coverage",
        coverage.map((c) => ({
          level: c.level,
          inside: c.inside,
          of: c.n,
          share: c.share,
          low95: c.low,
          high95: c.high,
        })),
      ),
      tableOfColumns("forecasts", "row", labels, { crps, logScore: logs, pit }),
    ],
  );
}

const confidenceSet: Runner = {
  question: {
    en: "Which models cannot be told from the best?",
    de: "Welche Modelle sind vom besten nicht zu unterscheiden?",
  },
  input: {
    en: "One row per forecast, one column of losses per model, without gaps.",
    de: "Eine Zeile je Prognose, eine Spalte mit Verlusten je Modell, ohne Lücken.",
  },
  options: [
    shared.columns,
    word(
      "statistic",
      "max",
      {
        en: "Largest deviation from the mean, or largest difference.",
        de: "Größte Abweichung vom Mittel oder größte Differenz.",
      },
      ["max", "range"],
    ),
    number(
      "alpha",
      0.1,
      { en: "Level at which models leave.", de: "Niveau, auf dem Modelle ausscheiden." },
      { least: 0.001, most: 0.5 },
    ),
    samplesOption("bootstrap", 5000, { en: "Bootstrap samples.", de: "Bootstrap-Stichproben." }),
    whole(
      "blockLength",
      3,
      {
        en: "Length of the bootstrap's blocks; `auto` takes the longest autoregression of the loss differences.",
        de: "Blocklänge des Bootstraps; `auto` nimmt die längste Autoregression der Verlustdifferenzen.",
      },
      { unit: "forecasts", least: 1, most: 1000, words: ["auto"] },
    ),
    whole(
      "leastBlock",
      3,
      { en: "Shortest block that `auto` may choose.", de: "Kürzester Block, den `auto` wählen darf." },
      { unit: "forecasts", least: 1, most: 1000 },
    ),
    shared.seed,
  ],
  example: { csv: squaredErrors, options: { bootstrap: 999 } },
  run: (table, o) => {
    const s = severalSeries(table, o, { most: 30 });
    const r = modelConfidenceSet(s.series, {
      statistic: o.word("statistic", ["max", "range"]),
      alpha: o.need("alpha"),
      bootstrap: o.need("bootstrap"),
      blockLength: o.all["blockLength"] === "auto" ? "auto" : o.need("blockLength"),
      leastBlock: o.need("leastBlock"),
      seed: o.need("seed"),
    });
    return output(
      { p: r.p, survivors: r.survivors.length },
      [
        tableOfRecords(
          "survivors",
          r.survivors.map((m) => ({
            model: s.names[m.model]!,
            loss: m.loss,
            tMax: m.tMax,
            pMax: m.pMax,
            tRange: m.tRange,
            pRange: m.pRange,
          })),
        ),
        tableOfRecords(
          "eliminated",
          r.eliminated.map((m, i) => ({ order: i + 1, model: s.names[m]! })),
        ),
      ],
      s.warnings,
    );
  },
};

const combination: Runner = {
  question: {
    en: "How much should each model count, by what was known at the time?",
    de: "Wie viel Gewicht verdient jedes Modell nach dem damaligen Wissen?",
  },
  input: {
    en: "One row per origin, one column per model with its loss (inverse-loss) or the log predictive density of the outcome (log-pool). With option `outcome` the columns are point forecasts, their squared errors the losses, and the combined forecast is given.",
    de: "Eine Zeile je Prognosezeitpunkt, je Modell eine Spalte mit dem Verlust (inverse-loss) oder der logarithmierten Prognosedichte des Ergebnisses (log-pool). Mit der Option `outcome` sind die Spalten Punktprognosen, ihre quadrierten Fehler die Verluste, und die Kombination wird ausgegeben.",
  },
  options: [
    shared.columns,
    word(
      "scheme",
      "inverse-loss",
      { en: "How weights follow from scores.", de: "Wie Gewichte aus Bewertungen folgen." },
      ["equal", "inverse-loss", "log-pool"],
    ),
    word("outcome", null, {
      en: "Column of what came; the others are then forecasts.",
      de: "Spalte des Ergebnisses; die anderen sind dann Prognosen.",
    }),
    whole(
      "horizon",
      1,
      {
        en: "Steps ahead: the newest score known is so many rows old.",
        de: "Schritte voraus: die neueste bekannte Bewertung ist so viele Zeilen alt.",
      },
      { unit: "rows", least: 1, most: 120 },
    ),
    number(
      "discount",
      1,
      { en: "Weight of a score one row older.", de: "Gewicht einer um eine Zeile älteren Bewertung." },
      { least: 0.01, most: 1 },
    ),
    whole(
      "minimum",
      4,
      { en: "Scores needed before weights leave equality.", de: "Nötige Bewertungen, bevor Gewichte abweichen." },
      { unit: "rows", least: 1, most: 1000 },
    ),
  ],
  example: { csv: squaredErrors, options: {} },
  run: (table, o) => {
    const outcome = typeof o.all["outcome"] === "string" ? columnOf(table, o.all["outcome"]) : null;
    const names = (o.words("columns").length > 0 ? [...o.words("columns")] : [...table.numbers.keys()]).filter(
      (n) => n !== o.all["outcome"],
    );
    if (names.length < 2 || names.length > 50)
      throw new VorlaufError("input-invalid", {
        what: "models",
        got: String(names.length),
        fix: "Give 2 to 50 columns, one per model.",
      });
    const scheme = o.word("scheme", ["equal", "inverse-loss", "log-pool"]);
    if (outcome !== null && scheme === "log-pool")
      throw new VorlaufError("input-invalid", {
        what: "option outcome",
        got: "point forecasts with log-pool",
        fix: "A log pool needs log predictive densities: leave `outcome` out.",
      });
    const given = names.map((n) => columnOf(table, n));
    const used = outcome === null ? given : given.map((f) => f.map((v, t) => (v - outcome[t]!) ** 2));
    if (table.labels.length * names.length > 20_000 && scheme === "log-pool")
      throw new VorlaufError("input-invalid", {
        what: "rows",
        got: `${table.labels.length} of ${names.length} models`,
        fix: "A pool is sought at every row: give at most 20,000 scores.",
      });
    if (!given[0]!.some((_, t) => used.every((x) => !Number.isNaN(x[t]!))))
      throw new VorlaufError("too-few-observations", { what: "rows with a score of every model", have: 0, need: 1 });
    const r = combineForecasts(used, {
      scheme,
      horizon: o.need("horizon"),
      discount: o.need("discount"),
      minimum: o.need("minimum"),
    });
    const weight = (m: number): Float64Array =>
      Float64Array.from({ length: r.origins }, (_, t) => r.weights[t * r.models + m]!);
    const combined = Float64Array.from({ length: r.origins }, (_, t) =>
      given.reduce((s, f, m) => s + r.weights[t * r.models + m]! * f[t]!, 0),
    );
    return output(
      {},
      [
        tableOfRecords(
          "next",
          names.map((model, m) => ({ model, weight: r.next[m]! })),
        ),
        tableOfColumns("weights", "row", table.labels, {
          ...Object.fromEntries(names.map((n, m) => [n, weight(m)])),
          ...(outcome === null ? {} : { combined, outcome }),
        }),
      ],
      r.converged ? [] : [{ code: "not-converged", facts: { change: r.change }, about: [] }],
    );
  },
};

/** Methods that judge forecasts. */
export const evaluationRunners: Readonly<Record<string, Runner>> = {
  "forecast-combination": combination,
  "model-confidence-set": confidenceSet,
  scores,
};

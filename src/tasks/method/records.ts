import { MathFailure } from "../../math/failure.ts";
import { quantileSorted } from "../../math/quantile.ts";
import { compareCounts } from "../../methods/binomial-test.ts";
import { clopperPearson } from "../../methods/clopper-pearson.ts";
import {
  bootstrapHawkes,
  decayInterval,
  type Events,
  fitHawkes,
  type HawkesBootstrap,
  type HawkesErrors,
  type HawkesFit,
  hawkesStandardErrors,
} from "../../methods/hawkes.ts";
import { holm } from "../../methods/holm.ts";
import { waitOneYear } from "../../methods/real-option.ts";
import { readReportingDelay } from "../../methods/reporting-delay.ts";
import { type RevisionsAtAge, readRevisions } from "../../methods/revisions.ts";
import { newcombeDifference } from "../../methods/wilson.ts";
import { VorlaufError } from "../../terms/errors.ts";
import type { MethodTable } from "../../terms/method.ts";
import { dayOf } from "../../terms/period.ts";
import { coalMines } from "./examples.ts";
import { list, number, whole, word } from "./options.ts";
import { coverageOption, output, type Runner, shared, tableOfRecords } from "./runner.ts";
import { columnOf, periodOfCell, type UserTable, wordsOf } from "./user-table.ts";

/** One record per row from named columns of numbers. @throws "unknown-id", "input-invalid" for a missing cell */
function records<N extends string>(table: UserTable, names: readonly N[]): Record<N, number>[] {
  const columns = names.map((n) => columnOf(table, n));
  if (table.labels.length > 10_000)
    throw new VorlaufError("input-invalid", {
      what: "rows",
      got: String(table.labels.length),
      fix: "Give at most 10,000 records.",
    });
  if (table.labels.length === 0) throw new VorlaufError("too-few-observations", { what: "records", have: 0, need: 1 });
  return table.labels.map((row, t) => {
    const entries = names.map((n, i): [N, number] => [n, columns[i]![t]!]);
    const gap = entries.find(([, v]) => Number.isNaN(v));
    if (gap !== undefined)
      throw new VorlaufError("input-invalid", {
        what: `record ${row}, column ${gap[0]}`,
        got: "no value",
        fix: "Fill the cell or leave the row out.",
      });
    return Object.fromEntries(entries) as Record<N, number>;
  });
}

const binomialTest: Runner = {
  question: { en: "Is a count higher than another?", de: "Ist eine Anzahl höher als eine andere?" },
  input: {
    en: "One comparison per row: columns before and after (counts).",
    de: "Ein Vergleich je Zeile: Spalten before und after (Anzahlen).",
  },
  records: true,
  options: [
    number(
      "alpha",
      0.1,
      { en: "Level at which the two are told apart.", de: "Niveau, ab dem sich die beiden unterscheiden." },
      { least: 0.0001, most: 0.5 },
    ),
    number(
      "exposureBefore",
      1,
      { en: "Length of the first period.", de: "Länge des ersten Zeitraums." },
      { least: 1e-9 },
    ),
    number(
      "exposureAfter",
      1,
      { en: "Length of the second period, in the same unit.", de: "Länge des zweiten Zeitraums in gleicher Einheit." },
      { least: 1e-9 },
    ),
  ],
  example: { csv: "before,after\n4,9\n7,7\n", options: {} },
  run: (table, o) =>
    output({}, [
      tableOfRecords(
        "comparisons",
        records(table, ["before", "after"]).map((c) => {
          const r = compareCounts(
            { ...c, exposureBefore: o.need("exposureBefore"), exposureAfter: o.need("exposureAfter") },
            o.need("alpha"),
          );
          return { ...c, p: r.p, ratio: r.ratio, higher: r.higher ? 1 : 0, distinguishable: r.distinguishable ? 1 : 0 };
        }),
      ),
    ]),
};

const clopper: Runner = {
  question: { en: "How sure is a share?", de: "Wie sicher ist ein Anteil?" },
  input: { en: "One share per row: columns successes and n.", de: "Ein Anteil je Zeile: Spalten successes und n." },
  records: true,
  options: [coverageOption(0.95)],
  example: { csv: "successes,n\n9,10\n0,20\n", options: {} },
  run: (table, o) =>
    output({}, [
      tableOfRecords(
        "shares",
        records(table, ["successes", "n"]).map((c) => ({
          ...c,
          ...clopperPearson(c.successes, c.n, o.need("coverage")),
        })),
      ),
    ]),
};

const wilson: Runner = {
  question: { en: "Is a share higher than another?", de: "Ist ein Anteil höher als ein anderer?" },
  input: {
    en: "One comparison per row: columns successes1, n1, successes2, n2.",
    de: "Ein Vergleich je Zeile: Spalten successes1, n1, successes2, n2.",
  },
  records: true,
  options: [coverageOption(0.95)],
  example: { csv: "successes1,n1,successes2,n2\n56,70,48,80\n", options: {} },
  run: (table, o) =>
    output({}, [
      tableOfRecords(
        "differences",
        records(table, ["successes1", "n1", "successes2", "n2"]).map((c) => {
          const r = newcombeDifference(
            { first: { successes: c.successes1, n: c.n1 }, second: { successes: c.successes2, n: c.n2 } },
            o.need("coverage"),
          );
          return {
            share1: r.first.share,
            share2: r.second.share,
            difference: r.difference,
            low: r.low,
            high: r.high,
            excludesZero: r.excludesZero ? 1 : 0,
          };
        }),
      ),
    ]),
};

const holmRunner: Runner = {
  question: {
    en: "Which of several tests still stand when all are counted?",
    de: "Welche von mehreren Tests bestehen, wenn alle gezählt werden?",
  },
  input: {
    en: "One test per row: column p; a missing p counts as a test that could not be made.",
    de: "Ein Test je Zeile: Spalte p; ein fehlendes p zählt als nicht durchführbarer Test.",
  },
  records: true,
  options: [
    number("alpha", 0.1, { en: "Level over all tests.", de: "Niveau über alle Tests." }, { least: 0.0001, most: 0.5 }),
  ],
  example: { csv: "p\n0.01\n0.04\n0.03\n0.005\n", options: { alpha: 0.05 } },
  run: (table, o) => {
    const p = columnOf(table, "p");
    const bad = p.findIndex((v) => v < 0 || v > 1);
    if (bad >= 0)
      throw new VorlaufError("input-invalid", {
        what: `record ${bad + 1}, column p`,
        got: String(p[bad]),
        fix: "Give a number from 0 to 1.",
      });
    const r = holm(Array.from(p), o.need("alpha"));
    return output({ rejected: r.rejected.filter(Boolean).length }, [
      tableOfRecords(
        "tests",
        Array.from(p, (v, i) => ({ p: v, adjusted: r.adjusted[i]!, rejected: r.rejected[i] === true ? 1 : 0 })),
      ),
    ]);
  },
};

const realOption: Runner = {
  question: {
    en: "Invest now, or wait a year and see the price?",
    de: "Jetzt investieren oder ein Jahr warten und den Preis sehen?",
  },
  input: {
    en: "One question per row: columns investment, priceNow, priceUp, priceDown, pUp, discountRate (per year), unitsPerYear, slotLoss (money, discountRate a share).",
    de: "Eine Frage je Zeile: Spalten investment, priceNow, priceUp, priceDown, pUp, discountRate (je Jahr), unitsPerYear, slotLoss (Geld, discountRate als Anteil).",
  },
  records: true,
  options: [],
  example: {
    csv: "investment,priceNow,priceUp,priceDown,pUp,discountRate,unitsPerYear,slotLoss\n1600,200,300,100,0.5,0.1,1,0\n",
    options: {},
  },
  run: (table) =>
    output({}, [
      tableOfRecords(
        "values",
        records(table, [
          "investment",
          "priceNow",
          "priceUp",
          "priceDown",
          "pUp",
          "discountRate",
          "unitsPerYear",
          "slotLoss",
        ]).map((q) => ({ ...waitOneYear(q) })),
      ),
    ]),
};

const hawkes: Runner = {
  question: {
    en: "Do events of one kind set off events of another?",
    de: "Lösen Ereignisse einer Art solche einer anderen aus?",
  },
  input: {
    en: "One event per row in time order: column time (numbers or dates), and kind where there are several.",
    de: "Ein Ereignis je Zeile in zeitlicher Folge: Spalte time (Zahlen oder Daten) und kind bei mehreren Arten.",
  },
  records: true,
  options: [
    number(
      "end",
      null,
      {
        en: "End of observation in the unit of time; the last event when null.",
        de: "Ende der Beobachtung in der Zeiteinheit; bei null das letzte Ereignis.",
      },
      { least: 0 },
    ),
    number("start", null, {
      en: "Begin of observation in the unit of time; 0 when null (for dates, and for times below 0, the first event).",
      de: "Beginn der Beobachtung in der Zeiteinheit; bei null 0 (bei Daten und bei Zeiten unter 0 das erste Ereignis).",
    }),
    whole(
      "bootstrap",
      0,
      {
        en: "Simulated and refitted copies for 90 % intervals of the branching matrix; 0 gives standard errors alone.",
        de: "Simulierte und neu geschätzte Kopien für 90-%-Intervalle der Verzweigungsmatrix; 0 gibt nur Standardfehler.",
      },
      { least: 0, most: 999 },
    ),
    shared.seed,
  ],
  example: { csv: coalMines, options: {} },
  run: (table, o) => {
    const time = timesOf(table);
    if (time.length > 20_000)
      throw new VorlaufError("input-invalid", {
        what: "events",
        got: String(time.length),
        fix: "Give at most 20,000.",
      });
    const kinds =
      table.texts.has("kind") || table.numbers.has("kind")
        ? wordsOf(table, "kind").map((k) => k ?? "")
        : time.map(() => "event");
    const names = [...new Set(kinds)].sort();
    if (names.length > 12)
      throw new VorlaufError("input-invalid", {
        what: "kinds of events",
        got: String(names.length),
        fix: "Give at most 12.",
      });
    const start = o.number("start") ?? Math.min(0, time[0] ?? 0);
    const T = (o.number("end") ?? time.at(-1) ?? 0) - start;
    if (!(T > 0) || start > (time[0] ?? 0))
      throw new VorlaufError("input-invalid", {
        what: "begin and length of observation",
        got: `${start} and ${T}, first event ${time[0]}`,
        fix: "Give events at different times, a start not after the first and an end not before the last.",
      });
    const events = {
      t: Float64Array.from(time, (v) => v - start),
      kind: Int32Array.from(kinds, (k) => names.indexOf(k)),
      kinds: names.length,
      T,
    };
    const f = fitHawkes(events);
    const k = names.length;
    const errors = errorsOf(events, f);
    const interval = decayInterval(events, f);
    const copies = o.need("bootstrap");
    return output(
      {
        decay: f.decay,
        decayLow95: Number.isFinite(interval.low) ? interval.low : "none",
        decayHigh95: Number.isFinite(interval.high) ? interval.high : "none",
        logLikelihood: f.logLikelihood,
        poissonLogLikelihood: f.poissonLogLikelihood,
        spectralRadius: f.spectralRadius,
        converged: f.converged,
      },
      [
        tableOfRecords(
          "kinds",
          names.map((kind, i) => ({
            kind,
            background: f.mu[i]!,
            ...(errors === null ? {} : { backgroundError: errors.mu[i]! }),
            stationaryRate: f.stationaryRate[i]!,
            residualP: f.residuals[i]?.p ?? null,
          })),
        ),
        excitationTable("excitation", names, f.alpha),
        ...(errors === null ? [] : [excitationTable("excitationErrors", names, errors.alpha)]),
        ...(copies === 0 ? [] : bootstrapTables(bootstrapHawkes(f, T, { draws: copies, seed: o.need("seed") }), names)),
      ],
      [...f.warnings, ...(errors === null ? [{ code: "standard-errors-missing", facts: {}, about: [] }] : [])],
    );

    function excitationTable(id: string, of: readonly string[], alpha: Float64Array): MethodTable {
      return tableOfRecords(
        id,
        of.map((kind, i) => ({
          "offspring of kind": kind,
          ...Object.fromEntries(
            // A parameter at 0 has no standard error.
            of.map((by, j) => [`per ${by}`, Number.isNaN(alpha[i * k + j]!) ? "at 0" : alpha[i * k + j]!]),
          ),
        })),
      );
    }
  },
};

/** Standard errors, or null where the likelihood has no curvature. */
function errorsOf(events: Events, fit: HawkesFit): HawkesErrors | null {
  try {
    return hawkesStandardErrors(events, fit);
  } catch (error) {
    if (error instanceof MathFailure) return null;
    throw error;
  }
}

/** 90 % intervals of the branching matrix and of its spectral radius from refitted copies. */
function bootstrapTables(b: HawkesBootstrap, names: readonly string[]): MethodTable[] {
  const k = names.length;
  const interval = (x: Float64Array): { readonly low90: number; readonly high90: number } => {
    const sorted = Float64Array.from(x).sort();
    return { low90: quantileSorted(sorted, 0.05), high90: quantileSorted(sorted, 0.95) };
  };
  return [
    tableOfRecords("bootstrap", [
      ...names.flatMap((kind, i) =>
        names.map((by, j) => ({
          what: `${kind} per ${by}`,
          ...interval(Float64Array.from(b.decay, (_, d) => b.alpha[d * k * k + i * k + j]!)),
        })),
      ),
      { what: "spectral radius", ...interval(b.spectralRadius) },
      { what: "decay", ...interval(b.decay) },
      { what: "copies left out (fewer than 3 events of a kind)", low90: b.leftOut, high90: b.leftOut },
    ]),
  ];
}

/** Event times as numbers; dates as years since 1970. */
function timesOf(table: UserTable): number[] {
  const plain = table.numbers.get("time");
  const text = table.texts.get("time");
  if (plain !== undefined) {
    const gap = plain.findIndex((v) => Number.isNaN(v));
    if (gap >= 0)
      throw new VorlaufError("input-invalid", {
        what: `record ${gap + 1}, column time`,
        got: "no value",
        fix: "Fill the cell or leave the row out.",
      });
    return [...plain];
  }
  if (text === undefined)
    throw new VorlaufError("unknown-id", { kind: "column", id: "time", near: [...table.numbers.keys()] });
  const days = daysOf(text, "time");
  const first = Math.min(...days);
  return days.map((d) => (d - first) / 365.2425);
}

function daysOf(cells: readonly (string | null)[], name: string): number[] {
  return cells.map((cell, i) => {
    const p = periodOfCell(cell ?? "");
    if (p === null || p.length !== 10)
      throw new VorlaufError("input-invalid", {
        what: `record ${i + 1}, column ${name}`,
        got: cell ?? "no value",
        fix: "Give a day as 2026-11-20.",
      });
    return dayOf(p);
  });
}

/** Cells of a column as days or periods. */
function periodsIn(table: UserTable, name: string, daysOnly: boolean): string[] {
  return wordsOf(table, name).map((cell, i) => {
    const p = periodOfCell(cell ?? "");
    if (p === null || (daysOnly && p.length !== 10))
      throw new VorlaufError("input-invalid", {
        what: `record ${i + 1}, column ${name}`,
        got: cell ?? "no value",
        fix: daysOnly ? "Give a day as 2026-11-20." : "Give a day, month, quarter or year.",
      });
    return p;
  });
}

const reportingDelay: Runner = {
  question: {
    en: "How many are there really, when the newest are not listed yet?",
    de: "Wie viele sind es wirklich, wenn die neuesten noch nicht gelistet sind?",
  },
  input: {
    en: "One row per entry and copy of a growing list: columns copy (day the copy was taken), id, date (of the entry); at least two copies.",
    de: "Eine Zeile je Eintrag und Abzug einer wachsenden Liste: Spalten copy (Tag des Abzugs), id, date (des Eintrags); mindestens zwei Abzüge.",
  },
  records: true,
  options: [
    whole(
      "horizonDays",
      730,
      { en: "Age at which a count is complete.", de: "Alter, ab dem eine Zählung vollständig ist." },
      { unit: "days", least: 30, most: 4000 },
    ),
    number(
      "maxLeftShare",
      0.05,
      {
        en: "A copy from which more than this share left is a rebuild.",
        de: "Ein Abzug, aus dem mehr als dieser Anteil verschwand, gilt als Neuaufbau.",
      },
      { least: 0, most: 1 },
    ),
    coverageOption(0.8),
    whole("draws", 800, { en: "Posterior draws.", de: "Ziehungen." }, { least: 100, most: 5000 }),
    word("frequency", "quarterly", { en: "Periods that are counted.", de: "Perioden, die gezählt werden." }, [
      "annual",
      "quarterly",
      "monthly",
    ]),
    shared.seed,
  ],
  example: { csv: listCopies(), options: { horizonDays: 200, frequency: "monthly" } },
  run: (table, o) => {
    if (table.labels.length > 50_000)
      throw new VorlaufError("input-invalid", {
        what: "rows",
        got: String(table.labels.length),
        fix: "Give at most 50,000.",
      });
    const [days, dates, ids] = [periodsIn(table, "copy", true), periodsIn(table, "date", false), wordsOf(table, "id")];
    const copies = [...new Set(days)].sort().map((day) => ({
      day,
      entries: days.flatMap((d, i) => (d === day ? [{ id: ids[i] ?? "", date: dates[i]! }] : [])),
    }));
    const r = readReportingDelay(copies, {
      horizonDays: o.need("horizonDays"),
      maxLeftShare: o.need("maxLeftShare"),
      coverage: o.need("coverage"),
      draws: o.need("draws"),
      seed: o.need("seed"),
      frequency: o.word("frequency", ["annual", "quarterly", "monthly"]),
    });
    const { record } = r;
    return output(
      {
        status: r.fit.status,
        validated: record.validated,
        ...(record.checks.length > 0 ? { error: record.error, rawError: record.rawError } : {}),
        checks: record.checks.length,
      },
      [
        tableOfRecords(
          "counts",
          r.counts.map((c) => ({ period: c.period, raw: c.raw, corrected: c.corrected, low: c.low, high: c.high })),
        ),
        tableOfRecords(
          "completeness",
          r.completeness.map((c) => ({ ...c })),
        ),
      ],
      record.validated
        ? []
        : [{ code: "correction-not-validated", facts: { checks: record.checks.length }, about: [] }],
    );
  },
};

/** A made-up list of two entries a month that are listed after 10 and 70 days, in three copies. */
function listCopies(): string {
  const months = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"];
  const rows = ["2025-05-31", "2025-08-31", "2025-11-30"].flatMap((copy) =>
    months.flatMap((m, i) =>
      [0, 1].flatMap((late) => {
        const date = `2025-${m}-${late === 0 ? "05" : "20"}`;
        const listed = dayOf(date) + (late === 0 ? 10 : 70);
        return listed <= dayOf(copy) ? [`${copy},e${i}${late},${date}`] : [];
      }),
    ),
  );
  return `copy,id,date\n${rows.join("\n")}\n`;
}

const revisions: Runner = {
  question: {
    en: "How large and how one-sided are the revisions of a series?",
    de: "Wie groß und wie einseitig sind die Revisionen einer Reihe?",
  },
  input: {
    en: "One row per statement: columns period, known (day) and value; an empty value withdraws what stood before.",
    de: "Eine Zeile je Aussage: Spalten period, known (Tag) und value; ein leerer Wert nimmt zurück, was vorher stand.",
  },
  records: true,
  options: [
    word("asOf", "9999-12-31", { en: "Last day of the record.", de: "Letzter Tag der Aufzeichnung." }),
    list(
      "numbers",
      "ages",
      [31, 92, 183, 365, 730, 1096],
      { en: "Ages at which revisions are measured.", de: "Alter, bei denen Revisionen gemessen werden." },
      { unit: "days", least: 1, most: 20_000 },
    ),
    whole(
      "firstWithinDays",
      130,
      {
        en: "A first statement later than this after the period's end is no first release.",
        de: "Eine erste Aussage später nach Periodenende ist keine Erstveröffentlichung.",
      },
      { unit: "days", least: 1, most: 5000 },
    ),
    coverageOption(0.9),
    word(
      "measure",
      "auto",
      {
        en: "Relative where all first releases are above 0, or in the series' unit.",
        de: "Relativ, wenn alle Erstwerte über 0 liegen, sonst in der Einheit der Reihe.",
      },
      ["auto", "absolute"],
    ),
  ],
  example: {
    csv: "period,known,value\n2024-Q1,2024-05-01,100\n2024-Q1,2024-08-01,101\n2024-Q2,2024-08-01,103\n2024-Q2,2024-11-01,104\n2024-Q3,2024-11-01,106\n2024-Q3,2025-02-01,106\n2024-Q4,2025-02-01,108\n2024-Q4,2025-05-01,110\n",
    options: { ages: [92], asOf: "2025-12-31" },
  },
  run: (table, o) => {
    const [period, known, value] = [
      periodsIn(table, "period", false),
      periodsIn(table, "known", true),
      columnOf(table, "value"),
    ];
    const asOf = String(o.all["asOf"]);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf))
      throw new VorlaufError("input-date", { got: asOf, fix: "Give a day as YYYY-MM-DD." });
    const r = readRevisions(
      period.map((p, i) => ({ period: p, known: known[i]!, value: Number.isNaN(value[i]!) ? null : value[i]! })),
      {
        asOf,
        ages: o.numbers("ages"),
        firstWithinDays: o.need("firstWithinDays"),
        coverage: o.need("coverage"),
        measure: o.word("measure", ["auto", "absolute"]),
      },
    );
    const aged = (of: string, rows: readonly RevisionsAtAge[]): Record<string, number | string | null>[] =>
      rows.map((a) => ({
        of,
        ageDays: a.ageDays,
        n: a.n,
        revised: a.revised,
        bias: a.bias,
        low: a.low,
        high: a.high,
        meanAbsolute: a.meanAbsolute,
        rootMeanSquare: a.rootMeanSquare,
        largest: a.largest,
      }));
    return output({ measure: r.size.measure, statements: r.log.length, withoutFirst: r.size.withoutFirst }, [
      tableOfRecords("size", [...aged("level", r.size.ages), ...aged("growth", r.growth.ages)]),
      tableOfRecords(
        "log",
        r.log.map((v) => ({
          period: v.period,
          known: v.known,
          value: v.value,
          before: v.before,
          change: v.change,
          relative: v.relative,
          release: v.release,
        })),
      ),
    ]);
  },
};

/** Methods whose rows are records, not periods. */
export const recordRunners: Readonly<Record<string, Runner>> = {
  "binomial-test": binomialTest,
  "clopper-pearson": clopper,
  hawkes,
  holm: holmRunner,
  "real-option": realOption,
  "reporting-delay": reportingDelay,
  revisions,
  wilson,
};

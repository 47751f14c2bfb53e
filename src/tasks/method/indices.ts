import { chainLink } from "../../methods/chain-link.ts";
import { compositeOf } from "../../methods/composite.ts";
import { conferenceBoardIndex, oecdIndicator } from "../../methods/composite-index.ts";
import { nearIds, VorlaufError } from "../../terms/errors.ts";
import { leadingComponents } from "./examples.ts";
import { type Chosen, list, number, whole, word } from "./options.ts";
import { output, type Runner, severalSeries, shared, tableOfColumns, tableOfRecords } from "./runner.ts";

/** Names of columns for which something else holds than for the rest. @throws "unknown-id" */
function namedAmong(o: Chosen, option: string, names: readonly string[]): ReadonlySet<string> {
  for (const n of o.words(option))
    if (!names.includes(n))
      throw new VorlaufError("unknown-id", { kind: `column in option ${option}`, id: n, near: nearIds(n, names) });
  return new Set(o.words(option));
}

const lowerOption = list("words", "lowerIsStronger", [], {
  en: "Columns of which a lower value is stronger.",
  de: "Spalten, bei denen ein niedrigerer Wert stärker ist.",
});

const composite: Runner = {
  question: {
    en: "What do the components say together, equally weighted?",
    de: "Was sagen die Bestandteile zusammen, gleich gewichtet?",
  },
  input: {
    en: "A date column and two or more columns of numbers (logs of what grows); gaps are allowed.",
    de: "Eine Datumsspalte und mindestens zwei Zahlenspalten (Wachsendes in Logarithmen); Lücken sind erlaubt.",
  },
  options: [
    shared.columns,
    lowerOption,
    whole(
      "lag",
      null,
      {
        en: "Periods over which changes are taken; a year of the dates when null.",
        de: "Perioden der Veränderung; bei null ein Jahr nach den Daten.",
      },
      { unit: "periods", least: 1, most: 400 },
    ),
    whole(
      "minComponents",
      2,
      { en: "Fewest components a value needs.", de: "Mindestzahl der Bestandteile je Wert." },
      { least: 1, most: 1000 },
    ),
  ],
  example: { csv: leadingComponents, options: {} },
  run: (table, o) => {
    const s = severalSeries(table, o, { gaps: true, ends: "any", most: 200 });
    const lower = namedAmong(o, "lowerIsStronger", s.names);
    const r = compositeOf(
      s.names.map((id, i) => ({ id, values: s.series[i]!, strongerWhen: lower.has(id) ? "lower" : "higher" })),
      { lag: o.number("lag") ?? table.perYear, minComponents: o.need("minComponents") },
    );
    return output(
      { signStable: r.signStable },
      [
        tableOfColumns("composite", "period", s.labels, {
          value: r.value,
          components: Array.from(r.present),
          ...Object.fromEntries(s.names.map((n) => [`adds ${n}`, r.contributions[n]!])),
        }),
      ],
      s.warnings,
    );
  },
};

const compositeIndex: Runner = {
  question: {
    en: "What do the leading components say together, by the offices' recipes?",
    de: "Was sagen die Frühindikatoren zusammen, nach den Rezepten der Institute?",
  },
  input: {
    en: "A date column and two or more columns of numbers without gaps.",
    de: "Eine Datumsspalte und mindestens zwei Zahlenspalten ohne Lücken.",
  },
  options: [
    shared.columns,
    word(
      "recipe",
      "conference-board",
      {
        en: "The Conference Board's index, or an OECD-type indicator (needs a reference).",
        de: "Index des Conference Board oder Indikator nach OECD (braucht eine Referenzreihe).",
      },
      ["conference-board", "oecd"],
    ),
    list("words", "differences", [], {
      en: "Columns whose change is a difference (interest rates), not per cent.",
      de: "Spalten, deren Veränderung eine Differenz ist (Zinsen), nicht Prozent.",
    }),
    list("words", "levels", [], {
      en: "Columns that enter as they are (spreads, diffusion indices).",
      de: "Spalten, die unverändert eingehen (Zinsabstände, Diffusionsindizes).",
    }),
    number(
      "targetGrowth",
      null,
      {
        en: "Mean growth that the index is adjusted to.",
        de: "Mittleres Wachstum, auf das der Index eingestellt wird.",
      },
      { unit: "per cent per period", least: -50, most: 50 },
    ),
    list("words", "base", [], {
      en: "First and last period of the base, averaging 100.",
      de: "Erste und letzte Periode der Basis mit Mittel 100.",
    }),
    list("numbers", "weights", null, {
      en: "Weights of the columns in their order (OECD: without the reference); null for inverse standard deviations (OECD: equal ones).",
      de: "Gewichte der Spalten in ihrer Folge (OECD: ohne die Referenz); bei null die Kehrwerte der Standardabweichungen (OECD: gleiche).",
    }),
    word("reference", null, { en: "OECD: column of the reference series.", de: "OECD: Spalte der Referenzreihe." }),
    lowerOption,
    number(
      "longest",
      120,
      { en: "OECD: longest cycle kept.", de: "OECD: längster Zyklus." },
      { unit: "periods", least: 4, most: 9999 },
    ),
    number(
      "shortest",
      12,
      { en: "OECD: shortest cycle kept.", de: "OECD: kürzester Zyklus." },
      { unit: "periods", least: 2, most: 999 },
    ),
  ],
  example: { csv: leadingComponents, options: { levels: ["spread"], base: ["1978-01", "1978-12"] } },
  run: (table, o) => {
    const s = severalSeries(table, o, { most: 200 });
    return o.word("recipe", ["conference-board", "oecd"]) === "oecd" ? oecd(s, o) : conferenceBoard(s, o);
  },
};

type Several = ReturnType<typeof severalSeries>;

/** The weights given, by column; null without any. @throws "wrong-shape" for another number of them, "input-invalid" below 0 or all 0 */
function weightsOf(o: Chosen, names: readonly string[]): Readonly<Record<string, number>> | null {
  const given = o.all["weights"] === null ? null : o.numbers("weights");
  if (given === null) return null;
  if (given.length !== names.length)
    throw new VorlaufError("wrong-shape", {
      what: "option weights",
      expected: `${names.length}`,
      got: `${given.length}`,
    });
  if (given.some((v) => v < 0) || given.every((v) => v === 0))
    throw new VorlaufError("input-invalid", {
      what: "option weights",
      got: given.join(", "),
      fix: "Give numbers from 0, not all of them 0.",
    });
  return Object.fromEntries(names.map((n, i) => [n, given[i]!]));
}

function conferenceBoard(s: Several, o: Chosen): ReturnType<typeof output> {
  const [differences, levels] = [namedAmong(o, "differences", s.names), namedAmong(o, "levels", s.names)];
  const base = o.words("base");
  const at = base.map((p) => s.labels.indexOf(p));
  if (base.length !== 0 && (base.length !== 2 || at.some((t) => t < 0) || at[0]! > at[1]!))
    throw new VorlaufError("input-invalid", {
      what: "option base",
      got: base.join(", "),
      fix: `Give the first and the last period of the base, between ${s.labels[0]} and ${s.labels.at(-1)}.`,
    });
  const change = (n: string): "pct" | "diff" | "level" =>
    levels.has(n) ? "level" : differences.has(n) ? "diff" : "pct";
  s.names.forEach((n, i) => {
    const bad = change(n) === "pct" ? s.series[i]!.findIndex((v) => v <= 0) : -1;
    if (bad >= 0)
      throw new VorlaufError("input-invalid", {
        what: `column ${n}, row ${s.labels[bad]}`,
        got: String(s.series[i]![bad]),
        fix: "Per cent changes need values above 0: name the column in `differences` or `levels`.",
      });
  });
  const r = conferenceBoardIndex(
    s.names.map((id, i) => ({ id, values: s.series[i]!, change: change(id) })),
    {
      targetGrowth: o.number("targetGrowth"),
      base: at.length === 2 ? [at[0]!, at[1]! + 1] : null,
      weights: weightsOf(o, s.names),
    },
  );
  return output(
    { trendAdjustment: r.trendAdjustment },
    [
      tableOfColumns("index", "period", s.labels, { index: r.index, growth: r.growth }),
      tableOfRecords(
        "weights",
        s.names.map((component) => ({
          component,
          change: change(component),
          standardDeviation: r.standardDeviations[component] ?? null,
          weight: r.weights[component] ?? null,
        })),
      ),
    ],
    s.warnings,
  );
}

function oecd(s: Several, o: Chosen): ReturnType<typeof output> {
  const name = o.all["reference"];
  const at = s.names.indexOf(String(name));
  if (at < 0)
    throw new VorlaufError("input-invalid", {
      what: "option reference",
      got: String(name),
      fix: `Name the reference series, one of ${s.names.slice(0, 8).join(", ")}.`,
    });
  const lower = namedAmong(o, "lowerIsStronger", s.names);
  const names = s.names.filter((_, i) => i !== at);
  const weights = weightsOf(o, names);
  const r = oecdIndicator(
    s.names.flatMap((n, i) =>
      i === at
        ? []
        : [
            {
              values: s.series[i]!,
              sign: lower.has(n) ? -1 : 1,
              ...(weights === null ? {} : { weight: weights[n]! }),
            },
          ],
    ),
    s.series[at]!,
    { longest: o.need("longest"), shortest: o.need("shortest") },
  );
  return output(
    {},
    [
      tableOfColumns("indicator", "period", s.labels, {
        indicator: r.amplitudeAdjusted,
        referenceCycle: r.reference,
        ...Object.fromEntries(names.map((n, i) => [n, r.components[i]!])),
      }),
    ],
    s.warnings,
  );
}

const chain: Runner = {
  question: {
    en: "How does a group grow whose membership changes?",
    de: "Wie wächst eine Gruppe, deren Mitglieder wechseln?",
  },
  input: {
    en: "A date column and one or more columns of levels above 0, one per member; empty where a member is not held.",
    de: "Eine Datumsspalte und eine oder mehrere Spalten mit Niveaus über 0, eine je Mitglied; leer, wo ein Mitglied fehlt.",
  },
  options: [shared.columns],
  example: { csv: leadingComponents, options: { columns: ["production", "stocks"] } },
  run: (table, o) => {
    const s = severalSeries(table, o, { least: 1, most: 500, gaps: true, ends: "any" });
    const r = chainLink(s.series);
    return output(
      { members: r.members },
      [
        tableOfColumns("index", "period", s.labels, {
          index: r.index,
          linked: Array.from(r.linked),
          coverage: r.coverage,
          total: r.total,
        }),
      ],
      s.warnings,
    );
  },
};

/** Methods that make one series of several. */
export const indexRunners: Readonly<Record<string, Runner>> = {
  "chain-link": chain,
  composite,
  "composite-index": compositeIndex,
};

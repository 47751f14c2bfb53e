import { fitKink } from "../../methods/kink-trend.ts";
import { logLinearTrend } from "../../methods/trend.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { airlineYears, nileFlow } from "./examples.ts";
import { type Chosen, flag, number, whole, word } from "./options.ts";
import { coverageOption, oneSeries, output, pairOf, type Runner, shared } from "./runner.ts";
import { positionsOf } from "./user-table.ts";

const position = word("x", null, {
  en: "Column of the position in time; the dates in years (or the counted rows) unless told.",
  de: "Spalte der zeitlichen Lage; sonst die Daten in Jahren (oder die gezählten Zeilen).",
});

function placed(
  table: Parameters<Runner["run"]>[0],
  o: Chosen,
): { readonly x: Float64Array; readonly y: Float64Array; readonly warnings: ReturnType<typeof oneSeries>["warnings"] } {
  if (typeof o.all["x"] === "string") {
    const names = [...table.numbers.keys()].filter((n) => n !== o.all["x"]);
    const s = pairOf(table, { ...o, all: { ...o.all, y: o.all["column"] ?? names[0] ?? null } });
    return { x: s.series[0]!, y: s.series[1]!, warnings: s.warnings };
  }
  const s = oneSeries(table, o, { gaps: true });
  return { x: positionsOf(s.table), y: s.y, warnings: s.warnings };
}

const levels: Runner["input"] = {
  en: "A date column and one column of levels above 0; gaps are allowed.",
  de: "Eine Datumsspalte und eine Spalte mit Niveaus über 0; Lücken sind erlaubt.",
};

const trend: Runner = {
  question: { en: "How fast does it grow?", de: "Wie schnell wächst es?" },
  input: levels,
  options: [
    shared.column,
    position,
    coverageOption(0.95),
    flag("robust", false, { en: "Errors robust to autocorrelation.", de: "Gegen Autokorrelation robuste Fehler." }),
  ],
  example: { csv: airlineYears, options: { robust: true } },
  run: (table, o) => {
    const { x, y, warnings } = placed(table, o);
    return output(
      { ...logLinearTrend(x, y, { coverage: o.need("coverage"), robust: o.flag("robust") }) },
      [],
      warnings,
    );
  },
};

const kink: Runner = {
  question: { en: "Did growth become faster, and when?", de: "Ist das Wachstum schneller geworden, und wann?" },
  input: levels,
  options: [
    shared.column,
    position,
    whole(
      "bootstrap",
      999,
      { en: "Bootstrap samples under the null.", de: "Bootstrap-Stichproben unter der Nullhypothese." },
      { least: 0, most: 9999 },
    ),
    word(
      "null",
      "records",
      {
        en: "`records` for a list that keeps only record-setting entries.",
        de: "`records` für eine Liste, die nur Rekorde behält.",
      },
      ["records", "plain"],
    ),
    number(
      "trimShare",
      0.15,
      { en: "Share kept free of a break at each end.", de: "Anteil an jedem Ende ohne Knick." },
      { least: 0, most: 0.45 },
    ),
    shared.seed,
  ],
  example: { csv: nileFlow, options: { null: "plain", bootstrap: 199 } },
  run: (table, o) => {
    const { x, y, warnings } = placed(table, o);
    if (x.length > 3000)
      throw new VorlaufError("input-invalid", {
        what: "rows",
        got: String(x.length),
        fix: "Every row is tried as the kink: give at most 3000.",
      });
    const kept = Array.from(x.keys()).filter((t) => !Number.isNaN(y[t]!));
    return output(
      {
        ...fitKink(
          kept.map((t) => x[t]!),
          kept.map((t) => y[t]!),
          {
            bootstrap: o.need("bootstrap"),
            null: o.word("null", ["records", "plain"]),
            trimShare: o.need("trimShare"),
            seed: o.need("seed"),
          },
        ),
      },
      [],
      warnings,
    );
  },
};

/** Methods that ask how fast a level grows. */
export const growthRunners: Readonly<Record<string, Runner>> = { "kink-trend": kink, trend };

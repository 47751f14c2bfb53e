import { MathFailure } from "../math/failure.ts";
import { methods } from "../methods/shelf.ts";
import { nearIds, VorlaufError } from "../terms/errors.ts";
import type { MethodResult, MethodSheet } from "../terms/method.ts";
import type { Text } from "../terms/text.ts";
import { warningWords } from "../terms/words/warning-words.ts";
import { evaluationRunners } from "./method/evaluation.ts";
import { factorRunners } from "./method/factors.ts";
import { forecastRunners } from "./method/forecasts.ts";
import { growthRunners } from "./method/growth.ts";
import { indexRunners } from "./method/indices.ts";
import { oneSeriesRunners } from "./method/one-series.ts";
import { chooseOptions, domainOf } from "./method/options.ts";
import { recordRunners } from "./method/records.ts";
import type { Runner } from "./method/runner.ts";
import { severalSeriesRunners } from "./method/several-series.ts";
import { readRecords, readSeriesTable } from "./method/user-table.ts";

const runners: Readonly<Record<string, Runner>> = {
  ...evaluationRunners,
  ...factorRunners,
  ...forecastRunners,
  ...growthRunners,
  ...indexRunners,
  ...oneSeriesRunners,
  ...recordRunners,
  ...severalSeriesRunners,
};

/** Methods that need more than a table, and what does instead. */
const notRunnable: Readonly<Record<string, { readonly question: Text; readonly why: Text }>> = {
  "factor-likelihood": {
    question: {
      en: "What do given parameters of a factor model say of the factors?",
      de: "Was sagen gegebene Parameter eines Faktormodells über die Faktoren?",
    },
    why: {
      en: "It takes the parameters of a factor model, not only a table; `factor-model` estimates them and gives the same factors.",
      de: "Er braucht die Parameter eines Faktormodells, nicht nur eine Tabelle; `factor-model` schätzt sie und liefert dieselben Faktoren.",
    },
  },
};

/** Every method by id with question, citation, input, options and an example; those that do not run on a file say why. */
export function methodSheets(): readonly MethodSheet[] {
  return Object.values<{ readonly id: string }>(methods)
    .map((m) => methodSheet(m.id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** One method's sheet. @throws "unknown-id" with near ids */
export function methodSheet(id: string): MethodSheet {
  const cites = citesOf(id);
  const runner = runners[id];
  if (runner !== undefined)
    return {
      id,
      cites,
      question: runner.question,
      input: runner.input,
      options: runner.options.map((o) => ({ ...o, takes: domainOf(o) })),
      example: runner.example,
      notRunnable: null,
    };
  const { question, why } = notRunnable[id] ?? { question: { en: id, de: id }, why: { en: "", de: "" } };
  return { id, cites, question, input: { en: "", de: "" }, options: [], example: null, notRunnable: why };
}

function citesOf(id: string): readonly string[] {
  const found = Object.values<{ readonly id: string; readonly cites: readonly string[] }>(methods).find(
    (m) => m.id === id,
  );
  if (found !== undefined) return found.cites;
  const ids = Object.keys(methods);
  throw new VorlaufError("unknown-id", { kind: "method", id, near: nearIds(id, ids) });
}

/**
 * Runs a method on a CSV file: columns chosen by options, rows by their dates.
 *
 * @param csv     text of the file
 * @param options as read from JSON; null for the defaults
 * @throws "unknown-id" for a method, column or option, "input-invalid" with line, column and fix, and what the method throws
 */
export function runMethod(id: string, csv: string, options: unknown): MethodResult {
  const sheet = methodSheet(id);
  const runner = runners[id];
  if (runner === undefined)
    throw new VorlaufError("input-invalid", { what: `method ${id}`, got: "a file", fix: sheet.notRunnable?.en ?? "" });
  const chosen = chooseOptions(id, runner.options, options);
  const table = runner.records === true ? readRecords(csv) : readSeriesTable(csv);
  const out = attempt(id, () => runner.run(table, chosen));
  return {
    method: id,
    cites: sheet.cites,
    data: {
      rows: table.labels.length,
      columns: [...table.numbers.keys(), ...table.texts.keys()],
      first: table.labels[0] ?? "",
      last: table.labels.at(-1) ?? "",
      frequency: table.frequency,
    },
    options: chosen.all,
    values: out.values,
    tables: out.tables,
    warnings: [...table.warnings, ...out.warnings].map((w) => ({ ...w, says: warningWords(w) })),
  };
}

/** A failure of the numbers becomes an error of the house that says which method met it. */
function attempt<T>(id: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof MathFailure)) throw cause;
    throw asVorlaufError(id, cause);
  }
}

const collinear = "(a column that follows from the others, such as a copy or a sum, must be left out)";

function asVorlaufError(id: string, cause: MathFailure): VorlaufError {
  const { facts } = cause;
  const what = `${id}: ${facts.what}`;
  if ("pivot" in facts)
    return new VorlaufError("not-positive-definite", { ...facts, what: `${what} ${collinear}` }, { cause });
  if ("iterations" in facts) return new VorlaufError("not-converged", { ...facts, what }, { cause });
  if ("expected" in facts) return new VorlaufError("wrong-shape", { ...facts, what }, { cause });
  return new VorlaufError("not-finite", { ...facts, what }, { cause });
}

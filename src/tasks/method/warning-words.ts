import { type Formats, type Text, text } from "../../terms/text.ts";
import type { Warning } from "../../terms/warnings.ts";

type Write = (facts: Warning["facts"], f: Formats, about: readonly string[]) => string;

const fact = (facts: Warning["facts"], name: string, f: Formats): string => {
  const v = facts[name];
  return typeof v === "number" ? f.num(v, Number.isInteger(v) ? 0 : 4) : String(v ?? "");
};

const words: Readonly<Record<string, { readonly en: Write; readonly de: Write }>> = {
  "rows-left-out": {
    en: (x, f, about) =>
      `${fact(x, "atStart", f)} rows at the start and ${fact(x, "atEnd", f)} at the end of ${fact(x, "of", f)} left out: no value of ${about.join(", ")}`,
    de: (x, f, about) =>
      `${fact(x, "atStart", f)} Zeilen am Anfang und ${fact(x, "atEnd", f)} am Ende von ${fact(x, "of", f)} ausgelassen: ohne Wert von ${about.join(", ")}`,
  },
  "periods-inserted": {
    en: (x, f) => `${fact(x, "inserted", f)} of ${fact(x, "of", f)} periods are not in the file and count as missing`,
    de: (x, f) =>
      `${fact(x, "inserted", f)} von ${fact(x, "of", f)} Perioden fehlen in der Datei und gelten als fehlende Werte`,
  },
  "dates-unevenly-spaced": {
    en: (x, f) =>
      `dates are ${fact(x, "shortestDays", f)} to ${fact(x, "longestDays", f)} days apart; rows are taken as equally spaced`,
    de: (x, f) =>
      `Daten liegen ${fact(x, "shortestDays", f)} bis ${fact(x, "longestDays", f)} Tage auseinander; Zeilen gelten als gleich weit entfernt`,
  },
  "missing-cells": {
    en: (x, f) => `table ${fact(x, "table", f)}: ${fact(x, "missing", f)} of ${fact(x, "of", f)} cells have no value`,
    de: (x, f) => `Tabelle ${fact(x, "table", f)}: ${fact(x, "missing", f)} von ${fact(x, "of", f)} Zellen ohne Wert`,
  },
  "no-value": {
    en: (x, f) => `${fact(x, "value", f)} cannot be computed from these rows`,
    de: (x, f) => `${fact(x, "value", f)} lässt sich aus diesen Zeilen nicht berechnen`,
  },
  "not-converged": {
    en: () => "the search ended before it had converged",
    de: () => "die Suche endete vor der Konvergenz",
  },
  "few-effective-draws": {
    en: (x, f) =>
      `the known values leave ${fact(x, "effective", f)} effective of ${fact(x, "draws", f)} draws: they are unlikely under the model`,
    de: (x, f) =>
      `die bekannten Werte lassen ${fact(x, "effective", f)} wirksame von ${fact(x, "draws", f)} Ziehungen: sie sind nach dem Modell unwahrscheinlich`,
  },
  "tightness-at-bound": {
    en: (x, f) => `${fact(x, "hyperparameter", f)} ended at the bound of its range (${fact(x, "value", f)})`,
    de: (x, f) => `${fact(x, "hyperparameter", f)} endete am Rand seines Bereichs (${fact(x, "value", f)})`,
  },
  explosive: {
    en: (x, f) => `the VAR is explosive (spectral radius ${fact(x, "spectralRadius", f)}); the bias is not corrected`,
    de: (x, f) =>
      `das VAR ist explosiv (Spektralradius ${fact(x, "spectralRadius", f)}); die Verzerrung wird nicht korrigiert`,
  },
  "few-forecasts": {
    en: (x, f) => `${fact(x, "n", f)} forecasts: below ${fact(x, "need", f)} read the rows, not the p-value`,
    de: (x, f) => `${fact(x, "n", f)} Prognosen: unter ${fact(x, "need", f)} die Zeilen lesen, nicht den p-Wert`,
  },
  "correction-not-validated": {
    en: (x, f) => `the correction did not beat the raw count in ${fact(x, "checks", f)} past checks: not validated`,
    de: (x, f) =>
      `die Korrektur schlug die Rohzählung in ${fact(x, "checks", f)} früheren Prüfungen nicht: nicht validiert`,
  },
};

/** A warning of a method as a sentence; one without words of its own shows its code and facts. */
export function warningWords({ code, facts, about }: Warning): Text {
  const found = words[code];
  if (found !== undefined)
    return text(
      (f) => found.en(facts, f, about),
      (f) => found.de(facts, f, about),
    );
  const plain = (f: Formats): string =>
    `${code}${
      Object.keys(facts).length === 0
        ? ""
        : `: ${Object.keys(facts)
            .map((k) => `${k} ${fact(facts, k, f)}`)
            .join(", ")}`
    }`;
  return text(plain);
}

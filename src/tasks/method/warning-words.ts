import { type Formats, type Text, text } from "../../terms/text.ts";
import type { Warning } from "../../terms/warnings.ts";

type Write = (facts: Warning["facts"], f: Formats, about: readonly string[]) => string;

const fact = (facts: Warning["facts"], name: string, f: Formats): string => {
  const v = facts[name];
  return typeof v === "number" ? f.num(v, Number.isInteger(v) ? 0 : 4) : String(v ?? "");
};

/** A number that may be tiny, with two significant digits. */
const small = (facts: Warning["facts"], name: string, f: Formats): string => {
  const v = facts[name];
  return typeof v === "number" && v !== 0 && Math.abs(v) < 1e-3 ? v.toExponential(1) : fact(facts, name, f);
};

/** Series count from one for a reader. */
const one = (facts: Warning["facts"], name: string, f: Formats): string => {
  const v = facts[name];
  return typeof v === "number" ? f.num(v + 1, 0) : String(v ?? "");
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
    en: (x, f) =>
      `the search ended before it had converged${"iterations" in x ? `, after ${fact(x, "iterations", f)} steps` : ""}${"change" in x ? `; last change ${small(x, "change", f)}` : ""}`,
    de: (x, f) =>
      `die Suche endete vor der Konvergenz${"iterations" in x ? `, nach ${fact(x, "iterations", f)} Schritten` : ""}${"change" in x ? `; letzte Änderung ${small(x, "change", f)}` : ""}`,
  },
  "several-maxima": {
    en: (x, f) =>
      `${fact(x, "below", f)} of ${fact(x, "starts", f)} starts ended at a lower maximum, by up to ${fact(x, "spread", f)} log points: the likelihood has several, more starts may find a higher one`,
    de: (x, f) =>
      `${fact(x, "below", f)} von ${fact(x, "starts", f)} Starts endeten bei einem niedrigeren Maximum, bis zu ${fact(x, "spread", f)} Logpunkte tiefer: die Likelihood hat mehrere, mehr Starts finden womöglich ein höheres`,
  },
  "variance-at-floor": {
    en: (x, f) =>
      !("series" in x)
        ? `a variance lies at its floor: the likelihood would grow without end on a few values`
        : `the variance of the own part of series ${one(x, "series", f)} lies at its floor (${small(x, "variance", f)}): a Heywood case, the factors take the series for themselves`,
    de: (x, f) =>
      !("series" in x)
        ? `eine Varianz liegt an ihrer Untergrenze: die Likelihood wüchse auf wenigen Werten ohne Ende`
        : `die Varianz des Eigenanteils von Reihe ${one(x, "series", f)} liegt an ihrer Untergrenze (${small(x, "variance", f)}): ein Heywood-Fall, die Faktoren vereinnahmen die Reihe`,
  },
  "root-at-bound": {
    en: (x, f) =>
      `a root lies at the unit circle (partial autocorrelation ${fact(x, "partialCorrelation", f)}): difference once more or once less`,
    de: (x, f) =>
      `eine Wurzel liegt am Einheitskreis (partielle Autokorrelation ${fact(x, "partialCorrelation", f)}): einmal mehr oder weniger differenzieren`,
  },
  "standard-errors-missing": {
    en: () => "no standard errors: the likelihood is flat in some direction",
    de: () => "keine Standardfehler: die Likelihood ist in einer Richtung flach",
  },
  unstable: {
    en: (x, f) =>
      `every event sets off ${fact(x, "spectralRadius", f)} others (spectral radius): such a process explodes`,
    de: (x, f) =>
      `jedes Ereignis löst ${fact(x, "spectralRadius", f)} weitere aus (Spektralradius): ein solcher Prozess explodiert`,
  },
  "transition-at-bound": {
    en: (x, f) =>
      `a transition probability lies at the edge (${small(x, "smallest", f)}): a regime is never left or never reached from another`,
    de: (x, f) =>
      `eine Übergangswahrscheinlichkeit liegt am Rand (${small(x, "smallest", f)}): ein Regime wird nie verlassen oder von einem anderen nie erreicht`,
  },
  "starts-disagree": {
    en: (x, f) =>
      `the best two starts end at different likelihoods (${fact(x, "best", f)} and ${fact(x, "second", f)}): there may be a higher one`,
    de: (x, f) =>
      `die besten zwei Starts enden bei verschiedenen Likelihoods (${fact(x, "best", f)} und ${fact(x, "second", f)}): es kann eine höhere geben`,
  },
  "likelihood-unbounded": {
    en: (x, f) =>
      `the likelihood grows on below the floor of series ${one(x, "series", f)}, by ${fact(x, "gainPerDecade", f)} log points per power of ten: it has no maximum`,
    de: (x, f) =>
      `die Likelihood wächst unter der Untergrenze von Reihe ${one(x, "series", f)} weiter, um ${fact(x, "gainPerDecade", f)} Logpunkte je Zehnerpotenz: sie hat kein Maximum`,
  },
  "autocorrelation-at-bound": {
    en: (x, f) =>
      `the autocorrelation of the own part of series ${one(x, "series", f)} lies at its bound (${fact(x, "phi", f)}): nearly a random walk`,
    de: (x, f) =>
      `die Autokorrelation des Eigenanteils von Reihe ${one(x, "series", f)} liegt an ihrer Grenze (${fact(x, "phi", f)}): fast ein Random Walk`,
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

import { type Formats, type Text, text } from "../text.ts";
import type { Warning } from "../warnings.ts";

type Write = (facts: Warning["facts"], f: Formats, about: readonly string[]) => string;

const fact = (facts: Warning["facts"], name: string, f: Formats): string => {
  const v = facts[name];
  return typeof v === "number" ? f.num(v, Number.isInteger(v) ? 0 : 4) : String(v ?? "");
};

const hasNumber = (facts: Warning["facts"], name: string): boolean => Number.isFinite(facts[name]);

/** A number that may be tiny, with two significant digits. */
const small = (facts: Warning["facts"], name: string, f: Formats): string => {
  const v = facts[name];
  if (typeof v !== "number" || !hasNumber(facts, name) || v === 0 || Math.abs(v) >= 1e-3) return fact(facts, name, f);
  const [mantissa, exponent] = v.toExponential(1).split("e");
  return `${f.num(Number(mantissa), 1)}·10^${Number(exponent)}`;
};

/** Series count from one for a reader. */
const one = (facts: Warning["facts"], name: string, f: Formats): string => {
  const v = facts[name];
  return typeof v === "number" ? f.num(v + 1, 0) : String(v ?? "");
};

const has = (facts: Warning["facts"], name: string): boolean => (facts[name] ?? null) !== null;

const rounded = (facts: Warning["facts"], name: string, f: Formats): string => {
  const v = facts[name];
  return typeof v === "number" ? f.num(v, Number.isInteger(v) ? 0 : 1) : "–";
};

const share = (facts: Warning["facts"], name: string, f: Formats): string => {
  const v = facts[name];
  return typeof v === "number" ? f.pct(v) : "–";
};

const when = (facts: Warning["facts"], name: string, f: Formats): string => f.when(String(facts[name] ?? ""));

const plainYear = (facts: Warning["facts"]): string => String(facts["year"] ?? "–");

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
      `the search ended before it had converged${"iterations" in x ? `, after ${fact(x, "iterations", f)} steps` : ""}${hasNumber(x, "change") ? `; last change ${small(x, "change", f)}` : ""}`,
    de: (x, f) =>
      `die Suche endete vor der Konvergenz${"iterations" in x ? `, nach ${fact(x, "iterations", f)} Schritten` : ""}${hasNumber(x, "change") ? `; letzte Änderung ${small(x, "change", f)}` : ""}`,
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
      has(x, "draws")
        ? `the known values leave ${fact(x, "effective", f)} effective of ${fact(x, "draws", f)} draws: they are unlikely under the model`
        : `the posterior rests on ${fact(x, "effective", f)} effective draws: its intervals are rough`,
    de: (x, f) =>
      has(x, "draws")
        ? `die bekannten Werte lassen ${fact(x, "effective", f)} wirksame von ${fact(x, "draws", f)} Ziehungen: sie sind nach dem Modell unwahrscheinlich`
        : `die Posterior-Verteilung ruht auf ${fact(x, "effective", f)} wirksamen Ziehungen: ihre Intervalle sind grob`,
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
    en: (x, f) =>
      has(x, "reason")
        ? "late additions come from a change of what is listed, not from age: the correction is not validated, the raw count is shown"
        : has(x, "error")
          ? `the correction missed by ${rounded(x, "error", f)}, the raw count by ${rounded(x, "rawError", f)} (${fact(x, "checks", f)} past checks): not validated, the raw count is shown`
          : `the correction did not beat the raw count in ${fact(x, "checks", f)} past checks: not validated`,
    de: (x, f) =>
      has(x, "reason")
        ? "späte Nachträge kommen aus einer anderen Auswahl der Liste, nicht aus dem Alter: die Korrektur ist nicht validiert, gezeigt wird die Rohzählung"
        : has(x, "error")
          ? `die Korrektur irrte um ${rounded(x, "error", f)}, die Rohzählung um ${rounded(x, "rawError", f)} (${fact(x, "checks", f)} frühere Prüfungen): nicht validiert, gezeigt wird die Rohzählung`
          : `die Korrektur schlug die Rohzählung in ${fact(x, "checks", f)} früheren Prüfungen nicht: nicht validiert`,
  },
  "next-period-incomplete": {
    en: (x, f) => `of the period to be nowcast ${fact(x, "have", f)} of ${fact(x, "need", f)} finer values are held`,
    de: (x, f) =>
      `von der zu schätzenden Periode liegen ${fact(x, "have", f)} von ${fact(x, "need", f)} feineren Werten vor`,
  },
  "chain-linked-partly": {
    en: (x, f) => `${fact(x, "links", f)} of ${fact(x, "of", f)} links of the chain rest on some of the companies only`,
    de: (x, f) =>
      `${fact(x, "links", f)} von ${fact(x, "of", f)} Gliedern der Kette ruhen nur auf einem Teil der Unternehmen`,
  },
  "newest-link-partial": {
    en: (x, f) =>
      `the newest link (${when(x, "period", f)}) rests on the ${fact(x, "companies", f)} of ${fact(x, "of", f)} companies that have filed`,
    de: (x, f) =>
      `das neueste Glied (${when(x, "period", f)}) ruht auf den ${fact(x, "companies", f)} von ${fact(x, "of", f)} Unternehmen, die eingereicht haben`,
  },
  "dates-dropped": {
    en: (x, f) => `dated more than 180 days from their namesakes and left out: ${fact(x, "versions", f)}`,
    de: (x, f) =>
      `mehr als 180 Tage von ihren Namensvettern entfernt datiert und ausgelassen: ${fact(x, "versions", f)}`,
  },
  "listed-late": {
    en: () => "raw count of one copy; the last two years still grow",
    de: () => "Rohzählung einer Kopie; die letzten zwei Jahre wachsen noch",
  },
  "indexing-incomplete": {
    en: (x) => `papers of ${plainYear(x)} are still being indexed`,
    de: (x) => `Arbeiten aus ${plainYear(x)} werden noch erfasst`,
  },
  "ai-primaries-favoured": {
    en: (x, f) => `in ${fact(x, "months", f)} months the listing favoured papers whose first category is an AI class`,
    de: (x, f) =>
      `in ${fact(x, "months", f)} Monaten bevorzugte die Liste Arbeiten, deren erste Kategorie eine KI-Klasse ist`,
  },
  "part-above-whole": {
    en: (x, f) =>
      `in ${fact(x, "months", f)} months (newest ${when(x, "newest", f)}) the copies give more AI papers than papers: left out`,
    de: (x, f) =>
      `in ${fact(x, "months", f)} Monaten (zuletzt ${when(x, "newest", f)}) nennen die Kopien mehr KI-Arbeiten als Arbeiten: ausgelassen`,
  },
  "unmatched-models": {
    en: (x, f) =>
      `${fact(x, "matched", f)} of ${fact(x, "priced", f)} names with a price have a score; ${share(x, "unmatchedShare", f)} could not be joined`,
    de: (x, f) =>
      `${fact(x, "matched", f)} von ${fact(x, "priced", f)} Namen mit Preis haben einen Indexwert; ${share(x, "unmatchedShare", f)} ließen sich nicht zuordnen`,
  },
  "prices-rejected": {
    en: (x, f) => `prices below a quarter of the same version's other sources, not used: ${fact(x, "versions", f)}`,
    de: (x, f) =>
      `Preise unter einem Viertel der anderen Quellen derselben Fassung, nicht verwendet: ${fact(x, "versions", f)}`,
  },
  "parameters-missing": {
    en: (x, f) => `${fact(x, "count", f)} parameters are not held on this day: ${fact(x, "ids", f)}`,
    de: (x, f) => `${fact(x, "count", f)} Parameter liegen an diesem Tag nicht vor: ${fact(x, "ids", f)}`,
  },
  "programme-unchecked": {
    en: (x, f) => `no checked programme or step for: ${fact(x, "events", f)}`,
    de: (x, f) => `ohne geprüftes Programm oder geprüfte Stufe: ${fact(x, "events", f)}`,
  },
  "collected-by-looking-for-retreats": {
    en: () => "the list was collected by looking for retreats: no balance, no trend, no contagion may be read from it",
    de: () =>
      "die Liste entstand auf der Suche nach Rückzügen: weder Bilanz noch Trend noch Ansteckung sind ihr zu entnehmen",
  },
  "floor-from-uncollected-list": {
    en: (x, f) => `${fact(x, "cases", f)} cases from a list that is no census: a floor`,
    de: (x, f) => `${fact(x, "cases", f)} Fälle aus einer Liste, die keine Vollerhebung ist: eine Untergrenze`,
  },
  "capex-without-tag": {
    en: (x, f) =>
      `${fact(x, "company", f)} states no CapEx under the usual tags; its facts hold ${fact(x, "stated", f)}`,
    de: (x, f) =>
      `${fact(x, "company", f)} nennt unter den üblichen Etiketten keinen CapEx; vorhanden sind ${fact(x, "stated", f)}`,
  },
  "tags-not-checked": {
    en: (x, f) => `the tags of ${fact(x, "company", f)} were not checked one by one; the usual ones are used`,
    de: (x, f) =>
      `die Etiketten von ${fact(x, "company", f)} sind nicht einzeln geprüft; verwendet werden die üblichen`,
  },
};

/** The codes that have words. */
export const wordedWarnings: readonly string[] = Object.keys(words);

/** A warning in words, without a full stop; one without words of its own shows its code and facts. */
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

/** A warning as a sentence for a list of notes, with the ids that it is about. */
export function warningSentence(warning: Warning): Text {
  const says = warningWords(warning);
  const about = warning.about.length === 0 ? "" : ` (${warning.about.join(", ")})`;
  const sentence = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}${about}.`;
  return { en: sentence(says.en), de: sentence(says.de) };
}

import type { Text } from "../text.ts";

const words: Readonly<Record<string, Text>> = {
  "after-copy-date": { en: "lies after the copy's own day", de: "liegt nach dem Tag der Kopie" },
  "ai-primaries-favoured": {
    en: "listing favoured papers with an AI class first",
    de: "Liste bevorzugte Arbeiten mit KI-Klasse an erster Stelle",
  },
  "alias-after-history": { en: "name moved after the record ends", de: "Name nach Ende des Verlaufs gewechselt" },
  "alias-change": { en: "moving name changed its version", de: "wandernder Name wechselte die Fassung" },
  "approximate-date": { en: "date approximate", de: "Datum ungefähr" },
  break: { en: "break in the series", de: "Bruch in der Reihe" },
  "bulk-restamp": { en: "many records re-stamped at once", de: "viele Einträge auf einmal neu gestempelt" },
  "by-last-update": { en: "counted by last update", de: "nach letzter Änderung gezählt" },
  comparative: {
    en: "first held as a comparison in a later report",
    de: "zuerst als Vorjahreswert eines späteren Berichts",
  },
  confidential: { en: "confidential", de: "vertraulich" },
  "definition-break": { en: "definition changed", de: "Definition geändert" },
  "derived-date": { en: "date derived from the document", de: "Datum aus dem Dokument erschlossen" },
  estimated: { en: "estimated by the publisher", de: "vom Herausgeber geschätzt" },
  "first-print": { en: "as first printed", de: "Erstveröffentlichung" },
  forecast: { en: "forecast by the publisher", de: "Prognose des Herausgebers" },
  "higher-above-context-length": { en: "dearer above a context length", de: "teurer ab einer Kontextlänge" },
  imputed: { en: "imputed by the publisher", de: "vom Herausgeber ergänzt" },
  incomplete: { en: "a member is missing", de: "ein Mitglied fehlt" },
  "indexing-incomplete": { en: "year still being indexed", de: "Jahr wird noch erfasst" },
  "keyword-sample": { en: "sample by keyword", de: "Stichprobe nach Stichwort" },
  "last-month-provisional": { en: "last month of the harvest, provisional", de: "letzter Monat der Ernte, vorläufig" },
  "low-confidence": { en: "low confidence by the publisher's own mark", de: "nach Angabe des Herausgebers unsicher" },
  "mixed-vintage": {
    en: "difference of two filings of different vintage",
    de: "Differenz zweier Einreichungen verschiedenen Stands",
  },
  "month-ago-comparison": { en: "stated as the month-ago comparison", de: "als Vormonatswert genannt" },
  "month-unfinished": { en: "month not over yet", de: "Monat noch nicht vorbei" },
  "narrower-query": { en: "by a narrower query", de: "mit engerer Abfrage" },
  "not-closed": { en: "round not closed", de: "Runde nicht abgeschlossen" },
  "outlier-copy": { en: "this copy stands out from its neighbours", de: "diese Kopie fällt aus der Reihe" },
  overdue: { en: "planned month is past", de: "geplanter Monat ist vorbei" },
  "period-is-copy-day": { en: "period taken from the copy's day", de: "Periode vom Tag der Kopie übernommen" },
  planned: { en: "planned", de: "geplant" },
  preliminary: { en: "preliminary", de: "vorläufig" },
  "programme-unchecked": { en: "programme not checked", de: "Programm nicht geprüft" },
  projection: { en: "projection", de: "Vorausschau" },
  provisional: { en: "provisional", de: "vorläufig" },
  "reconstructed-vintage": {
    en: "vintage put together from later files",
    de: "Stand aus späteren Dateien zusammengesetzt",
  },
  "report-date-after-copy": { en: "report dated after the copy", de: "Bericht nach der Kopie datiert" },
  "report-date-implausible": { en: "date of the report implausible", de: "Datum des Berichts unplausibel" },
  revised: { en: "revised", de: "revidiert" },
  scenario: { en: "scenario", de: "Szenario" },
  "tags-not-checked": {
    en: "read by the usual tags, not checked",
    de: "nach den üblichen Etiketten gelesen, nicht geprüft",
  },
  "tags-of-your-own": { en: "read by a tag map of your own", de: "nach eigener Etikettenliste gelesen" },
  "two-definitions": { en: "two definitions side by side, no value", de: "zwei Definitionen nebeneinander, kein Wert" },
  undated: { en: "no date stated", de: "ohne Datum" },
  "unit-inferred": { en: "unit inferred from magnitude", de: "Einheit aus der Größe erschlossen" },
  "unit-unconfirmed": { en: "unit not confirmed", de: "Einheit nicht bestätigt" },
  "year-ago-comparison": { en: "stated as the year-ago comparison", de: "als Vorjahreswert genannt" },
  "zero-price": { en: "a price of zero: free or unknown", de: "Preis null: kostenlos oder unbekannt" },
};

/** A flag of an observation in words; one of a publisher's own that has no words here as it is. */
export function flagWords(flag: string): Text {
  const missing = /^missing: (.+)$/.exec(flag);
  if (missing !== null) return { en: flag, de: `es fehlt: ${missing[1]}` };
  return words[flag] ?? { en: flag, de: flag };
}

/** Whether a flag has words of its own. */
export function isWorded(flag: string): boolean {
  return words[flag] !== undefined;
}

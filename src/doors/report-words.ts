import type { Report } from "../tasks/report.ts";
import type { Line, Table } from "../terms/part.ts";
import { formats, type Lang, type Text } from "../terms/text.ts";
import type { ClaimJudgement, ClaimScore } from "../terms/workbench.ts";
import { decimalsFor, numberText, quantityText, unitWord, wordsOf } from "../views/quantity.ts";

/** Words of the report that the pages do not have. */
export const reportWords = {
  en: {
    title: "Vorlauf: report",
    asOf: (day: string): string => `As of ${day}`,
    strict: "strict: only what was known by the end of that day",
    pseudo: "pseudo: with the oldest copy where nothing was known yet; later revisions included",
    verdict: "The verdict",
    claims: "The claims",
    details: "The claims with reasons and fine print",
    source: "Source",
    documents: "Sources and documents",
    documentsSay: (n: string, m: string): string =>
      `The numbers of this report rest on ${n} documents of ${m} sources. The hash is that of the bytes as they were read.`,
    rows: "numbers",
    reproduce: "How to make this report again",
    sameBytes: "The same store, version, day, mode, seed and language give the same bytes.",
    store: "Store (hash of its manifest)",
    code: "Version of vorlauf, hash of its code",
    result: "Hash of the result",
    seed: "Seed",
    command: "Command",
    unscored: "model not scored",
    scores: "Scores",
    author: "author",
    model: "model as of",
    wouldNeed: "What would have to be true",
    decidedBy: "Judged",
    more: (n: string): string => `${n} more rows are left out; vorlauf prints them all.`,
    andAddresses: (n: string): string => `and ${n} more addresses cited in it`,
    contents: "Contents",
    evidenceMark: "Evidence",
    figure: "Figure",
    bundle: "Bundle",
    bundleHelp: "What `vorlauf verify FILE` makes this report again from and compares it with.",
    refs: "References",
    coverage: "Coverage",
    draws: "Draws",
  },
  de: {
    title: "Vorlauf: Bericht",
    asOf: (day: string): string => `Stand ${day}`,
    strict: "streng: nur, was bis zum Ende dieses Tages bekannt war",
    pseudo: "pseudo: mit der ältesten Kopie, wo noch nichts bekannt war; spätere Revisionen enthalten",
    verdict: "Das Urteil",
    claims: "Die Aussagen",
    details: "Die Aussagen mit Gründen und Kleingedrucktem",
    source: "Quelle",
    documents: "Quellen und Dokumente",
    documentsSay: (n: string, m: string): string =>
      `Die Zahlen dieses Berichts beruhen auf ${n} Dokumenten aus ${m} Quellen. Die Prüfsumme gilt den Bytes, wie sie gelesen wurden.`,
    rows: "Zahlen",
    reproduce: "Wie dieser Bericht noch einmal entsteht",
    sameBytes:
      "Gleicher Speicher, gleiche Version, gleicher Tag, Modus, Startwert und gleiche Sprache ergeben dieselben Bytes.",
    store: "Speicher (Prüfsumme des Manifests)",
    code: "Version von vorlauf, Prüfsumme des Programms",
    result: "Prüfsumme des Ergebnisses",
    seed: "Startwert",
    command: "Befehl",
    unscored: "Modell nicht bewertet",
    scores: "Wertung",
    author: "Autor",
    model: "Modell, Stand",
    wouldNeed: "Was wahr sein müsste",
    decidedBy: "Entscheidung",
    more: (n: string): string => `${n} weitere Zeilen sind weggelassen; vorlauf gibt alle aus.`,
    andAddresses: (n: string): string => `und ${n} weitere Adressen, die es nennt`,
    contents: "Inhalt",
    evidenceMark: "Evidenz",
    figure: "Abbildung",
    bundle: "Bündel",
    bundleHelp: "Woraus `vorlauf verify DATEI` diesen Bericht noch einmal herstellt und womit es ihn vergleicht.",
    refs: "Belege",
    coverage: "Überdeckung",
    draws: "Ziehungen",
  },
} as const;

/** Rows of a table that a report shows. */
const tableRows = 24;

/** Value of a line with its unit, or the word for its state. */
export function valueText(line: Line, lang: Lang): string {
  if (line.state !== "found") return wordsOf(lang)[line.state];
  return line.value === null ? "–" : quantityText(line.value, line.unit, lang);
}

/** The interval of a line, `12.1 … 14.9 (80 %)`; empty where it has none. */
export function intervalOf(line: Pick<Line, "interval" | "unit">, lang: Lang): string {
  if (line.interval === undefined) return "";
  const { low, high, coverage } = line.interval;
  return `${quantityText(low, line.unit, lang)} … ${quantityText(high, line.unit, lang)} (${formats[lang].pct(coverage)})`;
}

/** Evidence and newest period of a line. */
export function markOf(line: Line, lang: Lang): string {
  const period =
    line.newestPeriod === null
      ? ""
      : /^\d{4}/.test(line.newestPeriod)
        ? formats[lang].when(line.newestPeriod)
        : line.newestPeriod;
  return [line.evidence === null ? "" : wordsOf(lang).evidenceWords[line.evidence], period]
    .filter((x) => x !== "")
    .join(", ");
}

/** The state of a claim as one word. */
export function stateOf(claim: Pick<ClaimJudgement, "state">, lang: Lang): string {
  const w = wordsOf(lang);
  switch (claim.state) {
    case "holds":
      return w.holdsOne;
    case "fails":
      return w.failsOne;
    case "open":
      return w.openOne;
    case "cannot-tell":
    case "not-built":
      return w[claim.state];
  }
}

/** P of an open claim with its interval, and whether it is validated; empty where there is none. */
export function chanceOf(claim: ClaimJudgement, lang: Lang): string {
  if (claim.probability === null || claim.state !== "open") return "";
  const f = formats[lang];
  const p = claim.probability > 0.995 ? "> 99 %" : claim.probability < 0.005 ? "< 1 %" : f.pct(claim.probability);
  const i = claim.probabilityInterval;
  return `${p}${i === undefined ? "" : ` [${f.pct(i.low)} … ${f.pct(i.high)}]`}${claim.unvalidated === true ? `, ${wordsOf(lang).unvalidated}` : ""}`;
}

/** How the probabilities of a decided claim fared, in one sentence. */
export function scoreText(score: ClaimScore, lang: Lang): string {
  const w = reportWords[lang];
  const f = formats[lang];
  const one = (
    who: string,
    s: { readonly probability: number; readonly brier: number; readonly log: number },
  ): string => `${who} ${f.pct(s.probability)}: Brier ${f.num(s.brier, 3)}, log ${f.num(s.log, 2)}`;
  return [
    ...(score.author === null ? [] : [one(w.author, score.author)]),
    ...(score.model === null ? [] : [one(`${w.model} ${f.when(score.day)}`, score.model)]),
    ...(score.unscored === undefined ? [] : [`${w.unscored}: ${score.unscored[lang]}`]),
  ].join(" · ");
}

/** A table as texts: heads, rows, which columns are numbers, and how many rows are left out. */
export function cellsOf(
  table: Table,
  lang: Lang,
): {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly numeric: readonly boolean[];
  readonly leftOut: number;
} {
  const columns = table.columns.filter((c) => c.id !== "ref");
  const shown = table.rows.slice(0, tableRows);
  const numeric = columns.map(
    (c) =>
      shown.some((r) => typeof r[c.id] === "number") &&
      shown.every((r) => typeof r[c.id] === "number" || (r[c.id] ?? null) === null),
  );
  return {
    heads: columns.map(
      (c) => `${c.label[lang]}${c.unit === undefined || c.unit === "" ? "" : ` [${unitWord(c.unit, lang)}]`}`,
    ),
    rows: shown.map((r) => columns.map((c) => cellText(r[c.id], c.decimals, lang))),
    numeric,
    leftOut: table.rows.length - shown.length,
  };
}

function cellText(cell: string | number | null | Text | undefined, decimals: number | undefined, lang: Lang): string {
  if (cell === null || cell === undefined) return "–";
  if (typeof cell === "string") return cell;
  if (typeof cell !== "number") return cell[lang];
  if (!Number.isFinite(cell)) return formats[lang].num(cell);
  return numberText(
    cell,
    lang,
    decimals === undefined ? (Number.isInteger(cell) && Math.abs(cell) < 1e4 ? 0 : decimalsFor(cell)) : decimals,
  );
}

/** The command that makes a report again, without the file it is written to. */
export function commandOf(report: Report, lang: Lang, format: string): string {
  const { asOf, mode } = report.workbench;
  return `vorlauf report --as-of ${asOf}${mode === "pseudo" ? " --pseudo" : ""} --seed ${report.seed} --lang ${lang} --format ${format} -o FILE`;
}

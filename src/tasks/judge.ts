import { weakest } from "../terms/observation.ts";
import type { Mode } from "../terms/panel.ts";
import type { Line, PartResult, Table } from "../terms/part.ts";
import { formats, type Text } from "../terms/text.ts";
import type { Thesis } from "../terms/thesis.ts";
import type { ClaimJudgement, ClaimState, ThesisJudgement } from "../terms/workbench.ts";
import { judge } from "../theses/judge.ts";

/**
 * A thesis judged on a day from the results of the parts (definition D16).
 *
 * @param results of every part that was measured as of that day; a part that is missing reads `not-built`
 * @param at      results as of an earlier day, for claims whose day of decision has passed; without it such a claim is judged
 *   by the values of the as-of day and says so
 */
export function judgeThesis(
  thesis: Thesis,
  results: readonly PartResult[],
  asOf: string,
  at?: (day: string) => readonly PartResult[] | null,
): ThesisJudgement {
  return judge(thesis, { asOf, results, ...(at === undefined ? {} : { at }) });
}

const states: readonly ClaimState[] = ["holds", "fails", "open", "cannot-tell", "not-built"];

const words: Readonly<Record<ClaimState, Text>> = {
  holds: { en: "hold", de: "treffen zu" },
  fails: { en: "fail", de: "treffen nicht zu" },
  open: { en: "open", de: "offen" },
  "cannot-tell": { en: "cannot be told", de: "nicht entscheidbar" },
  "not-built": { en: "not built", de: "noch nicht gebaut" },
};

const stateWord: Readonly<Record<ClaimState, Text>> = {
  holds: { en: "holds", de: "trifft zu" },
  fails: { en: "fails", de: "trifft nicht zu" },
  open: { en: "open", de: "offen" },
  "cannot-tell": { en: "cannot tell", de: "nicht entscheidbar" },
  "not-built": { en: "not built", de: "noch nicht gebaut" },
};

/** The part `thesis` from the judged claims: counts of states as the headline, one line per claim, and the table of all. */
export function thesisPart(thesis: ThesisJudgement, asOf: string, mode: Mode): PartResult {
  const headline = counted(thesis);
  return {
    part: "thesis",
    asOf,
    mode,
    headline,
    lines: thesis.claims.map(lineOf),
    figures: [],
    tables: [tableOf(thesis)],
    forecasts: [],
    warnings: [],
  };
}

function counted(thesis: ThesisJudgement): Line {
  const n = (s: ClaimState): number => thesis.claims.filter((c) => c.state === s).length;
  const present = states.filter((s) => n(s) > 0);
  const total = thesis.claims.length;
  const decidable = n("holds") + n("fails") + n("open");
  const grades = thesis.claims.flatMap((c) => (c.evidence === null ? [] : [c.evidence]));
  return {
    id: "thesis",
    part: "thesis",
    state: "found",
    says: {
      en: `Of ${total} claims of the report ${present.map((s) => `${n(s)} ${(n(s) === 1 ? stateWord : words)[s].en}`).join(", ")}.`,
      de: `Von ${total} Aussagen des Berichts: ${present.map((s) => `${n(s)} ${(n(s) === 1 ? stateWord : words)[s].de}`).join(", ")}.`,
    },
    value: decidable,
    unit: "claims decided or open",
    direction: null,
    evidence: grades.length === 0 ? null : weakest(grades),
    newestPeriod: null,
    refs: thesis.claims.map((c) => `thesis/${c.id}`),
  };
}

function lineOf(claim: ClaimJudgement): Line {
  const first = claim.reasons[0] ?? { en: "", de: "" };
  const told = claim.state === "holds" || claim.state === "fails" || claim.state === "open";
  return {
    id: `thesis/${claim.id}`,
    part: "thesis",
    state: claim.state === "not-built" ? "not-built" : told ? "found" : "cannot-tell",
    says: {
      en: `${claim.says.en} ${capital(stateWord[claim.state].en)}${chance(claim, "en")}. ${first.en}`.trim(),
      de: `${claim.says.de} ${capital(stateWord[claim.state].de)}${chance(claim, "de")}. ${first.de}`.trim(),
    },
    value: claim.probability ?? claim.value,
    unit: claim.probability === null ? claim.unit : "probability",
    ...(claim.probabilityInterval === undefined ? {} : { interval: claim.probabilityInterval }),
    direction: null,
    evidence: claim.evidence,
    newestPeriod: null,
    refs: claim.refs,
    ...(claim.gap === undefined ? {} : { gap: claim.gap }),
    ...(claim.spark === undefined ? {} : { spark: claim.spark }),
  };
}

function chance(claim: ClaimJudgement, lang: "en" | "de"): string {
  if (claim.state !== "open" || claim.probability === null) return "";
  const unvalidated = claim.unvalidated === true ? (lang === "en" ? ", unvalidated" : ", nicht validiert") : "";
  return `, P = ${formats[lang].pct(claim.probability)}${unvalidated}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function tableOf(thesis: ThesisJudgement): Table {
  return {
    id: "claims",
    title: thesis.title,
    columns: [
      { id: "claim", label: { en: "Claim", de: "Aussage" } },
      { id: "state", label: { en: "State", de: "Stand" } },
      { id: "probability", label: { en: "P", de: "P" }, decimals: 2 },
      { id: "value", label: { en: "Value", de: "Wert" }, decimals: 3 },
      { id: "unit", label: { en: "Unit", de: "Einheit" } },
      { id: "threshold", label: { en: "Threshold", de: "Schwelle" }, decimals: 3 },
      { id: "resolves", label: { en: "Resolves", de: "Frist" } },
      { id: "reason", label: { en: "Reason", de: "Grund" } },
    ],
    rows: thesis.claims.map((c) => ({
      claim: c.says,
      state: stateWord[c.state],
      probability: c.probability,
      value: c.value,
      unit: c.unit,
      threshold: c.threshold ?? null,
      resolves: c.resolves,
      reason: c.reasons[0] ?? null,
      ref: `thesis/${c.id}`,
    })),
    note: {
      en: `${thesis.citation.en} Not investment advice; not affiliated with the author.`,
      de: `${thesis.citation.de} Keine Anlageberatung; keine Verbindung zum Autor.`,
    },
    refs: thesis.claims.flatMap((c) => c.refs),
  };
}

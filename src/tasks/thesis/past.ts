import { type PartId, type PartResult, partIds } from "../../terms/part.ts";
import { type Claim, decisionDayOf, type Thesis, testsOf } from "../../terms/thesis.ts";
import type { ThesisJudgement } from "../../terms/workbench.ts";
import { claimScore, isDecided, thesisScore } from "../../theses/score.ts";
import { judgeThesis } from "../judge.ts";

/** Results of some parts, and of the thesis's series measures, as of an earlier day; measured on demand. */
export type Earlier = (day: string, parts: readonly PartId[]) => Promise<readonly PartResult[]>;

/**
 * A thesis judged on a day with everything that earlier days decide: a claim whose day of decision has passed is judged by
 * what was known on that day, and a decided claim is scored by the probability of its opening day (definition D16). Of the
 * earlier days only the parts are measured that the claims in question name.
 */
export async function judgeWithPast(
  thesis: Thesis,
  results: readonly PartResult[],
  asOf: string,
  earlier: Earlier,
): Promise<ThesisJudgement> {
  const due = thesis.claims.filter((c) => c.judged === "resolution" && decisionDayOf(c) < asOf);
  const frozen = await measuredOn(due, decisionDayOf, earlier);
  const judged = judgeThesis(thesis, results, asOf, (day) => frozen.get(day) ?? null);
  const decided = thesis.claims.filter((c) => judged.claims.some((j) => j.id === c.id && isDecided(j)));
  if (decided.length === 0) return judged;
  const opened = await measuredOn(decided, (c) => c.opens, earlier);
  const claims = judged.claims.map((j) => {
    const claim = decided.find((c) => c.id === j.id);
    if (claim === undefined) return j;
    const opening =
      judgeThesis({ ...thesis, claims: [claim] }, opened.get(claim.opens) ?? [], claim.opens).claims[0] ?? null;
    return { ...j, score: claimScore(j, opening) };
  });
  const whole = { ...judged, claims };
  const score = thesisScore(whole);
  return score === null ? whole : { ...whole, score };
}

async function measuredOn(
  claims: readonly Claim[],
  dayOf: (c: Claim) => string,
  earlier: Earlier,
): Promise<Map<string, readonly PartResult[]>> {
  const measured = new Map<string, readonly PartResult[]>();
  for (const day of [...new Set(claims.map(dayOf))].sort()) {
    measured.set(day, await earlier(day, partsOf(claims.filter((c) => dayOf(c) === day))));
  }
  return measured;
}

/** The parts that the claims' measures, and what is printed beside them, belong to; in the order of the system. */
export function partsOf(claims: readonly Claim[]): PartId[] {
  const named = new Set(
    claims.flatMap((c) => [...testsOf(c).map((t) => t.measure), ...c.beside]).map((m) => m.split("/")[0]),
  );
  return partIds.filter((p) => p !== "thesis" && named.has(p));
}

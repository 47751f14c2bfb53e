import type { Text } from "../terms/text.ts";
import type { ClaimJudgement, ClaimScore, ProbabilityScore, ThesisJudgement, ThesisScore } from "../terms/workbench.ts";

const least = 0.001;

/**
 * Brier and log score of a probability against an outcome; lower is better.
 *
 *   brier = (p - o)²,   log = -ln(p) if o = 1, -ln(1 - p) if o = 0
 *
 * For the log score p is kept inside [0.001, 0.999]: a probability counted from some thousand draws cannot say more, and one
 * certain error would make every mean infinite.
 * @cite Brier (1950), Monthly Weather Review 78; Good (1952), Journal of the Royal Statistical Society B 14
 */
export function scoreOf(probability: number, outcome: 0 | 1): ProbabilityScore {
  const kept = Math.min(1 - least, Math.max(least, probability));
  return { probability, brier: (probability - outcome) ** 2, log: -Math.log(outcome === 1 ? kept : 1 - kept) };
}

/** Whether a judgement is decided for good: a claim about a later number that holds or fails. */
export function isDecided(claim: ClaimJudgement): boolean {
  return claim.judged === "resolution" && (claim.state === "holds" || claim.state === "fails");
}

/**
 * The score of a decided claim (definition D16): the author's probability, and the model's as of the opening day. A
 * probability that was unvalidated, missing, or of a claim that could not be told on that day is not scored.
 * @param opening the same claim judged as of its opening day; null when that day could not be measured
 */
export function claimScore(claim: ClaimJudgement, opening: ClaimJudgement | null): ClaimScore {
  const outcome = claim.state === "holds" ? 1 : 0;
  const unscored = whyUnscored(opening);
  const given = opening?.probability ?? null;
  return {
    outcome,
    author: claim.authorProbability === undefined ? null : scoreOf(claim.authorProbability, outcome),
    model: unscored !== null || given === null ? null : scoreOf(given, outcome),
    day: claim.opens,
    ...(unscored === null ? {} : { unscored }),
  };
}

function whyUnscored(opening: ClaimJudgement | null): Text | null {
  if (opening === null)
    return { en: "The opening day could not be measured.", de: "Der Anfangstag ließ sich nicht messen." };
  if (opening.state === "holds" || opening.state === "fails")
    return { en: "Already decided on the opening day.", de: "Schon am Anfangstag entschieden." };
  if (opening.state !== "open" || opening.probability === null)
    return {
      en: "No probability could be given on the opening day.",
      de: "Am Anfangstag ließ sich keine Wahrscheinlichkeit angeben.",
    };
  if (opening.unvalidated === true)
    return {
      en: "The probability of the opening day was unvalidated: its horizon lies beyond twice the longest one tested.",
      de: "Die Wahrscheinlichkeit des Anfangstags war nicht validiert: Ihr Horizont liegt jenseits des Doppelten des längsten geprüften.",
    };
  return null;
}

/** Mean scores over the claims that carry one; null when none is decided. */
export function thesisScore(thesis: ThesisJudgement): ThesisScore | null {
  const scores = thesis.claims.flatMap((c) => c.score ?? []);
  if (scores.length === 0) return null;
  const mean = (of: readonly ProbabilityScore[]): ThesisScore["author"] =>
    of.length === 0
      ? null
      : {
          n: of.length,
          brier: of.reduce((s, x) => s + x.brier, 0) / of.length,
          log: of.reduce((s, x) => s + x.log, 0) / of.length,
        };
  return {
    author: mean(scores.flatMap((s) => s.author ?? [])),
    model: mean(scores.flatMap((s) => s.model ?? [])),
    unscored: scores.filter((s) => s.model === null).length,
  };
}

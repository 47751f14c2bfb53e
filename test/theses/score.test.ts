import { expect, test } from "vitest";
import type { ClaimJudgement } from "../../src/terms/workbench.ts";
import { claimScore, scoreOf, thesisScore } from "../../src/theses/score.ts";

const both = { en: "x", de: "x" };
const claim = (changes: Partial<ClaimJudgement>): ClaimJudgement => ({
  id: "c",
  part: null,
  says: both,
  state: "holds",
  probability: 1,
  value: 1,
  unit: "x",
  opens: "2024-01-31",
  resolves: "2025-01-31",
  finePrint: both,
  reasons: [],
  evidence: null,
  refs: [],
  judged: "resolution",
  ...changes,
});

test("the scores of one probability are those computed by hand", () => {
  // (0.8 - 1)² = 0.04, -ln 0.8 = 0.2231; (0.8 - 0)² = 0.64, -ln 0.2 = 1.6094.
  const [hit, miss] = [scoreOf(0.8, 1), scoreOf(0.8, 0)];
  expect([hit.brier, hit.log, miss.brier, miss.log].map((v) => Number(v.toFixed(4)))).toEqual([
    0.04, 0.2231, 0.64, 1.6094,
  ]);
  expect(scoreOf(1, 0).log).toBeCloseTo(Math.log(1000), 10);
});

test("a claim is scored by the author's probability and by the model's of the opening day, not of today", () => {
  const opening = claim({ state: "open", probability: 0.6 });
  const score = claimScore(claim({ authorProbability: 0.9 }), opening);
  expect([score.outcome, score.author?.brier.toFixed(2), score.model?.brier.toFixed(2), score.day]).toEqual([
    1,
    "0.01",
    "0.16",
    "2024-01-31",
  ]);
});

test("an unvalidated probability, a missing one and one of a decided claim are not scored, and say why", () => {
  const why = (opening: ClaimJudgement | null): string | undefined => claimScore(claim({}), opening).unscored?.en;
  expect(why(claim({ state: "open", probability: 0.6, unvalidated: true }))).toContain("unvalidated");
  expect(why(claim({ state: "cannot-tell", probability: null }))).toContain("No probability");
  expect(why(claim({ state: "holds" }))).toContain("Already decided");
  expect(why(null)).toContain("could not be measured");
  expect(claimScore(claim({}), claim({ state: "open", probability: 0.6, unvalidated: true })).model).toBeNull();
});

test("the mean counts author and model apart", () => {
  const opening = claim({ state: "open", probability: 0.6 });
  const claims = [claim({ authorProbability: 0.8 }), claim({ state: "fails", authorProbability: 0.8 })].map((c, i) => ({
    ...c,
    score: claimScore(c, i === 0 ? opening : null),
  }));
  const score = thesisScore({ id: "t", title: both, citation: both, published: "2024-01-31", claims });
  expect([
    score?.author?.n,
    score?.author?.brier.toFixed(2),
    score?.model?.n,
    score?.model?.brier.toFixed(2),
    score?.unscored,
  ]).toEqual([2, "0.34", 1, "0.16", 1]);
});

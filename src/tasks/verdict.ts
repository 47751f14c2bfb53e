import { type Line, partIds } from "../terms/part.ts";
import type { Lang } from "../terms/text.ts";
import type { ClaimJudgement, ClaimScore, Workbench } from "../terms/workbench.ts";

/** One line of the verdict in one language, in the form of the command line's `--json`. */
export interface VerdictLine {
  readonly part: string;
  readonly id: string;
  readonly state: string;
  readonly says: string;
  readonly value: number | null;
  readonly unit: string | null;
  readonly direction: string | null;
  readonly evidence: string | null;
  readonly newestPeriod: string | null;
  readonly refs: readonly string[];
  readonly gap?: {
    readonly needs: readonly string[];
    readonly have: number;
    readonly need: number | null;
    readonly settles: string;
    readonly pull: string | null;
  };
  readonly pseudo?: { readonly says: string; readonly value: number };
}

/** The verdict in one language: the stable form of `vorlauf verdict --json` (JSON Schema: `vorlauf schema verdict`). */
export interface Verdict {
  readonly asOf: string;
  readonly mode: string;
  readonly thesis: string;
  readonly lines: readonly VerdictLine[];
  readonly claims: readonly VerdictClaim[];
  readonly freshness: Workbench["freshness"];
  readonly warnings: Workbench["warnings"];
}

/** One claim of the verdict in one language. */
export interface VerdictClaim {
  readonly id: string;
  readonly says: string;
  readonly state: string;
  readonly probability: number | null;
  readonly unvalidated: boolean;
  readonly value: number | null;
  readonly unit: string | null;
  readonly threshold: number | null;
  readonly evidence: string | null;
  readonly reasons: readonly string[];
  readonly refs: readonly string[];
  /** Of a decided claim about a later number: outcome, and the scores of both probabilities. */
  readonly score?: Omit<ClaimScore, "unscored"> & { readonly unscored?: string };
}

/** A finding in one language. */
export function verdictLine(line: Line, lang: Lang): VerdictLine {
  return {
    part: line.part,
    id: line.id,
    state: line.state,
    says: line.says[lang],
    value: line.value,
    unit: line.unit,
    direction: line.direction,
    evidence: line.evidence,
    newestPeriod: line.newestPeriod,
    refs: line.refs,
    ...(line.gap === undefined ? {} : { gap: { ...line.gap, settles: line.gap.settles[lang] } }),
    ...(line.pseudo === undefined ? {} : { pseudo: { says: line.pseudo.says[lang], value: line.pseudo.value } }),
  };
}

/** A judged claim in one language. */
export function verdictClaim(claim: ClaimJudgement, lang: Lang): VerdictClaim {
  return {
    id: claim.id,
    says: claim.says[lang],
    state: claim.state,
    probability: claim.probability,
    unvalidated: claim.unvalidated ?? false,
    value: claim.value,
    unit: claim.unit,
    threshold: claim.threshold ?? null,
    evidence: claim.evidence,
    reasons: claim.reasons.map((r) => r[lang]),
    refs: claim.refs,
    ...(claim.score === undefined ? {} : { score: scoreIn(claim.score, lang) }),
  };
}

function scoreIn({ unscored, ...score }: ClaimScore, lang: Lang): NonNullable<VerdictClaim["score"]> {
  return unscored === undefined ? score : { ...score, unscored: unscored[lang] };
}

/** The verdict of a day in one language: the headline of each of the twelve parts in their order, then the claims. */
export function verdictOf(workbench: Workbench, lang: Lang): Verdict {
  return {
    asOf: workbench.asOf,
    mode: workbench.mode,
    thesis: workbench.thesis.id,
    lines: partIds.flatMap((id) => {
      const part = workbench.parts[id];
      return part === undefined ? [] : [verdictLine(part.headline, lang)];
    }),
    claims: workbench.thesis.claims.map((c) => verdictClaim(c, lang)),
    freshness: workbench.freshness,
    warnings: workbench.warnings,
  };
}

import { binomialUpper } from "../math/distributions.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** Counts of events in two periods. */
export interface TwoCounts {
  readonly before: number;
  readonly after: number;
  /** Lengths of the periods in the same unit; equal (1) unless told. */
  readonly exposureBefore?: number;
  readonly exposureAfter?: number;
}

/** Outcome of a one-sided comparison of two counts. */
export interface CountComparison {
  /** P(count after >= observed | sum), under equal rates. */
  readonly p: number;
  readonly ratio: number;
  readonly higher: boolean;
  /** p <= alpha; otherwise the two are "not distinguishable". */
  readonly distinguishable: boolean;
}

/**
 * One-sided comparison of two Poisson counts conditional on their sum: given before + after = n, the later count is
 * binomial(n, exposureAfter / (exposureBefore + exposureAfter)) when the rates are equal; p = P(X >= after).
 * With n = 0 nothing can be told and p = 1.
 *
 * @param alpha 0.10 unless told (definition D3)
 * @throws "input-invalid" for counts that are negative or not whole
 * @cite Przyborowski & Wilenski (1940), Biometrika 31
 */
export function compareCounts(counts: TwoCounts, alpha: number = 0.1): CountComparison {
  const { before, after, exposureBefore = 1, exposureAfter = 1 } = counts;
  if (
    !(
      Number.isInteger(before) &&
      Number.isInteger(after) &&
      before >= 0 &&
      after >= 0 &&
      exposureBefore > 0 &&
      exposureAfter > 0
    )
  ) {
    throw new VorlaufError("input-invalid", {
      what: "counts",
      got: `${before} and ${after}`,
      fix: "Give whole counts >= 0 and exposures > 0.",
    });
  }
  const p = binomialUpper(after, before + after, exposureAfter / (exposureBefore + exposureAfter));
  const ratio = after / exposureAfter / (before / exposureBefore);
  return { p, ratio, higher: after / exposureAfter > before / exposureBefore, distinguishable: p <= alpha };
}

/** Did events become more frequent? */
export const method: Method<TwoCounts, { readonly alpha: number }, CountComparison> = {
  id: "binomial-test",
  cites: ["Przyborowski & Wilenski (1940), Biometrika 31, 313-323"],
  defaults: { alpha: 0.1 },
  run: (input, options) => compareCounts(input, options?.alpha ?? 0.1),
};

import { betaQuantile } from "../math/distributions.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** Exact interval of a share. */
export interface ExactInterval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Clopper and Pearson's exact interval of a share k of n: Beta quantiles at alpha/2 of (k, n - k + 1) and at 1 - alpha/2
 * of (k + 1, n - k); covers at least as often as stated.
 * @throws "input-invalid" when k or n is out of range
 * @cite Clopper & Pearson (1934), Biometrika 26
 */
export function clopperPearson(successes: number, n: number, coverage: number = 0.95): ExactInterval {
  if (!(n >= 1 && successes >= 0 && successes <= n)) {
    throw new VorlaufError("input-invalid", {
      what: "share",
      got: `${successes} of ${n}`,
      fix: "Give 0 <= successes <= n and n >= 1.",
    });
  }
  const tail = (1 - coverage) / 2;
  return {
    share: successes / n,
    low: successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    high: successes === n ? 1 : betaQuantile(1 - tail, successes + 1, n - successes),
  };
}

/** What share do k of n show, exactly? */
export const method: Method<
  { readonly successes: number; readonly n: number },
  { readonly coverage: number },
  ExactInterval
> = {
  id: "clopper-pearson",
  cites: ["Clopper & Pearson (1934), Biometrika 26, 404-413"],
  defaults: { coverage: 0.95 },
  run: ({ successes, n }, options) => clopperPearson(successes, n, options?.coverage ?? 0.95),
};

import { normalQuantile } from "../math/distributions.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** A share with its interval. */
export interface ShareInterval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly successes: number;
  readonly n: number;
}

/**
 * Wilson's score interval of a share k of n:
 * (p + z²/2n ± z sqrt(p(1 - p)/n + z²/4n²)) / (1 + z²/n).
 *
 * @param successes k, 0 <= k <= n
 * @param n         trials, >= 1
 * @param coverage  of the two-sided interval, 0.95 unless told
 * @throws "input-invalid" when k or n is out of range
 * @cite Wilson (1927), Journal of the American Statistical Association 22
 */
export function wilsonInterval(successes: number, n: number, coverage: number = 0.95): ShareInterval {
  if (!(n >= 1 && successes >= 0 && successes <= n)) {
    throw new VorlaufError("input-invalid", {
      what: "share",
      got: `${successes} of ${n}`,
      fix: "Give 0 <= successes <= n and n >= 1.",
    });
  }
  const z = normalQuantile(0.5 + coverage / 2);
  const p = successes / n;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return {
    share: p,
    low: successes === 0 ? 0 : middle - half,
    high: successes === n ? 1 : middle + half,
    successes,
    n,
  };
}

/** A difference of two independent shares with its interval. */
export interface ShareDifference {
  /** second minus first. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly first: ShareInterval;
  readonly second: ShareInterval;
  /** The interval leaves out 0. */
  readonly excludesZero: boolean;
}

/** Counts of two groups. */
export interface TwoShares {
  readonly first: { readonly successes: number; readonly n: number };
  readonly second: { readonly successes: number; readonly n: number };
}

/**
 * Newcombe's hybrid score interval of second - first, from the two Wilson intervals:
 * d - sqrt((p2 - l2)² + (u1 - p1)²), d + sqrt((u2 - p2)² + (p1 - l1)²).
 * @throws "input-invalid" as {@link wilsonInterval}
 * @cite Newcombe (1998), Statistics in Medicine 17, 873-890, method 10
 */
export function newcombeDifference({ first, second }: TwoShares, coverage: number = 0.95): ShareDifference {
  const a = wilsonInterval(first.successes, first.n, coverage);
  const b = wilsonInterval(second.successes, second.n, coverage);
  const difference = b.share - a.share;
  const low = difference - Math.hypot(b.share - b.low, a.high - a.share);
  const high = difference + Math.hypot(b.high - b.share, a.share - a.low);
  return { difference, low, high, first: a, second: b, excludesZero: low > 0 || high < 0 };
}

/** Is a share higher than another, by Newcombe's interval? */
export const method: Method<TwoShares, { readonly coverage: number }, ShareDifference> = {
  id: "wilson",
  cites: ["Wilson (1927), JASA 22", "Newcombe (1998), Statistics in Medicine 17(8), method 10"],
  defaults: { coverage: 0.95 },
  run: (input, options) => newcombeDifference(input, options?.coverage ?? 0.95),
};

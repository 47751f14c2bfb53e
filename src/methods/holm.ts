import type { Method } from "../terms/method.ts";

/** Adjusted p-values in the order given. */
export interface HolmResult {
  readonly adjusted: readonly number[];
  readonly rejected: readonly boolean[];
}

/**
 * Holm's step-down adjustment: with p(1) <= ... <= p(m), adjusted(i) = max over j <= i of min(1, (m - j + 1) p(j)).
 * NaN p-values (tests that could not be made) count in m and stay NaN.
 * @cite Holm (1979), Scandinavian Journal of Statistics 6
 */
export function holm(p: readonly number[], alpha: number = 0.1): HolmResult {
  const order = p
    .map((_, i) => i)
    .filter((i) => !Number.isNaN(p[i]))
    .sort((a, b) => p[a]! - p[b]!);
  const adjusted = p.map(() => Number.NaN);
  let top = 0;
  order.forEach((i, rank) => {
    top = Math.max(top, Math.min(1, (p.length - rank) * p[i]!));
    adjusted[i] = top;
  });
  return { adjusted, rejected: adjusted.map((v) => v <= alpha) };
}

/** Which of several tests stand when all are counted? */
export const method: Method<{ readonly p: readonly number[] }, { readonly alpha: number }, HolmResult> = {
  id: "holm",
  cites: ["Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70"],
  defaults: { alpha: 0.1 },
  run: ({ p }, options) => holm(p, options?.alpha ?? 0.1),
};

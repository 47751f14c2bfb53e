import { sum } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** A chain-linked group index. */
export interface ChainLinked {
  /** Index per period, 1 at the first period with a value; NaN before it, and from a broken link on until the end. */
  readonly index: Float64Array;
  /** log index. */
  readonly logIndex: Float64Array;
  /** Per period: members held in both this period and the one before (0 at the first). */
  readonly linked: Int32Array;
  /** Per period: share of this period's known total that belongs to linked members. */
  readonly coverage: Float64Array;
  /** Per period: plain sum where every member is held, else NaN. */
  readonly total: Float64Array;
  readonly members: number;
}

/**
 * Index of a group whose membership changes: the growth of each period is that of the members held in both periods,
 * log I[t] - log I[t-1] = log sum_{i in S} y[i][t] - log sum_{i in S} y[i][t-1], S = members held at t - 1 and t.
 * A member that enters or leaves changes coverage, never the index.
 *
 * @param levels one array per member, equal length, NaN where not held; > 0
 * @throws "wrong-shape" for unequal lengths, "input-invalid" for a level <= 0, "too-few-observations" without members
 */
export function chainLink(levels: readonly ArrayLike<number>[]): ChainLinked {
  const n = levels[0]?.length ?? 0;
  if (levels.length === 0)
    throw new VorlaufError("too-few-observations", { what: "chain-linked group", have: 0, need: 1 });
  for (const [i, l] of levels.entries()) {
    if (l.length !== n)
      throw new VorlaufError("wrong-shape", { what: `member ${i}`, expected: `${n} periods`, got: `${l.length}` });
    for (let t = 0; t < n; t++) {
      if (l[t]! <= 0)
        throw new VorlaufError("input-invalid", {
          what: `level of member ${i} at ${t}`,
          got: `${l[t]}`,
          fix: "A chain-linked group needs levels above 0.",
        });
    }
  }
  const logIndex = new Float64Array(n).fill(Number.NaN);
  const linked = new Int32Array(n);
  const coverage = new Float64Array(n);
  const total = new Float64Array(n);
  let started = false;
  for (let t = 0; t < n; t++) {
    const held = levels.filter((l) => !Number.isNaN(l[t]!));
    const both = t === 0 ? [] : held.filter((l) => !Number.isNaN(l[t - 1]!));
    const now = sum(held.map((l) => l[t]!));
    total[t] = held.length === levels.length ? now : Number.NaN;
    linked[t] = both.length;
    coverage[t] = both.length === 0 ? 0 : sum(both.map((l) => l[t]!)) / now;
    if (!started && held.length > 0) {
      logIndex[t] = 0;
      started = true;
    } else if (both.length > 0) {
      logIndex[t] =
        logIndex[t - 1]! + Math.log(sum(both.map((l) => l[t]!))) - Math.log(sum(both.map((l) => l[t - 1]!)));
    }
  }
  return { index: logIndex.map(Math.exp), logIndex, linked, coverage, total, members: levels.length };
}

/** How did a group grow when its members changed? */
export const method: Method<{ readonly levels: readonly ArrayLike<number>[] }, Record<string, never>, ChainLinked> = {
  id: "chain-link",
  cites: ["ILO et al. (2020), Consumer Price Index Manual, ch. 9 (overlap linking)"],
  defaults: {},
  run: ({ levels }) => chainLink(levels),
};

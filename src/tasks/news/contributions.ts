/** A number at one step, and the state it stands in. */
export interface Standing {
  readonly value: number | null;
  readonly state: string;
}

/** Contribution of one group to the change of one number. */
export interface Contribution {
  readonly group: string;
  readonly amount: number;
  readonly forward: number;
  readonly backward: number;
}

/** How a number's change divides over the groups. */
export interface Division {
  readonly contributions: readonly Contribution[];
  readonly residual: number | null;
  readonly turnedBy: readonly string[];
}

/**
 * Divides the change of a number over groups of news that were added one at a time, in an order and in its reverse.
 *
 *   amount[g] = (forward[g] + backward[g]) / 2,   forward[g] = v(S + g) - v(S),  S = the groups before g in that order
 *   residual  = v(all) - v(none) - sum amount[g]
 *
 * A step between a missing and a present number contributes nothing; the group is then named in `turnedBy`, as is one with
 * which the state turned. The two orders are those of Shapley's average that cost least; with two groups they are all.
 *
 * @param groups   in the forward order
 * @param forward  the number before the first group and after each, in that order (groups + 1)
 * @param backward the same in the reverse order: [0] before all, [1] with the last group only
 * @cite Shapley (1953), A value for n-person games
 */
export function divide(
  groups: readonly string[],
  forward: readonly Standing[],
  backward: readonly Standing[],
): Division {
  const [ahead, back] = [stepsOf(forward), stepsOf(backward)];
  const last = groups.length - 1;
  const contributions = groups.map((group, i) => {
    const [f, b] = [ahead[i]?.amount ?? 0, back[last - i]?.amount ?? 0];
    return { group, amount: (f + b) / 2, forward: f, backward: b };
  });
  const turnedBy = groups.filter((_, i) => ahead[i]?.turns === true || back[last - i]?.turns === true);
  const [from, to] = [forward[0]?.value ?? null, forward.at(-1)?.value ?? null];
  const residual = from === null || to === null ? null : to - from - contributions.reduce((s, c) => s + c.amount, 0);
  return { contributions, residual, turnedBy };
}

function stepsOf(standings: readonly Standing[]): { readonly amount: number; readonly turns: boolean }[] {
  return standings.slice(1).map((after, i) => {
    const before = standings[i];
    const [a, b] = [before?.value ?? null, after.value];
    return {
      amount: a === null || b === null ? 0 : b - a,
      turns: before?.state !== after.state || (a === null) !== (b === null),
    };
  });
}

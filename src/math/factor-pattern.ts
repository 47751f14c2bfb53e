import { MathFailure } from "./failure.ts";

/** Factors on which only some series load. */
export interface FactorBlock {
  /** Factors in the block. */
  readonly size: number;
  /** Per series: whether it may load on them. */
  readonly loads: readonly boolean[];
}

/**
 * What is free in a factor model: a loading outside of its block is zero, and where the blocks move apart so are the coefficients
 * of one block's lags in another's equations. Factor innovations have unit covariance.
 */
export interface FactorPattern {
  /** Per block: its factors, and the series that load on them. */
  readonly blocks: readonly { readonly factors: Int32Array; readonly series: Int32Array }[];
  /** Per series: the factors on which it loads, ascending. */
  readonly loads: readonly Int32Array[];
  /** Sets of factors whose lags stand in each other's equations; together all factors. */
  readonly groups: readonly Int32Array[];
  /** Sets of factors that may be turned among themselves without a loading or coefficient that must be zero becoming another. */
  readonly turns: readonly Int32Array[];
}

const range = (n: number): Int32Array => Int32Array.from({ length: n }, (_, k) => k);

/** Every series loads on every factor. */
export function openPattern(N: number, r: number): FactorPattern {
  const all = range(r);
  return {
    blocks: [{ factors: all, series: range(N) }],
    loads: Array.from({ length: N }, () => all),
    groups: [all],
    turns: [all],
  };
}

/**
 * The pattern of blocks of factors, in order: the factors of the first block come first.
 * @param joint one vector autoregression of all factors; else one for each block
 * @throws "wrong-shape" for a block of another number of series, without a factor, or on which no series loads
 */
export function patternOfBlocks(N: number, blocks: readonly FactorBlock[], joint: boolean): FactorPattern {
  let first = 0;
  const placed = blocks.map(({ size, loads }, b) => {
    const series = range(N).filter((i) => loads[i] === true);
    if (loads.length !== N || !(size >= 1) || series.length === 0)
      throw new MathFailure("wrong-shape", {
        what: `block ${b}`,
        expected: `one factor or more, and ${N} series of which one or more load`,
        got: `${size} factors, ${loads.length} series of which ${series.length} load`,
      });
    const factors = range(size).map((k) => first + k);
    first += size;
    return { factors, series };
  });
  const loads = Array.from({ length: N }, (_, i) =>
    Int32Array.from(placed.flatMap(({ factors, series }) => (series.includes(i) ? [...factors] : []))),
  );
  if (!joint) {
    const groups = placed.map(({ factors }) => factors);
    return { blocks: placed, loads, groups, turns: groups };
  }
  const alike = new Map<string, number[]>();
  for (const { factors, series } of placed) alike.set(series.join(), [...(alike.get(series.join()) ?? []), ...factors]);
  return { blocks: placed, loads, groups: [range(first)], turns: [...alike.values()].map((f) => Int32Array.from(f)) };
}

/** Places in a row of A (lag by lag) of the coefficients that a group's equations hold. */
export function coefficientsOf(group: Int32Array, { r, p }: { readonly r: number; readonly p: number }): Int32Array {
  return Int32Array.from(Array.from({ length: p }, (_, lag) => Array.from(group, (a) => lag * r + a)).flat());
}

/** The rows and columns of a square matrix at some places. */
export function submatrix(M: Float64Array, n: number, rows: Int32Array, columns: Int32Array = rows): Float64Array {
  const k = columns.length;
  return Float64Array.from({ length: rows.length * k }, (_, c) => M[rows[Math.floor(c / k)]! * n + columns[c % k]!]!);
}

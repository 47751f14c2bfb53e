import { normalQuantile } from "../math/distributions.ts";
import { cholesky, inverseSpd, symmetrise } from "../math/linear-algebra.ts";
import { bfgs, hessianByDifferences, nelderMead, withDifferences } from "../math/optimise.ts";
import { createRandom } from "../math/random.ts";

/** Ages, as shares of the horizon, between which the log reverse hazard is straight in log age; before the first it is constant. ASSUMPTION. */
const nodeShares = [0.02, 0.06, 0.16, 0.4, 1] as const;
const nodes = nodeShares.length;
/** Weak priors (mean, sd) of the level at the middle node (relative to 2 / horizon), the first slope, the bends, and the log spread between periods. ASSUMPTION. */
const prior = { level: [0, 2], slope: [-1, 1], bend: [0, 1], spread: [Math.log(0.5), 0.5] } as const;
/** Normal quantiles at which the spread between periods is integrated out. */
const z = Array.from({ length: 9 }, (_, i) => normalQuantile((i + 0.5) / 9));

/** Numbers of one draw: log hazard at the nodes, log spread between periods. */
const width = nodes + 1;

/** One period's entries on one transition, late or not: places of the ages at the older and the newer copy, cut at the horizon. */
export interface Cell {
  readonly kept: readonly Place[];
  readonly late: readonly Place[];
}

/** Segment and distance from its start, in log age relative to the horizon, of an age at the older and the newer copy. */
export type Place = readonly [fromSegment: number, fromStep: number, toSegment: number, toStep: number];

const nowhere: Place = [0, 0, 0, 0];

const grid = nodeShares.map(Math.log);

/** Segment of an age (0: before the first node, j: after node j - 1) and, in it, the distance from its start. */
function placeOf(days: number, horizonDays: number): readonly [number, number] {
  const v = Math.log(Math.min(Math.max(days, 0.5) / horizonDays, 1));
  for (let j = nodes - 2; j >= 0; j--) if (v > (grid[j] ?? 0)) return [j + 1, v - (grid[j] ?? 0)];
  return [0, Math.exp(v - (grid[0] ?? 0))];
}

/** The place of an entry's age at the older and the newer copy; ages beyond the horizon count as the horizon. */
export function placePair(from: number, to: number, horizonDays: number): Place {
  return [...placeOf(from, horizonDays), ...placeOf(to, horizonDays)];
}

/** The reverse hazard integrated up to each segment's start, and what is needed inside one. */
export interface Hazard {
  readonly before: Float64Array;
  readonly scale: Float64Array;
  readonly power: Float64Array;
}

/**
 * The reverse hazard of one draw, ready to be integrated.
 * @param theta log of (reverse hazard times horizon / 2) at the nodes
 */
export function hazardOf(theta: ArrayLike<number>): Hazard {
  const before = new Float64Array(nodes);
  const scale = new Float64Array(nodes);
  const power = new Float64Array(nodes);
  scale[0] = 2 * Math.exp((theta[0] ?? 0) + (grid[0] ?? 0));
  before[1] = scale[0] ?? 0;
  for (let j = 1; j < nodes; j++) {
    const step = (grid[j] ?? 0) - (grid[j - 1] ?? 0);
    scale[j] = 2 * Math.exp((theta[j - 1] ?? 0) + (grid[j - 1] ?? 0));
    power[j] = ((theta[j] ?? 0) - (theta[j - 1] ?? 0)) / step + 1;
    if (j + 1 < nodes) before[j + 1] = (before[j] ?? 0) + inSegment(scale[j] ?? 0, power[j] ?? 0, step);
  }
  return { before, scale, power };
}

function inSegment(scale: number, power: number, step: number): number {
  return Math.abs(power) < 1e-9 ? scale * step : (scale * Math.expm1(power * step)) / power;
}

/** Integral of the reverse hazard between the two ages of a place. */
export function between(h: Hazard, place: Place): number {
  return upTo(h, place[2], place[3]) - upTo(h, place[0], place[1]);
}

function upTo(h: Hazard, segment: number, step: number): number {
  const scale = h.scale[segment] ?? 0;
  return segment === 0 ? scale * step : (h.before[segment] ?? 0) + inSegment(scale, h.power[segment] ?? 0, step);
}

/** Log posterior density up to a constant. */
function logPosterior(theta: Float64Array, cells: readonly Cell[]): number {
  const slopes = grid.slice(1).map((v, j) => ((theta[j + 1] ?? 0) - (theta[j] ?? 0)) / (v - (grid[j] ?? 0)));
  const logSpread = theta[width - 1] ?? 0;
  const normal = (value: number, [m, sd]: readonly [number, number]): number => -0.5 * ((value - m) / sd) ** 2;
  let total =
    normal(theta[2] ?? 0, prior.level) + normal(slopes[0] ?? 0, prior.slope) + normal(logSpread, prior.spread);
  for (let j = 1; j < slopes.length; j++) total += normal((slopes[j] ?? 0) - (slopes[j - 1] ?? 0), prior.bend);
  const spread = Math.exp(logSpread);
  const hazard = hazardOf(theta);
  const lateHazards = new Float64Array(Math.max(0, ...cells.map((c) => c.late.length)));
  const scales = z.map((node) => Math.exp(spread * node - (spread * spread) / 2));
  for (const cell of cells) {
    let kept = 0;
    for (const place of cell.kept) kept += between(hazard, place);
    const late = lateHazards.subarray(0, cell.late.length);
    for (let i = 0; i < late.length; i++) late[i] = between(hazard, cell.late[i] ?? nowhere);
    let average = 0;
    for (const u of scales) {
      let density = Math.exp(-u * kept);
      for (let i = 0; i < late.length; i++) density *= -Math.expm1(-u * (late[i] ?? 0));
      average += density;
    }
    total += Math.log(average / z.length);
  }
  return Number.isFinite(total) ? total : -1e10;
}

/**
 * Draws from the posterior of (log reverse hazard at the nodes, log spread): t(5) proposals around the mode, weighted and resampled in even steps.
 *
 * A cell with kept entries i and late entries j has the density mean over z of exp(-u sum H_i) prod (1 - exp(-u H_j)), u = exp(s z - s²/2).
 * @returns draws one after the other, and the effective number of the weighted proposals
 */
export function posteriorDraws(
  cells: readonly Cell[],
  { draws, seed }: { readonly draws: number; readonly seed: number },
): { readonly draws: Float64Array; readonly effectiveDraws: number } {
  const loss = (theta: Float64Array): number => -logPosterior(theta, cells);
  const start = Float64Array.from([...grid.map((v) => prior.level[0] - (v - (grid[2] ?? 0))), prior.spread[0]]);
  const mode = bfgs(loss, nelderMead(loss, start, { step: 0.5, tolerance: 1e-5, maxIterations: 400 }).x, {
    tolerance: 1e-5,
  }).x;
  const curvature = symmetrise(
    hessianByDifferences((v) => withDifferences(loss)(v).gradient, mode, 1e-3),
    width,
  );
  const L = cholesky(inverseSpd(curvature, width), width);
  const random = createRandom(`reporting-delay/${seed}`);
  const df = 5;
  const proposals = Array.from({ length: 2 * draws }, () => {
    const e = Float64Array.from({ length: width }, () => random.normal());
    const scale = Math.sqrt(df / random.chi2(df));
    const theta = mode.map((m, i) => m + scale * e.reduce((s, v, j) => s + (L[i * width + j] ?? 0) * v, 0));
    const distance = scale * scale * e.reduce((s, v) => s + v * v, 0);
    return { theta, logWeight: -loss(theta) + ((df + width) / 2) * Math.log1p(distance / df) };
  });
  const top = Math.max(...proposals.map((p) => p.logWeight));
  const weights = proposals.map((p) => Math.exp(p.logWeight - top));
  const total = weights.reduce((a, b) => a + b, 0);
  const out = new Float64Array(draws * width);
  let [at, sum] = [0, (weights[0] ?? 0) / total];
  for (let i = 0; i < draws; i++) {
    while (sum < (i + 0.5) / draws && at + 1 < proposals.length) sum += (weights[++at] ?? 0) / total;
    out.set(proposals[at]?.theta ?? mode, i * width);
  }
  return { draws: out, effectiveDraws: total ** 2 / weights.reduce((a, w) => a + w * w, 0) };
}

/** The draws of a posterior, one array each; the last number is the log spread between periods. */
export function drawsOf(draws: Float64Array): Float64Array[] {
  return Array.from({ length: draws.length / width }, (_, i) => draws.subarray(i * width, (i + 1) * width));
}

/** The spread between periods of a draw. */
export function spreadOf(theta: Float64Array): number {
  return Math.exp(theta[width - 1] ?? 0);
}

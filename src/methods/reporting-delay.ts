import { normalQuantile } from "../math/distributions.ts";
import { cholesky, inverseSpd, symmetrise } from "../math/linear-algebra.ts";
import { bfgs, hessianByDifferences, nelderMead, withDifferences } from "../math/optimise.ts";
import { quantileSorted, sorted } from "../math/quantile.ts";
import { createRandom, type Random } from "../math/random.ts";
import { mean } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import { dayOf, endOf, type Period, periodOf, periodRange, shift, startOf } from "../terms/period.ts";
import { compareCounts } from "./binomial-test.ts";
import { alignCopies, entryDay, inOrder, type ListCopy, type Transition, transitionsOf } from "./list-copies.ts";
import { wilsonInterval } from "./wilson.ts";

/** How a delay is estimated. The defaults are ASSUMPTIONS that a user may change; none was chosen by its outcome. */
export interface ReportingDelayOptions {
  /** A count is complete at this age [days]; what comes later is growth of coverage. */
  readonly horizonDays: number;
  /** A transition on which a larger share of the older copy left is a rebuild and is not used. */
  readonly maxLeftShare: number;
  /** Of the intervals. */
  readonly coverage: number;
  readonly draws: number;
  readonly seed: number;
  /** Length of the periods that are counted. */
  readonly frequency: "annual" | "quarterly" | "monthly";
}

/** The usual options: complete at two years, a rebuild above 5 % gone, 80 % intervals, quarters. */
export const usualDelayOptions: ReportingDelayOptions = {
  horizonDays: 730,
  maxLeftShare: 0.05,
  coverage: 0.8,
  draws: 800,
  seed: 1,
  frequency: "quarterly",
};

/** Ages, as shares of the horizon, between which the log reverse hazard is straight in log age; before the first it is constant. ASSUMPTION. */
const nodeShares = [0.02, 0.06, 0.16, 0.4, 1] as const;
const nodes = nodeShares.length;
/** Weak priors (mean, sd) of the level at the middle node (relative to 2 / horizon), the first slope, the bends, and the log spread between periods. ASSUMPTION. */
const prior = { level: [0, 2], slope: [-1, 1], bend: [0, 1], spread: [Math.log(0.5), 0.5] } as const;
/** Normal quantiles at which the spread between periods is integrated out. */
const z = Array.from({ length: 9 }, (_, i) => normalQuantile((i + 0.5) / 9));
/** Shape of the gamma prior of a period's rate: as much weight as this many entries. ASSUMPTION. */
const rateShape = 2;
/** Most recent settled periods whose mean is the prior mean of the rate. ASSUMPTION. */
const ratePeriods = 8;

/** Why a transition is used, or not. */
export type TransitionUse = "used" | "rebuilt" | "incomplete-at-every-age";

/** An estimated delay distribution. */
export interface DelayFit {
  readonly options: ReportingDelayOptions;
  /** `no-transition`: fewer than two copies, or only rebuilds between them. */
  readonly status: "fitted" | "no-transition" | "incomplete-at-every-age";
  readonly transitions: readonly (Transition & { readonly use: TransitionUse })[];
  /** Entries behind the estimate, and how many of them came late. */
  readonly entries: number;
  readonly late: number;
  /** Draws of (log reverse hazard at the nodes, log spread), one after the other; empty unless fitted. */
  readonly draws: Float64Array;
  /** Effective number of the weighted proposals behind the draws. */
  readonly effectiveDraws: number;
}

const width = nodes + 1;

/**
 * Delay distribution of a growing list, estimated from its copies by the reverse hazard.
 *
 * Only what a later copy holds is used, so nothing has to be assumed about what is still missing. An entry whose age was a' at
 * the older copy and a at the newer, and which the newer holds, was already in the older one with probability
 *
 *   F(a') / F(a) = exp(-u H(a', a)),   H(a', a) = integral of r(t) from a' to min(a, D),   r(t) = d log F(t) / dt,
 *
 * log r is straight in log t between the ages 14, 45, 120, 300 and 730 days with independent normal bends (a smooth age
 * effect); u = exp(s z - s²/2), z ~ N(0, 1), one per period and transition (lists are filled in batches), is integrated out.
 * F(D) = 1 by definition: "complete" means complete at the horizon D. The posterior is drawn by importance resampling from a
 * t(5) around its mode.
 *
 * A transition is left out when more than `maxLeftShare` of the older copy left (a rebuild), and when the share that came
 * late does not fall with age while old entries came late too (the list was incomplete at every age: that is no delay).
 * Entries whose date is not before the older copy say nothing and are not used.
 *
 * @param copies whole copies, each with its day; order free; entries that changed their name are matched by date and alias
 * @throws "input-invalid" for options out of range; "input-date"
 * @cite Lawless (1994), Canadian Journal of Statistics 22(1), 15-31; Höhle & an der Heiden (2014), Biometrics 70(4), 993-1002;
 *   Salmon, Schumacher, Stark & Höhle (2015), Biometrical Journal 57(6), 1051-1067
 */
export function fitReportingDelay(copies: readonly ListCopy[], given: Partial<ReportingDelayOptions> = {}): DelayFit {
  const options = { ...usualDelayOptions, ...given };
  checkOptions(options);
  const aligned = alignCopies(copies);
  const transitions = transitionsOf(aligned, options).map((t) => ({ ...t, use: useOf(t) }));
  const cells = transitions.flatMap((t, i) =>
    t.use === "used" ? cellsOf(aligned.copies.slice(0, i + 2), options) : [],
  );
  const late = cells.reduce((n, c) => n + c.late.length, 0);
  const entries = cells.reduce((n, c) => n + c.late.length + c.kept.length, 0);
  const head = { options, transitions, entries, late };
  if (entries === 0) {
    const flat = transitions.some((t) => t.use === "incomplete-at-every-age");
    return {
      ...head,
      status: flat ? "incomplete-at-every-age" : "no-transition",
      draws: new Float64Array(0),
      effectiveDraws: 0,
    };
  }
  return { ...head, status: "fitted", ...posteriorDraws(cells, options) };
}

function checkOptions(o: ReportingDelayOptions): void {
  const wrong = !(o.horizonDays >= 60)
    ? "horizonDays"
    : !(o.maxLeftShare >= 0 && o.maxLeftShare <= 1)
      ? "maxLeftShare"
      : !(o.coverage > 0 && o.coverage < 1)
        ? "coverage"
        : !(o.draws >= 100)
          ? "draws"
          : null;
  if (wrong !== null)
    throw new VorlaufError("input-invalid", {
      what: wrong,
      got: JSON.stringify(o),
      fix: "horizonDays >= 60, 0 <= maxLeftShare <= 1, 0 < coverage < 1, draws >= 100.",
    });
}

/** Old entries that came late count as "incomplete" from this share on (lower end of its 80 % interval). ASSUMPTION. */
const lateWhenOld = 0.02;

function useOf(t: Transition): TransitionUse {
  if (t.rebuilt) return "rebuilt";
  if (t.young.n === 0 || t.old.n === 0) return "used";
  const falls = compareCounts({
    before: t.old.late,
    after: t.young.late,
    exposureBefore: t.old.n,
    exposureAfter: t.young.n,
  }).distinguishable;
  return !falls && wilsonInterval(t.old.late, t.old.n, 0.8).low > lateWhenOld ? "incomplete-at-every-age" : "used";
}

/** One period's entries on one transition: places of the ages at the older and the newer copy, cut at the horizon. */
interface Cell {
  readonly kept: readonly Place[];
  readonly late: readonly Place[];
}

/** Segment and distance from its start, in log age relative to the horizon, of an age at the older and the newer copy. */
type Place = readonly [fromSegment: number, fromStep: number, toSegment: number, toStep: number];

const nowhere: Place = [0, 0, 0, 0];

const grid = nodeShares.map(Math.log);

/** Segment of an age (0: before the first node, j: after node j - 1) and, in it, the distance from its start. */
function placeOf(days: number, horizonDays: number): readonly [number, number] {
  const v = Math.log(Math.min(Math.max(days, 0.5) / horizonDays, 1));
  for (let j = nodes - 2; j >= 0; j--) if (v > (grid[j] ?? 0)) return [j + 1, v - (grid[j] ?? 0)];
  return [0, Math.exp(v - (grid[0] ?? 0))];
}

function placePair(from: number, to: number, horizonDays: number): Place {
  return [...placeOf(from, horizonDays), ...placeOf(to, horizonDays)];
}

/** Cells of the last transition of some copies; an entry that an even earlier copy held did not come late. */
function cellsOf(copies: readonly ListCopy[], { horizonDays, frequency }: ReportingDelayOptions): Cell[] {
  const [older, newer] = [copies.at(-2), copies.at(-1)];
  if (older === undefined || newer === undefined) return [];
  const seen = new Set(copies.slice(0, -1).flatMap((c) => c.entries.map((e) => e.id)));
  const [from, to] = [dayOf(older.day), dayOf(newer.day)];
  const cells = new Map<Period, { kept: Place[]; late: Place[] }>();
  for (const entry of newer.entries) {
    const age = from - entryDay(entry);
    if (age < 0 || age >= horizonDays) continue;
    const period = periodOf(frequency, endOf(entry.date));
    const cell = cells.get(period) ?? { kept: [], late: [] };
    cells.set(period, cell);
    (seen.has(entry.id) ? cell.kept : cell.late).push(placePair(age, to - entryDay(entry), horizonDays));
  }
  return [...cells.values()];
}

/** The reverse hazard integrated up to each segment's start, and what is needed inside one. */
interface Hazard {
  readonly before: Float64Array;
  readonly scale: Float64Array;
  readonly power: Float64Array;
}

/** @param theta log of (reverse hazard times horizon / 2) at the nodes */
function hazardOf(theta: ArrayLike<number>): Hazard {
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
function between(h: Hazard, place: Place): number {
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
  for (const cell of cells) {
    let kept = 0;
    for (const place of cell.kept) kept += between(hazard, place);
    const late = lateHazards.subarray(0, cell.late.length);
    for (let i = 0; i < late.length; i++) late[i] = between(hazard, cell.late[i] ?? nowhere);
    let average = 0;
    for (const node of z) {
      const u = Math.exp(spread * node - (spread * spread) / 2);
      let density = Math.exp(-u * kept);
      for (let i = 0; i < late.length; i++) density *= -Math.expm1(-u * (late[i] ?? 0));
      average += density;
    }
    total += Math.log(average / z.length);
  }
  return Number.isFinite(total) ? total : -1e10;
}

/** Draws from the posterior: t(5) proposals around the mode, weighted and resampled in even steps. */
function posteriorDraws(
  cells: readonly Cell[],
  { draws, seed }: ReportingDelayOptions,
): Pick<DelayFit, "draws" | "effectiveDraws"> {
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

/** A share with its interval. */
export interface CompletenessAt {
  readonly ageDays: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Share of the complete list that is listed at an age: F(age) = exp(-H(age, D)), median and interval of the posterior. @throws "too-few-observations" when nothing was fitted */
export function completenessAt(fit: DelayFit, ageDays: number): CompletenessAt {
  if (fit.status !== "fitted")
    throw new VorlaufError("too-few-observations", { what: "reporting delay", have: fit.entries, need: 1 });
  const D = fit.options.horizonDays;
  const shares = sorted(thetas(fit).map((theta) => Math.exp(-between(hazardOf(theta), placePair(ageDays, D, D)))));
  const tail = (1 - fit.options.coverage) / 2;
  return {
    ageDays,
    share: quantileSorted(shares, 0.5),
    low: quantileSorted(shares, tail),
    high: quantileSorted(shares, 1 - tail),
  };
}

function thetas(fit: DelayFit): Float64Array[] {
  return Array.from({ length: fit.draws.length / width }, (_, i) => fit.draws.subarray(i * width, (i + 1) * width));
}

/** The complete count of a finished period, estimated. */
export interface NowcastCount {
  readonly period: Period;
  /** Entries of the copy. */
  readonly raw: number;
  /** Median of the predictive distribution; never below raw. */
  readonly corrected: number;
  readonly low: number;
  readonly high: number;
  readonly coverage: number;
  /** Predictive draws in the order of the fit's, so that sums over periods keep what they share. */
  readonly draws: Float64Array;
}

/** Periods of a copy that had ended by its day and whose entries may still come: the only ones that are nowcast. */
export function openPeriods(
  copy: ListCopy,
  { frequency, horizonDays }: Pick<ReportingDelayOptions, "frequency" | "horizonDays">,
): Period[] {
  const current = periodOf(frequency, copy.day);
  const last = endOf(current) <= copy.day ? current : shift(current, -1);
  const day = dayOf(copy.day);
  return periodRange(
    shift(last, -Math.ceil(horizonDays / { annual: 365, quarterly: 90, monthly: 30 }[frequency])),
    last,
  ).filter((p) => day - dayOf(endOf(p)) < horizonDays);
}

/**
 * Complete counts of the finished periods of a copy younger than the horizon.
 *
 * Of N entries of a period n are listed, each with probability c = mean over the period's days of exp(-u H(age, D)); with
 * p(N) proportional to N^-1/2 the number still to come is negative binomial, N - n ~ NB(n + 1/2, c). The interval holds the
 * uncertainty of the estimate (one posterior draw each), of the period (u) and of chance.
 *
 * @param options `at`: the count expected in a copy of that later day instead of the complete one
 * @returns one per period of {@link openPeriods}; empty when nothing was fitted
 */
export function nowcastCounts(fit: DelayFit, copy: ListCopy, options: { readonly at?: string } = {}): NowcastCount[] {
  if (fit.status !== "fitted") return [];
  const random = createRandom(`reporting-delay/nowcast/${fit.options.seed}/${copy.day}`);
  const day = dayOf(copy.day);
  const later = options.at === undefined ? Number.POSITIVE_INFINITY : dayOf(options.at) - day;
  const D = fit.options.horizonDays;
  const rate = usualRate(copy, fit.options);
  return openPeriods(copy, fit.options).map((period) => {
    const raw = countIn(copy, period, fit.options.frequency);
    const [first, last] = [dayOf(startOf(period)), dayOf(endOf(period))];
    const ages = Array.from({ length: 7 }, (_, i) => day - (first + ((i + 0.5) / 7) * (last - first)));
    const places = ages.map((age) => placePair(age, Math.min(age + later, D), D));
    const own = random.fork(period);
    const draws = Float64Array.from(thetas(fit), (theta) => {
      const spread = Math.exp(theta[width - 1] ?? 0);
      const u = Math.exp(spread * own.normal() - (spread * spread) / 2);
      const hazard = hazardOf(theta);
      const c = mean(places.map((place) => Math.exp(-u * between(hazard, place))));
      return raw + drawPoisson((own.gamma(rateShape + raw) / (rateShape / rate + c)) * (1 - c), own);
    });
    return { period, raw, ...summaryOf(draws, fit.options.coverage), draws };
  });
}

/** Mean count of the most recent periods of a copy that are older than half the horizon; 1 where there are none. */
function usualRate(copy: ListCopy, { frequency, horizonDays }: ReportingDelayOptions): number {
  const day = dayOf(copy.day);
  let period = periodOf(frequency, copy.day);
  while (day - dayOf(endOf(period)) < horizonDays / 2) period = shift(period, -1);
  return Math.max(1, mean(periodRange(shift(period, 1 - ratePeriods), period).map((p) => countIn(copy, p, frequency))));
}

function countIn(copy: ListCopy, period: Period, frequency: ReportingDelayOptions["frequency"]): number {
  return copy.entries.filter((e) => periodOf(frequency, endOf(e.date)) === period).length;
}

function summaryOf(
  draws: Float64Array,
  coverage: number,
): Pick<NowcastCount, "corrected" | "low" | "high" | "coverage"> {
  const order = sorted(draws);
  const at = (p: number): number => order[Math.max(0, Math.ceil(p * order.length) - 1)] ?? Number.NaN;
  return { corrected: at(0.5), low: at((1 - coverage) / 2), high: at((1 + coverage) / 2), coverage };
}

/** Counts of several periods added draw by draw, so that what they share stays shared. @throws "too-few-observations" for none */
export function sumNowcasts(period: Period, parts: readonly NowcastCount[]): NowcastCount {
  const first = parts[0];
  if (first === undefined)
    throw new VorlaufError("too-few-observations", { what: `nowcast of ${period}`, have: 0, need: 1 });
  const draws = first.draws.map((_, i) => parts.reduce((total, part) => total + (part.draws[i] ?? 0), 0));
  return { period, raw: parts.reduce((n, part) => n + part.raw, 0), ...summaryOf(draws, first.coverage), draws };
}

function drawPoisson(rate: number, random: Random): number {
  if (rate > 1e4) return Math.max(0, Math.round(rate + Math.sqrt(rate) * random.normal()));
  let count = -1;
  for (let sum = 0; sum <= rate; count++) sum += random.exponential();
  return Math.max(0, count);
}

/** One earlier nowcast held against a later copy. */
export interface CorrectionCheck {
  /** Day of the copy that was corrected, and of the copy it is held against. */
  readonly copy: string;
  readonly against: string;
  readonly period: Period;
  readonly raw: number;
  /** Count that the correction expected in the later copy, with its interval. */
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** Count in the later copy. */
  readonly known: number;
}

/** How earlier corrections of a list have done. */
export interface CorrectionRecord {
  /** Oldest copy since the list was last rebuilt: what was learned before says nothing about the list that there is now. */
  readonly since: string | null;
  readonly rebuilt: boolean;
  readonly checks: readonly CorrectionCheck[];
  /** Mean absolute error of the correction and of the raw count; NaN without checks. */
  readonly error: number;
  readonly rawError: number;
  /** Checks whose later count lay inside the interval. */
  readonly covered: number;
  /** The correction's past real-time error was below the raw count's. */
  readonly validated: boolean;
}

/**
 * Past real-time error of the correction: at every earlier copy since the last rebuild the delay is fitted on what was held
 * then, and the count it expects at the newest copy's day is held against the newest copy. Only `validated` when there was
 * something to check and the mean absolute error is below that of taking the raw count.
 */
export function correctionRecord(
  copies: readonly ListCopy[],
  given: Partial<ReportingDelayOptions> = {},
): CorrectionRecord {
  const options = { ...usualDelayOptions, ...given };
  return recordOf(fitsByCopy(copies, options), options);
}

interface FittedCopy {
  readonly copy: ListCopy;
  /** On this copy and the older ones only. */
  readonly fit: DelayFit;
}

function fitsByCopy(copies: readonly ListCopy[], options: ReportingDelayOptions): FittedCopy[] {
  const ordered = inOrder(copies);
  return ordered.map((copy, i) => ({ copy, fit: fitReportingDelay(ordered.slice(0, i + 1), options) }));
}

function recordOf(fits: readonly FittedCopy[], options: ReportingDelayOptions): CorrectionRecord {
  const newest = fits.at(-1);
  const start = (newest?.fit.transitions ?? []).findLastIndex((t) => t.rebuilt) + 1;
  const checks = fits
    .slice(start, -1)
    .flatMap(({ copy, fit }) =>
      newest === undefined
        ? []
        : nowcastCounts(fit, copy, { at: newest.copy.day }).map(
            ({ period, raw, corrected, low, high }): CorrectionCheck => ({
              copy: copy.day,
              against: newest.copy.day,
              period,
              raw,
              expected: corrected,
              low,
              high,
              known: countIn(newest.copy, period, options.frequency),
            }),
          ),
    );
  const error = mean(checks.map((c) => Math.abs(c.expected - c.known)));
  const rawError = mean(checks.map((c) => Math.abs(c.raw - c.known)));
  return {
    since: fits[start]?.copy.day ?? null,
    rebuilt: start > 0,
    checks,
    error,
    rawError,
    covered: checks.filter((c) => c.known >= c.low && c.known <= c.high).length,
    validated: checks.length > 0 && error < rawError,
  };
}

/** A nowcast held against the count that the newest copy knows. */
export interface CountAgainst extends NowcastCount {
  readonly known: number;
  readonly inside: boolean;
}

/** A growing list read with its reporting delay. */
export interface ReportingDelay {
  readonly fit: DelayFit;
  /** Finished periods of the newest copy younger than the horizon. */
  readonly counts: readonly NowcastCount[];
  /** Share listed by age. */
  readonly completeness: readonly CompletenessAt[];
  readonly record: CorrectionRecord;
  /** Complete counts as every earlier copy would have had them, each from what was held then, against the newest copy. */
  readonly earlier: readonly {
    readonly day: string;
    readonly status: DelayFit["status"];
    readonly counts: readonly CountAgainst[];
  }[];
}

/** Ages at which the completeness is printed, as shares of the horizon. */
const printedAges = [0.04, 0.125, 0.25, 0.5, 0.75];

/** Delay, complete counts and past performance of the newest of some copies. @throws "too-few-observations" without copies; as {@link fitReportingDelay} */
export function readReportingDelay(
  copies: readonly ListCopy[],
  given: Partial<ReportingDelayOptions> = {},
): ReportingDelay {
  const options = { ...usualDelayOptions, ...given };
  const fits = fitsByCopy(copies, options);
  const newest = fits.at(-1);
  if (newest === undefined)
    throw new VorlaufError("too-few-observations", { what: "copies of a list", have: 0, need: 2 });
  const against = (n: NowcastCount): CountAgainst => {
    const known = countIn(newest.copy, n.period, options.frequency);
    return { ...n, known, inside: known >= n.low && known <= n.high };
  };
  return {
    fit: newest.fit,
    counts: nowcastCounts(newest.fit, newest.copy),
    completeness:
      newest.fit.status === "fitted"
        ? printedAges.map((share) => completenessAt(newest.fit, Math.round(share * options.horizonDays)))
        : [],
    record: recordOf(fits, options),
    earlier: fits
      .slice(0, -1)
      .map(({ copy, fit }) => ({ day: copy.day, status: fit.status, counts: nowcastCounts(fit, copy).map(against) })),
  };
}

/** How many entries of a growing list are still to come? */
export const method: Method<{ readonly copies: readonly ListCopy[] }, ReportingDelayOptions, ReportingDelay> = {
  id: "reporting-delay",
  cites: [
    "Lawless (1994), Canadian Journal of Statistics 22(1), 15-31",
    "Höhle & an der Heiden (2014), Biometrics 70(4), 993-1002",
    "Salmon, Schumacher, Stark & Höhle (2015), Biometrical Journal 57(6), 1051-1067",
  ],
  defaults: usualDelayOptions,
  run: ({ copies }, options) => readReportingDelay(copies, options),
};

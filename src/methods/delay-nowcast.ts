import { quantileSorted, sorted } from "../math/quantile.ts";
import { createRandom, type Random } from "../math/random.ts";
import { mean } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import { dayOf, endOf, type Period, periodOf, periodRange, shift, startOf } from "../terms/period.ts";
import type { DelayFit, ReportingDelayOptions } from "./delay-distribution.ts";
import { entryDay, type ListCopy } from "./list-copies.ts";
import { between, drawsOf, hazardOf, placePair, spreadOf } from "./reverse-hazard.ts";

/** Shape of the gamma prior of a period's rate: as much weight as this many entries. ASSUMPTION. */
const rateShape = 2;
/** Most recent settled periods whose mean is the prior mean of the rate. ASSUMPTION. */
const ratePeriods = 8;

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
 * Of N ~ Poisson(lambda) entries of a period n are listed, each with probability c = mean over where in a period its entries are dated of
 * exp(-u H(age, D)); lambda has a weak gamma prior of shape 2 around the copy's own mean of settled periods. So
 *
 *   N - n ~ Poisson(lambda (1 - c)),   lambda | n ~ Gamma(2 + n) / (2 / mean + c),
 *
 * a negative binomial. The interval holds the uncertainty of the estimate (one posterior draw each), of the period (u) and of chance.
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
  const { rate, shares } = usualPeriod(copy, fit.options);
  return openPeriods(copy, fit.options).map((period) => {
    const raw = countIn(copy, period, fit.options.frequency);
    const [first, last] = [dayOf(startOf(period)), dayOf(endOf(period))];
    const places = shares.map((share) => {
      const age = day - first - share * (last - first);
      return placePair(age, Math.min(age + later, D), D);
    });
    const own = random.fork(period);
    const draws = Float64Array.from(drawsOf(fit.draws), (theta) => {
      const spread = spreadOf(theta);
      const u = Math.exp(spread * own.normal() - (spread * spread) / 2);
      const hazard = hazardOf(theta);
      const c = mean(places.map((place) => Math.exp(-u * between(hazard, place))));
      return raw + drawPoisson((own.gamma(rateShape + raw) / (rateShape / rate + c)) * (1 - c), own);
    });
    return { period, raw, ...summaryOf(draws, fit.options.coverage), draws };
  });
}

/** Places in a period at which the completeness is averaged. */
const placesInPeriod = 7;

/**
 * What the most recent periods of a copy that are older than half the horizon were like: their mean count (at least 1), and
 * where in the period its entries are dated, as shares of its length at even quantiles (even steps where there are none).
 */
function usualPeriod(
  copy: ListCopy,
  { frequency, horizonDays }: ReportingDelayOptions,
): { readonly rate: number; readonly shares: readonly number[] } {
  const day = dayOf(copy.day);
  let period = periodOf(frequency, copy.day);
  while (day - dayOf(endOf(period)) < horizonDays / 2) period = shift(period, -1);
  const periods = periodRange(shift(period, 1 - ratePeriods), period);
  const dated = periods.flatMap((p) => {
    const [first, last] = [dayOf(startOf(p)), dayOf(endOf(p))];
    return copy.entries
      .map(entryDay)
      .flatMap((d) => (d >= first && d <= last ? [(d - first) / Math.max(1, last - first)] : []));
  });
  const order = sorted(dated);
  const steps = Array.from({ length: placesInPeriod }, (_, i) => (i + 0.5) / placesInPeriod);
  return {
    rate: Math.max(1, dated.length / periods.length),
    shares: order.length === 0 ? steps : steps.map((p) => quantileSorted(order, p)),
  };
}

/** Entries of a copy whose date lies in a period. */
export function countIn(copy: ListCopy, period: Period, frequency: ReportingDelayOptions["frequency"]): number {
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

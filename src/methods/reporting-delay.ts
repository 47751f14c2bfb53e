import { mean } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import type { Period } from "../terms/period.ts";
import {
  type CompletenessAt,
  completenessAt,
  type DelayFit,
  fitReportingDelay,
  type ReportingDelayOptions,
  usualDelayOptions,
} from "./delay-distribution.ts";
import { countIn, type NowcastCount, nowcastCounts } from "./delay-nowcast.ts";
import { coverageLinks, inOrder, type ListCopy } from "./list-copies.ts";

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
  const checks = fits.slice(start, -1).flatMap(({ copy, fit }) =>
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
    /** What its counts are multiplied with to be compared with the newest copy's ({@link coverageLinks}). */
    readonly coverage: number;
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
  const links = coverageLinks(newest.fit.transitions);
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
    earlier: fits.slice(0, -1).map(({ copy, fit }, i) => ({
      day: copy.day,
      status: fit.status,
      coverage: links[i] ?? Number.NaN,
      counts: nowcastCounts(fit, copy).map(against),
    })),
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

/** A lead time as its source states it [days]: a central value and, where given, a low and a high one. */
export interface LeadTime {
  readonly median: number;
  readonly low: number | null;
  readonly high: number | null;
}

const z80 = 0.8416212335729143;
const z90 = 1.2815515655446004;

/**
 * The 80 % quantile of a lead time [days], from a log-normal distribution through the median with the stated low and high
 * as its 10 % and 90 % points; with one of them missing, the other's distance from the median in logs is used on both
 * sides; with both missing the median is returned, because no spread was stated.
 *
 *   sigma = ln(P90 / P10) / (2 z90),   P80 = median exp(z80 sigma)
 *
 * @cite BUILDOUT sections 6 and 8 (P80 is the planning default; P10/P50/P90 to log-normal)
 */
export function leadTimeP80(lead: LeadTime): number {
  const sigma = leadTimeSigma(lead);
  return lead.median * Math.exp(z80 * sigma);
}

/** Standard deviation of the log of a lead time; 0 where no spread was stated. */
export function leadTimeSigma({ median, low, high }: LeadTime): number {
  const up = high === null || high <= median ? null : Math.log(high / median);
  const down = low === null || low <= 0 || low >= median ? null : Math.log(median / low);
  if (up !== null && down !== null) return (up + down) / (2 * z90);
  return (up ?? down ?? 0) / z90;
}

const daysPer: Readonly<Record<string, number>> = { days: 1, weeks: 7, months: 365.25 / 12, years: 365.25 };

/** Days in a lead time's unit, or null when the unit is not one of days, weeks, months, years. */
export function daysInUnit(unit: string): number | null {
  return daysPer[unit] ?? null;
}

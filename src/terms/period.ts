import { VorlaufError } from "./errors.ts";

/**
 * A stretch of time as a string: year `2026`, quarter `2026-Q3`, month `2026-11`, day `2026-11-20`.
 * Within one frequency the strings sort in time order.
 */
export type Period = string;

/** How often a series is published; `irregular` for dated events. */
export type Frequency = "annual" | "quarterly" | "monthly" | "daily" | "irregular";

/** Days from 1970-01-01 to a civil date (Howard Hinnant's days_from_civil). */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468;
}

/** The civil date of a day number as `YYYY-MM-DD`; inverse of {@link dayNumber}. */
export function dateOfDay(n: number): string {
  const z = Math.floor(n) + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(doy - Math.floor((153 * mp + 2) / 5) + 1, 2)}`;
}

function pad(n: number, width: number): string {
  return String(n).padStart(width, "0");
}

/** Number of days in a month (1 to 12). */
export function daysInMonth(year: number, month: number): number {
  return month === 12 ? 31 : dayNumber(year, month + 1, 1) - dayNumber(year, month, 1);
}

/** Whether a string is a civil date that exists. */
export function isDate(text: string): boolean {
  if (text.length !== 10 || text.charCodeAt(4) !== hyphen || text.charCodeAt(7) !== hyphen) return false;
  const [y, mo, d] = [digitsAt(text, 0, 4), digitsAt(text, 5, 7), digitsAt(text, 8, 10)];
  return y >= 0 && mo >= 1 && mo <= 12 && d >= 1 && d <= daysInMonth(y, mo);
}

const hyphen = 45;

/** The number that ASCII digits make, or -1 when another character stands among them: what every row of every document asks, without a pattern. */
function digitsAt(text: string, from: number, to: number): number {
  let n = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    n = n * 10 + digit;
  }
  return n;
}

/** The date checked, for use inside. @throws "input-date" */
export function parseDate(text: string): string {
  const trimmed = text.trim();
  if (!isDate(trimmed))
    throw new VorlaufError("input-date", { got: text, fix: "Give a day as YYYY-MM-DD, for example 2026-02-09." });
  return trimmed;
}

/** Day number of a date string. @throws "input-date" */
export function dayOf(date: string): number {
  const first = date.slice(0, 10);
  const d = isDate(first) ? first : parseDate(first);
  return dayNumber(digitsAt(d, 0, 4), digitsAt(d, 5, 7), digitsAt(d, 8, 10));
}

/** The frequency that a period's form implies. @throws "input-date" */
export function frequencyOf(period: Period): Exclude<Frequency, "irregular"> {
  if (period.length === 10 && isDate(period)) return "daily";
  if (/^\d{4}$/.test(period)) return "annual";
  if (/^\d{4}-Q[1-4]$/.test(period)) return "quarterly";
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(period)) return "monthly";
  throw new VorlaufError("input-date", { got: period, fix: "A period is 2026, 2026-Q3, 2026-11 or 2026-11-20." });
}

/** Position of a period on its own frequency's grid: years, quarters, months or days since 1970. */
export function indexOf(period: Period): number {
  const year = Number(period.slice(0, 4));
  switch (frequencyOf(period)) {
    case "annual":
      return year - 1970;
    case "quarterly":
      return (year - 1970) * 4 + Number(period.slice(6)) - 1;
    case "monthly":
      return (year - 1970) * 12 + Number(period.slice(5)) - 1;
    case "daily":
      return dayOf(period);
  }
}

/** The period at a position of a frequency's grid; inverse of {@link indexOf}. */
export function periodAt(frequency: Exclude<Frequency, "irregular">, index: number): Period {
  switch (frequency) {
    case "annual":
      return pad(1970 + index, 4);
    case "quarterly":
      return `${pad(1970 + Math.floor(index / 4), 4)}-Q${(((index % 4) + 4) % 4) + 1}`;
    case "monthly":
      return `${pad(1970 + Math.floor(index / 12), 4)}-${pad((((index % 12) + 12) % 12) + 1, 2)}`;
    case "daily":
      return dateOfDay(index);
  }
}

/** The period `by` steps later (earlier when negative) at its own frequency. */
export function shift(period: Period, by: number): Period {
  return periodAt(frequencyOf(period), indexOf(period) + by);
}

/** First day of a period. */
export function startOf(period: Period): string {
  const year = Number(period.slice(0, 4));
  switch (frequencyOf(period)) {
    case "annual":
      return `${pad(year, 4)}-01-01`;
    case "quarterly":
      return `${pad(year, 4)}-${pad(Number(period.slice(6)) * 3 - 2, 2)}-01`;
    case "monthly":
      return `${period}-01`;
    case "daily":
      return period;
  }
}

/** Last day of a period. */
export function endOf(period: Period): string {
  return frequencyOf(period) === "daily" ? period : dateOfDay(dayOf(startOf(shift(period, 1))) - 1);
}

/** The year, quarter, month or day that holds a date. */
export function periodOf(frequency: Exclude<Frequency, "irregular">, date: string): Period {
  const year = date.slice(0, 4);
  const month = Number(date.slice(5, 7));
  switch (frequency) {
    case "annual":
      return year;
    case "quarterly":
      return `${year}-Q${Math.ceil(month / 3)}`;
    case "monthly":
      return date.slice(0, 7);
    case "daily":
      return date.slice(0, 10);
  }
}

/** The calendar quarter that holds the midpoint of an interval of days (both ends included). */
export function quarterOfInterval(start: string, end: string): Period {
  return periodOf("quarterly", dateOfDay(Math.floor((dayOf(start) + dayOf(end)) / 2)));
}

/** The date `by` months later; the day is kept where the month has it, else the month's last. */
export function addMonths(date: string, by: number): string {
  const month = shift(date.slice(0, 7), by);
  const last = daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5, 7)));
  return `${month}-${pad(Math.min(Number(date.slice(8, 10)), last), 2)}`;
}

/** All periods from first to last, both included. */
export function periodRange(first: Period, last: Period): Period[] {
  const frequency = frequencyOf(first);
  const from = indexOf(first);
  const n = indexOf(last) - from + 1;
  return Array.from({ length: Math.max(0, n) }, (_, i) => periodAt(frequency, from + i));
}

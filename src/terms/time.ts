import { VorlaufError } from "./errors.ts";
import { dateOfDay, dayOf, isDate, parseDate } from "./period.ts";

/** A point in time as an ISO UTC string with seconds, `2026-02-09T23:59:59Z`; the strings sort in time order. */
export type Instant = string;

/** The last second of a day, UTC: what a stamp without a time counts as, and where an as-of day cuts. */
export function endOfDay(date: string): Instant {
  return `${parseDate(date)}T23:59:59Z`;
}

/** Whether a text is an instant of the one form used here, at a time that exists. */
export function isInstant(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.test(text) && isDate(text.slice(0, 10));
}

/**
 * A publisher's stamp as an instant in UTC. A bare date is the end of that day; a month the end of its last day is *not*
 * guessed here. Offsets are converted, fractions of a second dropped.
 * @throws "input-date"
 */
export function toInstant(stamp: string): Instant {
  if (isDate(stamp)) return endOfDay(stamp);
  const m =
    /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?\s*(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?$/.exec(
      stamp.trim(),
    );
  if (m === null || !isDate(m[1] ?? ""))
    throw new VorlaufError("input-date", { got: stamp, fix: "A time is YYYY-MM-DD or an ISO time with its offset." });
  const offset =
    m[5] === undefined || m[5] === "Z"
      ? 0
      : (m[5].startsWith("-") ? -1 : 1) * (Number(m[5].slice(1, 3)) * 60 + Number(m[5].slice(-2)));
  return shiftMinutes(`${m[1]}T${m[2]}:${m[3]}:${m[4] ?? "00"}Z`, -offset);
}

function shiftMinutes(instant: Instant, by: number): Instant {
  if (by === 0) return instant;
  const minutes = dayOf(instant) * 1440 + Number(instant.slice(11, 13)) * 60 + Number(instant.slice(14, 16)) + by;
  const ofDay = ((minutes % 1440) + 1440) % 1440;
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${dateOfDay(Math.floor(minutes / 1440))}T${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}:${instant.slice(17, 19)}Z`;
}

import type { Observation } from "../../src/terms/observation.ts";

/** Per period the newest observation of a series with `known` up to the end of a day; pure, for tests without a store. */
export function asOf(observations: readonly Observation[], series: string, day: string): Map<string, Observation> {
  const newest = new Map<string, Observation>();
  for (const o of observations) {
    if (o.series !== series || o.known > `${day}T23:59:59Z`) continue;
    const held = newest.get(o.period);
    if (held === undefined || held.known < o.known) newest.set(o.period, o);
  }
  return new Map([...newest].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Value of a series in a period as of a day, in millions; null when nothing is known. */
export function millions(
  observations: readonly Observation[],
  series: string,
  period: string,
  day: string,
): number | null {
  const value = asOf(observations, series, day).get(period)?.value;
  return value === undefined || value === null ? null : value / 1e6;
}

/** Every statement about one period, oldest first: day known, value in millions, flags. */
export function statements(
  observations: readonly Observation[],
  series: string,
  period: string,
): [string, number, ...string[]][] {
  return observations
    .filter((o) => o.series === series && o.period === period)
    .sort((a, b) => (a.known < b.known ? -1 : 1))
    .map((o) => [o.known.slice(0, 10), (o.value ?? Number.NaN) / 1e6, ...(o.flags ?? [])]);
}

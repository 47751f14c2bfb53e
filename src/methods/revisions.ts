import { tQuantile } from "../math/distributions.ts";
import { longRunVariance, neweyWestLags } from "../math/ols.ts";
import { median } from "../math/quantile.ts";
import { mean } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";
import { dayOf, endOf, type Period, shift } from "../terms/period.ts";

/** What was said about a period, and since when. */
export interface ValueStatement {
  readonly period: Period;
  /** Instant or day from which it was known. */
  readonly known: string;
  /** Null for "no value". */
  readonly value: number | null;
}

/** One step in the life of a value. */
export interface Revision {
  readonly period: Period;
  readonly known: string;
  readonly value: number | null;
  /** What stood before; null for the first statement. */
  readonly before: number | null;
  /** value - before, and relative to |before|; null for the first statement and where either has no value (relative: or before is 0). */
  readonly change: number | null;
  readonly relative: number | null;
  /** 1 for the first statement about the period, 2 for the first revision, and so on. */
  readonly release: number;
  /** Days since the first statement about the period. */
  readonly ageDays: number;
}

function byPeriod(statements: readonly ValueStatement[]): Map<Period, ValueStatement[]> {
  const groups = new Map<Period, ValueStatement[]>();
  for (const s of [...statements].sort((a, b) => order(endOf(a.period), endOf(b.period)) || order(a.known, b.known))) {
    const group = groups.get(s.period);
    const last = group?.at(-1);
    if (group === undefined) groups.set(s.period, [s]);
    else if (last?.known === s.known) group[group.length - 1] = s;
    else group.push(s);
  }
  return new Map(
    [...groups].map(([period, group]) => [
      period,
      group.filter((s, i) => i === 0 || !Object.is(s.value, group[i - 1]?.value)),
    ]),
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Every change of every value, by period and then by time; the first statement included. A repeat of the value that stands is
 * no revision; of two statements of the same moment the later in the array counts.
 */
export function revisionLog(statements: readonly ValueStatement[]): Revision[] {
  return [...byPeriod(statements).values()].flatMap((group) =>
    group.map((s, i): Revision => {
      const before = i === 0 ? null : (group[i - 1]?.value ?? null);
      const change = i === 0 || s.value === null || before === null ? null : s.value - before;
      return {
        period: s.period,
        known: s.known,
        value: s.value,
        before,
        change,
        relative: change === null || before === null || before === 0 ? null : change / Math.abs(before),
        release: i + 1,
        ageDays: dayOf(s.known) - dayOf(group[0]?.known ?? s.known),
      };
    }),
  );
}

/** A series as it stood on each day on which it changed. */
export interface RevisionTriangle {
  /** Rows, oldest first. */
  readonly periods: readonly Period[];
  /** Columns: days on which anything about the series became known, oldest first. */
  readonly days: readonly string[];
  /** periods × days, row-major; NaN before the first statement and where the newest says "no value". */
  readonly values: Float64Array;
}

/** The triangle of a series: value of each period (rows) as known at the end of each day with news (columns). */
export function revisionTriangle(statements: readonly ValueStatement[]): RevisionTriangle {
  const groups = byPeriod(statements);
  const days = [...new Set([...groups.values()].flatMap((g) => g.map((s) => s.known.slice(0, 10))))].sort();
  const place = new Map(days.map((d, i) => [d, i]));
  const values = new Float64Array(groups.size * days.length).fill(Number.NaN);
  [...groups.values()].forEach((group, row) => {
    group.forEach((s, i) => {
      const from = place.get(s.known.slice(0, 10)) ?? 0;
      const next = group[i + 1];
      const to = next === undefined ? days.length : (place.get(next.known.slice(0, 10)) ?? days.length);
      values.fill(s.value ?? Number.NaN, row * days.length + from, row * days.length + to);
    });
  });
  return { periods: [...groups.keys()], days, values };
}

/** One value per period, oldest period first. */
export interface Release {
  readonly period: Period;
  readonly value: number | null;
  readonly known: string;
}

/** The n-th different value stated about each period (1: the first release); periods with fewer are left out. @throws "input-invalid" for n < 1 */
export function nthRelease(statements: readonly ValueStatement[], n: number): Release[] {
  if (!(Number.isInteger(n) && n >= 1))
    throw new VorlaufError("input-invalid", { what: "release", got: String(n), fix: "Give a whole number from 1." });
  return [...byPeriod(statements).values()].flatMap((g) => {
    const s = g[n - 1];
    return s === undefined ? [] : [{ period: s.period, value: s.value, known: s.known }];
  });
}

/** The newest value of each period. */
export function latestRelease(statements: readonly ValueStatement[]): Release[] {
  return [...byPeriod(statements).values()].flatMap((g) => {
    const s = g.at(-1);
    return s === undefined ? [] : [{ period: s.period, value: s.value, known: s.known }];
  });
}

/** What revisions up to an age were like. */
export interface RevisionsAtAge {
  /** Days after the first release; null: to the newest value held. */
  readonly ageDays: number | null;
  /** Periods whose value at that age is known, and how many of them differ from their first release. */
  readonly n: number;
  readonly revised: number;
  /** Mean revision (the bias of the first release), with its interval; NaN with too few periods. */
  readonly bias: number;
  readonly low: number;
  readonly high: number;
  /** Size: mean and median absolute revision, root of the mean square, largest. */
  readonly meanAbsolute: number;
  readonly medianAbsolute: number;
  readonly rootMeanSquare: number;
  readonly largest: number;
}

/** Size and bias of revisions. */
export interface RevisionSize {
  /** `relative`: (later - first) / |first|; `absolute`: in the series' unit, where a first release is zero or negative. */
  readonly measure: "relative" | "absolute";
  readonly coverage: number;
  readonly ages: readonly RevisionsAtAge[];
  /** Periods held whose first statement came too late after their end to be a first release. */
  readonly withoutFirst: number;
}

/** Options of {@link revisionSize}. */
export interface RevisionOptions {
  /** The last day of the record: a period younger than an age on it is not counted at that age. */
  readonly asOf: string;
  /** Ages [days]. */
  readonly ages: readonly number[];
  /** A first statement later than this after the period's end is a comparative, not a first release [days]. */
  readonly firstWithinDays: number;
  readonly coverage: number;
  /** `auto`: relative where every first release is above zero, else in the series' unit. */
  readonly measure: "auto" | "absolute";
}

/** The usual ages and limits; ASSUMPTION, the 130 days are those of the data contract. */
export const usualRevisionOptions: RevisionOptions = {
  asOf: "9999-12-31",
  ages: [31, 92, 183, 365, 730, 1096],
  firstWithinDays: 130,
  coverage: 0.9,
  measure: "auto",
};

/**
 * Size and bias of revisions by age: r[t](a) = y[t](first + a) - y[t](first), over the periods whose first release is held and
 * at least a days old on the last day, so that no period drops out because it was not revised yet.
 *
 * bias = mean r; its interval is mean ± t(n - 1) sqrt(S / n), S the Newey-West long-run variance (benchmark revisions move many
 * periods together). Fewer than 3 periods: no interval.
 *
 * @throws "input-invalid" for a coverage outside (0, 1)
 * @cite Mankiw & Shapiro (1986), Survey of Current Business 66(5), 20-25; Newey & West (1987), Econometrica 55(3)
 */
export function revisionSize(
  statements: readonly ValueStatement[],
  given: Partial<RevisionOptions> = {},
): RevisionSize {
  const { asOf, ages, firstWithinDays, coverage, measure: wanted } = { ...usualRevisionOptions, ...given };
  if (!(coverage > 0 && coverage < 1))
    throw new VorlaufError("input-invalid", {
      what: "coverage",
      got: String(coverage),
      fix: "Give a number between 0 and 1.",
    });
  const groups = [...byPeriod(statements).values()];
  const held = groups.filter((g) => {
    const first = g[0];
    return (
      first !== undefined && first.value !== null && dayOf(first.known) - dayOf(endOf(first.period)) <= firstWithinDays
    );
  });
  const measure = wanted === "absolute" || held.some((g) => (g[0]?.value ?? 0) <= 0) ? "absolute" : "relative";
  const cut = dayOf(asOf);
  const at = (ageDays: number | null): RevisionsAtAge => {
    const changes = held.flatMap((g) => {
      const first = g[0];
      if (first === undefined || first.value === null || (ageDays !== null && cut - dayOf(first.known) < ageDays))
        return [];
      const until = ageDays === null ? cut : dayOf(first.known) + ageDays;
      const later = g.findLast((s) => dayOf(s.known) <= until)?.value ?? null;
      return later === null ? [] : [measure === "relative" ? (later - first.value) / first.value : later - first.value];
    });
    return summary(ageDays, Float64Array.from(changes), coverage);
  };
  return { measure, coverage, ages: [...ages.map(at), at(null)], withoutFirst: groups.length - held.length };
}

function summary(ageDays: number | null, r: Float64Array, coverage: number): RevisionsAtAge {
  const n = r.length;
  const absolute = r.map(Math.abs);
  const bias = n === 0 ? Number.NaN : mean(r);
  const variance =
    n < 3
      ? Number.NaN
      : Math.max(
          0,
          longRunVariance(
            r.map((v) => v - bias),
            1,
            neweyWestLags(n),
          )[0] ?? Number.NaN,
        );
  const half = n < 3 ? Number.NaN : tQuantile(0.5 + coverage / 2, n - 1) * Math.sqrt(variance / n);
  return {
    ageDays,
    n,
    revised: r.filter((v) => v !== 0).length,
    bias,
    low: bias - half,
    high: bias + half,
    meanAbsolute: n === 0 ? Number.NaN : mean(absolute),
    medianAbsolute: n === 0 ? Number.NaN : median(absolute),
    rootMeanSquare: n === 0 ? Number.NaN : Math.sqrt(mean(r.map((v) => v * v))),
    largest: n === 0 ? Number.NaN : Math.max(...absolute),
  };
}

/**
 * Growth as it was known: for each period the log change to the period before, restated whenever one of the two is. An index
 * that is put on a new base year changes all its levels and none of its growth; read its revisions here.
 * Statements before both levels are known, and of levels that are not positive, are left out.
 */
export function growthStatements(statements: readonly ValueStatement[]): ValueStatement[] {
  const groups = byPeriod(statements);
  return [...groups].flatMap(([period, now]) => {
    const before = groups.get(shift(period, -1));
    if (before === undefined) return [];
    const moments = [...new Set([...now, ...before].map((s) => s.known))].sort();
    return moments.flatMap((known): ValueStatement[] => {
      const [a, b] = [
        before.findLast((s) => s.known <= known)?.value ?? 0,
        now.findLast((s) => s.known <= known)?.value ?? 0,
      ];
      return a > 0 && b > 0 ? [{ period, known, value: Math.log(b / a) }] : [];
    });
  });
}

/** How is a series revised? */
export interface Revisions {
  readonly log: readonly Revision[];
  readonly triangle: RevisionTriangle;
  readonly first: readonly Release[];
  readonly latest: readonly Release[];
  readonly size: RevisionSize;
  /** The same of the growth from period to period, in log points. */
  readonly growth: RevisionSize;
}

/** Log, triangle, first and latest release, size and bias of a series' revisions. @throws as {@link revisionSize} */
export function readRevisions(
  statements: readonly ValueStatement[],
  options: Partial<RevisionOptions> = {},
): Revisions {
  return {
    log: revisionLog(statements),
    triangle: revisionTriangle(statements),
    first: nthRelease(statements, 1),
    latest: latestRelease(statements),
    size: revisionSize(statements, options),
    growth: revisionSize(growthStatements(statements), { ...options, measure: "absolute" }),
  };
}

/** How large and how one-sided are the revisions of a series? */
export const method: Method<{ readonly statements: readonly ValueStatement[] }, RevisionOptions, Revisions> = {
  id: "revisions",
  cites: [
    "Mankiw & Shapiro (1986), Survey of Current Business 66(5), 20-25",
    "Newey & West (1987), Econometrica 55(3), 703-708",
  ],
  defaults: usualRevisionOptions,
  run: ({ statements }, options) => readRevisions(statements, options),
};

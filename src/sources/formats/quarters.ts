import { dateOfDay, dayOf, type Period, periodOf, quarterOfInterval } from "../../terms/period.ts";

/** One filing's statement of a flow over an interval, both ends included. */
export interface Statement {
  readonly start: string;
  readonly end: string;
  readonly value: number;
  readonly filed: string;
  readonly accession: string;
  /** Tag and unit, for the locator. */
  readonly name: string;
  /** Among tags of one filing that state the same interval, the smallest counts. */
  readonly rank: number;
}

/** A term of a derived value. */
export interface Term {
  readonly sign: 1 | -1;
  readonly statement: Statement;
}

/** What became known on one day about one calendar quarter (or year). */
export interface Change {
  readonly period: Period;
  readonly start: string;
  readonly end: string;
  readonly value: number;
  readonly filed: string;
  /** One term: stated directly. Several: a difference or sum of intervals. */
  readonly terms: readonly Term[];
  readonly flags: readonly string[];
}

/** A statement that was not taken, and why. */
export interface Refusal {
  readonly reason: string;
  readonly statement: Statement;
}

/** A fact as of the day reached: its newest statement, when that value came, when it was last repeated. */
interface Held {
  readonly key: string;
  statement: Statement;
  /** Last day on which the value changed by more than rounding, and the last day of the value before; null while it is the first one. */
  revision: { readonly on: string; readonly after: string } | null;
  statedOn: string;
}

/** A signed chain of facts from a quarter's first day to the day after its last. */
interface Route {
  readonly start: number;
  /** Day after the last. */
  readonly next: number;
  readonly terms: readonly { readonly sign: 1 | -1; readonly key: string }[];
  readonly rank: number;
}

interface QuarterState {
  readonly period: Period;
  readonly routes: Route[];
  shown: Change | null;
  isFirst: boolean;
}

/** Days after the end of a period within which the first value held counts as the first published (DESIGN section 4). */
export const firstPublishedWithinDays = 130;

/**
 * The vintage history of calendar quarters that filings imply: for every filing day on which a value or its flags change,
 * one {@link Change}, in order of filing.
 *
 * As of a day each fact (start, end) has its newest statement. A quarter is the signed sum along a chain of facts from its
 * first day to the day after its last: one fact of 80-100 days first, then two terms (year to date minus the shorter year to
 * date; or two intervals with the same end), then three (trailing twelve months). A chain is *mixed* when one term was
 * revised and another has neither been stated since nor been revised by the same restatement; mixed chains are never evaluated: the last consistent value stays and is
 * repeated with flag `mixed-vintage` on the day on which the mix begins. A repeat in coarser rounding is no revision. The first
 * value held is flagged `comparative` when it came more than {@link firstPublishedWithinDays} days after the quarter's end.
 * A quarter belongs to the calendar quarter that holds its midpoint.
 *
 * Each filing day re-evaluates only the quarters whose chains contain a fact stated on that day.
 */
export function deriveQuarters(statements: readonly Statement[]): {
  readonly changes: readonly Change[];
  readonly refused: readonly Refusal[];
} {
  const held = new Map<string, Held>();
  const quarters = quartersOf(statements);
  const quartersByFact = indexByFact(quarters);
  const changes: Change[] = [];
  const refused: Refusal[] = [];
  for (const day of byFilingDay(statements)) {
    const touched = new Set<QuarterState>();
    for (const statement of newestPerFact(day)) {
      if (isValueOfShorterInterval(statement, held)) {
        refused.push({ reason: "value of a quarter stated under a longer interval", statement });
        continue;
      }
      take(statement, held);
      for (const quarter of quartersByFact.get(keyOf(statement)) ?? []) touched.add(quarter);
    }
    for (const quarter of touched) {
      const change = evaluate(quarter, held, day[0]?.filed ?? "");
      if (change !== null) changes.push(change);
    }
  }
  return { changes, refused };
}

/**
 * The vintage history of fiscal years: intervals of 350-378 days that end within ten days of the fiscal year's end
 * (`MM-DD`; trailing twelve months at other ends are not years). The period is the calendar year that holds the midpoint.
 */
export function deriveYears(statements: readonly Statement[], fiscalYearEnd: string): readonly Change[] {
  const isYear = (s: Statement): boolean => {
    const length = dayOf(s.end) - dayOf(s.start) + 1;
    return length >= 350 && length <= 378 && daysFromYearEnd(s.end, fiscalYearEnd) <= 10;
  };
  return deriveStated(statements.filter(isYear), (s) =>
    periodOf("annual", dateOfDay(Math.floor((dayOf(s.start) + dayOf(s.end)) / 2))),
  );
}

/** The vintage history of values that stand for themselves (instants, years, year-to-date sums) under the period given. */
export function deriveStated(statements: readonly Statement[], period: (s: Statement) => Period): readonly Change[] {
  const held = new Map<string, Held>();
  const shown = new Map<Period, Change>();
  const changes: Change[] = [];
  for (const day of byFilingDay(statements)) {
    for (const statement of newestPerFact(day)) {
      take(statement, held);
      const now = held.get(keyOf(statement))?.statement ?? statement;
      const before = shown.get(period(statement));
      if (before !== undefined && (before.value === now.value || before.end > now.end)) continue;
      const flags = before === undefined && isLate(statement) ? ["comparative"] : [];
      const change = {
        period: period(statement),
        start: now.start,
        end: now.end,
        value: now.value,
        filed: statement.filed,
        terms: [{ sign: 1 as const, statement: now }],
        flags,
      };
      shown.set(change.period, change);
      changes.push(change);
    }
  }
  return changes;
}

function daysFromYearEnd(end: string, fiscalYearEnd: string): number {
  const year = Number(end.slice(0, 4));
  return Math.min(...[year - 1, year, year + 1].map((y) => Math.abs(dayOf(`${y}-${fiscalYearEnd}`) - dayOf(end))));
}

function isLate(s: { readonly filed: string; readonly end: string }): boolean {
  return dayOf(s.filed) - dayOf(s.end) > firstPublishedWithinDays;
}

function keyOf(s: { readonly start: string; readonly end: string }): string {
  return `${s.start}..${s.end}`;
}

function byFilingDay(statements: readonly Statement[]): readonly (readonly Statement[])[] {
  const days = new Map<string, Statement[]>();
  for (const s of statements) {
    const day = days.get(s.filed);
    if (day === undefined) days.set(s.filed, [s]);
    else day.push(s);
  }
  return [...days.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day);
}

/** Of several statements of one fact on a day: the later accession, then the preferred tag, then the finer rounding. */
function newestPerFact(day: readonly Statement[]): readonly Statement[] {
  const best = new Map<string, Statement>();
  for (const s of day) {
    const other = best.get(keyOf(s));
    if (other === undefined || isPreferred(s, other)) best.set(keyOf(s), s);
  }
  return [...best.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function isPreferred(a: Statement, b: Statement): boolean {
  if (a.accession !== b.accession) return a.accession > b.accession;
  if (a.rank !== b.rank) return a.rank < b.rank;
  return roundingOf(a.value) < roundingOf(b.value);
}

function take(statement: Statement, held: Map<string, Held>): void {
  const key = keyOf(statement);
  const before = held.get(key);
  if (before === undefined) {
    held.set(key, { key, statement, revision: null, statedOn: statement.filed });
    return;
  }
  const after = before.statedOn;
  before.statedOn = statement.filed;
  if (statement.value === before.statement.value || isCoarserRepeat(statement.value, before.statement.value)) return;
  if (!isCoarserRepeat(before.statement.value, statement.value)) before.revision = { on: statement.filed, after };
  before.statement = statement;
}

/**
 * Whether `value` repeats `finer` in a coarser unit: rounded (half a unit at most), cut off (Marvell cuts thousands to tenths of a million), or the sum of
 * parts so treated (its fiscal 2022: 169,324 thousand became 169.2 million): 1.5 units at most and not more than 2 %.
 */
export function isCoarserRepeat(value: number, finer: number): boolean {
  const unit = roundingOf(value);
  const difference = Math.abs(value - finer);
  if (unit <= roundingOf(finer)) return false;
  return difference <= 0.5 * unit || (difference <= 1.5 * unit && difference <= 0.02 * Math.abs(finer));
}

/** The unit a filer rounds to as far as the digits tell: 1, a thousand, a tenth of a million, or a million. */
function roundingOf(value: number): number {
  return [1e6, 1e5, 1e3].find((unit) => value % unit === 0) ?? 1;
}

/**
 * A known kind of filer error: a 10-K that gives a quarter's value the dates of the half year or longer (NVIDIA's revenue,
 * 10-K filed 2018-02-28). Only refused when another value of that interval is already held.
 */
function isValueOfShorterInterval(s: Statement, held: ReadonlyMap<string, Held>): boolean {
  const before = held.get(keyOf(s))?.statement.value;
  if (before === undefined || before === s.value || s.value === 0 || lengthOf(s) < 150) return false;
  return [...held.values()].some(
    ({ statement: o }) => o.value === s.value && (o.end === s.end || o.start === s.start) && lengthOf(o) <= 100,
  );
}

function lengthOf(s: Statement): number {
  return dayOf(s.end) - dayOf(s.start) + 1;
}

function quartersOf(statements: readonly Statement[]): readonly QuarterState[] {
  const facts = [
    ...new Map(
      statements.map((s) => [keyOf(s), { key: keyOf(s), start: dayOf(s.start), next: dayOf(s.end) + 1 }]),
    ).values(),
  ];
  const edges = new Map<number, Edge[]>();
  for (const f of facts) {
    push(edges, f.start, { to: f.next, sign: 1, key: f.key });
    push(edges, f.next, { to: f.start, sign: -1, key: f.key });
  }
  const nodes = [...edges.keys()].sort((a, b) => a - b);
  const quarters = new Map<Period, QuarterState>();
  nodes.forEach((start, i) => {
    for (let j = i + 1; j < nodes.length && (nodes[j] ?? 0) - start <= 100; j++) {
      const next = nodes[j] ?? start;
      if (next - start < 80) continue;
      const routes = routesBetween(start, next, edges);
      if (routes.length === 0) continue;
      const period = quarterOfInterval(dateOfDay(start), dateOfDay(next - 1));
      const state = quarters.get(period);
      if (state === undefined) quarters.set(period, { period, routes, shown: null, isFirst: false });
      else state.routes.push(...routes);
    }
  });
  for (const q of quarters.values()) q.routes.sort((a, b) => a.rank - b.rank || a.start - b.start || a.next - b.next);
  return [...quarters.values()];
}

interface Edge {
  readonly to: number;
  readonly sign: 1 | -1;
  readonly key: string;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** All chains of up to three facts from `start` to `next`, none passing a node twice. */
function routesBetween(start: number, next: number, edges: ReadonlyMap<number, readonly Edge[]>): Route[] {
  const routes: Route[] = [];
  const found = (terms: readonly Edge[]): void => {
    // Year to date minus year to date goes back first, from the quarter's first day to the year's; it is the usual chain.
    const kind = terms[0]?.sign === -1 ? 0 : 1;
    routes.push({ start, next, terms: terms.map(({ sign, key }) => ({ sign, key })), rank: terms.length * 2 + kind });
  };
  for (const a of edges.get(start) ?? []) {
    if (a.to === next) found([a]);
    else {
      for (const b of edges.get(a.to) ?? []) {
        if (b.to === next) found([a, b]);
        else if (b.to !== start) {
          for (const c of edges.get(b.to) ?? []) if (c.to === next) found([a, b, c]);
        }
      }
    }
  }
  return routes;
}

function indexByFact(quarters: readonly QuarterState[]): ReadonlyMap<string, ReadonlySet<QuarterState>> {
  const index = new Map<string, Set<QuarterState>>();
  for (const quarter of quarters) {
    for (const route of quarter.routes) {
      for (const { key } of route.terms) {
        const set = index.get(key);
        if (set === undefined) index.set(key, new Set([quarter]));
        else set.add(quarter);
      }
    }
  }
  return index;
}

/**
 * Whether one term was revised and another has not been stated since. A restatement reaches the first quarter, the half year, nine
 * months and the year one filing at a time, so a term that was itself revised after the other's old value was last
 * stated belongs to the same restatement and is not mixed with it.
 */
function isMixedVintage(facts: readonly Held[]): boolean {
  return facts.some(({ revision }) => {
    if (revision === null) return false;
    return facts.some((f) => f.statedOn < revision.on && !(f.revision !== null && f.revision.on > revision.after));
  });
}

/**
 * The chain that counts: of those at hand with the fewest terms, one that is not mixed, year to date first, then the one whose oldest
 * term was stated last. A longer chain never stands in for a mixed shorter one: its terms may hide the same restatement
 * (Alphabet's fourth quarter of 2015 between 2016-11-03 and 2017-02-03).
 */
function bestRoute(
  quarter: QuarterState,
  held: ReadonlyMap<string, Held>,
): { readonly route: Route; readonly terms: readonly Term[] } | "mixed" | null {
  let best: { readonly route: Route; readonly terms: readonly Term[]; readonly freshness: string } | null = null;
  let mixed: Route | null = null;
  for (const route of quarter.routes) {
    if (best !== null && route.rank > best.route.rank) break;
    if (mixed !== null && route.terms.length > mixed.terms.length) break;
    const facts = route.terms.flatMap(({ key }) => held.get(key) ?? []);
    if (facts.length < route.terms.length) continue;
    const oldest = facts.reduce((min, f) => (f.statedOn < min ? f.statedOn : min), "9999-12-31");
    if (facts.length > 1 && isMixedVintage(facts)) {
      mixed = route;
    } else if (best === null || oldest > best.freshness) {
      best = {
        route,
        freshness: oldest,
        terms: facts.map((f, i) => ({ sign: route.terms[i]?.sign ?? 1, statement: f.statement })),
      };
    }
  }
  return best ?? (mixed === null ? null : "mixed");
}

function evaluate(quarter: QuarterState, held: ReadonlyMap<string, Held>, filed: string): Change | null {
  const best = bestRoute(quarter, held);
  const before = quarter.shown;
  if (best === null || (best === "mixed" && before === null)) return null;
  const change = best === "mixed" ? before : describe(quarter.period, best.route, best.terms, filed);
  if (change === null) return null;
  const isSame = before !== null && (change.value === before.value || isCoarserRepeat(change.value, before.value));
  quarter.isFirst = before === null || (quarter.isFirst && isSame);
  const isComparative = before === null ? isLate(change) : quarter.isFirst && before.flags.includes("comparative");
  const flags = [...(isComparative ? ["comparative"] : []), ...(best === "mixed" ? ["mixed-vintage"] : [])];
  if (isSame && before.flags.join() === flags.join()) return null;
  quarter.shown = { ...(isSame ? before : change), filed, flags };
  return quarter.shown;
}

function describe(period: Period, route: Route, terms: readonly Term[], filed: string): Change {
  const value = terms.reduce((sum, t) => sum + t.sign * t.statement.value, 0);
  const plusFirst = [...terms].sort((a, b) => b.sign - a.sign);
  return {
    period,
    start: dateOfDay(route.start),
    end: dateOfDay(route.next - 1),
    value,
    filed,
    terms: plusFirst,
    flags: [],
  };
}

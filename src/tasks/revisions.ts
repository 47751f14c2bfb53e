import {
  growthStatements,
  latestRelease,
  nthRelease,
  type Revision,
  type RevisionSize,
  type RevisionTriangle,
  revisionLog,
  revisionSize,
  revisionTriangle,
  usualRevisionOptions,
} from "../methods/revisions.ts";
import { readSeriesHistory } from "../store/history.ts";
import type { Store } from "../store/open.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Evidence, KnownBy, Observation, Origin } from "../terms/observation.ts";
import { refOf } from "../terms/panel.ts";
import { dayOf, endOf } from "../terms/period.ts";

export type { RevisionSize };

/** One step in the life of a value, with the document that brought it. */
export interface ShownRevision extends Revision {
  readonly published: string | null;
  readonly knownBy: KnownBy;
  readonly evidence: Evidence;
  readonly origin: Origin;
  readonly flags: readonly string[];
  readonly ref: string;
}

/** A period whose value is not what it first was. */
export interface RestatedPeriod {
  readonly period: string;
  readonly first: number | null;
  readonly firstKnown: string;
  /** Whether the first statement held is a first release, or a comparative from a later document. */
  readonly isFirstRelease: boolean;
  readonly latest: number | null;
  readonly latestKnown: string;
  readonly changes: number;
}

/** The form of `vorlauf series revisions --json`. */
export interface SeriesRevisions {
  readonly id: string;
  readonly unit: string;
  readonly frequency: string;
  readonly asOf: string;
  readonly periods: number;
  readonly restated: readonly RestatedPeriod[];
  readonly size: RevisionSize;
  /** The same of the growth from period to period [log points]: what a new base year leaves alone. */
  readonly growth: RevisionSize;
  readonly log: readonly ShownRevision[];
}

/**
 * Every statement about a plain series known by the end of a day, as a record of revisions.
 * @throws "unknown-id" with near matches; "input-invalid" for a list, whose changes `vorlauf news` shows
 */
export async function seriesRevisions(store: Store, id: string, asOf: string): Promise<SeriesRevisions> {
  const { history, statements } = await statementsOf(store, id, asOf);
  const origins = new Map(history.observations.map((o) => [`${o.period} ${o.known}`, o]));
  const log = revisionLog(statements).map((r) => shownRevision(id, r, origins));
  const byPeriod = new Map<string, ShownRevision[]>();
  for (const r of log) byPeriod.set(r.period, [...(byPeriod.get(r.period) ?? []), r]);
  return {
    id,
    unit: history.unit,
    frequency: history.frequency,
    asOf,
    periods: byPeriod.size,
    restated: [...byPeriod.values()].flatMap((steps) => restatedOf(steps)),
    size: revisionSize(statements, { asOf }),
    growth: revisionSize(growthStatements(statements), { asOf, measure: "absolute" }),
    log,
  };
}

/** The triangle of a plain series as of a day. @throws as {@link seriesRevisions} */
export async function seriesTriangle(store: Store, id: string, asOf: string): Promise<RevisionTriangle> {
  return revisionTriangle((await statementsOf(store, id, asOf)).statements);
}

/** Per period the n-th release and the newest value, both as of a day. @throws as {@link seriesRevisions} */
export async function seriesReleases(
  store: Store,
  id: string,
  asOf: string,
): Promise<{ readonly first: ReturnType<typeof nthRelease>; readonly latest: ReturnType<typeof latestRelease> }> {
  const { statements } = await statementsOf(store, id, asOf);
  return { first: nthRelease(statements, 1), latest: latestRelease(statements) };
}

async function statementsOf(
  store: Store,
  id: string,
  asOf: string,
): Promise<{
  history: Awaited<ReturnType<typeof readSeriesHistory>>;
  statements: { period: string; known: string; value: number | null }[];
}> {
  const history = await readSeriesHistory(store, id, asOf);
  if (history.list !== null)
    throw new VorlaufError("input-invalid", {
      what: "series",
      got: `${id}, a list`,
      fix: "Revisions are shown of plain series; `vorlauf series show ID --vintages` shows the copies of a list.",
    });
  return { history, statements: history.observations.map(({ period, known, value }) => ({ period, known, value })) };
}

function shownRevision(id: string, r: Revision, origins: ReadonlyMap<string, Observation>): ShownRevision {
  const o = origins.get(`${r.period} ${r.known}`);
  return {
    ...r,
    published: o?.published ?? null,
    knownBy: o?.knownBy ?? "assumed",
    evidence: o?.evidence ?? "unresolved",
    origin: o?.origin ?? { document: "", url: "", locator: "", kind: "citation" },
    flags: o?.flags ?? [],
    ref: refOf(id, r.period),
  };
}

function restatedOf(steps: readonly ShownRevision[]): RestatedPeriod[] {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined || steps.length < 2) return [];
  return [
    {
      period: first.period,
      first: first.value,
      firstKnown: first.known,
      isFirstRelease:
        !first.flags.includes("comparative") &&
        dayOf(first.known) - dayOf(endOf(first.period)) <= usualRevisionOptions.firstWithinDays,
      latest: last.value,
      latestKnown: last.known,
      changes: steps.length - 1,
    },
  ];
}

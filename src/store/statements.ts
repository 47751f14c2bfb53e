import { type Evidence, evidenceOrder, type KnownBy } from "../terms/observation.ts";
import type { Period } from "../terms/period.ts";
import type { Instant } from "../terms/time.ts";
import type { Cell } from "./database.ts";

/** What one document said about one period (or about one entry of a list). */
export interface Statement {
  /** Empty for a plain series. */
  readonly item: string;
  readonly period: Period;
  /** NaN for "no value". */
  readonly value: number;
  readonly known: Instant;
  readonly knownBy: KnownBy;
  readonly evidence: Evidence;
  readonly flags: readonly string[];
  /** JSON of the fields, empty when there are none. */
  readonly fields: string;
  /** Decides between statements of the same `known`: the greatest wins. */
  readonly tie: string;
}

const between = "\u001f";
const after = "\u001e";

/**
 * SQL aggregate that packs the statements of a series into one string, by item, period and known: one value per series
 * crosses from the database instead of ten per row.
 */
export const packedStatements: string = `string_agg(concat_ws(chr(31), coalesce(item, ''), period, coalesce(value::VARCHAR, ''), known, known_by, evidence, flags, coalesce(fields, ''), tie), chr(30) ORDER BY item, period, known)`;

/** The statements of a packed string. */
export function unpackStatements(packed: Cell | undefined): Statement[] {
  if (typeof packed !== "string" || packed === "") return [];
  return packed.split(after).map((row) => {
    const [
      item = "",
      period = "",
      value = "",
      known = "",
      knownBy = "",
      evidence = "",
      flags = "",
      fields = "",
      tie = "",
    ] = row.split(between);
    return {
      item,
      period,
      value: value === "" ? Number.NaN : Number(value),
      known,
      knownBy: knownByOf(knownBy),
      evidence: evidenceOf(evidence),
      flags: flagsOf(flags),
      fields,
      tie,
    };
  });
}

/**
 * A value that stood for a time: statements that follow each other in `known` order and say the same are one run, with the
 * `known` of the first and the best evidence of all.
 */
export interface Run {
  readonly item: string;
  readonly period: Period;
  readonly value: number;
  readonly known: Instant;
  readonly knownBy: KnownBy;
  readonly evidence: Evidence;
  readonly flags: readonly string[];
  readonly fields: string;
}

/**
 * The runs of the statements about one period (or entry), in `known` order. Of statements with the same `known` only the
 * winner of the tie counts.
 * @param statements of one group, in `known` order
 */
export function runsOf(statements: readonly Statement[]): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < statements.length; ) {
    let winner = statements[i];
    if (winner === undefined) break;
    const { known } = winner;
    for (i++; statements[i]?.known === known; i++) {
      const rival = statements[i];
      if (rival !== undefined && rival.tie > winner.tie) winner = rival;
    }
    const last = runs.at(-1);
    if (last === undefined || !saysTheSame(last, winner)) runs.push(winner);
    else if (evidenceOrder.indexOf(winner.evidence) < evidenceOrder.indexOf(last.evidence))
      runs[runs.length - 1] = { ...last, evidence: winner.evidence };
  }
  return runs;
}

function saysTheSame(a: Run, b: Run): boolean {
  return Object.is(a.value, b.value) && a.period === b.period && a.fields === b.fields && a.flags === b.flags;
}

/** Splits statements, ordered so that equal keys stand together, into their groups. */
export function groupsOf(statements: readonly Statement[], keyOf: (s: Statement) => string): Statement[][] {
  const groups: Statement[][] = [];
  let current: Statement[] = [];
  let key: string | null = null;
  for (const s of statements) {
    const own = keyOf(s);
    if (own !== key) {
      current = [];
      groups.push(current);
      key = own;
    }
    current.push(s);
  }
  return groups;
}

const interned = new Map<string, readonly string[]>([["", []]]);

/** Equal flags are the same array, so that comparing them is comparing references. */
export function flagsOf(text: string): readonly string[] {
  const held = interned.get(text);
  if (held !== undefined) return held;
  const flags = text.split(",");
  interned.set(text, flags);
  return flags;
}

/** A stored word as the type it was checked to be when it was written. */
export function knownByOf(text: string): KnownBy {
  return text === "stamped" || text === "released" || text === "observed" ? text : "assumed";
}

/** A stored grade; `unresolved` for a word this version does not know. */
export function evidenceOf(text: string): Evidence {
  return evidenceOrder.find((grade) => grade === text) ?? "unresolved";
}

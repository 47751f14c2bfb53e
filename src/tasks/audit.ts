import { parseRef, resolveRefs } from "../store/history.ts";
import type { Store } from "../store/open.ts";
import type { Mode } from "../terms/panel.ts";
import type { PartResult } from "../terms/part.ts";
import type { ClaimJudgement } from "../terms/workbench.ts";

/** A published number whose origin cannot be shown. */
export interface AuditFailure {
  /** `line`, `claim`, `forecast`, `figure`, `table` and its id. */
  readonly of: string;
  /** The reference at fault; null when there is none at all. */
  readonly ref: string | null;
  readonly reason:
    | "no references"
    | "reference is neither an observation nor a computed result"
    | "nothing held under this reference on the day"
    | "document is not described in the store"
    | "origin without document hash, address or place";
}

/** What an audit looked at and found. */
export interface AuditReport {
  readonly asOf: string;
  readonly mode: Mode;
  /** Numbers looked at: lines and claims with a value, forecasts, figures, tables. */
  readonly checked: number;
  readonly refs: number;
  readonly failures: readonly AuditFailure[];
}

/** What is audited. */
export interface AuditContext {
  readonly store: Store;
  readonly asOf: string;
  readonly mode: Mode;
  readonly parts: readonly PartResult[];
  readonly claims: readonly ClaimJudgement[];
}

/**
 * Checks that every line and claim with a value, every forecast, figure and table names what it rests on, that every
 * reference leads to an observation held and visible on the day or to another computed result, and that every observation
 * has a document (hash, described in the store), an address and a place in it.
 */
export async function audit(context: AuditContext): Promise<AuditReport> {
  const numbers = numbersOf(context);
  const ids = new Set(numbers.everyId);
  const refs = [...new Set(numbers.published.flatMap((n) => n.refs))].sort();
  const resolved = await resolveRefs(
    context.store,
    refs.filter((r) => !ids.has(r)),
    context.asOf,
    context.mode,
  );
  const faults = new Map<string, AuditFailure["reason"]>();
  for (const ref of refs) {
    const fault = ids.has(ref) ? null : faultOf(ref, resolved);
    if (fault !== null) faults.set(ref, fault);
  }
  const failures = numbers.published.flatMap(({ of, refs: own }): AuditFailure[] => {
    if (own.length === 0) return [{ of, ref: null, reason: "no references" }];
    return own.flatMap((ref) => {
      const reason = faults.get(ref);
      return reason === undefined ? [] : [{ of, ref, reason }];
    });
  });
  return { asOf: context.asOf, mode: context.mode, checked: numbers.published.length, refs: refs.length, failures };
}

function faultOf(ref: string, resolved: Awaited<ReturnType<typeof resolveRefs>>): AuditFailure["reason"] | null {
  if (parseRef(ref) === null) return "reference is neither an observation nor a computed result";
  const { origin, documented } = resolved.get(ref) ?? { origin: null, documented: false };
  if (origin === null) return "nothing held under this reference on the day";
  if (!/^[0-9a-f]{64}$/.test(origin.document) || origin.url === "" || origin.locator === "")
    return "origin without document hash, address or place";
  return documented ? null : "document is not described in the store";
}

interface Published {
  readonly of: string;
  readonly refs: readonly string[];
}

function numbersOf({ parts, claims }: AuditContext): {
  readonly published: readonly Published[];
  readonly everyId: readonly string[];
} {
  const lines = parts.flatMap((p) => [p.headline, ...p.lines]);
  const published: Published[] = [
    ...lines.filter((l) => l.value !== null).map((l) => ({ of: `line ${l.id}`, refs: l.refs })),
    ...claims
      .filter((c) => c.value !== null || c.probability !== null)
      .map((c) => ({ of: `claim ${c.id}`, refs: c.refs })),
    ...parts.flatMap((p) => [
      ...p.forecasts.map((f) => ({ of: `forecast ${f.id}`, refs: f.refs })),
      ...p.figures.map((f) => ({ of: `figure ${f.id}`, refs: [...f.refs, ...pointRefs(f)] })),
      ...p.tables
        .filter((t) => holdsNumbers(t) || t.refs.length > 0 || rowRefs(t).length > 0)
        .map((t) => ({ of: `table ${t.id}`, refs: [...t.refs, ...rowRefs(t)] })),
    ]),
  ];
  const everyId = [
    ...lines.map((l) => l.id),
    ...claims.map((c) => c.id),
    ...parts.flatMap((p) => [...p.forecasts, ...p.figures, ...p.tables].map((x) => x.id)),
  ];
  return { published, everyId };
}

/** A table of words alone (what is missing, why) publishes no number. */
function holdsNumbers(table: PartResult["tables"][number]): boolean {
  return table.rows.some((row) => Object.values(row).some((cell) => typeof cell === "number"));
}

function pointRefs(figure: PartResult["figures"][number]): string[] {
  return figure.series.flatMap((s) => s.points.flatMap((p) => (p.ref === undefined ? [] : [p.ref])));
}

function rowRefs(table: PartResult["tables"][number]): string[] {
  return table.rows.flatMap((row) => (typeof row["ref"] === "string" && row["ref"] !== "" ? [row["ref"]] : []));
}

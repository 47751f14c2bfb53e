import type { Group } from "../../terms/group.ts";
import { type Evidence, type KnownBy, weakest } from "../../terms/observation.ts";
import { type Need, type Panel, type SeriesView, seriesIn } from "../../terms/panel.ts";
import type { Text } from "../../terms/text.ts";
import type { Instant } from "../../terms/time.ts";

/** A series that no document states: computed from a panel as of its day, so it sees nothing that the panel does not show. */
export interface Derived
  extends Pick<
    SeriesView,
    "id" | "unit" | "frequency" | "periods" | "values" | "known" | "knownBy" | "evidence" | "flags"
  > {
  readonly title: Text;
  /** How it was made, and what a reader must know; one sentence each. */
  readonly says: readonly Text[];
  /** Per period what the value rests on: references to observations, or to values of other derived series. */
  readonly refs: readonly (readonly string[])[];
  /** Per period what a table should print beside the value, for example the members that are missing. */
  readonly fields: readonly Readonly<Record<string, string | number | null>>[];
}

/** A way to make one derived series: what it reads, and how. */
export interface Recipe {
  readonly id: string;
  readonly needs: readonly Need[];
  /** Pure. No values and a sentence that says why where the panel does not allow it. */
  readonly derive: (panel: Panel) => Derived;
}

/** What recipes need to know besides the panel. */
export interface Pantry {
  readonly groups: readonly Group[];
  /** Unit of a series that is held; null when it is not. */
  readonly unitOf: (id: string) => string | null;
  readonly titleOf: (id: string) => Text;
  /** The recipe of a derived id; null for an id that a document states. */
  readonly recipeOf: (id: string) => Recipe | null;
}

/** A series to compute with: read from documents, or derived itself. */
export type Input = Pick<
  SeriesView,
  "id" | "unit" | "frequency" | "periods" | "values" | "known" | "knownBy" | "evidence" | "flags"
>;

/** An input as the panel shows it, or as its recipe makes it; null when nothing of it is visible. */
export function inputOf(id: string, panel: Panel, { recipeOf }: Pantry): Input | null {
  const made = recipeOf(id)?.derive(panel) ?? seriesIn(panel, id);
  return made === null || made.periods.length === 0 ? null : made;
}

/** Needs of an input. */
export function needsOfInput(id: string, { recipeOf }: Pantry): readonly Need[] {
  return recipeOf(id)?.needs ?? [{ id }];
}

/** One value of a derived series on its way. */
export interface Made {
  readonly period: string;
  /** NaN where it cannot be made. */
  readonly value: number;
  /** What it was made from. */
  readonly from: readonly Used[];
  readonly flags?: readonly string[];
  readonly fields?: Readonly<Record<string, string | number | null>>;
}

/** One value of an input as a derived value uses it. */
export interface Used {
  readonly ref: string;
  readonly known: Instant;
  readonly knownBy: KnownBy;
  readonly evidence: Evidence;
}

/** A value of an input; null where the period is not held or has no value. */
export function usedAt(input: Input, period: string): (Used & { readonly value: number }) | null {
  const at = input.periods.indexOf(period);
  const value = input.values[at] ?? Number.NaN;
  if (at < 0 || Number.isNaN(value)) return null;
  return {
    value,
    ref: `${input.id}@${period}`,
    known: input.known[at] ?? "",
    knownBy: input.knownBy[at] ?? "assumed",
    evidence: input.evidence[at] ?? "unresolved",
  };
}

const knowing: readonly KnownBy[] = ["stamped", "released", "observed", "assumed"];

/**
 * A derived series from its values: each is known when the last of its inputs is, as surely as the least sure of them, and its evidence is
 * *derived* or what is weaker among them.
 */
export function derivedFrom(
  head: Pick<Derived, "id" | "unit" | "frequency" | "title" | "says">,
  made: readonly Made[],
): Derived {
  return {
    ...head,
    periods: made.map((m) => m.period),
    values: Float64Array.from(made, (m) => m.value),
    known: made.map(({ from }) => lastKnown(from)),
    knownBy: made.map(
      ({ from }) => knowing[from.reduce((worst, u) => Math.max(worst, knowing.indexOf(u.knownBy)), 0)] ?? "assumed",
    ),
    evidence: made.map(({ from }) => weakest(["derived", ...from.map((u) => u.evidence)])),
    flags: made.map((m) => m.flags ?? []),
    refs: made.map((m) => m.from.map((u) => u.ref)),
    fields: made.map((m) => m.fields ?? {}),
  };
}

function lastKnown(from: readonly Used[]): Instant {
  return (
    from
      .map((u) => u.known)
      .sort()
      .at(-1) ?? ""
  );
}

/** A derived series without values, with the reason. */
export function notDerived(head: Pick<Derived, "id" | "unit" | "frequency" | "title">, why: Text): Derived {
  return derivedFrom({ ...head, says: [why] }, []);
}

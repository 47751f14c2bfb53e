import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import { endOf, frequencyOf, periodOf, periodRange } from "../../terms/period.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

/** Where one programme of one company group stands (definition D6). */
export interface ProgrammeState {
  readonly group: string;
  readonly programme: string;
  /** Worst step so far, 1 to 4 (for expansions: the largest, mirrored). */
  readonly severity: number;
  /** Date of that step, as precise as the list gives it. */
  readonly since: string;
  readonly steps: number;
  /** Best grade among the pages behind the state's own step. */
  readonly grade: string;
  readonly refs: readonly string[];
}

/** An increase of a programme's severity. */
export interface Step {
  readonly group: string;
  readonly programme: string;
  readonly period: string;
  readonly from: number;
  readonly to: number;
  readonly ref: string;
}

/** Whose programmes: carmakers, or suppliers (kept apart); aggregates belong to neither. */
type Side = "carmakers" | "suppliers";

const listId = "events/carmakers";
const expansionId = "events/carmakers-expansion";

interface Tagged {
  readonly entry: ListEntry;
  readonly list: string;
}

/** Which steps to look at. */
export interface SeverityQuestion {
  readonly side: Side;
  readonly direction: "retreat" | "expansion";
  /** Also steps that rest only on a page of grade C. */
  readonly weakToo: boolean;
}

function entriesOf(panel: Panel, { side, direction, weakToo }: SeverityQuestion): Tagged[] {
  return [listId, expansionId]
    .flatMap((list) => (listIn(panel, list)?.entries ?? []).map((entry) => ({ entry, list })))
    .filter(
      ({ entry }) =>
        (side === "suppliers") === (entry.fields["actor"] === "supplier") && entry.fields["actor"] !== "aggregate",
    )
    .filter(({ entry }) => weakToo || entry.fields["grade"] !== "C")
    .filter(
      ({ entry }) =>
        typeof entry.fields["severity"] === "number" &&
        entry.fields["severity"] !== 0 &&
        entry.fields["severity"] > 0 === (direction === "retreat"),
    )
    .sort((a, b) =>
      endOf(a.entry.period) < endOf(b.entry.period)
        ? -1
        : endOf(a.entry.period) > endOf(b.entry.period)
          ? 1
          : a.entry.item < b.entry.item
            ? -1
            : 1,
    );
}

function split(value: string | number | boolean | null | undefined): string[] {
  return String(value ?? "")
    .split(";")
    .filter((s) => s !== "");
}

/**
 * Programmes and the steps that made them worse, by definition D6: the state of a group's programme is its worst step so
 * far, a step counts as flow only by what it adds. A joint event counts once per group; an event without a severity (a
 * charge, an update) is no step.
 */
export function severityOf(
  panel: Panel,
  question: SeverityQuestion,
): { readonly states: readonly ProgrammeState[]; readonly flow: readonly Step[] } {
  const states = new Map<string, ProgrammeState>();
  const flow: Step[] = [];
  for (const { entry, list } of entriesOf(panel, question)) {
    const size = Math.abs(Number(entry.fields["severity"]));
    const ref = refOf(list, entry.period, entry.item);
    const grade = String(entry.fields["grade"] ?? "C");
    for (const group of split(entry.fields["groups"])) {
      for (const programme of split(entry.fields["programmes"])) {
        const key = `${group} ${programme}`;
        const before = states.get(key);
        const worse = size > (before?.severity ?? 0);
        if (worse) flow.push({ group, programme, period: entry.period, from: before?.severity ?? 0, to: size, ref });
        states.set(key, {
          group,
          programme,
          severity: Math.max(size, before?.severity ?? 0),
          since: worse ? entry.period : (before?.since ?? entry.period),
          steps: (before?.steps ?? 0) + 1,
          grade: worse ? grade : size === before?.severity && grade < before.grade ? grade : (before?.grade ?? grade),
          refs: [...(before?.refs ?? []), ref],
        });
      }
    }
  }
  return {
    states: [...states.values()].sort(
      (a, b) =>
        b.severity - a.severity ||
        (a.group < b.group ? -1 : a.group > b.group ? 1 : a.programme < b.programme ? -1 : 1),
    ),
    flow,
  };
}

/** Added severity per quarter over carmakers' programmes; events dated only by year are in no quarter. */
export const signal: Signal = {
  id: "severity",
  question: {
    en: "How far did carmakers step back in the quarter?",
    de: "Wie weit sind die Autohersteller im Quartal zurückgewichen?",
  },
  needs: [{ id: listId }, { id: expansionId }],
  unit: "severity steps",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const flow = severityOf(panel, { side: "carmakers", direction: "retreat", weakToo: true }).flow.filter(
      (s) => frequencyOf(s.period) !== "annual",
    );
    const quarterOf = (s: Step): string => periodOf("quarterly", endOf(s.period));
    const quarters =
      flow.length === 0
        ? []
        : periodRange(
            quarterOf(flow[0] ?? { group: "", programme: "", period: panel.asOf, from: 0, to: 0, ref: "" }),
            periodOf("quarterly", panel.asOf),
          );
    return {
      id: "severity",
      unit: "severity steps",
      frequency: "quarterly",
      periods: quarters,
      values: Float64Array.from(quarters, (q) =>
        flow.filter((s) => quarterOf(s) === q).reduce((n, s) => n + s.to - s.from, 0),
      ),
      evidence: flow.length === 0 ? "unresolved" : "derived",
      refs: quarters.map((q) => flow.filter((s) => quarterOf(s) === q).map((s) => s.ref)),
      warnings: [{ code: "collected-by-looking-for-retreats", facts: { list: listId }, about: [listId, expansionId] }],
    };
  },
};

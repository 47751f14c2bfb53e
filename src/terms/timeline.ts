import type { NewsGroup } from "./news.ts";
import type { Mode } from "./panel.ts";
import { type Line, type PartId, partIds } from "./part.ts";
import type { ClaimJudgement, ClaimState, Workbench } from "./workbench.ts";

/** Where a claim stood on a day. */
export type DayClaim = Pick<ClaimJudgement, "id" | "state" | "probability" | "probabilityInterval" | "value">;

/** The light frame of one day: headline of every part, state of every claim, how fresh the data were. Plain JSON. */
export interface DayFrame {
  readonly day: string;
  /** Without references, sparkline and gap: the whole verdict of the day has them. */
  readonly lines: { readonly [P in PartId]?: Line };
  readonly claims: readonly DayClaim[];
  readonly visible: number;
  readonly needed: number;
  readonly oldestDays: number | null;
}

/** Light frames of the days of a store, for the as-of slider and the time machine. */
export interface Timeline {
  /** Id of the thesis whose claims are judged, and hash of its file's content. */
  readonly thesis: string;
  readonly thesisHash: string;
  readonly mode: Mode;
  readonly seed: number;
  /** Hash of the store's manifest. */
  readonly store: string;
  /** Hash of the code that measured the kept frames where it is not the code that serves them: they may then differ from what it would measure. */
  readonly code: string | null;
  /** Ascending by day; not every day of the calendar need be there. */
  readonly frames: readonly DayFrame[];
}

/** A change of a claim's state between two neighbouring frames. */
export interface ClaimTurn {
  readonly day: string;
  readonly claim: string;
  readonly from: ClaimState;
  readonly to: ClaimState;
}

/** What became known on one day of what the parts read. */
export interface DayNews {
  readonly day: string;
  /** The day of the calendar before; null on the first. */
  readonly before: string | null;
  readonly groups: readonly NewsGroup[];
  readonly new: number;
  readonly revised: number;
  readonly withdrawn: number;
}

/** The light frame of a whole verdict. */
export function dayFrameOf(workbench: Workbench): DayFrame {
  const lines = Object.fromEntries(
    partIds.flatMap((id): [PartId, Line][] => {
      const line = workbench.parts[id]?.headline;
      if (line === undefined) return [];
      const { refs: _, spark: __, gap: ___, pseudo: ____, ...light } = line;
      return [[id, { ...light, refs: [] }]];
    }),
  );
  return {
    day: workbench.asOf,
    lines,
    claims: workbench.thesis.claims.map((c) => ({
      id: c.id,
      state: c.state,
      probability: c.probability,
      ...(c.probabilityInterval === undefined ? {} : { probabilityInterval: c.probabilityInterval }),
      value: c.value,
    })),
    visible: workbench.freshness.visible,
    needed: workbench.freshness.needed,
    oldestDays: workbench.freshness.oldestDays,
  };
}

/** Every change of a claim's state from one frame to the next, by day, in the order of the claims. */
export function claimTurns(frames: readonly DayFrame[]): ClaimTurn[] {
  const turns: ClaimTurn[] = [];
  const last = new Map<string, ClaimState>();
  for (const frame of frames) {
    for (const { id, state } of frame.claims) {
      const from = last.get(id);
      if (from !== undefined && from !== state) turns.push({ day: frame.day, claim: id, from, to: state });
      last.set(id, state);
    }
  }
  return turns;
}

/** Leaves out of every frame what the frame before it already says: the form in which a timeline is sent and kept. */
export function packTimeline(timeline: Timeline): Timeline {
  const lines = new Map<string, string>();
  const claims = new Map<string, string>();
  const fresh = (seen: Map<string, string>, id: string, value: unknown): boolean => {
    const text = JSON.stringify(value);
    if (seen.get(id) === text) return false;
    seen.set(id, text);
    return true;
  };
  return {
    ...timeline,
    frames: timeline.frames.map((frame) => ({
      ...frame,
      lines: Object.fromEntries(Object.entries(frame.lines).filter(([id, line]) => fresh(lines, id, line))),
      claims: frame.claims.filter((c) => fresh(claims, c.id, c)),
    })),
  };
}

/** Fills every frame up with what the frames before it say; the inverse of {@link packTimeline}. */
export function unpackTimeline(packed: Timeline): Timeline {
  let lines: DayFrame["lines"] = {};
  let claims: readonly DayClaim[] = [];
  return {
    ...packed,
    frames: packed.frames.map((frame) => {
      lines = { ...lines, ...frame.lines };
      const changed = new Map(frame.claims.map((c) => [c.id, c]));
      const added = frame.claims.filter((c) => !claims.some((old) => old.id === c.id));
      claims = [...claims.map((c) => changed.get(c.id) ?? c), ...added];
      return { ...frame, lines, claims };
    }),
  };
}

import type { PartResult } from "../../terms/part.ts";
import { type DayFrame, type Timeline, unpackTimeline } from "../../terms/timeline.ts";
import type { ClaimJudgement, Workbench } from "../../terms/workbench.ts";

/** Frames by their day, from what the server sends. */
export function framesByDay(packed: Timeline): ReadonlyMap<string, DayFrame> {
  return new Map(unpackTimeline(packed).frames.map((f) => [f.day, f]));
}

/**
 * A day as far as its light frame tells, for the time until its whole verdict is there: headlines, states and probabilities are
 * those of the day; reasons, further findings, charts and tables are left out.
 * @param known any whole verdict: gives the claims' words, which do not depend on the day
 */
export function lightWorkbench(known: Workbench, frame: DayFrame): Workbench {
  const parts = Object.fromEntries(
    Object.values(known.parts).map((part): [string, PartResult] => {
      const headline = frame.lines[part.part] ?? part.headline;
      return [
        part.part,
        { ...part, asOf: frame.day, headline, lines: [], figures: [], tables: [], forecasts: [], warnings: [] },
      ];
    }),
  );
  const claims = known.thesis.claims.map((claim): ClaimJudgement => {
    const { gap: _, spark: __, probabilityInterval: ___, score: ____, ...words } = claim;
    const now = frame.claims.find((c) => c.id === claim.id);
    return now === undefined ? claim : { ...words, ...now, reasons: [], refs: [] };
  });
  return {
    ...known,
    asOf: frame.day,
    parts,
    thesis: { ...known.thesis, claims },
    freshness: { needed: frame.needed, visible: frame.visible, sources: [], oldestDays: frame.oldestDays },
    warnings: [],
    hash: "",
  };
}

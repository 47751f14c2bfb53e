import { expect, test } from "vitest";
import type { Line } from "../../src/terms/part.ts";
import { claimTurns, type DayFrame, packTimeline, type Timeline, unpackTimeline } from "../../src/terms/timeline.ts";
import type { ClaimState } from "../../src/terms/workbench.ts";

const line = (value: number): Line => ({
  id: "cycle",
  part: "cycle",
  state: "found",
  says: { en: `${value} quarters`, de: `${value} Quartale` },
  value,
  unit: "quarters",
  direction: "up",
  evidence: "derived",
  newestPeriod: "2026-Q1",
  refs: [],
});
const frame = (day: string, value: number, states: readonly ClaimState[]): DayFrame => ({
  day,
  lines: { cycle: line(value), rotation: { ...line(0.4), id: "rotation", part: "rotation" } },
  claims: states.map((state, i) => ({ id: `c${i}`, state, probability: state === "open" ? 0.6 : null, value: null })),
  visible: 41,
  needed: 46,
  oldestDays: 34,
});
const timeline: Timeline = {
  thesis: "t",
  thesisHash: "h",
  mode: "strict",
  seed: 1,
  store: "s",
  code: "c",
  frames: [
    frame("2026-02-09", 11, ["open", "cannot-tell"]),
    frame("2026-02-10", 11, ["open", "cannot-tell"]),
    frame("2026-04-29", 12, ["holds", "cannot-tell"]),
    frame("2026-07-01", 12, ["open", "fails"]),
  ],
};

test("a packed timeline says only what changed, and unpacked it is the same again", () => {
  const packed = packTimeline(timeline);
  expect(packed.frames.map((f) => [Object.keys(f.lines), f.claims.map((c) => c.id)])).toEqual([
    [
      ["cycle", "rotation"],
      ["c0", "c1"],
    ],
    [[], []],
    [["cycle"], ["c0"]],
    [[], ["c0", "c1"]],
  ]);
  expect(unpackTimeline(packed)).toEqual(timeline);
});

test("claims turn on the days on which their state differs from the frame before, and on no other", () => {
  expect(claimTurns(timeline.frames)).toEqual([
    { day: "2026-04-29", claim: "c0", from: "open", to: "holds" },
    { day: "2026-07-01", claim: "c0", from: "holds", to: "open" },
    { day: "2026-07-01", claim: "c1", from: "cannot-tell", to: "fails" },
  ]);
  expect(claimTurns(timeline.frames.slice(0, 2))).toEqual([]);
});

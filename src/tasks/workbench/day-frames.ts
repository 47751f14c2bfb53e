import { type DayFrame, dayFrameOf, type Timeline } from "../../terms/timeline.ts";
import type { Cut, Workbench } from "../../terms/workbench.ts";
import { keptTimeline, mergeFrames } from "../timeline.ts";
import type { Keeper, ResultName } from "./keeper.ts";

/** What the light frames of a workbench are kept with. */
export interface DayFramesOptions {
  readonly keeper: Keeper;
  /** Everything but the mode that a timeline depends on beside the code. */
  readonly head: Omit<Timeline, "mode" | "code" | "frames">;
  /** Folder of the timelines that come with the package; null where there is none. */
  readonly timelines: string | null;
  /** Hash of the code that a measured number can depend on. */
  readonly measuring: string;
  /** Keep a frame where its day was measured; false where another process of the same workbench does. */
  readonly keeps: boolean;
}

/** The light frames of the days measured so far, by this workbench, an earlier one or the package's makers. */
export interface DayFrames {
  readonly nameOf: (cut: Cut) => ResultName;
  readonly note: (workbench: Workbench) => void;
  readonly timeline: (mode: Cut["mode"], days: readonly string[]) => Timeline;
}

/** Frames of a workbench: those measured here replace those that came with the package. */
export function dayFrames(options: DayFramesOptions): DayFrames {
  const { keeper, head } = options;
  const frames = new Map<string, DayFrame>();
  /** Modes whose kept frames were looked for; later ones come in as they are measured. */
  const looked = new Set<string>();
  const nameOf = (cut: Cut): ResultName => ["day", cut.asOf, cut.mode, head.seed, head.thesisHash];
  return {
    nameOf,
    note: (workbench) => {
      const frame = dayFrameOf(workbench);
      frames.set(`${workbench.asOf} ${workbench.mode}`, frame);
      if (options.keeps) keeper.keep(nameOf(workbench), JSON.stringify(frame));
    },
    timeline: (mode, days) => {
      const { thesis, thesisHash, seed, store } = head;
      const whole = { thesis, thesisHash, mode, seed, store };
      const made = keptTimeline(options.timelines, whole);
      const own = days.flatMap((asOf): DayFrame[] => {
        const held = frames.get(`${asOf} ${mode}`);
        if (held !== undefined) return [held];
        const text = looked.has(mode) ? null : keeper.text(nameOf({ asOf, mode }));
        if (text === null) return [];
        const frame = JSON.parse(text) as DayFrame;
        frames.set(`${asOf} ${mode}`, frame);
        return [frame];
      });
      looked.add(mode);
      const foreign = (made?.frames ?? []).some((f) => !frames.has(`${f.day} ${mode}`));
      const other = foreign && made?.code !== options.measuring;
      return { ...whole, code: other ? (made?.code ?? null) : null, frames: mergeFrames(made?.frames ?? [], own) };
    },
  };
}
